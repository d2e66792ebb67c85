//! What is answered to a question in any words: in a few words, with the statements, things and disagreements it rests on.

use std::collections::BTreeSet;

use serde::Serialize;

use super::english::Kind;
use super::free::{Claims, Held, Lack, Plan, Planned, Verdict, plan};
use super::headline::{elsewhere, headline, is_promise, no_word, notes, unknown_words};
use super::phrases;
use super::spoken::{MOST_TOLD, became, lived, speakers, told_with_dates, within};
use super::template::{Part, Template};
use super::understood::{MOST_WORDS, Understood, Unit};
use crate::derive::rdf::{GraphRef, IriFamily, Node};
use crate::explore::network::named;
use crate::explore::{
    Description, Dispute, EdgeFilter, Fact, Gap, Loss, Named, Network, PathAnswer, PathQuestion, Promise,
    PromiseState, Relations, describe, disputes, gaps, paths, promises, promises_cited, without,
};
use crate::model::claim::{ClassId, PropertyId, Thing, Value};
use crate::model::date::PartialDate;
use crate::model::disagreement::DisagreementKind;

/// How many ways a path is told, and how many hops it may have.
const PATHS: (usize, usize) = (3, 8);

/// How many questions are proposed where one was not understood or has no answer.
const MOST_PROPOSED: usize = 5;

/// An answer to a question in any words.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Reply {
    /// What was understood: each group of words and what it was taken for.
    pub understood: Vec<[String; 2]>,
    /// What is answered, in a few words.
    pub answer: String,
    /// Whether nothing is stated.
    pub is_no: bool,
    /// The statements that it rests on, those first that fit best.
    pub facts: Vec<Fact>,
    /// The things that are the answer.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub things: Vec<Named>,
    /// The keys of those statements that are promised or hoped for: nothing says that they were done.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub promised: Vec<String>,
    /// The disagreements that the statements are party to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub disagreements: Vec<Dispute>,
    /// What the curator remarks on the things that are named: each name with the remark.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<[String; 2]>,
    /// The command that tells the same or more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
    /// A query in SPARQL that finds the statements.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// The answers to what else is asked: `what is it and who runs it` asks twice.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub further: Vec<Self>,
    /// Questions that can be asked instead.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub proposed: Vec<String>,
    /// The answer of the command, where one answers.
    #[serde(skip)]
    pub told: Told,
}

/// The answer of the command that a question was handed to.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub enum Told {
    /// None: the statements are the answer.
    #[default]
    Statements,
    /// All that is said of a thing.
    Thing(Box<Description>),
    /// How two things are connected.
    Paths(Box<PathAnswer>, PathQuestion),
    /// What would be lost without a thing.
    Loss(Box<Loss>),
    /// What is promised.
    Promises(Vec<Promise>),
    /// What no fact says.
    Gaps(Vec<Gap>),
}

/// Answers a question in any words. `templates` are proposed where it has no answer.
///
/// Costs a pass over the claims of the graph and their words.
///
/// # Errors
///
/// When the question has too many words; says how many are allowed.
pub fn reply(
    question: &str,
    templates: &[Template],
    as_of: Option<PartialDate>,
    scope: GraphRef<'_>,
) -> Result<Reply, String> {
    let count = question.split_whitespace().count();
    if count > MOST_WORDS {
        return Err(format!("the question has {count} words, and at most {MOST_WORDS} are read"));
    }
    let relations = Relations::new(scope);
    let question = &phrases::typed(question);
    let parts = phrases::parts(question);
    let [first, others @ ..] = parts.as_slice() else {
        return Ok(answered(question, templates, as_of, scope, &relations).0);
    };
    let (mut reply, named) =
        answered(if others.is_empty() { question } else { first }, templates, as_of, scope, &relations);
    for part in others {
        if phrases::asks_who_says_so(part) {
            reply.further.push(speakers(part, &reply));
            continue;
        }
        // What points back means what the first part names.
        let (further, own) = answered(part, templates, as_of, scope, &relations);
        let further = match &named {
            Some(name) if own.is_none() => {
                answered(&phrases::pointed(part, name, first), templates, as_of, scope, &relations).0
            }
            _ => further,
        };
        let answer = format!("to \u{201c}{part}\u{201d}: {}", further.answer);
        reply.further.push(Reply { answer, ..further });
    }
    Ok(reply)
}

