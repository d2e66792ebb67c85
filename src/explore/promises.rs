//! Promises: who is to do what, by when, how firmly, for how much, and what became of it as far as any source says.
//!
//! Nothing becomes true here by the passing of time: a date that went by is told as such, and no outcome is supposed.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::iter;

use serde::Serialize;

use super::describe::{Fact, claim_fact};
use super::sentence::{claim_value_in_words, derived_sentence, sentence, value_in_words};
use super::{Basis, Relations, key};
use crate::compile::ontology::PromiseRole;
use crate::derive::rdf::GraphRef;
use crate::model::claim::{ClaimId, EntityId, PropertyId, Thing, Value};
use crate::model::date::PartialDate;
use crate::model::standing::Standing;

/// What has become of a promise. The order is that in which readers are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Its date has gone by, and no claim says what came of it.
    Due,
    /// What claims say came of it is not a fact, and no date is given that has not gone by.
    Unsettled,
    /// It has a date, which has not gone by or was not asked about.
    Dated,
    /// No claim that counts gives a date.
    Open,
    /// It is told that it is under way.
    NotYet,
    /// It is told that it was changed.
    Changed,
    /// It is told that something else took its place.
    Superseded,
    /// It is told that it was missed.
    Missed,
    /// It is told that a part of it was kept.
    PartlyKept,
    /// It is told that it was kept.
    Kept,
}

impl State {
    /// All states, in their order.
    pub const ALL: [Self; 10] = [
        Self::Due,
        Self::Unsettled,
        Self::Dated,
        Self::Open,
        Self::NotYet,
        Self::Changed,
        Self::Superseded,
        Self::Missed,
        Self::PartlyKept,
        Self::Kept,
    ];

    /// The state in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Due => "due without an outcome",
            Self::Unsettled => "an outcome is recorded that is not a fact",
            Self::Dated => "to be done by a date",
            Self::Open => "open, without a date",
            Self::NotYet => "under way, not done yet",
            Self::Changed => "changed",
            Self::Superseded => "superseded",
            Self::Missed => "missed",
            Self::PartlyKept => "partly kept",
            Self::Kept => "kept",
        }
    }

    /// What a property tells of what became of a promise, if that is what it tells.
    fn told_by(role: PromiseRole) -> Option<Self> {
        match role {
            PromiseRole::Kept => Some(Self::Kept),
            PromiseRole::PartlyKept => Some(Self::PartlyKept),
            PromiseRole::Missed => Some(Self::Missed),
            PromiseRole::Changed => Some(Self::Changed),
            PromiseRole::Superseded => Some(Self::Superseded),
            PromiseRole::NotYet => Some(Self::NotYet),
            PromiseRole::Promiser | PromiseRole::Promise | PromiseRole::DueDate => None,
        }
    }
}

/// What became of a promise, as one claim says or one rule infers.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Outcome {
    /// When the latest of the sources that it rests on was published.
    pub told: Option<String>,
    /// What became of it.
    pub state: State,
    /// The word for it: that of the state, or the label of a narrower property than the one that tells the state.
    pub word: String,
    /// The same as a sentence.
    pub words: String,
    /// The rule that infers it; none where a claim says it.
    pub rule: Option<String>,
    /// The key of the claim or derivation.
    pub id: String,
    /// What a reader must know of the rule.
    pub cautions: Vec<String>,
    /// Keys of the claims that it rests on.
    pub claims: Vec<String>,
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
    /// Who promised it; empty where no source says. As all that follows, with the word for how it stands where that is not a fact.
    pub who: Vec<String>,
    /// The latest date by which it is to be done.
    pub by_when: Option<String>,
    /// How that date stands.
    pub by_when_standing: Option<Standing>,
    /// Relative expressions of time, in the words of the source.
    pub when: Vec<String>,
    /// How firm the claims are by which it is promised.
    pub firmness: Vec<String>,
    /// Amounts, with their basis; empty where no source gives one.
    pub amounts: Vec<String>,
    /// What is not told, as it is not a fact, or of an outcome not of the date that is asked about: how the claims stand, by the names of these fields.
    pub left_out: BTreeMap<&'static str, Vec<Standing>>,
    /// Keys of the claims that say so, those first by which it is promised.
    pub claims: Vec<String>,
    /// What is told of its outcome as a fact, the latest word last, which is its state.
    pub outcomes: Vec<Outcome>,
    /// What else is told of it on the date of the latest word, or on one that may be no earlier: the words for these other states. Where
    /// there are any, sources disagree, and the state is the one that says least for the promise.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also_told: Vec<String>,
}

