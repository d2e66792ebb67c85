//! Triples as records: what has a class and a name is an entity, what has a property of the ontology is a claim.
//!
//! A triple that can be neither is told, once for each term map and reason, with how many there are.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use sha2::{Digest, Sha256};

use super::links::{Decision, Links};
use super::triples::Triple;
use super::{MappedField, MappedRecord, base};
use crate::bulk::MadeValue;
use crate::compile::ontology::triples::local_name;
use crate::compile::ontology::{Ontology, Property, Range};
use crate::compile::read::{Manifest, MappingLayout};
use crate::model::claim::ClassId;
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Location};
use crate::model::fields::ClaimField;
use crate::model::file::{FileId, Files, Span};
use crate::model::nearest::nearest;
use crate::model::record::{Kind, Origin};
use crate::model::text::hex;
use crate::model::vocab::{rdf, rdfs, skos, xsd};

/// The longest place in the data that is repeated in every citation, in characters.
const LONGEST_PLACE: usize = 40;

/// What is wrong with triples, once for each term map and message.
#[derive(Default)]
struct Told {
    order: Vec<(Code, Span, String)>,
    of: HashMap<(Span, String), Case>,
}

/// One reason at one term map.
struct Case {
    /// How many triples have it.
    count: usize,
    expected: &'static str,
    near: Option<String>,
    /// The first value.
    place: Location,
}

impl Told {
    fn tell(
        &mut self,
        (code, triple): (Code, &Triple),
        message: String,
        expected: &'static str,
        near: Option<&str>,
    ) {
        let key = (triple.mapping, message.clone());
        if !self.of.contains_key(&key) {
            self.order.push((code, triple.mapping, message));
        }
        let place = Location::Span(triple.file, triple.span);
        let near = near.map(str::to_owned);
        self.of.entry(key).or_insert(Case { count: 0, expected, near, place }).count += 1;
    }

    /// The faults, each at its term map.
    fn faults(self, mapping: FileId) -> impl Iterator<Item = Diagnostic> {
        let Self { order, of } = self;
        order.into_iter().filter_map(move |(code, span, message)| {
            let Case { count, expected, near, place } = of.get(&(span, message.clone()))?;
            let first = match count {
                1 => "of this value".to_owned(),
                count => format!("of this value and {} more", count - 1),
            };
            let mut fault = Diagnostic::new(code, Location::Span(mapping, span), message)
                .expected(*expected)
                .related(place.clone(), first);
            fault.add_near(near.as_deref());
            // The term may be written with a prefix or as a template: what would be put there is for a person to say.
            fault.fixes.clear();
            Some(fault)
        })
    }
}

/// An entity, as far as triples told of it.
struct Named {
    class: Option<ClassId>,
    fields: Vec<MappedField>,
    at: (FileId, Span, Span),
    /// The name that stands for it in the data.
    called: Option<String>,
}

struct Maker<'m> {
    ontology: &'m Ontology,
    base: String,
    links: &'m Links,
    layout: &'m MappingLayout,
    files: &'m Files,
    told: Told,
    entities: BTreeMap<String, Named>,
    order: Vec<String>,
    /// Names in words that stand for things.
    names: BTreeSet<String>,
    /// The ids of claims.
    claims: HashSet<String>,
    /// Names that come to the id of another one.
    alike: BTreeSet<String>,
    /// What the data has, for each id that is made of it.
    written: HashMap<String, String>,
}

/// The records of some triples, and the ids and names that they have.
pub(super) fn of(
    triples: Vec<Triple>,
    links: &Links,
    (manifest, ontology): (&Manifest, &Ontology),
    (files, mapping, layout): (&Files, FileId, &MappingLayout),
    faults: &mut Vec<Diagnostic>,
) -> (Vec<MappedRecord>, BTreeSet<String>) {
    let mut maker = Maker {
        ontology,
        base: base(manifest),
        links,
        layout,
        files,
        told: Told::default(),
        entities: BTreeMap::new(),
        order: Vec::new(),
        names: BTreeSet::new(),
        claims: HashSet::new(),
        alike: BTreeSet::new(),
        written: HashMap::new(),
    };
    let mut rest = Vec::new();
    for triple in triples {
        if let Some(triple) = maker.naming(triple) {
            rest.push(triple);
        }
    }
    let identified = maker.identified();
    let mut records = maker.records(&identified);
    records.extend(rest.into_iter().filter_map(|triple| maker.claim(&triple, &identified)));
    faults.extend(maker.told.faults(mapping));
    let mut known: BTreeSet<String> = maker.entities.keys().cloned().collect();
    known.extend(maker.entities.values().filter_map(|named| named.called.clone()));
    for record in &records {
        known.extend(record.fields.iter().map(|field| field.value.clone()));
    }
    known.extend(maker.names);
    known.extend(identified.subjects);
    (records, known)
}

