//! Derivations: triples that no source states, with the rule that made them and what they rest on.
//!
//! All of it is small numbers: a derivation takes 52 bytes with its places in the indexes, each proof 4, each premise 4.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::claim::{ClaimId, DerivationId, RuleId};
use super::standing::Standing;
use super::text::{Interner, Symbol, hex};
use super::triple::Triple;

/// The bit that marks a premise as a derivation.
const DERIVED: u32 = 1 << 31;

/// A stable key: a digest of the triple and the rule, shown in hexadecimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DerivationKey(pub [u8; 8]);

impl DerivationKey {
    /// The key that is shown so.
    pub fn parse(text: &str) -> Option<Self> {
        let key = Self(u64::from_str_radix(text, 16).ok()?.to_be_bytes());
        (key.to_string() == text).then_some(key)
    }
}

impl fmt::Display for DerivationKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&hex(&self.0))
    }
}

/// A set of rules whose cautions apply to a derivation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cautions(u32);

/// A triple that a rule derived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Derivation {
    /// What it says; its texts are those of [`Derived::text`].
    pub triple: Triple,
    /// Its stable key.
    pub key: DerivationKey,
    /// The rule that made it.
    pub rule: RuleId,
    /// The rules whose cautions apply: its own, or, where a characteristic of a property only passes a triple on, those
    /// of the derivations below it.
    pub cautions: Cautions,
    /// How it stands by the claims below its best proof, however deep.
    pub standing: Standing,
    /// Whether there were more proofs than are kept.
    pub more: bool,
}

/// What one proof of a triple rests on directly: every one of these is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proof<'a>(&'a [u32]);

impl<'a> Proof<'a> {
    /// The claims, in the order of keys.
    pub fn claims(self) -> impl Iterator<Item = ClaimId> + use<'a> {
        self.0.iter().filter(|p| **p & DERIVED == 0).map(|p| ClaimId(*p))
    }

    /// The derivations, in the order of keys. Those of the best proof never lead back to what it proves.
    pub fn derivations(self) -> impl Iterator<Item = DerivationId> + use<'a> {
        self.0.iter().filter(|p| **p & DERIVED != 0).map(|p| DerivationId(*p & !DERIVED))
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
pub struct Suppressed {
    /// What would have been derived; its texts are those of [`Derived::text`].
    pub triple: Triple,
    /// The claims that deny it, in the order of keys.
    pub by: Vec<ClaimId>,
    /// The claims that it would rest on directly, in the order of keys.
    pub premises: Vec<ClaimId>,
}

/// All that rules derived. Invariant: ids are in the order of triples, as N-Triples writes them, and keys; nothing changes
/// any more.
#[derive(Clone, Debug, Default)]
pub struct Derived {
    rules: Vec<Rule>,
    texts: Interner,
    derivations: Vec<Derivation>,
    /// Where the proofs of each derivation end.
    proofs: Vec<u32>,
    /// Where the premises of each proof end.
    ends: Vec<u32>,
    premises: Vec<u32>,
    cautions: Vec<Vec<RuleId>>,
    by_triple: Vec<DerivationId>,
    by_key: Vec<DerivationId>,
    denied: Vec<Suppressed>,
}

impl Derived {
    /// The rules: characteristics of properties that derived something, by key, then files in the order of their names.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The rule that made a derivation.
    pub fn rule(&self, derivation: &Derivation) -> &Rule {
        &self.rules[derivation.rule.index()]
    }

    /// What rules would have derived if no claim denied it, sorted by triple and rule.
    pub fn denied(&self) -> &[Suppressed] {
        &self.denied
    }

    /// How many derivations there are.
    pub fn count(&self) -> usize {
        self.derivations.len()
    }

    /// Ids of all derivations.
    pub fn ids(&self) -> impl Iterator<Item = DerivationId> + use<> {
        (0..self.derivations.len() as u32).map(DerivationId)
    }