/// The answer to one question, and the first name in it.
fn answered(
    question: &str,
    templates: &[Template],
    as_of: Option<PartialDate>,
    scope: GraphRef<'_>,
    relations: &Relations,
) -> (Reply, Option<String>) {
    let Planned { asked, question: understood, plan, limited } = plan(question, as_of, scope, relations);
    let mut reply = match plan {
        Plan::Show(thing) => shown(thing, scope, relations),
        Plan::Deeds(thing, facts) => done_about(thing, facts, scope),
        Plan::Outcome(thing, things, facts) => became(thing, &things, facts, as_of, scope, relations),
        Plan::Path(from, to) => joined(from, to, scope, relations),
        Plan::Without(thing) => lost(thing, scope, relations),
        Plan::Disputes(things, meant) => disputed(&things, &meant, scope),
        Plan::Life(life) => lived(life, scope),
        Plan::Promises => promised(as_of, scope, relations),
        Plan::Kept(states, word) => kept((states, &word), as_of, scope, relations),
        Plan::Gaps(things) => unsaid(&things, scope, relations),
        Plan::Lack(lack) => lacking(&lack, scope),
        Plan::List(class, things, counted) => {
            let is_related = understood.units.len() > 1 && !counted.is_empty();
            listed(class, &things, counted, is_related, scope)
        }
        Plan::Claims(claims) => {
            claimed(claims, &understood, limited.as_ref().is_some_and(|(_, held)| *held != Held::Not), scope)
        }
        Plan::Unknown => unknown(&understood, scope),
        Plan::Unpointed => unpointed(scope),
    };
    if let Some(dispute) = restated_sum(question, scope) {
        reply = Reply {
            answer: format!("left open; {}: {}:", dispute.kind, dispute.why),
            facts: dispute.claims.clone(),
            disagreements: vec![dispute],
            ..Reply::default()
        };
    }
    if let Some((limits, held)) = &limited {
        within(&mut reply, limits, *held);
    }
    told_with_dates(&mut reply, &understood, scope);
    if reply.is_no {
        reply.proposed = proposed(&understood, templates, scope);
    }
    reply.understood = understood_words(&asked, scope);
    reply
        .understood
        .extend(limited.map(|(limits, _)| [limits, "only what is said so is an answer".to_owned()]));
    (reply, understood.subject())
}

/// What each group of words was taken for.
fn understood_words(understood: &Understood, scope: GraphRef<'_>) -> Vec<[String; 2]> {
    let mut told = vec![["asked for".to_owned(), understood.kind.words().to_owned()]];
    for unit in &understood.units {
        let words = match &unit.read_as {
            Some(read) => format!("\u{201c}{}\u{201d} (read as \u{201c}{read}\u{201d})", unit.text),
            None => format!("\u{201c}{}\u{201d}", unit.text),
        };
        told.push([words, meaning(unit, scope)]);
    }
    told.extend(
        understood
            .ignored
            .iter()
            .map(|w| [format!("\u{201c}{w}\u{201d}"), "not taken into account".to_owned()]),
    );
    told
}

