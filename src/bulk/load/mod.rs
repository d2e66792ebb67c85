//! A mapping in Turtle to a [`Plan`], or every fault in it with its place.
//!
//! In steps: Turtle to nodes with places (`graph.rs`), logical sources (`sources.rs`), term maps (`terms.rs`), targets
//! (`targets.rs`), and here the triples maps that hold them together.

mod graph;
mod known;
mod places;
mod sources;
mod targets;
mod template;
mod terms;

use std::collections::HashMap;

use oxiri::Iri;
use oxrdf::{NamedOrBlankNode, Term};

use super::encode;
use super::fault::{Fault, Place};
use super::plan::{Condition, Join, ObjectMap, Plan, PredicateObjectMap, TermMap, TriplesMap};
use crate::model::vocab::{rdf, rml};
use graph::{Graph, Property};
use terms::Role;

/// Reads a mapping in Turtle; relative IRIs in it are below `base`.
///
/// # Errors
/// Every fault of the mapping, in the order of its text.
pub fn load(text: &str, base: &str) -> Result<Plan, Vec<Fault>> {
    let graph = graph::read(text, base)?;
    let plan = Plan {
        sources: Vec::new(),
        maps: Vec::new(),
        joins: Vec::new(),
        targets: Vec::new(),
        natural_types: !graph.is_of_2014,
        remarks: known::unknown_properties(&graph),
    };
    let mut loader = Loader {
        graph: &graph,
        plan,
        faults: Vec::new(),
        maps: HashMap::new(),
        targets: HashMap::new(),
        fresh: 0,
    };
    loader.triples_maps();
    if loader.faults.is_empty() {
        return Ok(loader.plan);
    }
    // What is missing may only be misspelt.
    loader.faults.append(&mut loader.plan.remarks);
    loader.faults.sort_by_key(|fault| fault.mapping);
    Err(loader.faults)
}

/// A plan that is being made.
struct Loader<'g> {
    graph: &'g Graph,
    plan: Plan,
    faults: Vec<Fault>,
    /// The number and the logical source of each triples map.
    maps: HashMap<NamedOrBlankNode, (usize, usize)>,
    /// The number of each target that was met.
    targets: HashMap<NamedOrBlankNode, usize>,
    /// How many maps give blank nodes of their own.
    fresh: usize,
}

/// The node that a term is, if it is one.
fn node(term: &Term) -> Option<NamedOrBlankNode> {
    match term {
        Term::NamedNode(node) => Some(node.clone().into()),
        Term::BlankNode(node) => Some(node.clone().into()),
        _ => None,
    }
}

/// The short name of a term of RML.
fn short(iri: &str) -> &str {
    iri.rsplit(['/', '#']).next().unwrap_or(iri)
}

impl<'g> Loader<'g> {
    fn fault(&mut self, message: impl Into<String>, at: Place) {
        self.faults.push(Fault::new(message, at));
    }