impl Promise {
    /// The outcomes that are told with the one that is its state, on a date that may be no earlier, and say another.
    pub fn disagreeing(&self) -> impl Iterator<Item = &Outcome> {
        disagreeing(&self.outcomes)
    }
}

/// The outcomes of the latest date that say another state than the last one.
fn disagreeing(outcomes: &[Outcome]) -> impl Iterator<Item = &Outcome> {
    let last = outcomes.last();
    let latest = of_latest(outcomes).map(|(_, outcome)| outcome);
    latest.filter(move |outcome| last.is_some_and(|last| last.state != outcome.state))
}

/// The outcomes that are told last, with their places: none is told after them for all that dates say. One without a date is
/// among them only where none has one.
fn of_latest(outcomes: &[Outcome]) -> impl Iterator<Item = (usize, &Outcome)> {
    let is_earlier = move |outcome: &Outcome| {
        let of = date_of(outcome);
        outcomes.iter().filter_map(date_of).any(|other| of.is_none_or(|of| other.is_after(of)))
    };
    outcomes.iter().enumerate().filter(move |(_, outcome)| !is_earlier(outcome))
}

fn date_of(outcome: &Outcome) -> Option<PartialDate> {
    outcome.told.as_deref().and_then(PartialDate::parse)
}

/// The words for the states that are told beside the last one, each once.
fn also_told(outcomes: &[Outcome]) -> Vec<String> {
    let words: BTreeSet<(State, &str)> = disagreeing(outcomes).map(|o| (o.state, o.word.as_str())).collect();
    words.into_iter().map(|(_, word)| word.to_owned()).collect()
}

/// All promises of a graph with their state, on a date or without one; by state, then by key.
///
/// A promise is a thing of a class marked `remit:promise`, one that a claim of a promising status
/// (`remit:promise`) links to who promises it, or one of which an outcome is told. A claim of a promising status that has a deadline of its own, and is not what
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

