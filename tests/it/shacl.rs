//! The validator held against the W3C test suite for SHACL, whose cases are in `tests/w3c/shacl`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use oxttl::TurtleParser;
use proptest::prelude::*;
use remit::derive::shapes::{Shapes, ValidationResult, load, report, validate};
use remit::derive::store::Store;
use remit::model::diagnostic::{Diagnostic, Severity};
use remit::model::file::{FileId, Files, SourceFile};

use super::support::{repository, skip};

const SH: &str = "http://www.w3.org/ns/shacl#";
const MF: &str = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#";
const SHT: &str = "http://www.w3.org/ns/shacl-test#";
const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

/// A triple in N-Triples form.
type Triple = [String; 3];

/// The triples of a file, whose own address is its base.
fn read(path: &Path) -> Vec<Triple> {
    let base = format!("file://{}", path.display());
    let parser = TurtleParser::new().with_base_iri(base).expect("a path is an address");
    let bytes = fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    parser
        .for_slice(&bytes)
        .map(|t| t.unwrap_or_else(|e| panic!("{}: {e}", path.display())))
        .map(|t| [t.subject.to_string(), t.predicate.to_string(), t.object.to_string()])
        .collect()
}

/// The objects of a subject and a predicate.
fn objects<'a>(triples: &'a [Triple], subject: &str, predicate: &str) -> Vec<&'a str> {
    let predicate = format!("<{predicate}>");
    triples.iter().filter(|t| t[0] == subject && t[1] == predicate).map(|t| t[2].as_str()).collect()
}

fn object<'a>(triples: &'a [Triple], subject: &str, predicate: &str) -> Option<&'a str> {
    objects(triples, subject, predicate).into_iter().next()
}

fn list(triples: &[Triple], node: &str) -> Vec<String> {
    let mut members = Vec::new();
    let mut at = node;
    while let Some(first) = object(triples, at, &format!("{RDF}first")) {
        members.push(path(triples, first));
        at = object(triples, at, &format!("{RDF}rest")).expect("a list goes on");
    }
    members
}

/// A path as reports write it.
fn path(triples: &[Triple], node: &str) -> String {
    if node.starts_with('<') {
        return node.to_owned();
    }
    let members = list(triples, node);
    if !members.is_empty() {
        return format!("( {} )", members.join(" "));
    }
    for name in ["inversePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath"] {
        if let Some(inner) = object(triples, node, &format!("{SH}{name}")) {
            return format!("[ sh:{name} {} ]", path(triples, inner));
        }
    }
    let several = object(triples, node, &format!("{SH}alternativePath")).expect("a path");
    format!("[ sh:alternativePath ( {} ) ]", list(triples, several).join(" "))
}

/// What is compared of a result: focus, path, value, component, severity, shape.
type Row = [String; 6];

fn expected_row(triples: &[Triple], result: &str) -> Row {
    let one = |name: &str| object(triples, result, &format!("{SH}{name}")).unwrap_or_default().to_owned();
    let path_text = object(triples, result, &format!("{SH}resultPath")).map(|p| path(triples, p));
    [
        one("focusNode"),
        path_text.unwrap_or_default(),
        one("value"),
        one("sourceConstraintComponent"),
        one("resultSeverity"),
        one("sourceShape"),
    ]
}

/// Blank nodes of the first file are called as the reader of shapes calls them.
fn scoped(term: &str) -> String {
    term.strip_prefix("_:").map_or_else(|| term.to_owned(), |name| format!("_:f0x{name}"))
}

fn unscoped(term: &str) -> String {
    term.replace("_:f0x", "_:")
}

/// What a validation came to.
struct Came {
    rows: Vec<(Row, Vec<String>)>,
    report: String,
}

