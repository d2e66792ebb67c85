//! The grid as a value: rows in order, columns by kind, one card for what one passage introduces.

pub(super) mod build;
mod facts;
mod named;
mod query;
mod unplaced;

use std::collections::{BTreeMap, BTreeSet};

use crate::compile::ontology::Border;
use crate::explore::Citation;
use crate::model::standing::Standing;
use crate::render::figure::citation::counted;
use crate::render::figure::heading::Heading;
use crate::render::figure::left_out::{Absent, LeftOut};
use crate::render::figure::view::Hue;

/// A figure of rows, columns and cards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grid {
    /// What stands at its head and foot.
    pub heading: Heading,
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

/// How many things cards place as facts, and how many more by what is none: each once.
pub(super) fn things(cards: &[Card], word: &[String; 2]) -> String {
    let placed = |is_fact: bool| {
        let such = cards.iter().filter(|c| c.ground.standing().is_fact() == is_fact);
        such.flat_map(|c| c.keys.iter().map(|k| (k, c.ground.standing()))).collect::<BTreeMap<_, _>>()
    };
    let (facts, mut others) = (placed(true), placed(false));
    others.retain(|key, _| !facts.contains_key(key));
    counted(facts.len(), others.into_values(), word)
}

impl Grid {
    /// The keys of the things that stand in a row as facts.
    pub(super) fn placed_as_facts(&self) -> BTreeSet<&str> {
        let facts = self.cards.iter().filter(|c| c.ground.standing().is_fact());
        facts.flat_map(|c| c.keys.iter().map(String::as_str)).collect()
    }
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

/// Another amount that is probably the same money, or the same of whatever is counted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SameAmount {
    /// The key of the claim that states it.
    pub claim: String,
    /// The amount in words.
    pub text: String,
    /// The number of the words that state it, where this figure has them.
    pub number: Option<usize>,
}

impl SameAmount {
    /// `probably the same amount as £48m per year [13]: never add them`.
    pub fn words(&self) -> String {
        let number = self.number.map(|n| format!(" [{n}]")).unwrap_or_default();
        format!("probably the same as {}{number}: do not add", self.text)
    }
}

/// A further fact of a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardFact {
    /// What is said, in few words; of what is disputed, what is set against it, and whose position each is.
    pub words: String,
    /// The status of its claim: word and border.
    pub status: (String, Border),
    /// The words that say it; never none.
    pub cites: Vec<Citation>,
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
    /// What is probably the same amount once more.
    pub same: Vec<SameAmount>,
}

impl Money {
    /// The amount with its own status, where it has one, and what it must not be added to: `£145m over 3 years (announced)`.
    pub fn words(&self) -> String {
        let told: Vec<String> =
            self.status.iter().cloned().chain(self.same.iter().map(SameAmount::words)).collect();
        if told.is_empty() { self.text.clone() } else { format!("{} ({})", self.text, told.join("; ")) }
    }

    /// Gives each amount that another one probably repeats the number and the words that the figure has for that one.
    pub(super) fn refer<'a>(all: impl Iterator<Item = (Option<usize>, &'a mut Self)>) {
        let mut all: Vec<(Option<usize>, &mut Self)> = all.collect();
        let known: Vec<(Option<usize>, String, String)> = all
            .iter()
            .flat_map(|(n, m)| m.cites.iter().map(|c| (*n, c.claim.clone(), m.text.clone())))
            .collect();
        for same in all.iter_mut().flat_map(|(_, money)| &mut money.same) {
            if let Some((number, _, text)) = known.iter().find(|(_, claim, _)| *claim == same.claim) {
                (same.number, same.text) = (*number, text.clone());
            }
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
                    m.same.extend(money.same);
                    m.same.dedup();
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
    /// Further facts, as the view names them.
    pub facts: Vec<CardFact>,
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

    /// The words that introduce it, those of its amounts, and those of its further facts, each claim once.
    pub fn cited(&self) -> impl Iterator<Item = &Citation> {
        let mut seen = BTreeSet::new();
        let all = cited(&self.cites, &self.money).chain(self.facts.iter().flat_map(|f| &f.cites));
        all.filter(move |c| seen.insert(&c.claim))
    }

    /// Everything that it cites.
    pub(super) fn citations_mut(&mut self) -> impl Iterator<Item = &mut Citation> {
        let money = self.money.iter_mut().flat_map(|m| &mut m.cites);
        let facts = self.facts.iter_mut().flat_map(|f| &mut f.cites);
        self.cites.iter_mut().chain(&mut self.grounds).chain(money).chain(facts)
    }

    /// The status, the amounts and what is not shown, each in words.
    pub fn told(&self) -> Vec<String> {
        let status = Some(self.status.clone()).filter(|s| !s.is_empty());
        let money = self.money.iter().map(Money::words);
        let facts = self.facts.iter().map(|fact| self.fact(fact));
        status.into_iter().chain(facts).chain(money).chain(self.absent.iter().map(Absent::words)).collect()
    }

    /// A further fact in words; with its status where that is less firm than done, and not the card's.
    pub fn fact(&self, fact: &CardFact) -> String {
        let (status, border) = &fact.status;
        if *border == Border::Solid || *status == self.status {
            fact.words.clone()
        } else {
            format!("{} ({status})", fact.words)
        }
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