/// What a group of words can mean, at most a few of each sort.
fn meaning(unit: &Unit, scope: GraphRef<'_>) -> String {
    let ontology = scope.ontology;
    let meaning = &unit.meaning;
    let some = |all: Vec<String>| {
        let more = if all.len() > 3 { format!(" and {} more", all.len() - 3) } else { String::new() };
        format!("{}{more}", all.into_iter().take(3).collect::<Vec<_>>().join(", "))
    };
    let things = meaning.things.iter().map(|t| scope.dataset.name(*t).to_owned()).collect();
    let properties = meaning
        .properties
        .union(&meaning.partly)
        .map(|p| format!("\u{2026} {} \u{2026}", ontology.property(*p).label));
    let classes = meaning.classes.iter().map(|c| format!("any {}", ontology.class(*c).label)).collect();
    let statuses = meaning.statuses.iter().map(|s| format!("status {}", ontology.status(*s).label)).collect();
    let mut told: Vec<String> = [things, properties.collect(), classes, statuses]
        .into_iter()
        .filter(|all: &Vec<String>| !all.is_empty())
        .map(some)
        .collect();
    told.extend(unit.asks.map(|kind| kind.words().to_owned()));
    if told.is_empty() {
        told.push(
            match (unit.turns.is_empty(), unit.is_known) {
                (false, _) => "(question word)",
                (true, true) => "words of claims",
                (true, false) if scope.whole.is_some() => "not in the sources asked",
                (true, false) => "not in this graph",
            }
            .to_owned(),
        );
    }
    told.join(" or ")
}

fn command(name: &str, things: &[Thing], scope: GraphRef<'_>) -> String {
    let keys: Vec<&str> = things.iter().map(|t| scope.dataset.key(*t)).collect();
    [&["remit", name], keys.as_slice()].concat().join(" ")
}

fn shown(thing: Thing, scope: GraphRef<'_>, relations: &Relations) -> Reply {
    let description = describe(thing, scope, relations);
    Reply {
        answer: format!("{} ({}): all that is said of it:", description.name, description.class),
        command: Some(command("show", &[thing], scope)),
        is_no: description.facts.is_empty(),
        facts: description.facts.clone(),
        notes: description.note.iter().map(|note| [description.name.clone(), note.clone()]).collect(),
        told: Told::Thing(Box::new(description)),
        ..Reply::default()
    }
}

fn done_about(thing: Thing, facts: Vec<Fact>, scope: GraphRef<'_>) -> Reply {
    let count = facts.len();
    let (noun, verb) = if count == 1 { ("statement", "bears") } else { ("statements", "bear") };
    Reply {
        answer: format!(
            "{count} {noun} {verb} on what is promised, planned or done about {}:",
            scope.dataset.name(thing)
        ),
        promised: facts.iter().filter(|f| is_promise(f, scope)).map(|f| f.id.clone()).collect(),
        query: query(&facts, scope),
        facts,
        ..Reply::default()
    }
}

fn joined(from: Thing, to: Thing, scope: GraphRef<'_>, relations: &Relations) -> Reply {
    let (most, longest) = PATHS;
    let question = PathQuestion { from, to, most, longest, via: None, avoid: Vec::new() };
    let answer = paths(&question, &Network::new(scope, relations, EdgeFilter::default()));
    let hops = answer.paths.iter().flatten();
    Reply {
        answer: format!("how {} and {} are connected:", answer.from.name, answer.to.name),
        command: Some(command("path", &[from, to], scope)),
        facts: hops.flat_map(|h| h.evidence.iter().map(|e| e.fact.clone())).collect(),
        is_no: answer.paths.is_empty(),
        told: Told::Paths(Box::new(answer), question),
        ..Reply::default()
    }
}

fn lost(thing: Thing, scope: GraphRef<'_>, relations: &Relations) -> Reply {
    let loss = without(thing, scope, relations, &EdgeFilter::default(), None);
    Reply {
        answer: format!("what would be lost without {}:", loss.thing.name),
        command: Some(command("without", &[thing], scope)),
        facts: describe(thing, scope, relations).facts,
        told: Told::Loss(Box::new(loss)),
        ..Reply::default()
    }
}

