//! The lines of edges: each kind of edge has its own.

use crate::compile::ontology::Border;
use crate::model::standing::Standing;
use crate::render::draw::layered::Route;
use crate::render::draw::sheet::{ColourRole, Shape, Step};
use crate::render::figure::EdgeKind;

/// The length of an arrow head.
const HEAD: f64 = 8.0;
/// Half of its height.
const HALF: f64 = 3.8;

/// The line of an edge with its arrow head: filled for a fact, hollow for what is inferred, open for what is no
/// fact; a bar before it for what is denied.
pub(super) fn arrow(route: &Route, kind: EdgeKind, border: Border) -> Vec<Shape> {
    let standing = match kind {
        EdgeKind::Link(standing) => Some(standing),
        EdgeKind::Restatement => None,
    };
    let way = if route.leftwards { -1.0 } else { 1.0 };
    let steps = steps(route, if kind.is_directed() { (HEAD - 1.5) * way } else { 0.0 });
    let line = |paint, thick, border| Shape::Path {
        steps: steps.clone(),
        fill: None,
        stroke: Some((paint, thick, border)),
    };
    if kind == EdgeKind::Restatement {
        // Two lines side by side: a wide one with a lighter one in its middle.
        return vec![
            line(ColourRole::Muted, 4.6, Border::Dashed),
            line(ColourRole::Paper, 2.0, Border::Solid),
        ];
    }
    let thick = if standing == Some(Standing::Fact) { 1.7 } else { 1.2 };
    let mut shapes = vec![line(ColourRole::Muted, thick, border)];
    let (x, y) = route.end();
    let back = x - HEAD * way;
    let closed = vec![Step::Move(x, y), Step::Line(back, y - HALF), Step::Line(back, y + HALF), Step::Close];
    let open = vec![Step::Move(back, y - HALF), Step::Line(x, y), Step::Line(back, y + HALF)];
    let thin = |thick| Some((ColourRole::Muted, thick, Border::Solid));
    shapes.push(match standing {
        Some(Standing::Fact) => Shape::Path { steps: closed, fill: Some(ColourRole::Muted), stroke: None },
        Some(Standing::Inferred) => {
            Shape::Path { steps: closed, fill: Some(ColourRole::Paper), stroke: thin(1.2) }
        }
        _ => Shape::Path { steps: open, fill: None, stroke: thin(1.4) },
    });
    if standing == Some(Standing::Denied) {
        let bar = x - (HEAD + 3.0) * way;
        let steps = vec![Step::Move(bar, y - HALF), Step::Line(bar, y + HALF)];
        shapes.push(Shape::Path { steps, fill: None, stroke: thin(2.0) });
    }
    shapes
}

/// The steps of a path that ends a little before the end of a way, where the head begins.
fn steps(route: &Route, short: f64) -> Vec<Step> {
    let last = route.curves.len().saturating_sub(1);
    let curve = |(i, [first, second, end]): (usize, &[(f64, f64); 3])| {
        Step::Curve([*first, *second, (end.0 - if i == last { short } else { 0.0 }, end.1)])
    };
    let start = Step::Move(route.start.0, route.start.1);
    std::iter::once(start).chain(route.curves.iter().enumerate().map(curve)).collect()
}
