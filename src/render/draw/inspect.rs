//! Figures looked at by computation: what a reader would stumble over, whoever declared them.
//!
//! Goes in: a [`Figure`] and a [`Theme`]. Comes out: its [`FigureIssue`]s, in words. The layouts are made so that there are none; this
//! is what holds them to it, in tests and for the figures of a project (`remit check --figures`).

use super::colour::contrast;
use super::page::{LEAST_POINTS, POINTS, Page};
use super::sheet::{ColourRole, Item, Part, Rect, Scene, Shape, Step, extent};
use super::theme::{Paper, Theme};
use crate::render::figure::{Citation, Figure, Grid, Matrix};

/// The least contrast of text (WCAG 2.2, AA).
const LEAST_CONTRAST: f64 = 4.5;
/// The least size of text on a phone, in pixels.
const LEAST_PIXELS: f64 = 12.0;
/// How far a measure may be off.
const SLACK: f64 = 1.1;

/// What is wrong with a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FigureIssue {
    /// Something overlaps, is cut off, cannot be read, stands out of order, or rests on no words.
    Broken(String),
    /// The smallest text is hard to read on paper.
    Small(String),
}

/// Looks at a figure in a theme. Costs the square of the number of boxes.
pub fn inspect(figure: &Figure, theme: &Theme) -> Vec<FigureIssue> {
    let (sheet, pages) = super::pages(figure, theme.page);
    let mut broken = uncited(figure);
    broken.extend(out_of_order(&sheet));
    broken.extend(overlapping(&sheet));
    broken.extend(sticking_out(&sheet));
    broken.extend(behind(&sheet));
    broken.extend(pages.iter().flat_map(cut_off));
    broken.extend(unreadable(&sheet, theme));
    broken.extend(missing_citation(&sheet, &pages));
    let listed = sheet.points.map(|points| {
        format!(
            "as a picture, its smallest text would have {points:.1} points in the theme `{}`, and {LEAST_POINTS} is the least: it is shown as a list there",
            theme.name
        )
    });
    let small = pages.iter().filter_map(|page| small(page, theme)).chain(listed).map(FigureIssue::Small);
    broken.into_iter().map(FigureIssue::Broken).chain(small).collect()
}

/// The id of an item: what is said of it may be said of others too.
fn name(item: &Item) -> &str {
    &item.id
}

/// What a figure shows without words or a rule.
fn uncited(figure: &Figure) -> Vec<String> {
    let edges: Vec<(String, &[Citation])> = match figure {
        Figure::Grid(Grid { cards, .. }) | Figure::Matrix(Matrix { cards, .. }) => {
            cards.iter().map(|c| (c.titles.join(", "), &*c.grounds)).collect()
        }
        Figure::Network(network) => network.edges.iter().map(|e| (e.label.clone(), &*e.cites)).collect(),
        Figure::Timeline(timeline) => {
            timeline.sayings.iter().map(|s| (s.sentence.clone(), &*s.cites)).collect()
        }
    };
    let bare = edges.into_iter().filter(|(_, cites)| cites.is_empty());
    bare.map(|(edge, _)| format!("`{edge}` rests on no claim")).collect()
}

/// Rows that do not run down in their order.
fn out_of_order(sheet: &Scene) -> Vec<String> {
    let head = |part: &Part| boxes(&part.shapes).next();
    let heads: Vec<(Rect, &str)> =
        sheet.lists.iter().filter_map(|l| Some((head(l.head.as_ref()?)?, l.spoken.as_str()))).collect();
    let wrong = heads.windows(2).filter(|pair| pair[1].0.y < pair[0].0.y + pair[0].0.h);
    wrong.map(|pair| format!("`{}` does not stand below `{}`", pair[1].1, pair[0].1)).collect()
}

fn items(sheet: &Scene) -> impl Iterator<Item = &Item> {
    sheet.lists.iter().flat_map(|l| &l.items)
}

fn overlapping(sheet: &Scene) -> Vec<String> {
    let all: Vec<&Item> = items(sheet).collect();
    let overlap = |a: &Rect, b: &Rect| {
        a.x + 0.1 < b.x + b.w && b.x + 0.1 < a.x + a.w && a.y + 0.1 < b.y + b.h && b.y + 0.1 < a.y + a.h
    };
    let mut out = Vec::new();
    for (i, a) in all.iter().enumerate() {
        for b in all.iter().skip(i + 1).filter(|b| overlap(&a.at, &b.at)) {
            out.push(format!("`{}` and `{}` overlap", name(a), name(b)));
        }
    }
    out
}

