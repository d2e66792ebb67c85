//! A request to its answer: who asks and how is looked at first, then what stands at the address.

use std::sync::{Arc, PoisonError, RwLock};
use std::thread;
use std::time::Duration;

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{
    ACCEPT, ALLOW, CACHE_CONTROL, CONNECTION, CONTENT_LENGTH, CONTENT_LOCATION, CONTENT_TYPE, ETAG, HOST,
    HeaderMap, HeaderName, HeaderValue, IF_NONE_MATCH, LOCATION, ORIGIN, TRANSFER_ENCODING, VARY,
};
use hyper::{Method, Request, Response, StatusCode};
use tokio::sync::Semaphore;

use super::accept::choose;
use super::generation::{Generation, Page};
use super::policy::{Hosts, content_security_policy};
use crate::site::{Form, Site};

/// How long a page may take to be made, waiting included.
const FOR_PAGE: Duration = Duration::from_secs(30);
/// The type of pages for readers.
const HTML: &str = "text/html";

/// An answer.
pub(super) type Answer = Response<Full<Bytes>>;

/// How many pages are made at a time.
pub(super) fn workers() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// What answers are made from.
pub(super) struct Server {
    current: RwLock<Arc<Generation>>,
    hosts: Hosts,
    places: Arc<Semaphore>,
    /// Told of the address of a page that failed inside.
    failed: Box<dyn Fn(&str) + Send + Sync>,
}

/// Why there is no page.
#[derive(Debug)]
enum Failure {
    /// Making it failed inside.
    Inside,
    /// It takes too long.
    TooLong,
}

impl Server {
    pub(super) fn new(site: Site, hosts: Hosts, failed: impl Fn(&str) + Send + Sync + 'static) -> Self {
        Self {
            current: RwLock::new(Arc::new(Generation::new(site))),
            hosts,
            places: Arc::new(Semaphore::new(workers())),
            failed: Box::new(failed),
        }
    }

    /// Puts a new generation in the place of the old one. Answers that have begun are of the old one to their end.
    pub(super) fn renew(&self, site: Site) {
        let new = Arc::new(Generation::new(site));
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = new;
    }

    fn current(&self) -> Arc<Generation> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The answer to a request, whatever it is.
    pub(super) async fn answer<B>(&self, request: &Request<B>) -> Answer {
        let mut answer = match self.refused(request) {
            Some(refused) => refused,
            None => self.found(request).await,
        };
        let headers = answer.headers_mut();
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        answer
    }

    /// The answer to a request that is not looked at further.
    fn refused<B>(&self, request: &Request<B>) -> Option<Answer> {
        let headers = request.headers();
        let refuse = |status, text: &str| {
            let mut answer = notice(status, text);
            answer.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
            Some(answer)
        };
        let mut hosts = headers.get_all(HOST).iter();
        let (Some(Ok(host)), None) = (hosts.next().map(HeaderValue::to_str), hosts.next()) else {
            return refuse(StatusCode::BAD_REQUEST, "A request needs one Host header.");
        };
        let of_target = request.uri().authority().map(hyper::http::uri::Authority::as_str);
        if !self.hosts.has(host) || of_target.is_some_and(|host| !self.hosts.has(host)) {
            let text = "This server does not answer under that host name. Open it as localhost, or start it with --host NAME.";
            return refuse(StatusCode::FORBIDDEN, text);
        }
        let mut origins = headers.get_all(ORIGIN).iter();
        if origins.any(|origin| !origin.to_str().is_ok_and(|origin| self.hosts.has_origin(origin))) {
            return refuse(StatusCode::FORBIDDEN, "Pages of other sites may not ask this server.");
        }
        if request.method() != Method::GET && request.method() != Method::HEAD {
            let mut answer =
                refuse(StatusCode::METHOD_NOT_ALLOWED, "Pages can only be read: use GET or HEAD.")?;
            answer.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
            return Some(answer);
        }
        let has_body = headers.contains_key(TRANSFER_ENCODING)
            || headers.get(CONTENT_LENGTH).is_some_and(|length| length != "0");
        if has_body {
            return refuse(StatusCode::PAYLOAD_TOO_LARGE, "A request for a page has no body.");
        }
        None
    }

    /// The answer to a request for an address.
    async fn found<B>(&self, request: &Request<B>) -> Answer {
        let Some(path) = decoded(request.uri().path()) else {
            return notice(StatusCode::BAD_REQUEST, "The address is not written in UTF-8.");
        };
        let (headers, query) = (request.headers(), request.uri().query().unwrap_or_default());
        let address = match path.strip_prefix('/').unwrap_or(&path) {
            // Browsers ask for it where a file, such as a picture, cannot name its icon.
            "favicon.ico" => "assets/icon.svg",
            address => address,
        };
        let generation = self.current();
        match self.page(&generation, address, query).await {
            Ok(Some(page)) => of_page(&page, headers),
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
            return Ok(page.map_or_else(none, |page| of_page(&page, headers)));
        };
        let accept = joined(headers);
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
            (Some(_), Some(page)) if is_itself => of_page(&page, headers),
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
    async fn work<T: Send + 'static>(
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
fn not_made(failure: &Failure) -> Answer {
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
fn joined(headers: &HeaderMap) -> Option<String> {
    let all: Vec<&str> = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok()).collect();
    (!all.is_empty()).then(|| all.join(", "))
}

fn not_acceptable(forms: &[(String, &str)]) -> String {
    let all: Vec<&str> = forms.iter().map(|(_, essence)| *essence).collect();
    format!("This is not to be had in the form that was asked for, but as {}.", all.join(", "))
}

/// A page, or that the client has it already.
fn of_page(page: &Page, headers: &HeaderMap) -> Answer {
    let known = headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
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

/// A plain page that says why there is no other.
fn notice(status: StatusCode, text: &str) -> Answer {
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

fn policy_header() -> HeaderName {
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
