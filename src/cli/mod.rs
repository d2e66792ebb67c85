//! The command line: arguments in, words and exit codes out. One file a command, or a folder.
//!
//! Results go to standard output, talk goes to standard error. Exit codes: 0 good, 1 findings or the answer is no, 2 could
//! not run. Deliberately holds no logic of graphs: it parses, calls and prints.

mod args;
mod args_draw;
mod args_explore;
mod ask;
mod asked;
mod bridges;
mod build;
mod check;
mod cite;
mod compare;
mod complete;
mod conflicts;
mod count;
mod coverage;
mod doctor;
mod draw;
mod explain;
mod export;
mod fragile;
mod gaps;
mod graphs;
mod groups;
mod init;
mod manual;
mod matrix;
mod name;
mod near;
mod path;
mod progress;
mod promises;
mod query;
mod rank;
mod session;
mod show;
mod table;
mod test;
mod tool_args;
mod ui;
mod verify;
mod why;
mod without;

use std::borrow::Cow;
use std::ffi::OsString;
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use clap::Parser;

use crate::model::escape::visible_lines;
use args::{Args, ColorChoice, Command};
pub use graphs::Graphs;
use ui::Ui;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Good,
    Findings,
    CouldNotRun,
}

/// Why a command cannot go on.
#[derive(Debug)]
enum Failure {
    /// Told already, in a report.
    Told(Outcome),
    /// What happened, its causes, and what to do.
    Error { message: String, help: Option<String> },
    /// The reader of standard output went away: nothing is wrong.
    Closed,
}

impl Failure {
    fn new(message: impl Into<String>) -> Self {
        Self::Error { message: message.into(), help: None }
    }

    fn with_help(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Error { message: message.into(), help: Some(help.into()) }
    }

    /// An error with its causes in one sentence.
    fn from_error(error: &dyn std::error::Error) -> Self {
        let mut message = error.to_string();
        let mut cause = error.source();
        while let Some(next) = cause {
            message.push_str(": ");
            message.push_str(&next.to_string());
            cause = next.source();
        }
        Self::new(message)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe { Self::Closed } else { Self::from_error(&error) }
    }
}

/// What a command gives back.
type Run = Result<Outcome, Failure>;

impl Outcome {
    /// The exit code.
    fn code(self) -> u8 {
        match self {
            Self::Good => 0,
            Self::Findings => 1,
            Self::CouldNotRun => 2,
        }
    }
}

/// Runs the program with its arguments.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let (mut out, mut err) = (BufWriter::new(io::stdout()), io::stderr());
    if let Some(answer) = complete::answer(&arguments) {
        let _ = Ui::of_process(&mut out, &mut err, ColorChoice::Never).bytes(&answer);
        return ExitCode::SUCCESS;
    }
    let outcome = match Args::try_parse_from(arguments) {
        Ok(args) => command(&args, &mut Ui::of_process(&mut out, &mut err, args.color)),
        Err(error) => {
            let words = error.to_string();
            // Colours would hide which escapes were typed and which are clap's own.
            match visible_lines(&words) {
                Cow::Borrowed(_) => drop(error.print()),
                Cow::Owned(harmless) => drop(err.write_all(harmless.as_bytes())),
            }
            usage(&error)
        }
    };
    ExitCode::from(outcome.code())
}

/// Runs a command within a process that goes on: what it prints goes to `out` and `err`, and its exit code comes back.
/// Neither is taken for a terminal. A graph that an earlier command built of the same input is taken from `graphs`.
pub fn run_within(
    arguments: impl IntoIterator<Item = OsString>,
    out: &mut dyn Write,
    err: &mut dyn Write,
    graphs: &Graphs,
) -> u8 {
    let outcome = match Args::try_parse_from(arguments) {
        Ok(args) => command(&args, &mut Ui::within(out, err, args.color, graphs)),
        Err(error) => {
            let words = error.to_string();
            let text = visible_lines(&words);
            let _ = if error.use_stderr() {
                err.write_all(text.as_bytes())
            } else {
                out.write_all(text.as_bytes())
            };
            usage(&error)
        }
    };
    outcome.code()
}

/// Help and version are good; everything else is a usage error.
fn usage(error: &clap::Error) -> Outcome {
    if error.use_stderr() { Outcome::CouldNotRun } else { Outcome::Good }
}

fn command(args: &Args, ui: &mut Ui) -> Outcome {
    let result = match &args.command {
        None => ui.welcome().map(|()| Outcome::Good),
        Some(Command::Init(options)) => init::run(options, ui),
        Some(Command::Build(options)) => build::run(args, options, ui),
        Some(Command::Check(options)) => check::run(args, options, ui),
        Some(Command::Verify(options)) => verify::run(args, options, ui),
        Some(Command::Coverage(options)) => coverage::run(args, options, ui),
        Some(Command::Query(options)) => query::run(args, options, ui),
        Some(Command::Test(options)) => test::run(args, options, ui),
        Some(Command::Fragile(options)) => fragile::run(args, options, ui),
        Some(Command::Show(options)) => show::run(args, options, ui),
        Some(Command::Why(options)) => why::run(args, options, ui),
        Some(Command::Gaps(options)) => gaps::run(args, options, ui),
        Some(Command::Ask(options)) => ask::run(args, options, ui),
        Some(Command::Path(options)) => path::run(args, options, ui),
        Some(Command::Near(options)) => near::run(args, options, ui),
        Some(Command::Rank(options)) => rank::run(args, options, ui),
        Some(Command::Bridges(options)) => bridges::run(args, options, ui),
        Some(Command::Without(options)) => without::run(args, options, ui),
        Some(Command::Groups(options)) => groups::run(args, options, ui),
        Some(Command::Matrix(options)) => matrix::run(args, options, ui),
        Some(Command::Compare(options)) => compare::run(args, options, ui),
        Some(Command::Conflicts(options)) => conflicts::run(args, options, ui),
        Some(Command::Promises(options)) => promises::run(args, options, ui),
        Some(Command::Draw(options)) => draw::run(args, options, ui),
        Some(Command::Export(options)) => export::run(args, options, ui),
        Some(Command::Explain(options)) => explain::run(options, ui),
        Some(Command::Doctor) => doctor::run(args, ui),
        Some(Command::Completions(options)) => manual::completions(options, ui),
        Some(Command::Man(options)) => manual::man(options, ui),
    };
    match result {
        Ok(outcome) | Err(Failure::Told(outcome)) => outcome,
        Err(Failure::Closed) => Outcome::Good,
        Err(Failure::Error { message, help }) => {
            ui.error(&message, help.as_deref());
            Outcome::CouldNotRun
        }
    }
}
