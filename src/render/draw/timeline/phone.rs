//! A timeline in one column: each thing with its bars, all to one scale, and below each what is said of its time.

use super::bar::{Piece, mark_pieces, period_pieces};
use super::look::{BAR, hollow, shapes};
use super::scale::Scale;
use super::words::{aside_words, mark_words, missing_words, period_words, saying_words};
use crate::compile::ontology::Border;
use crate::render::draw::metrics::{Face, width};
use crate::render::draw::phone::{Card, Picture, Section, TEXT};
use crate::render::draw::sheet::{ColourRole, Shape, Step, rounded, text};
use crate::render::figure::{Annotation, Hue, Line, Statement, Timeline};

/// How high the picture of a bar is, and that of an axis.
const HIGH: [f64; 2] = [BAR + 10.0, TEXT * 1.4];

/// The things with their times, within a room, then those that have none.
pub(in crate::render::draw) fn sections(timeline: &Timeline, room: f64) -> Vec<Section> {
    let scale = Scale::narrow(timeline, room, TEXT);
    let mut count = 0;
    let mut out: Vec<Section> =
        timeline.lines.iter().map(|line| section(timeline, line, &scale, &mut count)).collect();
    if let Some(words) = timeline.missing.as_ref().and_then(missing_words) {
        let head = "No time stated".to_owned();
        out.push(Section { title: head.clone(), head, remark: Some(words), ..Section::default() });
    }
    out
}

fn section(timeline: &Timeline, line: &Line, scale: &Scale, count: &mut usize) -> Section {
    let group = line.group.and_then(|g| timeline.groups.get(g));
    let hue = group.map_or(Hue::Grey, |g| g.colour);
    let periods = line.periods.iter().map(|p| {
        let sayings: Vec<usize> = p.bounds().map(|b| b.saying).collect();
        let picture = bar(&period_pieces(timeline, p, scale), scale, hue, false);
        (period_words(timeline, p), sayings, picture)
    });
    let marks = line.marks.iter().map(|m| {
        let picture = bar(&mark_pieces(timeline, m, scale), scale, hue, !m.deadline);
        (mark_words(timeline, m), vec![m.at.saying], picture)
    });
    let asides = line.asides.iter().map(|a| {
        let (picture, is_cut) = length(timeline, a, scale, hue);
        (aside_words(timeline, a, is_cut), vec![a.saying], picture)
    });
    let cards = periods.chain(marks).chain(asides).map(|(words, sayings, picture)| {
        *count += 1;
        let own = sayings.iter().filter_map(|s| timeline.sayings.get(*s));
        let border = own.clone().map(Statement::border).max_by_key(|b| *b as u8).unwrap_or(Border::Solid);
        let said: Vec<String> = own.map(saying_words).collect();
        let mut card = Card {
            id: format!("time-{count}"),
            class: "time",
            spoken: format!("{}: {words}.", line.name),
            title: format!("{}: {words}. {}", line.name, said.join(" ")),
            note: sayings.iter().min().map(|s| s + 1),
            hue,
            frame: (1.6, border),
            picture,
            lines: Vec::new(),
            money: Vec::new(),
            after: Vec::new(),
        };
        card.plain(words);
        card
    });
    let head = format!("{} ({})", line.name, line.class);
    let cards: Vec<Card> = cards.collect();
    let is_dated = line.bounds().next().is_some();
    let picture = if is_dated { axis(scale) } else { Picture::default() };
    Section { id: String::new(), title: head.clone(), head, remark: None, picture, cards }
}

/// The labels of the ticks.
fn axis(scale: &Scale) -> Picture {
    let mut shapes = Vec::new();
    for tick in &scale.ticks {
        let (x, long) = (rounded(scale.x(tick.day)), width(&tick.label, TEXT, Face::Regular));
        // The tick at the end of the axis has no label, and one that would stick out neither.
        if x + long <= scale.axis {
            shapes.push(text(x, TEXT, TEXT, Face::Regular, ColourRole::Muted, tick.label.clone()));
        }
    }
    Picture { shapes, high: HIGH[1] }
}

/// A bar, with the lines of the ticks behind it.
fn bar(pieces: &[Piece], scale: &Scale, hue: Hue, is_point: bool) -> Picture {
    let ticks = scale.ticks.iter().map(|tick| {
        let x = rounded(scale.x(tick.day));
        let steps = vec![Step::Move(x, 0.0), Step::Line(x, HIGH[0] - 2.0)];
        Shape::Path { steps, fill: None, stroke: Some((ColourRole::Guide, 1.0, Border::Solid)) }
    });
    let drawn = pieces.iter().flat_map(|piece| shapes(piece, 0.0, 4.0, hue, is_point));
    Picture { shapes: ticks.chain(drawn).collect(), high: HIGH[0] }
}

/// A length without a place on the axis, to its scale, and whether there is no room for all of it.
fn length(timeline: &Timeline, aside: &Annotation, scale: &Scale, hue: Hue) -> (Picture, bool) {
    let Some(days) = aside.days else { return (Picture::default(), false) };
    let (long, is_cut) = scale.length(days);
    let border = timeline.sayings.get(aside.saying).map_or(Border::Solid, Statement::border);
    let shape = hollow((1.0, 4.0), long, is_cut, (ColourRole::Hue(hue), 1.6, border));
    (Picture { shapes: vec![shape], high: HIGH[0] }, is_cut)
}
