//! Which of the claims that fit a question best are told, by what they come to.

use std::collections::{BTreeMap, BTreeSet};

use super::beside::of_its_own;
use super::english::Kind;
use super::evidence::{Evidence, Said};
use super::free::{MOST_NEAR, Verdict};
use super::ranked::{COVERED, is_exact};
use super::understood::{Understood, Unit};
use crate::explore::Basis;
use crate::model::claim::{PropertyId, Thing};

/// What is told of the claims that fit best.
pub(super) fn picked<'a>(
    verdict: Verdict,
    found: Vec<&'a Evidence>,
    uncovered: &[&Unit],
    question: &Understood,
    said: &'a Said<'_>,
) -> Vec<&'a Evidence> {
    match verdict {
        // What is disputed, promised or left open is set beside what counts.
        Verdict::Yes => {
            let all = found.into_iter().filter(|e| said.says(e, question));
            let (firm, beside): (Vec<_>, Vec<_>) = all.partition(|e| said.affirms(e, question));
            [firm, beside].concat()
        }
        Verdict::Promised | Verdict::Denied | Verdict::Opinion | Verdict::Disputed => {
            found.into_iter().filter(|e| said.says(e, question)).collect()
        }
        // What says all that is asked, if not as firmly, comes before what only bears on it.
        Verdict::Neither if found.iter().any(|e| said.says(e, question)) => {
            found.into_iter().filter(|e| said.says(e, question)).collect()
        }
        Verdict::Against => {
            let has_all =
                |e: &&Evidence| question.units.iter().all(|u| said.grade(e, u, question) >= COVERED);
            found.into_iter().filter(|e| has_all(e) && said.opposes(e, question)).collect()
        }
        Verdict::NotStated if is_exact(question.kind) => instead(found, uncovered, question, said),
        Verdict::Said | Verdict::Loosely if question.kind == Kind::HowMany => {
            said.counting_itself(found, question)
        }
        _ => found,
    }
}

/// What is told where none of the best claims has what is asked for.
fn instead<'a>(
    found: Vec<&'a Evidence>,
    uncovered: &[&Unit],
    question: &Understood,
    said: &'a Said<'_>,
) -> Vec<&'a Evidence> {
    let found = of_its_own(found, question);
    let whole = question.units.iter().filter(|u| u.meaning.is_whole_name);
    let named: BTreeSet<Thing> = whole.flat_map(|u| u.meaning.things.iter().copied()).collect();
    let is_beside = |e: &&Evidence| !found.contains(e) && tells_beside(e, question, said, uncovered);
    let beside: Vec<&Evidence> = said.all.iter().filter(is_beside).collect();
    let inferred = said.all.iter().filter(|e| is_inferred_of(e, question, said)).take(1);
    let counted = said.counting_the_like(question, uncovered);
    let mut all: Vec<&Evidence> = counted.into_iter().chain(said.amounts_next_to(question)).collect();
    let is_counted = !all.is_empty() && question.kind == Kind::HowMany;
    let is_told = |e: &&Evidence| !is_counted || e.ends.iter().any(|t| named.contains(t));
    let found: Vec<&Evidence> = found.iter().copied().filter(is_told).take(MOST_NEAR / 2 + 1).collect();
    all.extend(found.into_iter().chain(beside).chain(inferred));
    all
}

/// Whether a claim has what is asked for of a thing that no claim has together with the others that are named.
fn tells_beside(evidence: &Evidence, question: &Understood, said: &Said<'_>, uncovered: &[&Unit]) -> bool {
    let has = |u: &Unit| said.grade(evidence, u, question) >= COVERED;
    let is_own = || evidence.ends.iter().any(|t| question.named.contains(t));
    said.answers(evidence, question)
        && (question.kind != Kind::HowMany || is_own())
        && question.units.iter().all(|u| !u.meaning.things.is_empty() || has(u))
        && uncovered.iter().any(|u| !u.meaning.things.is_empty() && has(u))
}

/// Whether it is inferred who has a part in the one thing that is named.
fn is_inferred_of(evidence: &Evidence, question: &Understood, said: &Said<'_>) -> bool {
    let names = question.units.iter().any(|u| u.meaning.is_whole_name);
    names
        && question.kind == Kind::Who
        && matches!(evidence.basis, Basis::Derivation(_))
        && said.answers(evidence, question)
        && evidence.ends.first().is_some_and(|t| question.named.contains(t))
}

/// Claims with those of different properties in turn, so that a few of them tell of more than one relation.
pub(super) fn in_turn(found: Vec<&Evidence>) -> Vec<&Evidence> {
    let mut times: BTreeMap<PropertyId, usize> = BTreeMap::new();
    let mut turns: Vec<(usize, &Evidence)> = Vec::new();
    for evidence in found {
        let time = times.entry(evidence.property).or_default();
        turns.push((*time, evidence));
        *time += 1;
    }
    turns.sort_by_key(|(time, _)| *time);
    turns.into_iter().map(|(_, evidence)| evidence).collect()
}
