//! DOT of a network: things as boxes, edges with labels, the words as tooltips.

use graphviz_rust::dot_structures::{Attribute, Graph, GraphAttributes, Id, Stmt};
use graphviz_rust::printer::{DotPrinter, PrinterContext};

use super::{bold, edge, html, label, markup, node, node_id, nodes, page, plain, quote, text_attribute};
use crate::draw::metrics::Face;
use crate::draw::net::{UNSTATED, edge_words, node_words};
use crate::draw::theme;
use crate::figure::{Edge, Hue, Manner, Network, Vertex};
use crate::ontology::Border;

/// Writes a network as DOT.
pub(in crate::draw) fn dot(network: &Network) -> String {
    let mut stmts = vec![
        page(Vec::new(), ["0.25", "0.5"], &network.title, &heading(network)),
        nodes(),
        Stmt::GAttribute(GraphAttributes::Edge(vec![
            plain("fontname", "Arial"),
            plain("fontsize", "8"),
            plain("color", theme::MUTED),
            plain("arrowsize", "0.8"),
        ])),
    ];
    for (i, vertex) in network.nodes.iter().enumerate() {
        let attributes = vec![
            label(&box_of(network, vertex)),
            text_attribute("tooltip", &node_words(network, i)),
            text_attribute("id", &format!("node-{}", i + 1)),
        ];
        stmts.push(node(&name(i, vertex), attributes));
    }
    for own in &network.edges {
        let end = |at: usize| node_id(&network.nodes.get(at).map_or_else(String::new, |v| name(at, v)));
        stmts.push(edge(end(own.from), end(own.to), line(network, own)));
    }
    let graph = Graph::DiGraph { id: Id::Escaped(quote(&network.title)), strict: false, stmts };
    let mut out = graph.print(&mut PrinterContext::default());
    out.push('\n');
    out
}

/// The name of a node: its key, with its place since two keys may become one when DOT reads them.
fn name(place: usize, vertex: &Vertex) -> String {
    format!("{} {}", place + 1, vertex.key)
}

fn style(border: Border) -> &'static str {
    match border {
        Border::Solid => "solid",
        Border::Dashed => "dashed",
        Border::Dotted => "dotted",
    }
}

fn heading(network: &Network) -> String {
    let row = |words: &str| format!("<TR><TD ALIGN=\"LEFT\" BALIGN=\"LEFT\">{words}</TD></TR>");
    let notice = network.notice.as_ref().map(|n| row(&markup(n, 9.0, Face::Bold, 640.0))).unwrap_or_default();
    format!(
        "<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"4\">{}{}{notice}{}</TABLE>",
        row(&format!("<FONT POINT-SIZE=\"15\">{}</FONT>", bold(&network.title))),
        row(&html(&network.subtitle)),
        row(
            "filled arrow: the source says so; hollow arrow: derived by a rule; dashes and dots: see the word at the edge"
        ),
    )
}

fn box_of(network: &Network, vertex: &Vertex) -> String {
    let group = vertex.group.and_then(|g| network.groups.get(g));
    let colour = theme::colour(group.map_or(Hue::Grey, |g| g.colour));
    let border = vertex.status.as_ref().map_or(Border::Solid, |s| s.1);
    let mut rows = String::new();
    let mut row = |words: String| {
        rows.push_str(&format!("<TR><TD ALIGN=\"LEFT\" BALIGN=\"LEFT\">{words}</TD></TR>"));
    };
    row(markup(&vertex.name, 9.0, Face::Bold, 140.0));
    row(format!(
        "<FONT COLOR=\"{}\">{}</FONT>",
        theme::MUTED,
        markup(&vertex.class, 8.0, Face::Regular, 140.0)
    ));
    if let Some((status, _)) = &vertex.status {
        row(format!(
            "<FONT COLOR=\"{}\">{}</FONT>",
            colour.ink,
            markup(&status.to_uppercase(), 8.0, Face::Bold, 140.0)
        ));
    }
    for money in &vertex.money {
        let status = money.status.as_ref().map(|s| format!(" {}", s.to_uppercase())).unwrap_or_default();
        row(format!("{}{}", markup(&money.text, 9.0, Face::Bold, 140.0), html(&status)));
    }
    if vertex.unstated {
        row(format!("<FONT COLOR=\"{}\" POINT-SIZE=\"8\">{UNSTATED}</FONT>", theme::MUTED));
    }
    format!(
        "<TABLE BORDER=\"2\" STYLE=\"{}\" COLOR=\"{}\" BGCOLOR=\"{}\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"3\">{rows}</TABLE>",
        style(border),
        colour.ink,
        colour.tint
    )
}

fn line(network: &Network, own: &Edge) -> Vec<Attribute> {
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
        plain("style", style(own.border())),
        text_attribute("tooltip", &edge_words(network, own)),
        text_attribute("labeltooltip", &edge_words(network, own)),
        text_attribute("id", &format!("edge-{}", own.number)),
    ];
    attributes.push(plain("penwidth", if own.manner == Manner::Stated { "1.7" } else { "1.2" }));
    let head = match own.manner {
        Manner::Stated => "normal",
        Manner::Derived => "onormal",
        Manner::Denied => "teevee",
        Manner::Disputed | Manner::Opinion => "vee",
        Manner::Restatement => "none",
    };
    attributes.push(plain("arrowhead", head));
    if own.manner == Manner::Restatement {
        // Two lines side by side, as in the SVG.
        attributes.push(plain("color", &format!("{0}:{0}", theme::MUTED)));
    }
    attributes
}
