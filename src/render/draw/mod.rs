//! Figures drawn: as DOT through graphviz-rust, and as SVG by a renderer of our own.
//!
//! Goes in: a [`Figure`] and a [`Theme`]. Comes out: text, the same bytes on every machine, since positions and text widths
//! are computed here and not by a font of the machine. Every kind of figure becomes a [`Scene`] first, which one writer turns
//! into SVG, and one into PNG and PDF. An installed Graphviz can render any DOT on request. Deliberately knows no graph and no view file.

mod colour;
mod dot;
mod graphviz;
mod grid;
mod inspect;
pub mod layered;
mod matrix;
mod metrics;
mod network;
mod page;
mod picture;
mod program;
mod sheet;
mod svg;
mod theme;
mod timeline;

pub use colour::{NoColour, Rgb, contrast, distance};
pub use dot::quote;
pub use graphviz::{render, version};
pub use inspect::{FigureIssue, inspect};
pub use metrics::{Face, width, wrap};
pub use picture::{PictureError, made, pdf, png};
pub use program::{RenderError, run};
pub use sheet::{ColourRole, Item, List, Note, Part, Rect, Scene, Shape, Step, Stroke};
pub use theme::{Paper, Theme, themes};
pub use timeline::Scale;

use crate::model::escape::visible_lines;
use crate::render::figure::{Figure, drawn};

/// Lays a figure out: on a screen as wide as it likes, for paper so that it is large there.
pub fn sheet(figure: &Figure, page: Option<Paper>) -> Scene {
    match figure {
        Figure::Grid(grid) => grid::sheet(grid, page.map(Paper::room)),
        Figure::Network(network) => network::sheet(&drawn(network)),
        Figure::Matrix(matrix) => matrix::sheet(matrix),
        Figure::Timeline(timeline) => timeline::sheet(timeline),
    }
}

/// Draws a figure as SVG 1.1, page by page: one page for a screen, one or more for paper.
pub fn svg(figure: &Figure, theme: &Theme) -> Vec<String> {
    svg::svg(&sheet(figure, theme.page), theme)
}

/// Writes a figure as DOT.
pub fn dot(figure: &Figure, theme: &Theme) -> String {
    match figure {
        Figure::Grid(grid) => dot::grid(grid, theme),
        Figure::Network(network) => dot::network(&drawn(network), theme),
        Figure::Matrix(matrix) => dot::matrix(matrix, theme),
        Figure::Timeline(timeline) => dot::timeline(timeline, theme),
    }
}

/// Writes a figure as text, for terminals and screen readers; what could act on a terminal is shown as an escape.
pub fn text(figure: &Figure) -> String {
    let text = match figure {
        Figure::Grid(grid) => grid::text(grid),
        Figure::Network(network) => network::text(&drawn(network)),
        Figure::Matrix(matrix) => matrix::text(matrix),
        Figure::Timeline(timeline) => timeline::text(timeline),
    };
    visible_lines(&text).into_owned()
}
