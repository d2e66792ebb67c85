//! Nodes and links without which a network falls apart: articulation points and bridges, in one walk and without recursion.

use std::ops::Range;

use super::adjacency::Adjacency;

/// A node whose loss cuts others off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticulationPoint {
    /// The node.
    pub node: u32,
    /// The parts below it, as ranges of [`Cuts::order`].
    pub below: Vec<Range<usize>>,
    /// How many nodes are left above it; 0 where it was where the walk began.
    pub above: usize,
}

/// A link whose loss cuts others off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CutEdge {
    /// The end nearer to where the walk began.
    pub from: u32,
    /// The other end.
    pub to: u32,
    /// The part on the side of `to`, as a range of [`Cuts::order`].
    pub below: Range<usize>,
    /// How many nodes are on the other side.
    pub above: usize,
}

/// All cut points and cut links.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cuts {
    /// The nodes in the order in which they were met: what is below a node stands together.
    pub order: Vec<u32>,
    /// In the order of nodes.
    pub points: Vec<ArticulationPoint>,
    /// In the order of their ends.
    pub links: Vec<CutEdge>,
}

/// One walk: when each node was met, how far up it reaches, and how many are below it.
struct Walk {
    met: Vec<u32>,
    low: Vec<u32>,
    size: Vec<u32>,
    parent: Vec<u32>,
    order: Vec<u32>,
}

/// No node.
const NONE: u32 = u32::MAX;

/// Finds them all. Costs time and memory in proportion to nodes and links.
pub fn cuts(links: &Adjacency) -> Cuts {
    let walk = walk(links);
    let mut cuts = Cuts::default();
    // The number of nodes of the component that is walked, known at its root.
    let mut whole = 0;
    let mut below: Vec<Vec<Range<usize>>> = vec![Vec::new(); links.nodes()];
    let mut total = vec![0usize; links.nodes()];
    for &node in &walk.order {
        let up = walk.parent[node as usize];
        if up == NONE {
            whole = walk.size[node as usize] as usize;
        }
        total[node as usize] = whole;
        if up == NONE {
            continue;
        }
        let start = walk.met[node as usize] as usize;
        let range = start..start + walk.size[node as usize] as usize;
        if walk.low[node as usize] > walk.met[up as usize] {
            let above = whole - range.len();
            cuts.links.push(CutEdge { from: up, to: node, below: range.clone(), above });
        }
        if walk.low[node as usize] >= walk.met[up as usize] {
            below[up as usize].push(range);
        }
    }
    for (node, below) in below.into_iter().enumerate() {
        let is_root = walk.parent[node] == NONE;
        if below.len() > usize::from(is_root) {
            let above = total[node] - 1 - below.iter().map(Range::len).sum::<usize>();
            cuts.points.push(ArticulationPoint { node: node as u32, below, above });
        }
    }
    cuts.links.sort_by_key(|l| (l.from.min(l.to), l.from.max(l.to)));
    cuts.order = walk.order;
    cuts
}

fn walk(links: &Adjacency) -> Walk {
    let nodes = links.nodes();
    let mut walk = Walk {
        met: vec![NONE; nodes],
        low: vec![NONE; nodes],
        size: vec![1; nodes],
        parent: vec![NONE; nodes],
        order: Vec::with_capacity(nodes),
    };
    // Each open node with the neighbour that comes next.
    let mut open: Vec<(u32, usize)> = Vec::new();
    for root in 0..nodes {
        if walk.met[root] != NONE {
            continue;
        }
        walk.meet(root as u32, NONE);
        open.push((root as u32, 0));
        while let Some((node, next)) = open.last_mut() {
            let at = *node as usize;
            if let Some(&to) = links.of_node(at).get(*next) {
                *next += 1;
                if walk.met[to as usize] == NONE {
                    walk.meet(to, at as u32);
                    open.push((to, 0));
                } else if to != walk.parent[at] {
                    walk.low[at] = walk.low[at].min(walk.met[to as usize]);
                }
                continue;
            }
            open.pop();
            let up = walk.parent[at];
            if up != NONE {
                walk.low[up as usize] = walk.low[up as usize].min(walk.low[at]);
                walk.size[up as usize] += walk.size[at];
            }
        }
    }
    walk
}

impl Walk {
    fn meet(&mut self, node: u32, parent: u32) {
        let time = self.order.len() as u32;
        self.met[node as usize] = time;
        self.low[node as usize] = time;
        self.parent[node as usize] = parent;
        self.order.push(node);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explore::algo::search::components;
    use proptest::prelude::*;

    #[test]
    fn a_triangle_with_a_tail() {
        // 0-1-2 is a triangle, 3 and 4 hang on 2, 5 on 4.
        let links = Adjacency::undirected(7, &[(0, 1), (1, 2), (2, 0), (2, 3), (2, 4), (4, 5)]);
        let cuts = cuts(&links);
        let points: Vec<_> = cuts
            .points
            .iter()
            .map(|p| (p.node, p.below.iter().map(Range::len).collect::<Vec<_>>(), p.above))
            .collect();
        assert_eq!(points, [(2, vec![1, 2], 2), (4, vec![1], 4 - 1 + 1)]);
        let ends: Vec<_> = cuts.links.iter().map(|l| (l.from, l.to, l.below.len(), l.above)).collect();
        assert_eq!(ends, [(2, 3, 1, 5), (2, 4, 2, 4), (4, 5, 1, 5)]);
    }

    #[test]
    fn a_long_path_does_not_exhaust_the_stack() {
        let pairs: Vec<(u32, u32)> = (0..300_000).map(|i| (i, i + 1)).collect();
        let cuts = cuts(&Adjacency::undirected(300_001, &pairs));
        assert_eq!((cuts.points.len(), cuts.links.len()), (299_999, 300_000));
    }

    proptest! {
        #[test]
        fn they_are_those_whose_loss_makes_more_components(pairs in prop::collection::vec((0u32..9, 0u32..9), 0..16)) {
            let links = Adjacency::undirected(9, &pairs);
            let count = |pairs: &[(u32, u32)]| components(&Adjacency::undirected(9, pairs)).into_iter().max();
            let before = count(&pairs);
            let found = cuts(&links);
            for node in 0..9u32 {
                let rest: Vec<_> = pairs.iter().copied().filter(|p| p.0 != node && p.1 != node).collect();
                // The node itself is a component now; one more makes it a cut point.
                let alone = u32::from(!links.of_node(node as usize).is_empty());
                let is_cut = count(&rest) > before.map(|b| b + alone);
                prop_assert_eq!(found.points.iter().any(|p| p.node == node), is_cut, "{}", node);
            }
            for (a, b) in (0..9u32).flat_map(|a| (a + 1..9).map(move |b| (a, b))) {
                let rest: Vec<_> = pairs.iter().copied().filter(|p| *p != (a, b) && *p != (b, a)).collect();
                let is_bridge = count(&rest) > before;
                let listed = found.links.iter().any(|l| (l.from.min(l.to), l.from.max(l.to)) == (a, b));
                prop_assert_eq!(listed, is_bridge);
            }
        }
    }
}
