//! A grid to shapes with computed places: nothing is placed by hand, nothing depends on the machine.
//!
//! Lengths are in pixels of the SVG (1/96 inch). Rows run down, columns to the right; within a cell cards are stacked.
//! An edge leaves its card to the left, rises in the gutter of its column and joins the rail of its row, so that no edge
//! crosses a card.

use super::metrics::{Face, width, wrap};
use super::theme::{self, Colour, colour};
use crate::figure::{Card, Cite, Grid, Ground};
use crate::ontology::Border;

pub(super) const MARGIN: f64 = 24.0;
const ROW_WIDTH: f64 = 152.0;
const COLUMN_WIDTH: f64 = 206.0;
const GAP: f64 = 8.0;
const GUTTER: f64 = 18.0;
pub(super) const PAD: f64 = 8.0;
pub(super) const TEXT: f64 = 10.5;
pub(super) const SMALL: f64 = 8.8;
pub(super) const KEY: f64 = 9.5;

/// A rectangle.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Box2 {
    /// Left edge.
    pub x: f64,
    /// Top edge.
    pub y: f64,
    /// Width.
    pub w: f64,
    /// Height.
    pub h: f64,
}

/// Something to draw.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Shape {
    Rect { at: Box2, fill: &'static str, stroke: Option<(&'static str, f64, Border)>, round: f64 },
    Text { x: f64, y: f64, size: f64, face: Face, fill: &'static str, text: String },
    Path { points: Vec<(f64, f64)>, arrow: bool },
    Dot { x: f64, y: f64, filled: bool },
}

/// A row: its own box and what is written in it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct RowShapes {
    pub(super) at: Box2,
    pub(super) shapes: Vec<Shape>,
}

/// A card: its box, its edge, and what is written in it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct CardShapes {
    pub(super) at: Box2,
    pub(super) edge: Vec<Shape>,
    pub(super) shapes: Vec<Shape>,
}

/// The words below the figure that one card rests on.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct NoteShapes {
    pub(super) shapes: Vec<Shape>,
}

/// A figure with every place computed.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    /// Width of the figure.
    pub width: f64,
    /// Height of the figure.
    pub height: f64,
    pub(super) ground: Vec<Shape>,
    pub(super) rows: Vec<RowShapes>,
    pub(super) cards: Vec<CardShapes>,
    pub(super) notes: Vec<NoteShapes>,
}

/// Lays a grid out. Costs time in proportion to its text.
pub fn layout(grid: &Grid) -> Layout {
    let columns = grid.columns.len() as f64;
    let total = 2.0 * MARGIN + ROW_WIDTH + columns * (COLUMN_WIDTH + GAP);
    let mut ground = Vec::new();
    let y = heading(grid, total, &mut ground);
    let y = key(grid, total, y, &mut ground);
    let (top, head_bottom) = column_heads(grid, y, &mut ground);
    let mut rows = Vec::new();
    let mut cards: Vec<Option<CardShapes>> = vec![None; grid.cards.len()];
    let mut y = head_bottom;
    for row in 0..grid.rows.len() {
        y = lay_row(grid, row, y, total, &mut ground, &mut rows, &mut cards);
    }
    let bottom = y;
    // The tints of the columns lie under everything.
    let tints = grid.columns.iter().enumerate().map(|(i, column)| Shape::Rect {
        at: Box2 { x: column_x(i), y: top, w: COLUMN_WIDTH, h: bottom - top },
        fill: colour(column.colour).tint,
        stroke: None,
        round: 8.0,
    });
    let ground = tints.chain(ground).collect();
    let (notes, height) = notes(grid, total, bottom + 26.0);
    Layout {
        width: total,
        height: height + MARGIN,
        ground,
        rows,
        cards: cards.into_iter().flatten().collect(),
        notes,
    }
}

fn column_x(index: usize) -> f64 {
    MARGIN + ROW_WIDTH + GAP + index as f64 * (COLUMN_WIDTH + GAP)
}

pub(super) fn text(
    x: f64,
    y: f64,
    size: f64,
    face: Face,
    fill: &'static str,
    text: impl Into<String>,
) -> Shape {
    Shape::Text { x, y, size, face, fill, text: text.into() }
}