/// What names and ids of the data stand for by the table of links.
#[derive(Default)]
struct Identified {
    by_id: HashMap<String, String>,
    /// The names and ids that were found.
    subjects: BTreeSet<String>,
}

impl Identified {
    /// The id to write in place of one.
    fn id<'i>(&'i self, id: &'i str) -> &'i str {
        self.by_id.get(id).map_or(id, String::as_str)
    }
}

impl<'m> Maker<'m> {
    /// The id that an IRI of this graph stands for. What no id can have is a hyphen in it, as in `Market-Square` for `Market%20Square`.
    fn id_of(&mut self, iri: &str, triple: &Triple) -> Option<String> {
        let written = iri.strip_prefix(&self.base).filter(|written| !written.is_empty())?;
        let is_of_id = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        let is_id = written.chars().all(is_of_id) && written.starts_with(|c: char| c.is_ascii_alphanumeric());
        if is_id && self.written.get(written).is_some_and(|known| known == written) {
            return Some(written.to_owned());
        }
        let name = decoded(written);
        let words: Vec<&str> = name.split(|c| !is_of_id(c)).filter(|word| !word.is_empty()).collect();
        let id = words.join("-").trim_start_matches(['-', '_', '.']).to_owned();
        let known = self.written.entry(id.clone()).or_insert_with(|| name.clone());
        if (*known != name || id.is_empty()) && self.alike.insert(name.clone()) {
            let message = format!("`{name}` and `{known}` have one id, `{id}`");
            self.told.tell((Code::R104, triple), message, "a template that keeps them apart", None);
        }
        Some(id)
    }

    /// The id of the subject, where the triple can be a record at all.
    fn subject(&mut self, triple: &Triple) -> Option<String> {
        let why = match &triple.subject {
            _ if triple.is_in_graph => "it is in a graph with a name".to_owned(),
            MadeValue::Iri(iri) => match self.id_of(iri, triple) {
                Some(id) => return Some(id),
                None => {
                    format!("its subject is not an entity of this graph, which begin with <{}>", self.base)
                }
            },
            MadeValue::Blank(_) => "its subject is a blank node".to_owned(),
            MadeValue::Literal { .. } => "its subject is a literal".to_owned(),
        };
        let message = format!("this triple is left out: {why}");
        self.told.tell((Code::R107, triple), message, "a template of an id, such as \"{code}\"", None);
        None
    }

    /// Takes a triple that gives an entity its class or name; any other one is given back.
    fn naming(&mut self, triple: Triple) -> Option<Triple> {
        let key = match &*triple.predicate {
            rdf::TYPE => "type",
            rdfs::LABEL | skos::PREF_LABEL => "name",
            skos::ALT_LABEL | skos::HIDDEN_LABEL => "also",
            rdfs::COMMENT | skos::NOTE | skos::DEFINITION => "note",
            _ => return Some(triple),
        };
        let id = self.subject(&triple)?;
        let place = (triple.file, triple.span, triple.mapping);
        if key == "type" {
            let class = self.class(&triple)?;
            self.of_class(&id, class, &triple);
            return None;
        }
        let MadeValue::Literal { text, language, .. } = &triple.object else {
            let message = format!("this triple is left out: <{}> takes a text, not an IRI", triple.predicate);
            self.told.tell((Code::R107, &triple), message, "a term map of type rml:Literal", None);
            return None;
        };
        let field =
            MappedField { name: key, value: text.clone(), span: triple.span, language: language.clone() };
        let named = self.entity(&id, place);
        // Other rows say the same of it.
        let is_said = |known: &MappedField| {
            known.value == field.value
                && known.language == field.language
                && (known.name == "note") == (key == "note")
        };
        if named.fields.iter().any(is_said) {
            return None;
        }
        if key == "name" {
            // A fault of the entity points at its name.
            if named.called.is_none() {
                named.at = place;
                named.called = Some(text.clone());
            } else if named.fields.iter().any(|f| f.name == key && f.language == field.language) {
                // A second name: it is known by both.
                named.fields.push(MappedField { name: "also", ..field });
                return None;
            }
        }
        named.fields.push(field);
        None
    }

    /// Gives an entity a class: of two the one that is below the other.
    fn of_class(&mut self, id: &str, class: ClassId, triple: &Triple) {
        let ontology = self.ontology;
        let named = self.entity(id, (triple.file, triple.span, triple.mapping));
        match named.class {
            Some(known) if ontology.is_a(known, class) => {}
            Some(known) if !ontology.is_a(class, known) => {
                let [known, class] = [known, class].map(|class| &ontology.class(class).label);
                let message = format!(
                    "this triple is left out: an entity cannot be of two classes, {known} and {class}"
                );
                let expected = "one class, or one below the other";
                self.told.tell((Code::R107, triple), message, expected, None);
            }
            _ => named.class = Some(class),
        }
    }

