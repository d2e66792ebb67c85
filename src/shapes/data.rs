//! A graph of claims as data for shapes: facts, what rules derived, claim nodes, and the ontology.

use super::graph::Graph;
use super::shape::Shapes;
use crate::ontology::triples::iri_of;
use crate::rdf::{Scope, project};

/// The data that shapes look at, from the dataset itself and not from a store, which would rewrite literals.
///
/// Costs one pass over the quads of the graph, and memory for those triples whose predicates the shapes name.
pub fn data(shapes: &Shapes, scope: Scope<'_>) -> Graph {
    let mut builder = shapes.builder();
    for [subject, predicate, object] in scope.ontology.triples() {
        if iri_of(predicate).is_some_and(|p| builder.wants(p)) {
            builder.add(subject, predicate, object);
        }
    }
    let (mut subject, mut predicate, mut object) = (String::new(), String::new(), String::new());
    project(scope, &mut |quad| {
        if builder.wants(quad.predicate) {
            for text in [&mut subject, &mut predicate, &mut object] {
                text.clear();
            }
            quad.subject.write(scope.base, &mut subject);
            predicate.push_str(&format!("<{}>", quad.predicate));
            quad.object.write(scope.base, &mut object);
            builder.add(&subject, &predicate, &object);
        }
    });
    builder.finish()
}
