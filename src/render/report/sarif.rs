//! Faults as SARIF 2.1.0 (<https://docs.oasis-open.org/sarif/sarif/v2.1.0/>), which code review tools show in place.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Report;
use super::json::severity;
use crate::compile::read::{Edit, Placed, placed};
use crate::model::address::of_path;
use crate::model::code::Code;
use crate::model::diagnostic::Diagnostic;
use crate::model::escape::in_json;
use crate::model::file::{FileId, Span};
use crate::model::fix::Fix;

/// The name that stands for the folder of the project.
const PROJECT: &str = "PROJECT";

/// Writes the faults as one SARIF run. `project` is the path from where the program runs to the project; paths of files begin there.
pub fn sarif(report: &Report<'_>, project: &str) -> String {
    let mut codes: Vec<Code> = report.faults().iter().map(|f| f.code).collect();
    codes.sort();
    codes.dedup();
    let rules: Vec<Value> = codes.iter().map(|code| rule(*code)).collect();
    let edits = report.edits();
    let mut place = placed(report.files());
    let fixes = |fault: &Diagnostic, place: &mut dyn FnMut(FileId, Span) -> Placed| -> Vec<Value> {
        fault.fixes.iter().filter_map(|fix| Some(mending(fix, edits.of(fix)?, place))).collect()
    };
    let results = report.faults().iter().map(|fault| {
        let mut result = result(report, fault);
        let fixes = fixes(fault, &mut place);
        if !fixes.is_empty() {
            result["fixes"] = json!(fixes);
        }
        result
    });
    let results: Vec<Value> = results.collect();
    let folder = match project.trim_start_matches("./").trim_end_matches('/') {
        "" | "." => "./".to_owned(),
        path => format!("{}/", of_path(path)),
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
        "locations": [location(&report.place(&fault.anchor))],
    });
    if !fault.related.is_empty() {
        let related = fault.related.iter().map(|(anchor, why)| {
            let mut place = location(&report.place(anchor));
            place["message"] = json!({ "text": why });
            place
        });
        result["relatedLocations"] = related.collect();
    }
    result
}

/// A place with its end, so that what is wrong is marked and not the rest of its line.
fn location(place: &Placed) -> Value {
    let start = place.position;
    let mut region = json!({ "startLine": start.line, "startColumn": start.column });
    if place.end > start {
        region = whole(place);
    }
    json!({ "physicalLocation": { "artifactLocation": artifact(&place.path), "region": region } })
}

/// A place from its first to its last byte, which may be none.
fn whole(Placed { position, end, .. }: &Placed) -> Value {
    json!({
        "startLine": position.line,
        "startColumn": position.column,
        "endLine": end.line,
        "endColumn": end.column,
    })
}

fn artifact(path: &str) -> Value {
    json!({ "uri": of_path(path), "uriBaseId": PROJECT })
}

/// A fix as a change of each of its files.
fn mending(fix: &Fix, edits: Vec<Edit>, place: &mut dyn FnMut(FileId, Span) -> Placed) -> Value {
    let mut of_files: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for edit in edits {
        let placed = place(edit.file, edit.span);
        let replaced = json!({ "deletedRegion": whole(&placed), "insertedContent": { "text": edit.text } });
        of_files.entry(placed.path).or_default().push(replaced);
    }
    let changes: Vec<Value> = of_files
        .into_iter()
        .map(|(path, edits)| json!({ "artifactLocation": artifact(&path), "replacements": edits }))
        .collect();
    json!({ "description": { "text": fix.action }, "artifactChanges": changes })
}
