//! What the page of queries is told: an answer with how its rows stand, what is doubtful in its query, what one of its rows matches;
//! and of a text that is being typed, what in it cannot be read.
//!
//! Goes in: the text of a query and a store. Comes out: values as JSON, from which the other side makes them again.

use oxrdf::{Term, Triple};
use serde::{Deserialize, Serialize};

use crate::derive::store::{
    Answer, Asked, DefaultGraph, Matched, QueryText, StandingAnswer, Store, StoreError, doubts, fault_in,
};
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Location};
use crate::model::file::{FileId, Files, SourceFile};
use crate::model::header::{Header, QueryKind};
use crate::model::standing::Standing;
use crate::render::report::{MOST_SHOWN, Report, text};

/// An answer as readers of the page see it.
#[derive(Debug, Serialize, Deserialize)]
pub struct Looked {
    rows: Rows,
    /// How each row stands, by its place among all standings.
    standings: Vec<usize>,
    /// Whether the answer has more rows.
    pub is_cut: bool,
    /// What is doubtful in the query, as text with its places; empty where nothing is.
    pub warnings: String,
    /// What a row matches, and whether that is all that it rests on.
    matched: Option<(Vec<[String; 3]>, bool)>,
}

/// The rows of an answer, terms in N-Triples form.
#[derive(Debug, Serialize, Deserialize)]
enum Rows {
    Table(Vec<String>, Vec<Vec<Option<String>>>),
    Graph(Vec<[String; 3]>),
    Yes(bool),
}

impl Looked {
    /// Looks for the answer to a query, at most so many rows of it; and for what one of them matches, the first being 0.
    pub(super) fn at(
        asked: &Asked,
        query: &str,
        row: Option<usize>,
        most: usize,
        store: &Store,
    ) -> Result<Self, StoreError> {
        let (answer, is_cut) = store.first_rows_standing(asked, most)?;
        let matched = row.map(|row| store.matched(asked, &answer, row)).transpose()?;
        let place = |standing: &Standing| Standing::ALL.iter().position(|one| one == standing);
        let rows = match &*answer {
            Answer::Triples(_) => Rows::Graph(answer.triples()),
            Answer::Solutions { variables, rows } => {
                let row =
                    |row: &Vec<Option<Term>>| row.iter().map(|t| Some(t.as_ref()?.to_string())).collect();
                Rows::Table(variables.clone(), rows.iter().map(row).collect())
            }
            other => Rows::Yes(!other.is_empty()),
        };
        Ok(Self {
            rows,
            standings: answer.standings().iter().map(|s| place(s).unwrap_or_default()).collect(),
            is_cut,
            warnings: warnings(query, store),
            matched: matched.map(|matched| (matched.triples, matched.is_all)),
        })
    }

    /// The answer; none where a term of it is none.
    pub fn answer(&self) -> Option<StandingAnswer> {
        let term = |text: &String| text.parse::<Term>().ok();
        let answer = match &self.rows {
            Rows::Yes(yes) => Answer::Boolean(*yes),
            Rows::Table(variables, rows) => {
                let cell =
                    |cell: &Option<String>| cell.as_ref().map(term).map_or(Some(None), |t| t.map(Some));
                let rows: Option<_> = rows.iter().map(|row| row.iter().map(cell).collect()).collect();
                Answer::Solutions { variables: variables.clone(), rows: rows? }
            }
            Rows::Graph(triples) => {
                let triple = |[s, p, o]: &[String; 3]| Triple::from_terms(term(s)?, term(p)?, term(o)?).ok();
                Answer::Triples(triples.iter().map(triple).collect::<Option<_>>()?)
            }
        };
        let standings = self.standings.iter().map(|at| Standing::ALL.get(*at).copied().unwrap_or_default());
        Some(StandingAnswer::new(answer, standings.collect()))
    }

    /// What the row that was asked about matches.
    pub fn matched(&self) -> Option<Matched> {
        let (triples, is_all) = self.matched.clone()?;
        Some(Matched { triples, is_all })
    }
}

/// What is doubtful in a query, as `remit query` prints it.
fn warnings(query: &str, store: &Store) -> String {
    let text_of = QueryText { file: FileId(0), text: query };
    let header = Header::parse(query);
    let kind = if header.get("question").is_some() { QueryKind::Question } else { QueryKind::Query };
    let mut found = header.diagnostics(kind, FileId(0));
    found.extend(doubts(text_of, DefaultGraph::Union, store));
    if found.is_empty() {
        return String::new();
    }
    let files = Files::new(vec![SourceFile { path: "query".to_owned(), text: query.to_owned() }]);
    text(&Report::new(&files, None, found), false, super::reply::WIDTH, MOST_SHOWN)
}

/// A fault at its place in a text that is typed, in characters.
#[derive(Debug, Serialize)]
pub(super) struct Mark {
    from: usize,
    to: usize,
    message: String,
}

impl Mark {
    /// What cannot be read in a query. It is not asked.
    pub(super) fn all(query: &str, store: &Store) -> Vec<Self> {
        let Err(error) = store.asked(query, &[], &[]) else { return Vec::new() };
        let of = QueryText { file: FileId(0), text: query };
        let Diagnostic { anchor, message, expected, help, .. } =
            fault_in(Code::R053, of, &error, store.prefixes());
        let (from, to) = match anchor {
            Location::Span(_, span) => (span.start as usize, span.end as usize),
            _ => (0, query.len()),
        };
        let place = |at: usize| query.get(..at.min(query.len())).map_or(0, |before| before.chars().count());
        let expected = (!expected.is_empty()).then(|| format!("expected {expected}"));
        let lines: Vec<String> = std::iter::once(message).chain(expected).chain(help).collect();
        vec![Self { from: place(from), to: place(to), message: lines.join("\n") }]
    }
}
