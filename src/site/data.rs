//! Linked data: beside each page the same as data, the graph as a whole, its ontology, what it is and how large, and where an IRI
//! of it is answered.

mod describe;
mod place;

use std::collections::BTreeSet;

pub use place::Place;

use super::address::{Kind, file_name, is_shortened, key_of};
use super::{Content, Site};
use crate::compile::read::Format;
use crate::derive::graph::Graph;
use crate::derive::rdf::{GraphRef, Part};
use crate::explore::{Basis, Relations};
use crate::model::claim::{ClaimId, ClassId, DerivationId, EntityId, PropertyId, Thing};
use crate::render::write::{self, Extent, PartForm};

/// A form in which something is handed out as data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Turtle.
    Turtle,
    /// N-Triples.
    NTriples,
    /// JSON-LD.
    JsonLd,
    /// `TriG`.
    TriG,
    /// JSON, as `remit show -f json` prints it.
    Json,
    /// CSV of facts, a row each.
    Csv,
}

impl Form {
    /// All forms, the most wanted first.
    pub const ALL: [Self; 6] =
        [Self::Turtle, Self::JsonLd, Self::Json, Self::Csv, Self::NTriples, Self::TriG];

    /// The forms that pages link to and a static site has; the others are RDF in further syntaxes, for who asks for them.
    pub const SHOWN: [Self; 4] = [Self::Turtle, Self::JsonLd, Self::Json, Self::Csv];

    /// The ending of addresses in this form.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Turtle => "ttl",
            Self::NTriples => "nt",
            Self::JsonLd => "jsonld",
            Self::TriG => "trig",
            Self::Json => "json",
            Self::Csv => "csv",
        }
    }

    /// Its name for readers.
    pub fn name(self) -> &'static str {
        match self {
            Self::Turtle => "Turtle",
            Self::NTriples => "N-Triples",
            Self::JsonLd => "JSON-LD",
            Self::TriG => "TriG",
            Self::Json => "JSON",
            Self::Csv => "CSV",
        }
    }

    /// Its media type as an answer states it.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Turtle => "text/turtle; charset=utf-8",
            Self::NTriples => "application/n-triples",
            Self::JsonLd => "application/ld+json",
            Self::TriG => "application/trig",
            Self::Json => "application/json",
            Self::Csv => "text/csv; charset=utf-8",
        }
    }

    /// Its media type without parameters, as a reader asks for it.
    pub fn essence(self) -> &'static str {
        let media_type = self.media_type();
        media_type.split_once(';').map_or(media_type, |(essence, _)| essence)
    }

    /// The syntax of RDF that it is, if it is one.
    fn syntax(self) -> Option<PartForm> {
        match self {
            Self::Turtle => Some(PartForm::Turtle),
            Self::NTriples => Some(PartForm::NTriples),
            Self::JsonLd => Some(PartForm::JsonLd),
            Self::TriG => Some(PartForm::TriG),
            Self::Json | Self::Csv => None,
        }
    }
}

/// What a page is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    /// An entity: what is said of it.
    Entity(EntityId),
    /// A source: what it says.
    Source(EntityId),
    /// A claim.
    Claim(ClaimId),
    /// A class of the ontology.
    Class(ClassId),
    /// A property of the ontology.
    Property(PropertyId),
}

impl Subject {
    /// What an address without its ending is about, such as `thing/key`; the key as the name of a file has it, or as it is.
    fn find(stem: &str, scope: GraphRef<'_>) -> Option<Self> {
        let (folder, name) = stem.split_once('/')?;
        let kind = [Kind::Thing, Kind::Source, Kind::Claim, Kind::Class, Kind::Property];
        let kind = kind.into_iter().find(|kind| kind.folder() == folder)?;
        let of_name = key_of(name).and_then(|key| Self::of(kind, &key, scope));
        // A name that would be too long holds but a part of the key.
        let is_it = |subject: &Self| subject.stem(scope) == stem;
        let cut = || Self::all(scope).into_iter().find(is_it).filter(|_| is_shortened(name));
        Self::of(kind, name, scope).or(of_name).or_else(cut)
    }

