//! The axis: which day stands where, and how long a length without a start is drawn beside it.

use crate::render::draw::metrics::{Face, width};
use crate::render::figure::{Tick, Timeline, ticks};

/// The room that the axis and the column beside it share.
const ROOM: f64 = 840.0;
/// The least and the largest share of it that the column beside the axis has, where anything stands in it: dates are what is
/// asked for.
const BESIDE: [f64; 2] = [0.28, 0.38];
/// The room beside the days of the axis for the arrow of a period without a start or an end.
const OPEN: f64 = 54.0;
/// The same on a narrow sheet.
const NARROW: f64 = 26.0;
/// The size of the labels of ticks.
pub(in crate::render::draw) const TICK: f64 = 9.5;

/// Places of days, in pixels from the left end of the axis; one scale for all that is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    /// The ticks; the last one ends the axis. None where nothing has a date.
    pub ticks: Vec<Tick>,
    /// The width of the axis.
    pub axis: f64,
    /// The width of the column beside it, for what has no place on it; zero where there is nothing of the kind.
    pub beside: f64,
    /// The room for lengths in it.
    widest: f64,
    /// The room before the first tick.
    lead: f64,
    per_day: f64,
}

impl Scale {
    /// The scale of a timeline. Costs time in proportion to its dates.
    pub fn of(timeline: &Timeline) -> Self {
        Self::within(timeline, ROOM)
    }

    /// The same within some room.
    pub(in crate::render::draw) fn within(timeline: &Timeline, room: f64) -> Self {
        let has_asides = timeline.lines.iter().any(|l| !l.asides.is_empty());
        Self::fitted(timeline, room, has_asides, (OPEN, TICK))
    }

    /// The same for a narrow sheet with ticks of some size, where nothing stands beside the axis: what has no place on it has the
    /// room of the axis.
    pub(in crate::render::draw) fn narrow(timeline: &Timeline, room: f64, tick: f64) -> Self {
        let scale = Self::fitted(timeline, room, false, (NARROW, tick));
        Self { beside: room, widest: room, ..scale }
    }

    fn fitted(timeline: &Timeline, room: f64, has_asides: bool, (open, tick): (f64, f64)) -> Self {
        let [narrowest, widest] = BESIDE.map(|share| share * room);
        let asides = || timeline.lines.iter().flat_map(|l| &l.asides);
        let longest = f64::from(asides().filter_map(|a| a.days).max().unwrap_or(0));
        let periods = || timeline.lines.iter().flat_map(|l| &l.periods);
        let lead = if periods().any(|p| p.starts.is_empty()) { open } else { 6.0 };
        let tail = if periods().any(|p| p.ends.is_empty()) { open } else { 10.0 };
        let Some((first, after)) = timeline.days() else {
            let per_day = if longest > 0.0 { (widest - 20.0) / longest } else { 0.0 };
            let beside = if asides().next().is_some() { room } else { 0.0 };
            return Self { ticks: Vec::new(), axis: 0.0, beside, widest, lead: 0.0, per_day };
        };
        let axis_of = |days: f64| {
            if !has_asides {
                return room;
            }
            // The axis and the longest length share the room, as far as both stay readable.
            let inner = room - lead - tail - 20.0;
            room - (inner * longest / (days + longest) + 20.0).clamp(narrowest, widest)
        };
        let days = |ticks: &[Tick]| match (ticks.first(), ticks.last()) {
            (Some(a), Some(b)) => (b.day - a.day).max(1) as f64,
            _ => 1.0,
        };
        let per_day = |ticks: &[Tick]| (axis_of(days(ticks)) - lead - tail) / days(ticks);
        let ticks = ticks(first, after, |ticks| {
            let per_day = per_day(ticks);
            ticks.windows(2).all(|pair| match pair {
                [a, b] => (b.day - a.day) as f64 * per_day >= width(&a.label, tick, Face::Regular) + 10.0,
                _ => true,
            })
        });
        let axis = axis_of(days(&ticks));
        let per_day = per_day(&ticks);
        let beside = if has_asides { room - axis } else { 0.0 };
        Self { ticks, axis, beside, widest, lead, per_day }
    }

    /// Where a day begins.
    pub fn x(&self, day: i64) -> f64 {
        let first = self.ticks.first().map_or(day, |t| t.day);
        self.lead + (day - first) as f64 * self.per_day
    }

    /// How long a number of days is drawn, and whether that is shorter than it is because there is no more room.
    pub fn length(&self, days: u32) -> (f64, bool) {
        let (long, room) = (f64::from(days) * self.per_day, self.beside.min(self.widest) - 20.0);
        (long.min(room).max(2.0), long > room + 0.01)
    }
}
