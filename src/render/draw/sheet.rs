//! A figure with every place computed: shapes in groups, each with the words that it rests on.
//!
//! Every kind of figure becomes a [`Scene`]; one writer turns sheets into SVG, one module inspects them. Shapes say what
//! a colour is for, and no colour: that is the theme's. Lengths are in pixels of the SVG (1/96 inch), y runs down.

use super::metrics::{Face, width, wrap};
use crate::compile::ontology::Border;
use crate::render::figure::{Column, Heading, Hue, Money};

/// The empty edge around a figure.
pub(super) const MARGIN: f64 = 24.0;
/// The empty edge inside a box.
pub(super) const PAD: f64 = 8.0;
/// The size of ordinary text.
pub(super) const TEXT: f64 = 10.5;
/// The size of what matters less.
pub(super) const SMALL: f64 = 9.4;
/// The size of text in the key.
const KEY: f64 = 9.5;

/// A rectangle.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// Left edge.
    pub x: f64,
    /// Top edge.
    pub y: f64,
    /// Width.
    pub w: f64,
    /// Height.
    pub h: f64,
}

/// What a colour is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColourRole {
    /// Ordinary text, and boxes of amounts.
    Ink,
    /// What matters less, and edges.
    Muted,
    /// Thin lines that only guide the eye.
    Guide,
    /// Words that a reader has followed a link to.
    CellCard,
    /// The ground of figures, and text on [`ColourRole::Ink`].
    Paper,
    /// The boxes of rows.
    RowFill,
    /// Their borders.
    RowInk,
    /// Text and borders of a colour that the view names.
    Hue(Hue),
    /// Areas of it.
    Tint(Hue),
}

/// A line: its colour, how thick it is, and how it is broken.
pub type Stroke = (ColourRole, f64, Border);

/// One step of a path.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    /// To a place, without a line.
    Move(f64, f64),
    /// Straight to a place.
    Line(f64, f64),
    /// A Bézier curve: two handles and an end.
    Curve([(f64, f64); 3]),
    /// Back to where it began.
    Close,
}

/// Something to draw.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A rectangle, maybe with round corners.
    Rect {
        /// Where it is.
        at: Rect,
        /// What fills it.
        fill: ColourRole,
        /// Its border.
        stroke: Option<Stroke>,
        /// The radius of its corners.
        round: f64,
    },
    /// One line of text; `x` and `y` are the left end of its base line.
    Text {
        /// Left end.
        x: f64,
        /// Base line.
        y: f64,
        /// Size of the font.
        size: f64,
        /// Face of the font.
        face: Face,
        /// Its colour.
        fill: ColourRole,
        /// What it says.
        text: String,
    },
    /// A line of any form, or an area within it.
    Path {
        /// Its steps.
        steps: Vec<Step>,
        /// What fills it.
        fill: Option<ColourRole>,
        /// Its line.
        stroke: Option<Stroke>,
    },
    /// A small circle.
    Dot {
        /// Middle.
        x: f64,
        /// Middle.
        y: f64,
        /// Whether it is filled, or hollow.
        filled: bool,
    },
}

impl Shape {
    /// The same shape elsewhere.
    pub(super) fn moved(self, dx: f64, dy: f64) -> Self {
        let shift = |(x, y): (f64, f64)| (x + dx, y + dy);
        let step = |step| match step {
            Step::Move(x, y) => Step::Move(x + dx, y + dy),
            Step::Line(x, y) => Step::Line(x + dx, y + dy),
            Step::Curve(points) => Step::Curve(points.map(shift)),
            Step::Close => Step::Close,
        };
        match self {
            Self::Rect { at, fill, stroke, round } => {
                Self::Rect { at: Rect { x: at.x + dx, y: at.y + dy, ..at }, fill, stroke, round }
            }
            Self::Text { x, y, size, face, fill, text } => {
                Self::Text { x: x + dx, y: y + dy, size, face, fill, text }
            }
            Self::Path { steps, fill, stroke } => {
                Self::Path { steps: steps.into_iter().map(step).collect(), fill, stroke }
            }
            Self::Dot { x, y, filled } => Self::Dot { x: x + dx, y: y + dy, filled },
        }
    }
}

/// Shapes that have one title: the words that they rest on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Part {
    /// The class of its group; empty for none.
    pub class: &'static str,
    /// The words that it rests on.
    pub title: String,
    /// What is drawn.
    pub shapes: Vec<Shape>,
}

