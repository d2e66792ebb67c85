//! Different values of a property that has one value at a time (`owl:FunctionalProperty`), at overlapping times.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::resolve::Explained;
use super::stated::Stated;
use super::{disagreement, is_asserted};
use crate::compile::ontology::Ontology;
use crate::model::claim::{ClaimId, PropertyId, Thing};
use crate::model::dataset::Dataset;
use crate::model::disagreement::{Disagreement, DisagreementKind};

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
    let explained = Explained::new(dataset);
    groups
        .into_iter()
        .flat_map(|((about, property), ids)| group(dataset, ontology, &explained, about, property, &ids))
        .collect()
}

/// The conflicts of one group; where only opinions differ from what is asserted, that is a tension.
fn group(
    dataset: &Dataset,
    ontology: &Ontology,
    explained: &Explained,
    about: Thing,
    property: PropertyId,
    ids: &[ClaimId],
) -> Vec<Disagreement> {
    let (asserted, opinions): (Vec<ClaimId>, Vec<ClaimId>) =
        ids.iter().partition(|id| is_asserted(dataset.claim(**id), ontology));
    let [stated, opinions] = [&asserted, &opinions].map(|ids| voices(dataset, ids));
    let differing = opinions.iter().filter(|o| stated.iter().any(|s| differ(&o.0, &s.0)));
    let differing: Vec<ClaimId> = differing.flat_map(|(_, ids)| ids).copied().collect();
    let label = &ontology.property(property).label;
    let is_one_figure = |a: &Voices, b: &Voices| differ(&a.0, &b.0) && a.0.is_rounded(&b.0, dataset);
    let is_open = |a: &Voices, b: &Voices| {
        differ(&a.0, &b.0) && !a.0.is_rounded(&b.0, dataset) && !explained.covers(&a.1, &b.1)
    };
    let why =
        format!("\u{201c}{label}\u{201d} has one value at a time, and these claims give different ones");
    let conflicts =
        parties(stated.clone(), is_open).into_iter().map(|claims| (DisagreementKind::Conflict, &why, claims));
    let rounded = "probably the same figure, reported with more and with fewer digits: do not add".to_owned();
    let roundings = parties(stated, is_one_figure)
        .into_iter()
        .map(|claims| (DisagreementKind::Restatement, &rounded, claims));
    let made = |(kind, why, claims): (_, &String, _)| disagreement(dataset, kind, about, claims, why.clone());
    let mut found: Vec<Disagreement> = conflicts.chain(roundings).map(made).collect();
    if !differing.is_empty() {
        let why = format!("an opinion gives another value of \u{201c}{label}\u{201d}");
        let claims = differing.into_iter().chain(asserted);
        found.push(disagreement(dataset, DisagreementKind::Tension, about, claims, why));
    }
    found
}

/// Claims that say the same for the same time.
type Voices = (Stated, Vec<ClaimId>);

/// Whether claims give different values at overlapping times.
fn differ(a: &Stated, b: &Stated) -> bool {
    a.is_different(b) && !a.is_apart(b)
}

/// What claims say, each once with those who say it, in the order of the claims.
fn voices(dataset: &Dataset, ids: &[ClaimId]) -> Vec<Voices> {
    let mut places: HashMap<Stated, usize> = HashMap::new();
    let mut found: Vec<Voices> = Vec::new();
    for id in ids {
        let stated = Stated::new(dataset, *id);
        let place = *places.entry(stated.clone()).or_insert(found.len());
        if place == found.len() {
            found.push((stated, Vec::new()));
        }
        found[place].1.push(*id);
    }
    found
}

/// Sets of claims that hang together by differing, in the order of their first claims.
///
/// What a set takes up is not looked at again, so that values which differ at one time cost one look at each.
pub(super) fn parties<T>(
    mut left: Vec<(T, Vec<ClaimId>)>,
    differ: impl Fn(&(T, Vec<ClaimId>), &(T, Vec<ClaimId>)) -> bool,
) -> Vec<BTreeSet<ClaimId>> {
    let mut sets = Vec::new();
    while let Some(first) = left.pop() {
        let mut party: BTreeSet<ClaimId> = BTreeSet::new();
        let mut todo = vec![first];
        let mut size = 0;
        while let Some(voices) = todo.pop() {
            let (near, far) = left.into_iter().partition(|other| differ(&voices, other));
            left = far;
            todo.extend::<Vec<_>>(near);
            party.extend(voices.1);
            size += 1;
        }
        if size > 1 {
            sets.push(party);
        }
    }
    sets.sort();
    sets
}
