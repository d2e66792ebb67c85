//! What changed between two states of a graph: told once, with its words, whatever the order of files and records.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::support::{put, remit};

/// A project and a copy of it, side by side.
fn pair() -> (TempDir, PathBuf, PathBuf) {
    let folder = TempDir::new().expect("a temporary folder");
    for name in ["old", "new"] {
        assert_eq!(remit(folder.path(), &["init", name]).code, 0);
    }
    let (old, new) = (folder.path().join("old"), folder.path().join("new"));
    // The two are of one name.
    let manifest = fs::read_to_string(old.join("remit.toml")).expect("a manifest");
    fs::write(new.join("remit.toml"), manifest).expect("a manifest");
    (folder, old, new)
}

/// Changes words of a file, which have to be in it.
fn change(project: &Path, file: &str, from: &str, to: &str) {
    let path = project.join(file);
    let text = fs::read_to_string(&path).expect("a file is read");
    assert!(text.contains(from), "{file} has no `{from}`:\n{text}");
    fs::write(path, text.replace(from, to)).expect("a file is written");
}

/// What is told of the two, and whether they differ.
fn told(old: &Path, new: &Path, more: &[&str]) -> (String, bool) {
    let old = old.display().to_string();
    let ran = remit(new, &[&["diff", &old], more].concat());
    assert!(ran.code < 2, "{}{}", ran.out, ran.err);
    (ran.out, ran.code == 1)
}

#[test]
fn the_same_graph_in_another_order_is_the_same() {
    let (_folder, old, new) = pair();
    let entities = fs::read_to_string(new.join("data/entities.toml")).expect("a file is read");
    let (head, records) = entities.split_once("[[entity]]").expect("records");
    let mut records: Vec<&str> = records.split("[[entity]]").collect();
    records.reverse();
    let text: Vec<String> =
        records.iter().map(|record| format!("[[entity]]{}\n", record.trim_end())).collect();
    fs::write(new.join("data/other-name.toml"), format!("{head}{}", text.concat()))
        .expect("a file is written");
    fs::remove_file(new.join("data/entities.toml")).expect("a file is removed");
    let (out, differs) = told(&old, &new, &[]);
    assert!(!differs && out.starts_with("nothing differs"), "{out}");
}

#[test]
fn what_changed_is_told_once_each_with_its_words() {
    let (_folder, old, new) = pair();
    // Another status and a remark; a key of a thing and of a claim; a claim that goes, and one that comes.
    change(
        &new,
        "data/claims.toml",
        "It is a pilot of the county\"\nstatus = \"pilot\"",
        "It is a pilot of the county\"\nstatus = \"planned\"",
    );
    change(&new, "data/claims.toml", "name of the area: present services", "name of the area");
    change(&new, "data/claims.toml", "\"reading-room-opened-1987\"", "\"opened-1987\"");
    for file in ["data/entities.toml", "data/claims.toml"] {
        change(&new, file, "\"town-council\"", "\"council\"");
    }
    let claims = fs::read_to_string(new.join("data/claims.toml")).expect("a file is read");
    let gone = claims.split("[[claim]]").find(|record| record.contains("amount = 20000")).expect("a claim");
    fs::write(new.join("data/claims.toml"), claims.replace(&format!("[[claim]]{gone}"), ""))
        .expect("it is written");
    put(
        &new,
        "data/more.toml",
        "[[entity]]\nid = \"bus\"\ntype = \"Service\"\nname = \"Bus\"\n\n[[claim]]\nsubject = \"bus\"\npredicate = \"belongs-to\"\n\
         object = \"running\"\nsource = \"annual-report\"\nsection = \"run\"\nspeaker = \"library\"\nstatus = \"established\"\n\
         quote = \"A mobile library visits six villages\"\n",
    );
    let (text, differs) = told(&old, &new, &[]);
    assert!(differs);
    for line in [
        "  + Bus (service)  [bus]",
        "      id: town-council \u{2192} council",
        "      status: pilot \u{2192} planned",
        "      was: The county pays for the mobile library.",
        "      id: reading-room-opened-1987 \u{2192} opened-1987",
    ] {
        assert!(text.lines().any(|l| l == line), "`{line}` is missing:\n{text}");
    }
    // The claims about the council, which has another key, are the same ones.
    let claims = text.split("\nClaims\n").nth(1).and_then(|t| t.split("\n\n").next()).expect("claims");
    let marks = claims.lines().filter(|l| ["  + ", "  - ", "  ~ "].iter().any(|m| l.starts_with(m)));
    let marks: Vec<&str> = marks.map(|line| &line[2..3]).collect();
    assert_eq!(marks, ["~", "~", "+", "~", "-"], "{text}");
    let quoted = claims.lines().filter(|line| line.trim_start().starts_with('\u{201c}')).count();
    assert_eq!(quoted, 5, "each claim has its words:\n{text}");
}

