//! The four forms of the graph say the same, in the same order, with blank nodes in the ontology alone; the store is never their source.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use oxjsonld::JsonLdParser;
use oxrdf::{GraphName, Literal, NamedOrBlankNode, Quad, Term};
use oxttl::{NQuadsParser, TriGParser, TurtleParser};

use remit::model::escape::is_misleading;
use tempfile::TempDir;

use crate::support::{put, remit, repository};

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
fn quads_are_sorted_and_only_the_ontology_has_blank_nodes() {
    let nquads = quads("graph.nq");
    let iri = |term: &str| term.trim_start_matches('<').trim_end_matches('>').to_owned();
    let mut keys = Vec::new();
    for quad in &nquads {
        let is_named = matches!(quad.subject, NamedOrBlankNode::NamedNode(_))
            && !matches!(quad.object, Term::BlankNode(_));
        assert!(is_named || quad.graph_name.to_string().ends_with("/graph/ontology>"), "{quad}");
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

#[test]
fn what_misleads_the_eye_is_never_written_as_it_is_and_read_back_whole() {
    const NAME: &str = "Old\u{7}\u{202e} mill\u{2028}\u{feff}\u{2066}\u{fffe}\u{e0001} of \u{5d0}\u{200f}";
    let folder = TempDir::new().unwrap();
    remit(folder.path(), &["init", "."]);
    let path = folder.path().join("data/entities.toml");
    let coded = NAME.chars().fold(String::new(), |all, c| format!("{all}\\U{:08X}", u32::from(c)));
    let entities = fs::read_to_string(&path).unwrap();
    let changed =
        entities.replace("name = \"Mobile library\"", &format!("name = \"{coded}\"\nnote = \"{coded}\""));
    assert_ne!(entities, changed);
    fs::write(&path, changed).unwrap();
    let told = remit(folder.path(), &["check", "-v"]).out;
    assert_eq!(told.matches("warning[R076]").count(), 2, "{told}");
    assert_eq!(remit(folder.path(), &["build"]).code, 0);
    for form in ["mermaid", "cypher", "dot", "graphml", "gexf", "json-graph"] {
        let file = format!("output/tables/as.{form}");
        assert_eq!(remit(folder.path(), &["export", "-f", form, "-o", &file]).code, 0, "{form}");
    }
    remit(folder.path(), &["export", "-f", "csv", "-o", "output/tables/csv"]);
    let query = "CONSTRUCT WHERE { ?s skos:prefLabel ?n }";
    for (form, query) in [("ttl", query), ("nt", query), ("csv", "SELECT ?n { ?s skos:prefLabel ?n }")] {
        let ran = remit(folder.path(), &["query", "-e", query, "-f", form]);
        put(folder.path(), &format!("output/tables/answer.{form}"), &ran.out);
    }
    let mut looked_at = 0;
    let mut folders = vec![folder.path().join("output")];
    while let Some(at) = folders.pop() {
        for entry in fs::read_dir(at).unwrap().map(|e| e.unwrap().path()) {
            if entry.is_dir() {
                folders.push(entry);
                continue;
            }
            let text = fs::read_to_string(&entry).unwrap();
            let found: Vec<char> =
                text.chars().filter(|c| is_misleading(*c) && !matches!(c, '\n' | '\r' | '\t')).collect();
            assert!(found.is_empty(), "{}: {found:?}", entry.display());
            looked_at += 1;
        }
    }
    assert!(looked_at > 30, "{looked_at} files");
    for name in ["graph.nq", "graph.trig", "graph.ttl", "graph.jsonld"] {
        let quads = read(&folder.path().join("output"), name);
        assert!(
            quads.iter().any(|q| q.object.to_string().contains(&Literal::from(NAME).to_string())),
            "{name}"
        );
    }
}

#[test]
fn names_in_several_languages_are_tagged_and_people_see_the_language_of_the_project() {
    let folder = TempDir::new().unwrap();
    remit(folder.path(), &["init", "."]);
    let change = |path: &str, from: &str, to: &str| {
        let text = fs::read_to_string(folder.path().join(path)).unwrap();
        assert!(text.contains(from), "{path}: {from}");
        put(folder.path(), path, &text.replacen(from, to, 1));
    };
    let names =
        "name = { en = \"Mobile library\", cy = \"Llyfrgell Deithiol\", en-GB = \"Travelling library\" }";
    change("data/entities.toml", "name = \"Mobile library\"", names);
    assert_eq!(remit(folder.path(), &["build"]).code, 0);
    let expected = ["\"Llyfrgell Deithiol\"@cy", "\"Mobile library\"@en", "\"Travelling library\"@en-gb"];
    for form in ["graph.nq", "graph.trig", "graph.ttl", "graph.jsonld"] {
        let quads = read(&folder.path().join("output"), form);
        let is_name = |q: &&Quad| {
            q.subject.to_string().ends_with("/id/mobile-library>")
                && q.predicate.as_str().ends_with("#prefLabel")
        };
        let found: BTreeSet<String> = quads.iter().filter(is_name).map(|q| q.object.to_string()).collect();
        assert_eq!(found.iter().map(String::as_str).collect::<Vec<_>>(), expected, "{form}");
    }
    for (language, shown) in [
        ("", "Mobile library"),
        ("cy", "Llyfrgell Deithiol"),
        ("EN-gb", "Travelling library"),
        ("fr", "Mobile library"),
    ] {
        if !language.is_empty() {
            let manifest = fs::read_to_string(folder.path().join("remit.toml")).unwrap();
            let rest: Vec<&str> = manifest.lines().filter(|l| !l.starts_with("language")).collect();
            put(folder.path(), "remit.toml", &format!("language = \"{language}\"\n{}\n", rest.join("\n")));
        }
        let ran = remit(folder.path(), &["show", "llyfrgell deithiol"]);
        assert!(ran.out.starts_with(shown), "{language}: {}{}", ran.out, ran.err);
    }
    change(
        "data/entities.toml",
        names,
        "name = { en = \"A\", EN = \"B\", e_n = \"C\", english = \"D\", cy = \" \" }",
    );
    change("remit.toml", "language = \"fr\"", "language = \"cy\"");
    let told = remit(folder.path(), &["check"]).out;
    assert_eq!(told.matches("error[R078]").count(), 4, "{told}");
    change("remit.toml", "language = \"cy\"", "language = \"french\"");
    assert!(
        remit(folder.path(), &["check"]).out.contains("error[R054]: `french` is not the tag of a language")
    );
}
