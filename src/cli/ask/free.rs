//! `remit ask` for questions in any words: what was understood, what is said of it, and which command tells more.

use std::fmt::Write;

use super::super::args_explore::{AskArgs, TableFormat};
use super::super::cite;
use super::super::count::rows;
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
        let all = [&answer].into_iter().chain(&answer.further);
        ui.result(&all.map(|a| text(a, options, scope)).collect::<Vec<_>>().join("\n"))?;
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

fn text(answer: &Reply, options: &AskArgs, scope: GraphRef<'_>) -> String {
    let understood: Vec<String> =
        answer.understood.iter().map(|[words, meaning]| format!("{words} = {meaning}")).collect();
    let mut out = format!("understood: {}\n", understood.join("; "));
    if let Some(command) = &answer.command {
        let _ = writeln!(out, "same as: {command}");
    }
    if let Some(query) = answer.query.as_ref().filter(|_| options.show_query) {
        let _ = write!(out, "\n{query}");
    }
    let _ = writeln!(out, "\n{}", answer.answer);
    match &answer.told {
        Told::Thing(description) => out.push_str(&format!("\n{}", show::words(description))),
        Told::Paths(paths, question) => out.push_str(&format!("\n{}", path::words(paths, question))),
        Told::Promises(found) => out.push_str(&format!("\n{}", promises::words(found, options.as_of, scope))),
        Told::Gaps(found) => out.push_str(&format!("\n{}", gaps::words(found, false))),
        Told::Loss(loss) => {
            out.push_str(&format!("\n{}\nwhat is said of it:\n", without::words(loss, None, scope)));
            answer.facts.iter().for_each(|f| out.push_str(&statement(f, "")));
        }
        _ => out.push_str(&statements(answer)),
    }
    for question in &answer.proposed {
        let lead = if *question == answer.proposed[0] { "\ntry:\n" } else { "" };
        let quote = if question.contains('\'') { '"' } else { '\'' };
        let _ = writeln!(out, "{lead}    remit ask {quote}{question}{quote}");
    }
    out
}

/// Things, statements, which of them are promises, disagreements and remarks.
fn statements(answer: &Reply) -> String {
    let mut out = String::new();
    for thing in &answer.things {
        let _ = writeln!(out, "    {}  [{}]", thing.name, thing.id);
    }
    let is_one_of_several = answer.facts.len() > 1;
    for (i, fact) in answer.facts.iter().enumerate() {
        out.push_str(&statement(
            fact,
            &if is_one_of_several { format!("{}. ", i + 1) } else { String::new() },
        ));
    }
    let place = |id: &String| answer.facts.iter().position(|f| f.id == *id).map(|i| (i + 1).to_string());
    let places: Vec<String> = answer.promised.iter().filter_map(place).collect();
    if !places.is_empty() {
        let which = if is_one_of_several { format!(": {}", places.join(", ")) } else { String::new() };
        let _ = writeln!(out, "\nonly promised or planned, not reported as done{which}");
    }
    for dispute in &answer.disagreements {
        let _ = writeln!(out, "\n{}", conflicts::words(dispute).trim_end());
    }
    for [name, note] in &answer.notes {
        let _ = writeln!(out, "\nnote on {name}: {note}");
    }
    out
}

/// A statement with its citation and its remarks.
fn statement(fact: &Fact, lead: &str) -> String {
    let standing = match fact.standing {
        Standing::Fact => String::new(),
        other => format!("  ({})", other.word()),
    };
    let mut out = format!("\n{lead}{}{standing}\n{}", fact.words, cite::citation(fact, 4));
    for (name, value) in &fact.details {
        let _ = writeln!(out, "    {name}: {value}");
    }
    out
}