/// Something that a reader can go to: a card, an edge, a thing, a cell, a period.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Item {
    /// Its id within the figure.
    pub id: String,
    /// Its kind.
    pub class: &'static str,
    /// What a screen reader says of it.
    pub spoken: String,
    /// In a table, the cell that it stands in: what stands in one cell follows one another.
    pub cell: Option<usize>,
    /// The number of its words below the figure, to which it is a link.
    pub note: Option<usize>,
    /// Its own box: nothing written in it may stick out, and no other box may overlap it.
    pub at: Rect,
    /// What is drawn, from the lowest to the topmost.
    pub parts: Vec<Part>,
}

/// Items that belong together, in reading order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct List {
    /// Its id within the figure; empty for none.
    pub id: String,
    /// Its kind; empty for none.
    pub class: &'static str,
    /// What a screen reader says of it.
    pub spoken: String,
    /// What stands at its head.
    pub head: Option<Part>,
    /// The items.
    pub items: Vec<Item>,
}

/// Words below a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Its number.
    pub number: usize,
    /// The words.
    pub words: String,
}

/// A figure with every place computed; its words below are laid out page by page.
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    /// What stands at its head and foot.
    pub heading: Heading,
    /// Width of the figure.
    pub width: f64,
    /// Height of the figure, without the words below.
    pub height: f64,
    /// Heading, key and grounds: what is not read out.
    pub ground: Vec<Shape>,
    /// What can be read out and gone to.
    pub lists: Vec<List>,
    /// What the words below are called.
    pub notes_spoken: &'static str,
    /// The words below the figure.
    pub notes: Vec<Note>,
    /// The size of the words below.
    pub words: f64,
    /// The empty edge at its sides.
    pub margin: f64,
    /// What kind of figure it is, as a part of its ids.
    pub kind: &'static str,
    /// Whether its lists are the rows of a table.
    pub is_table: bool,
    /// The size that its smallest text would have as a picture, in points, where it is a list for that.
    pub points: Option<f64>,
    /// Where a page of paper may end: below rows, from the top.
    pub breaks: Vec<f64>,
    /// From where to where the heads of columns reach, which each page has.
    pub head: Option<(f64, f64)>,
}

impl Default for Scene {
    fn default() -> Self {
        Self {
            heading: Heading::default(),
            width: 0.0,
            height: 0.0,
            ground: Vec::new(),
            lists: Vec::new(),
            notes_spoken: "",
            notes: Vec::new(),
            words: SMALL,
            margin: MARGIN,
            kind: "",
            is_table: false,
            points: None,
            breaks: Vec::new(),
            head: None,
        }
    }
}

impl Scene {
    /// All parts that can be read out, in reading order.
    pub(super) fn parts(&self) -> impl Iterator<Item = &Part> {
        self.lists.iter().flat_map(List::parts)
    }

    /// From where to where each part reaches that stays on one page; all together the whole figure.
    pub(super) fn pieces(&self) -> impl Iterator<Item = (f64, f64)> {
        let ends = self.breaks.iter().copied().filter(|y| *y < self.height).chain([self.height]);
        let mut top = 0.0;
        ends.map(move |end| (std::mem::replace(&mut top, end), end))
    }

    /// How high the heads of columns are.
    pub(super) fn head_height(&self) -> f64 {
        self.head.map_or(0.0, |(top, bottom)| bottom - top)
    }
}

impl List {
    /// All its parts, in reading order.
    pub(super) fn parts(&self) -> impl Iterator<Item = &Part> {
        self.head.iter().chain(self.items.iter().flat_map(|i| &i.parts))
    }

    /// Where its head begins.
    fn head_top(&self) -> Option<f64> {
        let shapes = self.head.iter().flat_map(|part| &part.shapes);
        shapes.filter_map(extent).map(|at| at.y).min_by(f64::total_cmp)
    }

    /// Where it begins.
    pub(super) fn top(&self) -> f64 {
        let items = self.items.iter().map(|item| item.at.y);
        self.head_top().into_iter().chain(items).fold(f64::INFINITY, f64::min)
    }

    /// What of it begins between two heights.
    pub(super) fn between(&self, top: f64, bottom: f64) -> Option<Self> {
        let is_here = |y: f64| y >= top && y < bottom;
        let head = self.head.clone().filter(|_| self.head_top().is_some_and(is_here));
        let items: Vec<Item> = self.items.iter().filter(|item| is_here(item.at.y)).cloned().collect();
        (head.is_some() || !items.is_empty()).then(|| Self { head, items, ..self.clone() })
    }

    /// The same elsewhere.
    pub(super) fn moved(self, dx: f64, dy: f64) -> Self {
        let head = self.head.map(|part| part.moved(dx, dy));
        let items = self.items.into_iter().map(|item| item.moved(dx, dy)).collect();
        Self { head, items, ..self }
    }
}

