//! Disagreements as readers are told of them: what does not go together, every voice with its words, and the decision.

use serde::Serialize;

use super::describe::{Fact, claim_fact, in_text};
use crate::derive::rdf::GraphRef;
use crate::model::disagreement::{Disagreement, DisagreementKind};

/// One disagreement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Dispute {
    /// Its key.
    pub id: String,
    /// Its kind.
    pub kind: String,
    /// The key of the thing that it is about.
    pub about: String,
    /// The name of that thing.
    pub name: String,
    /// What does not go together.
    pub why: String,
    /// Whether its claims give no fact while it is open.
    pub blocks_facts: bool,
    /// What it means for the facts of the graph.
    pub effect: String,
    /// The claims, in the order of the text.
    pub claims: Vec<Fact>,
    /// The claim that points it out.
    pub noted_by: Option<Fact>,
    /// The decision, where somebody took one.
    pub resolution: Option<Decision>,
}

impl Dispute {
    /// Whether it is a denial of what nobody affirms.
    pub fn is_denial(&self) -> bool {
        self.kind == DisagreementKind::Denial.word()
    }
}

/// The decision of a curator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Decision {
    /// Keys of the claims that count.
    pub holds: Vec<String>,
    /// Who decided.
    pub by: String,
    /// When.
    pub on: Option<String>,
    /// Why.
    pub reason: String,
    /// How many more claims it is about that are not told, as their sources were not asked.
    #[serde(skip_serializing_if = "is_none")]
    pub left_out: usize,
}

/// Whether there are none.
#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn is_none(number: &usize) -> bool {
    *number == 0
}

/// All disagreements of a graph, by kind and claims.
pub fn disputes(scope: GraphRef<'_>) -> Vec<Dispute> {
    scope.disagreements.iter().map(|d| dispute(d, scope)).collect()
}

fn dispute(disagreement: &Disagreement, scope: GraphRef<'_>) -> Dispute {
    let dataset = scope.dataset;
    let decided = disagreement.resolution.map(|i| &dataset.resolutions()[i]);
    let mut claims = disagreement.claims.clone();
    claims.sort_by_key(|id| in_text(*id, scope));
    let resolution = decided.map(|r| Decision {
        holds: r.holds.iter().map(|id| dataset.text(dataset.claim(*id).key).to_owned()).collect(),
        by: dataset.text(r.by).to_owned(),
        on: r.on.map(|d| d.to_string()),
        reason: dataset.text(r.reason).to_owned(),
        left_out: r.left_out,
    });
    Dispute {
        id: disagreement.key.clone(),
        kind: disagreement.kind.word().to_owned(),
        about: dataset.key(disagreement.about).to_owned(),
        name: dataset.name(disagreement.about).to_owned(),
        why: disagreement.why.clone(),
        blocks_facts: disagreement.kind.blocks_facts(),
        effect: effect(disagreement.kind, resolution.as_ref()).to_owned(),
        claims: claims.iter().map(|id| claim_fact(*id, scope)).collect(),
        noted_by: disagreement.noted_by.map(|id| claim_fact(id, scope)),
        resolution,
    }
}

/// What a disagreement means for the facts of the graph.
fn effect(kind: DisagreementKind, resolution: Option<&Decision>) -> &'static str {
    match (kind, resolution) {
        (DisagreementKind::Conflict | DisagreementKind::Doubt, None) => {
            "none of these claims counts as a fact until this is settled"
        }
        (DisagreementKind::Conflict | DisagreementKind::Doubt, Some(d)) if d.holds.is_empty() => {
            "by this decision none of these claims counts as a fact"
        }
        (DisagreementKind::Conflict | DisagreementKind::Doubt, Some(_)) => {
            "by this decision the claims that hold count like any other, and the rest do not count as facts"
        }
        (DisagreementKind::Denial, _) => "a denial is not itself a fact",
        (DisagreementKind::Restatement, _) => "each value stands as stated: do not add them",
        (DisagreementKind::Tension, _) => "each claim stands as it is",
        (DisagreementKind::Scope, _) => {
            "each claim stands for what it is about: do not read them as one series"
        }
        (DisagreementKind::Update, _) => "each claim stands as what was said at its time",
    }
}
