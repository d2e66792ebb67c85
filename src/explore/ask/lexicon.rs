//! What the words of one graph mean: names of things, and words for properties, classes and statuses.
//!
//! Goes in: a graph. Comes out: for some words of a question, what they can mean. Other words for a term are those that the
//! ontology gives it (`skos:altLabel`, `skos:hiddenLabel`); nothing is guessed from the domain.

use std::collections::{BTreeMap, BTreeSet};

use super::english::{Kind, is_empty_word, is_number, singular, stem, turns};
use crate::compile::ontology::Ontology;
use crate::derive::rdf::GraphRef;
use crate::explore::names::{initials, normal};
use crate::model::claim::{ClassId, PropertyId, StatusId, Thing};

/// How many things may share a part of a name before the part stops being a name.
const MOST_SHARING: usize = 8;

/// How many words may say what a term means for one of them to stand for it.
const MOST_WORDS_OF_A_TERM: usize = 3;

/// What some words of a question can mean. Several at once: which is meant is found by what the graph holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Meaning {
    /// Things that are called so.
    pub things: BTreeSet<Thing>,
    /// Whether the words are a whole name and not a part of one.
    pub is_whole_name: bool,
    /// Whether it is written so, letter for letter but for capitals and marks: then nothing else is meant.
    pub is_as_written: bool,
    /// Properties that have such a word.
    pub properties: BTreeSet<PropertyId>,
    /// Properties whose words are more than these.
    pub partly: BTreeSet<PropertyId>,
    /// Classes that have such a word.
    pub classes: BTreeSet<ClassId>,
    /// Statuses that have such a word.
    pub statuses: BTreeSet<StatusId>,
}

impl Meaning {
    /// Whether the words mean nothing that is known.
    pub(super) fn is_empty(&self) -> bool {
        self.things.is_empty() && self.is_term_free()
    }

    /// Whether no property, class or status has the words.
    pub(super) fn is_term_free(&self) -> bool {
        self.has_no_property() && self.classes.is_empty() && self.statuses.is_empty()
    }

    /// Whether no property has the words.
    pub(super) fn has_no_property(&self) -> bool {
        self.properties.is_empty() && self.partly.is_empty()
    }

    /// Takes in what else the words can mean.
    pub(super) fn add(&mut self, other: &Self) {
        self.things.extend(&other.things);
        self.is_whole_name |= other.is_whole_name;
        self.properties.extend(&other.properties);
        self.partly.extend(&other.partly);
        self.classes.extend(&other.classes);
        self.statuses.extend(&other.statuses);
    }
}

/// A name of a thing.
struct Name {
    /// Its words.
    words: Vec<String>,
    /// Their stems.
    stems: Vec<String>,
    /// What has it.
    thing: Thing,
}

/// The words of a graph.
pub(super) struct Lexicon {
    /// Whole names, by their stems without spaces.
    names: BTreeMap<String, BTreeSet<Thing>>,
    /// Initials of names, by their stems.
    initials: BTreeMap<String, BTreeSet<Thing>>,
    /// Keys as they are written.
    keys: BTreeMap<String, BTreeSet<Thing>>,
    /// Whole names as they are written.
    written_names: BTreeSet<String>,
    /// Every name, with what has it.
    parts: Vec<Name>,
    /// Where each stem stands in `parts`.
    by_stem: BTreeMap<String, Vec<usize>>,
    /// Words for terms, by their stems without spaces.
    phrases: BTreeMap<String, Meaning>,
    /// Single words in words for terms, by their stem.
    words: BTreeMap<String, Meaning>,
    /// A word for each stem, as it is written.
    written: BTreeMap<String, String>,
}

impl Lexicon {
    /// Collects the words of a graph. Costs a pass over its entities and its ontology.
    pub(super) fn new(scope: GraphRef<'_>) -> Self {
        let mut lexicon = Self {
            names: BTreeMap::new(),
            initials: BTreeMap::new(),
            keys: BTreeMap::new(),
            written_names: BTreeSet::new(),
            parts: Vec::new(),
            by_stem: BTreeMap::new(),
            phrases: BTreeMap::new(),
            words: BTreeMap::new(),
            written: BTreeMap::new(),
        };
        let dataset = scope.dataset;
        for id in dataset.entity_ids() {
            let entity = dataset.entity(id);
            let tagged = entity.names.iter().map(|(_, name)| *name);
            for text in [entity.name].into_iter().chain(tagged).chain(entity.also.iter().copied()) {
                lexicon.name(dataset.text(text), Thing::Entity(id));
            }
            // A key is no word of anybody's language: it is known as it is written only.
            let key = normal(dataset.text(entity.key)).join(" ");
            lexicon.keys.entry(key).or_default().insert(Thing::Entity(id));
        }
        lexicon.terms(scope.ontology);
        lexicon
    }

    fn name(&mut self, name: &str, thing: Thing) {
        let words = normal(name);
        let stems = self.stems_of(&words);
        self.written_names.insert(words.join(" "));
        self.names.entry(stems.concat()).or_default().insert(thing);
        for short in initials(name) {
            self.initials.entry(stem(&short)).or_default().insert(thing);
        }
        for stem in &stems {
            self.by_stem.entry(stem.clone()).or_default().push(self.parts.len());
        }
        self.parts.push(Name { words, stems, thing });
    }

    fn stems_of(&mut self, words: &[String]) -> Vec<String> {
        let mut stems = Vec::with_capacity(words.len());
        for word in words {
            let stem = stem(word);
            self.written.entry(stem.clone()).or_insert_with(|| word.clone());
            stems.push(stem);
        }
        stems
    }

