//! Triples as small numbers, each with its proofs: stated ones first, then those derived in the order in which they came.
//!
//! Goes in: triples with claims or premises. Comes out: records of what was derived. Invariant: the first proof of a
//! record rests only on facts and records that were there before it, so first proofs never go round in circles.
//! Deliberately knows neither axioms nor rules, only their numbers.

use std::collections::{BTreeMap, BTreeSet};

use hashbrown::HashMap;

use crate::model::text::{Symbol, Texts};

/// How many proofs of a triple are kept for each rule.
pub const KEPT: usize = 8;
/// How many facts are looked at to find out whether a further proof rests on its own result; beyond, it is not kept.
const LONGEST_SEARCH: usize = 10_000;

/// A triple of terms.
pub type Triple = [Symbol; 3];

/// What a proof rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Premise {
    /// A fact, stated or derived.
    Fact(u32),
    /// A claim as such, by its number.
    Claim(u32),
    /// A derivation as such: the number of a record.
    Record(u32),
}

/// Everything that one application of a rule rests on, sorted and without repetition.
pub type Proof = Box<[Premise]>;

/// A derived triple under one rule.
#[derive(Clone, Debug)]
pub struct Record {
    /// The fact.
    pub fact: u32,
    /// The rule.
    pub rule: u16,
    /// Its proofs in the order in which they were found; never empty.
    pub proofs: Vec<Proof>,
    /// Whether more were found than are kept.
    pub more: bool,
}

/// There are as many derived facts as may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Full {
    /// The rule that would have made one more.
    pub rule: u16,
}

/// All facts.
#[derive(Debug)]
pub struct Facts {
    terms: Texts,
    triples: Vec<Triple>,
    index: HashMap<Triple, u32>,
    /// The claims behind each stated fact.
    claims: Vec<Vec<u32>>,
    records: Vec<Record>,
    /// For each derived fact the record by which it came.
    primary: Vec<u32>,
    /// Records of further rules for a fact.
    secondary: BTreeMap<(u32, u16), u32>,
    denials: BTreeMap<Triple, Vec<u32>>,
    /// The properties of denied triples.
    doubted: BTreeSet<Symbol>,
    denied: BTreeMap<(Triple, u16), Proof>,
    limit: usize,
}

impl Facts {
    /// No facts; at most `limit` will be derived.
    pub fn new(limit: usize) -> Self {
        Self {
            terms: Texts::default(),
            triples: Vec::new(),
            index: HashMap::new(),
            claims: Vec::new(),
            records: Vec::new(),
            primary: Vec::new(),
            secondary: BTreeMap::new(),
            denials: BTreeMap::new(),
            doubted: BTreeSet::new(),
            denied: BTreeMap::new(),
            limit,
        }
    }

    /// The symbol of a term in N-Triples form.
    pub fn term(&mut self, text: &str) -> Symbol {
        self.terms.intern(text)
    }

    /// The symbol of a term that some fact has.
    pub fn find_term(&self, text: &str) -> Option<Symbol> {
        self.terms.find(text)
    }

    /// The text of a term.
    pub fn text(&self, term: Symbol) -> &str {
        self.terms.get(term)
    }

    /// Adds a triple that a claim states. All of them come before the first one is derived.
    pub fn state(&mut self, triple: Triple, claim: u32) {
        debug_assert!(self.primary.is_empty(), "stated facts come first");
        let next = self.triples.len() as u32;
        let id = *self.index.entry(triple).or_insert(next);
        if id == next {
            self.triples.push(triple);
            self.claims.push(Vec::new());
        }
        self.claims[id as usize].push(claim);
    }

    /// Adds a triple that a claim denies: it will not be derived.
    pub fn deny(&mut self, triple: Triple, claim: u32) {
        self.doubted.insert(triple[1]);
        let claims = self.denials.entry(triple).or_default();
        if !claims.contains(&claim) {
            claims.push(claim);
        }
    }

    /// Whether a triple with a property is denied.
    pub fn is_doubted(&self, property: Symbol) -> bool {
        self.doubted.contains(&property)
    }

    /// How many facts there are.
    pub fn len(&self) -> usize {
        self.triples.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.triples.is_empty()
    }

