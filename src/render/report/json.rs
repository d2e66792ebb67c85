//! Faults as JSON: one object each, the same facts as the text.

use serde::Serialize;

use super::Report;
use crate::model::diagnostic::Severity;

#[derive(Serialize)]
struct Fault<'a> {
    code: &'static str,
    name: &'static str,
    severity: &'static str,
    message: &'a str,
    file: String,
    line: usize,
    column: usize,
    expected: &'a str,
    help: &'a [String],
    related: Vec<Related<'a>>,
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
                expected: &fault.expected,
                help: &fault.help,
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

/// The word for a severity.
pub(super) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}
