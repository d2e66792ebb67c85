//! Records of facts to derivations: ids in their final order, the best proofs first, cautions and standings passed on.

use std::collections::BTreeSet;

use crate::compile::ontology::Ontology;
use crate::compile::ontology::triples::iri_of;
use crate::derive::infer::{Facts, Inference, MAX_PROOFS, Premise, Proof};
use crate::derive::rdf::{derivation_key, thing_of};
use crate::model::claim::{ClaimId, DerivationId, RuleId};
use crate::model::dataset::Dataset;
use crate::model::derivation::{
    Cautions, Derivation, DerivationKey, Derived, DerivedBuilder, Rule, Suppressed,
};
use crate::model::standing::{Standing, Standings};
use crate::model::text::Symbol;
use crate::model::triple::{Predicate, Term, Triple};

/// What derivations are made from.
pub(super) struct Assembly<'a> {
    /// The facts and records.
    pub(super) facts: &'a Facts,
    /// The rules, by the numbers of the records.
    pub(super) rules: &'a [Rule],
    /// How many of them, from the first, are characteristics of properties.
    pub(super) native: usize,
    /// The claims.
    pub(super) dataset: &'a Dataset,
    /// Which properties there are.
    pub(super) ontology: &'a Ontology,
    /// How each claim stands.
    pub(super) standings: &'a Standings,
    /// What every IRI begins with.
    pub(super) base: &'a str,
}

/// A proof, with what decides its rank: those from facts come first, then those with fewer premises.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Ranked {
    standing: Standing,
    size: usize,
    claims: Vec<ClaimId>,
    /// The keys of the records that it rests on, and their numbers.
    records: Vec<(DerivationKey, u32)>,
}

impl Ranked {
    /// Whether it holds all premises of another proof.
    fn holds(&self, other: &Self) -> bool {
        let claims = other.claims.iter().all(|c| self.claims.binary_search(c).is_ok());
        claims && other.records.iter().all(|r| self.records.binary_search(r).is_ok())
    }
}

/// What is known of the records so far, by number.
#[derive(Default)]
struct RunContext {
    keys: Vec<DerivationKey>,
    /// How each stands, as far as that is known.
    standings: Vec<Standing>,
    /// Which of its proofs is the best, by number.
    best: Vec<usize>,
    /// When it was found to be a fact; the last of all numbers where it was not.
    turns: Vec<usize>,
    cautions: Vec<Cautions>,
}

