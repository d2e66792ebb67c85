//! Scenes on pages: a figure, the words below it and its sources; on a screen as high as they need, on paper page by page.
//!
//! On paper a figure is broken where its scene allows that, with its heads once more on each page, rather than drawn smaller
//! than can be read. A page is never enlarged beyond the size that a figure has on a screen.

use super::metrics::{Face, width, wrap};
use super::sheet::{
    ColourRole, List, MARGIN, Note, Rect, SMALL, Scene, Shape, Step, Style, extent, lines, text,
};
use super::theme::Paper;

/// Pixels in a millimetre.
const PX: f64 = 96.0 / 25.4;
/// Points in a pixel.
pub(super) const POINTS: f64 = 0.75;
/// The empty edge of paper, in pixels.
const EDGE: f64 = 10.0 * PX;
/// How much of the margin of a figure stays beside it on paper, whose edge takes its place.
const OWN_EDGE: f64 = MARGIN - 4.0;
/// The least size of text on paper, in points.
pub(super) const LEAST_POINTS: f64 = 7.0;
/// How far the words stand below the figure.
const BELOW: f64 = 26.0;
/// Between two columns of words.
const BETWEEN: f64 = 24.0;
/// The width that a column of words has at least.
const COLUMN: f64 = 400.0;
/// After each note.
const AFTER: f64 = 4.0;

/// A note with the shapes of its words.
pub(super) type Written = (usize, Vec<Shape>);

/// A page: a window on shapes.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Page {
    /// The part of the plane that it shows.
    pub(super) view: Rect,
    /// Its width and height in millimetres; none where a pixel is a pixel.
    pub(super) paper: Option<(f64, f64)>,
    /// What is not read out.
    pub(super) ground: Vec<Shape>,
    /// What can be read out and gone to.
    pub(super) lists: Vec<List>,
    /// The words on it.
    pub(super) notes: Vec<Written>,
    /// The sources, and on paper the number of the page.
    pub(super) foot: Vec<Shape>,
}

/// How a sheet of paper lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// Higher than wide.
    Upright,
    /// Wider than high.
    Lying,
}

impl Paper {
    /// Its size in pixels; none where it is as high as it has to be.
    fn size(self, turn: Turn) -> Option<(f64, f64)> {
        let (w, h) = match self {
            Self::A4 => (210.0 * PX, 297.0 * PX),
            Self::Phone => return None,
        };
        Some(if turn == Turn::Lying { (h, w) } else { (w, h) })
    }

    /// The width of a scene that fills it without being made smaller.
    pub(super) fn room(self, turn: Turn) -> Option<f64> {
        Some((self.size(turn)?.0 - 2.0 * EDGE + 2.0 * OWN_EDGE).floor())
    }
}

impl Page {
    /// Its size in pixels.
    #[cfg(feature = "pictures")]
    pub(super) fn size(&self) -> (f64, f64) {
        self.paper.map_or((self.view.w, self.view.h), |(w, h)| (w * PX, h * PX))
    }

    /// How large it is drawn.
    fn scale(&self) -> f64 {
        self.paper.map_or(1.0, |(w, _)| w * PX / self.view.w)
    }

    /// The size of its smallest text, in points.
    pub(super) fn points(&self) -> f64 {
        let sizes = self.shapes().filter_map(|shape| match shape {
            Shape::Text { size, .. } => Some(*size),
            _ => None,
        });
        sizes.fold(f64::INFINITY, f64::min) * self.scale() * POINTS
    }

    /// What is drawn on it, in order.
    pub(super) fn shapes(&self) -> impl Iterator<Item = &Shape> {
        let figure =
            self.ground.iter().chain(self.lists.iter().flat_map(List::parts).flat_map(|p| &p.shapes));
        figure.chain(self.notes.iter().flat_map(|(_, shapes)| shapes)).chain(&self.foot)
    }
}

