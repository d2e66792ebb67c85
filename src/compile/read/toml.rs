//! TOML 1.1 to records, with the place of every key and value.
//!
//! Each kind of record is an array of tables; a table `[default]` fills what claims of the file leave out.

use std::borrow::Cow;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::mend::toml_text;
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Location};
use crate::model::fields::{Block, ClaimField};
use crate::model::file::{FileId, SourceFile, Span};
use crate::model::fix::{Change, Fix};
use crate::model::nearest::nearest;
use crate::model::record::{Field, Kind, Origin, Record};

/// Hands every record to the sink: entities, sources, sections, claims, then resolutions.
pub(super) fn each_record(
    id: FileId,
    file: &SourceFile,
    sink: &mut dyn FnMut(Record<'_>),
) -> Vec<Diagnostic> {
    let (document, errors) = DeTable::parse_recoverable(&file.text);
    let document = document.into_inner();
    // `[claim]` for `[[claim]]` is told once, and not again for each key of the next one.
    let is_told = |error: &toml::de::Error| {
        let before = error.span().and_then(|span| file.text.get(..span.end)).unwrap_or_default();
        let header = before.lines().rev().find_map(|line| line.trim_start().strip_prefix('['));
        let word = header.and_then(|rest| rest.split(']').next()).unwrap_or_default();
        error.message().contains("duplicate key") && Kind::from_word(word.trim()).is_some()
    };
    let errors = errors.iter().filter(|error| !is_told(error));
    let mut faults: Vec<Diagnostic> = errors.map(|e| syntax(id, file, e)).collect();
    let mut defaults = Vec::new();
    for (key, value) in &document {
        match (key.get_ref().as_ref(), value.get_ref()) {
            ("default", DeValue::Table(table)) => fields(id, table, &mut defaults, &mut faults),
            (word, DeValue::Array(array)) if Kind::from_word(word).is_some() => {
                for item in array.iter().filter(|i| !i.get_ref().is_table()) {
                    faults.push(
                        Diagnostic::new(
                            Code::R003,
                            at(id, item.span()),
                            format!("this is no `{word}` record"),
                        )
                        .expected(format!("a table under a header `[[{word}]]`")),
                    );
                }
            }
            ("default", _) => {
                let fault = wrong_brackets(id, "[default]", "[[default]]", key.span());
                faults.push(headers(fault, (id, &file.text), "[[default]]", "[default]"));
            }
            (word, _) if Kind::from_word(word).is_some() => {
                let right = format!("[[{word}]]");
                let fault = wrong_brackets(id, &right, word, key.span());
                faults.push(headers(fault, (id, &file.text), &format!("[{word}]"), &right));
            }
            (word, _) => faults.push(unknown_kind((id, &file.text), word, key.span())),
        }
    }
    for kind in Kind::ALL {
        let Some(DeValue::Array(array)) = document.get(kind.word()).map(Spanned::get_ref) else { continue };
        for item in array {
            let DeValue::Table(table) = item.get_ref() else { continue };
            let head = header(&file.text, &item.span());
            let mut record = Record {
                kind,
                origin: Origin { file: id, start: head.start },
                head,
                fields: Vec::new(),
                columns: &[],
            };
            fields(id, table, &mut record.fields, &mut faults);
            if kind == Kind::Claim {
                let value = |fields: &[Field<'_>], name: &str| {
                    fields.iter().find(|f| f.name == name).map(|f| f.value.clone().into_owned())
                };
                let missing = |d: &&Field<'_>| !record.fields.iter().any(|f| f.name == d.name);
                // A section is of its source, a page of its section: a claim from elsewhere does not inherit them.
                let elsewhere = |key: &str| {
                    let own = value(&record.fields, key);
                    own.is_some() && own != value(&defaults, key)
                };
                let places = ClaimField::of_blocks(&[Block::Place]).map(ClaimField::key);
                let lost: Vec<&str> = places.skip_while(|key| !elsewhere(key)).skip(1).collect();
                let fits = |d: &&Field<'_>| !lost.contains(&d.name);
                let filled = defaults.iter().filter(missing).filter(fits);
                let filled: Vec<Field<'_>> =
                    filled.map(|field| Field { is_default: true, ..field.clone() }).collect();
                record.fields.extend(filled);
            }
            sink(record);
        }
    }
    faults
}

fn at(id: FileId, range: std::ops::Range<usize>) -> Location {
    Location::Span(id, range.into())
}

/// The fault of headers of one spelling, with the edit of all of them.
fn headers(fault: Diagnostic, (id, text): (FileId, &str), wrong: &str, right: &str) -> Diagnostic {
    let mut changes = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if line.trim_start().starts_with(wrong) {
            let at = start + line.len() - line.trim_start().len();
            changes.push((at_bytes(id, at, wrong.len()), Change::Text(right.to_owned())));
        }
        start += line.len();
    }
    if changes.is_empty() {
        return fault;
    }
    fault.fix_with(Fix { action: format!("write {right}"), changes, asks: false })
}

fn at_bytes(id: FileId, start: usize, length: usize) -> Location {
    Location::Span(id, Span::new(start, start + length))
}

