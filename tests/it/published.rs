//! What is said of the publication of a source: read, checked, written and shown.

use std::fs;

use tempfile::TempDir;

use crate::support::{Ran, remit};

/// A new graph whose source has further keys.
fn library(keys: &str) -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    assert_eq!(remit(folder.path(), &["init", "."]).code, 0);
    for data in fs::read_dir(folder.path().join("data")).expect("data") {
        let path = data.expect("an entry").path();
        if path.extension().is_some_and(|e| e == "toml") {
            let text = fs::read_to_string(&path).expect("data is read");
            let text = text.replacen("[[source]]\n", &format!("[[source]]\n{keys}\n"), 1);
            fs::write(&path, text).expect("data is written");
        }
    }
    folder
}

fn check(keys: &str) -> Ran {
    remit(library(keys).path(), &["check"])
}

#[test]
fn the_publication_of_a_source_is_in_the_graph_and_shown() {
    let folder = library(
        "url = \"https://example.org/report\"\npublisher = \"The Town Press\"\nauthor = [\"B. Rowe\", \"A. Holt\"]\ndate = \"2024-05\"\n\
         retrieved = \"2025-01-02\"\nlicence = \"CC-BY-4.0\"",
    );
    let ran = remit(folder.path(), &["build"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let graph = fs::read_to_string(folder.path().join("output/graph.nq")).expect("a graph");
    for quad in [
        "<http://purl.org/dc/elements/1.1/creator> \"A. Holt\" ",
        "<http://purl.org/dc/elements/1.1/creator> \"B. Rowe\" ",
        "<http://purl.org/dc/elements/1.1/publisher> \"The Town Press\" ",
        "<http://purl.org/dc/terms/identifier> \"https://example.org/report\" ",
        "<http://purl.org/dc/terms/issued> \"2024-05\"^^<http://www.w3.org/2001/XMLSchema#gYearMonth> ",
        "<http://purl.org/dc/terms/license> <https://spdx.org/licenses/CC-BY-4.0> ",
        "<http://purl.org/pav/retrievedOn> \"2025-01-02\"^^<http://www.w3.org/2001/XMLSchema#date> ",
    ] {
        assert_eq!(graph.lines().filter(|line| line.contains(quad)).count(), 1, "{quad}");
    }
    let of_source = |l: &&str| {
        l.contains("/graph/claims>") && l[..l.find(' ').unwrap_or(0)].ends_with("/id/annual-report>")
    };
    let lines: Vec<&str> = graph.lines().filter(of_source).collect();
    assert!(lines.len() > 6 && lines.is_sorted(), "{lines:#?}");
    let ran = remit(folder.path(), &["show", "annual-report"]);
    assert!(
        ran.out.contains(
            "author: A. Holt\nauthor: B. Rowe\npublisher: The Town Press\nurl: https://example.org/report\ndate: 2024-05\n\
             licence: CC-BY-4.0\nretrieved: 2025-01-02\n"
        ),
        "{}",
        ran.out
    );
}

#[test]
fn each_part_is_held_to_what_it_has_to_be() {
    for (keys, code, said) in [
        ("url = \"example.org\"", "error[R018]", "`example.org` is not an address"),
        ("date = \"5 May 2024\"", "error[R019]", "`5 May 2024` is no date"),
        ("retrieved = \"2024-02-30\"", "error[R019]", "`2024-02-30` is no date"),
        (
            "date = \"2025\"\nretrieved = \"2024-12\"",
            "error[R019]",
            "retrieved 2024-12, before it was published",
        ),
        ("publisher = \"\"", "error[R018]", "`publisher` is empty"),
        ("publisher = [\"A\", \"B\"]", "error", "publisher"),
        ("licence = \"CC BY 4.0\"", "warning[R077]", "did you mean `CC-BY-4.0`?"),
        ("publishr = \"A\"", "error", "did you mean `publisher`?"),
    ] {
        let ran = check(keys);
        assert_eq!(ran.code, i32::from(code.starts_with("error")), "{keys}: {}", ran.out);
        assert!(ran.out.contains(code) && ran.out.contains(said), "{keys}: {}", ran.out);
    }
    assert_eq!(check("date = \"2024\"\nretrieved = \"2024-03\"").code, 0);
}
