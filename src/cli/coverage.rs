//! `remit coverage`: which sentences of a source carry claims, and which carry none.

use serde::Serialize;

use super::args::{Args, CoverageArgs, ShowFormat};
use super::page::Page;
use super::session;
use super::table::Table;
use super::ui::Ui;
use super::{CommandResult, Failure, Outcome};
use crate::compile::evidence::{Sentence, SourceState, coverage};
use crate::derive::graph::Graph;
use crate::explore::names;
use crate::model::claim::Thing;
use crate::model::vocab;
use crate::project::Project;

/// What the command tells of one source.
#[derive(Serialize)]
struct Told<'a> {
    source: &'a str,
    sentences: &'a [Sentence],
}

/// Runs the command.
pub(super) fn run(args: &Args, options: &CoverageArgs, ui: &mut Ui) -> CommandResult {
    let (project, graph) = session::know(args, ui)?;
    let source = source(options, &graph, ui)?;
    let sentences = sentences(source, &project, &graph)?;
    let with = sentences.iter().filter(|s| s.claims > 0).count();
    let percent = if sentences.is_empty() { 100 } else { with * 100 / sentences.len() };
    match options.format {
        ShowFormat::Json => {
            let told = Told { source: &source.key, sentences: &sentences };
            ui.json(&told)?;
        }
        ShowFormat::Text => ui.page(&words(source, &sentences, with, percent, &graph))?,
    }
    let enough = options.fail_under.is_none_or(|least| percent >= usize::from(least));
    Ok(if enough { Outcome::Good } else { Outcome::Findings })
}

/// The source that is meant: the one that is named, or the only one.
fn source<'a>(options: &CoverageArgs, graph: &'a Graph, ui: &Ui) -> Result<&'a SourceState, Failure> {
    let sources = &graph.verification().sources;
    let keys: Vec<&str> = sources.iter().map(|s| s.key.as_str()).collect();
    match (&options.source, sources.as_slice()) {
        (None, [only]) => Ok(only),
        (None, []) => Err(Failure::new("no source of this graph is quoted")),
        (None, _) => {
            Err(Failure::with_help("there are several sources", format!("name one of: {}", keys.join(", "))))
        }
        (Some(wanted), _) => {
            let scope = graph.scope();
            let class = scope.ontology.find_class_iri(vocab::remit::SOURCE);
            let source = session::taken(wanted, names::thing_of(wanted, class, scope), ui)?;
            let key = scope.dataset.key(source);
            sources.iter().find(|s| s.key == key).ok_or_else(|| {
                let help = format!("quoted are: {}", keys.join(", "));
                Failure::with_help(format!("no claim quotes the source `{key}`"), help)
            })
        }
    }
}

fn sentences(source: &SourceState, project: &Project, graph: &Graph) -> Result<Vec<Sentence>, Failure> {
    let text = source.file.as_ref().and_then(|file| project.input.texts.get(file));
    let text = text.ok_or_else(|| {
        let file = source.file.as_deref().unwrap_or("the text");
        let help = format!("put `{file}` into the sources folder, or give its folder with --sources");
        Failure::with_help(
            format!("the text of `{}` is not here, so its sentences are not known", source.key),
            help,
        )
    })?;
    let dataset = graph.dataset();
    let of_source = |c: &&crate::model::claim::Claim| dataset.key(Thing::Entity(c.source)) == source.key;
    let quotes: Vec<&[(u32, u32)]> = dataset
        .claims()
        .iter()
        .filter(of_source)
        .filter_map(|c| Some(dataset.passage(c.passage?).spans()))
        .collect();
    Ok(coverage(text, &source.sections, &quotes))
}

fn words(source: &SourceState, sentences: &[Sentence], with: usize, percent: usize, graph: &Graph) -> Page {
    let dataset = graph.dataset();
    let name = |key: &str| {
        let section = dataset
            .sections()
            .iter()
            .find(|s| dataset.text(s.key) == key && dataset.key(Thing::Entity(s.source)) == source.key);
        section.map_or("", |s| dataset.text(s.name)).to_owned()
    };
    let mut keys: Vec<&str> = sentences.iter().map(|s| s.section.as_str()).collect();
    keys.dedup();
    let rows: Vec<Vec<String>> = keys
        .iter()
        .map(|key| {
            let of: Vec<&Sentence> = sentences.iter().filter(|s| s.section == *key).collect();
            let with = of.iter().filter(|s| s.claims > 0).count();
            let claims: usize = of.iter().map(|s| s.claims).sum();
            vec![
                (*key).to_owned(),
                name(key),
                of.len().to_string(),
                with.to_string(),
                tenths(claims, of.len()),
            ]
        })
        .collect();
    let columns = ["section", "name", "sentences", "with claims", "claims a sentence"];
    let mut page = Page::default();
    let told = format!(": {with} of {} sentences carry claims ({percent} %)", sentences.len());
    page.line(0).name(&source.key).text(told);
    page.gap();
    page.table(Table::new(&columns, &rows).uncounted());
    let bare: Vec<&Sentence> = sentences.iter().filter(|s| s.claims == 0).collect();
    if !bare.is_empty() {
        page.gap();
        page.line(0).text("Without a claim:");
    }
    for sentence in bare {
        let section = if sentence.section.is_empty() { "-" } else { &sentence.section };
        let place = format!("{section} {}-{}  ", sentence.start, sentence.end);
        page.line(2).note(place).quote(&sentence.text);
    }
    page
}

/// How many of something each of some others has, in tenths, rounded.
fn tenths(parts: usize, of: usize) -> String {
    let tenths = (parts * 20 + of) / (of * 2);
    format!("{}.{}", tenths / 10, tenths % 10)
}
