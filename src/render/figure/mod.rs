//! Figures as values: what stands where and what it rests on, before anything is drawn.
//!
//! Goes in: a view file, a query or relations of the graph, with its store, dataset and derivations. Comes out: a
//! [`Figure`], a [`Grid`], a [`Network`] or a [`Matrix`], that every writer draws alike. A view says which things are rows, columns,
//! cards and edges; deliberately no class or property is named here.

mod aggregate;
mod citation;
mod compared;
mod finding;
mod grid;
mod groups;
mod heading;
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
pub use compared::{Differences, compared};
pub use grid::{Body, Card, CardFact, Column, Grid, Money, Provenance, Row, SameAmount};
pub use heading::Heading;
pub use left_out::{Absent, LeftOut};
pub use matrix::crosstab::crosstab;
pub use matrix::{CellCard, Count, Group, Matrix, MatrixRow, NONE, RowsAre, TotalKind, Totals, turned};
pub use network::build::{of_query, of_relations};
pub use network::{Edge, EdgeKind, MOST_EDGES, MOST_NODES, Network, Vertex};
pub use table::{COLUMNS, table};
pub use timeline::tick::{Tick, ticks};
pub use timeline::{Annotation, Bound, DayRange, Line, Missing, Moment, Period, Statement, Timeline};
pub use view::{
    Also, Alternative, AmountProperty, AskedView, BodyProperty, CardsView, ColumnView, EdgeProperty,
    EdgesView, End, Extra, FactProperty, GridView, Hue, Kind, LeadProperty, MatrixView, Name, NetworkView,
    PeriodsView, Picture, QueryView, RowsView, TimeProperty, TimelineView, View, parse,
};
pub use views::Views;

use crate::derive::rdf::GraphRef;
use crate::derive::store::{QueryText, StandingAnswer, Store};
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
    /// What stands at its head and foot.
    pub fn heading(&self) -> &Heading {
        match self {
            Self::Grid(grid) => &grid.heading,
            Self::Network(network) => &network.heading,
            Self::Matrix(matrix) => &matrix.heading,
            Self::Timeline(timeline) => &timeline.heading,
        }
    }

    fn heading_mut(&mut self) -> &mut Heading {
        match self {
            Self::Grid(grid) => &mut grid.heading,
            Self::Network(network) => &mut network.heading,
            Self::Matrix(matrix) => &mut matrix.heading,
            Self::Timeline(timeline) => &mut timeline.heading,
        }
    }

    /// The same without the words at its head, for a page that has them.
    #[must_use]
    pub fn untitled(&self) -> Self {
        let mut figure = self.clone();
        *figure.heading_mut() = Heading::default();
        figure
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
        self.heading_mut().subtitle.push_str(&format!("; {basis}"));
        self
    }
}

/// The grid of another view; what is wrong with it is told in its own file.
fn other_grid(name: &Name, others: Views<'_>, names: &mut Names<'_>, store: Option<&Store>) -> Option<Grid> {
    let (source, own) = others.grid(name, names)?;
    let mut of_grid = Names::new(own, names.scope);
    let grid = grid::build::build(&source, &mut of_grid, store);
    names.faults.extend(of_grid.faults);
    grid
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
    built(view, Names::new(text, scope), others, store)
}

/// Builds the figure of a view of kind network or timeline from the answer to its query, which was asked elsewhere.
///
/// # Errors
///
/// What is wrong with the answer.
pub fn build_from(
    view: &View,
    text: QueryText<'_>,
    answer: &StandingAnswer,
    (others, scope): (Views<'_>, GraphRef<'_>),
) -> Checked<Figure> {
    built(view, Names { given: Some(answer), ..Names::new(text, scope) }, others, None)
}

fn built(view: &View, mut names: Names<'_>, others: Views<'_>, store: Option<&Store>) -> Checked<Figure> {
    let scope = names.scope;
    let figure = match view {
        View::Grid(view) => grid::build::build(view, &mut names, store).map(Figure::Grid),
        View::Network(view) => network::build::build(view, &mut names, store).map(Figure::Network),
        View::Matrix(view) => other_grid(&view.grid, others, &mut names, store)
            .and_then(|grid| matrix::build(view, &grid, &mut names).map(Figure::Matrix)),
        View::Scorecard(view) => matrix::scorecard::build(view, &mut names).map(Figure::Matrix),
        View::Timeline(view) => {
            let grid = view.asked.as_ref().and_then(|asked| asked.grid.as_ref());
            let grid = grid.and_then(|name| other_grid(name, others, &mut names, store));
            timeline::build::build(view, grid.as_ref(), &mut names, store).map(Figure::Timeline)
        }
    };
    let figure = figure.map(|figure| {
        let mut figure = figure.with_sources(scope);
        if let Some(finding) = view.finding() {
            figure.heading_mut().finding = finding::told(finding, &figure, &mut names);
        }
        figure
    });
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
