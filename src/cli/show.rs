//! `remit show`: everything about one thing.

use std::fmt::Write;

use super::args::{Args, ShowArgs, ShowFormat};
use super::cite::number;
use super::session;
use super::ui::Ui;
use super::{CommandResult, Outcome};
use crate::explore::{Description, Fact, Relations, describe};
use crate::model::standing::Standing;

/// Runs the command.
pub(super) fn run(args: &Args, options: &ShowArgs, ui: &mut Ui) -> CommandResult {
    let (_, graph) = session::build_as_of(args, options.as_of, ui)?;
    let scope = graph.scope();
    let thing = session::thing(&options.name, scope, ui)?;
    let description = describe(thing, scope, &Relations::new(scope));
    match options.format {
        ShowFormat::Json => ui.json(&description)?,
        ShowFormat::Text => ui.result(&words(&description))?,
    }
    Ok(Outcome::Good)
}

/// A description for people.
pub(super) fn words(description: &Description) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{}  ({}, {})", description.name, description.class, description.id);
    if !description.also.is_empty() {
        let _ = writeln!(out, "also called: {}", description.also.join("; "));
    }
    if let Some(note) = &description.note {
        let _ = writeln!(out, "note: {note}");
    }
    for (name, text) in &description.published {
        let _ = writeln!(out, "{name}: {text}");
    }
    for fact in &description.facts {
        out.push_str(&fact_words(fact));
    }
    let inferred = description.facts.iter().filter(|f| f.standing.is_inferred()).count();
    let claims = number(description.facts.len() - inferred, "claim");
    let _ = writeln!(out, "\n{claims}, {inferred} inferred");
    if description.speaks > 0 {
        let _ = writeln!(out, "speaks in {}", number(description.speaks, "claim"));
    }
    if description.cited > 0 {
        let _ = writeln!(out, "cited by {}", number(description.cited, "claim"));
    }
    out
}

fn fact_words(fact: &Fact) -> String {
    let mut out = format!("\n{}\n", fact.words);
    if fact.standing.is_inferred() {
        let _ = writeln!(out, "    {}, no source states it  [{}]", fact.standing.word(), fact.id);
        for premise in &fact.rests_on {
            let _ = writeln!(out, "    {premise}");
        }
        return out;
    }
    let remark = match fact.standing {
        Standing::Fact | Standing::Inferred | Standing::Denied => String::new(),
        Standing::Opinion => ", not taken as fact".to_owned(),
        Standing::OutOfDate => format!(", {}", fact.standing.word()),
        contested => format!(", {}: not taken as fact", contested.word()),
    };
    if let Some(quoted) = fact.citation.quoted() {
        let _ = writeln!(out, "    {quoted}");
    }
    let _ = writeln!(out, "    {}  [{}]", fact.citation.voice(&remark), fact.id);
    for (name, value) in &fact.details {
        let _ = writeln!(out, "    {name}: {value}");
    }
    for disagreement in &fact.disagreements {
        let _ = writeln!(out, "    party to the {disagreement}");
    }
    out
}
