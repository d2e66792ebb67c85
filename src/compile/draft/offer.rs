//! A work sheet as a person left it, what was decided of its records, and where one that is taken goes.
//!
//! Goes in: texts in TOML. Comes out: records with their sentence and reason, decisions that outlast a sheet that is made again, and data
//! files with one record more. How a sheet is laid out stands in `sheet.rs`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use toml_edit::{ArrayOfTables, DocumentMut, Item, Table};

use super::{Drafted, Proposal, Record};
use crate::compile::evidence::fold;
use crate::compile::format::formatted;
use crate::compile::ontology::{Ontology, Property, Range};
use crate::compile::read::toml_text;
use crate::model::claim::{ClassId, PropertyId, Thing};
use crate::model::dataset::Dataset;
use crate::model::quote::parts;
use crate::model::text::hex;

/// How many other properties are named for a claim that is begun by hand.
const MOST_OTHERS: usize = 8;

/// A record of a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// `sentence 9, section ch2, 397-575`.
    pub place: String,
    /// The words of the sentence.
    pub sentence: String,
    /// On what it rests.
    pub why: String,
    /// The record, without comments.
    pub record: String,
    /// Other properties that fit, by key and label.
    pub others: Vec<(String, String)>,
}

/// What was decided of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// The key of the offer.
    pub offer: String,
    /// What became of it.
    pub what: Decided,
    /// Who decided.
    pub by: String,
    /// What the record says, for readers: its fields in one line.
    pub record: String,
}

/// What becomes of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Decided {
    /// It is in the data, as it was offered.
    Accepted,
    /// It is in the data, otherwise than it was offered.
    Edited,
    /// It is not to be asked for again.
    Rejected,
}

impl Decided {
    /// It in words.
    pub fn word(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Edited => "accepted with changes",
            Self::Rejected => "rejected",
        }
    }
}

/// All decisions on the records of a source.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decisions {
    /// In the order in which they were made.
    #[serde(default)]
    pub decision: Vec<Decision>,
}

impl Decisions {
    /// Whether an offer was decided.
    pub fn has(&self, key: &str) -> bool {
        self.decision.iter().any(|decision| decision.offer == key)
    }
}

impl Offer {
    /// A proposal for a sentence.
    pub fn of(drafted: &Drafted, proposal: &Proposal) -> Self {
        Self {
            place: drafted.place(),
            sentence: drafted.text.clone(),
            why: proposal.why.join("; "),
            record: proposal.record.written(),
            others: proposal.others.clone(),
        }
    }

    /// A key that it has in every sheet: the digest of its source and its record.
    pub fn key(&self, source: &str) -> String {
        let mut digest = Sha256::new();
        digest.update(source);
        digest.update([0]);
        digest.update(&self.record);
        hex(&digest.finalize())[..16].to_owned()
    }

    /// The value of a field, if it is a text.
    pub fn get(&self, field: &str) -> Option<String> {
        let document: toml::Table = self.record.parse().ok()?;
        let record = document.values().next()?.as_array()?.first()?;
        record.get(field)?.as_str().map(str::to_owned)
    }

    /// Its sentence in parts, each with whether it is quoted.
    pub fn marked(&self) -> Vec<(String, bool)> {
        let quote = self.get("quote").unwrap_or_default();
        let mut out = Vec::new();
        let mut rest = self.sentence.as_str();
        for part in parts(&quote).into_iter().filter(|part| !part.is_empty()) {
            let Some(at) = rest.find(part) else { continue };
            out.push((rest[..at].to_owned(), false));
            out.push((part.to_owned(), true));
            rest = &rest[at + part.len()..];
        }
        out.push((rest.to_owned(), false));
        out
    }

    /// What it says in one line.
    pub fn in_a_line(&self) -> String {
        let values =
            self.record.lines().skip(1).filter_map(|line| Some(line.split_once(" = ")?.1.trim_matches('"')));
        values.collect::<Vec<_>>().join(" | ")
    }

    /// With another property.
    #[must_use]
    pub fn with_property(&self, key: &str) -> Self {
        self.with(&format!("predicate = {}", toml_text(key))).unwrap_or_else(|_| self.clone())
    }

