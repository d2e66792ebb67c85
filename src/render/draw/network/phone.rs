//! A network in one column: each thing with the edges that begin at it.

use super::words::{clause, edge_words, further, further_marks, label, node_words};
use crate::compile::ontology::Border;
use crate::model::words::sentence_case;
use crate::render::draw::phone::{Card, Picture, Section};
use crate::render::figure::{Absent, Edge, EdgeKind, Hue, Network, Vertex};

/// What a reader must know first.
pub(in crate::render::draw) fn remarks(network: &Network) -> Vec<String> {
    network.notice.iter().cloned().collect()
}

/// The things with their edges; those that edges only lead to have a section where something is told of them.
pub(in crate::render::draw) fn sections(network: &Network) -> Vec<Section> {
    let mut out = Vec::new();
    for (i, node) in network.nodes.iter().enumerate() {
        let own: Vec<&Edge> = network.edges.iter().filter(|e| e.from == i).collect();
        let is_joined = network.edges.iter().any(|e| e.to == i);
        if own.is_empty() && is_joined && node.number.is_none() && node.absent.is_empty() {
            continue;
        }
        let told = (node.number.is_some() || !node.absent.is_empty()).then(|| thing(network, i, node));
        out.push(Section {
            id: format!("thing-{}", i + 1),
            head: format!("{} ({})", node.name, node.class),
            title: node_words(network, i),
            remark: further(node).map(|words| sentence_case(&words)),
            picture: Picture::default(),
            cards: told.into_iter().chain(own.into_iter().map(|e| edge(network, e))).collect(),
        });
    }
    out
}

fn hue(network: &Network, node: Option<&Vertex>) -> Hue {
    let group = node.and_then(|n| n.group).and_then(|g| network.groups.get(g));
    group.map_or(Hue::Grey, |g| g.colour)
}

fn thing(network: &Network, place: usize, node: &Vertex) -> Card {
    let mut card = Card {
        id: format!("node-{}", place + 1),
        class: "node",
        spoken: node_words(network, place),
        title: node_words(network, place),
        note: node.number,
        hue: hue(network, Some(node)),
        frame: node.status.as_ref().map_or((1.2, Border::Solid), |s| (2.0, s.1)),
        picture: Picture::default(),
        lines: Vec::new(),
        money: node.money.clone(),
        after: node.absent.iter().map(Absent::words).collect(),
    };
    card.quiet(node.class.clone());
    if let Some((status, _)) = &node.status {
        card.coloured(status.to_uppercase());
    }
    card
}

fn edge(network: &Network, own: &Edge) -> Card {
    let to = network.nodes.get(own.to);
    let mut card = Card {
        id: format!("edge-{}", own.number),
        class: "edge",
        spoken: format!("{}.", clause(network, own)),
        title: edge_words(network, own),
        note: Some(own.number),
        hue: hue(network, to),
        frame: (1.6, own.border()),
        picture: Picture::default(),
        lines: Vec::new(),
        money: Vec::new(),
        after: Vec::new(),
    };
    let sign = if own.kind == EdgeKind::Restatement { "" } else { " \u{2192}" };
    card.plain(format!("{}{sign}", label(own)));
    card.bold(to.map_or("", |n| n.name.as_str()));
    let has_status = own.kind != EdgeKind::Restatement;
    let statuses = own.statuses.iter().filter(|_| has_status).map(|s| s.0.clone());
    let marks = own.marks().into_iter().chain(further_marks(own)).chain(statuses);
    let mut words: Vec<String> = Vec::new();
    for mark in marks.map(|m| m.to_uppercase()) {
        if !words.contains(&mark) {
            words.push(mark);
        }
    }
    card.coloured(words.join(" \u{b7} "));
    card
}
