//! Hostile texts in a project: whatever is read, it is told as a fault in its place, in little time and memory.
//!
//! Each case is small and was without end, or ended the program, before there was a limit.

use crate::support::put;
use remit::derive::graph::{BuildError, Graph};
use remit::derive::shapes::{self, ValidationResult};
use remit::model::code::Code;
use remit::model::diagnostic::{Diagnostic, Location};
use remit::model::file::{FileId, Files, SourceFile};
use remit::project;
use tempfile::TempDir;

const ONTOLOGY: &str = r#"
@prefix x: <https://example.org/ns#> .
@prefix remit: <https://remit.example/ns#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
x:Book a owl:Class ; rdfs:subClassOf remit:Register ; rdfs:label "book" .
x:Node a owl:Class ; rdfs:label "node" .
x:to a owl:ObjectProperty ; rdfs:label "to" ; rdfs:range x:Node .
x:far a owl:ObjectProperty ; rdfs:label "far" ; rdfs:range x:Node .
x:text a owl:DatatypeProperty ; rdfs:label "text" ; rdfs:range xsd:string .
"#;

/// What is wrong with a ring of five nodes and one more file.
fn faults(path: &str, text: &str) -> Vec<Diagnostic> {
    let folder = TempDir::new().expect("a temporary folder");
    put(folder.path(), "remit.toml", "title = \"t\"\nbase = \"https://example.org/\"\nmatch-limit = 2000\n");
    put(folder.path(), "ontology/x.ttl", ONTOLOGY);
    let mut data = String::from(
        "[default]\nsource = \"book\"\nspeaker = \"a\"\nstatus = \"established\"\n\n[[source]]\nid = \"book\"\ntype = \"Book\"\nname = \"Book\"\n",
    );
    for (i, node) in ["a", "b", "c", "d", "e"].into_iter().enumerate() {
        let next = ["b", "c", "d", "e", "a"][i];
        data.push_str(&format!("\n[[entity]]\nid = \"{node}\"\ntype = \"Node\"\nname = \"{node}\"\n"));
        for (predicate, object) in [("to", next), ("text", "words")] {
            data.push_str(&format!(
                "\n[[claim]]\nid = \"{predicate}-{node}\"\nsubject = \"{node}\"\npredicate = \"{predicate}\"\nobject = \"{object}\"\n"
            ));
        }
    }
    put(folder.path(), "data/ring.toml", &data);
    put(folder.path(), path, text);
    let project = project::open(folder.path(), None).map_err(|e| e.1).expect("the project can be read");
    match Graph::build(project.input, None) {
        Ok(graph) => graph.warnings().to_vec(),
        Err(BuildError::Faults(faults)) => faults.diagnostics,
        Err(BuildError::Store(error)) => panic!("{error}"),
    }
}

/// The one fault of a file, which has a place.
fn fault(path: &str, text: &str) -> Diagnostic {
    let mut found = faults(path, text);
    assert_eq!(found.len(), 1, "{}: {found:?}", &text[..text.len().min(300)]);
    let fault = found.remove(0);
    assert!(matches!(fault.anchor, Location::Span(..)), "{fault:?}");
    fault
}

fn rule(template: &str, pattern: &str) -> String {
    format!("PREFIX x: <https://example.org/ns#>\nCONSTRUCT {{ {template} }}\nWHERE {{ {pattern} }}\n")
}

