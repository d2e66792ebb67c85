//! Which claims answer a question: those that cover most of its words, however they stand.
//!
//! Each group of words weighs as much as it tells: a whole name most, a word of a text least. A claim fits a group if one of
//! its ends is called so, or its property, its class, its status or its words say so. Nothing is left out for how it stands.

use std::collections::{BTreeMap, BTreeSet};
use std::slice;

use super::english::{Kind, Turn, is_place_word, question_kind, stem, stems};
use super::lexicon::{Lexicon, Meaning};
use super::understood::{Understood, Unit};
use super::words::{Place, Words};
use crate::compile::ontology::Ontology;
use crate::compile::ontology::PromiseRole;
use crate::derive::rdf::GraphRef;
use crate::explore::describe::{claim_fact, derived_fact};
use crate::explore::{Basis, Fact, Relations, turn};
use crate::model::claim::{Claim, ClaimId, ClassId, DerivationId, PropertyId, StatusId, Thing, Value};
use crate::model::date::PartialDate;
use crate::model::standing::Standing;
use crate::model::text::normal;
use crate::model::triple::Term;
use crate::model::vocab;

/// A claim or derivation, with what of it a question can mean.
#[derive(PartialEq, Eq)]
pub(super) struct Evidence {
    /// What it is.
    pub basis: Basis,
    /// Its subject, and its value where that is a thing; of a claim about a claim also the ends of that one.
    pub ends: Vec<Thing>,
    /// Whose position it is, who reports it, and the source.
    pub voices: Vec<Thing>,
    /// Its property.
    pub property: PropertyId,
    /// How firm it is; none where it is derived.
    pub status: Option<StatusId>,
    /// How it stands.
    pub standing: Standing,
    /// The kinds of question that it can answer.
    kinds: BTreeSet<Kind>,
}

/// Everything that a graph says, ready to be asked.
pub(super) struct Said<'a> {
    pub(super) scope: GraphRef<'a>,
    pub(super) relations: &'a Relations,
    /// All claims, then all derivations that say something of their own.
    pub all: Vec<Evidence>,
    /// Those that a question leaves out by what it limits its answer to.
    aside: Vec<Evidence>,
    /// Things joined by what counts as fact.
    joined: BTreeMap<Thing, BTreeSet<Thing>>,
    /// What facts about a thing lead to.
    leading: BTreeMap<Thing, BTreeSet<Thing>>,
    /// The same over properties that tell of money.
    paying: BTreeMap<Thing, BTreeSet<Thing>>,
    /// The properties and classes that answer a kind of question, as the ontology has it.
    answering: BTreeMap<Kind, Meaning>,
    /// The words of what is said.
    pub(super) words: Words<'a>,
}

impl Evidence {
    /// The same for readers.
    pub(super) fn fact(&self, scope: GraphRef<'_>) -> Fact {
        match self.basis {
            Basis::Claim(id) => claim_fact(id, scope),
            Basis::Derivation(id) => derived_fact(id, scope),
        }
    }

    /// Whether it has what a kind of question asks for.
    pub(super) fn has(&self, kind: Kind) -> bool {
        self.kinds.contains(&kind)
    }
}

