//! Every name of a graph, ready for many look-ups, and how what is typed fits them.

use std::collections::{BTreeMap, BTreeSet};

use super::words::{initials, is_joining, stem};
use super::{Fit, Referent};
use crate::compile::ontology::Ontology;
use crate::model::claim::{ClassId, PropertyId, StatusId, Thing};
use crate::model::dataset::{Dataset, Entity};
use crate::model::nearest::nearest;
use crate::model::text::normal;

/// How much longer than what was typed a word may be for another form of it to be meant.
const MOST_ENDING: usize = 3;

/// A name, with what has it.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::explore) struct Named {
    /// Its words as they are compared, with spaces between.
    pub(in crate::explore) name: String,
    /// What has it.
    pub(in crate::explore) referent: Referent,
    /// Whether it is the key, the name or another name.
    pub(in crate::explore) fit: Fit,
}

/// Every name of what a graph holds.
pub struct Names<'a> {
    pub(super) dataset: &'a Dataset,
    pub(super) ontology: &'a Ontology,
    /// Sorted.
    all: Vec<Named>,
    /// Where each name stands, by its stems without spaces.
    by_form: BTreeMap<String, Vec<u32>>,
    /// Where each name stands, by the stems of its initials.
    by_initials: BTreeMap<String, Vec<u32>>,
    /// Where each stem stands, and a word that has it.
    by_stem: BTreeMap<String, (String, Vec<u32>)>,
}

/// A key or name with what has it.
type Text = (Referent, Fit, String);

/// The keys and names of the entities.
fn things(dataset: &Dataset) -> impl Iterator<Item = Text> {
    dataset.entity_ids().flat_map(|id| {
        let texts = texts(dataset.entity(id), dataset);
        texts.map(move |(fit, text)| (Referent::Thing(Thing::Entity(id)), fit, text.to_owned()))
    })
}

/// The keys and labels of the terms.
fn terms(ontology: &Ontology) -> impl Iterator<Item = Text> {
    let classes = ontology.classes().iter().enumerate().filter(|(_, c)| !c.external);
    let classes = classes.map(|(i, c)| (Referent::Class(ClassId(i as u16)), &c.key, &c.label, &c.iri));
    let properties = ontology.properties().iter().enumerate().filter(|(_, p)| p.writable);
    let properties =
        properties.map(|(i, p)| (Referent::Property(PropertyId(i as u16)), &p.key, &p.label, &p.iri));
    let statuses = ontology.statuses().iter().enumerate();
    let statuses = statuses.map(|(i, s)| (Referent::Status(StatusId(i as u16)), &s.key, &s.label, &s.iri));
    classes.chain(properties).chain(statuses).flat_map(|(referent, key, label, iri)| {
        let others = ontology.synonyms(iri).map(move |other| (referent, Fit::OtherName, other));
        [(referent, Fit::Key, key.clone()), (referent, Fit::Name, label.clone())].into_iter().chain(others)
    })
}

/// The texts by which an entity is called, its own name first after the key.
pub(super) fn texts<'a>(entity: &'a Entity, dataset: &'a Dataset) -> impl Iterator<Item = (Fit, &'a str)> {
    let others = entity.names.iter().map(|n| n.1).chain(entity.also.iter().copied());
    let others = others.filter(move |other| *other != entity.name).map(|other| (Fit::OtherName, other));
    let own = [(Fit::Key, entity.key), (Fit::Name, entity.name)];
    own.into_iter().chain(others).map(|(fit, text)| (fit, dataset.text(text)))
}

impl<'a> Names<'a> {
    /// Keys, names and other names of the entities. Costs a pass over them; claims are found by their keys alone.
    pub fn of_things(dataset: &'a Dataset, ontology: &'a Ontology) -> Self {
        Self::of(things(dataset), dataset, ontology)
    }

    /// Keys, labels and other labels of the statuses, the classes and the properties that data may use.
    pub fn of_terms(dataset: &'a Dataset, ontology: &'a Ontology) -> Self {
        Self::of(terms(ontology), dataset, ontology)
    }

