//! Files that are written where the user says: whole, through links, into pipes and devices, and nothing beside them.

#![cfg(unix)]

use std::fs::{self, File};
use std::io::Read;
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::support::{Ran, remit, skip, snapshot};

/// A small project in a folder of its own.
fn library() -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    assert_eq!(remit(folder.path(), &["init", "."]).code, 0);
    folder
}

/// The figure that is drawn into a file, as text.
const DRAW: [&str; 4] = ["draw", "who-does-what", "-f", "text"];

fn draw_into(project: &Path, path: &str) -> Ran {
    remit(project, &[&DRAW[..], &["-o", path]].concat())
}

/// Makes a pipe or device; none where that is not allowed, which is said.
#[track_caller]
fn made(program: &str, args: &[&str], folder: &Path) -> Option<()> {
    let ran = Command::new(program).args(args).current_dir(folder).stderr(Stdio::null()).status();
    if ran.is_ok_and(|status| status.success()) {
        return Some(());
    }
    skip(&format!("`{program} {}` is not allowed here", args.join(" ")));
    None
}

#[test]
fn what_is_written_is_whole_and_leaves_nothing_beside_it() {
    let folder = library();
    let drawn = remit(folder.path(), &DRAW).out;
    let before = snapshot(folder.path()).len();
    for name in ["figure.txt", &"n".repeat(255), "data/figure.text"] {
        let ran = draw_into(folder.path(), name);
        assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{}", ran.err);
        assert_eq!(fs::read_to_string(folder.path().join(name)).expect("it is written"), drawn);
    }
    assert_eq!(snapshot(folder.path()).len(), before + 3, "and nothing else");
}

#[test]
fn links_are_followed_and_modes_kept() {
    let folder = library();
    let drawn = remit(folder.path(), &DRAW).out;
    let at = |name: &str| folder.path().join(name);
    fs::create_dir(at("deep")).expect("a folder is made");
    fs::write(at("deep/target"), "old").expect("a file is written");
    fs::set_permissions(at("deep/target"), fs::Permissions::from_mode(0o600)).expect("a mode is set");
    symlink("deep/target", at("link")).expect("a link is made");
    symlink("link", at("link-to-link")).expect("a link is made");
    symlink("deep/new", at("link-to-new")).expect("a link is made");
    for name in ["link", "link-to-link", "link-to-new"] {
        let ran = draw_into(folder.path(), name);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(fs::symlink_metadata(at(name)).expect("it is there").is_symlink(), "{name}");
        assert_eq!(fs::read_to_string(at(name)).expect("it is written"), drawn);
    }
    assert_eq!(fs::metadata(at("deep/target")).expect("it is there").mode() & 0o777, 0o600);
    symlink("loop", at("loop")).expect("a link is made");
    let ran = draw_into(folder.path(), "loop");
    assert!(ran.code == 2 && ran.err.contains("too many links"), "{}", ran.err);
}

#[test]
fn what_is_no_file_is_refused_before_anything_is_written() {
    let folder = library();
    fs::create_dir(folder.path().join("folder")).expect("a folder is made");
    symlink("folder", folder.path().join("link")).expect("a link is made");
    fs::write(folder.path().join("protected"), "mine").expect("a file is written");
    fs::set_permissions(folder.path().join("protected"), fs::Permissions::from_mode(0o444))
        .expect("a mode is set");
    let before = snapshot(folder.path());
    for (name, told) in [
        ("folder", "is a folder"),
        ("link", "is a folder"),
        ("nothing/", "is a folder"),
        (".", "is a folder"),
        ("nowhere/figure.txt", "nowhere"),
        ("remit.toml/figure.txt", "remit.toml"),
        ("protected", "protected"),
    ] {
        let ran = draw_into(folder.path(), name);
        assert!(ran.code == 2 && ran.err.contains(told), "{name}: {} {}", ran.code, ran.err);
        assert!(snapshot(folder.path()) == before, "{name}");
    }
    assert!(fs::read_dir(folder.path().join("folder")).expect("a folder").next().is_none());
}

#[test]
fn a_planted_name_is_never_followed_nor_removed() {
    let folder = library();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("victim"), "mine").expect("a file is written");
    for plant in [".remit-write", ".remit-write.lock"] {
        symlink("victim", at(plant)).expect("a link is made");
        let ran = draw_into(folder.path(), "figure.txt");
        assert!(ran.code == 2 && ran.err.contains(plant), "{}", ran.err);
        assert_eq!(fs::read(at("victim")).expect("it is there"), b"mine");
        fs::remove_file(at(plant)).expect("the link is there");
        fs::write(at(plant), "mine").expect("a file is written");
        let ran = draw_into(folder.path(), "figure.txt");
        assert!(ran.code == 2 && ran.err.contains(plant), "{}", ran.err);
        fs::remove_file(at(plant)).expect("it is there");
    }
    fs::create_dir(at(".remit-write")).expect("a folder is made");
    fs::write(at(".remit-write/thesis.txt"), "mine").expect("a file is written");
    let ran = draw_into(folder.path(), "figure.txt");
    assert!(ran.code == 2 && ran.err.contains("in the way"), "{}", ran.err);
    assert_eq!(fs::read(at(".remit-write/thesis.txt")).expect("it is there"), b"mine");
}

#[test]
fn what_a_killed_run_left_is_cleared() {
    let folder = library();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir(at(".remit-write")).expect("a folder is made");
    fs::write(at(".remit-write/made-by-remit"), "").expect("a file is written");
    fs::write(at(".remit-write/0"), "half a fig").expect("a file is written");
    fs::write(at(".remit-write.lock"), "").expect("a file is written");
    let ran = draw_into(folder.path(), "figure.txt");
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(!at(".remit-write").exists() && !at(".remit-write.lock").exists());
}