#[test]
fn a_rule_has_an_end_of_matches_combinations_and_text() {
    let doubled = |how: &str| {
        let step = |i: usize| format!(" BIND({} AS ?t{})", how.replace('@', &format!("?t{i}")), i + 1);
        rule("?n x:text ?t40", &format!("?n x:text ?t0 .{}", (0..40).map(step).collect::<String>()))
    };
    let cases = [
        // Three patterns without a variable in common have thousands of millions of matches.
        (rule("?a x:far ?d", "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"), "more than 2000 matches"),
        // None of them counts as a match where all are dropped.
        (
            rule(
                "?a x:far ?d",
                "?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(CONCAT(STR(?c), STR(?f), STR(?i)) = '')",
            ),
            "tries more than 20000",
        ),
        (
            rule("?a x:far ?b", "?a x:to ?b MINUS { ?a x:text ?d . ?e rdfs:label ?g . ?h rdfs:label ?j }"),
            "tries more than 20000",
        ),
        (
            rule(
                "?a x:far ?b",
                "?a x:to ?b OPTIONAL { ?d rdfs:label ?f . ?g rdfs:label ?h . ?i rdfs:label ?j } FILTER(?a = ?d)",
            ),
            "tries more than",
        ),
        (
            rule(
                "?a x:far ?b",
                "?a x:to ?b { SELECT ?a { ?a ?c ?d . ?e ?f ?g . ?h ?i ?j FILTER(CONCAT(STR(?d), STR(?g), STR(?j)) = '') } }",
            ),
            "tries more",
        ),
        (
            rule(
                "?a x:far ?b",
                "?a x:to ?b FILTER EXISTS { ?c ?d ?e . ?f ?g ?h . ?i ?j ?k FILTER(CONCAT(STR(?e), STR(?h), STR(?k)) = '') }",
            ),
            "tries more",
        ),
        (doubled("CONCAT(@, @)"), "a text of more than 16384 bytes"),
        (doubled("REPLACE(@, '.', @)"), "a text of more than 16384 bytes"),
        (doubled("REPLACE(@, '.', CONCAT(@, 'x'))"), "a text of more than 16384 bytes"),
        // One step of the doubling in each round.
        (rule("?n x:text ?t", "?n x:text ?s BIND(CONCAT(?s, ?s) AS ?t)"), "a text of more than 16384 bytes"),
    ];
    for (text, told) in cases {
        let fault = fault("ontology/rules/r.rq", &text);
        assert_eq!(fault.code, Code::R067, "{text}: {fault:?}");
        assert!(
            fault.message.starts_with("`r` ") && fault.message.contains(told),
            "{text}: {}",
            fault.message
        );
    }
    for fine in ["?a x:to ?b . ?b x:to/x:to ?d", "?a x:to ?d BIND(REPLACE('words', 'o', '0') AS ?x)"] {
        assert_eq!(faults("ontology/rules/r.rq", &rule("?a x:far ?d", fine)).len(), 0, "{fine}");
    }
}

#[test]
fn a_rule_of_any_length_and_depth_is_read_or_refused() {
    let nested = |open: &str, close: &str, count: usize| {
        rule("?a x:far ?b", &format!("?a x:to ?b {}{}", open.repeat(count), close.repeat(count)))
    };
    let shapes = [
        ("{ ?a x:to ?b } UNION ", "{ ?a x:to ?b }", 150),
        ("MINUS { ?a x:far ?a } ", "", 150),
        ("OPTIONAL { ?b x:to ?a } ", "", 20),
        ("BIND(1 AS ?x) ", "", 1),
        ("FILTER(true || ", "true)", 90),
        ("{ SELECT * { ?a x:to ?b ", "} }", 45),
        ("OPTIONAL { ?b x:to ?a ", "}", 45),
        ("FILTER EXISTS { ?a x:to ?b ", "}", 45),
        ("FILTER(", ")", 0),
    ];
    for (open, close, fine) in shapes {
        let unions = close.starts_with('{');
        let text = |count| {
            if unions {
                nested(open, "", count).replace(" }\n", &format!(" {close} }}\n"))
            } else {
                nested(open, close, count)
            }
        };
        if fine > 0 {
            let found = faults("ontology/rules/r.rq", &text(fine));
            assert!(found.iter().all(|f| !f.message.contains("too large")), "{open}: {found:?}");
        }
        let fault = fault("ontology/rules/r.rq", &text(6_000));
        assert!(fault.code == Code::R050, "{open}: {fault:?}");
    }
}

