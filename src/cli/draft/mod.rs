//! `remit draft`: a work sheet for the text of a source, in a folder that no build reads.

mod program;

use std::path::Path;

use super::args::{Args, DraftArgs, DraftFormat};
use super::session;
use super::ui::Ui;
use super::{CommandResult, Failure, Outcome};
use crate::compile::draft::{BEGINNING, Drafting, Sheet, draft, take, task};
use crate::derive::graph::Graph;
use crate::desk::{DECISIONS, FOLDER};
use crate::explore::names;
use crate::model::claim::{EntityId, Thing};
use crate::model::vocab;
use crate::project::{Project, PublishError, make_folder, not_in_project, read_text, write_whole};

/// Runs the command.
pub(super) fn run(args: &Args, options: &DraftArgs, ui: &mut Ui) -> CommandResult {
    let (project, graph) = session::know(args, ui)?;
    let source = source(&options.source, &graph, ui)?;
    let dataset = graph.dataset();
    let key = dataset.key(Thing::Entity(source));
    let text = text(source, &project, &graph)?;
    let drafting = Drafting { input: &project.input, dataset, ontology: graph.ontology(), source, text };
    let path =
        options.output.clone().unwrap_or_else(|| project.root.join(FOLDER).join(format!("{key}.toml")));
    let is_written = matches!(options.format, DraftFormat::Toml)
        && (options.sentence.is_none() || options.output.is_some());
    if is_written {
        // Said before a program works for minutes.
        free(&project, &path, options.force)?;
    }
    let mut sheet = draft(drafting, options.sentence.as_deref());
    if let (Some(sentence), true) = (&options.sentence, sheet.sentences.is_empty()) {
        return Err(Failure::with_help(
            format!("no sentence of `{key}` has the words “{sentence}”"),
            "give some words of one sentence as they stand in the text".to_owned(),
        ));
    }
    if let Some(command) = &options.with {
        ask(command, options.timeout, drafting, &mut sheet, ui)?;
    }
    match options.format {
        DraftFormat::Json => ui.json(&sheet)?,
        DraftFormat::Toml if is_written => {
            write(&path, &sheet)?;
            ui.talk(&format!("{} is written\n", path.display()));
        }
        DraftFormat::Toml => ui.data(&sheet.toml())?,
    }
    ui.talk(&format!("{}\n", summary(&sheet, key)));
    Ok(Outcome::Good)
}

/// Puts what a program proposes into a sheet.
fn ask(
    command: &str,
    seconds: u64,
    drafting: Drafting<'_>,
    sheet: &mut Sheet,
    ui: &Ui,
) -> Result<(), Failure> {
    let task = task(drafting, sheet).map_err(|error| Failure::new(error.to_string()))?;
    let progress = ui.progress(&format!("waiting for `{command}`"));
    let answer = program::ask(command, task, seconds)?;
    drop(progress);
    take(drafting, sheet, command, &answer).map_err(|error| {
        Failure::with_help(format!("`{command}` wrote {error}"), "nothing was taken from it")
    })
}

fn summary(sheet: &Sheet, key: &str) -> String {
    let (passed, refused) = sheet.counts();
    if sheet.sentences.is_empty() && sheet.with_claims == 0 {
        return format!("{key}: the text has no sentence");
    }
    let mut words = format!(
        "{key}: {} without a claim, {} with claims; {} passed the checks of data, {refused} refused",
        counted(sheet.sentences.len(), "sentence"),
        counted(sheet.with_claims, "sentence"),
        counted(passed, "record"),
    );
    for remark in sheet.remarks() {
        words.push_str(&format!("\n{remark}"));
    }
    words
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// The source that is named.
pub(super) fn source(typed: &str, graph: &Graph, ui: &Ui) -> Result<EntityId, Failure> {
    let scope = graph.scope();
    let class = scope.ontology.find_class_iri(vocab::remit::SOURCE);
    match session::taken(typed, names::thing_of(typed, class, scope), ui)? {
        Thing::Entity(id) => Ok(id),
        Thing::Claim(_) => Err(Failure::new("a claim is no source")),
    }
}

/// Its text.
fn text<'a>(source: EntityId, project: &'a Project, graph: &Graph) -> Result<&'a str, Failure> {
    let dataset = graph.dataset();
    let key = dataset.key(Thing::Entity(source));
    let Some(file) = dataset.entity(source).text else {
        return Err(Failure::with_help(
            format!("the source `{key}` names no text"),
            "write `text = \"FILE\"` in its record, and put the file into the sources folder".to_owned(),
        ));
    };
    let file = dataset.text(file);
    project.input.texts.get(file).map(String::as_str).ok_or_else(|| {
        let help = format!("put `{file}` into the sources folder, or give its folder with --sources");
        Failure::with_help(format!("the text of `{key}` is not here"), help)
    })
}

/// Refuses a place for a sheet that a build reads or writes, and one where another sheet is.
fn free(project: &Project, path: &Path, force: bool) -> Result<(), Failure> {
    not_in_project(project, path).map_err(|error| {
        Failure::with_help(
            format!("no sheet is written to {}: {error}", path.display()),
            "a sheet is no part of the data: name a file outside of the folders that a build reads and writes".to_owned(),
        )
    })?;
    // In its own place a sheet may have been changed from its first line on.
    let is_own = path.starts_with(project.root.join(FOLDER)) && !path.to_string_lossy().ends_with(DECISIONS);
    let is_sheet = || is_own || read_text(path).is_ok_and(|text| text.starts_with(BEGINNING));
    if path.exists() && force && !is_sheet() {
        return Err(Failure::with_help(
            format!("{} is not a sheet", path.display()),
            "--force replaces sheets alone: name another file".to_owned(),
        ));
    }
    if path.exists() && !force {
        return Err(Failure::with_help(
            format!("{} exists already", path.display()),
            "it may have been worked on: move it away, or replace it with --force".to_owned(),
        ));
    }
    Ok(())
}

fn write(path: &Path, sheet: &Sheet) -> Result<(), Failure> {
    let failed = |error: PublishError| Failure::new(error.to_string());
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        make_folder(folder).map_err(failed)?;
    }
    write_whole(path, sheet.toml().as_bytes()).map_err(failed)
}
