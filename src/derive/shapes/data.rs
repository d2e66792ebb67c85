//! A graph of claims as data for shapes: facts, what rules derived, claim nodes, and the ontology.

use std::collections::{BTreeMap, BTreeSet};

use oxrdf::vocab::rdf;

use super::graph::Graph;
use super::shape::Shapes;
use crate::compile::ontology::triples::iri_of;
use crate::derive::rdf::{GraphRef, project, write_ntriples};
use crate::model::vocab;

/// The data that shapes look at, from the dataset itself and not from a store, which would hold more than they look at.
///
/// Costs one pass over the quads of the graph, and memory for those triples whose predicates the shapes name.
pub fn data(shapes: &Shapes, scope: GraphRef<'_>) -> Graph {
    let mut builder = shapes.builder();
    for [subject, predicate, object] in scope.ontology.triples() {
        if iri_of(predicate).is_some_and(|p| builder.wants(p)) {
            builder.add(subject, predicate, object);
        }
    }
    let kept = kept(shapes, scope);
    let (mut subject, mut predicate, mut object) = (String::new(), String::new(), String::new());
    project(scope, &mut |quad| {
        if builder.wants(quad.predicate.as_str()) {
            for text in [&mut subject, &mut predicate, &mut object] {
                text.clear();
            }
            write_ntriples(quad.subject, &mut subject);
            write_ntriples(quad.predicate, &mut predicate);
            write_ntriples(quad.object, &mut object);
            // Most nodes are of classes that no shape names, such as claims.
            if quad.predicate == rdf::TYPE && kept.as_ref().is_some_and(|k| !k.contains(object.as_str())) {
                return;
            }
            builder.add(&subject, &predicate, &object);
        }
    });
    builder.finish()
}

/// The classes that shapes name and all below them; none where any class matters.
fn kept<'a>(shapes: &'a Shapes, scope: GraphRef<'a>) -> Option<BTreeSet<&'a str>> {
    // Without a choice of predicates, a shape looks at every triple.
    let named = shapes.classes.as_ref().filter(|_| shapes.wanted.is_some())?;
    let predicate = format!("<{}>", vocab::rdfs::SUB_CLASS_OF);
    let mut below: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for [class, _, above] in scope.ontology.triples().iter().filter(|t| t[1] == predicate) {
        below.entry(above).or_default().push(class);
    }
    let mut kept = BTreeSet::new();
    let mut todo: Vec<&str> = named.iter().map(String::as_str).collect();
    while let Some(class) = todo.pop() {
        if kept.insert(class) {
            todo.extend(below.get(class).into_iter().flatten());
        }
    }
    Some(kept)
}
