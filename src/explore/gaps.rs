//! What the ontology expects of a thing and no source gives: the questions that stay open.
//!
//! Nothing is filled in here: a gap is told in words and never written as a zero.

use serde::Serialize;

use super::sentence::question;
use super::{Basis, Relations};
use crate::derive::rdf::GraphRef;
use crate::model::claim::{EntityId, PropertyId, Thing};

/// One open question.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Gap {
    /// The label of the class of the thing.
    pub class: String,
    /// The key of the thing.
    pub id: String,
    /// The name of the thing.
    pub name: String,
    /// The key of the property that is expected.
    pub property: String,
    /// The question, in words.
    pub question: String,
    /// The question as it stands inside a sentence, behind *no source says*; none where that cannot be told.
    #[serde(skip)]
    pub indirect: Option<String>,
    /// What speaks of it and is not a fact: claims that are disputed, doubted, denied or opinions, and what is inferred from them.
    pub not_facts: Vec<String>,
    /// Things that the thing is linked to by the property that gaps are grouped by.
    pub groups: Vec<String>,
}

/// Finds every gap, sorted by class and key. `by` is a property whose values the gaps are grouped by.
///
/// A property is given by a fact of its own, of one below it, or of its inverse, stated or derived. Costs the claims
/// of each thing for each property that its class expects.
pub fn gaps(scope: GraphRef<'_>, graph: &Relations, by: Option<PropertyId>) -> Vec<Gap> {
    let GraphRef { dataset, ontology, .. } = scope;
    let mut gaps = Vec::new();
    for id in dataset.entity_ids() {
        let class = ontology.class(dataset.entity(id).class);
        let mut expected: Vec<PropertyId> =
            class.ancestors.iter().flat_map(|a| ontology.class(*a).expects.iter().copied()).collect();
        expected.sort_unstable();
        expected.dedup();
        for property in expected {
            let mut not_facts = Vec::new();
            if is_given(id, property, scope, graph, &mut not_facts) {
                continue;
            }
            let entry = ontology.property(property);
            let name = dataset.name(Thing::Entity(id));
            let template = entry.asks.clone().unwrap_or_else(|| format!("{{subject}}: {}?", entry.label));
            let (question, indirect) = question(&template, id, scope);
            gaps.push(Gap {
                class: class.label.clone(),
                id: dataset.key(Thing::Entity(id)).to_owned(),
                name: name.to_owned(),
                property: entry.key.clone(),
                indirect,
                question,
                not_facts,
                groups: by.map_or_else(Vec::new, |by| groups(id, by, scope, graph)),
            });
        }
    }
    gaps.sort();
    gaps
}

/// Whether a fact gives the property; claims that would and give no fact are collected.
fn is_given(
    id: EntityId,
    wanted: PropertyId,
    scope: GraphRef<'_>,
    graph: &Relations,
    not_facts: &mut Vec<String>,
) -> bool {
    let GraphRef { dataset, ontology, .. } = scope;
    let thing = Thing::Entity(id);
    let is_below = |property: PropertyId| ontology.property(property).ancestors.contains(&wanted);
    // From the other end: a property whose inverse, or that of one above it, is wanted.
    let is_inverse = |property: PropertyId| {
        let above = &ontology.property(property).ancestors;
        above.iter().any(|a| ontology.property(*a).inverse.is_some_and(is_below))
    };
    let mut given = false;
    let mut see = |basis: Basis| match basis {
        _ if basis.standing(scope).is_fact() => given = true,
        _ => not_facts.push(super::key(basis, scope)),
    };
    for claim in graph.about(thing) {
        if is_below(dataset.claim(*claim).predicate) {
            see(Basis::Claim(*claim));
        }
    }
    for (property, derivation) in graph.values(thing) {
        if is_below(*property) {
            see(Basis::Derivation(*derivation));
        }
    }
    let derived = graph.from(thing).into_iter().filter(|r| matches!(r.basis, Basis::Derivation(_)));
    derived.filter(|r| is_below(r.property)).for_each(|r| see(r.basis));
    graph.to(thing).into_iter().filter(|r| is_inverse(r.property)).for_each(|r| see(r.basis));
    given
}

fn groups(id: EntityId, by: PropertyId, scope: GraphRef<'_>, graph: &Relations) -> Vec<String> {
    let GraphRef { dataset, ontology, .. } = scope;
    let relations = graph.from(Thing::Entity(id)).into_iter();
    let mut names: Vec<String> = relations
        .filter(|r| {
            r.basis.standing(scope).is_fact() && ontology.property(r.property).ancestors.contains(&by)
        })
        .map(|r| dataset.name(r.to).to_owned())
        .collect();
    names.sort();
    names.dedup();
    names
}
