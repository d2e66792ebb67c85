//! What a question limits its answer to: a source or a voice that it names, and a time.
//!
//! What is limited is looked up among the claims of that source or time alone; what others say is no answer, and is told as theirs.

use std::collections::BTreeSet;

use super::english::{Kind, Turn};
use super::evidence::{Evidence, Said};
use super::understood::{Understood, Unit};
use crate::model::claim::{Claim, ClaimDetails, Thing, Value};
use crate::model::date::{MONTHS, PartialDate};

/// Days, the first one and the one after the last; open where nothing bounds it.
type Span = (i64, i64);

/// What an answer is limited to.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Limits {
    /// The sources or voices, where any are named.
    voices: BTreeSet<Thing>,
    /// The time, where one is given.
    time: Option<Time>,
    /// The same for readers: `in the letter`, `for 2020`.
    pub words: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Time {
    span: Span,
    /// Whether all that is told of has to lie in it, and not only a part.
    is_whole: bool,
}

impl Limits {
    /// Takes the words that limit the answer out of a question; none where there are none, or nothing else is asked.
    pub(super) fn take(question: &Understood, said: &Said<'_>) -> Option<(Self, Understood)> {
        let is_voice = |u: &Unit| is_voice(u, question, said);
        let voices: BTreeSet<Thing> = question
            .units
            .iter()
            .filter(|u| is_voice(u))
            .flat_map(|u| u.meaning.things.iter().copied())
            .filter(|t| said.speaks(*t))
            .collect();
        let dated: Vec<(&Unit, PartialDate, String)> = dates(question);
        let time = time(&dated, question);
        let is_date = |u: &Unit| {
            let is_part = dated.iter().any(|(year, date, _)| {
                *year == u || u.at.1 == year.at.0 && is_month(&u.text) && date.words().contains(' ')
            });
            time.is_some() && is_part
        };
        let is_saying =
            |u: &Unit| !voices.is_empty() && u.turns == [Turn::Saying] && u.meaning.things.is_empty();
        let rest = question.without(|u| is_voice(u) || is_date(u) || is_saying(u));
        let is_limited = !voices.is_empty() || time.is_some();
        if !is_limited || rest.units.is_empty() {
            return None;
        }
        let names: Vec<&str> = voices.iter().map(|t| said.scope.dataset.name(*t)).collect();
        let of = if said.are_sources(&voices) { "in" } else { "by" };
        let of_voices = (!names.is_empty()).then(|| format!("{of} {}", names.join(" or ")));
        let of_time = time.map(|_| dated.iter().map(|(_, date, how)| format!("{how} {}", date.words())));
        let words: Vec<String> = of_voices.into_iter().chain(of_time.into_iter().flatten()).collect();
        Some((Self { voices, time, words: words.join(" ") }, rest))
    }

    /// Whether a claim is within the limits.
    pub(super) fn hold(&self, evidence: &Evidence, said: &Said<'_>) -> bool {
        let is_said = self.voices.is_empty() || evidence.voices.iter().any(|v| self.voices.contains(v));
        let is_then = |time: Time| {
            span(evidence, said).is_some_and(|(from, to)| {
                if time.is_whole {
                    from >= time.span.0 && to <= time.span.1
                } else {
                    from < time.span.1 && to > time.span.0
                }
            })
        };
        is_said && self.time.is_none_or(is_then)
    }
}

/// Whether a group of words names the source, or the voice, in whose words the answer has to stand.
fn is_voice(unit: &Unit, question: &Understood, said: &Said<'_>) -> bool {
    let things = &unit.meaning.things;
    let is_saying = question.turns(Turn::Saying);
    let is_source = said.are_sources(things);
    let is_in = ["in", "from", "to", "by"].contains(&unit.before.as_str());
    match () {
        () if things.is_empty() || question.kind == Kind::Whether => false,
        () if is_source => is_saying || is_in,
        () => is_saying && things.iter().any(|t| said.speaks(*t)) && says(unit, question),
    }
}

/// Whether a name is the one that a word for saying belongs to: it stands next before that word, or after *according to*.
fn says(unit: &Unit, question: &Understood) -> bool {
    let units = &question.units;
    let Some(at) = units.iter().position(|u| u.turns.contains(&Turn::Saying)) else { return false };
    let is_name = |u: &&Unit| !u.meaning.things.is_empty();
    let of = match units[..at].iter().rev().find(is_name) {
        Some(name) => Some(name),
        None => units[at..].iter().find(is_name).filter(|name| name.before == "to"),
    };
    of == Some(unit)
}

