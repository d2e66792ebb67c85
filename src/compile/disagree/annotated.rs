//! What claims and curators note themselves: one claim held against another, and doubts.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{claim_of, disagreement, entity_below};
use crate::compile::ontology::Ontology;
use crate::model::claim::{ClaimId, Thing};
use crate::model::dataset::Dataset;
use crate::model::disagreement::{Disagreement, DisagreementKind};
use crate::model::text::Symbol;

/// Disagreements that a claim with a property marked `remit:notes` points out; what the same words hold against one claim is one
/// disagreement.
pub(super) fn noted(dataset: &Dataset, ontology: &Ontology) -> Vec<Disagreement> {
    if ontology.properties().iter().all(|p| p.comparison.notes.is_none()) {
        return Vec::new();
    }
    let mut known = HashMap::new();
    let mut found: BTreeMap<_, Noted> = BTreeMap::new();
    for id in dataset.claim_ids() {
        let claim = dataset.claim(id);
        let property = ontology.property(claim.predicate);
        let Some(kind) = property.comparison.notes.filter(|_| claim.affirmed) else { continue };
        let subject = match claim.subject {
            Thing::Claim(id) => Some(id),
            Thing::Entity(_) => None,
        };
        let object = claim_of(claim.value);
        // Who casts doubt on a claim with another one doubts the one only.
        let subject = subject.filter(|_| kind != DisagreementKind::Doubt || object.is_none());
        let ends: Vec<ClaimId> = subject.into_iter().chain(object).collect();
        if ends.is_empty() {
            continue;
        }
        // Without words, as in a register, each claim is a note of its own.
        let words = claim.passage.map_or((None, Some(id)), |passage| (Some(passage), None));
        let first = Noted { by: id, ends: Vec::new() };
        found.entry((kind, claim.subject, claim.speaker, words)).or_insert(first).ends.extend(ends);
    }
    let made = found.into_iter().map(|((kind, subject, speaker, _), Noted { by, ends })| {
        let ends: BTreeSet<ClaimId> = ends.into_iter().collect();
        let about = entity_below(dataset, subject, &mut known);
        let speaker = dataset.name(Thing::Entity(speaker));
        let label = &ontology.property(dataset.claim(by).predicate).label;
        let why = match ends.len() {
            1 => format!("{speaker} notes a {}", kind.word()),
            2 => format!("{speaker} notes that one {label} the other"),
            _ => format!("{speaker} notes that one {label} the others"),
        };
        let mut made = disagreement(dataset, kind, about, ends, why);
        made.noted_by = Some(by);
        made
    });
    made.collect()
}

/// A claim that notes a disagreement, with the claims at its ends and at those of others with the same words.
struct Noted {
    by: ClaimId,
    ends: Vec<ClaimId>,
}

/// Claims that a curator doubts; those about one thing with one reason are one doubt.
pub(super) fn doubted(dataset: &Dataset, _: &Ontology) -> Vec<Disagreement> {
    let mut doubts: BTreeMap<(Thing, Symbol), Vec<ClaimId>> = BTreeMap::new();
    for id in dataset.claim_ids() {
        let claim = dataset.claim(id);
        if let Some(reason) = dataset.details(claim).and_then(|d| d.doubt) {
            doubts.entry((claim.subject, reason)).or_default().push(id);
        }
    }
    doubts
        .into_iter()
        .map(|((about, reason), claims)| {
            let why = dataset.text(reason).to_owned();
            disagreement(dataset, DisagreementKind::Doubt, about, claims, why)
        })
        .collect()
}
