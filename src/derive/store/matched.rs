//! What a row of an answer matches: the triples that the patterns of its query become, once the row is put into them.
//!
//! Goes in: a query, and a row of its answer. Comes out: triples, and whether these are all. What is reached over a path, what stands in a
//! subquery and what must not be there are not told. Deliberately knows no claim.

use std::collections::BTreeSet;

use oxrdf::{Term, TermRef, Variable};
use spargebra::Query;
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::{GroundTerm, NamedNodePattern, TermPattern, TriplePattern};

use super::algebra::{Part, Rewrite, assigned, rewritten};
use super::bind::{self, Bound, Values};
use super::{Answer, Asked, Limits, Store, StoreError, large};
use crate::derive::rdf::to_ntriples;

/// In how many ways a row may come about before further ones are left out.
const MOST_WAYS: usize = 200;

/// What a row matches.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matched {
    /// The triples, terms in N-Triples form, sorted. Those by a wider class or property need not be in the graph as they are.
    pub triples: Vec<[String; 3]>,
    /// Whether the row rests on nothing else.
    pub is_all: bool,
}

impl Store {
    /// What a row of the answer to a query matches, the first being 0; of yes there is one row. A triple of an answer is what it matches.
    ///
    /// Costs what the query costs for that row.
    ///
    /// # Errors
    ///
    /// As [`Store::query`].
    pub fn matched(&self, asked: &Asked, answer: &Answer, row: usize) -> Result<Matched, StoreError> {
        let none = Matched::default();
        let (variables, values): (&[String], &[Option<Term>]) = match answer {
            Answer::Triples(_) => {
                let triple = answer.triples().into_iter().nth(row);
                return Ok(Matched { is_all: triple.is_some(), triples: triple.into_iter().collect() });
            }
            Answer::Solutions { variables, rows } => match rows.get(row) {
                Some(row) => (variables, row),
                None => return Ok(none),
            },
            Answer::Boolean(true) if row == 0 => (&[], &[]),
            Answer::Boolean(_) => return Ok(none),
        };
        large(|| {
            let row = variables.iter().zip(values).map(|(name, value)| (name.as_str(), value.as_ref()));
            let Some(ways) = Ways::of(&asked.query, row.collect()) else { return Ok(none) };
            let Ways { query, patterns, is_all } = ways;
            let limits = Limits { matches: MOST_WAYS, ..Limits::QUERY };
            let (answer, is_cut) = self.run_within(query, asked.view, limits, None)?;
            let Answer::Solutions { variables, rows } = answer else { return Ok(none) };
            let mut found = BTreeSet::new();
            for row in &rows {
                let value = |name: &Variable| {
                    let at = variables.iter().position(|v| v == name.as_str())?;
                    row.get(at)?.as_ref().map(Term::as_ref)
                };
                found.extend(patterns.iter().filter_map(|pattern| filled(pattern, value)));
            }
            Ok(Matched { triples: found.into_iter().collect(), is_all: is_all && !is_cut })
        })
    }
}

/// A triple pattern with values for its variables; none where one is without.
fn filled<'a>(
    TriplePattern { subject, predicate, object }: &'a TriplePattern,
    value: impl Fn(&Variable) -> Option<TermRef<'a>>,
) -> Option<[String; 3]> {
    let of_term = |term: &'a TermPattern| match term {
        TermPattern::NamedNode(node) => Some(to_ntriples(node)),
        TermPattern::Literal(literal) => Some(to_ntriples(literal)),
        TermPattern::Variable(name) => value(name).map(to_ntriples),
        _ => None,
    };
    let predicate = match predicate {
        NamedNodePattern::NamedNode(node) => Some(to_ntriples(node)),
        NamedNodePattern::Variable(name) => value(name).map(to_ntriples),
    };
    Some([of_term(subject)?, predicate?, of_term(object)?])
}

/// A query for all ways in which a row comes about.
struct Ways {
    query: Query,
    patterns: Vec<TriplePattern>,
    is_all: bool,
}

