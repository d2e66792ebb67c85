//! The pattern of a rule, prepared so that each match shows what it rests on.
//!
//! Goes in: the algebra of a rule. Comes out: a [`MatchPattern`], whose query gives every variable of every match, or why a rule
//! cannot have the pattern. A part that hides its variables (a group, a subselect, EXISTS) becomes a level of its own, the
//! matches of which are found again by the variables that it shares with the level above. Deliberately runs nothing.

use std::collections::BTreeSet;

use spargebra::Query;
use spargebra::algebra::{
    AggregateExpression, AggregateFunction, Expression, Function, GraphPattern, PropertyPathExpression,
};
use spargebra::term::{Literal, NamedNodePattern, TermPattern, TriplePattern, Variable};

use crate::derive::store::algebra::{Part, children};

/// Something of a pattern with the marks that a match must have to have passed through it.
pub(super) type Marked<T> = (Vec<Variable>, T);

/// A pattern all of whose variables are visible.
pub(super) struct MatchPattern {
    /// The pattern; matches of the parts of a union, and of what is optional, carry a mark.
    pattern: GraphPattern,
    /// Every triple pattern that has to match, or may.
    pub(super) triples: Vec<Marked<TriplePattern>>,
    /// Parts with variables of their own.
    pub(super) nested: Vec<Marked<Nested>>,
}

/// A part of a pattern whose matches are found again by what it shares with the level above.
pub(super) struct Nested {
    /// The variables that it shares.
    pub(super) shared: Vec<Variable>,
    /// Its own matches.
    pub(super) level: MatchPattern,
    /// Whether a match rests on all of those (a group), or on any one of them.
    pub(super) all: bool,
}

/// What is known while a pattern is prepared.
struct Preparing<'a> {
    /// Whether an IRI is that of a property of the graph's own.
    is_own: &'a dyn Fn(&str) -> bool,
    triples: Vec<Marked<TriplePattern>>,
    nested: Vec<Marked<Nested>>,
    marks: Vec<Variable>,
    count: usize,
}

impl MatchPattern {
    /// Prepares a pattern; `Err` says why a rule cannot have it.
    pub(super) fn of(pattern: &GraphPattern, is_own: &dyn Fn(&str) -> bool) -> Result<Self, String> {
        let mut preparing =
            Preparing { is_own, triples: Vec::new(), nested: Vec::new(), marks: Vec::new(), count: 0 };
        let pattern = preparing.prepare(pattern)?;
        Ok(Self { pattern, triples: preparing.triples, nested: preparing.nested })
    }

    /// The query whose answers are all matches of the pattern.
    pub(super) fn query(&self) -> Query {
        let variables = in_scope(&self.pattern).into_iter().collect();
        let pattern = GraphPattern::Project { inner: Box::new(self.pattern.clone()), variables };
        Query::Select { dataset: None, pattern, base_iri: None }
    }

    /// The variables of its matches.
    pub(super) fn variables(&self) -> BTreeSet<Variable> {
        in_scope(&self.pattern)
    }
}

fn in_scope(pattern: &GraphPattern) -> BTreeSet<Variable> {
    let mut names = BTreeSet::new();
    pattern.on_in_scope_variable(|v| {
        names.insert(v.clone());
    });
    names
}

