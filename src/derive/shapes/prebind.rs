//! Variables of a query bound before it runs (<https://www.w3.org/TR/shacl/#pre-binding>).
//!
//! Goes in: the algebra of a query. Comes out: what of it cannot be bound beforehand, and the algebra with a table of the
//! bound values joined to every pattern that matches the graph, as the specification defines it.

use spargebra::algebra::{
    AggregateExpression, Expression, GraphPattern, OrderExpression, PropertyPathExpression,
};
use spargebra::term::{GroundTerm, NamedNode, NamedNodePattern, TermPattern, TriplePattern, Variable};

/// A value that a variable is bound to.
#[derive(Clone, Debug)]
pub(super) enum Bound {
    /// An IRI or a literal.
    Ground(GroundTerm),
    /// A blank node: the one triple of a graph whose subject and predicate are these gives it.
    Blank { graph: NamedNode, name: NamedNode },
}

/// The value that a term in N-Triples form is; `name_blank` gives the graph and the name for a blank node.
pub(super) fn bound(term: &str, name_blank: impl FnOnce(&str) -> Option<(String, String)>) -> Option<Bound> {
    if let Some(iri) = crate::compile::ontology::triples::iri_of(term) {
        return Some(Bound::Ground(NamedNode::new_unchecked(iri).into()));
    }
    if term.starts_with("_:") {
        let (graph, name) = name_blank(term)?;
        return Some(Bound::Blank {
            graph: NamedNode::new_unchecked(graph),
            name: NamedNode::new_unchecked(name),
        });
    }
    let literal: crate::model::term::Literal = term.parse().ok()?;
    Some(Bound::Ground(GroundTerm::Literal(literal)))
}

