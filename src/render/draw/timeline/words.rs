//! What is said of the dates of a timeline: the same words in every form.

use crate::render::figure::{
    Annotation, Bound, Citation, Line, Missing, Moment, Period, Statement, Timeline,
};

/// The heading of what stands beside the axis: why it does.
pub(in crate::render::draw) fn unplaced_words(timeline: &Timeline) -> String {
    let lines: Vec<&Line> = timeline.lines.iter().collect();
    format!("Not on the axis: {}", timeline.unplaced(&lines).join(", "))
}

/// The number of what says something, and the marks that stand with it.
fn reference(timeline: &Timeline, saying: usize) -> String {
    let marks = timeline.sayings.get(saying).map(Statement::marks).unwrap_or_default();
    let marks = if marks.is_empty() { String::new() } else { format!(" ({})", marks.join("; ")) };
    format!("{marks} [{}]", saying + 1)
}

/// The dates of one end, each with its number: `March 2023 (disputed) [1] or March 2025 (derived) [2]`.
fn ends(timeline: &Timeline, bounds: &[Bound]) -> String {
    let one = |b: &Bound| format!("{}{}", b.at.words, reference(timeline, b.saying));
    bounds.iter().map(one).collect::<Vec<_>>().join(" or ")
}

/// A period in words; an end that no source gives is said not to be given, unless one is given by what is not a fact.
pub(in crate::render::draw) fn period_words(timeline: &Timeline, period: &Period) -> String {
    let label = period.label.as_ref().map(|l| format!("{l}: ")).unwrap_or_default();
    // A month at both ends is one time: nothing ends with it.
    if let ([start], [end]) = (period.starts.as_slice(), period.ends.as_slice())
        && start.at.words == end.at.words
        && start.saying == end.saying
    {
        let preposition =
            if start.at.words.starts_with(|c: char| c.is_ascii_digit()) && start.at.words.contains(' ') {
                "on"
            } else {
                "in"
            };
        return format!("{label}{preposition} {}", ends(timeline, &period.starts));
    }
    let starts = match period.starts.as_slice() {
        [] if period.beside[0] => "no fact gives its start".to_owned(),
        [] => "start not stated".to_owned(),
        starts => format!("from {}", ends(timeline, starts)),
    };
    let ends = match period.ends.as_slice() {
        [] if period.beside[1] => "no fact gives its end".to_owned(),
        [] => "end not stated".to_owned(),
        bounds => format!("until {}", ends(timeline, bounds)),
    };
    format!("{label}{starts}, {ends}")
}

/// A single date in words.
pub(in crate::render::draw) fn mark_words(timeline: &Timeline, mark: &Moment) -> String {
    let at = ends(timeline, std::slice::from_ref(&mark.at));
    let label = mark.label.as_str();
    match (mark.deadline, label) {
        (true, "") => format!("by {at}"),
        (true, _) => format!("{label}: by {at}"),
        (false, _) => format!("{label} {at}").trim_start().to_owned(),
    }
}

/// A length, or a time in words alone; that there is no room for the whole length is said too.
pub(in crate::render::draw) fn aside_words(timeline: &Timeline, aside: &Annotation, is_cut: bool) -> String {
    let quoted = aside.quoted.as_ref().map(|q| format!(" \u{201c}{q}\u{201d}")).unwrap_or_default();
    let cut = if is_cut { ", longer than it is drawn" } else { "" };
    let start = if aside.days.is_some() { ", start not stated" } else { "" };
    format!("{}{quoted}{start}{}{cut}", aside.words, reference(timeline, aside.saying))
}

/// What a claim or a rule says, how it is known, and the words that it rests on.
pub(in crate::render::draw) fn saying_words(saying: &Statement) -> String {
    let marks = saying.marks();
    let mut out = saying.sentence.clone();
    if !marks.is_empty() {
        out = format!("{} ({}).", out.trim_end_matches('.'), marks.join("; "));
    }
    let mut parts: Vec<String> =
        saying.why.iter().cloned().chain(saying.cites.iter().map(Citation::note)).collect();
    // Several claims may stand in the same words.
    parts.dedup();
    for part in parts {
        out.push(' ');
        out.push_str(part.trim());
        if !part.ends_with(['.', '!', '?']) {
            out.push('.');
        }
    }
    out
}

/// The things that are asked about and given no time; nothing if there are none.
pub(in crate::render::draw) fn missing_words(missing: &Missing) -> Option<String> {
    let count = missing.names.len();
    let names = missing.names.join("; ");
    (count > 0)
        .then(|| format!("No time is stated for {count} of {} {}: {names}.", missing.asked, missing.word))
}
