//! N-Quads (<https://www.w3.org/TR/n-quads/>), streamed: memory does not grow with the graph; and N-Triples.

use std::io::{self, Write};

use oxrdf::GraphNameRef;

use super::published::Published;
use super::readback::Adder;
use super::turtle::each_once;
use crate::derive::rdf::write_ntriples;
use crate::model::escape::{coded, push_code};

/// How much is collected before it is handed to the writer: little enough to stay in the cache of the processor.
const BUFFER: usize = 1 << 16;

/// Writes every quad on a line of its own.
pub(super) fn write(all: Published<'_>, written: &mut Adder, out: &mut dyn Write) -> io::Result<u64> {
    let mut buffer = String::with_capacity(BUFFER + (BUFFER >> 2));
    let mut count = 0;
    let mut result = Ok(());
    all.project(&mut |quad| {
        if result.is_err() {
            return;
        }
        write_ntriples(quad.subject, &mut buffer);
        buffer.push(' ');
        write_ntriples(quad.predicate, &mut buffer);
        buffer.push(' ');
        write_ntriples(quad.object, &mut buffer);
        if let GraphNameRef::NamedNode(graph) = quad.graph_name {
            buffer.push(' ');
            write_ntriples(graph, &mut buffer);
        }
        buffer.push_str(" .\n");
        written.add(quad);
        count += 1;
        if buffer.len() >= BUFFER {
            result = out.write_all(coded(&buffer, push_code).as_bytes());
            buffer.clear();
        }
    });
    result?;
    out.write_all(coded(&buffer, push_code).as_bytes())?;
    Ok(count)
}

/// Writes every triple of the layers on a line of its own, each once.
pub(super) fn triples(all: Published<'_>, out: &mut dyn Write) -> io::Result<u64> {
    let mut line = String::new();
    each_once(all, &mut |triple| {
        line.clear();
        write_ntriples(triple.subject, &mut line);
        line.push(' ');
        write_ntriples(triple.predicate, &mut line);
        line.push(' ');
        write_ntriples(triple.object, &mut line);
        line.push_str(" .\n");
        out.write_all(coded(&line, push_code).as_bytes())
    })
}
