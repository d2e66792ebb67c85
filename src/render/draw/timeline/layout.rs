//! A timeline to shapes: names on the left, bars on an axis, and beside it what has no place on it.
//!
//! Every bar stands on a lane of its own with its words below, so that nothing overlaps.

use super::bar::{Part as BarPart, mark_pieces, period_pieces};
use super::look::{BAR, hollow, samples, shapes};
use super::scale::{Scale, TICK};
use super::words::{aside_words, mark_words, missing_words, period_words, saying_words, unplaced_words};
use crate::compile::ontology::Border;
use crate::render::draw::metrics::{Face, width, wrap};
use crate::render::draw::sheet::{
    ColourRole, Item, List, MARGIN, Note, Part, Rect, SMALL, Scene, Shape, Step, Style, TEXT, heading, key,
    lines, rounded,
};
use crate::render::figure::{Annotation, Hue, Line, Statement, Timeline};

/// The width of the column of names.
const NAMES: f64 = 180.0;
/// Between two columns.
const GAP: f64 = 14.0;
/// Words of dates.
const WORDS: Style = (SMALL + 0.4, Face::Regular, ColourRole::Ink);

/// Lays a timeline out. Costs time in proportion to its dates.
pub(in crate::render::draw) fn sheet(timeline: &Timeline, room: Option<f64>) -> Scene {
    let room = room.map(|room| room - 2.0 * MARGIN - NAMES - 2.0 * GAP);
    let scale = room.map_or_else(|| Scale::of(timeline), |room| Scale::within(timeline, room));
    let columns = Columns::of(&scale);
    let mut ground = Vec::new();
    let y = heading(&timeline.heading, None, columns.total, &mut ground);
    let y = key(samples(timeline), columns.total, y, &mut ground);
    let (top, mut y) = head(timeline, &scale, &columns, y + 16.0, &mut ground);
    let mut lists = Vec::new();
    let mut number = 0;
    let (head, mut breaks) = ((top - 6.0, y), Vec::new());
    for line in &timeline.lines {
        ground.push(rule(&columns, y));
        let mut row = Row { timeline, scale: &scale, columns: &columns, line, number: &mut number };
        let (list, bottom) = row.lay(y + 7.0);
        lists.push(list);
        y = rounded(bottom + 6.0);
        breaks.push(y);
    }
    ground.push(rule(&columns, y));
    let under = grounds(&scale, &columns, top, y);
    let (list, bottom) = rest(timeline, &columns, y + 8.0);
    lists.extend(list);
    let notes = timeline.sayings.iter().enumerate();
    let notes = notes.map(|(i, s)| Note { number: i + 1, words: saying_words(s) }).collect();
    Scene {
        heading: timeline.heading.clone(),
        width: columns.total,
        height: rounded(bottom),
        ground: under.into_iter().chain(ground).collect(),
        lists,
        notes_spoken: "The words that the dates rest on",
        notes,
        kind: "timeline",
        breaks,
        head: Some(head),
        ..Scene::default()
    }
}

/// Where the columns stand.
struct Columns {
    axis: f64,
    beside: f64,
    total: f64,
}

impl Columns {
    fn of(scale: &Scale) -> Self {
        let axis = MARGIN + NAMES + GAP;
        let beside = axis + scale.axis + if scale.axis > 0.0 { GAP } else { 0.0 };
        let end = if scale.beside > 0.0 { beside + scale.beside } else { axis + scale.axis };
        Self { axis, beside, total: rounded((end + MARGIN).max(700.0)) }
    }
}

/// A line between two things.
fn rule(columns: &Columns, y: f64) -> Shape {
    let at = Rect { x: MARGIN, y, w: columns.total - 2.0 * MARGIN, h: 1.0 };
    Shape::Rect { at, fill: ColourRole::Guide, stroke: None, round: 0.0 }
}

