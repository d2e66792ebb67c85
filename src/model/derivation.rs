//! Derivations: triples that no source states, with the rule that made them and what they rest on.

use std::collections::{BTreeMap, BTreeSet};

/// What one proof of a triple rests on directly: every one of these is needed.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Premises {
    /// Keys of claims, sorted.
    pub claims: Vec<String>,
    /// Keys of derivations, sorted.
    pub derivations: Vec<String>,
}

impl Premises {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.claims.len() + self.derivations.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A triple that a rule derived, in terms of IRIs and literals as N-Triples writes them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Derivation {
    /// A stable key: a digest of the triple and the rule.
    pub key: String,
    /// Subject, predicate and object, each in N-Triples form.
    pub triple: [String; 3],
    /// The index of the rule in [`Derived::rules`].
    pub rule: usize,
    /// Keys of the claims it rests on directly, sorted: those of its best proof.
    pub claims: Vec<String>,
    /// Keys of the derivations it rests on directly, sorted: those of its best proof. They never lead back here.
    pub derivations: Vec<String>,
    /// Further proofs by the same rule, best first, none of them holding all premises of another.
    pub alternatives: Vec<Premises>,
    /// Whether there were more proofs than are kept.
    pub more: bool,
    /// The rules whose cautions apply, by their index in [`Derived::rules`]: its own, or, where a characteristic of a
    /// property only passes a triple on, those of the derivations below it.
    pub cautions: Vec<usize>,
    /// Whether a claim below its best proof, however deep, is an opinion.
    pub rests_on_opinion: bool,
}

impl Derivation {
    /// How many further proofs there are, in words; nothing if there are none.
    pub fn others(&self) -> Option<String> {
        match (self.alternatives.len(), self.more) {
            (0, _) => None,
            (1, false) => Some("1 other proof".to_owned()),
            (n, false) => Some(format!("{n} other proofs")),
            (n, true) => Some(format!("more than {n} other proofs")),
        }
    }

    /// Every proof that is kept, the best one first: its claims and its derivations.
    pub fn proofs(&self) -> impl Iterator<Item = (&[String], &[String])> {
        let best = (self.claims.as_slice(), self.derivations.as_slice());
        let others = self.alternatives.iter().map(|p| (p.claims.as_slice(), p.derivations.as_slice()));
        std::iter::once(best).chain(others)
    }
}

/// A rule as readers need to see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The name of its file, without ending, or that of a characteristic of a property: `transitive-part-of`.
    pub key: String,
    /// What it does, in words.
    pub label: String,
    /// What a reader must know before relying on its results.
    pub caution: Option<String>,
    /// Whether its results only say one other triple again, from the other end or in wider words.
    pub restates: bool,
}

/// A triple that would follow, and that claims deny: it is not derived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Denied {
    /// What would have been derived.
    pub derivation: Derivation,
    /// Keys of the claims that deny it, sorted.
    pub claims: Vec<String>,
}

/// All that rules derived, sorted by triple and rule.
#[derive(Clone, Debug, Default)]
pub struct Derived {
    /// The rules: characteristics of properties that derived something, by key, then files in the order of their names.
    pub rules: Vec<Rule>,
    /// What they derived.
    pub derivations: Vec<Derivation>,
    /// What they would have derived if no claim denied it, sorted by triple and rule.
    pub denied: Vec<Denied>,
}

impl Derived {
    /// What a reader must know before relying on a derivation.
    pub fn cautions<'a>(&'a self, derivation: &'a Derivation) -> impl Iterator<Item = &'a str> {
        derivation.cautions.iter().filter_map(|rule| self.rules.get(*rule)?.caution.as_deref())
    }

    /// Keys of all claims that the best proof of a derivation rests on, through other derivations.
    pub fn premises<'a>(&'a self, derivation: &'a Derivation) -> BTreeSet<&'a str> {
        let by_key: BTreeMap<&str, &Derivation> =
            self.derivations.iter().map(|d| (d.key.as_str(), d)).collect();
        let mut claims = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let mut todo = vec![derivation];
        while let Some(next) = todo.pop() {
            if seen.insert(&next.key) {
                claims.extend(next.claims.iter().map(String::as_str));
                todo.extend(next.derivations.iter().filter_map(|key| by_key.get(key.as_str())));
            }
        }
        claims
    }
}
