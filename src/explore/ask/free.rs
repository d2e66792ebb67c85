//! A question in any words, answered by what the graph says: which claims, or which command, and what was understood.
//!
//! Absence is told only of what was looked up: the words of the question that no claim fits, and of how many claims.

use std::collections::BTreeSet;

use super::english::{Kind, Turn};
use super::evidence::{Evidence, Said};
use super::lexicon::Lexicon;
use super::life::{Life, life};
use super::limits::{Limits, Pass};
use super::outcome::outcome;
use super::phrases::{self, asks_alone};
use super::picked::{in_turn, picked};
use super::ranked::{COVERED, Ranked, is_exact, ranked, weight};
use super::understood::{Understood, Unit, understand};
use super::verdict::{of_each, verdict, without};
use super::words::Place;
use crate::derive::rdf::GraphRef;
use crate::explore::{Basis, Fact, PromiseState, Relations, turn};
use crate::model::claim::{ClassId, EntityId, PropertyId, Thing};
use crate::model::date::PartialDate;
use crate::model::standing::Standing;

/// How many claims are told that only come near.
pub(super) const MOST_NEAR: usize = 5;

/// How a question is answered.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Plan {
    /// All that is said of a thing.
    Show(Thing),
    /// What is said of what is promised about a thing.
    Deeds(Thing, Vec<Fact>),
    /// What became of a thing, or of what is promised under its name, and what was said of these since.
    Outcome(Thing, BTreeSet<Thing>, Vec<Fact>),
    /// How two things are connected.
    Path(Thing, Thing),
    /// What would be lost without a thing.
    Without(Thing),
    /// What does not go together; of some things where any are named, and the claims that say what else is asked.
    Disputes(Vec<Thing>, BTreeSet<String>),
    /// What is promised.
    Promises,
    /// Which promises are in some states, and the word for these.
    Kept(&'static [PromiseState], String),
    /// What no source says; of some things where any are named.
    Gaps(Vec<Thing>),
    /// Which things of a class have no claim with some properties.
    Lack(Lack),
    /// The things of a class; and the claims that give a number of them, where one is asked for.
    List(ClassId, Vec<Thing>, Vec<Fact>),
    /// Claims that cover the question.
    Claims(Claims),
    /// Whether something was so at a time, by when it began and ended.
    Life(Life),
    /// Nothing in the question is known to the graph.
    Unknown,
    /// The question points at something and does not name it.
    Unpointed,
}

/// Things of a class of which nothing is said with some properties.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Lack {
    /// The class.
    pub class: ClassId,
    /// The properties.
    pub properties: Vec<PropertyId>,
    /// The things that are named beside: those to which the relation is missing.
    pub named: Vec<Thing>,
    /// What claims may have instead: an amount, a date.
    pub kinds: Vec<Kind>,
    /// Where no property is meant: the classes of what they are joined to.
    pub joined_to: Vec<ClassId>,
    /// The things without.
    pub things: Vec<Thing>,
    /// How many things have one.
    pub given: usize,
}

/// What is said of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Claims say what is asked for.
    Said,
    /// It is so, by at least one fact that fits the whole question.
    Yes,
    /// Somebody judges so, and no fact says it.
    Opinion,
    /// It is said, and disputed or doubted.
    Disputed,
    /// What is said speaks against it.
    Against,
    /// Another number is stated, or one that is as the question has it; none where that cannot be told of a date.
    Number(Option<bool>),
    /// The one who is named says what the question says.
    InWords,
    /// Others say it, and not the one who is named.
    OtherVoice,
    /// Claims bear on it, and none says plainly that it is so or is not.
    Neither,
    /// It is promised, planned or intended, and no fact says that it is done.
    Promised,
    /// It is denied, and no fact says that it is so.
    Denied,
    /// No claim has every word of the question; these say what is asked for of the same things.
    Loosely,
    /// No claim says all of it; these say it together.
    Together,
    /// The graph has no word for a part of the question; claims fit the rest.
    Partly,
    /// No claim says so.
    NotStated,
}