/// The labels of the ticks and the heading beside the axis; returns where the ticks and where the rows begin.
fn head(timeline: &Timeline, scale: &Scale, columns: &Columns, y: f64, out: &mut Vec<Shape>) -> (f64, f64) {
    let mut bottom = y + TICK + 4.0;
    for tick in &scale.ticks {
        let x = rounded(columns.axis + scale.x(tick.day) + 4.0);
        lines((x, y), (TICK, Face::Regular, ColourRole::Muted), f64::MAX, &tick.label, out);
    }
    if scale.beside > 0.0 {
        let style = (TEXT, Face::Bold, ColourRole::Ink);
        let (at, words) = ((columns.beside + 8.0, y - 1.0), unplaced_words(timeline));
        bottom = bottom.max(lines(at, style, scale.beside - 16.0, &words, out));
    }
    (y, rounded(bottom + 5.0))
}

/// What lies under everything: the lines of the ticks, and the ground of what has no place on the axis.
fn grounds(scale: &Scale, columns: &Columns, top: f64, bottom: f64) -> Vec<Shape> {
    let mut out = Vec::new();
    if scale.beside > 0.0 {
        let at = Rect { x: columns.beside, y: top - 6.0, w: scale.beside, h: bottom - top + 6.0 };
        out.push(Shape::Rect { at, fill: ColourRole::Tint(Hue::Grey), stroke: None, round: 6.0 });
    }
    for tick in &scale.ticks {
        let x = rounded(columns.axis + scale.x(tick.day));
        let steps = vec![Step::Move(x, top), Step::Line(x, bottom)];
        out.push(Shape::Path { steps, fill: None, stroke: Some((ColourRole::Guide, 1.0, Border::Solid)) });
    }
    out
}

/// What is asked about and given no time, or that nothing is.
fn rest(timeline: &Timeline, columns: &Columns, y: f64) -> (Option<List>, f64) {
    let none = timeline.lines.is_empty().then(|| "No source gives a time.".to_owned());
    let missing = timeline.missing.as_ref().and_then(missing_words);
    let words: Vec<String> = none.into_iter().chain(missing).collect();
    if words.is_empty() {
        return (None, y);
    }
    let words = words.join(" ");
    let room = columns.total - 2.0 * MARGIN;
    let mut shapes = Vec::new();
    let bottom = lines((MARGIN, y), (TEXT, Face::Regular, ColourRole::Ink), room, &words, &mut shapes);
    let item = Item {
        id: "missing".to_owned(),
        class: "missing",
        spoken: words.clone(),
        note: None,
        at: Rect { x: MARGIN, y, w: room, h: rounded(bottom - y + 3.0) },
        parts: vec![Part { class: "", title: words, shapes }],
        ..Item::default()
    };
    let spoken = "No time stated".to_owned();
    (Some(List { spoken, items: vec![item], ..List::default() }), bottom + 4.0)
}

/// A thing being laid out.
struct Row<'a> {
    timeline: &'a Timeline,
    scale: &'a Scale,
    columns: &'a Columns,
    line: &'a Line,
    /// How many items there are so far.
    number: &'a mut usize,
}

