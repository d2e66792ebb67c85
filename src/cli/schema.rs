//! `remit schema`: what data files may say, as a JSON Schema.

use super::args::Args;
use super::session;
use super::ui::Ui;
use super::{CommandResult, Outcome};
use crate::compile::build::build;
use crate::compile::schema::schema;

/// Runs the command.
pub(super) fn run(args: &Args, ui: &mut Ui) -> CommandResult {
    let input = session::open(args, ui)?.input;
    let built = build(&input);
    ui.json(&schema(&built.ontology, &input.manifest.title))?;
    Ok(Outcome::Good)
}
