//! What became of a promise: which one a question means, by the names and the words of it.

use std::collections::BTreeSet;

use super::evidence::Said;
use super::free::Plan;
use super::phrases;
use super::understood::{Understood, Unit};
use super::words::is_alike;
use crate::derive::rdf::GraphRef;
use crate::explore::promises;
use crate::model::claim::Thing;

/// How many promises may have the words of a question for it to mean them.
const MOST_MEANT: usize = 3;

/// What became of the one that is named, where nothing else is asked of it.
pub(super) fn outcome(
    question: &Understood,
    named: &[Thing],
    said: &Said<'_>,
    scope: GraphRef<'_>,
) -> Option<Plan> {
    let is_asking = |u: &Unit| {
        phrases::tells_outcome(&u.text)
            || phrases::is_promised(&u.text)
            || !u.turns.is_empty() && u.meaning.things.is_empty() && !question.denies
    };
    let is_named = |u: &Unit| !u.meaning.things.is_empty() || is_asking(u);
    let is_agent = |t: &Thing| matches!(t, Thing::Entity(id) if scope.dataset.entity(*id).is_agent);
    let is_promise = |t: &Thing| scope.ontology.class(said.class(*t)).promise;
    let thing = named.iter().find(|t| is_promise(t)).or_else(|| named.iter().find(|t| !is_agent(t)));
    let is_number = |u: &Unit| u.number.is_some() && u.meaning.is_empty();
    let meant: Vec<&Unit> = question.units.iter().filter(|u| !is_asking(u) && !is_number(u)).collect();
    let (thing, things) = match thing.or(named.first()) {
        Some(thing) if question.units.iter().all(is_named) && (meant.len() < 2 || !is_agent(thing)) => {
            (*thing, said.promises_of(*thing))
        }
        _ => {
            let things = promises_meant(&meant, said, scope);
            (*things.first().filter(|_| things.len() <= MOST_MEANT)?, things)
        }
    };
    let since = said.since(&things);
    let beside = if since.is_empty() { said.progress_of(&things) } else { Vec::new() };
    let facts = since.into_iter().chain(beside).map(|e| e.fact(scope)).collect();
    Some(Plan::Outcome(thing, things, facts))
}

/// The promises that most groups of words fit, where these are more than half: by their own name, by what they are joined to, or by
/// their words; a verb fits the noun that is made of it.
fn promises_meant(units: &[&Unit], said: &Said<'_>, scope: GraphRef<'_>) -> BTreeSet<Thing> {
    let all = promises(scope, said.relations, None);
    let fits = |unit: &Unit, thing: Thing, words: &BTreeSet<String>| -> usize {
        let things = &unit.meaning.things;
        let has_words = |s: &String| words.iter().any(|w| w == s || is_alike(w, s));
        match () {
            () if things.contains(&thing) => 2,
            () if things.iter().any(|t| said.are_joined(*t, thing)) => 1,
            () => usize::from(!unit.stems.is_empty() && unit.stems.iter().all(has_words)),
        }
    };
    let of = |id: &str| scope.dataset.find(id);
    let mut scored: Vec<((usize, usize), Thing)> = Vec::new();
    for promise in &all {
        let Some(thing) = of(&promise.id) else { continue };
        let words = said.words.of_names(thing, &format!("{} {}", promise.class, promise.name));
        let each: Vec<usize> = units.iter().map(|u| fits(u, thing, &words)).collect();
        let fitting = each.iter().filter(|n| **n > 0).count();
        scored.push(((fitting, each.iter().sum()), thing));
    }
    let best = scored.iter().map(|s| s.0).max().unwrap_or_default();
    // What only the promiser fits is any of the promises.
    let is_meant = best.0 * 2 > units.len() && (best.0 > 1 || units.len() == 1);
    scored.into_iter().filter(|s| is_meant && s.0 == best).map(|s| s.1).collect()
}