    /// With fields that are written as in a data file: `status = "planned"`; one whose value is left out goes.
    ///
    /// # Errors
    ///
    /// Where that is no TOML.
    pub fn with(&self, field: &str) -> Result<Self, String> {
        let said =
            |error: &dyn std::fmt::Display| error.to_string().lines().last().unwrap_or_default().to_owned();
        let mut record: DocumentMut =
            self.record.parse().map_err(|error: toml_edit::TomlError| said(&error))?;
        let table = only(&mut record).ok_or("the record has no fields")?;
        if let Some(key) = field.trim().strip_suffix('=') {
            table.remove(key.trim());
        } else {
            let fields: DocumentMut = field.parse().map_err(|error: toml_edit::TomlError| said(&error))?;
            for (key, value) in fields.iter() {
                table.insert(key, value.clone());
            }
        }
        let record = record.to_string();
        Ok(Self { record: formatted(&record).unwrap_or(record), ..self.clone() })
    }
}

/// A claim with some words of a sentence as its quote, and what they name as its ends. The properties are those that the ends allow, the most used
/// first; where they name too little, it has fields left to fill in.
pub fn blank((dataset, ontology): (&Dataset, &Ontology), drafted: &Drafted, words: &str) -> Offer {
    let folded = fold(words);
    let mut things =
        drafted.seen.iter().filter(|seen| folded.contains(&fold(&seen.words))).map(|seen| seen.key.as_str());
    let (subject, object) = (things.next().unwrap_or_default(), things.next());
    let value = drafted.values.iter().find(|value| folded.contains(&fold(&value.words)));
    let value = match (object, value) {
        (Some(object), _) => ("object", object),
        (None, Some(value)) => match value.kind {
            "amount" => ("amount", value.written.as_str()),
            "count" | "number" => ("count", value.written.as_str()),
            _ => ("object", value.written.as_str()),
        },
        (None, None) => ("object", ""),
    };
    let class = |key: &str| match dataset.find(key)? {
        Thing::Entity(id) => Some(dataset.entity(id).class),
        Thing::Claim(_) => Some(ontology.claim_class()),
    };
    let ends = (class(subject), object.and_then(class));
    let fits = |property: &Property| {
        let is_of = |class: Option<ClassId>, all: &[ClassId]| {
            class.is_none_or(|class| ontology.is_one_of(class, all))
        };
        let holds = match &property.range {
            Range::Things(all) => value.0 == "object" && is_of(ends.1, all),
            Range::Money => value.0 == "amount",
            Range::Count | Range::Decimal => value.0 == "count",
            _ => value.0 == "object" && object.is_none(),
        };
        property.writable && is_of(ends.0, &property.domain) && holds
    };
    let mut used: BTreeMap<PropertyId, usize> = BTreeMap::new();
    dataset.claims().iter().for_each(|claim| *used.entry(claim.predicate).or_default() += 1);
    let all = (0..).map(PropertyId).zip(ontology.properties());
    let mut fitting: Vec<(usize, &Property)> = all
        .filter(|(_, property)| fits(property))
        .map(|(id, property)| (used.get(&id).copied().unwrap_or_default(), property))
        .collect();
    fitting.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    let mut others: Vec<(String, String)> =
        fitting.into_iter().take(MOST_OTHERS).map(|(_, p)| (p.key.clone(), p.label.clone())).collect();
    // Without a subject none is better than another.
    let predicate = if others.is_empty() || ends.0.is_none() { String::new() } else { others.remove(0).0 };
    let mut fields =
        vec![("subject", subject.to_owned()), ("predicate", predicate), (value.0, value.1.to_owned())];
    if !drafted.section.is_empty() {
        fields.push(("section", drafted.section.clone()));
    }
    fields.push(("quote", words.to_owned()));
    Offer {
        place: drafted.place(),
        sentence: drafted.text.clone(),
        why: "what the words name; the properties are those that the ends allow, the most used first"
            .to_owned(),
        record: Record { kind: "claim", fields }.written(),
        others,
    }
}

/// The table of a record.
fn only(document: &mut DocumentMut) -> Option<&mut Table> {
    document.iter_mut().next().and_then(|(_, item)| item.as_array_of_tables_mut()?.get_mut(0))
}

