//! A grid to shapes with computed places: nothing is placed by hand, nothing depends on the machine.
//!
//! Rows run down, columns to the right; within a cell cards are stacked. An edge leaves its card to the left, rises in the
//! gutter of its column and joins the rail of its row, so that no edge crosses a card.

use super::words::{card_title, edge_title, note, spoken};
use crate::compile::ontology::Border;
use crate::model::standing::Standing;
use crate::model::words::sentence_case;
use crate::render::draw::metrics::{Face, width, wrap};
use crate::render::draw::sheet::{
    ColourRole, Item, List, MARGIN, Note, PAD, Part, Rect, SMALL, Sample, Scene, Shape, Step, TEXT,
    amount_sample, chip, heading, key, lines, number_sample, status_sample, text,
};
use crate::render::figure::{Absent, Card, Citation, Column, Grid, Provenance};

const ROW_WIDTH: f64 = 152.0;
const COLUMN_WIDTH: f64 = 206.0;
/// The narrowest column in which cards can be read.
const NARROWEST: f64 = 128.0;
const GAP: f64 = 8.0;
const GUTTER: f64 = 18.0;

/// Lays a grid out; within a width its columns are as wide as it allows. Costs time in proportion to its text.
pub(in crate::render::draw) fn sheet(grid: &Grid, room: Option<f64>) -> Scene {
    let count = grid.columns.len().max(1) as f64;
    let share = |room: f64| ((room - 2.0 * MARGIN - ROW_WIDTH) / count - GAP).floor().max(NARROWEST);
    Layout { grid, column: room.map_or(COLUMN_WIDTH, share) }.sheet()
}

struct Layout<'a> {
    grid: &'a Grid,
    column: f64,
}

