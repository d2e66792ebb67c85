//! `remit promises`: who is to do what, by when, how firmly, for how much, and what became of it.

use super::args::{Args, PromisesArgs};
use super::args_explore::TableFormat;
use super::cite::{brief, number};
use super::count::answer;
use super::page::Page;
use super::session;
use super::ui::Ui;
use super::{CommandResult, Outcome};
use crate::compile::ontology::Ontology;
use crate::derive::rdf::GraphRef;
use crate::explore::{Promise, PromiseOutcome, PromiseState, Relations, promises, promises_cited};
use crate::model::date::PartialDate;
use crate::model::standing::Standing;

/// Runs the command.
pub(super) fn run(args: &Args, options: &PromisesArgs, ui: &mut Ui) -> CommandResult {
    // What was is not forgotten on a later date: each claim is asked when it began.
    let (_, graph) = session::know(args, ui)?;
    let scope = graph.scope();
    let found = promises(scope, &Relations::new(scope), options.as_of);
    if options.format == TableFormat::Text && !is_asked(scope.ontology) {
        ui.result(
            "no promises to look for: no class in ontology/ is promised (remit:promise), and no property there states a promise \
             (remit:tells); see \"What the ontology says\" in docs/format.md\n",
        )?;
    } else {
        let text = || words(&found, options.as_of, scope);
        answer(options.format, &found, || cells(&found, scope), text, ui)?;
    }
    Ok(Outcome::Good)
}

/// A row for each promise.
fn cells(found: &[Promise], scope: GraphRef<'_>) -> (Vec<&'static str>, Vec<Vec<String>>) {
    let row = |promise: &Promise| {
        let date = promise.by_when.clone().unwrap_or_default();
        let standing = promise.by_when_standing.filter(|s| !s.is_fact()).map_or("", Standing::word);
        let lists = [&promise.who, &promise.when, &promise.firmness, &promise.amounts].map(|l| l.join("; "));
        let [who, when, firmness, amounts] = lists;
        // The latest word is the last in each.
        let of_each = |tells: &dyn Fn(&PromiseOutcome) -> String| {
            promise.outcomes.iter().map(tells).collect::<Vec<_>>().join(" | ")
        };
        let quote = promises_cited(promise, scope).first().map(|c| c.citation.quote.clone());
        vec![
            promise.state.words().to_owned(),
            promise.name.clone(),
            promise.class.clone(),
            who,
            date,
            standing.to_owned(),
            when,
            firmness,
            amounts,
            quote.unwrap_or_default(),
            of_each(&|o| o.words.clone()),
            of_each(&|o| o.word.clone()),
            of_each(&|o| o.told.clone().unwrap_or_else(|| "no date".to_owned())),
            of_each(&|o| o.claims.join("; ")),
            promise.also_told.join("; "),
            promise.claims.join("; "),
            promise.id.clone(),
        ]
    };
    let columns =
        ["state", "promise", "class", "who", "by when", "standing of the date", "in the words of the source"];
    let columns = columns.into_iter().chain([
        "firmness",
        "amount",
        "quote",
        "outcomes",
        "told as",
        "told",
        "claims of the outcomes",
        "sources also tell",
        "claims",
        "id",
    ]);
    (columns.collect(), found.iter().map(row).collect())
}

/// Whether the ontology says of anything that it is promised.
fn is_asked(ontology: &Ontology) -> bool {
    ontology.classes().iter().any(|c| c.promise) || ontology.properties().iter().any(|p| p.role.is_some())
}

/// How many promises there are in each state, and then each promise under its state.
pub(super) fn words(found: &[Promise], as_of: Option<PartialDate>, scope: GraphRef<'_>) -> Page {
    let mut page = Page::default();
    let date = as_of.map_or_else(
        || "add --as-of DATE to see what is due".to_owned(),
        |date| format!("as of {}; nothing counts as done just because time has passed", date.words()),
    );
    page.line(0).text(format!("{}; {date}", number(found.len(), "promise")));
    page.gap();
    let states = || {
        let of_state = |state| found.iter().filter(move |p: &&Promise| p.state == state);
        PromiseState::ALL
            .map(|state| (state, of_state(state)))
            .into_iter()
            .filter(|(_, p)| p.clone().count() > 0)
    };
    for (state, promises) in states() {
        page.line(2).text(format!("{}: {}", state.words(), promises.count()));
    }
    for (state, promises) in states() {
        page.gap();
        page.line(0).text(format!("{}: {}", state.words(), promises.clone().count()));
        promises.for_each(|promise| promise_words(promise, scope, &mut page));
    }
    page
}

