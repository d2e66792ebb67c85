//! Values of data as XML Schema writes them, and whether a text is a value of a datatype.

use std::borrow::Cow;

use oxsdatatypes::{
    Boolean, Date, DateTime, DayTimeDuration, Decimal, Double, Duration, Float, GDay, GMonth, GMonthDay,
    GYear, GYearMonth, Time, YearMonthDuration,
};

use super::row::Natural;
use crate::model::vocab::xsd;

/// The lexical form of a value whose type the data gives.
pub(super) fn natural(text: Cow<'_, str>, natural: Natural) -> Cow<'_, str> {
    match natural {
        Natural::Integer if text == "-0" => Cow::Borrowed("0"),
        Natural::Text | Natural::Blank | Natural::Boolean | Natural::Integer => text,
        Natural::Double => double(&text).map_or(text, Cow::Owned),
    }
}

/// A double in canonical form, such as `3.3E1`.
fn double(text: &str) -> Option<String> {
    let value: f64 = text.parse().ok()?;
    if value.is_infinite() {
        return Some(if value > 0.0 { "INF" } else { "-INF" }.to_owned());
    }
    let written = format!("{value:E}");
    Some(match written.split_once('E') {
        Some((digits, exponent)) if !digits.contains('.') => format!("{digits}.0E{exponent}"),
        _ => written,
    })
}

/// The text of a value under another datatype than its own, or nothing where it is none of that datatype.
///
/// A text stays as it is written; a number or boolean takes the form of the datatype.
pub(super) fn cast<'a>(text: Cow<'a, str>, from: Natural, datatype: &str) -> Option<Cow<'a, str>> {
    let local = datatype.strip_prefix(xsd::NAMESPACE).unwrap_or_default();
    match (from, local) {
        (Natural::Integer | Natural::Double, "double" | "float") => {
            Some(double(&text).map_or(text, Cow::Owned))
        }
        (Natural::Integer, _) => is_valid(&text, datatype).then(|| natural(text, from)),
        // `1e3` is a decimal number, too, though XML Schema does not write it so.
        (Natural::Double, _) if !is_valid(&text, datatype) => {
            let value: f64 = text.parse().ok().filter(|value: &f64| value.is_finite())?;
            let written = value.to_string();
            is_valid(&written, datatype).then_some(Cow::Owned(written))
        }
        _ => is_valid(&text, datatype).then_some(text),
    }
}

/// Whether a text is a value of a datatype; of one that is not of XML Schema, any is.
fn is_valid(text: &str, datatype: &str) -> bool {
    let Some(local) = datatype.strip_prefix(xsd::NAMESPACE) else { return true };
    match local {
        "boolean" => text.parse::<Boolean>().is_ok(),
        "double" => text.parse::<Double>().is_ok(),
        "float" => text.parse::<Float>().is_ok(),
        "decimal" => text.parse::<Decimal>().is_ok(),
        "date" => text.parse::<Date>().is_ok(),
        "dateTime" => text.parse::<DateTime>().is_ok(),
        "time" => text.parse::<Time>().is_ok(),
        "gYear" => text.parse::<GYear>().is_ok(),
        "gYearMonth" => text.parse::<GYearMonth>().is_ok(),
        "gMonth" => text.parse::<GMonth>().is_ok(),
        "gMonthDay" => text.parse::<GMonthDay>().is_ok(),
        "gDay" => text.parse::<GDay>().is_ok(),
        "duration" => text.parse::<Duration>().is_ok(),
        "dayTimeDuration" => text.parse::<DayTimeDuration>().is_ok(),
        "yearMonthDuration" => text.parse::<YearMonthDuration>().is_ok(),
        "hexBinary" => text.len().is_multiple_of(2) && text.bytes().all(|b| b.is_ascii_hexdigit()),
        _ => bounds(local).is_none_or(|(least, most)| is_integer(text, least, most)),
    }
}

/// What a value of a datatype of XML Schema looks like.
pub(super) fn example(datatype: &str) -> &'static str {
    match datatype.strip_prefix(xsd::NAMESPACE).unwrap_or_default() {
        "boolean" => "true or false",
        "double" | "float" => "a number, such as 4.2 or 1.5E3",
        "decimal" => "a decimal number, such as 4.2, without separators",
        "date" => "a date, such as 2024-06-30",
        "dateTime" => "a date and time, such as 2024-06-30T12:00:00Z",
        "time" => "a time, such as 12:00:00",
        "gYear" => "a year, such as 2024",
        "gYearMonth" => "a month, such as 2024-06",
        "duration" | "dayTimeDuration" | "yearMonthDuration" => "a duration, such as P1Y6M",
        "hexBinary" => "pairs of hexadecimal digits",
        local if bounds(local).is_some() => {
            "a whole number within its bounds, such as 42, without separators"
        }
        _ => "a value of this datatype",
    }
}

/// The least and the greatest value of a kind of integer, where it has them.
fn bounds(local: &str) -> Option<(Option<i128>, Option<i128>)> {
    Some(match local {
        "integer" => (None, None),
        "nonNegativeInteger" => (Some(0), None),
        "positiveInteger" => (Some(1), None),
        "nonPositiveInteger" => (None, Some(0)),
        "negativeInteger" => (None, Some(-1)),
        "long" => (Some(i64::MIN.into()), Some(i64::MAX.into())),
        "int" => (Some(i32::MIN.into()), Some(i32::MAX.into())),
        "short" => (Some(i16::MIN.into()), Some(i16::MAX.into())),
        "byte" => (Some(i8::MIN.into()), Some(i8::MAX.into())),
        "unsignedLong" => (Some(0), Some(u64::MAX.into())),
        "unsignedInt" => (Some(0), Some(u32::MAX.into())),
        "unsignedShort" => (Some(0), Some(u16::MAX.into())),
        "unsignedByte" => (Some(0), Some(u8::MAX.into())),
        _ => return None,
    })
}

/// Whether a text is an integer between bounds; beyond 128 bits only its sign counts.
fn is_integer(text: &str, least: Option<i128>, most: Option<i128>) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return false;
    }
    let huge = if text.starts_with('-') { i128::MIN } else { i128::MAX };
    let value = text.parse().unwrap_or(huge);
    least.is_none_or(|least| value >= least) && most.is_none_or(|most| value <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cast_to(text: &'static str, from: Natural, local: &str) -> Option<String> {
        cast(Cow::Borrowed(text), from, &format!("{}{local}", xsd::NAMESPACE)).map(Cow::into_owned)
    }

    #[test]
    fn numbers_take_the_canonical_form_of_their_datatype() {
        assert_eq!(cast_to("33", Natural::Integer, "double").as_deref(), Some("3.3E1"));
        assert_eq!(cast_to("33", Natural::Text, "double").as_deref(), Some("33"));
        assert_eq!(natural(Cow::Borrowed("100.0"), Natural::Double), "1.0E2");
    }

    #[test]
    fn what_is_not_of_a_datatype_is_refused() {
        assert_eq!(cast_to("x", Natural::Text, "integer"), None);
        assert_eq!(cast_to("300", Natural::Integer, "byte"), None);
        assert_eq!(cast_to("-1", Natural::Integer, "nonNegativeInteger"), None);
        assert!(
            cast_to("99999999999999999999999999999999999999999999", Natural::Integer, "integer").is_some()
        );
    }
}
