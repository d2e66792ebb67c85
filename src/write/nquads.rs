//! N-Quads (<https://www.w3.org/TR/n-quads/>), streamed: memory does not grow with the graph.

use std::io::{self, Write};

use crate::rdf::{Layer, Node, Scope, Space, Term, project, write_node};

/// How much is collected before it is handed to the writer.
const BUFFER: usize = 1 << 20;

/// Writes every quad on a line of its own.
pub(super) fn write(scope: Scope<'_>, out: &mut dyn Write) -> io::Result<u64> {
    let graphs: Vec<String> = Layer::ALL
        .iter()
        .map(|layer| {
            format!(" {} .\n", Term::Node(Node::minted(Space::Graph, layer.name())).to_ntriples(scope.base))
        })
        .collect();
    let mut buffer = String::with_capacity(BUFFER + (BUFFER >> 2));
    let mut count = 0;
    let mut result = Ok(());
    project(scope, &mut |quad| {
        if result.is_err() {
            return;
        }
        quad.subject.write(scope.base, &mut buffer);
        buffer.push(' ');
        write_node(Node::Known(quad.predicate), scope.base, &mut buffer);
        buffer.push(' ');
        quad.object.write(scope.base, &mut buffer);
        buffer.push_str(&graphs[quad.layer as usize]);
        count += 1;
        if buffer.len() >= BUFFER {
            result = out.write_all(buffer.as_bytes());
            buffer.clear();
        }
    });
    result?;
    out.write_all(buffer.as_bytes())?;
    Ok(count)
}
