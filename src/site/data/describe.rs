//! Something of a graph for programs that read no RDF: JSON and CSV; and what the graph is, in `VoID` and DCAT.

use std::collections::BTreeSet;

use oxrdf::{Literal, NamedNode, Term, Triple};
use serde::Serialize;

use super::{Form, ONTOLOGY, Subject, dump, media_type};
use crate::derive::graph::Graph;
use crate::derive::rdf::{GraphRef, Layer};
use crate::explore::{Description, Fact, Relations, describe, fact};
use crate::model::claim::{ClaimId, ClassId, EntityId, PropertyId, Thing};
use crate::model::escape::in_json;
use crate::model::licence::licence_iri;
use crate::model::vocab::{dcat, dcterms, rdf, remit, void};
use crate::render::write;

/// A source, and what it says.
#[derive(Serialize)]
struct SourceJson {
    #[serde(flatten)]
    description: Description,
    states: Vec<Fact>,
}

/// A class, and what is of it.
#[derive(Serialize)]
struct ClassJson<'a> {
    id: &'a str,
    iri: &'a str,
    label: &'a str,
    broader: Vec<&'a str>,
    narrower: Vec<&'a str>,
    entities: Vec<Entry<'a>>,
}

/// An entity in a list.
#[derive(Serialize)]
struct Entry<'a> {
    id: &'a str,
    name: &'a str,
}

/// A property, and what is said with it.
#[derive(Serialize)]
struct PropertyJson<'a> {
    id: &'a str,
    iri: &'a str,
    label: &'a str,
    domain: Vec<&'a str>,
    broader: Vec<&'a str>,
    claims: Vec<Fact>,
}

/// Something as JSON; a thing as `remit show -f json` prints it.
pub(super) fn json(subject: Subject, scope: GraphRef<'_>, relations: &Relations) -> Option<String> {
    let described = |thing| describe(thing, scope, relations);
    let text = match subject {
        Subject::Entity(id) => serde_json::to_string_pretty(&described(Thing::Entity(id))),
        Subject::Claim(id) => serde_json::to_string_pretty(&described(Thing::Claim(id))),
        Subject::Source(id) => {
            let description = described(Thing::Entity(id));
            serde_json::to_string_pretty(&SourceJson {
                description,
                states: facts(subject, scope, relations),
            })
        }
        Subject::Class(id) => serde_json::to_string_pretty(&class(id, scope)),
        Subject::Property(id) => serde_json::to_string_pretty(&property(id, scope, relations)),
    };
    Some(format!("{}\n", in_json(&text.ok()?)))
}

fn class(id: ClassId, scope: GraphRef<'_>) -> ClassJson<'_> {
    let GraphRef { dataset, ontology, .. } = scope;
    let class = ontology.class(id);
    let key = |id: ClassId| ontology.class(id).key.as_str();
    let all = (0..ontology.classes().len() as u16).map(ClassId);
    let entry = |id| Entry { id: dataset.key(Thing::Entity(id)), name: dataset.name(Thing::Entity(id)) };
    ClassJson {
        id: &class.key,
        iri: &class.iri,
        label: &class.label,
        broader: class.ancestors.iter().filter(|above| **above != id).map(|above| key(*above)).collect(),
        narrower: all.filter(|below| *below != id && ontology.is_a(*below, id)).map(key).collect(),
        entities: of_class(id, scope).map(entry).collect(),
    }
}

/// The entities of a class and of those below it.
fn of_class(class: ClassId, scope: GraphRef<'_>) -> impl Iterator<Item = EntityId> {
    let GraphRef { dataset, ontology, .. } = scope;
    dataset.entity_ids().filter(move |id| ontology.is_a(dataset.entity(*id).class, class))
}

fn property<'a>(id: PropertyId, scope: GraphRef<'a>, relations: &Relations) -> PropertyJson<'a> {
    let ontology = scope.ontology;
    let property = ontology.property(id);
    let above = property.ancestors.iter().filter(|above| **above != id);
    PropertyJson {
        id: &property.key,
        iri: &property.iri,
        label: &property.label,
        domain: property.domain.iter().map(|id| ontology.class(*id).key.as_str()).collect(),
        broader: above.map(|above| ontology.property(*above).key.as_str()).collect(),
        claims: facts(Subject::Property(id), scope, relations),
    }
}

/// The facts that a table of something lists.
fn facts(subject: Subject, scope: GraphRef<'_>, relations: &Relations) -> Vec<Fact> {
    let dataset = scope.dataset;
    let chosen = |is_meant: &dyn Fn(ClaimId) -> bool| -> Vec<Fact> {
        let claims = dataset.claim_ids().filter(|id| is_meant(*id));
        claims.filter_map(|id| fact(dataset.key(Thing::Claim(id)), scope)).collect()
    };
    match subject {
        Subject::Entity(id) => describe(Thing::Entity(id), scope, relations).facts,
        Subject::Claim(id) => describe(Thing::Claim(id), scope, relations).facts,
        Subject::Source(source) => chosen(&|id| dataset.claim(id).source == source),
        Subject::Property(property) => chosen(&|id| dataset.claim(id).predicate == property),
        Subject::Class(_) => Vec::new(),
    }
}

/// Something as CSV: a row for each fact, or of a class for each entity.
pub(super) fn csv(subject: Subject, scope: GraphRef<'_>, relations: &Relations) -> String {
    let GraphRef { dataset, ontology, .. } = scope;
    if let Subject::Class(class) = subject {
        let row = |id: EntityId| {
            let entity = dataset.entity(id);
            let texts = [entity.key, entity.name].map(|text| dataset.text(text).to_owned());
            let [key, name] = texts;
            vec![key, ontology.class(entity.class).key.clone(), name, dataset.other_names(entity).join("; ")]
        };
        let rows: Vec<Vec<String>> = of_class(class, scope).map(row).collect();
        return write::csv(&["id", "class", "name", "also"], &rows);
    }
    let rows: Vec<Vec<String>> = facts(subject, scope, relations).into_iter().map(row).collect();
    write::csv(&COLUMNS, &rows)
}

