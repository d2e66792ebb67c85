//! The first line of an answer: what the claims that were found come to, what was looked for and not found, and what the curator
//! remarks on that.

use std::collections::BTreeSet;

use super::english::{self, Kind};
use super::free::{Claims, Verdict};
use super::understood::{Understood, Unit};
use crate::compile::ontology::{Property, Range};
use crate::derive::rdf::GraphRef;
use crate::explore::{Fact, names};
use crate::model::claim::{EntityId, Thing};
use crate::model::standing::Standing;
use crate::model::text::normal;
use crate::model::vocab;

/// The detail of a statement that holds what the curator remarks on it.
const NOTE: &str = "note";

/// How many statements are looked at for what the curator remarks on them.
const MOST_NOTED: usize = 3;

/// What is answered, in a few words.
pub(super) fn headline(claims: &Claims, question: &Understood, scope: GraphRef<'_>) -> String {
    let kind = question.kind;
    let count = claims.facts.len();
    let statements = counted(count, "statement");
    let verb = |one: &'static str, several: &'static str| if count == 1 { one } else { several };
    let uncovered = quoted(claims.missing());
    let numbers = claims.numbers.join(" and ");
    if claims.is_unspent {
        return format!(
            "not stated: no source says what was spent; of what was promised, given or planned {statements}:"
        );
    }
    match claims.verdict {
        Verdict::Said if claims.is_turned => {
            format!("{statements}, which {} it the other way round, if order counts:", verb("says", "say"))
        }
        Verdict::Said | Verdict::Loosely if claims.is_of_others => {
            let though = if uncovered.is_empty() { uncovered } else { format!(" with {uncovered}") };
            format!(
                "not stated{though} of {}{}; of others in the same matter {statements} {} {}:",
                whole_names(question, scope),
                remark(claims, question, scope),
                verb("says", "say"),
                kind.words()
            )
        }
        Verdict::Said => format!("{statements}{}:", said_not(question, scope)),
        Verdict::Loosely if claims.uncovered.is_empty() => {
            format!("{statements} {} {}:", verb("says", "say"), kind.words())
        }
        Verdict::Loosely => format!(
            "not stated: {}{}; {statements} of what bears on it:",
            missing(claims, question),
            remark(claims, question, scope)
        ),
        Verdict::Yes if claims.rest.is_none() => {
            let sure = &claims.facts[..claims.counting.min(count)];
            let beside = match count - sure.len() {
                0 => String::new(),
                1 => "; 1 other statement does not count towards it".to_owned(),
                more => format!("; {more} other statements do not count towards it"),
            };
            match said_by(sure, scope) {
                Some(said) => format!("yes, {said}{beside}:"),
                None => format!("yes, by {}{beside}:", counted(sure.len(), "statement")),
            }
        }
        Verdict::Together => format!("no statement says all of it; {}", nearest(claims, question, scope)),
        Verdict::Number(None) => {
            format!("left open; {} is {numbers}, by {statements}:", firmness(claims, scope))
        }
        Verdict::Number(Some(is_so)) => {
            let is_so = if is_so { "yes" } else { "no" };
            format!("{is_so}: {} is {numbers}, by {statements}:", firmness(claims, scope))
        }
        Verdict::InWords => {
            let opinion = if all_stand(claims, Standing::Opinion) { ", as an opinion" } else { "" };
            format!("yes, in the words of {}{opinion}, by {statements}:", voices(claims))
        }
        Verdict::OtherVoice => {
            let said = voices(claims);
            format!(
                "not in the words of {uncovered}; {} of {said} {} on it:",
                of_standing(claims),
                verb("bears", "bear")
            )
        }
        Verdict::Neither => {
            let promised = match firmness(claims, scope) {
                "stated" => String::new(),
                promised => format!(", of what is {promised},"),
            };
            format!("left open; {}{promised} {} on it:", of_standing(claims), verb("bears", "bear"))
        }
        Verdict::Partly | Verdict::NotStated => {
            match claims.rest.filter(|_| count > 0).and_then(|rest| plainly(rest, claims)) {
                Some(rest) => {
                    format!("{}; without it {rest}, by {statements}:", absence(claims, question, scope))
                }
                None if count == 0 => absence(claims, question, scope),
                None => format!("{}; {}", absence(claims, question, scope), nearest(claims, question, scope)),
            }
        }
        other => format!("{}, by {statements}:", plainly(other, claims).unwrap_or_default()),
    }
}

