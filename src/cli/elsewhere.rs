//! Stores elsewhere, for people: who asks them, what a failure means, and queries asked of one.

use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::time::Duration;

use super::args::{Args, QueryArgs, QueryFormat};
use super::query::{asked, write};
use super::session;
use super::ui::Ui;
use super::{CommandResult, Failure, Outcome};
use crate::derive::rdf::Prefixes;
use crate::derive::store::{Answer, StandingAnswer, StoreError, fault_in, wants_triples};
use crate::model::code::Code;
use crate::model::standing::Standing;
use crate::project;
use crate::remote::{Access, Endpoints, Login, RemoteError, RemoteStore};

/// The environment variable with the password.
const PASSWORD: &str = "REMIT_PASSWORD";
/// How long a store may be silent that is asked a query.
const PATIENCE: u64 = 600;

/// How a store is reached, by what was typed.
pub(super) fn access(user: Option<&str>, ca: Option<&Path>, seconds: u64) -> Result<Access, Failure> {
    let authorities = ca.map(project::read_text).transpose().map_err(|fault| Failure::new(fault.message))?;
    let login = match user {
        Some(user) => Some(Login { user: user.to_owned(), password: password(user)? }),
        None => None,
    };
    Ok(Access { login, authorities, patience: Duration::from_secs(seconds) })
}

/// A failure of a store, with what to do.
pub(super) fn failed(error: &RemoteError) -> Failure {
    Failure::with_help(error.to_string(), error.help())
}

/// The password of a user: never an argument, which every user of a computer can read.
fn password(user: &str) -> Result<String, Failure> {
    if let Some(password) = std::env::var_os(PASSWORD) {
        let why = || Failure::new(format!("the password in {PASSWORD} is not UTF-8"));
        return password.into_string().map_err(|_| why());
    }
    let help = format!("set the environment variable {PASSWORD}");
    let none =
        |why: &str| Failure::with_help(format!("there is no password for `{user}`{why}"), help.clone());
    if !io::stdin().is_terminal() {
        return Err(none(""));
    }
    let mut out = io::stderr();
    let _ = write!(out, "Password for {}: ", crate::model::escape::visible(user));
    let _ = out.flush();
    let typed = typed_unseen();
    let _ = writeln!(out);
    match typed {
        Ok(Some(password)) => Ok(password),
        Ok(None) => Err(none(": it was not typed")),
        Err(error) => Err(none(&format!(": {error}"))),
    }
}

/// A line that is typed on the terminal and not shown; nothing where it was broken off. Keys come one by one, so that one
/// which ends the program is a key too, and the terminal is never left without its echo.
#[cfg(target_os = "linux")]
fn typed_unseen() -> io::Result<Option<String>> {
    use std::io::Read;

    use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};

    let mut keys = io::stdin().lock();
    let before = tcgetattr(&keys)?;
    let mut unseen = before.clone();
    unseen.local_modes.remove(LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG);
    tcsetattr(&keys, OptionalActions::Flush, &unseen)?;
    let mut line = Vec::new();
    let mut key = [0];
    let read = loop {
        match keys.read(&mut key) {
            Ok(0) => break Ok(None),
            Ok(_) => match key[0] {
                b'\r' | b'\n' => break Ok(Some(())),
                3 | 4 | 26 => break Ok(None),
                8 | 127 => {
                    // A letter may be several bytes, of which all but the first begin with the bits 10.
                    while line.pop().is_some_and(|byte: u8| byte & 0xC0 == 0x80) {}
                }
                byte => line.push(byte),
            },
            Err(error) => break Err(error),
        }
    };
    tcsetattr(&keys, OptionalActions::Flush, &before)?;
    let whole = |()| String::from_utf8(line).map_err(|_| io::Error::other("it is not UTF-8"));
    read?.map(whole).transpose()
}

/// On other systems a terminal is not told to be silent.
#[cfg(not(target_os = "linux"))]
fn typed_unseen() -> io::Result<Option<String>> {
    Ok(None)
}

