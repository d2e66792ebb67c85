//! What hangs together: components, and communities within them, each with its members and what is linked inside and outside.

use serde::Serialize;

use super::algo::communities::{communities, modularity};
use super::algo::search::{components, members};
use super::network::{Named, Network};

/// Things in groups.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Grouping {
    /// How groups are made, in words.
    pub rule: String,
    /// What counts as a connection, in words.
    pub counting: String,
    /// How much more is linked inside groups than chance would have it; for communities.
    pub modularity: Option<f64>,
    /// The groups of two things and more, largest first.
    pub groups: Vec<Group>,
    /// Connections between things of different groups, in the order of keys.
    pub across: Vec<Crossing>,
    /// Things without any connection.
    pub alone: Vec<Named>,
}

/// A connection between two groups.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Crossing {
    /// One end.
    pub from: Named,
    /// The other end.
    pub to: Named,
    /// The keys of what says so.
    pub evidence: Vec<String>,
}

/// One group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Group {
    /// Its things, in the order of keys.
    pub members: Vec<Named>,
    /// How many connections are between its members.
    pub inside: usize,
    /// How many connections lead out of it.
    pub outside: usize,
}

/// Groups the things of a network by component or, with `closely`, by community. Costs time in proportion to things and
/// connections, for communities some dozens of times.
pub fn groups(network: &Network<'_>, closely: bool) -> Grouping {
    let label = if closely { communities(&network.links) } else { components(&network.links) };
    let mut alone = Vec::new();
    let mut groups = Vec::new();
    for members in members(&label) {
        if let [one] = members.as_slice() {
            alone.push(network.named(*one));
            continue;
        }
        let (mut inside, mut outside) = (0, 0);
        for &node in &members {
            for &to in network.links.of_node(node as usize) {
                let is_inside = label[to as usize] == label[node as usize];
                // Inside connections are met from both of their ends.
                inside += usize::from(is_inside && node < to);
                outside += usize::from(!is_inside);
            }
        }
        let members = members.into_iter().map(|n| network.named(n)).collect();
        groups.push(Group { members, inside, outside });
    }
    let rule = if closely {
        "communities: things more closely connected with each other than with the rest (Louvain's method, in the order of keys)"
    } else {
        "components: things that some path connects"
    };
    Grouping {
        rule: rule.to_owned(),
        counting: network.words(),
        modularity: closely.then(|| modularity(&network.links, &label)),
        groups,
        across: across(network, &label),
        alone,
    }
}

fn across(network: &Network<'_>, label: &[u32]) -> Vec<Crossing> {
    let mut across = Vec::new();
    for from in 0..network.len() as u32 {
        let outside = |to: &&u32| from < **to && label[from as usize] != label[**to as usize];
        for &to in network.links.of_node(from as usize).iter().filter(outside) {
            let relations = network.between(network.thing(from), network.thing(to));
            let evidence = relations.into_iter().map(|r| super::key(r.basis, network.scope)).collect();
            across.push(Crossing { from: network.named(from), to: network.named(to), evidence });
        }
    }
    across
}
