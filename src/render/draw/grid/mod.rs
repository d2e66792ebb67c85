//! A grid drawn: rows down, columns to the right, cards in their cells, the words below.

mod layout;
mod phone;
mod text;
mod words;

pub(super) use layout::sheet;
pub(super) use phone::{remarks, sections};
pub(super) use text::text;
pub(super) use words::{edge_title, note};
