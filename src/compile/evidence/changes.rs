//! What became of each quote when the text of its source changed since the quotes were recorded.

use std::fmt;

use super::find::QuoteError;
use crate::model::claim::SectionId;

/// What became of a quote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// It stands where it stood.
    Same,
    /// It stands word for word at another place of its section: code points before and now.
    Moved((u32, u32), (u32, u32)),
    /// It stands word for word in another section.
    OtherSection(String),
    /// Words like it stand there instead, or other words around it, or it stands there several times.
    Altered(String),
    /// Nothing like it stands in its section any more.
    Vanished,
    /// It was not among the quotes recorded.
    New,
}

impl Change {
    /// The state in one word, as listings show it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Moved(..) => "moved",
            Self::OtherSection(_) => "moved to another section",
            Self::Altered(_) => "altered",
            Self::Vanished => "vanished",
            Self::New => "new",
        }
    }

    /// What became of a quote that was found.
    pub(super) fn found(recorded: Option<&[(u32, u32)]>, now: &[(u32, u32)]) -> Self {
        match (recorded, recorded.and_then(reach).zip(reach(now))) {
            (Some(before), _) if before == now => Self::Same,
            (_, Some((before, now))) => Self::Moved(before, now),
            _ => Self::New,
        }
    }

    /// What became of a quote that was not found; `name` gives the key of a section.
    pub(super) fn missed(miss: &QuoteError, name: impl Fn(SectionId) -> String) -> Self {
        match miss {
            QuoteError::NotFound { elsewhere: Some(section), .. } => Self::OtherSection(name(*section)),
            QuoteError::NotFound { nearest: Some(near), .. } => {
                Self::Altered(format!("the nearest words there are: {near}"))
            }
            QuoteError::NotFound { .. } | QuoteError::Empty => Self::Vanished,
            QuoteError::ContextMismatch(words) => Self::Altered(format!("the words around it are: {words}")),
            QuoteError::Cut(whole, _) => Self::Altered(format!("it would cut `{whole}`")),
            QuoteError::Part { why, .. } => Self::missed(why, name),
            QuoteError::Order(part) => Self::Altered(format!("`{part}` does not follow the part before it")),
            QuoteError::Ambiguous(places) => Self::Altered(format!("it stands there {} times", places.len())),
        }
    }
}

/// From the first part of a quote to the last.
pub(super) fn reach(spans: &[(u32, u32)]) -> Option<(u32, u32)> {
    Some((spans.first()?.0, spans.last()?.1))
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Moved(before, now) => {
                write!(f, "from characters {}\u{2013}{} to {}\u{2013}{}", before.0, before.1, now.0, now.1)
            }
            Self::OtherSection(section) => write!(f, "it stands in section {section}"),
            Self::Altered(what) => f.write_str(what),
            Self::Same | Self::Vanished | Self::New => Ok(()),
        }
    }
}

/// A quote with what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuoteChange {
    /// The words.
    pub quote: String,
    /// The key of the section; empty where the source has none.
    pub section: String,
    /// What became of it.
    pub change: Change,
}