#[test]
fn disagreements_and_answers_that_changed_are_told() {
    let (_folder, old, new) = pair();
    put(
        &new,
        "data/more.toml",
        "[[claim]]\nid = \"denied\"\nsubject = \"county\"\npredicate = \"pays-for\"\nobject = \"mobile-library\"\nsource = \"annual-report\"\n\
         section = \"run\"\nspeaker = \"county\"\nreported-by = \"library\"\nstatus = \"established\"\npolarity = \"denied\"\nquote = \"It is a pilot of the county\"\n",
    );
    let (text, differs) = told(&old, &new, &[]);
    assert!(differs && text.contains("\nDisagreements\n"), "{text}");
    assert!(text.contains("new, open"), "{text}");
    // Back again, it is gone.
    let (text, _) = told(&new, &old, &[]);
    assert!(text.contains("no longer there"), "{text}");
    let (json, _) = told(&old, &new, &["-f", "json"]);
    let found: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(found["disagreements"][0]["before"], serde_json::Value::Null);
    let (notes, _) = told(&old, &new, &["-f", "md"]);
    assert!(notes.starts_with("## Claims: 1 added"), "{notes}");
}

#[test]
fn a_revision_and_published_files_are_compared_too() {
    let (_folder, old, new) = pair();
    let git = |args: &[&str]| {
        let ran = Command::new("git")
            .arg("-C")
            .arg(&new)
            .args(["-c", "user.name=A", "-c", "user.email=a@b.c"])
            .args(args)
            .output();
        ran.is_ok_and(|ran| ran.status.success())
    };
    if !git(&["init", "-q"]) {
        eprintln!("skipped: there is no git here");
        return;
    }
    assert!(git(&["add", "-A"]) && git(&["commit", "-q", "-m", "first"]));
    put(&new, "data/more.toml", "[[entity]]\nid = \"bus\"\ntype = \"Service\"\nname = \"Bus\"\n");
    let ran = remit(&new, &["diff", "HEAD"]);
    assert!(ran.code == 1 && ran.out.contains("+ Bus (service)  [bus]"), "{}{}", ran.out, ran.err);
    assert!(git(&["diff", "--cached", "--quiet"]), "what is staged is as it was");
    let ran = remit(&new, &["diff", "HEAD", "HEAD"]);
    assert_eq!((ran.code, ran.out.lines().count()), (0, 1), "{}{}", ran.out, ran.err);
    let ran = remit(&new, &["diff", "no-such-thing"]);
    assert!(ran.code == 2 && ran.err.contains("neither a folder"), "{}", ran.err);
    let ran = remit(&new, &["diff", "--", "--output=x"]);
    assert!(ran.code == 2 && !new.join("x").exists(), "{}", ran.err);

    // Two folders of outputs: statements.
    assert_eq!(remit(&old, &["build"]).code + remit(&new, &["build"]).code, 0);
    let path = |project: &Path| project.join("output").display().to_string();
    let ran = remit(&new, &["diff", &path(&old), &path(&new)]);
    assert!(ran.code == 1 && ran.out.contains("/id/bus> "), "{}{}", ran.out, ran.err);
    // What was published is what the project says now.
    let ran = remit(&new, &["diff", "output"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
}

#[test]
fn a_figure_of_both_states_keeps_each_thing_in_one_place() {
    let (_folder, old, new) = pair();
    let before = old.display().to_string();
    let drawn = |view: &str| {
        let ran = remit(&new, &["diff", &before, "--figure", view, "-o", "both.txt"]);
        (ran.code, fs::read_to_string(new.join("both.txt")).unwrap_or_default(), ran.err)
    };
    let (code, same, _) = drawn("who-does-what");
    assert!(code == 0 && same.contains("the same in both") && !same.contains("new: "), "{same}");
    // One that is gone, one that is told otherwise, one that is new; all else stays as it was.
    change(
        &new,
        "data/claims.toml",
        "predicate = \"belongs-to\"\nobject = \"planned\"",
        "predicate = \"belongs-to\"\nobject = \"running\"",
    );
    change(&new, "data/claims.toml", "status = \"pilot\"", "status = \"established\"");
    let (code, both, told) = drawn("who-does-what");
    assert_eq!(code, 1, "{told}");
    for part in [
        "1 new, 1 gone, 1 changed",
        "changed: Mobile library (established",
        "new: Workshop for repairs",
        "gone: Workshop for repairs",
        "Town council: Reading room (established",
    ] {
        assert!(both.contains(part), "{part}: {both}");
    }
    let rows: Vec<&str> =
        both.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_digit())).collect();
    assert!(rows[0].starts_with("1 ") && rows.len() > 2, "{rows:?}");
    let stands = |words: &str| both.find(words).unwrap();
    assert!(
        stands("new: Workshop") < stands("2 Planned services")
            && stands("2 Planned services") < stands("gone: Workshop")
    );
    // Edges, too.
    let (code, both, told) = drawn("who-pays-for-what");
    assert!(code < 2 && both.contains("(from "), "{both}{told}");
    let refused = remit(&new, &["diff", &before, "--figure", "when"]);
    assert!(refused.code == 2 && refused.err.contains("grid and network"), "{}", refused.err);
    let refused = remit(&new, &["diff", &before, "--figure", "who-does-wat"]);
    assert!(refused.code == 2 && refused.err.contains("did you mean `who-does-what`?"), "{}", refused.err);
}