    /// The one property of a node with a name; a fault if there are more.
    fn one(&mut self, node: &NamedOrBlankNode, name: &'g str) -> Option<&'g Property> {
        let graph = self.graph;
        let mut found = graph.all(node, name);
        let first = found.next();
        if let Some(second) = found.next() {
            self.fault(format!("there is more than one `rml:{}`", short(name)), second.at);
        }
        first
    }

    /// The text of the one literal or IRI with a name.
    fn text(&mut self, node: &NamedOrBlankNode, name: &'g str) -> Option<&'g str> {
        let property = self.one(node, name)?;
        match &property.object {
            Term::Literal(literal) => Some(literal.value()),
            Term::NamedNode(node) => Some(node.as_str()),
            _ => {
                self.fault(format!("`rml:{}` needs a text", short(name)), property.at);
                None
            }
        }
    }

    fn triples_maps(&mut self) {
        let graph = self.graph;
        let is_map = |node: &NamedOrBlankNode| {
            let names = [rml::LOGICAL_SOURCE, rml::SUBJECT_MAP, rml::SUBJECT, rml::PREDICATE_OBJECT_MAP];
            names.iter().any(|name| graph.first(node, name).is_some())
                || graph
                    .all(node, rdf::TYPE)
                    .any(|p| matches!(&p.object, Term::NamedNode(c) if c.as_str() == rml::TRIPLES_MAP))
        };
        let nodes: Vec<_> = graph.nodes().filter(|(_, node)| is_map(node)).collect();
        if nodes.is_empty() {
            let fault = Fault::new("there is no triples map", Place::default());
            self.faults.push(fault.help(
                "a triples map has `rml:logicalSource`, `rml:subjectMap` and `rml:predicateObjectMap`",
            ));
        }
        let mut with_source = Vec::new();
        for (at, node) in nodes {
            match self.one(node, rml::LOGICAL_SOURCE) {
                Some(property) => {
                    if let Some(source) = self.logical_source(property) {
                        self.maps.insert(node.clone(), (with_source.len(), source));
                        with_source.push((at, node, source));
                    }
                }
                None => self.fault("this triples map has no `rml:logicalSource`", at),
            }
        }
        for (at, node, source) in with_source {
            if let Some(map) = self.triples_map(at, node, source) {
                self.plan.maps.push(map);
            }
        }
    }

    fn triples_map(&mut self, at: Place, node: &NamedOrBlankNode, source: usize) -> Option<TriplesMap> {
        let graph = self.graph;
        let base = self.base(node);
        let mut classes = Vec::new();
        let mut graphs = Vec::new();
        for property in graph.all(node, rml::SUBJECT_MAP) {
            let Some(subject) = self::node(&property.object) else { continue };
            classes.extend(self.classes(&subject));
            graphs.extend(self.role(&subject, Role::Graph, source));
        }
        let mut pairs = Vec::new();
        for property in graph.all(node, rml::PREDICATE_OBJECT_MAP) {
            pairs.extend(self.pair(property, source));
        }
        let mut subjects = self.role(node, Role::Subject, source);
        let written = graph.all(node, rml::SUBJECT_MAP).chain(graph.all(node, rml::SUBJECT)).count();
        match written {
            0 => self.fault("this triples map has no subject map", at),
            1 => {}
            _ => self
                .fault(format!("this triples map has {written} subject maps, of which there can be one"), at),
        }
        Some(TriplesMap { source, base, subject: subjects.pop()?, classes, graphs, pairs })
    }

    /// What IRIs of a triples map begin with that are not whole.
    fn base(&mut self, node: &NamedOrBlankNode) -> Option<String> {
        let property = self.one(node, rml::BASE_IRI)?;
        match self.text(node, rml::BASE_IRI) {
            Some(base) if Iri::parse(base).is_ok() => Some(base.to_owned()),
            _ => {
                self.fault("`rml:baseIRI` has to be a whole IRI", property.at);
                None
            }
        }
    }

    /// The classes of a subject, as N-Quads writes them.
    fn classes(&mut self, subject: &NamedOrBlankNode) -> Vec<String> {
        let mut found = Vec::new();
        for property in self.graph.all(subject, rml::CLASS) {
            match &property.object {
                Term::NamedNode(class) => {
                    let mut term = String::new();
                    encode::iri(class.as_str(), &mut term);
                    found.push(term);
                }
                _ => self.fault("a class is an IRI", property.at),
            }
        }
        found
    }

    fn pair(&mut self, property: &'g Property, source: usize) -> Option<PredicateObjectMap> {
        let graph = self.graph;
        let Some(node) = node(&property.object) else {
            self.fault("`rml:predicateObjectMap` needs a node with predicates and objects", property.at);
            return None;
        };
        let predicates = self.role(&node, Role::Predicate, source);
        let graphs = self.role(&node, Role::Graph, source);
        let mut objects = Vec::new();
        for object in graph.all(&node, rml::OBJECT_MAP) {
            let map = self::node(&object.object);
            let parent = map.and_then(|map| Some((graph.first(&map, rml::PARENT_TRIPLES_MAP)?, map)));
            match parent {
                Some((parent, map)) => objects.extend(self.parent(parent, &map, source)),
                None => objects.extend(self.term_map(object, Role::Object, source).map(ObjectMap::Term)),
            }
        }
        for object in graph.all(&node, rml::OBJECT) {
            objects.extend(self.shortcut(object, Role::Object).map(ObjectMap::Term));
        }
        let has = |names: [&str; 2]| names.iter().any(|name| graph.first(&node, name).is_some());
        if !has([rml::PREDICATE_MAP, rml::PREDICATE]) {
            self.fault("this predicate-object map has no predicate", property.at);
        }
        if !has([rml::OBJECT_MAP, rml::OBJECT]) {
            self.fault("this predicate-object map has no object", property.at);
        }
        Some(PredicateObjectMap { predicates, objects, graphs })
    }

    /// The subjects of a parent map as objects.
    fn parent(
        &mut self,
        parent: &'g Property,
        map: &NamedOrBlankNode,
        child_source: usize,
    ) -> Option<ObjectMap> {
        let known = node(&parent.object).and_then(|node| self.maps.get(&node).copied());
        let Some((number, parent_source)) = known else {
            self.fault("the parent triples map is not in this mapping, or its source has a fault", parent.at);
            return None;
        };
        let mut conditions = Vec::new();
        for property in self.graph.all(map, rml::JOIN_CONDITION) {
            conditions.extend(self.condition(property, child_source, parent_source));
        }
        if !conditions.is_empty() {
            self.plan.joins.push(Join { parent: number, conditions });
            return Some(ObjectMap::Join(self.plan.joins.len() - 1));
        }
        if child_source != parent_source {
            let fault = Fault::new(
                "the parent triples map reads another source, so that a join condition is needed",
                parent.at,
            );
            self.faults.push(fault.help("write `rml:joinCondition [ rml:child \"…\" ; rml:parent \"…\" ]`"));
            return None;
        }
        Some(ObjectMap::SameRow(number))
    }

    fn condition(
        &mut self,
        property: &'g Property,
        child_source: usize,
        parent_source: usize,
    ) -> Option<Condition> {
        let Some(node) = node(&property.object) else {
            self.fault("`rml:joinCondition` needs a node with a child and a parent", property.at);
            return None;
        };
        let child = self.end(&node, (rml::CHILD_MAP, rml::CHILD), child_source, property.at);
        let parent = self.end(&node, (rml::PARENT_MAP, rml::PARENT), parent_source, property.at);
        Some(Condition { child: child?, parent: parent? })
    }

    /// One end of a join condition: a term map, or a reference as a text.
    fn end(
        &mut self,
        node: &NamedOrBlankNode,
        (map, shortcut): (&'g str, &'g str),
        source: usize,
        at: Place,
    ) -> Option<TermMap> {
        if let Some(property) = self.one(node, map) {
            return self.term_map(property, Role::Join, source);
        }
        let Some(property) = self.one(node, shortcut) else {
            self.fault(format!("this join condition has no `rml:{}`", short(shortcut)), at);
            return None;
        };
        self.referenced(property, source)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "@prefix rml: <http://w3id.org/rml/> .\n@prefix ex: <http://e.org/> .\n";

    fn faults(body: &str) -> Vec<String> {
        let faults = load(&format!("{HEAD}{body}"), "http://e.org/").err().unwrap_or_default();
        faults.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn faults_of_structure_have_their_place() {
        let source =
            "rml:logicalSource [ rml:source [ rml:path \"a.csv\" ] ; rml:referenceFormulation rml:CSV ]";
        let two = faults(&format!("ex:m {source} ;\n  rml:subject ex:a , ex:b ."));
        assert_eq!(two, ["3:1: this triples map has 2 subject maps, of which there can be one"]);
        let literal = faults(&format!("ex:m {source} ;\n  rml:subject \"a\" ."));
        assert_eq!(literal.len(), 1);
        assert!(literal[0].starts_with("4:15: "), "{literal:?}");
    }

    #[test]
    fn sources_that_say_the_same_are_one() {
        let source =
            "rml:logicalSource [ rml:source [ rml:path \"a.csv\" ] ; rml:referenceFormulation rml:CSV ]";
        let text = format!("{HEAD}ex:m {source} ; rml:subject ex:a . ex:n {source} ; rml:subject ex:b .");
        let plan = load(&text, "http://e.org/").unwrap();
        assert_eq!((plan.sources.len(), plan.maps.len()), (1, 2));
    }
}
