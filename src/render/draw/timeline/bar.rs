//! A period or a date as parts of a bar: what is certain, how wide a date is, what is contested, what stays open.

use super::scale::Scale;
use crate::compile::ontology::Border;
use crate::model::standing::Standing;
use crate::render::figure::{Bound, Moment, Period, Statement, Timeline};

/// What a part of a bar means. Where parts meet, the later kind lies on top.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::render::draw) enum Part {
    /// An arrow to the edge of the axis: no source gives this end.
    Open,
    /// Between the latest start and the earliest end that are given.
    Body,
    /// Between two dates that are given for one end.
    Contested,
    /// The days that one date may mean.
    Date,
    /// The end of the latest of them, where something is to be done by then.
    Latest,
}

/// A part with its place on the axis and the saying that it is drawn by.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::render::draw) struct Piece {
    pub(in crate::render::draw) part: Part,
    pub(in crate::render::draw) from: f64,
    pub(in crate::render::draw) to: f64,
    /// The line of the status: the least firm of those that meet in it.
    pub(in crate::render::draw) border: Border,
    pub(in crate::render::draw) standing: Standing,
    /// Whether it is open to the left.
    pub(in crate::render::draw) leftwards: bool,
}

impl Piece {
    /// Whether other claims stand against what it shows.
    pub(in crate::render::draw) fn is_disputed(&self) -> bool {
        self.standing.is_contested()
    }
}

/// The narrowest piece that can be seen.
const NARROWEST: f64 = 4.0;
/// How wide the edge of a latest date is, and how far from the edge of the axis an arrow ends.
const EDGE: f64 = 3.0;

/// The parts of a period, in the order in which they are drawn.
pub(in crate::render::draw) fn period_pieces(
    timeline: &Timeline,
    period: &Period,
    scale: &Scale,
) -> Vec<Piece> {
    let whole = |part, from, to, leftwards| {
        let sayings = || period.bounds().filter_map(|b| timeline.sayings.get(b.saying));
        let stated = || sayings().filter(|s| !s.standing.is_inferred());
        let border = stated().map(Statement::border).max_by_key(|b| *b as u8).unwrap_or(Border::Solid);
        // A rule adds a further end to what is said; it does not make the whole inferred.
        let standing = stated().map(|s| s.standing).max().unwrap_or(Standing::Inferred);
        Piece { part, from, to, border, standing, leftwards }
    };
    let x = |day: i64| scale.x(day);
    let mut out = Vec::new();
    let inner_start = period.starts.iter().map(|b| b.at.after).max();
    let inner_end = period.ends.iter().map(|b| b.at.first).min();
    match (inner_start, inner_end) {
        (Some(start), Some(end)) if start < end => out.push(whole(Part::Body, x(start), x(end), false)),
        (None, Some(end)) => out.push(whole(Part::Open, EDGE, x(end), true)),
        (Some(start), None) => out.push(whole(Part::Open, x(start), scale.axis - EDGE, false)),
        _ => {}
    }
    for bounds in [&period.starts, &period.ends] {
        for pair in bounds.windows(2) {
            if let [a, b] = pair
                && a.at.after < b.at.first
            {
                out.push(whole(Part::Contested, x(a.at.after), x(b.at.first), false));
            }
        }
        out.extend(bounds.iter().map(|b| date_piece(timeline, b, scale)));
    }
    out
}

/// The days of a single date, with the edge that ends them where it is a latest date.
pub(in crate::render::draw) fn mark_pieces(timeline: &Timeline, mark: &Moment, scale: &Scale) -> Vec<Piece> {
    let days = date_piece(timeline, &mark.at, scale);
    let edge = Piece { part: Part::Latest, from: days.to - EDGE, ..days.clone() };
    if mark.deadline { vec![days, edge] } else { vec![days] }
}

fn date_piece(timeline: &Timeline, bound: &Bound, scale: &Scale) -> Piece {
    let saying = timeline.sayings.get(bound.saying);
    let (from, to) = (scale.x(bound.at.first), scale.x(bound.at.after));
    let spare = ((NARROWEST - (to - from)) / 2.0).max(0.0);
    Piece {
        part: Part::Date,
        from: from - spare,
        to: to + spare,
        border: saying.map_or(Border::Solid, Statement::border),
        standing: saying.map_or(Standing::Fact, |s| s.standing),
        leftwards: false,
    }
}
