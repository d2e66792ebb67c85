//! The algebra of SPARQL as a tree: its parts one level down, and rewriting it level by level.
//!
//! Goes in and out: the algebra. Deliberately knows what is a part of what, and nothing of what anything means.

use spargebra::Query;
use spargebra::algebra::{
    AggregateExpression, Expression, GraphPattern, OrderExpression, PropertyPathExpression,
};
use spargebra::term::Variable;

/// A part of a query.
#[derive(Clone, Copy)]
pub enum Part<'a> {
    /// A pattern.
    Pattern(&'a GraphPattern),
    /// An expression.
    Expression(&'a Expression),
    /// A property path.
    Path(&'a PropertyPathExpression),
}

impl Part<'_> {
    /// The parts right inside this one.
    pub fn parts(self) -> Vec<Self> {
        match self {
            Self::Pattern(pattern) => in_pattern(pattern),
            Self::Expression(Expression::Exists(pattern)) => vec![Self::Pattern(pattern)],
            Self::Expression(expression) => children(expression).into_iter().map(Self::Expression).collect(),
            Self::Path(path) => in_path(path).into_iter().map(Self::Path).collect(),
        }
    }

    /// This part and all inside it, as they are written. Walks without recursion.
    pub fn all(self) -> impl Iterator<Item = Self> {
        let mut todo = vec![self];
        std::iter::from_fn(move || {
            let next = todo.pop()?;
            todo.extend(next.parts().into_iter().rev());
            Some(next)
        })
    }
}

fn in_pattern(pattern: &GraphPattern) -> Vec<Part<'_>> {
    use GraphPattern as P;
    match pattern {
        P::Bgp { .. } | P::Values { .. } => Vec::new(),
        P::Path { path, .. } => vec![Part::Path(path)],
        P::Join { left, right }
        | P::Union { left, right }
        | P::Lateral { left, right }
        | P::Minus { left, right } => vec![Part::Pattern(left), Part::Pattern(right)],
        P::LeftJoin { left, right, expression } => {
            let sides = [Part::Pattern(left), Part::Pattern(right)];
            sides.into_iter().chain(expression.iter().map(Part::Expression)).collect()
        }
        P::Filter { expr: expression, inner } | P::Extend { inner, expression, .. } => {
            vec![Part::Pattern(inner), Part::Expression(expression)]
        }
        P::OrderBy { inner, expression } => {
            let by = expression.iter().map(|o| match o {
                OrderExpression::Asc(e) | OrderExpression::Desc(e) => Part::Expression(e),
            });
            std::iter::once(Part::Pattern(inner)).chain(by).collect()
        }
        P::Group { inner, aggregates, .. } => {
            let of = aggregates.iter().filter_map(|(_, a)| match a {
                AggregateExpression::FunctionCall { expr, .. } => Some(Part::Expression(expr)),
                AggregateExpression::CountSolutions { .. } => None,
            });
            std::iter::once(Part::Pattern(inner)).chain(of).collect()
        }
        P::Graph { inner, .. }
        | P::Project { inner, .. }
        | P::Distinct { inner }
        | P::Reduced { inner }
        | P::Slice { inner, .. }
        | P::Service { inner, .. } => vec![Part::Pattern(inner)],
    }
}

/// The paths right inside a path.
pub fn in_path(path: &PropertyPathExpression) -> Vec<&PropertyPathExpression> {
    use PropertyPathExpression as P;
    match path {
        P::NamedNode(_) | P::NegatedPropertySet(_) => Vec::new(),
        P::Reverse(inner) | P::ZeroOrMore(inner) | P::OneOrMore(inner) | P::ZeroOrOne(inner) => vec![inner],
        P::Sequence(left, right) | P::Alternative(left, right) => vec![left, right],
    }
}

/// The expressions right inside an expression.
pub fn children(expression: &Expression) -> Vec<&Expression> {
    use Expression as E;
    match expression {
        E::NamedNode(_) | E::Literal(_) | E::Variable(_) | E::Bound(_) | E::Exists(_) => Vec::new(),
        E::Or(a, b)
        | E::And(a, b)
        | E::Equal(a, b)
        | E::SameTerm(a, b)
        | E::Greater(a, b)
        | E::GreaterOrEqual(a, b)
        | E::Less(a, b)
        | E::LessOrEqual(a, b)
        | E::Add(a, b)
        | E::Subtract(a, b)
        | E::Multiply(a, b)
        | E::Divide(a, b) => vec![a, b],
        E::UnaryPlus(a) | E::UnaryMinus(a) | E::Not(a) => vec![a],
        E::If(a, b, c) => vec![a, b, c],
        E::In(a, list) => std::iter::once(&**a).chain(list).collect(),
        E::Coalesce(list) | E::FunctionCall(_, list) => list.iter().collect(),
    }
}

/// The pattern of a query.
pub fn pattern_of(query: &Query) -> &GraphPattern {
    match query {
        Query::Select { pattern, .. }
        | Query::Construct { pattern, .. }
        | Query::Describe { pattern, .. }
        | Query::Ask { pattern, .. } => pattern,
    }
}

/// The query with its pattern rewritten.
pub fn with_pattern(mut query: Query, rewrite: impl FnOnce(GraphPattern) -> GraphPattern) -> Query {
    match &mut query {
        Query::Select { pattern, .. }
        | Query::Construct { pattern, .. }
        | Query::Describe { pattern, .. }
        | Query::Ask { pattern, .. } => *pattern = rewrite(std::mem::take(pattern)),
    }
    query
}

