//! `remit rename`: gives an entity, source or claim another key, wherever it is named: in all files or in none.

use std::collections::BTreeMap;

use super::args::{Args, RenameArgs};
use super::cite::number;
use super::mend::syntax_faults;
use super::ui::Ui;
use super::{CommandResult, Failure, Outcome, check, session};
use crate::compile::build::build;
use crate::compile::input::Input;
use crate::compile::read::{Edit, Hunk, edited, hunks};
use crate::explore::uses::{NotRenamed, rename};
use crate::model::diagnostic::{Diagnostic, Severity};
use crate::model::file::{FileId, SourceFile};
use crate::project::{self, Overlay};
use crate::render::report::unified;

/// How many places are told where a key is left.
const MOST_TOLD: usize = 20;

/// Runs the command.
pub(super) fn run(args: &Args, options: &RenameArgs, ui: &mut Ui) -> CommandResult {
    let input = session::open(args, ui)?.input;
    let built = build(&input);
    let (old, new) = (options.old.as_str(), options.new.as_str());
    let renaming =
        rename((&input, &built.ontology, &built.dataset), (old, new)).map_err(|error| match &error {
            NotRenamed::Unknown(_, Some(near)) => {
                Failure::with_help(error.to_string(), format!("did you mean `{near}`?"))
            }
            NotRenamed::Unknown(_, None) => {
                Failure::with_help(error.to_string(), "`remit find` looks for a name")
            }
            _ => Failure::new(error.to_string()),
        })?;
    let mut of_files: BTreeMap<FileId, Vec<Edit>> = BTreeMap::new();
    for edit in renaming.edits {
        of_files.entry(edit.file).or_default().push(edit);
    }
    let places: usize = of_files.values().map(Vec::len).sum();
    let changes = of_files.iter().map(|(id, edits)| {
        let file = input.files.get(*id);
        (file, hunks(&file.text, edits))
    });
    let changes: Vec<(&SourceFile, Vec<Hunk>)> = changes.collect();
    let text = |(file, hunks): &(&SourceFile, Vec<Hunk>)| (file.path.clone(), edited(&file.text, hunks));
    let overlay: Overlay = changes.iter().map(text).collect();
    let looked = check::look(args, false, &Overlay::new(), ui)?;
    // What a file has behind the place where it can no longer be read would keep the old key.
    if !syntax_faults(&check::report(&looked)).is_empty() {
        ui.tell_faults(&check::report(&looked));
        return Err(Failure::new("nothing is renamed: a file cannot be read to its end"));
    }
    let before = errors(&looked.faults);
    let after = check::look(args, false, &overlay, ui)?;
    if errors(&after.faults) > before {
        ui.tell_faults(&check::report(&after));
        let why = format!("nothing is renamed: with `{new}` for `{old}` the project would have these faults");
        return Err(Failure::new(why));
    }
    let where_to = format!("{} in {}", number(places, "place"), number(changes.len(), "file"));
    let left = left(&input, &overlay, old);
    if options.dry_run {
        for (file, hunks) in &changes {
            ui.data(&unified(file, hunks))?;
        }
        ui.talk(&format!("`{old}` would become `{new}`: {where_to}\n"));
    } else {
        project::rewrite(&session::root(args)?, changes)
            .map_err(|error| session::not_rewritten("nothing is renamed", &error))?;
        ui.talk(&format!("`{old}` is `{new}` now: {where_to}\n"));
    }
    if renaming.called_anew > 0 {
        let rows = number(renaming.called_anew, "row");
        ui.talk(&format!(
            "{rows} without an id of its own: the keys of such claims are made from what they say\n"
        ));
    }
    for place in left.iter().take(MOST_TOLD) {
        ui.talk(&format!("`{old}` is left, inside of a text: {place}\n"));
    }
    Ok(if options.dry_run { Outcome::Findings } else { Outcome::Good })
}

/// Where a key is left in queries and views, as a part of a text that may mean it: `STRAFTER(?iri, "/key/")`.
fn left(input: &Input, overlay: &Overlay, old: &str) -> Vec<String> {
    let is_part = |c: char| c.is_alphanumeric() || "-_.".contains(c);
    let mut found = Vec::new();
    for id in
        [&input.queries, &input.questions, &input.rules, &input.shapes, &input.views].into_iter().flatten()
    {
        let file = input.files.get(*id);
        let text = overlay.get(&file.path).unwrap_or(&file.text);
        for (number, line) in text.lines().enumerate() {
            let is_whole =
                |at: usize| !line[..at].ends_with(is_part) && !line[at + old.len()..].starts_with(is_part);
            if line.match_indices(old).any(|(at, _)| is_whole(at)) {
                found.push(format!("{}:{}", file.path, number + 1));
            }
        }
    }
    found
}

fn errors(faults: &[Diagnostic]) -> usize {
    faults.iter().filter(|fault| fault.severity == Severity::Error).count()
}
