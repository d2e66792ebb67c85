//! The SPARQL endpoint (<https://www.w3.org/TR/sparql11-protocol/>) and the graphs beside it
//! (<https://www.w3.org/TR/sparql11-http-rdf-update/>), for reading alone.
//!
//! Goes in: the head and the body of a request. Comes out: what is asked of a worker, and its reply as an answer. Knows no query.

use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::{Body, Bytes};
use hyper::header::{
    ALLOW, CONNECTION, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER, VARY,
};
use hyper::http::request::Parts;
use hyper::{Method, Response, StatusCode};
use serde_json::json;
use tokio::time::{Instant, timeout};

use super::Queries;
use super::accept::choose;
use super::answer::{Answer, accepted, host_of, policy_header};
use super::metrics::Metrics;
use super::workers::{Refused, Workers};
use crate::model::address;
use crate::worker::{Bounds, Fault, Form, Head, Kind, Request, Subject};

/// The address of the endpoint.
pub(super) const SPARQL: &str = "/sparql";
/// The address of the graphs.
pub(super) const GRAPHS: &str = "/graphs";
/// The largest body of a request, in bytes.
const LARGEST_BODY: usize = 1 << 20;
/// How long a body may take.
const FOR_BODY: Duration = Duration::from_secs(10);
/// The largest answer to a query, in bytes.
const LARGEST_ANSWER: usize = 16 << 20;
/// The largest graph that is handed out whole, in bytes.
const LARGEST_GRAPH: usize = 64 << 20;
/// After how many seconds to try again where all workers are busy.
pub(super) const LATER: u16 = 5;
/// Why parameters are refused that are no text.
pub(super) const NOT_UTF8: &str = "The parameters are not written in UTF-8.";
/// What an answer may do in a browser.
const POLICY: &str = "default-src 'none'; frame-ancestors 'none'; sandbox";

/// What the parameters of a request say, from its address and its form.
#[derive(Default)]
struct Parameters {
    queries: Vec<String>,
    is_update: bool,
    default_graphs: Vec<String>,
    named_graphs: Vec<String>,
    formats: Vec<String>,
    is_partial: bool,
}

impl Parameters {
    /// Adds what a text of parameters says; those that are not known say nothing.
    fn add(&mut self, text: &[u8]) -> Result<(), No> {
        if !is_utf8(text) {
            return no(StatusCode::BAD_REQUEST, NOT_UTF8);
        }
        for (name, value) in form_urlencoded::parse(text) {
            let value = value.into_owned();
            match &*name {
                "query" => self.queries.push(value),
                "update" => self.is_update = true,
                "default-graph-uri" => self.default_graphs.push(value),
                "named-graph-uri" => self.named_graphs.push(value),
                "format" => self.formats.extend(formats_in(&value)),
                "partial" => self.is_partial = value == "yes",
                _ => {}
            }
        }
        Ok(())
    }
}

/// The forms that a parameter names, the most wanted first: clients put several into one, as into `Accept`.
fn formats_in(value: &str) -> impl Iterator<Item = String> {
    value.split(',').map(|name| name.trim().to_ascii_lowercase()).filter(|name| !name.is_empty())
}

/// Whether parameters are UTF-8 behind their escapes: what is not would be read as other signs than were sent.
pub(super) fn is_utf8(text: &[u8]) -> bool {
    let digit = |at: usize| text.get(at).and_then(|byte| char::from(*byte).to_digit(16));
    let (mut bytes, mut at) = (Vec::with_capacity(text.len()), 0);
    while let Some(byte) = text.get(at) {
        let escaped = if *byte == b'%' { digit(at + 1).zip(digit(at + 2)) } else { None };
        bytes.push(escaped.map_or(*byte, |(high, low)| (high * 16 + low) as u8));
        at += if escaped.is_some() { 3 } else { 1 };
    }
    str::from_utf8(&bytes).is_ok()
}

/// A refusal: a status and the sentence that says why.
type No = (StatusCode, String);

fn no<T>(status: StatusCode, why: impl Into<String>) -> Result<T, No> {
    Err((status, why.into()))
}

