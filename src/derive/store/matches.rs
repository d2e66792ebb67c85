//! The matches of a pattern: rows of values, each distinct value kept once.

use oxrdf::Term;

use crate::derive::rdf::to_ntriples;
use crate::model::text::{Interner, Symbol};

/// The matches of a pattern.
///
/// Costs eight bytes a value and four a match, and the text of each distinct value.
#[derive(Debug)]
pub struct Matches {
    /// The variables, sorted.
    variables: Vec<String>,
    terms: Interner,
    /// Match after match, a value for each variable; none where it is unbound.
    values: Vec<Option<Symbol>>,
    /// The numbers of the matches, in the order of their values.
    order: Vec<u32>,
}

/// One match: values by variable, in N-Triples form.
#[derive(Clone, Copy, Debug)]
pub struct Match<'a> {
    all: &'a Matches,
    number: u32,
}

impl Matches {
    pub(super) fn new(mut variables: Vec<String>) -> Self {
        variables.sort();
        Self { variables, terms: Interner::default(), values: Vec::new(), order: Vec::new() }
    }

    /// Adds a match.
    pub(super) fn add<'t>(&mut self, value: impl Fn(&str) -> Option<&'t Term>) {
        for variable in &self.variables {
            self.values.push(value(variable).map(|t| self.terms.intern(&to_ntriples(t))));
        }
        self.order.push(self.order.len() as u32);
    }

    /// Puts the matches into an order, each once: the order in which a store answers means nothing.
    pub(super) fn sort(&mut self) {
        let mut order = std::mem::take(&mut self.order);
        order.sort_unstable_by(|a, b| self.get(*a).values().cmp(self.get(*b).values()));
        order.dedup_by(|a, b| self.get(*a).symbols() == self.get(*b).symbols());
        self.order = order;
    }

    fn get(&self, number: u32) -> Match<'_> {
        Match { all: self, number }
    }

    /// How many matches there are.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// The matches, in the order of their values.
    pub fn iter(&self) -> impl Iterator<Item = Match<'_>> {
        self.order.iter().map(|number| self.get(*number))
    }
}

impl<'a> Match<'a> {
    /// The value of a variable, if it has one.
    pub fn value(self, variable: &str) -> Option<&'a str> {
        let at = self.all.variables.binary_search_by(|v| v.as_str().cmp(variable)).ok()?;
        self.symbols()[at].map(|s| self.all.terms.get(s))
    }

    /// The variables that have a value, each with it.
    pub fn values(self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let bound = self.all.variables.iter().zip(self.symbols());
        bound.filter_map(|(v, s)| Some((v.as_str(), self.all.terms.get((*s)?))))
    }

    fn symbols(self) -> &'a [Option<Symbol>] {
        let width = self.all.variables.len();
        &self.all.values[self.number as usize * width..][..width]
    }
}
