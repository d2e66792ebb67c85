//! `remit groups`: what hangs together.

use std::fmt::Write;

use super::args::Args;
use super::args_explore::{GroupChoice, GroupsArgs, TableFormat};
use super::cite::number;
use super::count::{counting, rows};
use super::session;
use super::ui::Ui;
use super::{CommandResult, Outcome};
use crate::explore::{Grouping, Named, Network, Relations, groups};

/// Runs the command.
pub(super) fn run(args: &Args, options: &GroupsArgs, ui: &mut Ui) -> CommandResult {
    let (_, graph) = session::build_as_of(args, options.count.as_of, ui)?;
    let scope = graph.scope();
    let relations = Relations::new(scope);
    let network = Network::new(scope, &relations, counting(&options.count, scope, ui)?);
    let grouping = groups(&network, options.by == GroupChoice::Communities);
    if options.format == TableFormat::Text {
        ui.result(&words(&grouping))?;
        return Ok(Outcome::Good);
    }
    let line = |group: String, t: &Named, inside: usize, outside: usize| {
        vec![group, t.name.clone(), t.id.clone(), inside.to_string(), outside.to_string()]
    };
    let mut lines = Vec::new();
    for (i, group) in grouping.groups.iter().enumerate() {
        let number = (i + 1).to_string();
        lines.extend(group.members.iter().map(|m| line(number.clone(), m, group.inside, group.outside)));
    }
    lines.extend(grouping.alone.iter().map(|m| line("alone".to_owned(), m, 0, 0)));
    let columns = ["group", "thing", "id", "inside", "outside"];
    rows(options.format, &[], (&columns, &lines), &grouping, ui)?;
    Ok(Outcome::Good)
}

fn words(grouping: &Grouping) -> String {
    let mut out = format!("{}\n{}\n", grouping.rule, grouping.counting);
    if let Some(modularity) = grouping.modularity {
        let _ = writeln!(out, "modularity {modularity:.3}: 0 is what chance would give");
    }
    let names = |things: &[Named]| things.iter().map(|t| t.name.as_str()).collect::<Vec<_>>().join("; ");
    for (i, group) in grouping.groups.iter().enumerate() {
        let _ = writeln!(
            out,
            "\n{}. {}, {} inside, {} to others\n    {}",
            i + 1,
            number(group.members.len(), "thing"),
            number(group.inside, "connection"),
            group.outside,
            names(&group.members)
        );
    }
    if !grouping.across.is_empty() {
        let _ = writeln!(out, "\n{} between groups", number(grouping.across.len(), "connection"));
        for crossing in &grouping.across {
            let (from, to) = (&crossing.from.name, &crossing.to.name);
            let _ = writeln!(out, "    {from} \u{2013} {to}  [{}]", crossing.evidence.join(", "));
        }
    }
    if !grouping.alone.is_empty() {
        let _ = writeln!(
            out,
            "\n{} without any connection\n    {}",
            number(grouping.alone.len(), "thing"),
            names(&grouping.alone)
        );
    }
    out
}
