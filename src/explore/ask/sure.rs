//! Whether a claim says all that a question asks, so that *yes* or *denied* can be told of it.
//!
//! Its ends have to be the things that are named, in the places that the question gives them; its property, or its whole value,
//! has to be what the question says of them. That a word stands in somebody's name, or that a claim is firm, says nothing.

use std::collections::BTreeSet;

use super::english::Kind;
use super::evidence::{Evidence, Said};
use super::understood::{Understood, Unit};
use super::words::Place;
use crate::explore::turn;
use crate::model::claim::{PropertyId, Thing};
use crate::model::text::normal;

impl Said<'_> {
    /// Whether a claim says all that a question asks.
    pub(super) fn says(&self, evidence: &Evidence, question: &Understood) -> bool {
        let relation = self.relation(evidence, question);
        let known: BTreeSet<String> = question.units.iter().flat_map(|u| u.stems.iter().cloned()).collect();
        let has_value = self.words.is_whole_value(evidence, &known);
        let has_place = |place: Place, unit: &Unit| self.words.has(evidence, place, &unit.stems);
        let is_status_alone = |unit: &Unit| {
            unit.meaning.has_no_property()
                && question.units.len() == 2
                && evidence.status.is_some_and(|s| unit.meaning.statuses.contains(&s))
        };
        let is_said = |unit: &Unit| {
            let things = &unit.meaning.things;
            match () {
                () if !things.is_empty() => things.iter().any(|t| evidence.ends.contains(t)),
                () if has_property(evidence, unit, self) => true,
                () if has_value && has_place(Place::Value, unit) => true,
                () if is_status_alone(unit) => true,
                () if unit.asks.is_some_and(|kind| evidence.has(kind)) => true,
                // The words of the source may have the verb, where property or value are those of the question.
                () => (relation.is_some() || has_value) && has_place(Place::Quote, unit),
            }
        };
        let says_something = relation.is_some() || has_value || question.units.iter().any(is_status_alone);
        question.kind == Kind::Whether
            && question.units.len() > 1
            && says_something
            && question.units.iter().all(is_said)
            && self.is_in_order(evidence, question, relation)
    }

    /// Whether the one thing that is named stands where the question has it: before the relation as who acts, after it as what is
    /// acted on. None where that cannot be told.
    pub(super) fn is_as_asked(&self, evidence: &Evidence, question: &Understood) -> Option<bool> {
        let [subject @ Thing::Entity(_), object @ Thing::Entity(_)] = evidence.ends.as_slice() else {
            return None;
        };
        let (property, is_turned) = self.relation(evidence, question)?;
        let has_word =
            |u: &Unit| u.meaning.properties.contains(&property) || u.meaning.partly.contains(&property);
        let relation = question.units.iter().position(has_word)?;
        let place = |end: &Thing| question.units.iter().position(|u| u.meaning.things.contains(end));
        let (named, is_subject) = match (place(subject), place(object)) {
            (Some(place), None) => (place, true),
            (None, Some(place)) => (place, false),
            _ => return None,
        };
        let acts = (named < relation) == self.is_straight(question, property, is_turned);
        Some(acts == is_subject || self.scope.ontology.property(property).characteristics.symmetric)
    }

    /// Whether who acts is named first: in the active voice, or in the passive of a property that is worded so itself.
    fn is_straight(&self, question: &Understood, property: PropertyId, is_turned: bool) -> bool {
        let is_passive = normal(&self.scope.ontology.property(property).label).iter().any(|w| w == "by");
        is_turned == (is_passive != question.has_by)
    }

    /// The property that the question has words for and that the claim has, and whether it is read from the other end.
    fn relation(&self, evidence: &Evidence, question: &Understood) -> Option<(PropertyId, bool)> {
        let words = question.units.iter().map(|u| &u.meaning).filter(|m| m.things.is_empty());
        let mut properties = words.flat_map(|m| m.properties.iter().chain(&m.partly));
        properties.find_map(|p| Some((*p, turn(evidence.property, *p, self.scope.ontology)?)))
    }

    /// Whether the ends of a claim are named in the order in which it says them: who acts first in the active voice, last in the
    /// passive. Where only one end is named, nothing can be in the wrong order.
    fn is_in_order(
        &self,
        evidence: &Evidence,
        question: &Understood,
        relation: Option<(PropertyId, bool)>,
    ) -> bool {
        let place = |end: Thing| question.units.iter().position(|u| u.meaning.things.contains(&end));
        let [subject, object] = evidence.ends.as_slice() else { return evidence.ends.len() < 2 };
        let (Some(first), Some(second)) = (place(*subject), place(*object)) else { return true };
        let Some((property, is_turned)) = relation else { return false };
        let is_straight = self.is_straight(question, property, is_turned);
        self.scope.ontology.property(property).characteristics.symmetric || (first < second) == is_straight
    }
}

fn has_property(evidence: &Evidence, unit: &Unit, said: &Said<'_>) -> bool {
    let mut properties = unit.meaning.properties.iter().chain(&unit.meaning.partly);
    properties.any(|p| turn(evidence.property, *p, said.scope.ontology).is_some())
}