fn disputed(things: &[Thing], meant: &BTreeSet<String>, scope: GraphRef<'_>) -> Reply {
    let is_source = |t: &&Thing| scope.dataset.claims().iter().any(|c| Thing::Entity(c.source) == **t);
    let name = |t: &Thing| scope.dataset.name(*t);
    // Claims disagree about things; those of a source are asked for where it is named.
    let sources: Vec<&str> = things.iter().filter(is_source).map(name).collect();
    let names: Vec<&str> = things.iter().filter(|t| !is_source(t)).map(name).collect();
    let is_from = |f: &Fact| sources.iter().any(|s| f.citation.source == **s);
    let touches = |d: &Dispute| {
        let is_end = |f: &Fact| names.iter().any(|n| f.triple.iter().any(|t| t == n));
        let speaks = |f: &Fact| names.iter().any(|n| f.citation.speaker == **n);
        let is_touched = |f: &Fact| is_end(f) || speaks(f);
        let is_meant =
            names.is_empty() || names.contains(&d.name.as_str()) || d.claims.iter().any(is_touched);
        is_meant && (sources.is_empty() || d.claims.iter().any(is_from))
    };
    // What else is asked tells of some of them, where it does.
    let all = disputes(scope);
    let is_asked = |d: &Dispute| d.claims.iter().any(|c| meant.contains(&c.id));
    let has_asked = all.iter().any(is_asked);
    let found: Vec<Dispute> =
        all.into_iter().filter(|d| if has_asked { is_asked(d) } else { touches(d) }).collect();
    let of = if names.is_empty() { String::new() } else { format!(" about {}", names.join(" and ")) };
    let of = if sources.is_empty() { of } else { format!("{of} in {}", sources.join(" and ")) };
    Reply {
        answer: match found.len() {
            0 => format!("no disagreement{of} is recorded in this graph"),
            1 => format!("1 disagreement{of}:"),
            count => format!("{count} disagreements{of}:"),
        },
        command: Some("remit conflicts".to_owned()),
        is_no: found.is_empty(),
        disagreements: found,
        ..Reply::default()
    }
}

fn promised(as_of: Option<PartialDate>, scope: GraphRef<'_>, relations: &Relations) -> Reply {
    let found = promises(scope, relations, as_of);
    Reply {
        answer: "what is promised:".to_owned(),
        command: Some("remit promises".to_owned()),
        is_no: found.is_empty(),
        facts: found.iter().flat_map(|p| promises_cited(p, scope)).collect(),
        told: Told::Promises(found),
        ..Reply::default()
    }
}

/// Which promises are in some states; where none is, those that were not kept as promised.
fn kept(
    (states, word): (&[PromiseState], &str),
    as_of: Option<PartialDate>,
    scope: GraphRef<'_>,
    relations: &Relations,
) -> Reply {
    let all = promises(scope, relations, as_of);
    let words = |states: &[PromiseState]| -> Vec<String> {
        let count = |state: &PromiseState| all.iter().filter(|p| p.state == *state).count();
        let some = states.iter().map(|s| (s, count(s))).filter(|(_, count)| *count > 0);
        some.map(|(state, count)| format!("{count} {}", state.words())).collect()
    };
    let (own, bearing) = (words(states), words(phrases::UNKEPT));
    let is_no = own.is_empty();
    let count = all.len();
    let none = format!("not stated: of {count} promises none is told to be \u{201c}{word}\u{201d}");
    let answer = match (is_no, bearing.is_empty()) {
        (false, _) => format!("of {count} promises: {}:", own.join(", ")),
        (true, true) => none,
        (true, false) => format!("{none}; {}:", bearing.join(", ")),
    };
    let states = if is_no { phrases::UNKEPT } else { states };
    let found: Vec<Promise> = all.into_iter().filter(|p| states.contains(&p.state)).collect();
    Reply {
        answer,
        command: Some("remit promises".to_owned()),
        is_no,
        facts: found.iter().flat_map(|p| promises_cited(p, scope)).collect(),
        told: Told::Promises(found),
        ..Reply::default()
    }
}

