//! Another program that drafts: what it is told, and what it proposes, of which nothing is believed.
//!
//! It gets one JSON object and answers with one JSON object a line; `docs/drafting.md` describes both. What it proposes is held to the form
//! of a record here and then goes through the gate, as Remit's own proposals do.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::{Map, Value as Json, json};

use super::gate::{self, Refused};
use super::record::Record;
use super::{Drafted, Drafting, Proposal, Sheet};
use crate::compile::evidence::fold;
use crate::compile::ontology::Range;
use crate::compile::quoted::{Names, words};
use crate::model::claim::{ClassId, Thing};
use crate::model::dataset::Dataset;
use crate::model::fields::ClaimField;
use crate::model::quote::parts;

/// How many proposals are read at most.
const MOST_LINES: usize = 10_000;
/// How many characters of a reason, or of what cannot be read, are kept.
const MOST_SAID: usize = 300;
/// Fields that a proposal cannot have: the sheet says where the words stand, keys follow from the content, and a remark would excuse
/// what the words do not say.
const NOT_ITS_OWN: [ClaimField; 5] =
    [ClaimField::Id, ClaimField::Source, ClaimField::Section, ClaimField::Note, ClaimField::Doubt];

/// A program proposes more than is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("more than {MOST_LINES} proposals")]
pub struct TooMuch;

/// What a program is told.
#[derive(Serialize)]
struct Task<'a> {
    #[serde(rename = "remit-draft")]
    version: u8,
    /// How many words a quote may have.
    quote_words: usize,
    #[serde(flatten)]
    sheet: &'a Sheet,
    entities: Vec<Json>,
    classes: Vec<Json>,
    properties: Vec<Json>,
    statuses: Vec<Json>,
    qualifiers: Vec<Json>,
}

/// What a program is told of a sheet: its sentences with what is seen in them, the names of entities, and the terms of the ontology.
///
/// # Errors
///
/// When it cannot be written as JSON.
pub fn task(drafting: Drafting<'_>, sheet: &Sheet) -> Result<String, serde_json::Error> {
    let Drafting { dataset, ontology, .. } = drafting;
    let keys = |ids: &[ClassId]| ids.iter().map(|id| ontology.class(*id).key.clone()).collect::<Vec<_>>();
    let names = Names::new(dataset);
    let entities = dataset.entity_ids().map(|id| {
        let class = ontology.class(dataset.entity(id).class);
        let names: BTreeSet<&str> = names.of(id).collect();
        json!({"id": dataset.key(Thing::Entity(id)), "type": class.key, "names": names})
    });
    let properties = ontology.properties().iter().filter(|p| p.writable && p.is_of_graph());
    let properties = properties.map(|p| {
        let objects = if let Range::Things(classes) = &p.range { keys(classes) } else { Vec::new() };
        json!({"key": p.key, "label": p.label, "domain": keys(&p.domain), "value": kind(&p.range), "range": objects})
    });
    let classes = ontology.classes().iter().filter(|class| !class.external);
    let classes = classes.map(|c| json!({"key": c.key, "label": c.label, "parents": keys(&c.ancestors)}));
    let statuses = ontology
        .statuses()
        .iter()
        .map(|s| json!({"key": s.key, "label": s.label, "cues": ontology.cues(&s.iri).collect::<Vec<_>>()}));
    let qualifiers = ontology.qualifiers().iter().map(|q| json!({"key": q.key, "label": q.label}));
    serde_json::to_string(&Task {
        version: 1,
        quote_words: drafting.input.manifest.limits.quote_words,
        sheet,
        entities: entities.collect(),
        classes: classes.collect(),
        properties: properties.collect(),
        statuses: statuses.collect(),
        qualifiers: qualifiers.collect(),
    })
}

/// The field in which a record gives a value, and its form.
fn kind(range: &Range) -> &'static str {
    match range {
        Range::Things(_) => "entity",
        Range::Money => "amount",
        Range::Count => "count",
        Range::Decimal => "decimal",
        Range::Duration => "duration",
        Range::Date => "date",
        _ => "text",
    }
}

/// Puts what a program proposes in the place of the proposals of a sheet, as far as it passes the checks of data; the rest is listed as refused.
///
/// # Errors
///
/// When it proposes more than is read; the sheet then is as it was.
pub fn take(drafting: Drafting<'_>, sheet: &mut Sheet, program: &str, answer: &[u8]) -> Result<(), TooMuch> {
    let answer = String::from_utf8_lossy(answer);
    let lines = || answer.lines().filter(|line| !line.trim().is_empty());
    if lines().nth(MOST_LINES).is_some() {
        return Err(TooMuch);
    }
    for sentence in &mut sheet.sentences {
        sentence.proposals.clear();
        sentence.refused.clear();
    }
    sheet.program = Some(program.to_owned());
    let names = Names::new(drafting.dataset);
    for (at, line) in lines().enumerate() {
        if let Err(reason) = propose(line, &mut sheet.sentences, (drafting.dataset, &names)) {
            sheet.unread.push(format!("line {} of the program, `{}`: {reason}", at + 1, cut(line, 80)));
        }
    }
    gate::pass(drafting, &sheet.head, &mut sheet.sentences);
    Ok(())
}