impl Preparing<'_> {
    fn prepare(&mut self, pattern: &GraphPattern) -> Result<GraphPattern, String> {
        Ok(match pattern {
            GraphPattern::Bgp { patterns } => {
                let patterns: Vec<TriplePattern> = patterns.iter().cloned().map(without_blanks).collect();
                self.triples.extend(patterns.iter().map(|p| (self.marks.clone(), p.clone())));
                GraphPattern::Bgp { patterns }
            }
            GraphPattern::Path { subject, path, object } => self.path(subject, path, object)?,
            GraphPattern::Join { left, right } => {
                GraphPattern::Join { left: self.inner(left)?, right: self.inner(right)? }
            }
            GraphPattern::LeftJoin { left, right, expression } => {
                if let Some(expression) = expression {
                    self.expression(expression, false)?;
                }
                let (left, right) = (self.inner(left)?, Box::new(self.marked(right)?));
                GraphPattern::LeftJoin { left, right, expression: expression.clone() }
            }
            GraphPattern::Filter { expr, inner } => {
                let inner = self.inner(inner)?;
                self.condition(expr, &inner)?;
                GraphPattern::Filter { expr: expr.clone(), inner }
            }
            GraphPattern::Union { left, right } => {
                GraphPattern::Union { left: self.alternative(left)?, right: self.alternative(right)? }
            }
            GraphPattern::Graph { name, inner } => {
                GraphPattern::Graph { name: name.clone(), inner: self.inner(inner)? }
            }
            GraphPattern::Extend { inner, variable, expression } => {
                self.expression(expression, false)?;
                let inner = self.inner(inner)?;
                GraphPattern::Extend { inner, variable: variable.clone(), expression: expression.clone() }
            }
            // What is taken away is no premise.
            GraphPattern::Minus { left, right } => {
                MatchPattern::of(right, self.is_own)?;
                GraphPattern::Minus { left: self.inner(left)?, right: right.clone() }
            }
            GraphPattern::Distinct { inner }
            | GraphPattern::Reduced { inner }
            | GraphPattern::OrderBy { inner, .. } => self.prepare(inner)?,
            GraphPattern::Project { inner, variables } => self.subselect(pattern, inner, variables)?,
            values @ GraphPattern::Values { .. } => values.clone(),
            GraphPattern::Slice { .. } => return Err("a rule cannot take only some of its results".into()),
            GraphPattern::Group { .. } => {
                return Err(
                    "a rule cannot group outside of a subselect: nothing would name the result".into()
                );
            }
            GraphPattern::Service { .. } => return Err("a rule cannot ask another service".into()),
            GraphPattern::Lateral { .. } => {
                return Err("a rule cannot use LATERAL: write the pattern without it".into());
            }
        })
    }

    fn inner(&mut self, pattern: &GraphPattern) -> Result<Box<GraphPattern>, String> {
        self.prepare(pattern).map(Box::new)
    }

    /// One of the patterns of a union; a union inside it has marks of its own.
    fn alternative(&mut self, pattern: &GraphPattern) -> Result<Box<GraphPattern>, String> {
        if matches!(pattern, GraphPattern::Union { .. }) {
            return self.inner(pattern);
        }
        self.marked(pattern).map(Box::new)
    }

    /// A part that a match need not pass through: those that do carry a mark.
    fn marked(&mut self, pattern: &GraphPattern) -> Result<GraphPattern, String> {
        let variable = Variable::new_unchecked(format!("remit_mark_{}", self.count));
        self.count += 1;
        self.marks.push(variable.clone());
        let inner = self.inner(pattern)?;
        self.marks.pop();
        let expression = Expression::Literal(Literal::new_simple_literal("passed"));
        Ok(GraphPattern::Extend { inner, variable, expression })
    }

    /// A path: alternatives are a union, and a path of unknown length must not pass over what claims state.
    fn path(
        &mut self,
        subject: &TermPattern,
        path: &PropertyPathExpression,
        object: &TermPattern,
    ) -> Result<GraphPattern, String> {
        let step = |path: &PropertyPathExpression, from: &TermPattern, to: &TermPattern| GraphPattern::Path {
            subject: from.clone(),
            path: path.clone(),
            object: to.clone(),
        };
        match path {
            PropertyPathExpression::NamedNode(node) => {
                let (subject, object) = (subject.clone(), object.clone());
                let predicate = NamedNodePattern::NamedNode(node.clone());
                self.prepare(&GraphPattern::Bgp {
                    patterns: vec![TriplePattern { subject, predicate, object }],
                })
            }
            PropertyPathExpression::Reverse(inner) => self.path(object, inner, subject),
            PropertyPathExpression::Alternative(left, right) => {
                let left = Box::new(step(left, subject, object));
                let right = Box::new(step(right, subject, object));
                self.prepare(&GraphPattern::Union { left, right })
            }
            PropertyPathExpression::Sequence(first, second) => {
                let between = Variable::new_unchecked(format!("remit_between_{}", self.count));
                self.count += 1;
                let between = TermPattern::Variable(between);
                let left = Box::new(step(first, subject, &between));
                let right = Box::new(step(second, &between, object));
                self.prepare(&GraphPattern::Join { left, right })
            }
            _ => {
                let mut names = Vec::new();
                if !path_names(path, &mut names) {
                    return Err("a rule cannot follow a path of properties that are not named".into());
                }
                if let Some(own) = names.into_iter().find(|n| (self.is_own)(n)) {
                    let own = own.rsplit(['#', '/']).next().unwrap_or(own);
                    return Err(format!(
                        "a rule cannot follow `{own}` over a path of unknown length: the claims on the way would not show. \
                         Declare it an owl:TransitiveProperty and ask for one step"
                    ));
                }
                let (subject, object) = (without_blank(subject.clone()), without_blank(object.clone()));
                Ok(GraphPattern::Path { subject, path: path.clone(), object })
            }
        }
    }

    /// A subselect: opened where it hides nothing, else a level of its own.
    fn subselect(
        &mut self,
        whole: &GraphPattern,
        inner: &GraphPattern,
        variables: &[Variable],
    ) -> Result<GraphPattern, String> {
        if let Some((keys, members)) = self.group(inner)? {
            if let Some(lost) = keys.iter().find(|k| !variables.contains(k)) {
                return Err(format!(
                    "a rule that groups by `{lost}` has to select it too: the members of a group are found by it"
                ));
            }
            let level = MatchPattern::of(members, self.is_own)?;
            self.nested.push((self.marks.clone(), Nested { shared: keys.to_vec(), level, all: true }));
            return Ok(whole.clone());
        }
        if in_scope(inner).iter().all(|v| variables.contains(v)) {
            return self.prepare(inner);
        }
        let level = MatchPattern::of(inner, self.is_own)?;
        let shared = variables.to_vec();
        self.nested.push((self.marks.clone(), Nested { shared, level, all: false }));
        Ok(whole.clone())
    }

    /// The keys and members of the group below conditions and names of a subselect, if it has one.
    fn group<'p>(
        &mut self,
        pattern: &'p GraphPattern,
    ) -> Result<Option<(&'p [Variable], &'p GraphPattern)>, String> {
        match pattern {
            GraphPattern::Group { inner, variables, aggregates } => {
                for (_, aggregate) in aggregates {
                    self.aggregate(aggregate)?;
                }
                Ok(Some((variables, inner)))
            }
            GraphPattern::Extend { inner, expression, .. } => {
                let found = self.group(inner)?;
                if found.is_some() {
                    self.expression(expression, false)?;
                }
                Ok(found)
            }
            GraphPattern::Filter { inner, expr } => {
                let found = self.group(inner)?;
                if found.is_some() {
                    self.expression(expr, false)?;
                }
                Ok(found)
            }
            GraphPattern::Distinct { inner }
            | GraphPattern::Reduced { inner }
            | GraphPattern::OrderBy { inner, .. } => self.group(inner),
            _ => Ok(None),
        }
    }

    fn aggregate(&mut self, aggregate: &AggregateExpression) -> Result<(), String> {
        let AggregateExpression::FunctionCall { name, expr, .. } = aggregate else { return Ok(()) };
        match name {
            AggregateFunction::Sample | AggregateFunction::GroupConcat { .. } => Err(
                "a rule cannot use SAMPLE or GROUP_CONCAT: the result hangs on an order that nothing states"
                    .into(),
            ),
            _ => self.expression(expr, false),
        }
    }

    /// A condition: what has to exist is a premise, what must not is none.
    fn condition(&mut self, expr: &Expression, inner: &GraphPattern) -> Result<(), String> {
        match expr {
            Expression::And(left, right) => {
                self.condition(left, inner)?;
                self.condition(right, inner)
            }
            Expression::Exists(pattern) => {
                let own = in_scope(pattern);
                if let Some(foreign) = named_in_conditions(pattern).into_iter().find(|v| !own.contains(v)) {
                    return Err(format!(
                        "a rule cannot use `{foreign}` in a condition inside EXISTS: write the pattern without EXISTS"
                    ));
                }
                let outer = in_scope(inner);
                let shared = own.into_iter().filter(|v| outer.contains(v)).collect();
                let level = MatchPattern::of(pattern, self.is_own)?;
                self.nested.push((self.marks.clone(), Nested { shared, level, all: false }));
                Ok(())
            }
            other => self.expression(other, false),
        }
    }

    /// Refuses what would hide premises or give another result each time.
    fn expression(&mut self, expr: &Expression, negated: bool) -> Result<(), String> {
        match expr {
            Expression::Exists(pattern) if negated => MatchPattern::of(pattern, self.is_own).map(|_| ()),
            Expression::Exists(_) => {
                Err("a rule cannot use EXISTS inside a larger condition: write the cases as a UNION".into())
            }
            Expression::Not(inner) => self.expression(inner, !negated),
            Expression::FunctionCall(
                name
                @ (Function::Rand | Function::Uuid | Function::StrUuid | Function::BNode | Function::Now),
                _,
            ) => Err(format!("a rule cannot use {name}: it gives another result each time")),
            other => children(other).into_iter().try_for_each(|e| self.expression(e, negated)),
        }
    }
}