/// The page of a scene on a screen.
pub(super) fn on_screen(scene: &Scene) -> Page {
    let mut page = Page { ground: scene.ground.clone(), lists: scene.lists.clone(), ..Page::default() };
    let room = scene.width - 2.0 * scene.margin;
    let mut y = scene.height;
    if !scene.notes.is_empty() {
        let mut pages = vec![std::mem::take(&mut page)];
        let flow =
            Flow { scene, left: scene.margin, room, first: y + BELOW, top: 0.0, bottom: f64::INFINITY };
        y = flow.write(&mut pages, &mut Page::default);
        page = pages.pop().unwrap_or_default();
    }
    if let Some(words) = scene.heading.source_line() {
        let style = (scene.words, Face::Regular, ColourRole::Ink);
        y = lines((scene.margin, y + 10.0), style, room, &words, &mut page.foot);
    }
    // Whole pixels: a part of one would show what is behind the figure.
    page.view = Rect { x: 0.0, y: 0.0, w: scene.width.ceil(), h: (y + scene.margin).ceil() };
    page
}

/// The pages of a scene on paper that lies in one way; never none.
pub(super) fn on_paper(scene: &Scene, paper: Paper, turn: Turn) -> Vec<Page> {
    let Some(size) = paper.size(turn) else { return vec![on_screen(scene)] };
    let inner = scene.width - 2.0 * OWN_EDGE;
    let full = ((size.0 - 2.0 * EDGE) / inner).min(1.0);
    let room = |scale: f64| Room::of(scene, size, scale);
    // What cannot be broken has to fit as a whole.
    let highest = scene.pieces().map(|(top, bottom)| bottom - top + scene.head_height()).fold(0.0, f64::max);
    let fits = |scale: f64| (room(scale).bottom - OWN_EDGE) >= highest;
    let scale = if fits(full) { full } else { (full * (room(full).bottom - OWN_EDGE) / highest).min(full) };
    let room = room(scale);
    let blank = || Page { view: room.view, paper: Some((size.0 / PX, size.1 / PX)), ..Page::default() };
    let mut pages = Vec::new();
    let mut last = OWN_EDGE;
    for (top, bottom) in slices(scene, room.bottom - OWN_EDGE) {
        let (page, end) = slice(scene, (top, bottom), pages.is_empty(), blank());
        pages.push(page);
        last = end;
    }
    let inset = EDGE / scale + MARGIN - OWN_EDGE;
    let (left, width) = (room.view.x + inset, room.view.w - 2.0 * inset);
    if !scene.notes.is_empty() {
        let mut heading = Vec::new();
        let title = format!("{} The words.", scene.heading.title);
        let style = (12.0, Face::Bold, ColourRole::Ink);
        let top = lines((left, OWN_EDGE), style, width, &title, &mut heading) + 10.0;
        let mut next = || Page { ground: heading.clone(), ..blank() };
        let flow = Flow { scene, left, room: width, first: last + BELOW, top, bottom: room.bottom };
        flow.write(&mut pages, &mut next);
    }
    let count = pages.len();
    for (i, page) in pages.iter_mut().enumerate() {
        page.foot = foot(scene, (left, room.bottom + 8.0), width, (i + 1, count));
    }
    pages
}

/// What a page of paper has room for, at a scale.
struct Room {
    view: Rect,
    /// Where the foot begins.
    bottom: f64,
}

impl Room {
    fn of(scene: &Scene, size: (f64, f64), scale: f64) -> Self {
        let (w, h, edge) = (size.0 / scale, size.1 / scale, EDGE / scale);
        let view = Rect { x: (scene.width - w) / 2.0, y: OWN_EDGE - edge, w, h };
        let mut shapes = Vec::new();
        let foot = lines((0.0, 0.0), FOOT, w - 2.0 * edge - NUMBER, &foot_words(scene), &mut shapes);
        Self { view, bottom: view.y + h - edge - foot.max(SMALL * 1.22) - 8.0 }
    }
}

