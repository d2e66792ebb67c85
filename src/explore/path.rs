//! How two things are connected: the shortest paths hop by hop, or what stands between them where there is none.

use std::collections::BTreeSet;

use serde::Serialize;

use super::Relation;
use super::algo::k_shortest_paths::{Paths, through};
use super::algo::search::{UNREACHED, distances};
use super::network::{EdgeFilter, Evidence, Named, Network, evidence, named, standings};
use crate::model::claim::Thing;

/// How many of the nearest things and excluded relations are told where there is no path.
const MOST_TOLD: usize = 10;

/// What is asked.
#[derive(Clone, Debug)]
pub struct PathQuestion {
    /// Where paths begin.
    pub from: Thing,
    /// Where they end.
    pub to: Thing,
    /// How many are wanted.
    pub most: usize,
    /// How many hops they may have.
    pub longest: usize,
    /// A thing that they must pass through.
    pub via: Option<Thing>,
    /// Things that they must not pass through.
    pub avoid: Vec<Thing>,
}

/// What is answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct PathAnswer {
    /// Where paths begin.
    pub from: Named,
    /// Where they end.
    pub to: Named,
    /// What counts as a connection, in words.
    pub counting: String,
    /// The paths, shortest first; of one length, in the order of keys.
    pub paths: Vec<Vec<Hop>>,
    /// Whether better paths may exist that were not looked at.
    pub incomplete: bool,
    /// Where there is no path: what is missing.
    pub missing: Option<Missing>,
}

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hop {
    /// Where it begins.
    pub from: Named,
    /// Where it ends.
    pub to: Named,
    /// Every relation that counts between the two.
    pub evidence: Vec<Evidence>,
}

/// What is missing for a path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Missing {
    /// How many things can be reached from the start, itself included.
    pub reached_from_start: usize,
    /// How many things can be reached from the end, itself included.
    pub reached_from_end: usize,
    /// The nearest things that can be reached from the start.
    pub near_start: Vec<Named>,
    /// The nearest things that can be reached from the end.
    pub near_end: Vec<Named>,
    /// The hops of the shortest path that would exist if everything counted, with why a hop does not; empty if even then
    /// there is none.
    pub otherwise: Vec<Excluded>,
    /// The hops of the shortest path that counts, where it is only longer than asked for.
    pub too_long: Option<usize>,
}

/// A hop that exists only if more counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Excluded {
    /// Why it does not count: its standing, its property, or a thing to be avoided; empty if it does count.
    pub because: String,
    /// The hop.
    pub hop: Hop,
}

/// Finds the paths. Each costs a breadth-first search for each of its things.
pub fn paths(question: &PathQuestion, network: &Network<'_>) -> PathAnswer {
    let scope = network.scope;
    let (mut found, mut whole) = (Vec::new(), true);
    if let (Some(from), Some(to)) = (network.number(question.from), network.number(question.to)) {
        let mut blocked = vec![false; network.len()];
        for thing in question.avoid.iter().filter_map(|t| network.number(*t)) {
            blocked[thing as usize] = true;
        }
        // To pass through one of the ends is no demand.
        let via = question.via.filter(|v| *v != question.from && *v != question.to);
        match via.map(|v| network.number(v)) {
            None => {
                let all = Paths::new(&network.links, from, to, blocked, question.longest);
                found = all.take(question.most).collect();
            }
            Some(Some(via)) => {
                let limits = (question.most, question.longest);
                (found, whole) = through(&network.links, (from, to), via, &blocked, limits);
            }
            Some(None) => {}
        }
    }
    let hops = |path: &Vec<u32>| path.windows(2).map(|p| hop(network, p[0], p[1])).collect();
    PathAnswer {
        from: named(question.from, scope),
        to: named(question.to, scope),
        counting: network.counting.words(scope.ontology),
        missing: found.is_empty().then(|| missing(question, network)),
        paths: found.iter().map(hops).collect(),
        incomplete: !whole,
    }
}

fn hop(network: &Network<'_>, from: u32, to: u32) -> Hop {
    let (a, b) = (network.thing(from), network.thing(to));
    let relations = network.between(a, b);
    let words = |r: Relation| evidence(r, a, network.scope);
    Hop {
        from: network.named(from),
        to: network.named(to),
        evidence: relations.into_iter().map(words).collect(),
    }
}

fn missing(question: &PathQuestion, network: &Network<'_>) -> Missing {
    let avoided: BTreeSet<u32> = question.avoid.iter().filter_map(|t| network.number(*t)).collect();
    let reach = |thing: Thing| {
        let start = network.number(thing)?;
        Some(distances(&network.links, start as usize, |n| avoided.contains(&(n as u32))))
    };
    let (from, to) = (reach(question.from), reach(question.to));
    let count =
        |d: &Option<Vec<u32>>| d.as_ref().map_or(1, |d| d.iter().filter(|x| **x != UNREACHED).count());
    let near = |d: &Option<Vec<u32>>| {
        let Some(d) = d else { return Vec::new() };
        let reached = d.iter().enumerate().filter(|(_, x)| **x != UNREACHED && **x > 0);
        let mut nodes: Vec<(u32, u32)> = reached.map(|(n, x)| (*x, n as u32)).collect();
        nodes.sort_unstable();
        nodes.into_iter().take(MOST_TOLD).map(|(_, n)| network.named(n)).collect()
    };
    let end = network.number(question.to);
    let hops = from.as_ref().zip(end).map(|(d, n)| d[n as usize]).filter(|x| *x != UNREACHED);
    Missing {
        reached_from_start: count(&from),
        reached_from_end: count(&to),
        near_start: near(&from),
        near_end: near(&to),
        otherwise: if hops.is_some() { Vec::new() } else { otherwise(question, network) },
        too_long: hops.map(|h| h as usize).filter(|h| *h > question.longest),
    }
}

/// The shortest path if everything counted, each hop with why it does not.
fn otherwise(question: &PathQuestion, network: &Network<'_>) -> Vec<Excluded> {
    let all = Network::new(network.scope, network.graph, EdgeFilter::everything());
    let (Some(from), Some(to)) = (all.number(question.from), all.number(question.to)) else {
        return Vec::new();
    };
    let longest = all.len();
    let Some(path) = Paths::new(&all.links, from, to, vec![false; all.len()], longest).next() else {
        return Vec::new();
    };
    let excluded = |pair: &[u32]| {
        let hop = hop(&all, pair[0], pair[1]);
        let (a, b) = (all.thing(pair[0]), all.thing(pair[1]));
        let avoided = question.avoid.iter().find(|t| **t == a || **t == b);
        let because = match avoided {
            Some(thing) => format!("{} is avoided", network.scope.dataset.name(*thing)),
            None if !network.between(a, b).is_empty() => String::new(),
            None => why_not(&all.between(a, b), network),
        };
        Excluded { because, hop }
    };
    path.windows(2).map(excluded).collect()
}

/// Why none of some relations counts.
fn why_not(relations: &[Relation], network: &Network<'_>) -> String {
    let standing = |r: &Relation| standings(*r, network.scope).max().unwrap_or_default();
    let reasons: BTreeSet<&str> = relations
        .iter()
        .map(|r| {
            let any = EdgeFilter { only: Vec::new(), without: Vec::new(), ..network.counting.clone() };
            if any.counts(*r, network.scope) { "its property does not count" } else { standing(r).word() }
        })
        .collect();
    reasons.into_iter().collect::<Vec<_>>().join(", ")
}
