//! How what the graph says stands: as a fact, or why it is not one.
//!
//! One vocabulary for figures, answers, tables and exports. It is found once, of all claims together, and never typed.

use std::collections::BTreeMap;

use super::claim::ClaimId;

/// How a claim, or what follows from claims, stands. Where several would do, the last one is meant.
///
/// What is inferred stands as the claims below it: from facts alone it is a fact, else it says from what it is inferred.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Standing {
    /// A claim that counts as a fact.
    #[default]
    Fact,
    /// What rules derive from facts.
    Inferred,
    /// Somebody doubts it, and nobody has decided.
    Doubted,
    /// Inferred from a claim that is doubted.
    InferredFromDoubted,
    /// Party to an open conflict.
    Disputed,
    /// Inferred from a claim that is disputed.
    InferredFromDisputed,
    /// Party to a conflict or doubt that was decided, and not among what holds.
    DecidedAgainst,
    /// Inferred from a claim that was decided against.
    InferredFromDecidedAgainst,
    /// A judgement of its speaker.
    Opinion,
    /// Inferred from an opinion.
    InferredFromOpinion,
    /// Said not to be so.
    Denied,
    /// Inferred from a denial.
    InferredFromDenied,
    /// It cannot hold on the date that was asked about.
    OutOfDate,
}

impl Standing {
    /// All of them, in their order.
    pub const ALL: [Self; 13] = [
        Self::Fact,
        Self::Inferred,
        Self::Doubted,
        Self::InferredFromDoubted,
        Self::Disputed,
        Self::InferredFromDisputed,
        Self::DecidedAgainst,
        Self::InferredFromDecidedAgainst,
        Self::Opinion,
        Self::InferredFromOpinion,
        Self::Denied,
        Self::InferredFromDenied,
        Self::OutOfDate,
    ];

    /// The word for it, the same wherever readers or programs meet it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Fact => "fact",
            Self::Inferred => "inferred",
            Self::Disputed => "disputed",
            Self::Doubted => "doubted",
            Self::DecidedAgainst => "decided against",
            Self::Opinion => "opinion",
            Self::Denied => "denied",
            Self::OutOfDate => "not of this date",
            Self::InferredFromDoubted => "inferred from a doubted claim",
            Self::InferredFromDisputed => "inferred from a disputed claim",
            Self::InferredFromDecidedAgainst => "inferred from a claim that was decided against",
            Self::InferredFromOpinion => "inferred from an opinion",
            Self::InferredFromDenied => "inferred from a denied claim",
        }
    }

    /// Several that stand like this, as a heading tells them.
    pub fn of_several(self) -> String {
        match self {
            Self::Fact => "facts".to_owned(),
            Self::Opinion => "opinions".to_owned(),
            Self::Denied => "denials".to_owned(),
            other => format!("what is {}", other.word()),
        }
    }

    /// How what is inferred from claims stands, the last of which stand like this.
    #[must_use]
    pub fn inferred(self) -> Self {
        match self {
            Self::Fact => Self::Inferred,
            Self::Doubted => Self::InferredFromDoubted,
            Self::Disputed => Self::InferredFromDisputed,
            Self::DecidedAgainst => Self::InferredFromDecidedAgainst,
            Self::Opinion => Self::InferredFromOpinion,
            Self::Denied => Self::InferredFromDenied,
            other => other,
        }
    }

    /// How the claims stand that decide: its own, or those that it is inferred from.
    #[must_use]
    pub fn of_claims(self) -> Self {
        match self {
            Self::Inferred => Self::Fact,
            Self::InferredFromDoubted => Self::Doubted,
            Self::InferredFromDisputed => Self::Disputed,
            Self::InferredFromDecidedAgainst => Self::DecidedAgainst,
            Self::InferredFromOpinion => Self::Opinion,
            Self::InferredFromDenied => Self::Denied,
            other => other,
        }
    }

    /// Whether rules derive it, from whatever claims.
    pub fn is_inferred(self) -> bool {
        self != self.of_claims()
    }

    /// How many there are, in words: `2 facts`, `1 opinion`, `3 disputed`.
    pub fn count(self, number: usize) -> String {
        let is_noun = matches!(self, Self::Fact | Self::Opinion);
        let plural = if is_noun && number != 1 { "s" } else { "" };
        format!("{number} {}{plural}", self.word())
    }

    /// A text with the word for how it stands, where it is not a fact: `2027 (doubted)`.
    pub fn marks(self, text: String) -> String {
        if self.is_fact() { text } else { format!("{text} ({})", self.word()) }
    }

    /// A number of facts, and how many more there are that are none; the words for nothing where there is neither.
    pub fn total(facts: usize, others: impl IntoIterator<Item = Self>, nothing: &str) -> String {
        let mut counts: BTreeMap<Self, usize> = BTreeMap::new();
        for standing in others {
            *counts.entry(standing).or_default() += 1;
        }
        let counts: Vec<String> = counts.into_iter().map(|(standing, n)| standing.count(n)).collect();
        match (facts, counts.as_slice()) {
            (0, []) => nothing.to_owned(),
            (0, others) => format!("no fact, {}", others.join(", ")),
            (number, []) => number.to_string(),
            (number, others) => format!("{number}, and {}", others.join(", ")),
        }
    }

    /// Whether it counts: as a fact that is stated or inferred.
    pub fn is_fact(self) -> bool {
        matches!(self, Self::Fact | Self::Inferred)
    }

    /// Whether it is asserted of the date asked about, and a disagreement alone keeps it from being a fact.
    pub fn is_contested(self) -> bool {
        matches!(self.of_claims(), Self::Disputed | Self::Doubted | Self::DecidedAgainst)
    }
}

/// How one claim stands, whatever the date, and what else is known of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClaimStanding {
    /// How it stands, the date that is asked about left aside.
    pub undated: Standing,
    /// Whether it is party to a conflict or doubt that is open or was decided against it; denials and opinions can be too.
    pub disputed: bool,
    /// Whether it cannot hold on the date that is asked about.
    pub out_of_date: bool,
}

impl ClaimStanding {
    /// How it stands.
    pub fn standing(self) -> Standing {
        if self.out_of_date { Standing::OutOfDate } else { self.undated }
    }
}

/// How each claim of a dataset stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standings(Vec<ClaimStanding>);

impl Standings {
    /// How each claim stands, in the order of claims.
    pub fn new(of_claims: Vec<ClaimStanding>) -> Self {
        Self(of_claims)
    }

    /// As many claims, each a fact.
    #[must_use]
    pub fn supposed(&self) -> Self {
        let fact = ClaimStanding { undated: Standing::Fact, disputed: false, out_of_date: false };
        Self(vec![fact; self.0.len()])
    }

    /// Whether every claim is a fact.
    pub fn are_facts(&self) -> bool {
        self.0.iter().all(|claim| claim.standing().is_fact())
    }

    /// How a claim stands.
    pub fn of(&self, id: ClaimId) -> Standing {
        self.all_of(id).standing()
    }

    /// All that is known of how a claim stands.
    pub fn all_of(&self, id: ClaimId) -> ClaimStanding {
        self.0[id.index()]
    }
}