    fn of(kind: Kind, key: &str, scope: GraphRef<'_>) -> Option<Self> {
        let GraphRef { dataset, ontology, .. } = scope;
        match (kind, dataset.find(key)) {
            (Kind::Thing, Some(Thing::Entity(id))) => Some(Self::Entity(id)),
            (Kind::Source, Some(Thing::Entity(id))) => {
                ontology.is_source(dataset.entity(id).class).then_some(Self::Source(id))
            }
            (Kind::Claim, Some(Thing::Claim(id))) => Some(Self::Claim(id)),
            (Kind::Class, _) => ontology.find_class(key).map(Self::Class),
            (Kind::Property, _) => ontology.find_property(key).map(Self::Property),
            _ => None,
        }
    }

    /// Its address without an ending.
    fn stem(self, scope: GraphRef<'_>) -> String {
        let GraphRef { dataset, ontology, .. } = scope;
        let (kind, key) = match self {
            Self::Entity(id) => (Kind::Thing, dataset.key(Thing::Entity(id))),
            Self::Source(id) => (Kind::Source, dataset.key(Thing::Entity(id))),
            Self::Claim(id) => (Kind::Claim, dataset.key(Thing::Claim(id))),
            Self::Class(id) => (Kind::Class, ontology.class(id).key.as_str()),
            Self::Property(id) => (Kind::Property, ontology.property(id).key.as_str()),
        };
        format!("{}/{}", kind.folder(), file_name(key))
    }

    /// All that a graph has pages about, in the order of their kinds and keys.
    fn all(scope: GraphRef<'_>) -> Vec<Self> {
        let GraphRef { dataset, ontology, .. } = scope;
        let is_source = |id: &EntityId| ontology.is_source(dataset.entity(*id).class);
        let classes = ontology.class_keys().filter_map(|key| ontology.find_class(key));
        let is_known = |id: &PropertyId| {
            let property = ontology.property(*id);
            ontology.find_property(&property.key) == Some(*id)
        };
        let properties = (0..ontology.properties().len() as u16).map(PropertyId).filter(is_known);
        let entities = dataset.entity_ids().map(Self::Entity);
        let sources = dataset.entity_ids().filter(is_source).map(Self::Source);
        entities
            .chain(sources)
            .chain(dataset.claim_ids().map(Self::Claim))
            .chain(classes.map(Self::Class))
            .chain(properties.map(Self::Property))
            .collect()
    }
}

/// The address of the ontology without its ending.
const ONTOLOGY: &str = "data/ontology";
/// The address of what the graph is without its ending.
const DESCRIPTION: &str = "data/void";

/// The address of the whole graph in a form.
fn dump(format: Format) -> String {
    format!("data/{}", write::file_name(format))
}

fn media_type(format: Format) -> &'static str {
    match format {
        Format::Nq => "application/n-quads",
        Format::Trig => Form::TriG.media_type(),
        Format::Ttl => Form::Turtle.media_type(),
        Format::Jsonld => Form::JsonLd.media_type(),
    }
}

impl Site {
    /// The data at an address: of one thing, such as `thing/key.ttl`, or of the whole graph below `data/`.
    pub(super) fn data(&self, address: &str) -> Option<Content> {
        let (graph, scope) = (&*self.graph, self.graph.scope());
        let (manifest, prefixes) = (&graph.input().manifest, graph.prefixes());
        if let Some(format) = Format::ALL.into_iter().find(|format| dump(*format) == address) {
            let mut body = Vec::new();
            write::graph(format, scope, manifest, prefixes, &mut body).ok()?;
            return Some(Content { media_type: media_type(format), body });
        }
        let (stem, ending) = address.rsplit_once('.')?;
        let form = Form::ALL.into_iter().find(|form| form.ending() == ending)?;
        let body = match stem {
            DESCRIPTION if form == Form::Turtle => describe::dataset(graph)?,
            ONTOLOGY => {
                let mut body = Vec::new();
                write::part(form.syntax()?, Extent::Ontology, scope, manifest, prefixes, &mut body).ok()?;
                body
            }
            _ => twin(graph, &self.relations, Subject::find(stem, scope)?, form)?,
        };
        Some(Content { media_type: form.media_type(), body })
    }