/// Claims that cover a question.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Claims {
    /// What is said.
    pub verdict: Verdict,
    /// The claims, those that cover most first; where nothing is stated, those that come near.
    pub facts: Vec<Fact>,
    /// How many of them, the first ones, count towards what is answered; those after them are set beside it.
    pub counting: usize,
    /// The groups of words that none of them fits.
    pub uncovered: Vec<Unit>,
    /// Those of them that claims on the same names have, which lack what is asked for.
    pub elsewhere: Vec<Unit>,
    /// What is said of the question without the groups of words that nothing fits, if that is plain.
    pub rest: Option<Verdict>,
    /// The numbers that are stated instead, in words.
    pub numbers: Vec<String>,
    /// Whether all of them may say it the other way round than the question.
    pub is_turned: bool,
    /// Whether what is asked for is said of none of the things that are named, but of others in the same matter.
    pub is_of_others: bool,
    /// Whether it is asked what was spent, and they tell what was promised or given.
    pub is_unspent: bool,
    /// How many claims and derivations were looked at.
    pub looked_at: usize,
}

impl Claims {
    /// Claims that all count towards what is answered, and leave out nothing that is asked.
    fn plain(verdict: Verdict, facts: Vec<Fact>, looked_at: usize) -> Self {
        Self {
            verdict,
            counting: facts.len(),
            facts,
            uncovered: Vec::new(),
            elsewhere: Vec::new(),
            rest: None,
            numbers: Vec::new(),
            is_turned: false,
            is_of_others: false,
            is_unspent: false,
            looked_at,
        }
    }
}

/// A question that was read, and how it is answered.
pub(super) struct Planned {
    /// What was understood of all its words.
    pub asked: Understood,
    /// The same without what only limits the answer.
    pub question: Understood,
    /// How it is answered.
    pub plan: Plan,
    /// What limits the answer, and whether anything within these limits answers.
    pub limited: Option<(String, Held)>,
}

/// Whether an answer is within what a question limits it to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Held {
    /// It is.
    Whole,
    /// It tells of a time that has only a part in common with the one that is asked about, or bears the date of its source alone.
    Near,
    /// It is not.
    Not,
}

/// Reads a question in any words, and finds how it is answered; `as_of` is the date on which it has to hold.
///
/// Costs a pass over the claims of the graph and their words.
pub(super) fn plan(
    question: &str,
    as_of: Option<PartialDate>,
    scope: GraphRef<'_>,
    relations: &Relations,
) -> Planned {
    let lexicon = Lexicon::new(scope);
    let mut said = Said::new(scope, relations, &lexicon);
    let question = phrases::pointing(question, said.only_source().as_deref());
    let mut asked = understand(&question, &lexicon, |stem| said.has_word(stem));
    if phrases::points(&question) && asked.named.is_empty() {
        return Planned { question: asked.clone(), asked, plan: Plan::Unpointed, limited: None };
    }
    if let Some(life) = life(&asked, as_of, &lexicon, &said) {
        return Planned { question: asked.clone(), asked, plan: Plan::Life(life), limited: None };
    }
    speakers_of_class(&mut asked, &said);
    // What does not hold on the date is no answer, unless it is asked when something holds.
    let is_dated = matches!(asked.kind, Kind::When | Kind::HowLong);
    if as_of.is_some() && !is_dated {
        let others = said.set_apart(|e| e.standing != Standing::OutOfDate);
        let planned = within_limits(asked.clone(), &mut said, scope);
        if planned.plan.answers() || others.is_empty() {
            return planned;
        }
        said.take_in(others);
    }
    within_limits(asked, &mut said, scope)
}

/// How a question is answered within what it limits its answer to.
fn within_limits(asked: Understood, said: &mut Said<'_>, scope: GraphRef<'_>) -> Planned {
    let limits = Limits::take(&asked, said).filter(|_| !HANDED_OVER.iter().any(|turn| asked.turns(*turn)));
    let Some(limits) = limits else {
        let (question, plan) = planned(asked.clone(), said, scope);
        return Planned { asked, question, plan, limited: None };
    };
    for pass in limits.passes(asked.kind) {
        said.narrow(|e, said| limits.hold(e, pass, said));
        let (question, plan) = planned(limits.rest(pass), said, scope);
        if plan.answers() && (!pass.is_strict() || plan.answers_wholly()) {
            return Planned { asked, question, plan, limited: Some(limits.told(pass)) };
        }
        said.widen();
    }
    let (question, plan) = planned(limits.rest(Pass::WIDEST), said, scope);
    Planned { asked, question, plan, limited: Some((limits.words, Held::Not)) }
}