impl<'a> Said<'a> {
    /// Collects what a graph says. Costs a pass over its claims; their words are looked into when they are asked for.
    pub(super) fn new(scope: GraphRef<'a>, relations: &'a Relations, lexicon: &Lexicon<'_>) -> Self {
        let claims = scope.dataset.claim_ids().map(|id| of_claim(id, scope));
        let words = Words::new(scope);
        let own = |id: &DerivationId| !scope.derived.rule(scope.derived.get(*id)).restates;
        let derived = scope.derived.ids().filter(own).filter_map(|id| of_derivation(id, scope));
        let (mut joined, mut leading) = (BTreeMap::<Thing, BTreeSet<Thing>>::new(), BTreeMap::new());
        let mut paying = BTreeMap::new();
        // Who promises money is no money.
        let roles = [PromiseRole::Promiser, PromiseRole::Promise];
        let is_promiser =
            |p: &PropertyId| scope.ontology.property(*p).role.is_some_and(|r| roles.contains(&r));
        let promises = |p: PropertyId| scope.ontology.property(p).ancestors.iter().any(is_promiser);
        for relation in relations.each().filter(|r| r.basis.standing(scope).is_fact()) {
            joined.entry(relation.from).or_default().insert(relation.to);
            joined.entry(relation.to).or_default().insert(relation.from);
            leading.entry(relation.from).or_insert_with(BTreeSet::new).insert(relation.to);
            if words.tells_of(relation.property, Kind::HowMuch) && !promises(relation.property) {
                paying.entry(relation.from).or_insert_with(BTreeSet::new).insert(relation.to);
            }
        }
        let mut answering: BTreeMap<Kind, Meaning> =
            Kind::ASKING.iter().map(|(kind, _)| (*kind, lexicon.answering(*kind))).collect();
        // The question that a property answers, as the ontology words it, tells whether it gives a reason.
        for (i, property) in scope.ontology.properties().iter().enumerate() {
            let questions = property.asks.iter().chain(&property.comparison.one_question);
            for kind in questions.filter_map(|q| question_kind(q)).filter(|kind| *kind == Kind::Why) {
                answering.entry(kind).or_default().properties.insert(PropertyId(i as u16));
            }
        }
        let mut all: Vec<Evidence> = claims.chain(derived).collect();
        for evidence in &mut all {
            let is_below = |p: &PropertyId| turn(evidence.property, *p, scope.ontology).is_some();
            let kinds = answering.iter().filter(|(_, meaning)| meaning.properties.iter().any(is_below));
            evidence.kinds.extend(kinds.map(|(kind, _)| *kind));
        }
        Self { scope, relations, all, aside: Vec::new(), joined, leading, paying, answering, words }
    }

    /// Leaves out what is not meant.
    pub(super) fn narrow(&mut self, is_meant: impl Fn(&Evidence, &Self) -> bool) {
        let all = std::mem::take(&mut self.all);
        let (all, aside) = all.into_iter().partition(|e| is_meant(e, self));
        (self.all, self.aside) = (all, aside);
    }

    /// Takes in again what was left out.
    pub(super) fn widen(&mut self) {
        self.all.append(&mut self.aside);
        self.all.sort_by_key(|e| e.basis);
    }

    /// Takes out what is not meant, and gives it back.
    pub(super) fn set_apart(&mut self, is_meant: impl Fn(&Evidence) -> bool) -> Vec<Evidence> {
        let (all, others) = std::mem::take(&mut self.all).into_iter().partition(is_meant);
        self.all = all;
        others
    }

    /// Takes in again what was taken out.
    pub(super) fn take_in(&mut self, others: Vec<Evidence>) {
        self.all.extend(others);
        self.all.sort_by_key(|e| e.basis);
    }

    /// Whether a fact about one thing leads to another.
    pub(super) fn leads_to(&self, from: Thing, to: Thing) -> bool {
        self.leading.get(&from).is_some_and(|near| near.contains(&to))
    }

    /// Whether something is left out.
    pub(super) fn is_narrow(&self) -> bool {
        !self.aside.is_empty()
    }

    /// Whether one of some classes has all words of a group in its own label, and not only as words that people may type for it.
    fn are_called(&self, classes: &BTreeSet<ClassId>, unit: &Unit) -> bool {
        let has = |class: &ClassId| {
            let label = stems(&self.scope.ontology.class(*class).label);
            unit.stems.iter().all(|stem| label.contains(stem))
        };
        classes.iter().any(has)
    }

    /// What is promised of a thing: itself, and what is promised under its name.
    pub(super) fn promises_of(&self, thing: Thing) -> BTreeSet<Thing> {
        let is_promise = |t: &Thing| self.scope.ontology.class(self.class(*t)).promise;
        let near = self.joined.get(&thing).into_iter().flatten().copied();
        let after = near.filter(|t| is_promise(t) && self.words.is_called_after_any(*t, thing));
        after.chain([thing]).collect()
    }

