//! A request to its reply: the query is read, answered and written down, or there is a fault with its place.

use std::io;

use super::looked::{Looked, Mark};
use super::{Bounds, Fault, Form, Head, Reply, Request, Subject, description};
use crate::derive::rdf::Prefixes;
use crate::derive::store::{Answer, AnswerKind, QueryText, Store, StoreError, fault_in, on_large_stack};
use crate::model::code::Code;
use crate::model::file::{FileId, Files, SourceFile};
use crate::render::report::{Report, text};

/// How many columns the text of a fault has.
pub(super) const WIDTH: usize = 120;
/// What was understood, and would take more than it may.
const TOO_MUCH: u16 = 422;

/// Replies to a request. Never fails: what goes wrong is a reply.
pub fn reply(request: &Request, store: &Store) -> Reply {
    let made = on_large_stack(|| answer(request, store))
        .unwrap_or_else(|| Err(fault(503, "No thread could be started for the query.", String::new())));
    made.unwrap_or_else(|fault| fault)
}

/// A fault as a reply; the words after its title, if there are any.
fn fault(status: u16, title: &str, more: String) -> Reply {
    let body = if more.is_empty() { format!("{title}\n") } else { more };
    Reply {
        head: Head::Fault(Fault { status, title: title.to_owned(), place: None }),
        body: body.into_bytes(),
    }
}

fn answer(request: &Request, store: &Store) -> Result<Reply, Reply> {
    let Request { subject, forms, bounds } = request;
    let asked = match subject {
        Subject::Query { text, default_graphs, named_graphs } => {
            store.asked(text, default_graphs, named_graphs).map_err(|error| located(&error, text, store))?
        }
        Subject::Page { text, row } => {
            let asked = store.asked(text, &[], &[]).map_err(|error| located(&error, text, store))?;
            let looked = Looked::at(&asked, text, *row, bounds.rows, store);
            return values(&looked.map_err(|error| located(&error, text, store))?, bounds);
        }
        Subject::Typed(text) => return values(&Mark::all(text, store), bounds),
        Subject::Graph(graph) => store
            .asked_for_graph(graph.as_deref())
            .ok_or_else(|| fault(404, "There is no graph of that name.", String::new()))?,
        Subject::Description(address) => {
            let described = Answer::Triples(description::of(address, store));
            return written(&described, forms[2], &description::prefixes(store), bounds, None);
        }
    };
    let form = forms[asked.kind() as usize].ok_or_else(|| not_acceptable(asked.kind()))?;
    let (answer, is_cut) = store.first_rows(asked, bounds.rows).map_err(|error| match subject {
        Subject::Query { text, .. } => located(&error, text, store),
        _ => fault(500, "The graph could not be read.", String::new()),
    })?;
    let most = bounds.rows;
    let cut = is_cut.then(|| format!("not all of the answer: the first {most} rows"));
    if is_cut && !bounds.is_partial {
        let title = format!("The answer has more than {most} rows.");
        let help = "Add a LIMIT, or ask with partial=yes for as many as that, marked as a part.";
        return Err(fault(TOO_MUCH, &title, format!("{title}\n{help}\n")));
    }
    written(&answer, Some(form), &Prefixes::from_pairs(store.prefixes()), bounds, cut)
}

/// An answer in a form.
fn written(
    answer: &Answer,
    form: Option<Form>,
    prefixes: &Prefixes,
    bounds: &Bounds,
    cut: Option<String>,
) -> Result<Reply, Reply> {
    let form = form.ok_or_else(|| not_acceptable(AnswerKind::Graph))?;
    let body = form.write(answer, prefixes, cut.as_deref(), bounds.bytes).map_err(|error| match error {
        StoreError::Write(error) if error.kind() == io::ErrorKind::FileTooLarge => too_many_bytes(bounds),
        error => {
            let cause =
                std::error::Error::source(&error).map(|cause| format!(": {cause}")).unwrap_or_default();
            fault(406, &format!("The answer cannot be written in this form{cause}"), String::new())
        }
    })?;
    Ok(Reply { head: Head::Answer(form, cut), body })
}

/// Values as JSON.
fn values(values: &impl serde::Serialize, bounds: &Bounds) -> Result<Reply, Reply> {
    let body = serde_json::to_vec(values).unwrap_or_default();
    if body.len() > bounds.bytes {
        return Err(too_many_bytes(bounds));
    }
    Ok(Reply { head: Head::Values, body })
}

/// The answer takes more bytes than it may.
fn too_many_bytes(bounds: &Bounds) -> Reply {
    let title = format!("The answer has more than {} MiB.", bounds.bytes >> 20);
    let help = "Ask for less, or take the whole graph from /data/graph.nq.";
    fault(TOO_MUCH, &title, format!("{title}\n{help}\n"))
}

fn not_acceptable(kind: AnswerKind) -> Reply {
    let all: Vec<&str> = Form::all(kind).iter().map(|form| form.essence()).collect();
    fault(
        406,
        &format!("This answer is not available in the form requested. Available: {}.", all.join(", ")),
        String::new(),
    )
}

/// A fault of a query at its place.
fn located(error: &StoreError, query: &str, store: &Store) -> Reply {
    let status = match error {
        StoreError::Exceeded(_) => TOO_MUCH,
        StoreError::Thread => 503,
        _ => 400,
    };
    let files = Files::new(vec![SourceFile { path: "query".to_owned(), text: query.to_owned() }]);
    let found = fault_in(Code::R053, QueryText { file: FileId(0), text: query }, error, store.prefixes());
    let title = found.message.clone();
    let report = Report::new(&files, None, vec![found]);
    let place = report.positions().next().map(|place| (place.line, place.column));
    let body = text(&report, false, WIDTH, 1).into_bytes();
    Reply { head: Head::Fault(Fault { status, title, place }), body }
}
