//! Turtle text to triples that know their line.
//!
//! The parser is fed one line at a time: a triple is handed out as soon as its object is complete, so the line
//! last fed is its line. Deliberately knows nothing of what the triples mean.

use std::collections::BTreeMap;

use oxttl::TurtleParser;

use crate::model::code::Code;
use crate::model::diagnostic::{Anchor, Diagnostic};
use crate::model::file::{FileId, SourceFile, Span};

/// A term in N-Triples form: `<iri>`, `_:id` or a literal.
pub(super) type TermText = String;

/// A triple and the line on which it stands.
#[derive(Clone, Debug)]
pub(super) struct Located {
    pub(super) subject: TermText,
    pub(super) predicate: TermText,
    pub(super) object: TermText,
    pub(super) file: FileId,
    /// The bytes of its line.
    pub(super) line: Span,
}

/// What a file holds.
#[derive(Debug, Default)]
pub(super) struct Parsed {
    pub(super) triples: Vec<Located>,
    pub(super) prefixes: BTreeMap<String, String>,
    pub(super) faults: Vec<Diagnostic>,
}

/// Parses one file; every syntax fault is reported, and what is good beside it is kept.
pub(super) fn parse(id: FileId, file: &SourceFile) -> Parsed {
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
