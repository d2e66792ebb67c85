//! A matrix to shapes with computed places: nothing is placed by hand, nothing depends on the machine.
//!
//! Columns are all of one width, rows as high as the cards in them; the tint of a group lies under its rows, totals stand at
//! the right edge and below.

use super::words::{card_note, column_counts, column_title, mark_words, row_counts, spoken, who_words};
use crate::compile::ontology::Border;
use crate::model::standing::Standing;
use crate::render::draw::metrics::{Face, width, wrap};
use crate::render::draw::sheet::{
    ColourRole, Item, List, MARGIN, Note, PAD, Part, Rect, SMALL, Sample, Scene, Shape, Style, TEXT,
    amount_sample, chip, heading, key, lines, number_sample, status_sample, text,
};
use crate::render::figure::{
    Card, CellCard, Citation, Count, Group, Matrix, MatrixRow, NONE, Provenance, Row, RowsAre, TotalKind,
    Totals,
};

/// The widths of the names of rows and of a column.
const WIDE: (f64, f64) = (250.0, 124.0);
/// Where there is little room: the narrowest in which words can be read.
const NARROW: (f64, f64) = (120.0, 84.0);
/// The width of the numbers at the end of rows.
const TOTAL: f64 = 74.0;
/// Between columns.
const GAP: f64 = 6.0;
/// The empty edge of a cell.
const INSET: f64 = 4.0;
/// The least height of a row.
const HIGH: f64 = 27.0;
/// The narrowest figure whose heading and key can be read.
const NARROWEST: f64 = 640.0;

/// How wide names and columns are.
#[derive(Clone, Copy)]
struct Frame {
    name: f64,
    cell: f64,
    /// The width of the numbers at the end of rows; nothing where there are none.
    total: f64,
}

impl Frame {
    /// As wide as it is good to read, or as a room allows.
    fn of(matrix: &Matrix, room: Option<f64>) -> Self {
        let (name, cell) = WIDE;
        let total = if matrix.rows_are.are_counted() { TOTAL } else { 0.0 };
        let Some(room) = room else { return Self { name, cell, total } };
        let (room, columns) = (room - 2.0 * MARGIN - total, matrix.columns.len());
        let share = |name: f64| (room - name - GAP) / columns.max(1) as f64 - GAP;
        let name = (room * 0.2).clamp(NARROW.0, name);
        Self { name, cell: share(name).floor().clamp(NARROW.1, cell + 60.0), total }
    }

    /// The left edge of a column; of the one after the last, that of the numbers at the end of rows.
    fn x(self, column: usize) -> f64 {
        MARGIN + self.name + GAP + column as f64 * (self.cell + GAP)
    }
}

/// Lays a matrix out, within a width if there is one. Costs time in proportion to its text.
pub(in crate::render::draw) fn sheet(matrix: &Matrix, room: Option<f64>) -> Scene {
    let frame = Frame::of(matrix, room);
    let table = frame.x(matrix.columns.len()) + frame.total;
    let total = (table + MARGIN).max(NARROWEST);
    let mut ground = Vec::new();
    let y = heading(&matrix.heading, None, total, &mut ground);
    let y = key(samples(matrix), total, y, &mut ground);
    let top = y + 12.0;
    let (heads, mut y) = heads(matrix, frame, top);
    let (head, mut breaks) = ((top, y), Vec::new());
    let mut lists = vec![heads];
    for (g, group) in matrix.groups.iter().enumerate() {
        let mut shapes = Vec::new();
        let (rows, bottom) = Rows { matrix, frame, group, number: g + 1 }.lay(y, &mut shapes, &mut breaks);
        lists.extend(rows);
        ground.push(Shape::Rect {
            at: Rect { x: MARGIN, y, w: table - MARGIN, h: bottom - y },
            fill: ColourRole::Tint(group.colour),
            stroke: None,
            round: 8.0,
        });
        ground.extend(shapes);
        y = bottom + GAP;
        breaks.push(y - 1.0);
    }
    ground.push(rule(y, table, ColourRole::RowInk));
    y += 3.0;
    for (i, totals) in matrix.totals.iter().enumerate() {
        let (list, bottom) = line((matrix, frame), totals, i, y, &mut ground);
        lists.push(list);
        y = bottom;
    }
    Scene {
        heading: matrix.heading.clone(),
        width: total,
        height: y,
        ground,
        lists,
        notes_spoken: "The words that the cells rest on",
        notes: matrix.cards.iter().map(|c| Note { number: c.number, words: card_note(matrix, c) }).collect(),
        kind: "matrix",
        is_table: true,
        breaks,
        head: Some(head),
        ..Scene::default()
    }
}