/// Takes a word for those who speak, as a class, for all of them: *what do judges say of it*.
fn speakers_of_class(asked: &mut Understood, said: &Said<'_>) {
    let is_meant = |u: &Unit| {
        u.meaning.things.is_empty() && u.meaning.has_no_property() && !u.meaning.classes.is_empty()
    };
    let Some(saying) = asked.units.iter().position(|u| u.turns.contains(&Turn::Saying)) else { return };
    let Some(unit) = asked.units[..saying].iter_mut().rev().find(|u| is_meant(u)) else { return };
    let speakers = said.speakers(&unit.meaning.classes);
    unit.meaning.things = speakers;
}

/// The turns by which a command answers.
const HANDED_OVER: [Turn; 5] = [Turn::Connection, Turn::Loss, Turn::Disagreement, Turn::Lack, Turn::Unsaid];

/// How a question is answered by what is said.
fn planned(mut question: Understood, said: &Said<'_>, scope: GraphRef<'_>) -> (Understood, Plan) {
    if let Some(plan) = handed_over(&question, said, scope) {
        return (question, plan);
    }
    said.settle_kind(&mut question);
    question.settle(|thing, classes| said.is_beside(thing, classes), |a, b| said.are_joined(a, b));
    let mut plan = either(&question, said, scope).unwrap_or_else(|| chosen(&question, said, scope));
    if let Plan::Claims(claims) = &mut plan
        && question.in_own_words
        && claims.facts.iter().any(|f| f.citation.verbatim)
    {
        claims.facts.retain(|f| f.citation.verbatim);
    }
    (question, plan)
}

/// What answers one of two things that *or* joins, or the other.
fn either(question: &Understood, said: &Said<'_>, scope: GraphRef<'_>) -> Option<Plan> {
    let both = question.either()?.map(|one| chosen(&one, said, scope));
    let mut answering = both.into_iter().filter(Plan::answers);
    let Plan::Claims(mut all) = answering.next()? else { return None };
    for plan in answering {
        let Plan::Claims(more) = plan else { continue };
        all.facts.extend(more.facts);
        all.verdict = Verdict::Said;
    }
    let mut seen = BTreeSet::new();
    all.facts.retain(|f| seen.insert(f.id.clone()));
    Some(Plan::Claims(all))
}

impl Plan {
    /// Whether it says what was asked for.
    fn answers(&self) -> bool {
        match self {
            Self::Claims(claims) => {
                !claims.facts.is_empty() && !matches!(claims.verdict, Verdict::NotStated | Verdict::Partly)
            }
            Self::List(_, things, facts) => !things.is_empty() || !facts.is_empty(),
            Self::Unknown | Self::Unpointed => false,
            _ => true,
        }
    }

    /// Whether it says all that was asked for.
    fn answers_wholly(&self) -> bool {
        match self {
            Self::Claims(claims) => self.answers() && claims.uncovered.is_empty(),
            Self::List(..) => false,
            _ => self.answers(),
        }
    }
}

