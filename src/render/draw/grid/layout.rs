//! A grid to shapes with computed places: nothing is placed by hand, nothing depends on the machine.
//!
//! Rows run down, columns to the right; within a cell cards are stacked. An edge leaves its card to the left, rises in the
//! gutter of its column and joins the rail of its row, so that no edge crosses a card.

use super::words::{card_title, edge_title, note, spoken};
use crate::compile::ontology::Border;
use crate::model::standing::Standing;
use crate::render::draw::metrics::{Face, width, wrap};
use crate::render::draw::sheet::{
    ColourRole, Item, List, MARGIN, Note, PAD, Part, Rect, SMALL, Sample, Scene, Shape, Step, TEXT,
    amount_sample, chip, heading, key, lines, number_sample, status_sample, text,
};
use crate::render::figure::{Absent, Card, Citation, Column, Grid, Provenance};

const ROW_WIDTH: f64 = 152.0;
const COLUMN_WIDTH: f64 = 206.0;
/// The widest column that a page is given to make the figure less high.
const WIDEST_COLUMN: f64 = 356.0;
const GAP: f64 = 8.0;
const GUTTER: f64 = 18.0;

/// Lays a grid out. On a page its columns are as wide as makes it largest there; costs time in proportion to its text.
pub(in crate::render::draw) fn sheet(grid: &Grid, page: Option<(f64, f64)>) -> Scene {
    let narrow = Layout { grid, column: COLUMN_WIDTH }.sheet();
    let Some((w, h)) = page else { return narrow };
    let scale = |sheet: &Scene| {
        let fits = |w: f64, h: f64| (w / sheet.width).min(h / sheet.height);
        fits(w, h).max(fits(h, w))
    };
    let mut best = narrow;
    let mut column = COLUMN_WIDTH + 4.0;
    while column <= WIDEST_COLUMN {
        let next = Layout { grid, column }.sheet();
        if scale(&next) > scale(&best) {
            best = next;
        }
        column += 4.0;
    }
    best
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
        let y = heading(&grid.title, &grid.subtitle, None, total, &mut ground);
        let y = key(samples(grid), total, y, &mut ground);
        let (top, head_bottom) = self.heads(y, &mut ground);
        let mut lists = Vec::new();
        let mut bottom = head_bottom;
        for row in 0..grid.rows.len() {
            let (list, end) = self.row(row, bottom, total, &mut ground);
            lists.push(list);
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
            title: grid.title.clone(),
            subtitle: grid.subtitle.clone(),
            width: total,
            height: bottom,
            ground,
            lists,
            notes_spoken: "The words that the cards rest on",
            notes: grid.cards.iter().map(|c| Note { number: c.number, words: note(c) }).collect(),
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
        for card in self.grid.cards.iter().filter(|c| c.row == row) {
            for &column in &card.columns {
                let item = self.card(card, column, tops[column], rail);
                tops[column] += item.at.h + 9.0;
                bottom = bottom.max(tops[column]);
                list.items.push(item);
            }
        }
        (list, tops.into_iter().fold(bottom, f64::max))
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

    fn card(&self, card: &Card, column: usize, top: f64, rail: f64) -> Item {
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
            shapes: arrow(&[(x, middle), (gutter, middle), (gutter, rail), (MARGIN + ROW_WIDTH, rail)]),
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
        }
    }
}

/// A line from point to point with the head of an arrow that points to the left at its end.
fn arrow(points: &[(f64, f64)]) -> Vec<Shape> {
    let step =
        |(i, (x, y)): (usize, &(f64, f64))| if i == 0 { Step::Move(*x, *y) } else { Step::Line(*x, *y) };
    let line = Shape::Path {
        steps: points.iter().enumerate().map(step).collect(),
        fill: None,
        stroke: Some((ColourRole::Muted, 1.3, Border::Solid)),
    };
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
    std::iter::once(line).chain(head).collect()
}

/// The key: borders of statuses, the chip of amounts, and what dots, numbers and order mean.
fn samples(grid: &Grid) -> Vec<(Sample, String)> {
    let mut out: Vec<(Sample, String)> = grid.statuses.iter().map(status_sample).collect();
    out.push(amount_sample());
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
    out.push(text(
        left + room - number_width,
        y + SMALL + 2.0,
        SMALL,
        Face::Regular,
        ColourRole::Muted,
        number,
    ));
    let status = wrap(&card.status.to_uppercase(), SMALL, Face::Bold, room - number_width - 6.0);
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
