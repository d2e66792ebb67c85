//! `remit compare`: two things side by side.

use super::args::Args;
use super::args_explore::CompareArgs;
use super::count::{counting, rows};
use super::session;
use super::ui::Ui;
use super::{CommandResult, Outcome};
use crate::explore::{Relations, Side, compare};

/// Runs the command.
pub(super) fn run(args: &Args, options: &CompareArgs, ui: &mut Ui) -> CommandResult {
    let (_, graph) = session::build_as_of(args, options.count.as_of, ui)?;
    let scope = graph.scope();
    let (a, b) = (session::thing(&options.a, scope, ui)?, session::thing(&options.b, scope, ui)?);
    let counting = counting(&options.count, scope, ui)?;
    let found = compare(a, b, scope, &Relations::new(scope), &counting);
    let columns = [
        "who",
        "property",
        "value",
        &format!("says so of {}", found.a.name),
        &format!("says so of {}", found.b.name),
    ];
    let lines: Vec<Vec<String>> = found.rows.iter().map(line).collect();
    let shared = found.rows.iter().filter(|r| r.who == "both").count();
    let notes = [
        format!("{} ({}) and {} ({})", found.a.name, found.class_a, found.b.name, found.class_b),
        format!("{shared} shared, {} of one alone; {}", found.rows.len() - shared, found.counting),
    ];
    rows(options.format, &notes, (&columns, &lines), &found, ui)?;
    Ok(Outcome::Good)
}

fn line(side: &Side) -> Vec<String> {
    let arrow = if side.backwards { "\u{2190} " } else { "" };
    vec![
        side.who.clone(),
        format!("{arrow}{}", side.property),
        side.value.clone(),
        side.a.join("; "),
        side.b.join("; "),
    ]
}