    /// All derivations with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (DerivationId, &Derivation)> {
        self.ids().zip(&self.derivations)
    }

    /// Ids of all derivations, in the order of keys.
    pub fn by_key(&self) -> &[DerivationId] {
        &self.by_key
    }

    /// A derivation.
    pub fn get(&self, id: DerivationId) -> &Derivation {
        &self.derivations[id.index()]
    }

    /// The derivation with a key. Costs a binary search.
    pub fn find(&self, key: DerivationKey) -> Option<DerivationId> {
        let at = self.by_key.binary_search_by_key(&key, |id| self.get(*id).key).ok()?;
        Some(self.by_key[at])
    }

    /// The derivations of a triple, one for each rule that makes it. Costs a binary search.
    pub fn of_triple(&self, triple: Triple) -> &[DerivationId] {
        let from = self.by_triple.partition_point(|id| self.get(*id).triple < triple);
        let rest = &self.by_triple[from..];
        &rest[..rest.iter().take_while(|id| self.get(**id).triple == triple).count()]
    }

    /// The N-Triples form of a term that is no thing, or of a property that the ontology does not declare.
    pub fn text(&self, symbol: Symbol) -> &str {
        self.texts.get(symbol)
    }

    /// The symbol of such a text.
    pub fn find_text(&self, text: &str) -> Option<Symbol> {
        self.texts.find(text)
    }

    /// Every proof that is kept by the rule of a derivation, best first, none of them holding all premises of another.
    pub fn proofs(&self, id: DerivationId) -> impl Iterator<Item = Proof<'_>> {
        before(&self.proofs, id.index()).map(|proof| self.proof(proof))
    }

    /// The best proof: what a derivation rests on directly.
    pub fn best(&self, id: DerivationId) -> Proof<'_> {
        self.proofs(id).next().unwrap_or(Proof(&[]))
    }

    fn proof(&self, index: usize) -> Proof<'_> {
        Proof(&self.premises[before(&self.ends, index)])
    }

    /// How many proofs are kept beside the best one.
    pub fn others(&self, id: DerivationId) -> usize {
        before(&self.proofs, id.index()).len().saturating_sub(1)
    }

    /// How many further proofs there are, in words; nothing if there are none.
    pub fn others_in_words(&self, id: DerivationId) -> Option<String> {
        match (self.others(id), self.get(id).more) {
            (0, _) => None,
            (1, false) => Some("1 other proof".to_owned()),
            (n, false) => Some(format!("{n} other proofs")),
            (n, true) => Some(format!("more than {n} other proofs")),
        }
    }

    /// All claims that the best proofs of derivations rest on, through other derivations. Costs each of these once.
    pub fn premises(&self, of: impl IntoIterator<Item = DerivationId>) -> BTreeSet<ClaimId> {
        let mut claims = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let mut open: Vec<DerivationId> = of.into_iter().collect();
        while let Some(next) = open.pop() {
            if seen.insert(next) {
                claims.extend(self.best(next).claims());
                open.extend(self.best(next).derivations());
            }
        }
        claims
    }

    /// What a reader must know before relying on a derivation.
    pub fn cautions(&self, derivation: &Derivation) -> impl Iterator<Item = &str> {
        let rules = &self.cautions[derivation.cautions.0 as usize];
        rules.iter().filter_map(|rule| self.rules[rule.index()].caution.as_deref())
    }
}

/// The places before the end of a part and after that of the part before it.
fn before(ends: &[u32], part: usize) -> std::ops::Range<usize> {
    let start = part.checked_sub(1).map_or(0, |before| ends[before] as usize);
    start..ends[part] as usize
}

/// Derivations while they are entered, in the order of their ids.
#[derive(Debug)]
pub struct DerivedBuilder {
    derived: Derived,
    cautions: BTreeMap<Vec<RuleId>, Cautions>,
}

impl DerivedBuilder {
    /// Begins with the rules, and the number of derivations to come.
    pub fn new(rules: Vec<Rule>, count: usize) -> Self {
        let (derivations, proofs) = (Vec::with_capacity(count), Vec::with_capacity(count));
        let ends = Vec::with_capacity(count);
        let derived = Derived { rules, derivations, proofs, ends, ..Derived::default() };
        Self { derived, cautions: BTreeMap::new() }
    }

    /// Keeps the N-Triples form of a term that has no id.
    pub fn text(&mut self, text: &str) -> Symbol {
        self.derived.texts.intern(text)
    }

    /// Keeps a set of rules whose cautions apply.
    pub fn cautions(&mut self, rules: BTreeSet<RuleId>) -> Cautions {
        let rules: Vec<RuleId> = rules.into_iter().collect();
        let next = Cautions(self.derived.cautions.len() as u32);
        let kept = *self.cautions.entry(rules.clone()).or_insert(next);
        if kept == next {
            self.derived.cautions.push(rules);
        }
        kept
    }

    /// The rules of such a set.
    pub fn rules_of(&self, cautions: Cautions) -> &[RuleId] {
        &self.derived.cautions[cautions.0 as usize]
    }

    /// Enters the next derivation with its proofs, each as its claims and derivations.
    pub fn push(&mut self, derivation: Derivation, proofs: &[(Vec<ClaimId>, Vec<DerivationId>)]) {
        let derived = &mut self.derived;
        for (claims, derivations) in proofs {
            derived.premises.extend(claims.iter().map(|c| c.0));
            derived.premises.extend(derivations.iter().map(|d| d.0 | DERIVED));
            derived.ends.push(derived.premises.len() as u32);
        }
        derived.derivations.push(derivation);
        derived.proofs.push(derived.ends.len() as u32);
    }

    /// All that was entered, with what is denied, sorted.
    pub fn finish(self, denied: Vec<Suppressed>) -> Derived {
        let mut derived = Derived { denied, ..self.derived };
        derived.by_triple = derived.ids().collect();
        derived.by_key = derived.ids().collect();
        let all = &derived.derivations;
        derived.by_triple.sort_unstable_by_key(|id| (all[id.index()].triple, *id));
        derived.by_key.sort_unstable_by_key(|id| all[id.index()].key);
        derived.ends.shrink_to_fit();
        derived.premises.shrink_to_fit();
        derived
    }
}
