//! Ticks of an axis of days: from single days to thousands of years, whichever are the finest that can be read.

use crate::model::date::{MONTHS, day_number};

/// Where a unit of the axis begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tick {
    /// Its first day.
    pub day: i64,
    /// What it is called: empty for the last, where the axis ends.
    pub label: String,
}

/// A distance between ticks.
#[derive(Clone, Copy)]
enum Step {
    Days,
    Months(i64),
    Years(i64),
}

/// From fine to coarse.
const STEPS: [Step; 16] = [
    Step::Days,
    Step::Months(1),
    Step::Months(3),
    Step::Months(6),
    Step::Years(1),
    Step::Years(2),
    Step::Years(5),
    Step::Years(10),
    Step::Years(20),
    Step::Years(50),
    Step::Years(100),
    Step::Years(200),
    Step::Years(500),
    Step::Years(1000),
    Step::Years(2000),
    Step::Years(5000),
];

/// More ticks than this are never tried.
const MOST: i64 = 400;

/// The finest ticks for the days from `first` to before `after` that `fits` accepts, the coarsest if it accepts none.
///
/// The first tick is at or before `first`, the last one at or after `after`. Costs a few calls of `fits`.
pub fn ticks(first: i64, after: i64, fits: impl Fn(&[Tick]) -> bool) -> Vec<Tick> {
    let mut coarsest = Vec::new();
    for step in STEPS {
        let Some(ticks) = step.over(first, after.max(first + 1)) else { continue };
        if fits(&ticks) {
            return ticks;
        }
        coarsest = ticks;
    }
    coarsest
}

impl Step {
    /// The ticks over a range; none if there are too many of them.
    fn over(self, first: i64, after: i64) -> Option<Vec<Tick>> {
        let from = self.at(first);
        let rough = match self {
            Self::Days => after - first,
            Self::Months(n) => (after - first) / (31 * n),
            Self::Years(n) => (after - first) / (366 * n),
        };
        if rough > MOST {
            return None;
        }
        let mut ticks = Vec::new();
        for place in from.. {
            let day = self.day(place);
            let is_last = day >= after;
            ticks.push(Tick { day, label: if is_last { String::new() } else { self.label(place) } });
            if is_last {
                break;
            }
        }
        Some(ticks)
    }

    /// The place of the unit that holds a day, counted in steps.
    fn at(self, day: i64) -> i64 {
        // The year of a day, or the one before it: an estimate that is never too late.
        let guess = (day - 366).div_euclid(366);
        let mut place = match self {
            Self::Days => return day,
            Self::Months(n) => (guess * 12).div_euclid(n),
            Self::Years(n) => guess.div_euclid(n),
        };
        while self.day(place + 1) <= day {
            place += 1;
        }
        place
    }

    /// The first day of the unit at a place.
    fn day(self, place: i64) -> i64 {
        match self {
            Self::Days => place,
            Self::Months(n) => {
                let months = place * n;
                day_number(months.div_euclid(12), months.rem_euclid(12) as u8 + 1, 1)
            }
            Self::Years(n) => day_number(place * n, 1, 1),
        }
    }

    fn label(self, place: i64) -> String {
        match self {
            Self::Days => {
                let month = Self::Months(1).at(place);
                let short = Self::Months(1).label(month);
                format!("{} {short}", place - Self::Months(1).day(month) + 1)
            }
            Self::Months(n) => {
                let months = place * n;
                let name = MONTHS.get(months.rem_euclid(12) as usize).copied().unwrap_or_default();
                let short: String = name.chars().take(3).collect();
                format!("{short} {}", months.div_euclid(12))
            }
            Self::Years(n) => (place * n).to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_as_fine_as_they_may_be() {
        let of = |first, after, most: usize| {
            let ticks = ticks(first, after, |t| t.len() <= most);
            ticks.into_iter().map(|t| t.label).collect::<Vec<_>>()
        };
        let year = |y| day_number(y, 1, 1);
        assert_eq!(of(year(2021), year(2024), 6), ["2021", "2022", "2023", ""]);
        assert_eq!(of(day_number(2023, 3, 1), day_number(2023, 4, 1), 3), ["Mar 2023", ""]);
        assert_eq!(of(day_number(2023, 3, 31), day_number(2023, 4, 1), 3), ["31 Mar 2023", ""]);
        assert_eq!(of(year(1620), year(2020), 6), ["1600", "1700", "1800", "1900", "2000", ""]);
        assert_eq!(of(year(1), year(9999), 1), ["0", "5000", ""]);
    }
}
