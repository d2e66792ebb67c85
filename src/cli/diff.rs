//! `remit diff`: what changed between two states of a graph.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use serde::Serialize;

use super::args::{Args, DiffArgs, DiffFormat};
use super::cite::{citation, number};
use super::draw;
use super::page::Page;
use super::session;
use super::test::questions;
use super::ui::Ui;
use super::{CommandResult, Failure, Outcome};
use crate::compile::read::Format;
use crate::derive::graph::{BuildError, Graph};
use crate::explore::questions::{Question, in_words, rows, without};
use crate::explore::{AnswerChange, Called, Change, Changes, Dispute, Fact, FieldChange, changes};
use crate::project::parts::Parts;
use crate::project::{self, Project, Revision};
use crate::render::figure::compared;
use crate::render::write;

/// One state of a graph.
enum State {
    /// A project; of a revision with the files that it is in.
    Project(Box<(Project, Graph)>, #[expect(dead_code, reason = "its files go with it")] Option<Revision>),
    /// A graph as it was published: statements as lines of N-Quads.
    Published(BTreeSet<String>),
}

/// Statements that differ.
#[derive(Serialize)]
struct Statements<'a> {
    gone: Vec<&'a str>,
    new: Vec<&'a str>,
}

/// Runs the command.
pub(super) fn run(args: &Args, options: &DiffArgs, ui: &mut Ui) -> CommandResult {
    let old = state(args, &options.old, ui)?;
    let new = match &options.new {
        Some(new) => state(args, new, ui)?,
        None => State::Project(Box::new(session::know(args, ui)?), None),
    };
    let is_same = if let Some(view) = &options.figure {
        let (State::Project(old, _), State::Project(new, _)) = (&old, &new) else {
            let help = "compare folders with a remit.toml, or revisions";
            return Err(Failure::with_help(
                "a published graph has no views, so no figure of it can be drawn",
                help,
            ));
        };
        figure((old, new), (view, options), args, ui)?
    } else if let (State::Project(old, _), State::Project(new, _)) = (&old, &new) {
        let mut found = changes(old.1.scope(), new.1.scope());
        found.answers = answers(old, new, ui)?;
        match options.format {
            DiffFormat::Json => ui.json(&found)?,
            DiffFormat::Md => ui.data(&markdown(&found))?,
            DiffFormat::Text => ui.page(&words(&found))?,
        }
        found.is_none()
    } else {
        let (old, new) = (lines(old)?, lines(new)?);
        let gone = old.difference(&new).map(String::as_str).collect();
        let found = Statements { gone, new: new.difference(&old).map(String::as_str).collect() };
        match options.format {
            DiffFormat::Json => ui.json(&found)?,
            _ => ui.data(&statements(&found, options.format))?,
        }
        found.gone.is_empty() && found.new.is_empty()
    };
    Ok(if is_same { Outcome::Good } else { Outcome::Findings })
}

/// Draws a view as it is in both states, each thing in one place; whether both are the same.
fn figure(
    (old, new): (&(Project, Graph), &(Project, Graph)),
    (view, options): (&str, &DiffArgs),
    args: &Args,
    ui: &mut Ui,
) -> Result<bool, Failure> {
    let [before, after] = [old, new].map(|state| draw::declared(view, args, &state.0, &state.1, ui));
    let names = [options.old.as_str(), options.new.as_deref().unwrap_or("the files at hand")];
    let (figure, differences) = compared(&before?, &after?, names).ok_or_else(|| {
        let help = "views of the kinds grid and network have a place for each thing; without --figure all differences are told";
        Failure::with_help(format!("the view `{view}` cannot be drawn in two states at once"), help)
    })?;
    draw::put(&figure, &new.0, (options.output.as_deref(), &options.theme), ui)?;
    Ok(differences.is_none())
}

/// The state that was typed: a folder with a project, a graph file or a folder that has one, else a revision.
fn state(args: &Args, typed: &str, ui: &Ui) -> Result<State, Failure> {
    let path = Path::new(typed);
    if project::is_root(path) {
        return Ok(State::Project(Box::new(built(args, path, typed, ui)?), None));
    }
    let fail = |error: project::RevisionError| Failure::from_error(&error);
    if let Some(lines) = project::statements(path).map_err(fail)? {
        return Ok(State::Published(lines));
    }
    let revision = project::revision(&session::root(args)?, typed).map_err(|error| {
        let failure = fail(error);
        failure.with("name a folder with a remit.toml, a graph file (.nq, .trig, .ttl, .jsonld), or a revision such as HEAD~1")
    })?;
    let built = built(args, &revision.root, typed, ui)?;
    Ok(State::Project(Box::new(built), Some(revision)))
}

