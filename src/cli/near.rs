//! `remit near`: what is around a thing.

use std::fmt::Write;

use super::args::{Args, ShowFormat};
use super::args_explore::NearArgs;
use super::cite;
use super::count::counting;
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
    match options.format {
        ShowFormat::Json => ui.json(&found)?,
        ShowFormat::Text => {
            let mut out = format!("{}  ({}, {})\n", found.thing.name, found.class, found.thing.id);
            let count = words(&found, &mut out);
            let _ = writeln!(out, "\n{}; {}", things(count), network.counting.words(graph.ontology()));
            ui.result(&out)?;
        }
    }
    Ok(Outcome::Good)
}

fn things(count: usize) -> String {
    cite::number(count, "thing")
}

/// What is left to print: a heading, a thing, or a remark, with its depth.
enum Line<'a> {
    Thing(&'a Neighbourhood),
    Text(String),
}

/// Writes the tree, each thing once, and counts what it holds. A stack of lines, since a tree may be deep.
fn words(root: &Neighbourhood, out: &mut String) -> usize {
    let mut count = 0;
    let mut left = below(root, 1);
    left.reverse();
    while let Some((depth, line)) = left.pop() {
        let pad = "  ".repeat(depth);
        match line {
            Line::Text(text) => {
                let _ = writeln!(out, "{pad}{text}");
            }
            Line::Thing(near) => {
                count += 1;
                let evidence: Vec<String> = near.evidence.iter().map(cite::short).collect();
                let _ = writeln!(out, "{pad}{}  {}", near.thing.name, evidence.join("; "));
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