impl Layout<'_> {
    fn sheet(&self) -> Scene {
        let grid = self.grid;
        let total = 2.0 * MARGIN + ROW_WIDTH + grid.columns.len() as f64 * (self.column + GAP);
        let mut ground = Vec::new();
        let y = heading(&grid.heading, None, total, &mut ground);
        let y = key(samples(grid), total, y, &mut ground);
        let (top, head_bottom) = self.heads(y, &mut ground);
        let (mut lists, mut breaks) = (Vec::new(), Vec::new());
        let mut bottom = head_bottom;
        for row in 0..grid.rows.len() {
            let (list, end) = self.row(row, bottom, total, &mut ground);
            lists.push(list);
            breaks.push(end);
            bottom = end;
        }
        // The tints of the columns lie under everything.
        let tint = |(i, column): (usize, &Column)| Shape::Rect {
            at: Rect { x: self.x(i), y: top, w: self.column, h: bottom - top },
            fill: ColourRole::Tint(column.colour),
            stroke: None,
            round: 8.0,
        };
        let ground = grid.columns.iter().enumerate().map(tint).chain(ground).collect();
        Scene {
            heading: grid.heading.clone(),
            width: total,
            height: bottom,
            ground,
            lists,
            notes_spoken: "The words that the cards rest on",
            notes: grid.cards.iter().map(|c| Note { number: c.number, words: note(c) }).collect(),
            kind: "grid",
            breaks,
            head: Some((top, head_bottom)),
            ..Scene::default()
        }
    }

    /// The left edge of a column.
    fn x(&self, column: usize) -> f64 {
        MARGIN + ROW_WIDTH + GAP + column as f64 * (self.column + GAP)
    }

    fn heads(&self, y: f64, out: &mut Vec<Shape>) -> (f64, f64) {
        let top = y + 12.0;
        let head = (TEXT, Face::Bold, ColourRole::Ink);
        let mut bottom = lines((MARGIN, top + 6.0), head, ROW_WIDTH - 8.0, &self.grid.rows_title, out);
        for (i, column) in self.grid.columns.iter().enumerate() {
            let style = (12.0, Face::Bold, ColourRole::Hue(column.colour));
            let room = self.column - GUTTER - PAD;
            let end = lines((self.x(i) + GUTTER, top + 6.0), style, room, &column.title, out);
            bottom = bottom.max(end);
        }
        (top, bottom + 6.0)
    }

    /// Lays one row out; returns it and where the next one begins.
    fn row(&self, row: usize, y: f64, total: f64, ground: &mut Vec<Shape>) -> (List, f64) {
        let rail = y + 12.0;
        ground.push(Shape::Rect {
            at: Rect { x: MARGIN, y, w: total - 2.0 * MARGIN - GAP, h: 1.0 },
            fill: ColourRole::Guide,
            stroke: None,
            round: 0.0,
        });
        let (mut list, head_bottom) = self.row_head(row, y + 6.0);
        let mut bottom = head_bottom + 8.0;
        let mut tops = vec![rail + 10.0; self.grid.columns.len()];
        let mut branches: Vec<Option<f64>> = vec![None; self.grid.columns.len()];
        for card in self.grid.cards.iter().filter(|c| c.row == row) {
            for &column in &card.columns {
                let item = self.card(card, column, tops[column]);
                tops[column] += item.at.h + 9.0;
                let middle = item.at.y + item.at.h / 2.0;
                branches[column] = Some(middle);
                bottom = bottom.max(tops[column]);
                list.items.push(item);
            }
        }
        self.trunk(&branches, rail, ground);
        (list, tops.into_iter().fold(bottom, f64::max))
    }

    /// What the edges of a row share, once: down each column to its last card, and along the top to the row.
    fn trunk(&self, branches: &[Option<f64>], rail: f64, ground: &mut Vec<Shape>) {
        let gutter = |column: usize| self.x(column) + GUTTER / 2.0;
        let mut last = None;
        for (column, middle) in branches.iter().enumerate() {
            let Some(middle) = middle else { continue };
            ground.push(edge_line(&[(gutter(column), *middle), (gutter(column), rail)]));
            last = Some(column);
        }
        if let Some(column) = last {
            ground.extend(arrow(&[(gutter(column), rail), (MARGIN + ROW_WIDTH, rail)]));
        }
    }

    fn row_head(&self, row: usize, y: f64) -> (List, f64) {
        let row = &self.grid.rows[row];
        let number = row.number.to_string();
        let indent = width(&number, 11.5, Face::Bold) + 6.0;
        let room = ROW_WIDTH - 2.0 * PAD - indent;
        let mut words = vec![text(MARGIN + PAD, y + 17.5, 11.5, Face::Bold, ColourRole::Ink, number)];
        let style = (11.5, Face::Bold, ColourRole::Ink);
        let end = lines((MARGIN + PAD + indent, y + 6.0), style, room, &row.label, &mut words);
        let at = Rect { x: MARGIN, y, w: ROW_WIDTH, h: (end - y + 8.0).max(30.0) };
        let stroke = Some((ColourRole::RowInk, 1.5, Border::Solid));
        let frame = Shape::Rect { at, fill: ColourRole::RowFill, stroke, round: 4.0 };
        let spoken = format!("{} {}", row.number, row.label);
        let title = format!("{spoken}. {}", row.cite.as_ref().map(Citation::note).unwrap_or_default());
        let shapes = std::iter::once(frame).chain(words).collect();
        let head = Some(Part { class: "", title: title.trim().to_owned(), shapes });
        let list = List { id: format!("row-{}", row.key), class: "row", spoken, head, items: Vec::new() };
        (list, at.y + at.h)
    }

    fn card(&self, card: &Card, column: usize, top: f64) -> Item {
        let x = self.x(column) + GUTTER;
        let w = self.column - GUTTER - PAD;
        let ink = ColourRole::Hue(self.grid.columns[column].colour);
        let mut words = Vec::new();
        let height = written(card, (x + PAD, top), w - 2.0 * PAD, ink, &mut words);
        let at = Rect { x, y: top, w, h: height };
        let middle = top + height / 2.0;
        let gutter = x - GUTTER / 2.0;
        let frame = Shape::Rect {
            at,
            fill: ColourRole::Paper,
            stroke: Some((ink, card.frame(), card.border)),
            round: 4.0,
        };
        let dot = Shape::Dot { x, y: middle, filled: card.ground == Provenance::Claim(Standing::Fact) };
        let edge = Part {
            class: "edge",
            title: edge_title(self.grid, card),
            shapes: vec![edge_line(&[(x, middle), (gutter, middle)])],
        };
        let own = Part {
            class: "",
            title: card_title(card),
            shapes: std::iter::once(frame).chain(words).chain([dot]).collect(),
        };
        Item {
            id: if card.columns.first() == Some(&column) {
                format!("card-{}", card.number)
            } else {
                format!("card-{}-{}", card.number, column + 1)
            },
            class: "card",
            spoken: spoken(self.grid, card),
            note: Some(card.number),
            at,
            parts: vec![edge, own],
            ..Item::default()
        }
    }
}

