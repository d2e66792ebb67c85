//! The shortest simple paths between two nodes, one after the other (Yen's algorithm over breadth-first search).
//!
//! Paths come by length, those of one length in the order of their nodes: the same question has the same answer.

use std::collections::{BTreeSet, VecDeque};

use super::adjacency::Adjacency;
use super::search::{UNREACHED, distances};

/// How many first halves are tried for a path through a given node, before it is said that not all were.
const MOST_HALVES: usize = 1_000;

/// Simple paths from one node to another, shortest first. Each step costs a search for each node of the last path.
pub struct Paths<'a> {
    links: &'a Adjacency,
    from: u32,
    to: u32,
    blocked: Vec<bool>,
    longest: usize,
    found: Vec<Vec<u32>>,
    candidates: BTreeSet<(usize, Vec<u32>)>,
}

impl<'a> Paths<'a> {
    /// Paths of at most so many hops that enter no blocked node.
    pub fn new(links: &'a Adjacency, from: u32, to: u32, blocked: Vec<bool>, longest: usize) -> Self {
        let mut paths =
            Self { links, from, to, blocked, longest, found: Vec::new(), candidates: BTreeSet::new() };
        if from != to && !paths.blocked[from as usize] && !paths.blocked[to as usize] {
            paths.deviate(&[from], &BTreeSet::new());
        }
        paths
    }

    /// Adds the best path that begins with a root and then takes none of the steps given.
    fn deviate(&mut self, root: &[u32], not_next: &BTreeSet<u32>) {
        let Some(&spur) = root.last() else { return };
        for node in root {
            self.blocked[*node as usize] = true;
        }
        let rest = self.shortest(spur, not_next);
        for node in root {
            self.blocked[*node as usize] = false;
        }
        if let Some(rest) = rest {
            let path = [root, rest.as_slice()].concat();
            if path.len() - 1 <= self.longest {
                self.candidates.insert((path.len(), path));
            }
        }
    }

    /// The shortest way from a neighbour of `spur` to the end; of several the first in the order of nodes.
    fn shortest(&self, spur: u32, not_next: &BTreeSet<u32>) -> Option<Vec<u32>> {
        let distance = self.towards_end(spur, not_next);
        let may = |n: &u32| !not_next.contains(n) && distance[*n as usize] != UNREACHED;
        let neighbours = self.links.of_node(spur as usize).iter().copied();
        let mut node = neighbours.filter(may).min_by_key(|n| (distance[*n as usize], *n))?;
        let mut path = vec![node];
        while node != self.to {
            let closer = distance[node as usize] - 1;
            node = *self.links.of_node(node as usize).iter().find(|n| distance[**n as usize] == closer)?;
            path.push(node);
        }
        Some(path)
    }

    /// Distances to the end, as far as they are needed: the search stops one level after it meets a step that may be taken.
    fn towards_end(&self, spur: u32, not_next: &BTreeSet<u32>) -> Vec<u32> {
        let mut distance = vec![UNREACHED; self.links.nodes()];
        let mut queue = VecDeque::from([self.to]);
        distance[self.to as usize] = 0;
        let near: BTreeSet<u32> = self.links.of_node(spur as usize).iter().copied().collect();
        let mut last = UNREACHED;
        while let Some(node) = queue.pop_front() {
            let here = distance[node as usize];
            if here > last {
                break;
            }
            if near.contains(&node) && !not_next.contains(&node) {
                last = here;
            }
            for &next in self.links.of_node(node as usize) {
                if distance[next as usize] == UNREACHED && !self.blocked[next as usize] {
                    distance[next as usize] = here + 1;
                    queue.push_back(next);
                }
            }
        }
        distance
    }
}

impl Iterator for Paths<'_> {
    type Item = Vec<u32>;

    fn next(&mut self) -> Option<Vec<u32>> {
        if let Some(last) = self.found.last().cloned() {
            for at in 0..last.len() - 1 {
                let root = &last[..=at];
                let taken = self.found.iter().filter(|p| p.starts_with(root));
                let taken: BTreeSet<u32> = taken.filter_map(|p| p.get(at + 1).copied()).collect();
                self.deviate(root, &taken);
            }
        }
        let (_, path) = self.candidates.pop_first()?;
        debug_assert_eq!((path.first(), path.last()), (Some(&self.from), Some(&self.to)));
        self.found.push(path.clone());
        Some(path)
    }
}

