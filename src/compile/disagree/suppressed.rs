//! What rules would derive and a claim denies: it is not derived, and the reader is told what stands against what.

use super::{disagreement, resolve};
use crate::model::claim::{ClaimId, Thing};
use crate::model::dataset::Dataset;
use crate::model::disagreement::{Disagreement, DisagreementKind};

/// A result that a claim denies.
#[derive(Clone, Debug)]
pub struct SuppressedInference {
    /// What it is about.
    pub about: Thing,
    /// The claims that deny it, and those that it would rest on.
    pub claims: Vec<ClaimId>,
    /// What would follow, in words.
    pub words: String,
}

/// Adds a tension for each refused result: no single claim is against another, so each stands.
pub fn suppressed(dataset: &Dataset, results: Vec<SuppressedInference>, found: &mut Vec<Disagreement>) {
    for result in results {
        let why = format!("it would follow that {}; that is denied, and is not inferred", result.words);
        found.push(disagreement(dataset, DisagreementKind::Tension, result.about, result.claims, why));
    }
    resolve::join(dataset, found);
    found.sort_by(|a, b| (a.kind, &a.claims).cmp(&(b.kind, &b.claims)));
    found.dedup_by(|a, b| a.kind == b.kind && a.claims == b.claims && a.why == b.why);
}
