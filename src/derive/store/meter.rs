//! Queries whose work is counted, so that none goes on without end or fills the memory.
//!
//! Each quad that is found counts, and each term that is made ([`super::index::View`]). Beside that goes in: an algebra and its limits.
//! Comes out: the same algebra with conditions that always hold and count how often they are asked, wherever matches are
//! multiplied without a look at a quad, and with a look at each text that a function makes. The count depends on the query and
//! the graph alone: there is no clock.

use std::collections::BTreeSet;
use std::str::FromStr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use oxigraph::sparql::{CancellationToken, QueryEvaluationError, SparqlEvaluator};
use oxrdf::vocab::{rdf, xsd};
use oxrdf::{Literal, NamedNode, Term};
use oxsdatatypes::{Decimal, Double, Duration, Integer};
use spargebra::algebra::{
    AggregateExpression, AggregateFunction, Expression, Function, GraphPattern, OrderExpression,
};
use spargebra::term::{NamedNodePattern, Variable};

use super::algebra::{Rewrite, rewritten, rewritten_expression};
use super::{StoreError, evaluation};

/// The function that counts.
const TRIED: &str = "urn:remit:function:tried";
/// The function that gives its first argument back, where a text made of both is short enough.
const FITS: &str = "urn:remit:function:fits";
/// The function that gives a text back that is short enough.
const SHORT: &str = "urn:remit:function:short";
/// The function that gives a text back of a group, where what is put together of groups is short enough with it and the separator.
const PUT: &str = "urn:remit:function:put";
/// The function that tells kinds of values apart, by which ORDER BY sorts first.
const KIND: &str = "urn:remit:function:kind";
/// How many bytes of text count as much as one combination.
const BYTES: usize = 16;
/// How much longer than a text may be what REPLACE could make at the worst, before it is tried.
const SLACK: usize = 16;
/// How much longer than a text may be what a query puts together of groups, all of them taken together.
const GROUPS: usize = 4;

/// How much work a query may make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How many matches it may have.
    pub matches: usize,
    /// How many combinations of triples may be tried on the way.
    pub tries: usize,
    /// How long a text may be that it makes, in bytes.
    pub text: usize,
}

impl Limits {
    /// What a query of a reader may make: some minutes, some gigabytes.
    pub const QUERY: Self = Self { matches: 10_000_000, tries: 100_000_000, text: 16 << 20 };
}

/// The limit that a query does not keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exceeded {
    /// It has more matches.
    Matches,
    /// More combinations are tried.
    Tries,
    /// A longer text is made.
    Text,
}

/// The count of one query.
pub(super) struct Meter {
    limits: Limits,
    tries: AtomicUsize,
    /// How many bytes were put together of groups.
    put: AtomicUsize,
    exceeded: OnceLock<Exceeded>,
    stop: CancellationToken,
}

impl Meter {
    pub(super) fn new(limits: Limits) -> Arc<Self> {
        let [tries, put] = [(); 2].map(|()| AtomicUsize::new(0));
        Arc::new(Self { limits, tries, put, exceeded: OnceLock::new(), stop: CancellationToken::new() })
    }

    /// The limit that was not kept.
    pub(super) fn exceeded(&self) -> Option<Exceeded> {
        self.exceeded.get().copied()
    }

    /// Ends the query. What it still does is seen by nobody.
    pub(super) fn exceed(&self, what: Exceeded) {
        self.exceeded.get_or_init(|| what);
        self.stop.cancel();
    }

    /// The results of a query, as far as they are as many as it may have, and whether it has more.
    pub(super) fn limited<T>(
        &self,
        results: impl Iterator<Item = Result<T, QueryEvaluationError>>,
    ) -> Result<(Vec<T>, bool), StoreError> {
        let mut found = Vec::new();
        for result in results {
            if found.len() == self.limits.matches {
                return Ok((found, true));
            }
            found.push(result.map_err(evaluation)?);
        }
        Ok((found, false))
    }

    /// Counts work; `None` once it is too much.
    pub(super) fn count(&self, work: usize) -> Option<()> {
        // A query is answered by one thread.
        let tries = self.tries.load(Ordering::Relaxed).saturating_add(work);
        self.tries.store(tries, Ordering::Relaxed);
        if tries > self.limits.tries {
            self.exceed(Exceeded::Tries);
            return None;
        }
        Some(())
    }

