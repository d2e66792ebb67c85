//! Outputs are published whole or not at all, whatever happens meanwhile.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use crate::support::{copy_of, remit, repository, snapshot};

/// Whether a folder holds one whole generation: exactly the files of its manifest, with their digests.
fn is_whole(output: &Path) -> bool {
    let files = snapshot(output);
    let Some(manifest) = files.get("manifest.json") else { return false };
    let manifest: Value = serde_json::from_slice(manifest).expect("the manifest is JSON");
    let listed = manifest["files"].as_array().expect("a list of files");
    listed.len() + 1 == files.len()
        && listed.iter().all(|f| {
            let bytes = files.get(f["path"].as_str().expect("a path"));
            bytes.is_some_and(|b| {
                remit::compile::evidence::digest(b) == f["sha256"].as_str().expect("a digest")
            })
        })
}

#[test]
fn a_build_gives_the_bytes_that_are_committed() {
    let folder = copy_of(&repository());
    let ran = remit(folder.path(), &["build"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let (made, committed) = (snapshot(&folder.path().join("output")), snapshot(&repository().join("output")));
    let names = made.keys().chain(committed.keys());
    let stale: Vec<&String> = names.filter(|name| made.get(*name) != committed.get(*name)).collect();
    assert!(stale.is_empty(), "run `remit build`: {stale:?}");
    assert!(is_whole(&folder.path().join("output")));
    assert_eq!(remit(folder.path(), &["build", "--check"]).code, 0);
}

#[test]
fn a_fault_leaves_the_old_output() {
    let folder = copy_of(&repository());
    assert_eq!(remit(folder.path(), &["build"]).code, 0);
    let before = snapshot(&folder.path().join("output"));
    fs::write(folder.path().join("data/broken.toml"), "[[claim]]\nsubject = \"nothing\"\n")
        .expect("a file is written");
    let ran = remit(folder.path(), &["build"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(ran.err.contains("data/broken.toml:1:1"), "{}", ran.err);
    assert_eq!(snapshot(&folder.path().join("output")), before);
}

#[test]
fn build_check_tells_what_is_out_of_date() {
    let folder = copy_of(&repository());
    assert_eq!(remit(folder.path(), &["build"]).code, 0);
    fs::write(folder.path().join("output/graph.nq"), "").expect("a file is written");
    fs::remove_file(folder.path().join("output/graph.ttl")).expect("a file is removed");
    let ran = remit(folder.path(), &["build", "--check"]);
    assert_eq!(
        (ran.code, ran.out.as_str()),
        (1, "output/graph.nq is out of date\noutput/graph.ttl is missing\n")
    );
    assert_eq!(remit(folder.path(), &["build"]).code, 0);
    assert_eq!(remit(folder.path(), &["build", "--check"]).code, 0);
}

#[test]
fn files_of_others_are_never_lost() {
    let folder = copy_of(&repository());
    assert_eq!(remit(folder.path(), &["build"]).code, 0);
    fs::write(folder.path().join("output/notes.md"), "mine").expect("a file is written");
    let ran = remit(folder.path(), &["build"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("notes.md"), "{}", ran.err);
    assert_eq!(fs::read(folder.path().join("output/notes.md")).expect("it is still there"), b"mine");
}

#[test]
fn an_output_that_cannot_be_written_is_told() {
    let folder = copy_of(&repository());
    assert_eq!(remit(folder.path(), &["build"]).code, 0);
    let before = snapshot(&folder.path().join("output"));
    fs::write(folder.path().join("output.new"), "in the way").expect("a file is written");
    let ran = remit(folder.path(), &["build"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("output.new") && ran.err.contains("the old output is as it was"), "{}", ran.err);
    assert_eq!(snapshot(&folder.path().join("output")), before);
}

#[test]
fn a_kill_at_any_moment_leaves_a_whole_generation() {
    let folder = copy_of(&repository());
    assert_eq!(remit(folder.path(), &["build"]).code, 0);
    let output = folder.path().join("output");
    for round in 0..40u64 {
        // Each round the graph is another one, so that old and new generations differ.
        let note = format!("[[entity]]\nid = \"extra\"\ntype = \"Topic\"\nname = \"Extra {round}\"\n");
        fs::write(folder.path().join("data/extra.toml"), note).expect("a file is written");
        let mut child = Command::new(env!("CARGO_BIN_EXE_remit"))
            .arg("build")
            .current_dir(folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        std::thread::sleep(Duration::from_millis(round * 7 % 280));
        let _ = child.kill();
        child.wait().expect("the program ends");
        assert!(is_whole(&output), "round {round}");
    }
    let ran = remit(folder.path(), &["build"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(is_whole(&output));
    assert!(
        !folder.path().join("output.new").exists() && !folder.path().join("output.old").exists(),
        "nothing is left over"
    );
}
