//! Which column each box stands in, and the cells of the edges between them.

use super::{BESIDE, Cell, Edge, Net, Node, What};

/// The height of a lane.
const LANE: f64 = 6.0;
/// What a box is higher than it has to be for the edges at its side.
const PORT: f64 = 8.0;

/// Boxes in even columns, labels in odd ones, lanes wherever an edge passes.
pub(super) fn net(blocks: &[Node], wires: &[Edge]) -> Net {
    let columns: Option<Vec<usize>> = blocks.iter().map(|block| block.column).collect();
    let directed = match columns {
        Some(columns) => given(&columns, wires),
        None => directed(blocks.len(), wires),
    };
    let Directed { arcs, ranks, turned, beside } = directed;
    let ends = |b: usize| {
        let here = wires.iter().zip(&beside).filter(|(_, beside)| **beside);
        here.map(|(w, _)| usize::from(w.from == b) + usize::from(w.to == b)).sum::<usize>()
    };
    let last = (0..blocks.len()).map(|b| ranks[b] * 2 + usize::from(ends(b) > 0)).max().unwrap_or(0);
    let columns = vec![Vec::new(); last + 1];
    let mut net = Net { columns, turned, beside: beside.clone(), ..Net::default() };
    // Boxes come first, so that the number of a box is that of its cell.
    for (i, block) in blocks.iter().enumerate() {
        let right = arcs.iter().filter(|a| a.0 == i).count() + ends(i);
        let left = arcs.iter().filter(|a| a.1 == i).count();
        let h = block.h.max(PORT * (left.max(right) as f64 + 1.0));
        net.add(ranks[i] * 2, What::Node(i), block.w, h);
    }
    for (i, wire) in wires.iter().enumerate() {
        let chain = if beside[i] {
            let label = net.add(ranks[wire.from] * 2 + 1, What::Label(i), wire.w + BESIDE, wire.h);
            if wire.to != wire.from {
                net.cells[wire.to].right.push(label);
                net.cells[label].left.push(wire.to);
            }
            vec![wire.from, label]
        } else {
            let (from, to) = if net.turned[i] { (wire.to, wire.from) } else { (wire.from, wire.to) };
            chain(&mut net, i, wire, (from, to), (ranks[from] * 2, ranks[to] * 2))
        };
        for pair in chain.windows(2) {
            net.cells[pair[0]].right.push(pair[1]);
            net.cells[pair[1]].left.push(pair[0]);
        }
        net.chains.push(chain);
    }
    net
}

impl Net {
    fn add(&mut self, column: usize, what: What, w: f64, h: f64) -> usize {
        let cell = self.cells.len();
        self.cells.push(Cell { what, w, h, y: 0.0, left: Vec::new(), right: Vec::new() });
        self.columns[column].push(cell);
        cell
    }
}

/// The cells of an edge: lanes, and its label in the odd column nearest to the middle.
fn chain(
    net: &mut Net,
    wire: usize,
    size: &Edge,
    ends: (usize, usize),
    columns: (usize, usize),
) -> Vec<usize> {
    let middle = usize::midpoint(columns.0, columns.1);
    let label = if middle % 2 == 1 { middle } else { middle - 1 };
    let mut chain = vec![ends.0];
    for column in columns.0 + 1..columns.1 {
        chain.push(if column == label {
            net.add(column, What::Label(wire), size.w, size.h)
        } else {
            net.add(column, What::Lane, 0.0, LANE)
        });
    }
    chain.push(ends.1);
    chain
}

/// Which way each edge is drawn, and the columns that follow from it.
struct Directed {
    arcs: Vec<(usize, usize)>,
    ranks: Vec<usize>,
    turned: Vec<bool>,
    beside: Vec<bool>,
}

/// What follows where each box has its column: edges that lead back are turned, those within a column stand beside their boxes.
fn given(columns: &[usize], wires: &[Edge]) -> Directed {
    // Columns in which nothing stands would be lanes alone.
    let mut known: Vec<usize> = columns.to_vec();
    known.sort_unstable();
    known.dedup();
    let place = |column: &usize| known.binary_search(column).unwrap_or(0);
    let ranks: Vec<usize> = columns.iter().map(place).collect();
    let turned: Vec<bool> = wires.iter().map(|w| ranks[w.from] > ranks[w.to]).collect();
    let beside: Vec<bool> = wires.iter().map(|w| ranks[w.from] == ranks[w.to]).collect();
    let arcs = wires.iter().zip(&turned).zip(&beside).filter(|(_, beside)| !**beside);
    let arcs = arcs.map(|((w, turned), _)| if *turned { (w.to, w.from) } else { (w.from, w.to) }).collect();
    Directed { arcs, ranks, turned, beside }
}

