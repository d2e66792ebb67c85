//! Faults as text: the line with a caret under the fault, what was expected, and what to do next.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::Report;
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Location, Severity};
use crate::model::escape::visible;
use crate::model::file::Span;
use crate::model::text::char_boundary;

/// How many faults a reader is shown unless all are asked for.
pub const MOST_SHOWN: usize = 100;
/// How many warnings of one code are shown whole unless all are asked for; of more, so many are shown in a line each.
const MOST_ALIKE: usize = 3;
/// Codes that a graph may have a warning of for each of its claims.
const GROUPED: [Code; 4] = [Code::R081, Code::R083, Code::R084, Code::R085];
/// The longest value that is shown whole, in characters; and the longest message.
const LONGEST_VALUE: usize = 200;
const LONGEST_MESSAGE: usize = 2_000;
/// Stands between the place of a fault and the one that is counted in what is shown of its line; in no text of a fault,
/// since [`visible`] shows it as an escape.
const PLACED: char = '\u{fdd0}';
/// How much of a long line is shown on either side of a fault, in bytes.
const AROUND: usize = 1_000;

/// Renders the first faults, and says how many more there are of which code; `colour` adds terminal colours, and what is
/// shown of a source is so many columns wide. Warnings of one code that are many are grouped, behind the others.
pub fn text(report: &Report<'_>, colour: bool, width: usize, most: usize) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.decor_style(DecorStyle::Ascii).term_width(width);
    let mut out = String::new();
    let mut alike: BTreeMap<Code, Vec<&Diagnostic>> = BTreeMap::new();
    for fault in report.faults().iter().filter(|f| f.severity == Severity::Warning) {
        alike.entry(fault.code).or_default().push(fault);
    }
    alike.retain(|code, faults| GROUPED.contains(code) && faults.len() > MOST_ALIKE && most != usize::MAX);
    let is_grouped = |f: &Diagnostic| f.severity == Severity::Warning && alike.contains_key(&f.code);
    let faults: Vec<&Diagnostic> = report.faults().iter().filter(|f| !is_grouped(f)).collect();
    let (shown, others) = faults.split_at(most.min(faults.len()));
    for fault in shown {
        out.push_str(&placed(&renderer.render(&[group(report, fault)])));
        out.push_str("\n\n");
    }
    if !others.is_empty() {
        let mut codes: BTreeMap<Code, usize> = BTreeMap::new();
        for fault in others {
            *codes.entry(fault.code).or_default() += 1;
        }
        let codes: Vec<String> = codes.iter().map(|(c, n)| format!("{n} {c} ({})", c.name())).collect();
        out.push_str(&format!(
            "{} more not shown: {}\nsee all of them with `remit check -v`, or `remit check -f json`\n\n",
            others.len(),
            codes.join(", ")
        ));
    }
    for (code, faults) in alike {
        out.push_str(&renderer.render(&[group_alike(report, code, &faults)]));
        out.push_str("\n\n");
    }
    out
}

