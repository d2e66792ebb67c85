//! Algorithms over numbers: nodes are positions in a list, links are pairs of them. Knows no claims and no words.

pub(super) mod adjacency;
pub(super) mod centrality;
pub(super) mod communities;
pub(super) mod cuts;
pub(super) mod grouped;
pub(super) mod k_shortest_paths;
pub(super) mod search;
