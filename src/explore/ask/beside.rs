//! What is told beside an answer, or instead of one: what others count or cost, and where words stand that no answer has.

use std::collections::BTreeSet;

use super::english::{Kind, Turn, stems};
use super::evidence::{Evidence, Said};
use super::free::Claims;
use super::ranked::COVERED;
use super::understood::{Understood, Unit};
use crate::explore::turn;
use crate::model::claim::{ClassId, EntityId, PropertyId, Thing, Value};
use crate::model::published::PublishedField;

/// How many claims are told of a word that no answer has.
const MOST_OF_A_WORD: usize = 2;

impl Said<'_> {
    /// Whether a claim has a number as its value that is the same.
    pub(super) fn is_number(&self, evidence: &Evidence, number: f64) -> bool {
        let dataset = self.scope.dataset;
        let read = |text: &str| text.replace(',', "").parse::<f64>().ok();
        let value = evidence.basis.claim().map(|id| dataset.claim(id).value);
        let stated = match value {
            Some(Value::Count(count)) => count.to_string().parse().ok(),
            Some(Value::Decimal(decimal)) => read(dataset.text(decimal)),
            Some(Value::Money(money)) => read(&dataset.amount(money.amount)),
            _ => None,
        };
        stated.is_some_and(|stated| (stated - number).abs() < f64::EPSILON)
    }

    /// Whether a claim says, of what is called after one that is named, just what the question has a verb for: *who pays for the road*
    /// of the widening of the road.
    pub(super) fn is_of_what_is_called_after(
        &self,
        evidence: &Evidence,
        unit: &Unit,
        question: &Understood,
    ) -> bool {
        let is_asked = |p: &PropertyId| turn(evidence.property, *p, self.scope.ontology).is_some();
        let is_after = |t: &Thing, named: &Thing| {
            self.are_joined(*t, *named) && self.words.is_called_after_any(*t, *named)
        };
        unit.meaning.is_whole_name
            && matches!(question.kind, Kind::Who | Kind::What | Kind::Where | Kind::When)
            && question
                .units
                .iter()
                .any(|u| u.meaning.things.is_empty() && u.meaning.properties.iter().any(is_asked))
            && evidence.ends.iter().any(|t| unit.meaning.things.iter().any(|n| is_after(t, n)))
    }

    /// Claims that count what the question has a longer name for: all boats, where it is asked how many fishing boats there are.
    pub(super) fn counting_the_like(&self, question: &Understood, uncovered: &[&Unit]) -> Vec<&Evidence> {
        let is_first = |u: &&&Unit| question.kind == Kind::HowMany && u.before == "how" && u.stems.len() > 1;
        let Some(last) = uncovered.iter().find(is_first).and_then(|u| u.stems.last()) else {
            return Vec::new();
        };
        let counts = |e: &&Evidence| {
            e.has(Kind::HowMany)
                && self.words.counted(e.property).is_some_and(|counted| counted.contains(last))
        };
        self.all.iter().filter(counts).collect()
    }

    /// Amounts of what a fact joins to the one that is named, where none is stated of that one.
    pub(super) fn amounts_next_to(&self, question: &Understood) -> Vec<&Evidence> {
        let whole: Vec<Thing> = question
            .units
            .iter()
            .filter(|u| question.kind == Kind::HowMuch && u.meaning.is_whole_name)
            .flat_map(|u| u.meaning.things.iter().copied())
            .collect();
        let leads = |t: &Thing| whole.iter().any(|w| self.leads_to(*w, *t));
        let is_next = |e: &&Evidence| self.is_amount(e) && e.ends.first().is_some_and(leads);
        self.all.iter().filter(is_next).take(MOST_OF_A_WORD).collect()
    }

    /// Of claims that count, those that count what is named itself before those that count what it has; the others are left out where
    /// nothing but the name is asked about.
    pub(super) fn counting_itself<'e>(
        &self,
        found: Vec<&'e Evidence>,
        question: &Understood,
    ) -> Vec<&'e Evidence> {
        let [unit] = question.units.as_slice() else { return found };
        let is_itself = |e: &&Evidence| {
            self.words.counted(e.property).is_some_and(|counted| {
                counted.iter().any(|stem| unit.stems.contains(stem))
                    && e.ends.first().is_some_and(|t| unit.meaning.things.contains(t))
            })
        };
        if !unit.meaning.is_whole_name || !found.iter().any(is_itself) {
            return found;
        }
        found.into_iter().filter(is_itself).collect()
    }

    /// Whether claims on all that is named have a group of words, though not with what is asked for.
    pub(super) fn is_told_of(&self, unit: &Unit, question: &Understood) -> bool {
        unit.is_known && self.telling_of(unit, question).next().is_some()
    }

    fn telling_of<'e>(
        &'e self,
        unit: &'e Unit,
        question: &'e Understood,
    ) -> impl Iterator<Item = &'e Evidence> {
        let named = move || question.units.iter().filter(move |u| u.meaning.is_whole_name && *u != unit);
        let has = move |e: &Evidence| {
            self.grade(e, unit, question) >= COVERED
                || unit.meaning.things.is_empty() && self.words.has_anywhere(e, &unit.stems)
        };
        // A number is found where anything else fits that is asked.
        let others = move || question.units.iter().filter(move |u| *u != unit && u.number.is_none());
        // What is called after the one that is named, or before it, may tell of it: *the trial of the boat* and *the boat*.
        let is_near = move |end: &Thing, t: &Thing| {
            let is_after =
                || self.words.is_called_after_any(*end, *t) || self.words.is_called_after_any(*t, *end);
            end == t || self.are_joined(*end, *t) && is_after()
        };
        let is_named = move |u: &Unit, e: &Evidence| {
            u.meaning.things.iter().any(|t| e.ends.iter().any(|end| is_near(end, t)))
        };
        let is_of = move |e: &Evidence| {
            named().next().is_some() && named().all(|u| is_named(u, e))
                || unit.number.is_some() && others().any(|u| self.grade(e, u, question) >= COVERED)
        };
        self.all.iter().filter(move |e| has(e) && is_of(e))
    }

    /// Claims, and a few that have words which none of them has.
    pub(super) fn with_told<'e>(
        &'e self,
        found: &[&'e Evidence],
        words: &[&'e Unit],
        question: &'e Understood,
    ) -> Vec<&'e Evidence> {
        // Those come first that have most of the words.
        let mut more: Vec<(usize, &Evidence)> = Vec::new();
        for evidence in words.iter().flat_map(|u| self.telling_of(u, question)) {
            match more.iter_mut().find(|(_, e)| *e == evidence) {
                Some((count, _)) => *count += 1,
                None => more.push((1, evidence)),
            }
        }
        more.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
        let more = more.into_iter().map(|(_, e)| e).take(MOST_OF_A_WORD * words.len());
        more.chain(found.iter().copied()).collect()
    }

    /// What the sources of a promise count of that which it is about, in the words of its name: so many doors painted, beside the wish
    /// to paint doors.
    pub(super) fn progress_of(&self, promised: &BTreeSet<Thing>) -> Vec<&Evidence> {
        let dataset = self.scope.dataset;
        let source = |e: &Evidence| e.basis.claim().map(|id| dataset.claim(id).source);
        let is_of = |e: &&Evidence| e.ends.iter().any(|t| promised.contains(t));
        let sources: BTreeSet<EntityId> = self.all.iter().filter(is_of).filter_map(source).collect();
        let is_promise = |e: &Evidence| e.status.is_some_and(|s| self.scope.ontology.status(s).promise);
        let is_meant = |e: &&Evidence| {
            let subject = e.ends.first().copied();
            let is_about = |p: &Thing| {
                let more = self.words.of_names(*p, "");
                subject.is_some_and(|s| self.words.is_called_after(*p, s))
                    && self
                        .words
                        .counted(e.property)
                        .is_some_and(|c| c.iter().any(|stem| more.contains(stem)))
            };
            e.has(Kind::HowMany)
                && !is_promise(e)
                && source(e).is_some_and(|s| sources.contains(&s))
                && promised.iter().any(is_about)
        };
        self.all.iter().filter(is_meant).collect()
    }

    /// All that speak of those of some classes.
    pub(super) fn speakers(&self, classes: &BTreeSet<ClassId>) -> BTreeSet<Thing> {
        let classes: Vec<ClassId> = classes.iter().copied().collect();
        let is_of = |id: &EntityId| {
            let entity = self.scope.dataset.entity(*id);
            entity.is_agent && self.scope.ontology.is_one_of(entity.class, &classes)
        };
        let things = self.scope.dataset.entity_ids().filter(is_of).map(Thing::Entity);
        things.filter(|t| self.speaks(*t)).collect()
    }

    /// The sources that some bodies published, by what is recorded of them, or that bear their name.
    pub(super) fn published_by(&self, voices: &BTreeSet<Thing>) -> BTreeSet<Thing> {
        let dataset = self.scope.dataset;
        let names: Vec<Vec<String>> = voices.iter().map(|t| stems(dataset.name(*t))).collect();
        let is_by = |text: &str| {
            let text = stems(text);
            names
                .iter()
                .any(|name| !name.is_empty() && text.windows(name.len()).any(|w| w == name.as_slice()))
        };
        let sources: BTreeSet<EntityId> = dataset.claims().iter().map(|c| c.source).collect();
        let is_meant = |id: &EntityId| {
            let publisher = dataset.published(*id, PublishedField::Publisher);
            publisher.is_some_and(is_by) || is_by(dataset.name(Thing::Entity(*id)))
        };
        sources.into_iter().filter(is_meant).map(Thing::Entity).filter(|t| !voices.contains(t)).collect()
    }

    /// The keys of the claims in a disagreement that have what a question asks beside the names in it.
    pub(super) fn disputed_of(&self, question: &Understood, named: &[Thing]) -> BTreeSet<String> {
        let is_asked = |u: &&Unit| {
            let is_source = || self.are_of_sources(&u.meaning.classes);
            u.meaning.things.is_empty() && !u.turns.contains(&Turn::Disagreement) && !is_source()
        };
        let asked: Vec<&Unit> = question.units.iter().filter(is_asked).collect();
        let is_near = |t: &Thing| {
            let is_after = |n: &Thing| self.are_joined(*t, *n) && self.words.is_called_after_any(*t, *n);
            named.is_empty() || named.contains(t) || named.iter().any(is_after)
        };
        let has = |e: &Evidence, u: &Unit| {
            let is_property = |p: &PropertyId| turn(e.property, *p, self.scope.ontology).is_some();
            u.meaning.properties.iter().chain(&u.meaning.partly).any(is_property)
                || self.words.has_anywhere(e, &u.stems)
        };
        let is_meant = |e: &&Evidence| {
            !asked.is_empty() && e.ends.iter().any(is_near) && asked.iter().all(|u| has(e, u))
        };
        let keys = self.all.iter().filter(is_meant).filter_map(|e| e.basis.claim());
        keys.map(|id| self.scope.dataset.key(Thing::Claim(id)).to_owned()).collect()
    }

    fn are_of_sources(&self, classes: &BTreeSet<ClassId>) -> bool {
        !classes.is_empty() && classes.iter().all(|c| self.scope.ontology.is_source(*c))
    }
}

/// Of some claims those about what is named whole, where any are.
pub(super) fn of_its_own<'e>(found: Vec<&'e Evidence>, question: &Understood) -> Vec<&'e Evidence> {
    let whole = question.units.iter().filter(|u| u.meaning.is_whole_name);
    let named: BTreeSet<Thing> = whole.flat_map(|u| u.meaning.things.iter().copied()).collect();
    let is_own = |e: &&Evidence| e.ends.iter().any(|t| named.contains(t));
    if question.kind != Kind::HowMany || !found.iter().any(is_own) {
        return found;
    }
    found.into_iter().filter(is_own).collect()
}

impl Claims {
    /// The groups of words that no claim has, those that claims on the same names have left out.
    pub(super) fn missing(&self) -> impl Iterator<Item = &Unit> {
        self.uncovered.iter().filter(|u| !self.elsewhere.contains(u))
    }
}
