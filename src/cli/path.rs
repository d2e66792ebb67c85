//! `remit path`: how two things are connected.

use super::args::Args;
use super::args_explore::{PathArgs, WayArgs};
use super::cite::{self, number};
use super::count::{answer, counting};
use super::page::Page;
use super::session;
use super::ui::Ui;
use super::{CommandResult, Failure, Outcome};
use crate::derive::rdf::GraphRef;
use crate::explore::{
    Evidence, Excluded, Hop, Missing, Named, Network, PathAnswer, PathQuestion, Relations, paths,
};

/// What is told where paths may have been missed.
pub(super) const INCOMPLETE: &str = "not every path was looked at: there may be shorter ones";

/// Runs the command.
pub(super) fn run(args: &Args, options: &PathArgs, ui: &mut Ui) -> CommandResult {
    let (_, graph) = session::build_as_of(args, options.count.as_of, ui)?;
    let scope = graph.scope();
    let question = question((&options.from, &options.to), &options.ways, scope, ui)?;
    let relations = Relations::new(scope);
    let network = Network::new(scope, &relations, counting(&options.count, scope, ui)?);
    let found = paths(&question, &network);
    answer(options.format, &found, || cells(&found), || words(&found, &question), ui)?;
    Ok(if found.paths.is_empty() { Outcome::Findings } else { Outcome::Good })
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

/// A row for each relation of each hop.
fn cells(answer: &PathAnswer) -> (Vec<&'static str>, Vec<Vec<String>>) {
    let hops = answer
        .paths
        .iter()
        .enumerate()
        .flat_map(|(path, hops)| hops.iter().enumerate().map(move |h| (path, h)));
    let row = |(path, (number, hop)): (usize, (usize, &Hop)), evidence: &Evidence| -> Vec<String> {
        let numbers = [path, number].map(|n| (n + 1).to_string());
        let ends = [&hop.from.name, &hop.to.name].map(Clone::clone);
        numbers.into_iter().chain(ends).chain(cite::cells(&evidence.fact)).collect()
    };
    let rows = hops.flat_map(|(path, hop)| hop.1.evidence.iter().map(move |e| row((path, hop), e)));
    (["path", "hop", "from", "to"].into_iter().chain(cite::COLUMNS).collect(), rows.collect())
}

/// The answer for people; `question` is what it answers.
pub(super) fn words(answer: &PathAnswer, question: &PathQuestion) -> Page {
    let count =
        if answer.paths.is_empty() { "no path".to_owned() } else { number(answer.paths.len(), "path") };
    let mut page = Page::default();
    page.line(0).name(format!("{} to {}", answer.from.name, answer.to.name)).text(format!(": {count}"));
    page.line(0).note(&answer.counting);
    for (i, path) in answer.paths.iter().enumerate() {
        let names = path.iter().map(|h| h.from.name.as_str()).chain([answer.to.name.as_str()]);
        let names = names.collect::<Vec<_>>().join(" \u{2013} ");
        page.gap();
        page.line(0).text(format!("{}. {}: ", i + 1, number(path.len(), "hop"))).name(names);
        path.iter().flat_map(|hop| &hop.evidence).for_each(|e| cite::evidence(e, 3, &mut page));
    }
    if answer.incomplete {
        page.gap();
        page.line(0).caution(INCOMPLETE);
    }
    if let Some(missing) = &answer.missing {
        missing_words(missing, answer, question, &mut page);
    }
    page
}

fn missing_words(missing: &Missing, answer: &PathAnswer, question: &PathQuestion, page: &mut Page) {
    let names = |things: &[Named]| things.iter().map(|t| t.name.as_str()).collect::<Vec<_>>().join(", ");
    for (thing, reached, near) in [
        (&answer.from, missing.reached_from_start, &missing.near_start),
        (&answer.to, missing.reached_from_end, &missing.near_end),
    ] {
        let name = &thing.name;
        page.gap();
        page.line(0).text(match reached - 1 {
            0 => format!("from {name} nothing is reached"),
            1 => format!("from {name} 1 other thing is reached; the nearest: {}", names(near)),
            others => format!("from {name} {others} other things are reached; the nearest: {}", names(near)),
        });
    }
    page.gap();
    if let Some(hops) = missing.too_long {
        page.line(0).text(format!("the shortest path has {hops} hops; --longest {hops} shows it"));
    } else if missing.otherwise.is_empty() && question.via.is_some() {
        let longest = number(question.longest, "hop");
        page.line(0).text(format!(
            "the two are connected, but by no path of at most {longest} through the thing asked for"
        ));
    } else if missing.otherwise.is_empty() {
        page.line(0).text("nothing joins them, even if everything counted");
    } else {
        page.line(0).text("if everything counted, they would be joined so:");
        missing.otherwise.iter().for_each(|e| excluded_words(e, page));
    }
}

fn excluded_words(excluded: &Excluded, page: &mut Page) {
    let hop = &excluded.hop;
    let because = if excluded.because.is_empty() { "counts" } else { &excluded.because };
    let ends = format!("{} \u{2013} {}", hop.from.name, hop.to.name);
    page.line(3).name(ends).text(format!(": {because}"));
    hop.evidence.iter().for_each(|e| cite::evidence(e, 6, page));
}
