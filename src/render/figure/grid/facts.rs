//! Further facts of cards, as the view names them: a few words each, and both sides where one is disputed.

use std::collections::{BTreeMap, BTreeSet};

use crate::derive::rdf::GraphRef;
use crate::explore::{Basis, Citation, Teller, thing_in_text, value_in_words};
use crate::model::claim::{ClaimId, EntityId, Value};
use crate::model::date::PartialDate;
use crate::model::disagreement::DisagreementKind;
use crate::render::figure::citation::is_shown;
use crate::render::figure::grid::CardFact;
use crate::render::figure::grid::named::Cards;
use crate::render::figure::left_out::LeftOut;
use crate::render::figure::names::{Names, Needs};
use crate::render::figure::view::FactProperty;

/// The words of a fact where the view gives none: the label of the property and the value.
const PLAIN: &str = "{label} {value}";

impl Cards<'_> {
    /// What the named properties say of each card, and what of it is not shown, as it is neither a fact nor disputed.
    pub(super) fn facts(&self, names: &mut Names<'_>) -> (BTreeMap<EntityId, Vec<CardFact>>, LeftOut) {
        let (mut facts, mut left_out) = (BTreeMap::<EntityId, Vec<CardFact>>::new(), LeftOut::default());
        for view in &self.view.facts {
            let Some((property, end)) = self.end_of(&view.property, view.end, Needs::Anything, names) else {
                continue;
            };
            let scope = names.scope;
            let mut has_found = false;
            for (card, _, said) in self.said(property, end, scope) {
                let Basis::Claim(id) = said.basis else { continue };
                has_found = true;
                if !is_shown(scope.standing(id)) {
                    left_out.add(said.basis, scope);
                } else if let Some(fact) = fact(view, id, scope) {
                    let own = facts.entry(card).or_default();
                    if !own.contains(&fact) {
                        own.push(fact);
                    }
                }
            }
            if !has_found {
                names.nothing(&view.property, "a claim that says something of a card of this figure");
            }
        }
        (facts, left_out)
    }
}

/// What one claim says of a card in the words of the view; none where the claim lacks what these ask for.
pub(super) fn fact(view: &FactProperty, id: ClaimId, scope: GraphRef<'_>) -> Option<CardFact> {
    let GraphRef { dataset, ontology, .. } = scope;
    let claim = dataset.claim(id);
    let details = dataset.details(claim);
    let value = match claim.value {
        Value::Date(date) => date.words(),
        Value::Thing(thing) => thing_in_text(thing, scope),
        value => value_in_words(value, scope),
    };
    let mut words = view.words.clone().unwrap_or_else(|| PLAIN.to_owned());
    let qualifier = details.and_then(|d| d.qualifier).map(|q| ontology.qualifier(q).label.clone());
    let deadline = details.and_then(|d| d.deadline).map(PartialDate::words);
    let label = ontology.property(claim.predicate).label.clone();
    let places = [
        ("{value}", Some(value)),
        ("{label}", Some(label)),
        ("{qualifier}", qualifier),
        ("{deadline}", deadline),
    ];
    for (place, found) in places {
        if words.contains(place) {
            words = words.replace(place, &found?);
        }
    }
    let speaker = |id: ClaimId| dataset.mention(dataset.claim(id).speaker);
    let standing = scope.standing(id);
    if !standing.is_fact() {
        words = format!("{}: {words} ({})", standing.word(), speaker(id));
    }
    let status = ontology.status(claim.status);
    let status = (status.label.clone(), status.border);
    let mut cites = vec![Citation::of(id, scope)];
    for other in opposed(id, scope) {
        let sentence = Teller::new(scope).claims(other, &[]);
        let voice = speaker(other);
        words.push_str(&format!("; against it, {voice}: {}", sentence.trim_end_matches('.')));
        cites.push(Citation::of(other, scope));
    }
    Some(CardFact { words, status, cites })
}

/// The claims that a claim is in conflict with: of those in the same words, the one that gives a value of its own.
fn opposed(id: ClaimId, scope: GraphRef<'_>) -> Vec<ClaimId> {
    let dataset = scope.dataset;
    let conflicts = scope.disagreements.iter();
    let conflicts = conflicts.filter(|d| d.kind == DisagreementKind::Conflict && d.claims.contains(&id));
    let mut others: Vec<ClaimId> = conflicts.flat_map(|d| d.claims.iter().copied()).collect();
    others.retain(|other| *other != id);
    others.sort_by_key(|other| (matches!(dataset.claim(*other).value, Value::Thing(..)), *other));
    let (mut passages, mut found) = (BTreeSet::new(), Vec::new());
    for other in others {
        let passage = dataset.claim(other).passage;
        if passage.is_none_or(|p| passages.insert(p)) && !found.contains(&other) {
            found.push(other);
        }
    }
    found
}
