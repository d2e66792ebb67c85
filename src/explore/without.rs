//! What would be lost without a thing: who is cut off, which groups are left empty, what stays unsaid.
//!
//! Deliberately runs no rule again: a derivation whose recorded proof rests on a lost claim is told, not removed, since another
//! proof may hold.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::algo::grouped::Grouped;
use super::algo::search::{components, members};
use super::bridges::Part;
use super::network::{EdgeFilter, Named, Network, named, turn};
use super::sentence::derived_words;
use super::{Basis, Relations, gaps};
use crate::derive::rdf::GraphRef;
use crate::model::claim::{ClaimId, DerivationId, PropertyId, Thing};

/// What would be lost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Loss {
    /// The thing.
    pub thing: Named,
    /// What counts as a connection, in words.
    pub counting: String,
    /// The keys of the claims that speak of it, or of such a claim.
    pub claims: Vec<String>,
    /// Derived facts whose recorded proof rests on one of these claims: each with its key.
    pub rests_on_it: Vec<[String; 2]>,
    /// How many pairs of other things are connected now and would not be.
    pub pairs_cut_off: usize,
    /// What its component falls into, largest part first; one part if nothing is cut off.
    pub parts: Vec<Part>,
    /// Values of the property asked for that would have no member left, each with the members lost.
    pub empty_groups: Vec<EmptyGroup>,
    /// Things that lose their only value of a property.
    pub only_values: Vec<OnlyValue>,
    /// Questions that the ontology expects an answer to, and that would be open.
    pub new_gaps: Vec<String>,
}

/// A group that would have no member left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EmptyGroup {
    /// The value that makes the group.
    pub group: Named,
    /// The keys of what says so now.
    pub evidence: Vec<String>,
}

/// A thing that loses its only value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct OnlyValue {
    /// The thing.
    pub thing: Named,
    /// The label of the property.
    pub property: String,
    /// Whether nothing further is said of any other thing: it is left without any object.
    pub no_object_left: bool,
    /// The keys of what says so now.
    pub evidence: Vec<String>,
}

/// Tells what is lost. `by` is the property whose values are groups. Costs two passes over the graph.
pub fn without(
    thing: Thing,
    scope: GraphRef<'_>,
    graph: &Relations,
    counting: &EdgeFilter,
    by: Option<PropertyId>,
) -> Loss {
    let gone = gone(thing, graph);
    let rest = rest(graph, &gone);
    let (pairs_cut_off, parts) = fallen_apart(thing, scope, graph, counting);
    let keys = gone.iter().filter(|t| **t != thing).map(|t| scope.dataset.key(*t).to_owned());
    let before: BTreeSet<String> = gaps(scope, graph, None).into_iter().map(|g| g.question).collect();
    let after = gaps(scope, &rest, None).into_iter();
    let own = scope.dataset.key(thing);
    Loss {
        thing: named(thing, scope),
        counting: counting.words(scope.ontology),
        claims: keys.collect(),
        rests_on_it: rests_on(&gone, scope),
        pairs_cut_off,
        parts,
        empty_groups: by.map(|by| empty_groups(by, scope, graph, &rest, thing)).unwrap_or_default(),
        only_values: only_values(scope, graph, &rest, thing),
        new_gaps: after
            .filter(|g| g.id != own && !before.contains(&g.question))
            .map(|g| g.question)
            .collect(),
    }
}

/// The thing, every claim that speaks of it, and every claim about such a claim.
fn gone(thing: Thing, graph: &Relations) -> BTreeSet<Thing> {
    let mut gone = BTreeSet::from([thing]);
    let mut open = vec![thing];
    while let Some(thing) = open.pop() {
        let about = graph.about(thing).iter().copied();
        let naming = graph.to(thing).into_iter().filter_map(|r| match r.basis {
            Basis::Claim(id) => Some(id),
            Basis::Derivation(_) => None,
        });
        let claims: Vec<Thing> = about.chain(naming).map(Thing::Claim).collect();
        open.extend(claims.into_iter().filter(|c| gone.insert(*c)));
    }
    gone
}

/// The graph without some things and claims.
fn rest(graph: &Relations, gone: &BTreeSet<Thing>) -> Relations {
    let is_left = |basis: Basis| match basis {
        Basis::Claim(id) => !gone.contains(&Thing::Claim(id)),
        Basis::Derivation(_) => true,
    };
    let mut inner = graph.inner.clone();
    inner.retain_edges(|graph, edge| {
        let ends = graph.edge_endpoints(edge);
        is_left(graph[edge].1)
            && ends.is_none_or(|(a, b)| !gone.contains(&graph[a]) && !gone.contains(&graph[b]))
    });
    // A claim about what is gone is gone too.
    let is_kept = |claim: &ClaimId| !gone.contains(&Thing::Claim(*claim));
    let about = Grouped::new(graph.entities, graph.about.each().filter(|(_, claim)| is_kept(claim)));
    let about_claims = graph.about_claims.iter();
    let kept = |claims: &Vec<ClaimId>| claims.iter().copied().filter(is_kept).collect();
    let about_claims = about_claims.map(|(thing, claims)| (*thing, kept(claims))).collect();
    let values = graph.values.iter().filter(|(thing, _)| !gone.contains(thing));
    let values = values.map(|(thing, derived)| (*thing, derived.clone())).collect();
    Relations { inner, entities: graph.entities, claims: graph.claims.clone(), about, about_claims, values }
}

