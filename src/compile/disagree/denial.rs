//! What a source denies: against those who affirm it, or with nobody who does.

use std::collections::HashMap;

use super::conflict::are_different;
use super::{disagreement, overlap};
use crate::compile::ontology::Ontology;
use crate::model::claim::{ClaimId, PropertyId, Thing, Value};
use crate::model::dataset::Dataset;
use crate::model::disagreement::{Disagreement, DisagreementKind};

/// Finds every denied claim, with the claims that affirm the same.
pub(super) fn denials(dataset: &Dataset, ontology: &Ontology) -> Vec<Disagreement> {
    let denied: Vec<ClaimId> = dataset.claim_ids().filter(|id| !dataset.claim(*id).affirmed).collect();
    if denied.is_empty() {
        return Vec::new();
    }
    let mut about: HashMap<Thing, Vec<ClaimId>> = HashMap::new();
    for id in dataset.claim_ids().filter(|id| dataset.claim(*id).affirmed) {
        about.entry(dataset.claim(id).subject).or_default().push(id);
    }
    let mut found = Vec::new();
    for id in denied {
        let claim = dataset.claim(id);
        let mut candidates = about.get(&claim.subject).cloned().unwrap_or_default();
        if let Value::Thing(object) = claim.value {
            candidates.extend(about.get(&object).into_iter().flatten());
        }
        candidates.retain(|other| affirms(dataset, ontology, *other, id));
        let holding = |id: &ClaimId| ontology.status(dataset.claim(*id).status).plain;
        let asserted: Vec<ClaimId> = candidates.iter().copied().filter(holding).collect();
        found.push(if !asserted.is_empty() && holding(&id) {
            let why = "one source denies what another affirms".to_owned();
            disagreement(
                dataset,
                DisagreementKind::Conflict,
                claim.subject,
                asserted.into_iter().chain([id]),
                why,
            )
        } else if candidates.is_empty() {
            let why = "it is denied, and no claim affirms it".to_owned();
            disagreement(dataset, DisagreementKind::Denial, claim.subject, [id], why)
        } else {
            let why = "it is denied and affirmed, and one of the two is an opinion".to_owned();
            disagreement(
                dataset,
                DisagreementKind::Tension,
                claim.subject,
                candidates.into_iter().chain([id]),
                why,
            )
        });
    }
    found
}

/// Whether a claim affirms what another denies: by the same property or a narrower one, from either end.
fn affirms(dataset: &Dataset, ontology: &Ontology, affirmed: ClaimId, denied: ClaimId) -> bool {
    let (a, d) = (dataset.claim(affirmed), dataset.claim(denied));
    let narrower = ontology.property(a.predicate);
    let same_way = narrower.ancestors.contains(&d.predicate)
        && a.subject == d.subject
        && !are_different(dataset, a.value, d.value);
    let from_the_other_end = || {
        let inverse = |p: &PropertyId| ontology.property(*p).inverse;
        narrower.ancestors.iter().filter_map(inverse).any(|p| p == d.predicate)
            && a.value == Value::Thing(d.subject)
            && d.value == Value::Thing(a.subject)
    };
    (same_way || from_the_other_end()) && overlap(dataset, a, d)
}