fn rule(y: f64, right: f64, fill: ColourRole) -> Shape {
    Shape::Rect { at: Rect { x: MARGIN, y, w: right - MARGIN, h: 1.0 }, fill, stroke: None, round: 0.0 }
}

/// Lines of text in the middle of a box.
fn centred(at: Rect, (size, face, fill): Style, words: &str, out: &mut Vec<Shape>) {
    let lines = wrap(words, size, face, at.w - 2.0);
    let high = size * 1.22;
    let mut y = at.y + (at.h - lines.len() as f64 * high) / 2.0;
    for line in lines {
        y += high;
        let left = at.x + (at.w - width(&line, size, face)) / 2.0;
        out.push(text(left, y - size * 0.3, size, face, fill, line));
    }
}

/// How high lines of text are.
fn height(words: &str, (size, face, _): Style, room: f64) -> f64 {
    wrap(words, size, face, room).len() as f64 * size * 1.22
}

/// The key: borders of statuses, the chip of amounts, and what dots, numbers and totals mean.
fn samples(matrix: &Matrix) -> Vec<(Sample, String)> {
    let quiet = text(3.0, 3.5, 12.0, Face::Bold, ColourRole::Muted, EMPTY);
    let mut out: Vec<(Sample, String)> = matrix.statuses.iter().map(status_sample).collect();
    if matrix.cards.iter().any(|c| !c.money.is_empty()) {
        out.push(amount_sample());
    }
    out.push((Sample::CellCard(vec![quiet], 9.0), NONE.to_owned()));
    if matrix.cards.iter().any(|c| c.ground == Provenance::Claim(Standing::Fact)) {
        out.push((Sample::dot(true), format!("{}: the source says so", matrix.verb)));
    }
    match matrix.rows_are {
        RowsAre::Bodies => {
            out.extend(matrix.rules.iter().map(|rule| (Sample::dot(false), format!("inferred: {rule}"))));
        }
        RowsAre::Promises if matrix.rules.is_empty() => {}
        RowsAre::Promises => {
            out.push((Sample::dot(false), "inferred by a rule, which is named below".to_owned()));
        }
    }
    out.push(number_sample());
    out.push((Sample::Words, matrix.rows_are.remark().to_owned()));
    out.extend(matrix.brackets().map(|words| (Sample::Words, words.to_owned())));
    out
}

/// What stands in an empty cell.
const EMPTY: &str = "\u{b7}";

/// The heads of the columns; returns them and where the rows begin.
fn heads(matrix: &Matrix, frame: Frame, top: f64) -> (List, f64) {
    let style = (TEXT, Face::Bold, ColourRole::Ink);
    let words =
        |i: usize| matrix.columns.get(i).map_or_else(String::new, |column| column_title(matrix, column));
    let count = matrix.columns.len();
    let heights = (0..count).map(|i| height(&words(i), style, frame.cell - 2.0 * PAD));
    let own = height(&matrix.columns_title, style, frame.name - PAD);
    let high = heights.fold(own.max(HIGH - 12.0), f64::max) + 12.0;
    let mut corner = Vec::new();
    lines((MARGIN, top + 4.0), style, frame.name - PAD, &matrix.columns_title, &mut corner);
    let at = Rect { x: frame.x(count), y: top, w: frame.total, h: high };
    let mut end = Vec::new();
    if matrix.rows_are.are_counted() {
        centred(at, style, &matrix.things_title(), &mut end);
    }
    let outer = |id: &str, spoken: String, at: Rect, shapes: Vec<Shape>| Item {
        id: id.to_owned(),
        class: "head",
        spoken: spoken.clone(),
        at,
        parts: vec![Part { class: "", title: spoken, shapes }],
        ..Item::default()
    };
    let own = Rect { x: MARGIN, y: top, w: frame.name, h: high };
    let corner = outer("column-0", matrix.columns_title.clone(), own, corner);
    let end = outer(&format!("column-{}", count + 1), matrix.things_title(), at, end);
    let end = matrix.rows_are.are_counted().then_some(end);
    let item = |(i, column): (usize, &Row)| {
        let at = Rect { x: frame.x(i), y: top, w: frame.cell, h: high };
        let stroke = Some((ColourRole::RowInk, 1.5, Border::Solid));
        let mut shapes = vec![Shape::Rect { at, fill: ColourRole::RowFill, stroke, round: 4.0 }];
        let inner = Rect { x: at.x + PAD, w: at.w - 2.0 * PAD, ..at };
        centred(inner, style, &words(i), &mut shapes);
        let cite = column.cite.as_ref().map(Citation::note).unwrap_or_default();
        let title = format!("{}. {cite}", words(i)).trim().to_owned();
        Item {
            id: format!("column-{}", i + 1),
            class: "head",
            spoken: words(i),
            at,
            parts: vec![Part { class: "", title, shapes }],
            ..Item::default()
        }
    };
    let items = matrix.columns.iter().enumerate().map(item);
    let items = std::iter::once(corner).chain(items).chain(end).collect();
    let list = List { class: "heads", spoken: matrix.columns_title.clone(), items, ..List::default() };
    (list, top + high + GAP)
}

