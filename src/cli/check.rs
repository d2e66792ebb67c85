//! `remit check`: everything that is wrong, in file order.

use super::args::{Args, CheckArgs, ReportFormat};
use super::ui::Ui;
use super::{Failure, Outcome, Run};
use super::{asked, session};
use crate::knowledge::Knowledge;
use crate::model::diagnostic::Severity;
use crate::report::{self, Report};
use crate::shapes::{self, Finding};

/// Runs the command.
pub(super) fn run(args: &Args, options: &CheckArgs, ui: &mut Ui) -> Run {
    let mut findings = None;
    let (files, manifest, faults, unreadable) = match session::open_quietly(args)? {
        Ok(project) => {
            let asks = !project.queries.is_empty() || !project.questions.is_empty();
            let mut knowledge = Knowledge::of(&project, asks, None).map_err(|e| Failure::from_error(&e))?;
            findings = Some(std::mem::take(&mut knowledge.findings));
            let mut faults = std::mem::take(&mut knowledge.diagnostics);
            // Figures and queries over data with faults would only show what follows from them.
            if faults.iter().all(|f| f.severity == Severity::Warning) {
                faults.extend(asked::figures(&project, &knowledge).err().unwrap_or_default());
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

/// What shapes found. A graph that could not be held against its shapes has no such report.
fn shacl(report: &Report<'_>, findings: &[Finding], ui: &mut Ui) -> Result<(), Failure> {
    if findings.is_empty() && report.errors() > 0 {
        ui.talk(&report::text(report, ui.colour()));
        let why = "the graph has faults, so it was not held against its shapes";
        return Err(Failure::with_help(why, "mend them first: `remit check` lists them"));
    }
    ui.result(&shapes::report(findings))
}
