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
mod phone;
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

use page::{Page, Turn};

use crate::model::escape::visible_lines;
use crate::render::figure::{Figure, drawn};

/// Lays a figure out: on a screen as wide as it likes, for paper and phones so that it can be read there.
pub fn sheet(figure: &Figure, page: Option<Paper>) -> Scene {
    pages(figure, page).0
}

/// A figure laid out within a width, if there is one.
fn laid(figure: &Figure, room: Option<f64>) -> Scene {
    match figure {
        Figure::Grid(grid) => grid::sheet(grid, room),
        Figure::Network(network) => network::sheet(&drawn(network), room),
        Figure::Matrix(matrix) => matrix::sheet(matrix, room),
        Figure::Timeline(timeline) => timeline::sheet(timeline, room),
    }
}

/// A figure in one column on paper, where as a picture its text would be smaller than can be read.
fn as_list(figure: &Figure, paper: Paper, points: f64) -> (Scene, Vec<Page>) {
    let remark = format!(
        "Shown as a list: drawn as a picture, the smallest text of this figure would have {points:.1} points on this page."
    );
    let width = paper.room(Turn::Upright).unwrap_or(phone::WIDTH);
    let scene = Scene { points: Some(points), ..in_one_column(figure, width, Some(remark)) };
    let pages = page::on_paper(&scene, paper, Turn::Upright);
    (scene, pages)
}

/// A figure in one column of a width.
fn in_one_column(figure: &Figure, width: f64, remark: Option<String>) -> Scene {
    let mut key = Vec::new();
    let (mut remarks, sections) = match figure {
        Figure::Grid(grid) => (grid::remarks(grid), grid::sections(grid)),
        Figure::Network(network) => {
            let network = drawn(network);
            (network::remarks(&network), network::sections(&network))
        }
        Figure::Matrix(matrix) => (matrix::remarks(matrix), matrix::sections(matrix)),
        Figure::Timeline(timeline) => {
            key = timeline::samples(timeline);
            (Vec::new(), timeline::sections(timeline, phone::room(width)))
        }
    };
    remarks.extend(remark);
    phone::sheet(laid(figure, None), width, &remarks, key, sections)
}

/// A figure laid out, and its pages. Of the ways in which paper can lie, the one is taken in which all can be read, on the fewest
/// pages, and as large as may be.
fn pages(figure: &Figure, page: Option<Paper>) -> (Scene, Vec<Page>) {
    let on_screen = |scene: Scene| {
        let page = page::on_screen(&scene);
        (scene, vec![page])
    };
    match page {
        None => on_screen(laid(figure, None)),
        Some(Paper::Phone) => on_screen(in_one_column(figure, phone::WIDTH, None)),
        Some(paper) => {
            let way = |turn: Turn| {
                let scene = laid(figure, paper.room(turn));
                let pages = page::on_paper(&scene, paper, turn);
                let points = pages.iter().map(Page::points).fold(f64::INFINITY, f64::min);
                (points, scene, pages)
            };
            let (upright, lying) = (way(Turn::Upright), way(Turn::Lying));
            let is_good = |way: &(f64, Scene, Vec<Page>)| way.0 >= page::LEAST_POINTS;
            let lies = match (is_good(&upright), is_good(&lying)) {
                (true, true) if upright.2.len() == lying.2.len() => {
                    // What is wide by itself stays so.
                    paper.room(Turn::Upright).is_some_and(|room| laid(figure, None).width > room)
                }
                (true, true) => lying.2.len() < upright.2.len(),
                (false, false) => return as_list(figure, paper, lying.0.max(upright.0)),
                (_, lies) => lies,
            };
            let (_, scene, pages) = if lies { lying } else { upright };
            (scene, pages)
        }
    }
}

/// Draws a figure as SVG 1.1, page by page: one page for a screen, one or more for paper. Links lead only to what is on the same
/// page.
pub fn svg(figure: &Figure, theme: &Theme) -> Vec<String> {
    let (scene, pages) = pages(figure, theme.page);
    svg::svg(&scene, &pages, theme, None)
}

/// The same with links from page to page: `stem` is what the file of the first page is called, without its ending; the others are
/// as [`page_name`] calls them.
pub fn linked_svg(figure: &Figure, theme: &Theme, stem: &str) -> Vec<String> {
    let (scene, pages) = pages(figure, theme.page);
    svg::svg(&scene, &pages, theme, Some(&|page| format!("{}.svg", page_name(stem, page))))
}

/// What the file of a page is called, without its ending: pages count from 0, and the first has the name of the figure.
pub fn page_name(stem: &str, page: usize) -> String {
    if page == 0 { stem.to_owned() } else { format!("{stem}-{}", page + 1) }
}

/// A figure for a page that has its words: the picture, and the words by their numbers.
#[derive(Clone, Debug)]
pub struct Apart {
    /// The picture as SVG; every mark is a link to its words.
    pub svg: String,
    /// The words.
    pub words: Vec<(usize, String)>,
}

/// Draws a figure for a screen without its heading, its words and its sources, which stand elsewhere in the same document: the words
/// at ids of the beginning given, each with its number.
pub fn apart(figure: &Figure, theme: &Theme, ids: &str) -> Apart {
    let (mut scene, _) = pages(&figure.untitled(), theme.page);
    let words = std::mem::take(&mut scene.notes).into_iter().map(|note| (note.number, note.words)).collect();
    let page = page::on_screen(&scene);
    // What cannot be seen in the picture is told of it all the same.
    scene.heading.clone_from(figure.heading());
    Apart { svg: svg::apart(&scene, &page, theme, ids), words }
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
