//! The program on a disk that fails: whatever call fails, nothing is left out in silence and nothing is lost.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use tempfile::TempDir;

use crate::support::{Ran, left_over, remit, repository, skip, snapshot};

/// `fault.c`, compiled; none where it cannot be, which is said.
fn shim() -> Option<&'static Path> {
    static SHIM: OnceLock<Option<PathBuf>> = OnceLock::new();
    let made = SHIM.get_or_init(|| {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fault.so");
        let compiled = cfg!(target_os = "linux")
            && Command::new("cc")
                .args(["-shared", "-fPIC", "-O1", "-o"])
                .args([&path, &repository().join("tests/it/fault.c")])
                .arg("-ldl")
                .status()
                .is_ok_and(|status| status.success());
        compiled.then_some(path)
    });
    if made.is_none() {
        skip("no C compiler for tests/it/fault.c, or not Linux: no failing disk is tried");
    }
    made.as_deref()
}

/// A run in which a call about the folder fails, and whether it came to that.
fn with_fault(shim: &Path, folder: &Path, fault: &str, args: &[&str]) -> (Ran, bool) {
    let beside = TempDir::new().expect("a temporary folder");
    let hit = beside.path().join("hit");
    let mut command = Command::new(env!("CARGO_BIN_EXE_remit"));
    // Without a way to exchange two folders, they are renamed by calls that can fail one by one.
    if fault.starts_with("rename") {
        command.env("FAULT_EXCHANGE", "22");
    }
    let ran = command
        .args(args)
        .current_dir(folder)
        .envs([("FAULT", fault), ("LD_PRELOAD", shim.to_str().expect("UTF-8"))])
        .env("FAULT_BELOW", fs::canonicalize(folder).expect("a folder"))
        .env("FAULT_HIT", &hit)
        .stdin(Stdio::null())
        .output()
        .expect("the program starts");
    (ran.into(), hit.exists())
}

/// A temporary folder, in memory where there is one: many runs wait for the disk otherwise.
fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() { TempDir::new_in(memory) } else { TempDir::new() };
    made.expect("a temporary folder")
}

/// A small project, and the folder that it lies in.
fn library() -> (TempDir, PathBuf) {
    let folder = folder();
    assert_eq!(remit(folder.path(), &["init", "library"]).code, 0);
    let project = folder.path().join("library");
    (folder, project)
}

#[test]
fn a_folder_that_is_listed_half_is_an_error() {
    let Some(shim) = shim() else { return };
    let (_folder, project) = library();
    for args in [&["build"][..], &["verify", "--record"]] {
        assert_eq!(remit(&project, args).code, 0);
    }
    let before = snapshot(&project);
    let export = &["export", "-f", "csv", "-o", "."][..];
    for args in [&["check"][..], &["build", "--check"], &["verify", "--record"], &["test"], export] {
        let mut faults = 0;
        for number in 1.. {
            let (ran, was_hit) = with_fault(shim, &project, &format!("readdir:{number}:5"), args);
            // From here on everything is written.
            if ran.err.contains(".remit-write") {
                break;
            }
            assert!(snapshot(&project) == before || !was_hit, "{args:?} at {number} changed something");
            if !was_hit {
                break;
            }
            assert_eq!(ran.code, 2, "{args:?} at {number}: {}{}", ran.out, ran.err);
            let told = format!("{}{}", ran.out, ran.err);
            assert!(told.contains("Input/output error"), "{args:?} at {number}: {told}");
            faults += 1;
        }
        assert!(faults >= 20, "{args:?}: only {faults} listings failed");
        if args[0] == "export" {
            for name in ["nodes.csv", "edges.csv"] {
                fs::remove_file(project.join(name)).expect("the last export was written");
            }
        }
    }
}

