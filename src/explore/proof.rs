//! Why a triple holds: unfolded to rules, claims and the quoted words; or why it does not.
//!
//! Proofs share what they rest on, so a derivation is unfolded once: where it comes first, or at its own triple if that
//! was asked for. All other mentions refer to it by its key.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde::Serialize;

use super::describe::{Fact, claim_fact, join_disagreements, value_in_words};
use super::sentence::derived_words;
use crate::derive::rdf::{Scope, thing_of as thing};
use crate::model::claim::{PropertyId, Thing};
use crate::model::derivation::{Derivation, Premises};

/// How many derivations are unfolded one below another; what lies deeper follows as an entry of its own.
const DEPTH: usize = 12;

/// One triple and all that it rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Proof {
    /// Subject, property and value, for readers.
    pub sentence: [String; 3],
    /// Whether it is a fact of the graph, stated or derived.
    pub holds: bool,
    /// Every claim that says it, in the order of keys; those that give no fact are among them, marked.
    pub claims: Vec<Fact>,
    /// Every rule that derives it.
    pub derivations: Vec<Step>,
}

/// One application of a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Step {
    /// The key of the derivation.
    pub id: String,
    /// The key of the rule.
    pub rule: String,
    /// What the rule does.
    pub label: String,
    /// Where it is unfolded instead, if not here; its premises are left out here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unfolded: Option<Place>,
    /// What a reader must know.
    pub cautions: Vec<String>,
    /// How many further proofs there are, in words.
    pub others: Option<String>,
    /// Whether an opinion stands below it.
    pub rests_on_opinion: bool,
    /// The claims it rests on.
    pub claims: Vec<Fact>,
    /// The derived triples it rests on, unfolded.
    pub derived: Vec<Proof>,
    /// The further proofs, where they were asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub other_proofs: Vec<OtherProof>,
}

/// Where a derivation is unfolded, seen from another mention of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// Earlier.
    Above,
    /// Later, as an entry of its own.
    Below,
}

/// A further proof by the same rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct OtherProof {
    /// The claims it rests on.
    pub claims: Vec<Fact>,
    /// The derived triples it rests on, unfolded.
    pub derived: Vec<Proof>,
}

/// Unfolds every triple of a subject and property, or only the one whose value has one of the names given; claims first.
/// With `all` also by the further proofs of each. Entries for what lies deeper than can be indented come last.
///
/// Costs one pass over claims and derivations, and each derivation below once.
pub fn prove(
    subject: Thing,
    property: PropertyId,
    values: Option<&[String]>,
    scope: Scope<'_>,
    all: bool,
) -> Vec<Proof> {
    let Scope { dataset, ontology, derived, base, .. } = scope;
    let is_asked = |value: &String| values.is_none_or(|v| v.contains(value));
    let mut proofs: Vec<(Proof, Vec<&Derivation>)> = Vec::new();
    for id in dataset.claim_ids() {
        let claim = dataset.claim(id);
        if claim.subject == subject && claim.predicate == property {
            let value = value_in_words(claim.value, scope);
            if !is_asked(&value) {
                continue;
            }
            let (proof, _) = proof_of(&mut proofs, subject, property, value, scope);
            let mut fact = claim_fact(id, scope);
            join_disagreements(std::slice::from_mut(&mut fact), scope);
            proof.holds |= fact.plain;
            proof.claims.push(fact);
        }
    }
    let predicate = format!("<{}>", ontology.property(property).iri);
    for derivation in derived.derivations.iter().filter(|d| d.triple[1] == predicate) {
        if thing(&derivation.triple[0], dataset, base) == Some(subject) {
            let [.., value] = derived_words(&derivation.triple, scope);
            if is_asked(&value) {
                let (proof, derivations) = proof_of(&mut proofs, subject, property, value, scope);
                proof.holds = true;
                derivations.push(derivation);
            }
        }
    }
    let mut unfolding = Unfolding::new(scope, proofs.iter().flat_map(|p| &p.1).copied());
    let mut unfolded: Vec<Proof> = Vec::with_capacity(proofs.len());
    for (mut proof, derivations) in proofs {
        proof.derivations = derivations.into_iter().map(|d| unfolding.entry(d, all)).collect();
        unfolded.push(proof);
    }
    while let Some(next) = unfolding.entries.pop_front() {
        let derivations = vec![unfolding.entry(next, false)];
        let sentence = derived_words(&next.triple, scope);
        unfolded.push(Proof { sentence, holds: true, claims: Vec::new(), derivations });
    }
    unfolded
}

