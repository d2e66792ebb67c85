//! Figures as values: what stands where and what it rests on, before anything is drawn.
//!
//! Goes in: a view file, the graph in its store, dataset and derivations. Comes out: a [`Grid`] that every writer
//! draws alike. A view says which things are rows, columns and cards; deliberately no class or property is named here.

mod arrange;
mod grid;
mod told;
mod view;

pub use arrange::build;
pub use grid::{Card, Cite, Column, Grid, Ground, Money, Row};
pub use view::{CardsView, ColumnView, Hue, RowsView, View, parse};
