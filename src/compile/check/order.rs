//! `R025`: ordered collections with gaps or with two members in one position.

use std::collections::BTreeMap;

use crate::compile::ontology::Ontology;
use crate::model::claim::{Claim, PropertyId, Thing};
use crate::model::code::Code;
use crate::model::dataset::Dataset;
use crate::model::diagnostic::{Diagnostic, Location};

/// The positions of each ordered collection must be 1, 2, 3 … without gaps.
pub(super) fn gaps(dataset: &Dataset, ontology: &Ontology, faults: &mut Vec<Diagnostic>) {
    let mut collections: BTreeMap<(Thing, PropertyId), Vec<(u32, &Claim)>> = BTreeMap::new();
    for claim in dataset.claims() {
        if ontology.property(claim.predicate).ordered
            && claim.affirmed
            && let Some(position) = dataset.details(claim).and_then(|d| d.position)
        {
            collections.entry((claim.subject, claim.predicate)).or_default().push((position, claim));
        }
    }
    for ((subject, property), mut members) in collections {
        members.sort_by_key(|(position, claim)| (*position, claim.origin));
        let key = &ontology.property(property).key;
        let mut expected = 1;
        for (position, claim) in members {
            let is_gap = position > expected;
            if position != expected && !(is_gap && dataset.is_incomplete(subject)) {
                let what = if is_gap {
                    format!("position {expected} of `{key}` of `{}` is missing", dataset.key(subject))
                } else {
                    format!("position {position} of `{key}` of `{}` is taken twice", dataset.key(subject))
                };
                faults.push(
                    Diagnostic::new(Code::R025, Location::Field(claim.origin, "position"), what)
                        .expected(format!("position = {expected}")),
                );
            }
            expected = position.max(expected - 1) + 1;
        }
    }
}