impl Item {
    /// The same elsewhere.
    pub(super) fn moved(self, dx: f64, dy: f64) -> Self {
        let at = Rect { x: self.at.x + dx, y: self.at.y + dy, ..self.at };
        Self { at, parts: self.parts.into_iter().map(|part| part.moved(dx, dy)).collect(), ..self }
    }
}

impl Part {
    /// The same elsewhere.
    pub(super) fn moved(self, dx: f64, dy: f64) -> Self {
        Self { shapes: self.shapes.into_iter().map(|s| s.moved(dx, dy)).collect(), ..self }
    }
}

/// The rectangle that a shape needs; handles of curves count as if the line passed them.
pub(super) fn extent(shape: &Shape) -> Option<Rect> {
    match shape {
        Shape::Rect { at, .. } => Some(*at),
        Shape::Text { x, y, size, face, text, .. } => {
            let up = size * 0.75;
            Some(Rect { x: *x, y: y - up, w: width(text, *size, *face), h: up })
        }
        Shape::Path { steps, .. } => {
            let points: Vec<(f64, f64)> = steps
                .iter()
                .flat_map(|step| match step {
                    Step::Move(x, y) | Step::Line(x, y) => vec![(*x, *y)],
                    Step::Curve(points) => points.to_vec(),
                    Step::Close => Vec::new(),
                })
                .collect();
            let least = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).fold(f64::INFINITY, f64::min);
            let most = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).fold(f64::NEG_INFINITY, f64::max);
            let (x, y) = (least(|p| p.0), least(|p| p.1));
            (!points.is_empty()).then(|| Rect { x, y, w: most(|p| p.0) - x, h: most(|p| p.1) - y })
        }
        Shape::Dot { x, y, .. } => Some(Rect { x: x - 3.6, y: y - 3.6, w: 7.2, h: 7.2 }),
    }
}

/// One line of text.
pub(super) fn text(
    x: f64,
    y: f64,
    size: f64,
    face: Face,
    fill: ColourRole,
    text: impl Into<String>,
) -> Shape {
    Shape::Text { x, y, size, face, fill, text: text.into() }
}

/// How text is written.
pub(super) type Style = (f64, Face, ColourRole);

/// Lines of text below one another, wrapped to a width; returns the y after the last.
pub(super) fn lines(
    (x, mut y): (f64, f64),
    (size, face, fill): Style,
    room: f64,
    words: &str,
    out: &mut Vec<Shape>,
) -> f64 {
    for line in wrap(words, size, face, room) {
        y += size * 1.22;
        out.push(text(x, y - size * 0.22, size, face, fill, line));
    }
    y
}

/// The finding or the question, what it rests on, and what a reader must know first; returns the y after them.
pub(super) fn heading(heading: &Heading, notice: Option<&str>, total: f64, out: &mut Vec<Shape>) -> f64 {
    let room = total - 2.0 * MARGIN;
    let large = (20.0, Face::Bold, ColourRole::Ink);
    let mut y = match heading.headline() {
        "" => 0.0,
        headline => lines((MARGIN, MARGIN - 4.0), large, room, headline, out) + 1.0,
    };
    for line in heading.below() {
        y = lines((MARGIN, y + 3.0), (12.0, Face::Regular, ColourRole::Ink), room, line, out);
    }
    match notice {
        Some(notice) => lines((MARGIN, y + 3.0), (12.0, Face::Bold, ColourRole::Ink), room, notice, out),
        None => y,
    }
}

/// White on black: an amount that the source states, and the word of its own status where it has one, beside it if there is
/// room, else below, then what it must not be added to; returns the y after.
pub(super) fn chip(at: (f64, f64), room: f64, money: &Money, out: &mut Vec<Shape>) -> f64 {
    chip_of(at, room, SMALL, money, out)
}

/// The same in text of some size.
pub(super) fn chip_of(
    (left, top): (f64, f64),
    room: f64,
    size: f64,
    money: &Money,
    out: &mut Vec<Shape>,
) -> f64 {
    let (mut y, mut end) = (top + 1.0, left);
    for line in wrap(&money.text, size, Face::Bold, room - 8.0) {
        let w = width(&line, size, Face::Bold) + 8.0;
        let at = Rect { x: left, y, w, h: size + 5.0 };
        out.push(Shape::Rect { at, fill: ColourRole::Ink, stroke: None, round: 2.0 });
        out.push(text(left + 4.0, y + size + 1.0, size, Face::Bold, ColourRole::Paper, line));
        (y, end) = (y + size + 7.0, left + w + 6.0);
    }
    if let Some(status) = money.status.as_ref().map(|s| s.to_uppercase()) {
        let style = (size, Face::Bold, ColourRole::Ink);
        if end + width(&status, size, Face::Bold) <= left + room {
            out.push(text(end, y - 6.0, size, Face::Bold, ColourRole::Ink, status));
        } else {
            y = lines((left, y - 1.0), style, room, &status, out) + 1.0;
        }
    }
    for same in &money.same {
        let style = (size, Face::Regular, ColourRole::Ink);
        y = lines((left, y - 1.0), style, room, &format!("= {}", same.words()), out) + 1.0;
    }
    y
}

