//! The store that a build keeps: asked while nothing has changed, passed over when it is damaged, never in the way of an answer.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use remit::derive::store::{DefaultGraph, Values};
use remit::model::header::Header;
use remit::project::{self, NotFrozen};
use tempfile::TempDir;

use crate::support::{put, remit};

const COUNT: &str = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }";

/// A small project that was built, and the path of its store.
fn built() -> (TempDir, PathBuf, PathBuf) {
    let folder = TempDir::new().expect("a temporary folder");
    assert_eq!(remit(folder.path(), &["init", "library"]).code, 0);
    let project = folder.path().join("library");
    assert_eq!(remit(&project, &["build"]).code, 0);
    let store = project.join(".remit-output.store");
    (folder, project, store)
}

/// Whether the store of a project is one that this program, which is not the one that made it, would ask.
fn is_asked(project: &Path) -> bool {
    // The tests are another program, for which every store is a stranger's.
    let out = remit(project, &["doctor"]).out;
    assert!(out.contains("store"), "{out}");
    out.contains("queries are answered from the store")
}

fn answer(project: &Path) -> String {
    let ran = remit(project, &["query", "-e", COUNT]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    ran.out
}

/// Sets the time of change of a file.
fn change_time(path: &Path, time: SystemTime) {
    File::options().append(true).open(path).and_then(|file| file.set_modified(time)).expect("a time is set");
}

#[test]
fn it_is_asked_until_any_file_of_the_project_changes() {
    let (_folder, project, store) = built();
    let right = answer(&project);
    assert!(store.exists() && is_asked(&project));
    let entities = project.join("data/entities.toml");
    let text = fs::read_to_string(&entities).expect("a file is read");
    let time = fs::metadata(&entities).and_then(|m| m.modified()).expect("a time of change");

    // Another file, in a folder that is read.
    put(&project, "data/more.toml", "");
    assert!(!is_asked(&project));
    fs::remove_file(project.join("data/more.toml")).expect("a file is removed");
    assert!(is_asked(&project));

    // The same length and the same time, soon after the build.
    let changed = text.replacen("name = \"Annual report\"", "name = \"Annual roport\"", 1);
    assert!(changed != text && changed.len() == text.len());
    fs::write(&entities, &changed).expect("a file is written");
    change_time(&entities, time);
    assert!(!is_asked(&project), "a change within the time that a file system tells apart");
    // On Unix the time at which a file was touched cannot be set.
    fs::write(&entities, &text).expect("a file is written");
    change_time(&entities, time);
    assert!(is_asked(&project) != cfg!(unix));
    assert_eq!(remit(&project, &["build"]).code, 0);
    assert!(is_asked(&project));

    // Another time, another length.
    change_time(&entities, time + Duration::from_secs(5));
    assert!(!is_asked(&project));
    assert_eq!(remit(&project, &["build"]).code, 0);
    fs::write(&entities, format!("{text}\n# more\n")).expect("a file is written");
    assert!(!is_asked(&project));
    assert_eq!(answer(&project), right, "a comment says nothing");
    fs::remove_file(&store).expect("a file is removed");
    assert_eq!(answer(&project), right);
    assert!(!store.exists(), "a query writes nothing");
}

#[test]
fn a_damaged_store_is_passed_over_told_and_mended_by_a_build() {
    let (_folder, project, store) = built();
    let right = answer(&project);
    let bytes = fs::read(&store).expect("a store");
    let check = |expected: bool, what: &str| {
        let ran = remit(&project, &["check"]);
        assert_eq!(ran.out.contains("R100"), expected, "{what}: {}{}", ran.out, ran.err);
    };
    check(false, "whole");
    let middle = bytes.len() / 2;
    let flipped =
        |at: usize| bytes.iter().enumerate().map(|(i, b)| if i == at { b ^ 1 } else { *b }).collect();
    let cases: [(&str, Vec<u8>, bool); 7] = [
        ("one byte in the middle", flipped(middle), true),
        ("one byte of what it says of itself", flipped(40), true),
        ("its last byte", flipped(bytes.len() - 1), true),
        ("a half", bytes[..middle].to_vec(), true),
        ("nothing", Vec::new(), true),
        ("another version", flipped(8), false),
        ("something else", b"# notes of mine, no store at all\n".to_vec(), true),
    ];
    for (what, damaged, is_told) in cases {
        fs::write(&store, &damaged).expect("a store is damaged");
        let ran = remit(&project, &["query", "-e", COUNT]);
        assert_eq!((ran.out.as_str(), ran.code), (right.as_str(), 0), "{what}: {}", ran.err);
        // Which bytes an answer needs, it alone decides; a check looks at all of them.
        check(is_told, what);
        let ran = remit(&project, &["build"]);
        if what == "something else" {
            assert_eq!(ran.code, 2, "{}", ran.err);
            assert!(ran.err.contains("output/ is written, but"), "{}", ran.err);
            assert_eq!(fs::read(&store).expect("a file"), damaged, "what others wrote is kept");
            fs::remove_file(&store).expect("a file is removed");
        } else {
            assert_eq!(ran.code, 0, "{what}: {}", ran.err);
            assert!(is_asked(&project), "{what}");
        }
    }
}

#[test]
fn who_has_it_open_goes_on_with_it() {
    let (_folder, project, store) = built();
    let opened = project::open(&project, None).map_err(|e| e.1).expect("the project is read");
    let graph = opened.build().expect("the graph is built");
    project::keep(&opened, &graph).expect("a store of this program");
    let frozen = project::frozen(&project).map_err(|e| e.to_string()).expect("a store");
    let count = || frozen.store.query_with(COUNT, &Values::new(), DefaultGraph::Union).expect("an answer");
    let before = count();
    put(&project, "data/more.toml", "[entity.newcomer]\nclass = \"Organisation\"\nname = \"Newcomer\"\n");
    remit(&project, &["build"]);
    fs::remove_file(&store).expect("a file is removed");
    assert_eq!(count(), before);
    assert!(matches!(project::frozen(&project), Err(NotFrozen::Stale)));
}

#[test]
fn a_graph_can_do_without() {
    let (_folder, project, store) = built();
    assert!(store.exists());
    let manifest = fs::read_to_string(project.join("remit.toml")).expect("a manifest");
    assert!(!manifest.contains("[output-files]"));
    put(&project, "remit.toml", &format!("{manifest}\n[output-files]\nstore = false\n"));
    assert_eq!(remit(&project, &["build"]).code, 0);
    assert!(!store.exists());
    assert!(remit(&project, &["doctor"]).out.contains("no store is kept"));
}

/// The same graph gives the same answers in memory and frozen, for all that is asked of the graph of this repository.
#[test]
fn frozen_and_in_memory_the_graph_of_the_repository_answers_alike() {
    let project = project::open(&crate::support::repository(), None).map_err(|e| e.1).expect("it is read");
    let graph = project.build().expect("it is built");
    let memory = graph.store().expect("a store");
    let mut bytes = Vec::new();
    memory.freeze("a note", &mut bytes).expect("memory takes all");
    let (frozen, note) = remit::derive::store::Store::thaw(std::sync::Arc::new(bytes)).expect("a store");
    assert_eq!(note, "a note");
    let input = graph.input();
    let asked = input.queries.iter().chain(&input.questions);
    let mut count = 0;
    for id in asked {
        let file = input.files.get(*id);
        // A template without its values asks for everything at once.
        if Header::parse(&file.text).all("ask").any(|entry| entry.value.contains('{')) {
            continue;
        }
        let answers = [memory, &frozen].map(|store| {
            let found = store.query_standing(&file.text, &Values::new(), DefaultGraph::Union);
            found.map(|answer| {
                let mut rows: Vec<String> = answer
                    .cells(store.prefixes())
                    .1
                    .into_iter()
                    .zip(answer.standings())
                    .map(|row| format!("{row:?}"))
                    .collect();
                rows.sort();
                rows
            })
        });
        match answers {
            [Ok(a), Ok(b)] => assert_eq!(a, b, "{}", file.path),
            [a, b] => assert_eq!(a.is_err(), b.is_err(), "{}", file.path),
        }
        count += 1;
    }
    assert!(count > 80, "only {count} were asked");
    assert!(frozen.check().is_ok());
}

#[test]
fn a_build_with_other_texts_keeps_no_store() {
    let (folder, project, store) = built();
    fs::remove_file(&store).expect("a file is removed");
    let texts = folder.path().join("texts");
    fs::rename(project.join("sources"), &texts).expect("a folder is moved");
    assert_eq!(remit(&project, &["build", "--sources", "../texts"]).code, 0);
    assert!(!store.exists());
    assert_ne!(remit(&project, &["query", "-e", "ASK {}"]).code, 0, "its texts are not there");
}

#[cfg(unix)]
#[test]
fn pipes_and_old_files_hold_nobody_up() {
    let (_folder, project, store) = built();
    let pipe = |name: &str| {
        let made = std::process::Command::new("mkfifo").arg(project.join(name)).status();
        made.is_ok_and(|status| status.success())
    };
    if !pipe("data/pipe.toml") {
        crate::support::skip("mkfifo is not there");
        return;
    }
    let ran = remit(&project, &["check"]);
    assert!(
        ran.code == 2 && format!("{}{}", ran.out, ran.err).contains("data/pipe.toml"),
        "{}{}",
        ran.out,
        ran.err
    );
    fs::remove_file(project.join("data/pipe.toml")).expect("a pipe is removed");
    fs::remove_file(&store).expect("a file is removed");
    assert!(pipe(".remit-output.store"));
    let ran = remit(&project, &["query", "-e", COUNT]);
    assert!(ran.code == 0 && ran.err.contains("move it out of the way"), "{}{}", ran.out, ran.err);
    fs::remove_file(&store).expect("a pipe is removed");
    change_time(
        &project.join("sources/annual-report.txt"),
        SystemTime::UNIX_EPOCH - Duration::from_secs(86_400),
    );
    assert_eq!(remit(&project, &["build"]).code, 0);
    assert!(store.exists() && is_asked(&project));
}