/// Derived facts whose recorded proof rests, however deep, on what is gone.
fn rests_on(gone: &BTreeSet<Thing>, scope: GraphRef<'_>) -> Vec<[String; 2]> {
    let derived = scope.derived;
    let mut above: BTreeMap<DerivationId, Vec<DerivationId>> = BTreeMap::new();
    let mut open = Vec::new();
    for id in derived.ids() {
        let best = derived.best(id);
        if best.claims().any(|c| gone.contains(&Thing::Claim(c))) {
            open.push(id);
        }
        for below in best.derivations() {
            above.entry(below).or_default().push(id);
        }
    }
    let mut lost: BTreeSet<DerivationId> = BTreeSet::new();
    while let Some(next) = open.pop() {
        if lost.insert(next) {
            open.extend(above.get(&next).into_iter().flatten());
        }
    }
    let words = |id: DerivationId| {
        let derivation = derived.get(id);
        [derived_words(derivation.triple, scope).join(" "), derivation.key.to_string()]
    };
    lost.into_iter().map(words).collect()
}

/// How many pairs lose their connection, and what the component falls into.
fn fallen_apart(
    thing: Thing,
    scope: GraphRef<'_>,
    graph: &Relations,
    counting: &EdgeFilter,
) -> (usize, Vec<Part>) {
    let network = Network::new(scope, graph, counting.clone());
    let Some(node) = network.number(thing) else { return (0, Vec::new()) };
    let label = components(&network.links);
    let own: Vec<u32> =
        (0..network.len() as u32).filter(|n| label[*n as usize] == label[node as usize]).collect();
    let inside = |a: u32, b: u32| a != node && b != node;
    let pairs: Vec<(u32, u32)> = own
        .iter()
        .flat_map(|a| network.links.of_node(*a as usize).iter().map(move |b| (*a, *b)))
        .filter(|(a, b)| inside(*a, *b))
        .collect();
    let left = components(&super::Adjacency::undirected(network.len(), &pairs));
    let is_own =
        |part: &Vec<u32>| part.iter().all(|n| label[*n as usize] == label[node as usize] && *n != node);
    let parts: Vec<Vec<u32>> = members(&left).into_iter().filter(is_own).collect();
    let pairs = |n: usize| n * n.saturating_sub(1) / 2;
    let cut = pairs(own.len() - 1) - parts.iter().map(|p| pairs(p.len())).sum::<usize>();
    let part = |nodes: &Vec<u32>| Part {
        size: nodes.len(),
        names: nodes.iter().map(|n| network.named(*n)).collect(),
    };
    (cut, parts.iter().map(part).collect())
}

/// Values of a property that are the value of something now, and would be of nothing.
fn empty_groups(
    by: PropertyId,
    scope: GraphRef<'_>,
    graph: &Relations,
    rest: &Relations,
    thing: Thing,
) -> Vec<EmptyGroup> {
    let groups = |graph: &Relations| {
        let mut groups: BTreeMap<Thing, Vec<String>> = BTreeMap::new();
        for relation in graph.each().filter(|r| r.basis.standing(scope).is_fact()) {
            let group = match turn(relation.property, by, scope.ontology) {
                Some(false) => relation.to,
                Some(true) => relation.from,
                None => continue,
            };
            groups.entry(group).or_default().push(super::key(relation.basis, scope));
        }
        groups
    };
    let left = groups(rest);
    let lost = groups(graph).into_iter().filter(|(group, _)| *group != thing && !left.contains_key(group));
    lost.map(|(group, evidence)| EmptyGroup { group: named(group, scope), evidence }).collect()
}

/// Things that have a value of a property now, and would have none.
fn only_values(scope: GraphRef<'_>, graph: &Relations, rest: &Relations, thing: Thing) -> Vec<OnlyValue> {
    let values = |graph: &Relations| {
        let mut values: BTreeMap<(Thing, PropertyId), Vec<String>> = BTreeMap::new();
        for other in graph.all().filter(|t| *t != thing) {
            for claim in graph.about(other) {
                let claim = *claim;
                if scope.is_fact(claim) {
                    let key = (other, scope.dataset.claim(claim).predicate);
                    values.entry(key).or_default().push(scope.dataset.key(Thing::Claim(claim)).to_owned());
                }
            }
        }
        for relation in graph.each().filter(|r| matches!(r.basis, Basis::Derivation(_)) && r.from != thing) {
            values
                .entry((relation.from, relation.property))
                .or_default()
                .push(super::key(relation.basis, scope));
        }
        values
    };
    let left = values(rest);
    let has_object = |other: Thing| rest.from(other).iter().any(|r| r.basis.standing(scope).is_fact());
    let lost = values(graph).into_iter().filter(|(key, _)| !left.contains_key(key) && is_entity(key.0));
    let mut lost: Vec<OnlyValue> = lost
        .map(|((other, property), evidence)| OnlyValue {
            thing: named(other, scope),
            property: scope.ontology.property(property).label.clone(),
            no_object_left: !has_object(other),
            evidence,
        })
        .collect();
    lost.sort();
    lost
}

fn is_entity(thing: Thing) -> bool {
    matches!(thing, Thing::Entity(_))
}
