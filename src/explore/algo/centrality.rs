//! How central nodes are: `PageRank`, betweenness, closeness. Numbers are summed in one order, so that they never differ.

use super::adjacency::Adjacency;
use super::search::{UNREACHED, distances};

/// The chance that a reader follows a link rather than jumping anywhere.
pub(in crate::explore) const DAMPING: f64 = 0.85;
/// When two rounds of `PageRank` count as the same, over all nodes together.
pub const TOLERANCE: f64 = 1e-10;
/// Rounds after which the result is taken as it is; 0.85 to this power is far below the tolerance.
const MOST_ROUNDS: usize = 200;
/// Up to so many nodes, betweenness and closeness are exact.
const EXACT: usize = 4_000;
/// Into how many groups sources are divided, at most. More share the work better, and each costs a look at all nodes.
const GROUPS: usize = 64;
/// The work that sampled searches may take, in nodes and links together.
const WORK: usize = 200_000_000;

/// `PageRank` by power iteration: where a reader is found who follows links forwards and sometimes jumps anywhere. What
/// arrives at a node without links is spread over all nodes. The values add up to 1.
///
/// Costs time in proportion to nodes and links, for each of some dozens of rounds.
pub fn page_rank(links: &Adjacency, tolerance: f64) -> Vec<f64> {
    let nodes = links.nodes();
    if nodes == 0 {
        return Vec::new();
    }
    let all = nodes as f64;
    let mut rank = vec![1.0 / all; nodes];
    let mut next = vec![0.0; nodes];
    for _ in 0..MOST_ROUNDS {
        let stuck: f64 = (0..nodes).filter(|n| links.of_node(*n).is_empty()).map(|n| rank[n]).sum();
        next.fill((1.0 - DAMPING) / all + DAMPING * stuck / all);
        for (node, own) in rank.iter().enumerate() {
            let out = links.of_node(node);
            let share = DAMPING * own / out.len() as f64;
            for to in out {
                next[*to as usize] += share;
            }
        }
        let change: f64 = rank.iter().zip(&next).map(|(a, b)| (a - b).abs()).sum();
        std::mem::swap(&mut rank, &mut next);
        if change < tolerance {
            break;
        }
    }
    rank
}

/// The nodes from which searches start: all of a small graph, else some, evenly spread over the order of nodes.
pub fn sources(links: &Adjacency) -> Vec<u32> {
    let nodes = links.nodes();
    let count = if nodes <= EXACT { nodes } else { (WORK / (nodes + links.ends())).clamp(16, 256) };
    (0..count).map(|i| (i as u64 * nodes as u64 / count as u64) as u32).collect()
}

/// Betweenness (Brandes 2001): for each node, the number of pairs of others whose shortest paths pass through it; a pair with
/// several shortest paths counts by their share. With some sources only, the sum is scaled up.
///
/// Costs a search for each source: time in proportion to nodes and links, on as many threads as there are processors.
pub fn betweenness(links: &Adjacency, sources: &[u32]) -> Vec<f64> {
    let nodes = links.nodes();
    let mut score = sum_of_searches(
        nodes,
        sources,
        || Search::new(nodes),
        |search, source, sum| {
            search.run(links, source);
            // The paths begin at the source, they do not pass through it.
            for &node in search.order.iter().skip(1) {
                sum[node as usize] += search.share[node as usize];
            }
        },
    );
    // Walked both ways, each pair is met from both of its ends.
    let ends = if links.is_undirected() { 2.0 } else { 1.0 };
    let scale = nodes as f64 / sources.len().max(1) as f64 / ends;
    for value in &mut score {
        *value *= scale;
    }
    score
}

/// Adds up what searches from some sources find, node by node.
///
/// Sources are added in groups that depend on their number alone, and the groups in their order: so the sums are the same
/// to the last bit whatever the number of threads. Costs room for a sum and a search for each thread.
fn sum_of_searches<S: Send>(
    nodes: usize,
    sources: &[u32],
    search: impl Fn() -> S,
    add: impl Fn(&mut S, u32, &mut [f64]) + Sync,
) -> Vec<f64> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    sum_on(threads, nodes, sources, search, add)
}

