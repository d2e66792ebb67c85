//! Sheets on pages: a figure and the words below it, on a screen as high as they need, on paper page by page.
//!
//! On paper figure and words share a page where the smallest text stays large enough; else the words follow on pages of
//! their own. A page is never enlarged beyond the size that a figure has on a screen.

use super::metrics::{Face, wrap};
use super::sheet::{ColourRole, MARGIN, Note, Rect, SMALL, Scene, Shape, Style, lines, text};
use super::theme::Paper;

/// Pixels in a millimetre.
const PX: f64 = 96.0 / 25.4;
/// The empty edge of paper, in pixels.
const EDGE: f64 = 10.0 * PX;
/// The least scale at which the smallest text, of 7.8 pixels, has five points on paper.
const LEAST_SCALE: f64 = 0.855;
/// How far the words stand below the figure.
const BELOW: f64 = 26.0;
/// Between two columns of words.
const BETWEEN: f64 = 24.0;
/// The width that a column of words has at least.
const COLUMN: f64 = 400.0;
/// Text of words.
const WORDS: Style = (SMALL, Face::Regular, ColourRole::Ink);
/// After each note.
const AFTER: f64 = 4.0;

/// A note with the shapes of its words.
pub(super) type Written = (usize, Vec<Shape>);

/// A page: a window on shapes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Page {
    /// The part of the plane that it shows.
    pub(super) view: Rect,
    /// Its width and height in millimetres; none where a pixel is a pixel.
    pub(super) paper: Option<(f64, f64)>,
    /// Whether the figure stands on it.
    pub(super) has_figure: bool,
    /// The heading of a page of words.
    pub(super) heading: Vec<Shape>,
    /// The words on it.
    pub(super) notes: Vec<Written>,
}

impl Paper {
    /// Its size in pixels, upright.
    fn size(self) -> (f64, f64) {
        match self {
            Self::A4 => (210.0 * PX, 297.0 * PX),
        }
    }

    /// What can be printed on, in pixels, upright.
    pub(super) fn room(self) -> (f64, f64) {
        let (w, h) = self.size();
        (w - 2.0 * EDGE, h - 2.0 * EDGE)
    }
}

impl Page {
    /// Its size in pixels.
    #[cfg(feature = "pictures")]
    pub(super) fn size(&self) -> (f64, f64) {
        self.paper.map_or((self.view.w, self.view.h), |(w, h)| (w * PX, h * PX))
    }

    /// What is drawn on it, in order.
    #[cfg(feature = "pictures")]
    pub(super) fn shapes<'a>(&'a self, sheet: &'a Scene) -> Vec<&'a Shape> {
        let mut all: Vec<&Shape> = if self.has_figure {
            sheet.ground.iter().chain(sheet.parts().flat_map(|part| &part.shapes)).collect()
        } else {
            self.heading.iter().collect()
        };
        all.extend(self.notes.iter().flat_map(|(_, shapes)| shapes));
        all
    }
}

/// The pages of a sheet; never none.
pub(super) fn pages(sheet: &Scene, paper: Option<Paper>) -> Vec<Page> {
    let (notes, bottom) = below(&sheet.notes, sheet.width, sheet.height + BELOW);
    let whole = (sheet.width, bottom + MARGIN);
    let screen = |view, notes| Page { view, paper: None, has_figure: true, heading: Vec::new(), notes };
    let Some(paper) = paper else {
        // Whole pixels: a part of one would show what is behind the figure.
        return vec![screen(Rect { w: whole.0.ceil(), h: whole.1.ceil(), ..Rect::default() }, notes)];
    };
    let all = fit(whole, paper);
    if all.scale >= LEAST_SCALE || sheet.notes.is_empty() {
        return vec![Page { paper: Some(all.millimetres), ..screen(all.view, notes) }];
    }
    let figure = fit((sheet.width, sheet.height + MARGIN), paper);
    let mut pages = vec![Page { paper: Some(figure.millimetres), ..screen(figure.view, Vec::new()) }];
    pages.extend(of_words(sheet, paper, figure.lies));
    pages
}

/// How something stands on paper.
struct Fit {
    scale: f64,
    lies: bool,
    view: Rect,
    millimetres: (f64, f64),
}