/// What is told of claims that say all that is asked.
fn plainly(verdict: Verdict, claims: &Claims) -> Option<String> {
    Some(match verdict {
        // What is left out may be what counts.
        Verdict::Yes if claims.rest.is_some() => "stated".to_owned(),
        Verdict::Yes => "yes".to_owned(),
        Verdict::Opinion => format!("yes in the opinion of {}", voices(claims)),
        Verdict::Disputed => "disputed".to_owned(),
        Verdict::Promised => "promised or planned, not reported as done".to_owned(),
        Verdict::Denied => "denied".to_owned(),
        Verdict::Against if all_stand(claims, Standing::Opinion) => {
            format!("no in the opinion of {}", voices(claims))
        }
        Verdict::Against => "the opposite is said".to_owned(),
        _ => return None,
    })
}

/// That something is not there: what was looked for, of how many claims, and what the curator remarks on it.
fn absence(claims: &Claims, question: &Understood, scope: GraphRef<'_>) -> String {
    let unknown = unknown_words(claims.uncovered.iter().filter(|u| !u.is_known));
    let known = quoted(claims.missing().filter(|u| u.is_known));
    let remark = remark(claims, question, scope);
    if !unknown.is_empty() {
        let known = if known.is_empty() { known } else { format!(", and nothing found has {known}") };
        let not_stated = if claims.facts.is_empty() { "not stated: " } else { "" };
        let (no_word, elsewhere) = (no_word(&unknown, scope), elsewhere(&unknown, scope));
        return format!("{not_stated}{no_word}{known}{elsewhere}{remark}");
    }
    let missing = missing(claims, question);
    let is_plain = question.kind == Kind::Whether
        && [Standing::Denied, Standing::Opinion].iter().any(|s| all_stand(claims, *s));
    if let Some(name) = other_name(claims, question, scope) {
        return format!("not stated: {missing}, but {name}{remark}");
    }
    match claims.facts.len() {
        0 => {
            let claimed = scope.dataset.claims().len();
            let derived = claims.looked_at - claimed;
            format!("not stated: in {claimed} claims and {derived} inferred statements {missing}{remark}")
        }
        _ if is_plain => format!("{missing}{remark}"),
        _ => format!("not stated: {missing}{remark}"),
    }
}

/// What no claim says, and what claims say without that which is asked for.
fn missing(claims: &Claims, question: &Understood) -> String {
    let units: Vec<&Unit> = claims.missing().filter(|u| u.is_known).collect();
    let elsewhere = quoted(claims.elsewhere.iter());
    let told = match question.kind {
        _ if elsewhere.is_empty() => String::new(),
        Kind::What | Kind::Whether => format!("no one statement says {elsewhere} with all the rest"),
        kind => format!("what is said of {elsewhere} does not say {} of the rest", kind.words()),
    };
    // Of what is named something is said, if not with the rest.
    let (names, words): (Vec<&Unit>, Vec<&Unit>) =
        units.into_iter().partition(|u| !u.meaning.things.is_empty());
    let speaks = format!("nothing that fits the rest speaks of {}", quoted(names.iter().copied()));
    let says = format!("nothing found says {}", quoted(words.iter().copied()));
    let none = match (words.is_empty(), names.is_empty()) {
        (true, true) if !told.is_empty() => return told,
        (true, true) if question.kind == Kind::Whether => "nothing found says all of it".to_owned(),
        (true, true) => format!("nothing found says {}", question.kind.words()),
        (true, false) => speaks,
        (false, true) => says,
        (false, false) => format!("{says}, and {speaks}"),
    };
    if told.is_empty() { none } else { format!("{none}, and {told}") }
}

/// Who says something, and how firmly, where all statements are of statuses that only this graph has.
fn said_by(facts: &[Fact], scope: GraphRef<'_>) -> Option<String> {
    let is_own = |f: &Fact| {
        let statuses = scope.ontology.statuses().iter();
        let mut own = statuses.filter(|s| !s.iri.starts_with(vocab::remit::NAMESPACE));
        own.any(|s| s.label == f.citation.status)
    };
    let mut voices: Vec<String> = Vec::new();
    for fact in facts {
        let voice = format!("{} ({})", fact.citation.who(), fact.citation.status);
        if !voices.contains(&voice) {
            voices.push(voice);
        }
    }
    let verb = if voices.len() == 1 { "says" } else { "say" };
    (!facts.is_empty() && facts.iter().all(is_own)).then(|| format!("{verb} {}", voices.join(" and ")))
}

/// A number of things of one sort.
fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// Of which thing short letters are another name in the graph, where it is asked what they stand for and no claim says it.
fn other_name(claims: &Claims, question: &Understood, scope: GraphRef<'_>) -> Option<String> {
    let [unit] = claims.uncovered.as_slice() else { return None };
    let is_asked = ["stand for", "stands for", "short for", "mean"].contains(&unit.text.as_str());
    let short = question.units.iter().find(|u| u.meaning.is_whole_name && u.meaning.things.len() == 1)?;
    let name = scope.dataset.name(*short.meaning.things.first()?);
    let is_other = !normal(name).contains(&short.text);
    (is_asked && is_other)
        .then(|| format!("the curator has \u{201c}{}\u{201d} as another name of {name}", short.text))
}