/// Gives a project one of two contents, and with it one of two outputs.
fn turn(project: &Path, second: bool) {
    let path = project.join("data/entities.toml");
    let text = fs::read_to_string(&path).expect("a file is read");
    let names = ["name = \"Annual report\"", "name = \"Annual report, corrected\""];
    let (from, to) = if second { (names[0], names[1]) } else { (names[1], names[0]) };
    fs::write(&path, text.replace(from, to)).expect("a file is written");
}

/// Which of the calls of a kind fail, one in each run: the first few, and then ever fewer.
fn places() -> impl Iterator<Item = usize> {
    (0..).map(|n: usize| n + 1 + n * n * n / 9)
}

/// The kinds of calls that fail in a sweep.
const KINDS: [&str; 7] = ["mkdir", "write", "fsync", "rename", "unlink", "open", "readdir"];

#[test]
fn whatever_call_of_a_build_fails_or_is_its_last_one_generation_is_there_whole() {
    let Some(shim) = shim() else { return };
    let (_folder, project) = library();
    let output = project.join("output");
    let contents = [false, true].map(|second| {
        turn(&project, second);
        assert_eq!(remit(&project, &["build"]).code, 0);
        snapshot(&output)
    });
    assert_ne!(contents[0], contents[1]);
    let mut second = true;
    for (kind, error) in KINDS.iter().flat_map(|kind| [(kind, 5), (kind, 0)]) {
        let mut tried = 0;
        for number in places() {
            let old = &contents[usize::from(second)];
            second = !second;
            turn(&project, second);
            let new = &contents[usize::from(second)];
            let at = format!("{kind} {number} with {error}");
            let (ran, was_hit) = with_fault(shim, &project, &format!("{kind}:{number}:{error}"), &["build"]);
            let now = snapshot(&output);
            // Killed between two renames, the old output is beside its place until the next run.
            let is_between = error == 0 && *kind == "rename" && now.is_empty();
            assert!(now == *old || now == *new || is_between, "{at}: half an output\n{}", ran.err);
            if error > 0 && was_hit {
                // A lock file that stays is no fault: it is empty, and the next run takes it.
                let is_lock = ran.code == 0 && left_over(&project) == [".remit-build.lock"];
                // Where a file that was just changed cannot be read once more for its digest, no store is kept.
                let is_digest = ran.code == 0 && *kind == "open" && now == *new;
                let is_lock = is_lock || is_digest;
                let told = ran.err.contains("(os error ");
                assert!(ran.code == 2 && told || is_lock, "{at}: {} {}", ran.code, ran.err);
                let names_it = ran.err.contains("output")
                    || ran.err.contains(".remit-build")
                    || ran.err.contains("R001");
                assert!(names_it || is_lock, "{at}: {}", ran.err);
                assert_eq!(
                    ran.err.contains("output/ is written"),
                    now == *new && !is_lock,
                    "{at}: {}",
                    ran.err
                );
            }
            let again = remit(&project, &["build"]);
            assert_eq!(again.code, 0, "{at}: {}", again.err);
            assert!(snapshot(&output) == *new, "{at}: the next run gives another output");
            assert_eq!(left_over(&project), [] as [&str; 0], "{at}");
            if !was_hit {
                break;
            }
            tried += 1;
        }
        assert!(tried >= 2, "{kind}: only {tried} calls");
    }
}

#[test]
fn an_exchange_that_fails_is_told_and_one_that_is_not_known_is_done_otherwise() {
    let Some(shim) = shim() else { return };
    let (_folder, project) = library();
    assert_eq!(remit(&project, &["build"]).code, 0);
    let old = snapshot(&project.join("output"));
    turn(&project, true);
    for (error, is_known) in [(5, true), (13, true), (28, true), (22, false), (95, false)] {
        let ran: Ran = Command::new(env!("CARGO_BIN_EXE_remit"))
            .arg("build")
            .current_dir(&project)
            .envs([
                ("FAULT_EXCHANGE", error.to_string().as_str()),
                ("LD_PRELOAD", shim.to_str().expect("UTF-8")),
            ])
            .output()
            .expect("the program starts")
            .into();
        assert_eq!(
            (ran.code == 2, snapshot(&project.join("output")) == old),
            (is_known, is_known),
            "{}",
            ran.err
        );
        assert_eq!(ran.err.contains("the old output is as it was"), is_known, "{}", ran.err);
        assert_eq!(left_over(&project), [] as [&str; 0]);
    }
}

