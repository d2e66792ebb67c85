//! Some of the sources of a graph: those that are named, those of some kinds, and those that were known by a date.
//!
//! Goes in: words as files and people write them. Comes out: the sources meant, or each word that means none, with the nearest.

use std::collections::{BTreeMap, BTreeSet};

use crate::compile::ontology::Ontology;
use crate::model::claim::{EntityId, Thing};
use crate::model::dataset::Dataset;
use crate::model::date::PartialDate;
use crate::model::nearest::nearest;
use crate::model::published::PublishedField;

/// Which sources count, in words: all where nothing is named; with both, those of the named ones that are of the kinds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Keys of sources.
    pub sources: Vec<String>,
    /// Kinds of sources.
    pub kinds: Vec<String>,
    /// A date: sources of which it is not sure that they were published by then do not count.
    pub known_by: Option<String>,
}

/// A word of a selection that means no source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoSource {
    /// Its place: among the sources, then among the kinds, then the date.
    pub place: usize,
    /// What is wrong.
    pub message: String,
    /// What was expected.
    pub expected: String,
    /// The nearest word that means one.
    pub near: Option<String>,
}

impl Selection {
    /// Whether every source counts.
    pub fn is_all(&self) -> bool {
        self.sources.is_empty() && self.kinds.is_empty() && self.known_by.is_none()
    }

    /// The sources meant.
    ///
    /// # Errors
    ///
    /// Every word that means none; or the first one, where each means some and all together none.
    pub fn of(&self, dataset: &Dataset, ontology: &Ontology) -> Result<BTreeSet<EntityId>, Vec<NoSource>> {
        let meant = self.known(dataset, ontology)?;
        if !meant.is_empty() {
            return Ok(meant);
        }
        let (message, expected) = if self.sources.is_empty() && self.kinds.is_empty() {
            ("no source was published by then", "a later date")
        } else {
            ("none of the sources named was published by then", "a later date, or other sources")
        };
        let (message, expected) = (message.to_owned(), expected.to_owned());
        Err(vec![NoSource { place: self.sources.len() + self.kinds.len(), message, expected, near: None }])
    }

    /// The sources meant, none where none of them was published by the date: that is an answer where somebody asks.
    ///
    /// # Errors
    ///
    /// Every word that means none; or the first one, where each means some and all together none.
    pub fn known(&self, dataset: &Dataset, ontology: &Ontology) -> Result<BTreeSet<EntityId>, Vec<NoSource>> {
        let all = sources(dataset, ontology);
        let key = |id: EntityId| dataset.key(Thing::Entity(id));
        let kinds: BTreeSet<&str> = all.iter().filter_map(|id| kind(*id, dataset)).collect();
        let keys: Vec<&str> = all.iter().map(|id| key(*id)).collect();
        let is_cited = |word: &String| keys.contains(&word.as_str());
        let is_kind = |word: &String| kinds.contains(word.as_str());
        let mut wrong = Vec::new();
        for (place, word) in self.sources.iter().enumerate().filter(|(_, word)| !is_cited(word)) {
            let expected = "the key of a source; `remit sources` lists them".to_owned();
            let near = nearest(word, keys.iter().copied()).map(str::to_owned);
            wrong.push(NoSource { place, message: format!("there is no source `{word}`"), expected, near });
        }
        for (i, word) in self.kinds.iter().enumerate().filter(|(_, word)| !is_kind(word)) {
            let known: Vec<&str> = kinds.iter().copied().collect();
            let expected = match known.as_slice() {
                [] => "kind = \"…\" in the records of sources: none has one".to_owned(),
                known => format!("one of: {}", known.join(", ")),
            };
            let near = nearest(word, known).map(str::to_owned);
            let message = format!("no source is of the kind `{word}`");
            wrong.push(NoSource { place: self.sources.len() + i, message, expected, near });
        }
        let known_by = self.known_by.as_deref().map(|text| (text, PartialDate::parse(text)));
        if let Some((text, None)) = known_by {
            wrong.push(NoSource {
                place: self.sources.len() + self.kinds.len(),
                message: format!("`{text}` is no date"),
                expected: "a date such as 2022, 2022-06 or 2022-06-30".to_owned(),
                near: None,
            });
        }
        let known_by = known_by.and_then(|(_, date)| date);
        let is_named = |id: &EntityId| {
            (self.sources.is_empty() || self.sources.iter().any(|s| s == key(*id)))
                && (self.kinds.is_empty()
                    || kind(*id, dataset).is_some_and(|kind| self.kinds.iter().any(|k| k == kind)))
        };
        let named: BTreeSet<EntityId> = all.into_iter().filter(is_named).collect();
        if named.is_empty() && wrong.is_empty() && !(self.sources.is_empty() && self.kinds.is_empty()) {
            let message = "none of the sources named is of the kinds named".to_owned();
            wrong.push(NoSource {
                place: 0,
                message,
                expected: "sources of these kinds".to_owned(),
                near: None,
            });
        }
        let is_known = |id: &EntityId| known_by.is_none_or(|date| was_known_by(*id, date, dataset));
        let meant = named.into_iter().filter(is_known).collect();
        if wrong.is_empty() { Ok(meant) } else { Err(wrong) }
    }
}

/// Those in whose own words some sources are for the most part, with how much each says in other sources, and in which: what a selection by
/// kind leaves out of what they say.
pub fn said_elsewhere(
    meant: &BTreeSet<EntityId>,
    dataset: &Dataset,
) -> Vec<(EntityId, usize, BTreeSet<EntityId>)> {
    let mut said: BTreeMap<EntityId, BTreeMap<EntityId, usize>> = BTreeMap::new();
    for claim in dataset.claims() {
        *said.entry(claim.source).or_default().entry(claim.speaker).or_default() += 1;
    }
    let first =
        |source: &EntityId| said.get(source)?.iter().max_by_key(|(_, count)| **count).map(|(who, _)| *who);
    let speakers: BTreeSet<EntityId> = meant.iter().filter_map(first).collect();
    let others = |who: EntityId| {
        let of = |(source, all): (&EntityId, &BTreeMap<EntityId, usize>)| Some((*source, *all.get(&who)?));
        let found: Vec<(EntityId, usize)> =
            said.iter().filter(|(source, _)| !meant.contains(source)).filter_map(of).collect();
        (who, found.iter().map(|f| f.1).sum(), found.iter().map(|f| f.0).collect())
    };
    speakers.into_iter().map(others).filter(|(_, count, _)| *count > 0).collect()
}

/// All sources, in the order of keys.
pub fn sources(dataset: &Dataset, ontology: &Ontology) -> Vec<EntityId> {
    dataset.entity_ids().filter(|id| ontology.is_source(dataset.entity(*id).class)).collect()
}

/// The sources of whose time nothing is recorded, neither when they were published nor when their texts were taken: a date leaves none of
/// them out.
pub fn undated(dataset: &Dataset, ontology: &Ontology) -> Vec<EntityId> {
    let mut all = sources(dataset, ontology);
    all.retain(|id| dataset.time_of_source(*id).is_none());
    all
}

/// Of what kind a source is, where its record says so.
fn kind(id: EntityId, dataset: &Dataset) -> Option<&str> {
    dataset.published(id, PublishedField::Kind)
}

/// Whether a source was published by a date, for all that is recorded: the whole of its year or month lies no later. One without any
/// date is not taken as later.
fn was_known_by(id: EntityId, date: PartialDate, dataset: &Dataset) -> bool {
    dataset.time_of_source(id).is_none_or(|time| time.days().1 <= date.days().1)
}
