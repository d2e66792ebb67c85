//! `remit show`: everything about one thing.

use std::fmt::Write;

use super::args::{Args, ShowArgs, ShowFormat};
use super::session;
use super::ui::Ui;
use super::{Failure, Outcome, Run};
use crate::graph::{Description, Fact, Graph, describe};
use crate::model::claim::Thing;
use crate::model::dataset::Dataset;
use crate::model::nearest::nearest;

/// Runs the command.
pub(super) fn run(args: &Args, options: &ShowArgs, ui: &mut Ui) -> Run {
    let (_, knowledge) = session::know_as_of(args, false, options.as_of, ui)?;
    let thing = resolve(&options.name, &knowledge.dataset)?;
    let scope = knowledge.scope();
    let description = describe(thing, scope, &Graph::new(scope));
    match options.format {
        ShowFormat::Json => {
            let json = serde_json::to_string_pretty(&description).map_err(|e| Failure::from_error(&e))?;
            ui.result(&format!("{json}\n"))?;
        }
        ShowFormat::Text => ui.result(&words(&description))?,
    }
    Ok(Outcome::Good)
}

/// The thing that a reader means by a key, a name, another name, or the beginning of one.
pub(super) fn resolve(wanted: &str, dataset: &Dataset) -> Result<Thing, Failure> {
    if let Some(thing) = dataset.find(wanted) {
        return Ok(thing);
    }
    let lower = wanted.to_lowercase();
    let names: Vec<(String, Thing)> = dataset
        .entity_ids()
        .flat_map(|id| {
            let entity = dataset.entity(id);
            let all = [entity.key, entity.name].into_iter().chain(entity.also.iter().copied());
            all.map(move |s| (dataset.text(s).to_lowercase(), Thing::Entity(id))).collect::<Vec<_>>()
        })
        .collect();
    let mut found: Vec<Thing> = names.iter().filter(|(n, _)| *n == lower).map(|(_, t)| *t).collect();
    if found.is_empty() && !lower.is_empty() {
        found = names.iter().filter(|(n, _)| n.starts_with(&lower)).map(|(_, t)| *t).collect();
    }
    found.sort_unstable();
    found.dedup();
    match found.as_slice() {
        [one] => Ok(*one),
        [] => {
            let near = nearest(&lower, names.iter().map(|(n, _)| n.as_str()));
            let help = near.map_or_else(
                || {
                    "`remit query -e 'SELECT ?id ?name { ?id skos:prefLabel ?name }'` lists all names"
                        .to_owned()
                },
                |n| format!("did you mean `{n}`?"),
            );
            Err(Failure::with_help(format!("nothing is called `{wanted}`"), help))
        }
        several => {
            let list: Vec<String> =
                several.iter().map(|t| format!("{} ({})", dataset.key(*t), dataset.name(*t))).collect();
            Err(Failure::with_help(
                format!("`{wanted}` could be several things"),
                format!("one of: {}", list.join(", ")),
            ))
        }
    }
}

/// A description for people.
fn words(description: &Description) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{}  ({}, {})", description.name, description.class, description.id);
    if !description.also.is_empty() {
        let _ = writeln!(out, "also called: {}", description.also.join("; "));
    }
    if let Some(note) = &description.note {
        let _ = writeln!(out, "note: {note}");
    }
    for fact in &description.facts {
        out.push_str(&fact_words(fact));
    }
    let stated = description.facts.iter().filter(|f| !f.derived).count();
    let _ = writeln!(out, "\n{stated} stated, {} derived", description.facts.len() - stated);
    out
}

fn fact_words(fact: &Fact) -> String {
    let mut out = format!("\n{}\n", fact.words);
    if fact.derived {
        let _ = writeln!(out, "    derived, no source states it  [{}]", fact.id);
        for premise in &fact.rests_on {
            let _ = writeln!(out, "    {premise}");
        }
        return out;
    }
    let opinion = match (fact.plain || fact.polarity == "denied", fact.disputed, fact.elapsed) {
        (true, ..) => "",
        (false, true, _) => ", disputed: not taken as fact",
        (false, false, true) => ", does not hold at that date",
        (false, false, false) => ", not taken as fact",
    };
    if fact.quote.is_empty() {
        let _ =
            writeln!(out, "    {} ({}{opinion}; {})  [{}]", fact.speaker, fact.status, fact.place, fact.id);
    } else {
        let _ = writeln!(out, "    \u{201c}{}\u{201d}", fact.quote);
        let _ =
            writeln!(out, "    {} ({}{opinion}; {})  [{}]", fact.speaker, fact.status, fact.place, fact.id);
    }
    for (name, value) in &fact.details {
        let _ = writeln!(out, "    {name}: {value}");
    }
    for disagreement in &fact.disagreements {
        let _ = writeln!(out, "    party to the {disagreement}");
    }
    out
}
