//! View files: `ontology/views/*.toml`.

use serde::Deserialize;

use crate::model::code::Code;
use crate::model::diagnostic::{Anchor, Diagnostic};
use crate::model::file::{FileId, SourceFile, Span};

/// What a figure shows. The names are those of `docs/figures.md`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct View {
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
    toml::from_str(&file.text).map_err(|error| {
        let span = error.span().map_or(Span::new(0, 0), Span::from);
        let message = format!("this view cannot be used: {}", error.message().replace('\n', "; "));
        Box::new(
            Diagnostic::new(Code::R052, Anchor::Span(id, span), message)
                .expected("what docs/figures.md describes"),
        )
    })
}
