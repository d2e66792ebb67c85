//! Disagreements: claims that do not go together, found in the data and never settled by the program.
//!
//! Goes in: a dataset and its ontology. Comes out: its [`Disagreement`]s, how each claim stands because of them, and
//! faults for decisions about nothing. A kind of finding is one file and one line of `FINDERS`. Deliberately knows no
//! RDF and no domain: the ontology says what has one value at a time, what answers one question, what notes a conflict.

mod annotated;
mod conflict;
mod denial;
mod exclusive;
mod resolve;
mod restatement;
mod standing;
mod stated;
mod suppressed;
mod tension;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use sha2::{Digest, Sha256};

pub use resolve::unmatched;
pub use restatement::{Link, restatements};
pub use standing::standings;
pub use suppressed::{SuppressedInference, suppressed};

use crate::compile::ontology::Ontology;
use crate::model::claim::{Claim, ClaimId, Thing, Value};
use crate::model::dataset::Dataset;
use crate::model::disagreement::{Disagreement, DisagreementKind};
use crate::model::text::hex;

/// Looks for one kind of finding.
type Finder = fn(&Dataset, &Ontology) -> Vec<Disagreement>;

/// All that is found in claims alone; restatements are found once rules have run.
const FINDERS: &[Finder] = &[
    annotated::noted,
    annotated::doubted,
    conflict::values,
    exclusive::kept_apart,
    denial::denials,
    tension::tensions,
];

/// Finds every disagreement of claims, with the decisions on them.
///
/// Costs one pass over the claims for each kind that the ontology makes possible.
pub fn detect(dataset: &Dataset, ontology: &Ontology) -> Vec<Disagreement> {
    let found = FINDERS.iter().flat_map(|find| find(dataset, ontology)).collect();
    let mut disagreements = merged(found);
    resolve::note(dataset, &mut disagreements);
    resolve::join(dataset, &mut disagreements);
    disagreements
}

/// One disagreement, its claims sorted and its key made from them.
fn disagreement(
    dataset: &Dataset,
    kind: DisagreementKind,
    about: Thing,
    claims: impl IntoIterator<Item = ClaimId>,
    why: String,
) -> Disagreement {
    let claims: BTreeSet<ClaimId> = claims.into_iter().collect();
    let mut digest = Sha256::new();
    for id in &claims {
        digest.update(dataset.text(dataset.claim(*id).key).as_bytes());
        digest.update([0]);
    }
    let key = format!("{}-{}", kind.word(), hex(&digest.finalize()[..6]));
    Disagreement {
        key,
        kind,
        about,
        claims: claims.into_iter().collect(),
        noted_by: None,
        why,
        resolution: None,
    }
}

/// The same finding twice is one: what a claim notes stands before what was found without it.
fn merged(found: Vec<Disagreement>) -> Vec<Disagreement> {
    let mut by_key: BTreeMap<(DisagreementKind, Vec<ClaimId>), Disagreement> = BTreeMap::new();
    for disagreement in found {
        by_key.entry((disagreement.kind, disagreement.claims.clone())).or_insert(disagreement);
    }
    by_key.into_values().collect()
}

/// Whether a claim could be a fact, were it not for disagreements: affirmed, and no opinion.
fn is_asserted(claim: &Claim, ontology: &Ontology) -> bool {
    claim.affirmed && ontology.status(claim.status).plain
}

/// Where a way ends that leads from thing to thing; one that goes round ends where it began.
///
/// The ends of ways that were gone before are remembered, so that many ways over the same things cost one.
fn end_of(start: Thing, ends: &mut HashMap<Thing, Thing>, next: impl Fn(Thing) -> Option<Thing>) -> Thing {
    let mut way = vec![start];
    let mut seen = HashSet::from([start]);
    let mut at = start;
    while !ends.contains_key(&at) {
        match next(at).filter(|next| seen.insert(*next)) {
            Some(next) => at = next,
            None => break,
        }
        way.push(at);
    }
    let end = ends.get(&at).copied().unwrap_or(at);
    ends.extend(way.into_iter().map(|thing| (thing, end)));
    end
}

/// The entity that a claim is about in the end, where it is about another claim.
fn entity_below(dataset: &Dataset, thing: Thing, ends: &mut HashMap<Thing, Thing>) -> Thing {
    end_of(thing, ends, |thing| match thing {
        Thing::Claim(id) => Some(dataset.claim(id).subject),
        Thing::Entity(_) => None,
    })
}

/// The claims that a value leads to.
fn claim_of(value: Value) -> Option<ClaimId> {
    match value {
        Value::Thing(Thing::Claim(id)) => Some(id),
        _ => None,
    }
}