    /// Whether the labels or the words of a claim have some stems.
    pub(super) fn has_words(&self, evidence: &Evidence, stems: &[String]) -> bool {
        [Place::Labels, Place::Quote].iter().any(|place| self.words.has(evidence, *place, stems))
    }

    /// Whether a claim tells what was spent, and not what is to be.
    pub(super) fn is_spending(&self, evidence: &Evidence) -> bool {
        let is_promise = evidence.status.is_some_and(|s| self.scope.ontology.status(s).promise);
        !is_promise && stems(&evidence.fact(self.scope).words).contains(&stem("spent"))
    }

    /// When the source of a claim was published.
    pub(super) fn dated(&self, evidence: &Evidence) -> Option<PartialDate> {
        self.scope.dataset.dated(self.scope.dataset.claim(evidence.basis.claim()?).source)
    }

    /// What is said of some things that is no promise, the newest first.
    pub(super) fn since(&self, things: &BTreeSet<Thing>) -> Vec<&Evidence> {
        let is_promise = |e: &Evidence| e.status.is_some_and(|s| self.scope.ontology.status(s).promise);
        let is_of = |e: &&Evidence| e.ends.iter().any(|t| things.contains(t)) && !is_promise(e);
        let mut found: Vec<&Evidence> =
            self.all.iter().filter(is_of).filter(|e| self.dated(e).is_some()).collect();
        found.sort_by_key(|e| std::cmp::Reverse(self.dated(e)));
        found
    }

    /// The class of a thing.
    pub(super) fn class(&self, thing: Thing) -> ClassId {
        match thing {
            Thing::Entity(id) => self.scope.dataset.entity(id).class,
            Thing::Claim(_) => self.scope.ontology.claim_class(),
        }
    }

    /// Whether a thing, or one that it is joined to, is of one of some classes.
    pub(super) fn is_beside(&self, thing: Thing, classes: &BTreeSet<ClassId>) -> bool {
        let joined = self.joined.get(&thing).into_iter().flatten().copied();
        let is_of = |t: Thing| classes.iter().any(|c| self.scope.ontology.is_a(self.class(t), *c));
        [thing].into_iter().chain(joined).any(is_of)
    }

    /// Whether a fact joins two things.
    pub(super) fn are_joined(&self, a: Thing, b: Thing) -> bool {
        self.joined.get(&a).is_some_and(|near| near.contains(&b))
    }

    /// The end of a claim that is itself something promised, and has the words in its name: the *extension* of what is *extended*.
    pub(super) fn action(&self, evidence: &Evidence, unit: &Unit) -> Option<Thing> {
        let is_action = |t: &&Thing| {
            self.scope.ontology.class(self.class(**t)).promise && self.words.names(**t, &unit.stems)
        };
        evidence.ends.iter().find(is_action).copied()
    }

    /// The place of the value of a claim in the order of its property.
    pub(super) fn position(&self, evidence: &Evidence) -> Option<u32> {
        let claim = self.scope.dataset.claim(evidence.basis.claim()?);
        self.scope.dataset.details(claim)?.position
    }

    /// Puts things in the order in which claims of one property have them, where these give each of them its place.
    pub(super) fn put_in_order(&self, things: &mut [Thing]) {
        let mut places: BTreeMap<PropertyId, BTreeMap<Thing, u32>> = BTreeMap::new();
        for evidence in self.all.iter().filter(|e| e.standing.is_fact()) {
            if let (Some(place), Some(end)) = (self.position(evidence), evidence.ends.last()) {
                places.entry(evidence.property).or_default().insert(*end, place);
            }
        }
        if let Some(order) = places.values().find(|order| things.iter().all(|t| order.contains_key(t))) {
            things.sort_by_key(|t| order.get(t));
        }
    }

    /// Whether a claim gives an amount that goes to one of those that are named, or to what is called after it. Only what tells
    /// of money leads there: what else a plan has is not what its money is for.
    pub(super) fn pays(&self, evidence: &Evidence, named: &BTreeSet<Thing>, question: &Understood) -> bool {
        let is_meant =
            |t: &Thing| named.contains(t) || named.iter().any(|n| self.words.is_called_after(*t, *n));
        let leads = |t: &Thing| is_meant(t) || self.paying.get(t).into_iter().flatten().any(is_meant);
        let is_asked = matches!(question.kind, Kind::HowMuch | Kind::Whether);
        is_asked && self.is_amount(evidence) && evidence.ends.iter().any(leads)
    }

