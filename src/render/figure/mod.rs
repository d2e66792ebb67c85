//! Figures as values: what stands where and what it rests on, before anything is drawn.
//!
//! Goes in: a view file, a query or relations of the graph, with its store, dataset and derivations. Comes out: a
//! [`Figure`], a [`Grid`], a [`Network`] or a [`Matrix`], that every writer draws alike. A view says which things are rows, columns,
//! cards and edges; deliberately no class or property is named here.

mod aggregate;
mod citation;
mod grid;
mod groups;
mod left_out;
mod matrix;
mod names;
mod network;
mod rows;
mod said;
mod table;
mod timeline;
mod view;
mod views;

pub use crate::explore::Citation;
pub use aggregate::drawn;
pub use grid::{Body, Card, Column, Grid, Money, Provenance, Row};
pub use left_out::{Absent, LeftOut};
pub use matrix::crosstab::crosstab;
pub use matrix::{CellCard, Count, Group, Matrix, MatrixRow, NONE, TotalKind, Totals, turned};
pub use network::build::{of_query, of_relations};
pub use network::{Edge, EdgeKind, MOST_EDGES, MOST_NODES, Network, Vertex};
pub use table::{COLUMNS, table};
pub use timeline::tick::{Tick, ticks};
pub use timeline::{Annotation, Bound, DayRange, Line, Missing, Moment, Period, Statement, Timeline};
pub use view::{
    Also, Alternative, AmountProperty, AskedView, BodyProperty, CardsView, ColumnView, EdgeProperty,
    EdgesView, End, Extra, GridView, Hue, Kind, LeadProperty, MatrixView, Name, NetworkView, PeriodsView,
    Picture, QueryView, RowsView, TimeProperty, TimelineView, View, parse,
};
pub use views::Views;

use crate::derive::rdf::GraphRef;
use crate::derive::store::{QueryText, Store};
use crate::model::date::PartialDate;
use crate::model::diagnostic::{Checked, Severity};
use names::Names;

/// A figure of any kind.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Figure {
    /// Rows, columns and cards.
    Grid(Grid),
    /// Things and edges.
    Network(Network),
    /// Who stands behind the cards of a grid, by its rows.
    Matrix(Matrix),
    /// Things and when they are.
    Timeline(Timeline),
}

impl Figure {
    /// The question that it answers, and what it rests on.
    pub fn heading(&self) -> (&str, &str) {
        match self {
            Self::Grid(grid) => (&grid.title, &grid.subtitle),
            Self::Network(network) => (&network.title, &network.subtitle),
            Self::Matrix(matrix) => (&matrix.title, &matrix.subtitle),
            Self::Timeline(timeline) => (&timeline.title, &timeline.subtitle),
        }
    }

    /// Says of which date the graph is that it was made from.
    #[must_use]
    pub fn as_of(self, date: Option<PartialDate>) -> Self {
        match date {
            Some(date) => self.from(&format!("as of {date}")),
            None => self,
        }
    }

    /// Says what graph it was made from, behind what it rests on.
    #[must_use]
    pub fn from(mut self, basis: &str) -> Self {
        let subtitle = match &mut self {
            Self::Grid(grid) => &mut grid.subtitle,
            Self::Network(network) => &mut network.subtitle,
            Self::Matrix(matrix) => &mut matrix.subtitle,
            Self::Timeline(timeline) => &mut timeline.subtitle,
        };
        subtitle.push_str(&format!("; {basis}"));
        self
    }
}

/// Builds the figure that a view file declares, with warnings of what in it finds nothing; `text` is that file, in which faults
/// are told, and `others` are the views that it may refer to, whose faults are told in their own files.
///
/// # Errors
///
/// Every fault of the view. A view with a query has one without a store.
pub fn build(
    view: &View,
    text: QueryText<'_>,
    others: Views<'_>,
    scope: GraphRef<'_>,
    store: Option<&Store>,
) -> Checked<Figure> {
    let mut names = Names::new(text, scope);
    let figure = match view {
        View::Grid(view) => grid::build::build(view, &mut names, store).map(Figure::Grid),
        View::Network(view) => network::build::build(view, &mut names, store).map(Figure::Network),
        View::Matrix(view) => others.grid(&view.grid, &mut names).and_then(|(source, own)| {
            let mut of_grid = Names::new(own, scope);
            let grid = grid::build::build(&source, &mut of_grid, store);
            names.faults.extend(of_grid.faults);
            matrix::build(view, &grid?, &mut names).map(Figure::Matrix)
        }),
        View::Timeline(view) => timeline::build::build(view, &mut names, store).map(Figure::Timeline),
    };
    let is_clean = names.is_clean();
    let mut faults = names.faults;
    match figure {
        Some(figure) if is_clean => Ok((figure, faults)),
        _ => {
            // What a part finds is known only once all names are.
            faults.retain(|fault| fault.severity == Severity::Error);
            Err(faults)
        }
    }
}
