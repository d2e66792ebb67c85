//! Data as shapes see it: triples of interned terms, found by subject or by object.
//!
//! Terms are texts in N-Triples form and never rewritten: `"07"^^xsd:int` stays what it is. Blank nodes are allowed.
//! Deliberately knows neither claims nor layers.

use std::collections::BTreeSet;

use crate::model::text::{Symbol, Texts};

/// An index of triples.
///
/// Costs 24 bytes a triple and the bytes of each distinct term; a look-up is a binary search.
#[derive(Debug, Default)]
pub struct Graph {
    terms: Texts,
    /// Subject, predicate, object; sorted.
    forward: Vec<[Symbol; 3]>,
    /// Predicate, object, subject; sorted.
    backward: Vec<[Symbol; 3]>,
}

/// A graph while it is filled.
#[derive(Debug)]
pub struct Builder {
    terms: Texts,
    triples: Vec<[Symbol; 3]>,
    wanted: Option<BTreeSet<String>>,
}

impl Builder {
    /// Begins with the terms that shapes name; only triples with one of the wanted predicates (IRIs) are kept, all
    /// where there are none.
    pub(super) fn new(terms: Texts, wanted: Option<BTreeSet<String>>) -> Self {
        Self { terms, triples: Vec::new(), wanted }
    }

    /// Whether triples with a predicate are kept.
    pub fn wants(&self, predicate: &str) -> bool {
        self.wanted.as_ref().is_none_or(|w| w.contains(predicate))
    }

    /// Adds a triple; its terms are in N-Triples form.
    pub fn add(&mut self, subject: &str, predicate: &str, object: &str) {
        if self.wants(predicate.trim_matches(['<', '>'])) {
            let triple = [subject, predicate, object].map(|t| self.terms.intern(t));
            self.triples.push(triple);
        }
    }

    /// Sorts what was added. Costs two sorts.
    pub fn finish(self) -> Graph {
        let mut forward = self.triples;
        forward.sort_unstable();
        forward.dedup();
        forward.shrink_to_fit();
        let mut backward: Vec<[Symbol; 3]> = forward.iter().map(|[s, p, o]| [*p, *o, *s]).collect();
        backward.sort_unstable();
        Graph { terms: self.terms, forward, backward }
    }
}

/// The rows that begin with one or two symbols.
fn rows(table: &[[Symbol; 3]], first: Symbol, second: Option<Symbol>) -> &[[Symbol; 3]] {
    let key = |row: &[Symbol; 3]| (row[0], second.map(|_| row[1]));
    let start = table.partition_point(|row| key(row) < (first, second));
    let rest = table.get(start..).unwrap_or_default();
    rest.get(..rest.partition_point(|row| key(row) <= (first, second))).unwrap_or_default()
}

impl Graph {
    /// The text of a term.
    pub fn text(&self, term: Symbol) -> &str {
        self.terms.get(term)
    }

    /// The symbol of a term, if the data or the shapes name it.
    pub fn find(&self, term: &str) -> Option<Symbol> {
        self.terms.find(term)
    }

    /// The values of a predicate, sorted.
    pub(super) fn objects(&self, subject: Symbol, predicate: Symbol) -> impl Iterator<Item = Symbol> {
        rows(&self.forward, subject, Some(predicate)).iter().map(|row| row[2])
    }

    /// What has a value for a predicate, sorted.
    pub(super) fn subjects(&self, predicate: Symbol, object: Symbol) -> impl Iterator<Item = Symbol> {
        rows(&self.backward, predicate, Some(object)).iter().map(|row| row[2])
    }

    /// Predicates and values of a subject, sorted.
    pub(super) fn about(&self, subject: Symbol) -> impl Iterator<Item = (Symbol, Symbol)> {
        rows(&self.forward, subject, None).iter().map(|row| (row[1], row[2]))
    }

    /// Values and subjects of a predicate, sorted.
    pub(super) fn with(&self, predicate: Symbol) -> impl Iterator<Item = (Symbol, Symbol)> {
        rows(&self.backward, predicate, None).iter().map(|row| (row[1], row[2]))
    }

    /// Whether a triple is there.
    pub(super) fn has(&self, triple: [Symbol; 3]) -> bool {
        self.forward.binary_search(&triple).is_ok()
    }

    /// How many triples there are.
    pub fn len(&self) -> usize {
        self.forward.len()
    }

    /// Whether there are no triples.
    pub fn is_empty(&self) -> bool {
        self.forward.is_empty()
    }
}
