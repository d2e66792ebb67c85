//! What still stands if a claim is left out.
//!
//! Goes in: derivations with all proofs that are kept. Comes out: those that fall with a claim. A triple stands as long as
//! one kept proof of it, by whatever rule, needs nothing that is left out or has fallen; proofs that only lean on each
//! other hold nothing up. Deliberately knows only the proofs that are kept: where there were more, it may tell a fall
//! that is none. What is *not* there counts for nothing here: a rule that counts, or asks for an absence, is not asked again.

use std::collections::{BTreeMap, BTreeSet};

use super::derivation::{Derivation, Derived};

/// Derivations, by what they rest on. Making it costs one pass over all proofs.
pub struct Support<'a> {
    derivations: &'a [Derivation],
    by_key: BTreeMap<&'a str, usize>,
    /// Derivations that have a proof with a claim.
    on_claim: BTreeMap<&'a str, Vec<usize>>,
    /// Derivations that have a proof with a derived triple, by any derivation of that triple.
    on_triple: BTreeMap<&'a [String; 3], Vec<usize>>,
}

impl<'a> Support<'a> {
    /// Makes the index.
    pub fn new(derived: &'a Derived) -> Self {
        let derivations = derived.derivations.as_slice();
        let by_key = derivations.iter().enumerate().map(|(i, d)| (d.key.as_str(), i)).collect();
        let mut support = Self { derivations, by_key, on_claim: BTreeMap::new(), on_triple: BTreeMap::new() };
        for (i, derivation) in derivations.iter().enumerate() {
            for (claims, below) in derivation.proofs() {
                for claim in claims {
                    support.on_claim.entry(claim).or_default().push(i);
                }
                for triple in below.iter().filter_map(|key| support.triple(key)).collect::<Vec<_>>() {
                    support.on_triple.entry(triple).or_default().push(i);
                }
            }
        }
        support
    }

    /// The triple of the derivation with a key.
    fn triple(&self, key: &str) -> Option<&'a [String; 3]> {
        self.by_key.get(key).map(|i| &self.derivations[*i].triple)
    }

    /// The derivations, by index, that no longer stand if the claims with the given keys are left out.
    ///
    /// Costs the proofs of the derivations above those claims, once for each step by which they hang together.
    pub fn fallen(&self, claims: &[&str]) -> BTreeSet<usize> {
        let mut shaken = BTreeSet::new();
        let mut todo: Vec<usize> =
            claims.iter().filter_map(|c| self.on_claim.get(c)).flatten().copied().collect();
        while let Some(next) = todo.pop() {
            if shaken.insert(next) {
                todo.extend(self.on_triple.get(&self.derivations[next].triple).into_iter().flatten());
            }
        }
        // All that is shaken counts as fallen until a proof that rests on none of it puts it back.
        let mut fallen = shaken.clone();
        let mut todo: Vec<usize> = shaken.into_iter().rev().collect();
        while let Some(next) = todo.pop() {
            if fallen.contains(&next) && self.is_proved(next, claims, &fallen) {
                fallen.remove(&next);
                todo.extend(self.on_triple.get(&self.derivations[next].triple).into_iter().flatten());
            }
        }
        fallen
    }

    /// Whether a derivation still stands if one claim is left out.
    pub fn stands_without(&self, derivation: usize, claim: &str) -> bool {
        !self.fallen(&[claim]).contains(&derivation)
    }

    /// Whether a derivation has a proof without the given claims and without what has fallen.
    fn is_proved(&self, derivation: usize, without: &[&str], fallen: &BTreeSet<usize>) -> bool {
        let holds = |key: &String| {
            let Some(triple) = self.triple(key) else { return false };
            // Derivations are sorted by triple: those of one triple stand together.
            let first = self.derivations.partition_point(|d| d.triple < *triple);
            let same = self.derivations[first..].iter().take_while(|d| d.triple == *triple);
            (first..).zip(same).any(|(i, _)| !fallen.contains(&i))
        };
        self.derivations[derivation].proofs().any(|(claims, below)| {
            !claims.iter().any(|c| without.contains(&c.as_str())) && below.iter().all(holds)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::derivation::{Premises, Rule};
    use super::*;

    fn derivation(key: &str, proofs: &[(&[&str], &[&str])]) -> Derivation {
        let keys = |keys: &[&str]| keys.iter().map(|k| (*k).to_owned()).collect::<Vec<_>>();
        let mut all = proofs.iter().map(|p| Premises { claims: keys(p.0), derivations: keys(p.1) });
        let best = all.next().expect("a proof");
        Derivation {
            key: key.to_owned(),
            triple: [key[..1].to_owned(), "p".into(), "o".into()],
            rule: 0,
            claims: best.claims,
            derivations: best.derivations,
            alternatives: all.collect(),
            more: false,
            cautions: Vec::new(),
            rests_on_opinion: false,
        }
    }

    #[test]
    fn what_has_another_proof_stands() {
        // a2 says what a says, by another rule; b and c have proofs that lean on each other.
        let derivations = vec![
            derivation("a", &[(&["c1"], &[])]),
            derivation("a2", &[(&["c2"], &[])]),
            derivation("b", &[(&[], &["a"]), (&[], &["c"])]),
            derivation("c", &[(&["c3"], &["b"])]),
            derivation("d", &[(&["c1", "c3"], &[]), (&["c2"], &[])]),
        ];
        let rule = Rule { key: String::new(), label: String::new(), caution: None, restates: false };
        let derived = Derived { rules: vec![rule], derivations, denied: Vec::new() };
        let support = Support::new(&derived);
        let fallen = |claims: &[&str]| support.fallen(claims).into_iter().collect::<Vec<_>>();
        assert_eq!(fallen(&["c1"]), [0], "the triple of a stands by a2, and b with it");
        assert_eq!(fallen(&["c2"]), [1]);
        assert_eq!(fallen(&["c1", "c2"]), [0, 1, 2, 3, 4], "b and c do not hold each other up");
        assert_eq!(fallen(&["c3"]), [3]);
        assert!(support.stands_without(4, "c2"));
        assert!(!support.stands_without(3, "c3"));
    }
}