fn promise_words(promise: &Promise, scope: GraphRef<'_>, page: &mut Page) {
    const LABEL: usize = 9;
    let none = |name: &str| {
        let left_out = promise.left_out.get(name).into_iter().flatten().copied();
        Standing::total(0, left_out, "not stated")
    };
    let list = |name: &str, items: &[String]| if items.is_empty() { none(name) } else { items.join("; ") };
    let said: Vec<String> = promise.when.iter().map(|w| format!("\u{201c}{w}\u{201d}")).collect();
    let date =
        promise.by_when.as_deref().map(|d| promise.by_when_standing.unwrap_or_default().marks(in_words(d)));
    let when = match (date, said.as_slice()) {
        (Some(date), []) => date,
        (Some(date), said) => format!("{date} ({})", said.join("; ")),
        (None, []) => none("by-when"),
        (None, said) => said.join("; "),
    };
    page.line(2).name(&promise.name).note(format!("  ({}, {})", promise.class, promise.id));
    let rows = [
        ("who", list("who", &promise.who)),
        ("by when", when),
        ("firmness", list("firmness", &promise.firmness)),
        ("amount", list("amounts", &promise.amounts)),
    ];
    for (name, value) in &rows {
        page.line(6).label(name, LABEL).text(value);
    }
    if let Some(disagree) = disagreement(promise) {
        page.line(6).label("state", LABEL).caution(disagree);
    }
    let cited = promises_cited(promise, scope);
    let words_of = |keys: &[&String], page: &mut Page| {
        for claim in keys.iter().filter_map(|key| cited.iter().find(|c| c.id == **key)) {
            let line = page.line(6).label("words", LABEL);
            brief(&claim.citation, line);
            if claim.citation.standing.is_contested() {
                line.caution(format!(", {}", claim.citation.standing.word()));
            }
            line.key(&claim.id);
        }
    };
    // Of several who promise it, each has words of its own.
    let promising: Vec<&String> = promise.claims.iter().take(promise.who.len().max(1)).collect();
    words_of(&promising, page);
    for outcome in &promise.outcomes {
        let told =
            outcome.told.as_deref().map(|date| format!(", reported {}", in_words(date))).unwrap_or_default();
        let inferred = if outcome.rule.is_some() { ", inferred" } else { "" };
        let state = format!("{}{told}{inferred}: ", outcome.word);
        page.line(6).label("outcome", LABEL).text(state).text(&outcome.words);
        let further: Vec<&String> = outcome.claims.iter().filter(|key| !promising.contains(key)).collect();
        words_of(&further, page);
        outcome.rule.iter().for_each(|rule| _ = page.line(6).label("rule", LABEL).note(rule));
        outcome.cautions.iter().for_each(|caution| _ = page.line(6).label("caution", LABEL).caution(caution));
    }
    if let Some(others) = promise.left_out.get("outcome") {
        let others = Standing::total(promise.outcomes.len(), others.iter().copied(), "");
        page.line(6).label("outcome", LABEL).caution(others);
    }
}

/// That sources tell several outcomes on the latest date, and which one counts.
fn disagreement(promise: &Promise) -> Option<String> {
    if promise.also_told.is_empty() {
        return None;
    }
    let state = promise.outcomes.last().map_or(promise.state.words(), |outcome| &outcome.word);
    let others = promise.also_told.join(" and as ");
    Some(format!(
        "sources disagree: told as {state}, and by one of no earlier date as {others}; what says least for it counts"
    ))
}

/// A date for readers.
fn in_words(date: &str) -> String {
    PartialDate::parse(date).map_or_else(|| date.to_owned(), PartialDate::words)
}