fn unsaid(things: &[Thing], scope: GraphRef<'_>, relations: &Relations) -> Reply {
    let keys: BTreeSet<&str> = things.iter().map(|t| scope.dataset.key(*t)).collect();
    let mut found = gaps(scope, relations, None);
    found.retain(|g| keys.is_empty() || keys.contains(g.id.as_str()));
    Reply {
        answer: "what the ontology expects an answer to, and no fact gives one:".to_owned(),
        command: Some("remit gaps".to_owned()),
        told: Told::Gaps(found),
        ..Reply::default()
    }
}

fn lacking(lack: &Lack, scope: GraphRef<'_>) -> Reply {
    let ontology = scope.ontology;
    let labels =
        lack.properties.iter().map(|p| format!("with \u{201c}{}\u{201d}", ontology.property(*p).label));
    let kinds = lack.kinds.iter().map(|k| format!("that says {}", k.words()));
    let beside: Vec<&str> = lack.named.iter().map(|t| scope.dataset.name(*t)).collect();
    let mut wanted: Vec<String> = labels.chain(kinds).collect();
    if wanted.is_empty() {
        let classes = lack.joined_to.iter().map(|c| &*ontology.class(*c).label);
        wanted.push(format!(
            "that joins them to a thing of the class {}",
            classes.collect::<Vec<_>>().join(" or ")
        ));
    }
    Reply {
        answer: format!(
            "{} of {} things of the class {} have no fact {}{}:",
            lack.things.len(),
            lack.things.len() + lack.given,
            ontology.class(lack.class).label,
            wanted.join(" or "),
            if beside.is_empty() { String::new() } else { format!(" of {}", beside.join(" or ")) }
        ),
        things: lack.things.iter().map(|t| named(*t, scope)).collect(),
        ..Reply::default()
    }
}

fn listed(
    class: ClassId,
    things: &[Thing],
    counted: Vec<Fact>,
    relation: bool,
    scope: GraphRef<'_>,
) -> Reply {
    let things: Vec<Named> = things.iter().map(|t| named(*t, scope)).collect();
    let plural = if things.len() == 1 { "thing" } else { "things" };
    Reply {
        answer: format!(
            "this graph holds {} {plural} of the class {}{}:",
            things.len(),
            scope.ontology.class(class).label,
            if relation { " of which this is said" } else { "" }
        ),
        is_no: things.is_empty() && counted.is_empty(),
        things,
        facts: counted,
        ..Reply::default()
    }
}

fn unknown(understood: &Understood, scope: GraphRef<'_>) -> Reply {
    // A sign alone is no word.
    let is_word = |u: &&Unit| u.text.contains(char::is_alphanumeric);
    let runs = unknown_words(understood.units.iter().filter(is_word));
    let answer = if runs.is_empty() {
        "the question names nothing to look up".to_owned()
    } else {
        format!(
            "not stated: {}, in no name, label or claim{}",
            no_word(&runs, scope),
            elsewhere(&runs, scope)
        )
    };
    Reply { answer, is_no: true, ..Reply::default() }
}

/// That a question points at what it does not name.
fn unpointed(scope: GraphRef<'_>) -> Reply {
    let sources: BTreeSet<_> = scope.dataset.claims().iter().map(|c| c.source).collect();
    let answer = format!(
        "\u{201c}this\u{201d} names nothing to look up: the claims are from {} sources (remit sources lists them); name what is meant",
        sources.len()
    );
    Reply { answer, is_no: true, command: Some("remit sources".to_owned()), ..Reply::default() }
}

