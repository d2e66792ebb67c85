//! `remit path`: how two things are connected.

use std::fmt::Write;

use super::args::{Args, ShowFormat};
use super::args_explore::{PathArgs, WayArgs};
use super::cite::{self, number};
use super::count::counting;
use super::session;
use super::ui::Ui;
use super::{CommandResult, Failure, Outcome};
use crate::derive::rdf::GraphRef;
use crate::explore::{Excluded, Hop, Missing, Named, Network, PathAnswer, PathQuestion, Relations, paths};

/// What is told where paths may have been missed.
pub(super) const INCOMPLETE: &str = "not every path was looked at: there may be shorter ones";

/// Runs the command.
pub(super) fn run(args: &Args, options: &PathArgs, ui: &mut Ui) -> CommandResult {
    let (_, graph) = session::build_as_of(args, options.count.as_of, ui)?;
    let scope = graph.scope();
    let question = question((&options.from, &options.to), &options.ways, scope, ui)?;
    let relations = Relations::new(scope);
    let network = Network::new(scope, &relations, counting(&options.count, scope, ui)?);
    let answer = paths(&question, &network);
    match options.format {
        ShowFormat::Json => ui.json(&answer)?,
        ShowFormat::Text => ui.result(&words(&answer, &question))?,
    }
    Ok(if answer.paths.is_empty() { Outcome::Findings } else { Outcome::Good })
}

/// What is asked, as it was typed; or what of it cannot be asked.
pub(super) fn question(
    (from, to): (&str, &str),
    ways: &WayArgs,
    scope: GraphRef<'_>,
    ui: &Ui,
) -> Result<PathQuestion, Failure> {
    let thing = |name: &String| session::thing(name, scope, ui);
    let question = PathQuestion {
        from: session::thing(from, scope, ui)?,
        to: session::thing(to, scope, ui)?,
        most: ways.max as usize,
        longest: ways.longest as usize,
        via: ways.via.as_ref().map(thing).transpose()?,
        avoid: ways.avoid.iter().map(thing).collect::<Result<_, _>>()?,
    };
    if question.from == question.to {
        return Err(Failure::new("a path needs two different things"));
    }
    if question.avoid.contains(&question.from) || question.avoid.contains(&question.to) {
        return Err(Failure::new("a path cannot avoid its own ends"));
    }
    Ok(question)
}

/// The answer for people; `question` is what it answers.
pub(super) fn words(answer: &PathAnswer, question: &PathQuestion) -> String {
    let count =
        if answer.paths.is_empty() { "no path".to_owned() } else { number(answer.paths.len(), "path") };
    let mut out = format!("{} to {}: {count}\n{}\n", answer.from.name, answer.to.name, answer.counting);
    for (i, path) in answer.paths.iter().enumerate() {
        let names = path.iter().map(|h| h.from.name.as_str()).chain([answer.to.name.as_str()]);
        let names = names.collect::<Vec<_>>().join(" \u{2013} ");
        let _ = writeln!(out, "\n{}. {}: {names}", i + 1, number(path.len(), "hop"));
        for hop in path {
            out.push_str(&hop_words(hop));
        }
    }
    if answer.incomplete {
        let _ = writeln!(out, "\n{INCOMPLETE}");
    }
    if let Some(missing) = &answer.missing {
        out.push_str(&missing_words(missing, answer, question));
    }
    out
}

fn hop_words(hop: &Hop) -> String {
    hop.evidence.iter().map(|e| cite::evidence(e, 3)).collect()
}

fn missing_words(missing: &Missing, answer: &PathAnswer, question: &PathQuestion) -> String {
    let mut out = String::new();
    let names = |things: &[Named]| things.iter().map(|t| t.name.as_str()).collect::<Vec<_>>().join(", ");
    for (thing, reached, near) in [
        (&answer.from, missing.reached_from_start, &missing.near_start),
        (&answer.to, missing.reached_from_end, &missing.near_end),
    ] {
        let _ = match reached - 1 {
            0 => writeln!(out, "\nfrom {} nothing is reached", thing.name),
            others => writeln!(
                out,
                "\nfrom {} {} reached; the nearest: {}",
                thing.name,
                if others == 1 {
                    "1 other thing is".to_owned()
                } else {
                    format!("{others} other things are")
                },
                names(near)
            ),
        };
    }
    if let Some(hops) = missing.too_long {
        let _ = writeln!(out, "\nthe shortest path has {hops} hops; --longest {hops} shows it");
    } else if missing.otherwise.is_empty() && question.via.is_some() {
        let longest = number(question.longest, "hop");
        let _ = writeln!(
            out,
            "\nthe two are connected, but by no path of at most {longest} through the thing asked for"
        );
    } else if missing.otherwise.is_empty() {
        out.push_str("\nnothing joins them, even if everything counted\n");
    } else {
        out.push_str("\nif everything counted, they would be joined so:\n");
        missing.otherwise.iter().for_each(|e| out.push_str(&excluded_words(e)));
    }
    out
}

fn excluded_words(excluded: &Excluded) -> String {
    let hop = &excluded.hop;
    let because = if excluded.because.is_empty() { "counts" } else { &excluded.because };
    format!("   {} \u{2013} {}: {because}\n{}", hop.from.name, hop.to.name, {
        let evidence = hop.evidence.iter();
        evidence.map(|e| cite::evidence(e, 6)).collect::<String>()
    })
}
