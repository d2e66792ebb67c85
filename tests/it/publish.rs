//! Outputs are published whole or not at all, whatever happens meanwhile.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, SystemTime};

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{Ran, copy_of, left_over, remit, repository, skip, snapshot};

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

/// A small project with its output.
fn library() -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    assert_eq!(remit(folder.path(), &["init", "."]).code, 0);
    assert_eq!(remit(folder.path(), &["build"]).code, 0);
    folder
}

#[test]
fn build_check_tells_what_is_out_of_date_and_writes_nothing() {
    let folder = library();
    let output = folder.path().join("output");
    assert_eq!(remit(folder.path(), &["build", "--check"]).code, 0);
    fs::write(output.join("graph.nq"), "").expect("a file is written");
    fs::remove_file(output.join("graph.ttl")).expect("a file is removed");
    fs::write(output.join("notes.md"), "mine").expect("a file is written");
    let text = fs::read_to_string(output.join("graph.trig")).expect("a file is read");
    fs::write(output.join("graph.trig"), format!("{text}# more\n")).expect("a file is written");
    let before = times(folder.path());
    let ran = remit(folder.path(), &["build", "--check"]);
    assert_eq!(
        (ran.code, ran.out.as_str()),
        (
            1,
            "output/graph.nq is out of date\noutput/graph.trig is out of date\noutput/graph.ttl is missing\n\
             output/notes.md is no longer made\n"
        )
    );
    let doctor = remit(folder.path(), &["doctor"]);
    assert!(doctor.out.contains("output/ is stale in 4 files"), "{}", doctor.out);
    assert_eq!(times(folder.path()), before, "nothing is written, not even for a moment");
}

/// When each folder of a project was changed.
fn times(folder: &Path) -> BTreeMap<PathBuf, SystemTime> {
    let mut out = BTreeMap::new();
    let mut todo = vec![folder.to_path_buf()];
    while let Some(next) = todo.pop() {
        let entries = fs::read_dir(&next).expect("a folder is read").map(|e| e.expect("a name").path());
        todo.extend(entries.filter(|p| p.is_dir()));
        let changed = fs::metadata(&next).and_then(|m| m.modified()).expect("a time");
        out.insert(next, changed);
    }
    out
}

/// Runs the program as somebody who may only do what the modes of files say; none where that is not allowed here, which is
/// said.
#[cfg(unix)]
#[track_caller]
fn as_nobody(folder: &Path, args: &[&str]) -> Option<Ran> {
    use std::os::unix::process::CommandExt;
    let is_root = fs::metadata("/proc/self").is_ok_and(|m| std::os::unix::fs::MetadataExt::uid(&m) == 0);
    let mut command = Command::new(env!("CARGO_BIN_EXE_remit"));
    command.args(args).current_dir(folder).stdin(Stdio::null());
    if is_root {
        command.uid(65_534).gid(65_534);
    }
    let ran = command.output().ok().map(Ran::from);
    if ran.is_none() {
        skip("the program cannot be started as another user");
    }
    ran
}

/// Gives a project to nobody, and all its folders a mode.
#[cfg(unix)]
fn hand_over(folder: &Path, mode: u32) {
    use std::os::unix::fs::{PermissionsExt, chown};
    for path in times(folder).into_keys() {
        // Who is not root already owns what he made.
        let _ = chown(&path, Some(65_534), Some(65_534));
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("a mode is set");
    }
}

#[cfg(unix)]
#[test]
fn a_project_that_cannot_be_written_is_compared_all_the_same() {
    let folder = library();
    hand_over(folder.path(), 0o555);
    let before = times(folder.path());
    for args in [&["build", "--check"][..], &["doctor"], &["check"]] {
        let Some(ran) = as_nobody(folder.path(), args) else { break };
        assert_eq!(ran.code, 0, "{args:?}: {}{}", ran.out, ran.err);
    }
    if let Some(ran) = as_nobody(folder.path(), &["build"]) {
        let told = ran.err.contains(".remit-build.lock`: Permission denied");
        assert!(ran.code == 2 && told && ran.err.contains("the old output is as it was"), "{}", ran.err);
    }
    assert_eq!(times(folder.path()), before);
    hand_over(folder.path(), 0o755);
}

