//! Which claims fit a question best: each group of words weighs as much as it tells, and what is named comes first.

use super::english::{Kind, Turn};
use super::evidence::{Evidence, Said};
use super::phrases::asks_alone;
use super::understood::{Understood, Unit};
use crate::model::claim::Thing;
use crate::model::standing::Standing;

/// What fits a group of words at least, in hundredths, for it to be answered by a claim.
pub(super) const COVERED: u32 = 60;

/// How well a claim must cover the names in a question, in hundredths of what the best one does.
const NAMED: u32 = 60;

/// How far below the best a claim may score and still be part of the answer, in hundredths.
const NEAR_BEST: u32 = 94;

/// How much a group of words tells.
pub(super) fn weight(unit: &Unit) -> u32 {
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
pub(super) struct Ranked<'a> {
    /// Those that fit most first.
    pub found: Vec<&'a Evidence>,
    /// Whether any of all claims speaks of what is named.
    pub is_named: bool,
    /// Whether none of them has what is asked for.
    pub lacks_kind: bool,
    /// Whether they have what is asked for of the same things, where those that fit more words lack it.
    pub is_loose: bool,
}

/// Whether a question asks for something of a kind that a claim has or has not.
pub(super) fn is_exact(kind: Kind) -> bool {
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
pub(super) fn ranked<'a>(question: &Understood, said: &'a Said<'_>) -> Ranked<'a> {
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
    // A number of one of several that are named is no number of them together.
    let most_of_all = said.all.iter().map(names).max().unwrap_or_default();
    let is_enough = |most: &u32| question.kind != Kind::HowMany || *most * 100 >= most_of_all * NEAR_BEST;
    let most_named =
        answering.filter(is_enough).or_else(|| said.all.iter().map(names).max()).unwrap_or_default();
    scored.retain(|(_, e)| names(e) * 100 >= most_named * NAMED);
    let best = scored.iter().map(|s| s.0).max().unwrap_or_default();
    // Where the best claims lack what is asked for, others about the same things may have it: then nothing is missing.
    let lacks_kind = !scored.iter().any(|(s, e)| *s * 100 >= best * NEAR_BEST && said.answers(e, question));
    let others: Vec<(u32, &Evidence)> =
        scored.iter().filter(|(_, e)| said.answers(e, question)).copied().collect();
    // What leaves out a thing that is named would answer another question.
    let has_name = |u: &&Unit| others.iter().any(|(_, e)| said.grade(e, u, question) >= COVERED);
    // Another part in the same matter is not who does what is asked.
    let is_done = |u: &Unit| question.kind != Kind::Who || u.meaning.has_no_property() || has_name(&u);
    let is_loose = lacks_kind
        && most_named > 0
        && !others.is_empty()
        && meant.iter().all(has_name)
        && question.units.iter().all(is_done);
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
    let alone: Vec<&Unit> = question.soft.iter().filter(|u| asks_alone(&u.text) && meant.len() < 2).collect();
    let is_whole = |e: &Evidence| is_whole(e) && alone.iter().all(|u| said.grade(e, u, question) >= COVERED);
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
    // What has every word comes alone, where there is any.
    let has_all = |e: &Evidence| said.answers(e, question) && is_whole(e);
    if question.kind != Kind::Whether && scored.iter().any(|(_, e)| has_all(e)) {
        scored.retain(|(_, e)| has_all(e));
    }
    let is_of_claims = |e: &Evidence| e.ends.iter().any(|t| matches!(t, Thing::Claim(_)));
    let is_denied = |e: &Evidence| is_exact(question.kind) && e.standing.of_claims() == Standing::Denied;
    // That something is set up tells more of what there is than all else that is told with the same firmness.
    let statuses = || question.units.iter().flat_map(|u| &u.meaning.statuses);
    let is_other = |e: &Evidence| !statuses().any(|s| said.words.is_of_status(e.property, *s));
    scored.sort_by_key(|(s, e)| {
        (is_denied(e), std::cmp::Reverse(*s), is_of_claims(e), is_other(e), e.standing, e.basis)
    });
    Ranked {
        found: scored.into_iter().map(|(_, e)| e).collect(),
        is_named: most_named > 0,
        lacks_kind: lacks_kind && !is_loose,
        is_loose,
    }
}
