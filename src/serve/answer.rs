//! A request to its answer: who asks and how is looked at first, then what stands at the address.

use std::sync::{Arc, PoisonError, RwLock};
use std::thread;
use std::time::Duration;

use http_body_util::Full;
use hyper::body::{Body, Bytes};
use hyper::header::{
    ACCEPT, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ALLOW, CACHE_CONTROL, CONNECTION, CONTENT_LENGTH,
    CONTENT_LOCATION, CONTENT_TYPE, ETAG, HOST, HeaderMap, HeaderName, HeaderValue, IF_NONE_MATCH, LOCATION,
    ORIGIN, TRANSFER_ENCODING, VARY,
};
use hyper::http::request::Parts;
use hyper::{Method, Request, Response, StatusCode};
use tokio::sync::Semaphore;
use tokio::time::Instant;

use super::accept::choose;
use super::endpoint::{self, GRAPHS, SPARQL};
use super::generation::{Generation, Page};
use super::metrics::Metrics;
use super::policy::{Hosts, content_security_policy};
use super::query::{COMPLETIONS, PAGE, TYPED};
use super::review::{PAGE as REVIEW, Reviewer};
use super::workers::{Places, Workers};
use super::{Queries, Served};
use crate::site::Form;

/// How long a page may take to be made, waiting included.
const FOR_PAGE: Duration = Duration::from_secs(30);
/// The type of pages for readers.
const HTML: &str = "text/html";

/// What pages of other sites are told.
const FOREIGN: &str = "Pages of other sites may not ask this server.";

/// An answer.
pub(super) type Answer = Response<Full<Bytes>>;

/// How many processors there are: as many pages are made at a time.
pub(super) fn processors() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// What is told of a request that was answered.
#[derive(Clone, Debug)]
pub struct Answered {
    /// Its method.
    pub method: String,
    /// The path of its address.
    pub path: String,
    /// The status of the answer.
    pub status: u16,
    /// How many bytes the answer has.
    pub bytes: u64,
    /// How long the answer took to make.
    pub took: Duration,
    /// The text of the query.
    pub query: Option<String>,
}

/// What answers are made from.
pub(super) struct Server {
    current: RwLock<Arc<Generation>>,
    hosts: Hosts,
    places: Arc<Semaphore>,
    queries: Queries,
    /// Who reviews drafts, where somebody does.
    reviewer: Option<Reviewer>,
    asking: Arc<Places>,
    metrics: Arc<Metrics>,
    runtime: tokio::runtime::Handle,
    /// Told of the address of a page that failed inside.
    failed: Box<dyn Fn(&str) + Send + Sync>,
}

/// Why there is no page.
#[derive(Debug)]
pub(super) enum Failure {
    /// Making it failed inside.
    Inside,
    /// It takes too long.
    TooLong,
}

impl Server {
    /// A server of a first generation. Has to be called where a runtime is.
    pub(super) fn new(
        first: Served,
        hosts: Hosts,
        (queries, reviewer): (Queries, Option<Reviewer>),
        failed: impl Fn(&str) + Send + Sync + 'static,
    ) -> Self {
        let metrics = Arc::<Metrics>::default();
        let asking = Arc::new(Places::new(queries.clone(), Arc::clone(&metrics)));
        Self {
            current: RwLock::new(Arc::new(Self::generation(first, &asking))),
            hosts,
            places: Arc::new(Semaphore::new(processors())),
            queries,
            reviewer,
            asking,
            metrics,
            runtime: tokio::runtime::Handle::current(),
            failed: Box::new(failed),
        }
    }

    /// How queries are answered.
    pub(super) fn settings(&self) -> &Queries {
        &self.queries
    }

    /// What is counted.
    pub(super) fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    fn generation(Served { site, store }: Served, asking: &Arc<Places>) -> Generation {
        Generation::new(site, Workers::begin(store.into(), asking))
    }

