//! Disagreements: claims that do not go together, and what curators decided about them.

use super::claim::{ClaimId, Thing};
use super::date::PartialDate;
use super::record::Origin;
use super::text::Symbol;

/// What kind of disagreement it is. The order is that in which readers are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DisagreementKind {
    /// The claims cannot all be so.
    Conflict,
    /// Somebody doubts the claim.
    Doubt,
    /// Something is denied that nobody affirms.
    Denial,
    /// Two amounts that probably say the same.
    Restatement,
    /// Different answers to one question, each of which may stand.
    Tension,
    /// Figures that look alike and are of different things, places, times or bases.
    Scope,
    /// An earlier word or state, and a later one.
    Update,
}

impl DisagreementKind {
    /// All kinds.
    pub const ALL: [Self; 7] = [
        Self::Conflict,
        Self::Doubt,
        Self::Denial,
        Self::Restatement,
        Self::Tension,
        Self::Scope,
        Self::Update,
    ];

    /// The word by which files and readers call it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Conflict => "conflict",
            Self::Doubt => "doubt",
            Self::Denial => "denial",
            Self::Restatement => "restatement",
            Self::Tension => "tension",
            Self::Scope => "scope",
            Self::Update => "update",
        }
    }

    /// What it is, in a few words.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Conflict => "Claims that cannot all be so",
            Self::Doubt => "Claims that somebody doubts",
            Self::Denial => "What is denied and nobody affirms",
            Self::Restatement => "Amounts that probably say the same",
            Self::Tension => "Different answers to one question",
            Self::Scope => "Figures of different things, places or times",
            Self::Update => "An earlier word or state, and a later one",
        }
    }

    /// The local name of its concept in the core vocabulary.
    pub fn local(self) -> &'static str {
        if self == Self::Doubt { "doubted" } else { self.word() }
    }

    /// Whether a curator may note it where nothing is found: what kind of difference there is, while each claim stands as it is.
    pub fn is_noted(self) -> bool {
        matches!(self, Self::Restatement | Self::Tension | Self::Scope | Self::Update)
    }

    /// Whether claims between which it is noted are not a conflict.
    pub fn explains(self) -> bool {
        matches!(self, Self::Restatement | Self::Scope | Self::Update)
    }

    /// Whether its claims give no plain triple while it is open.
    pub fn blocks_facts(self) -> bool {
        matches!(self, Self::Conflict | Self::Doubt)
    }
}

/// Claims that do not go together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disagreement {
    /// A stable key: its kind and a digest of the keys of its claims.
    pub key: String,
    /// Its kind.
    pub kind: DisagreementKind,
    /// What it is about.
    pub about: Thing,
    /// The claims, sorted, each once.
    pub claims: Vec<ClaimId>,
    /// The claim that points it out, where one does.
    pub noted_by: Option<ClaimId>,
    /// What does not go together, in words.
    pub why: String,
    /// The decision, as an index into the resolutions of the dataset.
    pub resolution: Option<usize>,
}

/// The recorded decision of a curator.
#[derive(Clone, Debug)]
pub struct Resolution {
    /// The claims of the disagreement.
    pub claims: Vec<ClaimId>,
    /// The kind of disagreement, where the record names it.
    pub kind: Option<DisagreementKind>,
    /// The claims that count from now on.
    pub holds: Vec<ClaimId>,
    /// How many more claims the record names that are not in the dataset, which is a part of another one.
    pub left_out: usize,
    /// Who decided.
    pub by: Symbol,
    /// When.
    pub on: Option<PartialDate>,
    /// Why.
    pub reason: Symbol,
    /// Where the record stands.
    pub origin: Origin,
}

impl Resolution {
    /// Gives its claims their new ids, where they have one; false where too little is left of it to say anything.
    pub(super) fn leave_out(&mut self, new_ids: &[Option<ClaimId>]) -> bool {
        let (claims, held) = (self.claims.len(), self.holds.len());
        for ids in [&mut self.claims, &mut self.holds] {
            *ids = ids.iter().filter_map(|id| new_ids[id.index()]).collect();
        }
        self.left_out += claims - self.claims.len();
        // Of a single claim that was decided or doubted, nothing is left to compare with.
        self.claims.len() >= claims.min(2) && (held == 0 || !self.holds.is_empty())
    }
}
