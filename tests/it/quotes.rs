//! Claims held against the words they quote: tables of texts, quotes, values and the faults to expect, built in process.

use std::fmt::Write as _;
use std::path::Path;

use remit::compile::build::build;
use remit::project;
use remit::render::report::{Report, json};
use tempfile::TempDir;

use super::support::put;

const ONTOLOGY: &str = r#"@prefix o: <https://remit.example/q/ns#> .
@prefix remit: <https://remit.example/ns#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix schema: <https://schema.org/> .
o:Report a owl:Class ; rdfs:subClassOf remit:Source ; rdfs:label "report" .
o:Body a owl:Class ; rdfs:label "body" .
o:targets a owl:ObjectProperty ; rdfs:label "targets" ; rdfs:domain o:Body ; rdfs:range o:Body .
o:amount a owl:ObjectProperty ; rdfs:label "costs" ; rdfs:domain o:Body ; rdfs:range schema:MonetaryAmount .
o:count a owl:DatatypeProperty ; rdfs:label "counts" ; rdfs:domain o:Body ; rdfs:range xsd:integer .
o:decimal a owl:DatatypeProperty ; rdfs:label "measures" ; rdfs:domain o:Body ; rdfs:range xsd:decimal .
o:date a owl:DatatypeProperty ; rdfs:label "is of" ; rdfs:domain o:Body ; rdfs:range remit:PartialDate .
o:due a owl:DatatypeProperty ; rdfs:label "is due by" ; rdfs:domain o:Body ; rdfs:range remit:PartialDate .
o:length a owl:DatatypeProperty ; rdfs:label "lasts" ; rdfs:domain o:Body ; rdfs:range xsd:duration .
o:site a owl:DatatypeProperty ; rdfs:label "has the site" ; rdfs:domain o:Body ; rdfs:range xsd:anyURI .
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
"#;
/// The bodies that claims are about: the id, the name, and another name.
const BODIES: [(&str, &str, &str); 5] = [
    ("unit", "The unit", "unit"),
    ("harbour", "The harbour", "harbour"),
    ("office", "Harbour Board Office", "Board Office of the Harbour"),
    ("hall", "St. John\u{2019}s Hall", "the Hall of the saint"),
    ("police", "North Wales Police", "NWP"),
];

/// A claim of a table: the words of its source, what it quotes of them, and its further fields.
struct Row {
    text: String,
    quote: String,
    fields: String,
}

