//! The ontology: which classes, properties, statuses and qualifiers exist, and how each is used and drawn.
//!
//! Goes in: Turtle files. Comes out: an immutable [`Ontology`] that answers questions, or located faults.
//! Deliberately knows no data, and no term of any domain: it reads RDFS, OWL, SKOS and the core vocabulary.

mod annotations;
mod facets;
mod literal;
mod schema;
pub(crate) mod triples;

use std::collections::BTreeMap;

pub use annotations::{Comparison, Exclusion, PromiseRole};
pub use facets::Facets;
pub use literal::is_well_formed;
pub use schema::load;

use crate::model::claim::{ClassId, PropertyId, QualifierId, StatusId};
use crate::model::diagnostic::Location;
use crate::model::template::Template;
use crate::model::vocab;

/// The core vocabulary, always loaded first.
pub const CORE: &str = include_str!("../../../ontology/core.ttl");
/// The path by which places in the core vocabulary are told.
pub const CORE_PATH: &str = "ontology/core.ttl";

/// A class.
#[derive(Clone, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the ontology, and none rules out another"
)]
pub struct Class {
    /// Its IRI.
    pub iri: String,
    /// The short name that data files use.
    pub key: String,
    /// The name for readers.
    pub label: String,
    /// All classes above it and itself, sorted.
    pub ancestors: Vec<ClassId>,
    /// How many values its things have.
    pub limits: Vec<Cardinality>,
    /// Properties that its things ought to have.
    pub expects: Vec<PropertyId>,
    /// Whether its things are promised by somebody.
    pub promise: bool,
    /// Whether the names of its things are plural, by itself or a class above it.
    pub plural: bool,
    /// The article before the names of its things inside a sentence, empty for none, by itself or the nearest class above it that says so.
    pub article: Option<String>,
    /// Whether the names of its things keep their capital inside a sentence, likewise.
    pub proper: Option<bool>,
    /// Whether it is only named here: a class of another vocabulary, which data cannot use.
    pub external: bool,
    /// Whether its things are agents, by a class above it.
    pub is_agent: bool,
}

/// Which values of a property a restriction counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filler {
    /// All.
    Any,
    /// Things of one of these classes.
    Class(Vec<ClassId>),
    /// Things of none of these classes.
    Outside(Vec<ClassId>),
    /// One value: the id of an entity, or a value as data write it.
    Value(String),
}

/// How many values of a property things of a class have (`owl:Restriction`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cardinality {
    /// The property.
    pub property: PropertyId,
    /// The least number of values.
    pub least: u32,
    /// The greatest number of values.
    pub most: Option<u32>,
    /// Which values are counted.
    pub of: Filler,
}

/// What the values of a property are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Range {
    /// Entities (or claims) of one of these classes; of any class where empty.
    Things(Vec<ClassId>),
    /// Texts.
    Text,
    /// Decimal numbers.
    Decimal,
    /// Whole numbers.
    Count,
    /// True or false.
    Boolean,
    /// Dates at the precision known.
    Date,
    /// Spans of time.
    Duration,
    /// Addresses: texts of the declared datatype, or resources outside the graph where there is none.
    Iri,
    /// Amounts of money.
    Money,
}

/// A property.
#[derive(Clone, Debug)]
pub struct Property {
    /// Its IRI.
    pub iri: String,
    /// The short name that data files use.
    pub key: String,
    /// The name for readers.
    pub label: String,
    /// What the subject must be: one of these; anything where empty.
    pub domain: Vec<ClassId>,
    /// What the value must be.
    pub range: Range,
    /// The IRI of the datatype that its values are declared to have; none where each value decides, as with partial dates.
    pub datatype: Option<String>,
    /// What is allowed of its values beyond their kind.
    pub facets: Facets,
    /// The property that says the same from the other end.
    pub inverse: Option<PropertyId>,
    /// Whether a subject has one value at a time.
    pub functional: bool,
    /// Whether the values stand in an order.
    pub ordered: bool,
    /// How claims with it are held against one another.
    pub comparison: Comparison,
    /// What it tells of a promise.
    pub role: Option<PromiseRole>,
    /// All properties above it and itself, sorted.
    pub ancestors: Vec<PropertyId>,
    /// What its values are to readers.
    pub values: ValueKind,
    /// The question that stays open where it is expected and not given; `{subject}` stands for the thing.
    pub asks: Option<String>,
    /// How a claim with it reads as a sentence.
    pub sentence: Option<Template>,
    /// Whether data may use it: properties of the core vocabulary are written by the program only.
    pub writable: bool,
    /// What follows from it by itself.
    pub characteristics: Characteristics,
}

/// What the values of a property are to readers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueKind {
    /// Anything.
    Any,
    /// Titles: the property is, or is declared below, the title of Dublin Core.
    Title,
}

