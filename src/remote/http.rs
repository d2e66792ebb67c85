//! One request and its answer, with the login that the store asks for. Redirects are never followed: what is written goes where
//! it was said to go, and a password nowhere else.

use std::cell::RefCell;
use std::io::Read;
use std::time::Duration;

use ureq::http::{Method, Request, Response};
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::{Agent, Body};

use super::error::{RemoteError, excerpt};
use super::login::Challenge;
use crate::model::escape::visible;

/// Who asks.
#[derive(Clone)]
pub struct Login {
    /// The user.
    pub user: String,
    /// The password.
    pub password: String,
}

/// How a store is reached.
pub struct Access {
    /// Who asks; nobody in particular if left out.
    pub login: Option<Login>,
    /// Certificates of authorities that are trusted, in PEM; those of Mozilla if left out.
    pub authorities: Option<String>,
    /// How long the store may be silent.
    pub patience: Duration,
}

/// A request, as it can be made again.
#[derive(Clone, Copy)]
pub(super) struct Asking<'a> {
    pub(super) method: &'a Method,
    pub(super) url: &'a str,
    /// The media type of the body.
    pub(super) content: Option<&'a str>,
    pub(super) accept: &'a str,
    pub(super) body: &'a [u8],
    /// What is being done, for faults.
    pub(super) doing: &'static str,
}

/// The client of one store.
pub(super) struct Client {
    agent: Agent,
    login: Option<Login>,
    /// The last challenge, and how many requests were made on it.
    challenge: RefCell<Option<(Challenge, u32)>>,
}

impl Client {
    pub(super) fn new(access: Access) -> Result<Self, RemoteError> {
        let roots = match &access.authorities {
            None => RootCerts::WebPki,
            Some(pem) => RootCerts::new_with_certs(&certificates(pem)?),
        };
        let patience = Some(access.patience);
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .user_agent(concat!("remit/", env!("CARGO_PKG_VERSION")))
            .timeout_connect(Some(access.patience.min(Duration::from_secs(20))))
            .timeout_per_read(patience)
            .timeout_per_write(patience)
            .timeout_recv_response(patience)
            .tls_config(TlsConfig::builder().root_certs(roots).build())
            .build();
        Ok(Self { agent: config.new_agent(), login: access.login, challenge: RefCell::new(None) })
    }

    /// Whether the password went, or would go, over the wire as it is.
    pub(super) fn is_basic(&self) -> bool {
        self.challenge.borrow().as_ref().is_some_and(|(challenge, _)| challenge.is_basic())
    }

    /// Sends a request until the store has taken or refused the login. A connection that was kept and has ended meanwhile is
    /// opened once more: all that is sent here may be sent twice.
    pub(super) fn send(&self, asking: Asking<'_>) -> Result<Response<Body>, RemoteError> {
        let mut was_asked = 0;
        let mut is_again = false;
        loop {
            let response = match self.once(asking) {
                Err(RemoteError::Cut { .. }) if !is_again => {
                    is_again = true;
                    continue;
                }
                other => other?,
            };
            if response.status().as_u16() != 401 {
                return moved(asking, response);
            }
            let url = shown(asking.url);
            let headers = response.headers().get_all("www-authenticate").into_iter();
            let headers: Vec<&str> = headers.filter_map(|h| h.to_str().ok()).collect();
            let challenge = Challenge::best(headers.into_iter())
                .map_err(|asked| RemoteError::UnknownScheme { url: url.clone(), asked })?;
            let scheme = challenge.words();
            if self.login.is_none() {
                return Err(RemoteError::NeedsLogin { url, scheme });
            }
            // The first refusal may be for a nonce of another day; one that is new and refused is refused for good.
            was_asked += 1;
            if was_asked > 2 || was_asked == 2 && !challenge.is_stale() {
                return Err(RemoteError::RefusedLogin { url, scheme });
            }
            *self.challenge.borrow_mut() = Some((challenge, 0));
        }
    }

