//! What is told of an answer beside its statements: when these were published, within which limits they lie, what became of a
//! promise, how long something lasted, and whose words they are.

use std::collections::BTreeSet;

use super::english::Kind;
use super::free::Held;
use super::headline::{is_promise, note};
use super::life::Life;
use super::reply::{Reply, Told, query};
use super::understood::Understood;
use crate::compile::ontology::Border;
use crate::derive::rdf::GraphRef;
use crate::explore::{
    Dispute, Fact, Promise, Relations, describe, disputes, promises, promises_cited, sentence,
};
use crate::model::claim::Thing;
use crate::model::date::PartialDate;

/// How many statements are told at the most.
pub(super) const MOST_TOLD: usize = 20;

/// How many are told of what was said since something was promised.
const MOST_SINCE: usize = 8;

/// How many are told of more.
const BEST: usize = 5;

/// What became of a thing: the outcomes that are recorded, else that none is, and what was said of it since, the newest first.
pub(super) fn became(
    thing: Thing,
    things: &BTreeSet<Thing>,
    since: Vec<Fact>,
    as_of: Option<PartialDate>,
    scope: GraphRef<'_>,
    relations: &Relations,
) -> Reply {
    let keys: BTreeSet<&str> = things.iter().map(|t| scope.dataset.key(*t)).collect();
    let mut found = promises(scope, relations, as_of);
    found.retain(|p| keys.contains(p.id.as_str()));
    let outcome = |p: &Promise| {
        let last = p.outcomes.last()?;
        let told = last.told.as_ref().map(|told| format!(", told {told}")).unwrap_or_default();
        let others: Vec<String> =
            p.disagreeing().map(|o| format!("{} ({})", o.word, o.words.trim_end_matches('.'))).collect();
        let others = match others.as_slice() {
            [] => String::new(),
            others => format!(", but sources disagree: also told as {}", others.join(" and ")),
        };
        Some(format!("{}: {}{told}: {}{others}", p.name, p.state.words(), last.words.trim_end_matches('.')))
    };
    let told: Vec<String> = found.iter().filter_map(outcome).collect();
    let name = scope.dataset.name(thing);
    let open = left_open(thing, scope, relations);
    let bearing = match since.len() {
        0 => "no dated source says later what came of it".to_owned(),
        1 => "1 later statement bears on it".to_owned(),
        count if count > MOST_SINCE => {
            format!("{count} later statements bear on it, the {MOST_SINCE} newest of them first")
        }
        count => format!("{count} later statements bear on it, the newest first"),
    };
    // What was promised is told before what became of it, with how firm it was.
    let promised: Vec<String> = found.iter().filter_map(|p| intended(p, scope)).collect();
    let promised = if promised.is_empty() { String::new() } else { format!("{}; ", promised.join("; ")) };
    let answer = match found.first() {
        _ if !told.is_empty() => format!("{promised}{}; {bearing}:", told.join("; ")),
        Some(promise) => {
            let (name, state) = (&promise.name, promise.state.words());
            format!("{promised}no outcome of {name} is recorded: {state}; {bearing}:")
        }
        None => match open.first() {
            Some(fact) => format!(
                "no outcome of {name} is recorded; it is told as {} in {}; {bearing}:",
                fact.citation.status, fact.citation.source
            ),
            None => format!("no promise called {name} and no outcome of one is recorded; {bearing}:"),
        },
    };
    let mut facts = since;
    facts.extend(open.into_iter().filter(|_| found.is_empty()));
    let cited = found.iter().flat_map(|p| promises_cited(p, scope));
    let of_outcome: BTreeSet<String> = found
        .iter()
        .flat_map(|p| &p.outcomes)
        .flat_map(|o| [o.id.clone()].into_iter().chain(o.claims.clone()))
        .collect();
    facts.sort_by_key(|f| !of_outcome.contains(&f.id));
    facts.truncate(MOST_SINCE);
    for fact in cited {
        if facts.iter().all(|f| f.id != fact.id) {
            facts.push(fact);
        }
    }
    Reply {
        answer,
        command: Some("remit promises".to_owned()),
        promised: facts.iter().filter(|f| is_promise(f, scope)).map(|f| f.id.clone()).collect(),
        notes: note(thing, scope).into_iter().collect(),
        is_no: facts.is_empty(),
        query: query(&facts, scope),
        facts,
        ..Reply::default()
    }
}

/// What was promised first, with the word for how firm that was: `planned: The town will build a bridge`.
fn intended(promise: &Promise, scope: GraphRef<'_>) -> Option<String> {
    let Thing::Claim(id) = scope.dataset.find(promise.claims.first()?)? else { return None };
    let status = scope.ontology.status(scope.dataset.claim(id).status);
    let words = sentence(id, scope);
    status.promise.then(|| format!("{}: {}", status.label, words.trim_end_matches('.')))
}

/// What is said of a thing that is promised or left open by its status: facts of such a status, in their order.
fn left_open(thing: Thing, scope: GraphRef<'_>, relations: &Relations) -> Vec<Fact> {
    let is_open = |f: &Fact| {
        let status = scope.ontology.statuses().iter().find(|s| s.label == f.citation.status);
        status.is_some_and(|s| s.promise || s.border != Border::Solid) && f.standing.is_fact()
    };
    describe(thing, scope, relations).facts.into_iter().filter(is_open).collect()
}