    /// Whether a claim gives an amount of money.
    pub(super) fn is_amount(&self, evidence: &Evidence) -> bool {
        let dataset = self.scope.dataset;
        evidence.basis.claim().map(|id| dataset.claim(id)).is_some_and(|claim| {
            let money = dataset.details(claim).and_then(|d| d.money);
            of_value(claim.value) == Some(Kind::HowMuch) || money.is_some()
        })
    }

    /// What is said of that which is promised and joined to a thing, and of what is promised with it.
    pub(super) fn deeds(&self, thing: Thing) -> Vec<&Evidence> {
        let is_promise = |t: &&Thing| self.scope.ontology.class(self.class(**t)).promise;
        let near: BTreeSet<Thing> =
            self.joined.get(&thing).into_iter().flatten().filter(is_promise).copied().collect();
        let next = near.iter().filter_map(|t| self.leading.get(t)).flatten().filter(is_promise).copied();
        let deeds: BTreeSet<Thing> = near.iter().copied().chain(next).filter(|t| *t != thing).collect();
        self.all.iter().filter(|e| e.ends.iter().any(|t| deeds.contains(t))).collect()
    }

    /// Whether a thing says anything of its own.
    pub(super) fn speaks(&self, thing: Thing) -> bool {
        self.all.iter().any(|e| e.voices.contains(&thing))
    }

    /// Whether there are some things, and all are sources of claims.
    pub(super) fn are_sources(&self, things: &BTreeSet<Thing>) -> bool {
        let is_source = |t: &Thing| self.scope.dataset.claims().iter().any(|c| Thing::Entity(c.source) == *t);
        !things.is_empty() && things.iter().all(is_source)
    }

    /// The name of the source of all claims, where they have one only.
    pub(super) fn only_source(&self) -> Option<String> {
        let mut sources = self.scope.dataset.claims().iter().map(|c| c.source);
        let first = sources.next()?;
        sources.all(|s| s == first).then(|| self.scope.dataset.name(Thing::Entity(first)).to_owned())
    }

    /// Whether a stem occurs in the words of any claim. Costs a pass over them.
    pub(super) fn has_word(&self, stem: &str) -> bool {
        self.words.is_anywhere(stem, self.all.iter())
    }

    /// Whether an end of a claim is of the same class as a thing that is named, and has its name as a part.
    fn has_sibling(&self, evidence: &Evidence, unit: &Unit) -> bool {
        let class = |t: &Thing| matches!(t, Thing::Entity(_)).then(|| self.class(*t));
        let named = &unit.meaning.things;
        let is_alike = |end: &&Thing| {
            let of_end = class(end).into_iter();
            let above = of_end.flat_map(|c| self.scope.ontology.class(c).ancestors.clone());
            let own: BTreeSet<_> = above.filter(|c| !self.scope.ontology.class(*c).external).collect();
            named
                .iter()
                .filter_map(class)
                .any(|c| own.contains(&c) || class(end).is_some_and(|e| self.scope.ontology.is_a(c, e)))
        };
        evidence
            .ends
            .iter()
            .filter(|e| !named.contains(e))
            .filter(is_alike)
            .any(|e| self.words.names(*e, &unit.stems))
    }

