//! Derivations: triples that no source states, with the rule that made them and what they rest on.

/// A triple that a rule derived, in terms of IRIs and literals as N-Triples writes them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Derivation {
    /// A stable key: a digest of the triple and the rule.
    pub key: String,
    /// Subject, predicate and object, each in N-Triples form.
    pub triple: [String; 3],
    /// The index of the rule in [`Derived::rules`].
    pub rule: usize,
    /// Keys of the claims it rests on directly, sorted.
    pub claims: Vec<String>,
    /// Keys of the derivations it rests on directly, sorted.
    pub derivations: Vec<String>,
    /// Whether a claim below it, however deep, is an opinion.
    pub rests_on_opinion: bool,
}

/// A rule as readers need to see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The name of its file, without ending.
    pub key: String,
    /// What it does, in words.
    pub label: String,
    /// What a reader must know before relying on its results.
    pub caution: Option<String>,
}

/// All that rules derived, sorted by triple and rule.
#[derive(Clone, Debug, Default)]
pub struct Derived {
    /// The rules, in the order in which they ran.
    pub rules: Vec<Rule>,
    /// What they derived.
    pub derivations: Vec<Derivation>,
}
