//! Constraints written in SPARQL (<https://www.w3.org/TR/shacl/#sparql-constraints>).

use std::cmp::Ordering;

use super::literal::Literal;
use super::parameter::Parameter;
use super::query::{self, Role, SparqlConstraint};
use super::read::Reader;
use super::shape::{Check, Evaluation, Message, ValidationResult};
use super::validate::{Found, Validator};
use super::vocabulary::sh;
use crate::derive::store::Solution;
use crate::model::code::Code;
use crate::model::diagnostic::Diagnostic;

/// `sh:sparql`: each row of a query is a result.
pub(super) fn constraint(reader: &mut Reader<'_>, parameter: &Parameter<'_>) -> Option<Check> {
    let node = parameter.triple.object.clone();
    if let Some(flag) = reader.at_most_one(&node, "deactivated")
        && reader.boolean(flag)?
    {
        return None;
    }
    let Some(select) = reader.at_most_one(&node, "select") else {
        reader.fault(parameter.triple, "this constraint has no query".to_owned(), "one sh:select");
        return None;
    };
    let path = reader.path_of(parameter.node);
    let role = Role { path: path.as_ref(), parameters: &[], asks: false };
    let asked = query::read(reader, select, &node, &role)?;
    let messages = reader.messages(&node);
    Some(Box::new(move |run, at, out| {
        let origin = Origin { asked: &asked, messages: &messages, given: &[], constraint: Some(&node) };
        select_results(run, at, &origin, out);
    }))
}

/// Where the results of a query come from.
pub(super) struct Origin<'a> {
    pub(super) asked: &'a SparqlConstraint,
    /// The messages of the constraint or validator.
    pub(super) messages: &'a [Message],
    /// Values of parameters.
    pub(super) given: &'a [(&'a str, &'a str)],
    /// The node of the constraint.
    pub(super) constraint: Option<&'a str>,
}

/// Adds a result for each row of a SELECT query.
pub(super) fn select_results(run: &Validator<'_>, at: &Evaluation<'_>, origin: &Origin<'_>, out: &mut Found) {
    let Some(rows) = origin.asked.rows(run, at, origin.given) else { return };
    for row in rows {
        if row.get("failure").is_some_and(|f| f.starts_with("\"true\"") || f.starts_with("\"1\"")) {
            let message = "the query reports a failure".to_owned();
            let fault = Diagnostic::new(Code::R061, origin.asked.anchor.clone(), message)
                .expected("a query that can be answered for this data");
            run.failures.borrow_mut().push(fault);
            continue;
        }
        out.push(result(run, at, origin, &row));
    }
}

/// The result that a row stands for (section 5.3.2 of the specification).
fn result(run: &Validator<'_>, at: &Evaluation<'_>, origin: &Origin<'_>, row: &Solution) -> ValidationResult {
    let text = "is found by the query of the constraint".to_owned();
    let mut finding = at.finding(run.graph, None, text);
    finding.constraint = origin.constraint.map(str::to_owned);
    if origin.constraint.is_some() {
        finding.anchor = origin.asked.anchor.clone();
    }
    if let Some(path) = row.get("path").filter(|p| p.starts_with('<')) {
        finding.path = Some(path.clone());
        finding.follows = None;
    }
    finding.value = match row.get("value") {
        Some(value) => Some(as_given(run, at, value)),
        None if at.shape.path.is_none() => Some(finding.focus.clone()),
        None => None,
    };
    let told = row.get("message").and_then(|m| Literal::parse(m));
    let this = finding.focus.clone();
    let mut given = vec![("this", this.as_str())];
    given.extend(origin.given);
    if let Some(literal) = told {
        let language = literal.language.to_owned();
        finding.messages = vec![Message { text: literal.value.into_owned(), language }];
    } else if !origin.messages.is_empty() {
        finding.messages = query::filled(origin.messages, row, &given);
    } else {
        finding.messages = query::filled(&finding.messages, row, &given);
    }
    finding
}

/// A value as the data has it: the store gives `7` for `"07"^^xsd:int`.
fn as_given(run: &Validator<'_>, at: &Evaluation<'_>, value: &str) -> String {
    let Some(literal) = Literal::parse(value) else { return value.to_owned() };
    let near =
        || at.values.iter().copied().chain(run.graph.about(at.focus).map(|t| t.1)).map(|s| run.show(s));
    if near().any(|text| text == value) {
        return value.to_owned();
    }
    let is_same = |text: &&str| {
        Literal::parse(text)
            .is_some_and(|l| l.datatype == literal.datatype && l.compare(&literal) == Some(Ordering::Equal))
    };
    near().find(is_same).unwrap_or(value).to_owned()
}

/// `sh:select` and `sh:ask`: the words for the queries of validators.
pub(super) fn query_of<'a>(
    reader: &mut Reader<'a>,
    node: &str,
) -> Option<(&'a crate::compile::ontology::triples::Located, bool)> {
    let select = reader.source.values(node, &sh("select")).next();
    let ask = reader.source.values(node, &sh("ask")).next();
    match (select, ask) {
        (Some(triple), None) => Some((triple, false)),
        (None, Some(triple)) => Some((triple, true)),
        (Some(triple), Some(_)) => {
            reader.fault(triple, "a validator with two queries".to_owned(), "sh:select or sh:ask");
            None
        }
        (None, None) => None,
    }
}
