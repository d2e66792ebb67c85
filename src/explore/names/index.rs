//! Every name of a graph, ready for many look-ups, and how what is typed fits them.

use std::collections::{BTreeMap, BTreeSet};

use super::words::{initials, is_joining, stem};
use super::{Fit, Referent};
use crate::compile::ontology::Ontology;
use crate::model::claim::{ClassId, PropertyId, StatusId, Thing};
use crate::model::dataset::{Dataset, Entity};
use crate::model::nearest::nearest;
use crate::model::text::normal;

/// A name, with what has it.
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
    names: Vec<Named>,
    /// Where each name stands, by its stems without spaces.
    by_form: BTreeMap<String, Vec<u32>>,
    /// Where each name stands, by the stems of its initials.
    by_initials: BTreeMap<String, Vec<u32>>,
    /// Where each stem stands, and a word that has it.
    by_stem: BTreeMap<String, (String, Vec<u32>)>,
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
        Self::empty(dataset, ontology).with_things().indexed()
    }

    /// Keys, labels and other labels of the statuses, the classes and the properties that data may use.
    pub fn of_terms(dataset: &'a Dataset, ontology: &'a Ontology) -> Self {
        Self::empty(dataset, ontology).with_terms().indexed()
    }

    /// All of these.
    pub fn of_all(dataset: &'a Dataset, ontology: &'a Ontology) -> Self {
        Self::empty(dataset, ontology).with_things().with_terms().indexed()
    }

    fn empty(dataset: &'a Dataset, ontology: &'a Ontology) -> Self {
        let (by_form, by_initials) = (BTreeMap::new(), BTreeMap::new());
        Self { dataset, ontology, names: Vec::new(), by_form, by_initials, by_stem: BTreeMap::new() }
    }

    fn with_things(mut self) -> Self {
        for id in self.dataset.entity_ids() {
            for (fit, text) in texts(self.dataset.entity(id), self.dataset) {
                self.add(text, fit, Referent::Thing(Thing::Entity(id)));
            }
        }
        self
    }

    fn with_terms(mut self) -> Self {
        let ontology = self.ontology;
        let terms = ontology.classes().iter().enumerate().filter(|(_, c)| !c.external);
        let classes = terms.map(|(i, c)| (Referent::Class(ClassId(i as u16)), &c.key, &c.label, &c.iri));
        let terms = ontology.properties().iter().enumerate().filter(|(_, p)| p.writable);
        let properties =
            terms.map(|(i, p)| (Referent::Property(PropertyId(i as u16)), &p.key, &p.label, &p.iri));
        let terms = ontology.statuses().iter().enumerate();
        let statuses = terms.map(|(i, s)| (Referent::Status(StatusId(i as u16)), &s.key, &s.label, &s.iri));
        for (referent, key, label, iri) in classes.chain(properties).chain(statuses) {
            self.add(key, Fit::Key, referent);
            self.add(label, Fit::Name, referent);
            ontology.synonyms(iri).for_each(|other| self.add(&other, Fit::OtherName, referent));
        }
        self
    }

    fn add(&mut self, text: &str, fit: Fit, referent: Referent) {
        self.names.push(Named { name: normal(text).join(" "), referent, fit });
        if fit != Fit::Key {
            // Until the names are sorted, the place is the one in the order of coming.
            let at = (self.names.len() - 1) as u32;
            initials(text).iter().for_each(|i| self.by_initials.entry(stem(i)).or_default().push(at));
        }
    }

    /// Sorts the names, and finds the stems in them.
    fn indexed(mut self) -> Self {
        let mut order: Vec<u32> = (0..self.names.len() as u32).collect();
        let by_name = |i: &u32| {
            let named = &self.names[*i as usize];
            (&named.name, named.referent, named.fit)
        };
        order.sort_by(|a, b| by_name(a).cmp(&by_name(b)));
        let mut place = vec![0; order.len()];
        order.iter().enumerate().for_each(|(new, old)| place[*old as usize] = new as u32);
        self.by_initials.values_mut().flatten().for_each(|at| *at = place[*at as usize]);
        self.names.sort_by(|a, b| (&a.name, a.referent, a.fit).cmp(&(&b.name, b.referent, b.fit)));
        for (at, named) in self.names.iter().enumerate() {
            let mut form = String::new();
            for word in named.name.split(' ') {
                let stem = stem(word);
                form.push_str(&stem);
                let known = self.by_stem.entry(stem).or_insert_with(|| (word.to_owned(), Vec::new()));
                known.1.push(at as u32);
            }
            self.by_form.entry(form).or_default().push(at as u32);
        }
        self
    }

    /// Everything that has a name.
    pub(super) fn referents(&self) -> BTreeSet<Referent> {
        self.names.iter().map(|n| n.referent).collect()
    }

    /// The name at a place.
    pub(in crate::explore) fn named(&self, at: u32) -> &Named {
        &self.names[at as usize]
    }

    /// The names that begin so.
    fn beginning(&self, name: &str) -> impl Iterator<Item = u32> {
        let from = self.names.partition_point(|n| n.name.as_str() < name);
        let longer = self.names[from..].iter().take_while(move |n| n.name.starts_with(name));
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

    /// A word of the names that a typing error stands for: it differs in one letter, or two in a long word.
    pub(in crate::explore) fn mistyped(&self, word: &str) -> Option<&str> {
        let stem = stem(word);
        let known =
            self.by_stem.keys().map(String::as_str).filter(|k| k.chars().next() == stem.chars().next());
        let near = nearest(&stem, known)?;
        let is_near = is_slip(&stem, near, most_slips(word));
        self.by_stem.get(near).filter(|_| is_near).map(|(written, _)| written.as_str())
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
        let wanted = self.names.iter().filter(|n| is_wanted(n.referent)).map(|n| n.name.as_str());
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
