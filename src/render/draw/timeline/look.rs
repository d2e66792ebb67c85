//! How the parts of a bar look, in the figure and in its key.

use super::bar::{Part, Piece};
use crate::compile::ontology::Border;
use crate::model::standing::Standing;
use crate::render::draw::sheet::{
    ColourRole, Rect, Sample, Shape, Step, Stroke, group_sample, number_sample, status_sample,
};
use crate::render::figure::{Hue, Period, Statement, Timeline};

/// The height of a bar.
pub(super) const BAR: f64 = 12.0;
/// The size of a dot of what is disputed, and how far apart two are.
const DOT: [f64; 2] = [4.4, 8.0];

/// The shapes of a part, on an axis that begins at `left`, with the top of the bar at `y`.
pub(super) fn shapes(piece: &Piece, left: f64, y: f64, hue: Hue, is_point: bool) -> Vec<Shape> {
    let at = Rect { x: left + piece.from, y, w: piece.to - piece.from, h: BAR };
    let ink = ColourRole::Hue(hue);
    match piece.part {
        Part::Body if piece.is_disputed() => dots(at, hue),
        Part::Body if piece.standing.is_inferred() => {
            vec![rect(at, ColourRole::Paper, Some((ink, 1.2, Border::Solid)), 0.0), bead(at)]
        }
        Part::Body => vec![rect(at, ColourRole::Tint(hue), Some((ink, 1.8, piece.border)), 0.0)],
        Part::Contested => dots(at, hue),
        Part::Open => arrow(piece, at, hue),
        Part::Date => date(piece, at, ink, is_point),
        Part::Latest => {
            let at = Rect { y: at.y - 3.0, h: at.h + 6.0, ..at };
            vec![rect(at, ColourRole::Ink, None, 0.0)]
        }
    }
}

/// The sign of what is inferred, as in all figures: a hollow dot, in the middle.
fn bead(at: Rect) -> Shape {
    Shape::Dot { x: at.x + at.w / 2.0, y: at.y + at.h / 2.0, filled: false }
}

fn rect(at: Rect, fill: ColourRole, stroke: Option<Stroke>, round: f64) -> Shape {
    Shape::Rect { at, fill, stroke, round }
}

/// The days that a date may mean: a box as wide as they are, or a mark where that is too narrow to be one.
fn date(piece: &Piece, at: Rect, ink: ColourRole, is_point: bool) -> Vec<Shape> {
    let tall = Rect { y: at.y - 2.0, h: at.h + 4.0, ..at };
    let round = if is_point { 6.0 } else { 0.0 };
    let is_wide = at.w >= 6.0;
    let mut out = if is_wide {
        vec![rect(tall, ColourRole::Paper, Some((ink, 1.6, piece.border)), round)]
    } else if is_point && !piece.standing.is_inferred() {
        let at = Rect { x: at.x + at.w / 2.0 - 5.0, y: at.y + 1.0, w: 10.0, h: 10.0 };
        vec![rect(at, ink, None, 5.0)]
    } else {
        vec![rect(tall, ink, None, 0.0)]
    };
    out.extend(piece.standing.is_inferred().then(|| bead(tall)));
    out
}

/// A row of dots.
fn dots(at: Rect, hue: Hue) -> Vec<Shape> {
    let [size, pitch] = DOT;
    let count = ((at.w / pitch).floor() as usize).max(1);
    let start = at.x + (at.w - count as f64 * pitch) / 2.0;
    let dot = |i: usize| {
        let middle = start + (i as f64 + 0.5) * pitch;
        let at = Rect { x: middle - size / 2.0, y: at.y + (at.h - size) / 2.0, w: size, h: size };
        rect(at, ColourRole::Hue(hue), None, size / 2.0)
    };
    (0..count).map(dot).collect()
}

/// An arrow towards the end that is not given: thin, since nobody says that the period goes on.
fn arrow(piece: &Piece, at: Rect, hue: Hue) -> Vec<Shape> {
    const HEAD: [f64; 2] = [8.0, 4.5];
    let [long, half] = HEAD;
    let middle = at.y + at.h / 2.0;
    let (tip, neck, tail) = if piece.leftwards {
        (at.x, at.x + long, at.x + at.w)
    } else {
        (at.x + at.w, at.x + at.w - long, at.x)
    };
    let mut out = if piece.is_disputed() {
        dots(Rect { x: neck.min(tail), w: (neck - tail).abs(), ..at }, hue)
    } else {
        let border = piece.border;
        let steps = vec![Step::Move(tail, middle), Step::Line(neck, middle)];
        vec![Shape::Path { steps, fill: None, stroke: Some((ColourRole::Hue(hue), 1.6, border)) }]
    };
    let steps = vec![
        Step::Move(tip, middle),
        Step::Line(neck, middle - half),
        Step::Line(neck, middle + half),
        Step::Close,
    ];
    out.push(Shape::Path { steps, fill: Some(ColourRole::Hue(hue)), stroke: None });
    out.extend(piece.standing.is_inferred().then(|| bead(at)));
    out
}

