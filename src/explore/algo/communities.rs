//! Communities: nodes that are more closely linked with each other than with the rest (Louvain's method).
//!
//! Everything is counted in whole numbers and nodes are taken in order, so that the same network gives the same
//! communities on every machine. The method finds a good division, not always the best.

use super::adjacency::Adjacency;
use super::grouped::Grouped;

/// A network whose links have weights; a node may stand for several, with what is linked inside it.
struct Weighted {
    /// The neighbours of each node with the weight of the link. A weight counts ends of the first network, which are
    /// numbered in 32 bits there.
    links: Grouped<(u32, u32)>,
    /// Twice the weight inside each node.
    inside: Vec<u64>,
}

/// The community of each node. Costs some passes over the links, each on a smaller network than the one before.
pub fn communities(links: &Adjacency) -> Vec<u32> {
    let neighbours = |n: usize| links.of_node(n).iter().map(|to| (*to, 1));
    let nodes = links.nodes();
    let mut network =
        Weighted { links: Grouped::of_each((0..nodes).map(neighbours)), inside: vec![0; nodes] };
    let mut labels: Vec<u32> = (0..nodes as u32).collect();
    loop {
        let (moved, count) = divide(&network);
        for label in &mut labels {
            *label = moved[*label as usize];
        }
        if count == network.links.owners() {
            return labels;
        }
        network = merged(&network, &moved, count);
    }
}

/// Nodes on their way to communities. Each begins as a community of its own.
struct Division<'a> {
    network: &'a Weighted,
    label: Vec<u32>,
    degree: Vec<u64>,
    /// The degree of each community.
    total: Vec<u64>,
    /// The degree of all.
    all: u64,
    near: Near,
}

/// The communities next to a node, with the weight of the links to each: room that is used again for each node.
struct Near {
    weight: Vec<u32>,
    found: Vec<u32>,
}

impl Near {
    fn new(communities: usize) -> Self {
        Self { weight: vec![0; communities], found: Vec::new() }
    }

    /// Adds a link. Weights are above 0, so that a community without one was not met yet.
    fn add(&mut self, community: u32, weight: u32) {
        let sum = &mut self.weight[community as usize];
        if *sum == 0 {
            self.found.push(community);
        }
        *sum += weight;
    }

    fn clear(&mut self) {
        for community in self.found.drain(..) {
            self.weight[community as usize] = 0;
        }
    }
}

impl Division<'_> {
    /// The community that a node gains most by; its own where no other is better, of several the first.
    fn best(&mut self, node: usize) -> u32 {
        let own = self.label[node];
        for (to, weight) in self.network.links.of(node) {
            self.near.add(self.label[*to as usize], *weight);
        }
        // The gain in modularity, times a number that is the same for all.
        let gain = |c: u32| {
            let others = self.total[c as usize] - if c == own { self.degree[node] } else { 0 };
            i128::from(self.near.weight[c as usize]) * i128::from(self.all)
                - i128::from(self.degree[node]) * i128::from(others)
        };
        let mut best = (gain(own), own);
        for &other in &self.near.found {
            let gain = gain(other);
            // A tie is no reason to leave.
            if gain > best.0 || gain == best.0 && best.1 != own && other < best.1 {
                best = (gain, other);
            }
        }
        self.near.clear();
        best.1
    }
}

