//! What two things have in common, and what each has alone: property by property, value by value, with what says so.

use std::collections::BTreeMap;

use serde::Serialize;

use super::network::{EdgeFilter, Named, class_label, named};
use super::sentence::claim_value_in_words;
use super::{Basis, Relations};
use crate::derive::rdf::GraphRef;
use crate::model::claim::Thing;

/// Two things side by side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// The first.
    pub a: Named,
    /// The label of its class.
    pub class_a: String,
    /// The second.
    pub b: Named,
    /// The label of its class.
    pub class_b: String,
    /// What counts, in words.
    pub counting: String,
    /// What both have, then what the first has alone, then what the second has alone.
    pub rows: Vec<Side>,
}

/// One value of one property.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Side {
    /// `both`, or the name of the thing that has it alone.
    pub who: String,
    /// The label of the property.
    pub property: String,
    /// Whether the thing is the value, and what stands here the subject.
    pub backwards: bool,
    /// The value.
    pub value: String,
    /// What says so of the first: keys, with the standing of what is not stated, and the status of what is promised.
    pub a: Vec<String>,
    /// What says so of the second.
    pub b: Vec<String>,
}

/// A value: the label of the property, whether it is read backwards, the value in words.
type Feature = (bool, String, String);

/// Compares two things. Costs the relations of both.
pub fn compare(
    a: Thing,
    b: Thing,
    scope: GraphRef<'_>,
    graph: &Relations,
    counting: &EdgeFilter,
) -> Comparison {
    let (of_a, mut of_b) = (features(a, scope, graph, counting), features(b, scope, graph, counting));
    let (mut both, mut alone) = (Vec::new(), Vec::new());
    let side = |who: &str, feature: Feature, a: Vec<String>, b: Vec<String>| {
        let (backwards, property, value) = feature;
        Side { who: who.to_owned(), property, backwards, value, a, b }
    };
    for (feature, evidence) in of_a {
        match of_b.remove(&feature) {
            Some(other) => both.push(side("both", feature, evidence, other)),
            None => alone.push(side(scope.dataset.name(a), feature, evidence, Vec::new())),
        }
    }
    alone.extend(of_b.into_iter().map(|(f, evidence)| side(scope.dataset.name(b), f, Vec::new(), evidence)));
    both.extend(alone);
    Comparison {
        a: named(a, scope),
        class_a: class_label(a, scope),
        b: named(b, scope),
        class_b: class_label(b, scope),
        counting: counting.words(scope.ontology),
        rows: both,
    }
}

fn features(
    thing: Thing,
    scope: GraphRef<'_>,
    graph: &Relations,
    counting: &EdgeFilter,
) -> BTreeMap<Feature, Vec<String>> {
    let mut features: BTreeMap<Feature, Vec<String>> = BTreeMap::new();
    let cited = |basis: Basis| {
        let mark = basis.mark(scope).map(|word| format!(" ({word})")).unwrap_or_default();
        format!("{}{mark}", super::key(basis, scope))
    };
    let label = |property| scope.ontology.property(property).label.clone();
    let mut relations = graph.from(thing);
    relations.extend(graph.to(thing));
    for relation in relations.into_iter().filter(|r| counting.counts(*r, scope)) {
        let backwards = relation.from != thing;
        let other = scope.dataset.name(if backwards { relation.from } else { relation.to }).to_owned();
        features.entry((backwards, label(relation.property), other)).or_default().push(cited(relation.basis));
    }
    // Values that are no things are no relations of the graph.
    for id in graph.about(thing) {
        let claim = scope.dataset.claim(*id);
        let is_value = !matches!(claim.value, crate::model::claim::Value::Thing(_));
        if is_value
            && counting.standings.contains(&scope.standing(*id))
            && counting.takes(claim.predicate, scope.ontology)
        {
            let feature = (false, label(claim.predicate), claim_value_in_words(*id, scope));
            features.entry(feature).or_default().push(cited(Basis::Claim(*id)));
        }
    }
    features
}
