//! How fast algorithms walk a large network.
//!
//!     cargo bench --bench graph                     1,000,000 things, 5,000,000 connections
//!     cargo bench --bench graph -- 100000           another number of things, five connections each
//!
//! The network is made by a fixed rule, a few things having many connections. Nothing here is a test: no figure is
//! asserted.

#![allow(clippy::print_stdout, reason = "a bench prints its figures")]

use std::hint::black_box;
use std::time::Instant;

use remit::graph::{
    Adjacency, Paths, betweenness, closeness, communities, components, cuts, distances, page_rank, sources,
};

fn main() {
    let number = std::env::args().find_map(|a| a.parse::<u32>().ok());
    let nodes = number.unwrap_or(1_000_000).max(10);
    let pairs = pairs(nodes);
    println!("{nodes} things, {} relations", pairs.len());
    let all = nodes as usize;
    let links = timed("build, both ways", || Adjacency::undirected(all, &pairs));
    let forwards = timed("build, one way", || Adjacency::directed(all, &pairs));
    timed("breadth-first search", || distances(&links, 0, |_| false).len());
    timed("components", || components(&links).len());
    timed("cut points and bridges", || cuts(&links).points.len());
    timed("PageRank", || page_rank(&forwards).len());
    timed("3 shortest paths", || {
        Paths::new(&links, nodes / 3, nodes - 1, vec![false; all], 12).take(3).count()
    });
    let some = sources(&links);
    println!("betweenness and closeness from {} things", some.len());
    timed("betweenness", || betweenness(&links, &some).len());
    timed("closeness", || closeness(&links, &some).len());
    timed("communities", || communities(&links).into_iter().max());
}

fn timed<R>(what: &str, work: impl FnOnce() -> R) -> R {
    let start = Instant::now();
    let result = black_box(work());
    println!("{what:<24} {:>9.3} s", start.elapsed().as_secs_f64());
    result
}

/// Five connections for each thing, by a linear congruence; every other one leads to one of the first things.
fn pairs(nodes: u32) -> Vec<(u32, u32)> {
    let mut state = 1u64;
    let mut next = |below: u32| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) % u64::from(below)) as u32
    };
    let mut pairs = Vec::with_capacity(nodes as usize * 5);
    for node in 0..nodes {
        for i in 0..5 {
            let far = next(nodes);
            pairs.push((node, if i % 2 == 0 { far } else { next(far + 1) }));
        }
    }
    pairs
}
