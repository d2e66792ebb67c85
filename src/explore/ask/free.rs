//! A question in any words, answered by what the graph says: which claims, or which command, and what was understood.
//!
//! Absence is told only of what was looked up: the words of the question that no claim fits, and of how many claims.

use std::collections::BTreeSet;
use std::slice;

use super::english::{Kind, Turn, denies};
use super::evidence::{Evidence, Said};
use super::lexicon::Lexicon;
use super::understood::{Understood, Unit, understand};
use crate::derive::rdf::GraphRef;
use crate::explore::describe::{claim_fact, derived_fact};
use crate::explore::{Basis, Fact, Relations, turn};
use crate::model::claim::{ClassId, EntityId, PropertyId, Thing};
use crate::model::standing::Standing;

/// How far below the best a claim may score and still be part of the answer, in hundredths.
const NEAR_BEST: u32 = 94;

/// How well a claim must cover the names in a question, in hundredths of what the best one does.
const NAMED: u32 = 60;

/// What fits a group of words at least, in hundredths, for it to be answered by a claim.
const COVERED: u32 = 60;

/// How many claims are told that only come near.
const MOST_NEAR: usize = 5;

/// How a question is answered.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Plan {
    /// All that is said of a thing.
    Show(Thing),
    /// How two things are connected.
    Path(Thing, Thing),
    /// What would be lost without a thing.
    Without(Thing),
    /// What does not go together; of some things where any are named.
    Disputes(Vec<Thing>),
    /// What is promised.
    Promises,
    /// What no source says; of some things where any are named.
    Gaps(Vec<Thing>),
    /// Which things of a class have no claim with some properties.
    Lack(Lack),
    /// The things of a class; and the claims that give a number of them, where one is asked for.
    List(ClassId, Vec<Thing>, Vec<Fact>),
    /// Claims that cover the question.
    Claims(Claims),
    /// Nothing in the question is known to the graph.
    Unknown,
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
    /// The groups of words that none of them fits.
    pub uncovered: Vec<Unit>,
    /// What is said of the question without the groups of words that nothing fits, if that is plain.
    pub rest: Option<Verdict>,
    /// The numbers that are stated instead, in words.
    pub numbers: Vec<String>,
    /// Whether all of them may say it the other way round than the question.
    pub is_turned: bool,
    /// How many claims and derivations were looked at.
    pub looked_at: usize,
}

/// Reads a question in any words, and finds how it is answered.
///
/// Costs a pass over the claims of the graph and their words.
pub(super) fn plan(question: &str, scope: GraphRef<'_>, relations: &Relations) -> (Understood, Plan) {
    let lexicon = Lexicon::new(scope);
    let said = Said::new(scope, relations, &lexicon);
    let mut understood = understand(question, &lexicon, |stem| said.has_word(stem));
    if let Some(plan) = handed_over(&understood, &said, scope) {
        return (understood, plan);
    }
    said.settle_kind(&mut understood);
    understood.settle(|thing, classes| said.is_beside(thing, classes));
    let plan = chosen(&understood, &said, scope);
    (understood, plan)
}

/// The command that answers, where a turn of the question asks for one.
fn handed_over(question: &Understood, said: &Said<'_>, scope: GraphRef<'_>) -> Option<Plan> {
    let named = named(question);
    let bare = question
        .units
        .iter()
        .all(|u| !u.meaning.things.is_empty() || !u.turns.is_empty() || u.asks.is_some());
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
        return Some(Plan::Disputes(named));
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
    let meant: Vec<&Unit> =
        question.units.iter().filter(|u| !u.meaning.is_empty() || u.turns != [Turn::Saying]).collect();
    // Small words may say together what is asked: *go after*.
    let is_asked = question.soft.iter().any(|u| u.text.contains(' '));
    let [unit] = meant.as_slice() else { return None };
    match (named.as_slice(), unit.meaning.classes.first(), question.kind) {
        ([thing], _, Kind::What | Kind::Who)
            if !(is_asked || question.turns(Turn::Saying) && said.speaks(*thing)) =>
        {
            Some(Plan::Show(*thing))
        }
        ([], Some(class), Kind::What | Kind::Who | Kind::HowMany) if unit.meaning.things.is_empty() => {
            let of_class =
                |id: &EntityId| scope.ontology.is_one_of(scope.dataset.entity(*id).class, &[*class]);
            let things = scope.dataset.entity_ids().filter(of_class).map(Thing::Entity).collect();
            let counted = match (question.kind, chosen(question, said, scope)) {
                (Kind::HowMany, Plan::Claims(claims)) if claims.verdict == Verdict::Said => claims.facts,
                _ => Vec::new(),
            };
            Some(Plan::List(*class, things, counted))
        }
        _ => None,
    }
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

/// How much a group of words tells.
fn weight(unit: &Unit) -> u32 {
    let meaning = &unit.meaning;
    match () {
        () if meaning.is_whole_name => 30,
        () if !meaning.things.is_empty() => 22,
        () if !meaning.properties.is_empty() || !meaning.partly.is_empty() && meaning.classes.is_empty() => {
            20
        }
        () if !meaning.statuses.is_empty() => 15,
        () if !unit.turns.is_empty() || unit.asks.is_some() => 15,
        () if !meaning.classes.is_empty() => 12,
        () => 15,
    }
}

/// How much a small word tells that is also one of a property or status.
const SOFT: u32 = 6;

/// The claims that fit a question best.
struct Ranked<'a> {
    /// Those that fit most first.
    found: Vec<&'a Evidence>,
    /// Whether any of all claims speaks of what is named.
    is_named: bool,
    /// Whether none of them has what is asked for.
    lacks_kind: bool,
    /// Whether they have what is asked for of the same things, where those that fit more words lack it.
    is_loose: bool,
}

