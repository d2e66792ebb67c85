//! Programs that are installed: the one place that starts a process, with a time limit. Each is named in full by who asks for it.

use std::ffi::OsStr;
use std::io::{self, Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// How long a program may work.
const LIMIT: Duration = Duration::from_secs(60);

/// Why a program did not do its work.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// It is not installed.
    #[error("the program `{0}` is not installed")]
    Absent(&'static str, #[source] io::Error),
    /// It could not be run.
    #[error("the program `{0}` could not be run")]
    Run(&'static str, #[source] io::Error),
    /// It did not come to an end.
    #[error("the program `{0}` was stopped after {seconds} seconds", seconds = LIMIT.as_secs())]
    TooLong(&'static str),
    /// It failed, or warned where a warning can mean that something was left out.
    #[error("the program `{0}` says: {1}")]
    Complaint(&'static str, String),
}

/// What a program said.
pub struct Said {
    /// On standard output.
    pub out: Vec<u8>,
    /// On standard error.
    pub err: String,
}

/// Runs a program with something on its standard input.
///
/// # Errors
///
/// When it is not installed, cannot be run, takes too long or fails.
pub fn run<S: AsRef<OsStr>>(
    program: &'static str,
    arguments: &[S],
    input: &[u8],
) -> Result<Said, RenderError> {
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => RenderError::Absent(program, error),
            _ => RenderError::Run(program, error),
        })?;
    let failed = |error| RenderError::Run(program, error);
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let (sender, receiver) = mpsc::channel();
    let reader = |pipe: Option<Box<dyn Read + Send>>| {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            pipe.read_to_end(&mut bytes)?;
        }
        io::Result::Ok(bytes)
    };
    std::thread::scope(|scope| {
        let out = scope.spawn(move || reader(stdout.map(|p| Box::new(p) as Box<dyn Read + Send>)));
        let err = scope.spawn(move || reader(stderr.map(|p| Box::new(p) as Box<dyn Read + Send>)));
        scope.spawn(move || {
            // A program that stops reading has already said why on its error output.
            if let Some(mut stdin) = stdin {
                let _ = stdin.write_all(input);
            }
        });
        scope.spawn(move || {
            let out = out.join().unwrap_or_else(|_| Ok(Vec::new()));
            let err = err.join().unwrap_or_else(|_| Ok(Vec::new()));
            let _ = sender.send((out, err));
        });
        let answer = receiver.recv_timeout(LIMIT);
        if answer.is_err() {
            let _ = child.kill();
        }
        let (out, err) = answer.map_err(|_| RenderError::TooLong(program))?;
        finish(program, &mut child, out.map_err(failed)?, &err.map_err(failed)?)
    })
}

fn finish(program: &'static str, child: &mut Child, out: Vec<u8>, err: &[u8]) -> Result<Said, RenderError> {
    let status = child.wait().map_err(|error| RenderError::Run(program, error))?;
    let err = String::from_utf8_lossy(err).trim().to_owned();
    if status.success() {
        return Ok(Said { out, err });
    }
    Err(RenderError::Complaint(program, if err.is_empty() { status.to_string() } else { err }))
}
