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
use crate::explore::{
    Hop, Network, PathAnswer, Relation, Relations, beyond, paths, reached, thing_in_text, thing_in_words,
};
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
    let name = title_of(thing, graph);
    let title = match depth {
        1 => format!("What is directly connected to {name}?"),
        _ => format!("What is at most {} away from {name}?", number(usize::from(depth), "hop")),
    };
    let note = network.counting.words(graph.ontology());
    let relations = network.among(&things);
    let mut found = figure::of_relations((&title, &note), &[thing], &relations, scope);
    for (thing, count) in beyond(&things, &network) {
        let key = scope.dataset.key(thing);
        found.nodes.iter_mut().filter(|n| n.key == key).for_each(|n| n.beyond = count);
    }
    Ok(Figure::Network(found).with_sources(scope))
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
        ui.tell(&path::words(&answer, &question));
        return Err(Failure::AlreadyReported(Outcome::Findings));
    }
    let names = [question.from, question.to].map(|t| title_of(t, graph));
    let title = format!("What joins {} and {}?", names[0], names[1]);
    let asked: Vec<Thing> = [question.from, question.to].into_iter().chain(question.via).collect();
    let hops = answer.paths.iter().flatten();
    let relations: Vec<Relation> = hops.flat_map(|h| h.evidence.iter().map(|e| e.relation)).collect();
    let mut network = figure::of_relations((&title, &note(&answer)), &asked, &relations, scope);
    number_paths(&mut network, &answer, &note(&answer));
    Ok(Figure::Network(network).with_sources(scope))
}

/// Numbers edges as one meets them who follows the paths, and says which belong to each path.
fn number_paths(network: &mut figure::Network, answer: &PathAnswer, note: &str) {
    let key = |node: usize| network.nodes.get(node).map_or("", |n| n.key.as_str());
    let joins = |edge: &figure::Edge, ends: [&str; 2]| {
        let own = [key(edge.from), key(edge.to)];
        own == ends || own == [ends[1], ends[0]]
    };
    let of_hop = |hop: &Hop| {
        let ends = [hop.from.id.as_str(), hop.to.id.as_str()];
        (0..network.edges.len()).filter(|i| joins(&network.edges[*i], ends)).collect::<Vec<usize>>()
    };
    let paths: Vec<Vec<usize>> = answer.paths.iter().map(|p| p.iter().flat_map(of_hop).collect()).collect();
    let mut order: Vec<usize> = Vec::new();
    for edge in paths.iter().flatten().copied().chain(0..network.edges.len()) {
        if !order.contains(&edge) {
            order.push(edge);
        }
    }
    let number = |edge: &usize| order.iter().position(|e| e == edge).map_or(0, |at| at + 1);
    let told = paths.iter().enumerate().map(|(i, edges)| {
        let numbers: Vec<String> = edges.iter().map(|e| format!("[{}]", number(e))).collect();
        format!("path {}: {}", i + 1, numbers.join(" "))
    });
    let told = told.collect::<Vec<_>>().join("; ");
    let mut edges: Vec<figure::Edge> = order.iter().filter_map(|e| network.edges.get(*e).cloned()).collect();
    edges.iter_mut().enumerate().for_each(|(i, edge)| edge.number = i + 1);
    network.edges = edges;
    let subtitle = &mut network.heading.subtitle;
    // What counted stays at the end.
    let counts = subtitle.strip_suffix(note).unwrap_or(subtitle);
    *subtitle = format!("{counts}{told}; {note}");
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

/// A name inside a title, as sentences write it: a claim is called by what it says and how it stands.
fn title_of(thing: Thing, graph: &Graph) -> String {
    match thing {
        Thing::Entity(_) => thing_in_text(thing, graph.scope()),
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
