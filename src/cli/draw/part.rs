//! Figures of parts of the graph: what `near` and `path` find, and what a query gives.

use std::collections::BTreeSet;
use std::path::Path;

use super::super::args::DrawArgs;
use super::super::cite::number;
use super::super::count::counting;
use super::super::ui::Ui;
use super::super::{Failure, Outcome, path, session};
use crate::derive::graph::Graph;
use crate::derive::store::QueryText;
use crate::explore::{Network, PathAnswer, Relation, Relations, paths, reached, thing_in_words};
use crate::model::claim::Thing;
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Severity};
use crate::model::file::{FileId, Files, SourceFile, stem};
use crate::model::header::Header;
use crate::project;
use crate::render::figure::{self, Figure};

/// What is around a thing: all that counts among the things that `near` tells of.
pub(super) fn around(name: &str, options: &DrawArgs, graph: &Graph, ui: &Ui) -> Result<Figure, Failure> {
    let scope = graph.scope();
    let thing = session::thing(name, scope, ui)?;
    let relations = Relations::new(scope);
    let network = Network::new(scope, &relations, counting(&options.count, scope, ui)?);
    let depth = options.steps.depth;
    let things: BTreeSet<Thing> = reached(thing, usize::from(depth), &network).into_iter().collect();
    let hops = number(usize::from(depth), "hop");
    let title = format!("What is at most {hops} away from {}?", title_of(thing, graph));
    let note = network.counting.words(graph.ontology());
    let relations = network.among(&things);
    Ok(Figure::Network(figure::of_relations((&title, &note), &[thing], &relations, scope))
        .with_sources(scope))
}

/// The paths between two things, hop by hop; where there is none, what is missing is told.
pub(super) fn between(
    (from, to): (&str, &str),
    options: &DrawArgs,
    graph: &Graph,
    ui: &Ui,
) -> Result<Figure, Failure> {
    let scope = graph.scope();
    let question = path::question((from, to), &options.ways, scope, ui)?;
    let relations = Relations::new(scope);
    let network = Network::new(scope, &relations, counting(&options.count, scope, ui)?);
    let answer = paths(&question, &network);
    if answer.paths.is_empty() {
        // An answer, and no failure: nothing is drawn.
        ui.talk(&path::words(&answer, &question));
        return Err(Failure::AlreadyReported(Outcome::Findings));
    }
    let names = [question.from, question.to].map(|t| title_of(t, graph));
    let title = format!("What joins {} and {}?", names[0], names[1]);
    let asked: Vec<Thing> = [question.from, question.to].into_iter().chain(question.via).collect();
    let hops = answer.paths.iter().flatten();
    let relations: Vec<Relation> = hops.flat_map(|h| h.evidence.iter().map(|e| e.relation)).collect();
    let network = figure::of_relations((&title, &note(&answer)), &asked, &relations, scope);
    Ok(Figure::Network(network).with_sources(scope))
}

/// How long the paths are, and what counted.
fn note(answer: &PathAnswer) -> String {
    let lengths: Vec<usize> = answer.paths.iter().map(Vec::len).collect();
    let hops = match (lengths.iter().min(), lengths.iter().max()) {
        (Some(least), Some(most)) if least < most => format!("{least} to {}", number(*most, "hop")),
        (_, most) => number(most.copied().unwrap_or(0), "hop"),
    };
    let incomplete = if answer.incomplete { format!("; {}", path::INCOMPLETE) } else { String::new() };
    format!("{} of {hops}{incomplete}; {}", number(answer.paths.len(), "path"), answer.counting)
}

/// A name inside a title: a claim is called by what it says and how it stands.
fn title_of(thing: Thing, graph: &Graph) -> String {
    match thing {
        Thing::Entity(_) => graph.dataset().name(thing).to_owned(),
        Thing::Claim(_) => format!("\u{201c}{}\u{201d}", thing_in_words(thing, graph.scope())),
    }
}

/// What a query gives, with the label in its first lines as title.
pub(super) fn asked_for(path: &Path, graph: &Graph, ui: &Ui) -> Result<Figure, Failure> {
    let text = project::read_text(path).map_err(|fault| Failure::new(fault.message))?;
    let path = path.to_string_lossy().into_owned();
    let label = Header::parse(&text).get("label").map(str::to_owned);
    let title = label.unwrap_or_else(|| format!("What does {} give?", stem(&path)));
    let files = Files::new(vec![SourceFile { path, text: text.clone() }]);
    let query = QueryText { file: FileId(0), text: &text };
    let built = figure::of_query(&title, query, graph.scope(), session::store(graph)?);
    match built {
        Ok((network, warnings)) => {
            session::tell_of_query(&files, warnings, false, ui);
            Ok(Figure::Network(network).with_sources(graph.scope()))
        }
        Err(faults) => {
            let coded = |fault: Diagnostic| match fault.severity {
                Severity::Error => Diagnostic { code: Code::R053, ..fault },
                Severity::Warning => fault,
            };
            session::report(&files, None, faults.into_iter().map(coded).collect(), ui);
            Err(Failure::AlreadyReported(Outcome::CouldNotRun))
        }
    }
}
