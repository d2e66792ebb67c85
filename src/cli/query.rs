//! `remit query`: SPARQL in, tables and standard forms out. Nothing is ever cut.

use std::path::Path;

use super::args::{Args, LayerChoice, QueryArgs, QueryFormat};
use super::session;
use super::table::Table;
use super::ui::Ui;
use super::{CommandResult, Failure, Outcome};
use crate::derive::rdf::Layer;
use crate::derive::rdf::Prefixes;
use crate::derive::store::{
    Answer, AnswerFormat, DefaultGraph, QueryText, StandingAnswer, StoreError, Values, doubts, syntax_fault,
};
use crate::model::code::Code;
use crate::model::escape::{coded, in_json, push_code, push_reference};
use crate::model::file::{FileId, Files, SourceFile};
use crate::model::header::{Header, QueryKind};
use crate::model::nearest::nearest;
use crate::project::parts::Parts;
use crate::project::{Project, read_text};
use crate::render::write::{self, markdown};

/// Runs the command.
pub(super) fn run(args: &Args, options: &QueryArgs, ui: &mut Ui) -> CommandResult {
    if options.name.is_none() && options.text.is_none() {
        return list(args, ui);
    }
    let (project, graph) = session::build_as_of(args, options.as_of, ui)?;
    let (path, text, is_saved) = text_of(options, &project)?;
    let files = Files::new(vec![SourceFile { path, text: text.clone() }]);
    let query = QueryText { file: FileId(0), text: &text };
    let mut parts = Parts::default();
    let part = parts.of_question(&graph, query).map_err(|faults| {
        session::report(&files, None, faults, ui);
        Failure::AlreadyReported(Outcome::CouldNotRun)
    })?;
    if let Some((_, basis)) = &part {
        ui.talk(&format!("{basis}\n"));
    }
    let graph = part.map_or(&graph, |(part, _)| part);
    let store = session::store(graph)?;
    let progress = ui.progress("looking for the answer");
    let found = store.query_standing(&text, &Values::new(), view(options.layer), graph.scope());
    drop(progress);
    let answer = match found {
        Ok(answer) => answer,
        Err(error) => {
            session::report(&files, None, vec![syntax_fault(Code::R053, query, &error, store)], ui);
            return Err(Failure::AlreadyReported(Outcome::CouldNotRun));
        }
    };
    let header = Header::parse(&text);
    let kind = if header.get("question").is_some() { QueryKind::Question } else { QueryKind::Query };
    let mut warnings = header.diagnostics(kind, FileId(0));
    warnings.extend(doubts(query, view(options.layer), store));
    session::tell_of_query(&files, warnings, is_saved && options.layer == LayerChoice::All, ui);
    let otherwise = if ui.is_terminal() { QueryFormat::Table } else { QueryFormat::Csv };
    let is_empty = answer.is_empty();
    write(answer, options.format.unwrap_or(otherwise), graph.prefixes(), ui)?;
    Ok(if options.exit_status && is_empty { Outcome::Findings } else { Outcome::Good })
}

fn view(layer: LayerChoice) -> DefaultGraph {
    match layer {
        LayerChoice::All => DefaultGraph::Union,
        LayerChoice::Stated => DefaultGraph::Stated,
        LayerChoice::Wider => DefaultGraph::Wider,
        LayerChoice::Facts => DefaultGraph::Layer(Layer::Facts),
        LayerChoice::Claims => DefaultGraph::Layer(Layer::Claims),
        LayerChoice::Derived => DefaultGraph::Layer(Layer::Derived),
        LayerChoice::Ontology => DefaultGraph::Ontology,
    }
}

/// The query with its path, and whether it is a saved one: typed, from a file, or by its name.
fn text_of(options: &QueryArgs, project: &Project) -> Result<(String, String, bool), Failure> {
    if let Some(text) = &options.text {
        return Ok(("command line".to_owned(), text.clone(), false));
    }
    let name = options.name.as_deref().unwrap_or_default();
    let files = &project.input.files;
    let saved = project.input.queries.iter().map(|id| files.get(*id)).find(|f| f.stem() == name);
    if let Some(file) = saved {
        return Ok((file.path.clone(), file.text.clone(), true));
    }
    if Path::new(name).is_file() {
        let text = read_text(Path::new(name)).map_err(|f| Failure::new(f.message))?;
        return Ok((name.to_owned(), text, false));
    }
    let names: Vec<&str> = project.input.queries.iter().map(|id| files.get(*id).stem()).collect();
    let help = nearest(name, names).map_or_else(
        || "`remit query` lists the saved queries; a query can be typed after -e".to_owned(),
        |n| format!("did you mean `{n}`?"),
    );
    Err(Failure::with_help(format!("there is no query `{name}` and no such file"), help))
}

