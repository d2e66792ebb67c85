//! The words of what is said, as stems: looked into when they are asked for, each text once.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::english::{denies, stems};
use super::evidence::Evidence;
use crate::derive::rdf::GraphRef;
use crate::explore::Basis;
use crate::explore::sentence::value_in_words;
use crate::model::claim::{ClassId, PropertyId, Thing, Value};
use crate::model::dataset::Entity;
use crate::model::text::{Symbol, normal};

type Stems = Rc<BTreeSet<String>>;

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
}

impl<'a> Words<'a> {
    /// Words that nobody asked for yet.
    pub(super) fn new(scope: GraphRef<'a>) -> Self {
        Self { scope, texts: RefCell::default(), properties: RefCell::default() }
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

    fn at(&self, evidence: &Evidence, place: Place) -> Vec<Stems> {
        let dataset = self.scope.dataset;
        let claim = evidence.basis.claim().map(|id| dataset.claim(id));
        let details = claim.and_then(|c| dataset.details(c));
        let passage = claim.and_then(|c| c.passage).map(|p| dataset.passage(p));
        let entities = || {
            evidence.ends.iter().filter_map(|t| match t {
                Thing::Entity(id) => Some(dataset.entity(*id)),
                Thing::Claim(_) => None,
            })
        };
        let texts: Vec<Symbol> = match place {
            Place::Labels => return self.labels(evidence, |_| false),
            Place::Value => return self.value(evidence).into_iter().collect(),
            Place::OtherNames => {
                let tagged = |e: &Entity| e.names.iter().map(|(_, name)| *name).collect::<Vec<_>>();
                entities().flat_map(|e| tagged(e).into_iter().chain(e.also.iter().copied())).collect()
            }
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
