//! `remit schema`: what data files may say, as a JSON Schema.

use super::args::Args;
use super::session;
use super::ui::Ui;
use super::{CommandResult, Failure, Outcome};
use crate::compile::build::build;
use crate::compile::schema::schema;
use crate::model::diagnostic::{Diagnostic, Location, Severity};

/// Runs the command.
pub(super) fn run(args: &Args, ui: &mut Ui) -> CommandResult {
    let input = session::open(args, ui)?.input;
    let built = build(&input);
    let is_of_ontology = |fault: &&Diagnostic| match &fault.anchor {
        Location::Span(file, _) => fault.severity == Severity::Error && input.ontology.contains(file),
        _ => false,
    };
    let faults: Vec<Diagnostic> = built.diagnostics.iter().filter(is_of_ontology).cloned().collect();
    if !faults.is_empty() {
        session::report(&input.files, Some(&input.manifest), faults, ui);
        return Err(Failure::AlreadyReported(Outcome::Findings));
    }
    ui.json(&schema(&built.ontology, &input.manifest.title))?;
    Ok(Outcome::Good)
}