fn unknown_kind((id, text): (FileId, &str), word: &str, range: std::ops::Range<usize>) -> Diagnostic {
    let known = Kind::ALL.into_iter().map(Kind::word).chain(["default"]);
    let plural = word.strip_suffix("ies").map(|w| format!("{w}y"));
    let single =
        plural.or_else(|| word.strip_suffix('s').map(str::to_owned)).unwrap_or_else(|| word.to_owned());
    let fault = Diagnostic::new(Code::R004, at(id, range), format!("there is no kind of record `{word}`"))
        .expected("[[entity]], [[source]], [[section]], [[claim]], [[resolution]] or [default]");
    let Some(near) = nearest(&single, known) else { return fault };
    let right = if near == "default" { "[default]".to_owned() } else { format!("[[{near}]]") };
    let (one, two) = (format!("[{word}]"), format!("[[{word}]]"));
    let wrong = if text.contains(&two) { two } else { one };
    headers(fault.help(format!("did you mean `{near}`?")), (id, text), &wrong, &right)
}

fn wrong_brackets(id: FileId, right: &str, wrong: &str, range: std::ops::Range<usize>) -> Diagnostic {
    Diagnostic::new(Code::R004, at(id, range), format!("`{wrong}` does not begin a table `{right}`"))
        .expected(format!("the header {right}"))
}

fn syntax(id: FileId, file: &SourceFile, error: &toml::de::Error) -> Diagnostic {
    let span = error.span().unwrap_or(file.text.len()..file.text.len());
    let message = format!("this is not TOML: {}", error.message().replace('\n', "; "));
    let value = file.text.get(span.clone()).unwrap_or_default();
    let is_bare = message.contains("must be quoted") && !value.is_empty() && !value.contains(['"', '\n']);
    let fault = Diagnostic::new(Code::R003, at(id, span), message);
    if is_bare {
        let quoted = toml_text(value);
        let fault = fault.expected(format!("quotation marks: \"{value}\""));
        return fault.fix("put it into quotation marks", Change::Text(quoted));
    }
    fault.expected("TOML, as https://toml.io describes it")
}

/// The first line of a table: its header, where it has one.
fn header(text: &str, range: &std::ops::Range<usize>) -> Span {
    let end = range.end.max(range.start);
    let first_line = text[range.start..end].split('\n').next().unwrap_or_default().trim_end();
    Span::new(range.start, range.start + first_line.len())
}

fn fields<'a>(id: FileId, table: &'a DeTable<'a>, out: &mut Vec<Field<'a>>, faults: &mut Vec<Diagnostic>) {
    for (key, value) in table {
        let name = key.get_ref().as_ref();
        let name_span = Span::from(key.span());
        let items = match value.get_ref() {
            DeValue::Array(array) => array.iter().collect(),
            _ => vec![value],
        };
        for item in items {
            // A text in several languages, in the order of the file; of other names there may be several in each.
            if let DeValue::Table(languages) = item.get_ref()
                && let Some(texts) = tagged(languages).filter(|_| IN_LANGUAGES.contains(&name))
            {
                let start = out.len();
                out.extend(texts.into_iter().filter_map(|(language, text)| {
                    let (value, span) = (scalar(text.get_ref())?, text.span().into());
                    Some(Field { name, value, name_span, span, language: Some(language), is_default: false })
                }));
                out[start..].sort_by_key(|field| field.span.start);
                continue;
            }
            match scalar(item.get_ref()) {
                Some(value) => {
                    let span = item.span().into();
                    out.push(Field { name, value, name_span, span, language: None, is_default: false });
                }
                None => faults.push(
                    Diagnostic::new(Code::R003, at(id, item.span()), format!("`{name}` has no single value"))
                        .expected("a text, a number or a date"),
                ),
            }
        }
    }
}

/// Hands the fields of the table `[default]` to the sink.
pub(super) fn each_default(id: FileId, file: &SourceFile, sink: &mut dyn FnMut(&Field<'_>)) {
    let document = DeTable::parse_recoverable(&file.text).0.into_inner();
    let mut found = Vec::new();
    if let Some(DeValue::Table(table)) = document.get("default").map(Spanned::get_ref) {
        fields(id, table, &mut found, &mut Vec::new());
    }
    found.iter().for_each(sink);
}

/// The keys whose texts may be given in languages; what other keys take them for is told by whoever reads the record.
const IN_LANGUAGES: [&str; 4] = ["name", "also", "note", "object"];

/// The texts of a table of languages, each with its tag; none where it is something else.
fn tagged<'a>(languages: &'a DeTable<'a>) -> Option<Vec<(&'a str, &'a Spanned<DeValue<'a>>)>> {
    let mut found = Vec::new();
    for (language, value) in languages {
        let texts = match value.get_ref() {
            DeValue::Array(texts) => texts.iter().collect(),
            _ => vec![value],
        };
        if texts.is_empty() || !texts.iter().all(|text| text.get_ref().is_str()) {
            return None;
        }
        found.extend(texts.into_iter().map(|text| (language.get_ref().as_ref(), text)));
    }
    (!found.is_empty()).then_some(found)
}

fn scalar<'a>(value: &'a DeValue<'a>) -> Option<Cow<'a, str>> {
    match value {
        DeValue::String(text) => Some(Cow::Borrowed(text.as_ref())),
        DeValue::Integer(number) if number.radix() == 10 => Some(Cow::Borrowed(number.as_str())),
        DeValue::Float(number) => Some(Cow::Borrowed(number.as_str())),
        DeValue::Boolean(true) => Some(Cow::Borrowed("true")),
        DeValue::Boolean(false) => Some(Cow::Borrowed("false")),
        DeValue::Datetime(date) => Some(Cow::Owned(date.to_string())),
        DeValue::Integer(_) | DeValue::Array(_) | DeValue::Table(_) => None,
    }
}
