//! How firmly answers stand, held against the slow way: every graph made anew, and every question asked of each.

use std::collections::BTreeSet;
use std::path::Path;

use remit::compile::evidence::Verification;
use remit::derive::graph::Graph;
use remit::derive::store::QueryText;
use remit::explore::questions::{Question, ask};
use remit::explore::sensitivity::{Fragility, Part, claims, examine, sources};
use remit::model::claim::{ClaimId, Thing};
use remit::model::file::FileId;
use remit::project;

use crate::support::repository;

/// Questions of any graph, of kinds that look things up in every way: whole graphs, names that are made, what is not there.
const ANY: [&str; 9] = [
    "SELECT ?s ?p ?o { ?s ?p ?o }",
    "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g",
    "SELECT ?claim ?standing { ?claim remit:standing ?standing }",
    "SELECT ?a ?b { ?a a remit:Disagreement ; remit:involves ?b }",
    "SELECT ?s { ?s a ?class FILTER NOT EXISTS { ?claim rdf:subject ?s } }",
    "SELECT ?s ?o { ?c rdf:subject ?s OPTIONAL { GRAPH graph:derived { ?s ?p ?o } } }",
    "SELECT ?name ?n { { SELECT ?s (COUNT(?c) AS ?n) { ?c rdf:subject ?s } GROUP BY ?s } ?s rdfs:label ?name }",
    "SELECT ?up { ?c rdf:predicate ?p ; rdf:object ?o . ?o (<urn:x>|rdf:type)/rdfs:subClassOf* ?up }",
    "ASK { ?c remit:polarity remit:denied }",
];

/// The questions and saved queries of a project, and those of any graph.
fn texts(graph: &Graph) -> Vec<(FileId, String)> {
    let input = graph.input();
    let own = input.questions.iter().chain(&input.queries).map(|id| (*id, input.files.get(*id)));
    // What has slots is answered with values in them.
    let own = own.filter(|(_, file)| file.text.contains("SELECT") && !file.text.contains("# ask:"));
    let own = own.map(|(id, file)| (id, format!("# question: what?\n{}", file.text)));
    let own: Vec<(FileId, String)> = own.collect();
    let (any, _) = graph.input().files.iter().next().expect("a project has files");
    let of_any = ANY.iter().map(|text| (any, format!("# question: what?\n{text}")));
    own.into_iter().chain(of_any).collect()
}

/// The columns, then the rows.
fn rows(graph: &Graph, question: Question<'_>) -> Vec<String> {
    let outcome = ask(question, graph.store().expect("a store")).expect("an answer");
    outcome.extra
}

/// What is in one list and not in another, each as often as it is one too many.
fn beyond(rows: &[String], others: &[String]) -> Vec<String> {
    let mut left = others.to_vec();
    let is_new = |row: &&String| left.iter().position(|o| o == *row).map(|at| left.swap_remove(at)).is_none();
    rows.iter().filter(is_new).cloned().collect()
}

/// The slow way.
fn anew(graph: &Graph, questions: &[Question<'_>], parts: &[Part]) -> Vec<Fragility> {
    let whole: Vec<Vec<String>> = questions.iter().map(|q| rows(graph, *q)).collect();
    let mut found: Vec<Fragility> =
        questions.iter().zip(&whole).map(|(q, rows)| begun(q.name, rows)).collect();
    for (key, left_out) in parts {
        let rest = of_rest(graph, |id| left_out.contains(&id));
        for ((question, before), fragility) in questions.iter().zip(&whole).zip(&mut found) {
            let now = rows(&rest, *question);
            let mut lost = beyond(before, &now);
            let mut is_lost = false;
            for (row, rests_on) in fragility.rows.iter().zip(&mut fragility.rests_on) {
                if let Some(at) = lost.iter().position(|l| l == row) {
                    lost.swap_remove(at);
                    rests_on.push(key.clone());
                    is_lost = true;
                }
            }
            if !is_lost && !beyond(&now, before).is_empty() {
                fragility.kept_out_by.push(key.clone());
            }
        }
    }
    found
}

fn begun(name: &str, lines: &[String]) -> Fragility {
    let rows = lines.get(1..).unwrap_or_default();
    Fragility {
        name: name.to_owned(),
        columns: lines.first().cloned().unwrap_or_default(),
        rows: rows.to_vec(),
        rests_on: vec![Vec::new(); rows.len()],
        kept_out_by: Vec::new(),
        secondary: vec![false; rows.len()],
    }
}

fn of_rest(graph: &Graph, left_out: impl Fn(ClaimId) -> bool) -> Graph {
    graph.of(graph.dataset().without(left_out), Verification::default()).expect("a graph")
}

/// Holds what is found against the slow way: for so many claims and so many sources, or, with the variable `FULL` set, for all, which
/// takes some minutes.
fn hold(graph: &Graph, most: usize) {
    let most = if std::env::var_os("FULL").is_some() { usize::MAX } else { most };
    let texts = texts(graph);
    let names: Vec<String> = (0..texts.len()).map(|n| n.to_string()).collect();
    let questions: Vec<Question<'_>> = texts
        .iter()
        .zip(&names)
        .map(|((file, text), name)| Question { name, text: QueryText { file: *file, text }, expected: None })
        .collect();
    for parts in [claims(graph), sources(graph)] {
        let each = parts.len().div_ceil(most).max(1);
        let parts: Vec<Part> = parts.into_iter().step_by(each).collect();
        let mut found = examine(graph, &questions, &parts, &|| ()).expect("answers");
        for fragility in &mut found {
            fragility.secondary.fill(false);
        }
        for (found, expected) in found.iter().zip(anew(graph, &questions, &parts)) {
            assert_eq!(*found, expected, "{}", texts[found.name.parse::<usize>().expect("a number")].1);
        }
    }
}

fn graph(folder: &Path) -> Option<Graph> {
    let project = project::open(folder, None).ok()?;
    Graph::build(project.input, None).ok()
}

#[test]
fn toys_are_as_fragile_as_when_every_graph_is_made_anew() {
    let cases = std::fs::read_dir(repository().join("tests/cases")).expect("a folder");
    let mut held = 0;
    for case in cases.flatten() {
        if let Some(graph) = graph(&case.path()) {
            hold(&graph, 8);
            held += 1;
        }
    }
    assert!(held > 8, "{held}");
}

#[test]
fn the_flagship_is_as_fragile_as_when_every_graph_is_made_anew() {
    let whole = graph(&repository()).expect("the graph can be built");
    let post = whole.dataset().find("supply-chain-post").and_then(|thing| match thing {
        Thing::Entity(id) => Some(id),
        Thing::Claim(_) => None,
    });
    let part = whole.of_sources(&BTreeSet::from([post.expect("a source")])).expect("a graph");
    hold(&whole, 3);
    hold(&part, 2);
}
