//! A network too large to be read, drawn class by class: one node for the things of a class, one edge for edges alike.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::network::{Edge, EdgeKind, MOST_EDGES, MOST_NODES, Network, Vertex};

/// How many of the claims below a grouped edge are cited in the figure; the table has them all.
const CITED: usize = 2;

/// The network as it is drawn: itself, or its classes where it is too large.
pub fn drawn(network: &Network) -> Cow<'_, Network> {
    if network.nodes.len() <= MOST_NODES && network.edges.len() <= MOST_EDGES {
        return Cow::Borrowed(network);
    }
    let mut classes: BTreeMap<(Option<usize>, &str), usize> = BTreeMap::new();
    for node in &network.nodes {
        *classes.entry((node.group, &node.class)).or_default() += 1;
    }
    let places: BTreeMap<_, usize> = classes.keys().enumerate().map(|(i, key)| (*key, i)).collect();
    let place = |node: usize| {
        let node = &network.nodes[node];
        places.get(&(node.group, node.class.as_str())).copied().unwrap_or(0)
    };
    let mut edges: BTreeMap<(usize, usize, &str, EdgeKind), Edge> = BTreeMap::new();
    for edge in &network.edges {
        let key = (place(edge.from), place(edge.to), edge.label.as_str(), edge.kind);
        if let Some(known) = edges.get_mut(&key) {
            join(known, edge);
        } else {
            let mut first = Edge { from: key.0, to: key.1, sentence: None, ..edge.clone() };
            first.cites.truncate(CITED);
            edges.insert(key, first);
        }
    }
    let mut edges: Vec<Edge> = edges.into_values().collect();
    edges.sort_by_key(|e| e.number);
    for (i, edge) in edges.iter_mut().enumerate() {
        edge.number = i + 1;
    }
    let notice = format!(
        "{} things and {} edges are too many to be read: the things of one class are drawn as one, and edges alike \
         between two classes as one, with how many there are. The table of this figure (CSV, Markdown) lists every edge.",
        network.nodes.len(),
        network.edges.len()
    );
    let nodes =
        classes.into_iter().enumerate().map(|(i, ((group, class), count))| vertex(i, group, class, count));
    Cow::Owned(Network {
        notice: Some(notice),
        nodes: nodes.collect(),
        edges,
        heading: network.heading.clone(),
        groups: network.groups.clone(),
    })
}

fn vertex(place: usize, group: Option<usize>, class: &str, count: usize) -> Vertex {
    Vertex {
        key: format!("class-{}", place + 1),
        name: class.to_owned(),
        class: if count == 1 { "1 thing".to_owned() } else { format!("{count} things") },
        group,
        is_asked: false,
        beyond: 0,
        count,
        column: None,
        status: None,
        money: Vec::new(),
        absent: Vec::new(),
        cites: Vec::new(),
        number: None,
    }
}

/// Adds an edge to the one that stands for all of its kind.
fn join(known: &mut Edge, edge: &Edge) {
    known.count += edge.count;
    let room = CITED.saturating_sub(known.cites.len());
    known.cites.extend(edge.cites.iter().take(room).cloned());
    for status in &edge.statuses {
        if !known.statuses.contains(status) {
            known.statuses.push(status.clone());
        }
    }
    known.statuses.sort_by_key(|s| s.1 as u8);
    if known.why != edge.why {
        known.why = None;
    }
}