fn is_month(word: &str) -> bool {
    MONTHS.iter().any(|m| m.to_lowercase() == word)
}

/// The dates in a question, each with the word that says how it limits.
fn dates(question: &Understood) -> Vec<(&Unit, PartialDate, String)> {
    let units = &question.units;
    let year = |(i, unit): (usize, &Unit)| {
        let is_year = unit.text.len() == 4 && unit.text.chars().all(|c| c.is_ascii_digit());
        let value: u16 = unit.text.parse().ok().filter(|_| is_year && unit.meaning.things.is_empty())?;
        let month = i.checked_sub(1).map(|i| &units[i]).filter(|m| m.at.1 == unit.at.0);
        let month = month.and_then(|m| Some((m, MONTHS.iter().position(|n| n.to_lowercase() == m.text)?)));
        let (date, before) = match month {
            Some((unit, at)) => (format!("{value}-{:02}", at + 1), &unit.before),
            None => (value.to_string(), &unit.before),
        };
        let how = match before.as_str() {
            "since" | "after" | "from" => "since",
            "by" | "until" | "before" => "until",
            _ => "for",
        };
        let date = PartialDate::parse(&date).filter(|_| (1900..2200).contains(&value))?;
        Some((&units[i], date, how.to_owned()))
    };
    units.iter().enumerate().filter_map(year).collect()
}

/// The time that dates of a question give together; none where a yes or no depends on what comes before or after.
fn time(dated: &[(&Unit, PartialDate, String)], question: &Understood) -> Option<Time> {
    let days: Vec<Span> = dated.iter().map(|(_, date, _)| date.days()).collect();
    let (from, to) = (days.iter().map(|d| d.0).min()?, days.iter().map(|d| d.1).max()?);
    let how = dated.first().map_or("", |d| d.2.as_str());
    let is_compared = dated.iter().any(|(u, ..)| u.number.is_some_and(|n| n.compared.is_some()));
    match how {
        _ if question.kind == Kind::Whether && (is_compared || how == "until") => None,
        "since" if days.len() == 1 => Some(Time { span: (from, i64::MAX), is_whole: true }),
        "until" => Some(Time { span: (i64::MIN, to), is_whole: true }),
        _ => Some(Time { span: (from, to), is_whole: false }),
    }
}

/// What time a claim tells of: that which it gives itself, else that of its source. None where neither is dated.
fn span(evidence: &Evidence, said: &Said<'_>) -> Option<Span> {
    let dataset = said.scope.dataset;
    let claim = dataset.claim(evidence.basis.claim()?);
    let told = dataset.dated(claim.source).map(PartialDate::days);
    own_span(claim, dataset.details(claim), told, |text| dataset.text(text)).or(told)
}

fn own_span<'a>(
    claim: &Claim,
    details: Option<&ClaimDetails>,
    told: Option<Span>,
    text: impl Fn(crate::model::text::Symbol) -> &'a str,
) -> Option<Span> {
    if let Value::Date(date) = claim.value {
        return Some(date.days());
    }
    let details = details?;
    let [from, until, deadline] =
        [details.from, details.until, details.deadline].map(|d| d.map(PartialDate::days));
    match (from, until, deadline) {
        (Some(from), Some(until), _) => Some((from.0, until.1)),
        // What began goes on at least until it is told.
        (Some(from), None, _) => Some((from.0, from.1.max(told.map_or(from.1, |t| t.1)))),
        (None, Some(until), _) => Some(until),
        (None, None, Some(deadline)) => Some(deadline),
        (None, None, None) => {
            let when = details.when.map(text)?;
            let years: Vec<Span> = when
                .split(|c: char| !c.is_ascii_digit())
                .filter(|year| year.len() == 4)
                .filter_map(|year| PartialDate::parse(year).map(PartialDate::days))
                .collect();
            let (from, to) = (years.iter().map(|y| y.0).min()?, years.iter().map(|y| y.1).max()?);
            let is_since = when.to_lowercase().contains("since");
            Some((from, told.filter(|_| is_since).map_or(to, |t| t.1.max(to))))
        }
    }
}
