//! Triples as small numbers, each with its proofs: stated ones first, then those derived in the order in which they came.
//!
//! Goes in: triples with claims or premises. Comes out: records of what was derived. Invariant: the first proof of a
//! record rests only on facts and records that were there before it, so first proofs never go round in circles.
//! Deliberately knows neither axioms nor rules, only their numbers.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

use crate::model::text::{Interner, Symbol};

/// How many proofs of a triple are kept for each rule.
pub const MAX_PROOFS: usize = 8;
/// How many facts are looked at to find out whether a further proof rests on its own result; beyond, it is not kept.
const LONGEST_SEARCH: usize = 10_000;

/// How many facts, and how many records, there can be at most: their numbers are packed into 30 bits.
const MOST: usize = 1 << 30;

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
    Inference(u32),
}

impl Premise {
    /// The premise as a number: its kind in the upper two bits.
    fn packed(self) -> u32 {
        match self {
            Self::Fact(number) => number,
            Self::Claim(number) => number | 1 << 30,
            Self::Inference(number) => number | 2 << 30,
        }
    }

    fn unpacked(packed: u32) -> Self {
        let number = packed & (MOST as u32 - 1);
        match packed >> 30 {
            0 => Self::Fact(number),
            1 => Self::Claim(number),
            _ => Self::Inference(number),
        }
    }
}

/// Everything that one application of a rule rests on, sorted and without repetition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proof<'a>(&'a [u32]);

impl<'a> Proof<'a> {
    /// What it rests on.
    pub fn premises(self) -> impl Iterator<Item = Premise> + use<'a> {
        self.0.iter().map(|p| Premise::unpacked(*p))
    }
}

/// A derived triple under one rule.
#[derive(Clone, Copy, Debug)]
pub struct Inference {
    /// The fact.
    pub fact: u32,
    /// The rule.
    pub rule: u16,
    /// Whether more proofs were found than are kept.
    pub more: bool,
    /// How many are kept; never none.
    pub kept: u8,
    /// The number of its first proof.
    first: u32,
    /// The number of its last proof.
    last: u32,
}

/// Proofs of all records, in the order in which they were found.
#[derive(Debug, Default)]
struct Proofs {
    /// For each proof where its premises end, and the next proof of its record.
    places: Vec<(u32, u32)>,
    premises: Vec<u32>,
}

impl Proofs {
    fn add(&mut self, premises: &[Premise]) -> u32 {
        self.premises.extend(premises.iter().map(|p| p.packed()));
        self.places.push((self.premises.len() as u32, u32::MAX));
        self.places.len() as u32 - 1
    }

    fn get(&self, number: u32) -> Proof<'_> {
        let start = number.checked_sub(1).map_or(0, |before| self.places[before as usize].0);
        Proof(&self.premises[start as usize..self.places[number as usize].0 as usize])
    }

    fn of(&self, record: &Inference) -> impl Iterator<Item = Proof<'_>> {
        let next = |number: &u32| Some(self.places[*number as usize].1).filter(|n| *n != u32::MAX);
        std::iter::successors(Some(record.first), next).map(|number| self.get(number))
    }
}

/// There are as many derived facts as may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LimitReached {
    /// The rule that would have made one more.
    pub rule: u16,
}

/// All facts.
#[derive(Debug)]
pub struct Facts {
    terms: Interner,
    triples: Vec<Triple>,
    index: HashTable<u32>,
    hasher: DefaultHashBuilder,
    /// The first claim behind each stated fact.
    claims: Vec<u32>,
    /// All claims behind those stated facts that have several.
    several: BTreeMap<u32, Vec<u32>>,
    records: Vec<Inference>,
    proofs: Proofs,
    /// For each derived fact the record by which it came.
    primary: Vec<u32>,
    /// Records of further rules for a fact.
    secondary: BTreeMap<(u32, u16), u32>,
    denials: BTreeMap<Triple, Vec<u32>>,
    /// The properties of denied triples.
    doubted: BTreeSet<Symbol>,
    /// What would follow and is denied, with the number of a proof.
    denied: BTreeMap<(Triple, u16), u32>,
    limit: usize,
}

