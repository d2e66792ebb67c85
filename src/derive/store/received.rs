//! Answers of other stores, read from the standard forms in which they come.

use std::io::Read;

use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsParser, ReaderQueryResultsParserOutput};
use oxrdf::Term;
use oxttl::TurtleParser;
use spargebra::Query;

use super::{Answer, Cause, StoreError, parse_query};

/// Whether a query is answered by triples.
///
/// # Errors
///
/// When the query cannot be parsed, or is too large.
pub(crate) fn wants_triples(text: &str, prefixes: &[(String, String)]) -> Result<bool, StoreError> {
    let query = parse_query(text, prefixes)?;
    Ok(matches!(query, Query::Construct { .. } | Query::Describe { .. }))
}

/// Hands over each row of an answer in SPARQL JSON, as it comes; returns yes or no where it is that, or else the columns.
///
/// # Errors
///
/// When it is no such answer, or breaks off.
pub(crate) fn received_rows(
    json: impl Read,
    take: &mut dyn FnMut(&[String], Vec<Option<Term>>),
) -> Result<Result<Vec<String>, bool>, Cause> {
    match QueryResultsParser::from_format(QueryResultsFormat::Json).for_reader(json)? {
        ReaderQueryResultsParserOutput::Boolean(value) => Ok(Err(value)),
        ReaderQueryResultsParserOutput::Solutions(solutions) => {
            let columns: Vec<String> = solutions.variables().iter().map(|v| v.as_str().to_owned()).collect();
            for row in solutions {
                let row = row?;
                take(&columns, columns.iter().map(|c| row.get(c.as_str()).cloned()).collect());
            }
            Ok(Ok(columns))
        }
    }
}

/// An answer in SPARQL JSON.
///
/// # Errors
///
/// When it is no such answer, or breaks off.
pub(crate) fn received(json: impl Read) -> Result<Answer, Cause> {
    let mut rows = Vec::new();
    let columns = received_rows(json, &mut |_, row| rows.push(row))?;
    Ok(match columns {
        Err(value) => Answer::Boolean(value),
        Ok(variables) => Answer::solutions(variables, rows),
    })
}

/// An answer in Turtle or N-Triples.
///
/// # Errors
///
/// When it is no such answer, or breaks off.
pub(crate) fn received_triples(turtle: impl Read) -> Result<Answer, Cause> {
    let mut triples = TurtleParser::new().for_reader(turtle).collect::<Result<Vec<_>, _>>()?;
    triples.sort_by_cached_key(ToString::to_string);
    triples.dedup();
    Ok(Answer::Triples(triples))
}
