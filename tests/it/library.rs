//! The library as other programs use it: what its front page promises, and what its errors say.

use std::fs;

use remit::{Answer, Error, Graph, Project, Theme, export_format};

use crate::support::{put, remit, repository};

fn flagship() -> Graph {
    Project::open(repository()).and_then(|p| p.build()).expect("the graph can be built")
}

#[test]
fn a_program_asks_draws_and_exports() {
    let graph = flagship();
    let answer = graph.query("SELECT ?c { ?c a remit:Claim }").unwrap();
    let Answer::Solutions { rows, .. } = &*answer else { panic!("a SELECT gives rows") };
    assert_eq!(answer.standings().len(), rows.len());
    assert!(format!("{graph:?}").contains(&format!("claims: {}", rows.len())), "{graph:?}");
    let alone = graph.figure("who-targets-what").unwrap();
    assert!(alone.svg(&Theme::light())[0].starts_with("<svg"));
    let mut bytes = Vec::new();
    graph.export(export_format("graphml").unwrap(), &mut bytes).unwrap();
    assert!(bytes.starts_with(b"<?xml"));
}

#[test]
fn errors_name_what_is_near() {
    let graph = flagship();
    let error = graph.figure("who-targets-that").unwrap_err();
    assert!(matches!(&error, Error::NoView(_, Some(near)) if near == "who-targets-what"), "{error}");
    assert!(graph.figure("zzz").unwrap_err().to_string().ends_with("there is no view `zzz`"));
    assert!(matches!(graph.query("SELECT {").unwrap_err(), Error::Faults(faults, _) if faults.len() == 1));
}

#[test]
fn one_view_is_built_though_another_is_broken() {
    let folder = tempfile::tempdir().unwrap();
    remit(folder.path(), &["init", "."]);
    put(folder.path(), "ontology/views/broken.toml", "kind = \"grid\"\n");
    let graph = Project::open(folder.path()).and_then(|p| p.build()).unwrap();
    graph.figure("who-does-what").unwrap();
    assert!(matches!(graph.figure("broken").unwrap_err(), Error::Faults(faults, _) if !faults.is_empty()));
}

#[test]
fn every_saved_query_answers() {
    let graph = flagship();
    for entry in fs::read_dir(repository().join("data/queries")).expect("queries are there").flatten() {
        let text = fs::read_to_string(entry.path()).expect("a query is read");
        let answer = graph.query(&text).unwrap_or_else(|error| panic!("{:?}: {error}", entry.path()));
        let Answer::Solutions { rows, .. } = &*answer else { panic!("{:?} gives rows", entry.path()) };
        assert!(!rows.is_empty(), "{:?} has rows", entry.path());
        assert!(graph.query_warnings(&text).expect("a store").is_empty(), "{:?}", entry.path());
    }
}
