//! The graph as CSV tables for spreadsheets and data frames: entities, claims, what was derived, what disagrees.

use std::io::{self, Write};

use super::csv_row;
use crate::derive::rdf::{Scope, Space};
use crate::model::claim::{Claim, ClaimId, Thing, Value};
use crate::model::dataset::Dataset;

/// Writes one row per entity.
pub fn entities_table(scope: Scope<'_>, out: &mut dyn Write) -> io::Result<()> {
    let Scope { dataset, ontology, .. } = scope;
    out.write_all(csv_row(&["id", "type", "name", "also", "note"]).as_bytes())?;
    for entity in dataset.entities() {
        let also: Vec<&str> = entity.also.iter().map(|s| dataset.text(*s)).collect();
        let note = entity.note.map_or("", |n| dataset.text(n));
        let class = &ontology.class(entity.class).key;
        let row =
            csv_row(&[dataset.text(entity.key), class, dataset.text(entity.name), &also.join("; "), note]);
        out.write_all(row.as_bytes())?;
    }
    Ok(())
}

/// Writes one row per claim, with everything that is known of it.
pub fn claims_table(scope: Scope<'_>, out: &mut dyn Write) -> io::Result<()> {
    const COLUMNS: [&str; 26] = [
        "id",
        "subject",
        "predicate",
        "object",
        "amount",
        "currency",
        "per",
        "count",
        "qualifier",
        "status",
        "polarity",
        "speaker",
        "reported-by",
        "source",
        "section",
        "quote",
        "start",
        "end",
        "from",
        "until",
        "deadline",
        "when",
        "position",
        "plain",
        "note",
        "doubt",
    ];
    out.write_all(csv_row(&COLUMNS).as_bytes())?;
    for claim in scope.dataset.claims() {
        let row = claim_row(scope, claim);
        out.write_all(csv_row(&row.iter().map(String::as_str).collect::<Vec<_>>()).as_bytes())?;
    }
    Ok(())
}

fn claim_row(scope: Scope<'_>, claim: &Claim) -> [String; 26] {
    let Scope { dataset, ontology, .. } = scope;
    let details = dataset.details(claim).cloned().unwrap_or_default();
    let (money, count) = match claim.value {
        Value::Money(money) => (Some(money), None),
        Value::Count(count) => (details.money, Some(count)),
        _ => (details.money, details.count),
    };
    let text =
        |s: Option<crate::model::text::Symbol>| s.map(|s| dataset.text(s).to_owned()).unwrap_or_default();
    let entity = |id| dataset.key(Thing::Entity(id)).to_owned();
    let passage = claim.passage.map(|p| dataset.passage(p));
    let position = passage.and_then(|p| p.position);
    let yes = |flag: bool, yes: &str, no: &str| if flag { yes.to_owned() } else { no.to_owned() };
    [
        dataset.text(claim.key).to_owned(),
        dataset.key(claim.subject).to_owned(),
        ontology.property(claim.predicate).key.clone(),
        object(dataset, claim.value),
        text(money.map(|m| m.amount)),
        text(money.map(|m| m.currency)),
        text(money.map(|m| m.per)),
        optional(count),
        details.qualifier.map(|q| ontology.qualifier(q).key.clone()).unwrap_or_default(),
        ontology.status(claim.status).key.clone(),
        yes(claim.affirmed, "affirmed", "denied"),
        entity(claim.speaker),
        details.reported_by.map(entity).unwrap_or_default(),
        entity(claim.source),
        passage
            .and_then(|p| p.section)
            .map(|s| dataset.text(dataset.section(s).key).to_owned())
            .unwrap_or_default(),
        text(passage.map(|p| p.quote)),
        optional(position.map(|p| p.0)),
        optional(position.map(|p| p.1)),
        optional(details.from),
        optional(details.until),
        optional(details.deadline),
        text(details.when),
        optional(details.position),
        yes(crate::derive::rdf::is_plain(claim, ontology), "yes", "no"),
        text(details.note),
        text(details.doubt),
    ]
}

fn optional(value: Option<impl ToString>) -> String {
    value.map(|v| v.to_string()).unwrap_or_default()
}

/// The value of a claim as text; money and counts have columns of their own.
fn object(dataset: &Dataset, value: Value) -> String {
    match value {
        Value::Thing(thing) => dataset.key(thing).to_owned(),
        Value::Text(s) | Value::Decimal(s) | Value::Duration(s) | Value::Iri(s) => dataset.text(s).to_owned(),
        Value::Boolean(flag) => flag.to_string(),
        Value::Date(date) => date.to_string(),
        Value::Count(_) | Value::Money(_) => String::new(),
    }
}

/// Writes one row per derivation.
pub fn derived_table(scope: Scope<'_>, out: &mut dyn Write) -> io::Result<()> {
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
            "caution",
        ])
        .as_bytes(),
    )?;
    for derivation in &scope.derived.derivations {
        let rule = &scope.derived.rules[derivation.rule];
        let [subject, predicate, object] = &derivation.triple;
        let property = scope.ontology.find_property_iri(predicate.trim_matches(['<', '>']));
        let predicate = property.map_or(predicate.as_str(), |p| scope.ontology.property(p).key.as_str());
        let opinion = if derivation.rests_on_opinion { "yes" } else { "no" };
        let row = csv_row(&[
            key(subject, scope.base),
            predicate,
            key(object, scope.base),
            &rule.key,
            &derivation.claims.join("; "),
            &derivation.derivations.join("; "),
            &derivation.alternatives.len().to_string(),
            opinion,
            &scope.derived.cautions(derivation).collect::<Vec<_>>().join(" "),
        ]);
        out.write_all(row.as_bytes())?;
    }
    Ok(())
}

/// Writes one row per disagreement, with the decision on it.
pub fn disagreements_table(scope: Scope<'_>, out: &mut dyn Write) -> io::Result<()> {
    let Scope { dataset, disagreements, .. } = scope;
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

/// The key of an entity or claim, from its IRI in N-Triples form; any other term as it is.
fn key<'a>(term: &'a str, base: &str) -> &'a str {
    let iri = term.strip_prefix('<').and_then(|t| t.strip_suffix('>'));
    let name = iri.and_then(|i| i.strip_prefix(base));
    name.and_then(|n| [Space::Id, Space::Claim].iter().find_map(|s| n.strip_prefix(s.path()))).unwrap_or(term)
}
