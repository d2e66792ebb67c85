//! Different values of a property that has one value at a time (`owl:FunctionalProperty`), at overlapping times.

use std::collections::{BTreeMap, BTreeSet};

use super::{disagreement, is_asserted, overlap};
use crate::compile::ontology::Ontology;
use crate::model::claim::{Claim, ClaimId, PropertyId, Thing, Value};
use crate::model::dataset::Dataset;
use crate::model::date::Span;
use crate::model::disagreement::{Disagreement, DisagreementKind};

/// Beyond so many different values every claim of the group is party to one conflict: pairs would cost their square.
const MOST_PAIRED: usize = 64;

/// Finds groups of claims of which each differs from another one.
pub(super) fn values(dataset: &Dataset, ontology: &Ontology) -> Vec<Disagreement> {
    let functional: Vec<Vec<PropertyId>> = ontology
        .properties()
        .iter()
        .map(|p| p.ancestors.iter().copied().filter(|a| ontology.property(*a).functional).collect())
        .collect();
    if functional.iter().all(Vec::is_empty) {
        return Vec::new();
    }
    let mut groups: BTreeMap<(Thing, PropertyId), Vec<ClaimId>> = BTreeMap::new();
    for id in dataset.claim_ids() {
        let claim = dataset.claim(id);
        for property in functional[claim.predicate.index()].iter().filter(|_| claim.affirmed) {
            groups.entry((claim.subject, *property)).or_default().push(id);
        }
    }
    groups.retain(|_, claims| claims.len() > 1);
    groups
        .into_iter()
        .flat_map(|((about, property), ids)| group(dataset, ontology, about, property, &ids))
        .collect()
}

/// The conflicts of one group; where only opinions differ from what is asserted, that is a tension.
fn group(
    dataset: &Dataset,
    ontology: &Ontology,
    about: Thing,
    property: PropertyId,
    ids: &[ClaimId],
) -> Vec<Disagreement> {
    let label = &ontology.property(property).label;
    let (asserted, opinions): (Vec<ClaimId>, Vec<ClaimId>) =
        ids.iter().partition(|id| is_asserted(dataset.claim(**id), ontology));
    let mut found: Vec<Disagreement> = parties(dataset, &asserted)
        .into_iter()
        .map(|claims| {
            let why = format!(
                "\u{201c}{label}\u{201d} has one value at a time, and these claims give different ones"
            );
            disagreement(dataset, DisagreementKind::Conflict, about, claims, why)
        })
        .collect();
    let differing = opinions.iter().filter(|o| asserted.iter().any(|a| differ(dataset, **o, *a)));
    let differing: Vec<ClaimId> = differing.copied().collect();
    if !differing.is_empty() {
        let why = format!("an opinion gives another value of \u{201c}{label}\u{201d}");
        let claims = differing.into_iter().chain(asserted);
        found.push(disagreement(dataset, DisagreementKind::Tension, about, claims, why));
    }
    found
}

/// Sets of claims that hang together by differing.
fn parties(dataset: &Dataset, ids: &[ClaimId]) -> Vec<BTreeSet<ClaimId>> {
    let distinct: BTreeSet<String> =
        ids.iter().map(|id| written(dataset, dataset.claim(*id).value)).collect();
    if distinct.len() > MOST_PAIRED {
        return vec![ids.iter().copied().collect()];
    }
    let mut sets: Vec<BTreeSet<ClaimId>> = Vec::new();
    for (i, a) in ids.iter().enumerate() {
        for b in &ids[i + 1..] {
            if !differ(dataset, *a, *b) {
                continue;
            }
            let mut joined = BTreeSet::from([*a, *b]);
            sets.retain(|set| {
                let apart = set.is_disjoint(&joined);
                if !apart {
                    joined.extend(set);
                }
                apart
            });
            sets.push(joined);
        }
    }
    sets.sort();
    sets
}

/// Whether two claims give different values at overlapping times.
fn differ(dataset: &Dataset, a: ClaimId, b: ClaimId) -> bool {
    let (a, b): (&Claim, &Claim) = (dataset.claim(a), dataset.claim(b));
    are_different(dataset, a.value, b.value) && overlap(dataset, a, b)
}

/// Whether two values cannot both be right. A year and a month of that year can, and so can amounts on another basis.
pub(super) fn are_different(dataset: &Dataset, a: Value, b: Value) -> bool {
    match (a, b) {
        (Value::Date(a), Value::Date(b)) => a.is_after(b) || b.is_after(a),
        (Value::Money(x), Value::Money(y)) if (x.currency, x.per) != (y.currency, y.per) => false,
        _ => written(dataset, a) != written(dataset, b),
    }
}

/// A value in one form for each: `1.10` and `1.1` are one number, `P12M` and `P1Y` one span.
fn written(dataset: &Dataset, value: Value) -> String {
    let text = |s| dataset.text(s);
    match value {
        Value::Decimal(s) => number(text(s)),
        Value::Money(m) => format!("{} {} {}", number(text(m.amount)), text(m.currency), text(m.per)),
        Value::Duration(s) => {
            Span::parse(text(s)).map_or_else(|| text(s).to_owned(), |span| span.to_string())
        }
        Value::Text(s) | Value::Iri(s) => text(s).trim().to_owned(),
        other => format!("{other:?}"),
    }
}

fn number(text: &str) -> String {
    let text = text.trim_start_matches('+');
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |d| ("-", d));
    let digits = digits.trim_start_matches('0');
    let digits =
        if digits.contains('.') { digits.trim_end_matches('0').trim_end_matches('.') } else { digits };
    if digits.is_empty() { "0".to_owned() } else { format!("{sign}{digits}") }
}