/// The same on a number of threads.
fn sum_on<S: Send>(
    threads: usize,
    nodes: usize,
    sources: &[u32],
    search: impl Fn() -> S,
    add: impl Fn(&mut S, u32, &mut [f64]) + Sync,
) -> Vec<f64> {
    let groups: Vec<&[u32]> = sources.chunks(sources.len().div_ceil(GROUPS).max(1)).collect();
    let threads = threads.min(groups.len()).max(1);
    let mut workers: Vec<(S, Vec<f64>)> = (0..threads).map(|_| (search(), vec![0.0; nodes])).collect();
    let mut all = vec![0.0; nodes];
    for groups in groups.chunks(threads) {
        std::thread::scope(|scope| {
            for (group, (search, sum)) in groups.iter().zip(&mut workers) {
                let add = &add;
                scope.spawn(move || group.iter().for_each(|source| add(search, *source, sum)));
            }
        });
        for (_, sum) in workers.iter_mut().take(groups.len()) {
            for (all, sum) in all.iter_mut().zip(sum) {
                *all += std::mem::take(sum);
            }
        }
    }
    all
}

/// The shortest paths from one node.
struct Search {
    distance: Vec<u32>,
    /// How many shortest paths lead to a node.
    ways: Vec<f64>,
    /// For how many ends of paths a node stands on the way, by their share.
    share: Vec<f64>,
    /// The nodes reached, nearest first.
    order: Vec<u32>,
}

impl Search {
    fn new(nodes: usize) -> Self {
        Self {
            distance: vec![UNREACHED; nodes],
            ways: vec![0.0; nodes],
            share: vec![0.0; nodes],
            order: Vec::with_capacity(nodes),
        }
    }

    fn run(&mut self, links: &Adjacency, source: u32) {
        for node in self.order.drain(..) {
            self.distance[node as usize] = UNREACHED;
            self.ways[node as usize] = 0.0;
        }
        self.order.push(source);
        self.ways[source as usize] = 1.0;
        self.distance[source as usize] = 0;
        let mut at = 0;
        while let Some(&node) = self.order.get(at) {
            at += 1;
            let next = self.distance[node as usize] + 1;
            let ways = self.ways[node as usize];
            for &to in links.of_node(node as usize) {
                let distance = &mut self.distance[to as usize];
                if *distance == UNREACHED {
                    *distance = next;
                    self.order.push(to);
                }
                if *distance == next {
                    self.ways[to as usize] += ways;
                }
            }
        }
        for &node in self.order.iter().rev() {
            let next = self.distance[node as usize] + 1;
            let after = links.of_node(node as usize).iter().map(|n| *n as usize);
            let after = after.filter(|n| self.distance[*n] == next);
            let share: f64 = after.map(|n| (1.0 + self.share[n]) / self.ways[n]).sum();
            self.share[node as usize] = share * self.ways[node as usize];
        }
    }
}

