//! Completion: the script of a shell calls this program back, which knows its own commands and the graph at hand.
//!
//! Whatever fails gives no candidates: nobody reads a fault in the middle of typing.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use clap::CommandFactory;
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate, PathCompleter, ValueCompleter};
use clap_complete::env::Shells;

use super::args::Args;
use crate::compile::build::{Built, build};
use crate::model::claim::Thing;
use crate::model::code::Code;
use crate::model::escape::visible;
use crate::model::file::FileId;
use crate::model::header::Header;
use crate::project::{self, Project, views};

/// What tells a call back from any other: the name of the shell.
const VARIABLE: &str = "REMIT_COMPLETE";
/// The most bytes of a project that are read through while somebody waits for a key to act.
const PATIENCE: usize = 16 << 20;

/// What can be completed from the graph at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Known {
    /// Keys of entities and claims.
    Thing,
    /// Keys of properties.
    Property,
    /// Keys of sources.
    Source,
    /// Names of saved queries, and files.
    Query,
    /// Names of questions.
    Question,
    /// Names of views, and files.
    View,
    /// Names of themes.
    Theme,
    /// Codes of faults.
    Code,
}

/// Completes an argument.
pub(super) fn known(what: Known) -> ArgValueCompleter {
    ArgValueCompleter::new(move |typed: &OsStr| candidates(what, typed))
}

/// The shells whose completion can be had.
pub(super) fn shells() -> Vec<&'static str> {
    Shells::builtins().names().collect()
}

/// The script for a shell; `program` is what was called.
pub(super) fn script(shell: &str, program: &Path) -> std::io::Result<Vec<u8>> {
    let mut script = Vec::new();
    if let Some(shell) = Shells::builtins().completer(shell) {
        let called =
            if program.components().count() > 1 { std::path::absolute(program)? } else { "remit".into() };
        shell.write_registration(VARIABLE, "remit", "remit", &called.to_string_lossy(), &mut script)?;
    }
    Ok(script)
}

/// Answers the call of such a script; none where this is no such call.
pub(super) fn answer(arguments: &[OsString]) -> Option<Vec<u8>> {
    let shell = std::env::var_os(VARIABLE)?;
    let words: Vec<OsString> = arguments.iter().skip_while(|a| *a != "--").skip(1).cloned().collect();
    let mut command = Args::command();
    command.build();
    let mut answer = Vec::new();
    let here = std::env::current_dir().ok();
    let made = Shells::builtins()
        .completer(&shell.to_string_lossy())
        .map(|s| s.write_complete(&mut command, words, here.as_deref(), &mut answer));
    // A shell that is not known gets no candidates rather than a run of what was typed so far.
    Some(if matches!(made, Some(Ok(()))) { answer } else { Vec::new() })
}

fn candidates(what: Known, typed: &OsStr) -> Vec<CompletionCandidate> {
    let names = if what == Known::Code {
        Code::all().map(|code| (code.as_str().to_owned(), title(code))).collect()
    } else {
        project().map(|project| names(what, &project)).unwrap_or_default()
    };
    let typed_text = typed.to_string_lossy();
    let found: Vec<CompletionCandidate> = names
        .into_iter()
        .filter(|(name, _)| name.starts_with(&*typed_text))
        .map(|(name, help)| CompletionCandidate::new(name).help(Some(visible(&help).into_owned().into())))
        .collect();
    match what {
        Known::Query | Known::View if found.is_empty() => PathCompleter::file().complete(typed),
        _ => found,
    }
}

fn title(code: Code) -> String {
    let line = code.page().lines().next().unwrap_or_default();
    line.trim_start_matches("# ").trim_start_matches(code.as_str()).trim().to_owned()
}

/// The project that the line being typed is about.
fn project() -> Option<Project> {
    let mut words = std::env::args_os().skip_while(|a| a != "--");
    let mut given = None;
    while let Some(word) = words.next() {
        let text = word.to_string_lossy();
        if text == "--project" {
            given = words.next().map(PathBuf::from);
        } else if let Some(folder) = text.strip_prefix("--project=") {
            given = Some(PathBuf::from(folder));
        }
    }
    let root = project::find_root(given.as_deref().unwrap_or(Path::new("."))).ok()??;
    project::open(&root, None).ok()
}

/// What there is of a kind, each with a word on it.
fn names(what: Known, project: &Project) -> Vec<(String, String)> {
    match what {
        Known::Query => labels(&project.input.queries, project),
        Known::Question => labels(&project.input.questions, project),
        Known::View => labels(&project.input.views, project),
        Known::Theme => {
            let themes = views::themes(&project.input).unwrap_or_default().into_iter();
            themes
                .map(|t| (t.name, if t.page.is_some() { "for paper" } else { "for screens" }.to_owned()))
                .collect()
        }
        _ if project.input.files.iter().map(|(_, f)| f.text.len()).sum::<usize>() > PATIENCE => Vec::new(),
        _ => of_graph(what, &build(&project.input)),
    }
}

/// Files by their stem, each with the question that it asks.
fn labels(ids: &[FileId], project: &Project) -> Vec<(String, String)> {
    let label = |text: &str| {
        let header = Header::parse(text);
        let title = text.lines().find_map(|l| l.strip_prefix("title = ")).map(|t| t.trim().trim_matches('"'));
        let asked = header.get("label").or(header.get("question")).or(title);
        asked.unwrap_or_default().to_owned()
    };
    ids.iter().map(|id| project.input.files.get(*id)).map(|f| (f.stem().to_owned(), label(&f.text))).collect()
}

fn of_graph(what: Known, built: &Built) -> Vec<(String, String)> {
    let Built { ontology, dataset, .. } = built;
    if what == Known::Property {
        let usable = ontology.properties().iter().filter(|p| p.writable);
        return usable.map(|p| (p.key.clone(), p.label.clone())).collect();
    }
    let wanted = |id| what != Known::Source || ontology.is_source(dataset.entity(id).class);
    let claims = dataset.claim_ids().map(Thing::Claim).filter(|_| what == Known::Thing);
    let things = dataset.entity_ids().filter(|id| wanted(*id)).map(Thing::Entity).chain(claims);
    let help = |thing: Thing| match thing {
        Thing::Entity(_) => dataset.name(thing).to_owned(),
        Thing::Claim(_) => "claim".to_owned(),
    };
    things.map(|thing| (dataset.key(thing).to_owned(), help(thing))).collect()
}
