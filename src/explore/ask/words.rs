//! The words of what is said, as stems: looked into when they are asked for, each text once.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::english::{Kind, asks, counted, denies, stems};
use super::evidence::Evidence;
use crate::derive::rdf::GraphRef;
use crate::explore::Basis;
use crate::explore::sentence::value_in_words;
use crate::model::claim::{ClassId, PropertyId, StatusId, Thing, Value};
use crate::model::text::{Symbol, normal};

type Stems = Rc<BTreeSet<String>>;

/// How many letters a verb and the noun that is made of it have in common at least: *extend* and *extension*.
const ROOT: usize = 5;

/// Whether two stems begin alike, as a verb and the noun that is made of it do.
pub(super) fn is_alike(one: &str, other: &str) -> bool {
    let common = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    common >= ROOT || common >= 4 && common + 2 >= one.len().max(other.len())
}

/// Where words of a claim or derivation stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The names of its ends, the label of its property and of those above, its value.
    Labels,
    /// Its value, where that is no thing.
    Value,
    /// Other names of its ends.
    OtherNames,
    /// Its quote and its expression of time.
    Quote,
    /// The name of the section that it stands in.
    Section,
    /// What the curator remarks on it.
    Note,
}

/// The words of a graph.
pub(super) struct Words<'a> {
    scope: GraphRef<'a>,
    texts: RefCell<BTreeMap<Symbol, Stems>>,
    properties: RefCell<BTreeMap<PropertyId, Stems>>,
    counted: RefCell<BTreeMap<PropertyId, Rc<Counted>>>,
    known: OnceCell<BTreeSet<String>>,
}

/// The label of a property whose values may be numbers.
struct Counted {
    /// Its stems.
    label: Vec<String>,
    /// Those of what is counted, where the label says that.
    of: Option<Vec<String>>,
    /// Those of each other word for it.
    synonyms: Vec<Vec<String>>,
}

impl<'a> Words<'a> {
    /// Words that nobody asked for yet.
    pub(super) fn new(scope: GraphRef<'a>) -> Self {
        Self {
            scope,
            texts: RefCell::default(),
            properties: RefCell::default(),
            counted: RefCell::default(),
            known: OnceCell::new(),
        }
    }

    /// Whether all of some stems stand in one place of a claim; never where there are none.
    pub(super) fn has(&self, evidence: &Evidence, place: Place, wanted: &[String]) -> bool {
        !wanted.is_empty() && {
            let found = self.at(evidence, place);
            wanted.iter().all(|stem| found.iter().any(|stems| stems.contains(stem)))
        }
    }

    /// Whether all of some stems stand in the labels of a claim, the names of some ends left out.
    pub(super) fn has_beside(
        &self,
        evidence: &Evidence,
        wanted: &[String],
        is_left_out: impl Fn(&Thing) -> bool,
    ) -> bool {
        let found = self.labels(evidence, is_left_out);
        !wanted.is_empty() && wanted.iter().all(|stem| found.iter().any(|stems| stems.contains(stem)))
    }

    /// Whether all of some stems stand in one label of a claim, the names of some ends left out.
    pub(super) fn has_in_one(
        &self,
        evidence: &Evidence,
        wanted: &[String],
        is_left_out: impl Fn(&Thing) -> bool,
    ) -> bool {
        let has = |stems: &Stems| wanted.iter().all(|stem| stems.contains(stem));
        !wanted.is_empty() && self.labels(evidence, is_left_out).iter().any(has)
    }

    /// The stems of all names of a thing, and of one more text.
    pub(super) fn of_names(&self, thing: Thing, text: &str) -> BTreeSet<String> {
        let mut found: BTreeSet<String> = stems(text).into_iter().collect();
        for name in self.other_names(thing) {
            found.extend(name.iter().cloned());
        }
        found.extend(stems(self.scope.dataset.name(thing)));
        found
    }

    /// Whether all of some stems stand anywhere in a claim: in its labels, its words, other names, its section or a remark on it.
    pub(super) fn has_anywhere(&self, evidence: &Evidence, wanted: &[String]) -> bool {
        let places = [Place::Labels, Place::Quote, Place::OtherNames];
        places.iter().any(|place| self.has(evidence, *place, wanted))
    }

    /// Whether all of some stems stand in other names of the ends of a claim, some ends left out.
    pub(super) fn is_also(
        &self,
        evidence: &Evidence,
        wanted: &[String],
        is_left_out: impl Fn(&Thing) -> bool,
    ) -> bool {
        let ends = evidence.ends.iter().filter(|t| !is_left_out(t));
        let found: Vec<Stems> = ends.flat_map(|t| self.other_names(*t)).collect();
        !wanted.is_empty() && wanted.iter().all(|stem| found.iter().any(|stems| stems.contains(stem)))
    }

    fn other_names(&self, thing: Thing) -> Vec<Stems> {
        let Thing::Entity(id) = thing else { return Vec::new() };
        let entity = self.scope.dataset.entity(id);
        let names = entity.names.iter().map(|(_, name)| *name).chain(entity.also.iter().copied());
        names.map(|name| self.text(name)).collect()
    }