    fn entity(&mut self, id: &str, at: (FileId, Span, Span)) -> &mut Named {
        if !self.entities.contains_key(id) {
            self.order.push(id.to_owned());
        }
        let new = || Named { class: None, fields: Vec::new(), at, called: None };
        self.entities.entry(id.to_owned()).or_insert_with(new)
    }

    fn class(&mut self, triple: &Triple) -> Option<ClassId> {
        let MadeValue::Iri(iri) = &triple.object else {
            let message = "this triple is left out: a class is an IRI".to_owned();
            self.told.tell((Code::R107, triple), message, "the IRI of a class of the ontology", None);
            return None;
        };
        let ontology = self.ontology;
        if let Some(id) = ontology.find_class_iri(iri).filter(|id| !ontology.class(*id).external) {
            return Some(id);
        }
        let known = ontology.classes().iter().filter(|class| !class.external).map(|class| class.iri.as_str());
        let near = near(iri, known);
        let message = format!("there is no class <{iri}>");
        self.told.tell((Code::R010, triple), message, "the IRI of a class of the ontology", near);
        None
    }

    /// Applies the decisions to the entities of the data.
    fn identified(&self) -> Identified {
        let mut found = Identified::default();
        for (id, named) in &self.entities {
            let iri = format!("{}{id}", self.base);
            let written = self.written.get(id).map(String::as_str);
            let names = [Some(id.as_str()), Some(iri.as_str()), written, named.called.as_deref()];
            let names: Vec<&str> = names.into_iter().flatten().collect();
            // What is said of one id counts more than what is said of all that have a name.
            let is_not =
                |object: &str| self.links.on(&names).any(|other| !other.is_same && other.object == object);
            for decision in self.links.on(&names) {
                found.subjects.insert(decision.subject.clone());
                if decision.is_same && !is_not(&decision.object) {
                    found.by_id.insert(id.clone(), decision.object.clone());
                }
            }
        }
        for decision in self.links.decisions.iter().filter(|decision| decision.is_same) {
            found.by_id.entry(decision.subject.clone()).or_insert_with(|| decision.object.clone());
        }
        found
    }

    /// The records of entities that the data has and no decision identifies with another one.
    fn records(&mut self, identified: &Identified) -> Vec<MappedRecord> {
        let mut records = Vec::new();
        for id in &self.order {
            let Some(named) = self.entities.get(id).filter(|_| !identified.by_id.contains_key(id)) else {
                continue;
            };
            let (file, head, mapping) = named.at;
            let is_source = named.class.is_some_and(|class| self.ontology.is_source(class));
            let kind = if is_source { Kind::Source } else { Kind::Entity };
            let class = named.class.map(|class| self.ontology.class(class).key.clone());
            let field = |name, value: String| MappedField { name, value, span: head, language: None };
            let mut fields = vec![field("id", id.clone())];
            fields.extend(class.map(|class| field("type", class)));
            fields.extend(named.fields.iter().cloned());
            let both: Vec<&str> = std::iter::once(id.as_str()).chain(named.called.as_deref()).collect();
            let different = self.links.on(&both).filter(|decision| !decision.is_same);
            fields.extend(different.map(|Decision { object, .. }| field("different-from", object.clone())));
            records.push(MappedRecord {
                kind,
                origin: Origin { file, start: head.start },
                head,
                mapping,
                fields,
                called: Some(named.called.clone().unwrap_or_else(|| id.clone())),
            });
        }
        records
    }

    /// A triple as a claim.
    fn claim(&mut self, triple: &Triple, identified: &Identified) -> Option<MappedRecord> {
        let subject = identified.id(&self.subject(triple)?).to_owned();
        let property = self.property(triple)?;
        let (key, value, language) = self.value(triple, property, identified)?;
        let field = |name, value: String, span| MappedField { name, value, span, language: None };
        // The same claim of another row is there already.
        let id = self.key([&subject, &property.key, &value, language.as_deref().unwrap_or_default()]);
        if !self.claims.insert(id.clone()) {
            return None;
        }
        let mut fields = vec![
            field("id", id, triple.span),
            field("subject", subject, triple.of_subject),
            field("predicate", property.key.clone(), triple.span),
            MappedField { name: key, value, span: triple.span, language },
        ];
        fields.push(field("page", self.place(triple), triple.span));
        Some(MappedRecord {
            kind: Kind::Claim,
            origin: Origin { file: triple.file, start: triple.span.start },
            head: triple.span,
            mapping: triple.mapping,
            fields,
            called: None,
        })
    }

