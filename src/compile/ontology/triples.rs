//! Turtle text to triples that know their line.
//!
//! The parser is fed one line at a time: a triple is handed out as soon as its object is complete, so the line
//! last fed is its line. Deliberately knows nothing of what the triples mean.

use std::collections::BTreeMap;

use oxttl::TurtleParser;

use crate::model::code::Code;
use crate::model::diagnostic::{Anchor, Diagnostic};
use crate::model::file::{FileId, Files, SourceFile, Span};

/// A term in N-Triples form: `<iri>`, `_:id` or a literal.
pub(crate) type TermText = String;

/// A triple and the line on which it stands.
#[derive(Clone, Debug)]
pub(crate) struct Located {
    pub(crate) subject: TermText,
    pub(crate) predicate: TermText,
    pub(crate) object: TermText,
    pub(crate) file: FileId,
    /// The bytes of its line.
    pub(crate) line: Span,
}

impl Located {
    /// The place of a term on the line of a self.
    pub(crate) fn anchor(&self, files: &Files, term: &str) -> Anchor {
        let text = &files.get(self.file).text;
        let line = &text[self.line.range()];
        let value = text_of(term);
        let name = value.as_deref().or_else(|| iri_of(term).map(local_name)).unwrap_or("");
        // What stands before the predicate on the line, such as the subject or another object, is not meant.
        let predicate = iri_of(&self.predicate).map(local_name).filter(|_| term == self.object);
        let from = predicate.and_then(|p| token(line, p, 0)).unwrap_or(0);
        let found = token(line, name, from);
        let span = found.map_or_else(
            || {
                let indent = line.len() - line.trim_start().len();
                Span::new(self.line.start as usize + indent, self.line.end as usize)
            },
            |at| {
                // The prefix belongs to the name: `ex:Name`.
                let start = line[..at].rfind(|c: char| c.is_whitespace() || c == ',').map_or(0, |i| i + 1);
                let base = self.line.start as usize;
                Span::new(base + if value.is_some() { at } else { start }, base + at + name.len())
            },
        );
        Anchor::Span(self.file, span)
    }
}

/// The IRI inside `<…>`, if the term is one.
pub(crate) fn iri_of(term: &str) -> Option<&str> {
    term.strip_prefix('<')?.strip_suffix('>')
}

/// The text of a literal, escapes undone.
pub(crate) fn text_of(term: &str) -> Option<String> {
    let literal: crate::model::term::Literal = term.parse().ok()?;
    Some(literal.value().to_owned())
}

/// The part of an IRI after the last `#` or `/`.
pub(crate) fn local_name(iri: &str) -> &str {
    iri.rsplit(['#', '/']).next().unwrap_or(iri)
}

/// Where a name stands as a whole in a line, not as a part of a longer one.
fn token(line: &str, name: &str, from: usize) -> Option<usize> {
    let part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
    let mut found = line.match_indices(name).map(|(at, _)| at).filter(|at| *at >= from && !name.is_empty());
    found.find(|at| !part(line[..*at].chars().next_back()) && !part(line[at + name.len()..].chars().next()))
}

/// What a file holds.
#[derive(Debug, Default)]
pub(crate) struct Parsed {
    pub(crate) triples: Vec<Located>,
    pub(crate) prefixes: BTreeMap<String, String>,
    pub(crate) faults: Vec<Diagnostic>,
}

/// Parses one file; every syntax fault is reported, and what is good beside it is kept.
pub(crate) fn parse(id: FileId, file: &SourceFile) -> Parsed {
    let mut parsed = Parsed::default();
    let mut parser = TurtleParser::new().low_level();
    let mut start = 0;
    for line in file.text.split_inclusive('\n') {
        let span = Span::new(start, start + line.trim_end().len());
        start += line.len();
        parser.extend_from_slice(line.as_bytes());
        drain(&mut parser, id, file, span, &mut parsed);
    }
    parser.end();
    drain(&mut parser, id, file, Span::new(file.text.len(), file.text.len()), &mut parsed);
    parsed.prefixes = parser.prefixes().map(|(n, i)| (n.to_owned(), i.to_owned())).collect();
    parsed
}

fn drain(
    parser: &mut oxttl::turtle::LowLevelTurtleParser,
    id: FileId,
    file: &SourceFile,
    line: Span,
    parsed: &mut Parsed,
) {
    while let Some(result) = parser.parse_next() {
        match result {
            Ok(triple) => parsed.triples.push(Located {
                subject: scoped(triple.subject.to_string(), id),
                predicate: triple.predicate.to_string(),
                object: scoped(triple.object.to_string(), id),
                file: id,
                line,
            }),
            Err(error) => {
                let place = error.location();
                let start = (place.start.offset as usize).min(file.text.len());
                let end = (place.end.offset as usize).clamp(start, file.text.len());
                parsed.faults.push(
                    Diagnostic::new(
                        Code::R040,
                        Anchor::Span(id, Span::new(start, end)),
                        format!("this is not Turtle: {}", error.message()),
                    )
                    .expected("Turtle, as https://www.w3.org/TR/turtle/ describes it"),
                );
            }
        }
    }
}

/// Blank nodes of different files are different.
fn scoped(term: String, file: FileId) -> String {
    match term.strip_prefix("_:") {
        Some(name) => format!("_:f{}x{name}", file.0),
        None => term,
    }
}