fn run(data: &[Triple], shapes: &[Triple], is_same: bool) -> Result<Came, Vec<Diagnostic>> {
    let lines: Vec<String> = shapes.iter().map(|t| t.join(" ") + " .\n").collect();
    let text = lines.concat();
    let files = Files::new(vec![SourceFile { path: "shapes.ttl".into(), text }]);
    let (shapes, faults): (Shapes, _) = load(&files, &[FileId(0)], "", &[], &[]);
    let errors: Vec<_> = faults.into_iter().filter(|f| f.severity == Severity::Error).collect();
    if !errors.is_empty() {
        return Err(errors);
    }
    let name = |term: &String| if is_same { scoped(term) } else { term.clone() };
    let data: Vec<Triple> = data.iter().map(|t| [name(&t[0]), t[1].clone(), name(&t[2])]).collect();
    let mut graph = shapes.builder();
    for [subject, predicate, object] in &data {
        graph.add(subject, predicate, object);
    }
    let graph = graph.finish();
    let store = Store::new("https://remit.example/test/", Vec::new()).expect("a store");
    store.add_ontology(&data);
    let findings = validate(&shapes, &graph, Some(&store))?;
    let row = |o: &ValidationResult| {
        let path = o.path.clone().unwrap_or_default();
        let value = o.value.as_deref().map(unscoped).unwrap_or_default();
        let iri = |i: &str| format!("<{i}>");
        let row =
            [unscoped(&o.focus), path, value, iri(&o.component), iri(&o.severity), unscoped(&o.source_shape)];
        (row, o.messages.iter().map(|m| m.text.clone()).collect())
    };
    Ok(Came { rows: findings.iter().map(row).collect(), report: report(&findings) })
}

/// Runs one case; `Err` says how it differs from what is expected.
fn case(file: &Path) -> Result<(), String> {
    let triples = read(file);
    let action = triples.iter().find(|t| t[1] == format!("<{MF}action>")).ok_or("no action")?;
    let folder = file.parent().expect("a folder");
    let graph = |name: &str| {
        let address = object(&triples, &action[2], &format!("{SHT}{name}")).expect("a graph");
        let path = address.trim_matches(['<', '>']).trim_start_matches("file://");
        folder.join(Path::new(path).file_name().expect("a file"))
    };
    let (data, shapes) = (graph("dataGraph"), graph("shapesGraph"));
    let of = |path: &Path| if path == file { triples.clone() } else { read(path) };
    let is_same = data == shapes;
    let shape_triples = of(&shapes);
    let data_triples = if is_same { shape_triples.clone() } else { of(&data) };
    let came = run(&data_triples, &shape_triples, is_same);
    let result = object(&triples, &action[0], &format!("{MF}result")).ok_or("no result")?;
    if result == format!("<{SHT}Failure>") {
        return if came.is_err() { Ok(()) } else { Err("no failure".into()) };
    }
    let came = came.map_err(|faults| format!("failed: {faults:?}"))?;
    let conforms = object(&triples, result, &format!("{SH}conforms")).unwrap_or_default().contains("true");
    if conforms != came.rows.is_empty() {
        return Err(format!("conforms should be {conforms}: {:?}", came.rows));
    }
    let results = objects(&triples, result, &format!("{SH}result"));
    let mut left: BTreeMap<usize, &(Row, Vec<String>)> = came.rows.iter().enumerate().collect();
    for node in &results {
        let expected = expected_row(&triples, node);
        let fits = |row: &Row| (0..6).all(|i| row[i] == expected[i] || (i == 5 && expected[5].is_empty()));
        let messages = objects(&triples, node, &format!("{SH}resultMessage"));
        let told = |given: &[String]| {
            messages.iter().all(|m| given.iter().any(|g| m.starts_with(&format!("\"{g}\""))))
        };
        let found = left.iter().find(|(_, (row, given))| fits(row) && told(given)).map(|(i, _)| *i);
        match found {
            Some(i) => left.remove(&i),
            None => return Err(format!("missing: {expected:?}\n  came: {:#?}", came.rows)),
        };
    }
    if let Some((row, _)) = left.values().next() {
        return Err(format!("too many: {row:?}"));
    }
    let parsed: Result<Vec<_>, _> = TurtleParser::new().for_slice(came.report.as_bytes()).collect();
    let told = parsed.map_err(|e| format!("the report is no Turtle: {e}"))?;
    let count = told.iter().filter(|t| t.predicate.as_str() == format!("{SH}result")).count();
    if count == results.len() { Ok(()) } else { Err(format!("the report has {count} results")) }
}

