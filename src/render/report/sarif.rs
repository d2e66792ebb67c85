//! Faults as SARIF 2.1.0 (<https://docs.oasis-open.org/sarif/sarif/v2.1.0/>), which code review tools show in place.

use serde_json::{Value, json};

use super::Report;
use super::json::severity;
use crate::compile::read::Placed;
use crate::model::code::Code;
use crate::model::diagnostic::Diagnostic;
use crate::model::escape::in_json;

/// The name that stands for the folder of the project.
const PROJECT: &str = "PROJECT";

/// Writes the faults as one SARIF run. `project` is the path from where the program runs to the project; paths of files begin there.
pub fn sarif(report: &Report<'_>, project: &str) -> String {
    let mut codes: Vec<Code> = report.faults().iter().map(|f| f.code).collect();
    codes.sort();
    codes.dedup();
    let rules: Vec<Value> = codes.iter().map(|code| rule(*code)).collect();
    let results: Vec<Value> = report.faults().iter().map(|fault| result(report, fault)).collect();
    let folder = match project.trim_start_matches("./").trim_end_matches('/') {
        "" | "." => "./".to_owned(),
        path => format!("{}/", address(path)),
    };
    let mut bases = json!({ PROJECT: { "uri": folder, "uriBaseId": "%SRCROOT%" } });
    if folder.starts_with('/') {
        bases[PROJECT] = json!({ "uri": format!("file://{folder}") });
    }
    let document = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "remit", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": bases,
            "results": results,
        }],
    });
    format!("{}\n", in_json(&format!("{document:#}")))
}

fn rule(code: Code) -> Value {
    let page = code.page();
    // The first paragraph below the first heading of the page says what the code is.
    let what = page.split("\n\n").find(|part| !part.starts_with('#')).unwrap_or_default().replace('\n', " ");
    json!({
        "id": code.as_str(),
        "name": code.name(),
        "shortDescription": { "text": code.name() },
        "fullDescription": { "text": what },
        "help": { "text": page, "markdown": page },
    })
}

fn result(report: &Report<'_>, fault: &Diagnostic) -> Value {
    let mut message = fault.message.clone();
    if !fault.expected.is_empty() {
        message.push_str(&format!("; expected {}", fault.expected));
    }
    fault.help.iter().for_each(|help| message.push_str(&format!("; {help}")));
    let mut result = json!({
        "ruleId": fault.code.as_str(),
        "level": severity(fault.severity),
        "message": { "text": message },
        "locations": [location(report, &report.place(&fault.anchor))],
    });
    if !fault.related.is_empty() {
        let related = fault.related.iter().map(|(anchor, why)| {
            let mut place = location(report, &report.place(anchor));
            place["message"] = json!({ "text": why });
            place
        });
        result["relatedLocations"] = related.collect();
    }
    result
}

/// A place with its end, so that what is wrong is marked and not the rest of its line.
fn location(report: &Report<'_>, place: &Placed) -> Value {
    let start = place.position;
    let mut region = json!({ "startLine": start.line, "startColumn": start.column });
    let text = place.span.and_then(|(file, span)| report.files.get(file).text.get(span.range()));
    if let Some(text) = text.filter(|text| !text.is_empty()) {
        let last = text.rsplit('\n').next().unwrap_or_default().chars().count();
        let lines = text.matches('\n').count();
        region["endLine"] = json!(start.line + lines);
        region["endColumn"] = json!(if lines == 0 { start.column + last } else { last + 1 });
    }
    json!({
        "physicalLocation": {
            "artifactLocation": { "uri": address(&place.path), "uriBaseId": PROJECT },
            "region": region,
        }
    })
}

/// A path as a relative address: all but the plainest signs as codes.
fn address(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