/// Whether a question asks for something of a kind that a claim has or has not.
fn is_exact(kind: Kind) -> bool {
    !matches!(kind, Kind::What | Kind::Whether)
}

/// The groups of words that name what a question is about. Who says it is none of them, where something else is named.
fn about<'q>(question: &'q Understood, said: &Said<'_>) -> Vec<&'q Unit> {
    let named: Vec<&Unit> = question.units.iter().filter(|u| !u.meaning.things.is_empty()).collect();
    let is_voice =
        |u: &&&Unit| question.turns(Turn::Saying) && u.meaning.things.iter().all(|t| said.speaks(*t));
    let others: Vec<&Unit> = named.iter().filter(|u| !is_voice(u)).copied().collect();
    if others.is_empty() { named } else { others }
}

/// Ranks all claims by how well they fit a question, and keeps the best.
fn ranked<'a>(question: &Understood, said: &'a Said<'_>) -> Ranked<'a> {
    let total = |e: &Evidence| {
        let words: u32 = question.units.iter().map(|u| weight(u) * said.grade(e, u, question)).sum();
        let soft: u32 = question.soft.iter().map(|u| SOFT * said.grade(e, u, question)).sum();
        words + soft + if said.answers(e, question) { 1500 } else { 0 }
    };
    let mut scored: Vec<(u32, &Evidence)> = said.all.iter().map(|e| (total(e), e)).collect();
    // What a question names comes first: a claim about something else is no answer, whatever else it has.
    let meant = about(question, said);
    let names = |e: &Evidence| -> u32 { meant.iter().map(|u| weight(u) * said.grade(e, u, question)).sum() };
    let answering =
        said.all.iter().filter(|e| said.answers(e, question)).map(names).max().filter(|most| *most > 0);
    let most_named = answering.or_else(|| said.all.iter().map(names).max()).unwrap_or_default();
    scored.retain(|(_, e)| names(e) * 100 >= most_named * NAMED);
    let best = scored.iter().map(|s| s.0).max().unwrap_or_default();
    // Where the best claims lack what is asked for, others about the same things may have it: then nothing is missing.
    let lacks_kind = !scored.iter().any(|(s, e)| *s * 100 >= best * NEAR_BEST && said.answers(e, question));
    let others: Vec<(u32, &Evidence)> =
        scored.iter().filter(|(_, e)| said.answers(e, question)).copied().collect();
    // What leaves out a thing that is named would answer another question.
    let has_name = |u: &&Unit| others.iter().any(|(_, e)| said.grade(e, u, question) >= COVERED);
    let is_loose = lacks_kind && most_named > 0 && !others.is_empty() && meant.iter().all(has_name);
    // Who acts may be told in one claim, and on what in another.
    let is_together = lacks_kind && !is_loose && question.kind == Kind::Who && meant.len() > 1;
    let best_of = |scored: &[(u32, &'a Evidence)]| {
        let best = scored.iter().map(|s| s.0).max().unwrap_or_default();
        scored.iter().filter(|(s, _)| *s * 100 >= best * NEAR_BEST).copied().collect::<Vec<_>>()
    };
    let beside = if is_together { best_of(&others) } else { Vec::new() };
    if is_loose {
        scored = others;
    }
    let best = scored.iter().map(|s| s.0).max().unwrap_or_default();
    let is_whole = |e: &Evidence| {
        (question.kind == Kind::Who || said.answers(e, question))
            && question.units.iter().all(|u| said.grade(e, u, question) >= COVERED)
    };
    scored.retain(|(s, e)| *s * 100 >= best * NEAR_BEST || is_whole(e));
    for more in beside {
        if !scored.contains(&more) {
            scored.push(more);
        }
    }
    let is_named = |scored: &[(u32, &Evidence)]| {
        let has = |u: &&Unit| scored.iter().any(|(_, e)| said.grade(e, u, question) >= COVERED);
        meant.iter().all(has)
    };
    if is_exact(question.kind) && !lacks_kind {
        let (answering, others): (Vec<_>, Vec<_>) =
            scored.iter().copied().partition(|(_, e)| said.answers(e, question));
        let is_needed = question.kind == Kind::Who && !is_named(&answering) && is_named(&scored);
        scored = answering.into_iter().chain(others.into_iter().filter(|_| is_needed)).collect();
    }
    let is_of_claims = |e: &Evidence| e.ends.iter().any(|t| matches!(t, Thing::Claim(_)));
    let is_denied = |e: &Evidence| is_exact(question.kind) && e.standing.of_claims() == Standing::Denied;
    scored.sort_by_key(|(s, e)| (is_denied(e), std::cmp::Reverse(*s), is_of_claims(e), e.standing, e.basis));
    Ranked {
        found: scored.into_iter().map(|(_, e)| e).collect(),
        is_named: most_named > 0,
        lacks_kind: lacks_kind && !is_loose,
        is_loose,
    }
}

/// The claims that answer, and what they say of the question.
fn chosen(question: &Understood, said: &Said<'_>, scope: GraphRef<'_>) -> Plan {
    if question.units.iter().all(|u| !u.is_known) {
        return Plan::Unknown;
    }
    let Ranked { found, is_named, lacks_kind, is_loose } = ranked(question, said);
    let is_covered = |u: &Unit| found.iter().any(|e| said.grade(e, u, question) >= COVERED);
    let uncovered: Vec<&Unit> = question.units.iter().filter(|u| !is_covered(u)).collect();
    // A number, a place, a time or an amount of what is named is an answer, though not every word is covered.
    let has_all_names = uncovered.iter().all(|u| u.meaning.things.is_empty());
    let answers_anyway = is_exact(question.kind)
        && question.kind != Kind::Who
        && is_named
        && has_all_names
        && found.iter().all(|e| said.answers(e, question));
    let tells_all = found.iter().any(|e| {
        let names =
            question.units.iter().filter(|u| !u.meaning.things.is_empty() && !said.is_voice(u, question));
        said.answers(e, question) && { names }.all(|u| said.grade(e, u, question) >= COVERED)
    });
    let stated = said.stated(question);
    let is_voice = |u: &Unit| said.is_voice(u, question);
    let verdict = match verdict(question, said, &found, &uncovered, lacks_kind) {
        Verdict::NotStated | Verdict::Partly | Verdict::Neither | Verdict::Yes | Verdict::Promised
            if let Some(stated) = &stated =>
        {
            Verdict::Number(stated.is_so)
        }
        Verdict::NotStated | Verdict::Said if is_loose => Verdict::Loosely,
        Verdict::NotStated | Verdict::Said
            if question.kind == Kind::Who && uncovered.is_empty() && !tells_all =>
        {
            if found.iter().any(|e| said.answers(e, question)) {
                Verdict::Together
            } else {
                Verdict::NotStated
            }
        }
        Verdict::NotStated | Verdict::Partly if answers_anyway => Verdict::Loosely,
        Verdict::NotStated | Verdict::Neither
            if uncovered.iter().any(|u| is_voice(u)) && uncovered.iter().all(|u| is_voice(u)) =>
        {
            Verdict::OtherVoice
        }
        verdict => verdict,
    };
    let weigh = |units: &mut dyn Iterator<Item = &Unit>| -> u32 { units.map(weight).sum() };
    let (missed, all) = (weigh(&mut uncovered.iter().copied()), weigh(&mut question.units.iter()));
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
    let found: Vec<&Evidence> = match verdict {
        Verdict::Yes | Verdict::Promised | Verdict::Denied | Verdict::Opinion | Verdict::Disputed => {
            found.into_iter().filter(|e| said.says(e, question)).collect()
        }
        Verdict::Against => found.into_iter().filter(|e| said.opposes(e, question)).collect(),
        Verdict::Number(_) => stated.map(|s| s.found).unwrap_or_default(),
        _ if rest.is_some() => sure,
        _ => found,
    };
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
    let fact = |e: &&Evidence| match e.basis {
        Basis::Claim(id) => claim_fact(id, scope),
        Basis::Derivation(id) => derived_fact(id, scope),
    };
    Plan::Claims(Claims {
        verdict,
        facts: found.iter().take(most).map(fact).collect(),
        uncovered: uncovered.into_iter().cloned().collect(),
        rest,
        numbers,
        is_turned,
        looked_at: said.all.len(),
    })
}

/// What the claims say of the question.
fn verdict(
    question: &Understood,
    said: &Said<'_>,
    found: &[&Evidence],
    uncovered: &[&Unit],
    lacks_kind: bool,
) -> Verdict {
    // Only what the graph has a term or a name for can be said to be missing.
    if uncovered.iter().any(|u| u.meaning.is_empty()) {
        return Verdict::Partly;
    }
    if !uncovered.is_empty() || lacks_kind {
        return Verdict::NotStated;
    }
    if question.kind != Kind::Whether {
        return Verdict::Said;
    }
    // Two claims that each say a part do not say the whole.
    let says_all = |e: &&Evidence| question.units.iter().all(|u| said.grade(e, u, question) >= COVERED);
    if !found.iter().any(says_all) {
        return Verdict::NotStated;
    }
    if found.iter().any(|e| said.is_in_words(e, question)) {
        return Verdict::InWords;
    }
    let is_against = |e: &&Evidence| says_all(e) && said.opposes(e, question);
    if found.first().is_some_and(is_against) {
        return Verdict::Against;
    }
    let sure: Vec<&Evidence> = found.iter().filter(|e| said.says(e, question)).copied().collect();
    plain(question, said, &sure).unwrap_or(Verdict::Neither)
}

/// What claims come to that say all that a question asks; none where that is not plain.
fn plain(question: &Understood, said: &Said<'_>, sure: &[&Evidence]) -> Option<Verdict> {
    let stand = |standing: Standing| sure.iter().any(|e| e.standing.of_claims() == standing);
    let is_promise = |e: &&Evidence| {
        e.status.is_some_and(|s| said.scope.ontology.status(s).promise)
            || question.units.iter().any(|u| said.promised(e, u).is_some())
    };
    // A small word that the claim has too is taken into account.
    let is_meant =
        |word: &String| !denies(slice::from_ref(word)) && sure.iter().any(|e| said.words.quotes(e, word));
    match () {
        // What one affirms and another denies is neither so nor not so.
        () if stand(Standing::Denied) && (stand(Standing::Fact) || stand(Standing::Disputed)) => {
            Some(Verdict::Disputed)
        }
        () if stand(Standing::Denied) => Some(Verdict::Denied),
        () if !question.ignored.iter().all(is_meant) => None,
        () if stand(Standing::Fact) => {
            let is_promised = sure.iter().filter(|e| e.standing.is_fact()).all(is_promise);
            Some(if is_promised { Verdict::Promised } else { Verdict::Yes })
        }
        () if stand(Standing::Disputed) || stand(Standing::Doubted) => Some(Verdict::Disputed),
        () if stand(Standing::Opinion) => Some(Verdict::Opinion),
        () => None,
    }
}

/// What is said of a question without the groups of words that nothing fits, and the claims that say it.
fn without<'a>(
    question: &Understood,
    said: &'a Said<'_>,
    uncovered: &[&Unit],
) -> (Option<Verdict>, Vec<&'a Evidence>) {
    let rest = question.without(|u| uncovered.contains(&u));
    // A claim that speaks of something else beside would answer another question.
    let is_named = |t: &Thing| rest.named.contains(t) || matches!(t, Thing::Claim(_));
    let is_whole = |e: &&Evidence| {
        e.ends.iter().all(is_named) && e.ends.len() > 1
            || rest.units.iter().any(|u| said.promised(e, u).is_some())
    };
    let has_names = uncovered.iter().all(|u| u.meaning.things.is_empty());
    let sure: Vec<&Evidence> =
        said.all.iter().filter(|e| has_names && said.says(e, &rest)).filter(is_whole).collect();
    (plain(&rest, said, &sure), sure)
}