#[cfg(unix)]
#[test]
fn an_old_output_that_cannot_be_removed_is_told_each_time() {
    use std::os::unix::fs::PermissionsExt;
    let folder = library();
    hand_over(folder.path(), 0o755);
    let figures = folder.path().join("output/figures");
    fs::set_permissions(&figures, fs::Permissions::from_mode(0o555)).expect("a mode is set");
    let Some(ran) = as_nobody(folder.path(), &["build"]) else { return };
    let told = "cannot remove `DIR/.remit-build/new`: Permission denied";
    let told = told.replace("DIR", &folder.path().to_string_lossy());
    assert!(
        ran.code == 2 && ran.err.contains("output/ is written, but") && ran.err.contains(&told),
        "{}",
        ran.err
    );
    assert!(is_whole(&folder.path().join("output")));
    if let Some(ran) = as_nobody(folder.path(), &["build"]) {
        assert!(ran.code == 2 && ran.err.contains(&told), "{}", ran.err);
        assert!(ran.err.contains("the old output is as it was"), "{}", ran.err);
    }
    let left = folder.path().join(".remit-build/new/figures");
    fs::set_permissions(left, fs::Permissions::from_mode(0o755)).expect("a mode is set");
    if let Some(ran) = as_nobody(folder.path(), &["build"]) {
        assert_eq!((ran.code, left_over(folder.path())), (0, Vec::new()), "{}", ran.err);
    }
}

#[test]
fn files_of_others_are_never_lost() {
    let folder = library();
    let at = |name: &str| folder.path().join(name);
    // Beside the output, under names that programs like to take.
    for name in ["output.new", "output.old", ".output.new", "output.tmp"] {
        fs::create_dir(at(name)).expect("a folder is made");
        fs::write(at(name).join("thesis.txt"), "mine").expect("a file is written");
    }
    assert_eq!(remit(folder.path(), &["build"]).code, 0);
    // In the output; no word makes them ours.
    fs::create_dir(at("output/figures/deep")).expect("a folder is made");
    for name in ["output/notes.md", "output/figures/deep/drawing.svg", "output/.hidden"] {
        fs::write(at(name), "mine").expect("a file is written");
        for args in [&["build"][..], &["build", "--force"]] {
            let ran = remit(folder.path(), args);
            let told = format!("holds `{}`, which this program did not write", &name["output/".len()..]);
            assert!(ran.code == 2 && ran.err.contains(&told), "{}", ran.err);
            assert_eq!(fs::read(at(name)).expect("it is still there"), b"mine");
        }
        fs::remove_file(at(name)).expect("it is there");
    }
    // An empty file that keeps a folder under version control is no matter.
    fs::write(at("output/.gitkeep"), "").expect("a file is written");
    assert_eq!(remit(folder.path(), &["build"]).code, 0);
    for name in ["output.new", "output.old", ".output.new", "output.tmp"] {
        assert_eq!(fs::read(at(name).join("thesis.txt")).expect("it is still there"), b"mine");
    }
    // The name of the working folder is asked for, not taken.
    fs::create_dir(at(".remit-build")).expect("a folder is made");
    fs::write(at(".remit-build/thesis.txt"), "mine").expect("a file is written");
    let ran = remit(folder.path(), &["build"]);
    assert!(
        ran.code == 2 && ran.err.contains("in the way") && ran.err.contains("move it away"),
        "{}",
        ran.err
    );
    assert_eq!(fs::read(at(".remit-build/thesis.txt")).expect("it is still there"), b"mine");
}

