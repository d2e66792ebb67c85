//! Opening a project and building it, with its faults told: what most commands begin with.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::args::Args;
use super::ui::Ui;
use super::{Failure, Outcome};
use crate::compile::read::Manifest;
use crate::derive::graph::{BuildError, Graph};
use crate::derive::store::Store;
use crate::model::date::PartialDate;
use crate::model::diagnostic::Diagnostic;
use crate::model::file::Files;
use crate::project::{self, Project, views};
use crate::render::report::{self, Report};

/// The folder of the project.
pub(super) fn root(args: &Args) -> Result<PathBuf, Failure> {
    let start = args.project.as_deref().unwrap_or(Path::new("."));
    let help = "make one with `remit init DIR`, or say where it is with --project DIR";
    let none =
        || Failure::with_help(format!("there is no remit.toml in `{}` or above it", start.display()), help);
    match &args.project {
        Some(folder) if !project::is_root(folder) => Err(none()),
        _ => match project::find_root(start) {
            Ok(found) => found.ok_or_else(none),
            Err(error) => Err(Failure::new(format!("cannot look into `{}`: {error}", start.display()))),
        },
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
pub(super) fn know(args: &Args, ui: &Ui) -> Result<(Project, Graph), Failure> {
    build_as_of(args, None, ui)
}

/// Builds the project as it stands on a date, or tells what is wrong with it.
pub(super) fn build_as_of(
    args: &Args,
    as_of: Option<PartialDate>,
    ui: &Ui,
) -> Result<(Project, Graph), Failure> {
    let project = open(args, ui)?;
    let progress = ui.progress("building the graph");
    let built = Graph::build(Arc::clone(&project.input), as_of);
    drop(progress);
    let input = &project.input;
    match built {
        Ok(graph) => {
            // One line: who asks something of a graph is not drowned in what its curator may mend.
            let count = graph.warnings().len();
            if count > 0 {
                let them = if count == 1 { "it" } else { "them" };
                ui.talk(&format!(
                    "{count} warning{} about this graph: `remit check` shows {them}\n",
                    s(count)
                ));
            }
            Ok((project, graph))
        }
        Err(BuildError::Faults(faults)) => {
            tell(&input.files, Some(&input.manifest), faults.diagnostics, ui);
            Err(Failure::Told(Outcome::Findings))
        }
        Err(BuildError::Store(error)) => Err(Failure::from_error(&error)),
    }
}

/// The store of a graph.
pub(super) fn store(graph: &Graph) -> Result<&Store, Failure> {
    graph.store().map_err(|e| Failure::from_error(&e))
}

/// The store of a graph whose views ask it.
pub(super) fn store_for_views(graph: &Graph) -> Result<Option<&Store>, Failure> {
    views::store(graph, false).map_err(|e| Failure::from_error(&e))
}

/// Tells faults on standard error.
pub(super) fn tell(files: &Files, manifest: Option<&Manifest>, faults: Vec<Diagnostic>, ui: &Ui) {
    let report = Report::new(files, manifest, faults);
    ui.coloured(&report::text(&report, ui.colour(), report::MOST_SHOWN));
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
