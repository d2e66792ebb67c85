//! Whether a value agrees with its quote: a table of quotes, values and verdicts, held through the whole program.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use tempfile::TempDir;

use super::support::{put, remit};

const TABLE: &str = include_str!("../cases/values.tsv");
const ONTOLOGY: &str = r#"@prefix o: <https://remit.example/v/ns#> .
@prefix remit: <https://remit.example/ns#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix schema: <https://schema.org/> .
o:Report a owl:Class ; rdfs:subClassOf remit:Source ; rdfs:label "report" .
o:Body a owl:Class ; rdfs:label "body" .
o:amount a owl:ObjectProperty ; rdfs:label "costs" ; rdfs:domain o:Body ; rdfs:range schema:MonetaryAmount .
o:count a owl:DatatypeProperty ; rdfs:label "counts" ; rdfs:domain o:Body ; rdfs:range xsd:integer .
o:decimal a owl:DatatypeProperty ; rdfs:label "measures" ; rdfs:domain o:Body ; rdfs:range xsd:decimal .
o:date a owl:DatatypeProperty ; rdfs:label "is of" ; rdfs:domain o:Body ; rdfs:range remit:PartialDate .
o:length a owl:DatatypeProperty ; rdfs:label "lasts" ; rdfs:domain o:Body ; rdfs:range xsd:duration .
o:text a owl:DatatypeProperty ; rdfs:label "says" ; rdfs:domain o:Body ; rdfs:range xsd:string .
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
name = "Unit"
"#;

/// The record of a claim with a value of the table, whose quote stands in a line of its own.
fn claim(row: usize, quote: &str, field: &str, value: &str) -> String {
    let parts: Vec<&str> = value.split(' ').collect();
    let (key, value) = match (field, parts.as_slice()) {
        ("amount", [amount, currency, per]) => {
            (field, format!("\"{amount}\"\ncurrency = \"{currency}\"\nper = \"{per}\""))
        }
        ("count", _) => (field, value.to_owned()),
        _ => ("object", format!("{value:?}")),
    };
    format!(
        "\n[[claim]]\nid = \"r{row}\"\npredicate = \"{field}\"\n{key} = {value}\nprefix = \"Row {row}a;\"\nquote = {quote:?}\n"
    )
}

#[test]
fn values_agree_with_their_quotes_as_the_table_says() {
    let (mut data, mut text, mut rows) = (START.to_owned(), String::new(), Vec::new());
    for (row, line) in TABLE.lines().filter(|l| !l.starts_with('#')).enumerate() {
        let columns: [&str; 4] = line.split('\t').collect::<Vec<_>>().try_into().expect("four columns");
        let [quote, field, value, verdict] = columns;
        data.push_str(&claim(row, quote, field, value));
        let _ = writeln!(text, "Row {row}a; {quote}; done.\n");
        rows.push((line, verdict));
    }
    let folder = TempDir::new().unwrap();
    let manifest = "title = \"V\"\nbase = \"https://remit.example/v/\"\nlicence = \"CC0-1.0\"\n";
    put(folder.path(), "remit.toml", manifest);
    put(folder.path(), "ontology/o.ttl", ONTOLOGY);
    put(folder.path(), "data/claims.toml", &data);
    put(folder.path(), "sources/report.txt", &text);
    let ran = remit(folder.path(), &["check", "-f", "json"]);
    let faults: Vec<serde_json::Value> = serde_json::from_str(&ran.out).expect("a report in JSON");
    let lines: Vec<&str> = data.lines().collect();
    let mut told: BTreeMap<usize, &str> = BTreeMap::new();
    for fault in &faults {
        let before = &lines[..fault["line"].as_u64().unwrap_or_default() as usize];
        let row = |line: &&str| line.strip_prefix("id = \"r")?.strip_suffix('"')?.parse().ok();
        let row = before.iter().rev().find_map(row).expect("a fault of a row");
        match fault["code"].as_str().unwrap_or_default() {
            "R080" => drop(told.insert(row, "wrong")),
            "R081" => drop(told.entry(row).or_insert("none")),
            code => assert!(matches!(code, "R084" | "R085"), "{fault}"),
        }
    }
    let found = |row: usize| *told.get(&row).unwrap_or(&"right");
    let wrong: Vec<String> = rows
        .iter()
        .enumerate()
        .filter(|(row, (_, verdict))| found(*row) != *verdict)
        .map(|(row, (line, _))| format!("{line}, but found: {}", found(row)))
        .collect();
    assert!(rows.len() > 300, "{} rows", rows.len());
    assert!(wrong.is_empty(), "{} of {} rows:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}
