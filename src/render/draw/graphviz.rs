//! An installed Graphviz renders any DOT: given on standard input, with a time limit, its warnings taken as errors.

use std::io::{self, Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// How long `dot` may work.
const LIMIT: Duration = Duration::from_secs(60);

/// Why Graphviz did not draw.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// It is not installed.
    #[error("the program `dot` of Graphviz is not installed")]
    Absent(#[source] io::Error),
    /// It could not be run.
    #[error("the program `dot` could not be run")]
    Run(#[source] io::Error),
    /// It did not come to an end.
    #[error("the program `dot` was stopped after {} seconds", LIMIT.as_secs())]
    TooLong,
    /// It failed, or warned: a warning can mean that something was left out.
    #[error("the program `dot` says: {0}")]
    Complaint(String),
}

/// The version that `dot` gives of itself.
///
/// # Errors
///
/// When `dot` is not installed or cannot be run.
pub fn version() -> Result<String, RenderError> {
    let output = Command::new("dot").arg("-V").output().map_err(start_error)?;
    Ok(String::from_utf8_lossy(&output.stderr).trim().to_owned())
}

/// Renders DOT in a format of Graphviz, such as `svg` or `png`.
///
/// # Errors
///
/// When `dot` is not installed, cannot be run, or refuses the DOT.
pub fn render(dot: &str, format: &str) -> Result<Vec<u8>, RenderError> {
    let mut child = Command::new("dot")
        .arg(format!("-T{format}"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(start_error)?;
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
            // A `dot` that stops reading has already said why on its error output.
            if let Some(mut stdin) = stdin {
                let _ = stdin.write_all(dot.as_bytes());
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
        let (out, err) = answer.map_err(|_| RenderError::TooLong)?;
        finish(&mut child, out.map_err(RenderError::Run)?, &err.map_err(RenderError::Run)?)
    })
}

fn start_error(error: io::Error) -> RenderError {
    if error.kind() == io::ErrorKind::NotFound { RenderError::Absent(error) } else { RenderError::Run(error) }
}

fn finish(child: &mut Child, out: Vec<u8>, err: &[u8]) -> Result<Vec<u8>, RenderError> {
    let status = child.wait().map_err(RenderError::Run)?;
    let complaint = String::from_utf8_lossy(err).trim().to_owned();
    if !status.success() || !complaint.is_empty() {
        let complaint = if complaint.is_empty() { status.to_string() } else { complaint };
        return Err(RenderError::Complaint(complaint));
    }
    Ok(out)
}
