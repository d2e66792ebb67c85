//! Opening a project and building it, with its faults told: what most commands begin with.

use std::path::{Path, PathBuf};

use super::args::Args;
use super::ui::Ui;
use super::{Failure, Outcome};
use crate::compile::read::Manifest;
use crate::derive::knowledge::Knowledge;
use crate::derive::store::Store;
use crate::model::date::PartialDate;
use crate::model::diagnostic::Diagnostic;
use crate::model::file::Files;
use crate::project::{self, Project};
use crate::render::report::{self, Report};

/// The folder of the project.
fn root(args: &Args) -> Result<PathBuf, Failure> {
    let start = args.project.as_deref().unwrap_or(Path::new("."));
    let help = "make one with `remit init DIR`, or say where it is with --project DIR";
    let none =
        || Failure::with_help(format!("there is no remit.toml in `{}` or above it", start.display()), help);
    match &args.project {
        Some(folder) if !folder.join("remit.toml").exists() => Err(none()),
        _ => project::find_root(start).ok_or_else(none),
    }
}

/// Reads the project; on failure the faults of its files.
pub(super) fn open_quietly(args: &Args) -> Result<Result<Project, (Files, Vec<Diagnostic>)>, Failure> {
    Ok(project::open(&root(args)?, args.sources.as_deref()))
}

/// Reads the project, or tells what cannot be read.
pub(super) fn open(args: &Args, ui: &Ui) -> Result<Project, Failure> {
    open_quietly(args)?.map_err(|(files, faults)| {
        tell(&files, None, faults, ui);
        Failure::Told(Outcome::CouldNotRun)
    })
}

/// Builds the project, or tells what is wrong with it.
pub(super) fn know(args: &Args, with_store: bool, ui: &Ui) -> Result<(Project, Knowledge), Failure> {
    know_as_of(args, with_store, None, ui)
}

/// Builds the project as it stands on a date, or tells what is wrong with it.
pub(super) fn know_as_of(
    args: &Args,
    with_store: bool,
    as_of: Option<PartialDate>,
    ui: &Ui,
) -> Result<(Project, Knowledge), Failure> {
    let project = open(args, ui)?;
    let progress = ui.progress("building the graph");
    let mut knowledge =
        Knowledge::of(&project.input, with_store, as_of).map_err(|e| Failure::from_error(&e))?;
    drop(progress);
    let faults = std::mem::take(&mut knowledge.diagnostics);
    let clean = faults.iter().all(|f| f.severity == crate::model::diagnostic::Severity::Warning);
    if !faults.is_empty() {
        tell(&project.input.files, Some(&project.input.manifest), faults, ui);
    }
    if clean { Ok((project, knowledge)) } else { Err(Failure::Told(Outcome::Findings)) }
}

/// The store of a graph that was built with one.
pub(super) fn store(knowledge: &Knowledge) -> Result<&Store, Failure> {
    knowledge.store.as_ref().ok_or_else(|| Failure::new("the graph was built without its store"))
}

/// Tells faults on standard error.
pub(super) fn tell(files: &Files, manifest: Option<&Manifest>, faults: Vec<Diagnostic>, ui: &Ui) {
    let report = Report::new(files, manifest, faults);
    ui.talk(&report::text(&report, ui.colour()));
    ui.talk(&summary(&report));
}

/// One line on how many faults there are.
pub(super) fn summary(report: &Report<'_>) -> String {
    let errors = report.errors();
    let warnings = report.faults().len() - errors;
    let code = report.faults().first().map_or("R001", |f| f.code.as_str());
    format!(
        "{errors} error{}, {warnings} warning{}; `remit explain {code}` tells more\n",
        s(errors),
        s(warnings)
    )
}

fn s(number: usize) -> &'static str {
    if number == 1 { "" } else { "s" }
}
