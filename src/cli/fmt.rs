//! `remit fmt`: writes data files in one layout, comments kept.

use std::path::Path;

use super::args::{Args, FmtArgs};
use super::cite::number;
use super::ui::Ui;
use super::{CommandResult, Failure, Outcome, session};
use crate::compile::format::{changes, formatted};
use crate::compile::input::Input;
use crate::compile::read::{Hunk, has_ending};
use crate::model::file::SourceFile;
use crate::project;
use crate::render::report::unified;

/// Runs the command.
pub(super) fn run(args: &Args, options: &FmtArgs, ui: &mut Ui) -> CommandResult {
    let input = session::open(args, ui)?.input;
    let files = chosen(&input, &options.files)?;
    let (mut changed, mut unread): (Vec<(&SourceFile, Vec<Hunk>)>, Vec<&str>) = Default::default();
    for file in &files {
        match formatted(&file.text) {
            Some(text) if text != file.text => changed.push((file, changes(&file.text, &text))),
            Some(_) => {}
            None => unread.push(&file.path),
        }
    }
    let count = number(changed.len(), "file");
    if options.dry_run {
        for (file, hunks) in &changed {
            ui.data(&unified(file, hunks))?;
        }
    }
    let is_clean = unread.is_empty() && (changed.is_empty() || !options.dry_run);
    let words = match (changed.is_empty(), options.dry_run) {
        (true, _) => format!("{}: nothing to change\n", number(files.len() - unread.len(), "file")),
        (false, true) => format!("{count} would be changed\n"),
        (false, false) => format!("{count} changed\n"),
    };
    if !options.dry_run && !changed.is_empty() {
        project::rewrite(&session::root(args)?, changed)
            .map_err(|error| session::not_rewritten("nothing is changed", &error))?;
    }
    ui.talk(&words);
    for path in unread {
        ui.talk(&format!("{path} is left as it is, since it is not TOML: `remit check` tells where\n"));
    }
    Ok(if is_clean { Outcome::Good } else { Outcome::Findings })
}

/// The data files that are meant: those that are named, else all.
fn chosen<'a>(input: &'a Input, names: &[String]) -> Result<Vec<&'a SourceFile>, Failure> {
    let all = input.data.iter().map(|id| input.files.get(*id)).filter(|file| has_ending(&file.path, "toml"));
    let all: Vec<&SourceFile> = all.collect();
    if names.is_empty() {
        return Ok(all);
    }
    let find = |name: &String| {
        let path = project::locate(Path::new(name)).map(|(_, path)| path);
        let is_meant = |file: &&&SourceFile| Some(&file.path) == path.as_ref() || file.path == *name;
        all.iter().find(is_meant).copied().ok_or_else(|| {
            let folder = &input.manifest.folders.data;
            Failure::with_help(
                format!("`{name}` is no TOML file of the data of this project"),
                format!(
                    "data files are below `{folder}`; the layout of other files is left to their authors"
                ),
            )
        })
    };
    names.iter().map(find).collect()
}