/// Lines of text below one another; returns the y after the last.
#[expect(clippy::too_many_arguments, reason = "a place, a style, a width and a sink")]
pub(super) fn lines(
    x: f64,
    mut y: f64,
    size: f64,
    face: Face,
    fill: &'static str,
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

fn heading(grid: &Grid, total: f64, out: &mut Vec<Shape>) -> f64 {
    let room = total - 2.0 * MARGIN;
    let y = lines(MARGIN, MARGIN - 4.0, 20.0, Face::Bold, theme::INK, room, &grid.title, out);
    lines(MARGIN, y + 4.0, 12.0, Face::Regular, theme::INK, room, &grid.subtitle, out)
}

/// One entry of the key.
enum Entry<'a> {
    Word(&'a str),
    Bordered(String, Border),
    Chip(&'a str),
    Dotted(String, bool),
}

/// The key: borders of statuses, the chip of amounts, and what dots, numbers and order mean.
fn key(grid: &Grid, total: f64, y: f64, out: &mut Vec<Shape>) -> f64 {
    let mut entries = vec![Entry::Word("Key")];
    entries.extend(grid.statuses.iter().map(|(word, border)| Entry::Bordered(word.to_uppercase(), *border)));
    entries.push(Entry::Chip("amount in the source"));
    entries.push(Entry::Dotted(format!("{}: the source says so", grid.verb), true));
    entries.extend(grid.rules.iter().map(|rule| Entry::Dotted(format!("derived: {rule}"), false)));
    entries.push(Entry::Word("[1] = the words below the figure"));
    let (mut x, mut y, mut tallest) = (MARGIN, y + 12.0, 0.0f64);
    for entry in &entries {
        let (words, face, indent) = match entry {
            Entry::Word(words) => (*words, if *words == "Key" { Face::Bold } else { Face::Regular }, 0.0),
            Entry::Bordered(words, _) => (words.as_str(), Face::Bold, 7.0),
            Entry::Chip(words) => (*words, Face::Bold, 7.0),
            Entry::Dotted(words, _) => (words.as_str(), Face::Regular, 14.0),
        };
        let room = total - 2.0 * MARGIN - 2.0 * indent;
        let lines = wrap(words, KEY, face, room);
        let widest = lines.iter().map(|l| width(l, KEY, face)).fold(0.0, f64::max);
        let (w, h) = (widest + 2.0 * indent, 6.0 + lines.len() as f64 * 12.0);
        if x + w > total - MARGIN && x > MARGIN {
            (x, y, tallest) = (MARGIN, y + tallest + 6.0, 0.0);
        }
        let at = Box2 { x, y, w, h };
        let ink = match entry {
            Entry::Bordered(_, border) => {
                out.push(Shape::Rect {
                    at,
                    fill: theme::PAPER,
                    stroke: Some((theme::ROW_INK, 2.0, *border)),
                    round: 3.0,
                });
                theme::INK
            }
            Entry::Chip(_) => {
                out.push(Shape::Rect { at, fill: theme::INK, stroke: None, round: 3.0 });
                theme::PAPER
            }
            Entry::Dotted(_, filled) => {
                out.push(Shape::Dot { x: x + 5.0, y: y + 9.0, filled: *filled });
                theme::INK
            }
            Entry::Word(_) => theme::INK,
        };
        for (i, line) in lines.into_iter().enumerate() {
            out.push(text(x + indent, y + 12.5 + i as f64 * 12.0, KEY, face, ink, line));
        }
        x += w + 10.0;
        tallest = tallest.max(h);
    }
    y + tallest
}

fn column_heads(grid: &Grid, y: f64, out: &mut Vec<Shape>) -> (f64, f64) {
    let top = y + 12.0;
    let mut bottom =
        lines(MARGIN, top + 6.0, TEXT, Face::Bold, theme::INK, ROW_WIDTH - 8.0, &grid.rows_title, out);
    for (i, column) in grid.columns.iter().enumerate() {
        let ink = colour(column.colour).ink;
        let end = lines(
            column_x(i) + GUTTER,
            top + 6.0,
            12.0,
            Face::Bold,
            ink,
            COLUMN_WIDTH - GUTTER - PAD,
            &column.title,
            out,
        );
        bottom = bottom.max(end);
    }
    (top, bottom + 6.0)
}

/// Lays one row out and returns where the next one begins.
fn lay_row(
    grid: &Grid,
    row: usize,
    y: f64,
    total: f64,
    ground: &mut Vec<Shape>,
    rows: &mut Vec<RowShapes>,
    cards: &mut [Option<CardShapes>],
) -> f64 {
    let rail = y + 12.0;
    ground.push(Shape::Rect {
        at: Box2 { x: MARGIN, y, w: total - 2.0 * MARGIN - GAP, h: 1.0 },
        fill: theme::GUIDE,
        stroke: None,
        round: 0.0,
    });
    let own = row_box(grid, row, y + 6.0);
    let mut bottom = own.at.y + own.at.h + 8.0;
    for (column, head) in grid.columns.iter().enumerate() {
        let mut top = rail + 10.0;
        for (i, card) in grid.cards.iter().enumerate() {
            if card.row != row || card.column != column {
                continue;
            }
            let x = column_x(column) + GUTTER;
            let mut shapes = Vec::new();
            let height = lay_card(card, x, top, colour(head.colour), &mut shapes);
            let at = Box2 { x, y: top, w: COLUMN_WIDTH - GUTTER - PAD, h: height };
            let middle = top + height / 2.0;
            let gutter = column_x(column) + GUTTER / 2.0;
            let points = vec![(at.x, middle), (gutter, middle), (gutter, rail), (MARGIN + ROW_WIDTH, rail)];
            shapes.push(Shape::Dot { x: at.x, y: middle, filled: card.ground == Ground::Stated });
            let edge = vec![Shape::Path { points, arrow: true }];
            cards[i] = Some(CardShapes { at, edge, shapes });
            top += height + 9.0;
        }
        bottom = bottom.max(top);
    }
    rows.push(own);
    bottom
}

fn row_box(grid: &Grid, row: usize, y: f64) -> RowShapes {
    let row = &grid.rows[row];
    let mut shapes = Vec::new();
    let number = row.number.to_string();
    let indent = width(&number, 11.5, Face::Bold) + 6.0;
    let end = lines(
        MARGIN + PAD + indent,
        y + 6.0,
        11.5,
        Face::Bold,
        theme::INK,
        ROW_WIDTH - 2.0 * PAD - indent,
        &row.label,
        &mut shapes,
    );
    shapes.insert(0, text(MARGIN + PAD, y + 6.0 + 11.5, 11.5, Face::Bold, theme::INK, number));
    RowShapes { at: Box2 { x: MARGIN, y, w: ROW_WIDTH, h: (end - y + 8.0).max(30.0) }, shapes }
}

/// Writes a card's text and returns its height.
fn lay_card(card: &Card, x: f64, top: f64, colour: Colour, out: &mut Vec<Shape>) -> f64 {
    let room = COLUMN_WIDTH - GUTTER - 3.0 * PAD;
    let left = x + PAD;
    let mut y = top + 4.0;
    let bodies = card.bodies.join(" + ");
    y = lines(left, y, TEXT, Face::Bold, theme::INK, room, &bodies, out);
    let face = if card.bodies.is_empty() { Face::Bold } else { Face::Regular };
    for title in &card.titles {
        y = lines(left, y, TEXT, face, theme::INK, room, title, out);
    }
    y += 3.0;
    y = status_line(card, left, y, room, colour, out);
    for money in &card.money {
        y = chip(left, y, room, &money.text, money.status.as_deref(), out);
    }
    if let Ground::Derived { on_opinion: true, .. } = card.ground {
        let words = format!("Placed here on an opinion: see the caution in [{}]", card.number);
        y = lines(left, y, SMALL, Face::Regular, theme::INK, room, &words, out);
    }
    y + 5.0 - top
}

/// The status, what is known of an amount, and the number of the words below; returns the y after them.
fn status_line(card: &Card, left: f64, mut y: f64, room: f64, colour: Colour, out: &mut Vec<Shape>) -> f64 {
    const UNSTATED: &str = "amount not stated";
    let number = format!("[{}]", card.number);
    let number_width = width(&number, SMALL, Face::Regular);
    out.push(text(left + room - number_width, y + SMALL + 2.0, SMALL, Face::Regular, theme::MUTED, number));
    let status = wrap(&card.status.to_uppercase(), SMALL, Face::Bold, room - number_width - 6.0);
    let mut end = left;
    for (i, line) in status.into_iter().enumerate() {
        y += if i == 0 { 0.0 } else { SMALL + 3.0 };
        end = left + width(&line, SMALL, Face::Bold) + 7.0;
        out.push(text(left, y + SMALL + 2.0, SMALL, Face::Bold, colour.ink, line));
    }
    if card.money.is_empty() {
        if end + width(UNSTATED, SMALL, Face::Regular) > left + room - number_width - 6.0 {
            (y, end) = (y + SMALL + 3.0, left);
        }
        out.push(text(end, y + SMALL + 2.0, SMALL, Face::Regular, theme::MUTED, UNSTATED));
    }
    y + SMALL + 5.0
}

/// White on black: an amount that the source states.
fn chip(left: f64, y: f64, room: f64, words: &str, status: Option<&str>, out: &mut Vec<Shape>) -> f64 {
    let mut y = y + 1.0;
    for line in wrap(words, SMALL, Face::Bold, room - 8.0) {
        let w = width(&line, SMALL, Face::Bold) + 8.0;
        out.push(Shape::Rect {
            at: Box2 { x: left, y, w, h: SMALL + 5.0 },
            fill: theme::INK,
            stroke: None,
            round: 2.0,
        });
        out.push(text(left + 4.0, y + SMALL + 1.0, SMALL, Face::Bold, theme::PAPER, line));
        if let Some(status) = status {
            let status = status.to_uppercase();
            if w + 6.0 + width(&status, SMALL, Face::Bold) <= room {
                out.push(text(left + w + 6.0, y + SMALL + 1.0, SMALL, Face::Bold, theme::INK, status));
            }
        }
        y += SMALL + 7.0;
    }
    y
}

/// The words that every card rests on, in two columns below the figure.
fn notes(grid: &Grid, total: f64, y: f64) -> (Vec<NoteShapes>, f64) {
    const COLUMNS: usize = 2;
    let room = (total - 2.0 * MARGIN - 24.0) / COLUMNS as f64;
    let texts: Vec<String> = grid.cards.iter().map(note).collect();
    let height = |t: &String| wrap(t, SMALL, Face::Regular, room - 26.0).len() as f64 * SMALL * 1.22 + 4.0;
    let whole: f64 = texts.iter().map(height).sum();
    let mut shapes = Vec::new();
    let (mut column, mut at, mut bottom) = (0, y, y);
    for (card, words) in grid.cards.iter().zip(&texts) {
        if column + 1 < COLUMNS && at - y >= whole / COLUMNS as f64 {
            column += 1;
            at = y;
        }
        let x = MARGIN + column as f64 * (room + 24.0);
        let mut out = vec![text(x, at + SMALL, SMALL, Face::Bold, theme::INK, format!("[{}]", card.number))];
        at = lines(x + 26.0, at, SMALL, Face::Regular, theme::INK, room - 26.0, words, &mut out) + 4.0;
        bottom = bottom.max(at);
        shapes.push(NoteShapes { shapes: out });
    }
    (shapes, bottom)
}

/// What a card rests on, as one text.
pub(super) fn note(card: &Card) -> String {
    let mut parts: Vec<String> = card.cites.iter().map(cite).collect();
    parts.dedup();
    let mut text = parts.join(" ");
    if let Ground::Derived { caution: Some(caution), on_opinion: true, .. } = &card.ground {
        text.push_str(" Caution: ");
        text.push_str(caution);
    }
    if text.is_empty() {
        text.push_str("No claim introduces this.");
    }
    text
}

/// A citation as one text: the words, the voice, the place.
pub(super) fn cite(cite: &Cite) -> String {
    let place = if cite.section.is_empty() { cite.source.clone() } else { cite.section.clone() };
    let position = cite.position.map(|(from, to)| format!(", characters {from} to {to}")).unwrap_or_default();
    if cite.quote.is_empty() {
        return format!("{}: {place}, row {}.", cite.speaker, cite.claim);
    }
    format!("\u{201c}{}\u{201d} ({}; {place}{position}).", cite.quote, cite.speaker)
}