/// Whether something was so at a time.
pub(super) fn lived(life: Life, scope: GraphRef<'_>) -> Reply {
    let Life { answer, facts, counting } = life;
    let beside = match facts.len() - counting {
        0 => String::new(),
        1 => "; 1 other statement does not count towards it".to_owned(),
        count => format!("; {count} other statements do not count towards it"),
    };
    let statements = if counting == 1 { "1 statement".to_owned() } else { format!("{counting} statements") };
    let ids: BTreeSet<&str> = facts.iter().map(|f| f.id.as_str()).collect();
    let is_party = |d: &Dispute| d.claims.len() > 1 && d.claims.iter().any(|c| ids.contains(c.id.as_str()));
    Reply {
        answer: format!("{answer}, by {statements}{beside}:"),
        disagreements: disputes(scope).into_iter().filter(is_party).collect(),
        query: query(&facts, scope),
        facts,
        ..Reply::default()
    }
}

/// Whose words the statements of an answer are.
pub(super) fn speakers(part: &str, of: &Reply) -> Reply {
    let mut who: Vec<String> = Vec::new();
    for fact in &of.facts {
        let voice = format!("{} ({})", fact.citation.who(), fact.citation.status);
        if !fact.citation.who().is_empty() && !who.contains(&voice) {
            who.push(voice);
        }
    }
    let told = match who.as_slice() {
        [] => "nobody: the answer rests on no statement".to_owned(),
        all => all.join(", "),
    };
    Reply {
        answer: format!("to \u{201c}{part}\u{201d}: {told}"),
        understood: vec![["asked for".to_owned(), "who says what was answered before".to_owned()]],
        is_no: who.is_empty(),
        ..Reply::default()
    }
}

/// Says of an answer that it is only what a source or a time has, or that these have none.
pub(super) fn within(reply: &mut Reply, limits: &str, held: Held) {
    if held == Held::Whole {
        reply.answer = format!("{limits}: {}", reply.answer);
        return;
    }
    if held == Held::Near {
        reply.answer = format!(
            "not stated {limits}: no number is of just that time; of times that overlap it, or from sources of that time, {}",
            reply.answer
        );
        reply.is_no = true;
        return;
    }
    let count = reply.facts.len();
    reply.facts.truncate(BEST);
    let mut voices: Vec<String> =
        reply.facts.iter().map(|f| f.citation.who()).filter(|who| !who.is_empty()).collect();
    let mut seen = BTreeSet::new();
    voices.retain(|v| seen.insert(v.clone()));
    let by = if voices.is_empty() { String::new() } else { format!(" by {}", voices.join(" and ")) };
    reply.answer = match count {
        0 => format!("not stated {limits}, nor elsewhere: {}", reply.answer),
        1 => format!("not stated {limits}; 1 statement elsewhere{by} bears on it:"),
        _ if count > BEST => {
            format!("not stated {limits}; {count} statements elsewhere bear on it, {BEST} of them{by}:")
        }
        _ => format!("not stated {limits}; {count} statements elsewhere{by} bear on it:"),
    };
    reply.is_no = true;
}

/// Adds to each statement when its source was published, and puts numbers, amounts and dates of several times in order, the
/// newest first; of many statements only those that fit best are told.
pub(super) fn told_with_dates(reply: &mut Reply, question: &Understood, scope: GraphRef<'_>) {
    let dated = |f: &Fact| {
        let Some(Thing::Claim(id)) = scope.dataset.find(&f.id) else { return None };
        scope.dataset.dated(scope.dataset.claim(id).source)
    };
    let all: BTreeSet<PartialDate> = reply.facts.iter().filter_map(dated).collect();
    let is_ordered = question.is_now
        || matches!(question.kind, Kind::HowMuch | Kind::HowMany | Kind::HowLong | Kind::When);
    if is_ordered && all.len() > 1 && reply.facts.len() <= MOST_TOLD && matches!(reply.told, Told::Statements)
    {
        reply.facts.sort_by_key(|f| std::cmp::Reverse(dated(f)));
        if let Some(answer) = reply.answer.strip_suffix(':') {
            reply.answer = format!("{answer}, the newest source first:");
        }
    }
    if reply.facts.len() > MOST_TOLD && reply.command.is_none() {
        let sources: BTreeSet<&String> = reply.facts.iter().map(|f| &f.citation.source).collect();
        reply.answer = format!(
            "{}, too many to tell at once: the {BEST} that fit best, of {} sources (name a thing, a source or a year for others):",
            reply.answer.trim_end_matches(':'),
            sources.len(),
        );
        reply.facts.truncate(BEST);
        let is_told = |id: &String| reply.facts.iter().any(|f| f.id == *id);
        reply.promised.retain(is_told);
        reply.disagreements.retain(|d| d.claims.iter().any(|c| is_told(&c.id)));
    }
    for fact in &mut reply.facts {
        if let Some(date) = dated(fact) {
            fact.details.insert(0, ("source dated".to_owned(), date.to_string()));
        }
    }
}
