//! A store elsewhere, by the SPARQL 1.1 Graph Store HTTP Protocol and the SPARQL 1.1 Protocol.

use std::collections::BTreeMap;
use std::io::Read;

use form_urlencoded::byte_serialize;
use oxrdf::{GraphName, NamedNode, NamedOrBlankNode, Term};
use ureq::Body;
use ureq::http::{Method, Response};

use super::endpoints::{Endpoints, is_local, likelier};
use super::error::RemoteError;
use super::http::{Access, Asking, Client, shown, taken};
use crate::derive::store::{Answer, Received, received, received_rows, received_triples};

const JSON: &str = "application/sparql-results+json";
const FORM: &str = "application/x-www-form-urlencoded";
/// N-Triples are Turtle, which every store reads.
const TURTLE: &str = "text/turtle";
/// How large an answer to a query may be.
const MOST: u64 = 1 << 30;
/// How long an address may be before a query no longer goes into it.
const LONGEST_ADDRESS: usize = 8000;

/// A store elsewhere.
pub struct RemoteStore {
    endpoints: Endpoints,
    client: Client,
}

impl RemoteStore {
    /// A store; nothing is sent yet.
    ///
    /// # Errors
    ///
    /// Where the certificates of authorities are none.
    pub fn new(endpoints: Endpoints, access: Access) -> Result<Self, RemoteError> {
        Ok(Self { endpoints, client: Client::new(access)? })
    }

    /// Where it is.
    pub fn endpoints(&self) -> &Endpoints {
        &self.endpoints
    }

    /// Whether a password goes over a network as it is.
    pub fn shows_password(&self) -> bool {
        let url = &self.endpoints.graphs;
        self.client.is_basic() && url.starts_with("http:") && !is_local(url)
    }

    /// Adds triples to a graph.
    pub(super) fn post(&self, graph: &str, turtle: &str, doing: &'static str) -> Result<(), RemoteError> {
        self.send(&Method::POST, &self.address(&named(graph)), turtle, doing)
    }

    /// Replaces a graph.
    pub(super) fn put(&self, graph: &GraphName, turtle: &str) -> Result<(), RemoteError> {
        self.send(&Method::PUT, &self.address(graph), turtle, "putting a graph in place")
    }

    /// Removes a graph, whether there is one or not.
    pub(super) fn delete(&self, graph: &str, doing: &'static str) -> Result<(), RemoteError> {
        let url = self.address(&named(graph));
        let asking =
            Asking { method: &Method::DELETE, url: &url, content: None, accept: "*/*", body: b"", doing };
        let response = self.client.send(asking)?;
        if response.status().as_u16() == 404 { Ok(()) } else { finish(asking, response) }
    }

    fn send(&self, method: &Method, url: &str, turtle: &str, doing: &'static str) -> Result<(), RemoteError> {
        let asking =
            Asking { method, url, content: Some(TURTLE), accept: "*/*", body: turtle.as_bytes(), doing };
        let response = self.client.send(asking)?;
        if matches!(response.status().as_u16(), 404 | 405) {
            return Err(RemoteError::NotHere {
                url: self.endpoints.graphs.clone(),
                status: response.status().to_string(),
                expected: "the SPARQL 1.1 Graph Store HTTP Protocol",
                help: likelier(&self.endpoints.graphs, true),
            });
        }
        finish(asking, response)
    }

    /// How many triples a graph has of each predicate.
    pub(super) fn counts(&self, graph: &GraphName) -> Result<BTreeMap<String, u64>, RemoteError> {
        let pattern = within(graph, "?s ?p ?o");
        let query = format!("SELECT ?p (COUNT(*) AS ?n) WHERE {{ {pattern} }} GROUP BY ?p");
        let mut counts = BTreeMap::new();
        self.rows(&query, "counting the triples of a graph", &mut |row| {
            let [Some(Term::NamedNode(predicate)), Some(Term::Literal(count))] = row.as_slice() else {
                return;
            };
            counts.insert(predicate.as_str().to_owned(), count.value().parse().unwrap_or_default());
        })?;
        Ok(counts)
    }