    /// All of these.
    pub fn of_all(dataset: &'a Dataset, ontology: &'a Ontology) -> Self {
        Self::of(things(dataset).chain(terms(ontology)), dataset, ontology)
    }

    fn of(texts: impl Iterator<Item = Text>, dataset: &'a Dataset, ontology: &'a Ontology) -> Self {
        let named = |(referent, fit, text): Text| {
            let short = if fit == Fit::Key { Vec::new() } else { initials(&text) };
            (Named { name: normal(&text).join(" "), referent, fit }, short)
        };
        let mut all: Vec<(Named, Vec<String>)> = texts.map(named).collect();
        all.sort_unstable();
        let (by_form, by_initials) = (BTreeMap::new(), BTreeMap::new());
        let mut index =
            Self { dataset, ontology, all: Vec::new(), by_form, by_initials, by_stem: BTreeMap::new() };
        for (named, short) in all {
            let at = index.all.len() as u32;
            let mut form = String::new();
            for word in named.name.split(' ') {
                let stem = stem(word);
                form.push_str(&stem);
                let known = index.by_stem.entry(stem).or_insert_with(|| (word.to_owned(), Vec::new()));
                known.1.push(at);
            }
            index.by_form.entry(form).or_default().push(at);
            for initials in short {
                index.by_initials.entry(stem(&initials)).or_default().push(at);
            }
            index.all.push(named);
        }
        index
    }

    /// Everything that has a name.
    pub(super) fn referents(&self) -> BTreeSet<Referent> {
        self.all.iter().map(|n| n.referent).collect()
    }

    /// The name at a place.
    pub(in crate::explore) fn named(&self, at: u32) -> &Named {
        &self.all[at as usize]
    }

    /// The names that begin so.
    fn beginning(&self, name: &str) -> impl Iterator<Item = u32> {
        let from = self.all.partition_point(|n| n.name.as_str() < name);
        let longer = self.all[from..].iter().take_while(move |n| n.name.starts_with(name));
        longer.enumerate().map(move |(i, _)| (from + i) as u32)
    }

    /// The names of just these words.
    pub(in crate::explore) fn called(&self, name: &str) -> impl Iterator<Item = u32> {
        self.beginning(name).take_while(move |at| self.named(*at).name == name)
    }

    /// The names with the stems of these words, wherever spaces stand.
    pub(in crate::explore) fn formed(&self, words: &[String]) -> &[u32] {
        let form: String = words.iter().map(|w| stem(w)).collect();
        self.by_form.get(&form).map_or(&[], Vec::as_slice)
    }

    /// The names with these initials; an `s` at their end makes several of what they stand for.
    pub(in crate::explore) fn with_initials(&self, words: &[String]) -> &[u32] {
        let typed: String = words.concat().chars().filter(|c| *c != '.').collect();
        self.by_initials.get(&stem(&typed)).map_or(&[], Vec::as_slice)
    }

    /// The names in which some words stand in this order.
    pub(in crate::explore) fn with_words(&self, words: &[String]) -> Vec<u32> {
        self.in_order(&words.iter().map(|w| BTreeSet::from([stem(w)])).collect::<Vec<_>>())
    }

    /// The names that have, in this order, a stem of each set. Costs a look at those that have one of the rarest set.
    fn in_order(&self, sets: &[BTreeSet<String>]) -> Vec<u32> {
        let of = |set: &BTreeSet<String>| -> BTreeSet<u32> {
            set.iter().filter_map(|s| self.by_stem.get(s)).flat_map(|(_, at)| at.iter().copied()).collect()
        };
        let rarest = sets.iter().map(of).min_by_key(BTreeSet::len).unwrap_or_default();
        let has_all = |at: &u32| {
            let mut left = self.named(*at).name.split(' ').map(stem);
            sets.iter().all(|set| left.any(|l| set.contains(&l)))
        };
        rarest.into_iter().filter(has_all).collect()
    }