    /// How many of them are derived.
    pub fn derived(&self) -> usize {
        self.primary.len()
    }

    /// A fact.
    pub fn triple(&self, fact: u32) -> Triple {
        self.triples[fact as usize]
    }

    /// The fact with a triple.
    pub fn find(&self, triple: &Triple) -> Option<u32> {
        self.index.get(triple).copied()
    }

    /// The claims that state a fact; none for a derived one.
    pub fn claims(&self, fact: u32) -> &[u32] {
        self.claims.get(fact as usize).map_or(&[], Vec::as_slice)
    }

    /// Whether a claim states a fact.
    pub fn is_stated(&self, fact: u32) -> bool {
        (fact as usize) < self.claims.len()
    }

    /// All records, in the order in which they came.
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// The number of the record by which a derived fact came.
    pub fn primary(&self, fact: u32) -> Option<u32> {
        self.primary.get((fact as usize).checked_sub(self.claims.len())?).copied()
    }

    /// What would follow and is denied: the triple, the rule, a proof, and the claims that deny it.
    pub fn denied(&self) -> impl Iterator<Item = (Triple, u16, &Proof, &[u32])> {
        self.denied.iter().map(|((triple, rule), proof)| {
            let claims = self.denials.get(triple).map_or(&[][..], Vec::as_slice);
            (*triple, *rule, proof, claims)
        })
    }

    /// Records that a rule derives a triple from premises.
    ///
    /// A triple that is stated is not derived again, one that is denied only noted. Costs one look-up for what is new;
    /// for a further proof the search whether it rests on its own result.
    pub fn derive(&mut self, triple: Triple, rule: u16, proof: Proof) -> Result<(), Full> {
        if let Some(fact) = self.find(&triple) {
            if !self.is_stated(fact) {
                self.prove_again(fact, rule, proof);
            }
            return Ok(());
        }
        if self.denials.contains_key(&triple) {
            self.denied.entry((triple, rule)).or_insert(proof);
            return Ok(());
        }
        if self.primary.len() >= self.limit {
            return Err(Full { rule });
        }
        let fact = self.triples.len() as u32;
        self.index.insert(triple, fact);
        self.triples.push(triple);
        self.primary.push(self.records.len() as u32);
        self.records.push(Record { fact, rule, proofs: vec![proof], more: false });
        Ok(())
    }

    fn prove_again(&mut self, fact: u32, rule: u16, proof: Proof) {
        let primary = self.primary(fact).filter(|r| self.records[*r as usize].rule == rule);
        let record = primary.or_else(|| self.secondary.get(&(fact, rule)).copied());
        if let Some(record) = record.map(|r| &self.records[r as usize])
            && (record.more || record.proofs.contains(&proof))
        {
            return;
        }
        if self.is_circular(fact, &proof) {
            return;
        }
        let Some(record) = record else {
            self.secondary.insert((fact, rule), self.records.len() as u32);
            self.records.push(Record { fact, rule, proofs: vec![proof], more: false });
            return;
        };
        let record = &mut self.records[record as usize];
        if record.proofs.len() < KEPT {
            record.proofs.push(proof);
        } else {
            record.more = true;
        }
    }

    /// Whether a proof of a fact rests, by first proofs, on the fact itself.
    fn is_circular(&self, fact: u32, proof: &Proof) -> bool {
        let mut seen = BTreeSet::new();
        let mut todo: Vec<Premise> = proof.to_vec();
        while let Some(next) = todo.pop() {
            let (below, record) = match next {
                Premise::Fact(below) => (below, self.primary(below)),
                Premise::Record(record) => (self.records[record as usize].fact, Some(record)),
                Premise::Claim(_) => continue,
            };
            if below == fact || seen.len() > LONGEST_SEARCH {
                return true;
            }
            // What came by first proofs before the fact cannot rest on it.
            let is_later = record.is_some_and(|r| below > fact || Some(r) != self.primary(below));
            if let (true, Some(record)) = (is_later && seen.insert(next), record) {
                todo.extend(self.records[record as usize].proofs[0].iter().copied());
            }
        }
        false
    }
}