/// What of a query is not allowed where variables are bound beforehand, in words.
///
/// `variables` may be bound; `returned` are those of them that every inner SELECT has to return.
pub(super) fn problems(pattern: &GraphPattern, variables: &[String], returned: &[String]) -> Vec<String> {
    let found = std::cell::RefCell::new(Vec::new());
    let is_bound = |v: &Variable| variables.iter().any(|b| b == v.as_str());
    let see = |pattern: &GraphPattern| {
        let problem = match pattern {
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
        };
        found.borrow_mut().extend(problem);
    };
    rebuild(inner(pattern).clone(), &|leaf| leaf, &see);
    found.into_inner()
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

/// Joins a table of values to every pattern that matches the graph.
pub(super) fn insert(pattern: GraphPattern, values: &[(Variable, Bound)]) -> GraphPattern {
    if values.is_empty() {
        return pattern;
    }
    let leaf = |leaf: GraphPattern| {
        let is_empty = matches!(&leaf, GraphPattern::Bgp { patterns } if patterns.is_empty());
        let table = table(values);
        if is_empty { table } else { join(table, leaf) }
    };
    rebuild(pattern, &leaf, &|_| ())
}

fn join(left: GraphPattern, right: GraphPattern) -> GraphPattern {
    GraphPattern::Join { left: Box::new(left), right: Box::new(right) }
}

/// One row with all values.
fn table(values: &[(Variable, Bound)]) -> GraphPattern {
    let (mut variables, mut row, mut blanks) = (Vec::new(), Vec::new(), Vec::new());
    for (variable, value) in values {
        match value {
            Bound::Ground(term) => {
                variables.push(variable.clone());
                row.push(Some(term.clone()));
            }
            Bound::Blank { graph, name } => {
                let triple = TriplePattern {
                    subject: name.clone().into(),
                    predicate: name.clone().into(),
                    object: TermPattern::Variable(variable.clone()),
                };
                let inner = Box::new(GraphPattern::Bgp { patterns: vec![triple] });
                blanks.push(GraphPattern::Graph { name: graph.clone().into(), inner });
            }
        }
    }
    let ground = (!variables.is_empty()).then(|| GraphPattern::Values { variables, bindings: vec![row] });
    ground.into_iter().chain(blanks).reduce(join).unwrap_or_default()
}

/// Puts a path in the place of the variable `PATH`; also says how often.
pub(super) fn with_path(pattern: GraphPattern, path: &PropertyPathExpression) -> (GraphPattern, usize) {
    let count = std::cell::Cell::new(0);
    let leaf = |leaf: GraphPattern| {
        let GraphPattern::Bgp { patterns } = leaf else { return leaf };
        let mut kept = Vec::new();
        let mut paths = Vec::new();
        for mut triple in patterns {
            if !matches!(&triple.predicate, NamedNodePattern::Variable(v) if v.as_str() == "PATH") {
                kept.push(triple);
                continue;
            }
            count.set(count.get() + 1);
            match path {
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
        bgp.into_iter().chain(paths).reduce(join).unwrap_or_default()
    };
    let pattern = rebuild(pattern, &leaf, &|_| ());
    (pattern, count.get())
}

/// What is done to patterns that match the graph.
type Leaf<'a> = &'a dyn Fn(GraphPattern) -> GraphPattern;
/// What is shown every pattern.
type See<'a> = &'a dyn Fn(&GraphPattern);

/// A pattern with its leaves replaced, those in expressions included.
fn rebuild(pattern: GraphPattern, leaf: Leaf<'_>, see: See<'_>) -> GraphPattern {
    see(&pattern);
    let next = |p: Box<GraphPattern>| Box::new(rebuild(*p, leaf, see));
    let expr = |e: Expression| expression(e, leaf, see);
    match pattern {
        bgp @ (GraphPattern::Bgp { .. } | GraphPattern::Path { .. }) => leaf(bgp),
        GraphPattern::Graph { name, inner } => {
            let is_variable = matches!(name, NamedNodePattern::Variable(_));
            let graph = GraphPattern::Graph { name, inner: next(inner) };
            if is_variable { leaf(graph) } else { graph }
        }
        GraphPattern::Join { left, right } => GraphPattern::Join { left: next(left), right: next(right) },
        GraphPattern::LeftJoin { left, right, expression } => {
            GraphPattern::LeftJoin { left: next(left), right: next(right), expression: expression.map(expr) }
        }
        GraphPattern::Filter { expr: e, inner } => GraphPattern::Filter { expr: expr(e), inner: next(inner) },
        GraphPattern::Union { left, right } => GraphPattern::Union { left: next(left), right: next(right) },
        GraphPattern::Extend { inner, variable, expression } => {
            GraphPattern::Extend { inner: next(inner), variable, expression: expr(expression) }
        }
        GraphPattern::Minus { left, right } => GraphPattern::Minus { left: next(left), right: next(right) },
        GraphPattern::OrderBy { inner, expression } => {
            let order = |o| match o {
                OrderExpression::Asc(e) => OrderExpression::Asc(expr(e)),
                OrderExpression::Desc(e) => OrderExpression::Desc(expr(e)),
            };
            GraphPattern::OrderBy {
                inner: next(inner),
                expression: expression.into_iter().map(order).collect(),
            }
        }
        GraphPattern::Project { inner, variables } => GraphPattern::Project { inner: next(inner), variables },
        GraphPattern::Distinct { inner } => GraphPattern::Distinct { inner: next(inner) },
        GraphPattern::Reduced { inner } => GraphPattern::Reduced { inner: next(inner) },
        GraphPattern::Slice { inner, start, length } => {
            GraphPattern::Slice { inner: next(inner), start, length }
        }
        GraphPattern::Group { inner, variables, aggregates } => {
            let aggregate = |(variable, a)| match a {
                AggregateExpression::FunctionCall { name, expr: e, distinct } => {
                    (variable, AggregateExpression::FunctionCall { name, expr: expr(e), distinct })
                }
                other @ AggregateExpression::CountSolutions { .. } => (variable, other),
            };
            GraphPattern::Group {
                inner: next(inner),
                variables,
                aggregates: aggregates.into_iter().map(aggregate).collect(),
            }
        }
        GraphPattern::Service { name, inner, silent } => {
            GraphPattern::Service { name, inner: next(inner), silent }
        }
        other => other,
    }
}

fn expression(e: Expression, leaf: Leaf<'_>, see: See<'_>) -> Expression {
    use Expression as E;
    let one = |e: Box<E>| Box::new(expression(*e, leaf, see));
    let all = |list: Vec<E>| list.into_iter().map(|e| expression(e, leaf, see)).collect::<Vec<_>>();
    match e {
        E::Exists(pattern) => E::Exists(Box::new(rebuild(*pattern, leaf, see))),
        E::Or(a, b) => E::Or(one(a), one(b)),
        E::And(a, b) => E::And(one(a), one(b)),
        E::Equal(a, b) => E::Equal(one(a), one(b)),
        E::SameTerm(a, b) => E::SameTerm(one(a), one(b)),
        E::Greater(a, b) => E::Greater(one(a), one(b)),
        E::GreaterOrEqual(a, b) => E::GreaterOrEqual(one(a), one(b)),
        E::Less(a, b) => E::Less(one(a), one(b)),
        E::LessOrEqual(a, b) => E::LessOrEqual(one(a), one(b)),
        E::In(a, list) => E::In(one(a), all(list)),
        E::Add(a, b) => E::Add(one(a), one(b)),
        E::Subtract(a, b) => E::Subtract(one(a), one(b)),
        E::Multiply(a, b) => E::Multiply(one(a), one(b)),
        E::Divide(a, b) => E::Divide(one(a), one(b)),
        E::UnaryPlus(a) => E::UnaryPlus(one(a)),
        E::UnaryMinus(a) => E::UnaryMinus(one(a)),
        E::Not(a) => E::Not(one(a)),
        E::If(a, b, c) => E::If(one(a), one(b), one(c)),
        E::Coalesce(list) => E::Coalesce(all(list)),
        E::FunctionCall(function, list) => E::FunctionCall(function, all(list)),
        other => other,
    }
}