/// The way to put a figure on paper, whose edge takes the place of the figure's, at the top: upright, or lying where that
/// makes it larger by more than can hardly be seen.
fn fit((w, h): (f64, f64), paper: Paper) -> Fit {
    const OWN_EDGE: f64 = MARGIN - 4.0;
    const HARDLY: f64 = 1.05;
    let inner = (w - 2.0 * OWN_EDGE, h - 2.0 * OWN_EDGE);
    let way = |lies: bool| {
        let turn = |(w, h): (f64, f64)| if lies { (h, w) } else { (w, h) };
        let (room, size) = (turn(paper.room()), turn(paper.size()));
        let scale = (room.0 / inner.0).min(room.1 / inner.1).min(1.0);
        let shown = (size.0 / scale, size.1 / scale);
        let view = Rect { x: (w - shown.0) / 2.0, y: OWN_EDGE - EDGE / scale, w: shown.0, h: shown.1 };
        Fit { scale, lies, view, millimetres: (size.0 / PX, size.1 / PX) }
    };
    let (upright, lying) = (way(false), way(true));
    if lying.scale > upright.scale * HARDLY { lying } else { upright }
}

/// How many columns of words a width has, how wide each is, and where words begin after their number.
fn columns(notes: &[Note], width: f64) -> (usize, f64, f64) {
    let count = (width / COLUMN).floor().max(1.0);
    let indent = if notes.len() > 99 { 32.0 } else { 26.0 };
    (count as usize, ((width - BETWEEN * (count - 1.0)) / count).floor(), indent)
}

fn height(note: &Note, room: f64) -> f64 {
    wrap(&note.words, SMALL, Face::Regular, room).len() as f64 * SMALL * 1.22 + AFTER
}

/// The words below a figure, in columns of about one height; returns where they end.
fn below(notes: &[Note], total: f64, y: f64) -> (Vec<Written>, f64) {
    let (count, room, indent) = columns(notes, total - 2.0 * MARGIN);
    let share = notes.iter().map(|n| height(n, room - indent)).sum::<f64>() / count as f64;
    let mut out = Vec::new();
    let (mut column, mut at, mut bottom) = (0, y, y);
    for note in notes {
        if column + 1 < count && at - y >= share {
            column += 1;
            at = y;
        }
        let x = MARGIN + column as f64 * (room + BETWEEN);
        let mut shapes = vec![number(note, x, at)];
        at = lines((x + indent, at), WORDS, room - indent, &note.words, &mut shapes) + AFTER;
        bottom = bottom.max(at);
        out.push((note.number, shapes));
    }
    (out, bottom)
}

fn number(note: &Note, x: f64, y: f64) -> Shape {
    text(x, y + SMALL, SMALL, Face::Bold, ColourRole::Ink, format!("[{}]", note.number))
}

/// Pages of words alone, column after column; words that are longer than a page go on to the next.
fn of_words(sheet: &Scene, paper: Paper, lies: bool) -> Vec<Page> {
    let turn = |(w, h): (f64, f64)| if lies { (h, w) } else { (w, h) };
    let (size, room) = (turn(paper.size()), turn(paper.room()));
    let mut heading = Vec::new();
    let style = (12.0, Face::Bold, ColourRole::Ink);
    let title = format!("{} The words.", sheet.title);
    let top = lines((0.0, 0.0), style, room.0, &title, &mut heading) + 10.0;
    let page = || Page {
        view: Rect { x: -EDGE, y: -EDGE, w: size.0, h: size.1 },
        paper: Some((size.0 / PX, size.1 / PX)),
        has_figure: false,
        heading: heading.clone(),
        notes: Vec::new(),
    };
    let (count, wide, indent) = columns(&sheet.notes, room.0);
    let mut out = vec![page()];
    let (mut column, mut at) = (0, top);
    let mut next = |out: &mut Vec<Page>, at: &mut f64| {
        (column, *at) = (column + 1, top);
        if column == count {
            column = 0;
            out.push(page());
        }
        column as f64 * (wide + BETWEEN)
    };
    // What fits on one page stands in columns of about one height.
    let share = sheet.notes.iter().map(|n| height(n, wide - indent)).sum::<f64>() / count as f64;
    let mut x = 0.0;
    for note in &sheet.notes {
        let is_shared = share < room.1 - top && at - top >= share;
        if at > top && (is_shared || at + height(note, wide - indent) > room.1) {
            x = next(&mut out, &mut at);
        }
        let mut shapes = vec![number(note, x, at)];
        for line in wrap(&note.words, SMALL, Face::Regular, wide - indent) {
            if at + SMALL * 1.22 > room.1 {
                push(&mut out, note.number, std::mem::take(&mut shapes));
                x = next(&mut out, &mut at);
            }
            at += SMALL * 1.22;
            shapes.push(text(x + indent, at - SMALL * 0.22, SMALL, Face::Regular, ColourRole::Ink, line));
        }
        at += AFTER;
        push(&mut out, note.number, shapes);
    }
    out
}

fn push(pages: &mut [Page], number: usize, shapes: Vec<Shape>) {
    if let Some(page) = pages.last_mut() {
        page.notes.push((number, shapes));
    }
}
