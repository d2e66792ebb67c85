//! A work sheet for a text: sentence by sentence what carries no claim yet, and records that a person may take.
//!
//! Goes in: a project, its dataset and ontology, a source and its text. Comes out: a [`Sheet`]. Every record of it passed the checks that
//! records of the data pass, each with a reason. Deliberately no author: it takes nothing into the data, fills in nothing that the
//! words do not have, and says of each proposal on which words it rests.

mod fit;
mod gate;
mod record;
mod seen;
mod sheet;

use serde::Serialize;

use super::evidence::{SectionSpan, Sentence, coverage, fold};
use super::input::Input;
use super::ontology::Ontology;
use crate::model::claim::EntityId;
use crate::model::dataset::Dataset;
use fit::Fits;
pub use gate::Refused;
pub use record::Record;
use record::Words;
use seen::{Mention, Sight};
pub use seen::{Seen, Value};

/// How many pairs of things are proposed for a sentence at most.
const MOST_PAIRS: usize = 4;
/// How many properties are named for a pair: the right one was among so many every time where a draft was measured.
const MOST_PROPERTIES: usize = 3;

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
    /// Whose words its text is in, where the source says so.
    pub voice: Option<String>,
    /// How many sentences carry claims already.
    pub with_claims: usize,
    /// Whether its words look like another language than English: then only names and numbers are found.
    pub is_other_language: bool,
    /// What all its records have in common, as a data file has it.
    #[serde(skip)]
    head: String,
    /// The sentences without a claim, in the order of the text.
    pub sentences: Vec<Drafted>,
}

/// A sentence, and what is seen in it.
#[derive(Clone, Debug, Serialize)]
pub struct Drafted {
    /// The key of its section; empty where it has none.
    pub section: String,
    /// First code point.
    pub start: u32,
    /// One past the last code point.
    pub end: u32,
    /// Its words.
    pub text: String,
    /// Things that it names.
    pub seen: Vec<Seen>,
    /// Amounts, numbers, dates and lengths of time, as fields.
    pub values: Vec<Value>,
    /// Records that pass every check.
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
    let with_claims = all.iter().filter(|s| s.claims > 0).count();
    let open = |s: &&Sentence| match &wanted {
        Some(words) => fold(&s.text).contains(words.as_str()),
        None => s.claims == 0,
    };
    let fits = Fits::new(drafting);
    let sight = Sight::new(drafting);
    let mut drafted: Vec<Drafted> =
        all.iter().filter(open).map(|sentence| looked_at(drafting, sentence, &all, &sight, &fits)).collect();
    gate::pass(drafting, &mut drafted);
    Sheet {
        source: dataset.text(dataset.entity(source).key).to_owned(),
        voice: fits.voice.clone(),
        with_claims,
        is_other_language: seen::is_other_language(text),
        head: gate::head(drafting),
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
    all: &[Sentence],
    sight: &Sight<'_>,
    fits: &Fits<'_>,
) -> Drafted {
    let text = fold(&sentence.text);
    let mentions = sight.mentions(&text);
    let values = seen::values(&text);
    let own: Vec<&str> =
        all.iter().filter(|s| s.section == sentence.section).map(|s| s.text.as_str()).collect();
    let words = Words {
        text: &text,
        section: &sentence.section,
        around: fold(&own.join(" ")),
        most: drafting.input.manifest.limits.quote_words,
    };
    let mut proposals: Vec<Proposal> = mentions.iter().filter_map(|m| entity(drafting, m)).collect();
    proposals.extend(fits.pairs(&mentions, &words));
    proposals.extend(fits.values(&mentions, &values, &words));
    Drafted {
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
