//! A network to shapes with computed places: things as boxes, edges between them, each with its label.

use super::arrow::arrow;
use super::words::{clause, edge_words, further_marks, label, node_words};
use crate::compile::ontology::Border;
use crate::model::standing::Standing;
use crate::render::draw::layered::{self, Route};
use crate::render::draw::metrics::{Face, width, wrap};
use crate::render::draw::sheet::{
    ColourRole, Item, List, MARGIN, Note, PAD, Part, Rect, SMALL, Sample, Scene, Shape, TEXT, amount_sample,
    chip, group_sample, heading, key, lines, number_sample, rounded, text,
};
use crate::render::figure::{Edge, EdgeKind, Hue, Network, Vertex};

/// The narrowest figure.
const NARROWEST: f64 = 740.0;
/// How wide parts that nothing joins are packed.
const ROOM: f64 = 1000.0;
/// The widest box of a thing and the widest label of an edge, and what they may be where there is less room.
const WIDEST: [(f64, f64); 5] = [(176.0, 134.0), (150.0, 112.0), (128.0, 96.0), (112.0, 84.0), (104.0, 72.0)];

/// How thick the frame of what was asked about is.
const ASKED: f64 = 3.6;

/// A thing or a label: its box and what is written in it.
struct Written {
    at: Rect,
    shapes: Vec<Shape>,
}

/// Lays a network out, if there is a width within it: with narrower boxes and labels where that makes it fit.
pub(in crate::render::draw) fn sheet(network: &Network, room: Option<f64>) -> Scene {
    let [first, narrower @ ..] = WIDEST;
    let mut best = of_widths(network, first);
    let Some(room) = room else { return best };
    for widths in narrower {
        if best.width <= room {
            break;
        }
        let next = of_widths(network, widths);
        if next.width < best.width {
            best = next;
        }
    }
    best
}

fn of_widths(network: &Network, (widest_box, widest_label): (f64, f64)) -> Scene {
    let room = widest(network, widest_box);
    let boxes: Vec<Written> = network.nodes.iter().map(|n| node_box(network, n, room)).collect();
    let labels: Vec<Written> = network.edges.iter().map(|e| edge_label(e, widest_label)).collect();
    let blocks: Vec<layered::Node> = boxes
        .iter()
        .zip(&network.nodes)
        .map(|(b, node)| layered::Node { w: b.at.w, h: b.at.h, column: node.column })
        .collect();
    let wires: Vec<layered::Edge> = network
        .edges
        .iter()
        .zip(&labels)
        .map(|(e, l)| layered::Edge {
            from: e.from,
            to: e.to,
            w: l.at.w,
            h: l.at.h,
            level: !e.kind.is_directed(),
        })
        .collect();
    let plan = layered::layout(&blocks, &wires, ROOM);
    let total = (plan.width + 2.0 * MARGIN).max(NARROWEST);
    let mut ground = Vec::new();
    let y = heading(&network.heading, network.notice.as_deref(), total, &mut ground);
    let y = key(samples(network), total, y, &mut ground);
    let top = rounded(y + 22.0);
    let moved = |written: Written, at: Rect| {
        let (x, y) = (rounded(at.x + MARGIN), rounded(at.y + top));
        // A box that is higher than its words, for the edges at its side, has them in its middle.
        let indent = rounded((at.h - written.at.h) / 2.0);
        let shapes = written.shapes.into_iter().map(|s| s.moved(x, y + indent)).collect();
        Written { at: Rect { x, y, w: at.w, h: at.h }, shapes }
    };
    let edges = network.edges.iter().zip(labels).zip(plan.labels).zip(&plan.routes);
    let edges = edges.map(|(((edge, label), at), route)| {
        edge_item(network, edge, &moved_route(route, MARGIN, top), moved(label, at))
    });
    let nodes = boxes.into_iter().zip(plan.blocks).enumerate();
    let nodes = nodes.map(|(i, (written, at))| node_item(network, i, moved(written, at)));
    let list = |spoken: &str, items| List { spoken: spoken.to_owned(), items, ..List::default() };
    Scene {
        heading: network.heading.clone(),
        width: total,
        height: top + plan.height + 8.0,
        ground,
        lists: vec![list("Edges", edges.collect()), list("Things", nodes.collect())],
        notes_spoken: "The words that edges and things rest on",
        notes: notes(network),
        kind: "network",
        ..Scene::default()
    }
}

/// The colour of a thing: that of its group.
fn hue_of(network: &Network, node: &Vertex) -> Hue {
    let group = node.group.and_then(|g| network.groups.get(g));
    group.map_or(Hue::Grey, |g| g.colour)
}