    /// Puts a new generation in the place of the old one. Answers that have begun are of the old one to their end.
    pub(super) fn renew(&self, served: Served) {
        let _inside = self.runtime.enter();
        let new = Arc::new(Self::generation(served, &self.asking));
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = new;
    }

    pub(super) fn current(&self) -> Arc<Generation> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The answer to a request, whatever it is, and what is told of it.
    pub(super) async fn answer<B: Body<Data = Bytes>>(&self, request: Request<B>) -> (Answer, Answered) {
        let begun = Instant::now();
        let (head, body) = request.into_parts();
        let (mut answer, query) = match self.refused(&head) {
            Some(refused) => (refused, None),
            None => self.routed(&head, body).await,
        };
        self.with_manners(&head, &mut answer);
        let (status, bytes) = (answer.status().as_u16(), answer.body().size_hint().lower());
        self.metrics.answered(status, bytes);
        let (method, path) = (head.method.to_string(), head.uri.path().to_owned());
        (answer, Answered { method, path, status, bytes, took: begun.elapsed(), query })
    }

    /// What every answer states, and what those state that pages of other sites may read.
    fn with_manners(&self, head: &Parts, answer: &mut Answer) {
        let foreign = head.headers.get(ORIGIN).filter(|origin| self.is_foreign(origin));
        if foreign.is_some() && is_page(answer) {
            *answer = notice(StatusCode::FORBIDDEN, FOREIGN);
        }
        let headers = answer.headers_mut();
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-resource-policy", if foreign.is_some() { "cross-origin" } else { "same-origin" }),
        ] {
            headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        if !self.queries.origins.is_empty() {
            headers.append(VARY, HeaderValue::from_static("Origin"));
        }
        if let Some(origin) = foreign {
            headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
            headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("ETag, Remit-Partial"));
        }
    }

    /// Whether an origin is another site that may read data.
    fn is_foreign(&self, origin: &HeaderValue) -> bool {
        origin.to_str().is_ok_and(|origin| {
            !self.hosts.has_origin(origin) && self.queries.origins.iter().any(|allowed| allowed == origin)
        })
    }

    /// The answer to a request that may be asked.
    async fn routed<B: Body<Data = Bytes>>(&self, head: &Parts, body: B) -> (Answer, Option<String>) {
        let (queries, metrics) = (&self.queries, &*self.metrics);
        let path = head.uri.path();
        if head.method == Method::OPTIONS && head.headers.get(ORIGIN).is_some_and(|o| self.is_foreign(o)) {
            return (allowed(path), None);
        }
        if let Some(reviewer) = &self.reviewer
            && (path == REVIEW || path.strip_prefix(REVIEW).is_some_and(|rest| rest.starts_with('/')))
        {
            return (self.review(head, body, reviewer).await, None);
        }
        let workers = Arc::clone(self.current().workers());
        match path.strip_suffix('/').unwrap_or(path) {
            SPARQL => endpoint::sparql(head, body, &workers, queries, metrics).await,
            GRAPHS => (endpoint::graphs(head, &workers, queries, metrics).await, None),
            PAGE | TYPED | COMPLETIONS if head.headers.get(ORIGIN).is_some_and(|o| self.is_foreign(o)) => {
                (closing(notice(StatusCode::FORBIDDEN, FOREIGN)), None)
            }
            // With a closing slash the links of the page would lead elsewhere.
            PAGE | TYPED | COMPLETIONS if !path.ends_with('/') => self.queries(head, body).await,
            _ => (self.read(head, &workers).await, None),
        }
    }

    /// The answer to a request for what is only read.
    async fn read(&self, head: &Parts, workers: &Arc<Workers>) -> Answer {
        if head.method != Method::GET && head.method != Method::HEAD {
            let mut answer =
                closing(notice(StatusCode::METHOD_NOT_ALLOWED, "Pages can only be read: use GET or HEAD."));
            answer.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
            return answer;
        }
        let has_body = head.headers.contains_key(TRANSFER_ENCODING)
            || head.headers.get(CONTENT_LENGTH).is_some_and(|length| length != "0");
        if has_body {
            return closing(notice(StatusCode::PAYLOAD_TOO_LARGE, "A request for a page has no body."));
        }
        match head.uri.path() {
            "/health" if workers.is_healthy().await => plain("ok\n".to_owned()),
            "/health" => endpoint::failure(&head.headers, 503, "No query can be answered.", None, None),
            "/metrics" => {
                let (busy, waiting) = self.asking.busy_and_waiting();
                plain(self.metrics.text(busy, workers.ready(), waiting))
            }
            _ => self.found(head).await,
        }
    }

    /// The answer to a request that is not looked at further.
    fn refused(&self, head: &Parts) -> Option<Answer> {
        let refuse = |status, text: &str| Some(closing(notice(status, text)));
        let mut hosts = head.headers.get_all(HOST).iter();
        let (Some(Ok(host)), None) = (hosts.next().map(HeaderValue::to_str), hosts.next()) else {
            return refuse(StatusCode::BAD_REQUEST, "A request needs one Host header.");
        };
        let of_target = head.uri.authority().map(hyper::http::uri::Authority::as_str);
        if !self.hosts.has(host) || of_target.is_some_and(|host| !self.hosts.has(host)) {
            let text = "This server does not answer under that host name. Open it as localhost, or start it with --host NAME.";
            return refuse(StatusCode::FORBIDDEN, text);
        }
        let mut origins = head.headers.get_all(ORIGIN).iter();
        let is_good = |origin: &HeaderValue| {
            origin.to_str().is_ok_and(|origin| self.hosts.has_origin(origin)) || self.is_foreign(origin)
        };
        let (first, second) = (origins.next(), origins.next());
        if first.is_some_and(|origin| !is_good(origin)) || second.is_some() {
            return refuse(StatusCode::FORBIDDEN, FOREIGN);
        }
        None
    }

    /// The answer to a request for an address.
    async fn found(&self, head: &Parts) -> Answer {
        let Some(path) = decoded(head.uri.path()) else {
            return notice(StatusCode::BAD_REQUEST, "The address is not written in UTF-8.");
        };
        let (headers, query) = (&head.headers, head.uri.query().unwrap_or_default());
        let address = match path.strip_prefix('/').unwrap_or(&path) {
            // Browsers ask for it where a file, such as a picture, cannot name its icon.
            "favicon.ico" => "assets/icon.svg",
            address => address,
        };
        let generation = self.current();
        match self.page(&generation, address, query).await {
            Ok(Some(page)) => of_page(&page, Some(headers)),
            Ok(None) => match self.placed(&generation, address, query, headers).await {
                Ok(answer) => answer,
                Err(failure) => not_made(&failure),
            },
            Err(failure) => not_made(&failure),
        }
    }

    /// The answer where nothing stands at the address itself: something in the form that is wanted, or where an IRI is answered.
    async fn placed(
        &self,
        generation: &Arc<Generation>,
        address: &str,
        query: &str,
        headers: &HeaderMap,
    ) -> Result<Answer, Failure> {
        let place = {
            let (generation, path) = (Arc::clone(generation), format!("/{address}"));
            self.work(address, move || generation.place(&path)).await?
        };
        let Some(place) = place else {
            let page = self.page(generation, &format!("{address}.html"), query).await?;
            let none = || notice(StatusCode::NOT_FOUND, "There is no page at this address.");
            return Ok(page.map_or_else(none, |page| of_page(&page, Some(headers))));
        };
        let accept = accepted(headers);
        let mut forms: Vec<(String, &str)> = vec![(place.page(), HTML)];
        forms.extend(Form::ALL.iter().filter_map(|form| Some((place.data(*form)?, form.essence()))));
        let is_itself = place.is_at(address);
        let mut chosen = choose(accept.as_deref(), &forms).cloned();
        let mut page = None;
        // Data are there; whether there is a page for readers is known once it is asked for.
        if let Some(first) = chosen.as_ref().filter(|first| is_itself || **first == forms[0].0) {
            page = self.page(generation, first, "").await?;
            if page.is_none() {
                forms.remove(0);
                chosen = choose(accept.as_deref(), &forms).cloned();
            }
        }
        let mut answer = match (&chosen, page) {
            (None, _) => notice(StatusCode::NOT_ACCEPTABLE, &not_acceptable(&forms)),
            (Some(_), Some(page)) if is_itself => of_page(&page, Some(headers)),
            (Some(_), _) => notice(StatusCode::SEE_OTHER, "What this address names is described elsewhere."),
        };
        if let Some(Ok(location)) = chosen.map(|chosen| HeaderValue::try_from(encoded(&chosen))) {
            let is_elsewhere = answer.status() == StatusCode::SEE_OTHER;
            answer.headers_mut().insert(if is_elsewhere { LOCATION } else { CONTENT_LOCATION }, location);
        }
        answer.headers_mut().insert(VARY, HeaderValue::from_static("Accept"));
        Ok(answer)
    }

    /// The page at an address, made if it has to be.
    async fn page(
        &self,
        generation: &Arc<Generation>,
        address: &str,
        query: &str,
    ) -> Result<Option<Arc<Page>>, Failure> {
        if let Some(page) = generation.kept(address, query) {
            return Ok(Some(page));
        }
        let generation = Arc::clone(generation);
        let (at, query) = (address.to_owned(), query.to_owned());
        self.work(address, move || generation.make(&at, &query)).await
    }

    /// Work on a thread of its own; that it failed inside is told.
    pub(super) async fn work<T: Send + 'static>(
        &self,
        address: &str,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Failure> {
        let done = on_a_thread(&self.places, work).await;
        done.inspect_err(|failure| {
            if matches!(failure, Failure::Inside) {
                (self.failed)(address);
            }
        })
    }
}

