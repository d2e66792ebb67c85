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
        Part::Body if piece.is_disputed() => dots(at, false, false, hue),
        Part::Body if piece.standing.is_inferred() => {
            vec![rect(at, ColourRole::Paper, Some((ink, 1.2, Border::Dashed)), 0.0)]
        }
        Part::Body => vec![rect(at, ColourRole::Tint(hue), Some((ink, 1.8, piece.border)), 0.0)],
        Part::Contested => dots(at, false, false, hue),
        Part::Open if piece.is_disputed() => dots(at, piece.leftwards, true, hue),
        Part::Open => fading(at, piece.leftwards, hue),
        Part::Date => date(piece, at, ink, is_point),
        Part::Latest => {
            let at = Rect { y: at.y - 3.0, h: at.h + 6.0, ..at };
            vec![rect(at, ColourRole::Ink, None, 0.0)]
        }
    }
}

fn rect(at: Rect, fill: ColourRole, stroke: Option<Stroke>, round: f64) -> Shape {
    Shape::Rect { at, fill, stroke, round }
}

/// The days that a date may mean: a box as wide as they are, or a mark where that is too narrow to be one.
fn date(piece: &Piece, at: Rect, ink: ColourRole, is_point: bool) -> Vec<Shape> {
    let tall = Rect { y: at.y - 2.0, h: at.h + 4.0, ..at };
    let round = if is_point { 6.0 } else { 0.0 };
    if at.w >= 6.0 {
        return vec![rect(tall, ColourRole::Paper, Some((ink, 1.6, piece.border)), round)];
    }
    match (piece.standing.is_inferred(), is_point) {
        (true, _) => {
            let at = Rect { x: tall.x - 0.5, w: tall.w + 1.0, ..tall };
            vec![rect(at, ColourRole::Paper, Some((ink, 1.2, Border::Solid)), 0.0)]
        }
        (_, true) => {
            let at = Rect { x: at.x + at.w / 2.0 - 5.0, y: at.y + 1.0, w: 10.0, h: 10.0 };
            vec![rect(at, ink, None, 5.0)]
        }
        _ => vec![rect(tall, ink, None, 0.0)],
    }
}

/// A row of dots; where it runs out they grow smaller.
fn dots(at: Rect, leftwards: bool, is_open: bool, hue: Hue) -> Vec<Shape> {
    let [size, pitch] = DOT;
    let count = ((at.w / pitch).floor() as usize).max(1);
    let start = at.x + (at.w - count as f64 * pitch) / 2.0;
    let dot = |i: usize| {
        let along = (i as f64 + 0.5) / count as f64;
        let share = if leftwards { along } else { 1.0 - along };
        let size = if is_open { (size * share).max(1.2) } else { size };
        let middle = start + (i as f64 + 0.5) * pitch;
        let at = Rect { x: middle - size / 2.0, y: at.y + (at.h - size) / 2.0, w: size, h: size };
        rect(at, ColourRole::Hue(hue), None, size / 2.0)
    };
    (0..count).map(dot).collect()
}

/// Slices that grow thinner towards the end that is not given.
fn fading(at: Rect, leftwards: bool, hue: Hue) -> Vec<Shape> {
    const SLICES: [(f64, f64); 4] = [(0.0, 0.42), (0.5, 0.2), (0.78, 0.1), (0.95, 0.03)];
    let slice = |(from, wide): (f64, f64)| {
        let x = if leftwards { at.x + at.w * (1.0 - from - wide) } else { at.x + at.w * from };
        let at = Rect { x, w: (at.w * wide).max(1.0), ..at };
        rect(at, ColourRole::Tint(hue), Some((ColourRole::Hue(hue), 0.8, Border::Solid)), 0.0)
    };
    SLICES.into_iter().map(slice).collect()
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
pub(super) fn samples(timeline: &Timeline) -> Vec<(Sample, String)> {
    let mut out = Vec::new();
    for border in [Border::Solid, Border::Dashed, Border::Dotted] {
        let statuses = timeline.sayings.iter().filter_map(|s| s.status.as_ref());
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

/// Samples of the parts of bars.
fn marks(timeline: &Timeline) -> Vec<(Sample, String)> {
    let periods = || timeline.lines.iter().flat_map(|l| &l.periods);
    let disputed = timeline.sayings.iter().any(Statement::is_disputed);
    let derived = timeline.sayings.iter().any(|s| s.standing.is_inferred());
    let latest = timeline.lines.iter().flat_map(|l| &l.marks).any(|m| m.deadline);
    let dated = timeline.lines.iter().any(|l| l.bounds().next().is_some());
    let long = timeline.lines.iter().flat_map(|l| &l.asides).any(|a| a.days.is_some());
    let piece = |part, from, to, standing| {
        shapes(
            &Piece { part, from, to, border: Border::Solid, standing, leftwards: true },
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
    let mut latest_shapes = piece(Part::Date, 0.0, 24.0, Standing::Fact);
    latest_shapes.extend(piece(Part::Latest, 21.0, 24.0, Standing::Fact));
    let all = [
        (
            dated,
            piece(Part::Date, 0.0, 24.0, Standing::Fact),
            24.0,
            "as wide as the date is vague: a year is a whole year",
        ),
        (
            periods().any(|p| p.starts.len().min(p.ends.len()) > 0),
            piece(Part::Body, 0.0, 30.0, Standing::Fact),
            30.0,
            "a period",
        ),
        (
            open_ones().next().is_some(),
            piece(Part::Open, 0.0, 40.0, open),
            40.0,
            "runs out: no fact gives this end",
        ),
        (disputed, piece(Part::Contested, 0.0, 40.0, Standing::Disputed), 40.0, "disputed"),
        (derived, piece(Part::Date, 0.0, 4.0, Standing::Inferred), 5.0, "inferred by a rule, not stated"),
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
