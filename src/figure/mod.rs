//! Figures as values: what stands where and what it rests on, before anything is drawn.
//!
//! Goes in: a view file, a query or relations of the graph, with its store, dataset and derivations. Comes out: a
//! [`Figure`], a [`Grid`] or a [`Network`], that every writer draws alike. A view says which things are rows, columns,
//! cards and edges; deliberately no class or property is named here.

mod arrange;
mod cited;
mod connect;
mod grid;
mod grouped;
mod network;
mod table;
mod told;
mod view;
mod wanted;

pub use connect::{of_query, of_relations};
pub use grid::{Card, Cite, Column, Grid, Ground, Money, Row};
pub use grouped::drawn;
pub use network::{Edge, MOST_EDGES, MOST_NODES, Manner, Network, Vertex};
pub use table::{COLUMNS, table};
pub use view::{Beside, CardsView, ColumnView, EdgesView, GridView, Hue, NetworkView, RowsView, View, parse};

use crate::model::diagnostic::Diagnostic;
use crate::rdf::Scope;
use crate::store::{QueryText, Store};

/// A figure of any kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Figure {
    /// Rows, columns and cards.
    Grid(Grid),
    /// Things and edges.
    Network(Network),
}

/// Builds the figure that a view file declares; `text` is that file, in which faults are told.
pub fn build(
    view: &View,
    text: QueryText<'_>,
    scope: Scope<'_>,
    store: &Store,
) -> Result<Figure, Box<Diagnostic>> {
    match view {
        View::Grid(view) => arrange::build(view, text, scope, store).map(Figure::Grid),
        View::Network(view) => connect::build(view, text, scope, store).map(Figure::Network),
    }
}
