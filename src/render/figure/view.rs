//! View files: `ontology/views/*.toml`.

use serde::Deserialize;

use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Location};
use crate::model::file::{FileId, SourceFile, Span};

/// What a figure shows.
#[derive(Clone, Debug)]
pub enum View {
    /// Rows, columns and cards.
    Grid(GridView),
    /// Things and edges.
    Network(NetworkView),
    /// A grid turned round.
    Matrix(MatrixView),
    /// Things and when they are.
    Timeline(TimelineView),
}

impl View {
    /// The question that the figure answers.
    pub fn title(&self) -> &str {
        match self {
            Self::Grid(view) => &view.title,
            Self::Network(view) => &view.title,
            Self::Matrix(view) => &view.title,
            Self::Timeline(view) => &view.title,
        }
    }
}

/// The key by which the kind is found, whatever else the file holds.
#[derive(Deserialize)]
struct OnlyKind {
    kind: Kind,
}

/// A grid. The names are those of `docs/figures.md`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GridView {
    /// The kind of figure.
    pub kind: Kind,
    /// The question that it answers.
    pub title: String,
    /// What it rests on, in a few words; counts are added.
    #[serde(default)]
    pub subtitle: String,
    /// The rows.
    pub rows: RowsView,
    /// The columns, from left to right.
    #[serde(rename = "column")]
    pub columns: Vec<ColumnView>,
    /// The cards.
    pub cards: CardsView,
}

/// Kinds of figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Rows, columns, and cards in their cells.
    Grid,
    /// Things, and edges between them.
    Network,
    /// Who stands behind the cards of a grid, by its rows, with totals.
    Matrix,
    /// Things, and when they are.
    Timeline,
}

/// A matrix. The names are those of `docs/figures.md`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatrixView {
    /// The kind of figure.
    pub kind: Kind,
    /// The question that it answers.
    pub title: String,
    /// What it rests on, in a few words; counts are added.
    #[serde(default)]
    pub subtitle: String,
    /// The name of the grid whose cards it counts.
    pub grid: String,
    /// Titles of columns of that grid whose bodies do not count as named; the column without classes never does.
    #[serde(default)]
    pub unnamed: Vec<String>,
}

/// A network. The names are those of `docs/figures.md`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NetworkView {
    /// The kind of figure.
    pub kind: Kind,
    /// The question that it answers.
    pub title: String,
    /// What it rests on, in a few words; counts are added.
    #[serde(default)]
    pub subtitle: String,
    /// What is drawn beside facts, each marked by a word.
    #[serde(default)]
    pub show: Vec<Extra>,
    /// Groups of things, by colour; the first that takes a thing has it.
    #[serde(default, rename = "group")]
    pub groups: Vec<ColumnView>,
    /// Keys of classes whose things show an amount, or that the source states none.
    #[serde(default)]
    pub amounts: Vec<String>,
    /// The edges.
    pub edges: EdgesView,
}

/// A timeline. The names are those of `docs/figures.md`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimelineView {
    /// The kind of figure.
    pub kind: Kind,
    /// The question that it answers.
    pub title: String,
    /// What it rests on, in a few words; counts are added.
    #[serde(default)]
    pub subtitle: String,
    /// The things that are asked about: those without any time are counted and named.
    pub asked: Option<AskedView>,
    /// Groups of things, by colour; the first that takes a thing has it.
    #[serde(default, rename = "group")]
    pub groups: Vec<ColumnView>,
    /// The claims that give a time.
    pub periods: PeriodsView,
}

/// Things that a timeline asks about.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskedView {
    /// What one of them is called, and several.
    pub word: [String; 2],
    /// Keys of their classes.
    pub classes: Vec<String>,
}

/// Which claims give a time.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PeriodsView {
    /// SPARQL with the variables that `docs/figures.md` lists.
    pub query: String,
}

/// Which edges there are, and what is told of things.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EdgesView {
    /// SPARQL with the variables that `docs/figures.md` lists.
    pub query: String,
}

/// What a network shows beside facts, where its view asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Extra {
    /// Claims that deny something.
    Denied,
    /// Claims over which a conflict or doubt is open, or was settled against them.
    Disputed,
    /// Opinions.
    Opinion,
    /// Amounts that probably say the same: an edge between the two things.
    Restatement,
}

/// Which things are rows.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowsView {
    /// The heading of the rows.
    pub title: String,
    /// The key of an ordered property: its values are the rows, in their order.
    pub of: String,
}

/// One column.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnView {
    /// Its heading.
    pub title: String,
    /// Keys of classes: a card stands here if its body is of one of them. None: everything else.
    #[serde(default)]
    pub classes: Vec<String>,
    /// Its colour.
    pub colour: Hue,
}

/// A colour of the theme, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Hue {
    /// Blue.
    Blue,
    /// Brown.
    Brown,
    /// Green.
    Green,
    /// Grey.
    Grey,
}

/// Which things are cards.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CardsView {
    /// What one card is called, and several.
    pub word: [String; 2],
    /// The key of the property that links a card to its row.
    pub places: String,
    /// The verb of that link, for readers.
    pub verb: String,
    /// SPARQL with the variables that `docs/figures.md` lists.
    pub query: String,
}

/// Reads a view file.
pub fn parse(id: FileId, file: &SourceFile) -> Result<View, Box<Diagnostic>> {
    let view = toml::from_str::<OnlyKind>(&file.text).and_then(|only| match only.kind {
        Kind::Grid => toml::from_str(&file.text).map(View::Grid),
        Kind::Network => toml::from_str(&file.text).map(View::Network),
        Kind::Matrix => toml::from_str(&file.text).map(View::Matrix),
        Kind::Timeline => toml::from_str(&file.text).map(View::Timeline),
    });
    view.map_err(|error| {
        let span = error.span().map_or(Span::new(0, 0), Span::from);
        let message = format!("this view cannot be used: {}", error.message().replace('\n', "; "));
        Box::new(
            Diagnostic::new(Code::R052, Location::Span(id, span), message)
                .expected("what docs/figures.md describes"),
        )
    })
}
