//! Decisions joined to the disagreements they are about; a decision about nothing is a fault.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::model::claim::ClaimId;
use crate::model::code::Code;
use crate::model::dataset::Dataset;
use crate::model::diagnostic::{Diagnostic, Location};
use crate::model::disagreement::{Disagreement, DisagreementKind, Resolution};

/// Joins the decisions of the dataset to the disagreements that have none yet.
pub(super) fn join(dataset: &Dataset, disagreements: &mut [Disagreement]) {
    if dataset.resolutions().is_empty() {
        return;
    }
    let between = between(disagreements);
    let mut decided: HashMap<usize, usize> = HashMap::new();
    for (i, resolution) in dataset.resolutions().iter().enumerate() {
        let is_open = |d: &usize| disagreements[*d].resolution.is_none() && !decided.contains_key(d);
        let open = fitting(resolution, disagreements, &between).find(is_open);
        decided.extend(open.map(|d| (d, i)));
    }
    for (i, disagreement) in disagreements.iter_mut().enumerate() {
        disagreement.resolution = disagreement.resolution.or(decided.get(&i).copied());
    }
}

/// The decisions that no disagreement took, once all disagreements are known.
pub fn unmatched(dataset: &Dataset, disagreements: &[Disagreement]) -> Vec<Diagnostic> {
    let taken: HashSet<usize> = disagreements.iter().filter_map(|d| d.resolution).collect();
    if taken.len() == dataset.resolutions().len() {
        return Vec::new();
    }
    let between = between(disagreements);
    let mut of_claim: HashMap<ClaimId, Vec<usize>> = HashMap::new();
    for (i, disagreement) in disagreements.iter().enumerate() {
        for id in &disagreement.claims {
            of_claim.entry(*id).or_default().push(i);
        }
    }
    let left = dataset.resolutions().iter().enumerate().filter(|(i, _)| !taken.contains(i));
    left.map(|(_, resolution)| {
        let mut fitting = fitting(resolution, disagreements, &between);
        if let Some(first) = fitting.find_map(|d| disagreements[d].resolution) {
            return second(dataset, resolution, first);
        }
        let near: BTreeSet<usize> =
            resolution.claims.iter().filter_map(|id| of_claim.get(id)).flatten().copied().collect();
        idle(dataset, resolution, near.into_iter().take(3).map(|d| &disagreements[d]))
    })
    .collect()
}

/// The disagreements between the same claims.
type Between<'a> = HashMap<&'a [ClaimId], Vec<usize>>;

fn between(disagreements: &[Disagreement]) -> Between<'_> {
    let mut between = Between::new();
    for (i, disagreement) in disagreements.iter().enumerate() {
        between.entry(&disagreement.claims).or_default().push(i);
    }
    between
}

/// The disagreements that a decision is about: between the same claims, and of the same kind where it names one.
fn fitting<'a>(
    resolution: &'a Resolution,
    disagreements: &'a [Disagreement],
    between: &'a Between<'_>,
) -> impl Iterator<Item = usize> + 'a {
    let same = between.get(resolution.claims.as_slice()).into_iter().flatten().copied();
    same.filter(|d| resolution.kind.is_none_or(|kind| kind == disagreements[*d].kind))
}

/// A fault for a second decision on one disagreement.
fn second(dataset: &Dataset, resolution: &Resolution, first: usize) -> Diagnostic {
    let anchor = Location::Field(resolution.origin, "claims");
    let place = Location::Field(dataset.resolutions()[first].origin, "claims");
    Diagnostic::new(Code::R070, anchor, "these claims have a resolution already")
        .expected("one decision for each disagreement")
        .related(place, "the first one")
}

/// A fault for a decision about nothing, with the disagreements that share a claim with it.
fn idle<'a>(
    dataset: &Dataset,
    resolution: &Resolution,
    near: impl Iterator<Item = &'a Disagreement>,
) -> Diagnostic {
    let kind = resolution.kind.map_or("disagreement", DisagreementKind::word);
    let message = format!("there is no {kind} between exactly these claims");
    let mut fault = Diagnostic::new(Code::R070, Location::Field(resolution.origin, "claims"), message)
        .expected("all claims of a disagreement that is there");
    for disagreement in near {
        let keys: Vec<&str> =
            disagreement.claims.iter().map(|c| dataset.text(dataset.claim(*c).key)).collect();
        fault = fault.help(format!("there is a {} between {}", disagreement.kind.word(), keys.join(", ")));
    }
    fault.help("`remit conflicts` lists what disagrees now")
}
