//! `remit find`: what has a name, and how what was typed fits it.

use super::args::Args;
use super::args_explore::{FindArgs, TableFormat};
use super::count::rows;
use super::session;
use super::ui::Ui;
use super::{CommandResult, Outcome};
use crate::explore::names::{self, Candidate, Found};

/// Runs the command.
pub(super) fn run(args: &Args, options: &FindArgs, ui: &mut Ui) -> CommandResult {
    let (_, graph) = session::know(args, ui)?;
    let typed = options.words.join(" ");
    let found = names::search(&typed, graph.scope());
    let cells = |found: &Found| {
        let Candidate { kind, key, name } = &found.candidate;
        [kind, key, name, found.reason, &found.called].map(str::to_owned).to_vec()
    };
    let lines: Vec<Vec<String>> = found.iter().map(cells).collect();
    // People are told that there is none, programs get a table without rows.
    if !found.is_empty() || options.format != TableFormat::Text {
        rows(options.format, &[], (&["kind", "key", "name", "reason", "called"], &lines), &found, ui)?;
    }
    if found.is_empty() {
        let elsewhere = names::elsewhere(&typed, graph.scope());
        ui.talk(&match (elsewhere, names::nearest_to(&typed, graph.scope())) {
            (Some(elsewhere), _) => format!("{elsewhere}; {}\n", elsewhere.help().unwrap_or_default()),
            (None, Some(near)) => format!("nothing is called `{typed}`; the nearest is {near}\n"),
            (None, None) => format!("nothing is called `{typed}`\n"),
        });
    }
    Ok(if found.is_empty() { Outcome::Findings } else { Outcome::Good })
}
