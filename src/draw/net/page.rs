//! A network to shapes with computed places: heading, key, the figure itself, and the words below it.

use super::words::UNSTATED;
use super::words::{edge_words, label, node_words};
use crate::draw::layered::{Block, Route, Wire, lay};
use crate::draw::layout::{Box2, KEY, MARGIN, PAD, SMALL, Shape, TEXT, lines, text};
use crate::draw::metrics::{Face, width, wrap};
use crate::draw::theme::{self, Colour, colour};
use crate::figure::{Edge, Hue, Manner, Network, Vertex};
use crate::ontology::Border;

/// The narrowest page.
const NARROWEST: f64 = 760.0;
/// How wide parts that nothing joins are packed.
const ROOM: f64 = 1000.0;
/// The widest box of a thing.
const BOX: f64 = 176.0;
/// The widest label of an edge.
const LABEL: f64 = 134.0;

/// A thing or a label: its box and what is written in it.
pub(super) struct Written {
    pub(super) at: Box2,
    pub(super) shapes: Vec<Shape>,
}

/// An entry of the key.
pub(super) enum Sample {
    /// Words alone.
    Word,
    /// A line of a kind of edge.
    Line(Manner, Border),
    /// The box of a group.
    Box(Colour),
    /// An amount.
    Chip,
}

/// An entry of the key with its place and words.
pub(super) struct Entry {
    pub(super) sample: Sample,
    pub(super) at: Box2,
    pub(super) shapes: Vec<Shape>,
}

/// A network with every place computed.
pub(super) struct Page {
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) heading: Vec<Shape>,
    pub(super) key: Vec<Entry>,
    pub(super) nodes: Vec<Written>,
    pub(super) labels: Vec<Written>,
    pub(super) routes: Vec<Route>,
    pub(super) notes: Vec<(usize, Vec<Shape>)>,
}

/// The colour of a thing: that of its group.
pub(super) fn ink_of(network: &Network, node: &Vertex) -> Colour {
    let group = node.group.and_then(|g| network.groups.get(g));
    colour(group.map_or(Hue::Grey, |g| g.colour))
}

/// Lays a network out.
pub(super) fn page(network: &Network) -> Page {
    let room = widest(network);
    let boxes: Vec<Written> = network.nodes.iter().map(|n| node_box(network, n, room)).collect();
    let labels: Vec<Written> = network.edges.iter().map(edge_label).collect();
    let blocks: Vec<Block> = boxes.iter().map(|b| Block { w: b.at.w, h: b.at.h }).collect();
    let wires: Vec<Wire> = network
        .edges
        .iter()
        .zip(&labels)
        .map(|(e, l)| Wire { from: e.from, to: e.to, w: l.at.w, h: l.at.h, level: !e.manner.is_directed() })
        .collect();
    let plan = lay(&blocks, &wires, ROOM);
    let total = (plan.width + 2.0 * MARGIN).max(NARROWEST);
    let (heading, y) = heading(network, total);
    let (key, y) = key(network, total, y);
    let top = rounded(y + 22.0);
    let moved = |written: Written, at: Box2| {
        let (x, y) = (rounded(at.x + MARGIN), rounded(at.y + top));
        // A box that is higher than its words, for the edges at its side, has them in its middle.
        let indent = rounded((at.h - written.at.h) / 2.0);
        let shapes = written.shapes.into_iter().map(|s| shifted(s, x, y + indent)).collect();
        Written { at: Box2 { x, y, w: at.w, h: at.h }, shapes }
    };
    let things = boxes.into_iter().zip(plan.blocks).map(|(b, at)| moved(b, at)).collect();
    let labels = labels.into_iter().zip(plan.labels).map(|(l, at)| moved(l, at)).collect();
    let routes = plan.routes.iter().map(|r| moved_route(r, MARGIN, top)).collect();
    let (notes, height) = notes(network, total, top + plan.height + 34.0);
    Page {
        width: total,
        height: rounded(height + MARGIN),
        heading,
        key,
        nodes: things,
        labels,
        routes,
        notes,
    }
}

