//! `remit query`: SPARQL in, tables and standard forms out. Nothing is ever cut.

use std::path::Path;

use super::args::{Args, LayerChoice, QueryArgs, QueryFormat};
use super::table::Table;
use super::ui::Ui;
use super::{CommandResult, Failure, Outcome};
use super::{limited, push, session};
use crate::derive::rdf::Layer;
use crate::derive::rdf::Prefixes;
use crate::derive::store::{
    Answer, AnswerFormat, DefaultGraph, QueryText, StandingAnswer, Store, StoreError, Values, doubts,
    syntax_fault,
};
use crate::model::code::Code;
use crate::model::diagnostic::Diagnostic;
use crate::model::escape::{coded, in_json, push_code, push_reference};
use crate::model::file::{FileId, Files, SourceFile};
use crate::model::header::{Header, QueryKind};
use crate::model::nearest::nearest;
use crate::project::parts::{Parts, asked_of};
use crate::project::{FrozenGraph, read_text};
use crate::render::write::{self, markdown};

/// Runs the command.
pub(super) fn run(args: &Args, options: &QueryArgs, ui: &mut Ui) -> CommandResult {
    if options.name.is_none() && options.text.is_none() {
        return list(args, ui);
    }
    if options.endpoint.is_some() {
        return push::ask(args, options, ui);
    }
    if limited::is_wanted(options) && !args.limited {
        return limited::again(options);
    }
    if let Some(frozen) = session::frozen(args, options.as_of, ui)?
        && let Some(outcome) = ask_frozen(&frozen, (&session::root(args)?, args.limited), options, ui)?
    {
        return Ok(outcome);
    }
    let (project, graph) = session::build_as_of(args, options.as_of, ui)?;
    let input = &project.input;
    let saved: Vec<String> = input.queries.iter().map(|id| input.files.get(*id).path.clone()).collect();
    let read = |path: &str| {
        let file = input.files.find(path).map(|id| input.files.get(id).text.clone());
        file.ok_or_else(|| Failure::new(format!("`{path}` is gone")))
    };
    let asked = asked(options, &saved, read)?;
    let mut parts = Parts::default();
    let part = parts.of_question(&graph, asked.query()).map_err(|faults| {
        session::report(&asked.files, None, faults, ui);
        Failure::AlreadyReported(Outcome::CouldNotRun)
    })?;
    if let Some((_, basis)) = &part {
        ui.talk(&format!("{basis}\n"));
    }
    let store = session::store(part.map_or(&graph, |(part, _)| part))?;
    if args.limited {
        limited::begin(options)?;
    }
    let found = look_up(&asked, store, options, ui);
    tell(&asked, found, store, options, ui)
}

/// Answers from the store that the last build kept; nothing where the question is one of some sources alone, or the store turns out
/// to be damaged.
fn ask_frozen(
    frozen: &FrozenGraph,
    (root, is_limited): (&Path, bool),
    options: &QueryArgs,
    ui: &mut Ui,
) -> Result<Option<Outcome>, Failure> {
    let read = |path: &str| read_text(&root.join(path)).map_err(|fault| Failure::new(fault.message));
    let asked = asked(options, &frozen.queries, read)?;
    if !asked_of(asked.query()).is_ok_and(|asked| asked.selection.is_all()) {
        return Ok(None);
    }
    if is_limited {
        limited::begin(options)?;
    }
    let found = look_up(&asked, &frozen.store, options, ui);
    if let Err(StoreError::Damaged(damage)) = found {
        session::tell_damage("the store of this graph", damage, ui);
        return Ok(None);
    }
    ui.warned(frozen.warnings);
    tell(&asked, found, &frozen.store, options, ui).map(Some)
}

/// The answer, and what is doubtful in the query.
fn look_up(
    asked: &Asked,
    store: &Store,
    options: &QueryArgs,
    ui: &Ui,
) -> Result<(StandingAnswer, Vec<Diagnostic>), StoreError> {
    let progress = ui.progress("looking for the answer");
    let view = view(options.layer);
    let answer = store.query_standing(asked.query().text, &Values::new(), view)?;
    let doubts = doubts(asked.query(), view, store);
    drop(progress);
    store.sound((answer, doubts))
}

/// Writes the answer and tells what is doubtful, or why there is none.
fn tell(
    asked: &Asked,
    found: Result<(StandingAnswer, Vec<Diagnostic>), StoreError>,
    store: &Store,
    options: &QueryArgs,
    ui: &mut Ui,
) -> CommandResult {
    let (answer, doubts) = match found {
        Ok(found) => found,
        Err(error) => {
            let fault = syntax_fault(Code::R053, asked.query(), &error, store);
            session::report(&asked.files, None, vec![fault], ui);
            return Err(Failure::AlreadyReported(Outcome::CouldNotRun));
        }
    };
    let header = Header::parse(asked.query().text);
    let kind = if header.get("question").is_some() { QueryKind::Question } else { QueryKind::Query };
    let mut warnings = header.diagnostics(kind, FileId(0));
    warnings.extend(doubts);
    session::tell_of_query(&asked.files, warnings, asked.is_saved && options.layer == LayerChoice::All, ui);
    let otherwise = if ui.is_terminal() { QueryFormat::Table } else { QueryFormat::Csv };
    let is_empty = answer.is_empty();
    let answer = answer.in_order();
    let names = Prefixes::new(store.base(), &store.prefixes().iter().cloned().collect());
    write(answer, options.format.unwrap_or(otherwise), &names, ui)?;
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

/// A query that is asked.
pub(super) struct Asked {
    /// Its text as the one file.
    pub(super) files: Files,
    is_saved: bool,
}

impl Asked {
    pub(super) fn query(&self) -> QueryText<'_> {
        QueryText { file: FileId(0), text: &self.files.get(FileId(0)).text }
    }
}

/// The query that is meant: typed, from a file, or by the name of a saved one.
pub(super) fn asked(
    options: &QueryArgs,
    saved: &[String],
    read: impl Fn(&str) -> Result<String, Failure>,
) -> Result<Asked, Failure> {
    let of = |path: &str, text: String, is_saved| {
        let file = SourceFile { path: path.to_owned(), text };
        Ok(Asked { files: Files::new(vec![file]), is_saved })
    };
    if let Some(text) = &options.text {
        return of("command line", text.clone(), false);
    }
    let name = options.name.as_deref().unwrap_or_default();
    let stem = |path: &String| {
        Path::new(path).file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
    };
    if let Some(path) = saved.iter().find(|path| stem(path) == name) {
        return of(path, read(path)?, true);
    }
    if Path::new(name).is_file() {
        let text = read_text(Path::new(name)).map_err(|f| Failure::new(f.message))?;
        return of(name, text, false);
    }
    let names: Vec<String> = saved.iter().map(stem).collect();
    let help = nearest(name, names.iter().map(String::as_str)).map_or_else(
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
    if rows.is_empty() {
        ui.talk("no query is saved: put one into the folder of the data as a file that ends in .rq, or type one after -e\n");
        return Ok(Outcome::Good);
    }
    ui.table(Table::new(&["query", "question"], &rows))?;
    Ok(Outcome::Good)
}

/// Writes an answer in a form.
pub(super) fn write(
    answer: StandingAnswer,
    format: QueryFormat,
    names: &Prefixes,
    ui: &mut Ui,
) -> Result<(), Failure> {
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
