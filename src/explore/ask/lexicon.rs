//! What the words of one graph mean: names of things, and words for properties, classes and statuses.
//!
//! Goes in: a graph. Comes out: for some words of a question, what they can mean. Other words for a term are those that the
//! ontology gives it (`skos:altLabel`, `skos:hiddenLabel`); nothing is guessed from the domain.

use std::collections::BTreeSet;

use super::english::{Kind, is_empty_word, is_in, is_number, of_verb, singular, stem, turns};
use crate::derive::rdf::GraphRef;
use crate::explore::names::{Fit, Named, Names, Referent};
use crate::model::claim::{ClassId, PropertyId, StatusId, Thing};

/// How many things may share a part of a name before the part stops being a name.
const MOST_SHARING: usize = 8;

/// Words that stand in titles and name nothing by themselves.
const COMMON: &str = "first second third fourth fifth last next new old year years annual month months monthly day days daily week weeks \
    one two three four five six seven eight nine ten funds update updates";

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

/// The words of a graph.
pub(super) struct Lexicon<'a> {
    names: Names<'a>,
}

impl<'a> Lexicon<'a> {
    /// Collects the words of a graph. Costs a pass over its entities and its ontology.
    pub(super) fn new(scope: GraphRef<'a>) -> Self {
        Self { names: Names::of_all(scope.dataset, scope.ontology) }
    }

    /// The properties and classes that answer a kind of question because the ontology gives them its question word as another label.
    pub(super) fn answering(&self, kind: Kind) -> Meaning {
        let word = Kind::ASKING.iter().find(|(k, _)| *k == kind).map_or("", |(_, word)| *word);
        let words: Vec<String> = word.split(' ').map(str::to_owned).collect();
        self.meaning(self.names.formed(&words), |n| n.referent.thing().is_none())
    }

    /// What has the names at some places. A key is no word of anybody's language.
    fn meaning(&self, places: &[u32], is_meant: impl Fn(&Named) -> bool) -> Meaning {
        let mut meaning = Meaning::default();
        let names = places.iter().map(|at| self.names.named(*at));
        for named in names.filter(|n| n.fit != Fit::Key && is_meant(n)) {
            match named.referent {
                Referent::Thing(thing) => _ = meaning.things.insert(thing),
                Referent::Class(class) => _ = meaning.classes.insert(class),
                Referent::Property(property) => _ = meaning.properties.insert(property),
                Referent::Status(status) => _ = meaning.statuses.insert(status),
            }
        }
        meaning
    }

    /// What some words that follow each other can mean as a whole.
    pub(super) fn whole(&self, words: &[String]) -> Meaning {
        let is_thing = |n: &Named| matches!(n.referent, Referent::Thing(_));
        // One word alone is a name in its singular or plural, and no other of the same stem: *important* is no import.
        let is_form = |n: &Named| match words {
            [word] => !is_thing(n) || singular(&n.name) == singular(word),
            _ => true,
        };
        let mut meaning = self.meaning(self.names.formed(words), is_form);
        let is_letter = matches!(words, [word] if word.chars().count() < 2);
        if !is_letter && !words.iter().any(|w| is_empty_word(w) || !turns(w).is_empty()) {
            meaning.things.extend(self.meaning(self.names.with_initials(words), is_thing).things);
        }
        let written = words.join(" ");
        let called: Vec<&Named> = self.names.called(&written).map(|at| self.names.named(at)).collect();
        if meaning.things.is_empty() {
            // A key is known as it is written only.
            meaning.things.extend(called.iter().filter_map(|n| n.referent.thing()));
        }
        meaning.is_whole_name = !meaning.things.is_empty();
        meaning.is_as_written = called.iter().any(|n| n.fit != Fit::Key && is_thing(n));
        if meaning.is_as_written {
            let Meaning { things, is_whole_name, is_as_written, .. } = meaning;
            return Meaning { things, is_whole_name, is_as_written, ..Meaning::default() };
        }
        meaning
    }

    /// The things in whose names some words stand in this order; none where too many have them. One word alone has to be that
    /// of the name. Where they are `joined` by small words, nothing else may stand between them in the name.
    pub(super) fn part(&self, words: &[String], joined: bool) -> BTreeSet<Thing> {
        // Words that any title may have name none.
        if words.iter().all(|w| is_in(w, COMMON)) {
            return BTreeSet::new();
        }
        let stems: Vec<String> = words.iter().map(|w| stem(w)).collect();
        let is_meant = |n: &Named| {
            let full: Vec<&str> = n.name.split(' ').filter(|w| !is_empty_word(w)).collect();
            let has_word = match words {
                [word] => !is_number(word) && n.name.split(' ').any(|w| singular(w) == singular(word)),
                _ => true,
            };
            let of_name: Vec<String> = full.iter().map(|w| stem(w)).collect();
            has_word && (!joined || of_name.windows(stems.len()).any(|w| w == stems))
        };
        let things = self.meaning(&self.names.with_words(words), is_meant).things;
        if things.len() > MOST_SHARING { BTreeSet::new() } else { things }
    }

    /// What one word can mean as a part of the words for a term.
    pub(super) fn word(&self, word: &str) -> Meaning {
        // A word out of many says little of what they mean together.
        let is_short = |n: &Named| {
            // That it is a number says nothing of what is counted.
            let full = n.name.split(' ').filter(|w| !is_empty_word(w) && *w != "number").count();
            full <= MOST_WORDS_OF_A_TERM && n.referent.thing().is_none()
        };
        let mut found = self.meaning(&self.names.with_words(&[word.to_owned()]), is_short);
        if let Some(verb) = of_verb(word) {
            found.add(&self.meaning(&self.names.with_words(&[verb]), is_short));
        }
        Meaning { partly: found.properties.clone(), properties: BTreeSet::new(), ..found }
    }

    /// The properties whose words begin with a word: those for which it is the verb.
    pub(super) fn verbs(&self, word: &str) -> BTreeSet<PropertyId> {
        let begins = |n: &Named| n.name.split(' ').next().is_some_and(|first| stem(first) == stem(word));
        self.meaning(&self.names.with_words(&[word.to_owned()]), begins).properties
    }

    /// Whether some name or term has a word with a stem.
    pub(super) fn knows(&self, word: &str) -> bool {
        !self.names.with_words(&[word.to_owned()]).is_empty()
    }

    /// The word of the graph that a typing error stands for.
    pub(super) fn mistyped(&self, word: &str) -> Option<&str> {
        self.names.mistyped(word)
    }
}