/// The command that answers, where a turn of the question asks for one.
fn handed_over(question: &Understood, said: &Said<'_>, scope: GraphRef<'_>) -> Option<Plan> {
    let named = named(question);
    let bare = question
        .units
        .iter()
        .all(|u| !u.meaning.things.is_empty() || !u.turns.is_empty() || u.asks.is_some());
    if let Some((states, word)) = states(question).filter(|_| named.is_empty()) {
        return Some(Plan::Kept(states, word));
    }
    if question.is_outcome
        && let Some(plan) = outcome(question, &named, said, scope)
    {
        return Some(plan);
    }
    if question.turns(Turn::Connection)
        && let [from, to] = named.as_slice()
    {
        return Some(Plan::Path(*from, *to));
    }
    let has_class = question.units.iter().any(|u| !u.meaning.classes.is_empty());
    if question.turns(Turn::Loss)
        && !has_class
        && let [thing] = named.as_slice()
    {
        return Some(Plan::Without(*thing));
    }
    if question.turns(Turn::Disagreement) {
        let meant = said.disputed_of(question, &named);
        return Some(Plan::Disputes(named, meant));
    }
    if question.turns(Turn::Lack) {
        // Two conditions at once are not read: the claims that fit are told instead.
        let of_class = question.units.iter().position(|u| !u.meaning.classes.is_empty());
        let others = question.units.iter().enumerate().filter(|(i, _)| Some(*i) != of_class).map(|(_, u)| u);
        let relations = others.filter(|u| u.meaning.things.is_empty() && !u.meaning.has_no_property());
        let is_double = question.ignored.iter().any(|w| w == "or") || relations.count() > 1;
        return lack(question, said, scope).filter(|_| !is_double).map(Plan::Lack);
    }
    if question.turns(Turn::Unsaid) {
        return Some(Plan::Gaps(named));
    }
    if question.turns(Turn::Promise) && named.is_empty() && bare {
        return Some(Plan::Promises);
    }
    if question.kind == Kind::HowMany
        && let Some(plan) = counted(question, said, scope)
    {
        return Some(plan);
    }
    // What is named in a source is what the graph has.
    let is_source = |u: &Unit| {
        has_class && question.is_listed && said.are_sources(&u.meaning.things) && u.meaning.classes.is_empty()
    };
    let named = if question.units.iter().any(is_source) { Vec::new() } else { named };
    let is_said = |u: &Unit| u.meaning.is_empty() && u.turns == [Turn::Saying];
    let meant: Vec<&Unit> = question.units.iter().filter(|u| !is_said(u) && !is_source(u)).collect();
    // Small words may say together what is asked: *go after*.
    let is_asked = question.soft.iter().any(|u| asks_alone(&u.text));
    let [unit] = meant.as_slice() else { return None };
    match (named.as_slice(), unit.meaning.classes.first(), question.kind) {
        ([thing], _, Kind::What) if question.is_deed && !said.deeds(*thing).is_empty() => {
            let facts = said.deeds(*thing).iter().map(|e| e.fact(scope)).collect();
            Some(Plan::Deeds(*thing, facts))
        }
        ([thing], _, Kind::What | Kind::Who)
            if !(said.is_narrow() || is_asked || question.turns(Turn::Saying) && said.speaks(*thing)) =>
        {
            Some(Plan::Show(*thing))
        }
        ([], Some(class), Kind::What | Kind::Who | Kind::HowMany) if unit.meaning.things.is_empty() => {
            let of_class =
                |id: &EntityId| scope.ontology.is_one_of(scope.dataset.entity(*id).class, &[*class]);
            let mut things: Vec<Thing> =
                scope.dataset.entity_ids().filter(of_class).map(Thing::Entity).collect();
            said.put_in_order(&mut things);
            if said.is_narrow() {
                things.retain(|t| said.all.iter().any(|e| e.ends.contains(t)));
            }
            let counted = match (question.kind, chosen(question, said, scope)) {
                (Kind::HowMany, Plan::Claims(claims)) if claims.verdict == Verdict::Said => claims.facts,
                _ => Vec::new(),
            };
            Some(Plan::List(*class, things, counted))
        }
        _ => None,
    }
}

/// The states of promises that are asked for, where nothing else is.
fn states(question: &Understood) -> Option<(&'static [PromiseState], String)> {
    let words = || question.units.iter().flat_map(|u| u.text.split(' '));
    let is_turn = |u: &Unit| !u.turns.is_empty() && u.meaning.things.is_empty();
    let is_meant = |u: &Unit| phrases::is_promised(&u.text) || phrases::tells_outcome(&u.text) || is_turn(u);
    let unit = question.units.iter().find(|u| u.text.split(' ').any(|w| phrases::states(w).is_some()))?;
    let asked =
        unit.text.split(' ').find_map(phrases::states).filter(|_| question.units.iter().all(is_meant))?;
    let has_noun = words().any(phrases::is_promised);
    let is_open = matches!(question.kind, Kind::What | Kind::HowMany | Kind::Whether);
    let is_denied = question.denies && asked.contains(&PromiseState::Kept);
    let not = if is_denied { "not " } else { "" };
    let asked = if is_denied { phrases::UNKEPT } else { asked };
    (is_open && (has_noun || question.kind == Kind::What)).then(|| (asked, format!("{not}{}", unit.text)))
}

