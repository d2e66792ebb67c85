//! ORDER BY at the end of a query, done on its rows: the evaluator would read both values anew at each comparison.
//!
//! Goes in: a query, then its rows. Comes out: the query without its order, and the rows in the order that the evaluator gives them
//! ([`super::meter`] tells kinds of values apart). Where values of other kinds are met, or very many rows, nothing: then it is left to the evaluator.

use std::cmp::Ordering;

use oxigraph::sparql::QueryResults;
use oxrdf::vocab::xsd;
use oxrdf::{NamedNode, Term};
use oxsdatatypes::{Decimal, Double, Integer};
use spargebra::Query;
use spargebra::algebra::{Expression, GraphPattern, OrderExpression};
use spargebra::term::Variable;

use super::answer::{Row, by_terms};
use super::{Answer, StoreError, evaluation};

/// How many rows are sorted here at the most.
const MOST: usize = 1_000_000;

/// The order of a query, and which of the rows and columns it shows.
pub(super) struct Order {
    /// The columns by which rows are sorted, and whether the other way round.
    by: Vec<(usize, bool)>,
    start: usize,
    length: Option<usize>,
    /// How many of the columns are shown.
    shown: usize,
}

/// A value by which rows are sorted. Those of one kind are compared; kinds stand in the order that [`super::meter`] gives them.
#[derive(Clone, Debug, PartialEq, PartialOrd)]
enum Key {
    Unbound,
    Blank(String),
    Iri(String),
    Number(Number),
    Date(String, NamedNode),
    Text(String, NamedNode, Option<String>),
}

#[derive(Clone, Copy, Debug)]
enum Number {
    Integer(Integer),
    Decimal(Decimal),
    Double(Double),
}

impl Number {
    fn double(self) -> Double {
        match self {
            Self::Integer(number) => number.into(),
            Self::Decimal(number) => number.into(),
            Self::Double(number) => number,
        }
    }

    fn decimal(self) -> Option<Decimal> {
        match self {
            Self::Integer(number) => Some(number.into()),
            Self::Decimal(number) => Some(number),
            Self::Double(_) => None,
        }
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.partial_cmp(other) == Some(Ordering::Equal)
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        match self.decimal().zip(other.decimal()) {
            Some((a, b)) => a.partial_cmp(&b),
            None => self.double().partial_cmp(&other.double()),
        }
    }
}

impl Key {
    /// The key of a value; none for one whose order is left to the evaluator.
    fn of(term: Option<&Term>) -> Option<Self> {
        let literal = match term {
            None => return Some(Self::Unbound),
            Some(Term::BlankNode(node)) => return Some(Self::Blank(node.as_str().to_owned())),
            Some(Term::NamedNode(node)) => return Some(Self::Iri(node.as_str().to_owned())),
            Some(Term::Literal(literal)) => literal,
            Some(_) => return None,
        };
        let (value, datatype) = (literal.value(), literal.datatype());
        if let Some(language) = literal.language() {
            let is_plain = literal.direction().is_none();
            return is_plain
                .then(|| Self::Text(value.to_owned(), datatype.into_owned(), Some(language.to_owned())));
        }
        match datatype {
            xsd::STRING => Some(Self::Text(value.to_owned(), datatype.into_owned(), None)),
            xsd::INTEGER => value.parse().ok().map(Number::Integer).map(Self::Number),
            xsd::DECIMAL => value.parse().ok().map(Number::Decimal).map(Self::Number),
            xsd::DOUBLE => {
                let number = value.parse::<Double>().ok().filter(|number| !number.is_nan());
                number.map(Number::Double).map(Self::Number)
            }
            // The letters of days, months and years without a time zone are in the order of what they mean.
            xsd::DATE | xsd::G_YEAR_MONTH | xsd::G_YEAR if is_plain_date(value, datatype.as_str()) => {
                Some(Self::Date(value.to_owned(), datatype.into_owned()))
            }
            _ => None,
        }
    }
}