/// `remit query --endpoint`: asks a store elsewhere.
pub(super) fn ask(args: &Args, options: &QueryArgs, ui: &mut Ui) -> CommandResult {
    let given = options.endpoint.as_deref().unwrap_or_default();
    let url = Endpoints::for_queries(given).map_err(|error| failed(&error))?;
    let known = known(args, options, ui)?;
    let root = session::root(args).ok();
    let read = |path: &str| {
        let path = root.as_deref().unwrap_or(Path::new(".")).join(path);
        project::read_text(&path).map_err(|fault| Failure::new(fault.message))
    };
    let asked = asked(options, &known.saved, read)?;
    let text = asked.query().text;
    let parsed = wants_triples(text, &known.prefixes);
    let access = access(options.user.as_deref(), options.ca.as_deref(), options.timeout.unwrap_or(PATIENCE))?;
    let endpoints = Endpoints { graphs: url.clone(), query: Some(url.clone()), update: None };
    let store = RemoteStore::new(endpoints, access).map_err(|error| failed(&error))?;
    let progress = ui.progress("waiting for the answer");
    let whole = with_prefixes(text, &known.prefixes);
    let answer = store.ask(&whole, &options.default_graph, parsed.as_ref().ok().copied());
    drop(progress);
    let answer = match (answer, parsed) {
        (Ok(answer), _) => answer,
        // The store says that the query is wrong, and here it is known where.
        (Err(RemoteError::Refused { number: 400, .. }), Err(error @ StoreError::Syntax(_))) => {
            let fault = fault_in(Code::R053, asked.query(), &error, &known.prefixes);
            session::report(&asked.files, None, vec![fault], ui);
            return Err(Failure::AlreadyReported(Outcome::CouldNotRun));
        }
        (Err(error), _) => return Err(failed(&error)),
    };
    if store.shows_password() {
        ui.talk(
            "warning: the password went over the network unencrypted (Basic without TLS): use https://\n",
        );
    }
    let (is_empty, rows) = (answer.is_empty(), length(&answer));
    let answer = StandingAnswer::new(answer, vec![Standing::Fact; rows]);
    let otherwise = if ui.is_terminal() { QueryFormat::Table } else { QueryFormat::Csv };
    write(answer, options.format.unwrap_or(otherwise), &Prefixes::from_pairs(&known.prefixes), ui)?;
    ui.talk(&format!("answer from {url}: quotations are not resolved there, nor how claims stand\n"));
    Ok(if options.exit_status && is_empty { Outcome::Findings } else { Outcome::Good })
}

fn length(answer: &Answer) -> usize {
    match answer {
        Answer::Solutions { rows, .. } => rows.len(),
        Answer::Triples(triples) => triples.len(),
        Answer::Boolean(_) => 1,
    }
}

/// What the project at hand gives to a query, if there is one.
#[derive(Default)]
struct Known {
    /// The saved queries, as paths below the project.
    saved: Vec<String>,
    prefixes: Vec<(String, String)>,
}

/// Reads what queries of the project may name without saying it; a query that says all itself needs no project.
fn known(args: &Args, options: &QueryArgs, ui: &Ui) -> Result<Known, Failure> {
    let needs_none = |text: &str| wants_triples(text, &[]).is_ok();
    let file = || project::read_text(Path::new(options.name.as_deref().unwrap_or_default())).ok();
    let text = options.text.clone().or_else(file);
    if text.as_deref().is_some_and(needs_none) || text.is_some() && session::root(args).is_err() {
        return Ok(Known::default());
    }
    if let Some(frozen) = session::frozen(args, None, ui)? {
        return Ok(Known { saved: frozen.queries, prefixes: frozen.store.prefixes().to_vec() });
    }
    let (project, graph) = session::know(args, ui)?;
    let input = &project.input;
    let saved = input.queries.iter().map(|id| input.files.get(*id).path.clone()).collect();
    Ok(Known { saved, prefixes: graph.prefixes().prefixes().to_vec() })
}

/// A query that says itself what the prefixes of the project are; its own come later, and hold.
fn with_prefixes(text: &str, prefixes: &[(String, String)]) -> String {
    let used = |name: &str| text.contains(&format!("{name}:"));
    let lines = prefixes.iter().filter(|(name, _)| used(name));
    let lines = lines.fold(String::new(), |all, (name, iri)| all + &format!("PREFIX {name}: <{iri}>\n"));
    lines + text
}