    /// How well a claim fits a group of words, from 0 to 100.
    pub(super) fn grade(&self, evidence: &Evidence, unit: &Unit, question: &Understood) -> u32 {
        let is_verb = |p: &PropertyId| turn(evidence.property, *p, self.scope.ontology).is_some();
        if unit.not_meant.iter().any(is_verb) {
            return 0;
        }
        let ontology = self.scope.ontology;
        let meaning = &unit.meaning;
        let named = &question.named;
        let is_end = |t: &Thing| meaning.things.contains(t);
        let speaks = question.turns(Turn::Saying) || question.turns(Turn::Opinion);
        let classes: Vec<_> = meaning.classes.iter().copied().collect();
        let is_of_class = |t: &Thing| !named.contains(t) && ontology.is_one_of(self.class(*t), &classes);
        let has_property = |wanted: &PropertyId| turn(evidence.property, *wanted, ontology).is_some();
        let is_near = |t: &Thing| {
            self.joined.get(t).is_some_and(|near| near.iter().any(|n| meaning.things.contains(n)))
        };
        let is_opposite = |place: Place| {
            let has = |stem: &String| self.words.has(evidence, place, slice::from_ref(stem));
            unit.opposites.iter().flatten().any(has)
        };
        // Words that stand for a term mean the term, wherever else they occur; a word out of several may mean itself.
        let is_term = !meaning.properties.is_empty()
            || self.are_called(&meaning.classes, unit)
            || !meaning.statuses.is_empty();
        let is_text = !unit.stems.is_empty() && (!is_term || !meaning.things.is_empty());
        let has = |place: Place| is_text && self.words.has(evidence, place, &unit.stems);
        let stands = |standing: Standing| evidence.standing.of_claims() == standing;
        let turned = |turn: &Turn| match turn {
            Turn::Opinion => stands(Standing::Opinion),
            Turn::Denial => stands(Standing::Denied),
            Turn::Disagreement => evidence.standing.is_contested(),
            Turn::Saying => true,
            _ => false,
        };
        let is_whole = meaning.is_whole_name;
        let own = || unit.stems.iter().cloned().collect();
        let has_value = classes.is_empty() || self.words.is_whole_value(evidence, &own());
        // The name of what is named elsewhere in the question says nothing of this word.
        let is_other = |t: &Thing| named.contains(t) && !meaning.things.contains(t);
        // A word for a property means what is done, before it means how firm that is.
        let of_status = match (meaning.properties.is_empty(), question.kind) {
            (true, _) => {
                if classes.is_empty() {
                    100
                } else {
                    70
                }
            }
            (false, Kind::Who | Kind::Whether) => 50,
            (false, _) => 58,
        };
        let is_money = question.kind == Kind::HowMuch;
        // What a number counts may stand in the quote with more words: *new workers* that are counted as workers.
        let is_counted_so = || {
            let counted = self.words.counted(evidence.property).unwrap_or_default();
            question.kind == Kind::HowMany && unit.stems.last().is_some_and(|last| counted.contains(last))
        };
        // A longer name of another thing of the same class is that thing's: the old town hall is not the town hall.
        let is_sibling = is_whole && self.has_sibling(evidence, unit);
        // A number of what somebody or something has is no number of that itself.
        let is_counted = question.kind != Kind::HowMany
            || !evidence.has(Kind::HowMany)
            || !self.words.is_beside_count(evidence.property, &unit.stems);
        // Who gives money is not told by who gets it.
        let is_giver = question.kind == Kind::Who && is_term && unit.asks == Some(Kind::HowMuch);
        if is_giver && self.is_from_receiver(evidence, named) {
            return 0;
        }
        let of = |whole: u32, part: u32| if is_whole { whole } else { part };
        let mut grades: [(u32, &dyn Fn() -> bool); 23] = [
            (100, &|| evidence.ends.iter().any(is_end) || (speaks && evidence.voices.iter().any(is_end))),
            (of_status, &|| evidence.status.is_some_and(|s| meaning.statuses.contains(&s))),
            (98, &|| is_counted && meaning.properties.iter().any(has_property)),
            (92, &|| is_counted && meaning.partly.iter().any(has_property)),
            (96, &|| unit.turns.iter().any(turned)),
            (96, &|| unit.ordinal.is_some() && unit.ordinal == self.position(evidence)),
            (96, &|| !is_giver && unit.asks.is_some_and(|kind| evidence.kinds.contains(&kind))),
            (of(69, 90), &|| has_value && self.words.has(evidence, Place::Value, &unit.stems)),
            (89, &|| meaning.things.is_empty() && self.action(evidence, unit).is_some()),
            (88, &|| meaning.things.is_empty() && is_opposite(Place::Value)),
            (of(if is_sibling { 45 } else { 70 }, 88), &|| {
                // Words of a whole name that stand in several names are not that name.
                let has = || {
                    if is_whole {
                        self.words.has_in_one(evidence, &unit.stems, is_other)
                    } else {
                        self.words.has_beside(evidence, &unit.stems, is_other)
                    }
                };
                is_counted && is_text && has()
            }),
            (94, &|| unit.number.is_some_and(|n| n.compared.is_none() && self.is_number(evidence, n.value))),
            (61, &|| self.is_of_what_is_called_after(evidence, unit, question)),
            (80, &|| is_counted_so() && has(Place::Quote)),
            (84, &|| !classes.is_empty() && evidence.ends.iter().any(is_of_class)),
            (84, &|| is_counted && classes.iter().any(|c| self.words.is_in_property(*c, evidence.property))),
            (of(50, 62), &|| is_text && self.words.is_also(evidence, &unit.stems, is_other)),
            (66, &|| is_counted && has(Place::Section)),
            // What is said in the words of the one who is named, and what its money leads to, is told too.
            (62, &|| evidence.voices.first().is_some_and(is_end)),
            (62, &|| self.pays(evidence, &meaning.things, question)),
            // That a quote mentions a thing does not make the claim one about it.
            (of(50, 60), &|| is_counted && has(Place::Quote)),
            // Money one step away is that of something else.
            (45, &|| evidence.ends.iter().any(is_near) && !(is_money && self.is_amount(evidence))),
            (40, &|| has(Place::Note)),
        ];
        grades.sort_by_key(|(grade, _)| std::cmp::Reverse(*grade));
        grades.iter().find(|(_, is)| is()).map_or(0, |(grade, _)| *grade)
    }

