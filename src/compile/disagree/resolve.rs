//! Decisions joined to the disagreements they are about; a decision about nothing is a fault. A decision may also say what kind of
//! difference there is where nothing is found, or where a conflict is: then it is none.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::stated::Stated;
use super::{disagreement, entity_below};
use crate::model::claim::{ClaimId, EntityId, Thing};
use crate::model::code::Code;
use crate::model::dataset::Dataset;
use crate::model::diagnostic::{Diagnostic, Location};
use crate::model::disagreement::{Disagreement, DisagreementKind, Resolution};
use crate::model::fix::Change;

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

/// Puts in what curators note and nothing else found.
pub(super) fn note(dataset: &Dataset, found: &mut Vec<Disagreement>) {
    for resolution in dataset.resolutions() {
        let Some(kind) = resolution.kind.filter(|kind| kind.is_noted()) else { continue };
        let Some(first) =
            resolution.claims.first().filter(|_| voices_of_update(dataset, resolution).is_none())
        else {
            continue;
        };
        if found.iter().all(|d| d.kind != kind || d.claims != resolution.claims) {
            let about = entity_below(dataset, dataset.claim(*first).subject, &mut HashMap::new());
            let claims = resolution.claims.iter().copied();
            found.push(disagreement(dataset, kind, about, claims, kind.meaning().to_owned()));
        }
    }
    found.sort_by(|a, b| (a.kind, &a.claims).cmp(&(b.kind, &b.claims)));
}

/// Pairs of claims that differ, and of which a curator says that they are no conflict: one restates the other, comes after it, or is of
/// another thing.
pub(super) struct Explained(HashSet<(ClaimId, ClaimId)>);

impl Explained {
    /// Those of a dataset.
    pub(super) fn new(dataset: &Dataset) -> Self {
        let explains = |r: &&Resolution| {
            r.kind.is_some_and(DisagreementKind::explains) && voices_of_update(dataset, r).is_none()
        };
        let claims = dataset.resolutions().iter().filter(explains).map(|r| &r.claims);
        Self(claims.flat_map(|c| c.iter().flat_map(|a| c.iter().map(|b| (*a, *b)))).collect())
    }

    /// Whether all pairs of some claims and some others are explained.
    pub(super) fn covers(&self, some: &[ClaimId], others: &[ClaimId]) -> bool {
        !self.0.is_empty() && some.iter().all(|a| others.iter().all(|b| self.0.contains(&(*a, *b))))
    }
}

/// Two voices of what is called an update, which is by one; none where it is.
fn voices_of_update(dataset: &Dataset, resolution: &Resolution) -> Option<[EntityId; 2]> {
    if resolution.kind != Some(DisagreementKind::Update) {
        return None;
    }
    let mut speakers = resolution.claims.iter().map(|id| dataset.claim(*id).speaker);
    let first = speakers.next()?;
    speakers.find(|other| *other != first).map(|other| [first, other])
}

/// The decisions that no disagreement took, and notes that say nothing, once all disagreements are known.
pub fn unmatched(dataset: &Dataset, disagreements: &[Disagreement]) -> Vec<Diagnostic> {
    let taken: HashMap<usize, &Disagreement> =
        disagreements.iter().filter_map(|d| Some((d.resolution?, d))).collect();
    let mut found: Vec<Diagnostic> = Vec::new();
    for (i, resolution) in dataset.resolutions().iter().enumerate() {
        if let Some(taken) = taken.get(&i) {
            found.extend(idle_holds(resolution, taken.kind));
            found.extend(between_equals(dataset, resolution, taken.kind));
        }
    }
    found.extend(untaken(dataset, disagreements, &taken));
    found
}

/// A fault for a note that lets a claim hold, where each stands as it is.
fn idle_holds(resolution: &Resolution, kind: DisagreementKind) -> Option<Diagnostic> {
    if resolution.holds.is_empty() || !kind.is_noted() {
        return None;
    }
    let message = format!("a {} settles nothing: each of its claims stands", kind.word());
    let fault = Diagnostic::new(Code::R070, Location::Field(resolution.origin, "holds"), message);
    let help =
        "take `holds` out; say `kind = \"conflict\"` where one of two claims that cannot both be so is right";
    let change = (fault.anchor.clone(), Change::Remove);
    Some(fault.expected("no `holds`").help(help).offer("take `holds` out", change))
}

/// A fault for a note of a difference between claims of which none differs from the others.
fn between_equals(dataset: &Dataset, resolution: &Resolution, kind: DisagreementKind) -> Option<Diagnostic> {
    let tells_apart =
        matches!(kind, DisagreementKind::Scope | DisagreementKind::Update | DisagreementKind::Tension);
    // Of a part of the claims the curator said nothing.
    if resolution.kind != Some(kind) || !tells_apart || resolution.left_out > 0 {
        return None;
    }
    let said = |id: &ClaimId| {
        let claim = dataset.claim(*id);
        let details = dataset.details(claim);
        let scope = details.map(|d| (d.qualifier, d.count, d.money, d.when, d.deadline, d.position));
        (Stated::new(dataset, *id), claim.subject, claim.predicate, claim.affirmed, scope.unwrap_or_default())
    };
    let mut all = resolution.claims.iter().map(said);
    let first = all.next()?;
    if all.any(|other| other != first) {
        return None;
    }
    let message = format!("these claims say the same, so that there is no {} between them", kind.word());
    let fault = Diagnostic::new(Code::R070, Location::Field(resolution.origin, "claims"), message);
    Some(fault.expected("claims that differ").help(
        "take this note out, or say in the claims of what each is: `qualifier`, `from`, `until`, or another subject",
    ))
}

/// A fault for each decision that no disagreement took.
fn untaken(
    dataset: &Dataset,
    disagreements: &[Disagreement],
    taken: &HashMap<usize, &Disagreement>,
) -> Vec<Diagnostic> {
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
    let left = dataset.resolutions().iter().enumerate().filter(|(i, _)| !taken.contains_key(i));
    left.map(|(_, resolution)| {
        if let Some([one, other]) = voices_of_update(dataset, resolution) {
            let [one, other] = [one, other].map(|id| dataset.name(Thing::Entity(id)));
            let message = format!("this update has two voices: {one} and {other}");
            return Diagnostic::new(Code::R070, Location::Field(resolution.origin, "claims"), message)
                .expected("what one voice said, and what it said later")
                .help("say `kind = \"tension\"` or `kind = \"scope\"` where two voices differ");
        }
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
