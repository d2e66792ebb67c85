//! `remit watch`: what is told and written while files change.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::Duration;

use crate::support::{copy_of, put, repository, snapshot};

/// A program that says nothing more is told apart from a slow machine.
const LONGEST: Duration = Duration::from_secs(120);

struct Watching {
    child: Child,
    lines: Receiver<String>,
}

impl Watching {
    fn start(folder: &Path, more: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_remit"));
        command.arg("watch").args(more).current_dir(folder).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (sender, lines) = mpsc::channel();
        read(child.stdout.take().unwrap(), sender.clone());
        read(child.stderr.take().unwrap(), sender);
        Self { child, lines }
    }

    /// All lines up to one that has some words.
    #[track_caller]
    fn until(&self, words: &str) -> String {
        let mut all = String::new();
        loop {
            let line =
                self.lines.recv_timeout(LONGEST).unwrap_or_else(|_| panic!("never `{words}` in:\n{all}"));
            all.push_str(&line);
            all.push('\n');
            if line.contains(words) {
                return all;
            }
        }
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read(from: impl Read + Send + 'static, to: Sender<String>) {
    thread::spawn(move || {
        for line in BufReader::new(from).lines().map_while(Result::ok) {
            if to.send(line).is_err() {
                break;
            }
        }
    });
}

#[test]
fn a_change_is_checked_told_and_written() {
    let folder = copy_of(&repository().join("src/cli/template"));
    let claims = folder.path().join("data/claims.toml");
    let text = fs::read_to_string(&claims).unwrap();
    let watching = Watching::start(folder.path(), &[]);
    watching.until("waiting for changes");
    watching.until("output/ is written");
    let written = snapshot(&folder.path().join("output"));
    // A fault is told at its place, and leaves the output.
    fs::write(&claims, text.replacen("subject = \"town-council\"", "subject = \"town-councl\"", 1)).unwrap();
    let told = watching.until("the graph has faults");
    assert!(told.contains("data/claims.toml: changed") && told.contains("R011"), "{told}");
    assert_eq!(snapshot(&folder.path().join("output")), written);
    // What differs is told against the last graph that had none.
    fs::write(&claims, &text).unwrap();
    let told = watching.until("output/ is written");
    assert!(told.contains("nothing differs"), "{told}");
    assert_eq!(snapshot(&folder.path().join("output")), written);
    put(folder.path(), "data/more.toml", "[[entity]]\nid = \"bus\"\ntype = \"Service\"\nname = \"Bus\"\n");
    let told = watching.until("output/ is written");
    assert!(told.contains("data/more.toml: changed") && told.contains("+ Bus (service)  [bus]"), "{told}");
    fs::remove_file(folder.path().join("data/more.toml")).unwrap();
    let told = watching.until("output/ is written");
    assert!(told.contains("data/more.toml: gone") && told.contains("- Bus (service)  [bus]"), "{told}");
    assert_eq!(snapshot(&folder.path().join("output")), written);
    // A manifest that cannot be read ends nothing.
    let manifest = fs::read_to_string(folder.path().join("remit.toml")).unwrap();
    put(folder.path(), "remit.toml", "title = \n");
    watching.until("R0");
    put(folder.path(), "remit.toml", &manifest);
    watching.until("output/ is written");
}

#[test]
fn nothing_is_written_where_that_is_wanted() {
    let folder = copy_of(&repository().join("src/cli/template"));
    let before = snapshot(folder.path());
    let watching = Watching::start(folder.path(), &["--no-output"]);
    watching.until("waiting for changes");
    put(folder.path(), "data/more.toml", "[[entity]]\nid = \"bus\"\ntype = \"Service\"\nname = \"Bus\"\n");
    watching.until("no faults");
    fs::remove_file(folder.path().join("data/more.toml")).unwrap();
    watching.until("no faults");
    assert_eq!(snapshot(folder.path()), before);
}
