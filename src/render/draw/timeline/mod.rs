//! Timelines drawn: days to places on an axis, bars in parts, and what each date is in words.

mod bar;
mod layout;
mod look;
mod phone;
mod scale;
mod text;
mod words;

pub(super) use bar::{Part, Piece, mark_pieces, period_pieces};
pub(super) use layout::sheet;
pub(super) use look::samples;
pub(super) use phone::sections;
pub use scale::Scale;
pub(super) use scale::TICK;
pub(super) use text::text;
pub(super) use words::{aside_words, mark_words, missing_words, period_words, saying_words, unplaced_words};
