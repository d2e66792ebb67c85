//! Faults as JSON: one object each, the same facts as the text.

use serde::Serialize;

use super::Report;
use crate::compile::read::{Edit, Edits, Placed, placed};
use crate::model::diagnostic::{Diagnostic, Severity};
use crate::model::file::{FileId, Span};
use crate::model::fix::Fix;

#[derive(Serialize)]
struct Fault<'a> {
    code: &'static str,
    name: &'static str,
    severity: &'static str,
    message: &'a str,
    file: String,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    expected: &'a str,
    help: &'a [String],
    fixes: Vec<Mending<'a>>,
    related: Vec<Related<'a>>,
}

/// A fix, with what stands where after it.
#[derive(Serialize)]
struct Mending<'a> {
    action: &'a str,
    /// Whether `check --fix` makes it without being asked.
    automatic: bool,
    edits: Vec<Replaced>,
}

#[derive(Serialize)]
struct Replaced {
    file: String,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    text: String,
}

#[derive(Serialize)]
struct Related<'a> {
    file: String,
    line: usize,
    column: usize,
    why: &'a str,
}

/// Writes the faults as an array, in file order.
///
/// # Errors
/// What the writer of JSON says.
pub fn json(report: &Report<'_>) -> serde_json::Result<String> {
    let edits = report.edits();
    let mut placed = placed(report.files());
    let faults: Vec<Fault<'_>> = report
        .faults()
        .iter()
        .map(|fault| {
            let place = report.place(&fault.anchor);
            Fault {
                code: fault.code.as_str(),
                name: fault.code.name(),
                severity: severity(fault.severity),
                message: &fault.message,
                file: place.path,
                line: place.position.line,
                column: place.position.column,
                end_line: place.end.line,
                end_column: place.end.column,
                expected: &fault.expected,
                help: &fault.help,
                fixes: mending(fault, &edits, &mut placed),
                related: fault
                    .related
                    .iter()
                    .map(|(anchor, why)| {
                        let place = report.place(anchor);
                        Related {
                            file: place.path,
                            line: place.position.line,
                            column: place.position.column,
                            why,
                        }
                    })
                    .collect(),
            }
        })
        .collect();
    Ok(serde_json::to_string_pretty(&faults)? + "\n")
}

/// The fixes of a fault that its file has a place for.
fn mending<'a>(
    fault: &'a Diagnostic,
    edits: &Edits,
    placed: &mut impl FnMut(FileId, Span) -> Placed,
) -> Vec<Mending<'a>> {
    let mut replaced = |edit: Edit| {
        let place = placed(edit.file, edit.span);
        Replaced {
            file: place.path,
            line: place.position.line,
            column: place.position.column,
            end_line: place.end.line,
            end_column: place.end.column,
            text: edit.text,
        }
    };
    let of_fix = |fix: &'a Fix| {
        let edits = edits.of(fix)?.into_iter().map(&mut replaced).collect();
        Some(Mending { action: &fix.action, automatic: !fix.asks, edits })
    };
    fault.fixes.iter().filter_map(of_fix).collect()
}

/// The word for a severity.
pub(super) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}