/// The variables that conditions of a pattern name, those of its subselects apart.
fn named_in_conditions(pattern: &GraphPattern) -> BTreeSet<Variable> {
    use GraphPattern as P;
    let mut names = BTreeSet::new();
    let mut todo = vec![Part::Pattern(pattern)];
    while let Some(part) = todo.pop() {
        match part {
            Part::Expression(Expression::Variable(v) | Expression::Bound(v)) => {
                names.insert(v.clone());
            }
            Part::Expression(Expression::Exists(_))
            | Part::Pattern(P::Project { .. } | P::Distinct { .. } | P::Reduced { .. } | P::Slice { .. }) => {
            }
            other => todo.extend(other.parts()),
        }
    }
    names
}

/// Collects the properties of a path; false where it takes any but named ones.
pub(super) fn path_names<'p>(path: &'p PropertyPathExpression, names: &mut Vec<&'p str>) -> bool {
    let mut all_named = true;
    for part in Part::Path(path).all() {
        match part {
            Part::Path(PropertyPathExpression::NamedNode(node)) => names.push(node.as_str()),
            Part::Path(PropertyPathExpression::NegatedPropertySet(_)) => all_named = false,
            _ => {}
        }
    }
    all_named
}

fn without_blanks(pattern: TriplePattern) -> TriplePattern {
    TriplePattern {
        subject: without_blank(pattern.subject),
        object: without_blank(pattern.object),
        ..pattern
    }
}

fn without_blank(term: TermPattern) -> TermPattern {
    match term {
        TermPattern::BlankNode(node) => {
            TermPattern::Variable(Variable::new_unchecked(format!("blank_{}", node.as_str())))
        }
        other => other,
    }
}
