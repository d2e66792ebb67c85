//! A network as text: every thing with the edges that begin at it.

use super::words::{caveat, clause, further, further_marks, label};
use crate::render::figure::{Absent, Citation, Edge, EdgeKind, Money, Network, Vertex};

/// Writes a network as text.
pub(in crate::render::draw) fn text(network: &Network) -> String {
    let mut out = network.heading.lines();
    if let Some(notice) = &network.notice {
        out.push_str(&format!("{notice}\n"));
    }
    for (i, node) in network.nodes.iter().enumerate() {
        let own: Vec<&Edge> = network.edges.iter().filter(|e| e.from == i).collect();
        let joined = network.edges.iter().any(|e| e.to == i);
        if own.is_empty() && joined && node.number.is_none() && node.absent.is_empty() {
            continue;
        }
        out.push_str(&format!("\n{}\n", heading(network, node)));
        words(node.cited(), &mut out);
        for edge in own {
            edge_lines(network, edge, &mut out);
        }
    }
    out.push_str(&network.heading.foot());
    out
}

fn heading(network: &Network, node: &Vertex) -> String {
    let number = node.number.map(|n| format!("[{n}] ")).unwrap_or_default();
    // Around what was asked about, groups are classes, which are told anyway.
    let is_of_part = network.nodes.iter().any(|n| n.is_asked);
    let group = node.group.filter(|_| !is_of_part).and_then(|g| network.groups.get(g));
    let group = group.map(|g| g.title.clone()).or_else(|| node.is_asked.then(|| "asked about".to_owned()));
    let status = node.status.as_ref().map(|s| s.0.clone());
    let money = node.money.iter().map(Money::words);
    let absent = node.absent.iter().map(Absent::words);
    let class = std::iter::once(node.class.clone());
    let told: Vec<String> =
        class.chain(status).chain(money).chain(absent).chain(group).chain(further(node)).collect();
    format!("{number}{} ({})", node.name, told.join("; "))
}

fn edge_lines(network: &Network, edge: &Edge, out: &mut String) {
    let marks = further_marks(edge);
    let statuses = edge.statuses.iter().map(|s| s.0.clone());
    let mut told: Vec<String> = statuses.filter(|s| !marks.contains(s) && s != edge.kind.word()).collect();
    told.extend(marks);
    let told = if told.is_empty() { String::new() } else { format!(" ({})", told.join("; ")) };
    let to = network.nodes.get(edge.to).map_or("", |n| n.name.as_str());
    let line = match edge.kind {
        EdgeKind::Restatement => clause(network, edge),
        EdgeKind::Link(_) => format!("{}{} \u{2192} {to}", caveat(edge.kind), label(edge)),
    };
    out.push_str(&format!("  [{}] {line}{told}\n", edge.number));
    if let Some(why) = &edge.why {
        out.push_str(&format!("      {why}\n"));
    }
    words(&edge.cites, out);
}

fn words<'a>(cites: impl IntoIterator<Item = &'a Citation>, out: &mut String) {
    for words in cites.into_iter().map(Citation::note) {
        out.push_str(&format!("      {words}\n"));
    }
}
