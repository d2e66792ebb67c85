//! What stands around a thing, and how two things are joined: walks over facts, stated or derived, in either direction.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::{Basis, Graph, Relation};
use crate::model::claim::Thing;
use crate::rdf::{Scope, is_plain};

/// The relations among all things that at most so many steps part from a thing, sorted; facts only.
///
/// Costs time in proportion to what is found.
pub fn neighbourhood(start: Thing, steps: usize, graph: &Graph, scope: Scope<'_>) -> Vec<Relation> {
    let mut reached = BTreeSet::from([start]);
    let mut edge = vec![start];
    for _ in 0..steps {
        let mut next = Vec::new();
        for thing in edge {
            for (other, _) in facts_at(thing, graph, scope) {
                if reached.insert(other) {
                    next.push(other);
                }
            }
        }
        edge = next;
    }
    among(&reached, graph, scope)
}

/// The relations between the things of a shortest way from one thing to another, whichever way the relations point.
///
/// `None` where no way of facts joins them. Of several ways the first by keys is taken. Costs one walk over the graph.
pub fn shortest(from: Thing, to: Thing, graph: &Graph, scope: Scope<'_>) -> Option<Vec<Relation>> {
    let mut before: BTreeMap<Thing, Thing> = BTreeMap::from([(from, from)]);
    let mut waiting = VecDeque::from([from]);
    while let Some(thing) = waiting.pop_front() {
        for (other, _) in facts_at(thing, graph, scope) {
            before.entry(other).or_insert_with(|| {
                waiting.push_back(other);
                thing
            });
        }
    }
    let mut found = Vec::new();
    let mut at = to;
    while at != from {
        let previous = *before.get(&at)?;
        let steps = facts_at(at, graph, scope).into_iter();
        found.extend(steps.filter(|(other, _)| *other == previous).map(|(_, relation)| relation));
        at = previous;
    }
    sorted(&mut found);
    Some(found)
}

/// The facts at a thing, each with the thing at its other end, sorted by that thing.
fn facts_at(thing: Thing, graph: &Graph, scope: Scope<'_>) -> Vec<(Thing, Relation)> {
    let is_fact = |relation: &Relation| match relation.basis {
        Basis::Claim(id) => is_plain(scope.dataset.claim(id), scope.ontology),
        Basis::Derivation(_) => true,
    };
    let out = graph.from(thing).into_iter().map(|r| (r.to, r));
    let into = graph.to(thing).into_iter().map(|r| (r.from, r));
    let mut facts: Vec<(Thing, Relation)> = out.chain(into).filter(|(_, r)| is_fact(r)).collect();
    facts.sort_by_key(|(other, relation)| (*other, relation.basis));
    facts
}

fn among(things: &BTreeSet<Thing>, graph: &Graph, scope: Scope<'_>) -> Vec<Relation> {
    let inside = things.iter().flat_map(|t| facts_at(*t, graph, scope));
    let inside = inside.filter(|(other, _)| things.contains(other)).map(|(_, relation)| relation);
    let mut found: Vec<Relation> = inside.collect();
    sorted(&mut found);
    found
}

fn sorted(relations: &mut Vec<Relation>) {
    relations.sort_by_key(|r| (r.from, r.to, r.property, r.basis));
    relations.dedup();
}