/// How many things of a class stand in a relation to what is named, where no claim gives the number itself.
fn counted(question: &Understood, said: &Said<'_>, scope: GraphRef<'_>) -> Option<Plan> {
    let of_class =
        question.units.iter().find(|u| !u.meaning.classes.is_empty() && u.meaning.things.is_empty())?;
    let is_related =
        question.units.iter().any(|u| u.meaning.things.is_empty() && !u.meaning.properties.is_empty());
    let has_number = |plan: &Plan| matches!(plan, Plan::Claims(claims) if claims.verdict == Verdict::Said);
    if !is_related || named(question).is_empty() || has_number(&chosen(question, said, scope)) {
        return None;
    }
    let what = Understood { kind: Kind::What, ..question.clone() };
    let Plan::Claims(claims) = chosen(&what, said, scope) else { return None };
    let classes: Vec<ClassId> = of_class.meaning.classes.iter().copied().collect();
    let is_counted = |thing: &Thing| match thing {
        Thing::Entity(id) => scope.ontology.is_one_of(scope.dataset.entity(*id).class, &classes),
        Thing::Claim(_) => false,
    };
    let facts: Vec<Fact> = claims.facts.into_iter().filter(|f| f.standing.is_fact()).collect();
    let ids: BTreeSet<&str> = facts.iter().map(|f| f.id.as_str()).collect();
    let key = |e: &Evidence| match e.basis {
        Basis::Claim(id) => scope.dataset.key(Thing::Claim(id)).to_owned(),
        Basis::Derivation(id) => scope.derived.get(id).key.to_string(),
    };
    let found = said.all.iter().filter(|e| ids.contains(key(e).as_str()));
    let things: BTreeSet<Thing> = found.flat_map(|e| e.ends.clone()).filter(is_counted).collect();
    let class = *classes.first()?;
    let is_said = claims.verdict == Verdict::Said && !things.is_empty();
    is_said.then(|| Plan::List(class, things.into_iter().collect(), facts))
}

/// Which things of the class that is named first have nothing with the properties that are named after it.
fn lack(question: &Understood, said: &Said<'_>, scope: GraphRef<'_>) -> Option<Lack> {
    let at = question.units.iter().position(|u| !u.meaning.classes.is_empty())?;
    let class = *question.units[at].meaning.classes.first()?;
    let after = &question.units[at + 1..];
    let of = |u: &Unit| if u.meaning.classes.is_empty() { u.meaning.partly.clone() } else { BTreeSet::new() };
    let properties: BTreeSet<PropertyId> =
        after.iter().flat_map(|u| u.meaning.properties.iter().copied().chain(of(u))).collect();
    let classes: Vec<ClassId> = after.iter().flat_map(|u| u.meaning.classes.iter().copied()).collect();
    let kinds: Vec<Kind> = after.iter().filter_map(|u| u.asks).collect();
    if properties.is_empty() && kinds.is_empty() && classes.is_empty() {
        return None;
    }
    let ontology = scope.ontology;
    let class_of = |t: Thing| match t {
        Thing::Entity(id) => scope.dataset.entity(id).class,
        Thing::Claim(_) => ontology.claim_class(),
    };
    let named = &question.named;
    let has_relation = |e: &Evidence| {
        if !e.standing.is_fact() || !(named.is_empty() || e.ends.iter().any(|t| named.contains(t))) {
            return false;
        }
        kinds.iter().any(|k| e.has(*k)) || properties.iter().any(|p| turn(e.property, *p, ontology).is_some())
    };
    let joins = |e: &Evidence| {
        e.standing.is_fact() && e.ends.iter().any(|t| ontology.is_one_of(class_of(*t), &classes))
    };
    let is_of_relation = !properties.is_empty() || !kinds.is_empty();
    let is_meant = |e: &&Evidence| if is_of_relation { has_relation(e) } else { joins(e) };
    let given: BTreeSet<Thing> =
        said.all.iter().filter(is_meant).flat_map(|e| e.ends.iter().copied()).collect();
    let of_class =
        scope.dataset.entity_ids().map(Thing::Entity).filter(|t| ontology.is_a(class_of(*t), class));
    let (has, things): (Vec<Thing>, Vec<Thing>) = of_class.partition(|t| given.contains(t));
    Some(Lack {
        class,
        properties: properties.into_iter().collect(),
        named: named.iter().copied().collect(),
        kinds,
        joined_to: classes,
        things,
        given: has.len(),
    })
}