    fn once(&self, asking: Asking<'_>) -> Result<Response<Body>, RemoteError> {
        let mut request =
            Request::builder().method(asking.method).uri(asking.url).header("accept", asking.accept);
        if let Some(content) = asking.content {
            request = request.header("content-type", content);
        }
        if let (Some(login), Some((challenge, count))) = (&self.login, &mut *self.challenge.borrow_mut()) {
            *count += 1;
            let target = target(asking.url);
            request = request
                .header("authorization", challenge.answer(login, asking.method.as_str(), target, *count));
        }
        let no_address = |_| RemoteError::NoAddress(shown(asking.url));
        let sent = if asking.content.is_some() {
            self.agent.run(request.body(asking.body).map_err(no_address)?)
        } else {
            self.agent.run(request.body(()).map_err(no_address)?)
        };
        sent.map_err(|error| fault(asking, &error))
    }
}

/// An address as it is told: without the graph or query that it names.
pub(super) fn shown(url: &str) -> String {
    url.split_once('?').map_or(url, |(address, _)| address).to_owned()
}

/// What an address names on its host: the path and the query.
fn target(url: &str) -> &str {
    let after = url.split_once("://").map_or(url, |(_, rest)| rest);
    after.find('/').map_or("/", |at| &after[at..])
}

fn certificates(pem: &str) -> Result<Vec<Certificate<'static>>, RemoteError> {
    let wrong = |why: String| RemoteError::Tls { url: "the store".to_owned(), why };
    let mut found = Vec::new();
    for item in parse_pem(pem.as_bytes()) {
        if let PemItem::Certificate(certificate) = item.map_err(|error| wrong(error.to_string()))? {
            found.push(certificate);
        }
    }
    if found.is_empty() {
        return Err(wrong("the file of authorities holds no certificate in PEM".to_owned()));
    }
    Ok(found)
}

fn moved(asking: Asking<'_>, response: Response<Body>) -> Result<Response<Body>, RemoteError> {
    if !response.status().is_redirection() {
        return Ok(response);
    }
    let to = response.headers().get("location").and_then(|to| to.to_str().ok()).unwrap_or_default();
    Err(RemoteError::Moved { url: shown(asking.url), to: visible(to).into_owned() })
}

/// What a failure means.
pub(super) fn fault(asking: Asking<'_>, error: &ureq::Error) -> RemoteError {
    use std::io::ErrorKind;
    let url = shown(asking.url);
    let why = error.to_string();
    match error {
        ureq::Error::BadUri(_) | ureq::Error::Http(_) => RemoteError::NoAddress(url),
        ureq::Error::HostNotFound => RemoteError::Unreachable { url, why: "no such host".to_owned() },
        ureq::Error::ConnectionFailed | ureq::Error::InvalidProxyUrl => RemoteError::Unreachable { url, why },
        // The time to connect is that of TLS too, for which a store without it waits in vain.
        ureq::Error::Timeout(ureq::Timeout::Connect) if url.starts_with("https:") => {
            RemoteError::Tls { url, why: "it does not answer by TLS".to_owned() }
        }
        ureq::Error::Timeout(ureq::Timeout::Connect | ureq::Timeout::Resolve) => {
            RemoteError::Unreachable { url, why: "it does not answer".to_owned() }
        }
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) | ureq::Error::Pem(_) => RemoteError::Tls { url, why },
        ureq::Error::Io(io) if io.kind() == ErrorKind::InvalidData && url.starts_with("https:") => {
            RemoteError::Tls { url, why: io.to_string() }
        }
        ureq::Error::Io(io) => match io.kind() {
            ErrorKind::ConnectionRefused | ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => {
                RemoteError::Unreachable { url, why: io.to_string() }
            }
            // Names that cannot be found have no kind of their own.
            _ if io.raw_os_error().is_none() && why.contains("lookup") => {
                RemoteError::Unreachable { url, why: "no such host".to_owned() }
            }
            _ => RemoteError::Cut { url, doing: asking.doing, why: io.to_string() },
        },
        _ => RemoteError::Cut { url, doing: asking.doing, why },
    }
}

/// The answer to a request that the store took, or why it did not.
pub(super) fn taken(asking: Asking<'_>, mut response: Response<Body>) -> Result<Response<Body>, RemoteError> {
    let status = response.status();
    if status.is_success() {
        return Ok(response);
    }
    let mut body = Vec::new();
    let _ = response.body_mut().as_reader().take(4096).read_to_end(&mut body);
    Err(RemoteError::Refused {
        url: shown(asking.url),
        status: status.to_string(),
        doing: asking.doing,
        text: excerpt(&body),
        number: status.as_u16(),
    })
}
