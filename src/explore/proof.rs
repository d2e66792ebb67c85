//! Why a triple holds: unfolded to rules, claims and the quoted words; or why it does not.
//!
//! Proofs share what they rest on, so a derivation is unfolded once: where it comes first, or at its own triple if that
//! was asked for. All other mentions refer to it by its key.

use std::collections::{BTreeSet, VecDeque};

use serde::Serialize;

use super::describe::{Fact, claim_fact, join_disagreements};
use super::sentence::{derived_words, inner, value_in_words};
use crate::derive::rdf::GraphRef;
use crate::model::claim::{DerivationId, PropertyId, Thing};
use crate::model::derivation::{self, DerivationKey, Derived};
use crate::model::standing::Standing;
use crate::model::triple::{Predicate, Term};

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
    /// Whether it is not in the graph, as what it rests on is not all fact.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub supposed: bool,
    /// How it stands by the claims below it.
    pub standing: Standing,
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
/// What is not in the graph and would follow from claims that are not facts (`supposed`) comes last, with these claims.
/// Costs one pass over claims and derivations, and each derivation below once.
pub fn prove(
    subject: Thing,
    property: PropertyId,
    value: Option<&str>,
    scope: GraphRef<'_>,
    supposed: &Derived,
    all: bool,
) -> Vec<Proof> {
    let asked = |scope| proofs(subject, property, value, scope, all);
    let mut found = asked(scope);
    let known: BTreeSet<[String; 3]> = found.iter().map(|p| p.sentence.clone()).collect();
    let mut would = asked(GraphRef { derived: supposed, ..scope });
    would.retain(|proof| !proof.holds && !known.contains(&proof.sentence));
    for proof in &mut would {
        suppose(proof, scope);
    }
    found.extend(would);
    found
}

/// The proof of one derivation, unfolded; what lies deeper than can be indented is left out, and says so by its place. Costs each
/// derivation below once.
pub fn unfolded(id: DerivationId, scope: GraphRef<'_>) -> Step {
    let mut unfolding =
        Unfolding { scope, done: BTreeSet::new(), own: BTreeSet::from([id]), entries: VecDeque::new() };
    unfolding.entry(id, false)
}

/// Marks the steps that are not in the graph.
fn suppose(proof: &mut Proof, scope: GraphRef<'_>) {
    for step in &mut proof.derivations {
        let key = DerivationKey::parse(&step.id);
        step.supposed = key.and_then(|key| scope.derived.find(key)).is_none();
        let others = step.other_proofs.iter_mut().flat_map(|other| &mut other.derived);
        step.derived.iter_mut().chain(others).for_each(|below| suppose(below, scope));
    }
}

fn proofs(
    subject: Thing,
    property: PropertyId,
    value: Option<&str>,
    scope: GraphRef<'_>,
    all: bool,
) -> Vec<Proof> {
    let GraphRef { dataset, derived, .. } = scope;
    let is_asked = |found: &str| value.is_none_or(|asked| asked == found);
    let mut proofs: Vec<(Proof, Vec<DerivationId>)> = Vec::new();
    for id in dataset.claim_ids() {
        let claim = dataset.claim(id);
        if claim.subject == subject && claim.predicate == property {
            let value = value_in_words(claim.value, scope);
            if !is_asked(&value) {
                continue;
            }
            let (proof, _) = proof_of(&mut proofs, subject, property, value, scope);
            let fact = claim_fact(id, scope);
            proof.holds |= fact.standing.is_fact();
            proof.claims.push(fact);
        }
    }
    for (id, derivation) in derived.iter() {
        let triple = derivation.triple;
        if (triple.subject, triple.predicate) == (Term::Thing(subject), Predicate::Property(property)) {
            let [.., value] = derived_words(triple, scope);
            if is_asked(&value) {
                let (proof, derivations) = proof_of(&mut proofs, subject, property, value, scope);
                proof.holds |= derivation.standing.is_fact();
                derivations.push(id);
            }
        }
    }
    let own = proofs.iter().flat_map(|p| &p.1).copied().collect();
    let mut unfolding = Unfolding { scope, done: BTreeSet::new(), own, entries: VecDeque::new() };
    let mut unfolded: Vec<Proof> = Vec::with_capacity(proofs.len());
    for (mut proof, derivations) in proofs {
        join_disagreements(&mut proof.claims, scope);
        proof.derivations = derivations.into_iter().map(|d| unfolding.entry(d, all)).collect();
        unfolded.push(proof);
    }
    while let Some(next) = unfolding.entries.pop_front() {
        let derivations = vec![unfolding.entry(next, false)];
        let sentence = derived_words(derived.get(next).triple, scope);
        let holds = derived.get(next).standing.is_fact();
        unfolded.push(Proof { sentence, holds, claims: Vec::new(), derivations });
    }
    unfolded
}

