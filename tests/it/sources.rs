//! Answers from some of the sources: limited as files and people say, and never taken for answers from all.

use std::fs;

use tempfile::TempDir;

use crate::support::{Ran, copy_of, put, remit, repository};

/// Five sources on one town, in a folder that may be changed.
fn town() -> TempDir {
    copy_of(&repository().join("tests/cases/town"))
}

const WORKS: &str = "SELECT ?work ?claim { ?claim rdf:subject ?work ; rdf:predicate t:costs }\n";

/// A town with a saved query whose header has a line.
fn town_that_asks(header: &str) -> TempDir {
    let folder = town();
    put(folder.path(), "data/queries/costs.rq", &format!("# ask: what {{work}} takes\n{header}\n{WORKS}"));
    folder
}

fn rows(ran: &Ran) -> usize {
    ran.out.lines().count() - 1
}

#[test]
fn a_saved_query_is_answered_from_the_sources_of_its_header_by_every_command() {
    let all = town_that_asks("");
    let of_all = remit(all.path(), &["query", "costs"]);
    assert_eq!((of_all.code, rows(&of_all), of_all.err.as_str()), (0, 3, ""), "{}", of_all.out);
    for (header, basis, count) in [
        ("# sources: plan, audit", "from 2 of 5 sources\n", 2),
        ("# kinds: primary", "from 2 of 5 sources\n", 2),
        (
            "# known-by: 2021",
            "from 2 of 5 sources, published by 2021; \u{201c}The leaflet\u{201d} bears no date, and is kept\n",
            1,
        ),
    ] {
        let folder = town_that_asks(header);
        let path = folder.path().join("data/queries/costs.rq");
        for name in ["costs", &path.to_string_lossy()] {
            let ran = remit(folder.path(), &["query", name]);
            assert_eq!((ran.code, rows(&ran), ran.err.as_str()), (0, count, basis), "{header}: {}", ran.out);
        }
        let typed = remit(folder.path(), &["query", "-e", &fs::read_to_string(&path).unwrap()]);
        assert_eq!((typed.code, rows(&typed), typed.err.as_str()), (0, count, basis), "{}", typed.out);
        let asked = remit(folder.path(), &["ask", "What the bridge takes", "-f", "csv"]);
        assert_eq!((asked.code, rows(&asked), asked.err.as_str()), (0, count, basis), "{}", asked.out);
        let json = remit(folder.path(), &["ask", "What the bridge takes", "-f", "json"]).out;
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(json["basis"], basis.trim_end());
        let check = remit(folder.path(), &["check"]);
        assert_eq!((check.code, check.out.as_str()), (0, ""), "{}", check.err);
    }
}

#[test]
fn a_question_that_names_no_source_is_a_fault_and_not_asked_of_all() {
    for (header, told) in [
        ("# sources:", "`sources` names nothing"),
        ("# sources: ,", "`sources` names nothing"),
        ("# kinds:", "`kinds` names nothing"),
        ("# known-by:", "`known-by` names nothing"),
        ("# known-by: 2021, 2022", "`known-by` names 2 dates"),
        ("# known-by: soon", "`soon` is no date"),
        ("# sources: plan, audti", "there is no source `audti`"),
    ] {
        let folder = town_that_asks(header);
        put(folder.path(), "data/questions/who-costs.rq", &format!("# question: Who?\n{header}\n{WORKS}"));
        let question = "data/questions/who-costs.rq";
        for command in [
            &["query", "costs"][..],
            &["query", question],
            &["ask", "what the bridge takes"],
            &["test", "who-costs"],
            &["fragile", "who-costs"],
            &["check"],
        ] {
            let ran = remit(folder.path(), command);
            assert_ne!(ran.code, 0, "{command:?}");
            let said = format!("{}{}", ran.out, ran.err);
            assert!(
                said.contains(told) && said.contains("R053") && said.contains(":2:"),
                "{command:?}: {said}"
            );
        }
    }
}

#[test]
fn an_empty_list_of_sources_is_a_fault_wherever_a_file_has_one() {
    let view = "kind = \"network\"\ntitle = \"Who?\"\n[show]\nclasses = [\"Work\"]\n";
    for key in ["sources", "kinds"] {
        let folder = town();
        put(folder.path(), "ontology/views/all.toml", &format!("{key} = []\n{view}"));
        let ran = remit(folder.path(), &["check"]);
        assert!(ran.code == 1 && ran.out.contains("this list is empty"), "{key}: {}{}", ran.out, ran.err);
    }
    let folder = town();
    let manifest = fs::read_to_string(folder.path().join("remit.toml")).unwrap();
    put(folder.path(), "remit.toml", &format!("{manifest}\n[output-files]\ndossier-sources = []\n"));
    let ran = remit(folder.path(), &["check"]);
    let said = format!("{}{}", ran.out, ran.err);
    assert!(ran.code != 0 && said.contains("`dossier-sources` names no source"), "{said}");
}
