//! How fast constraints in SPARQL are held against many focus nodes, and how fast it is found out what answers rest on.
//!
//!     cargo bench --bench shapes
//!
//! Each row has a limit that was measured in the same run: for shapes the same question asked once of the whole graph, for what answers
//! rest on one build of the graph with all its questions. The best of some runs counts. Nothing here is a test: no figure is asserted.

#![allow(clippy::print_stdout, reason = "the table is the result")]

use std::fmt::Debug;
use std::hint::black_box;
use std::io;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use remit::derive::graph::Graph;
use remit::derive::shapes::{load, validate};
use remit::derive::store::{DefaultGraph, QueryText, Store};
use remit::explore::questions::{Question, ask};
use remit::explore::sensitivity::{claims, examine, sources};
use remit::model::file::{FileId, Files, SourceFile};
use remit::project;
use tables::ended;

#[expect(dead_code, reason = "the tables of other benches")]
mod tables;

const SHAPES: &str = r#"@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix x: <https://example.org/> .
x:S a sh:NodeShape ; sh:targetSubjectsOf x:value ;
  sh:sparql [ sh:message "{$this} has the value of what it leads to" ;
    sh:select """SELECT $this ?value { $this <https://example.org/next> ?next ; <https://example.org/value> ?value .
      ?next <https://example.org/value> ?value }""" ] ;
  sh:sparql [ sh:message "nothing leads to {$this}" ;
    sh:select """SELECT $this { $this <https://example.org/value> ?v FILTER NOT EXISTS { ?other <https://example.org/next> $this } }""" ] .
"#;

/// The questions of both constraints, asked of all nodes at once.
const WHOLE: [&str; 2] = [
    "SELECT ?this ?value { ?this <https://example.org/next> ?next ; <https://example.org/value> ?value . \
     ?next <https://example.org/value> ?value }",
    "SELECT ?this { ?this <https://example.org/value> ?v \
     FILTER NOT EXISTS { ?other <https://example.org/next> ?this } }",
];

fn main() -> ExitCode {
    ended(bench())
}

fn bench() -> io::Result<()> {
    let is_bench = std::env::args().any(|a| a == "--bench");
    println!("| what | ms | limit, ms | ratio |\n|---|---|---|---|");
    shapes(if is_bench { 10_000 } else { 200 });
    if is_bench { fragile() } else { Ok(()) }
}

fn row(what: &str, own: f64, limit: f64) {
    println!("| {what} | {own:.1} | {limit:.1} | {:.1} |", own / limit);
}

/// Milliseconds of the best of three runs.
fn best(mut work: impl FnMut()) -> f64 {
    let run = |_| {
        let start = Instant::now();
        work();
        start.elapsed().as_secs_f64() * 1000.0
    };
    (0..3).map(run).fold(f64::INFINITY, f64::min)
}

/// Two constraints in SPARQL over a chain of so many nodes.
fn shapes(nodes: usize) {
    let files = Files::new(vec![SourceFile { path: "shapes.ttl".into(), text: SHAPES.into() }]);
    let (shapes, faults) = load(&files, &[FileId(0)], "", &[], &[]);
    assert!(faults.is_empty(), "{faults:?}");
    let node = |n: usize| format!("<https://example.org/n{n}>");
    let of = |name: &str| format!("<https://example.org/{name}>");
    let mut data: Vec<[String; 3]> = Vec::new();
    for n in 0..nodes {
        data.push([node(n), of("value"), format!("\"{}\"", n * n % 97)]);
        data.push([node(n), of("next"), node(n * 7 % nodes)]);
    }
    let mut graph = shapes.builder();
    for [subject, predicate, object] in &data {
        graph.add(subject, predicate, object);
    }
    let graph = graph.finish();
    let store = Store::new("https://remit.example/bench/", Vec::new()).expect("a store");
    store.add_ontology(&data);
    let own = best(|| {
        let found = validate(&shapes, &graph, Some(&store));
        assert!(black_box(found).is_ok(), "the shapes can be asked");
    });
    let bare = best(|| {
        for query in WHOLE {
            assert!(black_box(store.query(query, DefaultGraph::Stated)).is_ok(), "the question can be asked");
        }
    });
    row(&format!("two constraints in SPARQL, {nodes} focus nodes"), own, bare);
}

/// What the answers to the questions of this repository rest on, all of them asked of all sources.
fn fragile() -> io::Result<()> {
    let other = |faults: &dyn Debug| io::Error::other(format!("{faults:?}"));
    let opened = project::open(Path::new(env!("CARGO_MANIFEST_DIR")), None);
    let input = opened.map_err(|(_, faults)| other(&faults))?.input;
    let graph = Graph::build(input.clone(), None).map_err(|error| other(&error))?;
    let question = |file: &FileId| {
        let source = graph.input().files.get(*file);
        Question { name: &source.path, text: QueryText { file: *file, text: &source.text }, expected: None }
    };
    let questions: Vec<Question<'_>> = graph.input().questions.iter().map(question).collect();
    let bare = best(|| {
        let graph = Graph::build(input.clone(), None).expect("it was built before");
        let store = graph.store().expect("it was filled before");
        for question in &questions {
            drop(black_box(ask(*question, store)));
        }
    });
    for (by, parts) in [("source", sources(&graph)), ("claim", claims(&graph))] {
        let own = best(|| drop(black_box(examine(&graph, &questions, &parts, &|| ()))));
        row(&format!("{} questions without each of {} {by}s", questions.len(), parts.len()), own, bare);
    }
    Ok(())
}
