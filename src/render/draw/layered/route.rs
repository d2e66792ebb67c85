//! From columns and places to boxes and smooth ways.

use std::collections::BTreeMap;

use super::order::places;
use super::{BESIDE, Edge, Layout, Net, Route, What};
use crate::render::draw::sheet::Rect;

/// The least distance between two columns; it grows with how far edges rise in it.
const GAP: f64 = 26.0;
/// The greatest.
const WIDEST_GAP: f64 = 110.0;
/// How far apart edges arrive at a box, where it is high enough.
const PORTS: f64 = 15.0;

/// One place on the side of a box: which edge, and whether it is the second end of a loop.
type Port = (usize, bool);

/// Boxes, labels and ways of what hangs together.
pub(super) fn plan(net: &Net, blocks: usize, wires: &[Edge]) -> Layout {
    let ports = ports(net, wires);
    let mut column_of = vec![0; net.cells.len()];
    for (i, column) in net.columns.iter().enumerate() {
        for cell in column {
            column_of[*cell] = i;
        }
    }
    let columns = columns(net, &column_of, &ports);
    let mut plan = Layout {
        blocks: vec![Rect::default(); blocks],
        labels: vec![Rect::default(); wires.len()],
        ..Layout::default()
    };
    for (i, cell) in net.cells.iter().enumerate() {
        let (x, w) = columns[column_of[i]];
        // The label of a loop or level edge stands beside its box, every other one in the middle of its column.
        let is_beside = matches!(cell.what, What::Label(wire) if net.beside[wire]);
        let indent = if is_beside { BESIDE } else { (w - cell.w) / 2.0 };
        let at = Rect { x: rounded(x + indent), y: rounded(cell.y - cell.h / 2.0), w: cell.w, h: cell.h };
        match cell.what {
            What::Node(block) => plan.blocks[block] = at,
            What::Label(wire) => plan.labels[wire] = Rect { w: wires[wire].w, ..at },
            What::Lane => {}
        }
        plan.height = plan.height.max(at.y + at.h);
    }
    plan.width = columns.last().map_or(0.0, |(x, w)| x + w);
    for (i, wire) in wires.iter().enumerate() {
        let route = if net.beside[i] {
            beside(i, wire, columns[column_of[wire.from]], &plan, &ports)
        } else {
            way(net, i, &columns, &column_of, &plan, &ports)
        };
        plan.routes.push(route);
    }
    plan
}

