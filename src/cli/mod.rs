//! The command line: arguments in, words and exit codes out. One file a command, or a folder.
//!
//! Results go to standard output, talk goes to standard error. Exit codes: 0 good, 1 findings or the answer is no, 2 could
//! not run. Deliberately holds no logic of graphs: it parses, calls and prints.

mod args;
mod args_draw;
mod args_explore;
mod ask;
mod bridges;
mod build;
mod check;
mod cite;
mod compare;
mod complete;
mod conflicts;
mod count;
mod coverage;
mod diff;
mod doctor;
mod draft;
mod draw;
#[cfg(feature = "push")]
mod elsewhere;
mod explain;
mod export;
mod find;
mod fmt;
mod fragile;
mod gaps;
mod groups;
mod init;
mod limited;
mod manual;
mod map;
mod matrix;
mod mend;
mod near;
mod page;
mod path;
mod progress;
mod promises;
mod push;
mod query;
mod quote;
mod rank;
mod rename;
mod review;
mod schema;
mod serve;
mod session;
mod show;
mod site;
mod sources;
mod table;
mod test;
mod tool_args;
mod ui;
mod verify;
mod watch;
mod why;
mod without;

use std::borrow::Cow;
use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;

use crate::model::escape::visible_lines;
use args::{Args, ColorChoice, Command};
use ui::Ui;

use crate::desk::Refused;
use crate::explore::names::NameError;
use crate::lsp;
use crate::worker;

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
    AlreadyReported(Outcome),
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

    /// The failure with what to do about it.
    fn with(self, help: &str) -> Self {
        match self {
            Self::Error { message, .. } => Self::with_help(message, help),
            other => other,
        }
    }

    /// The failure after what was done all the same.
    fn after(self, done: &str) -> Self {
        match self {
            Self::Error { message, help } => Self::Error { message: format!("{done} {message}"), help },
            other => other,
        }
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

impl From<Refused> for Failure {
    fn from(Refused { message, help }: Refused) -> Self {
        Self::Error { message, help }
    }
}

impl From<NameError> for Failure {
    fn from(error: NameError) -> Self {
        Self::Error { message: error.to_string(), help: error.help() }
    }
}

/// What a command gives back.
type CommandResult = Result<Outcome, Failure>;

/// Runs the program with its arguments.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    if let Some(answer) = complete::answer(&arguments) {
        let mut ui = Ui::new(ColorChoice::Never);
        let shown = ui.bytes(&answer).map(|()| Outcome::Good);
        return exit_code(shown, &ui);
    }
    let args = match Args::try_parse_from(arguments) {
        Ok(args) => args,
        // Help and version, which have to reach their reader.
        Err(text) if !text.use_stderr() => {
            let shown = text.print().and_then(|()| io::stdout().flush()).map_err(|e| ui::not_shown(&e));
            return exit_code(shown.map(|()| Outcome::Good), &Ui::new(ColorChoice::Auto));
        }
        Err(error) => {
            let words = error.to_string();
            // Colours would hide which escapes were typed and which are clap's own.
            match visible_lines(&words) {
                Cow::Borrowed(_) => drop(error.print()),
                Cow::Owned(harmless) => Ui::new(ColorChoice::Never).coloured(&harmless),
            }
            return ExitCode::from(2);
        }
    };
    let mut ui = Ui::new(args.color);
    ui.quiet = args.quiet;
    let result = session::refuse_selection(&args).and_then(|()| ran(&args, &mut ui));
    exit_code(result, &ui)
}

/// Runs the command that was typed.
fn ran(args: &Args, ui: &mut Ui) -> CommandResult {
    match &args.command {
        None => ui.welcome().map(|()| Outcome::Good),
        Some(Command::Init(options)) => init::run(options, ui),
        Some(Command::Build(options)) => build::run(args, options, ui),
        Some(Command::Site(options)) => site::run(args, options, ui),
        Some(Command::Check(options)) => check::run(args, options, ui),
        Some(Command::Verify(options)) => verify::run(args, options, ui),
        Some(Command::Coverage(options)) => coverage::run(args, options, ui),
        Some(Command::Rename(options)) => rename::run(args, options, ui),
        Some(Command::Fmt(options)) => fmt::run(args, options, ui),
        Some(Command::Schema) => schema::run(args, ui),
        Some(Command::Watch(options)) => watch::run(args, options, ui),
        Some(Command::Draft(options)) => draft::run(args, options, ui),
        Some(Command::Quote(options)) => quote::run(args, options, ui),
        Some(Command::Add(options)) => quote::add(args, options, ui),
        Some(Command::Review(options)) => review::run(args, options, ui),
        Some(Command::Query(options)) => query::run(args, options, ui),
        Some(Command::Test(options)) => test::run(args, options, ui),
        Some(Command::Fragile(options)) => fragile::run(args, options, ui),
        Some(Command::Find(options)) => find::run(args, options, ui),
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
        Some(Command::Diff(options)) => diff::run(args, options, ui),
        Some(Command::Conflicts(options)) => conflicts::run(args, options, ui),
        Some(Command::Sources(options)) => sources::run(args, options, ui),
        Some(Command::Promises(options)) => promises::run(args, options, ui),
        Some(Command::Draw(options)) => draw::run(args, options, ui),
        Some(Command::Export(options)) => export::run(args, options, ui),
        Some(Command::Map(options)) => map::run(options, ui),
        Some(Command::Push(options)) => push::run(args, options, ui),
        Some(Command::Serve(options)) => serve::run(args, options, ui),
        Some(Command::Explain(options)) => explain::run(options, ui),
        Some(Command::Doctor) => doctor::run(args, ui),
        Some(Command::Completions(options)) => manual::completions(options, ui),
        Some(Command::Man(options)) => manual::man(options, ui),
        Some(Command::Lsp) => match lsp::run(io::stdin(), io::stdout().lock()) {
            Ok(true) => Ok(Outcome::Good),
            Ok(false) => Ok(Outcome::Findings),
            Err(error) => Err(ui::not_shown(&error)),
        },
        Some(Command::Worker) => worker::run().map(|()| Outcome::Good).map_err(|e| Failure::from_error(&e)),
    }
}

/// How a run ends; a failure that was not told yet is told.
fn exit_code(result: CommandResult, ui: &Ui) -> ExitCode {
    ui.tell_warnings();
    let outcome = match result {
        Ok(outcome) | Err(Failure::AlreadyReported(outcome)) => outcome,
        Err(Failure::Closed) => Outcome::Good,
        Err(Failure::Error { message, help }) => {
            ui.error(&message, help.as_deref());
            Outcome::CouldNotRun
        }
    };
    match outcome {
        Outcome::Good => ExitCode::SUCCESS,
        Outcome::Findings => ExitCode::from(1),
        Outcome::CouldNotRun => ExitCode::from(2),
    }
}