    fn fits(&self, length: usize, most: usize) -> Option<()> {
        if length > most {
            self.exceed(Exceeded::Text);
            return None;
        }
        Some(())
    }

    /// The engine for a counted algebra.
    pub(super) fn engine(self: &Arc<Self>) -> SparqlEvaluator {
        let [tried, fits, short, put] = [(); 4].map(|()| Arc::clone(self));
        let yes = Term::from(Literal::from(true));
        SparqlEvaluator::new()
            .with_cancellation_token(self.stop.clone())
            .with_custom_function(NamedNode::new_unchecked(KIND), |args| {
                Some(Literal::new_simple_literal(kind(args.first()?)).into())
            })
            .with_custom_function(NamedNode::new_unchecked(TRIED), move |_| {
                tried.count(1).map(|()| yes.clone())
            })
            .with_custom_function(NamedNode::new_unchecked(FITS), move |args| {
                let [text, put] = args else { return None };
                let length = (length(text) + 1).saturating_mul(length(put).saturating_add(1));
                fits.fits(length, fits.limits.text.saturating_mul(SLACK)).map(|()| text.clone())
            })
            .with_custom_function(NamedNode::new_unchecked(SHORT), move |args| {
                let [text] = args else { return None };
                short.fits(length(text), short.limits.text)?;
                short.count(length(text) / BYTES).map(|()| text.clone())
            })
            .with_custom_function(NamedNode::new_unchecked(PUT), move |args| {
                let [text, separator] = args else { return None };
                let more = length(text).saturating_add(length(separator));
                let all = put.put.load(Ordering::Relaxed).saturating_add(more);
                put.put.store(all, Ordering::Relaxed);
                put.fits(all, put.limits.text.saturating_mul(GROUPS)).map(|()| text.clone())
            })
    }

    /// The pattern with its work counted.
    pub(super) fn counted(&self, pattern: GraphPattern) -> GraphPattern {
        Counting { longest: self.limits.text }.pattern(pattern)
    }
}

/// The kind of a value, as a text that sorts kinds. The engine compares values of one kind by what they mean, others letter by letter: over
/// a column of several kinds that is no order (10 before "15", "15" before 2, 2 before 10), and a sort may end the program. SPARQL
/// leaves the order of kinds open (section 15.1). Values that the engine does not always find before or behind others of their datatype, such as
/// dates with and without a time zone, are each a kind of their own, by their letters.
fn kind(term: &Term) -> String {
    let literal = match term {
        Term::BlankNode(_) => return "0".to_owned(),
        Term::NamedNode(_) => return "1".to_owned(),
        Term::Literal(literal) => literal,
        // Triples are compared part by part, and parts may be of any kind.
        Term::Triple(_) => return format!("9{term}"),
    };
    let value = literal.value();
    let kind = match literal.datatype() {
        xsd::DOUBLE | xsd::FLOAT => {
            Double::from_str(value).is_ok_and(|number| !number.is_nan()).then_some("2")
        }
        xsd::DECIMAL => Decimal::from_str(value).is_ok().then_some("2"),
        // The engine also reads the narrower kinds of whole numbers.
        xsd::INTEGER
        | xsd::BYTE
        | xsd::SHORT
        | xsd::INT
        | xsd::LONG
        | xsd::UNSIGNED_BYTE
        | xsd::UNSIGNED_SHORT
        | xsd::UNSIGNED_INT
        | xsd::UNSIGNED_LONG
        | xsd::POSITIVE_INTEGER
        | xsd::NEGATIVE_INTEGER
        | xsd::NON_NEGATIVE_INTEGER
        | xsd::NON_POSITIVE_INTEGER => Integer::from_str(value).is_ok().then_some("2"),
        // Of four digits and without a time zone these are in one order, whichever is the more precise.
        xsd::G_YEAR | xsd::G_YEAR_MONTH | xsd::DATE | xsd::DATE_TIME => is_plain_time(value).then_some("3"),
        // Months and days are in no order with each other.
        xsd::DURATION | xsd::YEAR_MONTH_DURATION | xsd::DAY_TIME_DURATION => {
            Duration::from_str(value).ok().and_then(|duration| {
                let has_months = duration.years() != 0 || duration.months() != 0;
                let has_days = [duration.days(), duration.hours(), duration.minutes()] != [0; 3]
                    || duration.seconds() != Decimal::default();
                match (has_months, has_days) {
                    (_, false) => Some("40"),
                    (false, true) => Some("41"),
                    _ => None,
                }
            })
        }
        xsd::BOOLEAN => matches!(value, "true" | "false" | "0" | "1").then_some("5"),
        xsd::STRING | rdf::LANG_STRING => Some("6"),
        _ => None,
    };
    kind.map_or_else(|| format!("7{literal}"), str::to_owned)
}