fn built(args: &Args, root: &Path, typed: &str, ui: &Ui) -> Result<(Project, Graph), Failure> {
    let refused = |files: &_, manifest: Option<&_>, faults| {
        ui.talk(&format!("`{typed}` cannot be compared:\n"));
        session::report(files, manifest, faults, ui);
    };
    let project = project::open(root, args.sources.as_deref()).map_err(|(files, faults)| {
        refused(&files, None, faults);
        Failure::AlreadyReported(Outcome::CouldNotRun)
    })?;
    let input = &project.input;
    match Graph::build(Arc::clone(input), None) {
        Ok(graph) => Ok((project, graph)),
        Err(BuildError::Faults(faults)) => {
            refused(&input.files, Some(&input.manifest), faults.diagnostics);
            Err(Failure::AlreadyReported(Outcome::CouldNotRun))
        }
        Err(BuildError::Store(error)) => Err(Failure::from_error(&error)),
    }
}

/// A state as statements: those of a project are the ones that a build publishes of it.
fn lines(state: State) -> Result<BTreeSet<String>, Failure> {
    let built = match state {
        State::Published(lines) => return Ok(lines),
        State::Project(built, _) => built,
    };
    let (project, graph) = &*built;
    let mut bytes = Vec::new();
    write::graph(Format::Nq, graph.scope(), &project.input.manifest, graph.prefixes(), &mut bytes)
        .map_err(|error| Failure::from_error(&error))?;
    write::statements(Format::Nq, bytes.as_slice()).map_err(Failure::new)
}

/// How the answers differ to questions that both states ask.
fn answers(old: &(Project, Graph), new: &(Project, Graph), ui: &Ui) -> Result<Vec<AnswerChange>, Failure> {
    let before = questions(&old.0, &old.0.input.questions);
    let mut out = Vec::new();
    let (mut parts_before, mut parts_after) = (Parts::default(), Parts::default());
    for question in questions(&new.0, &new.0.input.questions) {
        let Some(was) = before.iter().find(|other| other.name == question.name) else { continue };
        let found = [(old, *was, &mut parts_before), (new, question, &mut parts_after)]
            .map(|(state, question, parts)| answer(state, question, parts, ui));
        let [old, new] = found;
        if let (Some(old), Some(new)) = (old?, new?) {
            let text = in_words(question.text.text).unwrap_or_default();
            let otherwise = was.text.text != question.text.text;
            out.extend(answer_change((question.name, text), otherwise, old, new));
        }
    }
    Ok(out)
}

/// How two answers differ, each the columns and then the rows; none where they are the same.
fn answer_change(
    (name, question): (&str, &str),
    asked_otherwise: bool,
    old: Vec<String>,
    new: Vec<String>,
) -> Option<AnswerChange> {
    let split = |rows: Vec<String>| {
        let mut rows = rows.into_iter();
        (rows.next().unwrap_or_default(), rows.collect::<Vec<_>>())
    };
    let ((was, old), (columns, new)) = (split(old), split(new));
    let (gone, new) = if was == columns { (without(&old, &new), without(&new, &old)) } else { (old, new) };
    let (name, question) = (name.to_owned(), question.to_owned());
    let change = AnswerChange { name, question, asked_otherwise, columns, gone, new };
    (!change.gone.is_empty() || !change.new.is_empty()).then_some(change)
}

/// The answer to a question; none where it cannot be asked, which is told.
fn answer(
    (project, graph): &(Project, Graph),
    question: Question<'_>,
    parts: &mut Parts,
    ui: &Ui,
) -> Result<Option<Vec<String>>, Failure> {
    let input = &project.input;
    let part = match parts.of_question(graph, question.text) {
        Ok(part) => part.map_or(graph, |(part, _)| part),
        Err(faults) => {
            session::report(&input.files, Some(&input.manifest), faults, ui);
            return Ok(None);
        }
    };
    match rows(question, session::store(part)?) {
        Ok((rows, _)) => Ok(Some(rows)),
        Err(fault) => {
            session::report(&input.files, Some(&input.manifest), vec![*fault], ui);
            Ok(None)
        }
    }
}

/// `3 added, 1 gone, 2 changed`.
fn counted<T>(changes: &[Change<T>]) -> String {
    let count = |is: fn(&Change<T>) -> bool| changes.iter().filter(|c| is(c)).count();
    let counts = [
        (count(|c| c.before.is_none()), "added"),
        (count(|c| c.after.is_none()), "gone"),
        (count(|c| c.before.is_some() && c.after.is_some()), "changed"),
    ];
    let told = counts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}"));
    told.collect::<Vec<_>>().join(", ")
}

