//! Communities: nodes that are more closely linked with each other than with the rest (Louvain's method).
//!
//! Everything is counted in whole numbers and nodes are taken in order, so that the same network gives the same
//! communities on every machine. The method finds a good division, not always the best.

use std::collections::BTreeMap;

use super::adjacency::Adjacency;

/// A network whose links have weights; a node may stand for several, with what is linked inside it.
struct Weighted {
    links: Vec<Vec<(u32, u64)>>,
    /// Twice the weight inside each node.
    inside: Vec<u64>,
}

/// The community of each node. Costs some passes over the links, each on a smaller network than the one before.
pub fn communities(links: &Adjacency) -> Vec<u32> {
    let neighbours = |n: usize| links.of_node(n).iter().map(|t| (*t, 1)).collect();
    let mut network =
        Weighted { links: (0..links.nodes()).map(neighbours).collect(), inside: vec![0; links.nodes()] };
    let mut labels: Vec<u32> = (0..links.nodes() as u32).collect();
    loop {
        let (moved, count) = divide(&network);
        for label in &mut labels {
            *label = moved[*label as usize];
        }
        if count == network.links.len() {
            return labels;
        }
        network = merged(&network, &moved, count);
    }
}

/// Moves nodes between communities while that helps; returns the communities, numbered from 0, and how many there are.
fn divide(network: &Weighted) -> (Vec<u32>, usize) {
    let nodes = network.links.len();
    let degree: Vec<u64> =
        (0..nodes).map(|n| network.inside[n] + network.links[n].iter().map(|l| l.1).sum::<u64>()).collect();
    let twice = i128::from(degree.iter().sum::<u64>());
    let mut label: Vec<u32> = (0..nodes as u32).collect();
    let mut total = degree.clone();
    let mut weight = vec![0u64; nodes];
    // In a large network the last few moves cost as much as the first many, and change little.
    let few = nodes / 1_000;
    let mut moved = usize::MAX;
    while moved > few {
        moved = 0;
        for node in 0..nodes {
            let own = label[node];
            let mut near = vec![own];
            for (to, w) in &network.links[node] {
                let other = label[*to as usize];
                weight[other as usize] += w;
                near.push(other);
            }
            total[own as usize] -= degree[node];
            // The gain in modularity, times a number that is the same for all.
            let gain = |c: u32| {
                i128::from(weight[c as usize]) * twice
                    - i128::from(degree[node]) * i128::from(total[c as usize])
            };
            near.sort_unstable();
            near.dedup();
            let stay = gain(own);
            let best = near.iter().copied().max_by_key(|c| (gain(*c), std::cmp::Reverse(*c)));
            let to = best.filter(|c| gain(*c) > stay).unwrap_or(own);
            for community in near {
                weight[community as usize] = 0;
            }
            total[to as usize] += degree[node];
            label[node] = to;
            moved += usize::from(to != own);
        }
    }
    let mut numbers = BTreeMap::new();
    for l in &mut label {
        let next = numbers.len() as u32;
        *l = *numbers.entry(*l).or_insert(next);
    }
    (label, numbers.len())
}

/// The network whose nodes are the communities of another.
fn merged(network: &Weighted, label: &[u32], count: usize) -> Weighted {
    let mut links: Vec<BTreeMap<u32, u64>> = vec![BTreeMap::new(); count];
    let mut inside = vec![0; count];
    for (node, own) in label.iter().enumerate() {
        inside[*own as usize] += network.inside[node];
        for (to, weight) in &network.links[node] {
            let other = label[*to as usize];
            if other == *own {
                inside[*own as usize] += weight;
            } else {
                *links[*own as usize].entry(other).or_default() += weight;
            }
        }
    }
    Weighted { links: links.into_iter().map(|l| l.into_iter().collect()).collect(), inside }
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