/// Text that is wider or higher than the box that it stands in.
fn sticking_out(sheet: &Scene) -> Vec<String> {
    let of_items = items(sheet).flat_map(|item| item.parts.iter().map(|p| (item.at, p)));
    let of_heads = sheet.lists.iter().filter_map(|l| {
        let head = l.head.as_ref()?;
        Some((boxes(&head.shapes).next()?, head))
    });
    let mut out = Vec::new();
    for (at, part) in of_items.chain(of_heads) {
        let texts = part.shapes.iter().filter_map(|s| Some((s, extent(s)?)));
        for (shape, own) in texts.filter(|(s, _)| matches!(s, Shape::Text { .. })) {
            if !holds(&at, &own) {
                out.push(format!("`{}` sticks out of its box", words(shape)));
            }
        }
    }
    out
}

/// Lines that run behind a box to which they do not belong: a reader would take them to lead there.
fn behind(sheet: &Scene) -> Vec<String> {
    let lines = |shapes: &[Shape]| shapes.iter().filter_map(points_on).collect::<Vec<_>>();
    let of_items = items(sheet).map(|item| {
        (item.id.as_str(), item.parts.iter().flat_map(|p| lines(&p.shapes)).flatten().collect::<Vec<_>>())
    });
    let of_ground = lines(&sheet.ground).into_iter().flatten().collect();
    let mut out = Vec::new();
    for (owner, points) in of_items.chain([("", of_ground)]) {
        let is_behind = |at: &Rect, (x, y): (f64, f64)| {
            x > at.x + INSIDE && x < at.x + at.w - INSIDE && y > at.y + INSIDE && y < at.y + at.h - INSIDE
        };
        let others = items(sheet).filter(|item| item.id != owner && item.note.is_some());
        // A line of the axis of a timeline is meant to run behind all that is dated.
        let boxes = others.filter(|item| item.class != "time");
        for item in boxes.filter(|item| points.iter().any(|point| is_behind(&item.at, *point))) {
            out.push(format!("a line runs behind `{}`", name(item)));
        }
    }
    out
}

/// How far inside a box a line is behind it.
const INSIDE: f64 = 3.0;

/// Points on a line, close to one another; none for what is an area.
fn points_on(shape: &Shape) -> Option<Vec<(f64, f64)>> {
    const STEPS: usize = 24;
    let Shape::Path { steps, fill: None, stroke: Some(_) } = shape else { return None };
    let (mut at, mut points) = ((0.0, 0.0), Vec::new());
    for step in steps {
        let [a, b, end] = match step {
            Step::Move(x, y) => {
                at = (*x, *y);
                continue;
            }
            Step::Line(x, y) => [at, (*x, *y), (*x, *y)],
            Step::Curve(points) => *points,
            Step::Close => continue,
        };
        points.extend((0..=STEPS).map(|i| {
            let t = i as f64 / STEPS as f64;
            let mix = |of: fn((f64, f64)) -> f64| {
                let u = 1.0 - t;
                u * u * u * of(at) + 3.0 * u * u * t * of(a) + 3.0 * u * t * t * of(b) + t * t * t * of(end)
            };
            (mix(|p| p.0), mix(|p| p.1))
        }));
        at = end;
    }
    Some(points)
}

/// What the page does not show as a whole.
fn cut_off(page: &Page) -> Vec<String> {
    let lost = page.shapes().filter(|s| extent(s).is_some_and(|e| !holds(&page.view, &e)));
    lost.map(|s| format!("`{}` is cut off by the edge of the page", words(s))).collect()
}

/// Text that is too much like its ground.
fn unreadable(sheet: &Scene, theme: &Theme) -> Vec<String> {
    let mut rects: Vec<(Rect, ColourRole)> = Vec::new();
    let mut out = Vec::new();
    for shape in sheet.ground.iter().chain(sheet.parts().flat_map(|p| &p.shapes)) {
        match shape {
            Shape::Rect { at, fill, .. } => rects.push((*at, *fill)),
            Shape::Text { x, y, fill, .. } => {
                let (x, y) = (x + 1.0, y - 3.0);
                let under = |at: &Rect| x >= at.x && x <= at.x + at.w && y >= at.y && y <= at.y + at.h;
                let ground = rects.iter().rev().find(|r| under(&r.0)).map_or(ColourRole::Paper, |r| r.1);
                let found = contrast(theme.paint(*fill), theme.paint(ground));
                if found < LEAST_CONTRAST {
                    out.push(format!("`{}` has a contrast of {found:.1} : 1", words(shape)));
                }
            }
            Shape::Path { .. } | Shape::Dot { .. } => {}
        }
    }
    out
}

/// Items without words, and items whose words stand nowhere.
fn missing_citation(sheet: &Scene, pages: &[Page]) -> Vec<String> {
    let there = |number: usize| pages.iter().any(|p| p.notes.iter().any(|n| n.0 == number));
    let mut out = Vec::new();
    for item in items(sheet) {
        if item.parts.iter().any(|p| p.title.trim().is_empty()) {
            out.push(format!("`{}` does not tell the words that it rests on", name(item)));
        }
        if let Some(number) = item.note.filter(|n| !there(*n)) {
            out.push(format!("`{}` leads to the words [{number}], which are not there", name(item)));
        }
    }
    out
}

