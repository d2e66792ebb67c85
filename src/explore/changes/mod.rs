//! What changed between two states of a graph: things, claims, disagreements, what is inferred, the terms of the ontology, and the
//! answers to questions.
//!
//! Goes in: an old graph and a new one. Comes out: [`Changes`], each with what it was and what it is. What is the same thing or claim
//! in both is found by its key; what lost its key, by what it says, where nothing else could be meant. The order of records and
//! files changes nothing. Deliberately knows no files and no terminal.

mod fields;
mod same;
mod terms;

use std::collections::BTreeMap;

use serde::Serialize;

use self::same::Same;
pub use self::terms::Word;
use super::describe::{Fact, claim_fact, derived_fact, in_text};
use super::disagreements::{Dispute, disputes};
use crate::derive::rdf::GraphRef;
use crate::model::claim::{ClaimId, EntityId, Thing};
use crate::model::derivation::Derivation;
use crate::model::triple::{Predicate, Term};

/// What was, what is, and how the one differs from the other: one of them alone was added or is gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change<T> {
    /// As it was; none where it was not there.
    pub before: Option<T>,
    /// As it is; none where it is gone.
    pub after: Option<T>,
    /// What differs, of what was there and still is.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldChange>,
}

impl<T> Change<T> {
    /// As it is, or as it was where it is gone.
    pub fn last(&self) -> Option<&T> {
        self.after.as_ref().or(self.before.as_ref())
    }
}

/// How one field differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldChange {
    /// Its name.
    pub field: String,
    /// What it was, in words.
    pub before: Option<String>,
    /// What it is, in words.
    pub after: Option<String>,
}

/// A thing, as lists name it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Called {
    /// Its key.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The name of its class.
    pub class: String,
}

/// How the answer to a question differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AnswerChange {
    /// The name of the question.
    pub name: String,
    /// The question in words.
    pub question: String,
    /// Whether it is asked in other terms than before, so that another answer may say nothing of the graph.
    pub asked_otherwise: bool,
    /// The columns of the rows, as CSV.
    pub columns: String,
    /// Rows that it had.
    pub gone: Vec<String>,
    /// Rows that it has.
    pub new: Vec<String>,
}

/// All that changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Changes {
    /// Things, sources among them, by name.
    pub things: Vec<Change<Called>>,
    /// Claims: those that are there in the order of their texts, then those that are gone.
    pub claims: Vec<Change<Fact>>,
    /// Disagreements and the decisions on them.
    pub disagreements: Vec<Change<Dispute>>,
    /// What follows from claims; what only says another triple again is left out.
    pub inferred: Vec<Change<Fact>>,
    /// Terms of the ontology.
    pub terms: Vec<Change<Word>>,
    /// Answers to questions that both states ask.
    pub answers: Vec<AnswerChange>,
}

impl Changes {
    /// Whether nothing changed.
    pub fn is_none(&self) -> bool {
        let Self { things, claims, disagreements, inferred, terms, answers } = self;
        let all = [things.len(), claims.len(), disagreements.len(), inferred.len(), terms.len()];
        all.iter().all(|count| *count == 0) && answers.is_empty()
    }
}

/// What changed from one graph to another; answers are for who has their stores. Costs time in proportion to both.
pub fn changes(old: GraphRef<'_>, new: GraphRef<'_>) -> Changes {
    let same = Same::new(old, new);
    Changes {
        things: things(&same),
        claims: claims(&same),
        disagreements: disagreements(&same),
        inferred: inferred(&same),
        terms: terms::changes(old.ontology, new.ontology),
        answers: Vec::new(),
    }
}

fn things(same: &Same<'_>) -> Vec<Change<Called>> {
    let called = |id: EntityId, scope: GraphRef<'_>| {
        let entity = scope.dataset.entity(id);
        Called {
            id: scope.dataset.text(entity.key).to_owned(),
            name: scope.dataset.text(entity.name).to_owned(),
            class: scope.ontology.class(entity.class).label.clone(),
        }
    };
    let mut out: Vec<Change<Called>> = same
        .things()
        .filter_map(|(before, after)| {
            let fields = match (before, after) {
                (Some(before), Some(after)) => fields::of_things(before, after, same),
                _ => Vec::new(),
            };
            let is_same = before.is_some() && after.is_some() && fields.is_empty();
            let before = before.map(|id| called(id, same.old));
            let after = after.map(|id| called(id, same.new));
            (!is_same).then_some(Change { before, after, fields })
        })
        .collect();
    out.sort_by_cached_key(|change| change.last().map(|thing| (thing.name.clone(), thing.id.clone())));
    out
}

