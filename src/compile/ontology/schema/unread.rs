//! What an ontology says and Remit does not read: told once for each kind and file, never passed over in silence.
//!
//! Runs last, when every other part has marked the nodes that it understood.

use std::collections::BTreeMap;

use super::{Located, Reader, iri_of, local_name};
use crate::compile::ontology::{CORE, Ontology};
use crate::model::code::Code;
use crate::model::file::FileId;
use crate::model::vocab::{self, owl, rdf, remit};

/// Terms of OWL that are not read wherever they are.
const NEVER: [&str; 15] = [
    "AllDifferent",
    "AllDisjointProperties",
    "NegativePropertyAssertion",
    "ReflexiveProperty",
    "bottomDataProperty",
    "bottomObjectProperty",
    "complementOf",
    "datatypeComplementOf",
    "differentFrom",
    "disjointUnionOf",
    "hasKey",
    "hasSelf",
    "onProperties",
    "sameAs",
    "topObjectProperty",
];
/// Terms of OWL that are read on some nodes.
const SOMETIMES: [&str; 14] = [
    "allValuesFrom",
    "cardinality",
    "hasValue",
    "intersectionOf",
    "maxCardinality",
    "maxQualifiedCardinality",
    "minCardinality",
    "minQualifiedCardinality",
    "onDatatype",
    "oneOf",
    "qualifiedCardinality",
    "someValuesFrom",
    "unionOf",
    "withRestrictions",
];

/// The words of one kind of thing that is not read: message, what was expected, help.
type Words = (String, &'static str, &'static str);

/// A triple that is not read, and the term of it to point at.
type Place<'b> = (&'b Located, &'b str);

const SHAPES: &str = "http://www.w3.org/ns/shacl#";

impl Reader<'_> {
    /// A warning for each kind of statement that is not read.
    pub(super) fn unread(&mut self, ontology: &Ontology) {
        let mut kinds: BTreeMap<(FileId, String), (Words, Vec<Place<'_>>)> = BTreeMap::new();
        for triple in self.index.values().flatten().filter(|t| self.files.get(t.file).text != CORE) {
            if let Some((kind, term, words)) = self.unread_kind(triple, ontology) {
                kinds.entry((triple.file, kind)).or_insert((words, Vec::new())).1.push((triple, term));
            }
        }
        let mut faults = Vec::new();
        for ((message, expected, help), mut places) in kinds.into_values() {
            places.sort_by_key(|(triple, _)| triple.line.start);
            let more = match places.len() {
                1 => String::new(),
                2 => ", and in one more place".to_owned(),
                n => format!(", and in {} more places", n - 1),
            };
            let anchor = places.first().map(|(triple, term)| self.anchor(triple, term));
            faults.extend(anchor.map(|anchor| (anchor, format!("{message}{more}"), expected, help)));
        }
        for (anchor, message, expected, help) in faults {
            self.fault(Code::R069, anchor, message, expected).help.push(help.to_owned());
        }
    }

    /// The kind of statement that a triple is, if it is not read, with the term to point at.
    fn unread_kind<'b>(&self, triple: &'b Located, ontology: &Ontology) -> Option<(String, &'b str, Words)> {
        let predicate = iri_of(&triple.predicate)?;
        let is_type = predicate == rdf::TYPE;
        let object = iri_of(&triple.object);
        if predicate == owl::IMPORTS {
            let is_here = self.index.keys().any(|subject| {
                let trimmed = |iri: &str| iri.trim_end_matches(['#', '/']).to_owned();
                iri_of(subject).map(trimmed) == object.map(trimmed)
            });
            let message = format!("{} is imported, and nothing here describes it", triple.object);
            let help = "this program has no network: put a copy of the file into the folder of the ontology";
            let words = (message, "an ontology that lies in the project", help);
            return (!is_here).then(|| (triple.object.clone(), triple.predicate.as_str(), words));
        }
        if let Some(term) =
            [Some(predicate), object.filter(|_| is_type)].into_iter().flatten().find_map(|iri| {
                let local = iri.strip_prefix(owl::NAMESPACE)?;
                let is_read = || self.read.borrow().contains(&triple.subject);
                (NEVER.contains(&local) || SOMETIMES.contains(&local) && !is_read()).then_some(local)
            })
        {
            let message = format!("`owl:{term}` is not read here, so nothing follows from it");
            let help =
                "`remit explain R069` lists what is read; a shape in the folder `shapes` can check the rest";
            let words = (message, "a statement that Remit reads", help);
            let anchor = if is_type { &triple.object } else { &triple.predicate };
            return Some((term.to_owned(), anchor, words));
        }
        let of_shacl =
            |iri: &str| iri.strip_prefix(SHAPES).filter(|_| !self.own.contains(SHAPES)).map(str::to_owned);
        let is_shape = is_type && object.and_then(of_shacl).is_some_and(|o| o.ends_with("Shape"))
            || of_shacl(predicate).is_some_and(|p| p == "property" || p == "path" || p.starts_with("target"));
        if is_shape {
            let message = "a shape in a file of the ontology is never asked".to_owned();
            let words = (
                message,
                "a file in the folder `shapes`",
                "move it to ontology/shapes/, as docs/shapes.md says",
            );
            return Some((SHAPES.to_owned(), triple.subject.as_str(), words));
        }
        let class = object.filter(|_| is_type).and_then(|iri| ontology.find_class_iri(iri))?;
        let class = ontology.class(class);
        let is_own = !class.external && !class.iri.starts_with(remit::NAMESPACE);
        let is_standard = vocab::PREFIXES.iter().any(|(_, n)| class.iri.starts_with(n));
        let name = iri_of(&triple.subject).filter(|_| is_own && !is_standard)?;
        let message = format!(
            "`{}`, a `{}`, is described in the ontology, which does not make it an entity",
            local_name(name),
            class.key
        );
        let words = (message, "classes and properties", "an entity is a record in a data file");
        Some(("individual".to_owned(), triple.subject.as_str(), words))
    }
}
