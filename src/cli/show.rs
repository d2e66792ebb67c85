//! `remit show`: everything about one thing.

use super::args::{Args, ShowArgs, ShowFormat};
use super::cite::{self, number};
use super::page::Page;
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
        ShowFormat::Text => ui.page(&words(&description))?,
    }
    Ok(Outcome::Good)
}

/// A description for people: how much there is, then each fact.
pub(super) fn words(description: &Description) -> Page {
    let mut page = Page::default();
    let Description { name, class, id, .. } = description;
    page.line(0).name(name).note(format!("  ({class}, {id})"));
    if !description.also.is_empty() {
        page.line(0).note("also called: ").text(description.also.join("; "));
    }
    if let Some(note) = &description.note {
        page.line(0).note("note: ").text(note);
    }
    for (name, text) in &description.published {
        page.line(0).note(format!("{name}: ")).text(text);
    }
    let inferred = description.facts.iter().filter(|f| f.standing.is_inferred()).count();
    let claims = number(description.facts.len() - inferred, "claim");
    let mut counts = vec![format!("{claims}, {inferred} inferred")];
    for (what, count) in [("speaks in", description.speaks), ("cited by", description.cited)] {
        counts.extend((count > 0).then(|| format!("{what} {}", number(count, "claim"))));
    }
    page.line(0).text(counts.join("; "));
    description.facts.iter().for_each(|fact| fact_words(fact, &mut page));
    page
}

fn fact_words(fact: &Fact, page: &mut Page) {
    page.gap();
    page.line(0).text(&fact.words);
    if fact.standing.is_inferred() {
        page.line(4).caution(format!("{}, no source states it", fact.standing.word())).key(&fact.id);
        for premise in &fact.rests_on {
            page.line(4).text(premise);
        }
        return;
    }
    let remark = match fact.standing {
        Standing::Fact | Standing::Inferred | Standing::Denied => String::new(),
        Standing::Opinion => ", not taken as fact".to_owned(),
        Standing::OutOfDate => format!(", {}", fact.standing.word()),
        contested => format!(", {}: not taken as fact", contested.word()),
    };
    if let Some(quoted) = fact.citation.quoted() {
        page.line(4).quote(quoted);
    }
    page.line(4).text(fact.citation.voice(&remark)).key(&fact.id);
    cite::details(fact, 4, page);
    for disagreement in &fact.disagreements {
        page.line(4).caution(format!("party to the {disagreement}"));
    }
}
