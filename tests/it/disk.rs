//! The program on a disk that fails: whatever call fails, nothing is left out in silence and nothing is lost.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use tempfile::TempDir;

use crate::support::{Ran, remit, repository, skip, snapshot};

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
    let ran = Command::new(env!("CARGO_BIN_EXE_remit"))
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

/// A small project, and the folder that it lies in.
fn library() -> (TempDir, PathBuf) {
    let folder = TempDir::new().expect("a temporary folder");
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
    for args in [&["check"][..], &["verify", "--record"], &["test"], &["export", "-f", "csv", "-o", "."]] {
        let mut faults = 0;
        for number in 1.. {
            let (ran, was_hit) = with_fault(shim, &project, &format!("readdir:{number}:5"), args);
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
