//! Whether a claim says all that a question asks, so that *yes* or *denied* can be told of it.
//!
//! Its ends have to be the things that are named, in the places that the question gives them; its property, or its whole value,
//! has to be what the question says of them. That a word stands in somebody's name, or that a claim is firm, says nothing.

use std::collections::BTreeSet;

use super::english::{Kind, Turn, denies, is_in, stem as stem_of};
use super::evidence::{Evidence, Said};
use super::lexicon::Meaning;
use super::understood::{Understood, Unit, Voice};
use super::words::Place;
use crate::compile::ontology::Border;
use crate::explore::turn;
use crate::model::claim::{PropertyId, Thing, Value};
use crate::model::standing::Standing;
use crate::model::text::normal;
use crate::model::vocab;

/// The statuses of the core vocabulary by which something is done.
const DONE: [&str; 2] = ["established", "descriptive"];

/// Words by which a text says less than the words beside them.
const WEIGHING: &str = "likely unlikely probably perhaps may might could would should expected hoped less fewer lack lacks lacked partly almost";

impl Said<'_> {
    /// Whether a claim says all that a question asks.
    pub(super) fn says(&self, evidence: &Evidence, question: &Understood) -> bool {
        let relation = self.relation(evidence, question);
        let action = question.units.iter().find_map(|u| self.promised(evidence, u));
        let known: BTreeSet<String> = question.units.iter().flat_map(|u| u.stems.iter().cloned()).collect();
        let has_value =
            self.words.is_whole_value(evidence, &known) || self.is_in_plain_text(evidence, question);
        let has_place = |place: Place, unit: &Unit| self.words.has(evidence, place, &unit.stems);
        let is_status_alone = |unit: &Unit| {
            unit.meaning.has_no_property()
                && question.units.len() == 2
                && evidence.status.is_some_and(|s| unit.meaning.statuses.contains(&s))
        };
        let is_said = |unit: &Unit| {
            let things = &unit.meaning.things;
            match () {
                () if !things.is_empty() && (unit.meaning.is_whole_name || !has_value) => {
                    things.iter().any(|t| evidence.ends.contains(t))
                        || action.is_some_and(|a| self.words.names(a, &unit.stems))
                }
                () if action.is_some() && self.promised(evidence, unit) == action => true,
                () if things.iter().any(|t| evidence.ends.contains(t)) => true,
                () if unit.ordinal.is_some() && unit.ordinal == self.position(evidence) => true,
                () if has_property(evidence, unit, self) => true,
                () if self.has_class(evidence, unit, question) => true,
                () if has_value && has_place(Place::Value, unit) => true,
                () if is_status_alone(unit) => true,
                () if unit.asks.is_some_and(|kind| evidence.has(kind)) => true,
                // The words of the source may have the verb, where property or value are those of the question.
                () => (relation.is_some() || has_value) && has_place(Place::Quote, unit),
            }
        };
        let says_something =
            relation.is_some() || has_value || action.is_some() || question.units.iter().any(is_status_alone);
        question.kind == Kind::Whether
            && (question.units.len() > 1 || question.is_there)
            && !is_cut_short(evidence, question, self)
            && says_something
            && question.units.iter().all(is_said)
            && self.is_in_order(evidence, question, relation)
    }

    /// Whether the text that a claim has as its value says all words of the question, and neither denies nor weighs anything.
    fn is_in_plain_text(&self, evidence: &Evidence, question: &Understood) -> bool {
        let words = self.words.of_value(evidence);
        let stems: BTreeSet<&String> = question.units.iter().flat_map(|u| &u.stems).collect();
        let asked: BTreeSet<String> = stems.iter().map(|s| (*s).clone()).collect();
        let is_weighed = |w: &String| is_in(w, WEIGHING) && !asked.contains(&stem_of(w));
        let is_said = |u: &Unit| self.words.has(evidence, Place::Value, &u.stems);
        stems.len() > 2
            && !denies(&words)
            && !words.iter().any(is_weighed)
            && question.units.iter().all(is_said)
    }

    /// Whether an end of a claim that is not named is of a class that the question has.
    fn has_class(&self, evidence: &Evidence, unit: &Unit, question: &Understood) -> bool {
        let classes = &unit.meaning.classes;
        let is_of = |t: &&Thing| classes.iter().any(|c| self.scope.ontology.is_a(self.class(**t), *c));
        evidence.ends.iter().filter(|t| !question.named.contains(t)).any(|t| is_of(&t))
    }

    /// The end of a claim that is promised and is what the question has a verb for.
    pub(super) fn promised(&self, evidence: &Evidence, unit: &Unit) -> Option<Thing> {
        let meaning = &unit.meaning;
        let is_verb = meaning.things.is_empty() && meaning.classes.is_empty() && !unit.stems.is_empty();
        let is_promise = evidence.status.is_some_and(|s| self.scope.ontology.status(s).promise);
        self.action(evidence, unit).filter(|_| is_verb && is_promise)
    }

    /// Whether a group of words names who is said to say or think what the question says.
    pub(super) fn is_voice(&self, unit: &Unit, question: &Understood) -> bool {
        let things = &unit.meaning.things;
        let is_said = question.turns(Turn::Saying) || question.turns(Turn::Opinion);
        let names = question.units.iter().filter(|u| !u.meaning.things.is_empty()).count();
        is_said && names > 1 && !things.is_empty() && things.iter().all(|t| self.speaks(*t))
    }

    /// Whether a claim says, in the words of the one who is named, all that the question says.
    pub(super) fn is_in_words(&self, evidence: &Evidence, question: &Understood) -> bool {
        let is_voice = |u: &Unit| self.is_voice(u, question);
        let mut voices = question.units.iter().filter(|u| is_voice(u)).peekable();
        let rest = question.without(|u| is_voice(u) || !u.turns.is_empty());
        voices.peek().is_some()
            && voices.all(|u| u.meaning.things.iter().any(|t| evidence.voices.contains(t)))
            && evidence.standing.of_claims() != Standing::Denied
            && question.ignored.is_empty()
            && self.says(evidence, &rest)
    }

    /// Whether the text that a claim has as its value says the opposite of the question: it denies where the question does not,
    /// or has a word that turns one of the question around.
    pub(super) fn opposes(&self, evidence: &Evidence, question: &Understood) -> bool {
        let is_false = evidence.basis.claim().map(|id| self.scope.dataset.claim(id).value);
        if let Some(Value::Boolean(flag)) = is_false {
            return flag == question.denies;
        }
        let words = self.words.of_value(evidence);
        let has = |stem: &String| words.iter().any(|w| stem_of(w) == *stem);
        let is_turned = |unit: &&Unit| {
            let mut all = unit.stems.iter().zip(&unit.opposites);
            let is_opposite = all.any(|(stem, opposite)| !has(stem) && opposite.iter().any(has));
            let is_denied = unit.meaning.partly.contains(&evidence.property)
                && self.words.is_denied_in(evidence.property, &unit.stems);
            !unit.meaning.is_whole_name && (is_opposite || is_denied)
        };
        let turned = question.units.iter().filter(is_turned).count();
        let denials = usize::from(denies(&words)) + usize::from(question.denies);
        (turned + denials) % 2 == 1
    }

    /// Whether the one thing that is named stands where the question has it: before the relation as who acts, after it as what is
    /// acted on. None where that cannot be told.
    pub(super) fn is_as_asked(&self, evidence: &Evidence, question: &Understood) -> Option<bool> {
        let [subject @ Thing::Entity(_), object @ Thing::Entity(_)] = evidence.ends.as_slice() else {
            return None;
        };
        if matches!(question.voice, Voice::Nominal | Voice::PerhapsPassive) {
            return None;
        }
        let (property, is_turned) = self.relation(evidence, question)?;
        let has_word = |u: &Unit| u.meaning.properties.contains(&property);
        let relation = question.units.iter().position(has_word)?;
        let place = |end: &Thing| question.units.iter().position(|u| u.meaning.things.contains(end));
        let (named, is_subject) = match (place(subject), place(object)) {
            (Some(place), None) => (place, true),
            (None, Some(place)) => (place, false),
            _ => return None,
        };
        let acts =
            (named < relation) == self.is_straight(question.voice == Voice::Passive, property, is_turned);
        Some(acts == is_subject || self.scope.ontology.property(property).characteristics.symmetric)
    }

    /// Whether who acts is named first: in the active voice, or in the passive of a property that is worded so itself.
    fn is_straight(&self, is_asked_passive: bool, property: PropertyId, is_turned: bool) -> bool {
        let is_passive = normal(&self.scope.ontology.property(property).label).iter().any(|w| w == "by");
        is_turned == (is_passive != is_asked_passive)
    }

    /// Whether a claim is as firm as the question asks: what is promised or on trial is not done yet. Of the statuses that only this
    /// graph has, those leave open what is done that it shows with a broken border.
    pub(super) fn is_firm(&self, evidence: &Evidence, question: &Understood) -> bool {
        let Some(status) = evidence.status.map(|s| self.scope.ontology.status(s)) else { return true };
        let is_core = status.iri.starts_with(vocab::remit::NAMESPACE);
        let is_so = if is_core {
            !question.is_done || DONE.contains(&status.key.as_str())
        } else {
            status.border == Border::Solid
        };
        is_so && !status.promise
    }

    /// Whether a claim counts towards a yes: a fact that says all that is asked, and as firmly.
    pub(super) fn affirms(&self, evidence: &Evidence, question: &Understood) -> bool {
        evidence.standing.is_fact() && self.is_firm(evidence, question) && self.says(evidence, question)
    }

    /// The property that the question has words for and that the claim has, and whether it is read from the other end.
    fn relation(&self, evidence: &Evidence, question: &Understood) -> Option<(PropertyId, bool)> {
        let words = question.units.iter().map(|u| &u.meaning).filter(|m| m.things.is_empty());
        let is_class = |m: &Meaning| m.properties.is_empty() && !m.classes.is_empty();
        let is_bare = words.clone().all(|m| m.has_no_property() || is_class(m));
        let soft = question.soft.iter().map(|u| &u.meaning).filter(|_| is_bare);
        let mut properties = words.chain(soft).flat_map(|m| m.properties.iter().chain(&m.partly));
        let stated = properties.find_map(|p| Some((*p, turn(evidence.property, *p, self.scope.ontology)?)));
        // "Is it in this place?" names no property.
        let is_within = || evidence.has(Kind::Where) || self.words.words_it(evidence.property, "in");
        let is_there = || is_bare && question.is_in && evidence.ends.len() == 2 && is_within();
        stated.or_else(|| is_there().then_some((evidence.property, false)))
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
        // Of two names side by side before the verb none acts on the other: *has the report of the council been published*.
        let verb = question.units.iter().position(|u| u.meaning.properties.contains(&property));
        if verb.is_some_and(|verb| first.max(second) < verb) && first.abs_diff(second) == 1 {
            return true;
        }
        let is_straight = self.is_straight(question.voice == Voice::Passive, property, is_turned);
        self.scope.ontology.property(property).characteristics.symmetric || (first < second) == is_straight
    }
}

/// Whether a claim says only of one thing that is named, by one word out of several for its property, what the question says
/// of nothing else: *does it work* is not that it works on something.
fn is_cut_short(evidence: &Evidence, question: &Understood, said: &Said<'_>) -> bool {
    let has = |properties: &BTreeSet<PropertyId>| {
        properties.iter().any(|p| turn(evidence.property, *p, said.scope.ontology).is_some())
    };
    let [one, other] = question.units.as_slice() else { return false };
    let (name, verb) = if one.meaning.things.is_empty() { (other, one) } else { (one, other) };
    let is_open = evidence.ends.iter().any(|t| !name.meaning.things.contains(t))
        || !said.words.of_value(evidence).is_empty();
    let is_partly = has(&verb.meaning.partly) && !has(&verb.meaning.properties);
    is_open
        && verb.meaning.things.is_empty()
        && verb.meaning.classes.is_empty()
        && (is_partly || said.words.has_later(evidence.property, &verb.stems))
}

fn has_property(evidence: &Evidence, unit: &Unit, said: &Said<'_>) -> bool {
    let mut properties = unit.meaning.properties.iter().chain(&unit.meaning.partly);
    properties.any(|p| turn(evidence.property, *p, said.scope.ontology).is_some())
}
