//! A work sheet for a text: sentence by sentence what carries no claim yet, and records that a person may take.
//!
//! Goes in: a project, its dataset and ontology, a source and its text; or what another program proposes ([`task`], [`take`]). Comes out: a
//! [`Sheet`]. Every record of it passed the checks that records of the data pass, each with a reason. Deliberately not an author: it takes
//! nothing into the data, fills in nothing that the words do not have, and says of each proposal on which words it rests.

mod fit;
mod gate;
mod offer;
mod program;
mod record;
mod seen;
mod sheet;

use std::collections::BTreeMap;

use serde::Serialize;

use super::evidence::{SectionSpan, Sentence, coverage, fold};
use super::input::Input;
use super::ontology::Ontology;
use crate::model::claim::EntityId;
use crate::model::dataset::Dataset;
use fit::Fits;
pub use gate::{Refused, pass};
pub use offer::{Decided, Decision, Decisions, Offer, blank, inherited, offers, placed};
pub use program::{TooMuch, take, task};
pub use record::Record;
use record::Words;
use seen::{Mention, Sight};
pub use seen::{Seen, Value};
pub use sheet::BEGINNING;

/// How many pairs of things are proposed for a sentence at most.
const MOST_PAIRS: usize = 4;
/// How many properties are named for a pair: the right one was among so many every time where a draft was measured.
const MOST_PROPERTIES: usize = 3;
/// How many sentences a sheet has at most: more than a person looks at before the claims of the first ones are in the data.
const MOST_SENTENCES: usize = 1000;
/// Of how many bytes a sentence is at most; what is longer is a table or has no marks, and is not looked at.
const LONGEST: usize = 2000;

/// What a draft is made from.
#[derive(Clone, Copy, Debug)]
pub struct Drafting<'a> {
    /// The project.
    pub input: &'a Input,
    /// Its checked dataset.
    pub dataset: &'a Dataset,
    /// Its ontology.
    pub ontology: &'a Ontology,
    /// The source.
    pub source: EntityId,
    /// Its text.
    pub text: &'a str,
}

/// A work sheet.
#[derive(Clone, Debug, Serialize)]
pub struct Sheet {
    /// The key of the source.
    pub source: String,
    /// Whose words its text is in: by its record, else the speaker of most of its claims.
    pub voice: Option<String>,
    /// How many sentences carry claims already.
    pub with_claims: usize,
    /// Whether its words look like another language than English: then only names and numbers are found.
    pub is_other_language: bool,
    /// How many sentences without a claim it leaves out: it has the first thousand.
    pub left_out: usize,
    /// The program that made its proposals; none where they are Remit's own.
    pub program: Option<String>,
    /// What the program wrote that is not a proposal, with the reason.
    pub unread: Vec<String>,
    /// What all its records have in common, as a data file has it.
    #[serde(skip)]
    head: String,
    /// The sentences without a claim, in the order of the text.
    pub sentences: Vec<Drafted>,
}

impl Sheet {
    /// What all its records have in common, as a data file has it.
    pub fn head(&self) -> &str {
        &self.head
    }
}

/// A sentence, and what is seen in it.
#[derive(Clone, Debug, Serialize)]
pub struct Drafted {
    /// Its number in the text, from 1.
    pub number: usize,
    /// The key of its section; empty where it has none.
    pub section: String,
    /// First code point.
    pub start: u32,
    /// One past the last code point.
    pub end: u32,
    /// Its words; cut where they are too many for a sentence, which then is not looked at.
    pub text: String,
    /// Things that it names.
    pub seen: Vec<Seen>,
    /// Amounts, numbers, dates and lengths of time, as fields.
    pub values: Vec<Value>,
    /// Records that pass the checks of data.
    pub proposals: Vec<Proposal>,
    /// Records that do not, with the reason.
    pub refused: Vec<Refused>,
}

/// A record that may be taken.
#[derive(Clone, Debug, Serialize)]
pub struct Proposal {
    /// The record.
    pub record: Record,
    /// On what it rests.
    pub why: Vec<String>,
    /// Other properties that fit, the better first, each with its label.
    pub others: Vec<(String, String)>,
}

