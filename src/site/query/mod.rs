//! The page of queries: a text area with what it answers, in words, as a table or drawn; complete without a script.
//!
//! Goes in: what was typed, and the answer that somebody else found. Comes out: a page. No query is run here: those of strangers run
//! where they can be ended.

mod answer;
mod claims;
mod complete;
mod copied;
pub(super) mod offline;
mod words;

use askama::Template;

use super::html::{Frame, Line, Markup, Piece, Table};
use super::{Content, Pages, Site, rendered};
use crate::derive::store::{Matched, StandingAnswer};
use crate::model::escape::{coded, in_xml, markup, push_code};
use crate::model::header::Header;
use crate::model::words::sentence_case;
use answer::{Answered, Shown};
use claims::RowClaims;
use copied::Copied;
use words::Words;

/// The address of the page, from the top.
pub(super) const ADDRESS: &str = "query";
/// How many rows of an answer the page shows.
pub const MOST_ROWS: usize = 1000;

/// What is asked for on the page of queries.
#[derive(Clone, Debug, Default)]
pub struct QueryRequest {
    /// The text of the query.
    pub query: String,
    /// The form in which its answer is shown, by its name; a table where that is none.
    pub shown: String,
    /// The row of the answer of which the claims are told, the first being 0.
    pub row: Option<usize>,
    /// The question in words.
    pub question: String,
    /// The address of this server, without a closing `/`.
    pub host: String,
    /// Whether it was sent in a body: such a query may be too long for an address.
    pub is_posted: bool,
    /// How long a query may take, in seconds.
    pub seconds: u64,
    /// How much memory it may take, in MiB.
    pub memory: u64,
    /// How many rows its answer may have elsewhere.
    pub rows: usize,
}

/// What became of a query.
pub enum QueryOutcome {
    /// None was asked.
    None,
    /// It has no answer: why, in a sentence, and the fault at its place.
    Refused(String, String),
    /// Its answer.
    Answered(Box<QueryAnswer>),
}

/// The answer to a query.
pub struct QueryAnswer {
    /// The first rows, with how each stands.
    pub answer: StandingAnswer,
    /// Whether there are more.
    pub is_cut: bool,
    /// What is doubtful in the query; empty where nothing is.
    pub warnings: String,
    /// What the row matches that was asked about.
    pub matched: Option<Matched>,
}

#[derive(Template)]
#[template(path = "query.html")]
struct QueryPage {
    frame: Frame,
    /// The query as the content of a text area.
    text: String,
    question: String,
    words: Option<Words>,
    refused: Option<(String, String)>,
    answered: Option<Answered>,
    claims: Option<RowClaims>,
    saved: Vec<(String, Vec<(String, String)>)>,
    /// The name of the saved query that stands in the editor.
    chosen: String,
    prefixes: Table,
    limits: Vec<String>,
    copied: Option<Copied>,
}

impl Site {
    /// The text of a saved query or question, by its name.
    pub fn saved_query(&self, name: &str) -> Option<&str> {
        let input = self.graph.input();
        let files = input.queries.iter().chain(&input.questions).map(|id| input.files.get(*id));
        files.into_iter().find(|file| file.stem() == name).map(|file| file.text.as_str())
    }

    /// The name of the saved query that has a text.
    fn name_of(&self, query: &str) -> Option<&str> {
        let input = &self.graph.input();
        let mut files = input.queries.iter().map(|id| input.files.get(*id));
        files.find(|file| file.text.trim() == query.trim()).map(crate::model::file::SourceFile::stem)
    }

    /// A query with the prefixes declared that it uses.
    pub fn with_prefixes(&self, query: &str) -> String {
        copied::with_prefixes(query, self.graph.prefixes().prefixes())
    }

    /// What can stand at a place of a query that is typed, as JSON. The place is counted in units of UTF-16.
    pub fn completions(&self, text: &str, at: usize) -> Content {
        let found = self.completed(text, at);
        let body = serde_json::to_string(&found).unwrap_or_default();
        Content::text("application/json", crate::model::escape::in_json(&body).into_owned())
    }

