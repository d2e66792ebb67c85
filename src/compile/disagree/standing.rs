//! How each claim stands: the one place that decides what is a fact.

use std::collections::{BTreeMap, BTreeSet};

use crate::compile::ontology::Ontology;
use crate::model::claim::ClaimId;
use crate::model::dataset::Dataset;
use crate::model::date::PartialDate;
use crate::model::disagreement::{Disagreement, DisagreementKind};
use crate::model::standing::{ClaimStanding, Standing, Standings};

/// How each claim stands, by what it says, by its status, by its disagreements, and on a date where one is asked about.
///
/// On a date a conflict of which fewer than two claims can hold unsettles none. Claims that met only by way of one that has
/// ended stay disputed: rather too few facts than one too many.
pub fn standings(
    dataset: &Dataset,
    ontology: &Ontology,
    disagreements: &[Disagreement],
    as_of: Option<PartialDate>,
) -> Standings {
    let is_out_of_date = |id: ClaimId| as_of.is_some_and(|date| !dataset.may_hold(id, date));
    let holding = |d: &Disagreement| d.claims.iter().filter(|id| !is_out_of_date(**id)).count();
    let is_met = |d: &&Disagreement| d.kind != DisagreementKind::Conflict || holding(d) > 1;
    let mut contested: BTreeMap<ClaimId, Standing> = BTreeMap::new();
    for disagreement in disagreements.iter().filter(|d| d.kind.blocks_facts()).filter(is_met) {
        let decision = disagreement.resolution.map(|i| &dataset.resolutions()[i]);
        let standing = match (decision, disagreement.kind) {
            (Some(_), _) => Standing::DecidedAgainst,
            (None, DisagreementKind::Doubt) => Standing::Doubted,
            (None, _) => Standing::Disputed,
        };
        let holds: BTreeSet<ClaimId> = decision.into_iter().flat_map(|d| d.holds.iter().copied()).collect();
        for id in disagreement.claims.iter().filter(|id| !holds.contains(id)) {
            let known = contested.entry(*id).or_insert(standing);
            *known = standing.max(*known);
        }
    }
    let standing = |id: ClaimId| {
        let claim = dataset.claim(id);
        let contested = contested.get(&id).copied();
        let undated = match (claim.affirmed, ontology.status(claim.status).plain) {
            (false, _) => Standing::Denied,
            (true, false) => Standing::Opinion,
            (true, true) => contested.unwrap_or(Standing::Fact),
        };
        ClaimStanding { undated, disputed: contested.is_some(), out_of_date: is_out_of_date(id) }
    };
    Standings::new(dataset.claim_ids().map(standing).collect())
}
