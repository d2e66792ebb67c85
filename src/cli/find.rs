//! `remit find`: what has a name, and how what was typed fits it.

use serde::Serialize;

use super::args::Args;
use super::args_explore::FindArgs;
use super::count::rows;
use super::session;
use super::ui::Ui;
use super::{Outcome, Run};
use crate::explore::names::{self, Found};

/// Something that was found.
#[derive(Serialize)]
struct Line<'a> {
    kind: &'a str,
    key: &'a str,
    name: &'a str,
    reason: &'a str,
    called: &'a str,
}

/// Runs the command.
pub(super) fn run(args: &Args, options: &FindArgs, ui: &mut Ui) -> Run {
    let (_, graph) = session::know(args, ui)?;
    let typed = options.words.join(" ");
    let found = names::search(&typed, graph.scope());
    let listed: Vec<Line<'_>> = found.iter().map(listed).collect();
    let cells = |l: &Line<'_>| [l.kind, l.key, l.name, l.reason, l.called].map(str::to_owned).to_vec();
    let lines: Vec<Vec<String>> = listed.iter().map(cells).collect();
    rows(options.format, &[], (&["kind", "key", "name", "reason", "called"], &lines), &listed, ui)?;
    if found.is_empty() {
        ui.talk(&match names::nearest_to(&typed, graph.scope()) {
            Some(near) => format!("nothing is called `{typed}`; the nearest is {near}\n"),
            None => format!("nothing is called `{typed}`\n"),
        });
    }
    Ok(if found.is_empty() { Outcome::Findings } else { Outcome::Good })
}

fn listed(found: &Found) -> Line<'_> {
    let of = &found.candidate;
    Line { kind: &of.kind, key: &of.key, name: &of.name, reason: found.fit.word(), called: &found.called }
}
