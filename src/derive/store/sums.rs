//! Sums and means of amounts that cannot be added: of several currencies or bases, or perhaps one amount told twice.
//!
//! Goes in: a query and the store. Comes out: a warning for each sum. Asks the pattern below the sum what it adds, so that a query that
//! groups by currency and basis, or that finds amounts of one kind, is left alone.

use std::collections::{BTreeMap, BTreeSet};

use oxrdf::{Literal, NamedNode, Term};
use spargebra::Query;
use spargebra::algebra::{AggregateExpression, AggregateFunction, Expression, GraphPattern};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern, Variable};

use super::algebra::{Part, pattern_of};
use super::wider::stated;
use super::{Answer, DefaultGraph, QueryText, Store};
use crate::derive::rdf::IriFamily;
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Location};
use crate::model::file::Span;
use crate::model::tokens::{Kind, Token, tokens};
use crate::model::vocab::{rdf, remit, schema};

/// One sum or mean of amounts.
struct Sum<'a> {
    /// `SUM` or `AVG`.
    word: &'static str,
    /// The variable that is added up.
    variable: &'a Variable,
    /// The amount that has it as its value.
    money: &'a TermPattern,
    inner: &'a GraphPattern,
    by: &'a [Variable],
}

/// Warnings for the sums of a query.
pub(super) fn unlike(
    query: QueryText<'_>,
    parsed: &Query,
    view: DefaultGraph,
    store: &Store,
) -> Vec<Diagnostic> {
    let groups = Part::Pattern(pattern_of(parsed)).all().filter_map(|part| match part {
        Part::Pattern(GraphPattern::Group { inner, variables, aggregates }) => {
            Some((&**inner, variables.as_slice(), aggregates))
        }
        _ => None,
    });
    let mut faults = Vec::new();
    for (inner, by, aggregates) in groups {
        for sum in aggregates.iter().filter_map(|(_, a)| sum(a, inner, by)) {
            faults.extend(sum.kinds(query, view, store));
            faults.extend(sum.twice(query, view, store));
        }
    }
    faults
}

fn sum<'a>(
    aggregate: &'a AggregateExpression,
    inner: &'a GraphPattern,
    by: &'a [Variable],
) -> Option<Sum<'a>> {
    let AggregateExpression::FunctionCall { name, expr, .. } = aggregate else { return None };
    let word = match name {
        AggregateFunction::Sum => "SUM",
        AggregateFunction::Avg => "AVG",
        _ => return None,
    };
    let parts = || Part::Pattern(inner).all();
    // What a subselect does not give on cannot be asked here.
    if parts().any(|p| matches!(p, Part::Pattern(GraphPattern::Project { .. }))) {
        return None;
    }
    // `xsd:decimal(?v)`, and what BIND calls otherwise, are the same amounts.
    let mut todo: Vec<&Expression> = vec![expr];
    let mut variables: Vec<&Variable> = Vec::new();
    while let Some(next) = todo.pop() {
        for part in Part::Expression(next).all() {
            let Part::Expression(Expression::Variable(variable)) = part else { continue };
            if !variables.contains(&variable) {
                variables.push(variable);
                todo.extend(parts().filter_map(|p| match p {
                    Part::Pattern(GraphPattern::Extend { variable: v, expression, .. }) if v == variable => {
                        Some(expression)
                    }
                    _ => None,
                }));
            }
        }
    }
    let triples = parts().filter_map(|part| match part {
        Part::Pattern(GraphPattern::Bgp { patterns }) => Some(patterns),
        _ => None,
    });
    let amounts = triples.flatten().filter_map(|t| match (&t.predicate, &t.object) {
        (NamedNodePattern::NamedNode(p), TermPattern::Variable(v)) if p.as_str() == schema::VALUE => {
            Some((v, &t.subject))
        }
        _ => None,
    });
    let (variable, money) = amounts.into_iter().find(|(v, _)| variables.contains(v))?;
    Some(Sum { word, variable, money, inner, by })
}