/// Lengths are told to a tenth.
fn rounded(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// Where each edge meets the boxes at its ends: by edge, second end of a loop, and right side.
type Ports = BTreeMap<(Port, bool), f64>;

fn ports(net: &Net, wires: &[Edge]) -> Ports {
    let mut ports = Ports::new();
    let places = places(net);
    // By box and side: what arrives there, with the place of where it comes from.
    let mut sides: BTreeMap<(usize, bool), Vec<(usize, Port)>> = BTreeMap::new();
    for (wire, chain) in net.chains.iter().enumerate() {
        // A chain has a cell at each of its ends.
        let [first, second, before, last] = [0, 1, chain.len() - 2, chain.len() - 1].map(|at| chain[at]);
        if net.beside[wire] {
            sides.entry((wires[wire].from, true)).or_default().push((places[last], (wire, false)));
            sides.entry((wires[wire].to, true)).or_default().push((places[last], (wire, true)));
        } else {
            sides.entry((first, true)).or_default().push((places[second], (wire, false)));
            sides.entry((last, false)).or_default().push((places[before], (wire, false)));
        }
    }
    for (i, cell) in net.cells.iter().enumerate() {
        for right in [false, true] {
            let Some(mut here) = sides.remove(&(i, right)) else { continue };
            here.sort_unstable();
            let step = PORTS.min((cell.h - 10.0) / here.len() as f64);
            let first = cell.y - step * ((here.len() - 1) as f64) / 2.0;
            for (at, (_, port)) in here.into_iter().enumerate() {
                ports.insert((port, right), rounded(first + step * at as f64));
            }
        }
    }
    ports
}

/// Left edge and width of each column.
fn columns(net: &Net, column_of: &[usize], ports: &Ports) -> Vec<(f64, f64)> {
    // How far the steepest edge rises from each column to the next.
    let mut steepest = vec![0.0f64; net.columns.len()];
    for (wire, chain) in net.chains.iter().enumerate() {
        let y = |at: usize| match net.cells[chain[at]].what {
            What::Node(_) => ports.get(&((wire, false), at == 0)).copied(),
            _ => Some(net.cells[chain[at]].y),
        };
        for at in 1..chain.len() {
            if let (Some(from), Some(to)) = (y(at - 1), y(at)) {
                let rise = if from < to { to - from } else { from - to };
                let column = column_of[chain[at - 1]];
                steepest[column] = steepest[column].max(rise);
            }
        }
    }
    let mut x = 0.0;
    let mut columns = Vec::new();
    for (i, column) in net.columns.iter().enumerate() {
        let width = column.iter().map(|c| net.cells[*c].w).fold(0.0, f64::max);
        columns.push((x, width));
        let is_last = i + 1 == net.columns.len();
        x += width + if is_last { 0.0 } else { rounded((GAP + steepest[i] * 0.16).min(WIDEST_GAP)) };
    }
    columns
}

/// A smooth way between two points: level at both.
fn curve(from: (f64, f64), to: (f64, f64)) -> [(f64, f64); 3] {
    let middle = rounded(f64::midpoint(from.0, to.0));
    [(middle, from.1), (middle, to.1), to]
}

/// Smooth ways through points; points that are the one before are left out.
fn through(start: (f64, f64), stops: Vec<(f64, f64)>) -> Vec<[(f64, f64); 3]> {
    let mut at = start;
    let mut curves = Vec::new();
    for next in stops {
        if next != at {
            curves.push(curve(at, next));
        }
        at = next;
    }
    curves
}

/// The left or right side of the box in a cell.
fn side(net: &Net, plan: &Layout, cell: usize, right: bool) -> f64 {
    let What::Node(block) = net.cells[cell].what else { return 0.0 };
    let at = plan.blocks[block];
    rounded(if right { at.x + at.w } else { at.x })
}

fn way(
    net: &Net,
    wire: usize,
    columns: &[(f64, f64)],
    column_of: &[usize],
    plan: &Layout,
    ports: &Ports,
) -> Route {
    let chain = &net.chains[wire];
    let port = |right: bool| ports.get(&((wire, false), right)).copied().unwrap_or(0.0);
    let (first, last) = (chain[0], chain[chain.len() - 1]);
    let start = (side(net, plan, first, true), port(true));
    let end = (side(net, plan, last, false), port(false));
    // Level through the columns, whatever stands above and below; up and down between them only.
    let (left, right) = (columns[column_of[first]], columns[column_of[last]]);
    let mut stops = vec![(rounded(left.0 + left.1), start.1)];
    for cell in &chain[1..chain.len() - 1] {
        let (x, w) = columns[column_of[*cell]];
        let y = rounded(net.cells[*cell].y);
        stops.extend([(rounded(x), y), (rounded(x + w), y)]);
    }
    stops.extend([(rounded(right.0), end.1), end]);
    let curves = through(start, stops);
    let route = Route { start, curves, leftwards: false };
    if net.turned[wire] { reversed(&route) } else { route }
}

/// The same way from its end to its start.
fn reversed(route: &Route) -> Route {
    let mut curves = Vec::new();
    let starts = std::iter::once(route.start).chain(route.curves.iter().map(|c| c[2]));
    for (start, [a, b, _]) in starts.zip(&route.curves) {
        curves.push([*b, *a, start]);
    }
    curves.reverse();
    Route { start: route.end(), curves, leftwards: true }
}

/// From the right side of a box to its label, and back to the same side: of the same box, or of the other one.
fn beside(wire: usize, ends: &Edge, column: (f64, f64), plan: &Layout, ports: &Ports) -> Route {
    let at = |block: usize, second: bool| {
        let right = plan.blocks[block].x + plan.blocks[block].w;
        (rounded(right), ports.get(&((wire, second), true)).copied().unwrap_or(0.0))
    };
    let (start, end) = (at(ends.from, false), at(ends.to, true));
    let label = plan.labels[wire];
    let (x, y) = (rounded(label.x - BESIDE), rounded(label.y + label.h / 2.0));
    let half = if start.1 <= end.1 { 4.0 } else { -4.0 };
    let (first, second) = ((x, y - half), (x, y + half));
    let edge = rounded(column.0 + column.1);
    let mut curves = through(start, vec![(edge, start.1), first]);
    curves.push([first, second, second]);
    curves.extend(through(second, vec![(edge, end.1), end]));
    Route { start, curves, leftwards: true }
}