#[test]
fn what_was_changed_by_hand_is_not_lost_in_silence() {
    let folder = library();
    let at = |name: &str| folder.path().join("output").join(name);
    let good = snapshot(&folder.path().join("output"));
    for name in ["graph.ttl", "figures/dark/who-does-what.svg", "manifest.json"] {
        let text = fs::read_to_string(at(name)).expect("it is there").replacen("library", "Library", 1);
        fs::write(at(name), &text).expect("a file is written");
        let ran = remit(folder.path(), &["build"]);
        let told = ran.err.contains(&format!("`{name}`")) && ran.err.contains("remit build --force");
        assert!(ran.code == 2 && told, "{name}: {}", ran.err);
        assert_eq!(fs::read_to_string(at(name)).expect("it is there"), text);
        let ran = remit(folder.path(), &["build", "--force"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(snapshot(&folder.path().join("output")) == good);
    }
    // A file that is lost is made again, and so is one that is as it would be made, whoever made it.
    fs::remove_file(at("graph.nq")).expect("it is there");
    fs::remove_file(at("manifest.json")).expect("it is there");
    assert_eq!(remit(folder.path(), &["build"]).code, 0);
    assert!(snapshot(&folder.path().join("output")) == good);
    // What is not made any more may go, as long as it is as it was written.
    let view = folder.path().join("ontology/views/who-stands-where.toml");
    let text = fs::read(&view).expect("it is there");
    fs::remove_file(&view).expect("it is there");
    assert_eq!(remit(folder.path(), &["build"]).code, 0);
    assert!(!at("figures/who-stands-where.svg").exists());
    fs::write(&view, text).expect("a file is written");
    assert_eq!(remit(folder.path(), &["build"]).code, 0);
    fs::remove_file(&view).expect("it is there");
    fs::write(at("figures/who-stands-where.md"), "mine").expect("a file is written");
    let ran = remit(folder.path(), &["build"]);
    assert!(ran.code == 2 && ran.err.contains("`figures/who-stands-where.md`"), "{}", ran.err);
}

#[test]
fn a_list_of_files_is_no_proof_that_we_wrote_them() {
    let folder = library();
    let at = |name: &str| folder.path().join("output").join(name);
    let list = fs::read_to_string(at("manifest.json")).expect("it is there");
    let digest = remit::compile::evidence::digest(b"mine");
    let claim = |name: &str, bytes: usize| {
        let entry = format!(
            "{{\n      \"path\": \"{name}\",\n      \"bytes\": {bytes},\n      \"sha256\": \"{digest}\"\n    }},\n    "
        );
        list.replacen("\"files\": [\n    ", &format!("\"files\": [\n    {entry}"), 1)
    };
    for name in ["thesis.txt", "figures/mine.svg"] {
        fs::write(at(name), "mine").expect("a file is written");
        let (seal, claimed) = (list.rfind(",\n  \"seal\"").expect("a seal"), claim(name, 4));
        assert_ne!(claimed, list);
        let without = format!("{}\n}}\n", &claimed[..claimed.len() - (list.len() - seal)]);
        for forged in [claimed, claim(name, 5), without, "{}".to_owned(), String::new()] {
            fs::write(at("manifest.json"), forged).expect("a file is written");
            for args in [&["build"][..], &["build", "--force"]] {
                let ran = remit(folder.path(), args);
                assert!(ran.code == 2 && ran.err.contains("output folder"), "{name}: {}", ran.err);
                assert_eq!(fs::read(at(name)).expect("it is still there"), b"mine");
            }
        }
        fs::remove_file(at(name)).expect("it is there");
    }
    // The list of an earlier version has no seal: its files may be written again.
    let seal = list.rfind(",\n  \"seal\"").expect("a seal");
    fs::write(at("manifest.json"), format!("{}\n}}\n", &list[..seal])).expect("a file is written");
    let ran = remit(folder.path(), &["build"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(fs::read_to_string(at("manifest.json")).expect("it is there"), list);
}

#[test]
fn a_file_that_is_put_into_the_output_during_a_build_stays() {
    let folder = library();
    let note = folder.path().join("output/note.txt");
    let mut kept = 0;
    for round in 0..20 {
        let mut child = start(folder.path(), &["build"]);
        std::thread::sleep(Duration::from_millis(round * 9));
        // Between the exchange of two folders and the next look there is no output of that name on no disk.
        fs::write(&note, "mine").expect("a file is written");
        let status = child.wait().expect("the program ends");
        assert_eq!(fs::read(&note).expect("it is still there"), b"mine", "round {round}");
        kept += usize::from(!status.success());
        fs::remove_file(&note).expect("it is there");
        assert_eq!(left_over(folder.path()), [] as [&str; 0]);
    }
    assert!(kept > 0, "no build met the file");
}

/// Starts the program, which says nothing.
fn start(folder: &Path, args: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_remit"));
    command.args(args).current_dir(folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().expect("the program starts")
}

#[test]
fn of_two_builds_at_once_one_waits_for_the_other() {
    let folder = library();
    let output = folder.path().join("output");
    for round in 0..30u64 {
        let mut first = start(folder.path(), &["build"]);
        std::thread::sleep(Duration::from_millis(round * 7 % 60));
        let mut second = start(folder.path(), &["build"]);
        assert!(first.wait().expect("the program ends").success(), "round {round}");
        assert!(second.wait().expect("the program ends").success(), "round {round}");
        assert!(is_whole(&output), "round {round}");
        assert_eq!(left_over(folder.path()), [] as [&str; 0], "round {round}");
    }
}

#[test]
fn a_killed_build_does_not_block_the_next() {
    let folder = library();
    let output = folder.path().join("output");
    for (round, signal) in ["KILL", "TERM", "INT"].into_iter().cycle().take(24).enumerate() {
        let mut child = start(folder.path(), &["build"]);
        std::thread::sleep(Duration::from_millis(round as u64 * 11 % 200));
        let sent =
            Command::new("kill").args(["-s", signal, &child.id().to_string()]).stderr(Stdio::null()).status();
        if sent.is_err() {
            let _ = child.kill();
        }
        child.wait().expect("the program ends");
        assert!(is_whole(&output), "round {round}");
        let left = left_over(folder.path());
        // Killed while it wrote the store, it leaves the working folder of that.
        let ours = [".remit-build", ".remit-build.lock", ".remit-write", ".remit-write.lock"];
        assert!(left.iter().all(|n| ours.contains(&n.as_str())), "{left:?}");
    }
    let ran = remit(folder.path(), &["build"]);
    assert_eq!((ran.code, left_over(folder.path())), (0, Vec::new()), "{}", ran.err);
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
    assert_eq!(left_over(folder.path()), [] as [&str; 0], "nothing is left over");
}