/// Whether a text is a year of four digits, with a month and a day of two where its datatype has them, and nothing else.
fn is_plain_date(value: &str, datatype: &str) -> bool {
    let form = match datatype.rsplit('#').next() {
        Some("gYear") => "dddd",
        Some("gYearMonth") => "dddd-dd",
        _ => "dddd-dd-dd",
    };
    let fits = |(letter, form): (u8, u8)| if form == b'd' { letter.is_ascii_digit() } else { letter == form };
    value.len() == form.len() && value.bytes().zip(form.bytes()).all(fits)
}

/// A query without the ORDER BY at its end, and that. None where there is no such order, or it is by more than variables.
pub(super) fn taken(query: &Query) -> Option<(Query, Order)> {
    let Query::Select { dataset, pattern, base_iri } = query else { return None };
    let (pattern, start, length) = match pattern {
        GraphPattern::Slice { inner, start, length } => (&**inner, *start, *length),
        other => (other, 0, None),
    };
    let GraphPattern::Project { inner, variables } = pattern else { return None };
    let GraphPattern::OrderBy { inner, expression } = &**inner else { return None };
    let mut all: Vec<Variable> = variables.clone();
    let mut by = Vec::new();
    for order in expression {
        let (of, is_turned) = match order {
            OrderExpression::Asc(of) => (of, false),
            OrderExpression::Desc(of) => (of, true),
        };
        let Expression::Variable(variable) = of else { return None };
        let column = all.iter().position(|v| v == variable).unwrap_or_else(|| {
            all.push(variable.clone());
            all.len() - 1
        });
        by.push((column, is_turned));
    }
    let pattern = GraphPattern::Project { inner: inner.clone(), variables: all };
    let query = Query::Select { dataset: dataset.clone(), pattern, base_iri: base_iri.clone() };
    Some((query, Order { by, start, length, shown: variables.len() }))
}

impl Order {
    /// The rows in their order, as many as are asked for; none where they are left to the evaluator.
    pub(super) fn sorted(&self, results: QueryResults<'_>) -> Result<Option<Answer>, StoreError> {
        let QueryResults::Solutions(solutions) = results else { return Ok(None) };
        let names = solutions.variables().iter().take(self.shown);
        let names = names.map(|variable| variable.as_str().to_owned()).collect();
        let mut rows = Vec::new();
        for solution in solutions {
            let mut row = solution.map_err(evaluation)?.values().to_vec();
            let keys: Option<Vec<Key>> = self.by.iter().map(|(at, _)| Key::of(row[*at].as_ref())).collect();
            let Some(keys) = keys.filter(|_| rows.len() < MOST) else { return Ok(None) };
            row.truncate(self.shown);
            rows.push((keys, row));
        }
        // What the query leaves open is decided all the same: which index it was asked of is not to be seen.
        let in_order = |a: &(Vec<Key>, Row), b: &(Vec<Key>, Row)| {
            self.compare(&a.0, &b.0).then_with(|| by_terms(&a.1, &b.1))
        };
        let end = self.length.map_or(rows.len(), |length| self.start.saturating_add(length));
        if end < rows.len() {
            rows.select_nth_unstable_by(end, in_order);
            rows.truncate(end);
        }
        rows.sort_by(in_order);
        let rows = rows.into_iter().skip(self.start).map(|(_, row)| row).collect();
        Ok(Some(Answer::solutions(names, rows)))
    }

    fn compare(&self, a: &[Key], b: &[Key]) -> Ordering {
        let mut each = a.iter().zip(b).zip(&self.by).map(|((a, b), (_, is_turned))| {
            // Keys that are no numbers apart from all others are in one order.
            let order = a.partial_cmp(b).unwrap_or(Ordering::Equal);
            if *is_turned { order.reverse() } else { order }
        });
        each.find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    }
}
