//! What a question limits its answer to: a source or a voice that it names, and a time.
//!
//! What is limited is looked up among the claims of that source or time alone; what others say is no answer, and is told as theirs.

use std::collections::BTreeSet;

use super::english::{Kind, Turn};
use super::evidence::{Evidence, Said};
use super::free::Held;
use super::phrases;
use super::understood::{Understood, Unit};
use crate::model::claim::{Claim, ClaimDetails, Thing, Value};
use crate::model::date::PartialDate;

/// Days, the first one and the one after the last; open where nothing bounds it.
type Span = (i64, i64);

/// What an answer is limited to.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Limits {
    /// The sources or voices, where any are named.
    voices: BTreeSet<Thing>,
    /// The sources that those who are named published, or that are called after them.
    published: BTreeSet<Thing>,
    /// The time, where one is given.
    time: Option<Time>,
    /// The same for readers: `in the letter`, `for 2020`.
    pub words: String,
    /// The question without the words that limit it.
    rest: Understood,
    /// The same without the words for a source that stand next to the name of who published it: *the response of the council*.
    rest_of_source: Understood,
}

/// How the time of a claim has to lie to the time that is asked about, from the strictest on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    /// It is the same.
    Same,
    /// It lies within.
    Within,
    /// The claim gives a time of its own that has a part in common with it.
    Own,
    /// The same, or its source is of that time.
    Any,
}

/// A way to look for an answer within limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pass {
    reach: Reach,
    /// Whether any source will do that those who are named published.
    of_source: bool,
    is_near: bool,
}

impl Pass {
    /// What is asked where nothing within the limits answers.
    pub(super) const WIDEST: Self = Self { reach: Reach::Any, of_source: false, is_near: false };

