//! Decisions joined to the disagreements they are about; a decision about nothing is a fault.

use crate::model::code::Code;
use crate::model::dataset::Dataset;
use crate::model::diagnostic::{Anchor, Diagnostic};
use crate::model::disagreement::{Disagreement, DisagreementKind, Resolution};

/// Joins the decisions of the dataset to the disagreements that have none yet.
pub(super) fn join(dataset: &Dataset, disagreements: &mut [Disagreement]) {
    for (i, resolution) in dataset.resolutions().iter().enumerate() {
        let open = disagreements.iter_mut().find(|d| d.resolution.is_none() && fits(resolution, d));
        if let Some(disagreement) = open {
            disagreement.resolution = Some(i);
        }
    }
}

/// The decisions that no disagreement took, once all disagreements are known.
pub fn unmatched(dataset: &Dataset, disagreements: &[Disagreement]) -> Vec<Diagnostic> {
    let is_left = |i: usize| disagreements.iter().all(|d| d.resolution != Some(i));
    let resolutions = dataset.resolutions().iter().enumerate();
    resolutions.filter(|(i, _)| is_left(*i)).map(|(_, r)| fault(dataset, r, disagreements)).collect()
}

/// Whether a decision is about a disagreement: the same claims, and the same kind where it names one.
fn fits(resolution: &Resolution, disagreement: &Disagreement) -> bool {
    disagreement.claims == resolution.claims && resolution.kind.is_none_or(|k| k == disagreement.kind)
}

fn fault(dataset: &Dataset, resolution: &Resolution, disagreements: &[Disagreement]) -> Diagnostic {
    let anchor = Anchor::Field(resolution.origin, "claims");
    let taken = disagreements.iter().find(|d| fits(resolution, d)).and_then(|d| d.resolution);
    if let Some(first) = taken {
        let place = Anchor::Field(dataset.resolutions()[first].origin, "claims");
        return Diagnostic::new(Code::R070, anchor, "these claims have a resolution already")
            .expected("one decision for each disagreement")
            .related(place, "the first one");
    }
    let kind = resolution.kind.map_or("disagreement", DisagreementKind::word);
    let message = format!("there is no {kind} between exactly these claims");
    let mut fault =
        Diagnostic::new(Code::R070, anchor, message).expected("all claims of a disagreement that is there");
    let near = disagreements.iter().filter(|d| d.claims.iter().any(|c| resolution.claims.contains(c)));
    for disagreement in near.take(3) {
        let keys: Vec<&str> =
            disagreement.claims.iter().map(|c| dataset.text(dataset.claim(*c).key)).collect();
        fault = fault.help(format!("there is a {} between {}", disagreement.kind.word(), keys.join(", ")));
    }
    fault.help("`remit conflicts` lists what disagrees now")
}
