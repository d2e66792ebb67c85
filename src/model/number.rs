//! Decimal numbers as they are written: brought to one form, and compared.
//!
//! Arithmetic is that of `oxsdatatypes`: exact, with up to 18 digits behind the point and numbers up to 1.7 × 10^20. A number
//! that does not fit is compared as a double.

use std::cmp::Ordering;

use oxsdatatypes::{Decimal, Double};

/// A decimal in one form for each number: `1.10` is `1.1`. One that does not fit stays as it is written.
pub fn canonical(text: &str) -> String {
    text.parse::<Decimal>().map_or_else(|_| text.to_owned(), |number| number.to_string())
}

/// The order of two numbers; none where one of the texts is not a number.
pub fn compare(x: &str, y: &str) -> Option<Ordering> {
    if let (Ok(x), Ok(y)) = (x.parse::<Decimal>(), y.parse::<Decimal>()) {
        return Some(x.cmp(&y));
    }
    x.parse::<Double>().ok()?.partial_cmp(&y.parse::<Double>().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_compared_by_what_they_mean() {
        for (text, expected) in [("1.10", "1.1"), ("+007", "7"), ("-0.0", "0"), ("-.50", "-0.5")] {
            assert_eq!(canonical(text), expected);
        }
        let huge = "9".repeat(60);
        for (x, y, expected) in [
            ("9.00", "9", Some(Ordering::Equal)),
            ("0.1234567890123456", "0.1234567890123457", Some(Ordering::Less)),
            ("-1e3", "1", Some(Ordering::Less)),
            (huge.as_str(), "9", Some(Ordering::Greater)),
            ("nine", "9", None),
        ] {
            assert_eq!(compare(x, y), expected, "{x} {y}");
        }
    }
}
