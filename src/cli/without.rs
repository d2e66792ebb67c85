//! `remit without`: what would be lost without a thing.

use std::fmt::Write;

use super::args::{Args, ShowFormat};
use super::args_explore::WithoutArgs;
use super::bridges::part;
use super::cite::number;
use super::count::counting;
use super::session;
use super::ui::Ui;
use super::{CommandResult, Outcome};
use crate::derive::rdf::GraphRef;
use crate::explore::{Basis, Loss, Relations, without};
use crate::model::claim::Thing;

/// Runs the command.
pub(super) fn run(args: &Args, options: &WithoutArgs, ui: &mut Ui) -> CommandResult {
    let (_, graph) = session::build_as_of(args, options.count.as_of, ui)?;
    let scope = graph.scope();
    let thing = session::thing(&options.name, scope, ui)?;
    let by = options.groups.as_deref().map(|g| session::property(g, scope, ui)).transpose()?;
    let counting = counting(&options.count, scope, ui)?;
    let loss = without(thing, scope, &Relations::new(scope), &counting, by);
    match options.format {
        ShowFormat::Json => ui.json(&loss)?,
        ShowFormat::Text => {
            ui.result(&words(&loss, by.map(|p| &*graph.ontology().property(p).label), scope))?;
        }
    }
    Ok(Outcome::Good)
}

pub(super) fn words(loss: &Loss, groups: Option<&str>, scope: GraphRef<'_>) -> String {
    let mut out = format!("without {}  [{}]\n{}\n", loss.thing.name, loss.thing.id, loss.counting);
    let _ = writeln!(out, "\n{} would go: {}", number(loss.claims.len(), "claim"), list(&loss.claims, scope));
    match (loss.parts.len(), loss.pairs_cut_off) {
        (0, _) => out.push_str("\nnothing that counts connects it: no other thing is cut off\n"),
        (1, _) => out.push_str("\neverything else stays connected\n"),
        (parts, pairs) => {
            let _ = writeln!(
                out,
                "\n{} would no longer be connected; {parts} parts are left:",
                if pairs == 1 {
                    "1 pair of other things".to_owned()
                } else {
                    format!("{pairs} pairs of other things")
                }
            );
            loss.parts.iter().for_each(|p| out.push_str(&format!("    {}\n", part(p))));
        }
    }
    if let Some(property) = groups {
        let _ = writeln!(
            out,
            "\n{} of \u{201c}{property}\u{201d} left without any member",
            number(loss.empty_groups.len(), "value")
        );
        for group in &loss.empty_groups {
            let _ = writeln!(out, "    {}  [{}]", group.group.name, list(&group.evidence, scope));
        }
    }
    if !loss.only_values.is_empty() {
        let _ = writeln!(out, "\n{} lost:", number(loss.only_values.len(), "only value"));
        for lost in &loss.only_values {
            let bare = if lost.no_object_left { "; nothing is left that it is joined to" } else { "" };
            let _ = writeln!(
                out,
                "    {}: {}{bare}  [{}]",
                lost.thing.name,
                lost.property,
                list(&lost.evidence, scope)
            );
        }
    }
    if !loss.new_gaps.is_empty() {
        let _ = writeln!(out, "\n{} would be open:", number(loss.new_gaps.len(), "more question"));
        loss.new_gaps.iter().for_each(|q| out.push_str(&format!("    {q}\n")));
    }
    if !loss.rests_on_it.is_empty() {
        let _ = writeln!(
            out,
            "\n{} would lose the proof that is recorded (another may hold; no rule was run again):",
            number(loss.rests_on_it.len(), "inferred fact")
        );
        for [sentence, key] in &loss.rests_on_it {
            let _ = writeln!(out, "    {sentence}  [{key}]");
        }
    }
    out
}

/// The keys of claims, each with how it stands where it is not a fact, and with its status where it is a promise.
fn list(keys: &[String], scope: GraphRef<'_>) -> String {
    let shown = |key: &String| match scope.dataset.find(key) {
        Some(Thing::Claim(id)) => {
            let mark = Basis::Claim(id).mark(scope);
            mark.map_or_else(|| key.clone(), |word| format!("{key} ({word})"))
        }
        _ => key.clone(),
    };
    if keys.is_empty() { "none".to_owned() } else { keys.iter().map(shown).collect::<Vec<_>>().join(", ") }
}
