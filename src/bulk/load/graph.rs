//! The Turtle of a mapping as nodes and their properties, each with its place; words of the older vocabularies as today's.

use std::collections::HashMap;

use oxrdf::{NamedOrBlankNode, Term, Triple};
use oxttl::TurtleParser;

use super::places::places;
use crate::bulk::fault::{Fault, Place};
use crate::model::tokens;
use crate::model::vocab::{ql, rml, rml_2014, rr};

/// What a mapping says, in the order of its text.
pub(super) struct Graph {
    nodes: HashMap<NamedOrBlankNode, Vec<Property>>,
    /// The nodes that have properties, by the place where they first do.
    order: Vec<(Place, NamedOrBlankNode)>,
    /// Whether it is written in the vocabulary of 2014.
    pub(super) is_of_2014: bool,
}

/// A property of a node.
pub(super) struct Property {
    /// Its IRI.
    pub(super) name: String,
    pub(super) object: Term,
    /// Where the object stands.
    pub(super) at: Place,
}

impl Graph {
    /// The nodes that have properties.
    pub(super) fn nodes(&self) -> impl Iterator<Item = (Place, &NamedOrBlankNode)> {
        self.order.iter().map(|(at, node)| (*at, node))
    }

    /// All properties of a node.
    pub(super) fn properties(&self, node: &NamedOrBlankNode) -> &[Property] {
        self.nodes.get(node).map_or(&[], Vec::as_slice)
    }

    /// The properties of a node with a name.
    pub(super) fn all<'a>(
        &'a self,
        node: &NamedOrBlankNode,
        name: &'a str,
    ) -> impl Iterator<Item = &'a Property> {
        self.properties(node).iter().filter(move |p| p.name == name)
    }

    /// The first property of a node with a name.
    pub(super) fn first<'a>(&'a self, node: &NamedOrBlankNode, name: &'a str) -> Option<&'a Property> {
        self.all(node, name).next()
    }
}

/// Reads the Turtle of a mapping; relative IRIs are below `base`.
///
/// # Errors
/// Every place where it is not Turtle.
pub(super) fn read(text: &str, base: &str) -> Result<Graph, Vec<Fault>> {
    if let Some(at) = tokens::too_deep(text) {
        let message = format!("this is nested more than {} deep", tokens::DEEPEST);
        return Err(vec![Fault::new(message, place(text, at, at + 1))]);
    }
    let (triples, faults) = parse(text, base);
    if !faults.is_empty() {
        return Err(faults);
    }
    let ends = places(text).filter(|ends| ends.len() == triples.len());
    let lines = Lines::new(text);
    let mut graph = Graph { nodes: HashMap::new(), order: Vec::new(), is_of_2014: false };
    for (number, triple) in triples.into_iter().enumerate() {
        let ends = ends.as_ref().map(|ends| &ends[number]);
        let subject_at =
            ends.map_or_else(Place::default, |e| lines.place(text, e.subject.start, e.subject.end));
        let at = ends.map_or_else(Place::default, |e| lines.place(text, e.object.start, e.object.end));
        graph.add(triple, subject_at, at);
    }
    graph.order.sort_by_key(|(at, _)| *at);
    Ok(graph)
}

impl Graph {
    fn add(&mut self, triple: Triple, subject_at: Place, at: Place) {
        let predicate = triple.predicate.as_str();
        self.is_of_2014 |= [rr::NAMESPACE, rml_2014::NAMESPACE].iter().any(|old| predicate.starts_with(old));
        let object = match triple.object {
            Term::NamedNode(node) => match renewed(node.as_str()) {
                Some(iri) => oxrdf::NamedNode::new_unchecked(iri).into(),
                None => node.into(),
            },
            object => object,
        };
        let name = renewed(predicate).unwrap_or_else(|| predicate.to_owned());
        let properties = self.nodes.entry(triple.subject.clone()).or_default();
        if properties.is_empty() {
            self.order.push((subject_at, triple.subject));
        }
        // The same said twice is said once.
        if !properties.iter().any(|p| p.name == name && p.object == object) {
            properties.push(Property { name, object, at });
        }
    }
}

/// Today's IRI of a term of an older vocabulary.
fn renewed(iri: &str) -> Option<String> {
    let old = [rr::NAMESPACE, rml_2014::NAMESPACE, ql::NAMESPACE];
    let local = old.into_iter().find_map(|namespace| iri.strip_prefix(namespace))?;
    Some(format!("{}{local}", rml::NAMESPACE))
}

fn parse(text: &str, base: &str) -> (Vec<Triple>, Vec<Fault>) {
    let parser = TurtleParser::new().with_base_iri(base).unwrap_or_else(|_| TurtleParser::new());
    let (mut triples, mut faults) = (Vec::new(), Vec::new());
    for result in parser.for_slice(text) {
        match result {
            Ok(triple) => triples.push(triple),
            Err(error) => {
                let at = error.location();
                let (start, end) = (at.start.offset as usize, at.end.offset as usize);
                faults.push(Fault::new(
                    format!("this is not Turtle: {}", error.message()),
                    place(text, start, end),
                ));
            }
        }
    }
    (triples, faults)
}

/// The place of some bytes of a text.
fn place(text: &str, start: usize, end: usize) -> Place {
    Lines::new(text).place(text, start, end)
}

/// Where the lines of a text begin.
struct Lines(Vec<usize>);

impl Lines {
    fn new(text: &str) -> Self {
        Self(std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect())
    }

    fn place(&self, text: &str, start: usize, end: usize) -> Place {
        let start = start.min(text.len());
        let line = self.0.partition_point(|first| *first <= start);
        let first = self.0.get(line.wrapping_sub(1)).copied().unwrap_or_default();
        let column = text.get(first..start).map_or(0, |before| before.chars().count()) + 1;
        Place { start, end: end.clamp(start, text.len()), line, column }
    }
}
