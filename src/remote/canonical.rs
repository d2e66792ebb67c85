//! What a literal is, however a store writes it: the value stays, the way it is written need not.
//!
//! Stores rewrite `"07"^^xsd:int` to `"7"`, `"1.10"` to `"1.1"`, `@en-GB` to `@en-gb`, and some the datatype to the wider one.

use std::borrow::Cow;
use std::str::FromStr;

use oxrdf::vocab::xsd;
use oxrdf::{Literal, NamedNode, NamedOrBlankNode, Term};
use oxsdatatypes::{Boolean, Date, DateTime, Duration, Time, TimezoneOffset};
use sha2::{Digest, Sha256};

/// A triple as a number: equal for triples that say the same.
pub(super) fn fingerprint(subject: &NamedOrBlankNode, predicate: &NamedNode, object: &Term) -> u128 {
    let mut hash = Sha256::new();
    hash.update(subject.to_string());
    hash.update("\n");
    hash.update(predicate.as_str());
    hash.update("\n");
    match object {
        Term::Literal(literal) => hash.update(value(literal)),
        other => hash.update(other.to_string()),
    }
    let digest = hash.finalize();
    let mut first = [0; 16];
    first.copy_from_slice(&digest[..16]);
    u128::from_be_bytes(first)
}

/// The value of a literal in words that are the same for all ways to write it.
pub(super) fn value(literal: &Literal) -> String {
    let text = literal.value();
    if let Some(language) = literal.language() {
        let direction = literal.direction().map(|d| format!("--{d}")).unwrap_or_default();
        return format!("\"{text}\"@{}{direction}", language.to_ascii_lowercase());
    }
    let datatype = literal.datatype();
    let (kind, value): (&str, Option<Cow<'_, str>>) = if is_number(datatype.as_str()) {
        ("decimal", decimal(text).map(Cow::Owned))
    } else if datatype == xsd::DOUBLE {
        ("double", float(text, |t| t.parse::<f64>().ok().map(|n| format!("{:e}", n + 0.0))))
    } else if datatype == xsd::FLOAT {
        ("float", float(text, |t| t.parse::<f32>().ok().map(|n| format!("{:e}", n + 0.0))))
    } else if datatype == xsd::BOOLEAN {
        ("boolean", written(Boolean::from_str(text.trim()).ok()))
    } else if datatype == xsd::DATE_TIME {
        let at = DateTime::from_str(text.trim()).ok();
        ("dateTime", written(at.map(|at| in_utc(at).unwrap_or(at))))
    } else if datatype == xsd::DATE {
        ("date", written(Date::from_str(text.trim()).ok()))
    } else if datatype == xsd::TIME {
        ("time", written(Time::from_str(text.trim()).ok()))
    } else if [xsd::DURATION, xsd::DAY_TIME_DURATION, xsd::YEAR_MONTH_DURATION].contains(&datatype) {
        ("duration", written(Duration::from_str(text.trim()).ok()))
    } else {
        ("", None)
    };
    match value {
        Some(value) => format!("\"{value}\"^^{kind}"),
        // What is not of its datatype is a text beside it, and stays as it is.
        None => format!("\"{text}\"^^<{}>", datatype.as_str()),
    }
}

fn written(value: Option<impl ToString>) -> Option<Cow<'static, str>> {
    value.map(|value| Cow::Owned(value.to_string()))
}

/// One moment is one value, in whatever zone it is told.
fn in_utc(at: DateTime) -> Option<DateTime> {
    at.timezone_offset()?;
    at.adjust(Some(TimezoneOffset::UTC))
}

/// Whether a datatype is `xsd:decimal` or one of those that are narrower: their values are the same numbers.
fn is_number(datatype: &str) -> bool {
    const NAMES: &[&str] = &[
        "decimal",
        "integer",
        "long",
        "int",
        "short",
        "byte",
        "nonNegativeInteger",
        "positiveInteger",
        "nonPositiveInteger",
        "negativeInteger",
        "unsignedLong",
        "unsignedInt",
        "unsignedShort",
        "unsignedByte",
    ];
    let namespace = xsd::DECIMAL.as_str().trim_end_matches("decimal");
    datatype.strip_prefix(namespace).is_some_and(|name| NAMES.contains(&name))
}