/// Turns edges until no circle is left, and puts what level edges join into one column where no other edge forbids it.
fn directed(count: usize, wires: &[Edge]) -> Directed {
    let mut turned = turned(count, wires);
    let mut beside: Vec<bool> = wires.iter().map(|w| w.from == w.to).collect();
    let leads = |w: &Edge| w.from != w.to && !w.level;
    let mut arcs: Vec<(usize, usize)> = wires
        .iter()
        .zip(&turned)
        .filter(|(w, _)| leads(w))
        .map(|(w, turned)| if *turned { (w.to, w.from) } else { (w.from, w.to) })
        .collect();
    // Boxes of one column are one box as long as ranks are looked for: the first of them.
    let mut heads: Vec<usize> = (0..count).collect();
    for (i, wire) in wires.iter().enumerate().filter(|(_, w)| w.from != w.to && w.level) {
        let (a, b) = (heads[wire.from], heads[wire.to]);
        let mut known = vec![Vec::new(); count];
        for (from, to) in &arcs {
            known[heads[*from]].push(heads[*to]);
        }
        if !leads_to(a, b, &known) && !leads_to(b, a, &known) {
            beside[i] = true;
            let (kept, gone) = (a.min(b), a.max(b));
            heads.iter_mut().filter(|h| **h == gone).for_each(|h| *h = kept);
        } else {
            turned[i] = leads_to(b, a, &known);
            arcs.push(if turned[i] { (wire.to, wire.from) } else { (wire.from, wire.to) });
        }
    }
    let of_heads: Vec<(usize, usize)> = arcs.iter().map(|a| (heads[a.0], heads[a.1])).collect();
    let by_head = ranks(count, &of_heads, &heads);
    let ranks = heads.iter().map(|h| by_head[*h]).collect();
    Directed { arcs, ranks, turned, beside }
}

/// Whether a way of edges leads from one box to another; never from a box to itself.
fn leads_to(from: usize, to: usize, out: &[Vec<usize>]) -> bool {
    let mut reached = vec![false; out.len()];
    let mut todo = vec![from];
    while let Some(at) = todo.pop() {
        if at == to && from != to {
            return true;
        }
        if !std::mem::replace(&mut reached[at], true) {
            todo.extend(&out[at]);
        }
    }
    false
}

/// Which edges have to be turned so that no circle is left: those that lead back on a walk through all boxes.
fn turned(count: usize, wires: &[Edge]) -> Vec<bool> {
    let mut turned = vec![false; wires.len()];
    let mut state = vec![0u8; count];
    let is_start = |b: &usize| !wires.iter().any(|w| w.to == *b && w.from != *b && !w.level);
    let starts: Vec<usize> = (0..count).filter(is_start).chain(0..count).collect();
    let out: Vec<Vec<usize>> = (0..count)
        .map(|b| (0..wires.len()).filter(|w| wires[*w].from == b && !wires[*w].level).collect())
        .collect();
    for start in starts {
        if state[start] != 0 {
            continue;
        }
        state[start] = 1;
        let mut walk = vec![(start, 0)];
        while let Some((block, next)) = walk.last_mut() {
            let Some(&wire) = out[*block].get(*next) else {
                state[*block] = 2;
                walk.pop();
                continue;
            };
            *next += 1;
            let to = wires[wire].to;
            if to != *block && state[to] == 1 {
                turned[wire] = true;
            } else if state[to] == 0 {
                state[to] = 1;
                walk.push((to, 0));
            }
        }
    }
    turned
}

/// The rank of each box: as far left as its edges allow, then moved towards where more of its edges lead.
fn ranks(count: usize, arcs: &[(usize, usize)], heads: &[usize]) -> Vec<usize> {
    let mut ranks = vec![0usize; count];
    for _ in 0..count {
        let mut changed = false;
        for (from, to) in arcs {
            if ranks[*to] <= ranks[*from] {
                ranks[*to] = ranks[*from] + 1;
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    let mut out: Vec<Vec<usize>> = vec![Vec::new(); count];
    let mut into = vec![0usize; count];
    for (from, to) in arcs {
        out[*from].push(*to);
        into[*to] += 1;
    }
    for _ in 0..count.min(16) {
        let mut changed = false;
        for block in 0..count {
            let nearest = out[block].iter().map(|to| ranks[*to]).min();
            let is_drawn = |n: &usize| out[block].len() > into[block] && *n > ranks[block] + 1;
            if let Some(nearest) = nearest.filter(is_drawn) {
                ranks[block] = nearest - 1;
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    let least = heads.iter().map(|h| ranks[*h]).min().unwrap_or(0);
    ranks.into_iter().map(|r| r.saturating_sub(least)).collect()
}
