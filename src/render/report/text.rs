//! Faults as text: the line with a caret under the fault, what was expected, and what to do next.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::Report;
use crate::model::diagnostic::{Anchor, Diagnostic, Severity};
use crate::model::file::Span;

/// Renders every fault; `colour` adds terminal colours.
pub fn text(report: &Report<'_>, colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.decor_style(DecorStyle::Ascii).term_width(120);
    let mut out = String::new();
    for fault in report.faults() {
        out.push_str(&renderer.render(&[group(report, fault)]));
        out.push_str("\n\n");
    }
    out
}

fn group<'a>(report: &'a Report<'_>, fault: &'a Diagnostic) -> Group<'a> {
    let level = match fault.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group = Group::with_title(level.primary_title(harmless(&fault.message)).id(fault.code.as_str()));
    group = pointed(report, group, &fault.anchor, &fault.expected, AnnotationKind::Primary);
    for (anchor, why) in &fault.related {
        group = pointed(report, group, anchor, why, AnnotationKind::Context);
    }
    for help in &fault.help {
        group = group.element(Level::HELP.message(harmless(help)));
    }
    group
}

/// Words from data without characters that could act on a terminal.
fn harmless(text: &str) -> String {
    let is_harmful =
        |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().map(|c| if is_harmful(c) { '\u{fffd}' } else { c }).collect()
}

/// Adds a place: its line with a caret, or its path alone where it has no text.
fn pointed<'a>(
    report: &'a Report<'_>,
    group: Group<'a>,
    anchor: &Anchor,
    label: &'a str,
    kind: AnnotationKind,
) -> Group<'a> {
    let place = report.place(anchor);
    let Some((file, span)) = place.span else {
        let group = group.element(Origin::path(place.path));
        return if label.is_empty() {
            group
        } else {
            group.element(Level::NOTE.message(format!("expected {label}")))
        };
    };
    let text = &report.files.get(file).text;
    let (window, within) = window(text, span);
    let label = match (kind, label) {
        (_, "") => String::new(),
        (AnnotationKind::Primary, label) => format!("expected {label}"),
        (_, why) => why.to_owned(),
    };
    // Tabs and control characters in data must not move the caret or act on the terminal.
    let shown: String =
        text[window.clone()].chars().map(|c| if c.is_control() && c != '\n' { ' ' } else { c }).collect();
    if shown.len() != window.len() {
        return group
            .element(Origin::path(place.path).line(place.position.line).char_column(place.position.column));
    }
    group.element(
        Snippet::source(shown)
            .path(place.path)
            .line_start(place.position.line)
            .annotation(kind.span(within).label(label)),
    )
}

/// The lines around a span, at most a few, and the span within them.
fn window(text: &str, span: Span) -> (std::ops::Range<usize>, std::ops::Range<usize>) {
    const LONGEST: usize = 2_000;
    let boundary = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = boundary(span.start as usize);
    let line_start = text[..start].rfind('\n').map_or(0, |i| i + 1);
    let line_end = text[start..].find('\n').map_or(text.len(), |i| start + i);
    let line_end = if text[..line_end].ends_with('\r') && line_end > start { line_end - 1 } else { line_end };
    // A caret stays on its line, and a very long line is shown around the caret only in part.
    let end = boundary((span.end as usize).clamp(start, line_end.max(start)));
    let shown_end = boundary(line_end.min(start + LONGEST)).max(end.min(boundary(start + LONGEST)));
    let end = end.min(shown_end);
    (line_start..shown_end, start - line_start..end - line_start)
}