    fn property(&mut self, triple: &Triple) -> Option<&'m Property> {
        let iri = &*triple.predicate;
        let ontology = self.ontology;
        let found = ontology.find_property_iri(iri).map(|id| ontology.property(id));
        if let Some(property) = found.filter(|property| property.writable) {
            return Some(property);
        }
        let known = ontology.properties().iter().filter(|property| property.writable);
        let near = near(iri, known.map(|property| property.iri.as_str()));
        let message = match found {
            Some(property) => format!("data cannot use the property `{}`", property.key),
            None => format!("there is no property <{iri}>"),
        };
        self.told.tell((Code::R013, triple), message, "the IRI of a property of the ontology", near);
        None
    }

    /// The field of the value, the value, and the language that it is said to be in.
    fn value(
        &mut self,
        triple: &Triple,
        property: &Property,
        identified: &Identified,
    ) -> Option<(&'static str, String, Option<String>)> {
        let key = match property.range {
            Range::Money => ClaimField::Amount,
            Range::Count => ClaimField::Count,
            _ => ClaimField::Object,
        };
        let why = match (&triple.object, &property.range) {
            // A cell without a value says nothing, as text and as a part of an IRI.
            (MadeValue::Literal { text, .. }, _) if text.is_empty() => return None,
            (MadeValue::Iri(iri), _) if *iri == self.base => return None,
            // A name in words is known by the table of links, or is told with what is called so.
            (MadeValue::Literal { text, .. }, Range::Things(_)) => {
                self.names.insert(text.clone());
                return Some((key.key(), identified.id(text).to_owned(), None));
            }
            (MadeValue::Literal { text, language, datatype }, range) => {
                let text = match datatype.as_deref() {
                    Some(xsd::DOUBLE) if matches!(range, Range::Decimal | Range::Money | Range::Count) => {
                        plain_number(text)
                    }
                    _ => text.clone(),
                };
                return Some((key.key(), text, language.clone()));
            }
            (MadeValue::Iri(iri), Range::Things(_)) => match self.id_of(iri, triple) {
                Some(id) => return Some((key.key(), identified.id(&id).to_owned(), None)),
                None => format!("its value is not an entity of this graph, which begin with <{}>", self.base),
            },
            (MadeValue::Iri(iri), Range::Iri) => return Some((key.key(), iri.clone(), None)),
            (MadeValue::Iri(_), _) => format!("`{}` does not take an IRI", property.key),
            (MadeValue::Blank(_), _) => "its value is a blank node".to_owned(),
        };
        let expected = "a value that the property takes";
        self.told.tell((Code::R107, triple), format!("this triple is left out: {why}"), expected, None);
        None
    }

    /// A key made from what the claim says, so that it stays the same wherever its row is.
    fn key(&self, said: [&str; 4]) -> String {
        let mut digest = Sha256::new();
        let set = self.layout.set.iter().flat_map(|(key, (value, _))| [key.as_str(), value.as_str()]);
        for part in said.into_iter().chain([self.layout.file.0.as_str()]).chain(set) {
            digest.update(part.as_bytes());
            digest.update([0]);
        }
        format!("c-{}", hex(&digest.finalize()[..8]))
    }

    /// Where the value stands in the data, for readers: file, row and column, as far as they are short enough.
    fn place(&self, triple: &Triple) -> String {
        let path = &self.files.get(triple.file).path;
        let file = path.rsplit('/').next().unwrap_or(path);
        let row = format!("row {}", triple.row);
        let column = triple.column.as_ref().map_or_else(|| row.clone(), |column| format!("{row}, {column}"));
        let places = [format!("{file}, {column}"), column];
        places.into_iter().find(|place| place.chars().count() <= LONGEST_PLACE).unwrap_or(row)
    }
}

/// The known IRI whose last part is nearest to that of another one.
fn near<'k>(iri: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    let known: Vec<&str> = known.collect();
    let name = nearest(local_name(iri), known.iter().map(|iri| local_name(iri)))?;
    known.into_iter().find(|iri| local_name(iri) == name)
}

/// A part of an IRI without percent signs.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let digits =
            after.get(..2).filter(|_| *first == b'%').and_then(|digits| std::str::from_utf8(digits).ok());
        if let Some(byte) = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            bytes.push(byte);
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A number without an exponent.
fn plain_number(text: &str) -> String {
    text.parse::<f64>()
        .ok()
        .filter(|number| number.is_finite())
        .map_or_else(|| text.to_owned(), |n| n.to_string())
}
