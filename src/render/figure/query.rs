//! The query of a view asked, and its answer row by row; what is wrong with either is told in the view file.

use std::collections::BTreeMap;

use oxrdf::Literal;

use crate::derive::store::{Answer, DefaultGraph as Layers, QueryText, Store, syntax_fault};
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Location};
use crate::model::file::{FileId, Span};

/// What a row binds: terms in N-Triples form, by variable.
pub(super) type Bound<'a> = BTreeMap<&'a str, String>;

/// What a row binds.
pub(super) fn bound<'a>(variables: &'a [String], row: &[Option<impl ToString>]) -> Bound<'a> {
    let terms = variables.iter().zip(row);
    terms.filter_map(|(v, t)| Some((v.as_str(), t.as_ref()?.to_string()))).collect()
}

/// The text of a literal in N-Triples form.
pub(super) fn literal(term: &str) -> Option<String> {
    term.parse::<Literal>().ok().map(|l| l.value().to_owned())
}

/// Asks the query of a view over all layers; its faults are told in the view file.
pub(super) fn ask(query: &str, text: QueryText<'_>, store: &Store) -> Result<Answer, Box<Diagnostic>> {
    store.query(query, Layers::Union).map_err(|error| {
        let start = text.text.find(query).unwrap_or(0) as u32;
        let fault = syntax_fault(Code::R052, QueryText { file: FileId(0), text: query }, &error, store);
        Box::new(in_view(fault, text.file, start))
    })
}

/// The query can be asked, and gives something else than the view needs.
pub(super) fn wrong_answer(
    query: &str,
    text: QueryText<'_>,
    message: &str,
    expected: &str,
) -> Box<Diagnostic> {
    let start = text.text.find(query).unwrap_or(0) as u32;
    let anchor = Location::Span(text.file, Span { start, end: start + 1 });
    Box::new(Diagnostic::new(Code::R052, anchor, message).expected(expected))
}

/// A fault in the query, moved to where the query stands in its view file.
fn in_view(fault: Diagnostic, file: FileId, start: u32) -> Diagnostic {
    let moved = |anchor| match anchor {
        Location::Span(_, span) => {
            Location::Span(file, Span { start: span.start + start, end: span.end + start })
        }
        other => other,
    };
    let related = fault.related.into_iter().map(|(a, why)| (moved(a), why)).collect();
    Diagnostic { anchor: moved(fault.anchor), related, ..fault }
}