/// The columns of facts.
const COLUMNS: [&str; 16] = [
    "sentence",
    "subject",
    "property",
    "value",
    "standing",
    "polarity",
    "status",
    "quote",
    "speaker",
    "reported-by",
    "source",
    "published",
    "section",
    "page",
    "id",
    "rests-on",
];

fn row(fact: Fact) -> Vec<String> {
    let [subject, property, value] = fact.triple;
    let citation = fact.citation;
    vec![
        fact.words,
        subject,
        property,
        value,
        fact.standing.word().to_owned(),
        citation.polarity.to_owned(),
        citation.status,
        citation.quote,
        citation.speaker,
        citation.reporter,
        citation.source,
        citation.published,
        citation.section,
        citation.page,
        fact.id,
        fact.rests_on.join("; "),
    ]
}

/// What the graph is: its title, licence and size, by class and by property, its layers, its vocabularies, and where it is to be had
/// whole. Addresses are relative to its own.
pub(super) fn dataset(graph: &Graph) -> Option<Vec<u8>> {
    let (scope, manifest) = (graph.scope(), &graph.input().manifest);
    let found = write::statistics(scope, manifest);
    let mut said = Said { subject: NamedNode::new_unchecked(&manifest.base), triples: Vec::new() };
    said.link(rdf::TYPE, void::DATASET);
    said.link(rdf::TYPE, dcat::DATASET);
    said.text(dcterms::TITLE, &manifest.title);
    match licence_iri(&manifest.licence) {
        Some(iri) => said.link(dcterms::LICENSE, &iri),
        None if manifest.licence.is_empty() => {}
        None => said.text(dcterms::RIGHTS, &manifest.licence),
    }
    said.text(remit::MADE_BY, &format!("remit {}", env!("CARGO_PKG_VERSION")));
    said.text(void::URI_SPACE, &manifest.base);
    said.number(void::ENTITIES, scope.dataset.entities().len() as u64);
    said.number(void::TRIPLES, found.triples);
    said.number(void::CLASSES, found.classes.len() as u64);
    said.number(void::PROPERTIES, found.properties.len() as u64);
    let used: BTreeSet<&str> =
        found.classes.keys().chain(found.properties.keys()).map(|i| namespace(i)).collect();
    for namespace in used {
        said.link(void::VOCABULARY, namespace);
    }
    for layer in Layer::ALL {
        said.link(void::SUBSET, &layer.iri(&manifest.base));
    }
    let mut all = Vec::new();
    for (number, (class, count)) in found.classes.iter().enumerate() {
        let mut part = said.part(void::CLASS_PARTITION, &format!("#class-{number}"));
        part.link(void::CLASS, class);
        part.number(void::ENTITIES, *count);
        all.append(&mut part.triples);
    }
    for (number, (property, count)) in found.properties.iter().enumerate() {
        let mut part = said.part(void::PROPERTY_PARTITION, &format!("#property-{number}"));
        part.link(void::PROPERTY, property);
        part.number(void::TRIPLES, *count);
        all.append(&mut part.triples);
    }
    let ontology = format!("{ONTOLOGY}.ttl");
    let files = manifest.formats.iter().map(|format| (dump(*format), media_type(*format)));
    for (address, media_type) in files.chain([(ontology.clone(), Form::Turtle.media_type())]) {
        let file = address.trim_start_matches("data/");
        if address != ontology {
            said.link(void::DATA_DUMP, file);
        }
        let mut part = said.part(dcat::DISTRIBUTION, &format!("#{file}"));
        part.link(rdf::TYPE, dcat::DISTRIBUTION_CLASS);
        part.link(dcat::DOWNLOAD_URL, file);
        let essence = media_type.split_once(';').map_or(media_type, |(essence, _)| essence);
        part.link(dcat::MEDIA_TYPE, &format!("https://www.iana.org/assignments/media-types/{essence}"));
        all.append(&mut part.triples);
    }
    all.append(&mut said.triples);
    let mut out = Vec::new();
    write::triples(all, graph.prefixes(), &mut out).ok()?;
    Some(out)
}

/// What the IRI of a term begins with, up to its local name.
fn namespace(iri: &str) -> &str {
    iri.rfind(['#', '/']).map_or(iri, |at| &iri[..=at])
}

/// Triples about one subject.
struct Said {
    subject: NamedNode,
    triples: Vec<Triple>,
}

impl Said {
    fn put(&mut self, predicate: &str, object: impl Into<Term>) {
        let predicate = NamedNode::new_unchecked(predicate);
        self.triples.push(Triple::new(self.subject.clone(), predicate, object));
    }

    fn link(&mut self, predicate: &str, object: &str) {
        self.put(predicate, NamedNode::new_unchecked(object));
    }

    fn text(&mut self, predicate: &str, text: &str) {
        self.put(predicate, Literal::new_simple_literal(text));
    }

    fn number(&mut self, predicate: &str, number: u64) {
        self.put(predicate, Literal::from(number));
    }

    /// A part of the subject, of which more is to be said.
    fn part(&mut self, predicate: &str, iri: &str) -> Self {
        self.link(predicate, iri);
        Self { subject: NamedNode::new_unchecked(iri), triples: Vec::new() }
    }
}
