//! What can stand where something is typed: keys of a record, what the ontology allows there, and the words of the source.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::context::Context;
use super::views;
use super::{At, text};
use crate::compile::evidence::fold;
use crate::compile::map::{keys_of, meaning};
use crate::compile::ontology::Range;
use crate::compile::read::has_ending;
use crate::derive::rdf::{IriFamily, Prefixes};
use crate::model::claim::{ClassId, Thing};
use crate::model::quote::last_part;
use crate::model::record::Kind;
use crate::model::tokens::{self, tokens};

/// How many are offered.
const MOST: usize = 200;
/// How many places of a source are offered.
const MOST_PLACES: usize = 20;

/// The kinds of items of the protocol.
pub(super) const PROPERTY: u8 = 10;
pub(super) const VALUE: u8 = 12;
pub(super) const FIELD: u8 = 5;
pub(super) const CLASS: u8 = 7;
const VARIABLE: u8 = 6;
const TEXT: u8 = 1;

/// Something that can stand there.
pub(super) struct Offer {
    /// What is written.
    pub(super) write: String,
    /// What it is, for readers.
    detail: String,
    /// By what it is found: its names.
    names: String,
    kind: u8,
    /// Less is better.
    rank: u8,
}

impl Offer {
    pub(super) fn new(write: &str, detail: &str, kind: u8) -> Self {
        let names = format!("{write} {detail}");
        Self { write: write.to_owned(), detail: detail.to_owned(), names, kind, rank: 0 }
    }
}

/// Completes what is typed at a place.
pub(super) fn complete(at: &At<'_>) -> Value {
    let file = at.known.input.files.get(at.file);
    if let Some(context) = Context::of(at.known, file, at.byte).filter(|_| !has_ending(at.path, "rq")) {
        let offers = offers(at, &context);
        let is_toml = has_ending(at.path, "toml");
        let written = |offer: &Offer| match (&context.key, context.is_bare && is_toml) {
            (None, _) => format!("{} = ", offer.write),
            (Some(_), true) => format!("\"{}\"", offer.write),
            _ => offer.write.replace('"', "\\\""),
        };
        return items(at, offers, &context.typed, written);
    }
    if at.known.input.views.contains(&at.file) {
        return views::complete(at);
    }
    if !has_ending(at.path, "rq") && !has_ending(at.path, "toml") {
        return Value::Null;
    }
    let is_part = |c: char| c.is_alphanumeric() || "?$_-:.".contains(c);
    let before = &at.text[..at.byte];
    let start = before.trim_end_matches(is_part).len();
    let offers = terms(at, &before[start..]);
    items(at, offers, &(start..at.byte), |offer| offer.write.clone())
}

/// The offers that fit what is typed, the best first.
pub(super) fn items(
    at: &At<'_>,
    offers: Vec<Offer>,
    typed: &std::ops::Range<usize>,
    written: impl Fn(&Offer) -> String,
) -> Value {
    let word = at.text[typed.start..at.byte].to_lowercase();
    let mut offers: Vec<Offer> =
        offers.into_iter().filter(|o| o.names.to_lowercase().contains(&word)).collect();
    let begins = |offer: &Offer| !offer.write.to_lowercase().starts_with(&word);
    offers.sort_by_cached_key(|o| (o.rank, begins(o), o.write.clone()));
    let is_cut = offers.len() > MOST;
    offers.truncate(MOST);
    let range = text::range(at.text, typed.clone());
    let item = |(number, offer): (usize, &Offer)| {
        json!({
            "label": offer.write,
            "kind": offer.kind,
            "detail": offer.detail,
            // What is found here by another name is not to be sorted out by the editor.
            "filterText": format!("{} {}", &at.text[typed.start..at.byte], offer.names),
            "sortText": format!("{number:04}"),
            "textEdit": { "range": range, "newText": written(offer) },
        })
    };
    let items: Vec<Value> = offers.iter().enumerate().map(item).collect();
    json!({ "isIncomplete": is_cut, "items": items })
}