    /// Whether only what says all that is asked is an answer.
    pub(super) fn is_strict(self) -> bool {
        matches!(self.reach, Reach::Same | Reach::Within)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Time {
    span: Span,
    /// Whether all that is told of has to lie in it, and not only a part.
    is_whole: bool,
    /// Whether it is the time until which something was published.
    is_published: bool,
}

impl Limits {
    /// Takes the words that limit the answer out of a question; none where there are none, or nothing else is asked.
    pub(super) fn take(question: &Understood, said: &Said<'_>) -> Option<Self> {
        let is_voice = |u: &Unit| is_voice(u, question, said);
        let voices: BTreeSet<Thing> = question
            .units
            .iter()
            .filter(|u| is_voice(u))
            .flat_map(|u| u.meaning.things.iter().copied())
            .filter(|t| said.speaks(*t))
            .collect();
        let dated = dates(question);
        let is_known = |u: &Unit| u.meaning.things.is_empty() && phrases::is_known(&u.text);
        let is_published = question.turns(Turn::Saying) || question.units.iter().any(is_known);
        let time = time(&dated, question, is_published);
        let is_published = time.is_some_and(|time| time.is_published);
        let is_date = |u: &Unit| {
            time.is_some() && dated.iter().any(|d| d.units.contains(&u)) || is_published && is_known(u)
        };
        let is_saying = |u: &Unit| {
            (is_published || !voices.is_empty()) && u.turns == [Turn::Saying] && u.meaning.things.is_empty()
        };
        let rest = question.without(|u| is_voice(u) || is_date(u) || is_saying(u));
        // Where nothing is asked but what somebody said by then, that one is the question.
        let is_bare = rest.units.is_empty() && time.is_some();
        let rest = if is_bare { question.without(is_date) } else { rest };
        let voices = if is_bare { BTreeSet::new() } else { voices };
        let is_limited = !voices.is_empty() || time.is_some();
        if !is_limited || rest.units.is_empty() {
            return None;
        }
        let names: Vec<&str> = voices.iter().map(|t| said.scope.dataset.name(*t)).collect();
        let of = if said.are_sources(&voices) { "in" } else { "by" };
        let of_voices = (!names.is_empty()).then(|| format!("{of} {}", names.join(" or ")));
        let is_published_then = if is_published { "published " } else { "" };
        let of_date = |d: &Dated<'_>| format!("{is_published_then}{} {}", d.how.words(), d.date.words());
        let of_time = time.map(|_| match dated.as_slice() {
            [first, .., last] if first.how == How::Since => {
                vec![format!("from {} to {}", first.date.words(), last.date.words())]
            }
            all => all.iter().map(of_date).collect(),
        });
        let words: Vec<String> = of_voices.into_iter().chain(of_time.into_iter().flatten()).collect();
        let ends: BTreeSet<usize> = question.units.iter().filter(|u| is_voice(u)).map(|u| u.at.1).collect();
        let is_kind_of_source = |u: &Unit| ends.contains(&u.at.0) && phrases::is_document(&u.text);
        let has_more = rest.units.iter().any(|u| !is_kind_of_source(u));
        let rest_of_source = rest.without(|u| has_more && is_kind_of_source(u));
        Some(Self {
            published: said.published_by(&voices),
            voices,
            time,
            words: words.join(" "),
            rest,
            rest_of_source,
        })
    }

    /// The ways to look for an answer, one after the other: what is said of just that time comes first, and a number of another
    /// time is none of it.
    pub(super) fn passes(&self, kind: Kind) -> Vec<Pass> {
        let is_number = matches!(kind, Kind::HowMany | Kind::HowMuch);
        let near = Pass { reach: Reach::Any, of_source: false, is_near: is_number };
        let reaches = match self.time {
            Some(time) if !time.is_whole && !time.is_published => {
                let strict = if is_number { [Reach::Same, Reach::Within].as_slice() } else { &[Reach::Own] };
                strict.iter().map(|reach| Pass { reach: *reach, ..Pass::WIDEST }).chain([near]).collect()
            }
            _ => vec![Pass::WIDEST],
        };
        let of_source = |pass: &Pass| Pass { of_source: true, ..*pass };
        let wider = reaches.iter().filter(|_| !self.published.is_empty()).map(of_source);
        reaches.iter().copied().chain(wider).collect()
    }

    /// The question without what limits it.
    pub(super) fn rest(&self, pass: Pass) -> Understood {
        if pass.of_source { self.rest_of_source.clone() } else { self.rest.clone() }
    }

    /// The limits in words, and how an answer lies to them.
    pub(super) fn told(&self, pass: Pass) -> (String, Held) {
        let words = if pass.of_source {
            format!("in what was published under that name, {}", self.words)
        } else {
            self.words.clone()
        };
        match pass.reach {
            Reach::Within => (format!("{words}, of a part of that time"), Held::Whole),
            Reach::Any if pass.is_near => (words, Held::Near),
            _ => (words, Held::Whole),
        }
    }

    /// Whether a claim is within the limits.
    pub(super) fn hold(&self, evidence: &Evidence, pass: Pass, said: &Said<'_>) -> bool {
        let is_of = |voices: &BTreeSet<Thing>| evidence.voices.iter().any(|v| voices.contains(v));
        let is_said =
            self.voices.is_empty() || is_of(&self.voices) || pass.of_source && is_of(&self.published);
        let is_then = |time: Time| {
            let own = || own_time(evidence, said);
            let (from, to) = time.span;
            match pass.reach {
                Reach::Same => return own() == Some(time.span),
                Reach::Within => return own().is_some_and(|own| own.0 >= from && own.1 <= to),
                Reach::Own => return own().is_some_and(|own| own.0 < to && own.1 > from),
                Reach::Any => {}
            }
            let told = if time.is_published { published(evidence, said) } else { span(evidence, said) };
            told.is_some_and(|(from, to)| {
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
        // Beside somebody who speaks, the words of a title are what is spoken of.
        () if is_source && is_saying && !is_in => {
            !question.units.iter().any(|u| is_speaker(u, question, said))
        }
        () if is_source => is_saying || is_in,
        () => is_saying && is_speaker(unit, question, said),
    }
}

/// Whether a group of words names somebody who is said to say something, and no source.
fn is_speaker(unit: &Unit, question: &Understood, said: &Said<'_>) -> bool {
    let things = &unit.meaning.things;
    !said.are_sources(things) && things.iter().any(|t| said.speaks(*t)) && says(unit, question)
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

/// How a date limits an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    For,
    Since,
    Before,
    Until,
}

impl How {
    fn of(before: &str) -> Self {
        match before {
            "since" | "after" | "from" => Self::Since,
            "before" => Self::Before,
            "by" | "until" | "till" => Self::Until,
            _ => Self::For,
        }
    }

    pub(super) fn words(self) -> &'static str {
        match self {
            Self::For => "for",
            Self::Since => "since",
            Self::Before => "before",
            Self::Until => "until",
        }
    }
}

/// A date in a question, with the groups of words that are it.
pub(super) struct Dated<'a> {
    /// The groups of words.
    pub units: Vec<&'a Unit>,
    /// The date.
    pub date: PartialDate,
    /// How it limits.
    pub how: How,
}

/// The dates in a question, each with how it limits.
pub(super) fn dates(question: &Understood) -> Vec<Dated<'_>> {
    let units = &question.units;
    let before =
        |i: usize, gap: usize| i.checked_sub(1).filter(|before| units[*before].at.1 + gap == units[i].at.0);
    let dated = |i: usize| {
        let value = phrases::year(&units[i].text).filter(|_| units[i].meaning.things.is_empty())?;
        let month = before(i, 0).and_then(|m| Some((m, phrases::month(&units[m].text)?)));
        let day = month.and_then(|(m, _)| Some((before(m, 0)?, m)));
        let day = day.and_then(|(d, _)| Some((d, units[d].text.parse::<u8>().ok()?)));
        let (mut first, date) = match (month, day) {
            (Some((_, month)), Some((d, day))) => (d, format!("{value}-{:02}-{day:02}", month + 1)),
            (Some((m, month)), None) => (m, format!("{value}-{:02}", month + 1)),
            _ => (i, value.to_string()),
        };
        // *By the end of it* is by it.
        if units[first].before == "of" {
            first = before(first, 1).filter(|end| units[*end].text == "end").unwrap_or(first);
        }
        let how = How::of(&units[first].before);
        Some(Dated { units: units[first..=i].iter().collect(), date: PartialDate::parse(&date)?, how })
    };
    (0..units.len()).filter_map(dated).collect()
}

/// The time that dates of a question give together; none where a yes or no depends on what comes before or after.
fn time(dated: &[Dated<'_>], question: &Understood, is_published: bool) -> Option<Time> {
    let days: Vec<Span> = dated.iter().map(|d| d.date.days()).collect();
    let (from, to) = (days.iter().map(|d| d.0).min()?, days.iter().map(|d| d.1).max()?);
    let how = dated.first()?.how;
    let is_compared =
        dated.iter().flat_map(|d| &d.units).any(|u| u.number.is_some_and(|n| n.compared.is_some()));
    let is_until = matches!(how, How::Until | How::Before);
    if question.kind == Kind::Whether && (is_compared || is_until) {
        return None;
    }
    let (span, is_whole) = match how {
        How::Since if days.len() == 1 => ((from, i64::MAX), true),
        How::Until => ((i64::MIN, to), true),
        How::Before => ((i64::MIN, from), true),
        _ => ((from, to), false),
    };
    Some(Time { span, is_whole, is_published: is_published && is_until })
}

/// What time a claim tells of: that which it gives itself, else that of its source. None where neither is dated.
fn span(evidence: &Evidence, said: &Said<'_>) -> Option<Span> {
    own_time(evidence, said).or_else(|| published(evidence, said))
}

/// What time a claim gives itself.
fn own_time(evidence: &Evidence, said: &Said<'_>) -> Option<Span> {
    let dataset = said.scope.dataset;
    let claim = dataset.claim(evidence.basis.claim()?);
    let told = published(evidence, said);
    own_span(claim, dataset.details(claim), told, |text| dataset.text(text))
}

/// When the source of a claim was published.
fn published(evidence: &Evidence, said: &Said<'_>) -> Option<Span> {
    said.dated(evidence).map(PartialDate::days)
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