    /// Whether a stem stands in the words of any of some claims: all of them are read once.
    pub(super) fn is_anywhere<'e>(&self, stem: &str, all: impl Iterator<Item = &'e Evidence>) -> bool {
        let read = || {
            let places = [Place::Quote, Place::Value, Place::Labels, Place::OtherNames];
            let texts = all.flat_map(|e| places.map(|place| self.at(e, place))).flatten();
            let mut known = BTreeSet::new();
            for text in texts {
                known.extend(text.iter().cloned());
            }
            known
        };
        self.known.get_or_init(read).contains(stem)
    }

    fn labels(&self, evidence: &Evidence, is_left_out: impl Fn(&Thing) -> bool) -> Vec<Stems> {
        let ends = evidence.ends.iter().filter(|t| !is_left_out(t)).filter_map(|t| match t {
            Thing::Entity(id) => Some(self.text(self.scope.dataset.entity(*id).name)),
            Thing::Claim(_) => None,
        });
        ends.chain([self.property(evidence.property)]).chain(self.value(evidence)).collect()
    }

    /// Whether all of some stems stand in the name of a thing.
    pub(super) fn names(&self, thing: Thing, wanted: &[String]) -> bool {
        let Thing::Entity(id) = thing else { return false };
        let stems = self.text(self.scope.dataset.entity(id).name);
        !wanted.is_empty() && wanted.iter().all(|stem| stems.contains(stem))
    }

    /// Whether every word of a value stands among some stems; not where the value is a thing.
    pub(super) fn is_whole_value(&self, evidence: &Evidence, known: &BTreeSet<String>) -> bool {
        self.value(evidence).is_some_and(|stems| !stems.is_empty() && stems.is_subset(known))
    }

    /// Whether the words for a property have one of the words for a class.
    pub(super) fn is_in_property(&self, class: ClassId, property: PropertyId) -> bool {
        let class = self.scope.ontology.class(class);
        let known = self.property(property);
        let mut labels = [class.label.clone()].into_iter().chain(self.scope.ontology.synonyms(&class.iri));
        labels.any(|label| {
            let words = stems(&label);
            !words.is_empty() && words.iter().all(|stem| known.contains(stem))
        })
    }

    /// Whether a claim has a small word in its quote or as its qualifier.
    pub(super) fn quotes(&self, evidence: &Evidence, word: &str) -> bool {
        let dataset = self.scope.dataset;
        let claim = evidence.basis.claim().map(|id| dataset.claim(id));
        let passage = claim.and_then(|c| c.passage).map(|p| dataset.text(dataset.passage(p).quote));
        passage.is_some_and(|quote| normal(quote).iter().any(|w| w == word))
    }

    /// Whether the words for a property have a small word: *full coverage of all of it*.
    pub(super) fn words_it(&self, property: PropertyId, word: &str) -> bool {
        let property = self.scope.ontology.property(property);
        let mut labels =
            [property.label.clone()].into_iter().chain(self.scope.ontology.synonyms(&property.iri));
        labels.any(|label| normal(&label).iter().any(|w| w == word))
    }

    /// The words of the text that a claim has as its value.
    pub(super) fn of_value(&self, evidence: &Evidence) -> Vec<String> {
        let claim = evidence.basis.claim().map(|id| self.scope.dataset.claim(id));
        match claim.map(|c| c.value) {
            Some(Value::Text(text)) => normal(self.scope.dataset.text(text)),
            _ => Vec::new(),
        }
    }

    /// Whether the words for a property have some stems only where they deny: `nothing new`.
    pub(super) fn is_denied_in(&self, property: PropertyId, wanted: &[String]) -> bool {
        let property = self.scope.ontology.property(property);
        let labels = [property.label.clone()].into_iter().chain(self.scope.ontology.synonyms(&property.iri));
        let has = |text: &String| stems(text).iter().any(|s| wanted.contains(s));
        let mut with = labels.filter(has).peekable();
        with.peek().is_some() && with.all(|text| denies(&normal(&text)))
    }

    /// Whether one of the words for a property asks for a kind: *is funded by* for money.
    pub(super) fn tells_of(&self, property: PropertyId, kind: Kind) -> bool {
        let property = self.scope.ontology.property(property);
        let mut labels =
            [property.label.clone()].into_iter().chain(self.scope.ontology.synonyms(&property.iri));
        labels.any(|label| normal(&label).iter().any(|word| asks(word) == Some(kind)))
    }

    /// What the number of a property is a number of, as its label has it: `has number of workers hired through its offices` is
    /// one of workers. None where the label does not say.
    pub(super) fn counted(&self, property: PropertyId) -> Option<Vec<String>> {
        self.label(property).of.clone()
    }

    fn label(&self, id: PropertyId) -> Rc<Counted> {
        let property = self.scope.ontology.property(id);
        let read = || {
            let synonyms = self.scope.ontology.synonyms(&property.iri).map(|text| stems(&text)).collect();
            let of = counted(&property.label).map(|words| stems(&words));
            Rc::new(Counted { label: stems(&property.label), of, synonyms })
        };
        Rc::clone(self.counted.borrow_mut().entry(id).or_insert_with(read))
    }

    /// Whether a thing is named after another: what is called so with more words.
    pub(super) fn is_called_after(&self, thing: Thing, other: Thing) -> bool {
        let name = |t: Thing| match t {
            Thing::Entity(id) => Some(self.text(self.scope.dataset.entity(id).name)),
            Thing::Claim(_) => None,
        };
        let (Some(longer), Some(shorter)) = (name(thing), name(other)) else { return false };
        thing != other && shorter.is_subset(&longer)
    }

    /// Whether a thing is named after another by any of that one's names.
    pub(super) fn is_called_after_any(&self, thing: Thing, other: Thing) -> bool {
        let Thing::Entity(id) = thing else { return false };
        let longer = self.text(self.scope.dataset.entity(id).name);
        let is_part = |name: &Stems| !name.is_empty() && name.is_subset(&longer);
        self.is_called_after(thing, other) || thing != other && self.other_names(other).iter().any(is_part)
    }

    /// Whether the label of a property has some stems, and begins with another word: *work* in `was given officers to work on`.
    pub(super) fn has_later(&self, property: PropertyId, wanted: &[String]) -> bool {
        let label = &self.label(property).label;
        label.first().is_some_and(|first| !wanted.contains(first))
            && wanted.iter().all(|stem| label.contains(stem))
    }

    /// Whether a property has one of the words for a status, such as *established*.
    pub(super) fn is_of_status(&self, property: PropertyId, status: StatusId) -> bool {
        let status = self.scope.ontology.status(status);
        let known = self.property(property);
        stems(&status.label).iter().any(|stem| known.contains(stem))
    }

    /// Whether another word for a property has some stems.
    pub(super) fn is_synonym(&self, property: PropertyId, wanted: &[String]) -> bool {
        let has = |words: &Vec<String>| wanted.iter().all(|stem| words.contains(stem));
        self.label(property).synonyms.iter().any(has)
    }

    /// Whether some stems stand in the label of a property only beside what its number is a number of.
    pub(super) fn is_beside_count(&self, property: PropertyId, wanted: &[String]) -> bool {
        let label = self.label(property);
        let (Some(last), Some(counted)) = (wanted.last(), &label.of) else { return false };
        label.label.contains(last) && !counted.contains(last) && !self.is_synonym(property, wanted)
    }

    fn at(&self, evidence: &Evidence, place: Place) -> Vec<Stems> {
        let dataset = self.scope.dataset;
        let claim = evidence.basis.claim().map(|id| dataset.claim(id));
        let details = claim.and_then(|c| dataset.details(c));
        let passage = claim.and_then(|c| c.passage).map(|p| dataset.passage(p));
        let texts: Vec<Symbol> = match place {
            Place::Labels => return self.labels(evidence, |_| false),
            Place::Value => return self.value(evidence).into_iter().collect(),
            Place::OtherNames => return evidence.ends.iter().flat_map(|t| self.other_names(*t)).collect(),
            Place::Quote => {
                passage.map(|p| p.quote).into_iter().chain(details.and_then(|d| d.when)).collect()
            }
            Place::Section => {
                passage.and_then(|p| p.section).map(|s| dataset.section(s).name).into_iter().collect()
            }
            Place::Note => details.and_then(|d| d.note).into_iter().collect(),
        };
        texts.into_iter().map(|t| self.text(t)).collect()
    }

    fn text(&self, symbol: Symbol) -> Stems {
        let read = || Rc::new(stems(self.scope.dataset.text(symbol)).into_iter().collect());
        Rc::clone(self.texts.borrow_mut().entry(symbol).or_insert_with(read))
    }

    fn value(&self, evidence: &Evidence) -> Option<Stems> {
        let words = match evidence.basis {
            Basis::Claim(id) => match self.scope.dataset.claim(id).value {
                Value::Thing(_) => return None,
                Value::Text(symbol) => return Some(self.text(symbol)),
                other => value_in_words(other, self.scope),
            },
            Basis::Derivation(id) => {
                let object = self.scope.derived.get(id).triple.object;
                if object.thing().is_some() {
                    return None;
                }
                self.scope.name(object)
            }
        };
        Some(Rc::new(stems(&words).into_iter().collect()))
    }

    /// The words of a property and of those above it.
    fn property(&self, id: PropertyId) -> Stems {
        let ontology = self.scope.ontology;
        let read = || {
            let above =
                ontology.property(id).ancestors.iter().map(|p| ontology.property(*p)).filter(|p| p.writable);
            let words = above.flat_map(|p| [p.label.clone()].into_iter().chain(ontology.synonyms(&p.iri)));
            Rc::new(words.flat_map(|text| stems(&text)).collect())
        };
        Rc::clone(self.properties.borrow_mut().entry(id).or_insert_with(read))
    }
}
