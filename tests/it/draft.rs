//! `remit draft`: what it proposes passes every check, and nothing of it is taken, lost or overwritten.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::support::remit;

/// The graph of `remit init`, without claims but with a second text.
pub(crate) fn project(text: &str) -> TempDir {
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
    let class = class
        .lines()
        .skip_while(|l| *l != "[[source]]")
        .find_map(|l| l.strip_prefix("type = "))
        .expect("a source");
    fs::write(path("data/news.toml"), source.replace("\"Report\"", class)).expect("a record");
    folder
}

pub(crate) fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap_or_default()
}

pub(crate) const NEWS: &str = "The county will pay for the workshop in 2027. The workshop opened in 2027.\n\n\
                    The mobile library visits nine villages. The reading room belongs to what is run, and not to what is planned.\n";

#[test]
fn what_is_proposed_passes_every_check_and_is_written_beside_the_data() {
    let folder = project(NEWS);
    let ran = remit(folder.path(), &["draft", "news"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let sheet = read(folder.path(), "draft/news.toml");
    for part in [
        "predicate = \"pays-for\"",
        "object = \"workshop\"",
        "count = 9",
        "status = \"planned\"",
        "speaker = \"library\"",
    ] {
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
    assert!(
        ran.code == 2 && ran.err.contains("exists already") && ran.err.contains("--force"),
        "{}",
        ran.err
    );
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
    let polish = "Biblioteka miejska prowadzi czytelnie w roku 2019. ".repeat(40);
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

/// A program beside the project that answers with these lines.
#[cfg(unix)]
fn program(folder: &Path, script: &str) {
    fs::write(folder.join("propose.sh"), script).expect("a script");
}

#[cfg(unix)]
#[test]
fn what_a_program_proposes_is_held_to_the_same_checks() {
    let folder = project(NEWS);
    let claim = |rest: &str| {
        format!(
            r#"{{"sentence": 1, "claim": {{"subject": "county", "predicate": "pays-for", "object": "workshop", "status": "announced", {rest}}}}}"#
        )
    };
    let good = r#"{"sentence": 1, "claim": {"subject": "county", "predicate": "pays-for", "object": "workshop", "status": "announced", "quote": "The county will pay for the workshop"}, "why": "it\nsays so"}"#;
    let lies = [
        (claim(r#""quote": "The county did pay for the workshop""#), "does not have these words"),
        (claim(r#""quote": "The county […] has the workshop""#), "does not have these words"),
        (claim(r#""quote": "will pay for the workshop""#), "does not name `county`"),
        (claim(r#""quote": """#), "it has no quote"),
        (claim(r#""polarity": "affirmed""#), "it has no quote"),
        (good.replace("pays-for", "owns-all-of"), "R0"),
        (good.replace(r#""object": "workshop""#, r#""object": "dragon""#), "R0"),
        (good.replace("announced", "certain"), "R0"),
        (good.replace(r#""object": "workshop""#, r#""object": "mobile-library""#), "R0"),
        (r#"{"sentence": 3, "claim": {"subject": "mobile-library", "predicate": "villages", "count": 12, "status": "descriptive", "quote": "The mobile library visits nine villages"}}"#.to_owned(), "R0"),
        (r#"{"sentence": 3, "entity": {"id": "dragon", "type": "Service", "name": "Dragon"}}"#.to_owned(), "does not have these words"),
        (claim(r#""quote": "the workshop", "note": "trust me""#), "has no field `note`"),
        (claim(r#""quote": "the workshop", "source": "report""#), "has no field `source`"),
        (claim(r#""quote": ["the workshop"]"#), "neither a text nor a number"),
        (good.replace("\"sentence\": 1", "\"sentence\": 77"), "not the number of a sentence"),
        ("I am sorry, but [[claim]] \u{1b}[2J".to_owned(), "not JSON"),
        ("[1]".to_owned(), "not a JSON object"),
        (r#"{"sentence": 1, "claim": {}, "entity": {}}"#.to_owned(), "expected `claim` or `entity`"),
        (r#"{"sentence": 1, "confidence": 1}"#.to_owned(), "unknown key `confidence`"),
    ];
    let answer: Vec<&str> = std::iter::once(good).chain(lies.iter().map(|(line, _)| line.as_str())).collect();
    fs::write(folder.path().join("lines"), answer.join("\n")).expect("lines");
    program(folder.path(), "cat > told.json; cat lines");
    let ran = remit(folder.path(), &["draft", "news", "--with", "sh propose.sh"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let sheet = read(folder.path(), "draft/news.toml");
    assert_eq!(sheet.matches("[[claim]]\n").count(), 1, "{sheet}");
    assert!(sheet.contains("# why: it says so\n[[claim]]\nsubject = \"county\""), "{sheet}");
    assert!(sheet.contains("proposals of `sh propose.sh`"), "{sheet}");
    let refused: Vec<&str> = sheet.lines().filter(|line| line.starts_with("# refused: ")).collect();
    assert_eq!(refused.len(), lies.len(), "{sheet}");
    for (line, reason) in &lies {
        assert!(refused.iter().any(|told| told.contains(reason)), "{line}: {reason}: {sheet}");
    }
    fs::write(folder.path().join("data/taken.toml"), &sheet).expect("a file");
    let taken = remit(folder.path(), &["check"]);
    assert_eq!(taken.code, 0, "{}{}", taken.out, taken.err);
    // What it was told is all that a proposal needs.
    let told: serde_json::Value = serde_json::from_str(&read(folder.path(), "told.json")).expect("JSON");
    assert_eq!(told["remit-draft"], 1);
    assert_eq!(told["sentences"][0]["text"], "The county will pay for the workshop in 2027.");
    for part in ["entities", "classes", "properties", "statuses", "qualifiers"] {
        assert!(told[part].as_array().is_some_and(|all| !all.is_empty()), "{part}");
    }
}

#[cfg(unix)]
#[test]
fn a_program_that_misbehaves_is_stopped_and_nothing_is_taken() {
    let many = "{}\n".repeat(10_001);
    for (script, told) in [
        ("exec sleep 300", "did not finish in 1 s"),
        ("exec sleep 300 >&-", "did not end"),
        ("exec yes 'a flood'", "wrote more than 16 MiB"),
        ("echo '{}'; exit 3", "failed"),
        ("cat lines", "more than 10000 proposals"),
    ] {
        let folder = project(NEWS);
        fs::write(folder.path().join("lines"), &many).expect("lines");
        program(folder.path(), script);
        let timeout = if told.contains("1 s") { "1" } else { "60" };
        let ran = remit(folder.path(), &["draft", "news", "--with", "sh propose.sh", "--timeout", timeout]);
        assert!(
            ran.code == 2 && ran.err.contains(told) && ran.err.contains("nothing was taken"),
            "{script}: {}",
            ran.err
        );
        assert!(!folder.path().join("draft").exists(), "{script}");
    }
    let folder = project(NEWS);
    for (command, told) in [("no-such-program-anywhere", "cannot start"), (" ", "names no program")] {
        let ran = remit(folder.path(), &["draft", "news", "--with", command]);
        assert!(ran.code == 2 && ran.err.contains(told), "{}", ran.err);
    }
}
