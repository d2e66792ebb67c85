//! The grid as a value: rows in order, columns by kind, one card for what one passage introduces.

pub(super) mod build;
mod named;
mod told;

use std::collections::BTreeSet;

use crate::compile::ontology::Border;
use crate::explore::Citation;
use crate::model::standing::Standing;
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
}

/// Whether the link of a card to its row is stated or derived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ground {
    /// A claim says so, and it stands like this.
    Claim(Standing),
    /// A rule says so: its words, its caution, and whether it rests on an opinion.
    Rule {
        /// What the rule does.
        rule: String,
        /// What a reader must know.
        caution: Option<String>,
        /// Whether an opinion stands below it.
        on_opinion: bool,
    },
}

impl Ground {
    /// How the link stands.
    pub fn standing(&self) -> Standing {
        match self {
            Self::Claim(standing) => *standing,
            Self::Rule { .. } => Standing::Inferred,
        }
    }
}

/// What stands where an amount is asked for and no source gives one.
pub const UNSTATED: &str = "amount not stated";

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
    /// The word of the status; `status not stated` where no claim gives one.
    pub status: String,
    /// The border of the status.
    pub border: Border,
    /// Amounts; none where the source states none.
    pub money: Vec<Money>,
    /// Why it stands in its row.
    pub ground: Ground,
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
