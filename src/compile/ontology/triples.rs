//! Turtle text to triples that know their line.
//!
//! The parser is fed line by line: a triple is handed out as soon as its object is complete, so the line
//! last fed is its line. Deliberately knows nothing of what the triples mean.

use std::collections::BTreeMap;

use oxttl::TurtleParser;

use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Location};
use crate::model::file::{FileId, Files, SourceFile, Span};
use crate::model::tokens::{self, Kind};

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
    pub(crate) fn anchor(&self, files: &Files, term: &str) -> Location {
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
        Location::Span(self.file, span)
    }
}

/// The IRI inside `<…>`, if the term is one.
pub(crate) fn iri_of(term: &str) -> Option<&str> {
    term.strip_prefix('<')?.strip_suffix('>')
}

/// The text of a literal, escapes undone.
pub(crate) fn text_of(term: &str) -> Option<String> {
    let literal: oxrdf::Literal = term.parse().ok()?;
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

/// Parses one file; every syntax fault is reported, and what is good beside it is kept. What is nested too deeply is a fault,
/// and nothing from its line on is read. Relative IRIs are below `base`.
///
/// Costs one pass over the text: a text in quotation marks that goes over lines is handed to the parser in one piece.
pub(crate) fn parse(id: FileId, file: &SourceFile, base: &str) -> Parsed {
    let mut parsed = Parsed::default();
    let parser = TurtleParser::new().with_base_iri(base).unwrap_or_else(|_| TurtleParser::new());
    let mut parser = parser.low_level();
    let deep = tokens::too_deep(&file.text);
    let end = deep.map_or(file.text.len(), |at| file.text[..at].rfind('\n').map_or(0, |n| n + 1));
    let text = &file.text[..end];
    for piece in pieces(text) {
        let end = &text[..piece.end];
        let last = end.strip_suffix('\n').unwrap_or(end).rfind('\n').map_or(0, |n| n + 1);
        let rest = text[last..].split('\n').next().unwrap_or_default();
        let line = Span::new(last, last + rest.trim_end().len());
        parser.extend_from_slice(text[piece].as_bytes());
        drain(&mut parser, id, file, line, &mut parsed);
    }
    if let Some(at) = deep {
        let message = format!("this is nested more than {} deep", tokens::DEEPEST);
        let anchor = Location::Span(id, Span::new(at, at + 1));
        parsed.faults.push(
            Diagnostic::new(Code::R040, anchor, message)
                .expected("fewer levels of brackets, or nodes with names"),
        );
    } else {
        parser.end();
        drain(&mut parser, id, file, Span::new(text.len(), text.len()), &mut parsed);
    }
    parsed.prefixes = parser.prefixes().map(|(n, i)| (n.to_owned(), i.to_owned())).collect();
    parsed
}

/// The lines of a text, cut where a text in quotation marks begins that goes over several of them and uncut within it.
fn pieces(text: &str) -> impl Iterator<Item = std::ops::Range<usize>> {
    let mut long = tokens::tokens(text)
        .filter(|t| t.kind == Kind::Text && t.text.contains('\n'))
        .map(|t| t.at..t.at + t.text.len())
        .peekable();
    let mut start = 0;
    std::iter::from_fn(move || {
        let from = long.next_if(|l| l.start == start).map_or(start, |l| l.end);
        let line = text[from..].find('\n').map_or(text.len(), |n| from + n + 1);
        let end = long.peek().map_or(line, |l| l.start.min(line));
        let piece = start..end;
        start = end;
        (!piece.is_empty()).then_some(piece)
    })
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
                        Location::Span(id, Span::new(start, end)),
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parsed(text: &str) -> Parsed {
        let file = SourceFile { path: "o.ttl".to_owned(), text: text.to_owned() };
        parse(FileId(0), &file, "https://example.org/")
    }

    #[test]
    fn triples_beside_long_texts_know_their_lines() {
        let text = "<a:s> <a:p> 1 , \"\"\"two\n\"lines\" \"\"\" , 3 , '''and\n\nthree''' ; <a:q>\n 4 .";
        let found = parsed(text);
        let lines: Vec<&str> = found.triples.iter().map(|t| &text[t.line.range()]).collect();
        let last = "three''' ; <a:q>";
        assert_eq!(
            lines,
            [
                text.lines().next().unwrap(),
                "\"lines\" \"\"\" , 3 , '''and",
                "\"lines\" \"\"\" , 3 , '''and",
                last,
                " 4 ."
            ]
        );
        assert!(found.faults.is_empty(), "{:?}", found.faults);
    }

    /// Fed line by line, each line would read the text again from its beginning.
    #[test]
    fn a_long_text_is_read_once() {
        let lines = "a line of words\n".repeat(200_000);
        let found = parsed(&format!("<a:s> <a:p> \"\"\"{lines}\"\"\" ."));
        assert_eq!((found.triples.len(), found.faults.len()), (1, 0));
        let open = parsed(&format!("<a:s> <a:p> 1 .\n<a:s> <a:p> \"\"\"{lines}"));
        assert_eq!((open.triples.len(), open.faults.len()), (1, 1));
    }

    /// Terms inside terms are taken apart on the stack: 16,000 of them would end the program.
    #[test]
    fn what_is_nested_too_deeply_is_refused() {
        for (open, close) in
            [("<<( <a:s> <a:p> ", " )>>"), ("[ <a:p> ", " ]"), ("( ", " )"), ("<< <a:s> <a:p> ", " >>")]
        {
            let nested = |count| {
                format!(
                    "<a:s> <a:p> 1 .\n<a:s> <a:p> {}1{} .\n<a:s> <a:p> 2 .",
                    open.repeat(count),
                    close.repeat(count)
                )
            };
            let deep = parsed(&nested(16_000));
            assert_eq!(deep.triples.len(), 1, "{open}");
            let [fault] = deep.faults.as_slice() else { panic!("{open}: {:?}", deep.faults) };
            assert!(fault.message.contains("nested more than 100 deep"), "{}", fault.message);
            assert!(parsed(&nested(40)).faults.is_empty(), "{open}");
        }
    }

    proptest! {
        /// The pieces are the text, and each ends with a line or before a text in quotation marks.
        #[test]
        fn pieces_are_the_whole_text(text in "[ab\"'#\n \\\\]{0,60}") {
            let mut end = 0;
            for piece in pieces(&text) {
                prop_assert_eq!(piece.start, end);
                end = piece.end;
            }
            prop_assert_eq!(end, text.len());
        }
    }
}