/// A length without a place on the axis: a hollow bar, open at its end where there is no room for all of it.
pub(super) fn hollow((x, y): (f64, f64), long: f64, is_cut: bool, stroke: Stroke) -> Shape {
    let (right, bottom) = (x + long, y + BAR);
    let mut steps =
        vec![Step::Move(right, y), Step::Line(x, y), Step::Line(x, bottom), Step::Line(right, bottom)];
    if !is_cut {
        steps.push(Step::Close);
    }
    Shape::Path { steps, fill: (!is_cut).then_some(ColourRole::Paper), stroke: Some(stroke) }
}

/// The entries of the key: only what the figure holds.
pub(in crate::render::draw) fn samples(timeline: &Timeline) -> Vec<(Sample, String)> {
    let mut out = Vec::new();
    for border in [Border::Solid, Border::Dashed, Border::Dotted] {
        let statuses = timeline.drawn().filter_map(|s| s.status.as_ref());
        let mut words: Vec<&str> = statuses.filter(|s| s.1 == border).map(|s| s.0.as_str()).collect();
        words.sort_unstable();
        words.dedup();
        if !words.is_empty() {
            out.push(status_sample(&(words.join(", "), border)));
        }
    }
    for (i, group) in timeline.groups.iter().enumerate() {
        if timeline.lines.iter().any(|l| l.group == Some(i)) {
            out.push(group_sample(group));
        }
    }
    out.extend(marks(timeline));
    out.push(number_sample());
    out
}

/// What an arrow of these periods means.
fn open_words(periods: &[&Period]) -> String {
    let lacks =
        |end: usize| periods.iter().any(|p| [&p.starts, &p.ends].get(end).is_some_and(|e| e.is_empty()));
    let ends = match [lacks(0), lacks(1)] {
        [true, true] => "start or end",
        [true, false] => "start",
        _ => "end",
    };
    let by = if periods.iter().any(|p| p.beside != [false; 2]) { " by a fact" } else { "" };
    format!("{ends} not stated{by}")
}

/// Samples of the parts of bars.
fn marks(timeline: &Timeline) -> Vec<(Sample, String)> {
    let periods = || timeline.lines.iter().flat_map(|l| &l.periods);
    let disputed = timeline.drawn().any(Statement::is_disputed);
    let derived = timeline.drawn().any(|s| s.standing.is_inferred());
    let latest = timeline.lines.iter().flat_map(|l| &l.marks).any(|m| m.deadline);
    let dated = timeline.lines.iter().any(|l| l.bounds().next().is_some());
    let long = timeline.lines.iter().flat_map(|l| &l.asides).any(|a| a.days.is_some());
    let piece = |part, from, to, standing| {
        shapes(
            &Piece { part, from, to, border: Border::Solid, standing, leftwards: false },
            0.0,
            -6.0,
            Hue::Grey,
            false,
        )
    };
    let is_disputed =
        |p: &Period| p.bounds().filter_map(|b| timeline.sayings.get(b.saying)).any(Statement::is_disputed);
    let open_ones = || periods().filter(|p| p.starts.is_empty() || p.ends.is_empty());
    let open = if open_ones().all(is_disputed) { Standing::Disputed } else { Standing::Fact };
    let no_end = open_words(&open_ones().collect::<Vec<_>>());
    let mut latest_shapes = piece(Part::Date, 0.0, 24.0, Standing::Fact);
    latest_shapes.extend(piece(Part::Latest, 21.0, 24.0, Standing::Fact));
    let all = [
        (
            dated,
            piece(Part::Date, 0.0, 24.0, Standing::Fact),
            24.0,
            "width shows how vague a date is: a year is drawn as a whole year",
        ),
        (
            periods().any(|p| p.starts.len().min(p.ends.len()) > 0),
            piece(Part::Body, 0.0, 30.0, Standing::Fact),
            30.0,
            "a period",
        ),
        (open_ones().next().is_some(), piece(Part::Open, 0.0, 40.0, open), 40.0, no_end.as_str()),
        (disputed, piece(Part::Contested, 0.0, 40.0, Standing::Disputed), 40.0, "disputed"),
        (derived, piece(Part::Date, 2.0, 6.0, Standing::Inferred), 9.0, "inferred by a rule, not stated"),
        (latest, latest_shapes, 24.0, "the latest date"),
        (
            long,
            vec![hollow((0.0, -6.0), 30.0, false, (ColourRole::Hue(Hue::Grey), 1.6, Border::Solid))],
            30.0,
            "a length, to the scale of the axis",
        ),
    ];
    all.into_iter()
        .filter(|a| a.0)
        .map(|(_, shapes, wide, words)| (Sample::CellCard(shapes, wide), words.to_owned()))
        .collect()
}
