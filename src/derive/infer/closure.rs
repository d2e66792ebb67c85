//! The closure of facts under axioms, taken fact by fact.
//!
//! Each fact is joined, when its turn comes, with those that had theirs before: every application of an axiom is found
//! once. Transitivity joins what was reached with single steps only, which is a search from every thing at once.

use std::collections::BTreeMap;

use hashbrown::HashMap;

use super::axiom::{Axiom, AxiomKind};
use super::facts::{Facts, LimitReached, Premise, Triple};
use crate::compile::ontology::Ontology;
use crate::model::text::Symbol;

/// What one application of an axiom rests on.
type Premises = Box<[Premise]>;

/// What an axiom does with a fact that has one of its properties.
#[derive(Clone, Debug)]
enum Step {
    /// Makes the triple again, turned round.
    Inverse,
    /// Makes the triple again.
    SubProperty,
    /// Leads on; the flag is true where the property is symmetric.
    Transitive(bool),
    /// Is the step with a number of a chain.
    Chain(usize),
}

/// The state of a closure: which facts had their turn, and how they can be joined.
#[derive(Debug)]
pub struct Closure {
    /// The property that each axiom derives, and the properties of its chain.
    heads: Vec<(Symbol, Vec<Symbol>)>,
    /// For each property the axioms that use it.
    uses: BTreeMap<Symbol, Vec<(u16, Step)>>,
    /// Single steps by axiom and subject.
    steps: HashMap<(u16, Symbol), Vec<u32>>,
    /// What was reached, by axiom and object.
    reached: HashMap<(u16, Symbol), Vec<u32>>,
    /// Facts of chains by property and subject, and by property and object.
    forward: HashMap<(Symbol, Symbol), Vec<u32>>,
    backward: HashMap<(Symbol, Symbol), Vec<u32>>,
    next: u32,
}

impl Closure {
    /// Prepares axioms, whose numbers are those of their rules.
    pub fn new(axioms: &[Axiom], ontology: &Ontology, facts: &mut Facts) -> Self {
        let mut uses: BTreeMap<Symbol, Vec<(u16, Step)>> = BTreeMap::new();
        let mut heads = Vec::new();
        let mut term = |p| facts.term(&format!("<{}>", ontology.property(p).iri));
        for (rule, axiom) in (0u16..).zip(axioms) {
            let head = term(axiom.head);
            let mut chain = Vec::new();
            let mut using = |property, step| uses.entry(property).or_default().push((rule, step));
            match &axiom.form {
                AxiomKind::Symmetric => using(head, Step::Inverse),
                AxiomKind::Inverse(other) => using(term(*other), Step::Inverse),
                AxiomKind::Narrower(other) => using(term(*other), Step::SubProperty),
                AxiomKind::Transitive => {
                    using(head, Step::Transitive(ontology.property(axiom.head).characteristics.symmetric));
                }
                AxiomKind::Chain(properties) => {
                    chain = properties.iter().map(|p| term(*p)).collect();
                    for (at, property) in chain.iter().enumerate() {
                        using(*property, Step::Chain(at));
                    }
                }
            }
            heads.push((head, chain));
        }
        Self {
            heads,
            uses,
            steps: HashMap::new(),
            reached: HashMap::new(),
            forward: HashMap::new(),
            backward: HashMap::new(),
            next: 0,
        }
    }

    /// Whether facts with a property can lead to others.
    pub fn uses(&self, property: Symbol) -> bool {
        self.uses.contains_key(&property)
    }

    /// Gives every fact that has not had it its turn, until nothing new follows.
    ///
    /// Costs time in proportion to the applications of axioms, memory to what they derive.
    ///
    /// # Errors
    ///
    /// When more would be derived than the graph allows.
    pub fn close(&mut self, facts: &mut Facts) -> Result<(), LimitReached> {
        let mut found: Vec<(u16, Triple, Premises)> = Vec::new();
        while (self.next as usize) < facts.len() {
            let fact = self.next;
            self.next += 1;
            let Some(uses) = self.uses.remove(&facts.triple(fact)[1]) else { continue };
            for (rule, step) in &uses {
                self.apply(*rule, step, fact, facts, &mut found);
            }
            self.uses.insert(facts.triple(fact)[1], uses);
            for (rule, triple, proof) in found.drain(..) {
                facts.derive(triple, rule, &proof)?;
            }
        }
        Ok(())
    }

