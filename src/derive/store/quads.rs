//! Quads as small numbers: each term kept once, as it is written; each graph in three orders.
//!
//! Goes in: quads. Comes out: what the evaluator of SPARQL asks for. Literals stay as they are written: `1.50` is not `1.5`.

use std::collections::HashSet;
use std::convert::Infallible;
use std::rc::Rc;

use oxrdf::{QuadRef, Term, TermRef};
use spareval::{InternalQuad, QueryableDataset};

use crate::derive::rdf::{Parsed, write_ntriples};
use crate::model::text::{Interner, Symbol};

/// The graph that is all graphs of the data in one; each of its triples is there once.
pub(super) const ALL: &str = "urn:remit:graph:all";
/// The same, with what follows by wider classes and properties.
pub(super) const WIDE: &str = "urn:remit:graph:wide";

/// What a graph is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Use {
    /// Its triples are among those of all graphs.
    Data,
    /// Its triples follow from those by wider classes and properties.
    Wider,
    /// Only those who name it see it.
    Aside,
}

/// A triple of terms.
type Triple = [Symbol; 3];

/// The orders in which the triples of a graph are kept: which term of a triple comes first, second and third.
const ORDERS: [[usize; 3]; 3] = [[0, 1, 2], [1, 2, 0], [2, 0, 1]];

/// One graph.
#[derive(Debug)]
struct Graph {
    name: Symbol,
    used: Use,
    /// The triples in each order, sorted, their terms in that order.
    sorted: [Vec<Triple>; 3],
}

impl Graph {
    /// Adds triples. Costs a sort of what is new and one pass over all of them.
    fn add(&mut self, mut new: Vec<Triple>) {
        new.sort_unstable();
        new.dedup();
        new.retain(|triple| self.sorted[0].binary_search(triple).is_err());
        for (all, order) in self.sorted.iter_mut().zip(ORDERS) {
            let mut added: Vec<Triple> = new.iter().map(|triple| order.map(|i| triple[i])).collect();
            added.sort_unstable();
            if all.is_empty() {
                *all = added;
            } else if !added.is_empty() {
                // Sorting runs that are sorted already is one pass over them.
                all.append(&mut added);
                all.sort();
            }
        }
    }

    /// The triples whose terms begin so in an order.
    fn range(&self, order: usize, start: &[Symbol]) -> &[Triple] {
        let all = self.sorted[order].as_slice();
        if start.is_empty() {
            return all;
        }
        let rest = &all[all.partition_point(|t| &t[..start.len()] < start)..];
        &rest[..rest.partition_point(|t| &t[..start.len()] == start)]
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
            self.graphs.push(Graph { name, used, sorted: Default::default() });
        }
        if let Some(graph) = self.graphs.iter_mut().find(|g| g.name == name) {
            graph.add(triples);
        }
    }

    /// The symbol of a term, in N-Triples form, if it was ever kept.
    pub(super) fn find(&self, term: &str) -> Option<Symbol> {
        self.terms.find(term)
    }

    /// Whether some graph has a triple.
    pub(super) fn holds(&self, triple: Triple) -> bool {
        self.graphs.iter().any(|g| g.sorted[0].binary_search(&triple).is_ok())
    }

    /// Whether some triple of one graph if one is given, else of those that are of some use, begins so in the order
    /// predicate, object, subject.
    pub(super) fn has(&self, start: &[Symbol], graph: Option<Symbol>, most: Use) -> bool {
        let mut asked = self.graphs.iter().filter(|g| graph.map_or(g.used <= most, |name| g.name == name));
        asked.any(|g| !g.range(1, start).is_empty())
    }

    /// A term in N-Triples form.
    pub(super) fn text(&self, term: Symbol) -> &str {
        self.terms.get(term)
    }

    /// Subject and object of all triples of the data with a predicate.
    pub(super) fn pairs(&self, predicate: Symbol) -> impl Iterator<Item = (Symbol, Symbol)> {
        let data = self.graphs.iter().filter(|g| g.used == Use::Data);
        let triples = data.flat_map(move |g| g.range(1, &[predicate]));
        triples.map(|[_, object, subject]| (*subject, *object))
    }

    /// The triples of the data with a subject.
    pub(super) fn about(&self, subject: Symbol) -> impl Iterator<Item = Triple> {
        let data = self.graphs.iter().filter(|g| g.used == Use::Data);
        data.flat_map(move |g| g.range(0, &[subject])).copied()
    }

    /// The subjects of the triples of the data with a predicate and an object.
    pub(super) fn subjects(&self, predicate: Symbol, object: Symbol) -> impl Iterator<Item = Symbol> {
        let data = self.graphs.iter().filter(|g| g.used == Use::Data);
        data.flat_map(move |g| g.range(1, &[predicate, object])).map(|[_, _, subject]| *subject)
    }

    /// Takes a graph away.
    pub(super) fn remove(&mut self, name: Symbol) {
        self.graphs.retain(|g| g.name != name);
    }

    /// The objects of all triples with a predicate, in N-Triples form.
    pub(super) fn objects(&self, predicate: Symbol) -> impl Iterator<Item = &str> {
        let triples = self.graphs.iter().flat_map(move |g| g.range(1, &[predicate]));
        triples.map(|[_, object, _]| self.terms.get(*object))
    }

    /// All terms in N-Triples form.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.terms.iter()
    }
}