/// Work on a thread of its own, as much of it at a time as there are places. Goes on where nobody waits any more.
async fn on_a_thread<T: Send + 'static>(
    places: &Arc<Semaphore>,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Failure> {
    let done = async {
        let place = Arc::clone(places).acquire_owned().await.map_err(|_| Failure::Inside)?;
        let worker = tokio::task::spawn_blocking(move || {
            let made = work();
            drop(place);
            made
        });
        worker.await.map_err(|_| Failure::Inside)
    };
    tokio::time::timeout(FOR_PAGE, done).await.unwrap_or(Err(Failure::TooLong))
}

/// The answer where a page could not be made.
pub(super) fn not_made(failure: &Failure) -> Answer {
    match failure {
        Failure::Inside => {
            notice(StatusCode::INTERNAL_SERVER_ERROR, "This page could not be made: the program has a fault.")
        }
        Failure::TooLong => notice(
            StatusCode::SERVICE_UNAVAILABLE,
            "This page takes too long to make. Try again, or ask for less.",
        ),
    }
}

/// What a client would have, all fields of that name as one.
pub(super) fn accepted(headers: &HeaderMap) -> Option<String> {
    let all: Vec<&str> = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok()).collect();
    (!all.is_empty()).then(|| all.join(", "))
}

fn not_acceptable(forms: &[(String, &str)]) -> String {
    let all: Vec<&str> = forms.iter().map(|(_, essence)| *essence).collect();
    format!("This is not available in the form requested. Available: {}.", all.join(", "))
}