    /// Hands over the triples of a graph that have a predicate, as many as the store says that there are or gives. A store may
    /// give few at a time.
    pub(super) fn triples(
        &self,
        graph: &GraphName,
        predicate: &str,
        count: u64,
        take: &mut dyn FnMut(NamedOrBlankNode, Term),
    ) -> Result<(), RemoteError> {
        let pattern = within(graph, &format!("?s <{predicate}> ?o"));
        let mut seen = 0;
        let mut pages = String::new();
        while seen < count {
            let query = format!("SELECT ?s ?o WHERE {{ {pattern} }}{pages}");
            let before = seen;
            self.rows(&query, "reading a graph back", &mut |row| {
                seen += 1;
                let [Some(subject), Some(object)] = <[Option<Term>; 2]>::try_from(row).unwrap_or_default()
                else {
                    return;
                };
                match subject {
                    Term::NamedNode(node) => take(node.into(), object),
                    Term::BlankNode(node) => take(node.into(), object),
                    _ => {}
                }
            })?;
            if seen == before {
                break;
            }
            // As many as the store gave by itself; Virtuoso takes no OFFSET without a LIMIT.
            pages = format!(" LIMIT {} OFFSET {seen}", seen - before);
        }
        Ok(())
    }

    fn rows(
        &self,
        query: &str,
        doing: &'static str,
        take: &mut dyn FnMut(Vec<Option<Term>>),
    ) -> Result<(), RemoteError> {
        let mut response = self.query(query, &[], JSON, doing)?;
        let url = self.endpoints.query.clone().unwrap_or_default();
        let mut reader = Watched::new(response.body_mut().with_config().limit(u64::MAX).reader());
        match received_rows(&mut reader, take) {
            Ok(Received::Columns(_)) => Ok(()),
            Ok(Received::Boolean(_)) => Err(unreadable(url, "a table", "it is yes or no")),
            Err(error) => Err(reader.broken(url, doing, &*error)),
        }
    }

    /// Asks a query. Some graphs together may be its default graph, else it is that of the store; `is_triples` is whether its
    /// answer will be triples, where that is known.
    ///
    /// # Errors
    ///
    /// When there is no answer, or it cannot be read.
    pub fn ask(
        &self,
        query: &str,
        graphs: &[String],
        is_triples: Option<bool>,
    ) -> Result<Answer, RemoteError> {
        const TRIPLES: &str = "application/n-triples, text/turtle;q=0.8";
        let doing = "answering a query";
        let accept = match is_triples {
            Some(true) => TRIPLES.to_owned(),
            Some(false) => JSON.to_owned(),
            None => format!("{JSON}, {TRIPLES}"),
        };
        let mut response = self.query(query, graphs, &accept, doing)?;
        let kind = response.body().mime_type().unwrap_or_default().to_owned();
        let url = self.endpoints.query.clone().unwrap_or_default();
        let mut reader = Watched::new(response.body_mut().with_config().limit(MOST).reader());
        let answer = match kind.as_str() {
            JSON | "application/json" => received(&mut reader),
            "text/turtle" | "application/n-triples" | "text/plain" | "text/ntriples" | "text/n3" => {
                received_triples(&mut reader)
            }
            other => {
                let form = if is_triples == Some(true) { "Turtle or N-Triples" } else { "SPARQL JSON" };
                let why =
                    if other.is_empty() { "it has no type".to_owned() } else { format!("it is {other}") };
                return Err(unreadable(url, form, &why));
            }
        };
        answer.map_err(|error| reader.broken(url, doing, &*error))
    }

