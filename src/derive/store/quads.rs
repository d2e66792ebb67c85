//! Quads in memory, as small numbers: each term kept once, as it is written; each graph in three orders.
//!
//! Goes in: quads, and more of them later. Comes out: those that a pattern asks for, once what was added is put in order. Literals stay
//! as they are written: `1.50` is not `1.5`.

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
    /// Those that were added since, as they came: some may be there already, or twice.
    added: Vec<Triple>,
    /// The triples in the other orders, sorted, their terms in that order; made when they are first asked for.
    others: [OnceLock<Vec<Triple>>; 2],
}

impl Graph {
    fn new(name: Symbol, used: Use) -> Self {
        Self { name, used, triples: Vec::new(), added: Vec::new(), others: Default::default() }
    }

    /// All its triples, sorted by subject, predicate and object, once they are put in order.
    pub(super) fn triples(&self) -> &[Triple] {
        &self.triples
    }

    /// All its triples in no order, some perhaps more than once.
    pub(super) fn all(&self) -> impl Iterator<Item = &Triple> + Clone {
        self.triples.iter().chain(&self.added)
    }

    /// How many triples it has at the most.
    pub(super) fn most(&self) -> usize {
        self.triples.len() + self.added.len()
    }

    fn add(&mut self, mut new: Vec<Triple>) {
        if self.added.is_empty() { self.added = new } else { self.added.append(&mut new) }
    }

    /// Puts what was added in order. Costs a sort of that and one pass over all triples.
    fn settle(&mut self) {
        let mut new = std::mem::take(&mut self.added);
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
    last: Last,
}

/// What was kept last. In quads that go from subject to subject most terms are those that stood there a moment ago, which one comparison
/// tells sooner than a look-up.
#[derive(Debug, Default)]
struct Last {
    graph: Option<Symbol>,
    subject: Option<Symbol>,
    predicates: Vec<Followed>,
    /// Which of them came last.
    at: usize,
}

/// A predicate, the object that it had last, and which predicate came after it then.
#[derive(Debug)]
struct Followed {
    predicate: Symbol,
    object: Option<Symbol>,
    next: usize,
}

impl Quads {
    /// Keeps a term.
    pub(super) fn term<'t>(&mut self, term: impl Into<TermRef<'t>>) -> Symbol {
        self.buffer.clear();
        write_ntriples(term, &mut self.buffer);
        self.terms.intern(&self.buffer)
    }

    /// Keeps a term that is likely to be one that is kept.
    fn again<'t>(&mut self, term: impl Into<TermRef<'t>>, likely: Option<Symbol>) -> Symbol {
        let term = term.into();
        let kept = likely.map_or("", |likely| self.terms.get(likely));
        let is_it = if let TermRef::NamedNode(iri) = term {
            kept.strip_prefix('<').and_then(|t| t.strip_suffix('>')) == Some(iri.as_str())
        } else {
            self.buffer.clear();
            write_ntriples(term, &mut self.buffer);
            kept == self.buffer
        };
        if let Some(likely) = likely.filter(|_| is_it) { likely } else { self.term(term) }
    }

    /// Keeps the terms of a quad of a named graph; gives the graph and the triple.
    pub(super) fn terms(&mut self, quad: QuadRef<'_>) -> Option<(Symbol, Triple)> {
        let oxrdf::GraphNameRef::NamedNode(graph) = quad.graph_name else { return None };
        let graph = self.again(graph, self.last.graph);
        let subject = self.again(quad.subject, self.last.subject);
        let next = self.last.predicates.get(self.last.at).map_or(0, |last| last.next);
        let likely = self.last.predicates.get(next).map(|next| next.predicate);
        let predicate = self.again(quad.predicate, likely);
        let at = if likely == Some(predicate) { next } else { self.followed_by(predicate) };
        let object = self.again(quad.object, self.last.predicates[at].object);
        self.last.predicates[at].object = Some(object);
        (self.last.graph, self.last.subject, self.last.at) = (Some(graph), Some(subject), at);
        Some((graph, [subject, predicate, object]))
    }

    /// Where a predicate is among those that came; it is what comes after the last one.
    fn followed_by(&mut self, predicate: Symbol) -> usize {
        let Last { predicates, at, .. } = &mut self.last;
        let found = predicates.iter().position(|known| known.predicate == predicate);
        let found = found.unwrap_or_else(|| {
            predicates.push(Followed { predicate, object: None, next: 0 });
            predicates.len() - 1
        });
        predicates[*at].next = found;
        found
    }

    /// Whether all that was added is in order, as everything that asks for quads needs it.
    pub(super) fn is_settled(&self) -> bool {
        self.graphs.iter().all(|graph| graph.added.is_empty())
    }

    /// Puts all that was added in order.
    pub(super) fn settle(&mut self) {
        self.graphs.iter_mut().filter(|graph| !graph.added.is_empty()).for_each(Graph::settle);
    }

    /// Adds triples to a graph; they are asked for once they are [in order](Self::settle).
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
        Self { terms: self.terms.clone(), graphs, buffer: String::new(), last: Last::default() }
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

#[cfg(test)]
mod tests {
    use oxrdf::{Literal, NamedNode, Quad, Term};
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// What was kept last is never taken for another term.
        #[test]
        fn terms_of_quads_are_those_that_are_kept(
            some in prop::collection::vec((0usize..3, 0usize..4, 0usize..6, 0usize..2), 0..60),
        ) {
            let node = |number: usize| NamedNode::new_unchecked(["", "a", "ab", "b"][number]);
            let mut quads = Quads::default();
            for (s, p, o, g) in some {
                let object: Term = match o {
                    0..4 => node(o).into(),
                    _ => Literal::new_simple_literal(["a", "<a>"][o - 4]).into(),
                };
                let quad = Quad::new(node(s), node(p), object.clone(), node(g));
                let (graph, triple) = quads.terms(quad.as_ref()).expect("a graph with a name");
                let terms = [node(s).into(), node(p).into(), object, node(g).into()];
                for (symbol, term) in triple.into_iter().chain([graph]).zip(&terms) {
                    prop_assert_eq!(quads.text(symbol), term.to_string());
                    prop_assert_eq!(quads.term(term.as_ref()), symbol);
                }
            }
        }
    }
}