    /// Whether one that is named stands in a claim where the giver of money would stand.
    fn is_from_receiver(&self, evidence: &Evidence, named: &BTreeSet<Thing>) -> bool {
        let is_passive =
            normal(&self.scope.ontology.property(evidence.property).label).iter().any(|w| w == "by");
        let is_named = |end: Option<&Thing>| end.is_some_and(|t| named.contains(t));
        if is_passive {
            !is_named(evidence.ends.first()) && is_named(evidence.ends.last())
        } else {
            // An amount of one that is told alone is what that one gets or has.
            evidence.ends.len() == 1 || is_named(evidence.ends.first())
        }
    }

    /// Takes a question for one about a place where it asks which one.
    pub(super) fn settle_kind(&self, question: &mut Understood) {
        let is_place = |c: &ClassId| is_place_class(*c, self.scope.ontology);
        let asks_place = |u: &Unit| {
            let meaning = &u.meaning;
            !meaning.classes.is_empty() && meaning.things.is_empty() && meaning.classes.iter().all(is_place)
        };
        if question.kind == Kind::What && question.units.iter().any(asks_place) {
            question.kind = Kind::Where;
        }
    }

    /// Whether a claim can answer what is asked for.
    pub(super) fn answers(&self, evidence: &Evidence, question: &Understood) -> bool {
        let named = &question.named;
        let classes: Vec<ClassId> = self
            .answering
            .get(&question.kind)
            .map(|m| m.classes.iter().copied().collect())
            .unwrap_or_default();
        let is_answer =
            |t: &Thing| !named.contains(t) && self.scope.ontology.is_one_of(self.class(*t), &classes);
        if evidence.has(question.kind) || !classes.is_empty() && evidence.ends.iter().any(is_answer) {
            return true;
        }
        match question.kind {
            Kind::What | Kind::Whether => true,
            Kind::Who => {
                let is_agent = |t: &Thing| is_agent(*t, self.scope) && !named.contains(t);
                let speaks = question.turns(Turn::Saying) || question.turns(Turn::Opinion);
                let is_other = |t: &Thing| {
                    !named.contains(t) && matches!(t, Thing::Entity(_)) && !is_place(*t, self.scope)
                };
                let is_asked = |p: &PropertyId| turn(evidence.property, *p, self.scope.ontology).is_some();
                let is_related = question.units.iter().any(|u| u.meaning.properties.iter().any(is_asked));
                speaks
                    || evidence.ends.iter().any(is_agent)
                    || (is_related && evidence.ends.iter().any(is_other))
            }
            Kind::Where => {
                let is_place = |t: &Thing| is_place(*t, self.scope) && !named.contains(t);
                evidence.ends.iter().any(is_place)
            }
            _ => false,
        }
    }
}

