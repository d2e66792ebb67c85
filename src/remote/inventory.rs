//! What has to be in a store: for each graph and predicate how many triples, and which, as numbers by their values.

use std::collections::{BTreeMap, HashMap};

use oxrdf::{GraphName, Triple};
use sha2::{Digest, Sha256};

use super::canonical::fingerprint;
use crate::model::text::hex;

/// The triples of a graph with one predicate.
#[derive(Debug, Default)]
pub(super) struct Group {
    /// How many lines say them; a store that keeps each way to write a value may have as many.
    lines: u64,
    /// Each triple by its value, sorted and once.
    prints: Vec<u128>,
}

impl Group {
    /// How many different triples there are.
    pub(super) fn count(&self) -> u64 {
        self.prints.len() as u64
    }

    /// Whether a store that has all of them may say that it has so many.
    pub(super) fn may_be(&self, count: u64) -> bool {
        (self.count()..=self.lines.max(self.count())).contains(&count)
    }

    pub(super) fn has(&self, print: u128) -> bool {
        self.prints.binary_search(&print).is_ok()
    }

    /// Those that are not among some.
    pub(super) fn missing(&self, mut found: Vec<u128>) -> Vec<u128> {
        found.sort_unstable();
        self.prints.iter().copied().filter(|print| found.binary_search(print).is_err()).collect()
    }
}

/// Groups by the IRIs of their predicates.
pub(super) type Groups = BTreeMap<String, Group>;

/// What has to be in a store, by graph.
#[derive(Debug, Default)]
pub(super) struct Inventory {
    graphs: Vec<(GraphName, Groups)>,
    places: HashMap<GraphName, usize>,
}

impl Inventory {
    pub(super) fn add(&mut self, graph: GraphName, triple: &Triple) {
        let place = if let Some(place) = self.places.get(&graph) {
            *place
        } else {
            self.graphs.push((graph.clone(), Groups::new()));
            self.places.insert(graph, self.graphs.len() - 1);
            self.graphs.len() - 1
        };
        let groups = &mut self.graphs[place].1;
        let print = fingerprint(&triple.subject, &triple.predicate, &triple.object);
        let group = match groups.get_mut(triple.predicate.as_str()) {
            Some(group) => group,
            None => groups.entry(triple.predicate.as_str().to_owned()).or_default(),
        };
        group.lines += 1;
        group.prints.push(print);
    }

    /// The inventory, once all triples are in it.
    pub(super) fn closed(mut self) -> Self {
        for group in self.graphs.iter_mut().flat_map(|(_, groups)| groups.values_mut()) {
            group.prints.sort_unstable();
            group.prints.dedup();
            group.prints.shrink_to_fit();
        }
        self.graphs.sort_by_cached_key(|(graph, _)| graph.to_string());
        self
    }

    /// The graphs in the order of their names.
    pub(super) fn graphs(&self) -> impl Iterator<Item = (&GraphName, &Groups)> {
        self.graphs.iter().map(|(graph, groups)| (graph, groups))
    }
}

/// How many triples groups have together.
pub(super) fn count(groups: &Groups) -> u64 {
    groups.values().map(Group::count).sum()
}

/// The digest of all values of a graph, in an order that does not depend on that of its lines.
pub(super) fn digest(groups: &Groups) -> String {
    let mut hash = Sha256::new();
    for (predicate, group) in groups {
        hash.update(predicate);
        hash.update("\n");
        group.prints.iter().for_each(|print| hash.update(print.to_be_bytes()));
    }
    hex(&hash.finalize())
}
