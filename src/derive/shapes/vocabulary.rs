//! The words of SHACL: those that are understood, those that are not supported, and nothing else.

/// The namespace of SHACL.
pub(super) const SH: &str = "http://www.w3.org/ns/shacl#";
/// The namespace of DASH, a library of further components that shapes may name.
pub(super) const DASH: &str = "http://datashapes.org/dash#";

/// An IRI of SHACL.
pub(super) fn sh(local: &str) -> String {
    format!("{SH}{local}")
}

/// Properties of SHACL 1.0 that are understood, or that say nothing about validity.
pub(super) const PROPERTIES: &str = "targetClass targetNode targetObjectsOf targetSubjectsOf property path \
severity message deactivated name description order group defaultValue \
inversePath alternativePath zeroOrMorePath oneOrMorePath zeroOrOnePath \
class datatype nodeKind minCount maxCount minExclusive minInclusive maxExclusive maxInclusive \
minLength maxLength pattern flags languageIn uniqueLang equals disjoint lessThan lessThanOrEquals \
not and or xone node qualifiedValueShape qualifiedValueShapesDisjoint qualifiedMinCount qualifiedMaxCount \
closed ignoredProperties hasValue in sparql select ask prefixes declare prefix namespace \
parameter optional labelTemplate nodeValidator propertyValidator validator \
shapesGraph shapesGraphWellFormed suggestedShapesGraph \
conforms result focusNode resultPath value sourceShape sourceConstraintComponent sourceConstraint resultSeverity \
resultMessage detail";

/// Classes and individuals of SHACL 1.0 that are understood.
pub(super) const TERMS: &str = "Shape NodeShape PropertyShape NodeKind BlankNode BlankNodeOrIRI BlankNodeOrLiteral IRI \
IRIOrLiteral Literal Severity Violation Warning Info ConstraintComponent Parameter Parameterizable \
PrefixDeclaration PropertyGroup SPARQLConstraint SPARQLExecutable SPARQLAskExecutable SPARQLSelectExecutable \
SPARQLAskValidator SPARQLSelectValidator Validator ValidationReport ValidationResult AbstractResult \
AndConstraintComponent ClassConstraintComponent ClosedConstraintComponent DatatypeConstraintComponent \
DisjointConstraintComponent EqualsConstraintComponent HasValueConstraintComponent InConstraintComponent \
LanguageInConstraintComponent LessThanConstraintComponent LessThanOrEqualsConstraintComponent \
MaxCountConstraintComponent MaxExclusiveConstraintComponent MaxInclusiveConstraintComponent \
MaxLengthConstraintComponent MinCountConstraintComponent MinExclusiveConstraintComponent \
MinInclusiveConstraintComponent MinLengthConstraintComponent NodeConstraintComponent NodeKindConstraintComponent \
NotConstraintComponent OrConstraintComponent PatternConstraintComponent PropertyConstraintComponent \
PropertyShapeComponent QualifiedMaxCountConstraintComponent QualifiedMinCountConstraintComponent \
SPARQLConstraintComponent UniqueLangConstraintComponent XoneConstraintComponent";

/// What the advanced features of SHACL, its JavaScript extension and SHACL 1.2 add: refused, and never passed over.
pub(super) const UNSUPPORTED: &str = "target SPARQLTarget SPARQLAskTarget SPARQLTargetType SPARQLFunction Function \
rule Rule TripleRule SPARQLRule JSRule condition construct subject predicate object entailment \
js JSConstraint JSFunction JSValidator JSTarget JSTargetType JSLibrary JSExecutable jsFunctionName jsLibrary \
jsLibraryURL expression ExpressionConstraintComponent values filterShape nodes intersection union this \
returnType update Target TargetType ResultAnnotation annotationProperty annotationValue annotationVarName \
resultAnnotation targetWhere targetShape shape someValue memberShape minListLength maxListLength uniqueMembers \
singleLine subsetOf rootClass reifierShape reificationRequired nodeByExpression ShapeClass Debug Trace \
uniqueValuesFor bodyExpression codeIdentifier conformanceDisallows";

/// Whether a list of words has a word.
pub(super) fn has(words: &str, word: &str) -> bool {
    words.split_whitespace().any(|w| w == word)
}