/// The names of all cases below a folder: every file but those that only hold data or shapes of a case.
fn cases_in(folder: &Path, prefix: &str, names: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            cases_in(&entry.path(), &format!("{name}/"), names);
        } else if let Some(stem) = name.strip_suffix(".ttl")
            && !stem.ends_with("-data")
            && !stem.ends_with("-shapes")
        {
            names.insert(name);
        }
    }
}

#[test]
fn the_cases_of_the_w3c_come_out_as_expected() {
    let folder = repository().join("tests/w3c/shacl");
    let manifest = fs::read_to_string(folder.join("manifest.csv")).expect("a list of cases");
    let listed: BTreeMap<&str, &str> = manifest.lines().skip(1).map(|l| l.split_once(',').unwrap()).collect();
    let mut cases = BTreeSet::new();
    cases_in(&folder, "", &mut cases);
    assert_eq!(
        cases.iter().map(String::as_str).collect::<Vec<_>>(),
        listed.keys().copied().collect::<Vec<_>>()
    );
    let mut wrong = Vec::new();
    for (name, reason) in listed {
        match (case(&folder.join(name)), reason) {
            (Ok(()), "") => {}
            (Err(_), _) if !reason.is_empty() => skip(&format!("{name}: {reason}")),
            (Err(why), _) => wrong.push(format!("{name}: {why}")),
            (Ok(()), _) => wrong.push(format!("{name}: left out, and comes out as expected")),
        }
    }
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

/// What a Turtle text with shapes and data comes to: component and value of each result.
fn of_text(turtle: &str) -> Vec<(String, String)> {
    let local = |iri: &str| iri.rsplit('#').next().unwrap().trim_end_matches('>').to_owned();
    rows_of_text(turtle).into_iter().map(|row| (local(&row[3]), row[2].clone())).collect()
}

/// The results that a Turtle text with shapes and data comes to.
fn rows_of_text(turtle: &str) -> Vec<Row> {
    let head = "@prefix ex: <https://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .\n\
                @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n";
    let text = format!("{head}{turtle}");
    let triples: Vec<Triple> = TurtleParser::new()
        .for_slice(text.as_bytes())
        .map(|t| t.unwrap())
        .map(|t| [t.subject.to_string(), t.predicate.to_string(), t.object.to_string()])
        .collect();
    let came = run(&triples, &triples, true).unwrap();
    came.rows.into_iter().map(|(row, _)| row).collect()
}

#[test]
fn blank_nodes_can_be_asked_about_in_sparql() {
    let found = of_text(
        "ex:S a sh:NodeShape ; sh:targetObjectsOf ex:part ;
             sh:sparql [ sh:select \"SELECT $this { $this <https://example.org/size> ?s FILTER (isBlank($this) && ?s > 3) }\" ] .
         ex:a ex:part [ ex:size 4 ] , [ ex:size 2 ] , ex:b . ex:b ex:size 9 .",
    );
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].1.starts_with("_:"), "{found:?}");
}