impl Assembly<'_> {
    /// All derivations.
    ///
    /// Costs one digest for each, and a sort of their triples as text.
    pub(super) fn derived(&self) -> Derived {
        let records = self.facts.records();
        let (rules, numbers) = self.told();
        let mut builder = DerivedBuilder::new(rules, records.len());
        let keys = records.iter().map(|r| self.key(self.facts.triple(r.fact), r.rule)).collect();
        let mut known = RunContext { keys, ..RunContext::default() };
        self.stand(&mut known);
        for (record, best) in records.iter().zip(known.best.clone()) {
            let best = self.ranked(self.facts.proofs(record).skip(best).take(1), &known).into_iter().next();
            let cautions = self.cautions(record.rule, best.as_ref(), &numbers, &known, &builder);
            known.cautions.push(builder.cautions(cautions));
        }
        let texts = |record: u32| self.facts.triple(records[record as usize].fact);
        let order = self.order((0..records.len() as u32).collect(), texts, |r| known.keys[r as usize]);
        let mut ids = vec![DerivationId::default(); records.len()];
        for (id, record) in (0u32..).zip(&order) {
            ids[*record as usize] = DerivationId(id);
        }
        let mut terms = Terms { finish: self, known: Vec::new() };
        for number in order {
            let record = &records[number as usize];
            let proofs = self.proofs(record, known.best[number as usize], &known);
            let derivation = Derivation {
                triple: terms.triple(self.facts.triple(record.fact), &mut builder),
                key: known.keys[number as usize],
                rule: numbers[usize::from(record.rule)],
                cautions: known.cautions[number as usize],
                standing: known.standings[number as usize].inferred(),
                more: record.more || proofs.len() > MAX_PROOFS,
            };
            let premises = proofs
                .into_iter()
                .take(MAX_PROOFS)
                .map(|p| (p.claims, p.records.iter().map(|(_, record)| ids[*record as usize]).collect()));
            builder.push(derivation, &premises.collect::<Vec<_>>());
        }
        let denied = self.denied(&known, &mut terms, &mut builder);
        builder.finish(denied)
    }

    /// The rules that are told, and the number of each rule among them.
    fn told(&self) -> (Vec<Rule>, Vec<RuleId>) {
        let records = self.facts.records().iter().map(|r| r.rule);
        let made: BTreeSet<u16> = records.chain(self.facts.denied().map(|(_, rule, ..)| rule)).collect();
        let mut numbers = vec![RuleId::default(); self.rules.len()];
        let mut rules = Vec::new();
        for (i, rule) in self.rules.iter().enumerate() {
            // A characteristic that derived nothing is told by the ontology alone.
            if i >= self.native || made.contains(&(i as u16)) {
                numbers[i] = RuleId(rules.len() as u16);
                rules.push(rule.clone());
            }
        }
        (rules, numbers)
    }

    fn key(&self, triple: [Symbol; 3], rule: u16) -> DerivationKey {
        derivation_key(&self.rules[usize::from(rule)].key, triple.map(|t| self.facts.text(t)))
    }

    /// Numbers in the order of triples as text, and of keys.
    fn order(
        &self,
        mut numbers: Vec<u32>,
        triple: impl Fn(u32) -> [Symbol; 3],
        key: impl Fn(u32) -> DerivationKey,
    ) -> Vec<u32> {
        let texts = |number| triple(number).map(|t| self.facts.text(t));
        numbers.sort_unstable_by(|a, b| texts(*a).cmp(&texts(*b)).then_with(|| key(*a).cmp(&key(*b))));
        numbers
    }

    /// The rules whose cautions apply to what one of them derived by a proof.
    fn cautions(
        &self,
        rule: u16,
        best: Option<&Ranked>,
        numbers: &[RuleId],
        known: &RunContext,
        builder: &DerivedBuilder,
    ) -> BTreeSet<RuleId> {
        if self.rules[usize::from(rule)].caution.is_some() {
            BTreeSet::from([numbers[usize::from(rule)]])
        } else if usize::from(rule) < self.native {
            let below = best.into_iter().flat_map(|b| &b.records);
            below
                .flat_map(|(_, record)| builder.rules_of(known.cautions[*record as usize]))
                .copied()
                .collect()
        } else {
            BTreeSet::new()
        }
    }

    /// How each record stands, and by which of its proofs.
    ///
    /// The first proof rests only on what came before, so that one pass finds all that rests on facts by first proofs. What
    /// is left may do so by another proof: it is looked at again until nothing changes. A best proof rests on best
    /// proofs that were found before it, and never in a circle.
    fn stand(&self, known: &mut RunContext) {
        let records = self.facts.records();
        let best_of = |number: usize, proof: usize, known: &RunContext| {
            let proof = self.facts.proofs(&records[number]).skip(proof).take(1);
            self.ranked(proof, known).first().map_or(Standing::Fact, |best| best.standing)
        };
        known.best = vec![0; records.len()];
        known.turns = vec![usize::MAX; records.len()];
        let mut left = Vec::new();
        for number in 0..records.len() {
            let standing = best_of(number, 0, known);
            known.standings.push(standing);
            if standing.is_fact() {
                known.turns[number] = number;
            } else {
                left.push(number);
            }
        }
        let mut turn = records.len();
        loop {
            let before = left.len();
            left.retain(|&number| {
                let proofs = 0..usize::from(records[number].kept);
                let found = proofs.into_iter().find(|proof| best_of(number, *proof, known).is_fact());
                if let Some(proof) = found {
                    (known.best[number], known.standings[number]) = (proof, Standing::Fact);
                    (known.turns[number], turn) = (turn, turn + 1);
                }
                found.is_none()
            });
            if left.len() == before {
                break;
            }
        }
        // What is left rests on its first proof, some of which by now rest on more facts than they did.
        for number in left {
            known.standings[number] = best_of(number, 0, known);
        }
    }

    /// The record by which a derived fact was first found to be a fact; the first of all where it is none.
    fn record_of(&self, fact: u32, known: &RunContext) -> Option<u32> {
        let all = self.facts.primary(fact).into_iter().chain(self.facts.further(fact));
        all.min_by_key(|record| known.turns.get(*record as usize))
    }

    /// The proofs of a record: the best one, then the others by rank, without those that hold all premises of another.
    fn proofs(&self, record: &Inference, best: usize, known: &RunContext) -> Vec<Ranked> {
        let first = self.ranked(self.facts.proofs(record).skip(best).take(1), known);
        let mut kept: Vec<Ranked> = first.into_iter().take(1).collect();
        for proof in self.ranked(self.facts.proofs(record), known) {
            if !kept.iter().any(|k| proof.holds(k)) {
                kept.push(proof);
            }
        }
        kept
    }

    fn ranked<'p>(&self, proofs: impl Iterator<Item = Proof<'p>>, known: &RunContext) -> Vec<Ranked> {
        let mut all: Vec<Ranked> = proofs.flat_map(|p| self.expanded(p, known)).collect();
        all.sort();
        all.dedup();
        all
    }

    /// A proof of facts as proofs of claims and records: one for each choice among the claims that state the same triple.
    fn expanded(&self, proof: Proof<'_>, known: &RunContext) -> Vec<Ranked> {
        let mut claims: BTreeSet<ClaimId> = BTreeSet::new();
        let mut records: BTreeSet<(DerivationKey, u32)> = BTreeSet::new();
        let mut choices: Vec<&[u32]> = Vec::new();
        let with_key = |record: u32| (known.keys[record as usize], record);
        for premise in proof.premises() {
            match premise {
                Premise::Claim(claim) => {
                    claims.insert(ClaimId(claim));
                }
                Premise::Inference(record) => {
                    records.insert(with_key(record));
                }
                Premise::Fact(fact) => match self.record_of(fact, known) {
                    Some(record) => {
                        records.insert(with_key(record));
                    }
                    None => choices.push(self.facts.claims(fact)),
                },
            }
        }
        // What is bound as a claim, and what only one claim states, leaves no choice.
        choices.retain(|c| {
            if let [only] = c {
                claims.insert(ClaimId(*only));
            }
            c.len() > 1
        });
        choices.retain(|c| !c.iter().any(|claim| claims.contains(&ClaimId(*claim))));
        let of_records = records.iter().filter_map(|(_, record)| known.standings.get(*record as usize)).max();
        let of_records = of_records.copied().unwrap_or_default();
        let mut sets = vec![claims];
        for choice in choices {
            let longer = sets.iter().flat_map(|set| {
                choice.iter().map(move |claim| set.iter().copied().chain([ClaimId(*claim)]).collect())
            });
            sets = longer.take(MAX_PROOFS).collect();
        }
        let ranked = |claims: BTreeSet<ClaimId>| Ranked {
            standing: claims.iter().map(|c| self.standings.of(*c)).fold(of_records, Standing::max),
            size: claims.len() + records.len(),
            claims: claims.into_iter().collect(),
            records: records.iter().copied().collect(),
        };
        sets.into_iter().map(ranked).collect()
    }

    /// What would follow if no claim denied it.
    fn denied(
        &self,
        known: &RunContext,
        terms: &mut Terms<'_>,
        builder: &mut DerivedBuilder,
    ) -> Vec<Suppressed> {
        let all: Vec<_> = self.facts.denied().collect();
        let triple = |number: u32| all[number as usize].0;
        let key = |number: u32| self.key(triple(number), all[number as usize].1);
        let order = self.order((0..all.len() as u32).collect(), triple, key);
        let denied = order.into_iter().map(|number| {
            let (triple, _, proof, by) = all[number as usize];
            let best = self.ranked(std::iter::once(proof), known).into_iter().next();
            let mut by: Vec<ClaimId> = by.iter().map(|c| ClaimId(*c)).collect();
            by.sort_unstable();
            let premises = best.map(|b| b.claims).unwrap_or_default();
            Suppressed { triple: terms.triple(triple, builder), by, premises }
        });
        denied.collect()
    }
}

/// Symbols of facts to terms, each looked up once.
struct Terms<'a> {
    finish: &'a Assembly<'a>,
    known: Vec<Option<Term>>,
}

impl Terms<'_> {
    fn triple(&mut self, [subject, predicate, object]: [Symbol; 3], builder: &mut DerivedBuilder) -> Triple {
        let Assembly { facts, ontology, .. } = self.finish;
        let iri = iri_of(facts.text(predicate)).unwrap_or_default();
        let property = ontology.find_property_iri(iri).map(Predicate::Property);
        let predicate = property.unwrap_or_else(|| Predicate::Other(builder.text(iri)));
        Triple { subject: self.term(subject, builder), predicate, object: self.term(object, builder) }
    }

    fn term(&mut self, symbol: Symbol, builder: &mut DerivedBuilder) -> Term {
        let Assembly { facts, dataset, base, .. } = self.finish;
        if self.known.len() <= symbol.index() {
            self.known.resize(symbol.index() + 1, None);
        }
        *self.known[symbol.index()].get_or_insert_with(|| {
            let text = facts.text(symbol);
            thing_of(text, dataset, base).map_or_else(|| Term::Other(builder.text(text)), Term::Thing)
        })
    }
}
