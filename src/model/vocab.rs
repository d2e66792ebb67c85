//! IRIs of the vocabularies that the core uses. No domain stands here.

/// The namespace of the core vocabulary.
pub const REMIT: &str = "https://remit.example/ns#";
/// The namespace of RDF.
pub const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
/// The namespace of RDF Schema.
pub const RDFS: &str = "http://www.w3.org/2000/01/rdf-schema#";
/// The namespace of OWL.
pub const OWL: &str = "http://www.w3.org/2002/07/owl#";
/// The namespace of XML Schema datatypes.
pub const XSD: &str = "http://www.w3.org/2001/XMLSchema#";
/// The namespace of SKOS.
pub const SKOS: &str = "http://www.w3.org/2004/02/skos/core#";
/// The namespace of PROV-O.
pub const PROV: &str = "http://www.w3.org/ns/prov#";
/// The namespace of Web Annotation.
pub const OA: &str = "http://www.w3.org/ns/oa#";
/// The namespace of Dublin Core terms.
pub const DCTERMS: &str = "http://purl.org/dc/terms/";
/// The namespace of schema.org.
pub const SCHEMA: &str = "https://schema.org/";

/// The prefixes that every graph knows.
pub const PREFIXES: [(&str, &str); 10] = [
    ("dcterms", DCTERMS),
    ("oa", OA),
    ("owl", OWL),
    ("prov", PROV),
    ("rdf", RDF),
    ("rdfs", RDFS),
    ("remit", REMIT),
    ("schema", SCHEMA),
    ("skos", SKOS),
    ("xsd", XSD),
];

/// An IRI: a namespace of this module and a local name.
#[macro_export]
#[doc(hidden)]
macro_rules! iri {
    ($namespace:ident, $local:literal) => {
        format!("{}{}", $crate::model::vocab::$namespace, $local)
    };
}