fn claimed(claims: Claims, understood: &Understood, is_limited: bool, scope: GraphRef<'_>) -> Reply {
    let mut claims = claims;
    let all = disputes(scope);
    let has = |facts: &[Fact], fact: &Fact| facts.iter().any(|f| f.id == fact.id);
    let is_restated = |d: &&Dispute| {
        d.kind == DisagreementKind::Restatement.word() && d.claims.iter().any(|c| has(&claims.facts, c))
    };
    let restated: Vec<Fact> = match understood.kind {
        // Amounts that are probably the same are told together.
        Kind::HowMuch => all.iter().filter(is_restated).flat_map(|d| d.claims.clone()).collect(),
        _ => Vec::new(),
    };
    let others: Vec<Fact> = restated.into_iter().filter(|f| !has(&claims.facts, f)).collect();
    let is_restated = !others.is_empty() && {
        let all: Vec<&Dispute> = all.iter().filter(is_restated).collect();
        claims.facts.iter().all(|f| all.iter().any(|d| has(&d.claims, f)))
    };
    claims.facts.extend(others);
    if matches!(understood.kind, Kind::What | Kind::Who) && !is_limited && claims.facts.len() <= MOST_TOLD {
        claims.facts.extend(other_parties(&claims.facts, &all));
    }
    let mut seen = BTreeSet::new();
    claims.facts.retain(|f| seen.insert(f.id.clone()));
    let mut answer = headline(&claims, understood, scope);
    if is_restated {
        answer = format!("{}, probably the same money told in two ways:", answer.trim_end_matches(':'));
    }
    let of_all = all.iter().filter(|d| is_of_all(d, understood, scope)).min_by_key(|d| d.noted_by.is_some());
    let is_open = matches!(claims.verdict, Verdict::NotStated | Verdict::Partly | Verdict::Neither);
    let of_all = of_all.filter(|d| d.kind == DisagreementKind::Restatement.word());
    if let Some(dispute) = of_all.filter(|_| understood.kind == Kind::Whether && is_open) {
        // The statements of the disagreement say more of what is asked than those that only come near.
        answer = format!("left open; {}: {}:", dispute.kind, dispute.why);
        claims.facts.clone_from(&dispute.claims);
    }
    let facts = claims.facts;
    let is_promise = |f: &&Fact| is_promise(f, scope);
    let is_party = |d: &Dispute| {
        d.claims.len() > 1 && d.claims.iter().any(|c| has(&facts, c)) || is_of_all(d, understood, scope)
    };
    let is_in_words = |d: &Dispute| !understood.in_own_words || d.claims.iter().all(|c| c.citation.verbatim);
    Reply {
        answer,
        is_no: claims.is_unspent
            || matches!(claims.verdict, Verdict::NotStated | Verdict::Partly)
            || claims.verdict == Verdict::Loosely && !claims.uncovered.is_empty(),
        promised: facts.iter().filter(is_promise).map(|f| f.id.clone()).collect(),
        disagreements: all.into_iter().filter(is_party).filter(is_in_words).collect(),
        notes: notes(understood, scope),
        query: query(&facts, scope),
        facts,
        ..Reply::default()
    }
}

/// What others say on the same side of a relation, or of the same thing, where what is told is party to a disagreement: nobody is
/// told without those who say otherwise.
fn other_parties(facts: &[Fact], all: &[Dispute]) -> Vec<Fact> {
    let kinds = [DisagreementKind::Conflict, DisagreementKind::Tension].map(DisagreementKind::word);
    let is_party = |d: &&Dispute| {
        kinds.contains(&&*d.kind) && d.claims.iter().any(|c| facts.iter().any(|f| f.id == c.id))
    };
    let is_alike =
        |fact: &Fact| facts.iter().any(|f| f.triple[0] == fact.triple[0] || f.triple[1] == fact.triple[1]);
    all.iter().filter(is_party).flat_map(|d| &d.claims).filter(|f| is_alike(f)).cloned().collect()
}

/// The disagreement that tells one amount in several ways, where a question adds these up.
fn restated_sum(question: &str, scope: GraphRef<'_>) -> Option<Dispute> {
    let figures = |text: &str| -> BTreeSet<String> {
        let runs = text.split(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',')));
        let runs = runs.map(|run| run.trim_matches(['.', ',']).to_owned());
        runs.filter(|run| !run.is_empty()).collect()
    };
    let asked = figures(question);
    let is_meant = |d: &Dispute| {
        let stated: BTreeSet<String> =
            d.claims.iter().filter_map(|f| f.triple.last()).flat_map(|value| figures(value)).collect();
        d.kind == DisagreementKind::Restatement.word() && asked.intersection(&stated).count() > 1
    };
    let all = disputes(scope).into_iter().filter(|_| phrases::adds_up(question)).filter(is_meant);
    // Where the amounts themselves show it, the reason says how.
    all.min_by_key(|d| d.noted_by.is_some())
}

