//! Validation results as a SHACL validation report in Turtle (<https://www.w3.org/TR/shacl/#validation-report>).

use std::collections::BTreeMap;

use oxrdf::LiteralRef;

use super::shape::ValidationResult;
use super::vocabulary::SH;

/// Writes a report. Blank nodes of shapes are numbered in the order of appearance; results stand in the order given.
pub fn report(findings: &[ValidationResult]) -> String {
    let mut blanks: BTreeMap<String, usize> = BTreeMap::new();
    let mut node = |term: &str| {
        if !term.starts_with("_:") {
            return term.to_owned();
        }
        let next = blanks.len() + 1;
        format!("_:b{}", blanks.entry(term.to_owned()).or_insert(next))
    };
    let mut out = format!(
        "@prefix sh: <{SH}> .\n\n[] a sh:ValidationReport ;\n    sh:conforms {}",
        findings.is_empty()
    );
    for finding in findings {
        out.push_str(" ;\n    sh:result [\n        a sh:ValidationResult ;\n");
        let mut line = |name: &str, value: &str| out.push_str(&format!("        sh:{name} {value} ;\n"));
        line("focusNode", &node(&finding.focus));
        if let Some(path) = &finding.path {
            line("resultPath", path);
        }
        if let Some(value) = &finding.value {
            line("value", &node(value));
        }
        line("resultSeverity", &format!("<{}>", finding.severity));
        line("sourceConstraintComponent", &format!("<{}>", finding.component));
        if let Some(constraint) = &finding.constraint {
            line("sourceConstraint", &node(constraint));
        }
        for message in &finding.messages {
            let tag =
                if message.language.is_empty() { String::new() } else { format!("@{}", message.language) };
            line("resultMessage", &format!("{}{tag}", quoted(&message.text)));
        }
        if finding.messages.is_empty() {
            line("resultMessage", &quoted(&finding.text));
        }
        out.push_str(&format!("        sh:sourceShape {}\n    ]", node(&finding.source_shape)));
    }
    out.push_str(" .\n");
    out
}

fn quoted(text: &str) -> String {
    crate::derive::rdf::to_ntriples(LiteralRef::new_simple_literal(text))
}