/// A term while a query is answered: one that is kept, or another. Equal terms are equal values of this type.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum QueryTerm {
    Kept(Symbol),
    Other(Rc<Term>),
}

impl QueryTerm {
    fn kept(&self) -> Option<Symbol> {
        match self {
            Self::Kept(symbol) => Some(*symbol),
            Self::Other(_) => None,
        }
    }
}

/// Subjects, each in a graph, of which nothing is seen.
pub(super) type Hidden = HashSet<(Symbol, Symbol)>;

/// Quads as the evaluator sees them.
#[derive(Clone, Copy, Debug)]
pub(super) struct View<'a> {
    pub(super) quads: &'a Quads,
    pub(super) hidden: Option<&'a Hidden>,
}

/// The graphs that a term names as one graph, by their use.
fn all(name: &QueryTerm) -> Option<Use> {
    let QueryTerm::Other(term) = name else { return None };
    match &**term {
        Term::NamedNode(node) if node.as_str() == ALL => Some(Use::Data),
        Term::NamedNode(node) if node.as_str() == WIDE => Some(Use::Wider),
        _ => None,
    }
}

impl<'a> QueryableDataset<'a> for View<'a> {
    type InternalTerm = QueryTerm;
    type Error = Infallible;

    fn internal_quads_for_pattern(
        &self,
        subject: Option<&QueryTerm>,
        predicate: Option<&QueryTerm>,
        object: Option<&QueryTerm>,
        graph_name: Option<Option<&QueryTerm>>,
    ) -> impl Iterator<Item = Result<InternalQuad<QueryTerm>, Infallible>> + use<'a> {
        let terms = [subject, predicate, object];
        // A term that is not kept is in no triple.
        let is_known = terms.iter().flatten().all(|t| t.kept().is_some());
        let given = terms.map(|t| t.and_then(QueryTerm::kept));
        let one = graph_name.flatten().and_then(all);
        let is_asked = |graph: &Graph| match (one, graph_name) {
            (Some(most), _) => graph.used <= most,
            (None, Some(name)) => name.and_then(QueryTerm::kept) == Some(graph.name),
            (None, None) => true,
        };
        let order = match given {
            [_, None, Some(_)] => 2,
            [None, Some(_), _] => 1,
            _ => 0,
        };
        let start: Vec<Symbol> = ORDERS[order].iter().map_while(|i| given[*i]).collect();
        let graphs = self.quads.graphs.iter().filter(|g| is_known && is_asked(g));
        let parts = graphs.map(|g| (g.name, g.range(order, &start)));
        let parts = parts.filter(|(_, triples)| !triples.is_empty()).collect();
        let one = one.and(graph_name.flatten().cloned());
        Found { parts, order, one, last: None, hidden: self.hidden }.map(Ok)
    }

    fn internal_named_graphs(&self) -> impl Iterator<Item = Result<QueryTerm, Infallible>> + use<'a> {
        let filled = self.quads.graphs.iter().filter(|g| !g.sorted[0].is_empty());
        filled.map(|g| Ok(QueryTerm::Kept(g.name)))
    }

    fn internalize_term(&self, term: Term) -> Result<QueryTerm, Infallible> {
        let mut text = String::new();
        write_ntriples(&term, &mut text);
        let kept = self.quads.terms.find(&text).map(QueryTerm::Kept);
        Ok(kept.unwrap_or_else(|| QueryTerm::Other(Rc::new(term))))
    }

    fn externalize_term(&self, term: QueryTerm) -> Result<Term, Infallible> {
        Ok(match term {
            QueryTerm::Other(term) => Rc::unwrap_or_clone(term),
            QueryTerm::Kept(symbol) => {
                let text = self.quads.terms.get(symbol);
                // Every text that is kept was written from a term.
                Parsed::read(text).map_or_else(|| oxrdf::Literal::from(text).into(), Parsed::into_term)
            }
        })
    }
}