/// The proof of a triple with what derives it: the one that is there, or a new one.
fn proof_of<'a>(
    proofs: &'a mut Vec<(Proof, Vec<DerivationId>)>,
    subject: Thing,
    property: PropertyId,
    value: String,
    scope: GraphRef<'_>,
) -> &'a mut (Proof, Vec<DerivationId>) {
    let at = proofs.iter().position(|(p, _)| p.sentence[2] == value).unwrap_or_else(|| {
        let label = scope.ontology.property(property).label.clone();
        let sentence = [inner(subject, scope), label, value];
        let proof = Proof { sentence, holds: false, claims: Vec::new(), derivations: Vec::new() };
        proofs.push((proof, Vec::new()));
        proofs.len() - 1
    });
    &mut proofs[at]
}

/// Which derivations have their place.
struct Unfolding<'a> {
    scope: GraphRef<'a>,
    /// Those that are unfolded already.
    done: BTreeSet<DerivationId>,
    /// Those that have an entry of their own, now or later.
    own: BTreeSet<DerivationId>,
    /// Those that still wait for their entry.
    entries: VecDeque<DerivationId>,
}

impl Unfolding<'_> {
    /// A derivation as an entry of its own, unfolded.
    fn entry(&mut self, id: DerivationId, all: bool) -> Step {
        let mut step = self.step(id, 0);
        if all {
            let others = self.scope.derived.proofs(id).skip(1);
            step.other_proofs = others.map(|p| self.premises(p, 1)).collect();
        }
        step
    }

    fn step(&mut self, id: DerivationId, depth: usize) -> Step {
        let derived = self.scope.derived;
        let derivation = derived.get(id);
        let rule = derived.rule(derivation);
        let unfolded = self.elsewhere(id, depth);
        let OtherProof { claims, derived: below } = match unfolded {
            None => {
                self.done.insert(id);
                self.premises(derived.best(id), depth + 1)
            }
            Some(_) => OtherProof { claims: Vec::new(), derived: Vec::new() },
        };
        Step {
            id: derivation.key.to_string(),
            rule: rule.key.clone(),
            label: rule.label.clone(),
            unfolded,
            cautions: derived.cautions(derivation).map(str::to_owned).collect(),
            others: derived.others_in_words(id),
            supposed: false,
            standing: derivation.standing,
            claims,
            derived: below,
            other_proofs: Vec::new(),
        }
    }

    /// Where a derivation is unfolded if not here, at a depth; makes an entry for what would be too deep.
    fn elsewhere(&mut self, id: DerivationId, depth: usize) -> Option<Place> {
        if depth == 0 {
            return None;
        }
        if self.done.contains(&id) {
            return Some(Place::Above);
        }
        if depth >= DEPTH && self.own.insert(id) {
            self.entries.push_back(id);
        }
        self.own.contains(&id).then_some(Place::Below)
    }

    /// What a proof rests on; its derivations in the order of their triples.
    fn premises(&mut self, proof: derivation::Proof<'_>, depth: usize) -> OtherProof {
        let scope = self.scope;
        let mut below: Vec<DerivationId> = proof.derivations().collect();
        below.sort_unstable();
        let mut unfold = |id: DerivationId| Proof {
            sentence: derived_words(scope.derived.get(id).triple, scope),
            holds: scope.derived.get(id).standing.is_fact(),
            claims: Vec::new(),
            derivations: vec![self.step(id, depth)],
        };
        OtherProof {
            claims: proof.claims().map(|id| claim_fact(id, scope)).collect(),
            derived: below.into_iter().map(&mut unfold).collect(),
        }
    }
}