/// The smallest text of a page of paper or of a phone, where it is too small.
fn small(page: &Page, theme: &Theme) -> Option<String> {
    let pixels = page.points() / POINTS;
    if theme.page == Some(Paper::Phone) && pixels < LEAST_PIXELS {
        return Some(format!(
            "the smallest text has {pixels:.1} pixels on a phone, and {LEAST_PIXELS} is the least"
        ));
    }
    let (points, name) = (page.points(), &theme.name);
    let is_small = page.paper.is_some() && points < LEAST_POINTS;
    is_small.then(|| {
        format!(
            "the smallest text has {points:.1} points in the theme `{name}`, and {LEAST_POINTS} is the least"
        )
    })
}

fn boxes(shapes: &[Shape]) -> impl Iterator<Item = Rect> + '_ {
    shapes.iter().filter_map(|s| match s {
        Shape::Rect { at, .. } => Some(*at),
        _ => None,
    })
}

fn words(shape: &Shape) -> String {
    match shape {
        Shape::Text { text, .. } => text.clone(),
        Shape::Rect { .. } => "a box".to_owned(),
        Shape::Path { .. } => "a line".to_owned(),
        Shape::Dot { .. } => "a dot".to_owned(),
    }
}

fn holds(outer: &Rect, inner: &Rect) -> bool {
    inner.x >= outer.x - SLACK
        && inner.y >= outer.y - SLACK
        && inner.x + inner.w <= outer.x + outer.w + SLACK
        && inner.y + inner.h <= outer.y + outer.h + SLACK
}

#[cfg(test)]
mod tests {
    use super::super::page::on_screen;
    use super::super::sheet::{List, Note};
    use super::super::{Face, Theme};
    use super::*;

    /// Two boxes with a word each, the second wherever it is put.
    fn sheet(second: Rect, fill: ColourRole, title: &str) -> Scene {
        let item = |at: Rect, number: usize, title: &str| Item {
            id: format!("item-{number}"),
            note: Some(number),
            at,
            parts: vec![Part {
                title: title.to_owned(),
                shapes: vec![
                    Shape::Rect { at, fill: ColourRole::Paper, stroke: None, round: 0.0 },
                    Shape::Text {
                        x: at.x + 5.0,
                        y: at.y + 20.0,
                        size: 10.0,
                        face: Face::Bold,
                        fill,
                        text: "word".into(),
                    },
                ],
                ..Part::default()
            }],
            ..Item::default()
        };
        let first = Rect { x: 30.0, y: 30.0, w: 60.0, h: 30.0 };
        let items = vec![item(first, 1, "words"), item(second, 2, title)];
        Scene {
            width: 300.0,
            height: 200.0,
            lists: vec![List { items, ..List::default() }],
            notes: vec![Note { number: 1, words: "words".into() }],
            ..Scene::default()
        }
    }

    fn found(sheet: &Scene) -> String {
        let theme = Theme::light();
        let pages = [on_screen(sheet)];
        let all = [
            overlapping(sheet),
            sticking_out(sheet),
            pages.iter().flat_map(cut_off).collect(),
            unreadable(sheet, &theme),
            missing_citation(sheet, &pages),
            behind(sheet),
        ];
        all.concat().join("\n")
    }

    #[test]
    fn every_kind_of_flaw_is_seen() {
        let free = Rect { x: 100.0, y: 30.0, w: 60.0, h: 30.0 };
        let good = found(&sheet(free, ColourRole::Ink, "words"));
        assert_eq!(good, "`item-2` leads to the words [2], which are not there");
        let has =
            |sheet: &Scene, words: &str| assert!(found(sheet).contains(words), "{words}: {}", found(sheet));
        has(&sheet(Rect { x: 80.0, ..free }, ColourRole::Ink, "words"), "`item-1` and `item-2` overlap");
        has(&sheet(Rect { w: 20.0, ..free }, ColourRole::Ink, "words"), "`word` sticks out of its box");
        has(
            &sheet(Rect { x: 280.0, ..free }, ColourRole::Ink, "words"),
            "`word` is cut off by the edge of the page",
        );
        let mut crossed = sheet(free, ColourRole::Ink, "words");
        let steps = vec![Step::Move(0.0, 45.0), Step::Curve([(30.0, 45.0), (60.0, 45.0), (80.0, 45.0)])];
        let stroke = Some((ColourRole::Ink, 1.0, crate::compile::ontology::Border::Solid));
        crossed.ground.push(Shape::Path { steps, fill: None, stroke });
        has(&crossed, "a line runs behind `item-1`");
        has(&sheet(free, ColourRole::Guide, "words"), "`word` has a contrast of 1.4 : 1");
        has(&sheet(free, ColourRole::Ink, " "), "`item-2` does not tell the words that it rests on");
    }
}
