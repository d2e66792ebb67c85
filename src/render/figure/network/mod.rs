//! The network as a value: things, and edges between them, each with the words that it rests on.

pub(super) mod build;
mod named;
mod query;

use crate::compile::ontology::Border;
use crate::explore::Citation;
use crate::model::standing::Standing;
use crate::render::figure::grid::{Column, Money, cited};
use crate::render::figure::heading::Heading;
use crate::render::figure::left_out::Absent;

/// Above this number of things a network is drawn class by class.
pub const MOST_NODES: usize = 300;
/// Above this number of edges a network is drawn class by class.
pub const MOST_EDGES: usize = 600;

/// A figure of things and edges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Network {
    /// What stands at its head and foot.
    pub heading: Heading,
    /// What a reader must know before anything else: that things were grouped.
    pub notice: Option<String>,
    /// The groups of things, as the view declares them.
    pub groups: Vec<Column>,
    /// The things, sorted by key.
    pub nodes: Vec<Vertex>,
    /// The edges, in the order of the source.
    pub edges: Vec<Edge>,
}

/// A thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vertex {
    /// Its key.
    pub key: String,
    /// Its name; for a claim, its sentence.
    pub name: String,
    /// The label of its class.
    pub class: String,
    /// Its group, as an index into [`Network::groups`].
    pub group: Option<usize>,
    /// Whether the figure was asked about it.
    pub is_asked: bool,
    /// How many further things it is connected to that are too far away to be drawn.
    pub beyond: usize,
    /// How many things it stands for: one, unless they were grouped.
    pub count: usize,
    /// How many hops it is away from what was asked about, where something was: the column in which it stands.
    pub column: Option<usize>,
    /// The status of what introduces it, where the view says what does: word and border.
    pub status: Option<(String, Border)>,
    /// Amounts that are stated of it.
    pub money: Vec<Money>,
    /// What was looked for and is not shown.
    pub absent: Vec<Absent>,
    /// The words that introduce it; its amounts have their own.
    pub cites: Vec<Citation>,
    /// The number of its words below the figure; none where it has none of its own.
    pub number: Option<usize>,
}

/// What kind of edge it is: each has its own arrow, and all but that of a fact a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EdgeKind {
    /// A claim or a rule says so, and it stands like this.
    Link(Standing),
    /// Two amounts probably say the same.
    Restatement,
}

impl EdgeKind {
    /// All kinds of edge, in the order of keys and counts.
    pub fn all() -> impl Iterator<Item = Self> {
        Standing::ALL.into_iter().map(Self::Link).chain([Self::Restatement])
    }

    /// The word that figures show.
    pub fn word(self) -> &'static str {
        match self {
            Self::Link(standing) => standing.word(),
            Self::Restatement => "do not add",
        }
    }

    /// Whether it points from one end to the other.
    pub fn is_directed(self) -> bool {
        self != Self::Restatement
    }
}

/// An edge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// Its number, from 1.
    pub number: usize,
    /// Where it begins, as an index into [`Network::nodes`].
    pub from: usize,
    /// Where it ends, as an index into [`Network::nodes`].
    pub to: usize,
    /// What it says.
    pub label: String,
    /// All that it says, as sentences; none where it is no claim and no inference that is told in one.
    pub sentence: Option<String>,
    /// What kind of edge it is.
    pub kind: EdgeKind,
    /// The statuses of its claims, firmest first: words and borders; none for what is derived.
    pub statuses: Vec<(String, Border)>,
    /// The words that it rests on; never none.
    pub cites: Vec<Citation>,
    /// How it follows from them, where they do not say it themselves.
    pub why: Option<String>,
    /// How many edges it stands for: one, unless they were grouped.
    pub count: usize,
}

impl Vertex {
    /// Whether a claim states one of its amounts.
    pub(super) fn states(&self, cite: &Citation) -> bool {
        self.money.iter().any(|m| m.cites.iter().any(|c| c.claim == cite.claim))
    }

    /// That it is connected to more than is drawn, in words.
    pub fn beyond_words(&self) -> Option<String> {
        (self.beyond > 0).then(|| format!("+{} more", self.beyond))
    }

    /// The words that introduce it, and those of its amounts.
    pub fn cited(&self) -> impl Iterator<Item = &Citation> {
        cited(&self.cites, &self.money)
    }
}

impl Edge {
    /// The line by which it is drawn: that of its firmest status.
    pub fn border(&self) -> Border {
        match self.kind {
            EdgeKind::Restatement => Border::Dashed,
            EdgeKind::Link(_) => self.statuses.first().map_or(Border::Solid, |s| s.1),
        }
    }

    /// The words that stand below its label: how it is known, and its statuses where they are not drawn as solid lines.
    pub fn marks(&self) -> Vec<String> {
        let kind = (self.kind != EdgeKind::Link(Standing::Fact)).then(|| self.kind.word().to_owned());
        // A solid line needs no word, unless it stands for several statuses at once.
        let several = self.statuses.len() > 1;
        let told = self.statuses.iter().filter(|s| several || s.1 != Border::Solid);
        let told = told.filter(|_| self.kind != EdgeKind::Restatement);
        let statuses = told.map(|s| s.0.clone());
        let mut marks: Vec<String> = kind.into_iter().collect();
        for status in statuses {
            if !marks.contains(&status) {
                marks.push(status);
            }
        }
        marks
    }
}
