//! The sources of a graph: when and by whom they were published, how many claims each has, and what it alone says.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::derive::rdf::GraphRef;
use crate::model::claim::{Claim, EntityId, Thing, Value};
use crate::model::published::PublishedField;

/// A source, and what rests on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct SourceReport {
    /// Its key.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its class.
    pub class: String,
    /// What is recorded of its publication, by the keys of records.
    pub published: BTreeMap<&'static str, String>,
    /// How many claims quote it.
    pub claims: usize,
    /// How many of these are facts.
    pub facts: usize,
    /// How many facts it alone states.
    pub alone: usize,
    /// The names of the things that it alone speaks of.
    pub only_here: Vec<String>,
}

impl SourceReport {
    /// What is recorded of a part of its publication.
    pub fn published(&self, part: PublishedField) -> Option<&str> {
        self.published.get(part.key()).map(String::as_str)
    }
}

/// All sources, also those that no claim quotes, the earliest first and those without a date last; then by key. Costs two passes over
/// the claims.
pub fn sources(scope: GraphRef<'_>) -> Vec<SourceReport> {
    let GraphRef { dataset, ontology, .. } = scope;
    let mut stated: BTreeMap<String, BTreeSet<EntityId>> = BTreeMap::new();
    let mut spoken_of: BTreeMap<EntityId, BTreeSet<EntityId>> = BTreeMap::new();
    let is_asked = |id: &EntityId| ontology.is_source(dataset.entity(*id).class) && scope.is_asked(*id);
    let mut claims: BTreeMap<EntityId, usize> =
        dataset.entity_ids().filter(is_asked).map(|id| (id, 0)).collect();
    let mut facts: BTreeMap<EntityId, usize> = BTreeMap::new();
    for id in dataset.claim_ids() {
        let claim = dataset.claim(id);
        *claims.entry(claim.source).or_default() += 1;
        let value = match claim.value {
            Value::Thing(thing) => Some(thing),
            _ => None,
        };
        for thing in [Some(claim.subject), value].into_iter().flatten() {
            if let Thing::Entity(thing) = thing {
                spoken_of.entry(thing).or_default().insert(claim.source);
            }
        }
        if scope.is_fact(id) {
            *facts.entry(claim.source).or_default() += 1;
            stated.entry(triple(claim)).or_default().insert(claim.source);
        }
    }
    let only = |sources: &BTreeSet<EntityId>, id: EntityId| sources.len() == 1 && sources.contains(&id);
    let report = |(id, claims): (EntityId, usize)| {
        let entity = dataset.entity(id);
        let published = entity.published.iter().flat_map(|p| p.iter());
        let here = spoken_of.iter().filter(|(_, sources)| only(sources, id));
        SourceReport {
            id: dataset.key(Thing::Entity(id)).to_owned(),
            name: dataset.name(Thing::Entity(id)).to_owned(),
            class: ontology.class(entity.class).label.clone(),
            published: published.map(|(part, text)| (part.key(), dataset.text(*text).to_owned())).collect(),
            claims,
            facts: facts.get(&id).copied().unwrap_or_default(),
            alone: stated.values().filter(|sources| only(sources, id)).count(),
            only_here: here.map(|(thing, _)| dataset.name(Thing::Entity(*thing)).to_owned()).collect(),
        }
    };
    let mut found: Vec<SourceReport> = claims.into_iter().map(report).collect();
    let date = |source: &SourceReport| {
        let date = source.published(PublishedField::Date).map(str::to_owned);
        (date.is_none(), date)
    };
    found.sort_by_cached_key(|source| (date(source), source.id.clone()));
    found
}

/// What a claim states, so that two that state the same are seen to.
fn triple(claim: &Claim) -> String {
    format!("{:?} {:?} {:?}", claim.subject, claim.predicate, claim.value)
}