/// The answer to a request to the endpoint, and how the query ended if there was one.
pub(super) async fn sparql<B: Body<Data = Bytes>>(
    head: &Parts,
    body: B,
    workers: &Arc<Workers>,
    settings: &Queries,
    metrics: &Metrics,
) -> (Answer, Option<String>) {
    let parameters = match read(head, body).await {
        Ok(parameters) => parameters,
        Err((status, why)) => {
            let mut answer = failure(&head.headers, status.as_u16(), &why, None, None);
            if status == StatusCode::METHOD_NOT_ALLOWED {
                answer.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD, POST"));
            }
            return (answer, None);
        }
    };
    let accept = accepted(&head.headers);
    let forms = forms(accept.as_deref(), &parameters.formats);
    // A file is sent with the mark at its beginning that some editors put there.
    let query = parameters.queries.into_iter().next();
    let query = query.map(|text| text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text));
    let subject = match query.clone() {
        Some(text) => Subject::Query {
            text,
            default_graphs: parameters.default_graphs,
            named_graphs: parameters.named_graphs,
        },
        None => {
            Subject::Description(format!("{}://{}{SPARQL}", scheme_of(&head.headers), host_of(&head.headers)))
        }
    };
    let bounds = Bounds { rows: settings.rows, bytes: LARGEST_ANSWER, is_partial: parameters.is_partial };
    (asked(head, Request { subject, forms, bounds }, workers, settings, metrics).await, query)
}

/// The answer to a request for a graph.
pub(super) async fn graphs(
    head: &Parts,
    workers: &Arc<Workers>,
    settings: &Queries,
    metrics: &Metrics,
) -> Answer {
    if head.method != Method::GET && head.method != Method::HEAD {
        let why = "Graphs can only be read: use GET or HEAD.";
        let mut answer = failure(&head.headers, 405, why, None, None);
        answer.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
        return answer;
    }
    let (mut is_default, mut named, mut formats) = (false, Vec::new(), Vec::new());
    for (name, value) in form_urlencoded::parse(head.uri.query().unwrap_or_default().as_bytes()) {
        match &*name {
            "default" => is_default = true,
            "graph" => named.push(value.into_owned()),
            "format" => formats.extend(formats_in(&value)),
            _ => {}
        }
    }
    let graph = match (is_default, named.as_slice()) {
        (true, []) => None,
        (false, [graph]) if address::is_iri(graph) => Some(graph.clone()),
        _ => {
            let why = "Say which graph: /graphs?default, or /graphs?graph=IRI with an absolute IRI.";
            return failure(&head.headers, 400, why, None, None);
        }
    };
    let accept = accepted(&head.headers);
    let bounds = Bounds { rows: usize::MAX, bytes: LARGEST_GRAPH, is_partial: false };
    let forms = forms(accept.as_deref(), &formats);
    asked(head, Request { subject: Subject::Graph(graph), forms, bounds }, workers, settings, metrics).await
}

/// What a request says, or why it is refused.
async fn read<B: Body<Data = Bytes>>(head: &Parts, body: B) -> Result<Parameters, No> {
    let mut parameters = Parameters::default();
    parameters.add(head.uri.query().unwrap_or_default().as_bytes())?;
    match head.method {
        Method::GET | Method::HEAD => {
            if !body.is_end_stream() {
                return no(
                    StatusCode::PAYLOAD_TOO_LARGE,
                    "A query by GET stands in the address: it has no body.",
                );
            }
        }
        Method::POST if head.headers.get(CONTENT_ENCODING).is_some_and(|coding| coding != "identity") => {
            return no(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "A query is sent as it is, without a Content-Encoding.",
            );
        }
        Method::POST => {
            let media_type = head.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
            let (essence, charset) = parts_of(media_type.unwrap_or_default());
            if charset.is_some_and(|charset| !["utf-8", "utf8", "us-ascii"].contains(&charset.as_str())) {
                return no(StatusCode::UNSUPPORTED_MEDIA_TYPE, "A query is written in UTF-8.");
            }
            match essence.as_str() {
                "application/x-www-form-urlencoded" => parameters.add(&bytes_of(body).await?)?,
                "application/sparql-query" => {
                    let Ok(text) = String::from_utf8(bytes_of(body).await?) else {
                        return no(StatusCode::BAD_REQUEST, "The query is not written in UTF-8.");
                    };
                    parameters.queries.push(text);
                }
                "application/sparql-update" => parameters.is_update = true,
                _ => {
                    let why = "A query is sent as application/sparql-query, or in a form as application/x-www-form-urlencoded.";
                    return no(StatusCode::UNSUPPORTED_MEDIA_TYPE, why);
                }
            }
        }
        _ => return no(StatusCode::METHOD_NOT_ALLOWED, "A query is asked by GET or POST."),
    }
    if parameters.is_update {
        return no(
            StatusCode::FORBIDDEN,
            "This graph is only read here: what it says is changed in its files.",
        );
    }
    if parameters.queries.len() > 1 {
        return no(StatusCode::BAD_REQUEST, "A request has one query.");
    }
    if parameters.queries.is_empty() && head.method == Method::POST {
        return no(StatusCode::BAD_REQUEST, "There is no query: it is the parameter `query` of the form.");
    }
    let mut graphs = parameters.default_graphs.iter().chain(&parameters.named_graphs);
    match graphs.find(|graph| !address::is_iri(graph)) {
        Some(graph) => no(StatusCode::BAD_REQUEST, format!("`{graph}` is not an absolute IRI of a graph.")),
        None => Ok(parameters),
    }
}

