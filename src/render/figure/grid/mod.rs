//! The grid as a value: rows in order, columns by kind, one card for what one passage introduces.

pub(super) mod build;
mod named;
mod query;
mod unplaced;

use std::collections::BTreeSet;

use crate::compile::ontology::Border;
use crate::explore::Citation;
use crate::model::standing::Standing;
use crate::render::figure::left_out::{Absent, LeftOut};
use crate::render::figure::view::Hue;

/// A figure of rows, columns and cards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grid {
    /// The question that it answers.
    pub title: String,
    /// What it rests on, with counts.
    pub subtitle: String,
    /// The heading of the rows.
    pub rows_title: String,
    /// What one thing is called, and several.
    pub word: [String; 2],
    /// The verb between a card and its row.
    pub verb: String,
    /// The columns, from left to right.
    pub columns: Vec<Column>,
    /// The column of cards for which nobody is named.
    pub nobody: usize,
    /// The rows, in their order.
    pub rows: Vec<Row>,
    /// The cards, by row, column, and place in the source.
    pub cards: Vec<Card>,
    /// The statuses that cards have: word and border, in the order of first appearance.
    pub statuses: Vec<(String, Border)>,
    /// The rules by which cards were placed.
    pub rules: Vec<String>,
    /// Who is behind things that stand in no row, as what would place them is not a fact: the row where it is shown, and why.
    pub unplaced: Vec<(Option<usize>, Body, LeftOut)>,
    /// All that is left out.
    pub left_out: LeftOut,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its heading.
    pub title: String,
    /// Its colour.
    pub colour: Hue,
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The key of the thing.
    pub key: String,
    /// Its name.
    pub label: String,
    /// Its position in the order.
    pub number: u32,
    /// What states that position.
    pub cite: Option<Citation>,
    /// What would place something here, and is not a fact.
    pub left_out: LeftOut,
}

/// Whether the link of a card to its row is stated or derived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Provenance {
    /// A claim says so, and it stands like this.
    Claim(Standing),
    /// A rule says so: its words, its caution, and how what it infers stands.
    Rule {
        /// What the rule does.
        rule: String,
        /// What a reader must know.
        caution: Option<String>,
        /// How it stands: as the claims below it.
        standing: Standing,
    },
}

impl Provenance {
    /// How the link stands.
    pub fn standing(&self) -> Standing {
        match self {
            Self::Claim(standing) | Self::Rule { standing, .. } => *standing,
        }
    }

    /// Why what is placed here is placed by no fact.
    pub fn doubt(&self) -> Option<&'static str> {
        Some(self.standing()).filter(|s| !s.is_fact()).map(Standing::word)
    }

    /// How a reader is told of it: `inferred by a rule`, or that the source says so.
    pub fn words(&self, said: &'static str) -> &'static str {
        match self {
            Self::Claim(_) => said,
            Self::Rule { .. } => self.doubt().unwrap_or("inferred by a rule"),
        }
    }
}

/// An amount on a card.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Money {
    /// The amount in words, with its basis: `£145m over 3 years`.
    pub text: String,
    /// How its claim stands.
    pub standing: Standing,
    /// The word of its own status, where it is not the card's.
    pub status: Option<String>,
    /// The words that state it; never none.
    pub cites: Vec<Citation>,
}

impl Money {
    /// The amount with its own status, where it has one: `£145m over 3 years (announced)`.
    pub fn words(&self) -> String {
        match &self.status {
            Some(status) => format!("{} ({status})", self.text),
            None => self.text.clone(),
        }
    }

    /// Sorted, and each amount once, with all that state it.
    pub(super) fn merged(mut all: Vec<Self>) -> Vec<Self> {
        all.sort();
        let mut merged: Vec<Self> = Vec::new();
        for money in all {
            match merged.last_mut() {
                Some(m)
                    if (&m.text, m.standing, &m.status) == (&money.text, money.standing, &money.status) =>
                {
                    m.cites.extend(money.cites);
                    m.cites.dedup();
                }
                _ => merged.push(money),
            }
        }
        merged
    }
}

/// What introduces a thing, then what states its amounts, each claim once.
pub(super) fn cited<'a>(cites: &'a [Citation], money: &'a [Money]) -> impl Iterator<Item = &'a Citation> {
    let mut seen = BTreeSet::new();
    let all = cites.iter().chain(money.iter().flat_map(|m| &m.cites));
    all.filter(move |c| seen.insert(&c.claim))
}

/// Who stands behind a thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    /// The key.
    pub key: String,
    /// The name.
    pub name: String,
    /// The qualifier that the source gives it here, or that it is inferred.
    pub qualifier: Option<String>,
    /// How it stands that it is behind the thing.
    pub standing: Standing,
    /// The column that takes it: one of those of the card.
    pub column: usize,
}

/// A card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// The row it stands in.
    pub row: usize,
    /// The columns it stands in, from left to right; never none, and several only where it has several bodies.
    pub columns: Vec<usize>,
    /// Its number, from 1, in reading order.
    pub number: usize,
    /// Keys of the things it shows.
    pub keys: Vec<String>,
    /// Names of the things it shows.
    pub titles: Vec<String>,
    /// Names of the bodies; empty where the thing is the body itself, or none is named.
    pub bodies: Vec<String>,
    /// Who stands behind each of the things, the thing itself where it is a body; as long as `keys`.
    pub behind: Vec<Vec<Body>>,
    /// The word of the status; `status not stated` where no claim gives one, and empty where the view asks for none.
    pub status: String,
    /// The border of the status.
    pub border: Border,
    /// Amounts; none where the source states none.
    pub money: Vec<Money>,
    /// What was looked for and is not shown.
    pub absent: Vec<Absent>,
    /// Who would stand behind it by claims that are not shown.
    pub left_out: Vec<(Body, LeftOut)>,
    /// Why it stands in its row.
    pub ground: Provenance,
    /// The words that introduce it; its amounts have their own.
    pub cites: Vec<Citation>,
    /// The words that its place in the row rests on.
    pub grounds: Vec<Citation>,
}

impl Card {
    /// Whether it stands in a cell.
    pub fn is_in(&self, row: usize, column: usize) -> bool {
        self.row == row && self.columns.contains(&column)
    }

    /// The words that introduce it, and those of its amounts.
    pub fn cited(&self) -> impl Iterator<Item = &Citation> {
        cited(&self.cites, &self.money)
    }

    /// The status, the amounts and what is not shown, each in words.
    pub fn told(&self) -> Vec<String> {
        let status = Some(self.status.clone()).filter(|s| !s.is_empty());
        let money = self.money.iter().map(Money::words);
        status.into_iter().chain(money).chain(self.absent.iter().map(Absent::words)).collect()
    }

    /// Why something that was found is not shown.
    pub fn left_out_words(&self) -> impl Iterator<Item = String> {
        self.absent.iter().filter(|a| !a.left_out.is_empty()).map(Absent::words)
    }

    /// How wide its frame is: a thin one says nothing on the status.
    pub fn frame(&self) -> f64 {
        if self.status.is_empty() { 1.0 } else { 2.0 }
    }
}

impl Body {
    /// The name with its qualifier: `Lines (some)`.
    pub fn shown(&self) -> String {
        match &self.qualifier {
            Some(qualifier) => format!("{} ({qualifier})", self.name),
            None => self.name.clone(),
        }
    }
}
