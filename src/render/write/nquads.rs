//! N-Quads (<https://www.w3.org/TR/n-quads/>), streamed: memory does not grow with the graph.

use std::io::{self, Write};

use crate::derive::rdf::{Layer, Node, Scope, Space, Term, project};

/// How much is collected before it is handed to the writer: little enough to stay in the cache of the processor.
const BUFFER: usize = 1 << 16;

/// Writes every quad on a line of its own.
pub(super) fn write(scope: Scope<'_>, out: &mut dyn Write) -> io::Result<u64> {
    let graphs: Vec<String> = Layer::ALL
        .iter()
        .map(|layer| {
            format!(" {} .\n", Term::Node(Node::minted(Space::Graph, layer.name())).to_ntriples(scope.base))
        })
        .collect();
    let mut buffer = String::with_capacity(BUFFER + (BUFFER >> 2));
    let mut subject = Subject::default();
    let mut count = 0;
    let mut result = Ok(());
    project(scope, &mut |quad| {
        if result.is_err() {
            return;
        }
        if !subject.is(quad.subject) {
            subject.set(quad.subject, scope.base);
        }
        buffer.push_str(&subject.text);
        buffer.push_str(quad.predicate);
        buffer.push_str("> ");
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

/// The beginning of a line, up to the IRI of the predicate. Quads of one subject follow each other, so it is made
/// once for all of them.
#[derive(Default)]
struct Subject {
    text: String,
    space: Option<Space>,
    name: String,
}

impl Subject {
    fn is(&self, term: Term<'_>) -> bool {
        matches!(term, Term::Node(Node::Minted(space, [name, "", ""])) if self.space == Some(space) && self.name == name)
    }

    fn set(&mut self, term: Term<'_>, base: &str) {
        self.text.clear();
        term.write(base, &mut self.text);
        self.text.push_str(" <");
        self.space = None;
        if let Term::Node(Node::Minted(space, [name, "", ""])) = term {
            self.space = Some(space);
            self.name.clear();
            self.name.push_str(name);
        }
    }
}
