//! One run of a rule: what it derives from the facts as they are, each triple with its proofs.
//!
//! Goes in: a rule, the facts and the store that holds them. Comes out: proofs by triple, best first. What a match rests on
//! is found by looking at it: the facts among its triples, and whatever claim or derivation a variable was bound to.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use oxrdf::{Literal, LiteralRef};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};

use super::pattern::{MatchPattern, Nested};
use super::rule::Parsed;
use crate::compile::ontology::triples::iri_of;
use crate::compile::ontology::{Ontology, Property, Range, is_well_formed};
use crate::derive::infer::{Facts, MAX_PROOFS, Premise};
use crate::derive::rdf::{IriFamily, to_ntriples};
use crate::derive::store::{Limits, Match, Store, StoreError};
use crate::model::claim::{ClaimId, Thing};
use crate::model::dataset::Dataset;
use crate::model::derivation::DerivationKey;
use crate::model::number::compare;
use crate::model::standing::{Standing, Standings};
use crate::model::text::Symbol;

/// How many proofs of one triple are held while a rule runs: more than are kept, since some prove to be circular.
const HELD: usize = 2 * MAX_PROOFS;

/// A set of premises; all of them are needed.
pub(super) type Premises = BTreeSet<Premise>;

/// What a rule derived: for each triple its proofs: those from facts first, then those with fewer premises.
pub(super) type Proofs = BTreeMap<[String; 3], BTreeSet<(Standing, usize, Premises)>>;

/// What a run needs to know.
pub(super) struct RunContext<'a> {
    /// The store that holds all facts.
    pub(super) store: &'a Store,
    /// The facts.
    pub(super) facts: &'a Facts,
    /// Claims by key.
    pub(super) dataset: &'a Dataset,
    /// The properties, with what their values are.
    pub(super) ontology: &'a Ontology,
    /// How each claim stands.
    pub(super) standings: &'a Standings,
    /// How much work a rule may make.
    pub(super) limits: Limits,
    /// How many triples may be derived.
    pub(super) most: usize,
    /// Records by the key of their derivation.
    pub(super) records: &'a BTreeMap<DerivationKey, u32>,
    /// Stated facts whose value has a datatype, by subject and property.
    pub(super) values: &'a BTreeMap<(Symbol, Symbol), Vec<u32>>,
}

impl RunContext<'_> {
    /// How the claims among premises stand, the last that counts.
    fn standing(&self, premises: &Premises) -> Standing {
        let claims = premises.iter().filter_map(|p| match p {
            Premise::Claim(claim) => Some(self.standings.of(ClaimId(*claim))),
            Premise::Fact(_) | Premise::Inference(_) => None,
        });
        claims.max().unwrap_or_default()
    }

    /// The object of a triple, with the datatype that the ontology declares; none where it is no value of the property.
    fn value(&self, [_, predicate, object]: &[String; 3]) -> Option<String> {
        let property = iri_of(predicate).and_then(|p| self.ontology.find_property_iri(p));
        let property = property.map(|p| self.ontology.property(p));
        if iri_of(object).is_some() {
            let takes_things = |p: &Property| {
                matches!(p.range, Range::Things(_) | Range::Money)
                    || p.range == Range::Iri && p.datatype.is_none()
            };
            return property.is_none_or(takes_things).then(|| object.clone());
        }
        let literal: Literal = object.parse().ok()?;
        match property.map(|p| p.datatype_for(literal.as_ref())) {
            None => is_well_formed(literal.as_ref()).then(|| object.clone()),
            Some(datatype) if datatype? == literal.datatype() => Some(object.clone()),
            Some(datatype) => Some(to_ntriples(LiteralRef::new_typed_literal(literal.value(), datatype?))),
        }
    }

    /// The fact with a triple.
    pub(super) fn find(&self, triple: &[String; 3]) -> Option<u32> {
        let [subject, predicate, object] = triple.each_ref().map(|text| self.facts.find_term(text));
        self.facts.find(&[subject?, predicate?, object?])
    }

    /// Whether a source states a triple, a number in whatever form: who says 9.0 says 9.00.
    fn is_stated(&self, triple: &[String; 3]) -> bool {
        if let Some(fact) = self.find(triple) {
            return self.facts.is_stated(fact);
        }
        let [subject, predicate] = [0, 1].map(|i| self.facts.find_term(&triple[i]));
        let stated = subject.zip(predicate).and_then(|key| self.values.get(&key));
        let Some((text, datatype)) = triple[2].split_once("\"^^") else { return false };
        stated.into_iter().flatten().any(|fact| {
            let other = self.facts.text(self.facts.triple(*fact)[2]).split_once("\"^^");
            let is_equal = |other: &str| compare(&other[1..], &text[1..]) == Some(Ordering::Equal);
            other.is_some_and(|(other, its)| its == datatype && is_equal(other))
        })
    }
}

/// What a run found.
#[derive(Default)]
pub(super) struct Found {
    /// What it derived.
    pub(super) proofs: Proofs,
    /// The first triple that would rest on nothing.
    pub(super) unfounded: Option<[String; 3]>,
    /// The first triple whose object is no value of its property.
    pub(super) unfit: Option<[String; 3]>,
}