/// The rows of a group.
struct Rows<'a> {
    matrix: &'a Matrix,
    frame: Frame,
    group: &'a Group,
    number: usize,
}

impl Rows<'_> {
    /// Lays the rows out below the heading of their group; returns them and where they end.
    fn lay(&self, top: f64, ground: &mut Vec<Shape>, breaks: &mut Vec<f64>) -> (Vec<List>, f64) {
        let right = self.frame.x(self.matrix.columns.len()) + self.frame.total;
        let room = right - MARGIN - 2.0 * PAD;
        let style = (TEXT + 0.5, Face::Bold, ColourRole::Hue(self.group.colour));
        let mut y = lines((MARGIN + PAD, top + 3.0), style, room, &self.group.title, ground) + 3.0;
        if self.group.rows.is_empty() {
            let style = (TEXT, Face::Regular, ColourRole::Ink);
            y = lines((MARGIN + PAD, y), style, room, &self.group.none(), ground) + 8.0;
        }
        let mut lists = Vec::new();
        for (i, who) in self.group.rows.iter().enumerate() {
            ground.push(rule(y, right, ColourRole::Paper));
            let (list, bottom) = self.row(who, i + 1, y);
            lists.push(list);
            y = bottom;
            breaks.push(y);
        }
        breaks.pop();
        (lists, y)
    }

    fn row(&self, who: &MatrixRow, number: usize, top: f64) -> (List, f64) {
        let id = format!("{}-{number}", self.number);
        let style = (TEXT, Face::Regular, ColourRole::Ink);
        // Cards are laid out from above, and moved down where the row is higher than they are.
        let mut cells: Vec<Vec<Item>> = Vec::new();
        let mut high = height(&who.shown(), style, self.frame.name - 2.0 * PAD).max(HIGH - 8.0);
        let is_counted = self.matrix.rows_are.are_counted();
        if is_counted {
            high = high.max(height(&who.total.brief(NONE), number_style(&who.total), TOTAL - 2.0));
        }
        for (column, cell) in who.cells.iter().enumerate() {
            let (items, end) =
                self.cell(who, cell, (self.frame.x(column) + INSET, top), &format!("{id}-{}", column + 1));
            high = high.max(end - top);
            cells.push(items);
        }
        let row = Rect { x: MARGIN, y: top, w: self.frame.name, h: high + 8.0 };
        let mut name = Vec::new();
        let start = top + (row.h - height(&who.shown(), style, self.frame.name - 2.0 * PAD)) / 2.0;
        lines((MARGIN + PAD, start), style, self.frame.name - 2.0 * PAD, &who.shown(), &mut name);
        let mut items = Vec::new();
        for (column, cell) in cells.into_iter().enumerate() {
            let Some(last) = cell.last() else {
                items.push(self.empty(who, column, row, format!("cell-{id}-{}", column + 1)));
                continue;
            };
            let down = (row.h - (last.at.y + last.at.h - top)) / 2.0;
            let placed = |item: Item| Item { cell: Some(column), ..item.moved(0.0, down) };
            items.extend(cell.into_iter().map(placed));
        }
        items.extend(is_counted.then(|| Item {
            id: format!("total-{id}"),
            class: "total",
            spoken: format!("{}: {}", self.matrix.things_title(), who.total.brief(NONE)),
            at: Rect { x: self.frame.x(self.matrix.columns.len()), w: TOTAL, ..row },
            parts: vec![self.total(who, row)],
            ..Item::default()
        }));
        let spoken = format!("{}: {}", self.group.title, who.shown());
        let title = who_words(self.group, who);
        let head = Some(Part { class: "", title, shapes: name });
        (List { id: format!("row-{id}"), class: "row", spoken, head, items }, row.y + row.h)
    }

    /// A cell in which nothing stands, and what is said of that.
    fn empty(&self, who: &MatrixRow, column: usize, row: Rect, id: String) -> Item {
        let at = Rect { x: self.frame.x(column), w: self.frame.cell, ..row };
        let words = who.empty(column, EMPTY);
        let size = if words == EMPTY { 12.0 } else { SMALL };
        let mut shapes = Vec::new();
        centred(at, (size, Face::Bold, ColourRole::Muted), &words, &mut shapes);
        let spoken = who.empty(column, NONE);
        let parts = vec![Part { class: "", title: spoken.clone(), shapes }];
        Item { id, class: "empty", spoken, at, parts, ..Item::default() }
    }

    fn total(&self, who: &MatrixRow, row: Rect) -> Part {
        let mut shapes = Vec::new();
        let at = Rect { x: self.frame.x(self.matrix.columns.len()), w: TOTAL, ..row };
        centred(at, number_style(&who.total), &who.total.brief(NONE), &mut shapes);
        Part { class: "", title: row_counts(self.matrix, self.group, who), shapes }
    }

    /// The cards of a cell, below one another; returns them and where they end.
    fn cell(
        &self,
        who: &MatrixRow,
        cell: &[CellCard],
        (left, top): (f64, f64),
        id: &str,
    ) -> (Vec<Item>, f64) {
        let mut y = top;
        let mut items = Vec::new();
        for (i, mark) in cell.iter().enumerate() {
            if i > 0 {
                y += 6.0;
            }
            let item = self.mark(who, mark, (left, y), format!("cell-{id}-{}", i + 1));
            y += item.at.h;
            items.push(item);
        }
        (items, y)
    }

    fn mark(&self, who: &MatrixRow, mark: &CellCard, (left, top): (f64, f64), id: String) -> Item {
        let card = self.matrix.card(mark);
        let ink = ColourRole::Hue(self.group.colour);
        let mut words = Vec::new();
        let w = self.frame.cell - 2.0 * INSET;
        let h = written(card, (left + PAD, top), w - 2.0 * PAD + 3.0, ink, &mut words);
        let at = Rect { x: left, y: top, w, h };
        let frame = Shape::Rect {
            at,
            fill: ColourRole::Paper,
            stroke: Some((ink, card.frame(), card.border)),
            round: 4.0,
        };
        let dot = Shape::Dot {
            x: left,
            y: top + h / 2.0,
            filled: card.ground == Provenance::Claim(Standing::Fact),
        };
        let shapes = std::iter::once(frame).chain(words).chain([dot]).collect();
        Item {
            id,
            class: "cell",
            spoken: spoken(self.matrix, mark),
            note: Some(card.number),
            at,
            parts: vec![Part { class: "", title: mark_words(self.matrix, self.group, who, mark), shapes }],
            ..Item::default()
        }
    }
}