/// Whether a disagreement is about all of several things that are named.
fn is_of_all(dispute: &Dispute, understood: &Understood, scope: GraphRef<'_>) -> bool {
    let whole = understood.units.iter().filter(|u| u.meaning.is_whole_name);
    let is_end = |name: &str| dispute.claims.iter().any(|f| f.triple.iter().any(|t| t == name));
    let has = |u: &Unit| u.meaning.things.iter().any(|t| is_end(scope.dataset.name(*t)));
    let has: Vec<bool> = whole.map(has).collect();
    has.len() > 1 && has.iter().all(|has| *has)
}

/// A query that finds the claims: by their properties and their ends.
pub(super) fn query(facts: &[Fact], scope: GraphRef<'_>) -> Option<String> {
    let (mut properties, mut subjects) = (BTreeSet::<PropertyId>::new(), BTreeSet::<Thing>::new());
    for fact in facts {
        let Some(Thing::Claim(id)) = scope.dataset.find(&fact.id) else { continue };
        let claim = scope.dataset.claim(id);
        properties.insert(claim.predicate);
        subjects.insert(claim.subject);
        if let Value::Thing(object @ Thing::Entity(_)) = claim.value {
            subjects.insert(object);
        }
    }
    let iri = |thing: &Thing| {
        let space = if matches!(thing, Thing::Entity(_)) { IriFamily::Id } else { IriFamily::Claim };
        format!("<{}>", Node::minted(space, scope.dataset.key(*thing)).iri(scope.base))
    };
    let properties: Vec<String> =
        properties.iter().map(|p| format!("<{}>", scope.ontology.property(*p).iri)).collect();
    let things: Vec<String> = subjects.iter().map(iri).collect();
    (!things.is_empty()).then(|| {
        format!(
            "SELECT ?claim ?subject ?property ?value WHERE {{\n  ?claim rdf:subject ?subject ; rdf:predicate ?property ; \
             rdf:object ?value .\n  VALUES ?property {{ {} }}\n  VALUES ?subject {{ {} }}\n}}\nORDER BY ?claim\n",
            properties.join(" "),
            things.join(" ")
        )
    })
}

/// Questions that can be asked instead: what the ontology asks of the things that are named, then templates filled with them.
fn proposed(understood: &Understood, templates: &[Template], scope: GraphRef<'_>) -> Vec<String> {
    let GraphRef { dataset, ontology, .. } = scope;
    let is_whole = |u: &&Unit| u.meaning.is_whole_name;
    let things: Vec<Thing> =
        understood.units.iter().filter(is_whole).flat_map(|u| u.meaning.things.clone()).collect();
    let mut proposed: Vec<String> =
        things.iter().map(|t| format!("tell me about {}", dataset.name(*t))).collect();
    if things.is_empty() {
        return Vec::new();
    }
    let mut seen = BTreeSet::new();
    for template in templates {
        let slots: Vec<_> = template.slots().collect();
        let [slot] = slots.as_slice() else { continue };
        let fits = |t: &&Thing| match t {
            Thing::Entity(id) => slot.class.is_none_or(|c| ontology.is_a(dataset.entity(*id).class, c)),
            Thing::Claim(_) => false,
        };
        let Some(thing) = things.iter().find(fits).filter(|_| seen.insert(template.query)) else { continue };
        let part = |part: &Part| match part {
            Part::Word(word) => word.clone(),
            Part::Slot(_) => dataset.name(*thing).to_owned(),
        };
        proposed.push(template.parts.iter().map(part).collect::<Vec<_>>().join(" "));
    }
    proposed.truncate(MOST_PROPOSED);
    proposed
}
