//! IRIs of the vocabularies that the core uses, each a constant in the module of its vocabulary. No domain stands here.

/// Defines the module of a vocabulary: its namespace, and a constant for each term.
macro_rules! vocabulary {
    ($(#[$doc:meta])* $module:ident $namespace:literal { $($name:ident $local:literal,)* }) => {
        $(#[$doc])*
        pub mod $module {
            /// What the IRIs of its terms begin with.
            pub const NAMESPACE: &str = $namespace;
            $(
                #[doc = concat!("`", stringify!($module), ":", $local, "`.")]
                pub const $name: &str = concat!($namespace, $local);
            )*
        }
    };
}

vocabulary! {
    /// The vocabulary of data catalogues.
    dcat "http://www.w3.org/ns/dcat#" {
        DATASET "Dataset", DISTRIBUTION "distribution", DISTRIBUTION_CLASS "Distribution",
        DOWNLOAD_URL "downloadURL", MEDIA_TYPE "mediaType",
    }
}

vocabulary! {
    /// Dublin Core elements, whose values are texts.
    dc "http://purl.org/dc/elements/1.1/" {
        CREATOR "creator", PUBLISHER "publisher",
    }
}

vocabulary! {
    /// Provenance, authoring and versioning.
    pav "http://purl.org/pav/" {
        RETRIEVED_ON "retrievedOn",
    }
}

vocabulary! {
    /// Dublin Core terms.
    dcterms "http://purl.org/dc/terms/" {
        IDENTIFIER "identifier", ISSUED "issued", LICENSE "license", RIGHTS "rights", TITLE "title",
        IS_PART_OF "isPartOf",
    }
}

vocabulary! {
    /// Web Annotation.
    oa "http://www.w3.org/ns/oa#" {
        END "end", EXACT "exact", HAS_SELECTOR "hasSelector", HAS_SOURCE "hasSource", PREFIX "prefix",
        SPECIFIC_RESOURCE "SpecificResource", START "start", SUFFIX "suffix",
        TEXT_POSITION_SELECTOR "TextPositionSelector", TEXT_QUOTE_SELECTOR "TextQuoteSelector",
    }
}

vocabulary! {
    /// OWL.
    owl "http://www.w3.org/2002/07/owl#" {
        ALL_DISJOINT_CLASSES "AllDisjointClasses", ALL_VALUES_FROM "allValuesFrom", ASYMMETRIC_PROPERTY "AsymmetricProperty", CARDINALITY "cardinality",
        CLASS "Class", DATATYPE_PROPERTY "DatatypeProperty", DIFFERENT_FROM "differentFrom", DISJOINT_WITH "disjointWith",
        EQUIVALENT_CLASS "equivalentClass", EQUIVALENT_PROPERTY "equivalentProperty",
        FUNCTIONAL_PROPERTY "FunctionalProperty", HAS_VALUE "hasValue", IMPORTS "imports",
        INTERSECTION_OF "intersectionOf", INVERSE_FUNCTIONAL_PROPERTY "InverseFunctionalProperty",
        INVERSE_OF "inverseOf", IRREFLEXIVE_PROPERTY "IrreflexiveProperty", MAX_CARDINALITY "maxCardinality", MEMBERS "members",
        MAX_QUALIFIED_CARDINALITY "maxQualifiedCardinality", MIN_CARDINALITY "minCardinality",
        MIN_QUALIFIED_CARDINALITY "minQualifiedCardinality", OBJECT_PROPERTY "ObjectProperty",
        ONE_OF "oneOf", ON_CLASS "onClass", ON_DATATYPE "onDatatype", ON_DATA_RANGE "onDataRange",
        ON_PROPERTY "onProperty", ONTOLOGY "Ontology", PROPERTY_CHAIN_AXIOM "propertyChainAxiom", PROPERTY_DISJOINT_WITH "propertyDisjointWith",
        QUALIFIED_CARDINALITY "qualifiedCardinality", REFLEXIVE_PROPERTY "ReflexiveProperty",
        RESTRICTION "Restriction", SAME_AS "sameAs", SOME_VALUES_FROM "someValuesFrom", SYMMETRIC_PROPERTY "SymmetricProperty",
        THING "Thing", TRANSITIVE_PROPERTY "TransitiveProperty", UNION_OF "unionOf",
        WITH_RESTRICTIONS "withRestrictions",
    }
}

vocabulary! {
    /// PROV-O.
    prov "http://www.w3.org/ns/prov#" {
        WAS_ATTRIBUTED_TO "wasAttributedTo", WAS_DERIVED_FROM "wasDerivedFrom",
        WAS_QUOTED_FROM "wasQuotedFrom",
    }
}

vocabulary! {
    /// RDF.
    rdf "http://www.w3.org/1999/02/22-rdf-syntax-ns#" {
        FIRST "first", LANG_STRING "langString", NIL "nil", OBJECT "object", PREDICATE "predicate",
        PROPERTY "Property", REST "rest", SUBJECT "subject", TYPE "type",
    }
}

vocabulary! {
    /// RDF Schema.
    rdfs "http://www.w3.org/2000/01/rdf-schema#" {
        CLASS "Class", COMMENT "comment", DATATYPE "Datatype", DOMAIN "domain", IS_DEFINED_BY "isDefinedBy", LABEL "label", LITERAL "Literal",
        RANGE "range", RESOURCE "Resource", SEE_ALSO "seeAlso", SUB_CLASS_OF "subClassOf", SUB_PROPERTY_OF "subPropertyOf",
    }
}

vocabulary! {
    /// The core vocabulary.
    remit "https://remit.example/ns#" {
        ABOUT "about", AFFIRMED "affirmed", ARTICLE "article", ASKS "asks", BORDER "border", CAUTION "caution",
        CLAIM "Claim", COMPARED_BY "comparedBy", COUNT "count", CUE "cue", CUT "cut", DEADLINE "deadline",
        DECIDED_BY "decidedBy", DECIDED_ON "decidedOn", DENIED "denied", DERIVATION "Derivation",
        DISAGREEMENT "Disagreement", DISPUTED "disputed", DOUBT "doubt", EVIDENCE "evidence", EXPECTS "expects",
        FROM "from", HOLDS "holds", INFER "infer", INVOLVES "involves", KEY "key", KIND "kind", LASTING "lasting",
        MADE_BY "madeBy", MONEY "money", MOOD "mood", NOTED_BY "notedBy", NOTES "notes", ONE_QUESTION "oneQuestion",
        OPEN "open", ORDERED "ordered", ORDERED_BY "orderedBy", ORDER_OF "orderOf", OTHER_PROOFS "otherProofs",
        PAGE "page", PARTIAL_DATE "PartialDate", PART_WHOLE "partWhole", PLAIN "plain", PLURAL "plural",
        POLARITY "polarity", PROMISE "promise", PROPER "proper", QUALIFIER "qualifier",
        QUALIFIER_CLASS "Qualifier", QUOTE "quote", REASON "reason", REGISTER "Register",
        REPORTED_BY "reportedBy", RESOLUTION "resolution", RESOLUTION_CLASS "Resolution", RESTATEMENT "restatement",
        RESTS_ON_OPINION "restsOnOpinion", RULE "rule", RULE_CLASS "Rule", SECONDARY_SOURCE "SecondarySource",
        SECTION "section", SECTION_CLASS "Section", SENTENCE "sentence", SOURCE "Source", SOURCE_KIND "sourceKind", SPEAKER "speaker", STANDING "standing", STATUS "status",
        STATUS_CLASS "Status", TELLS "tells", TEXT_DIGEST "textDigest", UNTIL "until", VERBATIM "verbatim", VOICE "voice", WHEN "when",
    }
}

vocabulary! {
    /// schema.org.
    schema "https://schema.org/" {
        CURRENCY "currency", DOMAIN_INCLUDES "domainIncludes", MONETARY_AMOUNT "MonetaryAmount",
        POSITION "position", RANGE_INCLUDES "rangeIncludes", UNIT_TEXT "unitText", VALUE "value",
    }
}

vocabulary! {
    /// SKOS.
    skos "http://www.w3.org/2004/02/skos/core#" {
        ALT_LABEL "altLabel", DEFINITION "definition", EXACT_MATCH "exactMatch", HIDDEN_LABEL "hiddenLabel", MEMBER "member", MEMBER_LIST "memberList", NOTE "note",
        ORDERED_COLLECTION "OrderedCollection", PREF_LABEL "prefLabel",
    }
}

vocabulary! {
    /// The vocabulary of datasets in RDF.
    void "http://rdfs.org/ns/void#" {
        CLASS "class", CLASSES "classes", CLASS_PARTITION "classPartition", DATASET "Dataset", DATA_DUMP "dataDump",
        ENTITIES "entities", PROPERTIES "properties", PROPERTY "property", PROPERTY_PARTITION "propertyPartition",
        SUBSET "subset", TRIPLES "triples", URI_SPACE "uriSpace", VOCABULARY "vocabulary",
    }
}

vocabulary! {
    /// Descriptions of SPARQL services.
    sd "http://www.w3.org/ns/sparql-service-description#" {
        DATASET "Dataset", DEFAULT_DATASET "defaultDataset", DEFAULT_GRAPH "defaultGraph", ENDPOINT "endpoint",
        FEATURE "feature", GRAPH "Graph", NAME "name", NAMED_GRAPH "namedGraph", NAMED_GRAPH_CLASS "NamedGraph",
        RESULT_FORMAT "resultFormat", SERVICE "Service", SPARQL_11_QUERY "SPARQL11Query",
        SUPPORTED_LANGUAGE "supportedLanguage", UNION_DEFAULT_GRAPH "UnionDefaultGraph",
    }
}

vocabulary! {
    /// The names of file formats.
    formats "http://www.w3.org/ns/formats/" {
        CSV "SPARQL_Results_CSV", JSON "SPARQL_Results_JSON", JSON_LD "JSON-LD", N3 "N3", N_QUADS "N-Quads", N_TRIPLES "N-Triples",
        RDF_JSON "RDF_JSON", RDF_XML "RDF_XML", TRIG "TriG", TSV "SPARQL_Results_TSV", TURTLE "Turtle", XML "SPARQL_Results_XML",
    }
}

vocabulary! {
    /// RML, as the W3C community group on knowledge graph construction writes it.
    rml "http://w3id.org/rml/" {
        BASE_IRI "baseIRI", BLANK_NODE "BlankNode", CHILD "child", CHILD_MAP "childMap", CLASS "class",
        COMPRESSION "compression", CONSTANT "constant", CSV "CSV", CURRENT_WORKING_DIRECTORY "CurrentWorkingDirectory",
        DATATYPE "datatype", DATATYPE_MAP "datatypeMap", DEFAULT_GRAPH "defaultGraph", ENCODING "encoding", GRAPH "graph",
        GRAPH_MAP "graphMap", IRI "IRI", ITERATOR "iterator", JOIN_CONDITION "joinCondition", JSON_LINES "JSONL",
        JSON_PATH "JSONPath", LANGUAGE "language", LANGUAGE_MAP "languageMap", LITERAL "Literal",
        LOGICAL_SOURCE "logicalSource", LOGICAL_TARGET "logicalTarget", MAPPING_DIRECTORY "MappingDirectory", MODE "mode",
        NAMESPACE_OF_PREFIX "namespace", NAMESPACE_PREFIX "namespacePrefix", NAMESPACE_URL "namespaceURL", NONE "none",
        NULL "null", OBJECT "object", OBJECT_MAP "objectMap", PARENT "parent", PARENT_MAP "parentMap",
        PARENT_TRIPLES_MAP "parentTriplesMap", PATH "path", PREDICATE "predicate", PREDICATE_MAP "predicateMap",
        PREDICATE_OBJECT_MAP "predicateObjectMap", REFERENCE "reference", REFERENCE_FORMULATION "referenceFormulation",
        ROOT "root", SERIALIZATION "serialization", SOURCE "source", SQL_QUERY "SQL2008Query", SQL_TABLE "SQL2008Table",
        SUBJECT "subject", SUBJECT_MAP "subjectMap",
        TARGET "target", TEMPLATE "template", TERM_TYPE "termType", TRIPLES_MAP "TriplesMap", UNSAFE_IRI "UnsafeIRI",
        UNSAFE_URI "UnsafeURI", URI "URI", XPATH "XPath", XPATH_REFERENCE_FORMULATION "XPathReferenceFormulation",
    }
}

vocabulary! {
    /// Databases, as the D2RQ mapping language has them.
    d2rq "http://www.wiwiss.fu-berlin.de/suhl/bizer/D2RQ/0.1#" {
        JDBC_DSN "jdbcDSN",
    }
}

vocabulary! {
    /// R2RML of the W3C, whose terms RML took over.
    rr "http://www.w3.org/ns/r2rml#" {
    }
}

vocabulary! {
    /// RML of 2014.
    rml_2014 "http://semweb.mmlab.be/ns/rml#" {
    }
}

vocabulary! {
    /// The ways to refer to data of RML of 2014.
    ql "http://semweb.mmlab.be/ns/ql#" {
    }
}

vocabulary! {
    /// CSV on the Web: how a table is written.
    csvw "http://www.w3.org/ns/csvw#" {
        COMMENT_PREFIX "commentPrefix", DELIMITER "delimiter", DIALECT "dialect", ENCODING "encoding", HEADER "header",
        NULL "null", QUOTE_CHAR "quoteChar", TRIM "trim", URL "url",
    }
}

vocabulary! {
    /// XML Schema datatypes.
    xsd "http://www.w3.org/2001/XMLSchema#" {
        BOOLEAN "boolean", DOUBLE "double", INTEGER "integer", STRING "string",
    }
}

/// What the IRIs of entities have after the base of the graph.
pub const ENTITIES: &str = "id/";

/// The classes of other vocabularies whose things are agents (<https://www.w3.org/TR/prov-o/#Agent>).
pub const AGENTS: [&str; 13] = [
    "http://www.w3.org/ns/prov#Agent",
    "http://www.w3.org/ns/prov#Person",
    "http://www.w3.org/ns/prov#Organization",
    "http://www.w3.org/ns/prov#SoftwareAgent",
    "http://xmlns.com/foaf/0.1/Agent",
    "http://xmlns.com/foaf/0.1/Person",
    "http://xmlns.com/foaf/0.1/Organization",
    "http://xmlns.com/foaf/0.1/Group",
    "http://purl.org/dc/terms/Agent",
    "http://www.w3.org/ns/org#Organization",
    "http://www.w3.org/ns/org#OrganizationalUnit",
    "https://schema.org/Person",
    "https://schema.org/Organization",
];

/// The classes of other vocabularies whose things are places.
pub const PLACES: [&str; 6] = [
    "http://purl.org/dc/terms/Location",
    "https://schema.org/Place",
    "http://www.opengis.net/ont/geosparql#Feature",
    "http://www.opengis.net/ont/geosparql#SpatialObject",
    "http://www.w3.org/ns/locn#Location",
    "http://www.w3.org/ns/prov#Location",
];

/// The prefixes that every graph knows.
pub const PREFIXES: [(&str, &str); 12] = [
    ("dcat", dcat::NAMESPACE),
    ("dcterms", dcterms::NAMESPACE),
    ("oa", oa::NAMESPACE),
    ("owl", owl::NAMESPACE),
    ("prov", prov::NAMESPACE),
    ("rdf", rdf::NAMESPACE),
    ("rdfs", rdfs::NAMESPACE),
    ("remit", remit::NAMESPACE),
    ("schema", schema::NAMESPACE),
    ("skos", skos::NAMESPACE),
    ("void", void::NAMESPACE),
    ("xsd", xsd::NAMESPACE),
];
