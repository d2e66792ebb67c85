//! How fast what properties imply is inferred, each run in a process of its own:
//!
//!     cargo bench --bench infer
//!
//! Prints a table: the shape, its edges, the derived triples, seconds and the most memory taken. Facts and closure only:
//! no store, no files. A bench may look at the clock.

#![allow(clippy::print_stdout, reason = "the table is the result")]

use std::process::{Command, ExitCode};
use std::time::Instant;

use remit::compile::ontology::{CORE, Ontology, load};
use remit::derive::infer::{Closure, Facts, axioms};
use remit::model::file::{FileId, Files, SourceFile};

const ONTOLOGY: &str = r#"
@prefix x: <https://example.org/ns#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
x:sub a owl:ObjectProperty, owl:TransitiveProperty ; rdfs:label "sub" .
x:turned a owl:ObjectProperty ; owl:inverseOf x:plain ; rdfs:label "turned" .
x:plain a owl:ObjectProperty ; rdfs:label "plain" .
x:both a owl:ObjectProperty ; owl:propertyChainAxiom ( x:plain x:plain ) ; rdfs:label "both" .
"#;

/// The edges of a shape, with the name of their property.
fn edges(shape: &str) -> (&'static str, Vec<(u32, u32)>) {
    match shape {
        // Ten levels of four children each would be more: the first 100,000 nodes of the tree.
        "4-ary tree" => ("sub", (1..100_000).map(|n| (n, (n - 1) / 4)).collect()),
        "1,000 chains of 99" => {
            ("sub", (0..1_000).flat_map(|c| (0..99).map(move |i| (c * 100 + i, c * 100 + i + 1))).collect())
        }
        "a circle of 1,000" => ("sub", (0..1_000).map(|n| (n, (n + 1) % 1_000)).collect()),
        "random, 3 edges a node" => {
            let mut state = 1u32;
            let mut next = || {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                state >> 8
            };
            ("sub", (0..6_000).map(|i| (i / 3, next() % 2_000)).filter(|(a, b)| a < b).collect())
        }
        _ => ("plain", (0..100_000).map(|n| (n, n / 2)).collect()),
    }
}

fn ontology() -> Ontology {
    let file = |path: &str, text: &str| SourceFile { path: path.to_owned(), text: text.to_owned() };
    let files = Files::new(vec![file("x.ttl", ONTOLOGY), file("core.ttl", CORE)]);
    let ids: Vec<FileId> = files.iter().map(|(id, _)| id).collect();
    let (ontology, faults) = load(&files, &ids, "https://remit.example/");
    assert!(faults.is_empty(), "{faults:?}");
    ontology
}

/// One shape: prints its row.
fn measure(shape: &str) {
    let ontology = ontology();
    let axioms = axioms(&ontology);
    let (property, edges) = edges(shape);
    let start = Instant::now();
    let mut facts = Facts::new(20_000_000);
    let mut closure = Closure::new(&axioms, &ontology, &mut facts);
    let property = facts.term(&format!("<https://example.org/ns#{property}>"));
    for (claim, (from, to)) in (0..).zip(&edges) {
        let triple = [from, to].map(|n| facts.term(&format!("<https://example.org/id/n{n}>")));
        facts.state([triple[0], property, triple[1]], claim);
    }
    closure.close(&mut facts).expect("below the limit");
    let seconds = start.elapsed().as_secs_f64();
    let proofs: usize = facts.records().iter().map(|r| usize::from(r.kept)).sum();
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status
        .lines()
        .find_map(|l| l.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    println!(
        "| {shape} | {} | {} | {proofs} | {seconds:.2} | {} |",
        edges.len(),
        facts.derived(),
        peak.unwrap_or_default() / 1024
    );
}

fn main() -> ExitCode {
    let shapes = [
        "4-ary tree",
        "1,000 chains of 99",
        "a circle of 1,000",
        "random, 3 edges a node",
        "inverse and chain of two",
    ];
    let mut args = std::env::args().skip(1).filter(|a| !a.starts_with("--"));
    if let Some(shape) = args.next() {
        measure(&shape);
        return ExitCode::SUCCESS;
    }
    println!("| shape | edges | derived triples | proofs kept | seconds | MiB |\n|---|---|---|---|---|---|");
    for shape in shapes {
        let program = std::env::current_exe().expect("the bench has a path");
        let status = Command::new(program).arg(shape).status().expect("the bench starts");
        assert!(status.success(), "{shape}");
    }
    ExitCode::SUCCESS
}
