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

/// What an answer in SPARQL JSON is, besides its rows.
pub(crate) enum Received {
    /// Rows with these columns.
    Columns(Vec<String>),
    /// Yes or no.
    Boolean(bool),
}

/// Hands over each row of an answer in SPARQL JSON, as it comes.
///
/// # Errors
///
/// When it is no such answer, or breaks off.
pub(crate) fn received_rows(
    json: impl Read,
    take: &mut dyn FnMut(Vec<Option<Term>>),
) -> Result<Received, Cause> {
    match QueryResultsParser::from_format(QueryResultsFormat::Json).for_reader(json)? {
        ReaderQueryResultsParserOutput::Boolean(value) => Ok(Received::Boolean(value)),
        ReaderQueryResultsParserOutput::Solutions(solutions) => {
            let columns: Vec<String> = solutions.variables().iter().map(|v| v.as_str().to_owned()).collect();
            for row in solutions {
                let row = row?;
                take(columns.iter().map(|c| row.get(c.as_str()).cloned()).collect());
            }
            Ok(Received::Columns(columns))
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
    let columns = received_rows(json, &mut |row| rows.push(row))?;
    Ok(match columns {
        Received::Boolean(value) => Answer::Boolean(value),
        Received::Columns(variables) => Answer::solutions(variables, rows),
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