    /// The addresses of the data that a static site has beside its pages, and of what describes them.
    pub(super) fn data_addresses(&self) -> Vec<String> {
        let scope = self.graph.scope();
        let twins = Subject::all(scope).into_iter().flat_map(|subject| {
            let stem = subject.stem(scope);
            Form::SHOWN.map(|form| format!("{stem}.{}", form.ending()))
        });
        twins.chain([ONTOLOGY, DESCRIPTION].map(|stem| format!("{stem}.ttl"))).collect()
    }

    /// Where an IRI of the graph is answered, by its path: `/graph/id/key`.
    pub fn place(&self, path: &str) -> Option<Place> {
        place::of(path, self.graph.scope())
    }
}

/// Something of a graph as data in one form; none where it cannot be written.
///
/// Costs time in proportion to what is said of it; for classes, properties and sources, and their RDF, a pass over the claims.
fn twin(graph: &Graph, relations: &Relations, subject: Subject, form: Form) -> Option<Vec<u8>> {
    let scope = graph.scope();
    let Some(syntax) = form.syntax() else {
        return match form {
            Form::Csv => Some(describe::csv(subject, scope, relations).into_bytes()),
            _ => describe::json(subject, scope, relations).map(String::into_bytes),
        };
    };
    let part;
    let extent = match subject {
        Subject::Class(id) => Extent::Term(&scope.ontology.class(id).iri),
        Subject::Property(id) => Extent::Term(&scope.ontology.property(id).iri),
        Subject::Entity(_) | Subject::Source(_) | Subject::Claim(_) => {
            part = part_of(subject, scope, relations);
            Extent::Part(&part)
        }
    };
    let mut out = Vec::new();
    write::part(syntax, extent, scope, &graph.input().manifest, graph.prefixes(), &mut out).ok()?;
    Some(out)
}

/// What is said of something: of a thing every claim about it and with it as value, with what is said of these claims; of a source
/// what it says.
fn part_of(subject: Subject, scope: GraphRef<'_>, relations: &Relations) -> Part {
    let mut claims = BTreeSet::new();
    let mut derivations: BTreeSet<DerivationId> = BTreeSet::new();
    let thing = match subject {
        Subject::Claim(id) => {
            claims.insert(id);
            Some(Thing::Claim(id))
        }
        Subject::Entity(id) => Some(Thing::Entity(id)),
        _ => None,
    };
    if let Some(thing) = thing {
        claims.extend(relations.about(thing));
        derivations.extend(relations.values(thing).iter().map(|(_, id)| *id));
        for relation in relations.from(thing).into_iter().chain(relations.to(thing)) {
            match relation.basis {
                Basis::Claim(id) => drop(claims.insert(id)),
                Basis::Derivation(id) => drop(derivations.insert(id)),
            }
        }
    }
    if let Subject::Source(source) = subject {
        let cites = |id: &ClaimId| scope.dataset.claim(*id).source == source;
        claims.extend(scope.dataset.claim_ids().filter(cites));
    }
    let about: Vec<ClaimId> =
        claims.iter().flat_map(|id| relations.about(Thing::Claim(*id))).copied().collect();
    claims.extend(about);
    let part = Part::new(thing.into_iter().collect(), claims, derivations, scope);
    match subject {
        Subject::Source(source) => part.with_source(source, scope),
        _ => part,
    }
}
