//! Every shape that is no text as the steps of a path.

use super::super::sheet::{ColourRole, Rect, Shape, Step, Stroke};
use crate::compile::ontology::Border;

/// A path, what fills it, and its line.
pub(super) type Outline = (Vec<Step>, Option<ColourRole>, Option<Stroke>);

/// How far the handles of a quarter of a circle are from its ends, in radii.
const HANDLE: f64 = 0.552_284_75;

/// The path of a shape; none for text.
pub(super) fn outline(shape: &Shape) -> Option<Outline> {
    match shape {
        Shape::Rect { at, fill, stroke, round } => Some((rectangle(*at, *round), Some(*fill), *stroke)),
        Shape::Path { steps, fill, stroke } => Some((steps.clone(), *fill, *stroke)),
        Shape::Dot { x, y, filled } => {
            const RADIUS: f64 = 3.6;
            let square = Rect { x: x - RADIUS, y: y - RADIUS, w: 2.0 * RADIUS, h: 2.0 * RADIUS };
            let fill = if *filled { ColourRole::Ink } else { ColourRole::Paper };
            Some((rectangle(square, RADIUS), Some(fill), Some((ColourRole::Ink, 1.4, Border::Solid))))
        }
        Shape::Text { .. } => None,
    }
}

/// A rectangle with round corners.
pub(super) fn rectangle(at: Rect, round: f64) -> Vec<Step> {
    let r = round.min(at.w / 2.0).min(at.h / 2.0).max(0.0);
    let (left, top, right, bottom) = (at.x, at.y, at.x + at.w, at.y + at.h);
    let near = r * (1.0 - HANDLE);
    let corners = [
        [(right - r, top), (right - near, top), (right, top + near), (right, top + r)],
        [(right, bottom - r), (right, bottom - near), (right - near, bottom), (right - r, bottom)],
        [(left + r, bottom), (left + near, bottom), (left, bottom - near), (left, bottom - r)],
        [(left, top + r), (left, top + near), (left + near, top), (left + r, top)],
    ];
    let mut steps = vec![Step::Move(left + r, top)];
    for [from, one, two, to] in corners {
        steps.push(Step::Line(from.0, from.1));
        if r > 0.0 {
            steps.push(Step::Curve([one, two, to]));
        }
    }
    steps.push(Step::Close);
    steps
}
