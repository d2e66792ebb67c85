//! Properties in the namespace of RML that are not known: most are slips of the pen.

use super::graph::{Graph, Property};
use super::short;
use crate::bulk::fault::Fault;
use crate::model::code::Code;
use crate::model::nearest::nearest;
use crate::model::vocab::{csvw, rml};

/// The properties that are read.
const KNOWN: &[&str] = &[
    rml::BASE_IRI,
    rml::CHILD,
    rml::CHILD_MAP,
    rml::CLASS,
    rml::COMPRESSION,
    rml::CONSTANT,
    rml::DATATYPE,
    rml::DATATYPE_MAP,
    rml::ENCODING,
    rml::GRAPH,
    rml::GRAPH_MAP,
    rml::ITERATOR,
    rml::JOIN_CONDITION,
    rml::LANGUAGE,
    rml::LANGUAGE_MAP,
    rml::LOGICAL_SOURCE,
    rml::LOGICAL_TARGET,
    rml::MODE,
    rml::NAMESPACE_OF_PREFIX,
    rml::NAMESPACE_PREFIX,
    rml::NAMESPACE_URL,
    rml::NULL,
    rml::OBJECT,
    rml::OBJECT_MAP,
    rml::PARENT,
    rml::PARENT_MAP,
    rml::PARENT_TRIPLES_MAP,
    rml::PATH,
    rml::PREDICATE,
    rml::PREDICATE_MAP,
    rml::PREDICATE_OBJECT_MAP,
    rml::REFERENCE,
    rml::REFERENCE_FORMULATION,
    rml::ROOT,
    rml::SERIALIZATION,
    rml::SOURCE,
    rml::SUBJECT,
    rml::SUBJECT_MAP,
    rml::TARGET,
    rml::TEMPLATE,
    rml::TERM_TYPE,
];

/// A remark for each property that is not read.
pub(super) fn unknown_properties(graph: &Graph) -> Vec<Fault> {
    let properties: Vec<&Property> = graph.nodes().flat_map(|(_, node)| graph.properties(node)).collect();
    let of = |namespace: &str, prefix: &str, known: &'static [&'static str], expected: &'static str| {
        let unknown =
            properties.iter().filter(|p| p.name.starts_with(namespace) && !known.contains(&p.name.as_str()));
        unknown
            .map(|property| {
                let name = short(&property.name);
                let near = nearest(name, known.iter().map(|iri| short(iri)));
                let fault = Fault::new(format!("`{prefix}:{name}` is not read"), property.at);
                fault.code(Code::R106).expected(expected).suggest(near)
            })
            .collect::<Vec<_>>()
    };
    let mut found = of(rml::NAMESPACE, "rml", KNOWN, "a property of RML-Core or RML-IO");
    found.extend(of(csvw::NAMESPACE, "csvw", OF_TABLES, "a part of a dialect that is read"));
    found.sort_by_key(|fault| fault.mapping);
    found
}

/// What is read of tables of CSV on the Web.
const OF_TABLES: &[&str] = &[
    csvw::COMMENT_PREFIX,
    csvw::DELIMITER,
    csvw::DIALECT,
    csvw::ENCODING,
    csvw::HEADER,
    csvw::NULL,
    csvw::QUOTE_CHAR,
    csvw::TRIM,
    csvw::URL,
];