/// Harmonic closeness: for each node, the mean of one over the distance to every other; what is not reached counts as 0.
///
/// Costs a search for each source. With some sources only, it is the mean over these.
pub fn closeness(links: &Adjacency, sources: &[u32]) -> Vec<f64> {
    let mut sums = sum_of_searches(
        links.nodes(),
        sources,
        || (),
        |(), source, sum| {
            for (node, distance) in distances(links, source as usize, |_| false).into_iter().enumerate() {
                if distance != UNREACHED && distance > 0 {
                    sum[node] += 1.0 / f64::from(distance);
                }
            }
        },
    );
    let is_all = sources.len() == links.nodes();
    for (node, sum) in sums.iter_mut().enumerate() {
        let itself = is_all || sources.binary_search(&(node as u32)).is_ok();
        *sum /= sources.len().saturating_sub(usize::from(itself)).max(1) as f64;
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: &[f64], expected: &[f64]) {
        for (a, b) in found.iter().zip(expected) {
            assert!((a - b).abs() < 1e-6, "{found:?} is not {expected:?}");
        }
        assert_eq!(found.len(), expected.len());
    }

    fn every(links: &Adjacency) -> Vec<u32> {
        (0..links.nodes() as u32).collect()
    }

    #[test]
    fn page_rank_of_a_pair_and_a_dead_end() {
        // 0 -> 1, nothing leaves 1: r0 = a, r1 = a + 0.85 r0 with a = 0.075 + 0.425 r1.
        let rank = page_rank(&Adjacency::directed(2, &[(0, 1)]), TOLERANCE);
        near(&rank, &[1.0 / 2.85, 1.85 / 2.85]);
        // Three that point at one, and the one at the first: the values of the textbook recurrence, solved by hand.
        let rank = page_rank(&Adjacency::directed(3, &[(0, 1), (2, 1), (1, 0)]), TOLERANCE);
        let (a, d) = (0.05, DAMPING);
        let one = (a + d * (a + a)) / (1.0 - d * d);
        near(&rank, &[a + d * one, one, a]);
        // A circle is even, and nothing is lost.
        near(&page_rank(&Adjacency::directed(4, &[(0, 1), (1, 2), (2, 3), (3, 0)]), TOLERANCE), &[0.25; 4]);
        assert!(page_rank(&Adjacency::default(), TOLERANCE).is_empty());
    }

    #[test]
    fn betweenness_of_a_path_a_star_and_a_square() {
        let path = Adjacency::undirected(5, &[(0, 1), (1, 2), (2, 3), (3, 4)]);
        near(&betweenness(&path, &every(&path)), &[0.0, 3.0, 4.0, 3.0, 0.0]);
        let star = Adjacency::undirected(5, &[(0, 1), (0, 2), (0, 3), (0, 4)]);
        near(&betweenness(&star, &every(&star)), &[6.0, 0.0, 0.0, 0.0, 0.0]);
        // Each pair of opposite corners has two ways, each corner is half of one.
        let square = Adjacency::undirected(4, &[(0, 1), (1, 2), (2, 3), (3, 0)]);
        near(&betweenness(&square, &every(&square)), &[0.5; 4]);
        // One way only: from the first there are three pairs beyond the second; with one of five sources, times five.
        let one_way = Adjacency::directed(5, &[(0, 1), (1, 2), (2, 3), (3, 4)]);
        near(&betweenness(&one_way, &every(&one_way)), &[0.0, 3.0, 4.0, 3.0, 0.0]);
        near(&betweenness(&one_way, &[0]), &[0.0, 15.0, 10.0, 5.0, 0.0]);
    }

    #[test]
    fn closeness_of_a_path_and_of_an_island() {
        let links = Adjacency::undirected(4, &[(0, 1), (1, 2)]);
        near(&closeness(&links, &every(&links)), &[1.5 / 3.0, 2.0 / 3.0, 1.5 / 3.0, 0.0]);
    }

    #[test]
    fn large_graphs_are_sampled_evenly() {
        let ring: Vec<(u32, u32)> = (0..10_000).map(|i| (i, (i + 1) % 10_000)).collect();
        let links = Adjacency::undirected(10_000, &ring);
        let some = sources(&links);
        assert_eq!((some.len(), some[0], some[1]), (256, 0, 39));
        assert_eq!(sources(&Adjacency::undirected(3, &[])), [0, 1, 2]);
    }

    #[test]
    fn the_number_of_threads_never_shows() {
        let sources: Vec<u32> = (0..100).collect();
        // Thirds and sevenths: sums that differ in the last bits with the order of what is added.
        let add = |(): &mut (), source: u32, sum: &mut [f64]| {
            sum[0] += 1.0 / (f64::from(source) + 3.0);
            sum[source as usize % 5] += f64::from(source) / 7.0;
        };
        let on = |threads| sum_on(threads, 5, &sources, || (), add).into_iter().map(f64::to_bits);
        let one: Vec<u64> = on(1).collect();
        for threads in [2, 3, 7, 64] {
            assert_eq!(on(threads).collect::<Vec<_>>(), one, "{threads} threads");
        }
    }
}