impl Ways {
    /// None where the row does not say enough to find them.
    fn of(query: &Query, row: Vec<(&str, Option<&Term>)>) -> Option<Self> {
        let (Query::Select { pattern, dataset, .. } | Query::Ask { pattern, dataset, .. }) = query else {
            return None;
        };
        let (inner, groups) = inside(pattern);
        if let Some(groups) = groups
            && !groups.iter().all(|group| row.iter().any(|(name, _)| *name == group.as_str()))
        {
            return None;
        }
        let mut pattern = Named.pattern(inner.clone());
        let mut patterns = Vec::new();
        let mut is_all = take(&pattern, &mut patterns);
        let own: BTreeSet<Variable> = assigned(&pattern).into_iter().cloned().collect();
        let mut values = Values::new();
        // What is counted or put together of a group says nothing of its members.
        let of_members = |name: &str| groups.is_none_or(|all| all.iter().any(|group| group.as_str() == name));
        for (name, value) in row.into_iter().filter(|(name, _)| of_members(name)) {
            let variable = Variable::new_unchecked(name);
            let ground = match value {
                None => None,
                Some(Term::NamedNode(node)) => Some(GroundTerm::NamedNode(node.clone())),
                Some(Term::Literal(literal)) => Some(GroundTerm::Literal(literal.clone())),
                Some(_) => {
                    // A blank node has another name in the answer.
                    is_all = false;
                    continue;
                }
            };
            let condition = match ground {
                None => Expression::Not(Box::new(Expression::Bound(variable))),
                Some(ground) if own.contains(&variable) => Expression::SameTerm(
                    Box::new(Expression::Variable(variable)),
                    Box::new(match ground {
                        GroundTerm::NamedNode(node) => Expression::NamedNode(node),
                        GroundTerm::Literal(literal) => Expression::Literal(literal),
                        GroundTerm::Triple(_) => continue,
                    }),
                ),
                Some(ground) => {
                    values.push((variable, Bound::Ground(ground)));
                    continue;
                }
            };
            pattern = GraphPattern::Filter { expr: condition, inner: Box::new(pattern) };
        }
        let mut variables: Vec<Variable> = patterns.iter().flat_map(variables_of).cloned().collect();
        variables.sort_unstable();
        variables.dedup();
        let pattern = GraphPattern::Project { inner: Box::new(pattern), variables };
        let pattern = GraphPattern::Distinct { inner: Box::new(pattern) };
        let query = Query::Select { dataset: dataset.clone(), pattern, base_iri: None };
        Some(Self { query: bind::bind(query, &values), patterns, is_all })
    }
}

/// What stands inside of what a query makes of its matches, and by which variables these are grouped, if they are.
fn inside(pattern: &GraphPattern) -> (&GraphPattern, Option<&[Variable]>) {
    use GraphPattern as P;
    match pattern {
        P::Project { inner, .. }
        | P::Distinct { inner }
        | P::Reduced { inner }
        | P::OrderBy { inner, .. }
        | P::Slice { inner, .. } => inside(inner),
        P::Group { inner, variables, .. } => (inner, Some(variables)),
        P::Extend { inner, .. } | P::Filter { inner, .. } => match inside_group(inner) {
            Some(found) => found,
            None => (pattern, None),
        },
        _ => (pattern, None),
    }
}

/// The same below what is reckoned of groups.
fn inside_group(pattern: &GraphPattern) -> Option<(&GraphPattern, Option<&[Variable]>)> {
    match pattern {
        GraphPattern::Group { .. } => Some(inside(pattern)),
        GraphPattern::Extend { inner, .. } | GraphPattern::Filter { inner, .. } => inside_group(inner),
        _ => None,
    }
}

/// Gives blank nodes of patterns the names of variables, so that what they match is told.
struct Named;

impl Rewrite for Named {
    fn pattern(&mut self, pattern: GraphPattern) -> GraphPattern {
        let named = |term| match term {
            TermPattern::BlankNode(node) => {
                TermPattern::Variable(Variable::new_unchecked(format!("blank_{}", node.as_str())))
            }
            other => other,
        };
        match pattern {
            GraphPattern::Bgp { patterns } => GraphPattern::Bgp {
                patterns: patterns
                    .into_iter()
                    .map(|t| TriplePattern { subject: named(t.subject), object: named(t.object), ..t })
                    .collect(),
            },
            GraphPattern::Path { subject, path, object } => {
                GraphPattern::Path { subject: named(subject), path, object: named(object) }
            }
            other => rewritten(other, self),
        }
    }
}

/// Takes the triple patterns that a match has triples for; whether there is nothing else.
fn take(pattern: &GraphPattern, out: &mut Vec<TriplePattern>) -> bool {
    use GraphPattern as P;
    match pattern {
        P::Bgp { patterns } => {
            out.extend(patterns.iter().cloned());
            true
        }
        P::Values { .. } => true,
        P::Join { left, right }
        | P::Union { left, right }
        | P::Lateral { left, right }
        | P::LeftJoin { left, right, .. } => {
            let is_all = take(left, out);
            take(right, out) && is_all
        }
        P::Filter { expr, inner } => take(inner, out) && !has_pattern(expr),
        P::Extend { inner, .. } | P::Graph { inner, .. } => take(inner, out),
        P::Minus { left, .. } => {
            take(left, out);
            false
        }
        _ => false,
    }
}

/// Whether an expression asks whether something is there.
fn has_pattern(expression: &Expression) -> bool {
    Part::Expression(expression).all().any(|part| matches!(part, Part::Pattern(_)))
}

fn variables_of(pattern: &TriplePattern) -> impl Iterator<Item = &Variable> {
    fn of_term(term: &TermPattern) -> Option<&Variable> {
        if let TermPattern::Variable(name) = term { Some(name) } else { None }
    }
    let predicate = if let NamedNodePattern::Variable(name) = &pattern.predicate { Some(name) } else { None };
    [of_term(&pattern.subject), predicate, of_term(&pattern.object)].into_iter().flatten()
}
