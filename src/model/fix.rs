//! Fixes as values: what to write where, so that a fault is mended.
//!
//! A check says what has to stand at a place, in the words of its own layer; how its file writes that is for the reader to know.

use super::diagnostic::Location;

/// One way to mend a fault. All its changes are made, or none.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fix {
    /// What it does, in a few words for people.
    pub action: String,
    /// What changes where.
    pub changes: Vec<(Location, Change)>,
    /// Whether a person has to choose it: another meaning, or other words of a source, is never taken by itself.
    pub asks: bool,
}

/// What becomes of a place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// The name there becomes another one; quotation marks, a prefix or a namespace around it stay.
    Name(String),
    /// The value there becomes another one.
    Value(String),
    /// The key of the field there becomes another one.
    Key(&'static str),
    /// The record gets a field, or its own field another value.
    Field(&'static str, String),
    /// The field there goes.
    Remove,
    /// The bytes there become these.
    Text(String),
}
