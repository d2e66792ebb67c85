//! Faults as SARIF 2.1.0 (<https://docs.oasis-open.org/sarif/sarif/v2.1.0/>), which code review tools show in place.

use serde_json::{Value, json};

use super::Report;
use super::json::severity;
use crate::model::code::Code;

/// Writes the faults as one SARIF run.
pub fn sarif(report: &Report<'_>) -> String {
    let mut codes: Vec<Code> = report.faults().iter().map(|f| f.code).collect();
    codes.sort();
    codes.dedup();
    let rules: Vec<Value> = codes
        .iter()
        .map(|c| json!({ "id": c.as_str(), "name": c.name(), "help": { "text": c.page(), "markdown": c.page() } }))
        .collect();
    let results: Vec<Value> = report
        .faults()
        .iter()
        .map(|fault| {
            let place = report.place(&fault.anchor);
            let message = if fault.expected.is_empty() {
                fault.message.clone()
            } else {
                format!("{}; expected {}", fault.message, fault.expected)
            };
            json!({
                "ruleId": fault.code.as_str(),
                "level": severity(fault.severity),
                "message": { "text": message },
                "locations": [{
                    "physicalLocation": {
                        "artifactLocation": { "uri": place.path.replace(' ', "%20") },
                        "region": { "startLine": place.position.line, "startColumn": place.position.column },
                    }
                }],
            })
        })
        .collect();
    let document = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "remit", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{document:#}\n")
}