fn offers(at: &At<'_>, context: &Context) -> Vec<Offer> {
    let ontology = &at.known.built.ontology;
    let Some(key) = &context.key else { return keys(at, context) };
    let words = |words: &[&str]| words.iter().map(|word| Offer::new(word, "", VALUE)).collect();
    let labelled = |key: &str, label: &str| Offer::new(key, label, VALUE);
    let property = context.value("predicate").and_then(|key| ontology.find_property(key));
    match (context.kind, key.as_str()) {
        (Kind::Claim, "predicate") => predicates(at, context),
        (Kind::Claim, "subject") => {
            let domain = property.map_or(&[][..], |p| &ontology.property(p).domain);
            let claims = domain.iter().any(|class| ontology.is_a(ontology.claim_class(), *class));
            entities(at, domain, claims)
        }
        (Kind::Claim, "object") => match property.map(|p| &ontology.property(p).range) {
            Some(Range::Things(classes)) => entities(at, classes, false),
            Some(Range::Boolean) => words(&["true", "false"]),
            Some(_) => Vec::new(),
            None => entities(at, &[], false),
        },
        (_, "source") => {
            let classes = (0..ontology.classes().len()).map(|id| ClassId(id as u16));
            let sources: Vec<ClassId> = classes.filter(|id| ontology.is_source(*id)).collect();
            entities(at, &sources, false).into_iter().filter(|offer| offer.rank == 0).collect()
        }
        (_, "speaker" | "reported-by" | "voice" | "different-from") => entities(at, &[], false),
        (Kind::Resolution, "claims" | "holds") => claims(at),
        (_, "status") => ontology.statuses().iter().map(|s| labelled(&s.key, &s.label)).collect(),
        (_, "qualifier") => ontology.qualifiers().iter().map(|q| labelled(&q.key, &q.label)).collect(),
        (Kind::Entity | Kind::Source, "type") => {
            let is_meant = |id: &usize| {
                let id = ClassId(*id as u16);
                !ontology.class(id).external && ontology.is_source(id) == (context.kind == Kind::Source)
            };
            let classes = (0..ontology.classes().len()).filter(is_meant).map(|id| &ontology.classes()[id]);
            classes.map(|class| Offer::new(&class.key, &class.label, CLASS)).collect()
        }
        (_, "section") => sections(at, context),
        (_, "quote" | "prefix" | "suffix") => quotes(at, context),
        (_, "polarity") => words(&["affirmed", "denied"]),
        (_, "per") => words(&["total", "year", "quarter", "month", "week", "day"]),
        _ => Vec::new(),
    }
}

/// The keys that the record has not.
fn keys(at: &At<'_>, context: &Context) -> Vec<Offer> {
    let ontology = &at.known.built.ontology;
    let own = at.text[..at.byte].rfind("\n[").map_or(0, |start| start);
    let own = &at.text[own..];
    let own = own.get(2..).and_then(|rest| rest.find("\n[")).map_or(own, |end| &own[..end + 2]);
    let has = |key: &str| own.lines().any(|line| line.split('=').next().is_some_and(|k| k.trim() == key));
    let keys = keys_of(context.kind);
    let detail = |key: &str| meaning(context.kind, key).unwrap_or_default();
    let fields = keys.iter().filter(|key| !has(key)).map(|key| Offer::new(key, detail(key), FIELD));
    let class = context.value("type").and_then(|key| ontology.find_class(key));
    let of_class = ontology.properties().iter().filter(|p| {
        context.kind == Kind::Entity
            && p.writable
            && !keys.contains(&p.key.as_str())
            && class.is_some_and(|class| ontology.is_one_of(class, &p.domain))
    });
    fields.chain(of_class.map(|p| Offer { rank: 1, ..Offer::new(&p.key, &p.label, PROPERTY) })).collect()
}

/// The properties that the class of the subject allows.
fn predicates(at: &At<'_>, context: &Context) -> Vec<Offer> {
    let (ontology, dataset) = (&at.known.built.ontology, &at.known.built.dataset);
    let class = context.value("subject").and_then(|key| dataset.find(key)).map(|thing| match thing {
        Thing::Entity(id) => dataset.entity(id).class,
        Thing::Claim(_) => ontology.claim_class(),
    });
    let fits = |domain: &[ClassId]| class.is_none_or(|class| ontology.is_one_of(class, domain));
    let usable = ontology.properties().iter().filter(|p| p.writable && fits(&p.domain));
    // Of the properties of a class those of its own come before what anything may have.
    usable
        .map(|p| Offer { rank: u8::from(p.domain.is_empty()), ..Offer::new(&p.key, &p.label, PROPERTY) })
        .collect()
}

/// Entities by key, name and other names; those of some classes first. With `claims` claims, too.
fn entities(at: &At<'_>, classes: &[ClassId], with_claims: bool) -> Vec<Offer> {
    let (ontology, dataset) = (&at.known.built.ontology, &at.known.built.dataset);
    let offer = |id| {
        let (entity, thing) = (dataset.entity(id), Thing::Entity(id));
        let [key, name] = [dataset.key(thing), dataset.name(thing)];
        let is_wanted = classes.is_empty() || ontology.is_one_of(entity.class, classes);
        Offer {
            write: key.to_owned(),
            detail: format!("{name} ({})", ontology.class(entity.class).label),
            names: format!("{key} {name} {}", dataset.other_names(entity).join(" ")),
            kind: VALUE,
            rank: u8::from(!is_wanted),
        }
    };
    let mut found: Vec<Offer> = dataset.entity_ids().map(offer).collect();
    if with_claims {
        found.extend(claims(at));
    }
    found
}

fn claims(at: &At<'_>) -> Vec<Offer> {
    let dataset = &at.known.built.dataset;
    let quote = |id| dataset.claim(id).passage.map_or("", |p| dataset.text(dataset.passage(p).quote));
    dataset.claim_ids().map(|id| Offer::new(dataset.key(Thing::Claim(id)), quote(id), VALUE)).collect()
}

fn sections(at: &At<'_>, context: &Context) -> Vec<Offer> {
    let dataset = &at.known.built.dataset;
    let source = context.value("source").and_then(|key| dataset.find(key));
    let of_source = dataset.sections().iter().filter(|s| source == Some(Thing::Entity(s.source)));
    of_source.map(|s| Offer::new(dataset.text(s.key), dataset.text(s.name), VALUE)).collect()
}

