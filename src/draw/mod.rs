//! Figures drawn: as DOT through graphviz-rust, and as SVG by a renderer of our own.
//!
//! Goes in: a [`Figure`]. Comes out: text, the same bytes on every machine, since positions and text widths are computed
//! here and not by a font of the machine. An installed Graphviz can render any DOT on request.
//! Deliberately knows no graph and no view file.

mod dot;
mod graphviz;
mod layered;
mod layout;
mod metrics;
mod net;
mod svg;
mod text;
mod theme;

pub use dot::quote;
pub use graphviz::{RenderError, render, version};
pub use layered::{Block, Plan, Route, Wire, lay};
pub use layout::{Box2, Layout, layout};
pub use metrics::{Face, width, wrap};
pub use theme::{Colour, colour, contrast};

use crate::figure::{Figure, drawn};

/// Draws a figure as SVG 1.1.
pub fn svg(figure: &Figure) -> String {
    match figure {
        Figure::Grid(grid) => svg::svg(grid),
        Figure::Network(network) => net::svg(&drawn(network)),
    }
}

/// Writes a figure as DOT.
pub fn dot(figure: &Figure) -> String {
    match figure {
        Figure::Grid(grid) => dot::dot(grid),
        Figure::Network(network) => dot::network(&drawn(network)),
    }
}

/// Writes a figure as text, for terminals and screen readers.
pub fn text(figure: &Figure) -> String {
    match figure {
        Figure::Grid(grid) => text::text(grid),
        Figure::Network(network) => net::text(&drawn(network)),
    }
}
