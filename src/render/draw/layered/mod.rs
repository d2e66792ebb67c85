//! Places for boxes and the edges between them, in columns from left to right, after Sugiyama's method.
//!
//! Goes in: the sizes of boxes, and edges with the sizes of their labels. Comes out: a [`Layout`]. Labels stand in columns of
//! their own between the columns of boxes, and an edge that passes a column has a lane of its own there: so no box, label
//! or lane ever overlaps another, and no edge crosses a box or a label. Deliberately knows no text and no meaning.
//! Uses sums, products and quotients only, which are the same on every machine.

mod order;
mod place;
mod rank;
mod route;

use super::sheet::Rect;

/// A box to be placed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Node {
    /// Width.
    pub w: f64,
    /// Height; it grows where many edges meet.
    pub h: f64,
    /// The column in which it has to stand; where each of what hangs together has one, edges decide none.
    pub column: Option<usize>,
}

/// An edge to be routed, with the size of its label.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Edge {
    /// The box where it begins.
    pub from: usize,
    /// The box where it ends.
    pub to: usize,
    /// Width of its label.
    pub w: f64,
    /// Height of its label.
    pub h: f64,
    /// Whether it joins two boxes without leading from one to the other: they stand in one column if they can.
    pub level: bool,
}

/// The way of an edge: a start, and Bézier curves of two handles and an end each.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Route {
    /// Where it leaves its first box.
    pub start: (f64, f64),
    /// The curves, each with two handles and an end.
    pub curves: Vec<[(f64, f64); 3]>,
    /// Whether it arrives at its last box from the right.
    pub leftwards: bool,
}

impl Route {
    /// Where it arrives.
    pub fn end(&self) -> (f64, f64) {
        self.curves.last().map_or(self.start, |c| c[2])
    }
}

/// Where everything stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layout {
    /// The boxes, in the order given.
    pub blocks: Vec<Rect>,
    /// The labels of the edges, in the order given.
    pub labels: Vec<Rect>,
    /// The ways of the edges, in the order given.
    pub routes: Vec<Route>,
    /// Width of the whole.
    pub width: f64,
    /// Height of the whole.
    pub height: f64,
}

/// Lays boxes and edges out; parts that nothing joins are packed beside and below one another, at most `room` wide if
/// they fit.
///
/// Costs about the number of edges times the columns that they span, a few dozen times over.
pub fn layout(blocks: &[Node], wires: &[Edge], room: f64) -> Layout {
    let mut plan = Layout {
        blocks: vec![Rect::default(); blocks.len()],
        labels: vec![Rect::default(); wires.len()],
        routes: vec![Route::default(); wires.len()],
        ..Layout::default()
    };
    let parts: Vec<Part> = parts(blocks.len(), wires).into_iter().map(|p| part(p, blocks, wires)).collect();
    let widest = parts.iter().map(|p| p.plan.width).fold(room, f64::max);
    let mut order: Vec<usize> = (0..parts.len()).collect();
    // Tall parts first, so that small ones fill the shelf beside them.
    order.sort_by(|a, b| parts[*b].plan.height.total_cmp(&parts[*a].plan.height).then(a.cmp(b)));
    let (mut x, mut y, mut shelf) = (0.0, 0.0, 0.0f64);
    for at in order {
        let part = &parts[at];
        if x > 0.0 && x + part.plan.width > widest {
            (x, y, shelf) = (0.0, y + shelf + PART_GAP, 0.0);
        }
        put(part, x, y, &mut plan);
        plan.width = plan.width.max(x + part.plan.width);
        plan.height = plan.height.max(y + part.plan.height);
        x += part.plan.width + PART_GAP;
        shelf = shelf.max(part.plan.height);
    }
    plan
}

/// The distance between parts.
const PART_GAP: f64 = 30.0;

/// Boxes that edges join, with those edges, by their numbers in the whole.
struct Part {
    blocks: Vec<usize>,
    wires: Vec<usize>,
    plan: Layout,
}

/// The boxes of each part that hangs together, by the first of them.
fn parts(count: usize, wires: &[Edge]) -> Vec<Vec<usize>> {
    let mut head: Vec<usize> = (0..count).collect();
    loop {
        let mut changed = false;
        for wire in wires {
            let least = head[wire.from].min(head[wire.to]);
            changed |= head[wire.from] != least || head[wire.to] != least;
            (head[wire.from], head[wire.to]) = (least, least);
        }
        if !changed {
            break;
        }
    }
    let of = |h: usize| (0..count).filter(|b| head[*b] == h).collect::<Vec<_>>();
    (0..count).map(of).filter(|p| !p.is_empty()).collect()
}

fn part(members: Vec<usize>, blocks: &[Node], wires: &[Edge]) -> Part {
    let inside: Vec<usize> = (0..wires.len()).filter(|w| members.contains(&wires[*w].from)).collect();
    let place = |block: usize| members.iter().position(|m| *m == block).unwrap_or(0);
    let own: Vec<Edge> = inside
        .iter()
        .map(|w| Edge { from: place(wires[*w].from), to: place(wires[*w].to), ..wires[*w] })
        .collect();
    let own_blocks: Vec<Node> = members.iter().map(|m| blocks[*m]).collect();
    Part { plan: connected(&own_blocks, &own), blocks: members, wires: inside }
}

/// Lays out what hangs together.
fn connected(blocks: &[Node], wires: &[Edge]) -> Layout {
    let mut net = rank::net(blocks, wires);
    order::order(&mut net);
    place::place(&mut net);
    route::plan(&net, blocks.len(), wires)
}

fn put(part: &Part, x: f64, y: f64, plan: &mut Layout) {
    let moved = |b: &Rect| Rect { x: b.x + x, y: b.y + y, ..*b };
    let shift = |p: (f64, f64)| (p.0 + x, p.1 + y);
    for (own, block) in part.blocks.iter().enumerate() {
        plan.blocks[*block] = moved(&part.plan.blocks[own]);
    }
    for (own, wire) in part.wires.iter().enumerate() {
        plan.labels[*wire] = moved(&part.plan.labels[own]);
        let route = &part.plan.routes[own];
        let curves = route.curves.iter().map(|c| c.map(shift)).collect();
        plan.routes[*wire] = Route { start: shift(route.start), curves, leftwards: route.leftwards };
    }
}

/// How far a label beside its boxes stands from the edge that it belongs to.
const BESIDE: f64 = 4.0;

/// What stands in one place of one column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Node(usize),
    Label(usize),
    Lane,
}

/// One place of one column.
#[derive(Clone, Debug)]
struct Cell {
    what: What,
    w: f64,
    h: f64,
    /// The middle, from the top.
    y: f64,
    /// Cells of the column to the left that edges join it to.
    left: Vec<usize>,
    /// Cells of the column to the right.
    right: Vec<usize>,
}

/// Boxes, labels and lanes in columns; an edge is the chain of its cells from left to right.
#[derive(Clone, Debug, Default)]
struct Net {
    cells: Vec<Cell>,
    columns: Vec<Vec<usize>>,
    chains: Vec<Vec<usize>>,
    /// For each edge, whether its chain runs from its end to its beginning.
    turned: Vec<bool>,
    /// For each edge, whether both its boxes stand in one column, its label beside them.
    beside: Vec<bool>,
}
