//! Promises: who is to do what, by when, how firmly, for how much, and what became of it as far as any source says.
//!
//! Nothing becomes true here by the passing of time: a date that went by is told as such, and no outcome is supposed.

use std::collections::HashSet;
use std::iter;

use serde::Serialize;

use super::describe::{Fact, claim_fact};
use super::sentence::{sentence, value_in_words};
use super::{Basis, Relations};
use crate::compile::ontology::PromiseRole;
use crate::derive::rdf::GraphRef;
use crate::model::claim::{Claim, ClaimId, EntityId, PropertyId, Thing, Value};
use crate::model::date::PartialDate;

/// What has become of a promise. The order is that in which readers are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Its date has gone by, and no claim says what came of it.
    Due,
    /// It has a date, which has not gone by or was not asked about.
    Dated,
    /// No source gives a date.
    Open,
    /// A claim says that it was kept.
    Kept,
    /// A claim says that it was missed.
    Missed,
    /// A claim says that it was changed.
    Changed,
}

impl State {
    /// All states, in their order.
    pub const ALL: [Self; 6] = [Self::Due, Self::Dated, Self::Open, Self::Kept, Self::Missed, Self::Changed];

    /// The state in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Due => "due, no outcome recorded",
            Self::Dated => "to be done by a date",
            Self::Open => "open, no date given",
            Self::Kept => "kept",
            Self::Missed => "missed",
            Self::Changed => "changed",
        }
    }
}

/// One promise.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Promise {
    /// What became of it.
    pub state: State,
    /// Its key.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its class.
    pub class: String,
    /// Who promised it; empty where no source says.
    pub who: Vec<String>,
    /// The latest date by which it is to be done.
    pub by_when: Option<String>,
    /// Relative expressions of time, in the words of the source.
    pub when: Vec<String>,
    /// How firm the claims are by which it is promised.
    pub firmness: Vec<String>,
    /// Amounts, with their basis; empty where no source gives one.
    pub amounts: Vec<String>,
    /// Keys of the claims that say so, those first by which it is promised.
    pub claims: Vec<String>,
    /// The claim that tells the outcome.
    pub outcome: Option<String>,
}

/// All promises of a graph with their state, on a date or without one; by state, then by key.
///
/// A promise is a thing of a class marked `remit:promise`, or one that a claim of a promising status
/// (`remit:promise`) links to who promises it. A claim of a promising status that has a deadline of its own, and is not what
/// promises the thing, is a promise by itself: its date is not that of the thing.
/// Costs one pass over the entities and the claims of each promise, and one over the claims.
pub fn promises(scope: GraphRef<'_>, graph: &Relations, as_of: Option<PartialDate>) -> Vec<Promise> {
    let reader = Reader { scope, graph, as_of };
    let mut found: Vec<Promise> = scope.dataset.entity_ids().filter_map(|id| reader.promise(id)).collect();
    let told: HashSet<&str> =
        found.iter().filter(|p| p.by_when.is_some()).flat_map(|p| &p.claims).map(String::as_str).collect();
    let parts: Vec<Promise> = scope
        .dataset
        .claim_ids()
        .filter(|id| !told.contains(scope.dataset.key(Thing::Claim(*id))))
        .filter_map(|id| reader.part(id))
        .collect();
    found.extend(parts);
    found.sort();
    found
}

/// The claims in which a promise is spoken of, told apart by what they tell.
fn tells(scope: GraphRef<'_>, property: PropertyId) -> Option<PromiseRole> {
    let ancestors = &scope.ontology.property(property).ancestors;
    ancestors.iter().find_map(|a| scope.ontology.property(*a).role)
}

struct Reader<'a> {
    scope: GraphRef<'a>,
    graph: &'a Relations,
    as_of: Option<PartialDate>,
}

