//! Comparisons of dates that SPARQL cannot make: a year with a month of it is an error there, and the row is lost.
//!
//! Goes in: a query and the store. Comes out: a warning for each variable whose dates are compared so. Looks at the dates
//! that the graph has, so that a graph of nothing but years is left alone.

use std::collections::{BTreeMap, BTreeSet};

use oxrdf::{NamedNode, Variable};
use spargebra::algebra::{Expression, GraphPattern, PropertyPathExpression};
use spargebra::term::{NamedNodePattern, TermPattern};

use super::algebra::{Part, pattern_of};
use super::fault::QueryText;
use super::{Store, on_large_stack};
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Location};
use crate::model::file::Span;
use crate::model::vocab::xsd;

/// The datatypes of dates and times that can be compared with themselves alone.
const DATES: [&str; 4] = ["gYear", "gYearMonth", "date", "dateTime"];

/// Warnings for comparisons of a query that leave out dates known to another precision.
pub(super) fn compared(query: QueryText<'_>, store: &Store) -> Vec<Diagnostic> {
    let found = on_large_stack(|| {
        let Ok(parsed) = store.parse(query.text) else { return BTreeMap::new() };
        let parts: Vec<Part<'_>> = Part::Pattern(pattern_of(&parsed)).all().collect();
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
                    Expression::Literal(literal) => {
                        date_type(literal.datatype().as_str()).into_iter().collect()
                    }
                    Expression::Variable(other) => known.get(other).cloned().unwrap_or_default(),
                    _ => BTreeSet::new(),
                };
                if types.union(&with).count() > 1 && !with.is_empty() {
                    found
                        .entry(variable.as_str().to_owned())
                        .or_default()
                        .extend(types.union(&with).cloned());
                }
            }
        }
        found
    });
    found.unwrap_or_default().into_iter().map(|(name, types)| warning(query, &name, &types)).collect()
}

fn warning(query: QueryText<'_>, name: &str, types: &BTreeSet<String>) -> Diagnostic {
    let written = [format!("?{name}"), format!("${name}")];
    let places = written.iter().flat_map(|word| query.text.match_indices(word.as_str()));
    // The last place is the likeliest: patterns come before what filters them.
    let at = places.map(|(at, _)| at).max().unwrap_or(0);
    let span = Span::new(at, (at + name.len() + 1).min(query.text.len()));
    let types: Vec<String> = types.iter().map(|local| format!("xsd:{local}")).collect();
    let message = format!(
        "`?{name}` is compared as {}, and rows where the two sides differ in that are lost",
        types.join(" and ")
    );
    Diagnostic::new(Code::R075, Location::Span(query.file, span), message)
        .expected("dates of one precision on both sides")
        .help(format!(
            "compare them as texts: FILTER(STR(?{name}) >= \"2021\") finds 2021, 2021-03 and 2021-03-31"
        ))
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
        let quads = self.read();
        let Some(property) = quads.find(&property.to_string()) else { return BTreeSet::new() };
        let datatypes = quads.objects(property).filter_map(|o| o.rsplit_once("^^<")?.1.strip_suffix('>'));
        datatypes.filter_map(date_type).collect()
    }
}
