//! What a figure looked for, found, and leaves out because it is not a fact: counted, so that nobody takes it for absent.

use std::collections::{BTreeMap, BTreeSet};

use crate::derive::rdf::GraphRef;
use crate::explore::Basis;
use crate::model::standing::Standing;

/// What is left out, by how it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeftOut(BTreeMap<Standing, BTreeSet<Option<Basis>>>);

impl LeftOut {
    /// Adds a claim, or what is inferred.
    pub(super) fn add(&mut self, basis: Basis, scope: GraphRef<'_>) {
        self.0.entry(basis.standing(scope)).or_default().insert(Some(basis));
    }

    /// Adds what a row of a query rests on, where it does not say what that is.
    pub(super) fn add_unnamed(&mut self, standing: Standing) {
        self.0.entry(standing).or_default().insert(None);
    }

    /// Adds what is left out elsewhere; the same claim counts once.
    pub(super) fn extend(&mut self, other: &Self) {
        for (standing, bases) in &other.0 {
            self.0.entry(*standing).or_default().extend(bases);
        }
    }

    /// How each claim stands that is left out, and each thing inferred.
    pub(super) fn standings(&self) -> impl Iterator<Item = Standing> {
        self.0.iter().flat_map(|(standing, all)| all.iter().map(|_| *standing))
    }

    /// What is said where nothing else is shown: the words for that, unless something is left out.
    pub fn or(&self, nothing: &str) -> String {
        if self.is_empty() { nothing.to_owned() } else { format!("left out: {}", self.counts()) }
    }

    /// Whether nothing is left out.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are of each standing: `1 denied, 2 opinions`.
    pub fn counts(&self) -> String {
        let counts: Vec<String> = self.0.iter().map(|(standing, all)| standing.count(all.len())).collect();
        counts.join(", ")
    }

    /// The same after what a subtitle says, where anything is left out: `; left out: 1 denied`.
    pub(super) fn note(&self) -> String {
        if self.is_empty() { String::new() } else { format!("; left out: {}", self.counts()) }
    }

    /// Why it is left out: the word alone where it is one claim.
    fn why(&self) -> String {
        match self.0.iter().next() {
            Some((standing, all)) if self.0.len() == 1 && all.len() == 1 => standing.word().to_owned(),
            _ => self.counts(),
        }
    }
}

/// What a figure looked for and does not show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Absent {
    /// What it is: `amount`.
    pub what: &'static str,
    /// What was found of it and is not a fact; empty where nothing was found.
    pub left_out: LeftOut,
}

impl Absent {
    /// `amount not stated`, or `amount left out: denied`.
    pub fn words(&self) -> String {
        if self.left_out.is_empty() {
            format!("{} not stated", self.what)
        } else {
            format!("{} left out: {}", self.what, self.left_out.why())
        }
    }

    /// What is not shown of amounts, where they were looked for.
    pub(super) fn amount(is_asked: bool, is_shown: bool, left_out: LeftOut) -> Option<Self> {
        (!left_out.is_empty() || is_asked && !is_shown).then_some(Self { what: "amount", left_out })
    }
}
