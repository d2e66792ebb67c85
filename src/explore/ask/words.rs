//! The words of what is said, as stems: looked into when they are asked for, each text once.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::english::stems;
use super::evidence::Evidence;
use crate::derive::rdf::GraphRef;
use crate::explore::Basis;
use crate::explore::sentence::value_in_words;
use crate::model::claim::{PropertyId, Thing, Value};
use crate::model::dataset::Entity;
use crate::model::text::Symbol;

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
            Place::Labels => {
                let names = entities().map(|e| self.text(e.name));
                return names.chain([self.property(evidence.property)]).chain(self.value(evidence)).collect();
            }
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