fn moved_route(route: &Route, dx: f64, dy: f64) -> Route {
    let shift = |(x, y): (f64, f64)| (rounded(x + dx), rounded(y + dy));
    let curves = route.curves.iter().map(|c| c.map(shift)).collect();
    Route { start: shift(route.start), curves, leftwards: route.leftwards }
}

fn edge_item(network: &Network, edge: &Edge, route: &Route, label: Written) -> Item {
    let marks = further_marks(edge);
    let marks = if marks.is_empty() { String::new() } else { format!(", {}", marks.join(", ")) };
    let ground = Shape::Rect { at: label.at, fill: ColourRole::Paper, stroke: None, round: 2.0 };
    let line = arrow(route, edge.kind, edge.border());
    Item {
        id: format!("edge-{}", edge.number),
        class: "edge",
        spoken: format!("{}{marks}.", clause(network, edge)),
        note: Some(edge.number),
        at: label.at,
        parts: vec![Part {
            class: "",
            title: edge_words(network, edge),
            shapes: line.into_iter().chain([ground]).chain(label.shapes).collect(),
        }],
        ..Item::default()
    }
}

fn node_item(network: &Network, place: usize, written: Written) -> Item {
    let node = &network.nodes[place];
    let edges = network.edges.iter().filter(|e| e.from == place || e.to == place);
    let hue = hue_of(network, node);
    // Where nothing tells a status, a thin line: the figure says nothing on it.
    let (thick, border) = node.status.as_ref().map_or((1.2, Border::Solid), |s| (2.0, s.1));
    let thick = if node.is_asked { ASKED } else { thick };
    let at = Rect { x: written.at.x + 1.0, w: written.at.w - 2.0, ..written.at };
    let stroke = Some((ColourRole::Hue(hue), thick, border));
    let frame = Shape::Rect { at, fill: ColourRole::Tint(hue), stroke, round: 4.0 };
    Item {
        id: format!("node-{}", place + 1),
        class: "node",
        spoken: format!("{}, {}", node.name.trim_end_matches('.'), node.class),
        note: node.number.or_else(|| edges.map(|e| e.number).min()),
        at: written.at,
        parts: vec![Part {
            class: "",
            title: node_words(network, place),
            shapes: std::iter::once(frame).chain(written.shapes).collect(),
        }],
        ..Item::default()
    }
}

/// The room for text in the boxes of things: as wide as the widest of them needs, within bounds.
fn widest(network: &Network, widest: f64) -> f64 {
    let room = widest - 2.0 * PAD;
    let line = |words: &str, size, face| {
        wrap(words, size, face, room).iter().map(|l| width(l, size, face)).fold(0.0, f64::max)
    };
    let of = |node: &Vertex| {
        let name = line(&node.name, TEXT, Face::Bold);
        let number = if node.number.is_some() { 32.0 } else { 6.0 };
        let class = line(&node.class, SMALL, Face::Regular) + number;
        let status = node.status.as_ref().map_or(0.0, |s| line(&s.0.to_uppercase(), SMALL, Face::Bold));
        let money = node.money.iter().map(|m| line(&m.text, SMALL, Face::Bold) + 8.0).fold(0.0, f64::max);
        name.max(class).max(status).max(money)
    };
    network.nodes.iter().map(of).fold(84.0, f64::max).min(room).ceil()
}

/// The box of a thing, at the origin.
fn node_box(network: &Network, node: &Vertex, room: f64) -> Written {
    let quiet = (SMALL, Face::Regular, ColourRole::Muted);
    let mut shapes = Vec::new();
    let mut y = lines((PAD, 4.0), (TEXT, Face::Bold, ColourRole::Ink), room, &node.name, &mut shapes);
    let number = node.number.map(|n| format!("[{n}]")).unwrap_or_default();
    let taken = width(&number, SMALL, Face::Regular);
    if !number.is_empty() {
        let x = PAD + room - taken;
        shapes.push(text(x, y + SMALL + 1.0, SMALL, Face::Regular, ColourRole::Muted, number));
    }
    y = lines((PAD, y + 1.0), quiet, room - taken - 6.0, &node.class, &mut shapes);
    if let Some((status, _)) = &node.status {
        let style = (SMALL, Face::Bold, ColourRole::Hue(hue_of(network, node)));
        y = lines((PAD, y + 2.0), style, room, &status.to_uppercase(), &mut shapes);
    }
    for money in &node.money {
        y = chip((PAD, y + 2.0), room, money, &mut shapes) - 1.0;
    }
    for absent in &node.absent {
        y = lines((PAD, y + 2.0), quiet, room, &absent.words(), &mut shapes);
    }
    if let Some(words) = node.beyond_words() {
        y = lines((PAD, y + 2.0), (SMALL, Face::Bold, ColourRole::Ink), room, &words, &mut shapes);
    }
    Written { at: Rect { x: 0.0, y: 0.0, w: room + 2.0 * PAD, h: rounded(y + 6.0) }, shapes }
}

