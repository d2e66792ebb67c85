//! `remit why`: a triple unfolded to rules, claims and words.

use super::args::{Args, ShowFormat, WhyArgs};
use super::page::Page;
use super::session;
use super::ui::Ui;
use super::{CommandResult, Outcome};
use crate::compile::mapping::decisions;
use crate::compile::ontology::Range;
use crate::compile::read::row_at;
use crate::derive::graph::Graph;
use crate::derive::rdf::GraphRef;
use crate::explore::{Fact, Place, Proof, Step, prove, value_in_words};
use crate::model::claim::{PropertyId, Thing, Value};
use crate::model::standing::Standing;

/// Runs the command.
pub(super) fn run(args: &Args, options: &WhyArgs, ui: &mut Ui) -> CommandResult {
    let (_, graph) = session::build_as_of(args, options.as_of, ui)?;
    let scope = graph.scope();
    let subject = session::thing(&options.subject, scope, ui)?;
    let property = session::property(&options.predicate, scope, ui)?;
    let supposed = session::supposed(&graph)?;
    let proved = |value: Option<&str>| prove(subject, property, value, scope, &supposed, options.all);
    let proofs = match &options.object {
        None => proved(None),
        Some(value) => match proved(Some(value)) {
            // A value as it was typed is not looked up: only where there is none it may be the name of a thing.
            none if none.is_empty() && has_things(property, scope) => {
                proved(Some(&value_in_words(Value::Thing(session::thing(value, scope, ui)?), scope)))
            }
            proofs => proofs,
        },
    };
    let holds = proofs.iter().any(|p| p.holds);
    match options.format {
        ShowFormat::Json => ui.json(&proofs)?,
        ShowFormat::Text if proofs.is_empty() => {
            ui.result("no claim says so and no rule derives it: nothing is known of this\n")?;
        }
        ShowFormat::Text => {
            let mut page = Page::default();
            for proof in &proofs {
                proof_words(proof, &graph, 0, &mut page);
            }
            ui.page(&page)?;
        }
    }
    Ok(if holds { Outcome::Good } else { Outcome::Findings })
}

/// Whether the values of a property are things.
fn has_things(property: PropertyId, scope: GraphRef<'_>) -> bool {
    matches!(scope.ontology.property(property).range, Range::Things(_))
}

fn proof_words(proof: &Proof, graph: &Graph, depth: usize, page: &mut Page) {
    let line = page.line(2 * depth).name(proof.sentence.join("  "));
    if !proof.holds {
        line.caution("  (not a fact in this graph)");
    }
    proof.claims.iter().for_each(|claim| claim_words(claim, graph, depth + 1, page));
    proof.derivations.iter().for_each(|step| step_words(step, graph, depth + 1, page));
}

fn claim_words(claim: &Fact, graph: &Graph, depth: usize, page: &mut Page) {
    let how = match claim.standing {
        Standing::Fact | Standing::Inferred => "stated by".to_owned(),
        Standing::Denied => "denied by".to_owned(),
        Standing::Opinion => "an opinion of".to_owned(),
        other => format!("claimed, and {}, by", other.word()),
    };
    page.line(2 * depth).text(format!("{how} {}", claim.citation.voice_inside(""))).key(&claim.id);
    let below = 2 * depth + 2;
    if let Some(quoted) = claim.citation.quoted() {
        page.line(below).quote(quoted);
    }
    for (place, words) in row_words(claim, graph) {
        page.line(below).note(format!("{place}: ")).quote(words);
    }
    for (name, remark) in claim.details.iter().filter(|(name, _)| ["note", "doubt"].contains(&name.as_str()))
    {
        page.line(below).note(format!("{name}: ")).text(remark);
    }
    for disagreement in &claim.disagreements {
        page.line(below).caution(format!("party to the {disagreement}: see `remit conflicts`"));
    }
}

/// For a claim that a mapping made of data: what stands in its row, and what was decided on the names in it, each with file and line.
fn row_words(claim: &Fact, graph: &Graph) -> Vec<(String, String)> {
    let dataset = graph.scope().dataset;
    let Some(Thing::Claim(id)) = dataset.find(&claim.id) else { return Vec::new() };
    let claim = dataset.claim(id);
    let input = graph.input();
    let Some(row) = input.mapped_row(claim.origin) else { return Vec::new() };
    let mut told = vec![(row.place.clone(), row.words())];
    let links = decisions(&input.files, row.mapping, &input.manifest);
    let ends = [Some(claim.subject), claim.value.thing()].into_iter().flatten();
    let ends: Vec<&str> = ends.map(|thing| dataset.key(thing)).collect();
    for decision in links.decisions.iter().filter(|decision| decision.is_same) {
        let is_in_row = row.values.iter().any(|(_, value)| *value == decision.subject);
        if let (true, true, Some(table)) = (ends.contains(&&*decision.object), is_in_row, links.file) {
            let table = input.files.get(table);
            let (line, _) = row_at(table, decision.subject_span.start as usize);
            let remark =
                if decision.remark.is_empty() { String::new() } else { format!(" ({})", decision.remark) };
            let words = format!("\u{201c}{}\u{201d} is {}{remark}", decision.subject, decision.object);
            told.push((format!("{}:{line}", table.path), words));
        }
    }
    told
}

fn step_words(step: &Step, graph: &Graph, depth: usize, page: &mut Page) {
    let elsewhere = match step.unfolded {
        Some(Place::Above) => ", see above",
        Some(Place::Below) => ", see below",
        None => "",
    };
    let how = step.standing.word();
    let rule = format!("rule {}: {}", step.rule, step.label);
    let line = page.line(2 * depth);
    if step.supposed {
        line.text(format!("would be inferred if all that it rests on were fact, by {rule}{elsewhere}"));
    } else {
        line.text(format!("{how} by {rule}")).key(&step.id).text(elsewhere);
    }
    if step.unfolded.is_some() {
        return;
    }
    for caution in &step.cautions {
        page.line(2 * depth + 2).caution(format!("caution: {caution}"));
    }
    premise_words(&step.claims, &step.derived, graph, depth + 1, page);
    for (number, other) in step.other_proofs.iter().enumerate() {
        page.line(2 * depth + 2).text(format!("other proof {}", number + 1));
        premise_words(&other.claims, &other.derived, graph, depth + 2, page);
    }
    if let (Some(others), true) = (&step.others, step.other_proofs.is_empty()) {
        page.line(2 * depth + 2).text(others);
    }
}

fn premise_words(claims: &[Fact], derived: &[Proof], graph: &Graph, depth: usize, page: &mut Page) {
    for claim in claims {
        page.line(2 * depth).text(&claim.words);
        claim_words(claim, graph, depth + 1, page);
    }
    for below in derived {
        proof_words(below, graph, depth, page);
    }
}