/// A decimal number of any length without what changes nothing of it: a plus, zeros at both ends, a point before nothing.
fn decimal(text: &str) -> Option<String> {
    let text = text.trim();
    let (is_negative, digits) = match text.strip_prefix(['+', '-']) {
        Some(rest) => (text.starts_with('-'), rest),
        None => (false, text),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.len() + part.len() == 0 || ![whole, part].iter().all(|d| d.bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    let (whole, part) = (whole.trim_start_matches('0'), part.trim_end_matches('0'));
    let sign = if is_negative && !(whole.is_empty() && part.is_empty()) { "-" } else { "" };
    let whole = if whole.is_empty() { "0" } else { whole };
    let point = if part.is_empty() { "" } else { "." };
    Some(format!("{sign}{whole}{point}{part}"))
}

fn float(text: &str, number: impl Fn(&str) -> Option<String>) -> Option<Cow<'static, str>> {
    match text.trim() {
        "INF" | "+INF" => Some("INF".into()),
        "-INF" => Some("-INF".into()),
        "NaN" => Some("NaN".into()),
        // Rust reads words that XML Schema does not know.
        other if other.bytes().any(|b| b.is_ascii_alphabetic() && !b.eq_ignore_ascii_case(&b'e')) => None,
        other => number(other).map(Cow::Owned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str, name: &str) -> String {
        let namespace = xsd::DECIMAL.as_str().trim_end_matches("decimal");
        value(&Literal::new_typed_literal(text, NamedNode::new_unchecked(format!("{namespace}{name}"))))
    }

    #[test]
    fn ways_to_write_a_value_are_one() {
        let same = [
            (("07", "int"), ("7", "integer")),
            (("1.10", "decimal"), ("1.1", "decimal")),
            (("1.0", "decimal"), ("+1", "integer")),
            (("-0", "integer"), ("0", "integer")),
            (("-0.50", "decimal"), ("-.5", "decimal")),
            (("123456789012345678901234567890", "integer"), ("123456789012345678901234567890", "decimal")),
            (("1", "boolean"), ("true", "boolean")),
            (("1.5E0", "double"), ("1.5", "double")),
            (("3.0E-300", "double"), ("3e-300", "double")),
            (("0.10", "float"), ("1e-1", "float")),
            (("2021-12-06T10:00:00.500+02:00", "dateTime"), ("2021-12-06T08:00:00.5Z", "dateTime")),
            (("2021-12-06T10:00:00.0", "dateTime"), ("2021-12-06T10:00:00", "dateTime")),
            (("PT60S", "duration"), ("PT1M", "dayTimeDuration")),
        ];
        for ((a, first), (b, second)) in same {
            assert_eq!(typed(a, first), typed(b, second), "{a} and {b}");
        }
        let tag = |tag: &str| value(&Literal::new_language_tagged_literal_unchecked("x", tag));
        assert_eq!(tag("en-GB"), tag("en-gb"));
    }

    #[test]
    fn other_values_are_others() {
        let others = [
            (("7", "int"), ("8", "int")),
            (("7", "int"), ("7", "string")),
            (("7", "double"), ("7", "integer")),
            (("0.123457", "double"), ("0.1234567890123456789", "double")),
            (("inf", "double"), ("INF", "double")),
            (("2021-12-06T10:00:00", "dateTime"), ("2021-12-06T10:00:00Z", "dateTime")),
            (("PT60S", "duration"), ("60.6", "duration")),
            (("seven", "int"), ("7", "int")),
        ];
        for ((a, first), (b, second)) in others {
            assert_ne!(typed(a, first), typed(b, second), "{a} and {b}");
        }
    }
}
