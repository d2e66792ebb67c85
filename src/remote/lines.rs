//! The data as lines of N-Quads: read again for each pass, blank nodes made IRIs, cut into parts of a fixed number of lines.

use std::io::{self, BufRead, Read};

use oxrdf::{BlankNode, GraphName, NamedNode, NamedOrBlankNode, Quad, Term, Triple};
use oxttl::NQuadsParser;
use sha2::{Digest, Sha256};

use super::push::PushError;
use crate::model::text::hex;

/// How many bytes may wait for their part to be full; beyond, the largest part goes as it is.
const MOST_WAITING: usize = 64 << 20;

/// Data as lines of N-Quads that can be read again.
pub trait Lines {
    /// The lines from their beginning.
    ///
    /// # Errors
    ///
    /// Where they cannot be read.
    fn read(&self) -> io::Result<Box<dyn BufRead + '_>>;
}

/// The digest of all bytes.
pub(super) fn digest(lines: &dyn Lines) -> Result<String, PushError> {
    let mut reader = lines.read().map_err(PushError::Read)?;
    let mut hash = Sha256::new();
    let mut block = vec![0; 1 << 16];
    loop {
        match reader.read(&mut block).map_err(PushError::Read)? {
            0 => return Ok(hex(&hash.finalize())),
            read => hash.update(&block[..read]),
        }
    }
}

/// How quads become those that are sent.
pub(super) struct Sending<'a> {
    /// The digest of the data, by which IRIs of its blank nodes are its own.
    pub(super) digest: &'a str,
    /// The graph that triples of no graph go into; nothing for the default graph of the store.
    pub(super) otherwise: Option<&'a NamedNode>,
}

impl Sending<'_> {
    /// Hands over each quad as it is sent, with the number of its line.
    pub(super) fn each(
        &self,
        lines: &dyn Lines,
        take: &mut dyn FnMut(GraphName, Triple) -> Result<(), PushError>,
    ) -> Result<(), PushError> {
        let reader = lines.read().map_err(PushError::Read)?;
        for quad in NQuadsParser::new().for_reader(reader) {
            let quad = quad.map_err(|error| match error {
                oxttl::TurtleParseError::Io(error) => PushError::Read(error),
                oxttl::TurtleParseError::Syntax(error) => {
                    let line = error.location().start.line + 1;
                    PushError::Line { line, why: error.message().to_owned() }
                }
            })?;
            let (graph, triple) = self.sent(quad)?;
            take(graph, triple)?;
        }
        Ok(())
    }

    fn sent(&self, quad: Quad) -> Result<(GraphName, Triple), PushError> {
        let subject = match quad.subject {
            NamedOrBlankNode::BlankNode(node) => self.skolem(&node).into(),
            named @ NamedOrBlankNode::NamedNode(_) => named,
        };
        let object = match quad.object {
            Term::BlankNode(node) => self.skolem(&node).into(),
            Term::Triple(_) => return Err(PushError::TripleTerm(subject.to_string())),
            other => other,
        };
        let graph = match quad.graph_name {
            GraphName::BlankNode(node) => self.skolem(&node).into(),
            GraphName::DefaultGraph => self.otherwise.map_or(GraphName::DefaultGraph, |g| g.clone().into()),
            named @ GraphName::NamedNode(_) => named,
        };
        Ok((graph, Triple { subject, predicate: quad.predicate, object }))
    }

    /// An IRI for a blank node: the same each time that this data is sent, and no other data's.
    fn skolem(&self, node: &BlankNode) -> NamedNode {
        NamedNode::new_unchecked(format!("urn:remit:genid:{}:{}", &self.digest[..16], node.as_str()))
    }
}

/// A part of a graph: some of its triples as N-Triples.
pub(super) struct Part {
    pub(super) graph: GraphName,
    pub(super) text: String,
    pub(super) lines: u64,
}

impl Part {
    /// The digest of what it says and where.
    pub(super) fn digest(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(self.graph.to_string());
        hash.update("\n");
        hash.update(&self.text);
        hex(&hash.finalize())
    }
}

/// Parts that are being filled, one for each graph.
pub(super) struct Parts {
    most: u64,
    open: Vec<Part>,
    waiting: usize,
}

impl Parts {
    pub(super) fn of(most: u64) -> Self {
        Self { most: most.max(1), open: Vec::new(), waiting: 0 }
    }

    /// Adds a triple; a part that is full with it, or has to go as too much waits.
    pub(super) fn add(&mut self, graph: &GraphName, triple: &Triple) -> Option<Part> {
        let place = self.open.iter().position(|part| part.graph == *graph).unwrap_or_else(|| {
            self.open.push(Part { graph: graph.clone(), text: String::new(), lines: 0 });
            self.open.len() - 1
        });
        let part = &mut self.open[place];
        let before = part.text.len();
        part.text.push_str(&format!("{triple} .\n"));
        part.lines += 1;
        self.waiting += part.text.len() - before;
        if part.lines >= self.most {
            return Some(self.take(place));
        }
        if self.waiting > MOST_WAITING {
            let largest = (0..self.open.len()).max_by_key(|place| self.open[*place].text.len())?;
            return Some(self.take(largest));
        }
        None
    }

    fn take(&mut self, place: usize) -> Part {
        let part = self.open.swap_remove(place);
        self.waiting -= part.text.len();
        part
    }

    /// What is left.
    pub(super) fn rest(self) -> Vec<Part> {
        self.open
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Text(&'static str);

    impl Lines for Text {
        fn read(&self) -> io::Result<Box<dyn BufRead + '_>> {
            Ok(Box::new(self.0.as_bytes()))
        }
    }

    #[test]
    fn blank_nodes_become_iris_and_parts_have_their_lines() {
        let text = Text(
            "_:a <http://e/p> _:b .\n# no line\n\n_:a <http://e/p> \"x\" <http://e/g> .\n_:a <http://e/p> \"y\" <http://e/g> .\n_:a <http://e/p> \"z\" <http://e/g> .\n",
        );
        let digest = digest(&text).expect("it is read");
        let mut parts = Parts::of(2);
        let mut full = Vec::new();
        let sending = Sending { digest: &digest, otherwise: None };
        let each = &mut |graph, triple| {
            full.extend(parts.add(&graph, &triple));
            Ok(())
        };
        sending.each(&text, each).expect("it is sent");
        assert_eq!((full.len(), full[0].lines), (1, 2));
        assert_eq!(parts.rest().iter().map(|p| p.lines).collect::<Vec<_>>(), [1, 1]);
        assert!(
            full[0].text.starts_with(&format!("<urn:remit:genid:{}:a> <http://e/p> \"x\" .", &digest[..16]))
        );
    }

    #[test]
    fn a_line_that_is_none_is_told() {
        let sending = Sending { digest: "0123456789abcdef", otherwise: None };
        let error = sending.each(&Text("<http://e/s> <http://e/p> .\n"), &mut |_, _| Ok(()));
        assert!(matches!(error, Err(PushError::Line { line: 1, .. })), "{error:?}");
    }
}
