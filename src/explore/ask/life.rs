//! Whether something was so at a time: by when it began and when it ended, as claims give these dates.
//!
//! An end is told whatever the date that is asked about: who asks whether something ran in a year has to learn when it ended.

use std::collections::BTreeSet;

use super::english::Kind;
use super::evidence::{Evidence, Said};
use super::lexicon::Lexicon;
use super::limits::dates;
use super::phrases;
use super::understood::{Understood, Unit};
use crate::explore::{Fact, turn};
use crate::model::claim::{PropertyId, Thing, Value};
use crate::model::date::PartialDate;
use crate::model::standing::Standing;

/// What is answered of the life of a thing.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Life {
    /// The answer, without the statements.
    pub answer: String,
    /// The statements; those that count come first.
    pub facts: Vec<Fact>,
    /// How many of them count.
    pub counting: usize,
}

/// What the claims on the beginning and the end of the one thing that is named answer to a question whether it ran, or ended, at a
/// time or at all. None where something else is asked, or no end of it is stated.
pub(super) fn life(
    question: &Understood,
    as_of: Option<PartialDate>,
    lexicon: &Lexicon<'_>,
    said: &Said<'_>,
) -> Option<Life> {
    let dated = dates(question);
    let is_date = |u: &Unit| dated.iter().any(|d| d.units.contains(&u));
    let (names, others): (Vec<&Unit>, Vec<&Unit>) =
        question.units.iter().filter(|u| !is_date(u)).partition(|u| u.meaning.is_whole_name);
    let [name] = names.as_slice() else { return None };
    let things: Vec<Thing> = name.meaning.things.iter().copied().collect();
    let ([thing], Kind::Whether | Kind::When) = (things.as_slice(), question.kind) else { return None };
    let has = |word: &str| question.ignored.iter().any(|w| w == word);
    let is_over = others.is_empty() && has("over");
    let asks_end = is_over || others.iter().any(|u| phrases::is_ending(&u.text));
    let is_asked = others.iter().all(|u| phrases::is_ending(&u.text) || phrases::is_running(&u.text));
    let is_when = question.kind == Kind::When;
    let is_known = is_over || !others.is_empty() && is_asked;
    if !is_known
        || dated.len() > 1
        || question.denies
        || is_when && !(asks_end || has("until") || has("till"))
    {
        return None;
    }
    let of = |words: &[&str]| -> BTreeSet<PropertyId> {
        let meant = words.iter().map(|w| lexicon.word(w));
        meant.flat_map(|m| m.partly.into_iter().chain(m.properties)).collect()
    };
    let found = |properties: &BTreeSet<PropertyId>| -> Vec<(&Evidence, PartialDate)> {
        let is_of = |e: &&Evidence| {
            e.ends.as_slice() == [*thing]
                && properties.iter().any(|p| turn(e.property, *p, said.scope.ontology).is_some())
        };
        said.all.iter().filter(is_of).filter_map(|e| Some((e, date(e, said)?))).collect()
    };
    let ends = found(&of(&phrases::ENDS));
    let starts = found(&of(&phrases::STARTS));
    // What holds only later counts as well: it is asked whether that was so by then.
    let is_firm = |(e, _): &&(&Evidence, PartialDate)| {
        matches!(e.standing, Standing::Fact | Standing::OutOfDate) && said.is_firm(e, question)
    };
    let firm: Vec<_> = ends.iter().filter(is_firm).collect();
    let [(_, end), rest @ ..] = firm.as_slice() else { return None };
    let start = starts.iter().filter(is_firm).min_by_key(|(_, date)| date.days().0);
    if rest.iter().any(|(_, other)| other != end) {
        return None;
    }
    let at = dated.first().map(|d| (d.date, d.how.words())).or(as_of.map(|date| (date, "as of")));
    let answer = if is_when {
        format!("an end is stated, {}", end.words())
    } else {
        told(*end, start.map(|s| s.1), at, asks_end)?
    };
    let start = start.filter(|_| !asks_end && !is_when);
    let counting: Vec<&Evidence> = firm.iter().map(|(e, _)| *e).chain(start.map(|s| s.0)).collect();
    let beside = ends.iter().map(|(e, _)| *e).filter(|e| !counting.contains(e));
    let facts = counting.iter().copied().chain(beside).map(|e| e.fact(said.scope)).collect();
    Some(Life { answer, facts, counting: counting.len() })
}

/// The date that a claim has as its value.
fn date(evidence: &Evidence, said: &Said<'_>) -> Option<PartialDate> {
    match said.scope.dataset.claim(evidence.basis.claim()?).value {
        Value::Date(date) => Some(date),
        _ => None,
    }
}

/// The answer in words; none where the date is none that can be held against the others.
fn told(
    end: PartialDate,
    start: Option<PartialDate>,
    at: Option<(PartialDate, &str)>,
    asks_end: bool,
) -> Option<String> {
    let ended = end.words();
    let Some((date, how)) = at else {
        let is_so = if asks_end { "yes" } else { "no" };
        return Some(format!("{is_so}: an end is stated, {ended}"));
    };
    let of = format!("{how} {}", date.words());
    let (first, last) = date.days();
    match () {
        () if first >= end.days().1 => {
            let is_so = if asks_end { "yes" } else { "no" };
            Some(format!("{of}: {is_so}, an end before that is stated, {ended}"))
        }
        () if last > end.days().0 => {
            let is_so = if asks_end { "yes" } else { "left open" };
            Some(format!("{of}: {is_so}, the end that is stated is of that time, {ended}"))
        }
        () if asks_end => Some(format!("{of}: no, the end that is stated is later, {ended}")),
        () => {
            let start = start?;
            if start.days().0 >= last {
                return Some(format!("{of}: no, the start that is stated is later, {}", start.words()));
            }
            Some(format!("{of}: yes, from {} until {ended}", start.words()))
        }
    }
}
