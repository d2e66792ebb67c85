//! `remit ask` for questions in any words: what was understood, what is said of it, and which command tells more.

use super::super::args_explore::{AskArgs, TableFormat};
use super::super::cite;
use super::super::count::rows;
use super::super::page::Page;
use super::super::ui::Ui;
use super::super::{CommandResult, Failure, Outcome, conflicts, gaps, path, promises, show, without};
use crate::derive::graph::Graph;
use crate::derive::rdf::GraphRef;
use crate::explore::Fact;
use crate::explore::ask::{Reply, Template, Told, reply};
use crate::model::standing::Standing;

/// Answers a question in any words.
pub(super) fn run(
    question: &str,
    options: &AskArgs,
    templates: &[Template],
    graph: &Graph,
    ui: &mut Ui,
) -> CommandResult {
    let scope = graph.scope();
    let answer = reply(question, templates, options.as_of, scope).map_err(Failure::new)?;
    if options.format == TableFormat::Text {
        let mut page = text(&answer, options, scope);
        for further in &answer.further {
            page.gap();
            page.page(text(further, options, scope));
        }
        ui.page(&page)?;
    } else {
        table(&answer, options, ui)?;
    }
    Ok(if answer.is_no && answer.further.iter().all(|a| a.is_no) { Outcome::Findings } else { Outcome::Good })
}

/// One line for each statement and each thing; one with the answer alone where there is none.
fn table(answer: &Reply, options: &AskArgs, ui: &mut Ui) -> Result<(), Failure> {
    let columns = ["answer", "statement", "standing", "who", "quote", "place", "id"];
    let fact = |f: &Fact| {
        let citation = &f.citation;
        [
            &answer.answer,
            &f.words,
            f.standing.word(),
            &citation.who(),
            &citation.quote,
            &citation.place(),
            &f.id,
        ]
        .map(str::to_owned)
        .to_vec()
    };
    let bare = |name: &str, id: &str| {
        vec![
            answer.answer.clone(),
            name.to_owned(),
            String::new(),
            String::new(),
            String::new(),
            String::new(),
            id.to_owned(),
        ]
    };
    let facts = answer.facts.iter().chain(
        answer
            .disagreements
            .iter()
            .flat_map(|d| &d.claims)
            .filter(|c| answer.facts.iter().all(|f| f.id != c.id)),
    );
    let mut lines: Vec<Vec<String>> =
        facts.map(fact).chain(answer.things.iter().map(|t| bare(&t.name, &t.id))).collect();
    if lines.is_empty() {
        lines.push(bare("", ""));
    }
    rows(options.format, &[], (&columns, &lines), answer, ui)
}

fn text(answer: &Reply, options: &AskArgs, scope: GraphRef<'_>) -> Page {
    let understood: Vec<String> =
        answer.understood.iter().map(|[words, meaning]| format!("{words} = {meaning}")).collect();
    let mut page = Page::default();
    page.line(0).note(format!("understood: {}", understood.join("; ")));
    if let Some(command) = &answer.command {
        page.line(0).note(format!("same as: {command}"));
    }
    if let Some(query) = answer.query.as_ref().filter(|_| options.show_query) {
        page.gap();
        page.page(Page::from(query.as_str()));
    }
    page.gap();
    page.line(0).name(&answer.answer);
    let told = match &answer.told {
        Told::Thing(description) => Some(show::words(description)),
        Told::Paths(paths, question) => Some(path::words(paths, question)),
        Told::Promises(found) => Some(promises::words(found, options.as_of, scope)),
        Told::Gaps(found) => Some(gaps::words(found, false)),
        Told::Loss(loss) => Some(without::words(loss, None, scope)),
        _ => None,
    };
    match (told, &answer.told) {
        (None, _) => statements(answer, &mut page),
        (Some(told), what) => {
            page.gap();
            page.page(told);
            if matches!(what, Told::Loss(_)) {
                page.gap();
                page.line(0).text("what is said of it:");
                answer.facts.iter().for_each(|f| statement(f, "", &mut page));
            }
        }
    }
    for (i, question) in answer.proposed.iter().enumerate() {
        if i == 0 {
            page.gap();
            page.line(0).text("try:");
        }
        let quote = if question.contains('\'') { '"' } else { '\'' };
        page.line(4).text(format!("remit ask {quote}{question}{quote}"));
    }
    page
}

/// Things, statements, which of them are promises, disagreements and remarks.
fn statements(answer: &Reply, page: &mut Page) {
    for thing in &answer.things {
        page.line(4).text(&thing.name).key(&thing.id);
    }
    let is_one_of_several = answer.facts.len() > 1;
    for (i, fact) in answer.facts.iter().enumerate() {
        let lead = if is_one_of_several { format!("{}. ", i + 1) } else { String::new() };
        statement(fact, &lead, page);
    }
    let place = |id: &String| answer.facts.iter().position(|f| f.id == *id).map(|i| (i + 1).to_string());
    let places: Vec<String> = answer.promised.iter().filter_map(place).collect();
    if !places.is_empty() {
        let which = if is_one_of_several { format!(": {}", places.join(", ")) } else { String::new() };
        page.gap();
        page.line(0).caution(format!("only promised or planned, not reported as done{which}"));
    }
    for dispute in &answer.disagreements {
        page.gap();
        page.page(conflicts::words(dispute));
    }
    for [name, note] in &answer.notes {
        page.gap();
        page.line(0).note(format!("note on {name}: ")).text(note);
    }
}

/// A statement with its citation and its remarks.
fn statement(fact: &Fact, lead: &str, page: &mut Page) {
    page.gap();
    let line = page.line(0).text(format!("{lead}{}", fact.words));
    if fact.standing != Standing::Fact {
        line.caution(format!("  ({})", fact.standing.word()));
    }
    cite::citation(fact, 4, page);
    cite::details(fact, 4, page);
}