impl Sum<'_> {
    /// What is found of the amounts of each group: for each of its rows the values of two variables.
    fn found(
        &self,
        triples: Vec<TriplePattern>,
        asked: [&Variable; 2],
        view: DefaultGraph,
        store: &Store,
    ) -> BTreeMap<Vec<String>, BTreeSet<[String; 2]>> {
        let more = stated(GraphPattern::Bgp { patterns: triples });
        let joined = GraphPattern::Join { left: Box::new(self.inner.clone()), right: Box::new(more) };
        let variables = self.by.iter().chain(asked).cloned().collect();
        let project = GraphPattern::Project { inner: Box::new(joined), variables };
        let pattern = GraphPattern::Distinct { inner: Box::new(project) };
        let query = Query::Select { dataset: None, pattern, base_iri: None };
        let mut found: BTreeMap<Vec<String>, BTreeSet<[String; 2]>> = BTreeMap::new();
        // A query that cannot be answered is told by whoever asks it.
        let Ok(Answer::Solutions { rows, .. }) = store.run(query, view, None) else { return found };
        for row in rows {
            let text = |term: &Option<Term>| match term {
                Some(Term::Literal(literal)) => literal.value().to_owned(),
                Some(term) => term.to_string(),
                None => String::new(),
            };
            let mut texts: Vec<String> = row.iter().map(text).collect();
            let (Some(second), Some(first)) = (texts.pop(), texts.pop()) else { continue };
            found.entry(texts).or_default().insert([first, second]);
        }
        found
    }

    /// Amounts of several currencies or bases in one sum.
    fn kinds(&self, query: QueryText<'_>, view: DefaultGraph, store: &Store) -> Option<Diagnostic> {
        let [currency, unit] = ["remitCurrency", "remitUnit"].map(Variable::new_unchecked);
        let of = |predicate: &str, object: &Variable| triple(self.money, predicate, object.clone());
        let triples = vec![of(schema::CURRENCY, &currency), of(schema::UNIT_TEXT, &unit)];
        let groups = self.found(triples, [&currency, &unit], view, store);
        let kinds = groups.into_values().find(|kinds| kinds.len() > 1)?;
        let word = |[currency, unit]: [String; 2]| match unit.as_str() {
            "total" => format!("{currency} in total"),
            _ => format!("{currency} per {unit}"),
        };
        let kinds: Vec<String> = kinds.into_iter().map(word).collect();
        let message = format!("{} of amounts that cannot be added: {}", self.word, kinds.join(", "));
        let help =
            "ask for `schema:currency ?currency ; schema:unitText ?per` too, and GROUP BY ?currency ?per";
        let fault = Diagnostic::new(Code::R098, self.anchor(query), message);
        Some(fault.expected("amounts of one currency and basis in each group").help(help))
    }

    /// Amounts in one sum that an open restatement holds for perhaps the same money.
    fn twice(&self, query: QueryText<'_>, view: DefaultGraph, store: &Store) -> Option<Diagnostic> {
        let [claim, open] = ["remitClaim", "remitRestatement"].map(Variable::new_unchecked);
        let of = |predicate: &str, object: TermPattern| triple(&open.clone().into(), predicate, object);
        let restatement = NamedNode::new_unchecked(remit::RESTATEMENT);
        let triples = vec![
            triple(&claim.clone().into(), rdf::OBJECT, self.money.clone()),
            of(remit::INVOLVES, claim.clone().into()),
            of(remit::KIND, restatement.into()),
            of(remit::OPEN, Literal::from(true).into()),
        ];
        let groups = self.found(triples, [&open, &claim], view, store);
        let mut claims: BTreeMap<(Vec<String>, String), Vec<String>> = BTreeMap::new();
        for (group, rows) in groups {
            for [open, claim] in rows {
                claims.entry((group.clone(), open)).or_default().push(claim);
            }
        }
        let claims = claims.into_values().find(|claims| claims.len() > 1)?;
        let start = format!("<{}{}", store.base(), IriFamily::Claim.path());
        let names: Vec<String> = claims
            .iter()
            .map(|iri| format!("`{}`", iri.trim_start_matches(&start).trim_end_matches('>')))
            .collect();
        let message = format!(
            "{} of amounts that may be the same money told twice: {}",
            self.word,
            names.join(" and ")
        );
        let help = "`remit conflicts` shows why; leave one of them out, or settle it with a [[resolution]]";
        let fault = Diagnostic::new(Code::R098, self.anchor(query), message);
        Some(fault.expected("each amount once").help(help))
    }

    /// The word of the sum, before its variable if that follows.
    fn anchor(&self, query: QueryText<'_>) -> Location {
        let is_kept = |t: &Token<'_>| matches!(t.kind, Kind::Word | Kind::Variable);
        let words: Vec<Token<'_>> = tokens(query.text).filter(is_kept).collect();
        let pairs = words.iter().zip(words.iter().skip(1));
        let mut found = pairs.filter(|(word, _)| word.text.eq_ignore_ascii_case(self.word));
        let near = found.clone().find(|(_, next)| next.text.get(1..) == Some(self.variable.as_str()));
        let token = near.or_else(|| found.next()).map(|(word, _)| word);
        let (at, length) = token.map_or((0, 0), |t| (t.at, t.text.len()));
        Location::Span(query.file, Span::new(at, at + length))
    }
}

fn triple(subject: &TermPattern, predicate: &str, object: impl Into<TermPattern>) -> TriplePattern {
    let predicate = NamedNode::new_unchecked(predicate).into();
    TriplePattern { subject: subject.clone(), predicate, object: object.into() }
}
