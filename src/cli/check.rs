//! `remit check`: everything that is wrong, in file order.

use super::args::{Args, CheckArgs, ReportFormat};
use super::cite::number;
use super::ui::Ui;
use super::{Failure, Outcome, Run};
use super::{asked, session};
use crate::derive::knowledge::Knowledge;
use crate::derive::shapes::{self, Finding};
use crate::model::code::Code;
use crate::model::diagnostic::{Anchor, Diagnostic, Severity};
use crate::model::file::Span;
use crate::project::Project;
use crate::render::draw::{self, Flaw};
use crate::render::report::{self, Report};

/// Runs the command.
pub(super) fn run(args: &Args, options: &CheckArgs, ui: &mut Ui) -> Run {
    let mut findings = None;
    let (files, manifest, faults, unreadable) = match session::open_quietly(args)? {
        Ok(project) => {
            let asks = !project.input.queries.is_empty() || !project.input.questions.is_empty();
            let mut knowledge =
                Knowledge::of(&project.input, asks, None).map_err(|e| Failure::from_error(&e))?;
            findings = Some(std::mem::take(&mut knowledge.findings));
            let mut faults = std::mem::take(&mut knowledge.diagnostics);
            // Figures and queries over data with faults would only show what follows from them.
            if faults.iter().all(|f| f.severity == Severity::Warning) {
                faults.extend(figures(&project, &knowledge, options.figures, ui));
                faults.extend(asked::query_faults(&project, &knowledge));
                faults.extend(asked::dossier(&project, &knowledge).err().map(|f| *f));
            }
            let input = project.input;
            (input.files, Some(input.manifest), faults, false)
        }
        Err((files, faults)) => (files, None, faults, true),
    };
    let report = Report::new(&files, manifest.as_ref(), faults);
    match options.format {
        ReportFormat::Text => {
            ui.bytes(report::text(&report, ui.colour() && ui.is_terminal()).as_bytes())?;
            ui.talk(&if report.faults().is_empty() {
                "nothing is wrong\n".to_owned()
            } else {
                session::summary(&report)
            });
        }
        ReportFormat::Json => ui.result(&report::json(&report))?,
        ReportFormat::Sarif => ui.result(&report::sarif(&report))?,
        ReportFormat::Shacl => shacl(&report, &findings.unwrap_or_default(), ui)?,
    }
    Ok(match (unreadable, report.errors()) {
        (true, _) => Outcome::CouldNotRun,
        (false, 0) => Outcome::Good,
        (false, _) => Outcome::Findings,
    })
}

/// Faults in views and themes; with `look`, also in the figures as they are drawn.
fn figures(project: &Project, knowledge: &Knowledge, look: bool, ui: &Ui) -> Vec<Diagnostic> {
    let themes = asked::themes(project);
    let figures = asked::figures(project, knowledge);
    let (themes, figures) = match (themes, figures) {
        (Ok(themes), Ok(figures)) => (themes, figures),
        (themes, figures) => {
            let faults = [figures.err(), themes.err()];
            return faults.into_iter().flatten().flatten().collect();
        }
    };
    if !look {
        return Vec::new();
    }
    let mut faults = Vec::new();
    for (id, (_, figure)) in project.input.views.iter().zip(&figures) {
        let text = &project.input.files.get(*id).text;
        let start = text.find("title").unwrap_or(0);
        let place = Anchor::Span(*id, Span::new(start, (start + 5).min(text.len())));
        for flaw in themes.iter().flat_map(|theme| draw::inspect(figure, theme)) {
            let (code, message) = match flaw {
                Flaw::Broken(message) => (Code::R092, message),
                Flaw::Small(message) => (Code::R093, message),
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
fn shacl(report: &Report<'_>, findings: &[Finding], ui: &mut Ui) -> Result<(), Failure> {
    if findings.is_empty() && report.errors() > 0 {
        ui.talk(&report::text(report, ui.colour()));
        let why = "the graph has faults, so it was not held against its shapes";
        return Err(Failure::with_help(why, "mend them first: `remit check` lists them"));
    }
    ui.result(&shapes::report(findings))
}