impl Facts {
    /// No facts; at most `limit` will be derived.
    pub fn new(limit: usize) -> Self {
        Self {
            terms: Interner::default(),
            triples: Vec::new(),
            index: HashTable::new(),
            hasher: DefaultHashBuilder::default(),
            claims: Vec::new(),
            several: BTreeMap::new(),
            records: Vec::new(),
            proofs: Proofs::default(),
            primary: Vec::new(),
            secondary: BTreeMap::new(),
            denials: BTreeMap::new(),
            doubted: BTreeSet::new(),
            denied: BTreeMap::new(),
            limit: limit.min(MOST),
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
        if let Some(fact) = self.find(&triple) {
            let first = self.claims[fact as usize];
            self.several.entry(fact).or_insert_with(|| vec![first]).push(claim);
        } else {
            self.enter(triple);
            self.claims.push(claim);
        }
    }

    /// Numbers a new fact.
    fn enter(&mut self, triple: Triple) -> u32 {
        let fact = self.triples.len() as u32;
        self.triples.push(triple);
        let (hasher, triples) = (&self.hasher, &self.triples);
        self.index.insert_unique(hasher.hash_one(triple), fact, |f| hasher.hash_one(triples[*f as usize]));
        fact
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
    pub fn has_denials(&self, property: Symbol) -> bool {
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
        let is_it = |fact: &u32| self.triples[*fact as usize] == *triple;
        self.index.find(self.hasher.hash_one(triple), is_it).copied()
    }

    /// The claims that state a fact; none for a derived one.
    pub fn claims(&self, fact: u32) -> &[u32] {
        let only = || self.claims.get(fact as usize).map_or(&[][..], std::slice::from_ref);
        self.several.get(&fact).map_or_else(only, Vec::as_slice)
    }

    /// Whether a claim states a fact.
    pub fn is_stated(&self, fact: u32) -> bool {
        (fact as usize) < self.claims.len()
    }

    /// All records, in the order in which they came.
    pub fn records(&self) -> &[Inference] {
        &self.records
    }

    /// The proofs of a record in the order in which they were found.
    pub fn proofs(&self, record: &Inference) -> impl Iterator<Item = Proof<'_>> {
        self.proofs.of(record)
    }

    /// The number of the record by which a derived fact came.
    pub fn primary(&self, fact: u32) -> Option<u32> {
        self.primary.get((fact as usize).checked_sub(self.claims.len())?).copied()
    }

    /// The numbers of the records by which further rules derive a fact, in the order of the rules.
    pub fn further(&self, fact: u32) -> impl Iterator<Item = u32> {
        self.secondary.range((fact, 0)..=(fact, u16::MAX)).map(|(_, record)| *record)
    }

    /// What would follow and is denied: the triple, the rule, a proof, and the claims that deny it.
    pub fn denied(&self) -> impl Iterator<Item = (Triple, u16, Proof<'_>, &[u32])> {
        self.denied.iter().map(|((triple, rule), proof)| {
            let claims = self.denials.get(triple).map_or(&[][..], Vec::as_slice);
            (*triple, *rule, self.proofs.get(*proof), claims)
        })
    }

    /// Records that a rule derives a triple from premises, which are sorted and without repetition.
    ///
    /// A triple that is stated is not derived again, one that is denied only noted. Costs one look-up for what is new;
    /// for a further proof the search whether it rests on its own result.
    ///
    /// # Errors
    ///
    /// When more would be derived than the graph allows.
    pub fn derive(&mut self, triple: Triple, rule: u16, premises: &[Premise]) -> Result<(), LimitReached> {
        if let Some(fact) = self.find(&triple) {
            if !self.is_stated(fact) {
                self.prove_again(fact, rule, premises);
            }
            return Ok(());
        }
        if self.denials.contains_key(&triple) {
            self.denied.entry((triple, rule)).or_insert_with(|| self.proofs.add(premises));
            return Ok(());
        }
        if self.primary.len() >= self.limit {
            return Err(LimitReached { rule });
        }
        let fact = self.enter(triple);
        let record = self.record(fact, rule, premises);
        self.primary.push(record);
        Ok(())
    }

    /// Adds a record with its first proof.
    fn record(&mut self, fact: u32, rule: u16, premises: &[Premise]) -> u32 {
        let first = self.proofs.add(premises);
        self.records.push(Inference { fact, rule, more: false, kept: 1, first, last: first });
        self.records.len() as u32 - 1
    }

    fn prove_again(&mut self, fact: u32, rule: u16, premises: &[Premise]) {
        let primary = self.primary(fact).filter(|r| self.records[*r as usize].rule == rule);
        let number = primary.or_else(|| self.secondary.get(&(fact, rule)).copied());
        if let Some(record) = number.map(|r| &self.records[r as usize])
            && (record.more || self.proofs(record).any(|p| p.premises().eq(premises.iter().copied())))
        {
            return;
        }
        if self.is_circular(fact, premises) {
            return;
        }
        let Some(record) = number.map(|r| &mut self.records[r as usize]) else {
            if self.records.len() < MOST {
                let record = self.record(fact, rule, premises);
                self.secondary.insert((fact, rule), record);
            }
            return;
        };
        if usize::from(record.kept) < MAX_PROOFS {
            let proof = self.proofs.add(premises);
            self.proofs.places[record.last as usize].1 = proof;
            record.last = proof;
            record.kept += 1;
        } else {
            record.more = true;
        }
    }

    /// Whether a proof of a fact rests, by first proofs, on the fact itself.
    fn is_circular(&self, fact: u32, premises: &[Premise]) -> bool {
        let mut seen = BTreeSet::new();
        let mut todo: Vec<Premise> = premises.to_vec();
        while let Some(next) = todo.pop() {
            let (below, record) = match next {
                Premise::Fact(below) => (below, self.primary(below)),
                Premise::Inference(record) => (self.records[record as usize].fact, Some(record)),
                Premise::Claim(_) => continue,
            };
            if below == fact || seen.len() > LONGEST_SEARCH {
                return true;
            }
            // What came by first proofs before the fact cannot rest on it.
            let is_later = record.is_some_and(|r| below > fact || Some(r) != self.primary(below));
            if let (true, Some(record)) = (is_later && seen.insert(next), record) {
                todo.extend(self.proofs.get(self.records[record as usize].first).premises());
            }
        }
        false
    }
}
