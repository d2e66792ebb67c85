//! The claims behind triples that results point at, found in one pass over all claims.

use std::collections::{BTreeMap, BTreeSet};

use super::labels::Names;
use crate::compile::ontology::triples::{iri_of, local_name};
use crate::derive::rdf::{GraphRef, claim_triple};
use crate::model::claim::{Claim, ClaimId, Thing};
use crate::model::diagnostic::Location;
use crate::model::fields::ClaimField;

/// Claims by the plain triple that they give.
#[derive(Default)]
pub(super) struct Behind {
    claims: BTreeMap<[String; 3], Vec<ClaimId>>,
}

impl Behind {
    /// Finds the claims about the subjects of some triples. Costs a look at every claim, and a triple for each found.
    pub(super) fn of(scope: GraphRef<'_>, names: &Names<'_>, subjects: impl Iterator<Item = String>) -> Self {
        let subjects: BTreeSet<Thing> = subjects.filter_map(|s| names.thing(&s)).collect();
        let mut found = Self::default();
        if subjects.is_empty() {
            return found;
        }
        let GraphRef { dataset, ontology, base, .. } = scope;
        for id in dataset.claim_ids() {
            let claim = dataset.claim(id);
            if subjects.contains(&claim.subject) && scope.is_fact(id) {
                let triple = claim_triple(claim, dataset, ontology, base);
                found.claims.entry(triple).or_default().push(id);
            }
        }
        found
    }

    /// The claims that give a triple, in the order of keys.
    pub(super) fn triple(&self, triple: &[String; 3]) -> &[ClaimId] {
        self.claims.get(triple).map_or(&[], Vec::as_slice)
    }

    /// The claims that give a value of a predicate, in the order of values and keys.
    pub(super) fn values(&self, subject: &str, predicate: &str) -> Vec<ClaimId> {
        let first = [subject.to_owned(), predicate.to_owned(), String::new()];
        let all = self.claims.range(first..).take_while(|(t, _)| t[0] == subject && t[1] == predicate);
        all.flat_map(|(_, ids)| ids.iter().copied()).collect()
    }
}

/// The place of the value of a claim.
pub(super) fn value_of(claim: &Claim) -> Location {
    Location::Field(claim.origin, ClaimField::of_value(claim.value).key())
}

/// The place of the field that gives a property of the node of a claim; that of its id where none does.
pub(super) fn property_of(claim: &Claim, predicate: &str) -> Location {
    match iri_of(predicate).and_then(ClaimField::from_property).unwrap_or(ClaimField::Id) {
        ClaimField::Object => value_of(claim),
        field => Location::Field(claim.origin, field.given_by().key()),
    }
}

/// The field of a record of an entity that gives a property of it.
pub(super) fn field_of_entity(predicate: &str) -> Option<&'static str> {
    match local_name(iri_of(predicate)?) {
        "type" => Some("type"),
        "prefLabel" => Some("name"),
        "altLabel" => Some("also"),
        "note" => Some("note"),
        _ => None,
    }
}
