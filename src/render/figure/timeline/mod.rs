//! The timeline as a value: things, the periods and dates that claims give them, and what has no place on an axis.
//!
//! Days are counted as [`day_number`](crate::model::date::day_number) does. A date is as wide as its precision: a year is a
//! whole year, never its first day.

pub(super) mod build;
mod named;
mod query;
pub(super) mod tick;

use std::collections::BTreeMap;

use crate::compile::ontology::Border;
use crate::explore::Citation;
use crate::model::standing::Standing;
use crate::render::figure::grid::Column;
use crate::render::figure::heading::Heading;

/// A figure of things and when they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeline {
    /// What stands at its head and foot.
    pub heading: Heading,
    /// The groups of things, as the view declares them.
    pub groups: Vec<Column>,
    /// The things that are given a time, by date; those without a place on the axis last, in the order of the source.
    pub lines: Vec<Line>,
    /// What the claims and rules say that give a time: the first has the number 1.
    pub sayings: Vec<Statement>,
    /// The things that are asked about and given no time; none where the view asks about no class.
    pub missing: Option<Missing>,
}

/// A thing and all that is said of its time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its key.
    pub key: String,
    /// Its name; for a claim, its sentence.
    pub name: String,
    /// The label of its class.
    pub class: String,
    /// Its group, as an index into [`Timeline::groups`].
    pub group: Option<usize>,
    /// Its periods, by date.
    pub periods: Vec<Period>,
    /// Single dates, by date.
    pub marks: Vec<Moment>,
    /// What has no place on the axis, in the order of the source.
    pub asides: Vec<Annotation>,
}

/// The days that a date may mean.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DayRange {
    /// The first day.
    pub first: i64,
    /// The first day after it.
    pub after: i64,
    /// The date for readers.
    pub words: String,
}

/// An end of a period as one claim or rule gives it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bound {
    /// The date.
    pub at: DayRange,
    /// What gives it, as an index into [`Timeline::sayings`].
    pub saying: usize,
}

/// A period. Several starts or ends are what several claims give; none is never filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Period {
    /// What it is a period of, where the thing has several.
    pub label: Option<String>,
    /// When it begins, by date.
    pub starts: Vec<Bound>,
    /// When it ends, by date.
    pub ends: Vec<Bound>,
    /// Whether what is not a fact, and stands beside the axis, gives a start and an end.
    pub beside: [bool; 2],
}

/// A single date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// What is said of the date, in words; empty where the date says it all.
    pub label: String,
    /// Whether it is the latest date by which something is to be done.
    pub deadline: bool,
    /// The date.
    pub at: Bound,
}

/// A length without a start, or a time in words alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Annotation {
    /// What is said, in words.
    pub words: String,
    /// The words of the source for it, where they are relative.
    pub quoted: Option<String>,
    /// How many days it is long, where a length is given; an asserted length only.
    pub days: Option<u32>,
    /// What gives it, as an index into [`Timeline::sayings`].
    pub saying: usize,
}

/// What a claim or a rule says of a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// What it says, as a sentence.
    pub sentence: String,
    /// How it stands.
    pub standing: Standing,
    /// What else in this figure it is set against, as indices into [`Timeline::sayings`].
    pub against: Vec<usize>,
    /// The status: word and border; none for what is derived.
    pub status: Option<(String, Border)>,
    /// The words that it rests on; never none.
    pub cites: Vec<Citation>,
    /// How it follows from them, where they do not say it themselves.
    pub why: Option<String>,
}

/// Things that are asked about and that no source gives a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// How many are asked about.
    pub asked: usize,
    /// What they are called.
    pub word: String,
    /// The names of those without, sorted.
    pub names: Vec<String>,
    /// How many have one by what is not a fact alone.
    pub by_no_fact: usize,
}

impl Statement {
    /// The line by which it is drawn: that of its status.
    pub fn border(&self) -> Border {
        self.status.as_ref().map_or(Border::Solid, |s| s.1)
    }

    /// The words that stand with it: how it is known, and its status where that is not drawn as a solid line.
    pub fn marks(&self) -> Vec<String> {
        let numbers: Vec<String> = self.against.iter().map(|n| format!("[{}]", n + 1)).collect();
        let word = self.standing.word();
        let standing = match self.standing {
            Standing::Fact => None,
            Standing::Inferred => Some(format!("{word}, not stated")),
            Standing::Disputed | Standing::DecidedAgainst if !numbers.is_empty() => {
                Some(format!("{word}, see {}", numbers.join(" ")))
            }
            _ => Some(word.to_owned()),
        };
        let status = self.status.as_ref().filter(|s| s.1 != Border::Solid).map(|s| s.0.clone());
        let status = status.filter(|s| standing.as_ref() != Some(s));
        standing.into_iter().chain(status).collect()
    }

    /// Whether it has a place on an axis: what is denied, doubted or an opinion is told in words alone.
    pub fn has_place(&self) -> bool {
        self.standing.is_fact() || self.is_disputed()
    }

    /// Whether other claims stand against it: it is drawn, and never as what is so.
    pub fn is_disputed(&self) -> bool {
        matches!(self.standing.of_claims(), Standing::Disputed | Standing::DecidedAgainst)
    }
}

impl Period {
    /// All its ends, the starts first.
    pub fn bounds(&self) -> impl Iterator<Item = &Bound> {
        self.starts.iter().chain(&self.ends)
    }
}

impl Line {
    /// Every date of the thing.
    pub fn bounds(&self) -> impl Iterator<Item = &Bound> {
        self.periods.iter().flat_map(Period::bounds).chain(self.marks.iter().map(|m| &m.at))
    }
}

impl Timeline {
    /// Why what stands beside the axis does so, each reason once: lengths, words, then how what is not drawn stands.
    pub fn unplaced(&self, lines: &[&Line]) -> Vec<String> {
        let reason = |aside: &Annotation| match self.sayings.get(aside.saying) {
            Some(saying) if !saying.has_place() => (saying.standing, saying.standing.of_several()),
            _ if aside.days.is_some() => (Standing::Fact, "lengths without a start".to_owned()),
            _ => (Standing::Inferred, "words alone".to_owned()),
        };
        let reasons: BTreeMap<Standing, String> = lines.iter().flat_map(|l| &l.asides).map(reason).collect();
        reasons.into_values().collect()
    }

    /// What is drawn and not only told in words: what gives a date, or a length.
    pub fn drawn(&self) -> impl Iterator<Item = &Statement> {
        let of_line = |line: &Line| {
            let lengths = line.asides.iter().filter(|a| a.days.is_some()).map(|a| a.saying);
            line.bounds().map(|b| b.saying).chain(lengths).collect::<Vec<usize>>()
        };
        self.lines.iter().flat_map(of_line).filter_map(|saying| self.sayings.get(saying))
    }

    /// The first day of any date, and the first after all; none where nothing has a date.
    pub fn days(&self) -> Option<(i64, i64)> {
        let bounds = || self.lines.iter().flat_map(Line::bounds);
        Some((bounds().map(|b| b.at.first).min()?, bounds().map(|b| b.at.after).max()?))
    }
}