/// Whether a sentence of a remark denies something and has a word that is meant.
fn denies_any(note: &str, is_meant: impl Fn(&String) -> bool) -> bool {
    note.split(['.', ';'])
        .any(|part| english::denies(&normal(part)) && english::stems(part).iter().any(&is_meant))
}

/// The remark of the curator that a word of the question is not stated of what is named.
fn said_not(question: &Understood, scope: GraphRef<'_>) -> String {
    let is_name = |u: &&Unit| u.meaning.is_whole_name;
    let words: BTreeSet<&String> =
        question.units.iter().filter(|u| !is_name(u)).flat_map(|u| &u.stems).collect();
    let is_meant = |[_, note]: &[String; 2]| denies_any(note, |stem| words.contains(stem));
    let told = notes(question, scope).into_iter().find(is_meant);
    told.map(|[of, note]| format!(" (the curator remarks on {of}: \u{201c}{note}\u{201d})"))
        .unwrap_or_default()
}

/// What the curator remarks on one of the statements that are told first, where that denies what is meant.
fn noted(claims: &Claims, is_meant: impl Fn(&String) -> bool) -> String {
    let notes =
        claims.facts.iter().take(MOST_NOTED).flat_map(|f| &f.details).filter(|(name, _)| name == NOTE);
    let mut told = notes.filter(|(_, note)| denies_any(note, &is_meant));
    told.next().map(|(_, note)| format!(" (the curator remarks: \u{201c}{note}\u{201d})")).unwrap_or_default()
}

/// What the curator remarks on what is named, where that tells of what was looked for and not found.
fn remark(claims: &Claims, question: &Understood, scope: GraphRef<'_>) -> String {
    let GraphRef { dataset, ontology, .. } = scope;
    let others: Vec<&Unit> = question.units.iter().filter(|u| !u.meaning.is_whole_name).collect();
    // Where only one can have acted so, what is remarked on that one.
    let properties = others.iter().flat_map(|u| u.meaning.properties.iter()).map(|p| ontology.property(*p));
    let only = |property: &Property| {
        let range = if let Range::Things(classes) = &property.range { classes.as_slice() } else { &[] };
        let ends =
            [property.domain.as_slice(), range].into_iter().filter(|classes| classes.len() == 1).flatten();
        let agents = ends.filter_map(|class| {
            let is_of = |id: &EntityId| ontology.is_a(dataset.entity(*id).class, *class);
            let all: Vec<EntityId> = dataset.entity_ids().filter(is_of).collect();
            all.first().copied().filter(|id| all.len() == 1 && dataset.entity(*id).is_agent)
        });
        agents.map(Thing::Entity).collect::<Vec<_>>()
    };
    let only: BTreeSet<Thing> = match question.kind {
        Kind::Who => properties.flat_map(only).collect(),
        _ => BTreeSet::new(),
    };
    let mut wanted: BTreeSet<String> = others.iter().flat_map(|u| u.stems.iter().cloned()).collect();
    wanted.extend(english::remarked(question.kind));
    if question.kind == Kind::Whether {
        // What a remark on one says of the other that is named.
        wanted.extend(question.units.iter().flat_map(|u| u.stems.iter().cloned()));
    }
    let tells = |[_, note]: &[String; 2]| denies_any(note, |stem| wanted.contains(stem));
    let told = notes(question, scope).into_iter().filter(tells);
    let told: BTreeSet<[String; 2]> = told.chain(only.into_iter().filter_map(|t| note(t, scope))).collect();
    if told.is_empty() {
        return noted(claims, |stem| wanted.contains(stem));
    }
    let told: Vec<String> = told.iter().map(|[of, note]| format!("{of}: \u{201c}{note}\u{201d}")).collect();
    format!(" (the curator remarks on {})", told.join(" and on "))
}

/// What is told instead: of which things, and how it stands.
fn nearest(claims: &Claims, question: &Understood, scope: GraphRef<'_>) -> String {
    let name = |u: &Unit| match u.meaning.things.iter().collect::<Vec<_>>().as_slice() {
        [thing] => scope.dataset.name(**thing).to_owned(),
        _ => u.text.clone(),
    };
    // What somebody says, or what stands near by, is not said of them.
    let is_told = |u: &&Unit| {
        let is_in = |f: &Fact, name: &str| {
            f.triple.iter().any(|t| t == name) || f.words.to_lowercase().contains(&name.to_lowercase())
        };
        let names = || u.meaning.things.iter().map(|t| scope.dataset.name(*t));
        claims.facts.iter().any(|f| names().any(|name| is_in(f, name)))
    };
    let named = question.units.iter().filter(|u| !u.meaning.things.is_empty()).filter(is_told);
    let named: Vec<String> = named.map(name).collect();
    if named.is_empty() {
        return "what fits the rest of the question:".to_owned();
    }
    let how = match () {
        () if all_stand(claims, Standing::Denied) => "denied",
        () if all_stand(claims, Standing::Opinion) => "judged",
        () => firmness(claims, scope),
    };
    format!("of {} this is {how}:", named.join(" and "))
}