/// The label of an edge, at the origin: what it says, its number, its marks.
fn edge_label(edge: &Edge, widest: f64) -> Written {
    const INDENT: f64 = 4.0;
    let mut shapes = Vec::new();
    // The number does not stand alone in a line.
    let words = format!("{}\u{a0}[{}]", label(edge), edge.number);
    let room = widest - 2.0 * INDENT;
    let style = (SMALL + 0.4, Face::Regular, ColourRole::Ink);
    let mut y = lines((INDENT, 0.5), style, room, &words, &mut shapes);
    let marks = edge.marks().join(" \u{b7} ").to_uppercase();
    y = lines((INDENT, y), (SMALL, Face::Bold, ColourRole::Ink), room, &marks, &mut shapes);
    let widest = shapes.iter().map(|s| match s {
        Shape::Text { size, face, text, .. } => width(text, *size, *face),
        _ => 0.0,
    });
    let w = rounded(widest.fold(0.0, f64::max) + 2.0 * INDENT + 0.05);
    Written { at: Rect { x: 0.0, y: 0.0, w, h: rounded(y + 2.5) }, shapes }
}

/// What the key tells, in its order: lines, groups, amounts, numbers.
fn samples(network: &Network) -> Vec<(Sample, String)> {
    let mut out = lines_of_key(network);
    for (i, group) in network.groups.iter().enumerate() {
        if network.nodes.iter().any(|n| n.group == Some(i)) {
            out.push(group_sample(group));
        }
    }
    if network.nodes.iter().any(|n| !n.money.is_empty()) {
        out.push(amount_sample());
    }
    if network.nodes.iter().any(|n| n.is_asked) {
        let frame = Rect { x: 2.0, y: -6.0, w: 24.0, h: 12.0 };
        let stroke = Some((ColourRole::Ink, ASKED, Border::Solid));
        let shape = Shape::Rect { at: frame, fill: ColourRole::Paper, stroke, round: 3.0 };
        out.push((Sample::CellCard(vec![shape], 28.0), "asked about".to_owned()));
    }
    if network.nodes.iter().any(|n| n.beyond > 0) {
        let words = "+1 more: connected to 1 more thing, further away than is drawn";
        out.push((Sample::Words, words.to_owned()));
    }
    out.push(number_sample());
    out
}

fn lines_of_key(network: &Network) -> Vec<(Sample, String)> {
    let line = |kind, border| {
        let end = (36.0, 0.0);
        let route = Route { start: (0.0, 0.0), curves: vec![[(0.0, 0.0), end, end]], leftwards: false };
        Sample::CellCard(arrow(&route, kind, border), 36.0)
    };
    let mut out = Vec::new();
    for border in [Border::Solid, Border::Dashed, Border::Dotted] {
        let mut words: Vec<&str> = Vec::new();
        // The word of an opinion is its arrow's.
        let has_status =
            |e: &&Edge| !matches!(e.kind, EdgeKind::Link(Standing::Opinion) | EdgeKind::Restatement);
        let of_edges = network.edges.iter().filter(has_status).flat_map(|e| &e.statuses);
        for (word, own) in of_edges.chain(network.nodes.iter().filter_map(|n| n.status.as_ref())) {
            if *own == border && !words.contains(&word.as_str()) {
                words.push(word);
            }
        }
        words.sort_unstable();
        if !words.is_empty() {
            out.push((line(EdgeKind::Link(Standing::Fact), border), words.join(", ")));
        }
    }
    for kind in EdgeKind::all().filter(|kind| network.edges.iter().any(|e| e.kind == *kind)) {
        let (words, border) = match kind {
            EdgeKind::Link(Standing::Fact) => continue,
            EdgeKind::Link(Standing::Inferred) => ("inferred by a rule, not stated", Border::Solid),
            EdgeKind::Link(Standing::Opinion) => ("an opinion", Border::Solid),
            EdgeKind::Link(standing) => (standing.word(), Border::Solid),
            EdgeKind::Restatement => ("probably the same money reported twice: do not add", Border::Dashed),
        };
        out.push((line(kind, border), words.to_owned()));
    }
    out
}

/// The words that edges and things rest on.
pub(in crate::render::draw) fn notes(network: &Network) -> Vec<Note> {
    let of_edges = network.edges.iter().map(|e| Note { number: e.number, words: edge_words(network, e) });
    let of_nodes = network
        .nodes
        .iter()
        .enumerate()
        .filter_map(|(i, node)| Some(Note { number: node.number?, words: node_words(network, i) }));
    of_edges.chain(of_nodes).collect()
}
