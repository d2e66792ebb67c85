//! How two states of a thing, a claim or a disagreement differ, field by field.

use super::same::Same;
use super::{FieldChange, is_one};
use crate::derive::rdf::GraphRef;
use crate::explore::describe::field_in_words;
use crate::explore::disagreements::Dispute;
use crate::model::claim::{Claim, ClaimId, EntityId, Thing, Value};
use crate::model::fields::{Block, ClaimField, Kind};
use crate::model::published::PublishedField;
use crate::model::standing::Standing;

/// The field that differs, if it does.
fn change(field: &str, before: Option<String>, after: Option<String>) -> Option<FieldChange> {
    (before != after).then(|| FieldChange { field: field.to_owned(), before, after })
}

/// What a claim has in a field, as no two different values are written; keys of things as they are now.
pub(super) fn exact(
    field: ClaimField,
    claim: &Claim,
    scope: GraphRef<'_>,
    now: impl Fn(&str) -> String,
) -> Option<String> {
    let GraphRef { dataset, ontology, .. } = scope;
    let text = |symbol| dataset.text(symbol).to_owned();
    Some(match field.kind() {
        Kind::Property(get) => ontology.property(get(claim, dataset)?).iri.clone(),
        Kind::Qualifier(get) => ontology.qualifier(get(claim, dataset)?).iri.clone(),
        Kind::Status(get) => ontology.status(get(claim, dataset)?).iri.clone(),
        Kind::Section(get) => text(dataset.section(get(claim, dataset)?).key),
        Kind::Polarity(get) => get(claim, dataset)?.to_string(),
        kind => match kind.value(claim, dataset)? {
            Value::Thing(thing) => now(dataset.key(thing)),
            Value::Text(symbol) | Value::Decimal(symbol) | Value::Duration(symbol) | Value::Iri(symbol) => {
                text(symbol)
            }
            Value::Count(number) => number.to_string(),
            Value::Boolean(is_so) => is_so.to_string(),
            Value::Date(date) => date.to_string(),
            Value::Money(money) => {
                format!("{} {} {}", dataset.amount(money.amount), text(money.currency), text(money.per))
            }
        },
    })
}

/// Fields in which readers see how a claim changed: what records say, each value once.
fn told(claim: &Claim) -> impl Iterator<Item = ClaimField> {
    let of_value = ClaimField::of_value(claim.value);
    let parts = [ClaimField::Currency, ClaimField::Per];
    ClaimField::of_records().filter(move |field| {
        let twice = *field == ClaimField::Object && of_value != ClaimField::Object;
        !twice && field.block() != Block::Context && !parts.contains(field)
    })
}

/// How a claim differs, its standing included.
pub(super) fn of_claims(before: ClaimId, after: ClaimId, same: &Same<'_>) -> Vec<FieldChange> {
    let (was, is) = (same.old.dataset.claim(before), same.new.dataset.claim(after));
    let fields =
        ClaimField::of_records().filter(|field| told(was).chain(told(is)).any(|told| told == *field));
    let differs = fields.filter_map(|field| {
        let now = |key: &str| same.now(key).to_owned();
        let exact_before = exact(field, was, same.old, now);
        let exact_after = exact(field, is, same.new, str::to_owned);
        if exact_before == exact_after {
            return None;
        }
        let words = |claim, scope: GraphRef<'_>, exact: Option<String>| {
            exact.map(|exact| field_in_words(field, claim, scope).unwrap_or(exact))
        };
        let mut before = words(was, same.old, exact_before.clone());
        let mut after = words(is, same.new, exact_after.clone());
        // Two things of one name are told apart by their keys, and numbers by how they are written.
        if before == after {
            (before, after) = (exact_before, exact_after);
        }
        change(&field.key().replace('-', " "), before, after)
    });
    let (was, is) = (same.old.standing(before), same.new.standing(after));
    differs.chain(standing(was, is)).collect()
}

/// How what is said stands otherwise than before.
pub(super) fn standing(before: Standing, after: Standing) -> Option<FieldChange> {
    change("standing", Some(before.word().to_owned()), Some(after.word().to_owned()))
}

/// How a thing differs.
pub(super) fn of_things(before: EntityId, after: EntityId, same: &Same<'_>) -> Vec<FieldChange> {
    let fields = |id: EntityId, scope: GraphRef<'_>| {
        let GraphRef { dataset, ontology, .. } = scope;
        let entity = dataset.entity(id);
        let text = |symbol| dataset.text(symbol).to_owned();
        let tagged = |names: &[_]| {
            let name = |(tag, name): &(_, _)| format!("{} ({})", text(*name), text(*tag));
            names.iter().map(name).collect::<Vec<_>>().join("; ")
        };
        let listed = |words: String| Some(words).filter(|words| !words.is_empty());
        let digest = dataset.digests().iter().find(|(source, _)| *source == id);
        let mut out = vec![
            ("id", Some(text(entity.key))),
            ("type", Some(ontology.class(entity.class).label.clone())),
            ("name", Some(text(entity.name))),
            ("names", listed(tagged(&entity.names))),
            ("also", listed(dataset.other_names(entity).join("; "))),
            ("note", entity.note.map(text).or_else(|| listed(tagged(&entity.notes)))),
            ("text", entity.text.map(text)),
            ("digest of the text", digest.map(|(_, digest)| text(*digest))),
        ];
        let published = |part: &PublishedField| (part.key(), dataset.published(id, *part).map(str::to_owned));
        out.extend(PublishedField::ALL.iter().map(published));
        out
    };
    let pairs = fields(before, same.old).into_iter().zip(fields(after, same.new));
    let mut out: Vec<FieldChange> =
        pairs.filter_map(|((field, before), (_, after))| change(field, before, after)).collect();
    let voice = |id, scope: GraphRef<'_>| scope.dataset.entity(id).voice.map(Thing::Entity);
    let (was, is) = (voice(before, same.old), voice(after, same.new));
    let is_same = match (was, is) {
        (Some(was), Some(is)) => is_one(was, is, same),
        (was, is) => was.is_none() && is.is_none(),
    };
    if !is_same {
        let name =
            |thing: Option<Thing>, scope: GraphRef<'_>| thing.map(|t| scope.dataset.name(t).to_owned());
        out.push(FieldChange {
            field: "voice".to_owned(),
            before: name(was, same.old),
            after: name(is, same.new),
        });
    }
    out
}

/// How a disagreement differs: what was decided on it.
pub(super) fn of_disputes(before: &Dispute, after: &Dispute) -> Vec<FieldChange> {
    let decision = |dispute: &Dispute| {
        dispute.resolution.as_ref().map(|decision| {
            let on = decision.on.as_ref().map(|date| format!(" on {date}")).unwrap_or_default();
            let holds = if decision.holds.is_empty() { "none".to_owned() } else { decision.holds.join(", ") };
            format!("{} by {}{on}: {}", holds, decision.by, decision.reason)
        })
    };
    let why = change("why", Some(before.why.clone()), Some(after.why.clone()));
    change("decision", decision(before), decision(after)).into_iter().chain(why).collect()
}
