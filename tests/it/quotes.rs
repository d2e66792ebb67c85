//! How quotes are taken from their texts: a table of texts, quotes and the faults to expect, held through the whole program.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use tempfile::TempDir;

use super::support::{put, remit};

const TABLE: &str = include_str!("../cases/quotes.tsv");
const ONTOLOGY: &str = r#"@prefix o: <https://remit.example/q/ns#> .
@prefix remit: <https://remit.example/ns#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix schema: <https://schema.org/> .
o:Report a owl:Class ; rdfs:subClassOf remit:Source ; rdfs:label "report" .
o:Body a owl:Class ; rdfs:label "body" .
o:targets a owl:ObjectProperty ; rdfs:label "targets" ; rdfs:domain o:Body ; rdfs:range o:Body .
o:says a owl:DatatypeProperty ; rdfs:label "says" ; rdfs:domain o:Body ; rdfs:range xsd:string .
o:costs a owl:ObjectProperty ; rdfs:label "costs" ; rdfs:domain o:Body ; rdfs:range schema:MonetaryAmount .
"#;
const START: &str = r#"[default]
source = "report"
speaker = "unit"
subject = "unit"
status = "established"

[[source]]
id = "report"
type = "Report"
name = "Report"
text = "report.txt"

[[entity]]
id = "unit"
type = "Body"
name = "The unit"

[[entity]]
id = "harbour"
type = "Body"
name = "The harbour"

[[entity]]
id = "office"
type = "Body"
name = "Harbour Board Office"
"#;

/// The signs that the table writes as `\u{…}`.
fn signs(text: &str) -> String {
    let mut parts = text.split("\\u{");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |out, part| {
        let (code, rest) = part.split_once('}').expect("a sign ends");
        let sign = u32::from_str_radix(code, 16).ok().and_then(char::from_u32).expect("a sign");
        format!("{out}{sign}{rest}")
    })
}

#[test]
fn quotes_are_taken_whole_as_the_table_says() {
    let (mut data, mut text, mut rows) = (START.to_owned(), String::new(), Vec::new());
    for (row, line) in TABLE.lines().filter(|l| !l.starts_with('#')).enumerate() {
        let columns: [&str; 4] = line.split('\t').collect::<Vec<_>>().try_into().expect("four columns");
        let [words, quote, fields, expected] = columns;
        let (words, quote) = (signs(words), signs(quote));
        let value = match fields {
            f if f.contains("predicate") => "",
            f if f.contains("object") => "predicate = \"says\"",
            _ => "predicate = \"targets\"\nobject = \"harbour\"",
        };
        let fields = fields.replace("; ", "\n");
        let _ = write!(data, "\n[[section]]\nid = \"s{row}\"\nsource = \"report\"\nname = \"Row {row}\"\n");
        let _ = write!(
            data,
            "\n[[claim]]\nid = \"r{row}\"\nsection = \"s{row}\"\n{value}\n{fields}\nquote = '''{quote}'''\n"
        );
        let _ = writeln!(text, "Row {row}\n\n{words}\n");
        rows.push((line, expected));
    }
    let folder = TempDir::new().unwrap();
    let manifest = "title = \"Q\"\nbase = \"https://remit.example/q/\"\nlicence = \"CC0-1.0\"\n";
    put(folder.path(), "remit.toml", manifest);
    put(folder.path(), "ontology/o.ttl", ONTOLOGY);
    put(folder.path(), "data/claims.toml", &data);
    put(folder.path(), "sources/report.txt", &text);
    let ran = remit(folder.path(), &["check", "-f", "json"]);
    let faults: Vec<serde_json::Value> = serde_json::from_str(&ran.out).expect("a report in JSON");
    let lines: Vec<&str> = data.lines().collect();
    let mut told: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for fault in &faults {
        let before = &lines[..fault["line"].as_u64().unwrap_or_default() as usize];
        let row = |line: &&str| line.strip_prefix("id = \"r")?.strip_suffix('"')?.parse().ok();
        let row = before.iter().rev().find_map(row).expect("a fault of a row");
        let code = fault["code"].as_str().unwrap_or_default();
        told.entry(row).or_default().push(format!("{code}: {} {}", fault["message"], fault["help"]));
    }
    let mut wrong = Vec::new();
    for (row, (line, expected)) in rows.iter().enumerate() {
        let found = told.remove(&row).unwrap_or_default();
        let expected: Vec<&str> = expected.split('|').filter(|e| !e.is_empty()).collect();
        let is_told = |wanted: &&str| {
            let (code, part) = wanted.split_once(": ").unwrap_or((wanted, ""));
            found.iter().any(|f| f.starts_with(code) && f.replace('\\', "").contains(part))
        };
        if found.len() != expected.len() || !expected.iter().all(is_told) {
            wrong.push(format!("{line}\n    found: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {} rows:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}