/// A line from point to point.
fn edge_line(points: &[(f64, f64)]) -> Shape {
    let step =
        |(i, (x, y)): (usize, &(f64, f64))| if i == 0 { Step::Move(*x, *y) } else { Step::Line(*x, *y) };
    Shape::Path {
        steps: points.iter().enumerate().map(step).collect(),
        fill: None,
        stroke: Some((ColourRole::Muted, 1.3, Border::Solid)),
    }
}

/// A line with the head of an arrow that points to the left at its end.
fn arrow(points: &[(f64, f64)]) -> Vec<Shape> {
    let head = points.last().map(|(x, y)| Shape::Path {
        steps: vec![
            Step::Move(*x, *y),
            Step::Line(x + 8.0, y - 3.5),
            Step::Line(x + 8.0, y + 3.5),
            Step::Close,
        ],
        fill: Some(ColourRole::Muted),
        stroke: None,
    });
    std::iter::once(edge_line(points)).chain(head).collect()
}

/// The key: borders of statuses, the chip of amounts, and what dots, numbers and order mean.
fn samples(grid: &Grid) -> Vec<(Sample, String)> {
    let mut out: Vec<(Sample, String)> = grid.statuses.iter().map(status_sample).collect();
    if grid.cards.iter().any(|c| !c.money.is_empty()) {
        out.push(amount_sample());
    }
    out.push((Sample::dot(true), format!("{}: the source says so", grid.verb)));
    out.extend(grid.rules.iter().map(|rule| (Sample::dot(false), format!("inferred: {rule}"))));
    out.push(number_sample());
    out
}

/// Writes a card's text and returns its height.
fn written(card: &Card, (left, top): (f64, f64), room: f64, ink: ColourRole, out: &mut Vec<Shape>) -> f64 {
    let bold = (TEXT, Face::Bold, ColourRole::Ink);
    let mut y = lines((left, top + 4.0), bold, room, &card.bodies.join(" + "), out);
    let face = if card.bodies.is_empty() { Face::Bold } else { Face::Regular };
    for title in &card.titles {
        y = lines((left, y), (TEXT, face, ColourRole::Ink), room, title, out);
    }
    y = status_line(card, (left, y + 3.0), room, ink, out);
    for fact in &card.facts {
        let words = sentence_case(&card.fact(fact));
        y = lines((left, y), (SMALL, Face::Regular, ColourRole::Ink), room, &words, out) + 1.0;
    }
    for money in &card.money {
        y = chip((left, y), room, money, out);
    }
    if let Some(doubt) = card.ground.doubt() {
        let words = format!("Placed here, {doubt}: see [{}]", card.number);
        y = lines((left, y), (SMALL, Face::Regular, ColourRole::Ink), room, &words, out);
    }
    y + 5.0 - top
}

/// The status, what is not shown, and the number of the words below; returns the y after them.
fn status_line(
    card: &Card,
    (left, mut y): (f64, f64),
    room: f64,
    ink: ColourRole,
    out: &mut Vec<Shape>,
) -> f64 {
    let number = format!("[{}]", card.number);
    let number_width = width(&number, SMALL, Face::Regular);
    let status = card.status.to_uppercase();
    // A word is not broken for the number beside it.
    let longest = status.split(' ').map(|word| width(word, SMALL, Face::Bold)).fold(0.0, f64::max);
    let is_above = longest > room - number_width - 6.0;
    let muted = (SMALL, Face::Regular, ColourRole::Muted);
    out.push(text(left + room - number_width, y + SMALL + 2.0, muted.0, muted.1, muted.2, number));
    y += if is_above { SMALL + 3.0 } else { 0.0 };
    let beside = if is_above { room } else { room - number_width - 6.0 };
    let status = wrap(&status, SMALL, Face::Bold, beside);
    let mut end = left;
    for (i, line) in status.into_iter().enumerate() {
        y += if i == 0 { 0.0 } else { SMALL + 3.0 };
        end = left + width(&line, SMALL, Face::Bold) + 7.0;
        out.push(text(left, y + SMALL + 2.0, SMALL, Face::Bold, ink, line));
    }
    for words in card.absent.iter().map(Absent::words) {
        let right = left + room - number_width - 6.0;
        if end + width(&words, SMALL, Face::Regular) > right && end > left {
            (y, end) = (y + SMALL + 3.0, left);
        }
        out.push(text(end, y + SMALL + 2.0, SMALL, Face::Regular, ColourRole::Muted, words));
        end = right;
    }
    y + SMALL + 5.0
}
