//! How fast a graph is made from tables and walked, each step alone.
//!
//!     cargo bench --bench graph                     1,000,000 entities, five relations each, made by a fixed rule
//!     cargo bench --bench graph -- 100000           another number of entities
//!     cargo bench --bench graph -- DIR              DIR/entities.csv and DIR/relations.csv, as `--bench build` takes them
//!
//! The tables go the way of every project: read, mapped by an ontology, checked, made a graph and a network. Columns:
//! the step, seconds of the clock, seconds of all processors, the most memory so far (both as the Linux kernel tells),
//! and what came out, for `benches/peers.py` to hold against other libraries. Nothing here is a test: no figure is asserted.

#![allow(clippy::print_stdout, reason = "a bench prints its figures")]

use std::collections::BTreeSet;
use std::fs;
use std::hint::black_box;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use remit::derive::graph::Graph;
use remit::explore::{
    Adjacency, EdgeFilter, Network, Paths, Relations, UNREACHED, betweenness, closeness, communities,
    components, cuts, distances, modularity, page_rank, sources, within,
};
use remit::project;
use tables::{Tables, write_project};

mod tables;

/// The searches of a sampled betweenness, and the things whose surroundings are taken.
const SAMPLES: usize = 16;
const AROUND: usize = 100;
/// Up to so many things, betweenness is also taken from all of them.
const EXACT: usize = 20_000;

fn main() -> ExitCode {
    tables::ended(bench())
}

fn bench() -> io::Result<()> {
    let given = std::env::args().skip(1).find(|a| !a.starts_with('-'));
    // `cargo test --all-targets` runs benches too, without this word: then small.
    let usual = if std::env::args().any(|a| a == "--bench") { 1_000_000 } else { 1_000 };
    let tables = match given.as_deref().map(str::parse) {
        Some(Ok(scale)) => Tables::Made(scale),
        Some(Err(_)) => Tables::Given(PathBuf::from(given.unwrap_or_default())),
        None => Tables::Made(usual),
    };
    let project = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("bench-graph-{}", std::process::id()));
    write_project(&project, &tables)?;
    let result = walk(&project);
    fs::remove_dir_all(&project)?;
    result
}

/// Reads a project and times each step.
fn walk(project: &Path) -> io::Result<()> {
    let opened = timed("read", || project::open(project, None), |_| String::new());
    let opened = opened.map_err(|(_, faults)| io::Error::other(format!("{faults:?}")))?;
    let graph = timed(
        "map and check",
        || Graph::build(opened.input, None),
        |g| g.as_ref().map_or(String::new(), |g| format!("{} claims", g.dataset().claims().len())),
    );
    let graph = graph.map_err(|e| io::Error::other(format!("{e:?}")))?;
    let scope = graph.scope();
    // The tables of the peers have no connection for the place of an entity.
    let counting = EdgeFilter {
        without: scope.ontology.find_property("place").into_iter().collect(),
        ..EdgeFilter::default()
    };
    let relations = timed("graph", || Relations::new(scope), |g| format!("{} relations", g.relations()));
    let network = timed(
        "network",
        || Network::new(scope, &relations, counting),
        |n| format!("{} ends", n.links.ends()),
    );
    let forwards = timed("network, forwards", || network.forwards(), |f| format!("{} pairs", f.ends()));
    let text = fs::read_to_string(project.join("data/entities.csv"))?;
    let keys: Vec<&str> = text.lines().skip(1).filter_map(|l| l.split(',').next()).collect();
    let rows = keys.iter().filter_map(|k| scope.dataset.find(k).and_then(|t| network.number(t))).collect();
    steps(&Walked { links: &network.links, forwards: &forwards, keys, rows });
    Ok(())
}

/// What is walked, and the things of the first table in the order of its rows.
struct Walked<'a> {
    links: &'a Adjacency,
    forwards: &'a Adjacency,
    keys: Vec<&'a str>,
    rows: Vec<u32>,
}

