//! A matrix drawn: bodies below one another, columns side by side, totals at the edges; and its twin in words.

mod layout;
mod phone;
mod text;
mod words;

pub(super) use layout::sheet;
pub(super) use phone::{remarks, sections};
pub(super) use text::text;
pub(super) use words::{card_note, column_counts, mark_words, row_counts};