impl Property {
    /// Whether the graph brings it, and not the core vocabulary.
    pub fn is_of_graph(&self) -> bool {
        !self.iri.starts_with(vocab::remit::NAMESPACE)
    }
}

/// What follows from a property by itself (OWL 2, sections 9.2.1 and 9.2.11 to 9.2.13).
#[derive(Clone, Debug, Default)]
pub struct Characteristics {
    /// Whether it holds from its value to its subject too.
    pub symmetric: bool,
    /// Whether it leads on: what its value leads to by it, its subject leads to.
    pub transitive: bool,
    /// Chains of properties that together say it, each of two or more.
    pub chains: Vec<Vec<PropertyId>>,
    /// What `remit:infer` says: whether triples with it are inferred; if left out, not from narrower properties.
    pub infer: Option<bool>,
    /// Where it is declared, for properties that data may use.
    pub place: Option<Location>,
}

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Border {
    /// An unbroken line.
    Solid,
    /// Dashes.
    Dashed,
    /// Dots.
    Dotted,
}

/// How firm a claim can be.
#[derive(Clone, Debug)]
pub struct Status {
    /// Its IRI.
    pub iri: String,
    /// The word that data files use.
    pub key: String,
    /// The name for readers.
    pub label: String,
    /// The border that figures show.
    pub border: Border,
    /// Whether claims of this status give plain triples; false for opinion.
    pub plain: bool,
    /// Whether things are promised by claims of this status.
    pub promise: bool,
    /// What stands before a verb that follows the status, such as `is to`.
    pub mood: Option<String>,
}

/// How a number or a thing can be qualified.
#[derive(Clone, Debug)]
pub struct Qualifier {
    /// Its IRI.
    pub iri: String,
    /// The word that data files use.
    pub key: String,
    /// The name for readers.
    pub label: String,
    /// How it reads with the value that it qualifies: `about {value}`; none where it follows the value in brackets.
    pub sentence: Option<Template>,
}

/// Where classes or properties are, by key and by IRI.
#[derive(Clone, Debug, Default)]
struct Index {
    by_key: BTreeMap<String, u16>,
    by_iri: BTreeMap<String, u16>,
}

impl Index {
    /// Adds a name, unless an earlier one has it: then there is a fault.
    fn add(&mut self, key: Option<&str>, iri: &str, at: usize) {
        if let Some(key) = key {
            self.by_key.entry(key.to_owned()).or_insert(at as u16);
        }
        self.by_iri.entry(iri.to_owned()).or_insert(at as u16);
    }
}

/// All that may be said, and how.
#[derive(Clone, Debug, Default)]
pub struct Ontology {
    classes: Vec<Class>,
    properties: Vec<Property>,
    class_index: Index,
    property_index: Index,
    statuses: Vec<Status>,
    qualifiers: Vec<Qualifier>,
    prefixes: BTreeMap<String, String>,
    triples: Vec<[String; 3]>,
    unnamed: Vec<[String; 3]>,
    claim: ClassId,
    source: ClassId,
    register: ClassId,
    secondary: ClassId,
}

impl Ontology {
    /// All classes.
    pub fn classes(&self) -> &[Class] {
        &self.classes
    }

    /// All properties.
    pub fn properties(&self) -> &[Property] {
        &self.properties
    }

    /// All statuses.
    pub fn statuses(&self) -> &[Status] {
        &self.statuses
    }

    /// All qualifiers.
    pub fn qualifiers(&self) -> &[Qualifier] {
        &self.qualifiers
    }

    /// The prefixes of the ontology files and the core, by name.
    pub fn prefixes(&self) -> &BTreeMap<String, String> {
        &self.prefixes
    }

    /// Every triple of the ontology, each term in N-Triples form, sorted, blank nodes left out.
    pub fn triples(&self) -> &[[String; 3]] {
        &self.triples
    }

    /// The triples of nodes without a name, such as restrictions, each term in N-Triples form, sorted.
    pub fn unnamed(&self) -> &[[String; 3]] {
        &self.unnamed
    }

    /// Other words for a term, as the ontology gives them: `skos:altLabel`, `skos:hiddenLabel`. Costs a look-up.
    pub fn synonyms(&self, iri: &str) -> impl Iterator<Item = String> {
        self.texts(iri, &[vocab::skos::ALT_LABEL, vocab::skos::HIDDEN_LABEL])
    }

    /// The words by which a text shows that something is meant, as the ontology gives them: `remit:cue`. Costs a look-up.
    pub fn cues(&self, iri: &str) -> impl Iterator<Item = String> {
        self.texts(iri, &[vocab::remit::CUE])
    }

