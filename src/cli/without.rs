//! `remit without`: what would be lost without a thing.

use super::args::{Args, ShowFormat};
use super::args_explore::WithoutArgs;
use super::bridges::part;
use super::cite::number;
use super::count::counting;
use super::page::Page;
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
            ui.page(&words(&loss, by.map(|p| &*graph.ontology().property(p).label), scope))?;
        }
    }
    Ok(Outcome::Good)
}

pub(super) fn words(loss: &Loss, groups: Option<&str>, scope: GraphRef<'_>) -> Page {
    let mut page = Page::default();
    page.line(0).text("without ").name(&loss.thing.name).key(&loss.thing.id);
    page.line(0).note(&loss.counting);
    page.gap();
    page.line(0)
        .text(format!("{} would be lost: ", number(loss.claims.len(), "claim")))
        .note(list(&loss.claims, scope));
    page.gap();
    match (loss.parts.len(), loss.pairs_cut_off) {
        (0, _) => {
            page.line(0).text("nothing that counts connects it: no other thing is cut off");
        }
        (1, _) => {
            page.line(0).text("everything else stays connected");
        }
        (parts, pairs) => {
            let pairs = number(pairs, "pair");
            let told =
                format!("{pairs} of other things would no longer be connected; {parts} parts are left:");
            page.line(0).text(told);
            for p in &loss.parts {
                page.line(4).text(part(p));
            }
        }
    }
    if let Some(property) = groups {
        let values = number(loss.empty_groups.len(), "value");
        page.gap();
        page.line(0).text(format!("{values} of \u{201c}{property}\u{201d} left without any member"));
        for group in &loss.empty_groups {
            page.line(4).text(&group.group.name).key(&list(&group.evidence, scope));
        }
    }
    if !loss.only_values.is_empty() {
        page.gap();
        page.line(0).text(match loss.only_values.len() {
            1 => "1 property would lose its only value:".to_owned(),
            many => format!("{many} properties would lose their only value:"),
        });
        for lost in &loss.only_values {
            let bare = if lost.no_object_left { "; nothing is left that it is joined to" } else { "" };
            let text = format!("{}: {}{bare}", lost.thing.name, lost.property);
            page.line(4).text(text).key(&list(&lost.evidence, scope));
        }
    }
    if !loss.new_gaps.is_empty() {
        page.gap();
        page.line(0).text(format!("{} would be open:", number(loss.new_gaps.len(), "more question")));
        for q in &loss.new_gaps {
            page.line(4).text(q);
        }
    }
    if !loss.rests_on_it.is_empty() {
        page.gap();
        page.line(0).text(format!(
            "{} would lose the proof that is recorded (another may hold; no rule was run again):",
            number(loss.rests_on_it.len(), "inferred fact")
        ));
        for [sentence, key] in &loss.rests_on_it {
            page.line(4).text(sentence).key(key);
        }
    }
    page
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
