//! What things are called, as a reader may type it.

use std::collections::BTreeMap;

use crate::compile::ontology::Ontology;
use crate::model::claim::{ClassId, Thing};
use crate::model::dataset::Dataset;
use crate::model::nearest::nearest;

/// The words of a text: lower case, without marks at their ends, without articles.
pub fn normal(text: &str) -> Vec<String> {
    let is_mark =
        |c: char| c.is_ascii_punctuation() || matches!(c, '\u{201c}' | '\u{201d}' | '\u{2018}' | '\u{2019}');
    text.split_whitespace()
        .map(|w| w.trim_matches(is_mark).to_lowercase())
        .filter(|w| !w.is_empty() && !matches!(w.as_str(), "a" | "an" | "the"))
        .collect()
}

/// Every name of every entity: keys, names, other names.
pub struct Names<'a> {
    dataset: &'a Dataset,
    ontology: &'a Ontology,
    things: BTreeMap<String, Vec<Thing>>,
}

impl<'a> Names<'a> {
    /// Collects the names. Costs a pass over the entities.
    pub fn new(dataset: &'a Dataset, ontology: &'a Ontology) -> Self {
        let mut things: BTreeMap<String, Vec<Thing>> = BTreeMap::new();
        for id in dataset.entity_ids() {
            let entity = dataset.entity(id);
            for symbol in [entity.key, entity.name].into_iter().chain(entity.also.iter().copied()) {
                let known = things.entry(normal(dataset.text(symbol)).join(" ")).or_default();
                if known.last() != Some(&Thing::Entity(id)) {
                    known.push(Thing::Entity(id));
                }
            }
        }
        Self { dataset, ontology, things }
    }

    /// Whether a thing is of a class.
    pub fn is_of(&self, thing: Thing, class: Option<ClassId>) -> bool {
        let own = match thing {
            Thing::Entity(id) => self.dataset.entity(id).class,
            Thing::Claim(_) => self.ontology.claim_class(),
        };
        class.is_none_or(|wanted| self.ontology.is_a(own, wanted))
    }

    /// The things of a class with a name: those called exactly so, else those whose name begins so.
    pub fn find(&self, name: &str, class: Option<ClassId>) -> Vec<Thing> {
        let of_class = |things: &Vec<Thing>| {
            things.iter().copied().filter(|t| self.is_of(*t, class)).collect::<Vec<_>>()
        };
        let mut found = self.things.get(name).map(of_class).unwrap_or_default();
        if found.is_empty() && !name.is_empty() {
            let longer = self.things.range(name.to_owned()..).take_while(|(n, _)| n.starts_with(name));
            found = longer.flat_map(|(_, things)| of_class(things)).collect();
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The name of a thing of a class that is nearest to one that is not known.
    pub fn near(&self, name: &str, class: Option<ClassId>) -> Option<&str> {
        let of_class = self.things.iter().filter(|(_, t)| t.iter().any(|t| self.is_of(*t, class)));
        let near = nearest(name, of_class.map(|(n, _)| n.as_str()))?;
        let things = self.things.get(near)?.iter().filter(|t| self.is_of(**t, class));
        let name = things.map(|t| self.dataset.name(*t)).find(|n| normal(n).join(" ") == near);
        // Another name, or a key, is offered as it was compared.
        Some(name.unwrap_or(near))
    }

    /// The things of a class whose name has some words in it.
    pub fn holding(&self, words: &str, class: Option<ClassId>) -> Vec<Thing> {
        let named = self.things.iter().filter(|(name, _)| !words.is_empty() && name.contains(words));
        let mut found: Vec<Thing> =
            named.flat_map(|(_, t)| t.iter().copied()).filter(|t| self.is_of(*t, class)).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// All things of a class, in the order of keys.
    pub fn all(&self, class: Option<ClassId>) -> Vec<Thing> {
        let things = self.dataset.entity_ids().map(Thing::Entity);
        things.filter(|t| self.is_of(*t, class)).collect()
    }
}
