//! Variables of a query bound before it runs (<https://www.w3.org/TR/shacl/#pre-binding>): by a join, never in its text.
//!
//! Goes in: an algebra and values. Comes out: the algebra with a table of the values joined to every pattern that matches
//! the graph. Patterns with variables of their own (a subselect, what MINUS takes away) keep them.

use oxrdf::NamedNode;
use spargebra::Query;
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::{GroundTerm, NamedNodePattern, TermPattern, TriplePattern, Variable};

use super::algebra::{Part, Rewrite, pattern_of, rewritten, with_pattern};
use super::on_large_stack;

/// A value that a variable is bound to.
#[derive(Clone, Debug)]
pub enum Bound {
    /// An IRI or a literal.
    Ground(GroundTerm),
    /// Each of these in turn: the answer is that for all of them.
    Each(Vec<GroundTerm>),
    /// A blank node: the one triple of a graph whose subject and predicate are these gives it.
    Blank {
        /// The graph.
        graph: NamedNode,
        /// The subject and predicate.
        name: NamedNode,
    },
}

impl Bound {
    /// The value that a term in N-Triples form is; `skolemize` gives the graph and the name for a blank node.
    pub fn of(term: &str, skolemize: impl FnOnce(&str) -> Option<(String, String)>) -> Option<Self> {
        if let Some(iri) = term.strip_prefix('<').and_then(|t| t.strip_suffix('>')) {
            return Some(Self::Ground(NamedNode::new_unchecked(iri).into()));
        }
        if term.starts_with("_:") {
            let (graph, name) = skolemize(term)?;
            return Some(Self::Blank {
                graph: NamedNode::new_unchecked(graph),
                name: NamedNode::new_unchecked(name),
            });
        }
        let literal: oxrdf::Literal = term.parse().ok()?;
        Some(Self::Ground(GroundTerm::Literal(literal)))
    }
}

/// Values of variables, by name.
pub type Values = Vec<(Variable, Bound)>;

/// A query with variables bound.
pub(super) fn bind(query: Query, values: &[(Variable, Bound)]) -> Query {
    if values.is_empty() {
        return query;
    }
    with_pattern(query, |pattern| Binding(values.to_vec()).outermost(pattern))
}

/// Whether an answer is always one for the value of a variable: whether every row depends on it, not only what may be added to rows.
pub fn is_needed(query: &Query, variable: &str) -> bool {
    // Without a thread nothing is held against the query.
    on_large_stack(|| needs(pattern_of(query), variable, true)).unwrap_or(true)
}

fn needs(pattern: &GraphPattern, variable: &str, outermost: bool) -> bool {
    use GraphPattern as P;
    let in_term = |term: &TermPattern| matches!(term, TermPattern::Variable(v) if v.as_str() == variable);
    let in_name =
        |name: &NamedNodePattern| matches!(name, NamedNodePattern::Variable(v) if v.as_str() == variable);
    let mentions = |expression: &Expression| {
        Part::Expression(expression).all().any(|part| match part {
            Part::Expression(Expression::Variable(v) | Expression::Bound(v)) => v.as_str() == variable,
            Part::Pattern(inner) => {
                matches!(inner, P::Bgp { .. } | P::Path { .. }) && needs(inner, variable, false)
            }
            _ => false,
        })
    };
    let below = |inner: &GraphPattern| needs(inner, variable, outermost);
    match pattern {
        P::Bgp { patterns } => {
            patterns.iter().any(|t| in_term(&t.subject) || in_name(&t.predicate) || in_term(&t.object))
        }
        P::Path { subject, object, .. } => in_term(subject) || in_term(object),
        P::Values { variables, .. } => variables.iter().any(|v| v.as_str() == variable),
        P::Join { left, right } | P::Lateral { left, right } => below(left) || below(right),
        P::Union { left, right } => below(left) && below(right),
        P::LeftJoin { left, .. } | P::Minus { left, .. } => below(left),
        P::Filter { expr, inner } => mentions(expr) || below(inner),
        P::Extend { expression, inner, .. } => mentions(expression) || below(inner),
        P::Graph { name, inner } => in_name(name) || below(inner),
        P::Project { inner, variables } => {
            (outermost || variables.iter().any(|v| v.as_str() == variable)) && needs(inner, variable, false)
        }
        P::Service { .. } => false,
        P::Group { inner, .. }
        | P::OrderBy { inner, .. }
        | P::Distinct { inner }
        | P::Reduced { inner }
        | P::Slice { inner, .. } => below(inner),
    }
}

