//! `remit gaps`: the questions that stay open.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::args::{Args, GapsArgs};
use super::args_explore::TableFormat;
use super::cite::number;
use super::count::answer;
use super::page::Page;
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
    if options.format == TableFormat::Text && scope.ontology.classes().iter().all(|c| c.expects.is_empty()) {
        ui.result(
            "no questions to ask: no class in ontology/ states what its entities should have (remit:expects); \
             see \"What the ontology says\" in docs/format.md\n",
        )?;
    } else {
        answer(options.format, &found, || cells(&found), || words(&found, by.is_some()), ui)?;
    }
    Ok(Outcome::Good)
}

/// A row for each open question.
fn cells(found: &[Gap]) -> (Vec<&'static str>, Vec<Vec<String>>) {
    let row = |gap: &Gap| {
        let Gap { class, name, id, property, question, .. } = gap;
        let single = [question, name, class, property].map(Clone::clone).into_iter();
        single.chain([gap.groups.join("; "), gap.not_facts.join("; "), id.clone()]).collect()
    };
    let columns = ["question", "thing", "class", "property", "groups", "no fact, but see", "id"];
    (columns.to_vec(), found.iter().map(row).collect())
}

/// How many questions are open, and the gaps under headings, the longest list first: by class, or by the group they belong to.
pub(super) fn words(found: &[Gap], grouped: bool) -> Page {
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
    let mut headings: Vec<_> = headings.into_iter().collect();
    headings.sort_by_key(|(_, gaps)| Reverse(gaps.len()));
    let things: BTreeSet<&str> = found.iter().map(|g| g.id.as_str()).collect();
    let mut page = Page::default();
    let questions = number(found.len(), "open question");
    page.line(0).text(format!("{questions} about {}", number(things.len(), "thing")));
    if let [_, _, ..] = headings.as_slice() {
        let counts: Vec<String> =
            headings.iter().map(|(name, gaps)| format!("{name}: {}", gaps.len())).collect();
        page.line(2).text(counts.join("; "));
    }
    for (heading, gaps) in &headings {
        page.gap();
        page.line(0).name(*heading).text(format!(": {}", gaps.len()));
        for gap in gaps {
            page.line(2).text(&gap.question);
            for claim in &gap.not_facts {
                page.line(6).text("no fact, but see ").note(claim);
            }
        }
    }
    page
}
