//! Quads in memory, as small numbers: each term kept once, as it is written; each graph in three orders.
//!
//! Goes in: quads, and more of them later. Comes out: those that a pattern asks for. Literals stay as they are written: `1.50` is
//! not `1.5`.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use oxrdf::{QuadRef, TermRef};
use serde::{Deserialize, Serialize};

use super::index::{Hidden, Pattern, Seen, Triple};
use crate::derive::rdf::write_ntriples;
use crate::model::text::{Interner, Symbol};

/// What a graph is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Use {
    /// Its triples are among those of all graphs.
    Data,
    /// Its triples follow from those by wider classes and properties.
    Wider,
    /// Only those who name it see it.
    Aside,
}

/// The orders in which the triples of a graph are kept: which term of a triple comes first, second and third.
const ORDERS: [[usize; 3]; 3] = [[0, 1, 2], [1, 2, 0], [2, 0, 1]];

/// One graph.
#[derive(Clone, Debug)]
pub(super) struct Graph {
    pub(super) name: Symbol,
    pub(super) used: Use,
    /// The triples in the first order, sorted.
    triples: Vec<Triple>,
    /// The triples in the other orders, sorted, their terms in that order; made when they are first asked for.
    others: [OnceLock<Vec<Triple>>; 2],
}

impl Graph {
    fn new(name: Symbol, used: Use) -> Self {
        Self { name, used, triples: Vec::new(), others: Default::default() }
    }

    /// All its triples, sorted by subject, predicate and object.
    pub(super) fn triples(&self) -> &[Triple] {
        &self.triples
    }

    /// Adds triples. Costs a sort of what is new and one pass over all of them.
    fn add(&mut self, mut new: Vec<Triple>) {
        // What is handed over goes from subject to subject: runs that are sorted already cost one pass.
        new.sort();
        new.dedup();
        new.retain(|triple| self.triples.binary_search(triple).is_err());
        for (other, order) in self.others.iter_mut().zip(&ORDERS[1..]) {
            if let Some(all) = other.get_mut() {
                merge(all, ordered(&new, *order));
            }
        }
        merge(&mut self.triples, new);
    }

    /// The triples in an order.
    fn sorted(&self, order: usize) -> &[Triple] {
        match order.checked_sub(1) {
            None => &self.triples,
            Some(other) => self.others[other].get_or_init(|| ordered(&self.triples, ORDERS[order])),
        }
    }

    /// The triples whose terms begin so in an order.
    fn range(&self, order: usize, start: &[Symbol]) -> &[Triple] {
        let all = self.sorted(order);
        if start.is_empty() {
            return all;
        }
        let rest = &all[all.partition_point(|t| &t[..start.len()] < start)..];
        &rest[..rest.partition_point(|t| &t[..start.len()] == start)]
    }
}

/// Triples with their terms in an order, sorted.
fn ordered(triples: &[Triple], order: [usize; 3]) -> Vec<Triple> {
    let mut sorted: Vec<Triple> = triples.iter().map(|triple| order.map(|i| triple[i])).collect();
    sorted.sort_unstable();
    sorted
}

/// Puts sorted triples among others. Sorting two runs that are sorted already is one pass over them.
fn merge(all: &mut Vec<Triple>, mut added: Vec<Triple>) {
    if all.is_empty() {
        *all = added;
    } else if !added.is_empty() {
        all.append(&mut added);
        all.sort();
    }
}

/// All quads.
#[derive(Debug, Default)]
pub(super) struct Quads {
    terms: Interner,
    graphs: Vec<Graph>,
    buffer: String,
}