/// Moves nodes between communities while that helps; returns the communities, numbered from 0, and how many there are.
fn divide(network: &Weighted) -> (Vec<u32>, usize) {
    let nodes = network.links.owners();
    let weights = |n: usize| network.links.of(n).iter().map(|l| u64::from(l.1)).sum::<u64>();
    let degree: Vec<u64> = (0..nodes).map(|n| network.inside[n] + weights(n)).collect();
    let label = (0..nodes as u32).collect();
    let (total, all) = (degree.clone(), degree.iter().sum());
    let mut division = Division { network, label, degree, total, all, near: Near::new(nodes) };
    // A node is looked at again once a neighbour has moved: most have settled after the first few rounds.
    let mut is_open = vec![true; nodes];
    // In a large network the last few moves cost as much as the first many, and change little.
    let few = nodes / 1_000;
    let mut moved = usize::MAX;
    while moved > few {
        moved = 0;
        for node in 0..nodes {
            if !std::mem::take(&mut is_open[node]) {
                continue;
            }
            let (own, to) = (division.label[node], division.best(node));
            if to == own {
                continue;
            }
            division.total[own as usize] -= division.degree[node];
            division.total[to as usize] += division.degree[node];
            division.label[node] = to;
            moved += 1;
            for (neighbour, _) in network.links.of(node) {
                is_open[*neighbour as usize] |= division.label[*neighbour as usize] != to;
            }
        }
    }
    numbered(division.label)
}

/// Labels numbered anew in the order of their first nodes, and how many there are.
fn numbered(mut label: Vec<u32>) -> (Vec<u32>, usize) {
    let mut numbers = vec![u32::MAX; label.len()];
    let mut count = 0;
    for l in &mut label {
        let number = &mut numbers[*l as usize];
        if *number == u32::MAX {
            *number = count;
            count += 1;
        }
        *l = *number;
    }
    (label, count as usize)
}

/// The network whose nodes are the communities of another.
fn merged(network: &Weighted, label: &[u32], count: usize) -> Weighted {
    let members = Grouped::new(count, label.iter().map(|l| *l as usize).zip(0usize..));
    let mut inside = vec![0; count];
    let mut near = Near::new(count);
    let links = Grouped::of_each((0..count).map(|own| {
        for &node in members.of(own) {
            inside[own] += network.inside[node];
            for (to, weight) in network.links.of(node) {
                match label[*to as usize] {
                    other if other as usize == own => inside[own] += u64::from(*weight),
                    other => near.add(other, *weight),
                }
            }
        }
        let links: Vec<(u32, u32)> = near.found.iter().map(|c| (*c, near.weight[*c as usize])).collect();
        near.clear();
        links
    }));
    Weighted { links, inside }
}

/// How much more is linked inside communities than chance would have it, from -0.5 to 1.
pub fn modularity(links: &Adjacency, label: &[u32]) -> f64 {
    let all = links.ends() as f64;
    if links.ends() == 0 {
        return 0.0;
    }
    let count = label.iter().max().map_or(0, |m| *m as usize + 1);
    let (mut inside, mut ends) = (vec![0u64; count], vec![0u64; count]);
    for (node, own) in label.iter().enumerate() {
        let neighbours = links.of_node(node);
        ends[*own as usize] += neighbours.len() as u64;
        inside[*own as usize] += neighbours.iter().filter(|n| label[**n as usize] == *own).count() as u64;
    }
    let part = |(i, e): (&u64, &u64)| *i as f64 / all - (*e as f64 / all).powi(2);
    inside.iter().zip(&ends).map(part).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_triangles_and_a_link_are_two_communities() {
        let links = Adjacency::undirected(7, &[(0, 1), (1, 2), (2, 0), (3, 4), (4, 5), (5, 3), (2, 3)]);
        let label = communities(&links);
        assert_eq!(label, [0, 0, 0, 1, 1, 1, 2]);
        // 6 of 7 links inside, each side has half of the ends.
        assert!((modularity(&links, &label) - (6.0 / 7.0 - 0.5)).abs() < 1e-12);
    }

    #[test]
    fn a_ring_of_cliques_is_found_again() {
        let mut pairs = Vec::new();
        for ring in 0..6u32 {
            let first = ring * 5;
            pairs.extend((0..5).flat_map(|a| (a + 1..5).map(move |b| (first + a, first + b))));
            pairs.push((first, (first + 6) % 30));
        }
        let label = communities(&Adjacency::undirected(30, &pairs));
        for node in 0..30 {
            assert!(label[node] == label[node / 5 * 5], "{label:?}");
        }
        assert_eq!(label.iter().max(), Some(&5));
        assert!(communities(&Adjacency::default()).is_empty());
    }
}