/// The records of a sheet, and what they have in common as `[default]`. Lines that a person changed, took away or opened count as they are.
///
/// # Errors
///
/// Where the sheet is no TOML.
pub fn offers(sheet: &str) -> Result<(String, Vec<Offer>), String> {
    sheet.parse::<toml::Table>().map_err(|error| error.to_string())?;
    let (mut head, mut offers): (String, Vec<Offer>) = Default::default();
    let (mut place, mut sentence, mut why) = <(String, Option<String>, String)>::default();
    let mut lines = sheet.lines().peekable();
    while let Some(line) = lines.next() {
        if let Some(rest) = line.strip_prefix("# ---- ") {
            (place, sentence, why) = (rest.to_owned(), None, String::new());
        } else if let Some(rest) = line.strip_prefix("# why: ") {
            rest.clone_into(&mut why);
        } else if let Some(rest) = line.strip_prefix("# ").filter(|_| !place.is_empty()) {
            sentence.get_or_insert_with(|| rest.to_owned());
        } else if is_header(line) {
            let (mut record, mut others) = (format!("{line}\n"), Vec::new());
            loop {
                // Inside a text of several lines every line is a part of it.
                let is_open = record.parse::<toml::Table>().is_err();
                let Some(line) = lines.next_if(|line| {
                    let is_other =
                        is_header(line) || line.starts_with('#') && !line.starts_with("# predicate");
                    is_open || !is_other
                }) else {
                    break;
                };
                match line.strip_prefix("# predicate = ").filter(|_| !is_open) {
                    Some(rest) => {
                        let (key, label) = rest.split_once("  # ").unwrap_or((rest, ""));
                        others.push((key.trim_matches('"').to_owned(), label.to_owned()));
                    }
                    None if line.trim().is_empty() && !is_open => {}
                    None => record.push_str(&format!("{line}\n")),
                }
            }
            if line.starts_with("[default]") {
                head = record;
            } else {
                let words = sentence.clone().unwrap_or_default();
                offers.push(Offer {
                    place: place.clone(),
                    sentence: words,
                    why: std::mem::take(&mut why),
                    record,
                    others,
                });
            }
        }
    }
    Ok((head, offers))
}

/// Whether a line begins a record. A table of a record, such as `[claim.note]`, belongs to it.
fn is_header(line: &str) -> bool {
    line.starts_with("[[") || line.starts_with("[default]")
}

/// What a data file says of all its claims that a record, with what it has in common with others of its sheet, leaves open.
pub fn inherited(file: &str, head: &str, record: &str) -> Vec<String> {
    let (of_file, of_head) = (defaults(file), defaults(head));
    let Some(own) = record.parse::<DocumentMut>().ok().and_then(|mut document| only(&mut document).cloned())
    else {
        return Vec::new();
    };
    if !record.starts_with("[[claim]]") {
        return Vec::new();
    }
    let has = |key: &str| own.contains_key(key) || of_head.contains_key(key);
    let source = own.get("source").or(of_head.get("source"));
    let is_elsewhere =
        source.is_some_and(|source| of_file.get("source").is_none_or(|other| text(other) != text(source)));
    let open =
        of_file.iter().filter(|(key, _)| !(has(key) || is_elsewhere && matches!(*key, "section" | "page")));
    open.map(|(key, value)| format!("{key} = {}", value.to_string().trim())).collect()
}

/// A data file with one record more, as the last one. `head` is what the record has in common with others of its sheet; without a file it
/// becomes the beginning of a new one. What the file says of all its claims is not said again. None where that is not one record.
pub fn placed(file: Option<&str>, head: &str, record: &str) -> Option<String> {
    let mut document: DocumentMut = record.parse().ok()?;
    let count = |item: &Item| item.as_array_of_tables().map(ArrayOfTables::len);
    if document.len() != 1 || document.iter().next().and_then(|(_, item)| count(item)) != Some(1) {
        return None;
    }
    let Some(file) = file else {
        return formatted(&format!("{head}\n{record}"));
    };
    let of_file = defaults(file);
    let is_claim = document.contains_key("claim");
    let table = only(&mut document)?;
    if is_claim {
        for (key, value) in
            defaults(head).iter().filter(|(key, _)| !table.contains_key(key)).collect::<Vec<_>>()
        {
            table.insert(key, value.clone());
        }
        let is_said =
            |key: &str, value: &Item| of_file.get(key).is_some_and(|other| text(other) == text(value));
        // A section and a page are of their source.
        let is_elsewhere = table.get("source").is_some_and(|source| !is_said("source", source));
        let said: Vec<String> = table
            .iter()
            .filter(|(key, value)| {
                is_said(key, value) && !(is_elsewhere && matches!(*key, "section" | "page"))
            })
            .map(|(key, _)| key.to_owned())
            .collect();
        for key in &said {
            table.remove(key);
        }
    }
    let record = document.to_string();
    let record = formatted(&record).unwrap_or(record);
    Some(format!("{}\n\n{}", file.trim_end(), record.trim_start()))
}

/// What a file says of all its claims.
fn defaults(file: &str) -> Table {
    let document = file.parse::<DocumentMut>().ok();
    let found = document.and_then(|document| document.get("default")?.as_table().cloned());
    found.unwrap_or_default()
}

fn text(item: &Item) -> String {
    item.as_str().map_or_else(|| item.to_string().trim().to_owned(), str::to_owned)
}
