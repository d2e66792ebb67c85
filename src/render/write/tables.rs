//! The graph as CSV tables for spreadsheets and data frames: entities, claims, what was derived, what disagrees.

use std::io::{self, Write};

use super::csv_row;
use crate::derive::rdf::GraphRef;
use crate::model::claim::{ClaimId, Thing, Value};
use crate::model::fields::{Block, ClaimField, Kind};
use crate::model::standing::Standing;
use crate::model::text::Symbol;
use crate::model::triple::{Predicate, Term, Triple};

/// Writes one row per entity.
///
/// # Errors
///
/// When `out` cannot be written.
pub fn entities_table(scope: GraphRef<'_>, out: &mut dyn Write) -> io::Result<()> {
    let GraphRef { dataset, ontology, .. } = scope;
    out.write_all(csv_row(&["id", "type", "name", "also", "note"]).as_bytes())?;
    for entity in dataset.entities() {
        let also = dataset.other_names(entity);
        let note = entity.note.map_or("", |n| dataset.text(n));
        let class = &ontology.class(entity.class).key;
        let row =
            csv_row(&[dataset.text(entity.key), class, dataset.text(entity.name), &also.join("; "), note]);
        out.write_all(row.as_bytes())?;
    }
    Ok(())
}

/// The columns of claims.
const CLAIM_BLOCKS: [Block; 12] = [
    Block::Statement,
    Block::Quantity,
    Block::Firmness,
    Block::Polarity,
    Block::Voice,
    Block::Place,
    Block::Words,
    Block::Span,
    Block::Time,
    Block::Order,
    Block::Standing,
    Block::Remark,
];

/// Writes one row per claim, with everything that is known of it.
///
/// # Errors
///
/// When `out` cannot be written.
pub fn claims_table(scope: GraphRef<'_>, out: &mut dyn Write) -> io::Result<()> {
    let fields: Vec<ClaimField> = ClaimField::of_blocks(&CLAIM_BLOCKS).collect();
    out.write_all(csv_row(&fields.iter().map(|f| f.key()).collect::<Vec<_>>()).as_bytes())?;
    for id in scope.dataset.claim_ids() {
        let row: Vec<String> = fields.iter().map(|f| cell(*f, id, scope)).collect();
        out.write_all(csv_row(&row.iter().map(String::as_str).collect::<Vec<_>>()).as_bytes())?;
    }
    Ok(())
}

/// What a claim has in a field, as a record writes it.
pub(crate) fn cell(field: ClaimField, id: ClaimId, scope: GraphRef<'_>) -> String {
    let GraphRef { dataset, ontology, standings, .. } = scope;
    let (claim, standing) = (dataset.claim(id), standings.all_of(id));
    let text = |s: Symbol| dataset.text(s).to_owned();
    let found = match field.kind() {
        Kind::Property(get) => get(claim, dataset).map(|p| ontology.property(p).key.clone()),
        Kind::Qualifier(get) => get(claim, dataset).map(|q| ontology.qualifier(q).key.clone()),
        Kind::Status(get) => get(claim, dataset).map(|s| ontology.status(s).key.clone()),
        Kind::Section(get) => get(claim, dataset).map(|s| text(dataset.section(s).key)),
        Kind::Passage(get) => get(claim, dataset).map(|p| text(dataset.passage(p).quote)),
        Kind::Polarity(get) => {
            get(claim, dataset).map(|yes| if yes { "affirmed" } else { "denied" }.to_owned())
        }
        Kind::Standing(get) => Some(get(standing).word().to_owned()),
        Kind::Flag(is) => Some(is(claim, dataset, standing).to_string()),
        // Money and counts have columns of their own.
        Kind::Value(_) if ClaimField::of_value(claim.value) != field => None,
        kind => kind.value(claim, dataset).map(|value| match value {
            Value::Thing(thing) => dataset.key(thing).to_owned(),
            Value::Text(s) | Value::Decimal(s) | Value::Duration(s) | Value::Iri(s) => text(s),
            Value::Boolean(flag) => flag.to_string(),
            Value::Date(date) => date.to_string(),
            Value::Count(number) => number.to_string(),
            Value::Money(money) => dataset.amount(money.amount),
        }),
    };
    found.unwrap_or_default()
}

fn optional(value: Option<impl ToString>) -> String {
    value.map(|v| v.to_string()).unwrap_or_default()
}

/// Writes one row per derivation.
///
/// # Errors
///
/// When `out` cannot be written.
pub fn derived_table(scope: GraphRef<'_>, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(
        csv_row(&[
            "subject",
            "predicate",
            "object",
            "rule",
            "claims",
            "derivations",
            "other-proofs",
            "rests-on-opinion",
            "standing",
            "caution",
        ])
        .as_bytes(),
    )?;
    let GraphRef { dataset, ontology, derived, .. } = scope;
    let key =
        |term: Term| term.thing().map_or_else(|| scope.ntriples(term), |thing| dataset.key(thing).to_owned());
    for (id, derivation) in derived.iter() {
        let Triple { subject, predicate, object } = derivation.triple;
        let predicate = match predicate {
            Predicate::Property(id) => ontology.property(id).key.clone(),
            Predicate::Other(_) => format!("<{}>", scope.iri(predicate)),
        };
        let best = derived.best(id);
        let claims: Vec<&str> = best.claims().map(|c| dataset.key(Thing::Claim(c))).collect();
        let derivations: Vec<String> = best.derivations().map(|d| derived.get(d).key.to_string()).collect();
        let opinion = if derivation.standing == Standing::InferredFromOpinion { "yes" } else { "no" };
        let row = csv_row(&[
            &key(subject),
            &predicate,
            &key(object),
            &derived.rule(derivation).key,
            &claims.join("; "),
            &derivations.join("; "),
            &derived.others(id).to_string(),
            opinion,
            derivation.standing.word(),
            &derived.cautions(derivation).collect::<Vec<_>>().join(" "),
        ]);
        out.write_all(row.as_bytes())?;
    }
    Ok(())
}

/// Writes one row per disagreement, with the decision on it.
///
/// # Errors
///
/// When `out` cannot be written.
pub fn disagreements_table(scope: GraphRef<'_>, out: &mut dyn Write) -> io::Result<()> {
    let GraphRef { dataset, disagreements, .. } = scope;
    let columns = ["id", "kind", "about", "claims", "noted-by", "why", "open", "holds", "by", "on", "reason"];
    out.write_all(csv_row(&columns).as_bytes())?;
    let keys = |claims: &[ClaimId]| -> String {
        claims.iter().map(|id| dataset.key(Thing::Claim(*id))).collect::<Vec<_>>().join("; ")
    };
    for disagreement in disagreements {
        let decision = disagreement.resolution.map(|i| &dataset.resolutions()[i]);
        let row = csv_row(&[
            &disagreement.key,
            disagreement.kind.word(),
            dataset.key(disagreement.about),
            &keys(&disagreement.claims),
            disagreement.noted_by.map_or("", |id| dataset.key(Thing::Claim(id))),
            &disagreement.why,
            if decision.is_none() { "yes" } else { "no" },
            &decision.map(|d| keys(&d.holds)).unwrap_or_default(),
            decision.map_or("", |d| dataset.text(d.by)),
            &optional(decision.and_then(|d| d.on)),
            decision.map_or("", |d| dataset.text(d.reason)),
        ]);
        out.write_all(row.as_bytes())?;
    }
    Ok(())
}
