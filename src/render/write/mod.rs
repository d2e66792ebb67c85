//! The graph as files: N-Quads, `TriG`, Turtle, JSON-LD and tables.
//!
//! Goes in: a [`GraphRef`], from which quads come in their fixed order. Comes out: bytes, the same for the same graph.
//! A format is one file here and one line of [`graph`]. Deliberately never asks the store.

mod jsonld;
mod nquads;
mod published;
mod readback;
mod statistics;
mod table;
mod tables;
mod turtle;

use std::io::{self, Write};

use oxrdf::Quad;
use oxrdf::vocab::rdf;

use crate::compile::read::{Format, Manifest};
use crate::derive::rdf::{GraphRef, Prefixes, Usage};
use crate::model::escape::csv_cell;

pub use published::Extent;
use published::Published;
pub use readback::{Adder, Expected, read_back_table, statements};
pub use statistics::{Statistics, statistics};
pub use table::{csv, markdown};
pub(crate) use tables::cell;
pub use tables::{claims_table, derived_table, disagreements_table, entities_table};
pub use turtle::triples;

/// Writes the graph in one form; returns the number of quads, or of triples for a form that knows no graphs.
///
/// Memory is that of one subject, whatever the form.
///
/// # Errors
///
/// The output cannot be written.
pub fn graph(
    format: Format,
    scope: GraphRef<'_>,
    manifest: &Manifest,
    prefixes: &Prefixes,
    out: &mut dyn Write,
) -> io::Result<u64> {
    graph_added_up(format, scope, manifest, prefixes, &mut Adder::default(), out)
}

/// Writes the graph in one form, and adds its quads up where that costs no further pass over them: as N-Quads.
///
/// # Errors
///
/// The output cannot be written.
pub fn graph_added_up(
    format: Format,
    scope: GraphRef<'_>,
    manifest: &Manifest,
    prefixes: &Prefixes,
    written: &mut Adder,
    out: &mut dyn Write,
) -> io::Result<u64> {
    let all = Published { scope, manifest, extent: Extent::Whole };
    if format == Format::Nq {
        return nquads::write(all, written, out);
    }
    let prefixes = &used(all, format != Format::Ttl, prefixes);
    match format {
        Format::Nq => nquads::write(all, written, out),
        Format::Trig => turtle::trig(all, prefixes, out),
        Format::Ttl => turtle::turtle(all, prefixes, out),
        Format::Jsonld => jsonld::write(all, prefixes, out),
    }
}

/// A form in which a part of a graph is handed to a reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartForm {
    /// Turtle: the layers in one graph.
    Turtle,
    /// N-Triples: the layers in one graph.
    NTriples,
    /// JSON-LD, the layers as named graphs.
    JsonLd,
    /// `TriG`, the layers as named graphs.
    TriG,
}

/// Writes the graph, or something of it, in one form; returns the number of triples or quads.
///
/// # Errors
///
/// The output cannot be written.
pub fn part(
    form: PartForm,
    extent: Extent<'_>,
    scope: GraphRef<'_>,
    manifest: &Manifest,
    prefixes: &Prefixes,
    out: &mut dyn Write,
) -> io::Result<u64> {
    let some = Published { scope, manifest, extent };
    let knows_graphs = matches!(form, PartForm::JsonLd | PartForm::TriG);
    match form {
        PartForm::NTriples => nquads::triples(some, out),
        PartForm::Turtle => turtle::turtle(some, &used(some, knows_graphs, prefixes), out),
        PartForm::JsonLd => jsonld::write(some, &used(some, knows_graphs, prefixes), out),
        PartForm::TriG => turtle::trig(some, &used(some, knows_graphs, prefixes), out),
    }
}

/// Those prefixes that are of use for what is written.
fn used(some: Published<'_>, knows_graphs: bool, prefixes: &Prefixes) -> Prefixes {
    let mut usage = Usage::default();
    if knows_graphs {
        some.graphs().for_each(|iri| usage.see_iri(&iri, prefixes));
    }
    some.project(&mut |quad| usage.see(quad.into(), prefixes));
    usage.of(prefixes)
}

/// Hands over what each layer says of a subject, classes first; returns the number of quads.
fn subjects(all: Published<'_>, write: &mut dyn FnMut(&[Quad]) -> io::Result<()>) -> io::Result<u64> {
    let mut block: Vec<Quad> = Vec::new();
    let mut count = 0;
    let mut result = Ok(());
    let mut flush = |block: &mut Vec<Quad>| {
        block.sort_by(|a, b| {
            let [a, b] = [a, b].map(|q| (q.predicate != rdf::TYPE, &q.predicate));
            a.cmp(&b)
        });
        let written = write(block);
        block.clear();
        written
    };
    all.project(&mut |quad| {
        let is_new = block
            .first()
            .is_some_and(|f| f.subject.as_ref() != quad.subject || f.graph_name.as_ref() != quad.graph_name);
        if is_new && result.is_ok() {
            result = flush(&mut block);
        }
        if result.is_ok() {
            block.push(quad.into_owned());
            count += 1;
        }
    });
    result.and_then(|()| flush(&mut block))?;
    Ok(count)
}

/// The name of the file for a form.
pub fn file_name(format: Format) -> &'static str {
    match format {
        Format::Nq => "graph.nq",
        Format::Trig => "graph.trig",
        Format::Ttl => "graph.ttl",
        Format::Jsonld => "graph.jsonld",
    }
}

/// A row of CSV (RFC 4180), safe to open in a spreadsheet: see [`csv_cell`].
pub fn csv_row(fields: &[&str]) -> String {
    let quoted = |field: &&str| {
        let field = csv_cell(field);
        if field.contains(['"', ',', '\n', '\r']) {
            format!("\"{}\"", field.replace('"', "\"\""))
        } else {
            field.into_owned()
        }
    };
    let mut row = fields.iter().map(quoted).collect::<Vec<_>>().join(",");
    row.push('\n');
    row
}
