//! The graph as files: N-Quads, `TriG`, Turtle, JSON-LD and tables.
//!
//! Goes in: a [`Scope`], from which quads come in their fixed order. Comes out: bytes, the same for the same graph.
//! A format is one file here and one line of [`graph`]. Deliberately never asks the store: it rewrites literals.

mod jsonld;
mod nquads;
mod table;
mod tables;
mod turtle;

use std::io::{self, Write};

use crate::compile::read::Format;
use crate::derive::rdf::{Prefixes, Scope};

pub use table::{csv, markdown};
pub(crate) use tables::cell;
pub use tables::{claims_table, derived_table, disagreements_table, entities_table};
pub use turtle::triples;

/// Writes the graph in one form; returns the number of quads.
pub fn graph(format: Format, scope: Scope<'_>, names: &Prefixes, out: &mut dyn Write) -> io::Result<u64> {
    match format {
        Format::Nq => nquads::write(scope, out),
        Format::Trig => turtle::trig(scope, names, out),
        Format::Ttl => turtle::turtle(scope, names, out),
        Format::Jsonld => jsonld::write(scope, names, out),
    }
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

/// A row of CSV (RFC 4180).
pub fn csv_row(fields: &[&str]) -> String {
    let quoted = |field: &&str| {
        if field.contains(['"', ',', '\n', '\r']) {
            format!("\"{}\"", field.replace('"', "\"\""))
        } else {
            (*field).to_owned()
        }
    };
    let mut row = fields.iter().map(quoted).collect::<Vec<_>>().join(",");
    row.push('\n');
    row
}