fn is_agent(thing: Thing, scope: GraphRef<'_>) -> bool {
    matches!(thing, Thing::Entity(id) if scope.dataset.entity(id).is_agent)
}

fn is_place(thing: Thing, scope: GraphRef<'_>) -> bool {
    let Thing::Entity(id) = thing else { return false };
    is_place_class(scope.dataset.entity(id).class, scope.ontology)
}

/// Whether a class is one of places: by another vocabulary above it, or because it is called so.
fn is_place_class(class: ClassId, ontology: &Ontology) -> bool {
    let mut above = ontology.class(class).ancestors.iter().map(|c| ontology.class(*c));
    above.any(|c| vocab::PLACES.contains(&c.iri.as_str()) || is_place_word(&c.label))
}

/// The kind of question that a value answers.
pub(super) fn of_value(value: Value) -> Option<Kind> {
    match value {
        Value::Money(_) => Some(Kind::HowMuch),
        Value::Count(_) | Value::Decimal(_) => Some(Kind::HowMany),
        Value::Date(_) => Some(Kind::When),
        Value::Duration(_) => Some(Kind::HowLong),
        Value::Thing(_) | Value::Text(_) | Value::Boolean(_) | Value::Iri(_) => None,
    }
}

fn of_claim(id: ClaimId, scope: GraphRef<'_>) -> Evidence {
    let GraphRef { dataset, .. } = scope;
    let claim = dataset.claim(id);
    let mut ends = Vec::new();
    ends_of(claim, scope, 0, &mut ends);
    let details = dataset.details(claim);
    let mut kinds: BTreeSet<Kind> = of_value(claim.value).into_iter().collect();
    if let Some(details) = details {
        let dates = [details.from, details.until, details.deadline];
        if dates.iter().any(Option::is_some) || details.when.is_some() {
            kinds.insert(Kind::When);
        }
        kinds.extend(details.money.map(|_| Kind::HowMuch));
        kinds.extend(details.count.map(|_| Kind::HowMany));
    }
    let reporter = details.and_then(|d| d.reported_by).map(Thing::Entity);
    Evidence {
        basis: Basis::Claim(id),
        ends,
        voices: [claim.speaker, claim.source].map(Thing::Entity).into_iter().chain(reporter).collect(),
        property: claim.predicate,
        status: Some(claim.status),
        standing: scope.standing(id),
        kinds,
    }
}

fn of_derivation(id: DerivationId, scope: GraphRef<'_>) -> Option<Evidence> {
    let derivation = scope.derived.get(id);
    let triple = derivation.triple;
    let property = triple.predicate.property()?;
    let ends: Vec<Thing> = [triple.subject, triple.object].into_iter().filter_map(Term::thing).collect();
    let mut kinds = BTreeSet::new();
    if triple.object.thing().is_none() {
        kinds.insert(if scope.name(triple.object).parse::<f64>().is_ok() {
            Kind::HowMany
        } else {
            Kind::When
        });
    }
    Some(Evidence {
        basis: Basis::Derivation(id),
        ends,
        voices: Vec::new(),
        property,
        status: None,
        standing: derivation.standing,
        kinds,
    })
}

/// The things that a claim speaks of; of a claim about claims, at most a few deep, also those that these speak of.
fn ends_of(claim: &Claim, scope: GraphRef<'_>, depth: usize, ends: &mut Vec<Thing>) {
    let object = if let Value::Thing(object) = claim.value { Some(object) } else { None };
    for end in [Some(claim.subject), object].into_iter().flatten() {
        match end {
            Thing::Claim(id) if depth < 3 => ends_of(scope.dataset.claim(id), scope, depth + 1, ends),
            _ => {}
        }
        ends.push(end);
    }
}
