//! The graph as some of its sources make it, for what names them: views, questions, the dossier and commands.

use std::collections::BTreeSet;

use crate::derive::graph::Graph;
use crate::derive::selection::{NoSource, Selection, sources, undated};
use crate::derive::store::{QueryText, StoreError};
use crate::model::claim::{EntityId, Thing};
use crate::model::code::Code;
use crate::model::date::PartialDate;
use crate::model::diagnostic::{Diagnostic, Location};
use crate::model::file::{FileId, Span};
use crate::model::header::Header;

/// From how many of the sources of a graph a part of it is, and as known by which date; then those sources bear none at all.
pub fn basis(part: &Graph, graph: &Graph, selection: &Selection) -> String {
    let asked = |graph: &Graph| {
        let all = sources(graph.dataset(), graph.ontology()).into_iter();
        all.filter(|id| graph.scope().is_asked(*id)).collect::<Vec<_>>()
    };
    let number = |graph: &Graph| asked(graph).len();
    let (some, all) = (number(part), number(graph));
    let of_all = if std::ptr::eq(part, graph) { String::new() } else { format!(" of {all}") };
    let from = format!("from {some}{of_all} source{}", if all == 1 { "" } else { "s" });
    let Some(date) = selection.known_by.as_deref().and_then(PartialDate::parse) else { return from };
    let dataset = part.dataset();
    let mut undated = undated(dataset, part.ontology());
    undated.retain(|id| part.scope().is_asked(*id));
    let undated: Vec<&str> = undated.into_iter().map(|id| dataset.name(Thing::Entity(id))).collect();
    let undated = match undated.as_slice() {
        [] => String::new(),
        [one] => format!("; \u{201c}{one}\u{201d} bears no date, and is kept"),
        several => format!("; {} bear no date, and are kept", several.len()),
    };
    if some > 0 {
        return format!("{from}, published by {}{undated}", date.words());
    }
    let dataset = graph.dataset();
    let times = sources(dataset, graph.ontology()).into_iter().filter_map(|id| dataset.time_of_source(id));
    let first = times
        .min_by_key(|time| time.days().1)
        .map(|time| format!("; the first source is of {}", time.words()));
    format!("{from}: nothing was published by {}{}", date.words(), first.unwrap_or_default())
}

/// The sources from which alone a question is answered, as its header names them.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// The sources; all where the header names none.
    pub selection: Selection,
    /// Where each of them is named, then their kinds, then the date.
    spans: Vec<Span>,
}

/// The sources that the header of a question names.
///
/// # Errors
///
/// A key that is there and names nothing, or more than one date: it could mean all or none.
pub fn asked_of(text: QueryText<'_>) -> Result<Asked, Vec<Diagnostic>> {
    let header = Header::parse(text.text);
    let mut faults = Vec::new();
    let mut words = |key: &str, expected: &str, most: usize| -> Vec<(String, Span)> {
        let Some(entry) = header.all(key).next() else { return Vec::new() };
        let found = entry.words(',');
        let message = match found.len() {
            0 => format!("`{key}` names nothing"),
            n if n > most => format!("`{key}` names {n} dates"),
            _ => return found,
        };
        faults.push(
            Diagnostic::new(Code::R053, Location::Span(text.file, entry.key_span), message)
                .expected(expected)
                .help(format!("leave `# {key}:` out to ask all sources")),
        );
        found
    };
    let sources = words("sources", "keys of sources, separated by commas", usize::MAX);
    let kinds = words("kinds", "kinds of sources, separated by commas", usize::MAX);
    let known_by = words("known-by", "one date such as 2022, 2022-06 or 2022-06-30", 1);
    if !faults.is_empty() {
        return Err(faults);
    }
    let spans = [&sources, &kinds, &known_by].into_iter().flatten().map(|(_, span)| *span).collect();
    let texts = |words: Vec<(String, Span)>| words.into_iter().map(|(word, _)| word).collect();
    let known_by = known_by.into_iter().next().map(|(word, _)| word);
    Ok(Asked { selection: Selection { sources: texts(sources), kinds: texts(kinds), known_by }, spans })
}

impl Asked {
    /// Whether its words mean sources of a graph.
    ///
    /// # Errors
    ///
    /// Every word that means none.
    pub fn check(&self, graph: &Graph, file: FileId) -> Result<(), Vec<Diagnostic>> {
        if self.selection.is_all() {
            return Ok(());
        }
        meant(graph, &self.selection, Code::R053, (file, &self.spans)).map(drop)
    }
}

/// Graphs of some of the sources, each made once.
#[derive(Default)]
pub struct Parts(Vec<(BTreeSet<EntityId>, Graph)>);

impl Parts {
    /// The graph of the sources that are meant; none where all are. Words that mean none have the code of what names them, and
    /// the places of a file.
    ///
    /// # Errors
    ///
    /// Every word that means no source, or the failure of the store.
    pub fn of(
        &mut self,
        graph: &Graph,
        selection: &Selection,
        code: Code,
        (file, spans): (FileId, &[Span]),
    ) -> Result<Option<&Graph>, Vec<Diagnostic>> {
        if selection.is_all() {
            return Ok(None);
        }
        let meant = meant(graph, selection, code, (file, spans))?;
        let known = self.0.iter().position(|(sources, _)| *sources == meant);
        let at = if let Some(at) = known {
            at
        } else {
            let part = graph.of_sources(&meant).map_err(|e| failed(file, &e))?;
            self.0.push((meant, part));
            self.0.len() - 1
        };
        Ok(self.0.get(at).map(|(_, part)| part))
    }

    /// The graph of the sources from which a question is answered, and from how many these are in words; none where all are asked.
    ///
    /// # Errors
    ///
    /// What is wrong with the sources that its header names, or the failure of the store.
    pub fn of_question(
        &mut self,
        graph: &Graph,
        text: QueryText<'_>,
    ) -> Result<Option<(&Graph, String)>, Vec<Diagnostic>> {
        let Asked { selection, spans } = asked_of(text)?;
        let part = self.of(graph, &selection, Code::R053, (text.file, &spans))?;
        Ok(part.map(|part| (part, basis(part, graph, &selection))))
    }

    /// The graph that was made last.
    pub(super) fn into_last(mut self) -> Option<Graph> {
        self.0.pop().map(|(_, part)| part)
    }
}

/// The sources meant, or a fault for each word that means none.
fn meant(
    graph: &Graph,
    selection: &Selection,
    code: Code,
    (file, spans): (FileId, &[Span]),
) -> Result<BTreeSet<EntityId>, Vec<Diagnostic>> {
    selection.of(graph.dataset(), graph.ontology()).map_err(|wrong| {
        let fault = |word: NoSource| {
            let span = spans.get(word.place).copied().unwrap_or(Span::new(0, 0));
            let fault = Diagnostic::new(code, Location::Span(file, span), word.message);
            fault.expected(word.expected).suggest(word.near.as_deref())
        };
        wrong.into_iter().map(fault).collect()
    })
}

/// The failure of the store where a file asks for a part of the graph.
pub(super) fn failed(file: FileId, error: &StoreError) -> Vec<Diagnostic> {
    vec![Diagnostic::new(Code::R053, Location::Span(file, Span::new(0, 0)), error.to_string())]
}
