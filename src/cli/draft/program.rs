//! The program of `remit draft --with`: started, told what there is to draft, and stopped when it takes or says too much.

use std::io::{self, Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use super::Failure;

/// How many bytes of an answer are read.
const MOST: u64 = 16 << 20;
/// How many bytes of what it says beside it are shown.
const MOST_ASIDE: u64 = 1 << 20;
/// How often is looked whether a program that has said all has ended, and how long it has for that.
const PAUSE: Duration = Duration::from_millis(20);
const PAUSES: usize = 250;

/// What a program answers. Nothing is taken of one that fails, does not end in time or says too much.
pub(super) fn ask(command: &str, task: String, seconds: u64) -> Result<Vec<u8>, Failure> {
    let mut words = command.split_whitespace();
    let program = words.next().ok_or_else(|| Failure::new("--with names no program"))?;
    let mut child = Command::new(program)
        .args(words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| {
            Failure::with_help(format!("cannot start `{program}`: {error}"), "look at its name and place")
        })?;
    let answer = answer(&mut child, task, seconds);
    if answer.is_err() {
        // It may have ended by itself by now.
        let _ = child.kill();
    }
    let answer = answer.map_err(|told| failed(command, &told));
    let ended = end(&mut child);
    let answer = answer?;
    match ended {
        Some(status) if status.success() => Ok(answer),
        Some(status) => Err(failed(command, &format!("failed ({status})"))),
        None => Err(failed(command, "closed its output and did not end")),
    }
}

/// All that a program writes. Each pipe has a thread, for which nobody waits: a program may write before it has read all, may never do
/// either, and may leave others behind that hold its pipes. What it says of its work is shown as it comes.
fn answer(child: &mut Child, task: String, seconds: u64) -> Result<Vec<u8>, String> {
    let pipes = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let (Some(mut input), Some(output), Some(aside)) = pipes else {
        return Err("has no input and output".to_owned());
    };
    thread::spawn(move || drop(io::copy(&mut aside.take(MOST_ASIDE), &mut io::stderr())));
    // A program need not read what it is told.
    thread::spawn(move || drop(input.write_all(task.as_bytes())));
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut answer = Vec::new();
        let read = output.take(MOST + 1).read_to_end(&mut answer);
        // Nobody waits any more where the time is over.
        drop(sender.send(read.map(|_| answer)));
    });
    match receiver.recv_timeout(Duration::from_secs(seconds)) {
        Ok(Ok(answer)) if answer.len() as u64 > MOST => Err(format!("wrote more than {} MiB", MOST >> 20)),
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(error)) => Err(format!("could not be read: {error}")),
        Err(_) => Err(format!("did not finish in {seconds} s (--timeout)")),
    }
}

/// Waits for the end of a program that has said all; one that goes on is stopped.
fn end(child: &mut Child) -> Option<ExitStatus> {
    for _ in 0..PAUSES {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) => thread::sleep(PAUSE),
            Err(_) => break,
        }
    }
    let _ = child.kill();
    let _ = child.wait();
    None
}

fn failed(command: &str, told: &str) -> Failure {
    Failure::with_help(
        format!("`{command}` {told}"),
        "nothing was taken from it; `--sentence` asks it for a part of the text",
    )
}
