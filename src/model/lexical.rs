//! Which texts the datatypes of XML Schema have (<https://www.w3.org/TR/xmlschema11-2/>).
//!
//! Goes in: the local name of a datatype and a text. Comes out: whether the text is one of its forms. White space around a number
//! is no part of it in RDF. Datatypes that are not known here have any form.

use std::cmp::Ordering;
use std::str::FromStr;

use oxilangtag::LanguageTag;
use oxsdatatypes as xs;

use super::number::compare;

/// The least and the greatest number of each datatype below `xsd:integer`.
const INTEGERS: [(&str, &str, &str); 13] = [
    ("integer", "", ""),
    ("nonPositiveInteger", "", "0"),
    ("negativeInteger", "", "-1"),
    ("nonNegativeInteger", "0", ""),
    ("positiveInteger", "1", ""),
    ("long", "-9223372036854775808", "9223372036854775807"),
    ("int", "-2147483648", "2147483647"),
    ("short", "-32768", "32767"),
    ("byte", "-128", "127"),
    ("unsignedLong", "0", "18446744073709551615"),
    ("unsignedInt", "0", "4294967295"),
    ("unsignedShort", "0", "65535"),
    ("unsignedByte", "0", "255"),
];

/// Whether a datatype is `xsd:integer` or below it.
pub fn is_integer_type(local: &str) -> bool {
    INTEGERS.iter().any(|(name, ..)| *name == local)
}

/// Whether the values of a datatype are numbers.
pub fn is_number_type(local: &str) -> bool {
    is_integer_type(local) || matches!(local, "decimal" | "float" | "double")
}

/// Whether a text is a form of a datatype.
pub fn is_well_formed(local: &str, text: &str) -> bool {
    if let Some((_, least, most)) = INTEGERS.iter().find(|(name, ..)| *name == local) {
        let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
        return is_digits(digits)
            && (least.is_empty() || compare(text, least) != Some(Ordering::Less))
            && (most.is_empty() || compare(text, most) != Some(Ordering::Greater));
    }
    match local {
        "decimal" => {
            let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
            let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
            let or_none = |t: &str| t.is_empty() || is_digits(t);
            or_none(whole) && or_none(part) && !(whole.is_empty() && part.is_empty())
        }
        "boolean" => matches!(text, "true" | "false" | "1" | "0"),
        "float" | "double" => is_floating(text),
        "dateTime" => is::<xs::DateTime>(text),
        "dateTimeStamp" => is::<xs::DateTime>(text) && has_zone(text),
        "date" => is::<xs::Date>(text),
        "time" => is::<xs::Time>(text),
        "gYear" => is::<xs::GYear>(text),
        "gYearMonth" => is::<xs::GYearMonth>(text),
        "gMonth" => is::<xs::GMonth>(text),
        "gMonthDay" => is::<xs::GMonthDay>(text),
        "gDay" => is::<xs::GDay>(text),
        "duration" => is::<xs::Duration>(text),
        "dayTimeDuration" => is::<xs::DayTimeDuration>(text),
        "yearMonthDuration" => is::<xs::YearMonthDuration>(text),
        "hexBinary" => text.len().is_multiple_of(2) && text.bytes().all(|b| b.is_ascii_hexdigit()),
        "base64Binary" => is_base64(text),
        "language" => is_language(text),
        "normalizedString" => !text.contains(['\t', '\n', '\r']),
        "token" => is_token(text),
        "NMTOKEN" => !text.is_empty() && text.chars().all(is_name_char),
        "Name" => is_name(text),
        "NCName" | "ID" | "IDREF" | "ENTITY" => is_name(text) && !text.contains(':'),
        _ => true,
    }
}

fn is<T: FromStr>(text: &str) -> bool {
    text.parse::<T>().is_ok()
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn is_floating(text: &str) -> bool {
    if matches!(text, "INF" | "+INF" | "-INF" | "NaN") {
        return true;
    }
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    is_well_formed("decimal", mantissa) && is_well_formed("integer", exponent) && !text.contains(' ')
}

fn has_zone(text: &str) -> bool {
    text.ends_with('Z')
        || text.len() > 6 && text.is_char_boundary(text.len() - 6) && {
            let zone = &text[text.len() - 6..];
            zone.starts_with(['+', '-']) && zone.as_bytes().get(3) == Some(&b':')
        }
}

fn is_base64(text: &str) -> bool {
    let letters: Vec<u8> = text.bytes().filter(|b| !b.is_ascii_whitespace()).collect();
    let body = letters.iter().rev().skip_while(|b| **b == b'=').count();
    letters.len().is_multiple_of(4)
        && letters.len() - body <= 2
        && letters.iter().take(body).all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/'))
}

/// Whether a text can be an article in some language: one short word of letters, perhaps with an apostrophe at its end; or nothing.
pub fn is_article(text: &str) -> bool {
    let word = text.trim_end_matches(['\'', '\u{2019}']);
    text.is_empty()
        || (!word.is_empty() && text.chars().count() <= 8 && word.chars().all(char::is_alphabetic))
}

/// Whether a text is the tag of a language that RDF takes, as BCP 47 has it; languages themselves have two or three letters.
pub fn is_language_tag(tag: &str) -> bool {
    LanguageTag::parse(tag).is_ok_and(|tag| tag.primary_language().len() <= 3)
}

/// A language tag: letters, then letters and digits, eight at the most between hyphens.
pub fn is_language(text: &str) -> bool {
    text.split('-').enumerate().all(|(i, part)| {
        let fits = |b: u8| b.is_ascii_alphabetic() || (i > 0 && b.is_ascii_digit());
        (1..=8).contains(&part.len()) && part.bytes().all(fits)
    })
}

fn is_token(text: &str) -> bool {
    text.trim_matches(' ') == text && !text.contains(['\t', '\n', '\r']) && !text.contains("  ")
}

fn is_name_char(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '\u{b7}')
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() || matches!(c, '_' | ':')) && text.chars().all(is_name_char)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_good_forms_from_bad_ones() {
        for (local, good, bad) in [
            ("integer", "+007", "7.0"),
            ("byte", "-128", "300"),
            ("unsignedLong", "18446744073709551615", "18446744073709551616"),
            ("decimal", ".5", "."),
            ("boolean", "1", "yes"),
            ("double", "1e3", "1e"),
            ("date", "2020-02-29", "2021-02-29"),
            ("dateTimeStamp", "2020-01-01T00:00:00+01:00", "2020-01-01T00:00:00"),
            ("gYear", "2020", "20"),
            ("duration", "P1Y", "P"),
            ("language", "en-gb", "e_n"),
            ("base64Binary", "YQ==", "YQ="),
            ("hexBinary", "0aFF", "0aF"),
            ("NCName", "a-1", "1a"),
            ("token", "a b", "a  b"),
        ] {
            assert!(is_well_formed(local, good), "{local} {good}");
            assert!(!is_well_formed(local, bad), "{local} {bad}");
        }
    }
}