/// Whether a text is a year of four digits, or a month, day or moment of one, without a time zone: their letters are in the order of what they
/// mean.
fn is_plain_time(value: &str) -> bool {
    let (form, fraction) = value.split_once('.').unwrap_or((value, "0"));
    let full = "dddd-dd-ddTdd:dd:dd";
    let fits = |(letter, form): (u8, u8)| if form == b'd' { letter.is_ascii_digit() } else { letter == form };
    let is_form = matches!(form.len(), 4 | 7 | 10 | 19) && form.bytes().zip(full.bytes()).all(fits);
    is_form
        && (form.len() == 19 || !value.contains('.'))
        && fraction.bytes().all(|letter| letter.is_ascii_digit())
        && !form.contains("T24")
}

/// The length of the text of a literal.
fn length(term: &Term) -> usize {
    match term {
        Term::Literal(literal) => literal.value().len(),
        _ => 0,
    }
}

struct Counting {
    longest: usize,
}

/// Patterns that are joined: the variables of each, and whether the store looks it up by what the others give.
type Items = Vec<(BTreeSet<Variable>, bool)>;

impl Rewrite for Counting {
    fn pattern(&mut self, pattern: GraphPattern) -> GraphPattern {
        match pattern {
            GraphPattern::Bgp { .. }
            | GraphPattern::Path { .. }
            | GraphPattern::Join { .. }
            | GraphPattern::Graph { .. } => {
                let mut items = Items::new();
                let pattern = self.joined(pattern, &mut items);
                with_counts(pattern, &counted(items))
            }
            GraphPattern::LeftJoin { .. } => {
                let GraphPattern::LeftJoin { left, right, expression } = rewritten(pattern, self) else {
                    return GraphPattern::default();
                };
                let new = in_scope(&right).difference(&in_scope(&left)).next().cloned();
                with_counts(
                    GraphPattern::LeftJoin { left, right, expression },
                    new.map(|v| vec![v]).as_slice(),
                )
            }
            // What shares no variable takes nothing away, and each match would be held against all others to find that out.
            GraphPattern::Minus { left, right } if in_scope(&left).is_disjoint(&in_scope(&right)) => {
                self.pattern(*left)
            }
            GraphPattern::OrderBy { inner, expression } => {
                let order = |by| match by {
                    OrderExpression::Asc(e) => [call(KIND, vec![e.clone()]), e].map(OrderExpression::Asc),
                    OrderExpression::Desc(e) => [call(KIND, vec![e.clone()]), e].map(OrderExpression::Desc),
                };
                let expression = expression.into_iter().flat_map(order).collect();
                rewritten(GraphPattern::OrderBy { inner, expression }, self)
            }
            GraphPattern::Group { .. } => {
                let mut group = rewritten(pattern, self);
                if let GraphPattern::Group { aggregates, .. } = &mut group {
                    for (_, aggregate) in aggregates {
                        count_text(aggregate);
                    }
                }
                group
            }
            other => rewritten(other, self),
        }
    }

    fn expression(&mut self, expression: Expression) -> Expression {
        let mut expression = rewritten_expression(expression, self);
        let Expression::FunctionCall(function, arguments) = &mut expression else { return expression };
        match (function, arguments.as_mut_slice()) {
            (Function::Replace, [text, _, put, ..]) => {
                let put = match put {
                    Expression::Variable(_) | Expression::Literal(_) => put.clone(),
                    // It is not computed twice.
                    _ => Literal::from(" ".repeat(self.longest)).into(),
                };
                *text = call(FITS, vec![text.clone(), put]);
                call(SHORT, vec![expression])
            }
            (Function::Concat | Function::EncodeForUri | Function::UCase | Function::LCase, _) => {
                call(SHORT, vec![expression])
            }
            _ => expression,
        }
    }
}

