//! `remit check`: everything that is wrong, in file order.

use std::path::Path;
use std::sync::Arc;

use super::args::{Args, CheckArgs, ReportFormat};
use super::cite::number;
use super::mend::{self, Mended};
use super::session;
use super::ui::Ui;
use super::{CommandResult, Failure, Outcome};
use crate::compile::input::Input;
use crate::derive::graph::{BuildError, Graph};
use crate::derive::shapes::{self, ValidationResult};
use crate::derive::store::Store;
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Location};
use crate::model::file::{Files, Span};
use crate::project::{self, NotFrozen, Outputs, Overlay, Project, views};
use crate::render::draw::{self, FigureIssue};
use crate::render::report::{self, Report};

/// What a look at a project came to.
pub(super) struct Looked {
    /// What it is made of; none where it cannot be read.
    input: Option<Arc<Input>>,
    /// The files of one that cannot be read.
    files: Files,
    faults: Vec<Diagnostic>,
    /// What shapes found, where the graph was held against them.
    findings: Option<Vec<ValidationResult>>,
}

impl Looked {
    /// The faults with their places.
    pub(super) fn report(&self) -> Report<'_> {
        match &self.input {
            Some(input) => Report::new(&input.files, Some(&input.manifest), self.faults.clone()),
            None => Report::new(&self.files, None, self.faults.clone()),
        }
    }
}

/// Looks at everything in a project; some of its files may have another text than on the disk.
pub(super) fn look(args: &Args, figures: bool, overlay: &Overlay, ui: &Ui) -> Result<Looked, Failure> {
    let mut findings = None;
    let (input, files, faults) =
        match project::open_with(&session::root(args)?, args.sources.as_deref(), overlay) {
            Ok(project) => {
                let faults = match Graph::build(Arc::clone(&project.input), None) {
                    Ok(graph) => {
                        let mut faults = graph.warnings().to_vec();
                        let store = views::store(&graph, true).map_err(|e| Failure::from_error(&e))?;
                        faults.extend(outputs(&project, &graph, store, figures, ui));
                        faults.extend(views::query_faults(&graph, store));
                        findings = Some(graph.findings().to_vec());
                        faults.extend(kept(&project));
                        faults
                    }
                    // Figures and queries over data with faults would only show what follows from them.
                    Err(BuildError::Faults(faults)) => {
                        findings = faults.findings;
                        faults.diagnostics
                    }
                    Err(BuildError::Store(error)) => return Err(Failure::from_error(&error)),
                };
                (Some(project.input), Files::default(), faults)
            }
            Err((files, faults)) => (None, files, faults),
        };
    Ok(Looked { input, files, faults, findings })
}

/// Runs the command.
pub(super) fn run(args: &Args, options: &CheckArgs, ui: &mut Ui) -> CommandResult {
    let mut looked = look(args, options.figures, &Overlay::new(), ui)?;
    if options.fix {
        looked = match mend::mend(args, options, &looked, ui)? {
            Mended::Shown(outcome) => return Ok(outcome),
            Mended::Written(looked) => looked,
        };
    }
    let report = looked.report();
    match options.format {
        ReportFormat::Text => {
            let most = if options.all { usize::MAX } else { report::MOST_SHOWN };
            ui.faults(&report, most)?;
            ui.talk(&if report.faults().is_empty() {
                "no problems found\n".to_owned()
            } else {
                session::summary(&report)
            });
        }
        ReportFormat::Json => ui.data(&report::json(&report).map_err(|e| Failure::from_error(&e))?)?,
        ReportFormat::Sarif => {
            ui.data(&report::sarif(&report, &project::from_here(&session::root(args)?).to_string_lossy()))?;
        }
        ReportFormat::Shacl => shacl(&report, looked.findings.as_deref().unwrap_or_default(), ui)?,
    }
    Ok(match (looked.input.is_none(), report.errors()) {
        (true, _) => Outcome::CouldNotRun,
        (false, 0) => Outcome::Good,
        (false, _) => Outcome::Findings,
    })
}

/// What is wrong with the store that the last build kept of this state of the project.
fn kept(project: &Project) -> Option<Diagnostic> {
    let (path, damage) = match project::kept(project) {
        Ok(frozen) => (frozen.path, frozen.store.check().err()?),
        Err(NotFrozen::Damaged { path, source }) => (path, source),
        Err(_) => return None,
    };
    let name = project::from_here(Path::new(&path)).display().to_string();
    let fault = Diagnostic::new(
        Code::R100,
        Location::Path(name.clone()),
        format!("`{name}` cannot be used: {damage}"),
    );
    Some(fault.expected("a store as the last build wrote it").help("`remit build` writes it anew"))
}

/// Faults in what is made of the graph; with `look`, also in the figures as they are drawn.
fn outputs(project: &Project, graph: &Graph, store: Option<&Store>, look: bool, ui: &Ui) -> Vec<Diagnostic> {
    let outputs = match Outputs::of(project, graph, store) {
        Ok(outputs) => outputs,
        Err(faults) => return faults,
    };
    let (figures, themes) = (outputs.figures(), outputs.themes());
    let mut faults = outputs.warnings().to_vec();
    if !look {
        return faults;
    }
    for (id, (_, figure)) in project.input.views.iter().zip(figures) {
        let text = &project.input.files.get(*id).text;
        let start = text.find("title").unwrap_or(0);
        let place = Location::Span(*id, Span::new(start, (start + 5).min(text.len())));
        for flaw in themes.iter().flat_map(|theme| draw::inspect(figure, theme)) {
            let (code, message) = match flaw {
                FigureIssue::Broken(message) => (Code::R092, message),
                FigureIssue::Small(message) => (Code::R093, message),
            };
            let fault = Diagnostic::new(code, place.clone(), message);
            // What is wrong in one theme is often wrong in all.
            if !faults.contains(&fault) {
                faults.push(fault);
            }
        }
    }
    ui.talk(&format!("looked at {} in {} themes\n", number(figures.len(), "figure"), themes.len()));
    faults
}

/// What shapes found. A graph that could not be held against its shapes has no such report.
fn shacl(report: &Report<'_>, findings: &[ValidationResult], ui: &mut Ui) -> Result<(), Failure> {
    if findings.is_empty() && report.errors() > 0 {
        ui.tell_faults(report);
        let why = "the graph has faults, so it was not held against its shapes";
        return Err(Failure::with_help(why, "mend them first: `remit check` lists them"));
    }
    ui.data(&shapes::report(findings))
}
