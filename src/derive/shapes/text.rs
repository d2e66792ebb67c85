//! Texts and their languages: `sh:minLength`, `sh:maxLength`, `sh:pattern`, `sh:languageIn`, `sh:uniqueLang`.

use std::borrow::Cow;
use std::collections::BTreeMap;

use regex::{Regex, RegexBuilder};

use super::literal::Literal;
use super::parameter::Parameter;
use super::read::Reader;
use super::shape::{Check, each};
use super::vocabulary::sh;
use crate::compile::ontology::triples::iri_of;
use crate::model::lexical;

/// How large a compiled pattern may be, in bytes: the limit that the store has for REGEX.
const LARGEST_PATTERN: usize = 1_000_000;

/// The text of a term as `STR` of SPARQL has it; none for blank nodes.
fn text_of(term: &str) -> Option<Cow<'_, str>> {
    if let Some(iri) = iri_of(term) {
        return Some(Cow::Borrowed(iri));
    }
    Literal::parse(term).map(|l| l.value)
}

/// `sh:minLength`.
pub(super) fn min_length(reader: &mut Reader<'_>, parameter: &Parameter<'_>) -> Option<Check> {
    let least = reader.integer(parameter.triple)?;
    each(move |run, value| match text_of(run.show(value)).map(|t| t.chars().count()) {
        Some(length) if length >= least => None,
        Some(_) => Some(format!("is shorter than {least} characters")),
        None => Some("is a blank node, which has no text".to_owned()),
    })
}

/// `sh:maxLength`.
pub(super) fn max_length(reader: &mut Reader<'_>, parameter: &Parameter<'_>) -> Option<Check> {
    let most = reader.integer(parameter.triple)?;
    each(move |run, value| match text_of(run.show(value)).map(|t| t.chars().count()) {
        Some(length) if length <= most => None,
        Some(_) => Some(format!("is longer than {most} characters")),
        None => Some("is a blank node, which has no text".to_owned()),
    })
}

/// `sh:pattern`, with `sh:flags` beside it.
pub(super) fn pattern(reader: &mut Reader<'_>, parameter: &Parameter<'_>) -> Option<Check> {
    let text = reader.text(parameter.triple)?;
    let source = reader.source;
    let flags: Vec<_> = source.values(parameter.node, &sh("flags")).collect();
    let flag = match flags.as_slice() {
        [] => String::new(),
        [one] => reader.text(one)?,
        [_, second, ..] => {
            reader.fault(second, "a shape has one sh:flags at the most".to_owned(), "one text of flags");
            return None;
        }
    };
    match compile(&text, &flag) {
        Ok(regex) => each(move |run, value| match text_of(run.show(value)) {
            Some(found) if regex.is_match(&found) => None,
            Some(_) => Some(format!("does not match the pattern {text:?}")),
            None => Some("is a blank node, which has no text".to_owned()),
        }),
        Err(why) => {
            let message = format!("the pattern cannot be used: {why}");
            reader.fault(parameter.triple, message, "a regular expression as REGEX of SPARQL has it");
            None
        }
    }
}

fn compile(pattern: &str, flags: &str) -> Result<Regex, String> {
    let literal = flags.contains('q');
    let pattern = if literal { Cow::Owned(regex::escape(pattern)) } else { Cow::Borrowed(pattern) };
    let mut builder = RegexBuilder::new(&pattern);
    builder.size_limit(LARGEST_PATTERN);
    for flag in flags.chars() {
        match flag {
            's' => builder.dot_matches_new_line(true),
            'm' => builder.multi_line(true),
            'i' => builder.case_insensitive(true),
            'x' => builder.ignore_whitespace(true),
            'q' => &mut builder,
            other => return Err(format!("`{other}` is no flag; the flags are s, m, i, x and q")),
        };
    }
    let last = |error: regex::Error| {
        error.to_string().lines().last().unwrap_or_default().trim_start_matches("error: ").trim().to_owned()
    };
    builder.build().map_err(last)
}

/// `sh:languageIn`: each value has a language tag that falls in one of a list of ranges.
pub(super) fn language_in(reader: &mut Reader<'_>, parameter: &Parameter<'_>) -> Option<Check> {
    let members = reader.list(parameter.triple)?;
    let mut ranges = Vec::new();
    for member in members {
        let range = reader.text(member)?;
        if !lexical::is_language(&range) && range != "*" {
            reader.fault(
                member,
                format!("`{range}` is no language tag"),
                "a tag such as \"en\" or \"de-AT\"",
            );
            return None;
        }
        ranges.push(range);
    }
    each(move |run, value| {
        let literal = Literal::parse(run.show(value));
        let language = literal.map_or("", |l| l.language);
        let covered = !language.is_empty() && ranges.iter().any(|range| includes(range, language));
        (!covered).then(|| match language {
            "" => format!("has no language; one of {} is asked for", ranges.join(", ")),
            other => format!("has the language {other}, which is none of {}", ranges.join(", ")),
        })
    })
}

/// Whether a language range includes a tag, as `langMatches` of SPARQL decides.
fn includes(range: &str, tag: &str) -> bool {
    let (range, tag) = (range.to_ascii_lowercase(), tag.to_ascii_lowercase());
    range == "*" || tag.strip_prefix(&range).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

/// `sh:uniqueLang`: no two values have the same language.
pub(super) fn unique_lang(reader: &mut Reader<'_>, parameter: &Parameter<'_>) -> Option<Check> {
    if !reader.boolean(parameter.triple)? {
        return None;
    }
    Some(Box::new(move |run, at, out| {
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for value in at.values {
            let literal = Literal::parse(run.show(*value));
            if let Some(literal) = literal.filter(|l| !l.language.is_empty()) {
                *seen.entry(literal.language.to_ascii_lowercase()).or_default() += 1;
            }
        }
        for (language, count) in seen.into_iter().filter(|s| s.1 > 1) {
            out.push(at.finding(run.graph, None, format!("has {count} values in the language {language}")));
        }
    }))
}
