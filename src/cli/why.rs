//! `remit why`: a triple unfolded to rules, claims and words.

use super::args::{Args, ShowFormat, WhyArgs};
use super::session;
use super::ui::Ui;
use super::{CommandResult, Outcome};
use crate::compile::ontology::Range;
use crate::derive::rdf::GraphRef;
use crate::explore::{Fact, Place, Proof, Step, prove, value_in_words};
use crate::model::claim::{PropertyId, Value};
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
            for proof in &proofs {
                let mut out = String::new();
                proof_words(proof, 0, &mut out);
                ui.result(&out)?;
            }
        }
    }
    Ok(if holds { Outcome::Good } else { Outcome::Findings })
}

/// Whether the values of a property are things.
fn has_things(property: PropertyId, scope: GraphRef<'_>) -> bool {
    matches!(scope.ontology.property(property).range, Range::Things(_))
}

fn line(depth: usize, words: &str, out: &mut String) {
    out.push_str(&"  ".repeat(depth));
    out.push_str(words);
    out.push('\n');
}

fn proof_words(proof: &Proof, depth: usize, out: &mut String) {
    let sentence = proof.sentence.join("  ");
    let holds = if proof.holds { "" } else { "  (not a fact in this graph)" };
    line(depth, &format!("{sentence}{holds}"), out);
    for claim in &proof.claims {
        claim_words(claim, depth + 1, out);
    }
    for step in &proof.derivations {
        step_words(step, depth + 1, out);
    }
}

fn claim_words(claim: &Fact, depth: usize, out: &mut String) {
    let how = match claim.standing {
        Standing::Fact | Standing::Inferred => "stated by".to_owned(),
        Standing::Denied => "denied by".to_owned(),
        Standing::Opinion => "an opinion of".to_owned(),
        other => format!("claimed, and {}, by", other.word()),
    };
    line(depth, &format!("{how} {}  [{}]", claim.citation.voice(""), claim.id), out);
    if let Some(quoted) = claim.citation.quoted() {
        line(depth + 1, &quoted, out);
    }
    for (name, remark) in claim.details.iter().filter(|(name, _)| ["note", "doubt"].contains(&name.as_str()))
    {
        line(depth + 1, &format!("{name}: {remark}"), out);
    }
    for disagreement in &claim.disagreements {
        line(depth + 1, &format!("party to the {disagreement}: see `remit conflicts`"), out);
    }
}

fn step_words(step: &Step, depth: usize, out: &mut String) {
    let elsewhere = match step.unfolded {
        Some(Place::Above) => ", see above",
        Some(Place::Below) => ", see below",
        None => "",
    };
    let how = step.standing.word();
    let rule = format!("rule {}: {}", step.rule, step.label);
    let words = if step.supposed {
        format!("would be inferred if all that it rests on were fact, by {rule}{elsewhere}")
    } else {
        format!("{how} by {rule}  [{}]{elsewhere}", step.id)
    };
    line(depth, &words, out);
    if step.unfolded.is_some() {
        return;
    }
    for caution in &step.cautions {
        line(depth + 1, &format!("caution: {caution}"), out);
    }
    premise_words(&step.claims, &step.derived, depth + 1, out);
    for (number, other) in step.other_proofs.iter().enumerate() {
        line(depth + 1, &format!("other proof {}", number + 1), out);
        premise_words(&other.claims, &other.derived, depth + 2, out);
    }
    if let (Some(others), true) = (&step.others, step.other_proofs.is_empty()) {
        line(depth + 1, others, out);
    }
}

fn premise_words(claims: &[Fact], derived: &[Proof], depth: usize, out: &mut String) {
    for claim in claims {
        line(depth, &claim.words, out);
        claim_words(claim, depth + 1, out);
    }
    for below in derived {
        proof_words(below, depth, out);
    }
}
