//! Records of facts to derivations: keys instead of numbers, the best proofs first, cautions and opinions passed on.

use std::collections::BTreeSet;

use crate::compile::ontology::Ontology;
use crate::derive::infer::{Facts, KEPT, Premise, Proof, Record, Triple};
use crate::derive::rdf::derivation_key;
use crate::model::claim::ClaimId;
use crate::model::dataset::Dataset;
use crate::model::derivation::{Denied, Derivation, Derived, Premises, Rule};

/// What derivations are made from.
pub(super) struct Finish<'a> {
    /// The facts and records.
    pub(super) facts: &'a Facts,
    /// The rules, by the numbers of the records.
    pub(super) rules: &'a [Rule],
    /// How many of them, from the first, are characteristics of properties.
    pub(super) native: usize,
    /// The claims.
    pub(super) dataset: &'a Dataset,
    /// Which of them are opinions.
    pub(super) ontology: &'a Ontology,
}

/// A proof in keys, with what decides its rank.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Ranked {
    opinion: bool,
    size: usize,
    premises: Premises,
    /// The numbers of the records that it rests on.
    records: Vec<u32>,
}

/// A record in keys.
struct Told {
    key: String,
    opinion: bool,
    cautions: Vec<usize>,
}

impl Finish<'_> {
    /// All derivations, sorted by triple and rule.
    ///
    /// Costs the text of every triple and one digest each.
    pub(super) fn derived(&self) -> Derived {
        let mut numbers = vec![usize::MAX; self.rules.len()];
        let mut rules = Vec::new();
        let made: BTreeSet<u16> = self
            .facts
            .records()
            .iter()
            .map(|r| r.rule)
            .chain(self.facts.denied().map(|(_, rule, ..)| rule))
            .collect();
        for (i, rule) in self.rules.iter().enumerate() {
            // A characteristic that derived nothing is told by the ontology alone.
            if i >= self.native || made.contains(&(i as u16)) {
                numbers[i] = rules.len();
                rules.push(rule.clone());
            }
        }
        let mut told: Vec<Told> = Vec::with_capacity(self.facts.records().len());
        let mut derivations = Vec::with_capacity(self.facts.records().len());
        for record in self.facts.records() {
            let triple = self.facts.triple(record.fact);
            let derivation = self.derivation(triple, record.rule, &record.proofs[0], &numbers, &told);
            told.push(Told {
                key: derivation.key.clone(),
                opinion: derivation.rests_on_opinion,
                cautions: derivation.cautions.clone(),
            });
            derivations.push(derivation);
        }
        // Further proofs may rest on later records, whose keys are known only now.
        for (derivation, record) in derivations.iter_mut().zip(self.facts.records()) {
            self.others(derivation, record, &told);
        }
        let mut denied: Vec<Denied> = self
            .facts
            .denied()
            .map(|(triple, rule, proof, claims)| {
                let derivation = self.derivation(triple, rule, proof, &numbers, &told);
                Denied { derivation, claims: self.keys(claims) }
            })
            .collect();
        derivations.sort_by(|a, b| (&a.triple, &a.key).cmp(&(&b.triple, &b.key)));
        denied.sort_by(|a, b| {
            (&a.derivation.triple, &a.derivation.key).cmp(&(&b.derivation.triple, &b.derivation.key))
        });
        Derived { rules, derivations, denied }
    }

    /// A derivation by its first proof, which rests on nothing that came later.
    fn derivation(
        &self,
        triple: Triple,
        rule: u16,
        proof: &Proof,
        numbers: &[usize],
        told: &[Told],
    ) -> Derivation {
        let triple = triple.map(|t| self.facts.text(t).to_owned());
        let number = numbers[usize::from(rule)];
        let words = &self.rules[usize::from(rule)];
        let best = self.ranked(std::slice::from_ref(proof), told).into_iter().next();
        let opinion = best.as_ref().is_some_and(|b| b.opinion);
        let (best, below) = best.map(|b| (b.premises, b.records)).unwrap_or_default();
        let mut cautions = Vec::new();
        if words.caution.is_some() {
            cautions.push(number);
        } else if usize::from(rule) < self.native {
            cautions.extend(below.iter().flat_map(|r| told[*r as usize].cautions.iter().copied()));
            cautions.sort_unstable();
            cautions.dedup();
        }
        Derivation {
            key: derivation_key(&words.key, &triple),
            triple,
            rule: number,
            claims: best.claims,
            derivations: best.derivations,
            alternatives: Vec::new(),
            more: false,
            cautions,
            rests_on_opinion: opinion,
        }
    }

    /// Adds the proofs beside the first one.
    fn others(&self, derivation: &mut Derivation, record: &Record, told: &[Told]) {
        let first =
            Premises { claims: derivation.claims.clone(), derivations: derivation.derivations.clone() };
        let all = self.ranked(&record.proofs, told);
        if all.len() > 1 {
            derivation.alternatives = minimal(all.into_iter().map(|r| r.premises), first);
        }
        derivation.more = record.more || derivation.alternatives.len() >= KEPT;
        derivation.alternatives.truncate(KEPT - 1);
    }

    /// Proofs in keys, best first: those without an opinion, then those with fewer premises.
    fn ranked(&self, proofs: &[Proof], told: &[Told]) -> Vec<Ranked> {
        let mut all: Vec<Ranked> = proofs.iter().flat_map(|p| self.expanded(p, told)).collect();
        all.sort();
        all.dedup();
        all
    }

    /// A proof in keys: one for each choice among the claims that state the same triple.
    fn expanded(&self, proof: &Proof, told: &[Told]) -> Vec<Ranked> {
        let mut claims: BTreeSet<u32> = BTreeSet::new();
        let mut records: BTreeSet<u32> = BTreeSet::new();
        let mut choices: Vec<&[u32]> = Vec::new();
        for premise in proof {
            match *premise {
                Premise::Claim(claim) => {
                    claims.insert(claim);
                }
                Premise::Record(record) => {
                    records.insert(record);
                }
                Premise::Fact(fact) => match self.facts.primary(fact) {
                    Some(record) => {
                        records.insert(record);
                    }
                    None => choices.push(self.facts.claims(fact)),
                },
            }
        }
        // What is bound as a claim, and what only one claim states, leaves no choice.
        choices.retain(|c| {
            if let [only] = c {
                claims.insert(*only);
            }
            c.len() > 1
        });
        choices.retain(|c| !c.iter().any(|claim| claims.contains(claim)));
        let below = records.iter().map(|r| &told[*r as usize]);
        let mut derivations: Vec<String> = below.clone().map(|t| t.key.clone()).collect();
        derivations.sort_unstable();
        let opinion = below.clone().any(|t| t.opinion);
        let mut sets = vec![claims];
        for choice in choices {
            let longer = sets.iter().flat_map(|set| {
                choice.iter().map(move |claim| set.iter().copied().chain([*claim]).collect::<BTreeSet<u32>>())
            });
            sets = longer.take(KEPT).collect();
        }
        let ranked = |claims: BTreeSet<u32>| {
            let numbers: Vec<u32> = claims.into_iter().collect();
            let opinion = opinion || numbers.iter().any(|c| self.is_opinion(*c));
            let premises = Premises { claims: self.keys(&numbers), derivations: derivations.clone() };
            Ranked { opinion, size: premises.len(), premises, records: records.iter().copied().collect() }
        };
        sets.into_iter().map(ranked).collect()
    }

    fn is_opinion(&self, claim: u32) -> bool {
        !self.ontology.status(self.dataset.claim(ClaimId(claim)).status).plain
    }

    fn keys(&self, claims: &[u32]) -> Vec<String> {
        let text = |c: &u32| self.dataset.text(self.dataset.claim(ClaimId(*c)).key).to_owned();
        let mut keys: Vec<String> = claims.iter().map(text).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }
}

/// Proofs beside the first one, without those that hold all premises of another.
fn minimal(all: impl Iterator<Item = Premises>, first: Premises) -> Vec<Premises> {
    let holds = |one: &Premises, other: &Premises| {
        let within = |a: &[String], b: &[String]| a.iter().all(|k| b.binary_search(k).is_ok());
        within(&other.claims, &one.claims) && within(&other.derivations, &one.derivations)
    };
    let mut kept = vec![first];
    for proof in all {
        if !kept.iter().any(|k| holds(&proof, k)) {
            kept.push(proof);
        }
    }
    kept.remove(0);
    kept
}
