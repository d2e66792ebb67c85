//! Networks drawn: their page with every place computed, as SVG and as text.

mod page;
mod svg;
mod text;
mod words;

pub(super) use svg::svg;
pub(super) use text::text;
pub(super) use words::{UNSTATED, edge_words, node_words};
