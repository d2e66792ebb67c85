//! The wider layer: of each triple what it also says by the wider classes and properties of the ontology.
//!
//! Goes in: the graphs of a store. Comes out: one graph more, that no claim states and that rests on the ontology alone. A query sees
//! a triple of it only where it names the class or property: `?x a ex:Body` finds every body, and `?x a ?class` each thing once.

use std::collections::{BTreeMap, BTreeSet};

use hashbrown::{HashMap, HashSet};
use oxrdf::NamedNode;
use spargebra::Query;
use spargebra::algebra::{GraphPattern, PropertyPathExpression};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};

use super::algebra::{Part, Rewrite, rewritten, with_pattern};
use super::index::{ALL, Triple};
use super::quads::{Graph, Quads, Use};
use super::{Store, graph_name};
use crate::model::text::Symbol;
use crate::model::vocab::{owl, rdf, rdfs, skos};

/// The last part of the IRI of its graph.
pub(super) const NAME: &str = "wider";

/// What is wider than each class and each property, itself left out.
#[derive(Default)]
struct Wider(BTreeMap<Symbol, BTreeSet<Symbol>>);

impl Wider {
    /// By these predicates of the ontology; `equal` is one that goes both ways.
    fn of(quads: &Quads, below: &str, equal: &str) -> Self {
        let mut wider: BTreeMap<Symbol, BTreeSet<Symbol>> = BTreeMap::new();
        let [below, equal] = [below, equal].map(|predicate| quads.find(&format!("<{predicate}>")));
        for [narrow, predicate, wide] in data(quads) {
            let is_equal = Some(*predicate) == equal;
            // What has no name, a restriction or a union, is nothing that a query could name.
            if (is_equal || Some(*predicate) == below)
                && [narrow, wide].iter().all(|term| quads.text(**term).starts_with('<'))
            {
                wider.entry(*narrow).or_default().insert(*wide);
                if is_equal {
                    wider.entry(*wide).or_default().insert(*narrow);
                }
            }
        }
        Self(wider)
    }

    /// All that is wider than a term, however far.
    fn than(&self, term: Symbol) -> BTreeSet<Symbol> {
        let (mut found, mut todo) = (BTreeSet::new(), vec![term]);
        while let Some(next) = todo.pop() {
            let wider = self.0.get(&next).into_iter().flatten();
            todo.extend(wider.copied().filter(|w| *w != term && found.insert(*w)));
        }
        found
    }

    /// Each term with all that is wider.
    fn closed(self) -> HashMap<Symbol, BTreeSet<Symbol>> {
        self.0.keys().map(|term| (*term, self.than(*term))).collect()
    }
}

impl Store {
    /// Adds the wider layer, once all others are there. Costs four passes over the triples, and a search for each of those that are
    /// wider; they need not be in order.
    pub fn widen(&self) {
        let Some(mut quads) = self.write() else { return };
        let name = quads.term(graph_name(&self.base, NAME).as_ref());
        quads.remove(name);
        let [rdf_type, label, pref_label] = [rdf::TYPE, rdfs::LABEL, skos::PREF_LABEL]
            .map(|iri| quads.term(NamedNode::new_unchecked(iri).as_ref()));
        let mut properties = Wider::of(&quads, rdfs::SUB_PROPERTY_OF, owl::EQUIVALENT_PROPERTY);
        // As SKOS itself declares.
        properties.0.entry(pref_label).or_default().insert(label);
        let properties = properties.closed();
        let classes = Wider::of(&quads, rdfs::SUB_CLASS_OF, owl::EQUIVALENT_CLASS).closed();
        let mut triples = Vec::new();
        for [subject, predicate, object] in data(&quads) {
            let wider = properties.get(predicate).into_iter().flatten();
            triples.extend(wider.map(|wide| [*subject, *wide, *object]));
            let wider = classes.get(object).filter(|_| *predicate == rdf_type).into_iter().flatten();
            triples.extend(wider.map(|wide| [*subject, rdf_type, *wide]));
        }
        triples.sort_unstable();
        triples.dedup();
        // What is stated does not follow only.
        let predicates: HashSet<Symbol> = triples.iter().map(|triple| triple[1]).collect();
        let mut is_stated = vec![false; triples.len()];
        for triple in quads.graphs().iter().flat_map(Graph::all).filter(|t| predicates.contains(&t[1])) {
            if let Ok(at) = triples.binary_search(triple) {
                is_stated[at] = true;
            }
        }
        let mut is_stated = is_stated.iter();
        triples.retain(|_| is_stated.next() == Some(&false));
        quads.add(name, Use::Wider, triples);
    }
}

/// The triples of all graphs of the data, in no order, some perhaps more than once.
fn data(quads: &Quads) -> impl Iterator<Item = &Triple> {
    quads.graphs().iter().filter(|graph| graph.used == Use::Data).flat_map(Graph::all)
}

/// The query with the patterns that name no class or property kept from the wider layer.
pub(super) fn narrowed(query: Query) -> Query {
    with_pattern(query, |pattern| Narrowing.pattern(pattern))
}

struct Narrowing;

impl Rewrite for Narrowing {
    fn pattern(&mut self, pattern: GraphPattern) -> GraphPattern {
        match pattern {
            GraphPattern::Bgp { patterns } => {
                let (open, named): (Vec<_>, Vec<_>) = patterns.into_iter().partition(is_open);
                if open.is_empty() {
                    return GraphPattern::Bgp { patterns: named };
                }
                let open = stated(GraphPattern::Bgp { patterns: open });
                if named.is_empty() {
                    return open;
                }
                let named = GraphPattern::Bgp { patterns: named };
                GraphPattern::Join { left: Box::new(named), right: Box::new(open) }
            }
            GraphPattern::Path { subject, path, object } => {
                let is_named = [&subject, &object].iter().any(|t| matches!(t, TermPattern::NamedNode(_)));
                let is_open = !is_named && Part::Path(&path).all().any(is_open_path);
                let path = GraphPattern::Path { subject, path, object };
                if is_open { stated(path) } else { path }
            }
            // These say themselves what they see.
            explicit @ (GraphPattern::Graph { .. } | GraphPattern::Service { .. }) => explicit,
            other => rewritten(other, self),
        }
    }
}

/// Whether a pattern leaves open which property or class it is about.
fn is_open(TriplePattern { predicate, object, .. }: &TriplePattern) -> bool {
    match predicate {
        NamedNodePattern::Variable(_) => true,
        NamedNodePattern::NamedNode(iri) => {
            iri.as_str() == rdf::TYPE && !matches!(object, TermPattern::NamedNode(_))
        }
    }
}

fn is_open_path(part: Part<'_>) -> bool {
    match part {
        Part::Path(PropertyPathExpression::NamedNode(iri)) => iri.as_str() == rdf::TYPE,
        Part::Path(PropertyPathExpression::NegatedPropertySet(_)) => true,
        _ => false,
    }
}

/// A pattern that sees all layers but the wider one.
pub(super) fn stated(inner: GraphPattern) -> GraphPattern {
    GraphPattern::Graph { name: NamedNode::new_unchecked(ALL).into(), inner: Box::new(inner) }
}
