//! A timeline in one column: each thing with what is said of its time, in words.

use super::words::{aside_words, mark_words, missing_words, period_words, saying_words};
use crate::compile::ontology::Border;
use crate::render::draw::phone::{Card, Section};
use crate::render::figure::{Hue, Line, Statement, Timeline};

/// The things with their times, then those that have none.
pub(in crate::render::draw) fn sections(timeline: &Timeline) -> Vec<Section> {
    let mut count = 0;
    let mut out: Vec<Section> =
        timeline.lines.iter().map(|line| section(timeline, line, &mut count)).collect();
    if let Some(words) = timeline.missing.as_ref().and_then(missing_words) {
        let head = "Given no time".to_owned();
        out.push(Section { title: head.clone(), head, remark: Some(words), ..Section::default() });
    }
    out
}

fn section(timeline: &Timeline, line: &Line, count: &mut usize) -> Section {
    let periods = line.periods.iter().map(|p| {
        let sayings: Vec<usize> = p.bounds().map(|b| b.saying).collect();
        (period_words(timeline, p), sayings)
    });
    let marks = line.marks.iter().map(|m| (mark_words(timeline, m), vec![m.at.saying]));
    let asides = line.asides.iter().map(|a| (aside_words(timeline, a, false), vec![a.saying]));
    let group = line.group.and_then(|g| timeline.groups.get(g));
    let hue = group.map_or(Hue::Grey, |g| g.colour);
    let cards = periods.chain(marks).chain(asides).map(|(words, sayings)| {
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
            lines: Vec::new(),
            money: Vec::new(),
            after: Vec::new(),
        };
        card.plain(words);
        card
    });
    let head = format!("{} ({})", line.name, line.class);
    Section { id: String::new(), title: head.clone(), head, remark: None, cards: cards.collect() }
}