/// A sample in the key, to the left of its words or around them.
pub(super) enum Sample {
    /// Words alone.
    Words,
    /// A frame of a colour around the words.
    Frame(ColourRole, ColourRole, Border),
    /// An amount.
    Chip,
    /// A mark to the left of the words, drawn around `(0, 0)`, with its width.
    CellCard(Vec<Shape>, f64),
}

impl Sample {
    /// A dot: filled for what the source says, hollow for what a rule derived.
    pub(super) fn dot(filled: bool) -> Self {
        Self::CellCard(vec![Shape::Dot { x: 5.0, y: 0.0, filled }], 9.0)
    }
}

/// The entry of the key for a status: its word in its border.
pub(super) fn status_sample((word, border): &(String, Border)) -> (Sample, String) {
    (Sample::Frame(ColourRole::Ink, ColourRole::Paper, *border), word.to_uppercase())
}

/// The entry of the key for a group of things: its title in its colours.
pub(super) fn group_sample(group: &Column) -> (Sample, String) {
    let (ink, fill) = (ColourRole::Hue(group.colour), ColourRole::Tint(group.colour));
    (Sample::Frame(ink, fill, Border::Solid), group.title.clone())
}

/// The entry of the key for amounts.
pub(super) fn amount_sample() -> (Sample, String) {
    (Sample::Chip, "amount in the source".to_owned())
}

/// The entry of the key for the numbers of the words below.
pub(super) fn number_sample() -> (Sample, String) {
    (Sample::Words, "[1] see the quotation below".to_owned())
}

/// The key below the heading; returns where it ends.
pub(super) fn key(entries: Vec<(Sample, String)>, total: f64, y: f64, out: &mut Vec<Shape>) -> f64 {
    key_of(entries, (MARGIN, total - 2.0 * MARGIN), KEY, y, out)
}

/// The same from a left edge on, within a room, in text of some size.
pub(super) fn key_of(
    entries: Vec<(Sample, String)>,
    (left, room): (f64, f64),
    size: f64,
    y: f64,
    out: &mut Vec<Shape>,
) -> f64 {
    let high = rounded(size * 1.265);
    let (mut x, mut y, mut tallest) = (left, y + 12.0, 0.0f64);
    let entries = std::iter::once((Sample::Words, "Key".to_owned())).chain(entries);
    for (i, (sample, words)) in entries.enumerate() {
        let (face, ink) = match &sample {
            Sample::Frame(ink, ..) => (Face::Bold, *ink),
            Sample::Chip => (Face::Bold, ColourRole::Paper),
            Sample::Words if i == 0 => (Face::Bold, ColourRole::Ink),
            Sample::Words | Sample::CellCard(..) => (Face::Regular, ColourRole::Ink),
        };
        let (before, after) = match &sample {
            Sample::Words => (0.0, 0.0),
            Sample::Frame(..) | Sample::Chip => (7.0, 7.0),
            Sample::CellCard(_, wide) => (wide + 6.0, 0.0),
        };
        let lines = wrap(&words, size, face, room - before - after);
        let widest = lines.iter().map(|l| width(l, size, face)).fold(0.0, f64::max);
        let (w, h) = (rounded(widest + before + after + 0.05), 6.0 + lines.len() as f64 * high);
        if x + w > left + room && x > left {
            (x, y, tallest) = (left, y + tallest + 6.0, 0.0);
        }
        let at = Rect { x, y, w, h };
        match sample {
            Sample::Words => {}
            Sample::Frame(ink, fill, border) => {
                out.push(Shape::Rect { at, fill, stroke: Some((ink, 2.0, border)), round: 3.0 });
            }
            Sample::Chip => out.push(Shape::Rect { at, fill: ColourRole::Ink, stroke: None, round: 3.0 }),
            Sample::CellCard(shapes, _) => {
                out.extend(shapes.into_iter().map(|s| s.moved(x, y + 3.0 + high / 2.0)));
            }
        }
        let line = |(i, line)| text(x + before, y + 0.5 + (i + 1) as f64 * high, size, face, ink, line);
        out.extend(lines.into_iter().enumerate().map(line));
        x = rounded(x + w + 12.0);
        tallest = tallest.max(h);
    }
    y + tallest
}

/// A length with one decimal, so that sums of lengths keep what they were measured as.
pub(super) fn rounded(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}
