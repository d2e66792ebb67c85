//! Dates at the precision known, and spans of time.
//!
//! The forms are those of XML Schema 1.1 part 2 (`gYear`, `gYearMonth`, `date`, `duration`),
//! <https://www.w3.org/TR/xmlschema11-2/>, for the years 0001 to 9999.

use std::fmt;
use std::num::NonZeroU16;

use oxrdf::NamedNodeRef;
use oxrdf::vocab::xsd;
use oxsdatatypes::Duration;

/// A year, a year and month, or a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PartialDate {
    year: NonZeroU16,
    month: u8,
    day: u8,
}

impl PartialDate {
    /// Reads `2023`, `2023-03` or `2023-03-31`; `None` if the form is another or the day does not exist.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        if !matches!(bytes.len(), 4 | 7 | 10) {
            return None;
        }
        let dashes_right = bytes.iter().enumerate().all(|(i, b)| match i {
            4 | 7 => *b == b'-',
            _ => b.is_ascii_digit(),
        });
        if !dashes_right {
            return None;
        }
        let year: NonZeroU16 = text[..4].parse().ok()?;
        let month: u8 =
            if bytes.len() > 4 { text[5..7].parse().ok().filter(|m| (1..=12).contains(m))? } else { 0 };
        let day: u8 = if bytes.len() > 7 { text[8..].parse().ok().filter(|&d| d >= 1)? } else { 0 };
        (day <= days_in(year.get(), month)).then_some(Self { year, month, day })
    }

    /// The XML Schema datatype that has this precision.
    pub fn datatype(self) -> NamedNodeRef<'static> {
        match (self.month, self.day) {
            (0, _) => xsd::G_YEAR,
            (_, 0) => xsd::G_YEAR_MONTH,
            _ => xsd::DATE,
        }
    }

    /// Whether the whole of this date lies after the whole of the other.
    pub fn is_after(self, other: Self) -> bool {
        self.first() > other.last()
    }

    /// The days that it may mean: the number of the first, and of the first one after it, as [`day_number`] counts them.
    pub fn days(self) -> (i64, i64) {
        let number = |(year, month, day): (u16, u8, u8)| day_number(i64::from(year), month, day);
        (number(self.first()), number(self.last()) + 1)
    }

    /// The date for readers: `2023`, `March 2023`, `31 March 2023`.
    pub fn words(self) -> String {
        let month = usize::from(self.month).checked_sub(1).and_then(|m| MONTHS.get(m));
        match (month, self.day) {
            (None, _) => self.year.to_string(),
            (Some(month), 0) => format!("{month} {}", self.year),
            (Some(month), day) => format!("{day} {month} {}", self.year),
        }
    }

    fn first(self) -> (u16, u8, u8) {
        (self.year.get(), self.month.max(1), self.day.max(1))
    }

    fn last(self) -> (u16, u8, u8) {
        let month = if self.month == 0 { 12 } else { self.month };
        let day = if self.day == 0 { days_in(self.year.get(), month) } else { self.day };
        (self.year.get(), month, day)
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if self.month > 0 {
            write!(f, "-{:02}", self.month)?;
        }
        if self.day > 0 {
            write!(f, "-{:02}", self.day)?;
        }
        Ok(())
    }
}

/// The months, by name.
pub const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// How many days a day lies after 1 January of the year 0, in the Gregorian calendar carried back before its beginning.
pub fn day_number(year: i64, month: u8, day: u8) -> i64 {
    // Years are counted from March, so that a leap day is the last day of its year.
    let month = i64::from(month);
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leaps = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    365 * year + leaps + (153 * month + 2) / 5 + i64::from(day) + 59
}

/// The year, month and day that lie so many days after 1 January of the year 0: the other way of [`day_number`].
pub fn calendar(days: i64) -> [i64; 3] {
    // Never later than the year that is meant, and at most one year before it.
    let mut year = days.div_euclid(366);
    while day_number(year + 1, 1, 1) <= days {
        year += 1 + (days - day_number(year + 1, 1, 1)) / 366;
    }
    let month = (1..=12).rev().find(|month| day_number(year, *month, 1) <= days).unwrap_or(1);
    [year, i64::from(month), days - day_number(year, month, 1) + 1]
}

