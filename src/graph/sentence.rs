//! A claim as one plain sentence, made from labels and templates of the ontology.

use crate::model::claim::{ClaimId, Thing, Value};
use crate::model::words;
use crate::rdf::Scope;

/// Writes a claim as a sentence: who says it is part of the sentence only where it is no plain fact.
///
/// The template of a property (`remit:sentence`) has `{subject}` and `{value}`; without one the label stands between them.
pub fn sentence(id: ClaimId, scope: Scope<'_>) -> String {
    let Scope { dataset, ontology, .. } = scope;
    let claim = dataset.claim(id);
    let speaker = dataset.name(Thing::Entity(claim.speaker));
    let status = ontology.status(claim.status);
    let core = core(id, scope, 0);
    let lead = match (claim.affirmed, claim.disputed, status.plain) {
        (false, ..) => Some(format!("{speaker} denies that")),
        (_, _, false) => Some(format!("In the opinion of {},", lower_article(speaker))),
        (_, true, _) => Some(format!("{speaker} says, and it is disputed, that")),
        _ => None,
    };
    let words = lead.map_or_else(|| core.clone(), |lead| format!("{lead} {}", lower_article(&core)));
    let mut characters = words.trim_end_matches('.').chars();
    let first = characters.next().map(char::to_uppercase);
    let mut out: String = first.into_iter().flatten().chain(characters).collect();
    out.push('.');
    out
}

/// The claim without its voice. Claims about claims are unfolded, at most a few deep.
fn core(id: ClaimId, scope: Scope<'_>, depth: usize) -> String {
    let Scope { dataset, ontology, .. } = scope;
    let claim = dataset.claim(id);
    let property = ontology.property(claim.predicate);
    let thing = |thing: Thing| match thing {
        Thing::Claim(id) if depth < 3 => {
            format!("(the claim that {})", lower_article(&core(id, scope, depth + 1)))
        }
        other => dataset.name(other).to_owned(),
    };
    let qualifier = dataset.details(claim).and_then(|d| d.qualifier).map(|q| &ontology.qualifier(q).label);
    let value = match claim.value {
        Value::Thing(object) => thing(object),
        Value::Text(s) | Value::Decimal(s) | Value::Iri(s) => dataset.text(s).to_owned(),
        Value::Duration(s) => words::span(dataset.text(s)),
        Value::Count(number) => words::number(number),
        Value::Boolean(flag) => flag.to_string(),
        Value::Date(date) => date.to_string(),
        Value::Money(money) => {
            let amount = words::money(dataset.text(money.amount), dataset.text(money.currency));
            match dataset.text(money.per) {
                "total" => format!("{amount} in total"),
                per => format!("{amount} per {per}"),
            }
        }
    };
    let value = match qualifier.map(String::as_str) {
        Some(word) if word != "exact" => format!("{value} ({word})"),
        _ => value,
    };
    match &property.sentence {
        Some(template) => template.replace("{subject}", &thing(claim.subject)).replace("{value}", &value),
        None => format!("{} {} {value}", thing(claim.subject), property.label),
    }
}

/// `The lines` becomes `the lines` inside a sentence; names are left as they are.
fn lower_article(text: &str) -> String {
    match text.strip_prefix("The ") {
        Some(rest) => format!("the {rest}"),
        None => text.to_owned(),
    }
}
