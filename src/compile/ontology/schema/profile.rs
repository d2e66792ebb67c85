//! What leaves OWL 2 DL: numbers of values, and exclusions, of properties that are not simple (OWL 2, sections 11.1 and 11.2).
//!
//! Remit reads such an ontology all the same; reasoners refuse the whole of it.

use super::{Located, Reader, iri_of, local_name};
use crate::compile::ontology::{CORE, Ontology};
use crate::model::claim::PropertyId;
use crate::model::code::Code;
use crate::model::vocab::{owl, rdf};

/// What a restriction says of a number of values.
const NUMBERS: [&str; 6] = [
    owl::CARDINALITY,
    owl::MAX_CARDINALITY,
    owl::MAX_QUALIFIED_CARDINALITY,
    owl::MIN_CARDINALITY,
    owl::MIN_QUALIFIED_CARDINALITY,
    owl::QUALIFIED_CARDINALITY,
];
/// The types that a property may have only if it is simple.
const TYPES: [&str; 4] = [
    owl::ASYMMETRIC_PROPERTY,
    owl::FUNCTIONAL_PROPERTY,
    owl::INVERSE_FUNCTIONAL_PROPERTY,
    owl::IRREFLEXIVE_PROPERTY,
];

impl Reader<'_> {
    /// A warning for each statement that reasoners refuse.
    pub(super) fn profile(&mut self, ontology: &Ontology) {
        let why = not_simple(ontology);
        let mut found = Vec::new();
        for triple in self.index.values().flatten().filter(|t| self.files.get(t.file).text != CORE) {
            for (property, term, said) in self.of_simple_ones(triple) {
                let known = iri_of(property).and_then(|iri| ontology.find_property_iri(iri));
                if let Some(why) = known.and_then(|p| why[p.index()].as_ref()) {
                    let name = iri_of(property).map(local_name).unwrap_or_default();
                    let message = format!("OWL 2 DL has no owl:{said} of `{name}`: {why}");
                    let counts =
                        if said.ends_with("ardinality") { " (`sh:minCount`, `sh:maxCount`)" } else { "" };
                    let help = format!(
                        "say it in a shape{counts}, or of a narrower property that claims use: reasoners refuse the whole ontology, Remit reads it"
                    );
                    found.push((self.anchor(triple, term), message, help));
                }
            }
        }
        for (anchor, message, help) in found {
            let expected = "a property that no transitivity and no chain leads to";
            self.fault(Code::R079, anchor, message, expected).help.push(help);
        }
    }

    /// The properties of which a triple says what only simple ones may have, each with the term to point at and what it is.
    fn of_simple_ones<'b>(&'b self, triple: &'b Located) -> Vec<(&'b str, &'b str, &'b str)> {
        let object = triple.object.as_str();
        match iri_of(&triple.predicate) {
            Some(owl::ON_PROPERTY) => {
                let number = NUMBERS.into_iter().find(|p| self.about(&triple.subject, p).next().is_some());
                number.map(|number| (object, object, local_name(number))).into_iter().collect()
            }
            Some(rdf::TYPE) => {
                let said = iri_of(object).filter(|iri| TYPES.contains(iri));
                said.map(|said| (triple.subject.as_str(), object, local_name(said))).into_iter().collect()
            }
            Some(owl::PROPERTY_DISJOINT_WITH) => {
                let said = local_name(owl::PROPERTY_DISJOINT_WITH);
                vec![(triple.subject.as_str(), triple.predicate.as_str(), said), (object, object, said)]
            }
            _ => Vec::new(),
        }
    }
}

/// For each property that is not simple, why it is not: it, one below it or the inverse of such a one follows from several
/// triples at once.
fn not_simple(ontology: &Ontology) -> Vec<Option<String>> {
    let properties = ontology.properties();
    let mut why: Vec<Option<String>> = properties
        .iter()
        .map(|p| match (p.characteristics.transitive, p.characteristics.chains.is_empty()) {
            (true, _) => Some("it is transitive".to_owned()),
            (false, false) => Some("it has a chain".to_owned()),
            (false, true) => None,
        })
        .collect();
    let first: Vec<usize> = (0..why.len()).filter(|p| why[*p].is_some()).collect();
    for origin in first {
        let name = local_name(&properties[origin].iri);
        let what = why[origin].clone().unwrap_or_default().replacen("it ", "", 1);
        let mut todo = vec![PropertyId(origin as u16)];
        while let Some(next) = todo.pop() {
            let property = &properties[next.index()];
            for other in property.ancestors.iter().copied().chain(property.inverse) {
                if why[other.index()].is_none() {
                    why[other.index()] = Some(format!("it follows from `{name}`, which {what}"));
                    todo.push(other);
                }
            }
        }
    }
    why
}