fn days_in(year: u16, month: u8) -> u8 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Reads a span of time such as `P3Y` or `P1Y6M` (ISO 8601, XML Schema `duration`); `None` for another form, and below zero.
pub fn parse_duration(text: &str) -> Option<Duration> {
    // The library takes a `T` with no time behind it.
    let is_form = text.starts_with('P') && !text.ends_with('T');
    text.parse().ok().filter(|_| is_form)
}

/// A span of time without weeks, which XML Schema does not have: `P2W` is `P14D`. `None` where there are no weeks.
pub fn weeks_as_days(text: &str) -> Option<String> {
    let (before, after) = text.split_once('W')?;
    let start = before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let weeks: u32 = before[start..].parse().ok()?;
    let (days, rest) = after.split_once('D').unwrap_or(("0", after));
    let days = weeks.checked_mul(7)?.checked_add(days.parse().ok()?)?;
    let span = format!("{}{days}D{rest}", &before[..start]);
    parse_duration(&span).map(|_| span)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn partial_dates() {
        for (text, datatype) in
            [("2026", xsd::G_YEAR), ("2023-03", xsd::G_YEAR_MONTH), ("2024-02-29", xsd::DATE)]
        {
            let date = PartialDate::parse(text);
            assert_eq!(date.map(PartialDate::datatype), Some(datatype));
            assert_eq!(date.map(|d| d.to_string()).as_deref(), Some(text));
        }
        for text in [
            "",
            "23",
            "2023-3",
            "2023-13",
            "2023-00",
            "2023-02-29",
            "2023-04-31",
            "2023/03",
            "0000",
            "２０２３",
        ] {
            assert_eq!(PartialDate::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_date_is_after_another_only_if_no_day_is_shared() {
        let date = |t| PartialDate::parse(t).expect("a date of this test");
        assert!(date("2024").is_after(date("2023-12-31")));
        assert!(!date("2023").is_after(date("2023-03")));
        assert!(!date("2023-03").is_after(date("2023")));
    }

    /// Every day is one after the day before it, over four hundred years, which hold 146 097 days.
    #[test]
    fn days_are_counted_without_a_gap() {
        assert_eq!(day_number(0, 1, 1), 0);
        let mut expected = day_number(1600, 1, 1);
        for year in 1600..2000 {
            for month in 1..=12 {
                for day in 1..=days_in(year, month) {
                    assert_eq!(day_number(i64::from(year), month, day), expected, "{year}-{month}-{day}");
                    expected += 1;
                }
            }
        }
        assert_eq!(expected - day_number(1600, 1, 1), 146_097);
        let days = |t| PartialDate::parse(t).map(|d: PartialDate| d.days().1 - d.days().0);
        assert_eq!([days("2024"), days("2023-02"), days("2023-03-31")], [Some(366), Some(28), Some(1)]);
        let words = |t| PartialDate::parse(t).map(PartialDate::words).unwrap_or_default();
        assert_eq!(
            [words("2026"), words("2023-03"), words("2023-03-31")],
            ["2026", "March 2023", "31 March 2023"]
        );
    }

    #[test]
    fn durations() {
        for text in
            ["P3Y", "P1Y6M", "PT5M", "P1DT2H", "P2W", "P", "PT", "P1DT", "3Y", "P3", "P6M1Y", "PY", "-P1Y"]
        {
            let expected = ["P3Y", "P1Y6M", "PT5M", "P1DT2H"].contains(&text);
            assert_eq!(parse_duration(text).is_some(), expected, "{text}");
        }
        for (text, expected) in [
            ("P2W", Some("P14D")),
            ("P1Y2W", Some("P1Y14D")),
            ("P1W3DT2H", Some("P10DT2H")),
            ("P2D", None),
            ("PW", None),
            ("P99999999999W", None),
            ("two Weeks", None),
        ] {
            assert_eq!(weeks_as_days(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn days_are_counted_both_ways() {
        for days in (-800..800_000).step_by(13).chain(730_000..731_600) {
            let [year, month, day] = calendar(days);
            assert_eq!(day_number(year, month as u8, day as u8), days, "{year}-{month}-{day}");
        }
        assert_eq!(calendar(day_number(2024, 2, 29)), [2024, 2, 29]);
        assert_eq!(calendar(day_number(1900, 12, 31)), [1900, 12, 31]);
    }
}