/// Writes what a card in a cell shows and returns its height.
fn written(card: &Card, (left, top): (f64, f64), room: f64, ink: ColourRole, out: &mut Vec<Shape>) -> f64 {
    let number = format!("[{}]", card.number);
    let wide = width(&number, SMALL, Face::Regular);
    let status = (SMALL, Face::Bold, ink);
    let words = card.status.to_uppercase();
    // A word is not broken for the number beside it.
    let longest = words.split(' ').map(|word| width(word, SMALL, Face::Bold)).fold(0.0, f64::max);
    let is_beside = longest <= room - wide - 4.0;
    let beside = if is_beside { room - wide - 4.0 } else { room };
    let mut y = lines((left, top + 3.5), status, beside, &words, out) + 1.0;
    let line = if is_beside { top + SMALL + 4.5 } else { y + SMALL };
    out.push(text(left + room - wide, line, SMALL, Face::Regular, ColourRole::Muted, number));
    y += if is_beside { 0.0 } else { SMALL + 2.0 };
    for money in &card.money {
        y = chip((left, y), room, money, out);
    }
    let quiet = (SMALL, Face::Regular, ColourRole::Ink);
    let standing = card.ground.standing();
    let from = (!standing.is_fact()).then(|| format!("inferred: {}", standing.of_claims().word()));
    let facts = card.facts.iter().map(|fact| fact.words.clone());
    for words in facts.chain(card.left_out_words()).chain(from) {
        y = lines((left, y), quiet, room, &words, out);
    }
    y + 3.5 - top
}