    /// Asks by POST; by GET a store that takes no other.
    fn query(
        &self,
        query: &str,
        graphs: &[String],
        accept: &str,
        doing: &'static str,
    ) -> Result<Response<Body>, RemoteError> {
        let url = self.endpoints.query.as_deref().unwrap_or_default();
        let mut form = format!("query={}", encoded(query));
        for graph in graphs {
            form.push_str(&format!("&default-graph-uri={}", encoded(graph)));
        }
        let asking =
            Asking { method: &Method::POST, url, content: Some(FORM), accept, body: form.as_bytes(), doing };
        let mut response = self.client.send(asking)?;
        if matches!(response.status().as_u16(), 405 | 501) {
            let between = if url.contains('?') { '&' } else { '?' };
            let long = format!("{url}{between}{form}");
            if long.len() <= LONGEST_ADDRESS {
                let get =
                    Asking { method: &Method::GET, url: &long, content: None, accept, body: b"", doing };
                response = self.client.send(get)?;
            }
        }
        if matches!(response.status().as_u16(), 404 | 405) {
            return Err(RemoteError::NotHere {
                url: url.to_owned(),
                status: response.status().to_string(),
                expected: "queries by the SPARQL 1.1 Protocol",
                help: likelier(url, false),
            });
        }
        taken(asking, response)
    }

    /// Makes an update; nothing where it is not known where.
    pub(super) fn update(&self, text: &str, doing: &'static str) -> Option<Result<(), RemoteError>> {
        let url = self.endpoints.update.as_deref()?;
        let form = format!("update={}", encoded(text));
        let asking = Asking {
            method: &Method::POST,
            url,
            content: Some(FORM),
            accept: "*/*",
            body: form.as_bytes(),
            doing,
        };
        Some(self.client.send(asking).and_then(|response| finish(asking, response)))
    }

    fn address(&self, graph: &GraphName) -> String {
        let url = &self.endpoints.graphs;
        let between = if url.contains('?') { '&' } else { '?' };
        match graph {
            GraphName::NamedNode(node) => format!("{url}{between}graph={}", encoded(node.as_str())),
            _ => format!("{url}{between}default"),
        }
    }
}

/// A graph by its IRI.
pub(super) fn named(graph: &str) -> GraphName {
    NamedNode::new_unchecked(graph).into()
}

fn within(graph: &GraphName, pattern: &str) -> String {
    match graph {
        GraphName::NamedNode(node) => format!("GRAPH {node} {{ {pattern} }}"),
        _ => pattern.to_owned(),
    }
}

fn encoded(text: &str) -> String {
    byte_serialize(text.as_bytes()).collect()
}

/// Reads the rest of an answer, so that its connection can be used again.
fn finish(asking: Asking<'_>, response: Response<Body>) -> Result<(), RemoteError> {
    let mut response = taken(asking, response)?;
    std::io::copy(&mut response.body_mut().as_reader().take(1 << 20), &mut std::io::sink()).map_err(
        |error| RemoteError::Cut { url: shown(asking.url), doing: asking.doing, why: error.to_string() },
    )?;
    Ok(())
}

fn unreadable(url: String, expected: &'static str, why: &str) -> RemoteError {
    RemoteError::Unreadable { url, expected, why: crate::model::escape::visible(why).into_owned() }
}

/// An answer that is read, and why it could not be read to its end: readers of forms do not always pass that on.
struct Watched<R> {
    inner: R,
    why: Option<String>,
}

impl<R: Read> Watched<R> {
    fn new(inner: R) -> Self {
        Self { inner, why: None }
    }

    /// Why an answer is none: its connection, or what it says.
    fn broken(self, url: String, doing: &'static str, error: &dyn std::error::Error) -> RemoteError {
        match self.why {
            Some(why) => RemoteError::Cut { url, doing, why },
            None => unreadable(url, "the form that it names", &error.to_string()),
        }
    }
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(into);
        if let Err(error) = &read {
            self.why = Some(error.to_string());
        }
        read
    }
}