/// Many warnings of one code: how many, and the first few in a line each.
fn group_alike<'a>(report: &Report<'_>, code: Code, faults: &[&'a Diagnostic]) -> Group<'a> {
    let title = format!("{}: {} times", code.name(), faults.len());
    let mut group = Group::with_title(Level::WARNING.primary_title(title).id(code.as_str()));
    for fault in &faults[..MOST_ALIKE] {
        let place = report.place(&fault.anchor);
        let mut line = format!("{}:{}: {}", place.path, place.position.line, fault.message);
        for help in &fault.help {
            line = format!("{line}; {help}");
        }
        group = group.element(Level::NOTE.message(readable(&line)));
    }
    let more = format!("{} more: see each with `remit check -v`", faults.len() - MOST_ALIKE);
    group.element(Level::HELP.message(more))
}

fn group<'a>(report: &Report<'_>, fault: &'a Diagnostic) -> Group<'a> {
    let level = match fault.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group = Group::with_title(level.primary_title(readable(&fault.message)).id(fault.code.as_str()));
    group = pointed(report, group, &fault.anchor, &fault.expected, AnnotationKind::Primary);
    for (anchor, why) in &fault.related {
        group = pointed(report, group, anchor, why, AnnotationKind::Context);
    }
    for help in &fault.help {
        group = group.element(Level::HELP.message(readable(help)));
    }
    group
}

/// Takes away the places that were counted in what is shown.
fn placed(rendered: &str) -> String {
    let mut parts = rendered.split(PLACED);
    let first = parts.next().unwrap_or_default();
    let counted = |c: char| c == ':' || c.is_ascii_digit();
    std::iter::once(first).chain(parts.map(|part| part.trim_start_matches(counted))).collect()
}

/// Words of a fault for people: values between backticks, and the whole, at a length that can be read.
fn readable(text: &str) -> String {
    let mut parts: Vec<Cow<'_, str>> = text.split('`').map(Cow::Borrowed).collect();
    for value in parts.iter_mut().skip(1).step_by(2) {
        *value = cut(value, LONGEST_VALUE).into_owned().into();
    }
    cut(&visible(&parts.join("`")), LONGEST_MESSAGE).into_owned()
}

/// The beginning of a text that is longer than so many characters.
fn cut(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}\u{2026}", &text[..end]).into(),
        None => text.into(),
    }
}

/// Adds a place: its line with a caret, or its path alone where it has no text.
fn pointed<'a>(
    report: &Report<'_>,
    group: Group<'a>,
    anchor: &Location,
    label: &str,
    kind: AnnotationKind,
) -> Group<'a> {
    let place = report.place(anchor);
    let path = visible(&place.path).into_owned();
    let label = readable(label);
    let Some((file, span)) = place.span else {
        let group = group.element(Origin::path(path));
        return if label.is_empty() {
            group
        } else {
            group.element(Level::NOTE.message(format!("expected {label}")))
        };
    };
    let label = match (kind, label.as_str()) {
        (_, "") => String::new(),
        (AnnotationKind::Primary, label) => format!("expected {label}"),
        (_, why) => why.to_owned(),
    };
    let position = place.position;
    let shown = Excerpt::new(&report.files.get(file).text, span);
    let snippet = Snippet::source(shown.text)
        .line_start(position.line)
        .annotation(kind.span(shown.within).label(label));
    if shown.as_written {
        return group.element(snippet.path(path));
    }
    group.element(snippet.path(format!("{path}:{}:{}{PLACED}", position.line, position.column)))
}

/// The line of a fault, as far as it is shown.
struct Excerpt {
    text: String,
    /// The fault within it.
    within: Range<usize>,
    /// Whether it is the line from its beginning, sign by sign.
    as_written: bool,
}

impl Excerpt {
    /// The line around a span. Costs what is shown, however long the line.
    fn new(text: &str, span: Span) -> Self {
        let boundary = |at: usize| char_boundary(text, at);
        let start = boundary(span.start as usize);
        let near = boundary(start.saturating_sub(AROUND));
        let line_start = text[near..start].rfind('\n').map_or(near, |i| near + i + 1);
        let far = boundary(start + 2 * AROUND);
        let line_end = text[start..far].find('\n').map_or(far, |i| start + i);
        let line_end =
            if line_end > start && text[..line_end].ends_with('\r') { line_end - 1 } else { line_end };
        // A caret stays on its line.
        let end = boundary((span.end as usize).clamp(start, line_end));
        // Tabs are as wide as anything, so that they would move the caret.
        let part = |range: Range<usize>| visible(&text[range].replace('\t', " ")).into_owned();
        let (before, fault, after) = (part(line_start..start), part(start..end), part(end..line_end));
        let is_cut = line_start > 0 && !text[..line_start].ends_with('\n');
        let as_written = !is_cut && before.len() == start - line_start && fault.len() == end - start;
        let within = before.len()..before.len() + fault.len();
        Self { text: before + &fault + &after, within, as_written }
    }
}