/// The things that a question names, where a name stands for one.
fn named(question: &Understood) -> Vec<Thing> {
    let one = |u: &Unit| match u.meaning.things.iter().collect::<Vec<_>>().as_slice() {
        [thing] => Some(**thing),
        _ => None,
    };
    let mut named: Vec<Thing> = question.units.iter().filter_map(one).collect();
    let mut seen = BTreeSet::new();
    named.retain(|t| seen.insert(*t));
    named
}

/// What is counted where a question asks how many: the last of the words that follow it at once.
fn counted_noun(question: &Understood) -> Option<&Unit> {
    let first = question.units.first().filter(|u| question.kind == Kind::HowMany && u.before == "how")?;
    let mut run = first.at.0;
    let in_run = question.units.iter().take_while(|u| {
        let is_next = u.at.0 == run;
        run = u.at.1;
        is_next && u.meaning.statuses.is_empty() && !phrases::tells_outcome(&u.text)
    });
    in_run.last()
}

/// The verdict, with what only the best claims together show: a number stated otherwise, an answer beside words that are not
/// covered, another voice.
fn refined(
    question: &Understood,
    said: &Said<'_>,
    ranked: &Ranked<'_>,
    uncovered: &[&Unit],
    number: Option<Option<bool>>,
) -> Verdict {
    let found = &ranked.found;
    let is_voice = |u: &&Unit| said.is_voice(u, question);
    let answers = |e: &&Evidence| said.answers(e, question);
    // A number, a place, a time or an amount of what is named is an answer, though not every word is covered.
    let answers_anyway = is_exact(question.kind)
        && question.kind != Kind::Who
        && ranked.is_named
        && uncovered.iter().all(|u| u.meaning.things.is_empty())
        && found.iter().all(&answers);
    let names = || question.units.iter().filter(|u| !u.meaning.things.is_empty() && !is_voice(u));
    let tells_all =
        || found.iter().any(|e| answers(e) && names().all(|u| said.grade(e, u, question) >= COVERED));
    match verdict(question, said, found, uncovered, ranked.lacks_kind) {
        Verdict::NotStated | Verdict::Partly | Verdict::Neither | Verdict::Yes | Verdict::Promised
            if let Some(is_so) = number =>
        {
            Verdict::Number(is_so)
        }
        Verdict::NotStated | Verdict::Said if ranked.is_loose => Verdict::Loosely,
        Verdict::NotStated | Verdict::Said
            if question.kind == Kind::Who && uncovered.is_empty() && !tells_all() =>
        {
            if found.iter().any(answers) { Verdict::Together } else { Verdict::NotStated }
        }
        Verdict::NotStated | Verdict::Partly if answers_anyway => Verdict::Loosely,
        Verdict::NotStated | Verdict::Neither if !uncovered.is_empty() && uncovered.iter().all(is_voice) => {
            Verdict::OtherVoice
        }
        verdict => verdict,
    }
}