/// Words of the source that go on as what is typed begins, up to the end of their clause or sentence; without anything typed, the
/// beginnings of sentences.
fn quotes(at: &At<'_>, context: &Context) -> Vec<Offer> {
    let Some(whole) = section_text(at, context) else { return Vec::new() };
    let whole = fold(&whole);
    let before = &at.text[context.typed.start..at.byte];
    // Of a quotation in parts the last one is completed.
    let (head, typed) = before.split_at(last_part(before));
    let head = if head.is_empty() { String::new() } else { format!("{head} ") };
    let typed = fold(typed.trim_start());
    let most = at.known.input.manifest.limits.quote_words;
    let starts: Vec<usize> = if typed.is_empty() {
        let ends = whole.match_indices(". ").map(|(end, _)| end + 2);
        std::iter::once(0).chain(ends).take(MOST_PLACES).collect()
    } else {
        let is_start = |at: &usize| !whole[..*at].ends_with(char::is_alphanumeric);
        let places = whole.match_indices(typed.as_str()).map(|(at, _)| at);
        places.filter(is_start).take(MOST_PLACES).collect()
    };
    let mut found: BTreeSet<String> = BTreeSet::new();
    for start in starts {
        let words = || whole[start..].split(' ').take(most);
        let is_end = |word: &&str| word.ends_with(['.', '!', '?', ';', ',', ':']);
        for clauses in 1..=2 {
            let mut left = clauses;
            let taken: Vec<&str> = words()
                .take_while(|word| {
                    let goes_on = left > 0;
                    // No quotation of one piece goes beyond its sentence.
                    let is_last = word.ends_with(['.', '!', '?']);
                    left -= if is_last { left } else { usize::from(goes_on && is_end(word)) };
                    goes_on
                })
                .collect();
            let quote = taken.join(" ");
            let quote = quote.trim_end_matches(['.', ',', ';', ':', '!', '?']);
            if quote.len() > typed.len() {
                found.insert(quote.to_owned());
            }
        }
    }
    let offer = |quote: &String| {
        let times = whole.matches(quote.as_str()).count();
        let detail = if times == 1 { String::new() } else { format!("stands {times} times") };
        let write = format!("{head}{quote}");
        Offer { names: write.clone(), rank: u8::from(times != 1), ..Offer::new(&write, &detail, TEXT) }
    };
    found.iter().map(offer).collect()
}

/// The text in which the words of a record have to stand.
fn section_text(at: &At<'_>, context: &Context) -> Option<String> {
    let key = context.value("source")?;
    let Thing::Entity(id) = at.known.built.dataset.find(key)? else { return None };
    let file = at.known.built.dataset.entity(id).text?;
    let text = at.known.input.texts.get(at.known.built.dataset.text(file))?;
    let state = at.known.built.verification.sources.iter().find(|state| state.key == key);
    let section = context.value("section");
    let span = state.and_then(|state| state.sections.iter().find(|s| Some(s.0.as_str()) == section));
    Some(match span {
        Some((_, from, to)) => text.chars().skip(*from as usize).take((to - from) as usize).collect(),
        None => text.clone(),
    })
}

/// What can stand in a query: variables of it, and names with their prefixes.
fn terms(at: &At<'_>, word: &str) -> Vec<Offer> {
    if word.starts_with(['?', '$']) {
        let all = tokens(at.text).filter(|t| t.kind == tokens::Kind::Variable && t.text != word);
        let all: BTreeSet<&str> = all.map(|t| t.text).collect();
        return all.into_iter().map(|name| Offer::new(name, "", VARIABLE)).collect();
    }
    let ontology = &at.known.built.ontology;
    let prefixes = Prefixes::new(&at.known.input.manifest.base, ontology.prefixes());
    let Some((prefix, _)) = word.split_once(':') else {
        let all = prefixes.prefixes().iter().filter(|_| !word.is_empty());
        return all.map(|(name, iri)| Offer::new(&format!("{name}:"), iri, VALUE)).collect();
    };
    let written =
        |iri: &str| prefixes.split(iri).filter(|s| s.0 == prefix).map(|s| format!("{prefix}:{}", s.1));
    let classes = ontology.classes().iter().map(|c| (&c.iri, &c.label, CLASS));
    let properties = ontology.properties().iter().map(|p| (&p.iri, &p.label, PROPERTY));
    let terms = classes.chain(properties);
    let mut found: Vec<Offer> =
        terms.filter_map(|(iri, label, kind)| Some(Offer::new(&written(iri)?, label, kind))).collect();
    if written(&format!("{}{}", at.known.input.manifest.base, IriFamily::Id.path())).is_some() {
        let with_prefix = |offer: Offer| Offer { write: format!("{prefix}:{}", offer.write), ..offer };
        let by_name = |offer: Offer| Offer { names: format!("{} {}", offer.write, offer.names), ..offer };
        found.extend(entities(at, &[], false).into_iter().map(with_prefix).map(by_name));
    }
    found
}
