//! Literals in N-Triples form taken apart, and compared as SPARQL compares them.
//!
//! Dates and durations are compared as XML Schema says, where two of them may be neither before nor after each other.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::str::FromStr;

use oxsdatatypes as xs;

use crate::model::lexical;
use crate::model::number;
use crate::model::vocab;

/// The parts of a literal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Literal<'a> {
    /// Its text, escapes undone.
    pub(super) value: Cow<'a, str>,
    /// The IRI of its datatype.
    pub(super) datatype: &'a str,
    /// Its language tag; empty where it has none.
    pub(super) language: &'a str,
}

impl<'a> Literal<'a> {
    /// The parts of a term in N-Triples form, if it is a literal.
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        let end = text.rfind('"').filter(|end| *end > 0 && text.starts_with('"'))?;
        let raw = text.get(1..end)?;
        let value = if raw.contains('\\') {
            Cow::Owned(text.parse::<oxrdf::Literal>().ok()?.value().to_owned())
        } else {
            Cow::Borrowed(raw)
        };
        let rest = text.get(end + 1..)?;
        if let Some(language) = rest.strip_prefix('@') {
            return Some(Self { value, datatype: vocab::rdf::LANG_STRING, language });
        }
        let datatype =
            rest.strip_prefix("^^<").and_then(|d| d.strip_suffix('>')).unwrap_or(vocab::xsd::STRING);
        Some(Self { value, datatype, language: "" })
    }

    /// The local name of an XML Schema datatype.
    fn local(&self) -> Option<&'a str> {
        self.datatype.strip_prefix(vocab::xsd::NAMESPACE)
    }

    /// Whether its text is a form that its datatype has; true for datatypes that are not of XML Schema.
    pub(super) fn is_well_formed(&self) -> bool {
        self.local().is_none_or(|local| lexical::is_well_formed(local, &self.value))
    }

    /// The order of two literals by the operators of SPARQL; none where they cannot be compared.
    pub(super) fn compare(&self, other: &Literal<'_>) -> Option<Ordering> {
        if !self.language.is_empty() || !other.language.is_empty() {
            return None;
        }
        let (a, b) = (self.local()?, other.local()?);
        if !self.is_well_formed() || !other.is_well_formed() {
            return None;
        }
        let (x, y) = (self.value.trim(), other.value.trim());
        match (kind(a)?, kind(b)?) {
            (Kind::Text, Kind::Text) => Some(self.value.cmp(&other.value)),
            (Kind::Truth, Kind::Truth) => Some(is_true(x).cmp(&is_true(y))),
            (Kind::Exact, Kind::Exact) => number::compare(x, y),
            (Kind::Exact | Kind::Floating, Kind::Exact | Kind::Floating) => {
                floating(a, x)?.partial_cmp(&floating(b, y)?)
            }
            (Kind::Span, Kind::Span) => order::<xs::Duration>(x, y),
            (Kind::Time, Kind::Time) if moment(a) == moment(b) => match moment(a) {
                "dateTime" => order::<xs::DateTime>(x, y),
                "date" => order::<xs::Date>(x, y),
                "time" => order::<xs::Time>(x, y),
                "gYear" => order::<xs::GYear>(x, y),
                "gYearMonth" => order::<xs::GYearMonth>(x, y),
                "gMonth" => order::<xs::GMonth>(x, y),
                "gMonthDay" => order::<xs::GMonthDay>(x, y),
                _ => order::<xs::GDay>(x, y),
            },
            _ => None,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Truth,
    Exact,
    Floating,
    Span,
    Time,
}

fn kind(local: &str) -> Option<Kind> {
    Some(match local {
        "string" => Kind::Text,
        "boolean" => Kind::Truth,
        "float" | "double" => Kind::Floating,
        "duration" | "dayTimeDuration" | "yearMonthDuration" => Kind::Span,
        "dateTime" | "dateTimeStamp" | "date" | "time" | "gYear" | "gYearMonth" | "gMonth" | "gMonthDay"
        | "gDay" => Kind::Time,
        "decimal" => Kind::Exact,
        _ if lexical::is_integer_type(local) => Kind::Exact,
        _ => return None,
    })
}

fn moment(local: &str) -> &str {
    if local == "dateTimeStamp" { "dateTime" } else { local }
}

fn is_true(text: &str) -> bool {
    matches!(text, "true" | "1")
}

fn floating(local: &str, text: &str) -> Option<f64> {
    if local == "float" {
        return xs::Float::from_str(text).ok().map(|f| f64::from(xs::Double::from(f)));
    }
    xs::Double::from_str(text).ok().map(f64::from)
}

fn order<T: FromStr + PartialOrd>(x: &str, y: &str) -> Option<Ordering> {
    x.parse::<T>().ok()?.partial_cmp(&y.parse::<T>().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compare(x: &str, y: &str) -> Option<Ordering> {
        let term = |t: &str| t.replace("xsd:", &format!("<{}", vocab::xsd::NAMESPACE)).replace('$', ">");
        let (x, y) = (term(x), term(y));
        Literal::parse(&x)?.compare(&Literal::parse(&y)?)
    }

    #[test]
    fn compares_as_sparql_does() {
        use Ordering::{Equal, Greater, Less};
        for (x, y, expected) in [
            ("\"07\"^^xsd:int$", "\"7.0\"^^xsd:decimal$", Some(Equal)),
            ("\"-2\"^^xsd:integer$", "\"-10\"^^xsd:integer$", Some(Greater)),
            ("\"1\"^^xsd:integer$", "\"1.5\"^^xsd:double$", Some(Less)),
            ("\"99999999999999999999999\"^^xsd:integer$", "\"1\"^^xsd:integer$", Some(Greater)),
            ("\"a\"", "\"b\"", Some(Less)),
            ("\"a\"@en", "\"b\"@en", None),
            ("\"1\"", "\"1\"^^xsd:integer$", None),
            ("\"2020-01-01\"^^xsd:date$", "\"2020-01-02\"^^xsd:date$", Some(Less)),
            ("\"2020-01-01T00:00:00\"^^xsd:dateTime$", "\"2020-01-01T00:00:00Z\"^^xsd:dateTime$", None),
            ("\"aa\"^^xsd:integer$", "\"1\"^^xsd:integer$", None),
        ] {
            assert_eq!(compare(x, y), expected, "{x} {y}");
        }
    }
}
