//! Figures drawn: as DOT through graphviz-rust, and as SVG by a renderer of our own.
//!
//! Goes in: a [`Grid`](crate::figure::Grid). Comes out: text, the same bytes on every machine, since positions and text widths
//! are computed here and not by a font of the machine. An installed Graphviz can render any DOT on request.
//! Deliberately knows no graph and no view file.

mod dot;
mod graphviz;
mod layout;
mod metrics;
mod svg;
mod text;
mod theme;

pub use dot::{dot, quote};
pub use graphviz::{RenderError, render, version};
pub use layout::{Box2, Layout, layout};
pub use metrics::{Face, width, wrap};
pub use svg::svg;
pub use text::text;
pub use theme::{Colour, colour, contrast};