/// Counts the texts that an aggregate puts together.
fn count_text(aggregate: &mut AggregateExpression) {
    if let AggregateExpression::FunctionCall {
        name: AggregateFunction::GroupConcat { separator },
        expr,
        ..
    } = aggregate
    {
        let separator = Literal::from(separator.as_deref().unwrap_or(" "));
        *expr = call(PUT, vec![expr.clone(), separator.into()]);
    }
}

impl Counting {
    /// A pattern with what is joined in it counted, and its items.
    fn joined(&mut self, pattern: GraphPattern, items: &mut Items) -> GraphPattern {
        match pattern {
            GraphPattern::Join { left, right } => {
                let (left, right) = (self.joined(*left, items), self.joined(*right, items));
                GraphPattern::Join { left: Box::new(left), right: Box::new(right) }
            }
            GraphPattern::Graph { name, inner } => {
                let first = items.len();
                let inner = Box::new(self.joined(*inner, items));
                if let NamedNodePattern::Variable(variable) = &name {
                    for (variables, _) in &mut items[first..] {
                        variables.insert(variable.clone());
                    }
                }
                GraphPattern::Graph { name, inner }
            }
            GraphPattern::Bgp { patterns } => {
                let one = |p: &_| in_scope(&GraphPattern::Bgp { patterns: vec![Clone::clone(p)] });
                items.extend(patterns.iter().map(|p| (one(p), true)));
                GraphPattern::Bgp { patterns }
            }
            path @ GraphPattern::Path { .. } => {
                items.push((in_scope(&path), true));
                path
            }
            other => {
                let other = self.pattern(other);
                items.push((in_scope(&other), false));
                other
            }
        }
    }
}

/// The pairs of variables by which matches are counted: one of each of two items that may be multiplied. A condition is asked as
/// soon as its variables have values.
fn counted(items: Items) -> Vec<Vec<Variable>> {
    let (looked_up, apart): (Items, Items) = items.into_iter().partition(|i| i.1);
    let mut components: Vec<BTreeSet<Variable>> = Vec::new();
    for (mut variables, _) in looked_up {
        let (joined, others): (Vec<_>, Vec<_>) =
            components.into_iter().partition(|c| !c.is_disjoint(&variables));
        variables.extend(joined.into_iter().flatten());
        components = others;
        components.push(variables);
    }
    components.extend(apart.into_iter().map(|i| i.0));
    let mut sets: BTreeSet<Vec<Variable>> = BTreeSet::new();
    for (i, one) in components.iter().enumerate() {
        for other in &components[i + 1..] {
            if let (Some(a), Some(b)) = (one.difference(other).next(), other.difference(one).next()) {
                sets.insert(vec![a.clone(), b.clone()]);
            }
        }
    }
    sets.into_iter().collect()
}

/// A pattern with conditions that always hold and count.
fn with_counts(pattern: GraphPattern, sets: &[Vec<Variable>]) -> GraphPattern {
    let count = |variables: &Vec<Variable>| {
        // The variables are named so that the store asks where they have values; nobody looks at them.
        let named = variables.iter().cloned().map(Expression::from).collect();
        let yes = Box::new(Literal::from(true).into());
        Expression::If(Box::new(call(TRIED, Vec::new())), yes, Box::new(Expression::Coalesce(named)))
    };
    match sets.iter().map(count).reduce(|a, b| Expression::And(Box::new(a), Box::new(b))) {
        Some(expr) => GraphPattern::Filter { expr, inner: Box::new(pattern) },
        None => pattern,
    }
}

fn call(function: &str, arguments: Vec<Expression>) -> Expression {
    Expression::FunctionCall(Function::Custom(NamedNode::new_unchecked(function)), arguments)
}

/// The variables that a pattern gives values.
fn in_scope(pattern: &GraphPattern) -> BTreeSet<Variable> {
    let mut names = BTreeSet::new();
    pattern.on_in_scope_variable(|v| {
        names.insert(v.clone());
    });
    names
}
