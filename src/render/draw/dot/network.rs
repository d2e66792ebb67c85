//! DOT of a network: things as boxes, edges with labels, the words as tooltips.

use graphviz_rust::dot_structures::{Attribute, GraphAttributes, Stmt};

use super::{
    edge, html, label, line_style, markup, node, node_id, nodes, page, plain, printed, text_attribute, words,
};
use crate::compile::ontology::Border;
use crate::model::standing::Standing;
use crate::render::draw::metrics::Face;
use crate::render::draw::network::{edge_words, node_words, notes};
use crate::render::draw::sheet::ColourRole;
use crate::render::draw::theme::Theme;
use crate::render::figure::{Edge, EdgeKind, Hue, Network, Vertex};

/// Writes a network as DOT.
pub(in crate::render::draw) fn dot(network: &Network, theme: &Theme) -> String {
    let mut stmts = vec![
        page(Vec::new(), ["0.25", "0.5"], &network.heading, &key(network), theme),
        nodes(theme),
        Stmt::GAttribute(GraphAttributes::Edge(vec![
            plain("fontname", "Arial"),
            plain("fontsize", "8"),
            plain("color", &theme.paint(ColourRole::Muted).to_string()),
            plain("fontcolor", &theme.paint(ColourRole::Ink).to_string()),
            plain("arrowsize", "0.8"),
        ])),
    ];
    for (i, vertex) in network.nodes.iter().enumerate() {
        let attributes = vec![
            label(&box_of(network, vertex, theme)),
            text_attribute("tooltip", &node_words(network, i)),
            text_attribute("id", &format!("node-{}", i + 1)),
            text_attribute("URL", &format!("#{}", note_of(network, i))),
        ];
        stmts.push(node(&name(i, vertex), attributes));
    }
    for own in &network.edges {
        let end = |at: usize| node_id(&network.nodes.get(at).map_or_else(String::new, |v| name(at, v)));
        stmts.push(edge(end(own.from), end(own.to), line(network, own, theme)));
    }
    let notes = notes(network);
    if !notes.is_empty() {
        let node = |number: usize| network.nodes.iter().position(|n| n.number == Some(number));
        let back = |number: usize| match node(number) {
            Some(node) => format!("node-{}", node + 1),
            None => format!("edge-{number}"),
        };
        stmts.push(words(&notes, back, theme));
    }
    printed(network.heading.headline(), stmts)
}

/// Where the words of a thing are: its own, else those of the first edge that has it.
fn note_of(network: &Network, place: usize) -> String {
    let edges = network.edges.iter().filter(|e| e.from == place || e.to == place).map(|e| e.number);
    let number = network.nodes.get(place).and_then(|n| n.number).or_else(|| edges.min());
    number.map_or_else(|| format!("node-{}", place + 1), |number| format!("a_note-{number}"))
}

/// The name of a node: its key, with its place since two keys may become one when DOT reads them.
fn name(place: usize, vertex: &Vertex) -> String {
    format!("{} {}", place + 1, vertex.key)
}

fn key(network: &Network) -> String {
    let notice = network.notice.as_ref().map(|n| markup(n, 9.0, Face::Bold, 640.0) + "<BR ALIGN=\"LEFT\"/>");
    let arrows = "filled arrow: the source says so; hollow arrow: inferred by a rule; dashes and dots: see the word at the edge";
    format!("{}{arrows}", notice.unwrap_or_default())
}

fn box_of(network: &Network, vertex: &Vertex, theme: &Theme) -> String {
    let group = vertex.group.and_then(|g| network.groups.get(g));
    let hue = group.map_or(Hue::Grey, |g| g.colour);
    let (ink, muted) = (theme.paint(ColourRole::Hue(hue)), theme.paint(ColourRole::Muted));
    let border = vertex.status.as_ref().map_or(Border::Solid, |s| s.1);
    let mut rows = String::new();
    let mut row = |words: String| {
        rows.push_str(&format!("<TR><TD ALIGN=\"LEFT\" BALIGN=\"LEFT\">{words}</TD></TR>"));
    };
    row(markup(&vertex.name, 9.0, Face::Bold, 140.0));
    row(format!("<FONT COLOR=\"{}\">{}</FONT>", muted, markup(&vertex.class, 8.0, Face::Regular, 140.0)));
    if let Some((status, _)) = &vertex.status {
        row(format!(
            "<FONT COLOR=\"{}\">{}</FONT>",
            ink,
            markup(&status.to_uppercase(), 8.0, Face::Bold, 140.0)
        ));
    }
    for money in &vertex.money {
        let status = money.status.as_ref().map(|s| format!(" {}", s.to_uppercase())).unwrap_or_default();
        row(format!("{}{}", markup(&money.text, 9.0, Face::Bold, 140.0), html(&status)));
        for same in &money.same {
            row(markup(&format!("= {}", same.words()), 8.0, Face::Regular, 140.0));
        }
    }
    for absent in &vertex.absent {
        row(format!("<FONT COLOR=\"{muted}\" POINT-SIZE=\"8\">{}</FONT>", html(&absent.words())));
    }
    if let Some(words) = vertex.beyond_words() {
        row(markup(&words, 8.0, Face::Bold, 140.0));
    }
    let thick = if vertex.is_asked { 4 } else { 2 };
    format!(
        "<TABLE BORDER=\"{thick}\" STYLE=\"{}\" COLOR=\"{}\" BGCOLOR=\"{}\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"3\">{rows}</TABLE>",
        line_style(border),
        ink,
        theme.paint(ColourRole::Tint(hue))
    )
}

fn line(network: &Network, own: &Edge, theme: &Theme) -> Vec<Attribute> {
    let count = if own.count > 1 { format!(" \u{d7} {}", own.count) } else { String::new() };
    let words = markup(&format!("{}{count} [{}]", own.label, own.number), 8.0, Face::Regular, 110.0);
    let marks = own.marks().join(" \u{b7} ").to_uppercase();
    let marks = if marks.is_empty() {
        String::new()
    } else {
        format!("<BR/>{}", markup(&marks, 7.0, Face::Bold, 110.0))
    };
    let mut attributes = vec![
        label(&format!("{words}{marks}")),
        plain("style", line_style(own.border())),
        text_attribute("tooltip", &edge_words(network, own)),
        text_attribute("labeltooltip", &edge_words(network, own)),
        text_attribute("id", &format!("edge-{}", own.number)),
        text_attribute("URL", &format!("#a_note-{}", own.number)),
    ];
    attributes
        .push(plain("penwidth", if own.kind == EdgeKind::Link(Standing::Fact) { "1.7" } else { "1.2" }));
    let head = match own.kind {
        EdgeKind::Link(Standing::Fact) => "normal",
        EdgeKind::Link(Standing::Inferred) => "onormal",
        EdgeKind::Link(Standing::Denied) => "teevee",
        EdgeKind::Link(_) => "vee",
        EdgeKind::Restatement => "none",
    };
    attributes.push(plain("arrowhead", head));
    if own.kind == EdgeKind::Restatement {
        // Two lines side by side, as in the SVG.
        attributes.push(plain("color", &format!("{0}:{0}", theme.paint(ColourRole::Muted))));
    }
    attributes
}