    fn terms(&mut self, ontology: &Ontology) {
        let usable = |external: bool| !external;
        for (i, class) in ontology.classes().iter().enumerate().filter(|(_, c)| usable(c.external)) {
            let meaning = Meaning { classes: [ClassId(i as u16)].into(), ..Meaning::default() };
            self.term(ontology, &class.iri, &class.label, &meaning);
        }
        for (i, property) in ontology.properties().iter().enumerate().filter(|(_, p)| p.writable) {
            let meaning = Meaning { properties: [PropertyId(i as u16)].into(), ..Meaning::default() };
            self.term(ontology, &property.iri, &property.label, &meaning);
        }
        for (i, status) in ontology.statuses().iter().enumerate() {
            let meaning = Meaning { statuses: [StatusId(i as u16)].into(), ..Meaning::default() };
            self.term(ontology, &status.iri, &status.label, &meaning);
        }
    }

    fn term(&mut self, ontology: &Ontology, iri: &str, label: &str, meaning: &Meaning) {
        for text in [label.to_owned()].into_iter().chain(ontology.synonyms(iri)) {
            let words = normal(&text);
            let stems = self.stems_of(&words);
            self.phrases.entry(stems.concat()).or_default().add(meaning);
            let full: Vec<String> =
                words.iter().zip(stems).filter(|(w, _)| !is_empty_word(w)).map(|(_, s)| s).collect();
            // A word out of many says little of what they mean together.
            if full.len() <= MOST_WORDS_OF_A_TERM {
                for stem in full {
                    self.words.entry(stem).or_default().add(meaning);
                }
            }
        }
    }

    /// The properties that answer a kind of question because the ontology gives them its question word as another label.
    pub(super) fn answering(&self, kind: Kind) -> BTreeSet<PropertyId> {
        let word = Kind::ASKING.iter().find(|(k, _)| *k == kind).map_or("", |(_, word)| *word);
        let key: String = word.split(' ').map(stem).collect();
        self.phrases.get(&key).map(|m| m.properties.clone()).unwrap_or_default()
    }

    /// What some words that follow each other can mean as a whole.
    pub(super) fn whole(&self, words: &[String]) -> Meaning {
        let key: String = words.iter().map(|w| stem(w)).collect();
        let mut meaning = self.phrases.get(&key).cloned().unwrap_or_default();
        let written = words.join(" ");
        let things = self.names.get(&key).filter(|_| self.is_name(words, &written));
        if let Some(things) = things.or_else(|| self.keys.get(&written)).or_else(|| self.short(words, &key)) {
            meaning.is_as_written = self.written_names.contains(&written);
            if meaning.is_as_written {
                meaning = Meaning { is_as_written: true, ..Meaning::default() };
            }
            meaning.things.extend(things);
            meaning.is_whole_name = true;
        }
        meaning
    }

    /// What has initials; words of the language are none.
    fn short(&self, words: &[String], key: &str) -> Option<&BTreeSet<Thing>> {
        let is_word = words.iter().any(|w| is_empty_word(w) || !turns(w).is_empty());
        self.initials.get(key).filter(|_| !is_word)
    }

    /// Whether words are a name: one word alone in its singular or plural, several in any of their forms.
    fn is_name(&self, words: &[String], written: &str) -> bool {
        let forms = || [written.to_owned(), singular(written).to_owned(), format!("{written}s")];
        words.len() > 1 || forms().iter().any(|form| self.written_names.contains(form))
    }

    /// The things in whose names some words stand in this order; none where too many have them. One word alone has to be that
    /// of the name, and no other of the same stem: *important* is no import.
    /// Where they are `joined` by small words, nothing else may stand between them in the name.
    pub(super) fn part(&self, words: &[String], joined: bool) -> BTreeSet<Thing> {
        let stems: Vec<String> = words.iter().map(|w| stem(w)).collect();
        let rarest = stems.iter().map(|s| self.by_stem.get(s)).min_by_key(|found| found.map_or(0, Vec::len));
        let Some(Some(rarest)) = rarest else { return BTreeSet::new() };
        let has_all = |i: &&usize| {
            let mut left = self.parts[**i].stems.iter();
            let is_same = |word: &String| match words {
                [typed] => singular(word) == singular(typed) && !is_number(typed),
                _ => true,
            };
            let are_together = || {
                let name = &self.parts[**i];
                let full: Vec<&String> = name
                    .words
                    .iter()
                    .zip(&name.stems)
                    .filter(|(w, _)| !is_empty_word(w))
                    .map(|(_, s)| s)
                    .collect();
                full.windows(stems.len()).any(|w| w.iter().copied().eq(&stems))
            };
            stems.iter().all(|s| left.any(|l| l == s))
                && (!joined || are_together())
                && self.parts[**i].words.iter().any(is_same)
        };
        let things: BTreeSet<Thing> = rarest.iter().filter(has_all).map(|i| self.parts[*i].thing).collect();
        if things.len() > MOST_SHARING { BTreeSet::new() } else { things }
    }

    /// What one word can mean as a part of the words for a term.
    pub(super) fn word(&self, word: &str) -> Meaning {
        let found = self.words.get(&stem(word)).cloned().unwrap_or_default();
        Meaning { partly: found.properties.clone(), properties: BTreeSet::new(), ..found }
    }

    /// A word of the names and terms for each stem.
    pub(super) fn written(&self) -> &BTreeMap<String, String> {
        &self.written
    }
}