/// Text of feet.
const FOOT: Style = (SMALL, Face::Regular, ColourRole::Muted);
/// The room for the number of a page.
const NUMBER: f64 = 90.0;

fn foot_words(scene: &Scene) -> String {
    scene.heading.source_line().unwrap_or_default()
}

/// The sources, and which page it is.
fn foot(scene: &Scene, (left, top): (f64, f64), room: f64, (page, count): (usize, usize)) -> Vec<Shape> {
    let mut out = Vec::new();
    lines((left, top), FOOT, room - NUMBER, &foot_words(scene), &mut out);
    if count > 1 {
        let words = format!("Page {page} of {count}");
        let x = left + room - width(&words, FOOT.0, FOOT.1);
        out.push(text(x, top + SMALL, FOOT.0, FOOT.1, FOOT.2, words));
    }
    out
}

/// Which parts of a scene stand together on a page, as many as it has room for.
fn slices(scene: &Scene, room: f64) -> Vec<(f64, f64)> {
    let mut out: Vec<(f64, f64)> = Vec::new();
    for (top, bottom) in scene.pieces() {
        let head = if out.len() > 1 { scene.head_height() } else { 0.0 };
        match out.last_mut() {
            Some(last) if bottom - last.0 + head <= room => last.1 = bottom,
            _ => out.push((top, bottom)),
        }
    }
    out
}

/// A part of a scene on a page of its own, below the heads where it is not the first; returns where it ends.
fn slice(scene: &Scene, (top, bottom): (f64, f64), is_first: bool, mut page: Page) -> (Page, f64) {
    if is_first {
        page.ground.extend(scene.ground.iter().filter_map(|shape| clipped(shape, f64::NEG_INFINITY, bottom)));
        page.lists.extend(scene.lists.iter().filter_map(|list| list.between(f64::NEG_INFINITY, bottom)));
        return (page, bottom);
    }
    let (from, to) = scene.head.unwrap_or((0.0, 0.0));
    let up = OWN_EDGE - from;
    let of_lists = scene.lists.iter().filter(|l| l.top() >= from && l.top() < to);
    let heads = of_lists.flat_map(List::parts).flat_map(|part| &part.shapes);
    let below = |shape: &Shape| clipped(shape, from, to).map(|s| s.moved(0.0, up));
    page.ground.extend(scene.ground.iter().filter_map(below));
    page.ground.extend(heads.map(|shape| shape.clone().moved(0.0, up)));
    let down = OWN_EDGE + scene.head_height() - top;
    let own = scene.ground.iter().filter_map(|shape| clipped(shape, top, bottom));
    page.ground.extend(own.map(|shape| shape.moved(0.0, down)));
    let lists = scene.lists.iter().filter_map(|list| list.between(top, bottom));
    page.lists.extend(lists.map(|list| list.moved(0.0, down)));
    (page, bottom + down)
}

/// What of a shape lies between two heights; text stays whole, where it begins.
fn clipped(shape: &Shape, top: f64, bottom: f64) -> Option<Shape> {
    let at = extent(shape)?;
    if matches!(shape, Shape::Text { .. } | Shape::Dot { .. }) {
        return (at.y >= top - 0.1 && at.y < bottom).then(|| shape.clone());
    }
    let (from, to) = (at.y.max(top), (at.y + at.h).min(bottom));
    if to < from || (to - from < 0.01 && at.h > 0.01) {
        return None;
    }
    Some(match shape.clone() {
        Shape::Rect { at, fill, stroke, round } => {
            Shape::Rect { at: Rect { y: from, h: to - from, ..at }, fill, stroke, round }
        }
        Shape::Path { steps, fill, stroke } => {
            let clamp = |(x, y): (f64, f64)| (x, y.clamp(from, to));
            let step = |step| match step {
                Step::Move(x, y) => Step::Move(x, y.clamp(from, to)),
                Step::Line(x, y) => Step::Line(x, y.clamp(from, to)),
                Step::Curve(points) => Step::Curve(points.map(clamp)),
                Step::Close => Step::Close,
            };
            Shape::Path { steps: steps.into_iter().map(step).collect(), fill, stroke }
        }
        other => other,
    })
}