    fn apply(
        &mut self,
        rule: u16,
        step: &Step,
        fact: u32,
        facts: &Facts,
        found: &mut Vec<(u16, Triple, Premises)>,
    ) {
        let [subject, property, object] = facts.triple(fact);
        let head = self.heads[usize::from(rule)].0;
        match step {
            Step::Inverse => found.push((rule, [object, head, subject], Box::new([Premise::Fact(fact)]))),
            Step::SubProperty => found.push((rule, [subject, head, object], Box::new([Premise::Fact(fact)]))),
            Step::Transitive(symmetric) => self.lead(rule, *symmetric, fact, facts, found),
            Step::Chain(at) => {
                // A property that stands in a chain twice is entered once.
                for (map, end) in [(&mut self.forward, subject), (&mut self.backward, object)] {
                    let entered = map.entry((property, end)).or_default();
                    if entered.last() != Some(&fact) {
                        entered.push(fact);
                    }
                }
                self.link(rule, *at, fact, facts, found);
            }
        }
    }

    /// Joins a fact of a transitive property with single steps, and, if it is one, with what was reached.
    fn lead(
        &mut self,
        rule: u16,
        symmetric: bool,
        fact: u32,
        facts: &Facts,
        found: &mut Vec<(u16, Triple, Premises)>,
    ) {
        let [subject, property, object] = facts.triple(fact);
        let by = |f: u32| facts.primary(f).map(|r| facts.records()[r as usize].rule);
        // Where a triple may be denied, a way that passes over it can be whole by its other half: each fact is a step.
        let is_single = by(fact) != Some(rule) || facts.has_denials(property);
        let mut join = |one: u32, other: u32| {
            let (from, to) = (facts.triple(one)[0], facts.triple(other)[2]);
            // That a thing stands in a symmetric relation to itself follows from any other, and tells nothing.
            if !(symmetric && from == to) {
                let proof = two(Premise::Fact(one), Premise::Fact(other));
                found.push((rule, [from, property, to], proof));
            }
        };
        if is_single {
            self.steps.entry((rule, subject)).or_default().push(fact);
        }
        for step in self.steps.get(&(rule, object)).into_iter().flatten() {
            join(fact, *step);
        }
        if is_single {
            // The fact itself is not among what was reached yet: a step after itself was joined above.
            for reached in self.reached.get(&(rule, subject)).into_iter().flatten() {
                join(*reached, fact);
            }
        }
        self.reached.entry((rule, object)).or_default().push(fact);
    }

    /// Completes a chain of which a fact is one step, with facts that had their turn.
    fn link(&self, rule: u16, at: usize, fact: u32, facts: &Facts, found: &mut Vec<(u16, Triple, Premises)>) {
        let (head, chain) = &self.heads[usize::from(rule)];
        let none = Vec::new();
        let mut lefts: Vec<Vec<u32>> = vec![vec![fact]];
        for property in chain[..at].iter().rev() {
            let mut longer = Vec::new();
            for path in &lefts {
                let start = facts.triple(path[path.len() - 1])[0];
                // Where the fact is two steps of one chain, it is found once: as the earlier one.
                let before = self.backward.get(&(*property, start)).unwrap_or(&none);
                longer
                    .extend(before.iter().filter(|f| **f != fact).map(|f| [path.as_slice(), &[*f]].concat()));
            }
            lefts = longer;
        }
        let mut rights: Vec<Vec<u32>> = vec![vec![fact]];
        for property in &chain[at + 1..] {
            let mut longer = Vec::new();
            for path in &rights {
                let end = facts.triple(path[path.len() - 1])[2];
                let after = self.forward.get(&(*property, end)).unwrap_or(&none);
                longer.extend(after.iter().map(|f| [path.as_slice(), &[*f]].concat()));
            }
            rights = longer;
        }
        for left in &lefts {
            for right in &rights {
                let (first, last) = (left[left.len() - 1], right[right.len() - 1]);
                let triple = [facts.triple(first)[0], *head, facts.triple(last)[2]];
                let mut proof: Vec<Premise> = left.iter().chain(right).map(|f| Premise::Fact(*f)).collect();
                proof.sort_unstable();
                proof.dedup();
                found.push((rule, triple, proof.into()));
            }
        }
    }
}