impl Walked<'_> {
    /// The row with the highest value, the first of several.
    fn top(&self, value: impl Fn(usize) -> f64) -> usize {
        let values = self.rows.iter().map(|n| value(*n as usize)).enumerate();
        values.fold((0, f64::MIN), |best, (row, v)| if v > best.1 { (row, v) } else { best }).0
    }

    /// So many of some things, evenly spread.
    fn spread(things: &[u32], count: usize) -> Vec<u32> {
        let count = count.min(things.len());
        (0..count).map(|i| things[i * things.len() / count]).collect()
    }

    /// The thing with the highest value, and this value.
    fn told(&self, values: &[f64], scale: f64) -> String {
        let top = self.top(|n| values[n]);
        format!("{} {:.6e}", self.keys[top], values[self.rows[top] as usize] * scale)
    }
}

/// The steps that `benches/peers.py` takes with other libraries too, under the same names; then others.
fn steps(on: &Walked<'_>) {
    let hub = on.rows[on.top(|n| on.forwards.of_node(n).len() as f64)] as usize;
    let reached = |d: &Vec<u32>| d.iter().filter(|d| **d != UNREACHED).count().to_string();
    timed("bfs", || distances(on.forwards, hub, |_| false), reached);
    let count =
        |c: &Vec<u32>| on.rows.iter().map(|n| c[*n as usize]).collect::<BTreeSet<_>>().len().to_string();
    timed("components", || components(on.links), count);
    // Things that no table names take a part of the whole; what is left is to add up to 1.
    let top = |r: &Vec<f64>| on.told(r, 1.0 / on.rows.iter().map(|n| r[*n as usize]).sum::<f64>());
    timed("pagerank", || page_rank(on.forwards, 1e-6), top);
    timed("pagerank 1e-10", || page_rank(on.forwards, 1e-10), top);
    let starting: Vec<u32> =
        on.rows.iter().copied().filter(|n| !on.forwards.of_node(*n as usize).is_empty()).collect();
    let some = Walked::spread(&starting, SAMPLES);
    let unscaled = some.len() as f64 / on.links.nodes() as f64;
    timed("betweenness", || betweenness(on.forwards, &some), |b| on.told(b, unscaled));
    timed("betweenness, both ways", || betweenness(on.links, &some), |b| on.told(b, unscaled));
    if on.links.nodes() <= EXACT {
        let all: Vec<u32> = (0..on.links.nodes() as u32).collect();
        timed("betweenness, exact", || betweenness(on.forwards, &all), |b| on.told(b, 1.0));
    }
    let kept = |c: &Vec<u32>| format!("modularity {:.3}", modularity(on.links, c));
    timed("communities", || communities(on.links), kept);
    let around = Walked::spread(&on.rows, AROUND);
    let hops = || around.iter().map(|n| within(on.forwards, *n, 2).len()).sum::<usize>();
    timed("2 hops", hops, usize::to_string);
    further(on, hub as u32);
}

/// What only we are asked.
fn further(on: &Walked<'_>, hub: u32) {
    timed("cut points and bridges", || cuts(on.links), |c| format!("{} points", c.points.len()));
    let last = on.rows.last().copied().unwrap_or(hub);
    let none = vec![false; on.links.nodes()];
    timed("3 shortest paths", || Paths::new(on.links, hub, last, none, 12).take(3).count(), usize::to_string);
    let some = sources(on.links);
    let from = |_: &Vec<f64>| format!("from {}", some.len());
    timed("closeness", || closeness(on.links, &some), from);
}

/// Does a step and prints its line.
fn timed<R>(what: &str, work: impl FnOnce() -> R, told: impl FnOnce(&R) -> String) -> R {
    let (start, before) = (Instant::now(), processors());
    let result = black_box(work());
    let (wall, cpu) = (start.elapsed().as_secs_f64(), processors() - before);
    println!("{what:<24} {wall:>9.3} s {cpu:>9.2} s {:>7} MiB  {}", peak(), told(&result));
    result
}

/// The time that all threads of this process took, in seconds; 0 where no kernel tells.
fn processors() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit_once(") ").map_or("", |(_, rest)| rest).split(' ').collect::<Vec<_>>();
    // User and system time, in hundredths of a second on every Linux in use.
    [11, 12].iter().filter_map(|i| fields.get(*i)?.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// The most memory at one time, in MiB.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB"));
    line.and_then(|kib| kib.parse::<u64>().ok()).unwrap_or_default() / 1024
}