/// The claims that answer, and what they say of the question.
fn chosen(question: &Understood, said: &Said<'_>, scope: GraphRef<'_>) -> Plan {
    if question.units.iter().all(|u| !u.is_known) {
        return Plan::Unknown;
    }
    if let Some((verdict, found)) = of_each(question, said) {
        let facts = found.iter().map(|e| e.fact(scope)).collect();
        return Plan::Claims(Claims::plain(verdict, facts, said.all.len()));
    }
    let ranked = ranked(question, said);
    // What the curator remarks on every one of them is said with them: of which year a count is.
    let is_remarked = |u: &Unit| {
        let has = |e: &&Evidence| said.words.has(e, Place::Note, &u.stems);
        u.meaning.things.is_empty() && u.ordinal.is_some() && ranked.found.iter().all(has)
    };
    let is_covered =
        |u: &Unit| ranked.found.iter().any(|e| said.grade(e, u, question) >= COVERED) || is_remarked(u);
    let uncovered: Vec<&Unit> = question.units.iter().filter(|u| !is_covered(u)).collect();
    let stated = said.stated(question);
    let verdict = refined(question, said, &ranked, &uncovered, stated.as_ref().map(|s| s.is_so));
    // A number of something else than what is counted is no answer, however much else fits.
    let head = counted_noun(question).filter(|head| verdict == Verdict::Loosely && uncovered.contains(head));
    let with_noun = head.map(|head| -> Vec<&Evidence> {
        ranked.found.iter().copied().filter(|e| said.has_words(e, &head.stems)).collect()
    });
    let is_none = with_noun.as_ref().is_some_and(Vec::is_empty);
    let verdict = if is_none { Verdict::Partly } else { verdict };
    let weigh = |units: &mut dyn Iterator<Item = &Unit>| -> u32 { units.map(weight).sum() };
    // A word that the graph has not is told; what is stated of a name beside it follows.
    let is_foreign = |u: &&Unit| !u.is_known && question.units.iter().any(|n| n.meaning.is_whole_name);
    let missed = weigh(&mut uncovered.iter().copied().filter(|u| !is_foreign(u)));
    let all = weigh(&mut question.units.iter().filter(|u| !is_foreign(u)));
    let (rest, sure) = without(question, said, &uncovered);
    let rest = rest.filter(|_| matches!(verdict, Verdict::NotStated | Verdict::Partly));
    let most = match verdict {
        // What fits only the lesser part of a question would answer another one.
        Verdict::NotStated | Verdict::Partly if missed * 2 > all && rest.is_none() => 0,
        Verdict::Partly if !question.units.iter().any(|u| !u.meaning.things.is_empty() && is_covered(u)) => 0,
        Verdict::NotStated | Verdict::Partly | Verdict::OtherVoice => MOST_NEAR,
        _ => usize::MAX,
    };
    let numbers = stated.as_ref().map(|s| s.values.clone()).unwrap_or_default();
    let found = with_noun.unwrap_or(ranked.found);
    let found = match (verdict, rest) {
        (Verdict::Number(_), _) => stated.map(|s| s.found).unwrap_or_default(),
        (_, Some(_)) => sure,
        _ => picked(verdict, found, &uncovered, question, said),
    };
    let elsewhere: Vec<&Unit> = uncovered.iter().copied().filter(|u| said.is_told_of(u, question)).collect();
    let found = match verdict {
        Verdict::NotStated | Verdict::Partly | Verdict::Loosely => {
            said.with_told(&found, &elsewhere, question)
        }
        _ => found,
    };
    let mut seen = BTreeSet::new();
    let found: Vec<&Evidence> = found.into_iter().filter(|e| seen.insert(e.basis)).collect();
    let found = if most == MOST_NEAR { in_turn(found) } else { found };
    let is_own = |e: &&Evidence| {
        let mut names = question.units.iter().filter(|u| u.meaning.is_whole_name);
        names.any(|u| u.meaning.things.iter().any(|t| e.ends.contains(t)))
    };
    let is_of_others = matches!(question.kind, Kind::HowMuch | Kind::HowMany | Kind::HowLong | Kind::When)
        && question.units.iter().any(|u| u.meaning.is_whole_name)
        && !found.iter().any(is_own);
    // What was promised or given is not what was spent.
    let is_spending = question.is_spent && question.kind == Kind::HowMuch && !found.is_empty();
    let spent: Vec<&Evidence> =
        found.iter().copied().filter(|e| is_spending && said.is_spending(e)).collect();
    let is_unspent = is_spending && spent.is_empty();
    let found = if spent.is_empty() { found } else { spent };
    let in_order = |e: &&&Evidence| said.is_as_asked(e, question) == Some(true);
    let out_of_order = |e: &&Evidence| said.is_as_asked(e, question) == Some(false);
    let has_order = matches!(question.kind, Kind::What | Kind::Who | Kind::Whether);
    let may_be_turned = verdict == Verdict::Said
        && has_order
        && !question.turns(Turn::Saying)
        && found.iter().any(out_of_order);
    let is_turned = may_be_turned && !found.iter().any(|e| in_order(&e));
    let found: Vec<&Evidence> =
        found.into_iter().filter(|e| !may_be_turned || is_turned || !out_of_order(e)).collect();
    let counting = match verdict {
        Verdict::Yes => found.iter().filter(|e| said.affirms(e, question)).count(),
        _ => found.len(),
    };
    let elsewhere = elsewhere.into_iter().cloned().collect();
    Plan::Claims(Claims {
        verdict,
        facts: found.iter().take(most).map(|e| e.fact(scope)).collect(),
        counting,
        uncovered: uncovered.into_iter().filter(|u| !is_none || Some(*u) == head).cloned().collect(),
        elsewhere,
        rest,
        numbers,
        is_turned,
        is_of_others,
        is_unspent,
        looked_at: said.all.len(),
    })
}