#[test]
fn many_runs_write_into_one_folder_at_once() {
    let folder = library();
    let drawn = remit(folder.path(), &DRAW).out;
    let runs: Vec<_> = (0..8)
        .map(|number| {
            Command::new(env!("CARGO_BIN_EXE_remit"))
                .args(DRAW)
                .args(["-o", &format!("{}.txt", number % 4)])
                .current_dir(folder.path())
                .spawn()
                .expect("the program starts")
        })
        .collect();
    for mut run in runs {
        assert!(run.wait().expect("the program ends").success());
    }
    for number in 0..4 {
        let text = fs::read_to_string(folder.path().join(format!("{number}.txt"))).expect("it is written");
        assert_eq!(text, drawn);
    }
}

#[test]
fn a_pipe_is_written_as_it_is() {
    let folder = library();
    if made("mkfifo", &["pipe"], folder.path()).is_none() {
        return;
    }
    let pipe = folder.path().join("pipe");
    let path = pipe.clone();
    let reader = std::thread::spawn(move || {
        let mut text = String::new();
        File::open(path).and_then(|mut f| f.read_to_string(&mut text)).map(|_| text)
    });
    let ran = draw_into(folder.path(), "pipe");
    assert_eq!(ran.code, 0, "{}", ran.err);
    let read = reader.join().expect("the reader ends").expect("the pipe is read");
    assert_eq!(read, remit(folder.path(), &DRAW).out);
    assert!(fs::symlink_metadata(&pipe).expect("it is there").file_type().is_fifo());
}

#[test]
fn a_device_stays_one() {
    let folder = library();
    let nodes = [("null", "3"), ("full", "7")];
    if nodes.iter().any(|(name, minor)| made("mknod", &[name, "c", "1", minor], folder.path()).is_none()) {
        return;
    }
    if File::options().write(true).open(folder.path().join("null")).is_err() {
        return skip("devices in the temporary folder cannot be opened");
    }
    assert_eq!(draw_into(folder.path(), "null").code, 0);
    let ran = draw_into(folder.path(), "full");
    assert!(ran.code == 2 && ran.err.contains("cannot write `full`"), "{}", ran.err);
    for (name, _) in nodes {
        let kind = fs::symlink_metadata(folder.path().join(name)).expect("it is there").file_type();
        assert!(kind.is_char_device(), "{name}");
    }
}

#[test]
fn the_name_of_standard_output_is_standard_output() {
    let folder = library();
    let drawn = remit(folder.path(), &DRAW).out;
    let piped = draw_into(folder.path(), "/dev/stdout");
    assert_eq!((piped.code, piped.out.as_str()), (0, drawn.as_str()), "{}", piped.err);
    // Behind what another program wrote there before, as `>>` of a shell leaves it.
    let log = folder.path().join("log");
    fs::write(&log, "before\n").expect("a file is written");
    let inode = fs::metadata(&log).expect("it is there").ino();
    let status = Command::new(env!("CARGO_BIN_EXE_remit"))
        .args(DRAW)
        .args(["-o", "/dev/stdout"])
        .current_dir(folder.path())
        .stdout(File::options().append(true).open(&log).expect("it is opened"))
        .status()
        .expect("the program starts");
    assert!(status.success());
    assert_eq!(fs::read_to_string(&log).expect("it is there"), format!("before\n{drawn}"));
    assert_eq!(fs::metadata(&log).expect("it is there").ino(), inode);
}

/// A run whose standard output is a file that takes nothing.
fn into_full(folder: &Path, args: &[&str]) -> Option<Ran> {
    let Ok(full) = File::options().write(true).open("/dev/full") else {
        skip("there is no /dev/full");
        return None;
    };
    let mut command = Command::new(env!("CARGO_BIN_EXE_remit"));
    command.args(args).current_dir(folder).stdin(Stdio::null()).stdout(full);
    Some(command.output().expect("the program starts").into())
}

#[test]
fn a_standard_output_that_is_full_is_told_as_what_it_is() {
    let folder = library();
    for (args, told) in [
        (&["--help"][..], ""),
        (&["--version"], ""),
        (&["build", "--help"], ""),
        (&[], ""),
        (&["query", "who-pays"], ""),
        (&["export", "-f", "graphml"], ""),
        (&DRAW, ""),
        (&["man"], ""),
        (&["completions", "bash"], ""),
        (&["build"], "output/ is written, but "),
        (&["verify", "--record"], "recorded in remit.lock\nerror: "),
        (&["init", "other"], "the graph is made, but "),
        (&["build", "--check"], ""),
    ] {
        let Some(ran) = into_full(folder.path(), args) else { return };
        let told = format!("{told}cannot write to standard output: No space left on device");
        // What is up to date has nothing to write.
        let is_silent = args == ["build", "--check"];
        assert!(ran.code == 2 && ran.err.contains(&told) || is_silent, "{args:?}: {} {}", ran.code, ran.err);
    }
    assert_eq!(remit(folder.path(), &["build", "--check"]).code, 0);
    assert!(folder.path().join("remit.lock").exists() && folder.path().join("other/remit.toml").exists());
}

#[test]
fn a_reader_that_goes_away_does_not_stop_what_is_recorded() {
    let folder = library();
    for args in [&["verify", "--record"][..], &["build"], &["test", "--update"]] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_remit"))
            .args(args)
            .current_dir(folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        drop(child.stdout.take());
        assert!(child.wait().expect("the program ends").success(), "{args:?}");
    }
    assert!(folder.path().join("remit.lock").exists());
    assert_eq!(remit(folder.path(), &["build", "--check"]).code, 0);
}