/// The quads that a pattern matches.
struct Found<'a> {
    /// For each graph what is left of its triples, in one order.
    parts: Vec<(Symbol, &'a [Triple])>,
    order: usize,
    /// The graph that was asked, where it is several in one: a triple of several of them counts once.
    one: Option<QueryTerm>,
    last: Option<&'a Triple>,
    hidden: Option<&'a Hidden>,
}

impl Iterator for Found<'_> {
    type Item = InternalQuad<QueryTerm>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let heads = self.parts.iter().enumerate().filter_map(|(i, (_, t))| Some((t.first()?, i)));
            let next = if self.one.is_some() { heads.min()?.1 } else { 0 };
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
            if is_hidden || self.one.is_some() && self.last.replace(first) == Some(first) {
                continue;
            }
            let [subject, predicate, object] = terms.map(QueryTerm::Kept);
            return Some(InternalQuad {
                subject,
                predicate,
                object,
                graph_name: Some(self.one.clone().unwrap_or(QueryTerm::Kept(graph))),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use oxrdf::{Literal, NamedNode, Quad};

    use super::*;

    fn quads() -> Quads {
        let node = |name: &str| NamedNode::new_unchecked(format!("urn:{name}"));
        let mut quads = Quads::default();
        for (subject, value, graph, used) in [
            ("a", "1.50", "g", Use::Data),
            ("a", "1.5", "g", Use::Data),
            ("a", "1.50", "h", Use::Data),
            ("b", "2", "h", Use::Data),
            ("b", "3", "aside", Use::Aside),
        ] {
            let literal = Literal::new_typed_literal(value, oxrdf::vocab::xsd::DECIMAL);
            let quad = Quad::new(node(subject), node("p"), literal, node(graph));
            let (graph, triple) = quads.terms(quad.as_ref()).expect("a graph with a name");
            quads.add(graph, used, vec![triple]);
        }
        quads
    }

    fn asked(view: View<'_>, of: [Option<&str>; 3], graph: Option<&str>) -> Vec<String> {
        let term = |text: &str| view.internalize_term(text.parse().expect("a term")).expect("a term");
        let [s, p, o] = of.map(|t| t.map(term));
        let graph = graph.map(term);
        let found =
            view.internal_quads_for_pattern(s.as_ref(), p.as_ref(), o.as_ref(), graph.as_ref().map(Some));
        let text = |term| view.externalize_term(term).expect("a term").to_string();
        found.flatten().map(|q| format!("{} {}", text(q.subject), text(q.object))).collect()
    }

    #[test]
    fn literals_keep_their_form_and_a_triple_of_two_graphs_is_one_of_all() {
        let quads = quads();
        let view = View { quads: &quads, hidden: None };
        let decimal = |text: &str| format!("\"{text}\"^^<http://www.w3.org/2001/XMLSchema#decimal>");
        let [long, short, two] = ["1.50", "1.5", "2"].map(decimal);
        let all = Some("<urn:remit:graph:all>");
        let a = |value: &str| format!("<urn:a> {value}");
        assert_eq!(asked(view, [Some("<urn:a>"), None, None], all), [a(&long), a(&short)]);
        assert_eq!(asked(view, [None, Some("<urn:p>"), Some(&short)], all), [a(&short)]);
        assert_eq!(asked(view, [None, None, Some(&long)], None).len(), 2, "in two graphs with a name");
        assert_eq!(asked(view, [None; 3], Some("<urn:h>")), [a(&long), format!("<urn:b> {two}")]);
        assert_eq!(asked(view, [None; 3], Some("<urn:aside>")).len(), 1);
        assert_eq!(asked(view, [None, None, Some("\"1.50\"")], all), Vec::<String>::new());
    }

    #[test]
    fn what_is_hidden_in_one_graph_is_seen_in_another() {
        let quads = quads();
        let [a, g, h] = ["<urn:a>", "<urn:g>", "<urn:h>"].map(|t| quads.find(t).expect("a term"));
        let count = |hidden: &[(Symbol, Symbol)]| {
            let hidden = hidden.iter().copied().collect();
            let view = View { quads: &quads, hidden: Some(&hidden) };
            asked(view, [Some("<urn:a>"), None, None], Some("<urn:remit:graph:all>")).len()
        };
        assert_eq!([count(&[(a, g)]), count(&[(a, h)]), count(&[(a, g), (a, h)])], [1, 2, 0]);
    }
}