/// Runs a rule once.
///
/// Costs the query, and for each match the look-up of its triples.
pub(super) fn run(rule: &Parsed<'_>, known: &RunContext<'_>) -> Result<Found, StoreError> {
    let Found { mut proofs, mut unfounded, mut unfit } = Found::default();
    let most = known.facts.len().saturating_add(known.most);
    matches(&rule.level, known, &mut |solution, options| {
        // With so many some are new beyond the limit, which is told when they are entered.
        if proofs.len() > most {
            return;
        }
        for pattern in &rule.template {
            let Some(mut triple) = instantiate(pattern, solution) else { continue };
            let Some(object) = known.value(&triple) else {
                unfit.get_or_insert(triple);
                continue;
            };
            triple[2] = object;
            // What a source states is not derived again.
            if known.is_stated(&triple) {
                continue;
            }
            for premises in options {
                if premises.is_empty() {
                    unfounded.get_or_insert_with(|| triple.clone());
                } else {
                    let held = proofs.entry(triple.clone()).or_default();
                    held.insert((known.standing(premises), premises.len(), premises.clone()));
                    if held.len() > HELD {
                        held.pop_last();
                    }
                }
            }
        }
    })?;
    // A proof that holds all premises of another one tells nothing beside it.
    for held in proofs.values_mut() {
        let all: Vec<Premises> = held.iter().map(|h| h.2.clone()).collect();
        held.retain(|(.., p)| !all.iter().any(|other| other != p && other.is_subset(p)));
    }
    Ok(Found { proofs, unfounded, unfit })
}

/// Hands over every match of a level, with the sets of premises on any one of which it rests.
fn matches(
    level: &MatchPattern,
    known: &RunContext<'_>,
    each: &mut dyn FnMut(Match<'_>, &[Premises]),
) -> Result<(), StoreError> {
    let solutions = known.store.matches(&level.query(), known.limits)?;
    let mut groups = Vec::new();
    for (marks, nested) in &level.nested {
        groups.push((marks, nested, members(nested, known)?));
    }
    for solution in solutions.iter() {
        let passed =
            |marks: &[spargebra::term::Variable]| marks.iter().all(|m| solution.value(m.as_str()).is_some());
        let mut options = vec![premises(level, solution, known)];
        for (marks, nested, members) in &groups {
            if !passed(marks) {
                continue;
            }
            if let Some(below) = members.get(&key(nested, solution)) {
                options = product(&options, below);
            }
        }
        each(solution, &options);
    }
    Ok(())
}

/// The values of the variables that a part shares with the level above.
fn key(nested: &Nested, solution: Match<'_>) -> Vec<Option<String>> {
    nested.shared.iter().map(|v| solution.value(v.as_str()).map(str::to_owned)).collect()
}

/// The premises of the matches of a part, by what it shares: all together for a group, else each by itself.
fn members(
    nested: &Nested,
    known: &RunContext<'_>,
) -> Result<BTreeMap<Vec<Option<String>>, Vec<Premises>>, StoreError> {
    let mut found: BTreeMap<Vec<Option<String>>, Vec<Premises>> = BTreeMap::new();
    matches(&nested.level, known, &mut |solution, options| {
        let held = found.entry(key(nested, solution)).or_default();
        if nested.all {
            let best = options.iter().min_by_key(|p| (known.standing(p), p.len(), *p));
            let best = best.cloned().unwrap_or_default();
            match held.first_mut() {
                Some(together) => together.extend(best),
                None => held.push(best),
            }
        } else {
            held.extend_from_slice(options);
            held.sort_by_key(|p| (p.len(), p.clone()));
            held.dedup();
            held.truncate(HELD);
        }
    })?;
    Ok(found)
}

/// Each set of the one with each of the other, as many as are held.
fn product(one: &[Premises], other: &[Premises]) -> Vec<Premises> {
    let pairs = one.iter().flat_map(|a| other.iter().map(move |b| a.union(b).copied().collect::<Premises>()));
    let mut all: Vec<Premises> = pairs.take(HELD * HELD).collect();
    all.sort_by_key(|p| (p.len(), p.clone()));
    all.dedup();
    all.truncate(HELD);
    all
}

/// What a match rests on directly, its parts apart.
fn premises(level: &MatchPattern, solution: Match<'_>, known: &RunContext<'_>) -> Premises {
    let mut found = Premises::new();
    for (marks, pattern) in &level.triples {
        if !marks.iter().all(|m| solution.value(m.as_str()).is_some()) {
            continue;
        }
        found.extend(instantiate(pattern, solution).and_then(|t| known.find(&t)).map(Premise::Fact));
    }
    for (_, value) in solution.values() {
        let name = iri_of(value).and_then(|v| v.strip_prefix(known.store.base()));
        let Some(name) = name else { continue };
        if let Some(key) = name.strip_prefix(IriFamily::Claim.path()) {
            if let Some(Thing::Claim(claim)) = known.dataset.find(key) {
                found.insert(Premise::Claim(claim.0));
            }
        } else if let Some(record) = name
            .strip_prefix(IriFamily::Derived.path())
            .and_then(DerivationKey::parse)
            .and_then(|k| known.records.get(&k))
        {
            found.insert(Premise::Inference(*record));
        }
    }
    found
}

/// A triple of the template or pattern under a solution; `None` where a variable is unbound, or where it would be none.
fn instantiate(pattern: &TriplePattern, solution: Match<'_>) -> Option<[String; 3]> {
    let term = |pattern: &TermPattern| match pattern {
        TermPattern::NamedNode(node) => Some(node.to_string()),
        TermPattern::Literal(literal) => Some(literal.to_string()),
        TermPattern::Variable(variable) => solution.value(variable.as_str()).map(str::to_owned),
        _ => None,
    };
    let predicate = match &pattern.predicate {
        NamedNodePattern::NamedNode(node) => Some(node.to_string()),
        NamedNodePattern::Variable(variable) => solution.value(variable.as_str()).map(str::to_owned),
    };
    let triple = [term(&pattern.subject)?, predicate?, term(&pattern.object)?];
    let is_iri = |term: &str| term.starts_with('<') && !term.starts_with("<<");
    (is_iri(&triple[0]) && is_iri(&triple[1]) && (is_iri(&triple[2]) || triple[2].starts_with('"')))
        .then_some(triple)
}
