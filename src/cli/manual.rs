//! `remit completions` and `remit man`: what is installed beside the program.

use std::io::Write;
use std::path::PathBuf;

use clap::CommandFactory;
use clap_mangen::Man;

use super::args::{Args, CompletionsArgs, ManArgs};
use super::complete::script;
use super::ui::Ui;
use super::{CommandResult, Failure, Outcome};
use crate::project;

/// Prints the completion script of a shell.
pub(super) fn completions(options: &CompletionsArgs, ui: &mut Ui) -> CommandResult {
    let program = std::env::args_os().next().map_or_else(|| PathBuf::from("remit"), PathBuf::from);
    let script = script(&options.shell, &program).map_err(|e| Failure::from_error(&e))?;
    ui.bytes(&script)?;
    Ok(Outcome::Good)
}

/// Prints the main page of the manual, or writes all pages.
pub(super) fn man(options: &ManArgs, ui: &mut Ui) -> CommandResult {
    let mut command = Args::command().disable_help_subcommand(true);
    command.build();
    let Some(folder) = &options.dir else {
        if ui.is_terminal() {
            ui.result(&command.render_long_help().to_string())?;
        } else {
            ui.bytes(&page(command)?)?;
        }
        return Ok(Outcome::Good);
    };
    project::make_folder(folder).map_err(|e| Failure::from_error(&e))?;
    let pages: Vec<clap::Command> =
        std::iter::once(command.clone()).chain(command.get_subcommands().cloned()).collect();
    let mut files = Vec::new();
    for command in pages.into_iter().filter(|command| !command.is_hide_set()) {
        let name = command.get_display_name().unwrap_or_else(|| command.get_name()).to_owned();
        let text = page(command)?;
        files.push((folder.join(format!("{name}.1")), move |out: &mut dyn Write| out.write_all(&text)));
    }
    let count = files.len();
    project::write_files(files).map_err(|e| Failure::from_error(&e))?;
    ui.talk(&format!("{count} pages\n"));
    Ok(Outcome::Good)
}

fn page(command: clap::Command) -> Result<Vec<u8>, Failure> {
    let mut out = Vec::new();
    Man::new(command).manual("Remit").render(&mut out).map_err(|e| Failure::from_error(&e))?;
    Ok(out)
}