fn rounded(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

fn shifted(shape: Shape, dx: f64, dy: f64) -> Shape {
    match shape {
        Shape::Rect { at, fill, stroke, round } => {
            Shape::Rect { at: Box2 { x: at.x + dx, y: at.y + dy, ..at }, fill, stroke, round }
        }
        Shape::Text { x, y, size, face, fill, text } => {
            Shape::Text { x: x + dx, y: y + dy, size, face, fill, text }
        }
        Shape::Path { points, arrow } => {
            Shape::Path { points: points.into_iter().map(|(x, y)| (x + dx, y + dy)).collect(), arrow }
        }
        Shape::Dot { x, y, filled } => Shape::Dot { x: x + dx, y: y + dy, filled },
    }
}

fn moved_route(route: &Route, dx: f64, dy: f64) -> Route {
    let shift = |(x, y): (f64, f64)| (rounded(x + dx), rounded(y + dy));
    let curves = route.curves.iter().map(|c| c.map(shift)).collect();
    Route { start: shift(route.start), curves, leftwards: route.leftwards }
}

/// The room for text in the boxes of things: as wide as the widest of them needs, within bounds.
fn widest(network: &Network) -> f64 {
    let room = BOX - 2.0 * PAD;
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
    let colour = ink_of(network, node);
    let mut shapes = Vec::new();
    let mut y = lines(PAD, 4.0, TEXT, Face::Bold, theme::INK, room, &node.name, &mut shapes);
    let number = node.number.map(|n| format!("[{n}]")).unwrap_or_default();
    let taken = width(&number, SMALL, Face::Regular);
    if !number.is_empty() {
        let x = PAD + room - taken;
        shapes.push(text(x, y + SMALL + 1.0, SMALL, Face::Regular, theme::MUTED, number));
    }
    y = lines(PAD, y + 1.0, SMALL, Face::Regular, theme::MUTED, room - taken - 6.0, &node.class, &mut shapes);
    if let Some((status, _)) = &node.status {
        let status = status.to_uppercase();
        y = lines(PAD, y + 2.0, SMALL, Face::Bold, colour.ink, room, &status, &mut shapes);
    }
    for money in &node.money {
        for line in wrap(&money.text, SMALL, Face::Bold, room - 8.0) {
            let w = width(&line, SMALL, Face::Bold) + 8.0;
            let at = Box2 { x: PAD, y: y + 3.0, w, h: SMALL + 5.0 };
            shapes.push(Shape::Rect { at, fill: theme::INK, stroke: None, round: 2.0 });
            shapes.push(text(PAD + 4.0, y + SMALL + 4.0, SMALL, Face::Bold, theme::PAPER, line));
            y += SMALL + 8.0;
        }
        if let Some(status) = &money.status {
            let status = status.to_uppercase();
            y = lines(PAD, y, SMALL, Face::Bold, theme::INK, room, &status, &mut shapes);
        }
    }
    if node.unstated {
        y = lines(PAD, y + 2.0, SMALL, Face::Regular, theme::MUTED, room, UNSTATED, &mut shapes);
    }
    Written { at: Box2 { x: 0.0, y: 0.0, w: room + 2.0 * PAD, h: rounded(y + 6.0) }, shapes }
}

/// The label of an edge, at the origin: what it says, its number, its marks.
fn edge_label(edge: &Edge) -> Written {
    const INDENT: f64 = 4.0;
    let mut shapes = Vec::new();
    let words = format!("{} [{}]", label(edge), edge.number);
    let room = LABEL - 2.0 * INDENT;
    let mut y = lines(INDENT, 0.5, SMALL + 0.4, Face::Regular, theme::INK, room, &words, &mut shapes);
    let marks = edge.marks().join(" \u{b7} ").to_uppercase();
    y = lines(INDENT, y, SMALL - 1.0, Face::Bold, theme::INK, room, &marks, &mut shapes);
    let widest = shapes.iter().map(|s| match s {
        Shape::Text { size, face, text, .. } => width(text, *size, *face),
        _ => 0.0,
    });
    let w = rounded(widest.fold(0.0, f64::max) + 2.0 * INDENT + 0.05);
    Written { at: Box2 { x: 0.0, y: 0.0, w, h: rounded(y + 2.5) }, shapes }
}

fn heading(network: &Network, total: f64) -> (Vec<Shape>, f64) {
    let room = total - 2.0 * MARGIN;
    let mut out = Vec::new();
    let mut y = lines(MARGIN, MARGIN - 4.0, 20.0, Face::Bold, theme::INK, room, &network.title, &mut out);
    y = lines(MARGIN, y + 4.0, 12.0, Face::Regular, theme::INK, room, &network.subtitle, &mut out);
    if let Some(notice) = &network.notice {
        y = lines(MARGIN, y + 3.0, 12.0, Face::Bold, theme::INK, room, notice, &mut out);
    }
    (out, y)
}

/// What the key tells, in its order.
fn samples(network: &Network) -> Vec<(Sample, String)> {
    let mut out = vec![(Sample::Word, "Key".to_owned())];
    for border in [Border::Solid, Border::Dashed, Border::Dotted] {
        let mut words: Vec<&str> = Vec::new();
        // The word of an opinion is its arrow's.
        let of_edges = network.edges.iter().filter(|e| e.manner < Manner::Opinion).flat_map(|e| &e.statuses);
        for (word, own) in of_edges.chain(network.nodes.iter().filter_map(|n| n.status.as_ref())) {
            if *own == border && !words.contains(&word.as_str()) {
                words.push(word);
            }
        }
        words.sort_unstable();
        if !words.is_empty() {
            out.push((Sample::Line(Manner::Stated, border), words.join(", ")));
        }
    }
    for manner in Manner::ALL {
        let words = match manner {
            Manner::Stated => continue,
            Manner::Derived => "derived by a rule, not stated",
            Manner::Denied => "denied",
            Manner::Disputed => "disputed",
            Manner::Opinion => "an opinion",
            Manner::Restatement => "probably one amount told twice: never added",
        };
        if network.edges.iter().any(|e| e.manner == manner) {
            let border = if manner == Manner::Restatement { Border::Dashed } else { Border::Solid };
            out.push((Sample::Line(manner, border), words.to_owned()));
        }
    }
    for (i, group) in network.groups.iter().enumerate() {
        if network.nodes.iter().any(|n| n.group == Some(i)) {
            out.push((Sample::Box(colour(group.colour)), group.title.clone()));
        }
    }
    if network.nodes.iter().any(|n| !n.money.is_empty()) {
        out.push((Sample::Chip, "amount in the source".to_owned()));
    }
    out.push((Sample::Word, "[1] = the words below the figure".to_owned()));
    out
}

/// The key below the heading; returns where it ends.
fn key(network: &Network, total: f64, y: f64) -> (Vec<Entry>, f64) {
    let mut out = Vec::new();
    let (mut x, mut y, mut tallest) = (MARGIN, y + 12.0, 0.0f64);
    for (sample, words) in samples(network) {
        let (face, indent, ink) = match sample {
            Sample::Word if words == "Key" => (Face::Bold, 0.0, theme::INK),
            Sample::Word => (Face::Regular, 0.0, theme::INK),
            Sample::Line(..) => (Face::Regular, 42.0, theme::INK),
            Sample::Box(colour) => (Face::Bold, 7.0, colour.ink),
            Sample::Chip => (Face::Bold, 7.0, theme::PAPER),
        };
        let after = if matches!(sample, Sample::Box(_) | Sample::Chip) { indent } else { 0.0 };
        let lines = wrap(&words, KEY, face, total - 2.0 * MARGIN - indent - after);
        let widest = lines.iter().map(|l| width(l, KEY, face)).fold(0.0, f64::max);
        let (w, h) = (rounded(widest + indent + after + 0.05), 6.0 + lines.len() as f64 * 12.0);
        if x + w > total - MARGIN && x > MARGIN {
            (x, y, tallest) = (MARGIN, y + tallest + 6.0, 0.0);
        }
        let line = |(i, line)| text(x + indent, y + 12.5 + i as f64 * 12.0, KEY, face, ink, line);
        let shapes = lines.into_iter().enumerate().map(line).collect();
        out.push(Entry { sample, at: Box2 { x, y, w, h }, shapes });
        x = rounded(x + w + 14.0);
        tallest = tallest.max(h);
    }
    (out, y + tallest)
}

/// The words that edges and things rest on, in columns below the figure.
fn notes(network: &Network, total: f64, y: f64) -> (Vec<(usize, Vec<Shape>)>, f64) {
    let of_nodes =
        (0..network.nodes.len()).filter_map(|n| Some((network.nodes[n].number?, node_words(network, n))));
    let of_edges = network.edges.iter().map(|e| (e.number, edge_words(network, e)));
    let texts: Vec<(usize, String)> = of_edges.chain(of_nodes).collect();
    let columns = ((total - 2.0 * MARGIN) / 400.0).floor().clamp(1.0, 4.0);
    let indent = if texts.len() > 99 { 32.0 } else { 26.0 };
    let room = ((total - 2.0 * MARGIN - 24.0 * (columns - 1.0)) / columns).floor();
    let height = |t: &(usize, String)| {
        wrap(&t.1, SMALL, Face::Regular, room - indent).len() as f64 * SMALL * 1.22 + 4.0
    };
    let share = texts.iter().map(height).sum::<f64>() / columns;
    let mut out = Vec::new();
    let (mut column, mut at, mut bottom) = (0.0, y, y);
    for (number, words) in &texts {
        if column + 1.0 < columns && at - y >= share {
            column += 1.0;
            at = y;
        }
        let x = MARGIN + column * (room + 24.0);
        let mut shapes = vec![text(x, at + SMALL, SMALL, Face::Bold, theme::INK, format!("[{number}]"))];
        at = lines(x + indent, at, SMALL, Face::Regular, theme::INK, room - indent, words, &mut shapes) + 4.0;
        bottom = bottom.max(at);
        out.push((*number, shapes));
    }
    (out, bottom)
}
