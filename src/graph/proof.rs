//! Why a triple holds: unfolded to rules, claims and the quoted words; or why it does not.

use serde::Serialize;

use super::describe::{Fact, claim_fact, join_disagreements, value_in_words};
use crate::model::claim::{PropertyId, Thing};
use crate::model::derivation::Derivation;
use crate::model::term::Literal;
use crate::rdf::{Scope, thing_of as thing};

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
    pub caution: Option<String>,
    /// Whether an opinion stands below it.
    pub rests_on_opinion: bool,
    /// The claims it rests on.
    pub claims: Vec<Fact>,
    /// The derived triples it rests on, unfolded.
    pub derived: Vec<Proof>,
}

/// Unfolds every triple of a subject and property, claims first.
///
/// Costs one pass over claims and derivations, and the depth of the rules.
pub fn prove(subject: Thing, property: PropertyId, scope: Scope<'_>) -> Vec<Proof> {
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
    let predicate = format!("<{}>", ontology.property(property).iri);
    for derivation in derived.derivations.iter().filter(|d| d.triple[1] == predicate) {
        if thing(&derivation.triple[0], dataset, base) == Some(subject) {
            let value = derived_value(&derivation.triple[2], scope);
            let step = step(derivation, scope);
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

/// A derived value as a reader writes it.
fn derived_value(term: &str, scope: Scope<'_>) -> String {
    match thing(term, scope.dataset, scope.base) {
        Some(thing) => scope.dataset.name(thing).to_owned(),
        None => term.parse::<Literal>().map_or_else(|_| term.to_owned(), |l| l.value().to_owned()),
    }
}

fn step(derivation: &Derivation, scope: Scope<'_>) -> Step {
    let Scope { dataset, ontology, derived, base, .. } = scope;
    let rule = &derived.rules[derivation.rule];
    let claims = derivation.claims.iter().filter_map(|key| match dataset.find(key)? {
        Thing::Claim(id) => Some(claim_fact(id, scope)),
        Thing::Entity(_) => None,
    });
    let below = derived.derivations.iter().filter(|d| derivation.derivations.contains(&d.key));
    let derived = below.filter_map(|d| {
        let subject = thing(&d.triple[0], dataset, base)?;
        let property = ontology.find_property_iri(d.triple[1].trim_matches(['<', '>']))?;
        let label = ontology.property(property).label.clone();
        let sentence = [dataset.name(subject).to_owned(), label, derived_value(&d.triple[2], scope)];
        Some(Proof { sentence, holds: true, claims: Vec::new(), derivations: vec![step(d, scope)] })
    });
    Step {
        id: derivation.key.clone(),
        rule: rule.key.clone(),
        label: rule.label.clone(),
        caution: rule.caution.clone(),
        rests_on_opinion: derivation.rests_on_opinion,
        claims: claims.collect(),
        derived: derived.collect(),
    }
}