/// The things that are named whole, by their names.
fn whole_names(question: &Understood, scope: GraphRef<'_>) -> String {
    let whole = question.units.iter().filter(|u| u.meaning.is_whole_name);
    let names = whole.flat_map(|u| &u.meaning.things).map(|t| scope.dataset.name(*t));
    names.collect::<Vec<_>>().join(" or ")
}

fn quoted<'a>(units: impl Iterator<Item = &'a Unit>) -> String {
    units.map(|u| format!("\u{201c}{}\u{201d}", u.text)).collect::<Vec<_>>().join(" and ")
}

/// That words are in nothing that is asked.
pub(super) fn no_word(runs: &[String], scope: GraphRef<'_>) -> String {
    let who = if scope.whole.is_some() { "the sources asked have" } else { "the graph has" };
    let quoted: Vec<String> = runs.iter().map(|run| format!("\u{201c}{run}\u{201d}")).collect();
    format!("{who} no word for {}", quoted.join(" and "))
}

/// Of which of some words other sources than those asked speak.
pub(super) fn elsewhere(runs: &[String], scope: GraphRef<'_>) -> String {
    let found = runs.iter().filter_map(|run| names::elsewhere(run, scope));
    let named: Vec<String> = found.flat_map(|error| error.candidates).map(|it| it.to_string()).collect();
    if named.is_empty() { String::new() } else { format!("; other sources speak of {}", named.join(" and ")) }
}

/// Words that the graph has not: those that stand side by side together.
pub(super) fn unknown_words<'a>(units: impl Iterator<Item = &'a Unit>) -> Vec<String> {
    let mut runs: Vec<(usize, String)> = Vec::new();
    for unit in units {
        match runs.last_mut() {
            Some((end, text)) if *end == unit.at.0 => {
                *end = unit.at.1;
                text.push(' ');
                text.push_str(&unit.text);
            }
            _ => runs.push((unit.at.1, unit.text.clone())),
        }
    }
    runs.into_iter().map(|(_, text)| text).collect()
}

fn all_stand(claims: &Claims, standing: Standing) -> bool {
    claims.facts.iter().all(|f| f.standing.of_claims() == standing)
}

/// How firm statements are: promised where all are promises.
fn firmness(claims: &Claims, scope: GraphRef<'_>) -> &'static str {
    let is_promise = |f: &Fact| is_promise(f, scope);
    if claims.facts.iter().all(is_promise) { "promised or planned" } else { "stated" }
}

/// How many statements there are, as opinions or denials where all are.
fn of_standing(claims: &Claims) -> String {
    let count = claims.facts.len();
    let word = match () {
        () if all_stand(claims, Standing::Opinion) => "opinion",
        () if all_stand(claims, Standing::Denied) => "denial",
        () => "statement",
    };
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}

/// Whose words statements are.
fn voices(claims: &Claims) -> String {
    let mut voices: Vec<String> = claims.facts.iter().map(|f| f.citation.who()).collect();
    let mut seen = BTreeSet::new();
    voices.retain(|v| seen.insert(v.clone()));
    voices.join(" and ")
}

/// Whether a statement is promised or planned.
pub(super) fn is_promise(fact: &Fact, scope: GraphRef<'_>) -> bool {
    scope.ontology.statuses().iter().any(|s| s.promise && s.label == fact.citation.status)
}

/// What the curator remarks on a thing.
pub(super) fn note(thing: Thing, scope: GraphRef<'_>) -> Option<[String; 2]> {
    let Thing::Entity(id) = thing else { return None };
    let note = scope.dataset.entity(id).note?;
    Some([scope.dataset.name(thing).to_owned(), scope.dataset.text(note).to_owned()])
}

/// What the curator remarks on the things that are named whole.
pub(super) fn notes(understood: &Understood, scope: GraphRef<'_>) -> Vec<[String; 2]> {
    let whole = understood.units.iter().filter(|u| u.meaning.is_whole_name).flat_map(|u| &u.meaning.things);
    whole.collect::<BTreeSet<_>>().into_iter().filter_map(|thing| note(*thing, scope)).collect()
}