/// Makes a work sheet. `only` is a sentence to look at whatever it carries, instead of all that carry no claim.
///
/// Costs a few builds of the project.
pub fn draft(drafting: Drafting<'_>, only: Option<&str>) -> Sheet {
    let Drafting { dataset, source, text, .. } = drafting;
    let sections = super::evidence::sections(dataset, source, text);
    let all = sentences(drafting, &sections);
    let wanted = only.map(fold);
    let is_open = |s: &&Sentence| match &wanted {
        Some(words) => fold(&s.text).contains(words.as_str()),
        None => s.claims == 0,
    };
    let open: Vec<(usize, &Sentence)> = (1..).zip(&all).filter(|(_, sentence)| is_open(sentence)).collect();
    let mut around: BTreeMap<&str, String> = BTreeMap::new();
    for sentence in &all {
        let words = around.entry(&sentence.section).or_default();
        words.push_str(&fold(&sentence.text));
        words.push(' ');
    }
    let fits = Fits::new(drafting);
    let sight = Sight::new(drafting);
    let mut drafted: Vec<Drafted> = Vec::new();
    for (number, sentence) in open.iter().take(MOST_SENTENCES) {
        let looked_at = looked_at(drafting, sentence, &around[sentence.section.as_str()], &sight, &fits);
        drafted.push(Drafted { number: *number, ..looked_at });
    }
    let head = gate::head(drafting, fits.voice.as_deref());
    pass(drafting, &head, &mut drafted);
    Sheet {
        source: dataset.text(dataset.entity(source).key).to_owned(),
        voice: fits.voice.clone(),
        with_claims: all.iter().filter(|s| s.claims > 0).count(),
        is_other_language: seen::is_other_language(text),
        left_out: open.len() - drafted.len(),
        program: None,
        unread: Vec::new(),
        head,
        sentences: drafted,
    }
}

/// The sentences of the text, with how many claims each carries.
fn sentences(
    Drafting { dataset, source, text, .. }: Drafting<'_>,
    sections: &[SectionSpan],
) -> Vec<Sentence> {
    let own = dataset.claims().iter().filter(|claim| claim.source == source);
    let quotes: Vec<&[(u32, u32)]> = own.filter_map(|c| Some(dataset.passage(c.passage?).spans())).collect();
    coverage(text, sections, &quotes)
}

fn looked_at(
    drafting: Drafting<'_>,
    sentence: &Sentence,
    around: &str,
    sight: &Sight<'_>,
    fits: &Fits<'_>,
) -> Drafted {
    let mut text = fold(&sentence.text);
    let is_too_long = text.len() > LONGEST;
    if is_too_long {
        text.truncate(crate::model::text::char_boundary(&text, LONGEST));
    }
    let mentions = if is_too_long { Vec::new() } else { sight.mentions(&text) };
    let values = if is_too_long { Vec::new() } else { seen::values(&text) };
    let most = drafting.input.manifest.limits.quote_words;
    let words = Words { text: &text, section: &sentence.section, around, most };
    let mut proposals: Vec<Proposal> = mentions.iter().filter_map(|m| entity(drafting, m)).collect();
    proposals.extend(fits.pairs(&mentions, &words));
    proposals.extend(fits.values(&mentions, &values, &words));
    Drafted {
        number: 0,
        section: sentence.section.clone(),
        start: sentence.start,
        end: sentence.end,
        seen: mentions.iter().map(|m| m.seen(&text)).collect(),
        values,
        proposals,
        refused: Vec::new(),
        text,
    }
}

/// A record for a thing that the data do not know, where its name tells its class.
fn entity(Drafting { ontology, .. }: Drafting<'_>, mention: &Mention) -> Option<Proposal> {
    let class = mention.class.filter(|_| mention.is_new)?;
    let class = ontology.class(class);
    let fields =
        vec![("id", mention.key.clone()), ("type", class.key.clone()), ("name", mention.name.clone())];
    Some(Proposal {
        record: Record { kind: "entity", fields },
        why: vec![format!("no record has this name; “{}” says what it is", class.label)],
        others: Vec::new(),
    })
}