/// What shapes find in a ring of nodes joined by `<x:to>`, or what is wrong with them.
fn found(text: &str, nodes: usize) -> Result<Vec<ValidationResult>, Vec<Diagnostic>> {
    let text = format!("@prefix sh: <http://www.w3.org/ns/shacl#> .\n{text}");
    let files = Files::new(vec![SourceFile { path: "s.ttl".to_owned(), text }]);
    let (read, faults) = shapes::load(&files, &[FileId(0)], "", &[], &[]);
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut graph = read.builder();
    for i in 0..nodes {
        graph.add(&format!("<x:{i}>"), "<x:to>", &format!("<x:{}>", (i + 1) % nodes));
    }
    shapes::validate(&read, &graph.finish(), None)
}

#[test]
fn paths_are_followed_in_little_time_however_they_are_nested() {
    let shape = |path: &str| {
        format!("<x:s> a sh:PropertyShape ; sh:targetNode <x:0> ; sh:path {path} ; sh:maxCount 1 .")
    };
    for repeated in ["zeroOrMorePath", "oneOrMorePath"] {
        let nested = format!("{}<x:to>{}", format!("[ sh:{repeated} ").repeat(40), " ]".repeat(40));
        assert_eq!(found(&shape(&nested), 40).map(|f| f.len()).ok(), Some(1), "{repeated}");
    }
    // Nodes that share the node below them say a path of 2 to the power of their number.
    let shared = |levels: usize| {
        let level = |i| format!("_:p{} sh:alternativePath ( _:p{i} _:p{i} ) .\n", i + 1);
        let below: String = (1..levels).map(level).collect();
        format!("{}\n_:p1 sh:inversePath <x:to> .\n{below}", shape(&format!("_:p{levels}")))
    };
    assert_eq!(found(&shared(8), 5).map(|f| f.len()).ok(), Some(0));
    let faults = found(&shared(30), 5).expect_err("the path is too long");
    assert!(faults[0].message.contains("more than 1000 steps"), "{faults:?}");
}

#[test]
fn shapes_that_are_shared_are_held_once_against_each_node() {
    let levels = |line: &dyn Fn(usize) -> String| (0..30).map(line).collect::<String>();
    for (list, last) in [
        ("and", "<x:s30> sh:class <x:None> ."),
        ("or", "<x:s30> sh:class <x:None> ."),
        ("xone", "<x:s30> sh:nodeKind sh:IRI ."),
    ] {
        let line = |i: usize| format!("<x:s{i}> sh:{list} ( <x:s{0}> <x:s{0}> ) .\n", i + 1);
        let text = format!("<x:s0> a sh:NodeShape ; sh:targetNode <x:0> .\n{}{last}", levels(&line));
        assert!(found(&text, 5).is_ok(), "{list}");
    }
    let line = |i: usize| {
        let one =
            |side: &str| format!("<x:{side}{i}> sh:path <x:to> ; sh:property <x:l{0}> , <x:r{0}> .\n", i + 1);
        one("l") + &one("r")
    };
    let text = format!(
        "<x:l0> a sh:PropertyShape ; sh:targetNode <x:0> .\n{}<x:l30> sh:path <x:to> ; sh:maxCount 0 .\n<x:r30> sh:path <x:to> .\n<x:r0> sh:targetNode <x:1> .",
        levels(&line)
    );
    // The last shape is used by two others, from two targets.
    assert_eq!(found(&text, 5).map(|f| f.len()).ok(), Some(4));
}

#[test]
fn long_chains_and_circles_of_shapes_are_told_at_once() {
    let chain = |count: usize, end: &str| {
        let line = |i| format!("<x:s{i}> a sh:NodeShape ; sh:node <x:s{}> .\n", i + 1);
        (0..count).map(line).collect::<String>()
            + &format!("<x:s{count}> a sh:NodeShape {end} .\n<x:s0> sh:targetNode <x:0> .")
    };
    assert!(found(&chain(90, ""), 5).is_ok());
    for (end, told) in [("", "nested more than 100 deep"), ("; sh:node <x:s0>", "refers to itself")] {
        let faults = found(&chain(5_000, end), 5).expect_err("the shapes are refused");
        assert!(faults.len() == 1 && faults[0].message.contains(told), "{faults:?}");
    }
}