struct Binding(Values);

impl Binding {
    /// What the query answers with need not be what is bound.
    fn outermost(&mut self, pattern: GraphPattern) -> GraphPattern {
        match pattern {
            GraphPattern::Project { inner, variables } => {
                GraphPattern::Project { inner: Box::new(self.pattern(*inner)), variables }
            }
            GraphPattern::Slice { inner, start, length } => {
                GraphPattern::Slice { inner: Box::new(self.outermost(*inner)), start, length }
            }
            GraphPattern::Distinct { inner } => {
                GraphPattern::Distinct { inner: Box::new(self.outermost(*inner)) }
            }
            GraphPattern::Reduced { inner } => {
                GraphPattern::Reduced { inner: Box::new(self.outermost(*inner)) }
            }
            other => self.pattern(other),
        }
    }

    fn joined(&self, pattern: GraphPattern) -> GraphPattern {
        let is_empty = matches!(&pattern, GraphPattern::Bgp { patterns } if patterns.is_empty());
        let table = table(&self.0);
        if is_empty { table } else { join(table, pattern) }
    }
}

impl Rewrite for Binding {
    fn pattern(&mut self, pattern: GraphPattern) -> GraphPattern {
        match pattern {
            leaf @ (GraphPattern::Bgp { .. } | GraphPattern::Path { .. }) => self.joined(leaf),
            GraphPattern::Graph { name: NamedNodePattern::Variable(_), .. } => {
                let graph = rewritten(pattern, self);
                self.joined(graph)
            }
            GraphPattern::Minus { left, right } => {
                GraphPattern::Minus { left: Box::new(self.pattern(*left)), right }
            }
            GraphPattern::Project { inner, variables } => {
                let shared = self.0.iter().filter(|(v, _)| variables.contains(v)).cloned().collect();
                let inner = Box::new(Self(shared).pattern(*inner));
                GraphPattern::Project { inner, variables }
            }
            other => rewritten(other, self),
        }
    }
}

fn join(left: GraphPattern, right: GraphPattern) -> GraphPattern {
    GraphPattern::Join { left: Box::new(left), right: Box::new(right) }
}

/// A row with all values, for each of those that are taken in turn.
fn table(values: &[(Variable, Bound)]) -> GraphPattern {
    let (mut variables, mut row, mut others) = (Vec::new(), Vec::new(), Vec::new());
    for (variable, value) in values {
        match value {
            Bound::Ground(term) => {
                variables.push(variable.clone());
                row.push(Some(term.clone()));
            }
            Bound::Each(terms) => {
                let bindings = terms.iter().map(|term| vec![Some(term.clone())]).collect();
                others.push(GraphPattern::Values { variables: vec![variable.clone()], bindings });
            }
            Bound::Blank { graph, name } => {
                let triple = TriplePattern {
                    subject: name.clone().into(),
                    predicate: name.clone().into(),
                    object: TermPattern::Variable(variable.clone()),
                };
                let inner = Box::new(GraphPattern::Bgp { patterns: vec![triple] });
                others.push(GraphPattern::Graph { name: graph.clone().into(), inner });
            }
        }
    }
    let ground = (!variables.is_empty()).then(|| GraphPattern::Values { variables, bindings: vec![row] });
    ground.into_iter().chain(others).reduce(join).unwrap_or_default()
}
