//! Who is next to whom, in two flat lists: what algorithms over large graphs walk.
//!
//! Goes in: pairs of node numbers. Comes out: the neighbours of each node, sorted, each once. Deliberately knows no things,
//! no properties and no evidence: several claims between the same two things are one connection here.

/// Neighbours by node. Invariant: the neighbours of a node are sorted, unique, and never the node itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Adjacency {
    /// Where the neighbours of each node begin; one more at the end.
    offsets: Vec<u32>,
    targets: Vec<u32>,
    both: bool,
}

impl Adjacency {
    /// Connections that are walked both ways. Costs time and memory in proportion to nodes and pairs, and a sort of each
    /// node's neighbours. Pairs that name a node beyond the last are left out.
    pub fn undirected(nodes: usize, pairs: &[(u32, u32)]) -> Self {
        Self::of(nodes, pairs, true)
    }

    /// Connections that are walked from the first of a pair to the second. Costs as [`Adjacency::undirected`].
    pub fn directed(nodes: usize, pairs: &[(u32, u32)]) -> Self {
        Self::of(nodes, pairs, false)
    }

    fn of(nodes: usize, pairs: &[(u32, u32)], both: bool) -> Self {
        let fits = |a: u32, b: u32| a != b && (a as usize) < nodes && (b as usize) < nodes;
        let mut places = vec![0u32; nodes + 1];
        for &(a, b) in pairs.iter().filter(|(a, b)| fits(*a, *b)) {
            places[a as usize + 1] += 1;
            places[b as usize + 1] += u32::from(both);
        }
        for node in 0..nodes {
            places[node + 1] += places[node];
        }
        let starts = places.clone();
        let mut targets = vec![0u32; places[nodes] as usize];
        let mut put = |from: u32, to: u32| {
            targets[places[from as usize] as usize] = to;
            places[from as usize] += 1;
        };
        for &(a, b) in pairs.iter().filter(|(a, b)| fits(*a, *b)) {
            put(a, b);
            if both {
                put(b, a);
            }
        }
        compact(&starts, targets, both)
    }

    /// How many nodes there are.
    pub fn nodes(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    /// Whether every connection is walked both ways.
    pub fn is_undirected(&self) -> bool {
        self.both
    }

    /// How many neighbours there are in all: an undirected connection counts at both of its ends.
    pub fn ends(&self) -> usize {
        self.targets.len()
    }

    /// The neighbours of a node, sorted.
    pub fn of_node(&self, node: usize) -> &[u32] {
        &self.targets[self.offsets[node] as usize..self.offsets[node + 1] as usize]
    }
}

/// Sorts the neighbours of each node and drops repetitions, in place.
fn compact(starts: &[u32], mut targets: Vec<u32>, both: bool) -> Adjacency {
    let mut offsets = vec![0u32; starts.len()];
    let mut write = 0;
    for node in 0..starts.len() - 1 {
        let (start, end) = (starts[node] as usize, starts[node + 1] as usize);
        targets[start..end].sort_unstable();
        let first = write;
        for read in start..end {
            if write == first || targets[write - 1] != targets[read] {
                targets[write] = targets[read];
                write += 1;
            }
        }
        offsets[node + 1] = write as u32;
    }
    targets.truncate(write);
    targets.shrink_to_fit();
    Adjacency { offsets, targets, both }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_become_sorted_neighbours_once() {
        let both = Adjacency::undirected(4, &[(2, 0), (0, 2), (0, 1), (3, 3), (9, 0)]);
        assert_eq!((both.nodes(), both.ends()), (4, 4));
        assert_eq!((both.of_node(0), both.of_node(2), both.of_node(3)), (&[1, 2][..], &[0][..], &[][..]));
        let one_way = Adjacency::directed(3, &[(2, 0), (2, 1), (2, 0)]);
        assert_eq!((one_way.of_node(2), one_way.of_node(0)), (&[0, 1][..], &[][..]));
        assert_eq!(Adjacency::undirected(0, &[]).nodes(), 0);
    }
}
