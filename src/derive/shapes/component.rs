//! The constraint components of SHACL Core in one table: a new one is one line here and one function in its family.

use super::parameter::Parameter;
use super::read::Reader;
use super::shape::Check;
use super::{cardinality, closed, logic, pair, qualified, range, sparql, text, value};

/// A constraint component.
pub(super) struct Component {
    /// The parameter that declares a constraint: a local name of SHACL.
    pub(super) parameter: &'static str,
    /// The local name of the component.
    pub(super) name: &'static str,
    /// Whether a shape may give the parameter once at the most.
    pub(super) once: bool,
    /// Whether only property shapes may have it.
    pub(super) property_only: bool,
    /// Reads one value of the parameter.
    pub(super) read: fn(&mut Reader<'_>, &Parameter<'_>) -> Option<Check>,
}

const ONCE: bool = true;
const MANY: bool = false;
const PROPERTY: bool = true;
const ANY: bool = false;

macro_rules! components {
    ($($parameter:literal $name:literal $once:ident $only:ident $read:path;)+) => {
        /// All components, in the order of the specification (sections 4 and 5).
        pub(super) const COMPONENTS: &[Component] = &[$(Component {
            parameter: $parameter,
            name: concat!($name, "ConstraintComponent"),
            once: $once,
            property_only: $only,
            read: $read,
        },)+];
    };
}

components! {
    "class" "Class" MANY ANY value::class;
    "datatype" "Datatype" ONCE ANY value::datatype;
    "nodeKind" "NodeKind" ONCE ANY value::node_kind;
    "minCount" "MinCount" ONCE PROPERTY cardinality::min_count;
    "maxCount" "MaxCount" ONCE PROPERTY cardinality::max_count;
    "minExclusive" "MinExclusive" ONCE ANY range::min_exclusive;
    "minInclusive" "MinInclusive" ONCE ANY range::min_inclusive;
    "maxExclusive" "MaxExclusive" ONCE ANY range::max_exclusive;
    "maxInclusive" "MaxInclusive" ONCE ANY range::max_inclusive;
    "minLength" "MinLength" ONCE ANY text::min_length;
    "maxLength" "MaxLength" ONCE ANY text::max_length;
    "pattern" "Pattern" ONCE ANY text::pattern;
    "languageIn" "LanguageIn" ONCE ANY text::language_in;
    "uniqueLang" "UniqueLang" ONCE PROPERTY text::unique_lang;
    "equals" "Equals" MANY ANY pair::equals;
    "disjoint" "Disjoint" MANY ANY pair::disjoint;
    "lessThan" "LessThan" MANY PROPERTY pair::less_than;
    "lessThanOrEquals" "LessThanOrEquals" MANY PROPERTY pair::less_than_or_equals;
    "not" "Not" MANY ANY logic::not;
    "and" "And" MANY ANY logic::and;
    "or" "Or" MANY ANY logic::or;
    "xone" "Xone" MANY ANY logic::xone;
    "node" "Node" MANY ANY logic::node;
    "property" "Property" MANY ANY logic::property;
    "qualifiedMinCount" "QualifiedMinCount" ONCE ANY qualified::min_count;
    "qualifiedMaxCount" "QualifiedMaxCount" ONCE ANY qualified::max_count;
    "closed" "Closed" ONCE ANY closed::closed;
    "hasValue" "HasValue" MANY ANY value::has_value;
    "in" "In" ONCE ANY value::one_of;
    "sparql" "SPARQL" MANY ANY sparql::constraint;
}

/// Parameters that mean something only beside another one.
pub(super) const BESIDE: &[(&str, &str)] = &[
    ("flags", "pattern"),
    ("ignoredProperties", "closed"),
    ("qualifiedMinCount", "qualifiedValueShape"),
    ("qualifiedMaxCount", "qualifiedValueShape"),
    ("qualifiedValueShapesDisjoint", "qualifiedValueShape"),
];
