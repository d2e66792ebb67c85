//! SVG 1.1 of a network: every edge and every thing is a link to its words, and has them as its title.

use std::fmt::Write;

use super::page::{Entry, Page, Sample, Written, ink_of, page};
use super::words::{clause, edge_words, further_marks, node_words};
use crate::draw::layered::Route;
use crate::draw::layout::{Box2, Shape};
use crate::draw::svg::{dashes, draw, escape, head, number};
use crate::draw::theme;
use crate::figure::{Edge, Manner, Network, Vertex};
use crate::ontology::Border;

/// The length of an arrow head.
const HEAD: f64 = 8.0;

/// Draws a network.
pub(in crate::draw) fn svg(network: &Network) -> String {
    let page = page(network);
    let mut out = String::new();
    head(&network.title, &network.subtitle, (page.width, page.height), &mut out);
    out.push_str("<g aria-hidden=\"true\">\n");
    for shape in &page.heading {
        draw(shape, &mut out);
    }
    for entry in &page.key {
        key_entry(entry, &mut out);
    }
    out.push_str("</g>\n<g role=\"list\" aria-label=\"Edges\">\n");
    for (i, edge) in network.edges.iter().enumerate() {
        edge_group(network, edge, &page.routes[i], &page.labels[i], &mut out);
    }
    out.push_str("</g>\n<g role=\"list\" aria-label=\"Things\">\n");
    for (i, node) in network.nodes.iter().enumerate() {
        node_group(network, i, node, &page.nodes[i], &mut out);
    }
    out.push_str("</g>\n");
    notes(&page, &mut out);
    out.push_str("</svg>\n");
    out
}

fn notes(page: &Page, out: &mut String) {
    out.push_str("<g role=\"list\" aria-label=\"The words that edges and things rest on\">\n");
    for (number, shapes) in &page.notes {
        let _ = writeln!(out, "<g id=\"note-{number}\" role=\"listitem\" class=\"note\">");
        for shape in shapes {
            draw(shape, out);
        }
        out.push_str("</g>\n");
    }
    out.push_str("</g>\n");
}

fn key_entry(entry: &Entry, out: &mut String) {
    let at = entry.at;
    match entry.sample {
        Sample::Word => {}
        Sample::Line(manner, border) => {
            let y = at.y + 9.0;
            let (start, end) = ((at.x, y), (at.x + 36.0, y));
            let route = Route { start, curves: vec![[start, end, end]], leftwards: false };
            line(&route, manner, border, out);
        }
        Sample::Box(colour) => {
            let stroke = Some((colour.ink, 2.0, Border::Solid));
            draw(&Shape::Rect { at, fill: colour.tint, stroke, round: 3.0 }, out);
        }
        Sample::Chip => draw(&Shape::Rect { at, fill: theme::INK, stroke: None, round: 3.0 }, out),
    }
    for shape in &entry.shapes {
        draw(shape, out);
    }
}

fn edge_group(network: &Network, edge: &Edge, route: &Route, label: &Written, out: &mut String) {
    let marks = further_marks(edge);
    let marks = if marks.is_empty() { String::new() } else { format!(", {}", marks.join(", ")) };
    let _ = writeln!(
        out,
        "<g class=\"edge\" role=\"listitem\" id=\"edge-{n}\"><a href=\"#note-{n}\" xlink:href=\"#note-{n}\" aria-label=\"{spoken}\">\n\
         <title>{title}</title>",
        n = edge.number,
        spoken = escape(&format!("{}{marks}.", clause(network, edge))),
        title = escape(&edge_words(network, edge)),
    );
    line(route, edge.manner, edge.border(), out);
    draw(&Shape::Rect { at: label.at, fill: theme::PAPER, stroke: None, round: 2.0 }, out);
    for shape in &label.shapes {
        draw(shape, out);
    }
    out.push_str("</a></g>\n");
}