/// The shortest simple paths that pass through a node, and whether all were looked at.
///
/// First halves are taken in order, each with the second halves that touch none of its nodes; a first half that cannot
/// lead to a better path ends the search.
pub fn through(
    links: &Adjacency,
    ends: (u32, u32),
    via: u32,
    blocked: &[bool],
    (most, longest): (usize, usize),
) -> (Vec<Vec<u32>>, bool) {
    let (from, to) = ends;
    let mut best: BTreeSet<(usize, Vec<u32>)> = BTreeSet::new();
    let rest = distances(links, via as usize, |n| blocked[n] || n == from as usize)[to as usize];
    if rest == UNREACHED {
        return (Vec::new(), true);
    }
    let mut without_end = blocked.to_vec();
    without_end[to as usize] = true;
    let mut tried = 0;
    for first in Paths::new(links, from, via, without_end, longest) {
        let worst = best.last().map_or(usize::MAX, |b| b.0);
        if best.len() == most && first.len() + rest as usize > worst {
            break;
        }
        tried += 1;
        if tried > MOST_HALVES {
            return (best.into_iter().map(|b| b.1).collect(), false);
        }
        let mut used = blocked.to_vec();
        for node in &first[..first.len() - 1] {
            used[*node as usize] = true;
        }
        let left = (longest + 1).saturating_sub(first.len());
        for second in Paths::new(links, via, to, used, left).take(most) {
            let path = [first.as_slice(), &second[1..]].concat();
            best.insert((path.len(), path));
        }
        while best.len() > most {
            best.pop_last();
        }
    }
    (best.into_iter().map(|b| b.1).collect(), true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Every simple path, by trying all.
    fn all(links: &Adjacency, from: u32, to: u32) -> Vec<(usize, Vec<u32>)> {
        let mut out = BTreeSet::new();
        let mut stack = vec![vec![from]];
        while let Some(path) = stack.pop() {
            let end = path[path.len() - 1];
            if end == to {
                out.insert((path.len(), path));
                continue;
            }
            for next in links.of_node(end as usize).iter().filter(|n| !path.contains(n)) {
                stack.push([path.as_slice(), &[*next]].concat());
            }
        }
        out.into_iter().collect()
    }

    #[test]
    fn a_square_has_two_ways_round() {
        let links = Adjacency::undirected(5, &[(0, 1), (1, 2), (2, 3), (3, 0), (3, 4)]);
        let paths: Vec<_> = Paths::new(&links, 0, 2, vec![false; 5], 9).collect();
        assert_eq!(paths, [vec![0, 1, 2], vec![0, 3, 2]]);
        assert_eq!(Paths::new(&links, 0, 2, vec![false, true, false, false, false], 9).count(), 1);
        assert_eq!(Paths::new(&links, 0, 4, vec![false; 5], 2).count(), 1);
        assert_eq!(through(&links, (0, 4), 2, &[false; 5], (3, 9)).0, [vec![0, 1, 2, 3, 4]]);
        assert!(through(&links, (0, 2), 4, &[false; 5], (3, 9)).0.is_empty());
    }

    proptest! {
        #[test]
        fn they_are_all_the_simple_paths_in_order(pairs in prop::collection::vec((0u32..7, 0u32..7), 0..16), via in 1u32..6) {
            let links = Adjacency::undirected(7, &pairs);
            let all = all(&links, 0, 6);
            let found: Vec<_> = Paths::new(&links, 0, 6, vec![false; 7], 99).map(|p| (p.len(), p)).collect();
            prop_assert_eq!(&found, &all);
            let short: Vec<_> = Paths::new(&links, 0, 6, vec![false; 7], 3).map(|p| (p.len(), p)).collect();
            prop_assert_eq!(short, all.iter().filter(|p| p.0 <= 4).cloned().collect::<Vec<_>>());
            let (passing, whole) = through(&links, (0, 6), via, &[false; 7], (4, 99));
            let expected: Vec<_> = all.iter().filter(|p| p.1.contains(&via)).take(4).map(|p| p.1.clone()).collect();
            prop_assert!(whole);
            prop_assert_eq!(passing, expected);
        }
    }
}