    /// The page of queries.
    pub fn query_page(&self, request: &QueryRequest, outcome: QueryOutcome) -> Content {
        let pages = Pages::new(self, ADDRESS);
        // What would mislead the eye stands as a code, which says the same to a reader of SPARQL.
        let request =
            &QueryRequest { query: coded(&request.query, push_code).into_owned(), ..request.clone() };
        let title = title_of(&request.query);
        let mut frame = pages.frame("Query", "Queries of this graph, in words and in SPARQL.", "");
        let (mut refused, mut answered, mut claims) = (None, None, None);
        match outcome {
            QueryOutcome::None => {}
            QueryOutcome::Refused(why, text) => refused = Some((sentence_case(&why), text)),
            QueryOutcome::Answered(found) => {
                frame.command = copied::command(&request.query, self.name_of(&request.query));
                claims = pages.row_claims(&found, request.row);
                answered = Some(pages.answered(&found, request, &title));
            }
        }
        let mut words = None;
        if !request.question.is_empty() {
            let found = pages.words(&request.question, &request.query, answered.take());
            // What answers the question stands with it.
            words = Some(found);
        }
        let copied = (answered.is_some() || refused.is_none() && !request.query.is_empty()).then(|| {
            Copied::of(request, self.name_of(&request.query), answered.as_ref().is_some_and(|a| a.is_graph))
        });
        let text = match &words {
            Some(words) if request.query.is_empty() => words.query.clone(),
            _ => request.query.clone(),
        };
        let saved = pages.saved();
        let mut names = saved.iter().flat_map(|(_, all)| all).map(|(name, _)| name);
        let chosen =
            names.find(|name| self.saved_query(name).is_some_and(|saved| saved.trim() == text.trim()));
        let chosen = chosen.cloned().unwrap_or_default();
        let page = rendered(&QueryPage {
            frame,
            text: markup(&text, |c, out| out.push(in_xml(c))),
            question: request.question.clone(),
            words,
            refused,
            answered,
            claims,
            saved,
            chosen,
            prefixes: pages.prefixes(),
            limits: limits(request),
            copied,
        });
        Content::text("text/html; charset=utf-8", page)
    }
}

/// What a query is called: by its label, or by the question that it answers.
fn title_of(query: &str) -> String {
    let header = Header::parse(query);
    let title = header.get("question").or(header.get("label"));
    title.map_or_else(|| "The answer to this query".to_owned(), |title| super::shortened(title, 200))
}

/// What a query may take, in sentences.
fn limits(request: &QueryRequest) -> Vec<String> {
    let QueryRequest { seconds, memory, rows, .. } = request;
    vec![
        "A query has at most 256 KiB. In an address there is room for about 15 KiB: longer ones go by the second button.".to_owned(),
        format!("It takes at most {seconds} s and {memory} MiB of memory, and changes nothing."),
        format!("This page shows the first {} rows of an answer; a download has at most {rows}.", MOST_ROWS.min(*rows)),
    ]
}

impl Pages<'_> {
    /// Saved queries and questions by kind: name and what it asks.
    fn saved(&self) -> Vec<(String, Vec<(String, String)>)> {
        let input = self.site.graph.input();
        let kinds = [("Saved queries", &input.queries), ("Questions", &input.questions)];
        let named = |id: &crate::model::file::FileId| {
            let file = input.files.get(*id);
            let header = Header::parse(&file.text);
            let asks = header.get("question").or(header.get("label")).unwrap_or(file.stem());
            (file.stem().to_owned(), super::shortened(asks, 90))
        };
        let of_kind = |(kind, ids): (&str, &Vec<_>)| (kind.to_owned(), ids.iter().map(named).collect());
        kinds.into_iter().filter(|(_, ids)| !ids.is_empty()).map(of_kind).collect()
    }

    /// The prefixes that queries need not declare.
    fn prefixes(&self) -> Table {
        let row = |(name, iri): &(String, String)| {
            super::html::Row::new(vec![vec![Piece::plain(format!("{name}:"))], vec![Piece::plain(iri)]])
        };
        Table {
            caption: "Prefixes".to_owned(),
            head: ["prefix", "stands for"].map(str::to_owned).to_vec(),
            rows: self.site.graph.prefixes().prefixes().iter().map(row).collect(),
        }
    }

    /// The link to this page with a query, not yet run.
    fn to_query(&self, query: &str) -> String {
        format!("{}?query={}&run=no", self.to(ADDRESS), super::html::in_address(query))
    }

    /// The link to this page with a question.
    fn to_question(&self, question: &str) -> Piece {
        Piece::link(question, format!("{}?ask={}", self.to(ADDRESS), super::html::in_address(question)))
    }
}

/// A line that is plain text.
fn plain(text: impl Into<String>) -> Line {
    vec![Piece::plain(text)]
}