fn claims(same: &Same<'_>) -> Vec<Change<Fact>> {
    let mut found: Vec<(Option<ClaimId>, Option<ClaimId>, Vec<FieldChange>)> = same
        .claims()
        .filter_map(|(before, after)| {
            let fields = match (before, after) {
                (Some(before), Some(after)) => fields::of_claims(before, after, same),
                _ => Vec::new(),
            };
            let is_same = before.is_some() && after.is_some() && fields.is_empty();
            (!is_same).then_some((before, after, fields))
        })
        .collect();
    found.sort_by_cached_key(|(before, after, _)| match (before, after) {
        (_, Some(id)) => (0, in_text(*id, same.new)),
        (Some(id), None) => (1, in_text(*id, same.old)),
        (None, None) => (2, (EntityId(0), 0, ClaimId(0))),
    });
    let change = |(before, after, fields): (Option<ClaimId>, Option<ClaimId>, _)| Change {
        before: before.map(|id| claim_fact(id, same.old)),
        after: after.map(|id| claim_fact(id, same.new)),
        fields,
    };
    found.into_iter().map(change).collect()
}

/// Disagreements are the same where they are of one kind and between the same claims.
fn disagreements(same: &Same<'_>) -> Vec<Change<Dispute>> {
    let key = |dispute: &Dispute, old: bool| {
        let now = |key: &String| if old { same.now(key).to_owned() } else { key.clone() };
        let mut claims: Vec<String> = dispute.claims.iter().map(|claim| now(&claim.id)).collect();
        claims.sort();
        (dispute.kind.clone(), now(&dispute.about), claims)
    };
    let mut old: BTreeMap<_, Dispute> = disputes(same.old).into_iter().map(|d| (key(&d, true), d)).collect();
    let mut out = Vec::new();
    for after in disputes(same.new) {
        let before = old.remove(&key(&after, false));
        let fields = before.as_ref().map_or_else(Vec::new, |before| fields::of_disputes(before, &after));
        if before.is_none() || !fields.is_empty() {
            out.push(Change { before, after: Some(after), fields });
        }
    }
    out.extend(old.into_values().map(|before| Change {
        before: Some(before),
        after: None,
        fields: Vec::new(),
    }));
    out
}

/// What is inferred is the same where one rule says the same of the same things.
fn inferred(same: &Same<'_>) -> Vec<Change<Fact>> {
    let told = |scope: GraphRef<'_>, is_old: bool| {
        let derived = scope.derived;
        let told = derived.iter().filter(|(_, derivation)| !derived.rule(derivation).restates);
        told.map(|(id, derivation)| (said(derivation, scope, same, is_old), id)).collect::<BTreeMap<_, _>>()
    };
    let mut old = told(same.old, true);
    let mut out = Vec::new();
    for (said, id) in told(same.new, false) {
        let before = old.remove(&said);
        let fields = before.map_or_else(Vec::new, |before| {
            let standing = |id, scope: GraphRef<'_>| scope.derived.get(id).standing;
            fields::standing(standing(before, same.old), standing(id, same.new)).into_iter().collect()
        });
        if before.is_none() || !fields.is_empty() {
            let before = before.map(|id| derived_fact(id, same.old));
            out.push(Change { before, after: Some(derived_fact(id, same.new)), fields });
        }
    }
    let gone = |id| Change { before: Some(derived_fact(id, same.old)), after: None, fields: Vec::new() };
    out.extend(old.into_values().map(gone));
    out
}

/// The rule of a derivation and its triple, with keys and IRIs as they are now.
fn said(derivation: &Derivation, scope: GraphRef<'_>, same: &Same<'_>, is_old: bool) -> [String; 4] {
    let GraphRef { dataset, derived, .. } = scope;
    let end = |term: Term| match term {
        Term::Thing(thing) if is_old => same.now(dataset.key(thing)).to_owned(),
        Term::Thing(thing) => dataset.key(thing).to_owned(),
        Term::Other(text) => derived.text(text).to_owned(),
    };
    let predicate = match derivation.triple.predicate {
        Predicate::Property(id) => scope.ontology.property(id).iri.clone(),
        Predicate::Other(text) => derived.text(text).to_owned(),
    };
    let rule = derived.rule(derivation).key.clone();
    [end(derivation.triple.subject), predicate, end(derivation.triple.object), rule]
}

/// Whether two things of two graphs are one and the same.
fn is_one(before: Thing, after: Thing, same: &Same<'_>) -> bool {
    same.now(same.old.dataset.key(before)) == same.new.dataset.key(after)
}
