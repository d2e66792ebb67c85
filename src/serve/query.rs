//! The page of queries: what a form sends is read, its query is answered by a worker, and the site makes a page of both.
//!
//! Goes in: the head and the body of a request. Comes out: a page, or values for its script. Knows no query and no page.

use std::sync::Arc;

use hyper::body::{Body, Bytes};
use hyper::header::{ALLOW, HeaderValue, RETRY_AFTER};
use hyper::http::request::Parts;
use hyper::{Method, StatusCode};
use tokio::time::Instant;

use super::answer::{Answer, Failure, Server, host_of, not_made, notice, of_page};
use super::endpoint::{LATER, NOT_UTF8, bytes_of, failure, is_utf8, refusal, scheme_of};
use super::generation::{Generation, Page};
use crate::site::{Content, MOST_ROWS, QueryAnswer, QueryOutcome, QueryRequest, Site};
use crate::worker::{Bounds, Head, Looked, Request, Subject};

/// The page.
pub(super) const PAGE: &str = "/query";
/// What cannot be read in a text that is typed.
pub(super) const TYPED: &str = "/query/typed";
/// What can stand at a place of such a text.
pub(super) const COMPLETIONS: &str = "/query/completions";
/// The largest answer that becomes a page, in bytes.
const LARGEST: usize = 4 << 20;

/// What is sent by a form.
#[derive(Default)]
struct Sent {
    request: QueryRequest,
    saved: String,
    /// Whether the prefixes of the query are to be declared in it.
    inserts: bool,
    /// Whether the query is shown and not asked.
    waits: bool,
    /// A place in the text.
    at: usize,
}

impl Sent {
    /// Takes what a form says; none where it is not UTF-8.
    fn add(&mut self, text: &[u8]) -> Option<()> {
        if !is_utf8(text) {
            return None;
        }
        for (name, value) in form_urlencoded::parse(text) {
            let value = value.into_owned();
            match &*name {
                // Forms write ends of lines as the web has them.
                "query" => self.request.query = value.replace("\r\n", "\n"),
                "as" => self.request.shown = value,
                "row" => self.request.row = value.parse::<usize>().ok().and_then(|row| row.checked_sub(1)),
                "ask" => value.trim().clone_into(&mut self.request.question),
                "saved" => self.saved = value,
                "insert" => self.inserts = value == "prefixes",
                "run" => self.waits = value == "no",
                "at" => self.at = value.parse().unwrap_or_default(),
                _ => {}
            }
        }
        Some(())
    }
}

impl Server {
    /// The answer to a request for the page, or of its script; and the query in it.
    pub(super) async fn queries<B: Body<Data = Bytes>>(
        &self,
        head: &Parts,
        body: B,
    ) -> (Answer, Option<String>) {
        let mut sent = Sent::default();
        let refused = || (failure(&head.headers, 400, NOT_UTF8, None, None), None);
        if sent.add(head.uri.query().unwrap_or_default().as_bytes()).is_none() {
            return refused();
        }
        match head.method {
            Method::GET | Method::HEAD => {}
            Method::POST => match bytes_of(body).await {
                Ok(form) => {
                    if sent.add(&form).is_none() {
                        return refused();
                    }
                    sent.request.is_posted = true;
                }
                Err((status, why)) => {
                    return (failure(&head.headers, status.as_u16(), &why, None, None), None);
                }
            },
            _ => {
                let mut answer =
                    failure(&head.headers, 405, "The page of queries is asked by GET or POST.", None, None);
                answer.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD, POST"));
                return (answer, None);
            }
        }
        let generation = self.current();
        let Some(site) = generation.site() else {
            return (notice(StatusCode::NOT_FOUND, "There is no page at this address."), None);
        };
        let answer = match head.uri.path() {
            TYPED => self.typed(head, &generation, sent.request.query).await,
            COMPLETIONS => {
                let (site, text) = (Arc::clone(&site), sent.request.query);
                self.made(head, move || (StatusCode::OK, site.completions(&text, sent.at))).await
            }
            _ => return self.page_of_queries(head, &generation, &site, sent).await,
        };
        (answer, None)
    }