/// The media type without parameters, and its character set, both in small letters.
fn parts_of(media_type: &str) -> (String, Option<String>) {
    let mut parts = media_type.split(';').map(|part| part.trim().to_ascii_lowercase());
    let essence = parts.next().unwrap_or_default();
    let charset = parts.find_map(|part| Some(part.strip_prefix("charset=")?.trim_matches('"').to_owned()));
    (essence, charset)
}

pub(super) async fn bytes_of<B: Body<Data = Bytes>>(body: B) -> Result<Vec<u8>, No> {
    let body = Box::pin(Limited::new(body.map_err(|_| std::io::Error::other("broken off")), LARGEST_BODY));
    match timeout(FOR_BODY, body.collect()).await {
        Ok(Ok(all)) => Ok(all.to_bytes().into()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => {
            no(StatusCode::PAYLOAD_TOO_LARGE, "A query may have 1 MiB at most.")
        }
        Ok(Err(_)) => no(StatusCode::BAD_REQUEST, "The body of the request broke off."),
        Err(_) => no(StatusCode::REQUEST_TIMEOUT, "The body of the request took too long."),
    }
}

/// The forms that are wanted of each kind of answer. What is named as a format wins over what is accepted; but names that no form of
/// any kind has say nothing, where a form is accepted that there is: clients send names that other stores know.
fn forms(accept: Option<&str>, formats: &[String]) -> [Option<Form>; 3] {
    let kinds = [Kind::Table, Kind::Boolean, Kind::Graph];
    let named = |kind: Kind| {
        formats.iter().find_map(|format| {
            let has = |form: &&Form| {
                let (types, names) = form.names();
                types.contains(&format.as_str()) || names.contains(&format.as_str())
            };
            Form::all(kind).iter().find(has).copied()
        })
    };
    let is_any = |accept: &str| accept.split(',').all(|range| range.trim().starts_with("*/*"));
    let falls_back =
        accept.is_some_and(|accept| !is_any(accept)) && kinds.iter().all(|k| named(*k).is_none());
    kinds.map(|kind| {
        if !formats.is_empty() && !falls_back {
            return named(kind);
        }
        let all = Form::all(kind);
        // A type of its own is more to a form than one that it shares.
        let own = all.iter().map(|form| (*form, form.essence()));
        let shared = all.iter().flat_map(|form| form.names().0[1..].iter().map(|name| (*form, *name)));
        choose(accept, &own.chain(shared).collect::<Vec<_>>()).copied()
    })
}

/// The scheme by which a client came: that of a reverse proxy where it says so.
pub(super) fn scheme_of(headers: &HeaderMap) -> &'static str {
    let forwarded = headers.get("x-forwarded-proto").and_then(|value| value.to_str().ok());
    if forwarded.is_some_and(|scheme| scheme.eq_ignore_ascii_case("https")) { "https" } else { "http" }
}

