//! `remit ask`: a question in words, answered by the query of its template, each row with the claims behind it.

use serde::Serialize;

mod free;

use super::args::Args;
use super::args_explore::{AskArgs, TableFormat};
use super::cite;
use super::count::rows;
use super::page::Page;
use super::session;
use super::table::Table;
use super::ui::Ui;
use super::{CommandResult, Failure, Outcome};
use crate::derive::graph::Graph;
use crate::derive::rdf::{GraphRef, IriFamily, Node};
use crate::derive::store::{Bound, DefaultGraph, QueryText, StandingAnswer, Values, doubts};
use crate::explore::ask::{Reading, Template, asks_when, read};
use crate::explore::names::Names;
use crate::explore::{Fact, fact};
use crate::model::claim::Thing;
use crate::model::standing::Standing;
use crate::project::parts::Parts;
use crate::project::{Project, views};

/// An answer with its citations.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Answered {
    template: String,
    file: String,
    values: Vec<[String; 2]>,
    columns: Vec<String>,
    rows: Vec<AnsweredRow>,
    /// Whether the answer is no, or has no rows.
    #[serde(skip)]
    is_no: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    query: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<String>,
    /// From how many sources it is, where the header of the query names some.
    #[serde(skip_serializing_if = "Option::is_none")]
    basis: Option<String>,
}

#[derive(Serialize)]
struct AnsweredRow {
    cells: Vec<String>,
    standing: Standing,
    facts: Vec<Fact>,
}

/// Runs the command.
pub(super) fn run(args: &Args, options: &AskArgs, ui: &mut Ui) -> CommandResult {
    let (project, graph) = session::build_as_of(args, options.as_of, ui)?;
    let templates = views::templates(&graph, session::store(&graph)?).map_err(|faults| {
        session::report(&project.input.files, Some(&project.input.manifest), faults, ui);
        Failure::AlreadyReported(Outcome::Findings)
    })?;
    let names = Names::of_things(graph.dataset(), graph.ontology());
    if options.list {
        return list(&templates, &names, &project, &graph, options.format, ui);
    }
    let question = options.question.join(" ");
    // A query is run on what holds at the date; when something holds may be told by what does not hold yet, or any more.
    if options.as_of.is_some() && asks_when(&question) {
        return free::run(&question, options, &templates, &graph, ui);
    }
    let Ok(reading) = read(&question, &templates, &names) else {
        return free::run(&question, options, &templates, &graph, ui);
    };
    let file = reading.template.query;
    let text = QueryText { file, text: &project.input.files.get(file).text };
    let mut parts = Parts::default();
    let part = parts.of_question(&graph, text).map_err(|faults| {
        session::report(&project.input.files, Some(&project.input.manifest), faults, ui);
        Failure::AlreadyReported(Outcome::Findings)
    })?;
    let answered = answer(&reading, options, &project, (&graph, part))?;
    if answered.is_no {
        return free::run(&question, options, &templates, &graph, ui);
    }
    let doubts = doubts(text, DefaultGraph::Union, session::store(&graph)?);
    session::report(&project.input.files, Some(&project.input.manifest), doubts, ui);
    write(&answered, options, ui)?;
    Ok(if answered.is_no { Outcome::Findings } else { Outcome::Good })
}

/// Runs the query with the things that were named, over the part of the graph that its header asks, if it does.
fn answer(
    reading: &Reading<'_>,
    options: &AskArgs,
    project: &Project,
    (whole, part): (&Graph, Option<(&Graph, String)>),
) -> Result<Answered, Failure> {
    // What was named was looked up in the whole; its parts number things anew.
    let dataset = whole.dataset();
    let (graph, basis) = part.map_or((whole, None), |(part, basis)| (part, Some(basis)));
    let scope = graph.scope();
    let file = project.input.files.get(reading.template.query);
    let term = |thing: &Thing| {
        let space = if matches!(thing, Thing::Entity(_)) { IriFamily::Id } else { IriFamily::Claim };
        format!("<{}>", Node::minted(space, dataset.key(*thing)).iri(scope.base))
    };
    let slots: Vec<&str> = reading.template.slots().map(|s| s.variable.as_str()).collect();
    let terms: Vec<String> = reading.things.iter().map(term).collect();
    let bound = |(slot, term): (&&str, &String)| {
        let value = Bound::of(term, |_| None)?;
        Some((spargebra::term::Variable::new_unchecked(*slot), value))
    };
    let values: Values = slots.iter().zip(&terms).filter_map(bound).collect();
    let store = session::store(graph)?;
    let answer = store
        .query_standing(&file.text, &values, DefaultGraph::Union)
        .map_err(|e| Failure::from_error(&e))?;
    let shown = || {
        let value = |(slot, term): (&&str, &String)| format!("# ?{slot} is {term}\n");
        slots.iter().zip(&terms).map(value).chain([file.text.clone()]).collect()
    };
    let prefixes = graph.prefixes().prefixes();
    // People read words, programs what is typed.
    let cells = match options.format {
        TableFormat::Text | TableFormat::Md => answer.words(prefixes),
        TableFormat::Csv | TableFormat::Json => answer.cells(prefixes),
    };
    let (columns, rows) = cited(&answer, cells, scope);
    let named = |(slot, thing): (&&str, &Thing)| [(*slot).to_owned(), dataset.name(*thing).to_owned()];
    Ok(Answered {
        template: reading.template.text.clone(),
        file: file.path.clone(),
        values: slots.iter().zip(&reading.things).map(named).collect(),
        columns,
        rows,
        is_no: answer.is_empty(),
        query: options.show_query.then(shown),
        as_of: options.as_of.map(|date| date.to_string()),
        basis,
    })
}

