//! Who holds the network together: things and connections without which it falls apart, and into what.
//!
//! Several claims between the same two things are one connection: a second claim makes a connection firmer, not the network.

use std::ops::Range;

use serde::Serialize;

use super::algo::cuts::{Cuts, cuts};
use super::network::{Evidence, Named, Network, evidence};

/// How many names of a part are told; its size always is.
const MOST_NAMES: usize = 12;

/// What holds the network together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Connectors {
    /// What counts as a connection, in words.
    pub counting: String,
    /// How many things hold others; only the first of them may be listed.
    pub all_things: usize,
    /// How many connections hold others.
    pub all_connections: usize,
    /// Things, those that hold most first.
    pub things: Vec<Connector>,
    /// Connections, those that hold most first.
    pub connections: Vec<Bridge>,
}

/// A thing without which others are cut off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Connector {
    /// The thing.
    pub thing: Named,
    /// How many things are no longer connected to the largest part.
    pub cut_off: usize,
    /// What is left without it, largest part first.
    pub parts: Vec<Part>,
}

/// A connection without which others are cut off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Bridge {
    /// One end.
    pub from: Named,
    /// The other end, on the smaller side.
    pub to: Named,
    /// The relations that make the connection.
    pub evidence: Vec<Evidence>,
    /// How many things are on the side that is left.
    pub left: usize,
    /// The smaller side.
    pub part: Part,
}

/// A part of the network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Part {
    /// How many things it has.
    pub size: usize,
    /// Its things in the order of keys; of a larger part the first.
    pub names: Vec<Named>,
}

/// Finds what holds the network together; of either sort the first `top` are listed.
///
/// Costs time in proportion to things and connections, and the names of what is listed.
pub fn bridges(network: &Network<'_>, top: usize) -> Connectors {
    let cuts = cuts(&network.links);
    let largest = |i: usize| {
        let point = &cuts.points[i];
        point.below.iter().map(Range::len).chain([point.above]).max().unwrap_or(0)
    };
    let whole = |i: usize| {
        let point = &cuts.points[i];
        point.below.iter().map(Range::len).sum::<usize>() + point.above
    };
    let mut points: Vec<usize> = (0..cuts.points.len()).collect();
    points.sort_by_key(|i| (std::cmp::Reverse(whole(*i) - largest(*i)), cuts.points[*i].node));
    let smaller = |i: usize| cuts.links[i].below.len().min(cuts.links[i].above);
    let mut links: Vec<usize> = (0..cuts.links.len()).collect();
    links.sort_by_key(|i| std::cmp::Reverse(smaller(*i)));
    Connectors {
        counting: network.words(),
        all_things: points.len(),
        all_connections: links.len(),
        things: points
            .iter()
            .take(top)
            .map(|i| holder(network, &cuts, *i, whole(*i) - largest(*i)))
            .collect(),
        connections: links.iter().take(top).map(|i| bridge(network, &cuts, *i)).collect(),
    }
}

/// The nodes of a component but for some ranges of the order, as many as are needed.
fn above(network: &Network<'_>, cuts: &Cuts, not: &[Range<usize>], but: Option<u32>, size: usize) -> Part {
    // A component stands together in the order: its other nodes are just before and just after the ranges.
    let first = not.iter().map(|r| r.start).min().unwrap_or(0);
    let inside = |at: &usize| not.iter().any(|r| r.contains(at)) || Some(cuts.order[*at]) == but;
    let mut found: Vec<u32> = Vec::new();
    let before = (0..first).rev().filter(|at| !inside(at)).take(size);
    found.extend(before.map(|at| cuts.order[at]));
    let component = super::algo::search::distances(&network.links, cuts.order[first] as usize, |_| false);
    found.retain(|n| component[*n as usize] != super::algo::search::UNREACHED);
    let after = (first..cuts.order.len()).filter(|at| !inside(at)).map(|at| cuts.order[at]);
    let after = after.filter(|n| component[*n as usize] != super::algo::search::UNREACHED);
    found.extend(after.take(size - found.len().min(size)));
    part(network, found, size)
}

fn part(network: &Network<'_>, mut nodes: Vec<u32>, size: usize) -> Part {
    nodes.sort_unstable();
    Part { size, names: nodes.into_iter().take(MOST_NAMES).map(|n| network.named(n)).collect() }
}

fn holder(network: &Network<'_>, cuts: &Cuts, index: usize, cut_off: usize) -> Connector {
    let point = &cuts.points[index];
    let mut parts: Vec<Part> =
        point.below.iter().map(|r| part(network, cuts.order[r.clone()].to_vec(), r.len())).collect();
    if point.above > 0 {
        parts.push(above(network, cuts, &point.below, Some(point.node), point.above));
    }
    parts.sort_by(|a, b| b.size.cmp(&a.size).then_with(|| a.names.cmp(&b.names)));
    Connector { thing: network.named(point.node), cut_off, parts }
}

fn bridge(network: &Network<'_>, cuts: &Cuts, index: usize) -> Bridge {
    let link = &cuts.links[index];
    let below = link.below.len() <= link.above;
    let (from, to) = if below { (link.from, link.to) } else { (link.to, link.from) };
    let part = if below {
        part(network, cuts.order[link.below.clone()].to_vec(), link.below.len())
    } else {
        above(network, cuts, std::slice::from_ref(&link.below), None, link.above)
    };
    let (a, b) = (network.thing(from), network.thing(to));
    Bridge {
        from: network.named(from),
        to: network.named(to),
        evidence: network.between(a, b).into_iter().map(|r| evidence(r, a, network.scope)).collect(),
        left: if below { link.above } else { link.below.len() },
        part,
    }
}