fn node_group(network: &Network, place: usize, node: &Vertex, written: &Written, out: &mut String) {
    let edges = network.edges.iter().filter(|e| e.from == place || e.to == place);
    let words_at = node.number.or_else(|| edges.map(|e| e.number).min());
    let words = escape(&node_words(network, place));
    let _ = writeln!(out, "<g class=\"node\" role=\"listitem\" id=\"node-{}\">", place + 1);
    if let Some(n) = words_at {
        let _ = writeln!(
            out,
            "<a href=\"#note-{n}\" xlink:href=\"#note-{n}\" aria-label=\"{}\">",
            escape(&format!("{}, {}", node.name.trim_end_matches('.'), node.class))
        );
    }
    let _ = writeln!(out, "<title>{words}</title>");
    let colour = ink_of(network, node);
    // Where nothing tells a status, a thin line: the figure says nothing on it.
    let (thick, border) = node.status.as_ref().map_or((1.2, Border::Solid), |s| (2.0, s.1));
    let at = Box2 { x: written.at.x + 1.0, w: written.at.w - 2.0, ..written.at };
    draw(&Shape::Rect { at, fill: colour.tint, stroke: Some((colour.ink, thick, border)), round: 4.0 }, out);
    for shape in &written.shapes {
        draw(shape, out);
    }
    if words_at.is_some() {
        out.push_str("</a>");
    }
    out.push_str("</g>\n");
}

/// The line of an edge with its arrow head.
fn line(route: &Route, manner: Manner, border: Border, out: &mut String) {
    let ink = theme::MUTED;
    let way = if route.leftwards { -1.0 } else { 1.0 };
    let d = data(route, if manner.is_directed() { (HEAD - 1.5) * way } else { 0.0 });
    if manner == Manner::Restatement {
        // Two lines side by side: a wide one with a lighter one in its middle.
        stroke(&d, ink, 4.6, " stroke-dasharray=\"9 4\"", out);
        stroke(&d, theme::PAPER, 2.0, "", out);
        return;
    }
    stroke(&d, ink, if manner == Manner::Stated { 1.7 } else { 1.2 }, dashes(border), out);
    head_of(route.end(), way, manner, out);
}

/// The data of a path that ends a little before the end of a way, where the head begins.
fn data(route: &Route, short: f64) -> String {
    let mut d = format!("M{} {}", number(route.start.0), number(route.start.1));
    let last = route.curves.len().saturating_sub(1);
    for (i, [first, second, end]) in route.curves.iter().enumerate() {
        let end = (end.0 - if i == last { short } else { 0.0 }, end.1);
        let points = [*first, *second, end];
        let points: Vec<String> = points.iter().map(|p| format!("{} {}", number(p.0), number(p.1))).collect();
        let _ = write!(d, " C{}", points.join(" "));
    }
    d
}

fn stroke(d: &str, ink: &str, thick: f64, dashes: &str, out: &mut String) {
    let thick = number(thick);
    let _ =
        writeln!(out, "<path d=\"{d}\" fill=\"none\" stroke=\"{ink}\" stroke-width=\"{thick}\"{dashes}/>");
}

/// The head of an arrow: filled for what is stated, hollow for what is derived, open for what is no fact; a bar
/// before it for what is denied.
fn head_of(end: (f64, f64), way: f64, manner: Manner, out: &mut String) {
    const HALF: f64 = 3.8;
    let ink = theme::MUTED;
    let (tip, back) = (format!("{} {}", number(end.0), number(end.1)), number(end.0 - HEAD * way));
    let (up, down) = (number(end.1 - HALF), number(end.1 + HALF));
    let closed = format!("M{tip} L{back} {up} V{down} z");
    match manner {
        Manner::Stated => {
            let _ = writeln!(out, "<path d=\"{closed}\" fill=\"{ink}\"/>");
        }
        Manner::Derived => {
            let fill = theme::PAPER;
            let _ =
                writeln!(out, "<path d=\"{closed}\" fill=\"{fill}\" stroke=\"{ink}\" stroke-width=\"1.2\"/>");
        }
        _ => stroke(&format!("M{back} {up} L{tip} L{back} {down}"), ink, 1.4, "", out),
    }
    if manner == Manner::Denied {
        let bar = number(end.0 - (HEAD + 3.0) * way);
        stroke(&format!("M{bar} {up} V{down}"), ink, 2.0, "", out);
    }
}
