//! `remit draft`: what it proposes passes every check, and nothing of it is taken, lost or overwritten.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::support::remit;

/// The graph of `remit init`, without claims but with a second text.
fn project(text: &str) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    let made = remit(folder.path(), &["init", "."]);
    assert_eq!(made.code, 0, "{}", made.err);
    let path = |name: &str| folder.path().join(name);
    fs::write(path("sources/news.txt"), text).expect("a text");
    let source = r#"
[[source]]
id = "news"
type = "Report"
name = "News of the library"
text = "news.txt"
voice = "library"
"#;
    let class = fs::read_to_string(path("data/entities.toml")).expect("the entities");
    let class = class.lines().skip_while(|l| *l != "[[source]]").find_map(|l| l.strip_prefix("type = ")).expect("a source");
    fs::write(path("data/news.toml"), source.replace("\"Report\"", class)).expect("a record");
    folder
}

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap_or_default()
}

const NEWS: &str = "The county will pay for the workshop in 2027. The workshop opened in 2027.\n\n\
                    The mobile library visits nine villages. The reading room belongs to what is run, and not to what is planned.\n";

#[test]
fn what_is_proposed_passes_every_check_and_is_written_beside_the_data() {
    let folder = project(NEWS);
    let ran = remit(folder.path(), &["draft", "news"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let sheet = read(folder.path(), "draft/news.toml");
    for part in ["predicate = \"pays-for\"", "object = \"workshop\"", "count = 9", "status = \"announced\"", "speaker = \"library\""] {
        assert!(sheet.contains(part), "{part}: {sheet}");
    }
    // It is no evidence: a build is the same with it and without it.
    let before = remit(folder.path(), &["check"]);
    fs::remove_dir_all(folder.path().join("draft")).expect("the draft is there");
    let after = remit(folder.path(), &["check"]);
    assert_eq!((before.code, &before.err), (after.code, &after.err));
    // Taken as it is, it passes.
    fs::write(folder.path().join("data/taken.toml"), &sheet).expect("a file");
    let taken = remit(folder.path(), &["check"]);
    assert_eq!(taken.code, 0, "{}{}", taken.out, taken.err);
    // What carries a claim now is not asked for again.
    let again = remit(folder.path(), &["draft", "news", "-f", "json"]);
    let told: serde_json::Value = serde_json::from_str(&again.out).expect("JSON");
    assert!(told["with_claims"].as_u64() > Some(1), "{told}");
}

#[test]
fn a_draft_that_somebody_worked_on_is_not_lost() {
    let folder = project(NEWS);
    assert_eq!(remit(folder.path(), &["draft", "news"]).code, 0);
    fs::write(folder.path().join("draft/news.toml"), "mine").expect("a file");
    let ran = remit(folder.path(), &["draft", "news"]);
    assert!(ran.code == 2 && ran.err.contains("is there already") && ran.err.contains("--force"), "{}", ran.err);
    assert_eq!(read(folder.path(), "draft/news.toml"), "mine");
    assert_eq!(remit(folder.path(), &["draft", "news", "--force"]).code, 0);
    assert!(read(folder.path(), "draft/news.toml").starts_with("# A draft"));
    for place in ["data/x.toml", "output/x.toml", "ontology/x.toml"] {
        let ran = remit(folder.path(), &["draft", "news", "-o", place]);
        assert!(ran.code == 2 && ran.err.contains("a folder of the project"), "{}", ran.err);
        assert!(!folder.path().join(place).exists());
    }
}

#[test]
fn odd_texts_are_told_and_break_nothing() {
    let hostile = "The county\u{7} pays \"\"\" for the workshop. [[claim]]\nsubject = \"x\" # The county pays for the reading room \\u0000 today.";
    let polish = "Biblioteka miejska prowadzi czytelnie. ".repeat(40);
    let long = "The county pays for the workshop. ".repeat(400);
    for (text, told) in [
        ("", "has no sentence"),
        ("\n\n-- \n", "has no sentence"),
        (hostile, "without a claim"),
        (polish.as_str(), "does not look English"),
        (long.as_str(), "without a claim"),
    ] {
        let folder = project(text);
        let ran = remit(folder.path(), &["draft", "news"]);
        assert!(ran.code == 0 && ran.err.contains(told), "{told}: {}", ran.err);
        let sheet = read(folder.path(), "draft/news.toml");
        fs::write(folder.path().join("data/taken.toml"), &sheet).expect("a file");
        let taken = remit(folder.path(), &["check"]);
        assert_eq!(taken.code, 0, "{told}: {}{}", taken.out, taken.err);
    }
    let folder = project(NEWS);
    for (args, told) in [
        (&["draft", "nws"][..], "news"),
        (&["draft", "news", "--sentence", "a workshop for dragons"], "no sentence"),
        (&["draft"], "SOURCE"),
    ] {
        let ran = remit(folder.path(), args);
        assert!(ran.code == 2 && ran.err.contains(told), "{args:?}: {}", ran.err);
    }
}
