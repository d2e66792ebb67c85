//! `remit groups`: what hangs together.

use super::args::Args;
use super::args_explore::{GroupChoice, GroupsArgs};
use super::cite::number;
use super::count::{answer, counting};
use super::page::Page;
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
    answer(options.format, &grouping, || cells(&grouping), || words(&grouping), ui)?;
    Ok(Outcome::Good)
}

/// A row for each thing.
fn cells(grouping: &Grouping) -> (Vec<&'static str>, Vec<Vec<String>>) {
    let line = |group: String, t: &Named, inside: usize, outside: usize| {
        vec![group, t.name.clone(), t.id.clone(), inside.to_string(), outside.to_string()]
    };
    let mut lines = Vec::new();
    for (i, group) in grouping.groups.iter().enumerate() {
        let number = (i + 1).to_string();
        lines.extend(group.members.iter().map(|m| line(number.clone(), m, group.inside, group.outside)));
    }
    lines.extend(grouping.alone.iter().map(|m| line("alone".to_owned(), m, 0, 0)));
    (vec!["group", "thing", "id", "inside", "outside"], lines)
}

/// How many groups there are, and then each.
fn words(grouping: &Grouping) -> Page {
    let mut page = Page::default();
    let sizes: Vec<String> = grouping.groups.iter().map(|g| g.members.len().to_string()).collect();
    let of = if sizes.is_empty() { String::new() } else { format!(" of {} things", sizes.join(", ")) };
    let alone = number(grouping.alone.len(), "thing");
    page.line(0).text(format!("{}{of}; {alone} without any connection", number(sizes.len(), "group")));
    page.line(0).note(&grouping.rule);
    page.line(0).note(&grouping.counting);
    if let Some(modularity) = grouping.modularity {
        page.line(0).note(format!("modularity {modularity:.3}: 0 is what chance would give"));
    }
    let names = |things: &[Named]| things.iter().map(|t| t.name.as_str()).collect::<Vec<_>>().join("; ");
    for (i, group) in grouping.groups.iter().enumerate() {
        let (things, inside) = (number(group.members.len(), "thing"), number(group.inside, "connection"));
        page.gap();
        page.line(0)
            .name(format!("{}. {things}", i + 1))
            .text(format!(", {inside} inside, {} to others", group.outside));
        page.line(4).text(names(&group.members));
    }
    if !grouping.across.is_empty() {
        page.gap();
        page.line(0).name(format!("{} between groups", number(grouping.across.len(), "connection")));
        for crossing in &grouping.across {
            let (from, to) = (&crossing.from.name, &crossing.to.name);
            page.line(4).text(format!("{from} \u{2013} {to}")).key(&crossing.evidence.join(", "));
        }
    }
    if !grouping.alone.is_empty() {
        page.gap();
        page.line(0).name(format!("{alone} without any connection"));
        page.line(4).text(names(&grouping.alone));
    }
    page
}