/// A proof of two premises.
fn two(one: Premise, other: Premise) -> Premises {
    match one.cmp(&other) {
        std::cmp::Ordering::Less => Box::new([one, other]),
        std::cmp::Ordering::Equal => Box::new([one]),
        std::cmp::Ordering::Greater => Box::new([other, one]),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    /// A closure with one transitive property, symmetric or not, over edges between small numbers.
    fn closed(edges: &[(u8, u8)], symmetric: bool) -> Facts {
        let mut facts = Facts::new(10_000);
        let p = facts.term("p");
        let mut uses = vec![(0, Step::Transitive(symmetric))];
        let mut heads = vec![(p, Vec::new())];
        if symmetric {
            uses.push((1, Step::Inverse));
            heads.push((p, Vec::new()));
        }
        for (claim, (from, to)) in (0..).zip(edges) {
            let triple = [facts.term(&from.to_string()), p, facts.term(&to.to_string())];
            facts.state(triple, claim);
        }
        let mut closure = Closure {
            heads,
            uses: BTreeMap::from([(p, uses)]),
            steps: HashMap::new(),
            reached: HashMap::new(),
            forward: HashMap::new(),
            backward: HashMap::new(),
            next: 0,
        };
        closure.close(&mut facts).expect("small");
        facts
    }

    fn pairs(facts: &Facts) -> BTreeSet<(u8, u8)> {
        let number = |s| facts.text(s).parse().expect("a number");
        (0..facts.len() as u32).map(|f| facts.triple(f)).map(|t| (number(t[0]), number(t[2]))).collect()
    }

    /// The closure by joining everything with everything until nothing changes.
    fn naive(edges: &[(u8, u8)], symmetric: bool) -> BTreeSet<(u8, u8)> {
        let mut all: BTreeSet<(u8, u8)> = edges.iter().copied().collect();
        loop {
            let mut more = all.clone();
            for (a, b) in &all {
                if symmetric {
                    more.insert((*b, *a));
                }
                let on = all.iter().filter(|(c, d)| c == b && !(symmetric && a == d));
                more.extend(on.map(|(_, d)| (*a, *d)));
            }
            if more == all {
                return all;
            }
            all = more;
        }
    }

    fn is_proved(facts: &Facts) -> bool {
        facts.records().iter().enumerate().all(|(i, record)| {
            let is_earlier = |p: &Premise| match p {
                Premise::Fact(f) => facts.primary(*f).is_none_or(|r| (r as usize) < i),
                _ => false,
            };
            let proofs: Vec<Vec<Premise>> = facts.proofs(record).map(|p| p.premises().collect()).collect();
            proofs[0].iter().all(is_earlier)
                && proofs.iter().all(|p| !p.contains(&Premise::Fact(record.fact)))
        })
    }

    proptest! {
        #[test]
        fn a_closure_is_that_of_brute_force(
            edges in prop::collection::vec((0u8..8, 0u8..8), 0..16),
            symmetric in any::<bool>(),
        ) {
            let facts = closed(&edges, symmetric);
            prop_assert_eq!(pairs(&facts), naive(&edges, symmetric));
            prop_assert!(is_proved(&facts), "first proofs rest on what came before");
        }
    }

    #[test]
    fn a_circle_leads_back_and_a_diamond_has_two_proofs() {
        let circle = closed(&[(1, 2), (2, 3), (3, 1)], false);
        assert_eq!(pairs(&circle).len(), 9, "each leads to each, and to itself");
        let diamond = closed(&[(1, 2), (1, 3), (2, 4), (3, 4)], false);
        assert_eq!(diamond.derived(), 1);
        assert_eq!(diamond.records()[0].kept, 2);
    }
}
