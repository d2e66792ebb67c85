//! Properties in the namespace of RML that are not known: most are slips of the pen.

use super::graph::Graph;
use super::short;
use crate::bulk::fault::Fault;
use crate::model::code::Code;
use crate::model::nearest::nearest;
use crate::model::vocab::rml;

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
    let properties = graph.nodes().flat_map(|(_, node)| graph.properties(node));
    let unknown =
        properties.filter(|p| p.name.starts_with(rml::NAMESPACE) && !KNOWN.contains(&p.name.as_str()));
    let mut found: Vec<Fault> = unknown
        .map(|property| {
            let name = short(&property.name);
            let known = nearest(name, KNOWN.iter().map(|iri| short(iri)));
            let fault = Fault::new(format!("`rml:{name}` is not read"), property.at);
            fault.code(Code::R106).expected("a property of RML-Core or RML-IO").suggest(known)
        })
        .collect();
    found.sort_by_key(|fault| fault.mapping);
    found
}