/// The answer to what a worker is asked.
async fn asked(
    head: &Parts,
    request: Request,
    workers: &Arc<Workers>,
    settings: &Queries,
    metrics: &Metrics,
) -> Answer {
    let begun = Instant::now();
    let replied = workers.ask(&request).await;
    let (outcome, mut answer) = match replied {
        Ok((Head::Answer(form, cut), body)) => ("answered", of_reply(form, cut, body)),
        // What pages are told is not asked for here.
        Ok((Head::Values, _)) => refused(&head.headers, &Refused::Inside, settings),
        Ok((Head::Fault(Fault { status, title, place }), body)) => {
            let outcome = if status == 422 { "too_large" } else { "refused" };
            let text = String::from_utf8_lossy(&body);
            (outcome, failure(&head.headers, status, &title, Some(&text), place))
        }
        Err(why) => refused(&head.headers, &why, settings),
    };
    metrics.asked(outcome, begun.elapsed());
    answer.headers_mut().insert(VARY, HeaderValue::from_static("Accept"));
    answer
}

fn of_reply(form: Form, cut: Option<String>, body: Bytes) -> Answer {
    let mut answer = Response::new(Full::new(body));
    let headers = answer.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(form.media_type()));
    headers.insert(policy_header(), HeaderValue::from_static(POLICY));
    if let Some(Ok(cut)) = cut.map(HeaderValue::try_from) {
        headers.insert(HeaderName::from_static("remit-partial"), cut);
    }
    answer
}

/// What is counted where no worker replied, the status that says so, and it in words.
pub(super) fn refusal(why: &Refused, settings: &Queries) -> (&'static str, u16, String) {
    let (outcome, words) = match why {
        Refused::Full => {
            ("queue_full", "The server is asked more than it can answer now. Try again later.".to_owned())
        }
        Refused::TooLong => (
            "timed_out",
            format!("The query took more than {} seconds, and was ended. Ask for less.", settings.seconds),
        ),
        Refused::TooMuch => (
            "out_of_memory",
            format!(
                "The query took more than {} MiB of memory, and was ended. Ask for less.",
                settings.memory >> 20
            ),
        ),
        Refused::Inside => ("failed", "The query could not be answered: the program has a fault.".to_owned()),
        Refused::Unavailable => ("unavailable", "No query can be answered at the moment.".to_owned()),
    };
    (outcome, if matches!(why, Refused::Inside) { 500 } else { 503 }, words)
}

/// The answer where no worker replied.
fn refused(headers: &HeaderMap, why: &Refused, settings: &Queries) -> (&'static str, Answer) {
    let (outcome, status, words) = refusal(why, settings);
    let mut answer = failure(headers, status, &words, None, None);
    if matches!(why, Refused::Full | Refused::Unavailable) {
        answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from(LATER));
    }
    (outcome, answer)
}

/// The answer that says what is wrong: as text, or for programs that ask for JSON as a problem (RFC 9457).
pub(super) fn failure(
    headers: &HeaderMap,
    status: u16,
    title: &str,
    text: Option<&str>,
    place: Option<(usize, usize)>,
) -> Answer {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let forms = [(false, "text/plain"), (true, "application/problem+json"), (true, "application/json")];
    let is_json = choose(accepted(headers).as_deref(), &forms).copied().unwrap_or(false);
    let (media_type, body) = if is_json {
        let mut problem = json!({
            "type": "about:blank", "title": status.canonical_reason(), "status": status.as_u16(), "detail": title,
        });
        if let Some((line, column)) = place {
            problem["line"] = line.into();
            problem["column"] = column.into();
        }
        if let Some(text) = text {
            problem["text"] = text.into();
        }
        ("application/problem+json", format!("{problem}\n"))
    } else {
        ("text/plain; charset=utf-8", text.map_or_else(|| format!("{title}\n"), str::to_owned))
    };
    let mut answer = Response::new(Full::new(Bytes::from(body)));
    *answer.status_mut() = status;
    let headers = answer.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(policy_header(), HeaderValue::from_static(POLICY));
    // What is left of a body that nobody reads would be taken for the next request.
    if matches!(status.as_u16(), 403 | 405 | 408 | 413 | 415) {
        headers.insert(CONNECTION, HeaderValue::from_static("close"));
    }
    answer
}
