//! A timeline as text: every thing with what is said of its time, and the words below it.

use super::words::{aside_words, mark_words, missing_words, period_words, saying_words};
use crate::render::figure::{Line, Timeline};

/// Writes a timeline as text.
pub(in crate::render::draw) fn text(timeline: &Timeline) -> String {
    let mut out = timeline.heading.lines();
    let mut told = vec![false; timeline.sayings.len()];
    for line in &timeline.lines {
        let group = line.group.and_then(|g| timeline.groups.get(g)).map(|g| format!("; {}", g.title));
        out.push_str(&format!("\n{} ({}{})\n", line.name, line.class, group.unwrap_or_default()));
        times(timeline, line, &mut out);
        for number in sayings(line) {
            let (Some(saying), Some(told)) = (timeline.sayings.get(number), told.get_mut(number)) else {
                continue;
            };
            if !std::mem::replace(told, true) {
                out.push_str(&format!("      [{}] {}\n", number + 1, saying_words(saying)));
            }
        }
    }
    if timeline.lines.is_empty() {
        out.push_str("\nNo source gives a time.\n");
    }
    if let Some(words) = timeline.missing.as_ref().and_then(missing_words) {
        out.push_str(&format!("\n{words}\n"));
    }
    out.push_str(&timeline.heading.foot());
    out
}

fn times(timeline: &Timeline, line: &Line, out: &mut String) {
    for period in &line.periods {
        out.push_str(&format!("  {}\n", period_words(timeline, period)));
    }
    for mark in &line.marks {
        out.push_str(&format!("  {}\n", mark_words(timeline, mark)));
    }
    for aside in &line.asides {
        out.push_str(&format!("  {}\n", aside_words(timeline, aside, false)));
    }
}

/// What says something of the time of a thing, by number.
fn sayings(line: &Line) -> Vec<usize> {
    let mut out: Vec<usize> = line.bounds().map(|b| b.saying).collect();
    out.extend(line.asides.iter().map(|a| a.saying));
    out.sort_unstable();
    out.dedup();
    out
}
