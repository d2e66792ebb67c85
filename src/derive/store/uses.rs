//! What each IRI is in a query: the name of a graph, a class, the predicate of a pattern, or another part of it.
//!
//! Goes in: the algebra of a query. Comes out: the places of each IRI, and whether the query can do without them.

use std::collections::BTreeMap;

use oxrdf::{Literal, NamedNode};
use spargebra::Query;
use spargebra::algebra::{Expression, Function, GraphPattern, PropertyPathExpression};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};

use super::algebra::{Part, pattern_of};
use crate::model::vocab::rdf;

/// What a name is in a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    /// The name of a graph.
    Graph,
    /// The predicate of a pattern.
    Predicate,
    /// What a pattern says things are.
    Class,
    /// What a pattern says that claims state.
    Stated,
    /// Another part of a pattern.
    Node,
    /// A part of what a query makes.
    Made,
    /// The datatype of what a query makes.
    Datatype,
}

/// A role, and where it is played.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) role: Role,
    /// Whether the query may have an answer without a match.
    pub(super) optional: bool,
    /// The graph that is asked, if the query names it.
    pub(super) graph: Option<String>,
}

/// What each IRI is in a query.
#[derive(Default)]
pub(super) struct Uses {
    pub(super) of: BTreeMap<String, Vec<Place>>,
    /// The values that patterns have to match.
    pub(super) values: Vec<Literal>,
    pub(super) optional: bool,
    pub(super) graph: Option<String>,
}

impl Uses {
    pub(super) fn read(query: &Query) -> Self {
        let mut uses = Self::default();
        if let Some(dataset) = query.dataset() {
            for graph in dataset.default.iter().chain(dataset.named.iter().flatten()) {
                uses.note(graph, Role::Graph);
            }
        }
        if let Query::Construct { template, .. } = query {
            for TriplePattern { subject, predicate, object } in template {
                uses.term(subject, Role::Made);
                uses.predicate(predicate, Role::Made);
                uses.term(object, Role::Made);
            }
        }
        uses.part(Part::Pattern(pattern_of(query)));
        uses
    }

    fn note(&mut self, iri: &NamedNode, role: Role) {
        let here = Place { role, optional: self.optional, graph: self.graph.clone() };
        self.of.entry(iri.as_str().to_owned()).or_default().push(here);
    }

    fn predicate(&mut self, predicate: &NamedNodePattern, role: Role) {
        if let NamedNodePattern::NamedNode(iri) = predicate {
            self.note(iri, role);
        }
    }

    fn term(&mut self, term: &TermPattern, role: Role) {
        match term {
            TermPattern::NamedNode(iri) => self.note(iri, role),
            TermPattern::Triple(triple) => self.triple(triple),
            TermPattern::Literal(value) if role != Role::Made && !self.optional => {
                self.values.push(value.clone());
            }
            TermPattern::BlankNode(_) | TermPattern::Literal(_) | TermPattern::Variable(_) => {}
        }
    }

    fn triple(&mut self, TriplePattern { subject, predicate, object }: &TriplePattern) {
        self.term(subject, Role::Node);
        self.predicate(predicate, Role::Predicate);
        let role = match predicate {
            NamedNodePattern::NamedNode(iri) if iri.as_str() == rdf::TYPE => Role::Class,
            NamedNodePattern::NamedNode(iri) if iri.as_str() == rdf::PREDICATE => Role::Stated,
            _ => Role::Node,
        };
        self.term(object, role);
    }

    fn path(&mut self, path: &PropertyPathExpression) {
        use PropertyPathExpression as P;
        match path {
            P::NamedNode(iri) => self.note(iri, Role::Predicate),
            P::Reverse(inner) | P::OneOrMore(inner) => self.path(inner),
            P::Sequence(left, right) => [left, right].into_iter().for_each(|p| self.path(p)),
            P::Alternative(left, right) => self.aside(|s| [left, right].into_iter().for_each(|p| s.path(p))),
            P::ZeroOrMore(inner) | P::ZeroOrOne(inner) => self.aside(|s| s.path(inner)),
            P::NegatedPropertySet(not) => self.aside(|s| not.iter().for_each(|p| s.note(p, Role::Predicate))),
        }
    }

    /// What a query can do without.
    fn aside(&mut self, read: impl FnOnce(&mut Self)) {
        let before = std::mem::replace(&mut self.optional, true);
        read(self);
        self.optional = before;
    }

    fn part(&mut self, part: Part<'_>) {
        use GraphPattern as P;
        match part {
            Part::Pattern(P::Bgp { patterns }) => patterns.iter().for_each(|t| self.triple(t)),
            Part::Pattern(P::Path { subject, path, object }) => {
                self.term(subject, Role::Node);
                self.path(path);
                self.term(object, Role::Node);
            }
            Part::Pattern(P::Graph { name: NamedNodePattern::NamedNode(graph), inner }) => {
                self.note(graph, Role::Graph);
                let before = self.graph.replace(graph.as_str().to_owned());
                self.part(Part::Pattern(inner));
                self.graph = before;
            }
            Part::Pattern(P::LeftJoin { left, .. } | P::Minus { left, .. }) => {
                self.part(Part::Pattern(left));
                self.aside(|s| part.parts().into_iter().skip(1).for_each(|p| s.part(p)));
            }
            Part::Pattern(P::Union { .. }) | Part::Expression(Expression::Exists(_)) => {
                self.aside(|s| part.parts().into_iter().for_each(|p| s.part(p)));
            }
            Part::Expression(Expression::FunctionCall(Function::StrDt, of)) => {
                if let [_, Expression::NamedNode(datatype)] = of.as_slice() {
                    self.note(datatype, Role::Datatype);
                }
                part.parts().into_iter().for_each(|p| self.part(p));
            }
            // It is not asked of this graph.
            Part::Pattern(P::Service { .. }) => {}
            other => other.parts().into_iter().for_each(|p| self.part(p)),
        }
    }
}
