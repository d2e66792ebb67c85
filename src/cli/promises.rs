//! `remit promises`: who is to do what, by when, how firmly, for how much, and what became of it.

use super::args::{Args, PromisesArgs, ShowFormat};
use super::session;
use super::ui::Ui;
use super::{CommandResult, Outcome};
use crate::compile::ontology::Ontology;
use crate::derive::rdf::GraphRef;
use crate::explore::{Promise, PromiseState, Relations, promises, promises_cited};
use crate::model::date::PartialDate;
use crate::model::standing::Standing;

/// Runs the command.
pub(super) fn run(args: &Args, options: &PromisesArgs, ui: &mut Ui) -> CommandResult {
    // What was is not forgotten on a later date: each claim is asked when it began.
    let (_, graph) = session::know(args, ui)?;
    let scope = graph.scope();
    let found = promises(scope, &Relations::new(scope), options.as_of);
    match options.format {
        ShowFormat::Json => ui.json(&found)?,
        ShowFormat::Text if !is_asked(scope.ontology) => ui.result(
            "nothing was asked: no class in ontology/ is promised (remit:promise), and no property there tells of a promise \
             (remit:tells); docs/format.md, section \"What the ontology says\", tells what they do\n",
        )?,
        ShowFormat::Text => ui.result(&words(&found, options.as_of, scope))?,
    }
    Ok(Outcome::Good)
}

/// Whether the ontology says of anything that it is promised.
fn is_asked(ontology: &Ontology) -> bool {
    ontology.classes().iter().any(|c| c.promise) || ontology.properties().iter().any(|p| p.role.is_some())
}

/// The promises under their states.
pub(super) fn words(found: &[Promise], as_of: Option<PartialDate>, scope: GraphRef<'_>) -> String {
    let mut out = String::new();
    for state in PromiseState::ALL {
        let of_state: Vec<&Promise> = found.iter().filter(|p| p.state == state).collect();
        if of_state.is_empty() {
            continue;
        }
        out.push_str(&format!("{}: {}\n", state.words(), of_state.len()));
        for promise in of_state {
            promise_words(promise, scope, &mut out);
        }
        out.push('\n');
    }
    let plural = if found.len() == 1 { "promise" } else { "promises" };
    let date = as_of.map_or_else(
        || "add --as-of DATE to see what is due".to_owned(),
        |date| format!("as of {date}; nothing is taken as done because time has passed"),
    );
    out.push_str(&format!("{} {plural}; {date}\n", found.len()));
    out
}

fn promise_words(promise: &Promise, scope: GraphRef<'_>, out: &mut String) {
    let none = |name: &str| {
        let left_out = promise.left_out.get(name).into_iter().flatten().copied();
        Standing::total(0, left_out, "not stated")
    };
    let list = |name: &str, items: &[String]| if items.is_empty() { none(name) } else { items.join("; ") };
    let said: Vec<String> = promise.when.iter().map(|w| format!("\u{201c}{w}\u{201d}")).collect();
    let date = promise.by_when.clone().map(|d| promise.by_when_standing.unwrap_or_default().marks(d));
    let when = match (date, said.as_slice()) {
        (Some(date), []) => date,
        (Some(date), said) => format!("{date} ({})", said.join("; ")),
        (None, []) => none("by-when"),
        (None, said) => said.join("; "),
    };
    out.push_str(&format!("  {}  ({}, {})\n", promise.name, promise.class, promise.id));
    let rows = [
        ("who", list("who", &promise.who)),
        ("by when", when),
        ("firmness", list("firmness", &promise.firmness)),
        ("amount", list("amounts", &promise.amounts)),
    ];
    for (name, value) in rows.iter().filter(|row| !row.1.is_empty()) {
        out.push_str(&format!("      {name:<9} {value}\n"));
    }
    let cited = promises_cited(promise, scope);
    let words_of = |keys: &[String], out: &mut String| {
        for claim in keys.iter().filter_map(|key| cited.iter().find(|c| c.id == *key)) {
            let standing = claim.citation.standing;
            let contested =
                if standing.is_contested() { format!(", {}", standing.word()) } else { String::new() };
            out.push_str(&format!("      words     {}{contested} [{}]\n", claim.citation.brief(), claim.id));
        }
    };
    // Of several who promise it, each has words of its own.
    let (promising, _) = promise.claims.split_at(promise.claims.len().min(promise.who.len().max(1)));
    words_of(promising, out);
    for outcome in &promise.outcomes {
        let told = outcome.told.as_ref().map(|date| format!(", told {}", in_words(date))).unwrap_or_default();
        let inferred = if outcome.rule.is_some() { ", inferred" } else { "" };
        out.push_str(&format!(
            "      outcome   {}{told}{inferred}: {}\n",
            outcome.state.words(),
            outcome.words
        ));
        let further: Vec<String> =
            outcome.claims.iter().filter(|key| !promising.contains(key)).cloned().collect();
        words_of(&further, out);
        outcome.rule.iter().for_each(|rule| out.push_str(&format!("      rule      {rule}\n")));
        outcome.cautions.iter().for_each(|caution| out.push_str(&format!("      caution   {caution}\n")));
    }
    if let Some(others) = promise.left_out.get("outcome") {
        let others = Standing::total(promise.outcomes.len(), others.iter().copied(), "");
        out.push_str(&format!("      outcome   {others}\n"));
    }
}

/// A date for readers.
fn in_words(date: &str) -> String {
    PartialDate::parse(date).map_or_else(|| date.to_owned(), PartialDate::words)
}