    /// A word of the names that a typing error stands for: it, or its stem, differs in one letter, or two in a long word.
    pub(in crate::explore) fn mistyped(&self, word: &str) -> Option<&str> {
        let typed = stem(word);
        let slips = |(stem, (written, _)): (&String, &'_ (String, Vec<u32>))| {
            let is_like = stem.chars().next() == typed.chars().next()
                && written.chars().count().abs_diff(word.chars().count()) <= MOST_ENDING;
            let is_slip = |a: &str, b: &str| is_slip(a, b, most_slips(a).min(most_slips(b)));
            let is_near = is_like && (is_slip(&typed, stem) || is_slip(word, written));
            is_near.then(|| strsim::damerau_levenshtein(word, written))
        };
        let near = self.by_stem.iter().filter_map(|entry| Some((slips(entry)?, &entry.1.0)));
        near.min().map(|(_, written)| written.as_str())
    }

    /// The stems of the words that a typing error leads to.
    fn slips(&self, word: &str) -> impl Iterator<Item = &str> {
        let (stem, word, most) = (stem(word), word.to_owned(), most_slips(word));
        let is_near = move |s: &str, written: &str| is_slip(&stem, s, most) || is_slip(&word, written, most);
        self.by_stem.iter().filter(move |(s, (written, _))| is_near(s, written)).map(|(s, _)| s.as_str())
    }

    /// The stems that a word of a name can stand for: its own, else those that begin so, else those that a typing error leads to.
    fn meant(&self, word: &str, with_slips: bool) -> BTreeSet<String> {
        let stem = stem(word);
        let longer = self.by_stem.range(stem.clone()..).map(|(s, _)| s);
        let mut found: BTreeSet<String> = longer.take_while(|s| s.starts_with(&stem)).cloned().collect();
        if found.is_empty() && with_slips {
            found = self.slips(word).map(str::to_owned).collect();
        }
        found
    }

    /// The names that what was typed fits in a certain way.
    pub(super) fn fitting(&self, typed: &[String], fit: Fit) -> Vec<u32> {
        let name = typed.join(" ");
        let full: Vec<String> = typed.iter().filter(|w| !is_joining(w)).cloned().collect();
        let words = if full.is_empty() { typed } else { full.as_slice() };
        let sets = |with_slips| words.iter().map(|w| self.meant(w, with_slips)).collect::<Vec<_>>();
        match fit {
            Fit::Key | Fit::Name | Fit::OtherName => self.called(&name).collect(),
            Fit::Form => self.formed(typed).to_vec(),
            Fit::Initials => self.with_initials(typed).to_vec(),
            Fit::Beginning if name.is_empty() => Vec::new(),
            Fit::Beginning => self.beginning(&name).collect(),
            Fit::Words => self.with_words(words),
            Fit::Parts => self.in_order(&sets(false)),
            Fit::Near => {
                // A name that is wholly there comes before one that has more words.
                let form: String = typed.iter().map(|w| stem(w)).collect();
                let is_near = |f: &str| is_slip(&form, f, most_slips(&name));
                let whole =
                    self.by_form.iter().filter(|(f, _)| is_near(f)).flat_map(|(_, at)| at.iter().copied());
                let whole: Vec<u32> = whole.collect();
                if whole.is_empty() { self.in_order(&sets(true)) } else { whole }
            }
        }
    }

    /// The known name that is nearest to what was typed, of those that are wanted.
    pub(super) fn nearest_to(&self, typed: &str, is_wanted: impl Fn(Referent) -> bool) -> Vec<u32> {
        let wanted = self.all.iter().filter(|n| is_wanted(n.referent)).map(|n| n.name.as_str());
        nearest(typed, wanted).map_or_else(Vec::new, |near| self.called(near).collect())
    }
}

/// How many letters of a word may be wrong: none of a short one.
fn most_slips(word: &str) -> usize {
    match word.chars().count() {
        0..5 => 0,
        5..8 => 1,
        _ => 2,
    }
}

/// Whether a text differs from another by typing errors: a letter too many, too few, wrong, or two exchanged.
fn is_slip(typed: &str, known: &str, most: usize) -> bool {
    most > 0
        && typed.len().abs_diff(known.len()) <= 4 * most
        && strsim::damerau_levenshtein(typed, known) <= most
}