impl Row<'_> {
    fn hue(&self) -> Hue {
        let group = self.line.group.and_then(|g| self.timeline.groups.get(g));
        group.map_or(Hue::Grey, |g| g.colour)
    }

    /// The thing with its bars; returns where it ends.
    fn lay(&mut self, y: f64) -> (List, f64) {
        let mut shapes = Vec::new();
        let end =
            lines((MARGIN, y), (TEXT, Face::Bold, ColourRole::Ink), NAMES, &self.line.name, &mut shapes);
        let class = (SMALL, Face::Regular, ColourRole::Hue(self.hue()));
        let named = lines((MARGIN, end + 1.0), class, NAMES, &self.line.class, &mut shapes);
        let mut items = Vec::new();
        let mut on_axis = y;
        for period in &self.line.periods {
            let pieces = period_pieces(self.timeline, period, self.scale);
            let sayings: Vec<usize> = period.bounds().map(|b| b.saying).collect();
            on_axis = self.lane(
                &pieces,
                false,
                &period_words(self.timeline, period),
                &sayings,
                on_axis,
                &mut items,
            );
        }
        for mark in &self.line.marks {
            let pieces = mark_pieces(self.timeline, mark, self.scale);
            let words = mark_words(self.timeline, mark);
            on_axis = self.lane(&pieces, !mark.deadline, &words, &[mark.at.saying], on_axis, &mut items);
        }
        let mut beside = y;
        for aside in &self.line.asides {
            beside = self.aside(aside, beside, &mut items);
        }
        let spoken = format!("{}, {}", self.line.name.trim_end_matches('.'), self.line.class);
        let head = Part { class: "", title: spoken.clone(), shapes };
        let list = List { id: String::new(), class: "row", spoken, head: Some(head), items };
        (list, named.max(on_axis).max(beside))
    }

    /// A bar with its words below; returns where the next one begins.
    fn lane(
        &mut self,
        pieces: &[super::bar::Piece],
        is_point: bool,
        words: &str,
        sayings: &[usize],
        y: f64,
        items: &mut Vec<Item>,
    ) -> f64 {
        let (left, room) = (self.columns.axis, self.scale.axis);
        let mut out = Vec::new();
        for piece in pieces {
            out.extend(shapes(piece, left, y + 2.0, self.hue(), is_point));
        }
        let from = pieces.iter().map(|p| p.from).fold(f64::MAX, f64::min);
        let to = pieces.iter().map(|p| p.to).fold(0.0, f64::max);
        // The words stand at the dates, and not at the edge to which a bar without a start runs.
        let dated =
            pieces.iter().filter(|p| p.part != BarPart::Open).map(|p| p.from).fold(f64::MAX, f64::min);
        let broken = wrap(words, WORDS.0, WORDS.1, room - 8.0);
        let wide = broken.iter().map(|l| width(l, WORDS.0, WORDS.1)).fold(0.0, f64::max);
        // The words begin below their bar, where there is room for them.
        let x = rounded(left + dated.min(room - wide - 4.0).max(0.0));
        let under = y + BAR + 5.0;
        let high = rounded(broken.len() as f64 * WORDS.0 * 1.22 + 2.0);
        // The lines of the ticks run behind the words.
        let ground = Rect { x: x - 2.0, y: under, w: wide + 4.0, h: high };
        out.push(Shape::Rect { at: ground, fill: ColourRole::Paper, stroke: None, round: 0.0 });
        let bottom = lines((x, under), WORDS, room - 8.0, words, &mut out);
        let (first, last) = ((left + from).min(x) - 2.0, (left + to).max(x + wide) + 2.0);
        let at = Rect { x: first, y, w: last - first, h: rounded(bottom - y + 2.0) };
        items.push(self.item(words, sayings, at, out));
        bottom + 5.0
    }

    /// A length or words beside the axis; returns where the next one begins.
    fn aside(&mut self, aside: &Annotation, y: f64, items: &mut Vec<Item>) -> f64 {
        let (x, room) = (self.columns.beside + 8.0, self.scale.beside - 16.0);
        let mut out = Vec::new();
        let long = aside.days.map(|days| self.scale.length(days));
        let mut top = y;
        if let Some((long, is_cut)) = long {
            let border = self.timeline.sayings.get(aside.saying).map_or(Border::Solid, Statement::border);
            out.push(hollow((x, y + 2.0), long, is_cut, (ColourRole::Hue(self.hue()), 1.6, border)));
            top = y + BAR + 5.0;
        }
        let words = aside_words(self.timeline, aside, long.is_some_and(|l| l.1));
        let bottom = lines((x, top), WORDS, room, &words, &mut out);
        let at = Rect { x: x - 4.0, y, w: room + 8.0, h: rounded(bottom - y + 2.0) };
        items.push(self.item(&words, &[aside.saying], at, out));
        bottom + 5.0
    }

    fn item(&mut self, words: &str, sayings: &[usize], at: Rect, shapes: Vec<Shape>) -> Item {
        *self.number += 1;
        let name = self.line.name.trim_end_matches('.');
        let mut known = sayings.to_vec();
        known.sort_unstable();
        known.dedup();
        let said = known
            .iter()
            .filter_map(|s| Some(format!("[{}] {}", s + 1, saying_words(self.timeline.sayings.get(*s)?))));
        let title = format!("{name}: {words}. {}", said.collect::<Vec<_>>().join(" "));
        Item {
            id: format!("time-{}", self.number),
            class: "time",
            spoken: format!("{name}: {words}."),
            note: sayings.iter().min().map(|s| s + 1),
            at,
            parts: vec![Part { class: "", title, shapes }],
            ..Item::default()
        }
    }
}
