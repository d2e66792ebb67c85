//! `remit near`: what is around a thing.

use super::args::Args;
use super::args_explore::NearArgs;
use super::cite::{self, number};
use super::count::{answer, counting};
use super::page::Page;
use super::session;
use super::ui::Ui;
use super::{CommandResult, Outcome};
use crate::explore::{Neighbourhood, Network, Relations, near};

/// Runs the command.
pub(super) fn run(args: &Args, options: &NearArgs, ui: &mut Ui) -> CommandResult {
    let (_, graph) = session::build_as_of(args, options.count.as_of, ui)?;
    let scope = graph.scope();
    let thing = session::thing(&options.name, scope, ui)?;
    let relations = Relations::new(scope);
    let network = Network::new(scope, &relations, counting(&options.count, scope, ui)?);
    let found = near(thing, usize::from(options.steps.depth), &network);
    let words = || {
        let mut page = Page::default();
        page.line(0).name(&found.thing.name).note(format!("  ({}, {})", found.class, found.thing.id));
        let mut below = Page::default();
        let count = words(&found, &mut below);
        page.line(0).text(format!(
            "{}; {}",
            number(count, "thing"),
            network.counting.words(graph.ontology())
        ));
        page.gap();
        page.page(below);
        page
    };
    answer(options.format, &found, || cells(&found), words, ui)?;
    Ok(Outcome::Good)
}

/// A row for each relation by which a thing was reached.
fn cells(root: &Neighbourhood) -> (Vec<&'static str>, Vec<Vec<String>>) {
    let mut rows = Vec::new();
    let mut left = vec![(1, root)];
    while let Some((depth, near)) = left.pop() {
        for (around, thing) in near.around.iter().flat_map(|a| a.things.iter().map(move |t| (a, t))) {
            for evidence in &thing.evidence {
                let arrow = if around.backwards { "\u{2190} " } else { "" };
                let reached = [
                    depth.to_string(),
                    near.thing.name.clone(),
                    format!("{arrow}{}", around.property),
                    thing.thing.name.clone(),
                    thing.thing.id.clone(),
                ];
                rows.push(reached.into_iter().chain(cite::cells(&evidence.fact)).collect());
            }
        }
        let below = near.around.iter().flat_map(|a| &a.things).map(|t| (depth + 1, t));
        left.extend(below.rev());
    }
    (["hops", "from", "property", "thing", "id"].into_iter().chain(cite::COLUMNS).collect(), rows)
}

/// What is left to print: a heading, a thing, or a remark, with its depth.
enum Line<'a> {
    Thing(&'a Neighbourhood),
    Text(String),
}

/// Writes the tree, each thing once, and counts what it holds. A stack of lines, since a tree may be deep.
fn words(root: &Neighbourhood, page: &mut Page) -> usize {
    let mut count = 0;
    let mut left = below(root, 1);
    left.reverse();
    while let Some((depth, line)) = left.pop() {
        match line {
            Line::Text(text) => {
                page.line(2 * depth).note(text);
            }
            Line::Thing(near) => {
                count += 1;
                let line = page.line(2 * depth).name(&near.thing.name);
                for (i, evidence) in near.evidence.iter().enumerate() {
                    cite::short(evidence, line.text(if i == 0 { "  " } else { "; " }));
                }
                let mut lines = below(near, depth + 1);
                lines.reverse();
                left.append(&mut lines);
            }
        }
    }
    count
}

fn below(near: &Neighbourhood, depth: usize) -> Vec<(usize, Line<'_>)> {
    let mut lines = Vec::new();
    for around in &near.around {
        let arrow = if around.backwards { "\u{2190} " } else { "" };
        lines.push((depth, Line::Text(format!("{arrow}{}", around.property))));
        lines.extend(around.things.iter().map(|t| (depth + 1, Line::Thing(t))));
    }
    if near.elsewhere > 0 {
        lines.push((depth, Line::Text(format!("({} more, shown elsewhere)", near.elsewhere))));
    }
    if near.beyond > 0 {
        lines.push((depth, Line::Text(format!("({} more, further away)", near.beyond))));
    }
    lines
}