/// Who promised something, each with the claim that says so.
type Promisers = Vec<(Thing, ClaimId)>;

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
        let all = self.graph.about(thing);
        let (mut about, others): (Vec<ClaimId>, Vec<ClaimId>) = all.iter().partition(|c| self.counts(**c));
        about.sort_by_key(|c| self.time(*c));
        let (mut who, no_who) = self.promisers(thing, all);
        let promises = |c: &ClaimId| ontology.status(dataset.claim(*c).status).promise;
        let is_marked = class.ancestors.iter().any(|a| ontology.class(*a).promise);
        let (outcomes, no_outcome) = self.outcomes(thing);
        let is_told_of = !outcomes.is_empty() || no_outcome.contains(&Standing::OutOfDate);
        if !is_marked && !who.iter().any(|(_, c)| promises(c)) && !is_told_of {
            return None;
        }
        let is_later = |c: &ClaimId| self.time(*c).zip(self.as_of).is_some_and(|(t, now)| t.is_after(now));
        let mut spoken_of = all.iter().chain(who.iter().chain(&no_who).map(|w| &w.1)).peekable();
        if spoken_of.peek().is_some() && spoken_of.all(is_later) {
            return None;
        }
        who.sort_unstable_by_key(|w| (self.time(w.1), w.1));
        who.dedup_by_key(|w| w.1);
        let of = |who: &[(Thing, ClaimId)]| who.iter().map(|w| w.1).collect::<Vec<_>>();
        let (mut firm, mut no_firm) = (of(&who), of(&no_who));
        if firm.is_empty() {
            firm = about.iter().copied().filter(promises).collect();
            no_firm.extend(others.iter().copied().filter(promises));
        }
        // What nobody says to be promised, and of which an outcome is told, was spoken of first by somebody; who tells the outcome does not
        // promise it.
        let tells_outcome =
            |c: &ClaimId| tells(self.scope, dataset.claim(*c).predicate).and_then(State::told_by);
        let first = about.iter().find(|c| tells_outcome(c).is_none()).map(|c| dataset.claim(*c).source);
        if firm.is_empty() && is_told_of {
            let is_of_first =
                |c: &ClaimId| Some(dataset.claim(*c).source) == first && tells_outcome(c).is_none();
            firm = about.iter().copied().filter(is_of_first).collect();
        }
        let by_when = self.deadline(&about, &firm);
        // The claims by which it is promised stand first.
        let rest = about.iter().filter(|c| !firm.contains(c) && tells_outcome(c).is_none());
        let cited: Vec<ClaimId> = firm.iter().chain(rest).copied().collect();
        let dates = self.dates(&others, &no_firm).into_iter().map(|d| d.1);
        let left_out = [
            ("who", of(&no_who)),
            (
                "by-when",
                dates
                    .chain(
                        others.iter().copied().filter(|c| self.is_of(*c, &firm) && self.when(*c).is_some()),
                    )
                    .collect(),
            ),
            ("firmness", no_firm.clone()),
            (
                "amounts",
                others.iter().chain(&no_firm).copied().filter(|c| !self.amounts(*c).is_empty()).collect(),
            ),
        ];
        Some(Promise {
            state: self.state(by_when.map(|d| d.0), &outcomes, &no_outcome),
            id: dataset.key(thing).to_owned(),
            name: dataset.name(thing).to_owned(),
            class: class.label.clone(),
            who: self.names(&who),
            by_when: by_when.map(|d| d.0.to_string()),
            by_when_standing: by_when.map(|d| self.scope.standing(d.1)),
            when: self.marked(
                cited.iter().filter(|c| self.is_of(**c, &firm)).filter_map(|c| Some((self.when(*c)?, *c))),
            ),
            firmness: self.firmness(&firm),
            amounts: self.marked(
                about.iter().chain(&firm).flat_map(|c| self.amounts(*c).into_iter().map(|a| (a, *c))),
            ),
            left_out: self.left_out(left_out, no_outcome),
            claims: cited.iter().map(|c| dataset.key(Thing::Claim(*c)).to_owned()).collect(),
            also_told: also_told(&outcomes),
            outcomes,
        })
    }

    /// What a claim with a deadline of its own says of a thing.
    fn part(&self, id: ClaimId) -> Option<Promise> {
        let GraphRef { dataset, ontology, .. } = self.scope;
        let claim = dataset.claim(id);
        let by_when = dataset.details(claim)?.deadline?;
        let status = ontology.status(claim.status);
        let is_later = self.time(id).zip(self.as_of).is_some_and(|(t, now)| t.is_after(now));
        if !status.promise || !self.counts(id) || is_later {
            return None;
        }
        let about: Vec<ClaimId> =
            self.graph.about(Thing::Claim(id)).iter().copied().filter(|c| self.counts(*c)).collect();
        let (who, no_who) = self.promisers(claim.subject, self.graph.about(claim.subject));
        let (outcomes, no_outcome) = self.outcomes(Thing::Claim(id));
        let cited = iter::once(id).chain(about.iter().copied());
        Some(Promise {
            state: self.state(Some(by_when), &outcomes, &no_outcome),
            id: dataset.key(Thing::Claim(id)).to_owned(),
            name: sentence(id, self.scope).trim_end_matches('.').to_owned(),
            class: ontology.class(ontology.claim_class()).label.clone(),
            who: self.names(&who),
            by_when: Some(by_when.to_string()),
            by_when_standing: Some(self.scope.standing(id)),
            when: self.marked(self.when(id).into_iter().map(|w| (w, id))),
            firmness: self.firmness(&[id]),
            amounts: self.marked(self.amounts(id).into_iter().map(|a| (a, id))),
            left_out: self.left_out([("who", no_who.iter().map(|w| w.1).collect())], no_outcome),
            claims: cited.map(|c| dataset.key(Thing::Claim(c)).to_owned()).collect(),
            also_told: also_told(&outcomes),
            outcomes,
        })
    }

    /// Texts that claims give, each once, with the word for how the firmest of its claims stands where that is not a fact.
    fn marked(&self, texts: impl Iterator<Item = (String, ClaimId)>) -> Vec<String> {
        let mut all: BTreeMap<String, Standing> = BTreeMap::new();
        for (text, claim) in texts {
            let standing = self.scope.standing(claim);
            all.entry(text).and_modify(|s| *s = standing.min(*s)).or_insert(standing);
        }
        all.into_iter().map(|(text, standing)| standing.marks(text)).collect()
    }

    fn names(&self, who: &[(Thing, ClaimId)]) -> Vec<String> {
        self.marked(who.iter().map(|(who, claim)| (self.scope.dataset.name(*who).to_owned(), *claim)))
    }

    fn firmness(&self, claims: &[ClaimId]) -> Vec<String> {
        let GraphRef { dataset, ontology, .. } = self.scope;
        self.marked(claims.iter().map(|c| (ontology.status(dataset.claim(*c).status).label.clone(), *c)))
    }

    /// How the claims stand that would tell something and do not count, each claim once; and what would tell an outcome.
    fn left_out<const N: usize>(
        &self,
        claims: [(&'static str, Vec<ClaimId>); N],
        no_outcome: Vec<Standing>,
    ) -> BTreeMap<&'static str, Vec<Standing>> {
        let standings = |claims: Vec<ClaimId>| {
            let claims: BTreeSet<ClaimId> = claims.into_iter().collect();
            claims.into_iter().map(|c| self.scope.standing(c)).collect::<Vec<_>>()
        };
        let all = claims.into_iter().map(|(name, claims)| (name, standings(claims)));
        let all = all.chain([("outcome", no_outcome)]);
        all.filter(|(_, standings)| !standings.is_empty()).collect()
    }

    /// Whether a claim tells anything of a promise: affirmed, no opinion, and begun by the date. Disputed ones do:
    /// that something was promised is not in doubt where only its terms are.
    fn counts(&self, id: ClaimId) -> bool {
        let standing = self.scope.standing(id);
        let from = self.scope.dataset.details(self.scope.dataset.claim(id)).and_then(|d| d.from);
        let has_begun = !from.zip(self.as_of).is_some_and(|(from, now)| from.is_after(now));
        has_begun && (standing.is_fact() || standing.is_contested())
    }

    /// Who promised it, with the claim that says so, from either end of a property; then those of whom that does not count.
    fn promisers(&self, thing: Thing, about: &[ClaimId]) -> (Promisers, Promisers) {
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
                && (tells(self.scope, relation.property) == Some(PromiseRole::Promise)
                    || inverse(relation.property))
            {
                who.push((relation.from, id));
            }
        }
        who.into_iter().partition(|(_, claim)| self.counts(*claim))
    }

    /// The date by which the thing itself is to be done: the latest that is a fact, else the latest.
    fn deadline(&self, about: &[ClaimId], firm: &[ClaimId]) -> Option<(PartialDate, ClaimId)> {
        self.dates(about, firm).into_iter().max_by_key(|(date, claim)| (self.scope.is_fact(*claim), *date))
    }

    /// The dates that a property tells, and the deadlines of claims that promise the thing.
    fn dates(&self, about: &[ClaimId], firm: &[ClaimId]) -> Vec<(PartialDate, ClaimId)> {
        let dataset = self.scope.dataset;
        let told = about.iter().filter_map(|id| {
            let claim = dataset.claim(*id);
            match (claim.value, tells(self.scope, claim.predicate)) {
                (Value::Date(date), Some(PromiseRole::DueDate)) => Some((date, *id)),
                _ => None,
            }
        });
        let own = firm.iter().filter_map(|id| Some((dataset.details(dataset.claim(*id))?.deadline?, *id)));
        told.chain(own).collect()
    }

    /// What came of it as a fact, the latest word last; and how that stands which is none.
    fn outcomes(&self, thing: Thing) -> (Vec<Outcome>, Vec<Standing>) {
        let dataset = self.scope.dataset;
        let claims =
            self.graph.about(thing).iter().map(|id| (dataset.claim(*id).predicate, Basis::Claim(*id)));
        let values = self.graph.values(thing).iter().map(|(p, id)| (*p, Basis::Derivation(*id)));
        let relations = self.graph.from(thing).into_iter().map(|r| (r.property, r.basis));
        let relations = relations.filter(|(_, basis)| basis.claim().is_none());
        let mut facts = Vec::new();
        let mut others = Vec::new();
        for (property, basis) in claims.chain(values).chain(relations) {
            let Some(state) = tells(self.scope, property).and_then(State::told_by) else { continue };
            // What is only to come is no outcome.
            if basis.promise(self.scope).is_some() {
                continue;
            }
            let standing = self.standing(basis);
            if standing.is_fact() {
                facts.push(self.told(state, property, basis));
            } else {
                others.push(standing);
            }
        }
        facts.sort();
        // Of several on the latest date the one that says least for the promise is its state: that the others disagree is told too.
        let first_day = |o: &Outcome| date_of(o).map(|date| date.days().0);
        let order = |o: &Outcome| (o.state == State::NotYet, o.state, Reverse(first_day(o)));
        let least = of_latest(&facts).min_by_key(|(_, o)| order(o));
        if let Some((at, _)) = least {
            let state = facts.remove(at);
            facts.push(state);
        }
        (facts, others)
    }

    /// What a claim or derivation tells of the outcome.
    fn told(&self, state: State, property: PropertyId, basis: Basis) -> Outcome {
        let GraphRef { dataset, ontology, derived, .. } = self.scope;
        let property = ontology.property(property);
        let word = if property.role.is_some() { state.words() } else { &property.label };
        let claims: Vec<ClaimId> = match basis {
            Basis::Claim(id) => vec![id],
            Basis::Derivation(id) => derived.premises([id]).into_iter().collect(),
        };
        let latest = claims.iter().filter_map(|id| dataset.time_of_source(dataset.claim(*id).source)).max();
        let (words, rule, cautions) = match basis {
            Basis::Claim(id) => (sentence(id, self.scope), None, Vec::new()),
            Basis::Derivation(id) => {
                let derivation = derived.get(id);
                let cautions = derived.cautions(derivation).map(str::to_owned).collect();
                let rule = derived.rule(derivation).label.clone();
                (derived_sentence(derivation, self.scope), Some(rule), cautions)
            }
        };
        Outcome {
            told: latest.map(|date| date.to_string()),
            state,
            word: word.to_owned(),
            words,
            rule,
            cautions,
            id: key(basis, self.scope),
            claims: claims.into_iter().map(|id| dataset.key(Thing::Claim(id)).to_owned()).collect(),
        }
    }

    /// How an outcome stands at the date: one that comes later is none yet, and one that was stays.
    fn standing(&self, basis: Basis) -> Standing {
        let standing = basis.standing(self.scope);
        let dates: Vec<Option<i64>> = match basis {
            Basis::Claim(id) => vec![self.last_day(id)],
            Basis::Derivation(id) => {
                self.scope.derived.premises([id]).into_iter().map(|id| self.last_day(id)).collect()
            }
        };
        // What has no date had come by none; where something is inferred, the premises with a date tell.
        let last = dates.into_iter().flatten().max();
        let is_later = self.as_of.is_some_and(|now| last.is_none_or(|last| last > now.days().1));
        if is_later && standing.is_fact() { Standing::OutOfDate } else { standing }
    }

    /// The day by which what a claim says had come for sure: the last of a vague date; none where nothing is dated.
    fn last_day(&self, id: ClaimId) -> Option<i64> {
        let last = |date: PartialDate| date.days().1;
        let dataset = self.scope.dataset;
        let claim = dataset.claim(id);
        let given = match claim.value {
            Value::Date(date) => Some(date),
            _ => None,
        };
        let held = || dataset.details(claim).and_then(|d| d.until.or(d.from));
        // A source cannot report what is still to come: what it says of a later date it says by its own.
        given.or_else(held).into_iter().chain(self.time(id)).map(last).min()
    }

    fn state(&self, by_when: Option<PartialDate>, outcomes: &[Outcome], no_outcome: &[Standing]) -> State {
        match (outcomes.last(), by_when, self.as_of) {
            (Some(outcome), ..) => outcome.state,
            (None, Some(date), Some(now))
                if now.is_after(date) && no_outcome.iter().all(|s| *s == Standing::OutOfDate) =>
            {
                State::Due
            }
            (None, Some(date), Some(now)) if now.is_after(date) => State::Unsettled,
            (None, Some(_), _) => State::Dated,
            (None, None, _) if no_outcome.iter().any(|s| *s != Standing::OutOfDate) => State::Unsettled,
            (None, None, _) => State::Open,
        }
    }

    /// When the source of a claim was published, what has no date first: it stands in the order of keys.
    fn time(&self, id: ClaimId) -> Option<PartialDate> {
        self.scope.dataset.time_of_source(self.scope.dataset.claim(id).source)
    }

    /// Whether a claim is of a source that promises: a later one speaks of other times.
    fn is_of(&self, id: ClaimId, firm: &[ClaimId]) -> bool {
        let source = |id: ClaimId| self.scope.dataset.claim(id).source;
        firm.is_empty() || firm.iter().any(|f| source(*f) == source(id))
    }

    fn when(&self, id: ClaimId) -> Option<String> {
        let dataset = self.scope.dataset;
        let details = dataset.details(dataset.claim(id))?;
        details.when.map(|w| dataset.text(w).to_owned())
    }

    fn amounts(&self, id: ClaimId) -> Vec<String> {
        let dataset = self.scope.dataset;
        let claim = dataset.claim(id);
        let value = matches!(claim.value, Value::Money(_)).then(|| claim_value_in_words(id, self.scope));
        let beside = dataset.details(claim).and_then(|d| d.money);
        value.into_iter().chain(beside.map(|m| value_in_words(Value::Money(m), self.scope))).collect()
    }
}

/// The claims of a promise with their words, those on which its outcome rests last.
pub fn cited(promise: &Promise, scope: GraphRef<'_>) -> Vec<Fact> {
    let outcomes =
        promise.outcomes.iter().flat_map(|o| &o.claims).filter(|key| !promise.claims.contains(key));
    let claims = promise.claims.iter().chain(outcomes).filter_map(|key| match scope.dataset.find(key)? {
        Thing::Claim(id) => Some(claim_fact(id, scope)),
        Thing::Entity(_) => None,
    });
    claims.collect()
}
