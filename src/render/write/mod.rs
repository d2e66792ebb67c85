//! The graph as files: N-Quads, `TriG`, Turtle, JSON-LD and tables.
//!
//! Goes in: a [`GraphRef`], from which quads come in their fixed order. Comes out: bytes, the same for the same graph.
//! A format is one file here and one line of [`graph`]. Deliberately never asks the store.

mod jsonld;
mod nquads;
mod published;
mod readback;
mod table;
mod tables;
mod turtle;

use std::io::{self, Write};

use oxrdf::Quad;
use oxrdf::vocab::rdf;

use crate::compile::read::{Format, Manifest};
use crate::derive::rdf::{GraphRef, Prefixes, Usage};
use crate::model::escape::csv_cell;

use published::Published;
pub use readback::{Expected, read_back_table};
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
    let all = Published { scope, manifest };
    if format == Format::Nq {
        return nquads::write(all, out);
    }
    let mut usage = Usage::default();
    if format != Format::Ttl {
        all.graphs().for_each(|iri| usage.see_iri(&iri, prefixes));
    }
    all.project(&mut |quad| usage.see(quad.into(), prefixes));
    let prefixes = &usage.of(prefixes);
    match format {
        Format::Nq => nquads::write(all, out),
        Format::Trig => turtle::trig(all, prefixes, out),
        Format::Ttl => turtle::turtle(all, prefixes, out),
        Format::Jsonld => jsonld::write(all, prefixes, out),
    }
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