/// The parts of what changed that are not empty, each with its title and how much it is.
fn titles(found: &Changes) -> Vec<(&'static str, String)> {
    let answers = match found.answers.len() {
        0 => String::new(),
        count => format!("{count} changed"),
    };
    let all = [
        ("Things", counted(&found.things)),
        ("Claims", counted(&found.claims)),
        ("Disagreements", counted(&found.disagreements)),
        ("Inferred", counted(&found.inferred)),
        ("Answers", answers),
        ("Terms of the ontology", counted(&found.terms)),
    ];
    all.into_iter().filter(|(_, count)| !count.is_empty()).collect()
}

const NOTHING: &str = "nothing differs: things, claims, disagreements, what is inferred, answers and the terms of the ontology are the same\n";

/// What stands before a line, as in a listing of differences.
fn mark<T>(change: &Change<T>) -> &'static str {
    match (&change.before, &change.after) {
        (None, _) => "+ ",
        (_, None) => "- ",
        _ => "~ ",
    }
}

/// `status: planned → established`; what was or is not there is said so.
fn field(change: &FieldChange) -> String {
    let word = |value: &Option<String>| value.clone().unwrap_or_else(|| "(none)".to_owned());
    format!("{}: {} \u{2192} {}", change.field, word(&change.before), word(&change.after))
}

fn called(thing: &Called) -> String {
    format!("{} ({})", thing.name, thing.class)
}

/// What a disagreement is, in a line, and what became of it.
fn dispute(change: &Change<Dispute>) -> String {
    let Some(dispute) = change.last() else { return String::new() };
    let settled = |dispute: &Dispute| dispute.resolution.is_some();
    let state = match (change.before.as_ref().map(settled), change.after.as_ref().map(settled)) {
        (None, Some(true)) => "new, decided",
        (None, _) => "new, open",
        (Some(_), None) => "no longer there",
        (Some(false), Some(true)) => "now decided",
        (Some(true), Some(false)) => "open again",
        (Some(_), Some(_)) => "changed",
    };
    format!("{}, {state}: {}: {}", dispute.kind, dispute.name, dispute.why)
}

/// For people: what changed, each with the words it rests on.
pub(super) fn words(found: &Changes) -> Page {
    let mut page = Page::default();
    if found.is_none() {
        page.line(0).text(NOTHING.trim_end());
        return page;
    }
    for (title, count) in titles(found) {
        page.line(0).label(title, 22).text(count);
    }
    for (title, _) in titles(found) {
        page.gap();
        page.line(0).name(title);
        match title {
            "Things" => section(&found.things, called, |thing, _| thing.id.clone(), &mut page),
            "Claims" => facts(&found.claims, &mut page),
            "Inferred" => facts(&found.inferred, &mut page),
            "Answers" => found.answers.iter().for_each(|answer| answer_words(answer, &mut page)),
            "Disagreements" => {
                for change in &found.disagreements {
                    let key = change.last().map(|dispute| dispute.id.clone()).unwrap_or_default();
                    page.line(2).text(mark(change)).text(dispute(change)).key(&key);
                    for change in &change.fields {
                        page.line(6).text(field(change));
                    }
                    for claim in
                        change.after.iter().filter(|_| change.before.is_none()).flat_map(|d| &d.claims)
                    {
                        page.line(4).text(format!("- {}", claim.words));
                        citation(claim, 8, &mut page);
                    }
                }
            }
            _ => section(&found.terms, |word| word.name.clone(), |word, _| word.iri.clone(), &mut page),
        }
    }
    page
}

fn section<T>(
    changes: &[Change<T>],
    name: impl Fn(&T) -> String,
    key: impl Fn(&T, &Change<T>) -> String,
    page: &mut Page,
) {
    for change in changes {
        let Some(last) = change.last() else { continue };
        page.line(2).text(mark(change)).text(name(last)).key(&key(last, change));
        for change in &change.fields {
            page.line(6).text(field(change));
        }
    }
}

fn facts(changes: &[Change<Fact>], page: &mut Page) {
    for change in changes {
        let Some(fact) = change.last() else { continue };
        page.line(2).text(mark(change)).text(&fact.words);
        if let Some(was) = reworded(change) {
            page.line(6).text(format!("was: {was}"));
        }
        for change in &change.fields {
            page.line(6).text(field(change));
        }
        citation(fact, 6, page);
    }
}

/// The sentence that was, where it read otherwise.
fn reworded(change: &Change<Fact>) -> Option<&str> {
    let (was, is) = (&change.before.as_ref()?.words, &change.after.as_ref()?.words);
    (was != is).then_some(was)
}

