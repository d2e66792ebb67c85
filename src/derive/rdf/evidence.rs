//! What claims rest on, as nodes of the claims layer: passages with their selectors, sources and sections.

use std::collections::BTreeMap;

use oxrdf::vocab::xsd;

use super::project::{Projector, node};
use super::term::{IriFamily, Layer, Node, Term, passage_key};
use crate::model::claim::{PassageId, SectionId, Thing};
use crate::model::date::PartialDate;
use crate::model::licence::licence_iri;
use crate::model::published::{PublishedField, PublishedKind};
use crate::model::quote::parts;
use crate::model::vocab::{dcterms, oa, rdf, remit, skos};

/// The names of the passages that are written.
pub(super) struct PassageNames {
    /// Which passages these are, in order.
    ids: Vec<PassageId>,
    names: Vec<String>,
}

impl PassageNames {
    /// The name of a passage; empty for one that is not written.
    pub(super) fn of(&self, id: PassageId) -> &str {
        // In a whole graph each passage stands where its id says.
        let at = match self.ids.get(id.index()) {
            Some(found) if *found == id => Ok(id.index()),
            _ => self.ids.binary_search(&id),
        };
        at.map_or("", |at| &self.names[at])
    }
}

impl Projector<'_, '_> {
    /// The names of the passages of this graph, or of its part.
    pub(super) fn passage_names(&self) -> PassageNames {
        let dataset = self.scope.dataset;
        let ids: Vec<PassageId> = match self.part {
            None => (0..dataset.passages().len() as u32).map(PassageId).collect(),
            Some(part) => part.passages().collect(),
        };
        let name = |id: &PassageId| {
            let p = dataset.passage(*id);
            let section = p.section.map_or("", |s| dataset.text(dataset.section(s).key));
            let [prefix, suffix] = [p.prefix, p.suffix].map(|s| s.map_or("", |s| dataset.text(s)));
            let source = dataset.text(dataset.entity(p.source).key);
            passage_key(source, section, dataset.text(p.quote), prefix, suffix)
        };
        PassageNames { names: ids.iter().map(name).collect(), ids }
    }

    pub(super) fn passages(&mut self, names: &PassageNames) {
        const LAYER: Layer = Layer::Claims;
        let dataset = self.scope.dataset;
        let mut order: Vec<(&String, PassageId)> =
            names.names.iter().zip(names.ids.iter().copied()).collect();
        order.sort_by_key(|(name, _)| *name);
        for (name, id) in order {
            let passage = dataset.passage(id);
            let me = Node::minted(IriFamily::Passage, name);
            let quotes = parts(dataset.text(passage.quote));
            // A quote that leaves words out has a selector for each part.
            let numbers: Vec<String> = match quotes.len() {
                1 => vec![String::new()],
                several => (1..=several).map(|part| format!("/{part:02}")).collect(),
            };
            let spans = passage.spans();
            let selector = |kind, number| Node::Local(IriFamily::Passage, [name, kind, number]);
            self.link(LAYER, me, rdf::TYPE, Node::Known(oa::SPECIFIC_RESOURCE));
            for (number, _) in numbers.iter().zip(spans) {
                self.link(LAYER, me, oa::HAS_SELECTOR, selector("/position", number));
            }
            for number in &numbers {
                self.link(LAYER, me, oa::HAS_SELECTOR, selector("/quote", number));
            }
            self.link(LAYER, me, oa::HAS_SOURCE, node(Thing::Entity(passage.source), dataset));
            for (number, (start, end)) in numbers.iter().zip(spans) {
                let position = selector("/position", number);
                self.link(LAYER, position, rdf::TYPE, Node::Known(oa::TEXT_POSITION_SELECTOR));
                for (predicate, number) in [(oa::END, end), (oa::START, start)] {
                    let number = number.to_string();
                    self.put(LAYER, position, predicate, Term::typed(&number, xsd::NON_NEGATIVE_INTEGER));
                }
            }
            let last = quotes.len() - 1;
            for (part, (number, words)) in numbers.iter().zip(quotes).enumerate() {
                let quote = selector("/quote", number);
                self.link(LAYER, quote, rdf::TYPE, Node::Known(oa::TEXT_QUOTE_SELECTOR));
                self.text(LAYER, quote, oa::EXACT, words);
                let [prefix, suffix] = [(0, passage.prefix), (last, passage.suffix)]
                    .map(|(at, text)| text.filter(|_| at == part));
                for (predicate, text) in [(oa::PREFIX, prefix), (oa::SUFFIX, suffix)] {
                    if let Some(text) = text {
                        self.text(LAYER, quote, predicate, dataset.text(text));
                    }
                }
            }
        }
    }

    /// Of each source: its publication, whose words it is in, and the digest of its text.
    pub(super) fn sources(&mut self) {
        let dataset = self.scope.dataset;
        let digests: BTreeMap<_, _> = dataset.digests().iter().copied().collect();
        for id in self.entity_ids() {
            let me = node(Thing::Entity(id), dataset);
            for (part, text) in dataset.entity(id).published.iter().flat_map(|p| p.iter()) {
                self.published(me, *part, dataset.text(*text));
            }
            if let Some(digest) = digests.get(&id) {
                self.text(Layer::Claims, me, remit::TEXT_DIGEST, dataset.text(*digest));
            }
            if let Some(voice) = dataset.entity(id).voice {
                self.link(Layer::Claims, me, remit::VOICE, node(Thing::Entity(voice), dataset));
            }
        }
    }

    fn published(&mut self, me: Node<'_>, part: PublishedField, text: &str) {
        let property = part.property();
        match part.kind() {
            PublishedKind::Date => match PartialDate::parse(text) {
                Some(date) => self.put(Layer::Claims, me, property, Term::typed(text, date.datatype())),
                None => self.text(Layer::Claims, me, property, text),
            },
            PublishedKind::Licence => match licence_iri(text) {
                Some(iri) => self.link(Layer::Claims, me, property, Node::Known(&iri)),
                None => self.text(Layer::Claims, me, dcterms::RIGHTS, text),
            },
            PublishedKind::Flag => self.put(Layer::Claims, me, property, Term::typed(text, xsd::BOOLEAN)),
            PublishedKind::Text | PublishedKind::Address => self.text(Layer::Claims, me, property, text),
        }
    }

    pub(super) fn sections(&mut self) {
        let dataset = self.scope.dataset;
        let mut sections: Vec<_> = dataset
            .sections()
            .iter()
            .zip(0..)
            .filter(|(_, at)| self.part.is_none_or(|part| part.has_section(SectionId(*at))))
            .map(|(s, _)| ([dataset.text(dataset.entity(s.source).key), "/", dataset.text(s.key)], s))
            .collect();
        sections.sort_by_key(|(name, _)| name.concat());
        for (name, section) in sections {
            let me = Node::Local(IriFamily::Section, name);
            self.link(Layer::Claims, me, dcterms::IS_PART_OF, node(Thing::Entity(section.source), dataset));
            self.link(Layer::Claims, me, rdf::TYPE, Node::Known(remit::SECTION_CLASS));
            self.text(Layer::Claims, me, skos::PREF_LABEL, dataset.text(section.name));
            if let Some(voice) = section.voice {
                self.link(Layer::Claims, me, remit::VOICE, node(Thing::Entity(voice), dataset));
            }
        }
    }
}