    fn texts<'a>(&'a self, iri: &str, predicates: &'a [&str]) -> impl Iterator<Item = String> + use<'a> {
        let term = format!("<{iri}>");
        let from = self.triples.partition_point(|t| t[0] < term);
        let own = self.triples[from..].iter().take_while(move |t| t[0] == term);
        let is_wanted = |predicate: &str| predicates.iter().any(|p| *predicate == format!("<{p}>"));
        own.filter(move |t| is_wanted(&t[1])).filter_map(|t| triples::text_of(&t[2]))
    }

    /// A class.
    pub fn class(&self, id: ClassId) -> &Class {
        &self.classes[id.index()]
    }

    /// A property.
    pub fn property(&self, id: PropertyId) -> &Property {
        &self.properties[id.index()]
    }

    /// A status.
    pub fn status(&self, id: StatusId) -> &Status {
        &self.statuses[id.index()]
    }

    /// A qualifier.
    pub fn qualifier(&self, id: QualifierId) -> &Qualifier {
        &self.qualifiers[id.index()]
    }

    /// The class with a key.
    pub fn find_class(&self, key: &str) -> Option<ClassId> {
        self.class_index.by_key.get(key).copied().map(ClassId)
    }

    /// The class with an IRI.
    pub fn find_class_iri(&self, iri: &str) -> Option<ClassId> {
        self.class_index.by_iri.get(iri).copied().map(ClassId)
    }

    /// The property with a key that data may use.
    pub fn find_property(&self, key: &str) -> Option<PropertyId> {
        self.property_index.by_key.get(key).copied().map(PropertyId)
    }

    /// The property with an IRI.
    pub fn find_property_iri(&self, iri: &str) -> Option<PropertyId> {
        self.property_index.by_iri.get(iri).copied().map(PropertyId)
    }

    /// The status with a key.
    pub fn find_status(&self, key: &str) -> Option<StatusId> {
        self.statuses.iter().position(|s| s.key == key).map(|i| StatusId(i as u16))
    }

    /// The qualifier with a key.
    pub fn find_qualifier(&self, key: &str) -> Option<QualifierId> {
        self.qualifiers.iter().position(|q| q.key == key).map(|i| QualifierId(i as u16))
    }

    fn add_class(&mut self, class: Class) {
        self.class_index.add(None, &class.iri, self.classes.len());
        self.classes.push(class);
    }

    /// Whether the key of a class is for it alone: those of the core that data hardly use give way to the graph's own.
    fn has_key_of_its_own(&self, class: &Class) -> bool {
        let is_core = class.iri.starts_with(vocab::remit::NAMESPACE);
        let source = self.find_class_iri(vocab::remit::SOURCE);
        !class.external && (!is_core || source.is_some_and(|s| class.ancestors.contains(&s)))
    }

    /// Makes classes known by their keys, once all are there.
    fn name_classes(&mut self) {
        let usable = self.classes.iter().enumerate().filter(|(_, c)| !c.external);
        let (first, then): (Vec<_>, Vec<_>) = usable.partition(|(_, c)| self.has_key_of_its_own(c));
        let keys = first.into_iter().chain(then).map(|(i, c)| (c.key.clone(), i as u16));
        let mut by_key = BTreeMap::new();
        keys.for_each(|(key, i)| _ = by_key.entry(key).or_insert(i));
        self.class_index.by_key = by_key;
    }

    /// The keys of the classes that data can use, sorted.
    pub fn class_keys(&self) -> impl Iterator<Item = &str> {
        self.class_index.by_key.keys().map(String::as_str)
    }

    fn add_property(&mut self, property: Property) {
        let key = Some(property.key.as_str()).filter(|_| property.writable);
        self.property_index.add(key, &property.iri, self.properties.len());
        self.properties.push(property);
    }

    /// Whether a class is another one or below it.
    pub fn is_a(&self, class: ClassId, ancestor: ClassId) -> bool {
        self.class(class).ancestors.binary_search(&ancestor).is_ok()
    }

    /// Whether a class is one of several or below one; true where the several are none.
    pub fn is_one_of(&self, class: ClassId, wanted: &[ClassId]) -> bool {
        wanted.is_empty() || wanted.iter().any(|w| self.is_a(class, *w))
    }

    /// The class of claims.
    pub fn claim_class(&self) -> ClassId {
        self.claim
    }

    /// Whether things of a class can be cited.
    pub fn is_source(&self, class: ClassId) -> bool {
        self.is_a(class, self.source)
    }

    /// Whether things of a class report what others said or did.
    pub fn is_secondary(&self, class: ClassId) -> bool {
        self.is_a(class, self.secondary)
    }

    /// Whether things of a class are tables, cited by row instead of by quote.
    pub fn is_register(&self, class: ClassId) -> bool {
        self.is_a(class, self.register)
    }
}