    async fn page_of_queries(
        &self,
        head: &Parts,
        generation: &Arc<Generation>,
        site: &Arc<Site>,
        sent: Sent,
    ) -> (Answer, Option<String>) {
        let settings = self.settings();
        let host = format!("{}://{}", scheme_of(&head.headers), host_of(&head.headers));
        let (seconds, memory, rows) = (settings.seconds, settings.memory >> 20, settings.rows);
        let Sent { request, saved, inserts, waits, .. } = sent;
        let mut request = QueryRequest { host, seconds, memory, rows, ..request };
        let mut unknown = None;
        if request.query.is_empty() && !saved.is_empty() {
            match site.saved_query(&saved) {
                Some(text) => text.clone_into(&mut request.query),
                None => unknown = Some(format!("there is no saved query `{saved}`")),
            }
        }
        if inserts {
            request.query = site.with_prefixes(&request.query);
        }
        if !request.question.is_empty() {
            let (site, question) = (Arc::clone(site), request.question.clone());
            let found = self.work(PAGE, move || site.query_of_words(&question)).await;
            request.query = found.ok().flatten().unwrap_or_default();
        }
        let (status, outcome) = match unknown {
            Some(words) => (StatusCode::NOT_FOUND, QueryOutcome::Refused(words, String::new())),
            None if request.query.trim().is_empty() || inserts || waits => {
                (StatusCode::OK, QueryOutcome::None)
            }
            None => self.looked_for(generation, &request).await,
        };
        let query = Some(request.query.clone()).filter(|query| !query.is_empty());
        let site = Arc::clone(site);
        (self.made(head, move || (status, site.query_page(&request, outcome))).await, query)
    }

    /// What becomes of the query.
    async fn looked_for(
        &self,
        generation: &Arc<Generation>,
        request: &QueryRequest,
    ) -> (StatusCode, QueryOutcome) {
        let QueryRequest { query, row, rows, .. } = request;
        let bounds = Bounds { rows: MOST_ROWS.min(*rows), bytes: LARGEST, is_partial: true };
        let subject = Subject::Page { text: query.clone(), row: *row };
        let begun = Instant::now();
        let replied = generation.workers().ask(&Request { subject, forms: [None; 3], bounds }).await;
        let status = |code: u16| StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let (told, status, outcome) = match replied {
            Ok((Head::Fault(fault), body)) => {
                let told = if fault.status == 422 { "too_large" } else { "refused" };
                let code = fault.status;
                let text = String::from_utf8_lossy(&body).into_owned();
                (told, status(code), QueryOutcome::Refused(fault.title, text))
            }
            Ok((_, body)) => {
                let answer = self.work(PAGE, move || answer_in(&body)).await.ok().flatten();
                let none = || QueryOutcome::Refused("the answer cannot be shown".to_owned(), String::new());
                let outcome = answer.map(|answer| QueryOutcome::Answered(Box::new(answer)));
                let told = if outcome.is_some() { ("answered", 200) } else { ("failed", 500) };
                (told.0, status(told.1), outcome.unwrap_or_else(none))
            }
            Err(why) => {
                let (told, code, words) = refusal(&why, self.settings());
                (told, status(code), QueryOutcome::Refused(words, String::new()))
            }
        };
        self.metrics().asked(told, begun.elapsed());
        (status, outcome)
    }

    /// What cannot be read in a text that is typed, as JSON.
    async fn typed(&self, head: &Parts, generation: &Arc<Generation>, text: String) -> Answer {
        let bounds = Bounds { rows: 0, bytes: LARGEST, is_partial: true };
        let request = Request { subject: Subject::Typed(text), forms: [None; 3], bounds };
        match generation.workers().ask(&request).await {
            Ok((Head::Values, body)) => {
                self.made(head, move || {
                    (StatusCode::OK, Content { media_type: "application/json", body: body.to_vec() })
                })
                .await
            }
            // Nobody waits for it: the next letter asks again.
            _ => failure(&head.headers, 503, "Nothing can be looked at at the moment.", None, None),
        }
    }

    /// An answer from what is made on a thread of its own.
    async fn made(
        &self,
        head: &Parts,
        make: impl FnOnce() -> (StatusCode, Content) + Send + 'static,
    ) -> Answer {
        let page = self.work(PAGE, move || {
            let (status, content) = make();
            Page::new(content).map(|page| (status, page))
        });
        match page.await {
            Ok(Some((status, page))) => {
                let is_asked_again = status == StatusCode::OK && head.method != Method::POST;
                let mut answer = of_page(&page, is_asked_again.then_some(&head.headers));
                if status != StatusCode::OK {
                    *answer.status_mut() = status;
                }
                if status == StatusCode::SERVICE_UNAVAILABLE {
                    answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from(LATER));
                }
                answer
            }
            Ok(None) => not_made(&Failure::Inside),
            Err(failure) => not_made(&failure),
        }
    }
}

/// The answer that a worker sent.
fn answer_in(body: &[u8]) -> Option<QueryAnswer> {
    let looked: Looked = serde_json::from_slice(body).ok()?;
    Some(QueryAnswer {
        answer: looked.answer()?,
        matched: looked.matched(),
        is_cut: looked.is_cut,
        warnings: looked.warnings,
    })
}
