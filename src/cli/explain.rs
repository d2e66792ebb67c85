//! `remit explain`: the page of a check.

use super::args::ExplainArgs;
use super::ui::Ui;
use super::{CommandResult, Failure, Outcome};
use crate::model::code::Code;
use crate::model::nearest::nearest;

/// Runs the command.
pub(super) fn run(options: &ExplainArgs, ui: &mut Ui) -> CommandResult {
    let Some(wanted) = &options.code else {
        for code in Code::all() {
            ui.result(&format!("{code}  {}\n", code.name()))?;
        }
        return Ok(Outcome::Good);
    };
    let Some(code) = Code::parse(wanted) else {
        let near = nearest(wanted, Code::all().map(Code::as_str)).map(|n| format!("did you mean {n}? "));
        let help = format!("{}`remit explain` lists all codes", near.unwrap_or_default());
        return Err(Failure::with_help(format!("there is no code `{wanted}`"), help));
    };
    ui.result(code.page())?;
    Ok(Outcome::Good)
}