/// Reads a line and gives it to its sentence.
fn propose(line: &str, sentences: &mut [Drafted], known: (&Dataset, &Names<'_>)) -> Result<(), String> {
    let told: Json = serde_json::from_str(line).map_err(|error| format!("not JSON: {error}"))?;
    let Json::Object(told) = told else { return Err("not a JSON object".to_owned()) };
    if let Some(key) =
        told.keys().find(|key| !matches!(key.as_str(), "sentence" | "claim" | "entity" | "why"))
    {
        return Err(format!(
            "unknown key `{}`: a line has `sentence`, `why`, and `claim` or `entity`",
            cut(key, 40)
        ));
    }
    let number = told.get("sentence").and_then(Json::as_u64);
    let sentence = sentences.iter_mut().find(|s| number == Some(s.number as u64));
    let sentence = sentence.ok_or("`sentence` is not the number of a sentence of this sheet")?;
    let (kind, fields) = match (told.get("claim"), told.get("entity")) {
        (Some(Json::Object(fields)), None) => ("claim", fields),
        (None, Some(Json::Object(fields))) => ("entity", fields),
        _ => return Err("expected `claim` or `entity`, with an object of fields".to_owned()),
    };
    let mut record = record(kind, fields)?;
    let fault = untrue(&record, sentence).or_else(|| unnamed(&record, known));
    if kind == "claim" && !sentence.section.is_empty() {
        let at = record.fields.iter().position(|(field, _)| *field == "quote").unwrap_or(record.fields.len());
        record.fields.insert(at, ("section", sentence.section.clone()));
    }
    if let Some(message) = fault {
        sentence.refused.push(Refused { record, code: None, message });
        return Ok(());
    }
    let why = match told.get("why") {
        Some(Json::String(why)) => cut(why, MOST_SAID),
        _ => "the program gives no reason".to_owned(),
    };
    sentence.proposals.push(Proposal { record, why: vec![why], others: Vec::new() });
    Ok(())
}

/// The record of some fields, in the order in which records are written.
fn record(kind: &'static str, fields: &Map<String, Json>) -> Result<Record, String> {
    let allowed: Vec<&'static str> = if kind == "entity" {
        vec!["id", "type", "name"]
    } else {
        ClaimField::of_records().filter(|field| !NOT_ITS_OWN.contains(field)).map(ClaimField::key).collect()
    };
    if let Some(other) = fields.keys().find(|field| !allowed.contains(&field.as_str())) {
        return Err(format!(
            "a proposal has no field `{}`; it may have: {}",
            cut(other, 40),
            allowed.join(", ")
        ));
    }
    let mut record = Record { kind, fields: Vec::new() };
    for field in allowed {
        match fields.get(field) {
            None | Some(Json::Null) => {}
            Some(Json::String(text)) => record.fields.push((field, text.clone())),
            Some(Json::Number(number)) => record.fields.push((field, number.to_string())),
            Some(_) => return Err(format!("`{field}` is neither a text nor a number")),
        }
    }
    Ok(record)
}

/// What a record says of its sentence that is not so: the gate knows texts and sections, not sentences.
fn untrue(record: &Record, sentence: &Drafted) -> Option<String> {
    let (field, words) = match record.kind {
        "entity" => ("name", record.get("name")?),
        _ => ("quote", record.get("quote").unwrap_or_default()),
    };
    let last = fold(parts(words).last().copied().unwrap_or_default());
    if last.is_empty() {
        return Some(format!("it has no {field}"));
    }
    (!fold(&sentence.text).contains(&last))
        .then(|| format!("sentence {} does not have these words", sentence.number))
}

/// An end of a claim that its quote does not name; what is new is not known by any name yet.
fn unnamed(record: &Record, (dataset, names): (&Dataset, &Names<'_>)) -> Option<String> {
    let quote = words(record.get("quote")?);
    let ends = ["subject", "object"].into_iter().filter_map(|field| record.get(field));
    let is_unnamed = |key: &&str| match dataset.find(key) {
        Some(Thing::Entity(id)) => !names.are_of(&quote, id),
        _ => false,
    };
    ends.filter(is_unnamed).map(|key| format!("the quote does not name `{key}`")).next()
}

fn cut(text: &str, most: usize) -> String {
    let mut short: String = text.chars().take(most).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
