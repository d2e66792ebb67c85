//! Records: what a reader of TOML or CSV found, before anything is known of its meaning.
//!
//! Deliberately does not know which keys exist or what they mean.

use std::borrow::Cow;

use super::file::{FileId, Span};

/// What a record declares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A thing that claims are about.
    Entity,
    /// A document that claims cite; also an entity.
    Source,
    /// A part of a source.
    Section,
    /// A statement with its evidence.
    Claim,
    /// The decision of a curator on claims that disagree.
    Resolution,
}

impl Kind {
    /// All kinds, in the order in which they are read.
    pub const ALL: [Self; 5] = [Self::Entity, Self::Source, Self::Section, Self::Claim, Self::Resolution];

    /// The word by which data files call the kind.
    pub fn word(self) -> &'static str {
        match self {
            Self::Entity => "entity",
            Self::Source => "source",
            Self::Section => "section",
            Self::Claim => "claim",
            Self::Resolution => "resolution",
        }
    }

    /// The kind that data files call by a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.word() == word)
    }
}

/// Where a record begins: enough to find each of its fields again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Origin {
    /// The file.
    pub file: FileId,
    /// The first byte of the record.
    pub start: u32,
}

/// One value of a record, with its place. A list is several fields of one name.
#[derive(Clone, Debug)]
pub struct Field<'a> {
    /// The key or column.
    pub name: &'a str,
    /// The value as text.
    pub value: Cow<'a, str>,
    /// Where the key or column stands.
    pub name_span: Span,
    /// Where the value stands.
    pub span: Span,
    /// The language that the value is said to be in.
    pub language: Option<&'a str>,
    /// Whether the record itself does not have it: it is a default of the file or table.
    pub is_default: bool,
}

/// One record with its fields in the order of the file.
#[derive(Clone, Debug)]
pub struct Record<'a> {
    /// What it declares.
    pub kind: Kind,
    /// Where it begins.
    pub origin: Origin,
    /// The header of the record or its first field: what a caret points at for the record as a whole.
    pub head: Span,
    /// The values.
    pub fields: Vec<Field<'a>>,
    /// For a row of a table: the keys of all its columns, also of those that this row leaves empty.
    pub columns: &'a [&'a str],
}
