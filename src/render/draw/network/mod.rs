//! Networks drawn: every place computed, and the same words as text.

mod arrow;
mod layout;
mod phone;
mod text;
mod words;

pub(super) use layout::{notes, sheet};
pub(super) use phone::{remarks, sections};
pub(super) use text::text;
pub(super) use words::{edge_words, node_words};
