//! `remit check`: everything that is wrong, in file order.

use super::args::{Args, CheckArgs, ReportFormat};
use super::cite::number;
use super::mend::{self, Mended};
use super::session;
use super::ui::Ui;
use super::{CommandResult, Failure, Outcome};
use crate::derive::shapes::{self, ValidationResult};
use crate::project::{self, Inspection, Overlay};
use crate::render::report::{self, Report};

/// Looks at everything in a project; some of its files may have another text than on the disk.
pub(super) fn look(args: &Args, figures: bool, overlay: &Overlay, ui: &Ui) -> Result<Inspection, Failure> {
    let opened = project::open_with(&session::root(args)?, args.sources.as_deref(), overlay);
    let found = project::inspect(opened, figures).map_err(|e| Failure::from_error(&e))?;
    if let Some((figures, themes)) = found.looked_at {
        ui.talk(&format!("looked at {} in {themes} themes\n", number(figures, "figure")));
    }
    Ok(found)
}

/// The faults with their places.
pub(super) fn report(found: &Inspection) -> Report<'_> {
    Report::new(found.files(), found.manifest(), found.faults.clone())
}

/// Runs the command.
pub(super) fn run(args: &Args, options: &CheckArgs, ui: &mut Ui) -> CommandResult {
    let mut looked = look(args, options.figures, &Overlay::new(), ui)?;
    if options.fix {
        looked = match mend::mend(args, options, &looked, ui)? {
            Mended::Shown(outcome) => return Ok(outcome),
            Mended::Written(looked) => *looked,
        };
    }
    let report = report(&looked);
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
    Ok(match (looked.input().is_none(), report.errors()) {
        (true, _) => Outcome::CouldNotRun,
        (false, 0) => Outcome::Good,
        (false, _) => Outcome::Findings,
    })
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
