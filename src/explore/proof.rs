//! Why a triple holds: unfolded to rules, claims and the quoted words; or why it does not.

use std::collections::BTreeMap;

use serde::Serialize;

use super::describe::{Fact, claim_fact, join_disagreements, value_in_words};
use super::sentence::derived_words;
use crate::derive::rdf::{Scope, thing_of as thing};
use crate::model::claim::{PropertyId, Thing};
use crate::model::derivation::{Derivation, Premises};

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

/// A further proof by the same rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct OtherProof {
    /// The claims it rests on.
    pub claims: Vec<Fact>,
    /// The derived triples it rests on, unfolded.
    pub derived: Vec<Proof>,
}

/// Unfolds every triple of a subject and property, claims first; with `all` also by the further proofs of each.
///
/// Costs one pass over claims and derivations, and what is unfolded.
pub fn prove(subject: Thing, property: PropertyId, scope: Scope<'_>, all: bool) -> Vec<Proof> {
    let Scope { dataset, ontology, derived, base, .. } = scope;
    let mut proofs: Vec<Proof> = Vec::new();
    for id in dataset.claim_ids() {
        let claim = dataset.claim(id);
        if claim.subject == subject && claim.predicate == property {
            let proof = proof_of(&mut proofs, subject, property, value_in_words(claim.value, scope), scope);
            let mut fact = claim_fact(id, scope);
            join_disagreements(std::slice::from_mut(&mut fact), scope);
            proof.holds |= fact.plain;
            proof.claims.push(fact);
        }
    }
    let unfolding = Unfolding::new(scope);
    let predicate = format!("<{}>", ontology.property(property).iri);
    for derivation in derived.derivations.iter().filter(|d| d.triple[1] == predicate) {
        if thing(&derivation.triple[0], dataset, base) == Some(subject) {
            let [.., value] = derived_words(&derivation.triple, scope);
            let mut step = unfolding.step(derivation);
            if all {
                step.other_proofs = derivation.alternatives.iter().map(|p| unfolding.other(p)).collect();
            }
            let proof = proof_of(&mut proofs, subject, property, value, scope);
            proof.holds = true;
            proof.derivations.push(step);
        }
    }
    proofs
}

/// The proof of a triple: the one that is there, or a new one.
fn proof_of<'a>(
    proofs: &'a mut Vec<Proof>,
    subject: Thing,
    property: PropertyId,
    value: String,
    scope: Scope<'_>,
) -> &'a mut Proof {
    let at = proofs.iter().position(|p| p.sentence[2] == value).unwrap_or_else(|| {
        let label = scope.ontology.property(property).label.clone();
        let sentence = [scope.dataset.name(subject).to_owned(), label, value];
        proofs.push(Proof { sentence, holds: false, claims: Vec::new(), derivations: Vec::new() });
        proofs.len() - 1
    });
    &mut proofs[at]
}

/// Derivations by key, for unfolding.
struct Unfolding<'a> {
    scope: Scope<'a>,
    by_key: BTreeMap<&'a str, &'a Derivation>,
}

impl<'a> Unfolding<'a> {
    fn new(scope: Scope<'a>) -> Self {
        let by_key = scope.derived.derivations.iter().map(|d| (d.key.as_str(), d)).collect();
        Self { scope, by_key }
    }

    fn step(&self, derivation: &Derivation) -> Step {
        let derived = self.scope.derived;
        let rule = &derived.rules[derivation.rule];
        Step {
            id: derivation.key.clone(),
            rule: rule.key.clone(),
            label: rule.label.clone(),
            cautions: derived.cautions(derivation).map(str::to_owned).collect(),
            others: derivation.others(),
            rests_on_opinion: derivation.rests_on_opinion,
            claims: self.claims(&derivation.claims),
            derived: self.below(&derivation.derivations),
            other_proofs: Vec::new(),
        }
    }

    fn other(&self, premises: &Premises) -> OtherProof {
        OtherProof { claims: self.claims(&premises.claims), derived: self.below(&premises.derivations) }
    }

    fn claims(&self, keys: &[String]) -> Vec<Fact> {
        let found = keys.iter().filter_map(|key| match self.scope.dataset.find(key)? {
            Thing::Claim(id) => Some(claim_fact(id, self.scope)),
            Thing::Entity(_) => None,
        });
        found.collect()
    }

    fn below(&self, keys: &[String]) -> Vec<Proof> {
        let mut below: Vec<_> = keys.iter().filter_map(|key| self.by_key.get(key.as_str())).collect();
        below.sort_by_key(|d| &d.triple);
        let proof = |d: &&Derivation| Proof {
            sentence: derived_words(&d.triple, self.scope),
            holds: true,
            claims: Vec::new(),
            derivations: vec![self.step(d)],
        };
        below.into_iter().map(proof).collect()
    }
}
