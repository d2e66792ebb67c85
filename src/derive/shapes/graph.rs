//! Data as shapes see it: triples of interned terms, found by subject or by object.
//!
//! Terms are texts in N-Triples form and never rewritten: `"07"^^xsd:int` stays what it is. Blank nodes are allowed.
//! Deliberately knows neither claims nor layers.

use std::collections::BTreeSet;

use crate::compile::ontology::triples::iri_of;
use crate::model::text::{Interner, Symbol};

/// An index of triples.
///
/// Costs 24 bytes a triple, 8 bytes and the text of each distinct term; a look-up is a binary search among the triples of one
/// subject or one predicate.
#[derive(Debug, Default)]
pub struct Graph {
    terms: Interner,
    /// Subject, predicate, object; sorted.
    forward: Table,
    /// Predicate, object, subject; sorted.
    backward: Table,
}

/// A graph while it is filled.
#[derive(Debug)]
pub struct Builder {
    terms: Interner,
    triples: Vec<[Symbol; 3]>,
    wanted: Option<BTreeSet<String>>,
}

impl Builder {
    /// Begins with the terms that shapes name; only triples with one of the wanted predicates (IRIs) are kept, all
    /// where there are none.
    pub(super) fn new(terms: Interner, wanted: Option<BTreeSet<String>>) -> Self {
        Self { terms, triples: Vec::new(), wanted }
    }

    /// Whether triples with a predicate are kept.
    pub fn wants(&self, predicate: &str) -> bool {
        self.wanted.as_ref().is_none_or(|w| w.contains(predicate))
    }

    /// Adds a triple; its terms are in N-Triples form.
    pub fn add(&mut self, subject: &str, predicate: &str, object: &str) {
        if iri_of(predicate).is_some_and(|p| self.wants(p)) {
            let triple = [subject, predicate, object].map(|t| self.terms.intern(t));
            self.triples.push(triple);
        }
    }

    /// Sorts what was added. Costs two sorts.
    pub fn finish(self) -> Graph {
        let terms = self.terms.len();
        let forward = Table::new(self.triples, terms);
        let backward = Table::new(forward.rows.iter().map(|[s, p, o]| [*p, *o, *s]).collect(), terms);
        Graph { terms: self.terms, forward, backward }
    }
}

/// A sorted table of triples, and where the rows of each first symbol begin.
#[derive(Debug, Default)]
struct Table {
    rows: Vec<[Symbol; 3]>,
    starts: Vec<u32>,
}

impl Table {
    fn new(mut rows: Vec<[Symbol; 3]>, terms: usize) -> Self {
        rows.sort_unstable();
        rows.dedup();
        rows.shrink_to_fit();
        let mut starts = vec![0u32; terms + 1];
        for row in &rows {
            if let Some(count) = starts.get_mut(row[0].index() + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        Self { rows, starts }
    }

    /// The rows that begin with a symbol.
    fn of(&self, first: Symbol) -> &[[Symbol; 3]] {
        let at = |i: usize| self.starts.get(i).map_or(self.rows.len(), |s| *s as usize);
        self.rows.get(at(first.index())..at(first.index() + 1)).unwrap_or_default()
    }

    /// The last symbols of the rows that begin with two symbols, sorted.
    fn pair(&self, first: Symbol, second: Symbol) -> impl Iterator<Item = Symbol> {
        let rows = self.of(first);
        let start = rows.partition_point(|row| row[1] < second);
        rows.iter().skip(start).take_while(move |row| row[1] == second).map(|row| row[2])
    }
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
        self.forward.pair(subject, predicate)
    }

    /// What has a value for a predicate, sorted.
    pub(super) fn subjects(&self, predicate: Symbol, object: Symbol) -> impl Iterator<Item = Symbol> {
        self.backward.pair(predicate, object)
    }

    /// Predicates and values of a subject, sorted.
    pub(super) fn about(&self, subject: Symbol) -> impl Iterator<Item = (Symbol, Symbol)> {
        self.forward.of(subject).iter().map(|row| (row[1], row[2]))
    }

    /// Values and subjects of a predicate, sorted.
    pub(super) fn with(&self, predicate: Symbol) -> impl Iterator<Item = (Symbol, Symbol)> {
        self.backward.of(predicate).iter().map(|row| (row[1], row[2]))
    }

    /// Whether a triple is there.
    pub(super) fn has(&self, triple: [Symbol; 3]) -> bool {
        self.forward.of(triple[0]).binary_search(&triple).is_ok()
    }
}
