//! What SHACL asks of queries some variables of which are bound beforehand (<https://www.w3.org/TR/shacl/#pre-binding>).
//!
//! Goes in: the algebra of a query. Comes out: what of it cannot be bound beforehand, whether it can be asked for several nodes at
//! once, and the algebra with a path in the place of `$PATH`.

use spargebra::algebra::{Expression, Function, GraphPattern, PropertyPathExpression};
use spargebra::term::{NamedNodePattern, TermPattern, Variable};

use crate::derive::store::algebra::{Part, Rewrite, rewritten};

/// What of a query is not allowed where variables are bound beforehand, in words.
///
/// `variables` may be bound; `returned` are those of them that every inner SELECT has to return.
pub(super) fn problems(pattern: &GraphPattern, variables: &[String], returned: &[String]) -> Vec<String> {
    let is_bound = |v: &Variable| variables.iter().any(|b| b == v.as_str());
    let problem = |part| {
        let Part::Pattern(pattern) = part else { return None };
        match pattern {
            GraphPattern::Minus { .. } => Some("MINUS".to_owned()),
            GraphPattern::Values { .. } => Some("VALUES".to_owned()),
            GraphPattern::Service { .. } => Some("SERVICE".to_owned()),
            GraphPattern::Extend { variable, .. } if is_bound(variable) => {
                Some(format!("AS ?{}", variable.as_str()))
            }
            GraphPattern::Group { aggregates, .. } => {
                aggregates.iter().find(|a| is_bound(&a.0)).map(|a| format!("AS ?{}", a.0.as_str()))
            }
            GraphPattern::Project { variables, .. } => {
                let missing = returned.iter().find(|r| !variables.iter().any(|v| v.as_str() == r.as_str()));
                missing.map(|m| format!("an inner SELECT that does not return ?{m}"))
            }
            _ => None,
        }
    };
    Part::Pattern(inner(pattern)).all().filter_map(problem).collect()
}

/// Whether the answer for several nodes is that for each of them, put together: whether no row depends on more than one node.
pub(super) fn is_separable(pattern: &GraphPattern, focus: &str) -> bool {
    let is_focus = |term: &TermPattern| matches!(term, TermPattern::Variable(v) if v.as_str() == focus);
    Part::Pattern(pattern).all().all(|part| match part {
        Part::Pattern(GraphPattern::Group { variables, .. }) => variables.iter().any(|v| v.as_str() == focus),
        // A way of no steps leads from a node that the graph does not have to itself, if it is looked for alone.
        Part::Pattern(GraphPattern::Path { subject, path, object }) => {
            !(is_focus(subject) || is_focus(object)) || !may_be_empty(path)
        }
        Part::Pattern(
            GraphPattern::Slice { .. }
            | GraphPattern::Lateral { .. }
            | GraphPattern::Minus { .. }
            | GraphPattern::Values { .. }
            | GraphPattern::Service { .. },
        )
        | Part::Expression(Expression::FunctionCall(
            Function::Rand | Function::Uuid | Function::StrUuid | Function::BNode,
            _,
        )) => false,
        _ => true,
    })
}

/// Whether a way of no steps follows a path.
fn may_be_empty(path: &PropertyPathExpression) -> bool {
    use PropertyPathExpression as P;
    match path {
        P::ZeroOrMore(_) | P::ZeroOrOne(_) => true,
        P::NamedNode(_) | P::NegatedPropertySet(_) => false,
        P::Reverse(inner) | P::OneOrMore(inner) => may_be_empty(inner),
        P::Sequence(one, other) => may_be_empty(one) && may_be_empty(other),
        P::Alternative(one, other) => may_be_empty(one) || may_be_empty(other),
    }
}

/// The pattern below the outermost projection, whose variables are the answer of the query.
fn inner(pattern: &GraphPattern) -> &GraphPattern {
    match pattern {
        GraphPattern::Slice { inner: below, .. }
        | GraphPattern::Distinct { inner: below }
        | GraphPattern::Reduced { inner: below } => inner(below),
        GraphPattern::Project { inner, .. } => inner,
        other => other,
    }
}

/// The variables that a query answers with.
pub(super) fn answered(pattern: &GraphPattern) -> Vec<&str> {
    match pattern {
        GraphPattern::Slice { inner: below, .. }
        | GraphPattern::Distinct { inner: below }
        | GraphPattern::Reduced { inner: below } => answered(below),
        GraphPattern::Project { variables, .. } => variables.iter().map(Variable::as_str).collect(),
        _ => Vec::new(),
    }
}

/// Puts a path in the place of the variable `PATH`; also says how often.
pub(super) fn with_path(pattern: GraphPattern, path: &PropertyPathExpression) -> (GraphPattern, usize) {
    let mut placing = Placing { path, count: 0 };
    let pattern = placing.pattern(pattern);
    (pattern, placing.count)
}

struct Placing<'a> {
    path: &'a PropertyPathExpression,
    count: usize,
}

impl Rewrite for Placing<'_> {
    fn pattern(&mut self, pattern: GraphPattern) -> GraphPattern {
        let GraphPattern::Bgp { patterns } = pattern else { return rewritten(pattern, self) };
        let mut kept = Vec::new();
        let mut paths = Vec::new();
        for mut triple in patterns {
            if !matches!(&triple.predicate, NamedNodePattern::Variable(v) if v.as_str() == "PATH") {
                kept.push(triple);
                continue;
            }
            self.count += 1;
            match self.path {
                PropertyPathExpression::NamedNode(predicate) => {
                    triple.predicate = predicate.clone().into();
                    kept.push(triple);
                }
                path => paths.push(GraphPattern::Path {
                    subject: triple.subject,
                    path: path.clone(),
                    object: triple.object,
                }),
            }
        }
        let bgp = (!kept.is_empty() || paths.is_empty()).then_some(GraphPattern::Bgp { patterns: kept });
        let join = |left, right| GraphPattern::Join { left: Box::new(left), right: Box::new(right) };
        bgp.into_iter().chain(paths).reduce(join).unwrap_or_default()
    }
}
