//! What is around a thing: a tree in which every thing stands once, as near to the root as it can.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde::Serialize;

use super::Relation;
use super::network::{Evidence, Named, Network, class_label, evidence};
use crate::model::claim::{PropertyId, Thing};

/// A thing and what is around it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Neighbourhood {
    /// The thing.
    pub thing: Named,
    /// The label of its class.
    pub class: String,
    /// The relations that lead here from the thing above; none for the root.
    pub evidence: Vec<Evidence>,
    /// What is reached from here, by property.
    pub around: Vec<Around>,
    /// How many connections lead on from here to things that stand elsewhere in the tree.
    pub elsewhere: usize,
    /// How many connections lead to things beyond the depth asked for.
    pub beyond: usize,
}

/// What one property leads to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Around {
    /// The label of the property.
    pub property: String,
    /// Whether it is read from its value to its subject.
    pub backwards: bool,
    /// The things, in the order of keys.
    pub things: Vec<Neighbourhood>,
}

/// The things at most so many connections away from a thing, itself first, the nearer ones before the others: those that
/// [`near`] tells of. Costs the relations of all of them.
pub fn reached(root: Thing, depth: usize, network: &Network<'_>) -> Vec<Thing> {
    tree(root, depth, network).order
}

/// To how many things beside some of them each of these is connected; those that are to none are left out. Costs all their
/// connections.
pub fn beyond(things: &BTreeSet<Thing>, network: &Network<'_>) -> BTreeMap<Thing, usize> {
    let others = |thing: Thing| {
        let neighbours = network.number(thing).map_or(&[][..], |n| network.links.of_node(n as usize));
        neighbours.iter().filter(|n| !things.contains(&network.thing(**n))).count()
    };
    things.iter().map(|thing| (*thing, others(*thing))).filter(|(_, count)| *count > 0).collect()
}

/// The neighbourhood of a thing. Costs the relations of all things that it holds.
pub fn near(root: Thing, depth: usize, network: &Network<'_>) -> Neighbourhood {
    let tree = tree(root, depth, network);
    // From the outside in: each thing is complete when the one above it takes it up.
    let mut done: BTreeMap<Thing, Neighbourhood> = BTreeMap::new();
    for thing in tree.order.iter().rev() {
        let Some(children) = tree.children.get(thing) else { continue };
        let mut around: Vec<Around> = Vec::new();
        for (property, backwards, child) in children {
            let Some(near) = done.remove(child) else { continue };
            let label = &network.scope.ontology.property(*property).label;
            match around.last_mut() {
                Some(last) if last.property == *label && last.backwards == *backwards => {
                    last.things.push(near);
                }
                _ => {
                    let (property, backwards) = (label.clone(), *backwards);
                    around.push(Around { property, backwards, things: vec![near] });
                }
            }
        }
        done.insert(*thing, leaf(*thing, &tree, network, around));
    }
    done.remove(&root).unwrap_or_else(|| leaf(root, &tree, network, Vec::new()))
}

struct Tree {
    /// Things in the order in which they were reached.
    order: Vec<Thing>,
    level: BTreeMap<Thing, usize>,
    above: BTreeMap<Thing, Thing>,
    /// What was first reached from each thing: by property, direction and key.
    children: BTreeMap<Thing, Vec<(PropertyId, bool, Thing)>>,
    depth: usize,
}

fn tree(root: Thing, depth: usize, network: &Network<'_>) -> Tree {
    let mut tree = Tree {
        order: vec![root],
        level: BTreeMap::from([(root, 0)]),
        above: BTreeMap::new(),
        children: BTreeMap::new(),
        depth,
    };
    let mut queue = VecDeque::from([root]);
    while let Some(thing) = queue.pop_front() {
        let level = tree.level[&thing];
        let mut children: Vec<(PropertyId, bool, Thing)> = Vec::new();
        for relation in if level < depth { network.at(thing) } else { Vec::new() } {
            let (other, backwards) = other_end(relation, thing);
            if let Entry::Vacant(place) = tree.level.entry(other) {
                place.insert(level + 1);
                tree.above.insert(other, thing);
                children.push((relation.property, backwards, other));
            }
        }
        children.sort_by_key(|(property, backwards, other)| {
            (*backwards, network.scope.ontology.property(*property).label.clone(), *other)
        });
        for (.., other) in &children {
            tree.order.push(*other);
            queue.push_back(*other);
        }
        tree.children.insert(thing, children);
    }
    tree
}

fn other_end(relation: Relation, thing: Thing) -> (Thing, bool) {
    if relation.from == thing { (relation.to, false) } else { (relation.from, true) }
}

fn leaf(thing: Thing, tree: &Tree, network: &Network<'_>, around: Vec<Around>) -> Neighbourhood {
    let above = tree.above.get(&thing).copied();
    let relations = above.map(|above| network.between(above, thing)).unwrap_or_default();
    let neighbours = network.number(thing).map_or(&[][..], |n| network.links.of_node(n as usize));
    let is_child = |other: Thing| tree.above.get(&other) == Some(&thing);
    let others = neighbours.iter().map(|n| network.thing(*n)).filter(|o| Some(*o) != above && !is_child(*o));
    let (elsewhere, beyond): (Vec<Thing>, Vec<Thing>) = others.partition(|o| tree.level.contains_key(o));
    debug_assert!(beyond.is_empty() || tree.level.get(&thing) == Some(&tree.depth));
    Neighbourhood {
        thing: super::network::named(thing, network.scope),
        class: class_label(thing, network.scope),
        evidence: relations.into_iter().map(|r| evidence(r, above.unwrap_or(thing), network.scope)).collect(),
        around,
        elsewhere: elsewhere.len(),
        beyond: beyond.len(),
    }
}