/// Words that flow through columns, from page to page.
struct Flow<'a> {
    scene: &'a Scene,
    left: f64,
    room: f64,
    /// Where they begin on the first page, and on those after it.
    first: f64,
    top: f64,
    bottom: f64,
}

impl Flow<'_> {
    /// How many columns there are, and how wide each is.
    fn columns(&self) -> (usize, f64) {
        let count = (self.room / COLUMN).floor().max(1.0);
        (count as usize, ((self.room - BETWEEN * (count - 1.0)) / count).floor())
    }

    /// Where words begin after their number.
    fn indent(&self) -> f64 {
        let widest = if self.scene.notes.len() > 99 { "[999]" } else { "[99]" };
        (width(widest, self.scene.words, Face::Bold) + 5.0).ceil()
    }

    fn high(&self) -> f64 {
        self.scene.words * 1.22
    }

    fn height(&self, note: &Note, room: f64) -> f64 {
        wrap(&note.words, self.scene.words, Face::Regular, room).len() as f64 * self.high() + AFTER
    }

    /// Writes all notes, from the last of some pages on; returns where the lowest of the last page ends.
    fn write(&self, pages: &mut Vec<Page>, next: &mut dyn FnMut() -> Page) -> f64 {
        let ((count, wide), indent) = (self.columns(), self.indent());
        let room = wide - indent;
        let mut top = self.first;
        let least = self.height(&Note { number: 0, words: String::new() }, room) + 4.0 * self.high();
        if top + least > self.bottom {
            pages.push(next());
            top = self.top;
        }
        // What fits on one page stands in columns of about one height.
        let all: f64 = self.scene.notes.iter().map(|n| self.height(n, room)).sum();
        let share = |top: f64, left: f64| {
            let share = left / count as f64;
            if share < self.bottom - top { share } else { f64::INFINITY }
        };
        let (mut column, mut at, mut lowest, mut left) = (0, top, top, all);
        let mut due = share(top, all);
        for note in &self.scene.notes {
            let high = self.height(note, room);
            let mut number = Some(note.number);
            let is_shared = column + 1 < count && at - top >= due;
            let turn =
                |pages: &mut Vec<Page>, column: &mut usize, top: &mut f64, left: f64, due: &mut f64| {
                    *column += 1;
                    if *column == count {
                        (*column, *top) = (0, self.top);
                        pages.push(next());
                        *due = share(*top, left);
                        return true;
                    }
                    false
                };
            let mut turn = turn;
            if at > top && (is_shared || at + high > self.bottom) {
                if turn(pages, &mut column, &mut top, left, &mut due) {
                    lowest = top;
                }
                at = top;
            }
            let mut shapes = Vec::new();
            for line in wrap(&note.words, self.scene.words, Face::Regular, room) {
                if at + self.high() > self.bottom {
                    push(pages, note.number, std::mem::take(&mut shapes));
                    if turn(pages, &mut column, &mut top, left, &mut due) {
                        lowest = top;
                    }
                    at = top;
                }
                let x = self.left + column as f64 * (wide + BETWEEN);
                if let Some(number) = number.take() {
                    let words = format!("[{number}]");
                    let size = self.scene.words;
                    shapes.push(text(x, at + size, size, Face::Bold, ColourRole::Ink, words));
                }
                at += self.high();
                let base = at - self.scene.words * 0.22;
                shapes.push(text(x + indent, base, self.scene.words, Face::Regular, ColourRole::Ink, line));
            }
            at += AFTER;
            left -= high;
            lowest = lowest.max(at);
            push(pages, note.number, shapes);
        }
        lowest
    }
}

fn push(pages: &mut [Page], number: usize, shapes: Vec<Shape>) {
    if let Some(page) = pages.last_mut().filter(|_| !shapes.is_empty()) {
        page.notes.push((number, shapes));
    }
}