fn answer_words(answer: &AnswerChange, page: &mut Page) {
    page.line(2).text("~ ").text(&answer.question).key(&answer.name);
    if answer.asked_otherwise {
        page.line(6).caution("the query itself is another one: the difference may lie in it");
    }
    page.line(6).note(&answer.columns);
    for (sign, row) in signed(answer) {
        page.line(6).text(format!("{sign} {row}"));
    }
}

fn signed(answer: &AnswerChange) -> impl Iterator<Item = (char, &str)> {
    let gone = answer.gone.iter().map(|row| ('-', row.as_str()));
    gone.chain(answer.new.iter().map(|row| ('+', row.as_str())))
}

/// As notes on a release, for people who read Markdown.
fn markdown(found: &Changes) -> String {
    if found.is_none() {
        return NOTHING.to_owned();
    }
    let mut out = String::new();
    for (title, count) in titles(found) {
        let _ = write!(out, "{}## {title}: {count}\n\n", if out.is_empty() { "" } else { "\n" });
        match title {
            "Things" => found.things.iter().for_each(|change| {
                let words = change.last().map(called).unwrap_or_default();
                item(&mut out, change, &words, change.last().map(|thing| thing.id.as_str()), &[]);
            }),
            "Claims" => found.claims.iter().for_each(|change| fact_item(&mut out, change)),
            "Inferred" => found.inferred.iter().for_each(|change| fact_item(&mut out, change)),
            "Disagreements" => found.disagreements.iter().for_each(|change| {
                let voices: Vec<String> = change.last().map_or_else(Vec::new, |dispute| {
                    dispute.claims.iter().map(|claim| claim.citation.brief()).collect()
                });
                item(&mut out, change, &dispute(change), change.last().map(|d| d.id.as_str()), &voices);
            }),
            "Answers" => {
                for answer in &found.answers {
                    let otherwise = if answer.asked_otherwise { " (asked by another query)" } else { "" };
                    let _ = writeln!(
                        out,
                        "- **changed**: {}{otherwise} `{}`",
                        escaped(&answer.question),
                        answer.name
                    );
                    let _ = writeln!(out, "\n  ```diff\n  {}", answer.columns);
                    for (sign, row) in signed(answer) {
                        let _ = writeln!(out, "  {sign} {row}");
                    }
                    out.push_str("  ```\n");
                }
            }
            _ => found.terms.iter().for_each(|change| {
                let name = change.last().map(|word| word.name.clone()).unwrap_or_default();
                item(&mut out, change, &name, change.last().map(|word| word.iri.as_str()), &[]);
            }),
        }
    }
    out
}

fn fact_item(out: &mut String, change: &Change<Fact>) {
    let Some(fact) = change.last() else { return };
    let was = reworded(change).map(|was| format!("was: {was}"));
    let rests_on =
        if fact.standing.is_inferred() { fact.rests_on.clone() } else { vec![fact.citation.brief()] };
    item(out, change, &fact.words, Some(&fact.id), &was.into_iter().chain(rests_on).collect::<Vec<_>>());
}

/// An entry of a list with its details below it.
fn item<T>(out: &mut String, change: &Change<T>, words: &str, key: Option<&str>, below: &[String]) {
    let word = match mark(change) {
        "+ " => "added",
        "- " => "gone",
        _ => "changed",
    };
    let key = key.map(|key| format!(" `{key}`")).unwrap_or_default();
    let _ = writeln!(out, "- **{word}**: {}{key}", escaped(words));
    for line in change.fields.iter().map(field).chain(below.iter().cloned()) {
        let _ = writeln!(out, "  - {}", escaped(&line));
    }
}

/// Words that Markdown shows as they are.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        if matches!(sign, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|') {
            out.push('\\');
        }
        out.push(if matches!(sign, '\n' | '\r') { ' ' } else { sign });
    }
    out
}

fn statements(found: &Statements<'_>, format: DiffFormat) -> String {
    let Statements { gone, new } = found;
    if gone.is_empty() && new.is_empty() {
        return "nothing differs: the statements are the same\n".to_owned();
    }
    let head = format!("{} gone, {new} new\n", number(gone.len(), "statement"), new = new.len());
    let mut rows = String::new();
    for (sign, line) in gone.iter().map(|line| ('-', line)).chain(new.iter().map(|line| ('+', line))) {
        let _ = writeln!(rows, "{sign} {line}");
    }
    if matches!(format, DiffFormat::Md) { format!("{head}\n```diff\n{rows}```\n") } else { head + &rows }
}
