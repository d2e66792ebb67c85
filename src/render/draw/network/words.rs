//! What is said of the things and edges of a network: the same words in every form.

use crate::model::words::sentence_case;
use crate::render::figure::{Absent, Citation, Edge, EdgeKind, Money, Network, Vertex};

/// What an edge says, as it is told in words, without the last full stop; what is no fact says so.
pub(super) fn clause(network: &Network, edge: &Edge) -> String {
    if let Some(sentence) = &edge.sentence {
        return sentence.trim_end_matches('.').to_owned();
    }
    let name = |node: usize| network.nodes.get(node).map_or("", |n| n.name.trim_end_matches('.'));
    let (from, to) = (name(edge.from), name(edge.to));
    match edge.kind {
        EdgeKind::Restatement => format!("{from} and {to}: {}", edge.label),
        EdgeKind::Link(_) => format!("{}{from} {} {to}", caveat(edge.kind), edge.label),
    }
}

/// The word before what is no fact, so that nobody hears it as one.
pub(super) fn caveat(kind: EdgeKind) -> String {
    match kind {
        EdgeKind::Link(standing) if !standing.is_fact() => format!("{}: ", sentence_case(standing.word())),
        EdgeKind::Link(_) | EdgeKind::Restatement => String::new(),
    }
}

/// The marks of an edge that its clause does not begin with.
pub(super) fn further_marks(edge: &Edge) -> Vec<String> {
    let mut marks = edge.marks();
    marks.retain(|m| caveat(edge.kind).is_empty() || m != edge.kind.word());
    marks
}

/// The label of an edge, with how many edges it stands for.
pub(super) fn label(edge: &Edge) -> String {
    if edge.count > 1 { format!("{} \u{d7} {}", edge.label, edge.count) } else { edge.label.clone() }
}

/// What an edge says and the words that it rests on.
pub(in crate::render::draw) fn edge_words(network: &Network, edge: &Edge) -> String {
    let marks = further_marks(edge);
    let marks = if marks.is_empty() { String::new() } else { format!(" ({})", marks.join(", ")) };
    let mut out = format!("{}{marks}.", clause(network, edge));
    for part in edge.why.iter().cloned().chain(edge.cites.iter().map(Citation::note)) {
        out.push(' ');
        out.push_str(part.trim());
        if !part.ends_with(['.', '!', '?']) {
            out.push('.');
        }
    }
    if edge.count > 1 {
        out.push_str(&format!(
            " It stands for {} edges alike; the table of this figure has them all.",
            edge.count
        ));
    }
    out
}

/// How many things it is connected to that are not drawn.
pub(super) fn further(vertex: &Vertex) -> Option<String> {
    let things = if vertex.beyond == 1 { "thing" } else { "things" };
    (vertex.beyond > 0)
        .then(|| format!("connected to {} more {things}, further away than is drawn", vertex.beyond))
}

/// What is known of a thing itself and the words that it rests on; what joins it to others, where it has none.
pub(in crate::render::draw) fn node_words(network: &Network, node: usize) -> String {
    let Some(vertex) = network.nodes.get(node) else { return String::new() };
    let mut parts = vec![format!("{} ({})", vertex.name.trim_end_matches('.'), vertex.class)];
    parts.extend(vertex.status.iter().map(|s| s.0.clone()));
    parts.extend(vertex.money.iter().map(Money::words));
    parts.extend(vertex.absent.iter().map(Absent::words));
    parts.extend(further(vertex));
    let mut out = format!("{}.", parts.join(", "));
    for words in vertex.cited().map(Citation::note) {
        out.push(' ');
        out.push_str(&words);
    }
    let edges: Vec<String> = network
        .edges
        .iter()
        .filter(|e| e.from == node || e.to == node)
        .map(|e| format!("[{}]", e.number))
        .collect();
    if vertex.number.is_none() && !edges.is_empty() {
        out.push_str(&format!(" See {}.", edges.join(" ")));
    }
    out
}