#[test]
fn a_long_chain_of_classes_is_told_once() {
    let chain = |kind: &str, below: &str, count: usize, last: usize| {
        let line = |i: usize| {
            let above = if i == count { last } else { i + 1 };
            format!("x:C{i} a {kind} ; rdfs:label \"c\" ; {below} x:C{above} .\n")
        };
        let prefixes: String = ONTOLOGY.lines().filter(|l| l.starts_with("@prefix")).collect();
        prefixes + "\n" + &(0..=count).map(line).collect::<String>()
    };
    for (kind, below) in [("owl:Class", "rdfs:subClassOf"), ("owl:ObjectProperty", "rdfs:subPropertyOf")] {
        let fault = fault(
            "ontology/c.ttl",
            &chain(kind, below, 10_000, 10_001).replace(&format!("; {below} x:C10001"), ""),
        );
        assert!(fault.code == Code::R068 && fault.message.contains("more than 256 levels"), "{fault:?}");
        let told = faults("ontology/c.ttl", &chain(kind, below, 2_000, 0));
        assert!(told.len() == 2_001 && told.iter().all(|f| f.code == Code::R042), "{}", told.len());
    }
}

/// Numbers, dates and texts in one column: the engine's own order goes round in a circle there.
#[test]
fn a_column_of_all_kinds_can_be_sorted() {
    let kinds = r#"10 2 "15" "2021"^^xsd:gYear "2020-06"^^xsd:gYearMonth "20"@en true "P1M"^^xsd:duration x:a "z"^^x:t "3"^^xsd:byte"#;
    let values: String =
        (0..40).map(|i| format!(r#"{kinds} {i} "{i}" "{i}"^^xsd:byte "#)).collect::<Vec<_>>().concat();
    let text = format!(
        "PREFIX x: <https://example.org/> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> SELECT DISTINCT ?v {{ VALUES ?v {{ {values} }} }} ORDER BY ?v"
    );
    let graph = remit::Project::open(crate::support::repository()).and_then(|p| p.build()).unwrap();
    let answer = graph.query(&text).unwrap();
    let remit::Answer::Solutions { rows, .. } = &*answer else { panic!("rows") };
    let shown: Vec<String> = rows.iter().map(|r| r[0].as_ref().unwrap().to_string()).collect();
    let place =
        |value: &str| shown.iter().position(|v| v.starts_with(value)).unwrap_or_else(|| panic!("{shown:?}"));
    assert!(place("<https") < place("\"2\"^^<http://www.w3.org/2001/XMLSchema#integer"));
    assert!(
        place("\"2\"^^<http://www.w3.org/2001/XMLSchema#integer")
            < place("\"10\"^^<http://www.w3.org/2001/XMLSchema#integer")
    );
    assert!(place("\"39\"^^<http://www.w3.org/2001/XMLSchema#integer") < place("\"2020-06\""));
    assert!(place("\"2020-06\"") < place("\"2021\""));
    assert!(shown.last().unwrap().ends_with("/t>"), "{shown:?}");
}

#[test]
fn a_query_that_makes_too_much_is_refused_at_its_place() {
    let graph = remit::Project::open(crate::support::repository()).and_then(|p| p.build()).unwrap();
    let grows: String = (1..30)
        .map(|i| format!(" BIND(CONCAT(?v{}, ?v{}) AS ?v{i})", i - 1, i - 1))
        .collect::<Vec<_>>()
        .concat();
    let text = format!("SELECT (STRLEN(?v29) AS ?n) {{ BIND(\"aaaaaaaa\" AS ?v0){grows} }}");
    let error = graph.query(&text).unwrap_err().to_string();
    assert!(error.starts_with("error[R053]: the query makes a text of more than 16777216 bytes"), "{error}");
}