/// The variables to which a query itself gives values.
pub fn assigned(pattern: &GraphPattern) -> Vec<&Variable> {
    let mut found = Vec::new();
    for part in Part::Pattern(pattern).all() {
        match part {
            Part::Pattern(GraphPattern::Extend { variable, .. }) => found.push(variable),
            Part::Pattern(GraphPattern::Group { aggregates, .. }) => {
                found.extend(aggregates.iter().map(|a| &a.0));
            }
            _ => {}
        }
    }
    found
}

/// Rewriting of an algebra: what is not rewritten is taken apart, and put together again from its rewritten parts.
pub trait Rewrite {
    /// A pattern rewritten.
    fn pattern(&mut self, pattern: GraphPattern) -> GraphPattern {
        rewritten(pattern, self)
    }

    /// An expression rewritten.
    fn expression(&mut self, expression: Expression) -> Expression {
        rewritten_expression(expression, self)
    }
}

/// A pattern put together from its rewritten parts.
pub fn rewritten<R: Rewrite + ?Sized>(pattern: GraphPattern, by: &mut R) -> GraphPattern {
    use GraphPattern as P;
    let mut one = |inner: Box<P>| Box::new(by.pattern(*inner));
    match pattern {
        leaf @ (P::Bgp { .. } | P::Path { .. } | P::Values { .. }) => leaf,
        P::Join { left, right } => P::Join { left: one(left), right: one(right) },
        P::Union { left, right } => P::Union { left: one(left), right: one(right) },
        P::Lateral { left, right } => P::Lateral { left: one(left), right: one(right) },
        P::Minus { left, right } => P::Minus { left: one(left), right: one(right) },
        P::LeftJoin { left, right, expression } => {
            let (left, right) = (one(left), one(right));
            P::LeftJoin { left, right, expression: expression.map(|e| by.expression(e)) }
        }
        P::Filter { expr, inner } => {
            let inner = one(inner);
            P::Filter { expr: by.expression(expr), inner }
        }
        P::Extend { inner, variable, expression } => {
            let inner = one(inner);
            P::Extend { inner, variable, expression: by.expression(expression) }
        }
        P::OrderBy { inner, expression } => {
            let inner = one(inner);
            let order = |o| match o {
                OrderExpression::Asc(e) => OrderExpression::Asc(by.expression(e)),
                OrderExpression::Desc(e) => OrderExpression::Desc(by.expression(e)),
            };
            P::OrderBy { inner, expression: expression.into_iter().map(order).collect() }
        }
        P::Group { inner, variables, aggregates } => {
            let inner = one(inner);
            let aggregate = |(variable, a)| match a {
                AggregateExpression::FunctionCall { name, expr, distinct } => {
                    let expr = by.expression(expr);
                    (variable, AggregateExpression::FunctionCall { name, expr, distinct })
                }
                other @ AggregateExpression::CountSolutions { .. } => (variable, other),
            };
            P::Group { inner, variables, aggregates: aggregates.into_iter().map(aggregate).collect() }
        }
        P::Graph { name, inner } => P::Graph { name, inner: one(inner) },
        P::Project { inner, variables } => P::Project { inner: one(inner), variables },
        P::Distinct { inner } => P::Distinct { inner: one(inner) },
        P::Reduced { inner } => P::Reduced { inner: one(inner) },
        P::Slice { inner, start, length } => P::Slice { inner: one(inner), start, length },
        P::Service { name, inner, silent } => P::Service { name, inner: one(inner), silent },
    }
}

/// An expression put together from its rewritten parts.
pub fn rewritten_expression<R: Rewrite + ?Sized>(expression: Expression, by: &mut R) -> Expression {
    use Expression as E;
    if let E::Exists(pattern) = expression {
        return E::Exists(Box::new(by.pattern(*pattern)));
    }
    let mut one = |e: Box<E>| Box::new(by.expression(*e));
    match expression {
        E::Or(a, b) => E::Or(one(a), one(b)),
        E::And(a, b) => E::And(one(a), one(b)),
        E::Equal(a, b) => E::Equal(one(a), one(b)),
        E::SameTerm(a, b) => E::SameTerm(one(a), one(b)),
        E::Greater(a, b) => E::Greater(one(a), one(b)),
        E::GreaterOrEqual(a, b) => E::GreaterOrEqual(one(a), one(b)),
        E::Less(a, b) => E::Less(one(a), one(b)),
        E::LessOrEqual(a, b) => E::LessOrEqual(one(a), one(b)),
        E::Add(a, b) => E::Add(one(a), one(b)),
        E::Subtract(a, b) => E::Subtract(one(a), one(b)),
        E::Multiply(a, b) => E::Multiply(one(a), one(b)),
        E::Divide(a, b) => E::Divide(one(a), one(b)),
        E::UnaryPlus(a) => E::UnaryPlus(one(a)),
        E::UnaryMinus(a) => E::UnaryMinus(one(a)),
        E::Not(a) => E::Not(one(a)),
        E::If(a, b, c) => E::If(one(a), one(b), one(c)),
        E::In(a, list) => E::In(one(a), list.into_iter().map(|e| by.expression(e)).collect()),
        E::Coalesce(list) => E::Coalesce(list.into_iter().map(|e| by.expression(e)).collect()),
        E::FunctionCall(function, list) => {
            E::FunctionCall(function, list.into_iter().map(|e| by.expression(e)).collect())
        }
        leaf => leaf,
    }
}
