//! The triples of shapes graphs, each with its line: subjects, lists, instances, and places for faults.
//!
//! Deliberately does not know what any term of SHACL means.

use std::collections::{BTreeMap, BTreeSet};

use crate::compile::ontology::triples::{Located, parse};
use crate::model::diagnostic::Diagnostic;
use crate::model::diagnostic::Location;
use crate::model::file::{FileId, Files};
use crate::model::vocab;

/// A shapes graph: the triples of all its files.
pub(super) struct Source<'a> {
    pub(super) files: &'a Files,
    /// Triples in the order of the files.
    pub(super) triples: Vec<Located>,
    about: BTreeMap<String, Vec<usize>>,
    /// Direct types and superclasses that are known beside the shapes: those of the ontology.
    beside: BTreeMap<(String, String), Vec<String>>,
}

impl<'a> Source<'a> {
    /// Reads the files with the given ids. `beside` are triples that decide what is a class, in N-Triples form.
    pub(super) fn read(
        files: &'a Files,
        ids: &[FileId],
        base: &str,
        beside: &[[String; 3]],
    ) -> (Self, Vec<Diagnostic>) {
        let mut faults = Vec::new();
        let mut source = Self { files, triples: Vec::new(), about: BTreeMap::new(), beside: BTreeMap::new() };
        let mut seen = BTreeSet::new();
        for &id in ids {
            let parsed = parse(id, files.get(id), base);
            faults.extend(parsed.faults);
            for triple in parsed.triples {
                let key = [&triple.subject, &triple.predicate, &triple.object].map(Clone::clone);
                // A graph is a set: a triple written twice counts once.
                if seen.insert(key) {
                    source.about.entry(triple.subject.clone()).or_default().push(source.triples.len());
                    source.triples.push(triple);
                }
            }
        }
        let kinds = [vocab::rdf::TYPE, vocab::rdfs::SUB_CLASS_OF].map(|i| format!("<{i}>"));
        for [subject, predicate, object] in beside.iter().filter(|t| kinds.contains(&t[1])) {
            let key = (subject.clone(), predicate.clone());
            source.beside.entry(key).or_default().push(object.clone());
        }
        (source, faults)
    }

    /// The triples about a node, in the order of the files.
    pub(super) fn about<'b>(&'b self, node: &str) -> impl Iterator<Item = &'b Located> + use<'b> {
        let found = self.about.get(node).map_or(&[][..], Vec::as_slice);
        found.iter().filter_map(|i| self.triples.get(*i))
    }

    /// The triples of a node with a predicate (an IRI).
    pub(super) fn values<'b>(
        &'b self,
        node: &str,
        predicate: &str,
    ) -> impl Iterator<Item = &'b Located> + use<'b> {
        let predicate = format!("<{predicate}>");
        self.about(node).filter(move |t| t.predicate == predicate)
    }

    fn direct(&self, node: &str, predicate: &str) -> Vec<String> {
        let mut found: Vec<String> = self.values(node, predicate).map(|t| t.object.clone()).collect();
        let key = (node.to_owned(), format!("<{predicate}>"));
        found.extend(self.beside.get(&key).into_iter().flatten().cloned());
        found
    }

    /// Whether a node is an instance of a class (an IRI) or of one below it.
    pub(super) fn is_a(&self, node: &str, class: &str) -> bool {
        let class = format!("<{class}>");
        let mut todo = self.direct(node, vocab::rdf::TYPE);
        let mut seen = BTreeSet::new();
        while let Some(next) = todo.pop() {
            if next == class {
                return true;
            }
            if seen.insert(next.clone()) {
                todo.extend(self.direct(&next, vocab::rdfs::SUB_CLASS_OF));
            }
        }
        false
    }

    /// The members of a list, each as the triple that gives it; `Err` says why the node is no list.
    pub(super) fn list(&self, node: &str) -> Result<Vec<&Located>, String> {
        let nil = format!("<{}>", vocab::rdf::NIL);
        let mut members = Vec::new();
        let mut seen = BTreeSet::new();
        let mut at = node;
        while at != nil {
            if !seen.insert(at) {
                return Err("the list leads back into itself".to_owned());
            }
            let one = |local: &str| {
                let mut found = self.values(at, local);
                found.next().filter(|_| found.next().is_none())
            };
            let (Some(first), Some(rest)) = (one(vocab::rdf::FIRST), one(vocab::rdf::REST)) else {
                return Err("this is no list".to_owned());
            };
            members.push(first);
            at = &rest.object;
        }
        Ok(members)
    }

    /// The place of the object of a triple; of its predicate where the object has no name that could be found.
    pub(super) fn place(&self, triple: &Located) -> Location {
        let term = if triple.object.starts_with("_:") { &triple.predicate } else { &triple.object };
        triple.anchor(self.files, term)
    }
}