/// A page, or that the client has it already, where it may.
pub(super) fn of_page(page: &Page, headers: Option<&HeaderMap>) -> Answer {
    let known = headers.into_iter().flat_map(|headers| headers.get_all(IF_NONE_MATCH));
    let known = known.filter_map(|value| value.to_str().ok());
    let is_it = |tag: &str| tag == "*" || page.etag == tag.strip_prefix("W/").unwrap_or(tag);
    let mut answer = Response::new(Full::default());
    if known.flat_map(|value| value.split(',')).any(|tag| is_it(tag.trim())) {
        *answer.status_mut() = StatusCode::NOT_MODIFIED;
    } else {
        *answer.body_mut() = Full::new(page.body.clone());
        answer.headers_mut().insert(CONTENT_TYPE, page.media_type.clone());
        answer.headers_mut().insert(policy_header(), page.policy.clone());
    }
    answer.headers_mut().insert(ETAG, page.etag.clone());
    answer
}

/// The name by which the server was asked for.
pub(super) fn host_of(headers: &HeaderMap) -> &str {
    headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost")
}

/// Whether an answer is a page for readers, or something of one.
fn is_page(answer: &Answer) -> bool {
    let media_type =
        answer.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let is_one = ["text/html", "text/javascript", "text/css", "image/"]
        .iter()
        .any(|kind| media_type.starts_with(kind));
    answer.status() == StatusCode::OK && is_one
}

