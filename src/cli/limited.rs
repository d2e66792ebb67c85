//! A query under limits: this program once more, in a process that keeps itself to them, since a query that takes too much can be ended
//! and not stopped.

use std::process;

use super::args::QueryArgs;
use super::{CommandResult, Failure, Outcome, session};
use crate::worker::{Limits, confine, has_limits};

/// The argument by which the process that is to keep to limits knows itself.
pub(super) const ARGUMENT: &str = "--limited";

fn limits(options: &QueryArgs) -> Limits {
    Limits { seconds: options.timeout, memory: options.memory.map(|mib| mib << 20) }
}

/// Whether a query is to be kept to limits.
pub(super) fn is_wanted(options: &QueryArgs) -> bool {
    options.timeout.is_some() || options.memory.is_some()
}

/// Keeps this process to the limits of its query; what it has by now is not counted.
pub(super) fn begin(options: &QueryArgs) -> Result<(), Failure> {
    confine(limits(options), false).map_err(|error| Failure::new(format!("cannot set the limits: {error}")))
}

/// Runs the command in a process that keeps to limits, and says which one ended it.
pub(super) fn again(options: &QueryArgs) -> CommandResult {
    if !has_limits() {
        return Err(Failure::with_help(
            "this system cannot keep a query to limits",
            "leave out --timeout and --memory",
        ));
    }
    let mut command = process::Command::new(session::program()?);
    // An allocation that fails would tell where, to nobody who wants to know.
    command.env("RUST_BACKTRACE", "0").arg(ARGUMENT);
    let status = command.args(std::env::args_os().skip(1)).status();
    let status =
        status.map_err(|error| Failure::new(format!("cannot start this program once more: {error}")))?;
    match status.code() {
        Some(0) => Ok(Outcome::Good),
        Some(1) => Err(Failure::AlreadyReported(Outcome::Findings)),
        Some(_) => Err(Failure::AlreadyReported(Outcome::CouldNotRun)),
        None => Err(ended(status, options)),
    }
}

/// What it means that the system ended the process.
fn ended(status: process::ExitStatus, options: &QueryArgs) -> Failure {
    #[cfg(unix)]
    let signal = std::os::unix::process::ExitStatusExt::signal(&status);
    #[cfg(not(unix))]
    let signal = status.code();
    let ended = "the query was ended: it took more than";
    let help = "ask for less, or raise the limit";
    match (signal, options.timeout, options.memory) {
        // The time of the processor that it may take is over.
        (Some(24), Some(seconds), _) => Failure::with_help(format!("{ended} {seconds} s"), help),
        // The ground was taken from under the store: the file was cut short.
        (Some(7), ..) => {
            Failure::with_help("the query was ended: its store was changed by another program", "ask again")
        }
        (_, _, Some(memory)) => Failure::with_help(format!("{ended} {memory} MiB of memory"), help),
        _ => Failure::new(format!("the query was ended by the system ({status})")),
    }
}
