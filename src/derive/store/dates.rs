//! Comparisons of dates that SPARQL cannot make: a year with a month of it is an error there, and the row is lost.
//!
//! Goes in: a query and the store. Comes out: a warning for each variable whose dates are compared so. Looks at the dates
//! that the graph has, so that a graph of nothing but years is left alone.

use std::collections::{BTreeMap, BTreeSet};

use oxrdf::{NamedNode, Variable};
use spargebra::Query;
use spargebra::algebra::{Expression, GraphPattern, PropertyPathExpression};
use spargebra::term::{NamedNodePattern, TermPattern};

use super::Store;
use super::algebra::{Part, pattern_of};
use super::fault::QueryText;
use crate::model::code::Code;
use crate::model::diagnostic::Diagnostic;
use crate::model::vocab::xsd;

/// The datatypes of dates and times that can be compared with themselves alone.
const DATES: [&str; 4] = ["gYear", "gYearMonth", "date", "dateTime"];

/// Warnings for comparisons of a query that leave out dates known to another precision.
pub(super) fn compared(query: QueryText<'_>, parsed: &Query, store: &Store) -> Vec<Diagnostic> {
    let parts: Vec<Part<'_>> = Part::Pattern(pattern_of(parsed)).all().collect();
    let mut known: BTreeMap<&Variable, BTreeSet<String>> = BTreeMap::new();
    for (variable, property) in parts.iter().flat_map(|part| values(*part)) {
        known.entry(variable).or_default().extend(store.date_types(property));
    }
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for part in &parts {
        let Part::Expression(expression) = part else { continue };
        for (variable, with) in sides(expression) {
            let Some(types) = known.get(variable) else { continue };
            let with = match with {
                Expression::Literal(literal) => date_type(literal.datatype().as_str()).into_iter().collect(),
                Expression::Variable(other) => known.get(other).cloned().unwrap_or_default(),
                _ => BTreeSet::new(),
            };
            if types.union(&with).count() > 1 && !with.is_empty() {
                found.entry(variable.as_str().to_owned()).or_default().extend(types.union(&with).cloned());
            }
        }
    }
    found.into_iter().map(|(name, types)| warning(query, &name, &types)).collect()
}

fn warning(query: QueryText<'_>, name: &str, types: &BTreeSet<String>) -> Diagnostic {
    let anchor = query.variable(name, true);
    let types: Vec<String> = types.iter().map(|local| format!("xsd:{local}")).collect();
    let message = format!(
        "`?{name}` is compared as {}, and rows where the two sides differ in that are lost",
        types.join(" and ")
    );
    Diagnostic::new(Code::R075, anchor, message).expected("dates of one precision on both sides").help(
        format!("compare them as texts: FILTER(STR(?{name}) >= \"2021\") finds 2021, 2021-03 and 2021-03-31"),
    )
}

/// The variables that a pattern gives values of a property.
fn values(part: Part<'_>) -> Vec<(&Variable, &NamedNode)> {
    match part {
        Part::Pattern(GraphPattern::Bgp { patterns }) => patterns
            .iter()
            .filter_map(|triple| match (&triple.predicate, &triple.object) {
                (NamedNodePattern::NamedNode(property), TermPattern::Variable(v)) => Some((v, property)),
                _ => None,
            })
            .collect(),
        Part::Pattern(GraphPattern::Path {
            path: PropertyPathExpression::NamedNode(property),
            object: TermPattern::Variable(variable),
            ..
        }) => vec![(variable, property)],
        _ => Vec::new(),
    }
}

/// The variables that an expression compares, each with the other side.
fn sides(expression: &Expression) -> Vec<(&Variable, &Expression)> {
    use Expression as E;
    match expression {
        E::Equal(a, b)
        | E::Greater(a, b)
        | E::GreaterOrEqual(a, b)
        | E::Less(a, b)
        | E::LessOrEqual(a, b) => [(a, b), (b, a)]
            .into_iter()
            .filter_map(|(side, other)| match &**side {
                E::Variable(variable) => Some((variable, &**other)),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// The local name of a datatype of dates.
fn date_type(datatype: &str) -> Option<String> {
    datatype.strip_prefix(xsd::NAMESPACE).filter(|local| DATES.contains(local)).map(str::to_owned)
}

impl Store {
    /// The datatypes of the dates that a property has in the graph.
    fn date_types(&self, property: &NamedNode) -> BTreeSet<String> {
        let held = self.read();
        let quads = held.index();
        let Some(property) = quads.find(&property.to_string()) else { return BTreeSet::new() };
        let type_of = |object: &str| date_type(object.rsplit_once("^^<")?.1.strip_suffix('>')?);
        quads.objects(property).filter_map(|object| type_of(&object)).collect()
    }
}
