//! `remit gaps`: the questions that stay open.

use std::collections::BTreeMap;

use super::args::{Args, GapsArgs, ShowFormat};
use super::session;
use super::ui::Ui;
use super::{CommandResult, Outcome};
use crate::explore::{Gap, Relations, gaps};

/// Runs the command.
pub(super) fn run(args: &Args, options: &GapsArgs, ui: &mut Ui) -> CommandResult {
    let (_, graph) = session::build_as_of(args, options.as_of, ui)?;
    let scope = graph.scope();
    let by = options.by.as_deref().map(|by| session::property(by, scope, ui)).transpose()?;
    let found = gaps(scope, &Relations::new(scope), by);
    match options.format {
        ShowFormat::Json => ui.json(&found)?,
        ShowFormat::Text if scope.ontology.classes().iter().all(|c| c.expects.is_empty()) => ui.result(
            "nothing was asked: no class in ontology/ says what its things ought to have (remit:expects); docs/format.md, \
             section \"What the ontology says\", tells what it does\n",
        )?,
        ShowFormat::Text => ui.result(&words(&found, by.is_some()))?,
    }
    Ok(Outcome::Good)
}

/// The gaps under headings: by class, or by the group they belong to.
pub(super) fn words(found: &[Gap], grouped: bool) -> String {
    let mut headings: BTreeMap<&str, Vec<&Gap>> = BTreeMap::new();
    for gap in found {
        match (grouped, gap.groups.as_slice()) {
            (false, _) => headings.entry(&gap.class).or_default().push(gap),
            (true, []) => headings.entry("(none)").or_default().push(gap),
            (true, groups) => {
                for group in groups {
                    headings.entry(group).or_default().push(gap);
                }
            }
        }
    }
    let mut out = String::new();
    for (heading, gaps) in &headings {
        out.push_str(&format!("{heading}: {}\n", gaps.len()));
        for gap in gaps {
            out.push_str(&format!("  {}\n", gap.question));
            for claim in &gap.not_facts {
                out.push_str(&format!("      no fact, but see {claim}\n"));
            }
        }
    }
    let things: std::collections::BTreeSet<&str> = found.iter().map(|g| g.id.as_str()).collect();
    let plural = if found.len() == 1 { "question stays" } else { "questions stay" };
    out.push_str(&format!("{} {plural} open, about {} things\n", found.len(), things.len()));
    out
}
