//! Which things are most central, by a measure that is told in words.

use serde::Serialize;

use super::Relation;
use super::algo::centrality::{DAMPING, TOLERANCE, betweenness, closeness, page_rank, sources};
use super::network::{Named, Network, class_label};
use crate::model::claim::{ClassId, Thing};

/// A measure of how central a thing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// How many other things it is connected to.
    Degree,
    /// How many shortest paths pass through it.
    Betweenness,
    /// Where a reader is found who follows relations forwards.
    PageRank,
    /// How near all others are.
    Closeness,
}

/// Things by a measure.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Ranking {
    /// The measure, in words.
    pub measure: String,
    /// What counts as a connection, in words.
    pub counting: String,
    /// The things, highest first, of one value in the order of keys.
    pub things: Vec<Ranked>,
}

/// One thing of a ranking.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Ranked {
    /// Its place; things of one value share the first of their places.
    pub place: usize,
    /// The thing.
    pub thing: Named,
    /// The label of its class.
    pub class: String,
    /// The value of the measure.
    pub value: f64,
    /// How many other things it is connected to.
    pub connections: usize,
    /// The keys of the claims behind these connections.
    pub claims: Vec<String>,
    /// How many inferred relations stand behind them.
    pub inferred: usize,
}

/// Ranks the things of a class, or all; the measure itself is taken over the whole network.
///
/// Costs what the measure costs, and the relations of those that are listed.
pub fn rank(network: &Network<'_>, by: Measure, class: Option<ClassId>, top: usize) -> Ranking {
    let starts = if matches!(by, Measure::Betweenness | Measure::Closeness) {
        sources(&network.links)
    } else {
        Vec::new()
    };
    let values = match by {
        Measure::Degree => (0..network.len()).map(|n| network.links.of_node(n).len() as f64).collect(),
        Measure::Betweenness => betweenness(&network.links, &starts),
        Measure::PageRank => page_rank(&network.forwards(), TOLERANCE),
        Measure::Closeness => closeness(&network.links, &starts),
    };
    // What is the same up to rounding shares a place.
    let rounded = |n: u32| (values[n as usize] * 1e9).round() / 1e9;
    let mut order: Vec<u32> = (0..network.len() as u32).filter(|n| is_in(network, *n, class)).collect();
    order.sort_by(|a, b| rounded(*b).total_cmp(&rounded(*a)).then(a.cmp(b)));
    let mut things: Vec<Ranked> = Vec::new();
    for (i, &node) in order.iter().take(top).enumerate() {
        let mut ranked = ranked(network, node, rounded(node));
        let before = things.last().filter(|t| t.value.total_cmp(&ranked.value).is_eq());
        ranked.place = before.map_or(i + 1, |t| t.place);
        things.push(ranked);
    }
    Ranking { measure: words(by, starts.len(), network.len()), counting: network.words(), things }
}

fn is_in(network: &Network<'_>, node: u32, class: Option<ClassId>) -> bool {
    let ontology = network.scope.ontology;
    let own = match network.thing(node) {
        Thing::Entity(id) => network.scope.dataset.entity(id).class,
        Thing::Claim(_) => ontology.claim_class(),
    };
    class.is_none_or(|wanted| ontology.is_a(own, wanted))
}

fn ranked(network: &Network<'_>, node: u32, value: f64) -> Ranked {
    let thing = network.thing(node);
    let relations = network.at(thing);
    let is_inferred = |r: &&Relation| r.basis.standing(network.scope).is_inferred();
    let inferred = relations.iter().filter(is_inferred).count();
    let claims = relations.iter().filter_map(|r| match r.basis {
        super::Basis::Claim(id) => Some(network.scope.dataset.key(Thing::Claim(id)).to_owned()),
        super::Basis::Derivation(_) => None,
    });
    let mut claims: Vec<String> = claims.collect();
    claims.sort();
    Ranked {
        place: 0,
        thing: network.named(node),
        class: class_label(thing, network.scope),
        value,
        connections: network.links.of_node(node as usize).len(),
        claims,
        inferred,
    }
}

fn words(by: Measure, starts: usize, all: usize) -> String {
    let sampled = if starts < all {
        format!("; estimated from {starts} of {all} things, evenly spread over the keys")
    } else {
        String::new()
    };
    match by {
        Measure::Degree => "degree: the number of other things that a thing is connected to".to_owned(),
        Measure::Betweenness => format!(
            "betweenness: the number of pairs of other things whose shortest paths pass through a thing; where a pair has several, the share of them{sampled}"
        ),
        Measure::PageRank => format!(
            "PageRank: the share of time that a reader spends at a thing who follows relations from subject to value and, {:.0} times of 100 and wherever none leads on, jumps anywhere; all shares add up to 1",
            (1.0 - DAMPING) * 100.0
        ),
        Measure::Closeness => format!(
            "closeness (harmonic): the mean of 1 divided by the number of hops to each other thing; what is not reached counts as 0{sampled}"
        ),
    }
}
