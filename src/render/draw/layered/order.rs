//! The order of the cells of each column, so that few edges cross.

use super::Net;

/// How often the columns are gone through.
const SWEEPS: usize = 24;

/// Puts the cells of all columns in order.
pub(super) fn order(net: &mut Net) {
    first(net);
    let mut best = net.columns.clone();
    let mut least = crossings(net);
    for sweep in 0..SWEEPS {
        if least == 0 {
            break;
        }
        let columns = net.columns.len();
        let mut places = places(net);
        if sweep % 2 == 0 {
            (1..columns).for_each(|c| sort(net, c, false, &mut places));
        } else {
            (0..columns.saturating_sub(1)).rev().for_each(|c| sort(net, c, true, &mut places));
        }
        exchange(net, &mut places);
        let now = crossings(net);
        if now < least {
            (least, best) = (now, net.columns.clone());
        }
    }
    net.columns = best;
}

/// The order in which a walk from the left meets the cells.
fn first(net: &mut Net) {
    let mut met = vec![false; net.cells.len()];
    for column in 0..net.columns.len() {
        let mut order: Vec<usize> = Vec::new();
        if let Some(before) = column.checked_sub(1) {
            for cell in &net.columns[before] {
                for next in &net.cells[*cell].right {
                    if !std::mem::replace(&mut met[*next], true) {
                        order.push(*next);
                    }
                }
            }
        }
        order.extend(net.columns[column].iter().filter(|c| !met[**c]));
        net.columns[column] = order;
    }
}

/// Where each cell stands in its column.
pub(super) fn places(net: &Net) -> Vec<usize> {
    let mut places = vec![0; net.cells.len()];
    for column in &net.columns {
        for (i, cell) in column.iter().enumerate() {
            places[*cell] = i;
        }
    }
    places
}

/// Sorts a column by the middle of what its cells are joined to; cells joined to nothing keep their place.
fn sort(net: &mut Net, column: usize, by_right: bool, places: &mut [usize]) {
    let middle = |cell: usize| {
        let joined = if by_right { &net.cells[cell].right } else { &net.cells[cell].left };
        if joined.is_empty() {
            return places[cell] as f64;
        }
        joined.iter().map(|j| places[*j] as f64).sum::<f64>() / joined.len() as f64
    };
    let mut order: Vec<(f64, usize)> =
        net.columns[column].iter().map(|cell| (middle(*cell), *cell)).collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0));
    for (place, (cell, (_, next))) in net.columns[column].iter_mut().zip(order).enumerate() {
        *cell = next;
        places[next] = place;
    }
}

/// Exchanges neighbours as long as that takes crossings away.
fn exchange(net: &mut Net, places: &mut [usize]) {
    for _ in 0..4 {
        let mut changed = false;
        for column in &mut net.columns {
            for i in 1..column.len() {
                let (a, b) = (column[i - 1], column[i]);
                let count = |x: usize, y: usize| {
                    let (x, y) = (&net.cells[x], &net.cells[y]);
                    crossed(&x.left, &y.left, places) + crossed(&x.right, &y.right, places)
                };
                if count(b, a) < count(a, b) {
                    column.swap(i - 1, i);
                    places.swap(a, b);
                    changed = true;
                }
            }
        }
        if !changed {
            break;
        }
    }
}

/// How many edges of two cells cross where the first stands above the second.
fn crossed(above: &[usize], below: &[usize], places: &[usize]) -> usize {
    let over = |a: &usize| below.iter().filter(|b| places[**b] < places[*a]).count();
    above.iter().map(over).sum()
}

/// How many edges cross in all.
fn crossings(net: &Net) -> usize {
    let places = places(net);
    let mut total = 0;
    for column in &net.columns {
        let mut ends: Vec<(usize, usize)> = Vec::new();
        for cell in column {
            ends.extend(net.cells[*cell].right.iter().map(|r| (places[*cell], places[*r])));
        }
        ends.sort_unstable();
        // How many edges that begin above end below: a tree of counts over the places of ends.
        let size = ends.iter().map(|e| e.1 + 1).max().unwrap_or(0);
        let mut counts = vec![0usize; size + 1];
        for (seen, (_, end)) in ends.iter().enumerate() {
            let mut at = end + 1;
            let mut not_below = 0;
            while at > 0 {
                not_below += counts[at];
                at &= at - 1;
            }
            total += seen - not_below;
            let mut at = end + 1;
            while at <= size {
                counts[at] += 1;
                at += at & at.wrapping_neg();
            }
        }
    }
    total
}
