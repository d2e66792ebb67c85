//! What a source denies: against those who affirm it, or with nobody who does.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::disagreement;
use super::stated::{Stated, sign};
use crate::compile::ontology::Ontology;
use crate::model::claim::{ClaimId, PropertyId, Thing, Value};
use crate::model::dataset::Dataset;
use crate::model::disagreement::{Disagreement, DisagreementKind};

/// Finds every denied claim, with the claims that affirm the same.
///
/// Denials and affirmations that meet, directly or by way of others, are one disagreement: a fact that a thousand voices
/// affirm and deny is one, and not one for each voice that denies it.
pub(super) fn denials(dataset: &Dataset, ontology: &Ontology) -> Vec<Disagreement> {
    let denied: Vec<ClaimId> = dataset.claim_ids().filter(|id| !dataset.claim(*id).affirmed).collect();
    if denied.is_empty() {
        return Vec::new();
    }
    let affirmed = Affirmed::new(dataset, ontology, &denied);
    let holds = |id: &ClaimId| ontology.status(dataset.claim(*id).status).plain;
    let mut met: BTreeMap<DisagreementKind, Meetings> = BTreeMap::new();
    // Those who deny the same for the same time, as opinions or not, stand against the same claims.
    let mut known: HashMap<_, (DisagreementKind, Option<ClaimId>)> = HashMap::new();
    for id in denied {
        let claim = dataset.claim(id);
        let says = (claim.subject, claim.predicate, holds(&id), Stated::new(dataset, id));
        let (kind, other) = *known.entry(says).or_insert_with_key(|(.., stated)| {
            let mut against = affirmed.against(dataset, id, stated);
            let kind = if against.is_empty() {
                DisagreementKind::Denial
            } else if holds(&id) && against.iter().any(holds) {
                against.retain(holds);
                DisagreementKind::Conflict
            } else {
                DisagreementKind::Tension
            };
            let meetings = met.entry(kind).or_default();
            for other in &against {
                meetings.meet(id, *other);
            }
            (kind, against.first().copied())
        });
        met.entry(kind).or_default().meet(id, other.unwrap_or(id));
    }
    let mut found = Vec::new();
    for (kind, meetings) in met {
        let why = match kind {
            DisagreementKind::Conflict => "one source denies what another affirms",
            DisagreementKind::Denial => "no claim affirms what is denied here",
            _ => "it is denied and affirmed, and one of the two is an opinion",
        };
        for claims in meetings.sets() {
            let denial = claims.iter().map(|id| dataset.claim(*id)).find(|claim| !claim.affirmed);
            let about = denial.map(|claim| claim.subject);
            found.extend(about.map(|about| disagreement(dataset, kind, about, claims, why.to_owned())));
        }
    }
    found
}

/// Claims that meet: each leads to another one of its set, the first to itself.
#[derive(Default)]
struct Meetings(BTreeMap<ClaimId, ClaimId>);

impl Meetings {
    fn meet(&mut self, a: ClaimId, b: ClaimId) {
        let (a, b) = (self.first(a), self.first(b));
        self.0.insert(a.max(b), a.min(b));
    }

    fn first(&mut self, id: ClaimId) -> ClaimId {
        let mut at = id;
        loop {
            let next = *self.0.entry(at).or_insert(at);
            if next == at {
                return at;
            }
            // Every look-up halves the way of the next one.
            let after = self.0.get(&next).copied().unwrap_or(next);
            self.0.insert(at, after);
            at = after;
        }
    }

    /// The sets, each in the order of its claims.
    fn sets(mut self) -> Vec<Vec<ClaimId>> {
        let ids: Vec<ClaimId> = self.0.keys().copied().collect();
        let mut sets: BTreeMap<ClaimId, Vec<ClaimId>> = BTreeMap::new();
        for id in ids {
            sets.entry(self.first(id)).or_default().push(id);
        }
        sets.into_values().collect()
    }
}

/// What is affirmed of the subjects of denials: each claim under its property and those above it, from both ends.
struct Affirmed(HashMap<(Thing, PropertyId, String), Vec<(ClaimId, Stated)>>);

impl Affirmed {
    fn new(dataset: &Dataset, ontology: &Ontology, denied: &[ClaimId]) -> Self {
        let subjects: HashSet<Thing> = denied.iter().map(|id| dataset.claim(*id).subject).collect();
        let mut index: HashMap<_, Vec<(ClaimId, Stated)>> = HashMap::new();
        for id in dataset.claim_ids().filter(|id| dataset.claim(*id).affirmed) {
            let claim = dataset.claim(id);
            let above = &ontology.property(claim.predicate).ancestors;
            let mut affirms = |thing, property, value| {
                let key = (thing, property, sign(dataset, value));
                index.entry(key).or_default().push((id, Stated::new(dataset, id)));
            };
            if subjects.contains(&claim.subject) {
                for property in above {
                    affirms(claim.subject, *property, claim.value);
                }
            }
            if let Value::Thing(object) = claim.value
                && subjects.contains(&object)
            {
                let inverses = above.iter().filter_map(|p| ontology.property(*p).inverse);
                for property in inverses {
                    affirms(object, property, Value::Thing(claim.subject));
                }
            }
        }
        Self(index)
    }

    /// The claims that affirm what a claim denies, of some day in common.
    fn against(&self, dataset: &Dataset, denied: ClaimId, stated: &Stated) -> Vec<ClaimId> {
        let claim = dataset.claim(denied);
        let sign = sign(dataset, claim.value);
        // What has a sign is equal, from whichever end; what has none is compared.
        let is_compared = sign.is_empty();
        let is_other = |other: &Stated| other.is_apart(stated) || (is_compared && other.is_different(stated));
        let found = self.0.get(&(claim.subject, claim.predicate, sign)).into_iter().flatten();
        found.filter(|(_, other)| !is_other(other)).map(|(id, _)| *id).collect()
    }
}