/// The rows of a table, in columns.
fn rows<const N: usize>(table: &'static str) -> impl Iterator<Item = (&'static str, [&'static str; N])> {
    let lines = table.lines().filter(|l| !l.starts_with('#') && !l.is_empty());
    lines.map(|line| {
        (line, line.split('\t').collect::<Vec<_>>().try_into().expect("columns as the head says"))
    })
}

/// A number in letters: no digit of a row is that of another one.
fn letters(number: usize) -> String {
    number.to_string().bytes().map(|digit| char::from(digit - b'0' + b'a')).collect()
}

/// What is told of each row: the code, the message and the help. Each row is a section of one source.
fn told(rows: &[Row]) -> Vec<Vec<String>> {
    let (mut data, mut text) = (START.to_owned(), String::new());
    for (id, name, also) in BODIES {
        let _ =
            write!(data, "\n[[entity]]\nid = {id:?}\ntype = \"Body\"\nname = {name:?}\nalso = [{also:?}]\n");
    }
    for (number, row) in rows.iter().enumerate() {
        let name = letters(number);
        let _ =
            write!(data, "\n[[section]]\nid = \"s{number}\"\nsource = \"report\"\nname = \"Row {name}\"\n");
        let _ = write!(
            data,
            "\n[[claim]]\nid = \"r{number}\"\nsection = \"s{number}\"\n{}\nquote = '''{}'''\n",
            row.fields, row.quote
        );
        let _ = writeln!(text, "Row {name}\n\n{}\n", row.text);
    }
    let folder = TempDir::new().unwrap();
    let manifest = "title = \"Q\"\nbase = \"https://remit.example/q/\"\nlicence = \"CC0-1.0\"\n";
    put(folder.path(), "remit.toml", manifest);
    put(folder.path(), "ontology/o.ttl", ONTOLOGY);
    put(folder.path(), "data/claims.toml", &data);
    put(folder.path(), "sources/report.txt", &text);
    let lines: Vec<&str> = data.lines().collect();
    let mut told = vec![Vec::new(); rows.len()];
    for fault in faults(folder.path()) {
        let before = &lines[..fault["line"].as_u64().unwrap_or_default() as usize];
        let row = |line: &&str| line.strip_prefix("id = \"r")?.strip_suffix('"')?.parse::<usize>().ok();
        let row = before.iter().rev().find_map(row).unwrap_or_else(|| panic!("a fault of a row: {fault}"));
        let code = fault["code"].as_str().unwrap_or_default();
        told[row].push(format!("{code}: {} {}", fault["message"], fault["help"]).replace('\\', ""));
    }
    told
}

fn faults(folder: &Path) -> Vec<serde_json::Value> {
    let project = project::open(folder, None).unwrap_or_else(|(_, faults)| panic!("{faults:?}"));
    let report =
        Report::new(&project.input.files, Some(&project.input.manifest), build(&project.input).diagnostics);
    serde_json::from_str(&json(&report).unwrap()).unwrap()
}

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
    let table: Vec<_> = rows::<4>(include_str!("../cases/quotes.tsv")).collect();
    let claims: Vec<Row> = table
        .iter()
        .map(|(_, [text, quote, fields, _])| {
            let value = match fields {
                f if f.contains("predicate") => "",
                f if f.contains("object") => "predicate = \"text\"\n",
                _ => "predicate = \"targets\"\nobject = \"harbour\"\n",
            };
            Row {
                text: signs(text),
                quote: signs(quote),
                fields: value.to_owned() + &fields.replace("; ", "\n"),
            }
        })
        .collect();
    let mut wrong = Vec::new();
    for ((line, [.., expected]), found) in table.iter().zip(told(&claims)) {
        let expected: Vec<&str> = expected.split('|').filter(|e| !e.is_empty()).collect();
        let is_told = |wanted: &&str| {
            let (code, part) = wanted.split_once(": ").unwrap_or((wanted, ""));
            found.iter().any(|f| f.starts_with(code) && f.contains(part))
        };
        if found.len() != expected.len() || !expected.iter().all(is_told) {
            wrong.push(format!("{line}\n    found: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {} rows:\n{}", wrong.len(), table.len(), wrong.join("\n"));
}

/// A claim with a value that its quote, a sentence of its own, says or not.
fn valued(quote: &str, field: &str, value: &str) -> Row {
    let parts: Vec<&str> = value.split(' ').collect();
    let fields = match (field, parts.as_slice()) {
        ("amount", [amount, currency, per]) => {
            format!("amount = \"{amount}\"\ncurrency = \"{currency}\"\nper = \"{per}\"")
        }
        ("count", _) => format!("count = {value}"),
        ("typed", _) => format!(
            "amount = {value:?}\ncurrency = \"GBP\"{}",
            if value.contains("year") { "" } else { "\nper = \"total\"" }
        ),
        _ => format!("object = {value:?}"),
    };
    let predicate = if field == "typed" { "amount" } else { field };
    Row {
        text: format!("; {quote}; done."),
        quote: quote.to_owned(),
        fields: format!("predicate = {predicate:?}\n{fields}"),
    }
}

/// Whether a value agrees with its quote, by what is told of it.
fn verdict(told: &[String]) -> &'static str {
    let has = |code: &str| told.iter().any(|t| t.starts_with(code));
    if told.iter().any(|t| !["R080", "R081", "R084", "R085"].contains(&&t[..4])) {
        return "broken";
    }
    if has("R080") {
        "wrong"
    } else if has("R081") {
        "none"
    } else {
        "right"
    }
}

#[test]
fn values_agree_with_their_quotes_as_the_table_says() {
    let table: Vec<_> = rows::<4>(include_str!("../cases/values.tsv")).collect();
    let claims: Vec<Row> =
        table.iter().map(|(_, [quote, field, value, _])| valued(quote, field, value)).collect();
    let wrong: Vec<String> = table
        .iter()
        .zip(told(&claims))
        .filter(|((_, [.., expected]), told)| verdict(told) != *expected)
        .map(|((line, _), told)| format!("{line}, but found: {told:?}"))
        .collect();
    assert!(table.len() > 300, "{} rows", table.len());
    assert!(wrong.is_empty(), "{} of {} rows:\n{}", wrong.len(), table.len(), wrong.join("\n"));
}

/// Around what is said in a table of ways: words that change nothing of it.
const FRAMES: [(&str, &str); 3] =
    [("the unit says ", ""), ("it was ", " for the unit"), ("", ", as planned")];

#[test]
fn wrong_values_are_found_and_right_ones_in_many_ways_are_not() {
    let (mut claims, mut expected) = (Vec::new(), Vec::new());
    for (_, [field, value, wrong, ways]) in rows::<4>(include_str!("../cases/ways.tsv")) {
        for (way, (before, after)) in ways.split('|').flat_map(|way| FRAMES.map(|frame| (way, frame))) {
            let quote = format!("{before}{way}{after}");
            let values = std::iter::once(value).chain(wrong.split('|').filter(|_| after.is_empty()));
            for (number, value) in values.enumerate() {
                claims.push(valued(&quote, field, value));
                expected.push((number == 0, format!("{quote}\t{field}\t{value}")));
            }
        }
    }
    let told = told(&claims);
    let is_right = |told: &[String]| verdict(told) == "right";
    let wrong: Vec<String> = expected
        .iter()
        .zip(&told)
        .filter(|((right, _), told)| is_right(told) != *right)
        .map(|((right, line), told)| {
            format!("{line}: {}{told:?}", if *right { "refused: " } else { "not found" })
        })
        .collect();
    let right = expected.iter().filter(|e| e.0).count();
    assert!(right > 500 && expected.len() - right > 200, "{right} right of {}", expected.len());
    assert!(wrong.is_empty(), "{} of {}, {right} right:\n{}", wrong.len(), expected.len(), wrong.join("\n"));
}