impl Quads {
    /// Keeps a term.
    pub(super) fn term<'t>(&mut self, term: impl Into<TermRef<'t>>) -> Symbol {
        self.buffer.clear();
        write_ntriples(term, &mut self.buffer);
        self.terms.intern(&self.buffer)
    }

    /// Keeps the terms of a quad of a named graph; gives the graph and the triple.
    pub(super) fn terms(&mut self, quad: QuadRef<'_>) -> Option<(Symbol, Triple)> {
        let oxrdf::GraphNameRef::NamedNode(graph) = quad.graph_name else { return None };
        Some((self.term(graph), [self.term(quad.subject), self.term(quad.predicate), self.term(quad.object)]))
    }

    /// Adds triples to a graph.
    pub(super) fn add(&mut self, name: Symbol, used: Use, triples: Vec<Triple>) {
        if !self.graphs.iter().any(|g| g.name == name) {
            self.graphs.push(Graph::new(name, used));
        }
        if let Some(graph) = self.graphs.iter_mut().find(|g| g.name == name) {
            graph.add(triples);
        }
    }

    /// The symbol of a term, in N-Triples form, if it was ever kept.
    pub(super) fn find(&self, term: &str) -> Option<Symbol> {
        self.terms.find(term)
    }

    /// A term in N-Triples form.
    pub(super) fn text(&self, term: Symbol) -> &str {
        self.terms.get(term)
    }

    /// All graphs, in the order in which they were added.
    pub(super) fn graphs(&self) -> &[Graph] {
        &self.graphs
    }

    /// The triples of one graph with a subject.
    pub(super) fn about_in(&self, name: Symbol, subject: Symbol) -> impl Iterator<Item = Triple> {
        let graph = self.graphs.iter().filter(move |g| g.name == name);
        graph.flat_map(move |g| g.range(0, &[subject])).copied()
    }

    /// One of the graphs, with the numbers of all terms.
    pub(super) fn only(&self, graph: &str) -> Self {
        let name = self.find(graph);
        let graphs = self.graphs.iter().filter(|g| Some(g.name) == name).cloned().collect();
        Self { terms: self.terms.clone(), graphs, buffer: String::new() }
    }

    /// The quads that only these have, or only others whose terms have the same numbers.
    pub(super) fn differences(&self, other: &Self, found: &mut Vec<(Symbol, Use, Triple)>) {
        let names: BTreeMap<Symbol, Use> =
            self.graphs.iter().chain(&other.graphs).map(|g| (g.name, g.used)).collect();
        for (name, used) in names {
            let [mut ours, mut theirs] = [self, other].map(|quads| {
                let graph = quads.graphs.iter().find(|g| g.name == name);
                graph.map_or(&[][..], Graph::triples)
            });
            while let Some(first) = ours.first().into_iter().chain(theirs.first()).min().copied() {
                let [a, b] = [&mut ours, &mut theirs].map(|all| {
                    let rest = all.strip_prefix(&[first]);
                    *all = rest.unwrap_or(all);
                    rest.is_some()
                });
                if a != b {
                    found.push((name, used, first));
                }
            }
        }
    }

    /// How many terms there are.
    pub(super) fn len(&self) -> usize {
        self.terms.len()
    }

    /// Takes a graph away.
    pub(super) fn remove(&mut self, name: Symbol) {
        self.graphs.retain(|g| g.name != name);
    }

    /// All terms in N-Triples form.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.terms.iter()
    }

    /// The quads that a pattern matches.
    pub(super) fn matching<'a>(
        &'a self,
        given: Pattern,
        seen: Seen,
        hidden: Option<&'a Hidden>,
    ) -> Found<'a> {
        let is_asked = |graph: &Graph| match seen {
            Seen::Union(most) => graph.used <= most,
            Seen::One(name) => name == graph.name,
            Seen::Each => true,
        };
        let order = match given {
            [_, None, Some(_)] => 2,
            [None, Some(_), _] => 1,
            _ => 0,
        };
        let start: Vec<Symbol> = ORDERS[order].iter().map_while(|i| given[*i]).collect();
        let graphs = self.graphs.iter().filter(|g| is_asked(g));
        let parts = graphs.map(|g| (g.name, g.range(order, &start)));
        let parts = parts.filter(|(_, triples)| !triples.is_empty()).collect();
        Found { parts, order, once: matches!(seen, Seen::Union(_)), last: None, hidden }
    }
}

/// The quads that a pattern matches.
pub(super) struct Found<'a> {
    /// For each graph what is left of its triples, in one order.
    parts: Vec<(Symbol, &'a [Triple])>,
    order: usize,
    /// Whether a triple of several graphs counts once.
    once: bool,
    last: Option<&'a Triple>,
    hidden: Option<&'a Hidden>,
}

impl Iterator for Found<'_> {
    type Item = (Triple, Symbol);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let heads = self.parts.iter().enumerate().filter_map(|(i, (_, t))| Some((t.first()?, i)));
            let next = if self.once && self.parts.len() > 1 { heads.min()?.1 } else { 0 };
            let (graph, triples) = self.parts.get_mut(next)?;
            let (graph, (first, rest)) = (*graph, triples.split_first()?);
            *triples = rest;
            if rest.is_empty() {
                self.parts.remove(next);
            }
            let mut terms = *first;
            for (place, term) in ORDERS[self.order].into_iter().zip(first) {
                terms[place] = *term;
            }
            let is_hidden = self.hidden.is_some_and(|h| h.contains(&(terms[0], graph)));
            if is_hidden || self.once && self.last.replace(first) == Some(first) {
                continue;
            }
            return Some((terms, graph));
        }
    }
}