impl Reader<'_> {
    fn promise(&self, id: EntityId) -> Option<Promise> {
        let GraphRef { dataset, ontology, .. } = self.scope;
        let entity = dataset.entity(id);
        let class = ontology.class(entity.class);
        let thing = Thing::Entity(id);
        let about: Vec<ClaimId> =
            self.graph.about(thing).iter().copied().filter(|c| self.counts(*c)).collect();
        let mut who = self.promisers(thing, &about);
        let promises = |c: &ClaimId| ontology.status(dataset.claim(*c).status).promise;
        let is_marked = class.ancestors.iter().any(|a| ontology.class(*a).promise);
        if !is_marked && !who.iter().any(|(_, c)| promises(c)) {
            return None;
        }
        who.sort_unstable_by_key(|w| w.1);
        who.dedup_by_key(|w| w.1);
        let mut firm: Vec<ClaimId> = who.iter().map(|w| w.1).collect();
        if firm.is_empty() {
            firm = about.iter().copied().filter(promises).collect();
        }
        let named = |c: &ClaimId| ontology.status(dataset.claim(*c).status).label.clone();
        let by_when = self.deadline(&about, &firm);
        let outcome = self.outcome(&about);
        // The claims by which it is promised stand first.
        let rest = about.iter().filter(|c| !firm.contains(c));
        let cited: Vec<ClaimId> = firm.iter().chain(rest).copied().collect();
        Some(Promise {
            state: self.state(by_when, outcome.map(|o| o.0)),
            id: dataset.key(thing).to_owned(),
            name: dataset.name(thing).to_owned(),
            class: class.label.clone(),
            who: distinct(who.iter().map(|(who, _)| dataset.name(*who).to_owned())),
            by_when: by_when.map(|d| d.to_string()),
            when: distinct(cited.iter().filter_map(|c| self.when(*c))),
            firmness: distinct(firm.iter().map(named)),
            amounts: distinct(about.iter().chain(&firm).flat_map(|c| self.amounts(*c))),
            claims: cited.iter().map(|c| dataset.key(Thing::Claim(*c)).to_owned()).collect(),
            outcome: outcome.map(|(_, c)| dataset.key(Thing::Claim(c)).to_owned()),
        })
    }

    /// What a claim with a deadline of its own says of a thing.
    fn part(&self, id: ClaimId) -> Option<Promise> {
        let GraphRef { dataset, ontology, .. } = self.scope;
        let claim = dataset.claim(id);
        let by_when = dataset.details(claim)?.deadline?;
        let status = ontology.status(claim.status);
        if !status.promise || !self.counts(id) {
            return None;
        }
        let about: Vec<ClaimId> =
            self.graph.about(Thing::Claim(id)).iter().copied().filter(|c| self.counts(*c)).collect();
        let of_thing: Vec<ClaimId> = self.graph.about(claim.subject).to_vec();
        let who = self.promisers(claim.subject, &of_thing);
        let outcome = self.outcome(&about);
        let cited = iter::once(id).chain(about.iter().copied());
        Some(Promise {
            state: self.state(Some(by_when), outcome.map(|o| o.0)),
            id: dataset.key(Thing::Claim(id)).to_owned(),
            name: sentence(id, self.scope).trim_end_matches('.').to_owned(),
            class: ontology.class(ontology.claim_class()).label.clone(),
            who: distinct(who.iter().map(|(who, _)| dataset.name(*who).to_owned())),
            by_when: Some(by_when.to_string()),
            when: self.when(id).into_iter().collect(),
            firmness: vec![status.label.clone()],
            amounts: self.amounts(id),
            claims: cited.map(|c| dataset.key(Thing::Claim(c)).to_owned()).collect(),
            outcome: outcome.map(|(_, c)| dataset.key(Thing::Claim(c)).to_owned()),
        })
    }

    /// Whether a claim tells anything of a promise: affirmed, no opinion, and holding at the date. Disputed ones do:
    /// that something was promised is not in doubt where only its terms are.
    fn counts(&self, id: ClaimId) -> bool {
        let standing = self.scope.standing(id);
        standing.is_fact() || standing.is_contested()
    }

    /// Who promised it, with the claim that says so, from either end of a property.
    fn promisers(&self, thing: Thing, about: &[ClaimId]) -> Vec<(Thing, ClaimId)> {
        let GraphRef { dataset, ontology, .. } = self.scope;
        let inverse = |p: PropertyId| {
            let above = ontology.property(p).ancestors.iter();
            above
                .filter_map(|a| ontology.property(*a).inverse)
                .any(|i| tells(self.scope, i) == Some(PromiseRole::Promiser))
        };
        let mut who = Vec::new();
        for id in about {
            let claim = dataset.claim(*id);
            if let (Value::Thing(value), Some(PromiseRole::Promiser)) =
                (claim.value, tells(self.scope, claim.predicate))
            {
                who.push((value, *id));
            }
        }
        for relation in self.graph.to(thing) {
            if let Basis::Claim(id) = relation.basis
                && self.counts(id)
                && (tells(self.scope, relation.property) == Some(PromiseRole::Promise)
                    || inverse(relation.property))
            {
                who.push((relation.from, id));
            }
        }
        who
    }

    /// The date by which the thing itself is to be done: one that a property tells, or the deadline of a claim that promises it.
    fn deadline(&self, about: &[ClaimId], firm: &[ClaimId]) -> Option<PartialDate> {
        let dataset = self.scope.dataset;
        let told = about.iter().filter_map(|id| {
            let claim = dataset.claim(*id);
            match (claim.value, tells(self.scope, claim.predicate)) {
                (Value::Date(date), Some(PromiseRole::DueDate)) => Some(date),
                _ => None,
            }
        });
        let own = firm.iter().filter_map(|id| dataset.details(dataset.claim(*id))?.deadline);
        told.chain(own).max()
    }

    fn outcome(&self, about: &[ClaimId]) -> Option<(State, ClaimId)> {
        about.iter().find_map(|id| {
            let claim: &Claim = self.scope.dataset.claim(*id);
            let state = match tells(self.scope, claim.predicate)? {
                PromiseRole::Kept => State::Kept,
                PromiseRole::Missed => State::Missed,
                PromiseRole::Changed => State::Changed,
                PromiseRole::Promiser | PromiseRole::Promise | PromiseRole::DueDate => return None,
            };
            Some((state, *id)).filter(|_| self.scope.is_fact(*id))
        })
    }

    fn state(&self, by_when: Option<PartialDate>, outcome: Option<State>) -> State {
        match (outcome, by_when, self.as_of) {
            (Some(state), ..) => state,
            (None, Some(date), Some(now)) if now.is_after(date) => State::Due,
            (None, Some(_), _) => State::Dated,
            (None, None, _) => State::Open,
        }
    }

    fn when(&self, id: ClaimId) -> Option<String> {
        let dataset = self.scope.dataset;
        let details = dataset.details(dataset.claim(id))?;
        details.when.map(|w| dataset.text(w).to_owned())
    }

    fn amounts(&self, id: ClaimId) -> Vec<String> {
        let dataset = self.scope.dataset;
        let claim = dataset.claim(id);
        let value = match claim.value {
            Value::Money(money) => Some(money),
            _ => None,
        };
        let money = value.into_iter().chain(dataset.details(claim).and_then(|d| d.money));
        money.map(|m| value_in_words(Value::Money(m), self.scope)).collect()
    }
}

/// Sorted, each once.
fn distinct(texts: impl Iterator<Item = String>) -> Vec<String> {
    let mut texts: Vec<String> = texts.collect();
    texts.sort();
    texts.dedup();
    texts
}

/// The claims of a promise with their words.
pub fn cited(promise: &Promise, scope: GraphRef<'_>) -> Vec<Fact> {
    let claims = promise.claims.iter().filter_map(|key| match scope.dataset.find(key)? {
        Thing::Claim(id) => Some(claim_fact(id, scope)),
        Thing::Entity(_) => None,
    });
    claims.collect()
}
