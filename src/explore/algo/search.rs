//! Breadth-first search: how far things are, and what hangs together.

use super::adjacency::Adjacency;

/// The distance of a node that is not reached.
pub const UNREACHED: u32 = u32::MAX;

/// The number of hops from a node to every other; blocked nodes are not entered.
///
/// Costs time in proportion to what is reached, and a number for each node.
pub fn distances(links: &Adjacency, start: usize, is_blocked: impl Fn(usize) -> bool) -> Vec<u32> {
    let mut distance = vec![UNREACHED; links.nodes()];
    let mut reached = vec![start as u32];
    distance[start] = 0;
    let mut at = 0;
    while let Some(&node) = reached.get(at) {
        at += 1;
        let next = distance[node as usize] + 1;
        for &neighbour in links.of_node(node as usize) {
            if distance[neighbour as usize] == UNREACHED && !is_blocked(neighbour as usize) {
                distance[neighbour as usize] = next;
                reached.push(neighbour);
            }
        }
    }
    distance
}

/// The nodes that at most so many hops part from a node, itself too, sorted.
///
/// Costs time and memory in proportion to the connections of what is found, however large the network.
pub fn within(links: &Adjacency, start: u32, hops: usize) -> Vec<u32> {
    let mut found = vec![start];
    for _ in 0..hops {
        let next: Vec<u32> = found.iter().flat_map(|n| links.of_node(*n as usize)).copied().collect();
        found.extend(next);
        found.sort_unstable();
        found.dedup();
    }
    found
}

/// The component of each node, numbered in the order of their first nodes. Costs time in proportion to nodes and links.
pub fn components(links: &Adjacency) -> Vec<u32> {
    let mut component = vec![UNREACHED; links.nodes()];
    let mut stack = Vec::new();
    let mut count = 0;
    for start in 0..links.nodes() {
        if component[start] != UNREACHED {
            continue;
        }
        component[start] = count;
        stack.push(start as u32);
        while let Some(node) = stack.pop() {
            for &neighbour in links.of_node(node as usize) {
                if component[neighbour as usize] == UNREACHED {
                    component[neighbour as usize] = count;
                    stack.push(neighbour);
                }
            }
        }
        count += 1;
    }
    component
}

/// The nodes of each class of a partition: largest first, then by the first node.
pub fn members(labels: &[u32]) -> Vec<Vec<u32>> {
    let count = labels.iter().max().map_or(0, |m| *m as usize + 1);
    let mut groups: Vec<Vec<u32>> = vec![Vec::new(); count];
    for (node, label) in labels.iter().enumerate() {
        groups[*label as usize].push(node as u32);
    }
    groups.retain(|g| !g.is_empty());
    groups.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_and_components_of_two_islands() {
        let links = Adjacency::undirected(6, &[(0, 1), (1, 2), (2, 3), (0, 3), (4, 5)]);
        assert_eq!(distances(&links, 0, |_| false), [0, 1, 2, 1, UNREACHED, UNREACHED]);
        assert_eq!(distances(&links, 0, |n| n == 3)[2], 2);
        assert_eq!((within(&links, 1, 0), within(&links, 1, 1)), (vec![1], vec![0, 1, 2]));
        assert_eq!((within(&links, 1, 2), within(&links, 4, 9)), (vec![0, 1, 2, 3], vec![4, 5]));
        assert_eq!(components(&links), [0, 0, 0, 0, 1, 1]);
        assert_eq!(members(&[1, 0, 0, 1, 0, 3]), [vec![1, 2, 4], vec![0, 3], vec![5]]);
    }
}
