//! Claims that the ontology keeps apart: one value of two subjects (`owl:InverseFunctionalProperty`), a relation in both
//! directions (`owl:AsymmetricProperty`), and two relations of the same two (`owl:propertyDisjointWith`).

use std::collections::BTreeMap;

use super::conflict::parties;
use super::stated::{Stated, written};
use super::{disagreement, is_asserted};
use crate::compile::ontology::{Exclusion, Ontology};
use crate::model::claim::{ClaimId, PropertyId, Thing, Value};
use crate::model::dataset::Dataset;
use crate::model::disagreement::{Disagreement, DisagreementKind};

/// Why claims cannot go together, by which properties; with what they have in common.
type Group = (&'static str, PropertyId, PropertyId, String);

/// Claims by what they have in common, each with what has to be the same in all of them.
type Groups = BTreeMap<Group, Vec<((String, Stated), Vec<ClaimId>)>>;

const SAME_VALUE: &str = "two subjects cannot have the same value of";
const BOTH_WAYS: &str = "this cannot hold in both directions:";
const TOGETHER: &str = "the same two cannot be joined by both";

/// Finds claims of which each is kept apart from another one, at overlapping times.
pub(super) fn kept_apart(dataset: &Dataset, ontology: &Ontology) -> Vec<Disagreement> {
    let is_kept = |p: &PropertyId| !ontology.property(*p).comparison.excludes.is_empty();
    let properties = ontology.properties();
    if !properties.iter().any(|p| p.ancestors.iter().any(is_kept)) {
        return Vec::new();
    }
    let mut groups = Groups::new();
    for id in dataset.claim_ids() {
        let claim = dataset.claim(id);
        if is_asserted(claim, ontology) {
            for property in ontology.property(claim.predicate).ancestors.iter().filter(|p| is_kept(p)) {
                sort_in(dataset, ontology, id, *property, &mut groups);
            }
        }
    }
    let label = |p: PropertyId| format!("\u{201c}{}\u{201d}", ontology.property(p).label);
    let mut found = Vec::new();
    for ((what, property, other, _), claims) in groups {
        let why = match what {
            TOGETHER => format!("{what} {} and {}", label(property), label(other)),
            _ => format!("{what} {}", label(property)),
        };
        for set in parties(claims, |((a, x), _), ((b, y), _)| a != b && !x.is_apart(y)) {
            let about = set.iter().map(|id| dataset.claim(*id)).next().map(|first| match first.value {
                Value::Thing(value) if what == SAME_VALUE => value,
                _ => first.subject,
            });
            let kind = DisagreementKind::Conflict;
            found.extend(about.map(|about| disagreement(dataset, kind, about, set, why.clone())));
        }
    }
    found
}

/// Puts a claim with a property, or one below it, beside those that it may be kept apart from.
fn sort_in(dataset: &Dataset, ontology: &Ontology, id: ClaimId, property: PropertyId, groups: &mut Groups) {
    let claim = dataset.claim(id);
    let name = |thing: Thing| format!("{thing:?}");
    let (subject, value) = (name(claim.subject), written(dataset, claim.value));
    let mut add = |group: Group, side: String| {
        groups.entry(group).or_default().push(((side, Stated::new(dataset, id)), vec![id]));
    };
    for exclusion in &ontology.property(property).comparison.excludes {
        match (exclusion, claim.value) {
            (Exclusion::SameValue, _) => {
                add((SAME_VALUE, property, property, value.clone()), subject.clone());
            }
            (Exclusion::OtherDirection, Value::Thing(thing)) => {
                let mut ends = [subject.clone(), name(thing)];
                ends.sort();
                add((BOTH_WAYS, property, property, ends.join(" ")), subject.clone());
            }
            (Exclusion::Other(other), _) => {
                let (one, two) = (property.min(*other), property.max(*other));
                add((TOGETHER, one, two, format!("{subject} {value}")), format!("{property:?}"));
            }
            (Exclusion::OtherDirection | Exclusion::Itself, _) => {}
        }
    }
}