#[test]
fn whatever_call_of_init_fails_there_is_a_whole_graph_or_none() {
    let Some(shim) = shim() else { return };
    let whole = snapshot(&library().1);
    for is_new in [true, false] {
        for (kind, error) in KINDS.iter().flat_map(|kind| [(kind, 28), (kind, 0)]) {
            for number in places() {
                let folder = folder();
                let target = folder.path().join("a/library");
                if !is_new {
                    fs::create_dir_all(target.join("data")).expect("a folder is made");
                    fs::write(target.join("data/notes.txt"), "mine").expect("a file is written");
                }
                let before = snapshot(folder.path());
                let init = ["init", "a/library"];
                let (ran, was_hit) =
                    with_fault(shim, folder.path(), &format!("{kind}:{number}:{error}"), &init);
                let at = format!("{kind} {number} with {error}, new: {is_new}: {} {}", ran.code, ran.err);
                let is_whole =
                    whole.iter().all(|(name, text)| fs::read(target.join(name)).is_ok_and(|t| t == *text));
                if error > 0 {
                    assert!(is_whole || snapshot(folder.path()) == before, "{at}");
                    assert!(
                        is_whole || !is_new || !folder.path().join("a").exists(),
                        "{at}: a folder is left"
                    );
                    assert!(is_whole || ran.code == 2 && ran.err.contains("(os error 28)"), "{at}");
                }
                assert!(is_whole || !target.join("remit.toml").exists(), "{at}: half a graph looks whole");
                if !is_whole {
                    let again = remit(folder.path(), &init);
                    assert_eq!(again.code, 0, "{at} / {}", again.err);
                    assert!(
                        whole
                            .iter()
                            .all(|(name, text)| fs::read(target.join(name)).is_ok_and(|t| t == *text))
                    );
                }
                if !is_new {
                    assert_eq!(fs::read(target.join("data/notes.txt")).expect("it is there"), b"mine");
                }
                if !was_hit {
                    break;
                }
            }
        }
    }
}

#[test]
fn whatever_call_of_an_export_fails_the_old_files_stay() {
    let Some(shim) = shim() else { return };
    let (_folder, project) = library();
    let export = ["export", "-f", "csv", "-o", "."];
    fs::write(project.join("nodes.csv"), "old").expect("a file is written");
    fs::write(project.join("edges.csv"), "old").expect("a file is written");
    let before = snapshot(&project);
    for kind in ["mkdir", "write", "fsync", "open"] {
        let mut tried = 0;
        for number in 1.. {
            let (ran, was_hit) = with_fault(shim, &project, &format!("{kind}:{number}:28"), &export);
            if !was_hit || ran.err.contains("cannot sync") {
                break;
            }
            tried += 1;
            // A file that was just changed is read once more for its digest, and an export goes on without.
            if kind == "open" && ran.code == 0 {
                for name in ["nodes.csv", "edges.csv"] {
                    assert_ne!(
                        fs::read(project.join(name)).expect("it is written"),
                        b"old",
                        "{kind} {number}"
                    );
                    fs::write(project.join(name), "old").expect("a file is written");
                }
                continue;
            }
            assert_eq!(ran.code, 2, "{kind} {number}: {}", ran.err);
            assert!(snapshot(&project) == before, "{kind} {number}");
            assert_eq!(left_over(&project), [] as [&str; 0], "{kind} {number}");
        }
        assert!(tried > 0, "{kind}");
        for name in ["nodes.csv", "edges.csv"] {
            fs::write(project.join(name), "old").expect("a file is written");
        }
    }
}
