//! How far from the top each cell stands: near what it is joined to, in its order, never closer than allowed.

use super::{Cell, Net, What};

/// How often the columns are gone through.
const SWEEPS: usize = 60;

/// Places all cells.
pub(super) fn place(net: &mut Net) {
    for column in &net.columns {
        let mut y = 0.0;
        for (i, cell) in column.iter().enumerate() {
            if let Some(before) = i.checked_sub(1) {
                y += apart(&net.cells[column[before]], &net.cells[*cell]);
            }
            net.cells[*cell].y = y;
        }
    }
    let columns = net.columns.len();
    for sweep in 0..SWEEPS {
        // First towards one side, so that chains become straight; at last towards both.
        let (left, right) = if sweep < 8 { (sweep % 2 == 0, sweep % 2 == 1) } else { (true, true) };
        if sweep % 2 == 0 {
            (0..columns).for_each(|c| straighten(net, c, left, right));
        } else {
            (0..columns).rev().for_each(|c| straighten(net, c, left, right));
        }
    }
    let top = net.cells.iter().map(|c| c.y - c.h / 2.0).fold(f64::INFINITY, f64::min);
    for cell in &mut net.cells {
        cell.y -= top;
    }
}

/// The least distance between the middles of two neighbours.
fn apart(above: &Cell, below: &Cell) -> f64 {
    let gap = match (above.what, below.what) {
        (What::Node(_), What::Node(_)) => 18.0,
        (What::Node(_), _) | (_, What::Node(_)) => 12.0,
        (What::Lane, What::Lane) => 8.0,
        _ => 7.0,
    };
    f64::midpoint(above.h, below.h) + gap
}

/// How much an edge between two cells wants to be straight.
fn pull(a: &Cell, b: &Cell) -> f64 {
    match (a.what, b.what) {
        (What::Lane, What::Lane) => 8.0,
        (What::Lane | What::Label(_), What::Lane | What::Label(_)) => 6.0,
        (What::Node(_), What::Lane) | (What::Lane, What::Node(_)) => 2.0,
        _ => 1.0,
    }
}

/// Moves the cells of a column to the places that fit best while order and distances are kept.
///
/// What is wanted is the least sum of squared distances: cells that would come too close form a group, which stands at
/// the mean of what its members want.
fn straighten(net: &mut Net, column: usize, left: bool, right: bool) {
    struct Group {
        sum: f64,
        weight: f64,
        cells: usize,
    }
    let mut groups: Vec<Group> = Vec::new();
    let mut shifts = Vec::new();
    let mut shift = 0.0;
    for (i, cell) in net.columns[column].iter().enumerate() {
        let cell = &net.cells[*cell];
        if let Some(before) = i.checked_sub(1) {
            shift += apart(&net.cells[net.columns[column][before]], cell);
        }
        shifts.push(shift);
        // A little weight on the place it has keeps everything from drifting.
        let (mut sum, mut weight) = (cell.y * 0.05, 0.05);
        let sides = [(left, &cell.left), (right, &cell.right)];
        for other in sides.into_iter().filter(|s| s.0).flat_map(|s| s.1) {
            let other = &net.cells[*other];
            let pull = pull(cell, other);
            sum += pull * other.y;
            weight += pull;
        }
        groups.push(Group { sum: sum - shift * weight, weight, cells: 1 });
        while let [.., above, below] = groups.as_mut_slice() {
            if above.sum / above.weight <= below.sum / below.weight {
                break;
            }
            above.sum += below.sum;
            above.weight += below.weight;
            above.cells += below.cells;
            groups.pop();
        }
    }
    let wanted = groups.iter().flat_map(|g| std::iter::repeat_n(g.sum / g.weight, g.cells));
    let places: Vec<f64> = wanted.zip(shifts).map(|(y, shift)| y + shift).collect();
    for (cell, y) in net.columns[column].clone().into_iter().zip(places) {
        net.cells[cell].y = y;
    }
}