/// Columns and rows without the columns that hold claims: these are the citations.
fn cited(
    answer: &StandingAnswer,
    (columns, cells): (Vec<String>, Vec<Vec<String>>),
    scope: GraphRef<'_>,
) -> (Vec<String>, Vec<AnsweredRow>) {
    let iris = answer.iris();
    let spaces = [IriFamily::Claim, IriFamily::Derived].map(|s| format!("{}{}", scope.base, s.path()));
    let key = |iri: &str| spaces.iter().find_map(|s| iri.strip_prefix(s.as_str()).map(str::to_owned));
    let is_citation: Vec<bool> =
        (0..columns.len()).map(|c| iris.iter().any(|r| r[c].and_then(key).is_some())).collect();
    let kept = |cells: &[String]| -> Vec<String> {
        cells.iter().zip(&is_citation).filter(|(_, c)| !**c).map(|(t, _)| t.clone()).collect()
    };
    let row = |(i, row): (usize, &Vec<String>)| {
        let keys = iris.get(i).into_iter().flatten().flatten().filter_map(|iri| key(iri));
        let standing = answer.standings().get(i).copied().unwrap_or_default();
        AnsweredRow { cells: kept(row), standing, facts: keys.filter_map(|k| fact(&k, scope)).collect() }
    };
    let rows = cells.iter().enumerate().map(row).collect();
    (kept(&columns), rows)
}

fn write(answered: &Answered, options: &AskArgs, ui: &mut Ui) -> Result<(), Failure> {
    let keys = |row: &AnsweredRow| row.facts.iter().map(|f| f.id.as_str()).collect::<Vec<_>>().join("; ");
    if let Some(basis) = &answered.basis {
        ui.talk(&format!("{basis}\n"));
    }
    if options.format != TableFormat::Text {
        let columns: Vec<&str> =
            answered.columns.iter().map(String::as_str).chain(["standing", "claims"]).collect();
        let line = |row: &AnsweredRow| {
            row.cells.iter().cloned().chain([row.standing.word().to_owned(), keys(row)]).collect()
        };
        let lines: Vec<Vec<String>> = answered.rows.iter().map(line).collect();
        return rows(options.format, &[], (&columns, &lines), answered, ui);
    }
    let date = answered.as_of.as_ref().map(|date| format!("; as of {date}")).unwrap_or_default();
    let mut page = Page::default();
    page.line(0).name(in_words(answered)).note(format!("  ({}{date})", answered.file));
    if let Some(query) = &answered.query {
        page.gap();
        page.page(Page::from(query.trim_end()));
    }
    let is_marked = answered.rows.iter().any(|r| !r.standing.is_fact());
    let marked = |word: &str| is_marked.then(|| word.to_owned());
    let columns = [String::new()].into_iter().chain(answered.columns.clone()).chain(marked("standing"));
    let columns: Vec<String> = columns.collect();
    let line = |(i, row): (usize, &AnsweredRow)| {
        let word = if row.standing.is_fact() { "" } else { row.standing.word() };
        [(i + 1).to_string()].into_iter().chain(row.cells.clone()).chain(marked(word)).collect()
    };
    let lines: Vec<Vec<String>> = answered.rows.iter().enumerate().map(line).collect();
    page.gap();
    page.table(Table::new(&columns, &lines));
    for (i, row) in answered.rows.iter().enumerate() {
        for fact in &row.facts {
            page.gap();
            page.line(0).text(format!("{}. {}", i + 1, fact.words));
            cite::citation(fact, 4, &mut page);
        }
    }
    ui.page(&page)
}

/// The template with the names of the things in its slots.
fn in_words(answered: &Answered) -> String {
    let mut out = String::new();
    let mut rest = answered.template.as_str();
    for [_, name] in &answered.values {
        let Some((before, after)) = rest.split_once('{') else { break };
        out.push_str(before);
        out.push_str(name);
        rest = after.split_once('}').map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out
}

/// The templates, each with what its slots may be and the query that answers it.
fn list(
    templates: &[Template],
    names: &Names<'_>,
    project: &Project,
    graph: &Graph,
    format: TableFormat,
    ui: &mut Ui,
) -> CommandResult {
    let values = |template: &Template| {
        let slot = |slot: &crate::explore::ask::Slot| {
            let all = names.all(slot.class);
            let class = slot.class.map_or("thing", |c| &graph.ontology().class(c).label);
            let first = all.first().map_or("none", |t| graph.dataset().name(*t));
            format!("{} ({class}): {}, such as {first}", slot.variable, all.len())
        };
        template.slots().map(slot).collect::<Vec<_>>().join("; ")
    };
    let line = |t: &Template| vec![t.text.clone(), values(t), project.input.files.get(t.query).path.clone()];
    let lines: Vec<Vec<String>> = templates.iter().map(line).collect();
    let columns = ["question", "slots", "query"];
    let listed: Vec<_> =
        lines.iter().map(|l| columns.iter().zip(l).collect::<std::collections::BTreeMap<_, _>>()).collect();
    if templates.is_empty() && matches!(format, TableFormat::Text) {
        ui.result(
            "no query has a template (`# ask: …`); questions may have any words: remit ask 'QUESTION'\n",
        )?;
    } else {
        rows(format, &[], (&columns, &lines), &listed, ui)?;
    }
    Ok(Outcome::Good)
}