/// How a number is written: words in its place are small.
fn number_style(number: &Count) -> Style {
    let is_number = number.number() + number.others.len() > 0;
    (if is_number { 12.0 } else { SMALL }, Face::Bold, ColourRole::Ink)
}

/// A line of totals; returns it and where the next one begins.
fn line(
    (matrix, frame): (&Matrix, Frame),
    totals: &Totals,
    place: usize,
    top: f64,
    ground: &mut Vec<Shape>,
) -> (List, f64) {
    let count = matrix.columns.len();
    let face = if matches!(totals.of, TotalKind::Status(..)) { Face::Regular } else { Face::Bold };
    let style = |number: &Count| match number_style(number) {
        (size, ..) if size == SMALL => {
            (size, face, if face == Face::Bold { ColourRole::Ink } else { ColourRole::Muted })
        }
        (size, ..) => (size, face, ColourRole::Ink),
    };
    let cells: Vec<(Option<usize>, &Count)> =
        totals.columns.iter().enumerate().map(|(i, c)| (Some(i), c)).collect();
    let whole = matrix.rows_are.are_counted().then_some((None, &totals.whole));
    let cells: Vec<_> = cells.into_iter().chain(whole).collect();
    let wide = |column: Option<usize>| if column.is_some() { frame.cell } else { TOTAL };
    let heights = cells.iter().map(|(c, n)| height(&n.brief(totals.nothing()), style(n), wide(*c) - 2.0));
    let title = match &totals.of {
        TotalKind::Status(word, _) => word.to_uppercase(),
        TotalKind::Things | TotalKind::Named => matrix.totals_title(totals),
    };
    let small = if matches!(totals.of, TotalKind::Status(..)) { SMALL } else { TEXT };
    let (size, room) = ((small, Face::Bold, ColourRole::Ink), frame.name - 4.0 * PAD);
    let high = heights.fold(height(&title, size, room), f64::max) + 10.0;
    let at = Rect { x: MARGIN, y: top, w: frame.name, h: high };
    let left = label(totals, &title, at, ground);
    let mut words = Vec::new();
    lines((left, top + (high - height(&title, size, room)) / 2.0), size, room, &title, &mut words);
    let items = cells.into_iter().map(|(column, number)| {
        let at = Rect { x: frame.x(column.unwrap_or(count)), w: wide(column), ..at };
        let mut shapes = Vec::new();
        centred(at, style(number), &number.brief(totals.nothing()), &mut shapes);
        let title = column_counts(matrix, totals, column);
        Item {
            id: format!("total-{}-{}", totals_id(place), column.map_or(count, |c| c) + 1),
            class: "total",
            spoken: title.clone(),
            at,
            parts: vec![Part { class: "", title, shapes }],
            ..Item::default()
        }
    });
    let items = items.collect();
    let spoken = matrix.totals_title(totals);
    let head = Some(Part { class: "", title: spoken.clone(), shapes: words });
    (List { class: "totals", spoken, head, items, ..List::default() }, top + high)
}

/// The line of totals as a part of ids: no group has this number.
fn totals_id(place: usize) -> String {
    format!("0-{}", place + 1)
}

/// The frame of a status around its word; returns where the word begins.
fn label(totals: &Totals, title: &str, at: Rect, out: &mut Vec<Shape>) -> f64 {
    let TotalKind::Status(_, border) = &totals.of else { return at.x + PAD };
    let left = at.x + 2.0 * PAD;
    let lines = wrap(title, SMALL, Face::Bold, at.w - 4.0 * PAD);
    let widest = lines.iter().map(|l| width(l, SMALL, Face::Bold)).fold(0.0, f64::max);
    out.push(Shape::Rect {
        at: Rect { x: left - 6.0, y: at.y + 3.5, w: widest + 12.0, h: at.h - 7.0 },
        fill: ColourRole::Paper,
        stroke: Some((ColourRole::Ink, 2.0, *border)),
        round: 3.0,
    });
    left
}
