//! `remit check`: everything that is wrong, in file order.

use super::args::{Args, CheckArgs, ReportFormat};
use super::session;
use super::ui::Ui;
use super::{Failure, Outcome, Run};
use crate::knowledge::Knowledge;
use crate::report::{self, Report};

/// Runs the command.
pub(super) fn run(args: &Args, options: &CheckArgs, ui: &mut Ui) -> Run {
    let (files, manifest, faults, unreadable) = match session::open_quietly(args)? {
        Ok(project) => {
            let knowledge = Knowledge::of(&project, false).map_err(|e| Failure::from_error(&e))?;
            let input = project.input;
            (input.files, Some(input.manifest), knowledge.diagnostics, false)
        }
        Err((files, faults)) => (files, None, faults, true),
    };
    let report = Report::new(&files, manifest.as_ref(), faults);
    match options.format {
        ReportFormat::Text => {
            ui.result(&report::text(&report, ui.colour() && ui.is_terminal()))?;
            ui.talk(&if report.faults().is_empty() {
                "nothing is wrong\n".to_owned()
            } else {
                session::summary(&report)
            });
        }
        ReportFormat::Json => ui.result(&report::json(&report))?,
        ReportFormat::Sarif => ui.result(&report::sarif(&report))?,
    }
    Ok(match (unreadable, report.errors()) {
        (true, _) => Outcome::CouldNotRun,
        (false, 0) => Outcome::Good,
        (false, _) => Outcome::Findings,
    })
}