#[test]
fn literals_keep_their_form_in_core_and_in_sparql() {
    let found = of_text(
        "ex:S a sh:NodeShape ; sh:targetNode ex:a ;
             sh:property [ sh:path ex:size ; sh:in ( 7 ) ] ;
             sh:property [ sh:path ex:size ; sh:hasValue \"07\"^^xsd:integer ; sh:minInclusive 7 ; sh:maxInclusive 7.0 ] ;
             sh:property [ sh:path ex:size ; sh:sparql [ sh:select \"SELECT $this ?value { $this $PATH ?value }\" ] ] .
         ex:a ex:size \"07\"^^xsd:integer .",
    );
    let seven = "\"07\"^^<http://www.w3.org/2001/XMLSchema#integer>".to_owned();
    let expected =
        ["InConstraintComponent", "SPARQLConstraintComponent"].map(|c| (c.to_owned(), seven.clone()));
    assert_eq!(found, expected);
}

#[test]
fn a_path_stands_in_a_query_as_its_whole() {
    let found = of_text(
        "ex:S a sh:PropertyShape ; sh:targetNode ex:a ; sh:path ( [ sh:inversePath ex:of ] [ sh:zeroOrMorePath ex:next ] ) ;
             sh:sparql [ sh:select \"SELECT $this ?value { $this $PATH ?value FILTER NOT EXISTS { ?value <https://example.org/next> ?n } }\" ] .
         ex:b ex:of ex:a ; ex:next ex:c . ex:c ex:next ex:d .",
    );
    let expected = ("SPARQLConstraintComponent".to_owned(), "<https://example.org/d>".to_owned());
    assert_eq!(found, [expected]);
}

/// Queries of constraints, of every form that is asked for several nodes at once, and of some that are not.
const QUERIES: [&str; 14] = [
    "SELECT $this ?value { $this ex:p ?value . ?value ex:p $this }",
    "SELECT $this ?value { $this ex:p ?value FILTER (?value != $this) }",
    "SELECT $this { FILTER NOT EXISTS { $this ex:p ?any } }",
    "SELECT $this { $this ex:q ?a FILTER NOT EXISTS { ?b ex:q ?a FILTER (?b != $this) } }",
    "SELECT $this ?value { $this ex:p ?a OPTIONAL { ?a ex:q ?value FILTER (?a != $this) } }",
    "SELECT $this ?value { { $this ex:p ?value } UNION { ?value ex:q $this } }",
    "SELECT $this (COUNT(?o) AS ?value) { $this ex:p ?o } GROUP BY $this HAVING (COUNT(?o) > 1)",
    "SELECT $this (COUNT(?o) AS ?value) { $this ex:p ?o } GROUP BY ?o $this",
    "SELECT DISTINCT $this ?value { $this ex:p/ex:q ?value }",
    "SELECT $this ?value { $this ex:p* ?value }",
    "SELECT $this ?value { $this ex:p+ ?value . BIND ($this AS ?that) FILTER (?that = ?value) }",
    "SELECT $this ?value { $this ex:p ?value } ORDER BY ?value LIMIT 1",
    "SELECT $this ?n { $this ex:p ?x . { SELECT $this (COUNT(?y) AS ?n) { $this ex:q ?y } GROUP BY $this } }",
    "SELECT $this ?value { ?x ex:p ?value FILTER (?x = $this || BOUND($this)) }",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// A query that is asked for many nodes at once finds what it finds for each of them alone.
    #[test]
    fn many_nodes_come_out_as_each_does_alone(
        edges in prop::collection::vec((0u8..9, 0u8..2, 0u8..10), 0..24),
        which in 0..QUERIES.len(),
        nested in any::<bool>(),
    ) {
        let node = |n: u8| if n < 9 { format!("ex:n{n}") } else { "\"nine\"".to_owned() };
        let edge = |(s, p, o): &(u8, u8, u8)| format!("{} ex:{} {} .\n", node(*s), ["p", "q"][usize::from(*p)], node(*o));
        let data: String = edges.iter().map(edge).collect();
        let select = QUERIES[which].replace("ex:", "https://example.org/");
        let select = regex::Regex::new("https://example.org/[pq]").unwrap().replace_all(&select, "<$0>");
        let constraint = format!("sh:sparql [ sh:select \"\"\"{select}\"\"\" ]");
        let constraint = if nested { format!("sh:property [ sh:path ex:p ; {constraint} ]") } else { constraint };
        // One that no triple has, and a literal.
        let targets: Vec<String> = (0..10).map(node).chain(["ex:nowhere".to_owned()]).collect();
        let found = |targets: &[String]| {
            let shape = format!("ex:S a sh:NodeShape ; sh:targetNode {} ; {constraint} .\n", targets.join(" , "));
            // The node of a nested shape is a blank one, with another name each time.
            let rows = rows_of_text(&format!("{shape}{data}")).into_iter();
            let mut rows: Vec<[String; 5]> = rows.map(|[a, b, c, d, e, _]| [a, b, c, d, e]).collect();
            rows.sort();
            rows
        };
        let mut alone: Vec<[String; 5]> = targets.iter().flat_map(|target| found(std::slice::from_ref(target))).collect();
        alone.sort();
        prop_assert_eq!(found(&targets), alone);
    }
}