/// The answer to who asks what pages of another site may ask.
fn allowed(path: &str) -> Answer {
    let is_endpoint = path.strip_suffix('/').unwrap_or(path) == SPARQL;
    let methods = if is_endpoint { "GET, HEAD, POST" } else { "GET, HEAD" };
    let mut answer = Response::new(Full::default());
    *answer.status_mut() = StatusCode::NO_CONTENT;
    let headers = answer.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static(methods));
    headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("Accept, Content-Type"));
    headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
    answer
}

/// A line of plain text.
fn plain(text: String) -> Answer {
    let mut answer = Response::new(Full::new(Bytes::from(text)));
    answer
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8"));
    answer
}

/// The answer, after which the connection is closed.
fn closing(mut answer: Answer) -> Answer {
    answer.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    answer
}

/// A plain page that says why there is no other.
pub(super) fn notice(status: StatusCode, text: &str) -> Answer {
    let title = status.canonical_reason().unwrap_or("No page");
    let page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <title>{title}</title>\n<main>\n<h1>{title}</h1>\n<p>{text}</p>\n<p><a href=\"/\">To the first page</a></p>\n</main>\n</html>\n"
    );
    let mut answer = Response::new(Full::new(Bytes::from(page)));
    *answer.status_mut() = status;
    let headers = answer.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    if let Ok(policy) = HeaderValue::try_from(content_security_policy(HTML, &[])) {
        headers.insert(policy_header(), policy);
    }
    answer
}

pub(super) fn policy_header() -> HeaderName {
    HeaderName::from_static("content-security-policy")
}

/// A path with its escapes resolved; none where that gives no text.
fn decoded(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(if byte == b'%' {
            let mut digit = || char::from(rest.next()?).to_digit(16);
            (digit()? * 16 + digit()?) as u8
        } else {
            byte
        });
    }
    String::from_utf8(bytes).ok()
}

/// An address as a path of a header.
fn encoded(address: &str) -> String {
    let mut path = String::from("/");
    for byte in address.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => {
                path.push(char::from(byte));
            }
            _ => path.push_str(&format!("%{byte:02X}")),
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_fails_inside_is_an_answer_and_gives_its_place_back() {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_time().build().unwrap();
        let places = Arc::new(Semaphore::new(1));
        for _ in 0..3 {
            let failed =
                runtime.block_on(on_a_thread::<()>(&places, || panic!("as a page with a fault does")));
            let failure: Failure = failed.unwrap_err();
            assert_eq!(not_made(&failure).status(), StatusCode::INTERNAL_SERVER_ERROR);
        }
        assert_eq!(runtime.block_on(on_a_thread(&places, || 7)).ok(), Some(7));
    }

    #[test]
    fn escapes_of_paths_are_resolved_and_made() {
        assert_eq!(decoded("/thing/caf%C3%A9").as_deref(), Some("/thing/café"));
        for bad in ["/%", "/%4", "/%zz", "/%ff", "/%+1"] {
            assert_eq!(decoded(bad), None, "{bad}");
        }
        assert_eq!(encoded("thing/café.ttl"), "/thing/caf%C3%A9.ttl");
        assert_eq!(encoded("a b\r\nc"), "/a%20b%0D%0Ac");
    }
}
