//! The four forms of the graph say the same, in the same order, without blank nodes; the store is never their source.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use oxjsonld::JsonLdParser;
use oxrdf::{GraphName, NamedOrBlankNode, Quad, Term};
use oxttl::{NQuadsParser, TriGParser, TurtleParser};

use crate::support::repository;

fn all<E: std::fmt::Display>(quads: impl Iterator<Item = Result<Quad, E>>, path: &Path) -> Vec<Quad> {
    quads.map(|q| q.unwrap_or_else(|e| panic!("{}: {e}", path.display()))).collect()
}

fn read(folder: &Path, name: &str) -> Vec<Quad> {
    let path = folder.join(name);
    let bytes = fs::read(&path).expect("the graph is written in every form");
    let in_default = |triple: oxrdf::Triple| triple.in_graph(GraphName::DefaultGraph);
    match name.rsplit('.').next() {
        Some("nq") => all(NQuadsParser::new().for_slice(&bytes), &path),
        Some("trig") => all(TriGParser::new().for_slice(&bytes), &path),
        Some("ttl") => all(TurtleParser::new().for_slice(&bytes).map(|t| t.map(in_default)), &path),
        _ => all(JsonLdParser::new().for_slice(&bytes), &path),
    }
}

fn quads(name: &str) -> Vec<Quad> {
    read(&repository().join("output"), name)
}

/// The quads as lines, no two of which may be the same.
fn lines(quads: &[Quad]) -> BTreeSet<String> {
    let lines: BTreeSet<String> = quads.iter().map(ToString::to_string).collect();
    assert_eq!(lines.len(), quads.len(), "no quad is there twice");
    lines
}

/// The folders with graphs: the output of the flagship, and those expected of the cases.
fn graphs() -> Vec<PathBuf> {
    let cases = fs::read_dir(repository().join("tests/cases")).expect("the cases are there").flatten();
    let expected = cases.map(|e| e.path().join("expected")).filter(|p| p.join("graph.nq").exists());
    [repository().join("output")].into_iter().chain(expected).collect()
}

#[test]
fn all_forms_say_the_same() {
    let mut compared = 0;
    for folder in graphs() {
        let nquads = read(&folder, "graph.nq");
        let quads = lines(&nquads);
        let triples: BTreeSet<String> = nquads
            .iter()
            .map(|q| Quad { graph_name: GraphName::DefaultGraph, ..q.clone() }.to_string())
            .collect();
        for (name, expected) in [("graph.trig", &quads), ("graph.jsonld", &quads), ("graph.ttl", &triples)] {
            // A project may ask for fewer forms.
            if folder.join(name).exists() {
                assert!(lines(&read(&folder, name)) == *expected, "{name} in {}", folder.display());
                compared += 1;
            }
        }
    }
    assert!(compared >= 16, "{compared} files were compared");
}

#[test]
fn quads_are_sorted_and_have_no_blank_nodes() {
    let nquads = quads("graph.nq");
    let iri = |term: &str| term.trim_start_matches('<').trim_end_matches('>').to_owned();
    let mut keys = Vec::new();
    for quad in &nquads {
        assert!(matches!(quad.subject, NamedOrBlankNode::NamedNode(_)), "{quad}");
        assert!(!matches!(quad.object, Term::BlankNode(_)), "{quad}");
        keys.push((
            quad.graph_name.to_string(),
            iri(&quad.subject.to_string()),
            quad.predicate.as_str().to_owned(),
        ));
    }
    let wrong = keys.windows(2).find(|w| w[0] > w[1]);
    assert_eq!(wrong, None, "sorted by graph, subject and predicate");
}

#[test]
fn literals_are_written_as_they_were_given() {
    let text =
        fs::read_to_string(repository().join("tests/cases/kitchen/expected/graph.nq")).expect("a case");
    // A store would have made 9 of this.
    assert!(
        text.contains("\"9.00\"^^<http://www.w3.org/2001/XMLSchema#decimal>"),
        "a decimal keeps its zeros"
    );
}

#[test]
fn the_graphs_are_the_layers_the_ontology_and_what_the_dataset_is() {
    let graphs: BTreeSet<String> = quads("graph.nq").iter().map(|q| q.graph_name.to_string()).collect();
    let base = "https://remit.example/drugs-plan/graph/";
    let expected = ["claims", "dataset", "derived", "facts", "ontology"].map(|g| format!("<{base}{g}>"));
    assert_eq!(graphs, BTreeSet::from(expected));
}