/// The saved queries, each with the question that its label asks.
fn list(args: &Args, ui: &mut Ui) -> CommandResult {
    let project = session::open(args, ui)?;
    let rows: Vec<Vec<String>> = project
        .input
        .queries
        .iter()
        .map(|id| {
            let file = project.input.files.get(*id);
            let label = Header::parse(&file.text).get("label").unwrap_or_default();
            vec![file.stem().to_owned(), label.to_owned()]
        })
        .collect();
    ui.table(Table::new(&["query", "question"], &rows))?;
    Ok(Outcome::Good)
}

fn write(answer: StandingAnswer, format: QueryFormat, names: &Prefixes, ui: &mut Ui) -> Result<(), Failure> {
    let not_facts = answer.not_facts().iter().map(|s| s.word()).collect::<Vec<_>>().join(", ");
    let standard = match format {
        QueryFormat::Table | QueryFormat::Md => {
            let yes_or_no = matches!(*answer, Answer::Boolean(_));
            let (mut columns, mut rows) = answer.marked().words(names.prefixes());
            if yes_or_no && !not_facts.is_empty() {
                columns.push("standing".to_owned());
                for row in &mut rows {
                    row.push(not_facts.clone());
                }
            }
            return match format {
                QueryFormat::Md => ui.data(&markdown(&columns, &rows)),
                _ => ui.table(Table::new(&columns, &rows)),
            };
        }
        QueryFormat::Ttl | QueryFormat::Nt => return write_triples(&answer, format, names, ui),
        QueryFormat::Csv => AnswerFormat::Csv,
        QueryFormat::Tsv => AnswerFormat::Tsv,
        QueryFormat::Json => AnswerFormat::Json,
        QueryFormat::Xml => AnswerFormat::Xml,
    };
    if matches!(*answer, Answer::Boolean(_)) {
        // The standard forms of yes and no have no room for it.
        if !not_facts.is_empty() {
            ui.talk(&format!("note: this answer rests on claims that are not facts: {not_facts}\n"));
        }
        if matches!(standard, AnswerFormat::Csv | AnswerFormat::Tsv) {
            return ui.result(if answer.is_empty() { "false\n" } else { "true\n" });
        }
    }
    let mut bytes = Vec::new();
    let marked = answer.marked();
    let marked = if standard == AnswerFormat::Csv { marked.for_spreadsheets() } else { marked };
    marked.write(standard, &mut bytes).map_err(|e: StoreError| Failure::from_error(&e))?;
    if matches!(standard, AnswerFormat::Json | AnswerFormat::Xml) {
        bytes.push(b'\n');
    }
    let text = String::from_utf8_lossy(&bytes);
    match standard {
        AnswerFormat::Json => ui.data(&in_json(&text)),
        AnswerFormat::Tsv => ui.data(&coded(&text, push_code)),
        AnswerFormat::Xml => ui.data(&coded(&text, push_reference)),
        AnswerFormat::Csv => ui.data(&text),
    }
}

/// Writes triples; those that are not facts are comments, since nothing in a triple can say how it stands.
fn write_triples(
    answer: &StandingAnswer,
    format: QueryFormat,
    names: &Prefixes,
    ui: &mut Ui,
) -> Result<(), Failure> {
    if !matches!(**answer, Answer::Triples(_)) {
        let help = "use CONSTRUCT or DESCRIBE, or -f table, csv, tsv, json, xml, md";
        return Err(Failure::with_help("this answer has no triples to write", help));
    }
    let (facts, others) = answer.triples_by_standing();
    ui.streamed(|out| {
        match format {
            QueryFormat::Ttl => write::triples(facts.clone(), names, out)?,
            _ => facts.iter().try_for_each(|t| writeln!(out, "{} .", coded(&t.to_string(), push_code)))?,
        }
        others.iter().try_for_each(|(triple, standing)| writeln!(out, "# {}: {triple} .", standing.word()))
    })
}
