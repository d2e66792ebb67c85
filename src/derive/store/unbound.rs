//! Variables that a query asks for, filters or sorts by, and that no pattern there gives a value.
//!
//! Goes in: the algebra of a query. Comes out: a warning for each such variable. SPARQL takes them for unbound: a column stays empty,
//! a filter keeps nothing, and nothing says why.

use std::collections::BTreeSet;

use spargebra::Query;
use spargebra::algebra::{AggregateExpression, Expression, GraphPattern};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern, Variable};

use super::QueryText;
use super::algebra::{Part, pattern_of};
use crate::model::code::Code;
use crate::model::diagnostic::Diagnostic;
use crate::model::nearest::nearest;

/// Warnings for the variables of a query that have no value where they are used; `given` have values beforehand.
pub(super) fn variables(query: QueryText<'_>, parsed: &Query, given: &[&str]) -> Vec<Diagnostic> {
    let mut scope = Scope { given, bound: BTreeSet::new(), missing: BTreeSet::new() };
    let outer: Vars<'_> = given.iter().copied().collect();
    let inside = scope.pattern(pattern_of(parsed), &outer);
    if let Query::Construct { template, .. } = parsed {
        let mut made = BTreeSet::new();
        for triple in template {
            of_triple(triple, &mut made);
        }
        for variable in made {
            scope.used(variable, &[&inside]);
        }
    }
    let Scope { bound, missing, .. } = scope;
    let fault = |name: &str| {
        let anchor = query.variable(name, bound.contains(name));
        if bound.contains(name) {
            let message = format!("`?{name}` has no value in this part of the query: it is bound in another");
            let expected = "a variable that the same group binds, before it is used";
            return Diagnostic::new(Code::R095, anchor, message).expected(expected);
        }
        // To a single letter any other is near.
        let candidates = bound.iter().chain(given).copied().filter(|_| name.len() > 1);
        let near = nearest(name, candidates).map(|near| format!("?{near}"));
        Diagnostic::new(Code::R095, anchor, format!("nothing in this query gives `?{name}` a value"))
            .expected("a variable that a pattern binds")
            .suggest(near.as_deref())
    };
    missing.into_iter().map(fault).collect()
}

type Vars<'a> = BTreeSet<&'a str>;

struct Scope<'a> {
    given: &'a [&'a str],
    /// All variables that something in the query binds.
    bound: Vars<'a>,
    /// Those that were used where nothing binds them.
    missing: Vars<'a>,
}

impl<'a> Scope<'a> {
    fn used(&mut self, variable: &'a str, scopes: &[&Vars<'a>]) {
        if !self.given.contains(&variable) && !scopes.iter().any(|s| s.contains(variable)) {
            self.missing.insert(variable);
        }
    }

    /// Looks at the variables of an expression; patterns in it see what is around them.
    fn expression(&mut self, expression: &'a Expression, inside: &Vars<'a>, outer: &Vars<'a>) {
        match expression {
            Expression::Variable(v) | Expression::Bound(v) => self.used(v.as_str(), &[inside, outer]),
            Expression::Exists(pattern) => {
                self.pattern(pattern, &inside.union(outer).copied().collect());
            }
            other => {
                for part in Part::Expression(other).parts() {
                    if let Part::Expression(inner) = part {
                        self.expression(inner, inside, outer);
                    }
                }
            }
        }
    }

    /// The variables that a pattern may bind.
    fn pattern(&mut self, pattern: &'a GraphPattern, outer: &Vars<'a>) -> Vars<'a> {
        use GraphPattern as P;
        let mut found = match pattern {
            P::LeftJoin { left, right, expression } => {
                let mut both = self.pattern(left, outer);
                both.extend(self.pattern(right, outer));
                if let Some(expression) = expression {
                    self.expression(expression, &both, outer);
                }
                both
            }
            P::Lateral { left, right } => {
                let left = self.pattern(left, outer);
                let right = self.pattern(right, &left.union(outer).copied().collect());
                left.union(&right).copied().collect()
            }
            P::Minus { left, right } => {
                self.pattern(right, outer);
                self.pattern(left, outer)
            }
            P::Group { inner, variables, aggregates } => {
                let inside = self.pattern(inner, outer);
                for variable in variables {
                    self.used(variable.as_str(), &[&inside, outer]);
                }
                for (_, aggregate) in aggregates {
                    if let AggregateExpression::FunctionCall { expr, .. } = aggregate {
                        self.expression(expr, &inside, outer);
                    }
                }
                variables.iter().chain(aggregates.iter().map(|a| &a.0)).map(Variable::as_str).collect()
            }
            P::Project { inner, variables } => {
                let inside = self.pattern(inner, outer);
                for variable in variables {
                    self.used(variable.as_str(), &[&inside, outer]);
                }
                variables.iter().map(Variable::as_str).collect()
            }
            other => {
                let mut inside = Vars::new();
                let parts = Part::Pattern(other).parts();
                for part in &parts {
                    if let Part::Pattern(inner) = part {
                        inside.extend(self.pattern(inner, outer));
                    }
                }
                for part in parts {
                    if let Part::Expression(expression) = part {
                        self.expression(expression, &inside, outer);
                    }
                }
                inside
            }
        };
        let mut own = Vars::new();
        of_pattern(pattern, &mut own);
        self.bound.extend(&own);
        found.extend(own);
        found
    }
}

/// The variables that a pattern itself binds, not its parts.
fn of_pattern<'a>(pattern: &'a GraphPattern, found: &mut Vars<'a>) {
    use GraphPattern as P;
    match pattern {
        P::Bgp { patterns } => {
            for triple in patterns {
                of_triple(triple, found);
            }
        }
        P::Path { subject, object, .. } => {
            of_term(subject, found);
            of_term(object, found);
        }
        P::Values { variables, .. } => found.extend(variables.iter().map(Variable::as_str)),
        P::Extend { variable, .. } => drop(found.insert(variable.as_str())),
        P::Group { aggregates, .. } => found.extend(aggregates.iter().map(|a| a.0.as_str())),
        P::Graph { name: NamedNodePattern::Variable(v), .. }
        | P::Service { name: NamedNodePattern::Variable(v), .. } => drop(found.insert(v.as_str())),
        _ => {}
    }
}

fn of_triple<'a>(triple: &'a TriplePattern, found: &mut Vars<'a>) {
    of_term(&triple.subject, found);
    if let NamedNodePattern::Variable(variable) = &triple.predicate {
        found.insert(variable.as_str());
    }
    of_term(&triple.object, found);
}

fn of_term<'a>(term: &'a TermPattern, found: &mut Vars<'a>) {
    match term {
        TermPattern::Variable(variable) => drop(found.insert(variable.as_str())),
        TermPattern::Triple(triple) => of_triple(triple, found),
        _ => {}
    }
}
