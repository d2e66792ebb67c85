//! The terms of vocabularies that stand fixed: what nobody but their makers can add to.

use super::nearest::nearest;
use super::vocab::{PREFIXES, owl, prov, rdf, rdfs, skos, xsd};

/// Each namespace with the local names that it has.
const VOCABULARIES: [(&str, &str); 6] = [
    (
        rdf::NAMESPACE,
        "type Property Statement subject predicate object value first rest nil List Bag Seq Alt reifies langString \
dirLangString HTML XMLLiteral PlainLiteral JSON CompoundLiteral direction language",
    ),
    (
        rdfs::NAMESPACE,
        "Resource Class Literal Datatype Container ContainerMembershipProperty label comment range domain subClassOf \
subPropertyOf seeAlso isDefinedBy member Proposition",
    ),
    (
        owl::NAMESPACE,
        "AllDifferent AllDisjointClasses AllDisjointProperties Annotation AnnotationProperty AsymmetricProperty Axiom Class \
DataRange DatatypeProperty DeprecatedClass DeprecatedProperty FunctionalProperty InverseFunctionalProperty IrreflexiveProperty \
NamedIndividual NegativePropertyAssertion Nothing ObjectProperty Ontology OntologyProperty ReflexiveProperty Restriction \
SymmetricProperty Thing TransitiveProperty allValuesFrom annotatedProperty annotatedSource annotatedTarget assertionProperty \
backwardCompatibleWith bottomDataProperty bottomObjectProperty cardinality complementOf datatypeComplementOf deprecated \
differentFrom disjointUnionOf disjointWith distinctMembers equivalentClass equivalentProperty hasKey hasSelf hasValue imports \
incompatibleWith intersectionOf inverseOf maxCardinality maxQualifiedCardinality members minCardinality \
minQualifiedCardinality onClass onDataRange onDatatype onProperties onProperty oneOf priorVersion propertyChainAxiom \
propertyDisjointWith qualifiedCardinality rational real sameAs someValuesFrom sourceIndividual targetIndividual targetValue \
topDataProperty topObjectProperty unionOf versionIRI versionInfo withRestrictions",
    ),
    (
        skos::NAMESPACE,
        "Collection Concept ConceptScheme OrderedCollection altLabel broadMatch broader broaderTransitive changeNote \
closeMatch definition editorialNote exactMatch example hasTopConcept hiddenLabel historyNote inScheme mappingRelation member \
memberList narrowMatch narrower narrowerTransitive notation note prefLabel related relatedMatch scopeNote semanticRelation \
topConceptOf",
    ),
    (
        xsd::NAMESPACE,
        "anyType anySimpleType anyAtomicType string boolean decimal integer double float date time dateTime dateTimeStamp \
gYear gMonth gDay gYearMonth gMonthDay duration yearMonthDuration dayTimeDuration byte short int long unsignedByte \
unsignedShort unsignedInt unsignedLong positiveInteger nonNegativeInteger negativeInteger nonPositiveInteger hexBinary \
base64Binary anyURI language normalizedString token NMTOKEN NMTOKENS Name NCName QName ENTITY ENTITIES ID IDREF IDREFS NOTATION \
length minLength maxLength pattern minInclusive minExclusive maxInclusive maxExclusive totalDigits fractionDigits \
whiteSpace",
    ),
    (
        prov::NAMESPACE,
        "Accept Activity ActivityInfluence Agent AgentInfluence Association Attribution Bundle Collection Communication \
Contribute Contributor Copyright Create Creator Delegation Derivation Dictionary DirectQueryService EmptyCollection \
EmptyDictionary End Entity EntityInfluence Generation Influence Insertion InstantaneousEvent Invalidation KeyEntityPair Location \
Modify Organization Person Plan PrimarySource Publish Publisher Quotation Removal Replace Revision RightsAssignment \
RightsHolder Role ServiceDescription SoftwareAgent Start Submit Usage actedOnBehalfOf activity activityOfInfluence agent \
agentOfInfluence alternateOf aq asInBundle atLocation atTime category component constraints contributed definition \
derivedByInsertionFrom derivedByRemovalFrom describesService dictionary dm editorialNote editorsDefinition ended endedAtTime \
entity entityOfInfluence generalizationOf generated generatedAsDerivation generatedAtTime hadActivity hadDelegate \
hadDerivation hadDictionaryMember hadGeneration hadInfluence hadMember hadPlan hadPrimarySource hadRevision hadRole hadUsage \
has_anchor has_provenance has_query_service influenced influencer informed insertedKeyEntityPair invalidated invalidatedAtTime \
inverse locationOf mentionOf n order pairEntity pairKey pingback provenanceUriTemplate \
qualifiedAssociation qualifiedAssociationOf qualifiedAttribution qualifiedAttributionOf qualifiedCommunication \
qualifiedCommunicationOf qualifiedDelegation qualifiedDelegationOf qualifiedDerivation qualifiedDerivationOf qualifiedEnd \
qualifiedEndOf qualifiedForm qualifiedGeneration qualifiedGenerationOf qualifiedInfluence qualifiedInfluenceOf \
qualifiedInsertion qualifiedInvalidation qualifiedInvalidationOf qualifiedPrimarySource qualifiedQuotation \
qualifiedQuotationOf qualifiedRemoval qualifiedRevision qualifiedSourceOf qualifiedStart qualifiedStartOf qualifiedUsage \
qualifiedUsingActivity quotedAs removedKey revisedEntity sharesDefinitionWith specializationOf started startedAtTime \
todo unqualifiedForm used value wasActivityOfInfluence wasAssociateFor wasAssociatedWith wasAttributedTo wasDerivedFrom \
wasEndedBy wasGeneratedBy wasInfluencedBy wasInformedBy wasInvalidatedBy wasMemberOf wasPlanOf wasPrimarySourceOf \
wasQuotedFrom wasRevisionOf wasRoleIn wasStartedBy wasUsedBy wasUsedInDerivation",
    ),
];

/// The vocabulary that an IRI is of, if it stands fixed: its namespace, and the local names that it has.
pub fn vocabulary(iri: &str) -> Option<(&'static str, &'static str)> {
    VOCABULARIES.into_iter().find(|(namespace, _)| iri.starts_with(namespace))
}

/// For a term that a vocabulary that stands fixed does not have: its short name, and the nearest one that there is.
pub fn missing(iri: &str) -> Option<(String, Option<String>)> {
    let (namespace, known) = vocabulary(iri)?;
    let (prefix, _) = PREFIXES.into_iter().find(|(_, n)| *n == namespace)?;
    let local = &iri[namespace.len()..];
    let is_member = local.strip_prefix('_').is_some_and(|n| n.parse::<u32>().is_ok());
    if local.is_empty() || is_member || known.split_whitespace().any(|k| k == local) {
        return None;
    }
    let near = nearest(local, known.split_whitespace()).map(|n| format!("{prefix}:{n}"));
    Some((format!("{prefix}:{local}"), near))
}