/// The proof of a triple with what derives it: the one that is there, or a new one.
fn proof_of<'a, 'd>(
    proofs: &'a mut Vec<(Proof, Vec<&'d Derivation>)>,
    subject: Thing,
    property: PropertyId,
    value: String,
    scope: Scope<'_>,
) -> &'a mut (Proof, Vec<&'d Derivation>) {
    let at = proofs.iter().position(|(p, _)| p.sentence[2] == value).unwrap_or_else(|| {
        let label = scope.ontology.property(property).label.clone();
        let sentence = [scope.dataset.name(subject).to_owned(), label, value];
        let proof = Proof { sentence, holds: false, claims: Vec::new(), derivations: Vec::new() };
        proofs.push((proof, Vec::new()));
        proofs.len() - 1
    });
    &mut proofs[at]
}

/// Derivations by key, and which of them have their place.
struct Unfolding<'a> {
    scope: Scope<'a>,
    by_key: BTreeMap<&'a str, &'a Derivation>,
    /// Keys of those that are unfolded already.
    done: BTreeSet<&'a str>,
    /// Keys of those that have an entry of their own, now or later.
    own: BTreeSet<&'a str>,
    /// Those that still wait for their entry.
    entries: VecDeque<&'a Derivation>,
}

impl<'a> Unfolding<'a> {
    fn new(scope: Scope<'a>, asked: impl Iterator<Item = &'a Derivation>) -> Self {
        let by_key = scope.derived.derivations.iter().map(|d| (d.key.as_str(), d)).collect();
        let own = asked.map(|d| d.key.as_str()).collect();
        Self { scope, by_key, done: BTreeSet::new(), own, entries: VecDeque::new() }
    }

    /// A derivation as an entry of its own, unfolded.
    fn entry(&mut self, derivation: &'a Derivation, all: bool) -> Step {
        let mut step = self.step(derivation, 0);
        if all {
            let others = derivation.alternatives.iter();
            step.other_proofs = others.map(|p| self.other(p)).collect();
        }
        step
    }

    fn step(&mut self, derivation: &'a Derivation, depth: usize) -> Step {
        let derived = self.scope.derived;
        let rule = &derived.rules[derivation.rule];
        let unfolded = self.elsewhere(derivation, depth);
        let is_here = unfolded.is_none();
        if is_here {
            self.done.insert(&derivation.key);
        }
        Step {
            id: derivation.key.clone(),
            rule: rule.key.clone(),
            label: rule.label.clone(),
            unfolded,
            cautions: derived.cautions(derivation).map(str::to_owned).collect(),
            others: derivation.others(),
            rests_on_opinion: derivation.rests_on_opinion,
            claims: if is_here { self.claims(&derivation.claims) } else { Vec::new() },
            derived: if is_here { self.below(&derivation.derivations, depth + 1) } else { Vec::new() },
            other_proofs: Vec::new(),
        }
    }

    /// Where a derivation is unfolded if not here, at a depth; makes an entry for what would be too deep.
    fn elsewhere(&mut self, derivation: &'a Derivation, depth: usize) -> Option<Place> {
        let key = derivation.key.as_str();
        if depth == 0 {
            return None;
        }
        if self.done.contains(key) {
            return Some(Place::Above);
        }
        if depth >= DEPTH && self.own.insert(key) {
            self.entries.push_back(derivation);
        }
        self.own.contains(key).then_some(Place::Below)
    }

    fn other(&mut self, premises: &Premises) -> OtherProof {
        OtherProof { claims: self.claims(&premises.claims), derived: self.below(&premises.derivations, 1) }
    }

    fn claims(&self, keys: &[String]) -> Vec<Fact> {
        let found = keys.iter().filter_map(|key| match self.scope.dataset.find(key)? {
            Thing::Claim(id) => Some(claim_fact(id, self.scope)),
            Thing::Entity(_) => None,
        });
        found.collect()
    }

    fn below(&mut self, keys: &[String], depth: usize) -> Vec<Proof> {
        let mut below: Vec<&Derivation> =
            keys.iter().filter_map(|key| self.by_key.get(key.as_str()).copied()).collect();
        below.sort_by_key(|d| &d.triple);
        let mut proof = |d: &'a Derivation| Proof {
            sentence: derived_words(&d.triple, self.scope),
            holds: true,
            claims: Vec::new(),
            derivations: vec![self.step(d, depth)],
        };
        below.into_iter().map(&mut proof).collect()
    }
}
