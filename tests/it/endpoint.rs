//! The SPARQL endpoint, asked as its standards say, as clients ask it, and as nobody should.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::mpsc;
use std::thread;

use oxrdf::{NamedNode, Quad};
use remit::derive::store::Store;
use remit::serve::{Address, Event, Queries, run_endpoint};
use serde::Deserialize;

use crate::serve::{Got, LONG, Served, library, serve};
use crate::support::{put, remit, repository, skip};

/// A text as a part of an address.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() {
            out.push(char::from(byte));
        } else {
            write!(out, "%{byte:02X}").unwrap();
        }
    }
    out
}

/// The head and body of a request by POST.
pub(crate) fn post(path: &str, media_type: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: {media_type}\r\nContent-Length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

/// What comes for some bytes.
pub(crate) fn sent(port: u16, request: &[u8]) -> Got {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("the server takes a connection");
    stream.set_read_timeout(Some(LONG)).unwrap();
    // A server that refuses a request need not read all of it.
    let _ = stream.write_all(request);
    let mut bytes = Vec::new();
    let ended = stream.read_to_end(&mut bytes);
    assert!(ended.is_ok() || !bytes.is_empty(), "{ended:?}");
    Got::parse(&bytes)
}

/// The answer to a query, asked by POST with a header that says what is wanted.
pub(crate) fn query_at(port: u16, query: &str, accept: &str) -> Got {
    let request = String::from_utf8(post("/sparql", "application/sparql-query", query)).unwrap();
    let (first, rest) = request.split_once("\r\n").unwrap();
    sent(port, format!("{first}\r\nAccept: {accept}\r\n{rest}").as_bytes())
}

impl Served {
    pub(crate) fn query(&self, query: &str, accept: &str) -> Got {
        query_at(self.port, query, accept)
    }

    /// A number of what the server counts.
    pub(crate) fn count(&self, name: &str) -> u64 {
        let text = self.get("/metrics", "*/*").text();
        let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        line.map_or(0, |number| number.parse().expect("a number"))
    }
}

/// One request of the W3C.
#[derive(Deserialize)]
struct Case {
    name: String,
    method: String,
    path: String,
    r#type: Option<String>,
    body: Option<String>,
    #[serde(default)]
    utf16: bool,
    status: String,
    form: Option<String>,
    boolean: Option<bool>,
    /// Why it is refused on purpose.
    refused: Option<String>,
}

impl Case {
    fn request(&self) -> Vec<u8> {
        let text = self.body.clone().unwrap_or_default();
        let body = if self.utf16 {
            std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect()
        } else {
            text.into_bytes()
        };
        let media_type =
            self.r#type.as_ref().map(|kind| format!("Content-Type: {kind}\r\n")).unwrap_or_default();
        let head = format!(
            "{} {} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{media_type}Content-Length: {}\r\n\r\n",
            self.method,
            self.path,
            body.len()
        );
        [head.into_bytes(), body].concat()
    }

    fn check(&self, got: &Got) {
        let name = &self.name;
        if let Some(why) = &self.refused {
            assert!(!why.is_empty() && got.status == 403, "{name}: {got:?}");
            return;
        }
        assert_eq!(format!("{}xx", got.status / 100), self.status, "{name}: {got:?}");
        let media_type = got.header("content-type").unwrap_or_default();
        let fits = |all: &[&str]| all.iter().any(|one| media_type.starts_with(one));
        let [json, xml] = ["application/sparql-results+json", "application/sparql-results+xml"];
        assert!(
            match self.form.as_deref() {
                Some("boolean") => fits(&[json, xml]),
                Some("tabular") => fits(&[json, xml, "text/csv", "text/tab-separated-values"]),
                Some("RDF") => fits(&["text/turtle", "application/rdf+xml", "application/n-triples"]),
                _ => true,
            },
            "{name}: {media_type}"
        );
        if let Some(boolean) = self.boolean {
            assert!(got.text().contains(&format!("\"boolean\":{boolean}")), "{name}: {}", got.text());
        }
    }
}

/// Serves quads, and nothing else; gives the port. None where there are no sockets.
fn serve_quads(quads: &[Quad]) -> Option<u16> {
    if let Err(error) = TcpListener::bind("127.0.0.1:0") {
        skip(&format!("no sockets to be had: {error}"));
        return None;
    }
    let store = Store::new("http://example.org/", Vec::new()).unwrap();
    store.add(|sink| quads.iter().for_each(|quad| sink(quad.as_ref())));
    let queries = Queries::new(env!("CARGO_BIN_EXE_remit").into());
    let (sender, port) = mpsc::channel();
    // It ends with the tests.
    thread::spawn(move || {
        let address = Address { port: 0, ..Address::default() };
        run_endpoint(
            &address,
            queries,
            remit::worker::generation(&store).expect("a small store"),
            move |event| {
                if let Event::Listening(local) = event {
                    let _ = sender.send(local.port());
                }
            },
        )
    });
    Some(port.recv_timeout(LONG).expect("it listens"))
}

#[test]
fn the_protocol_cases_of_the_w3c_hold() {
    #[derive(Deserialize)]
    struct Cases {
        case: Vec<Case>,
    }
    let folder = repository().join("tests/w3c/protocol");
    let text = std::fs::read_to_string(folder.join("cases.toml")).unwrap();
    let cases = toml::from_str::<Cases>(&text).expect("the cases can be read").case;
    let data = std::fs::read_to_string(folder.join("data.nq")).unwrap();
    let node = |text: &str| NamedNode::new(text.trim_matches(['<', '>'])).unwrap();
    let quad = |line: &str| {
        let terms: Vec<NamedNode> = line.split(' ').take(4).map(node).collect();
        let [s, p, o, g] = <[NamedNode; 4]>::try_from(terms).expect("four terms");
        Quad::new(s, p, o, g)
    };
    let quads: Vec<Quad> = data.lines().map(quad).collect();
    let Some(port) = serve_quads(&quads) else { return };
    let mut counts = BTreeMap::new();
    for case in &cases {
        case.check(&sent(port, &case.request()));
        let kind = match (&case.refused, case.name.contains("update")) {
            (Some(_), _) => "refused on purpose",
            (None, true) => "bad updates",
            (None, false) => "read",
        };
        *counts.entry(kind).or_insert(0) += 1;
    }
    let counts: Vec<(&str, i32)> = counts.into_iter().collect();
    assert_eq!(counts, [("bad updates", 7), ("read", 20), ("refused on purpose", 7)]);
}

#[test]
fn answers_come_in_the_form_that_is_wanted() {
    let folder = library();
    let Some(served) = serve(folder.path(), &[]) else { return };
    let (table, yes, graph) = (
        "SELECT ?s { ?s a ?class } ORDER BY ?s LIMIT 1",
        "ASK {}",
        "CONSTRUCT { ?s a ?class } WHERE { ?s a ?class } ORDER BY ?s LIMIT 1",
    );
    let [json, xml] = ["application/sparql-results+json", "application/sparql-results+xml"];
    for (query, accept, format, expected) in [
        (table, "*/*", "", json),
        (table, "", "", json),
        (table, "application/json", "", json),
        (table, "text/csv;q=0.5, application/sparql-results+xml", "", xml),
        (table, "application/rdf+xml, application/sparql-results+xml", "", xml),
        (table, "text/csv", "", "text/csv; charset=utf-8"),
        (table, "text/tab-separated-values", "", "text/tab-separated-values; charset=utf-8"),
        (table, "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "", json),
        (table, "text/csv", "xml", xml),
        (yes, "*/*", "", json),
        (yes, "text/turtle, */*;q=0.1", "", json),
        (yes, "application/sparql-results+xml", "", xml),
        (yes, "", "tsv", "text/tab-separated-values; charset=utf-8"),
        (graph, "*/*", "", "text/turtle; charset=utf-8"),
        (graph, "", "", "text/turtle; charset=utf-8"),
        (graph, "application/turtle, text/turtle", "", "text/turtle; charset=utf-8"),
        (graph, "application/n-triples", "", "application/n-triples"),
        (graph, "application/rdf+xml, application/sparql-results+xml", "", "application/rdf+xml"),
        (graph, "application/ld+json", "", "application/ld+json"),
        (graph, "application/n-quads", "", "application/n-quads"),
        (graph, "application/trig", "", "application/trig"),
        (graph, "", "json", "application/ld+json"),
    ] {
        let format = if format.is_empty() { String::new() } else { format!("&format={format}") };
        let path = format!("/sparql?query={}{format}&timeout=1&unknown=x", escaped(query));
        let got = served.get(&path, accept);
        assert_eq!(
            (got.status, got.header("content-type")),
            (200, Some(expected)),
            "{query} {accept} {format}"
        );
        assert_eq!(got.header("vary"), Some("Accept"));
        assert!(got.text().contains("library") || query == yes, "{}", got.text());
        let head = served.ask("HEAD", &path, &[&format!("Accept: {accept}")]);
        assert!(head.body.is_empty());
        assert_eq!(head.header("content-length"), Some(got.body.len().to_string().as_str()));
    }
    let got = served.get(&format!("/sparql?query={}", escaped(graph)), "text/csv");
    assert!(got.status == 406 && got.text().contains("text/turtle"), "{}", got.text());
    assert_eq!(served.get("/sparql?query=ASK%7B%7D&format=cobol", "*/*").status, 406);
    // What XML cannot hold is refused, and not written wrongly.
    for (query, format) in [
        ("CONSTRUCT { <urn:a:b> <http://example.org/2024> 1 } {}", "rdfxml"),
        ("CONSTRUCT { <urn:a:b> <urn:x:123> 1 } {}", "rdfxml"),
        ("CONSTRUCT { <urn:a:b> <urn:x:y> \"a\\u0001b\" } {}", "rdfxml"),
        ("SELECT (\"a\\u0001b\" AS ?x) {}", "xml"),
    ] {
        let got = served.get(&format!("/sparql?query={}&format={format}", escaped(query)), "*/*");
        assert!(got.status == 406 && got.text().contains("has no way to write"), "{query}: {}", got.text());
        let format = if format == "xml" { "json" } else { "turtle" };
        assert_eq!(
            served.get(&format!("/sparql?query={}&format={format}", escaped(query)), "*/*").status,
            200
        );
    }
    let csv = served.query("SELECT (\"=1+1\" AS ?x) {}", "text/csv").text();
    assert_eq!(csv, "x\r\n=1+1\r\n", "the standard form, not that for spreadsheets");
}

#[test]
fn faults_say_where_they_are_and_what_to_do() {
    let folder = library();
    let Some(served) = serve(folder.path(), &[]) else { return };
    let query = "SELECT ?x {\n  ?x nowhere:is ?y\n}";
    let got = served.query(query, "*/*");
    assert_eq!((got.status, got.header("content-type")), (400, Some("text/plain; charset=utf-8")));
    assert!(got.text().contains("query:2:6") && got.text().contains("^^^^^^^^"), "{}", got.text());
    let got = served.query(query, "application/json");
    assert_eq!((got.status, got.header("content-type")), (400, Some("application/problem+json")));
    let problem: serde_json::Value = serde_json::from_slice(&got.body).unwrap();
    assert_eq!(
        (&problem["line"], &problem["column"], &problem["status"]),
        (&2.into(), &6.into(), &400.into())
    );
    for (method, path, lines, status) in [
        ("DELETE", "/sparql?query=ASK%7B%7D", &[][..], 405),
        ("OPTIONS", "/sparql", &[], 405),
        ("POST", "/sparql", &["Content-Length: 0"], 415),
        ("GET", "/sparql?query=ASK%7B%7D", &["Content-Length: 3"], 413),
        ("GET", "/sparql?query=ASK%7B%7D&default-graph-uri=nothing", &[], 400),
        ("GET", "/sparql?query=", &[], 400),
        ("GET", "/sparql?update=CLEAR%20ALL", &[], 403),
        ("GET", "/sparql?query=ASK%7B%7D&update=CLEAR%20ALL", &[], 403),
        ("PUT", "/graphs?default", &["Content-Length: 0"], 405),
        ("POST", "/graphs?default", &["Content-Length: 0"], 405),
        ("GET", "/graphs", &[], 400),
        ("GET", "/graphs?default&graph=http://example.org/g", &[], 400),
        ("GET", "/graphs?graph=nothing", &[], 400),
        ("GET", "/graphs?graph=http://example.org/nothing", &[], 404),
    ] {
        let got = served.ask(method, path, lines);
        assert_eq!(got.status, status, "{method} {path}: {}", got.text());
        assert_eq!(got.header("allow").is_some(), status == 405, "{method} {path}");
    }
    let form = "application/x-www-form-urlencoded";
    for (media_type, body, status) in [
        (form, "", 400),
        (form, "query=ASK%7B%7D&query=ASK%7B%7D", 400),
        (form, "update=CLEAR+ALL", 403),
        ("application/sparql-update", "CLEAR ALL", 403),
        ("application/sparql-query; charset=utf-8", "ASK {}", 200),
        ("application/sparql-query; charset=latin-1", "ASK {}", 415),
        ("application/json", "{}", 415),
    ] {
        assert_eq!(
            sent(served.port, &post("/sparql", media_type, body)).status,
            status,
            "{media_type} {body}"
        );
    }
    let mut binary = post("/sparql", "application/sparql-query", "ASK { ?s ?p 'x' }");
    let last = binary.len() - 4;
    binary[last] = 0xff;
    assert_eq!(sent(served.port, &binary).status, 400);
    assert_eq!(sent(served.port, &post("/sparql", form, &"x".repeat(2 << 20))).status, 413);
}

#[test]
fn a_graph_is_read_whole_and_the_service_describes_itself() {
    let folder = library();
    let Some(served) = serve(folder.path(), &[]) else { return };
    let description = served.get("/sparql", "application/n-triples");
    assert_eq!(description.status, 200);
    let text = description.text();
    let sd = "<http://www.w3.org/ns/sparql-service-description#";
    let graphs: Vec<&str> = text
        .lines()
        .filter_map(|line| line.split_once(&format!("{sd}name> <"))?.1.strip_suffix("> ."))
        .collect();
    assert!(graphs.iter().any(|graph| graph.ends_with("/graph/facts")), "{text}");
    assert!(
        text.contains(&format!("{sd}SPARQL11Query>")) && text.contains(&format!("{sd}UnionDefaultGraph>"))
    );
    assert!(served.get("/sparql/", "*/*").text().contains("sd:Service"));
    for graph in &graphs {
        let count = format!("SELECT (COUNT(*) AS ?n) {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}");
        let count = served.query(&count, "text/csv").text().lines().nth(1).unwrap().to_owned();
        let path = format!("/graphs?graph={}", escaped(graph));
        let whole = served.get(&path, "application/n-triples");
        assert_eq!((whole.status, whole.text().lines().count().to_string()), (200, count), "{graph}");
        assert!(served.ask("HEAD", &path, &[]).body.is_empty());
    }
    let all = served.get("/graphs?default", "application/n-triples").text().lines().count();
    let count = served.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "text/csv").text();
    assert_eq!(
        count.lines().nth(1),
        Some(all.to_string().as_str()),
        "each triple once, in whatever graphs it is"
    );
}

#[test]
fn only_sites_that_were_named_may_ask_and_only_for_data() {
    let folder = library();
    let Some(served) = serve(folder.path(), &["--cors", "https://good.example"]) else { return };
    let allow = "access-control-allow-origin";
    for (origin, path, status, allowed) in [
        ("https://good.example", "/sparql?query=ASK%7B%7D", 200, true),
        ("https://good.example", "/graphs?default", 200, true),
        ("https://good.example", "/data/void.ttl", 200, true),
        ("https://good.example", "/thing/library.jsonld", 200, true),
        ("https://good.example", "/", 403, true),
        ("https://evil.example", "/sparql?query=ASK%7B%7D", 403, false),
        ("https://good.example.evil.example", "/sparql", 403, false),
        ("null", "/sparql?query=ASK%7B%7D", 403, false),
    ] {
        let got = served.ask("GET", path, &[&format!("Origin: {origin}")]);
        assert_eq!((got.status, got.header(allow).is_some()), (status, allowed), "{origin} {path}");
        assert_ne!(got.header(allow), Some("*"));
    }
    let before = |origin: &str| {
        let origin = format!("Origin: {origin}");
        served.ask("OPTIONS", "/sparql", &[&origin, "Access-Control-Request-Method: POST"])
    };
    let good = before("https://good.example");
    assert_eq!((good.status, good.header("access-control-allow-methods")), (204, Some("GET, HEAD, POST")));
    assert_eq!(before("https://evil.example").status, 403);
    let none = served.ask("GET", "/sparql?query=ASK%7B%7D", &[]);
    assert!(none.header(allow).is_none() && none.head.contains("Origin"), "{}", none.head);
    // A form of a foreign page reaches nothing.
    let form = "POST /sparql HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 9\r\n\r\nquery=ASK";
    assert_eq!(served.raw(form).status, 403);
}

#[test]
fn what_is_cut_says_so_or_is_no_answer() {
    let folder = library();
    let Some(served) = serve(folder.path(), &["--max-rows", "5"]) else { return };
    for query in
        ["SELECT * { ?s ?p ?o }", "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", "DESCRIBE ?s { ?s a ?class }"]
    {
        let got = served.query(query, "*/*");
        assert!(got.status == 422 && got.text().contains("more than 5 rows"), "{query}: {}", got.text());
    }
    let rows = "SELECT ?s { ?s ?p ?o }";
    for (query, form, words) in [
        (rows, "json", Some("\"link\":[\"urn:remit:answer:partial\"]")),
        (rows, "xml", Some("<link href=\"urn:remit:answer:partial\"/>")),
        (rows, "csv", None),
        (rows, "tsv", None),
        ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", "turtle", Some("# not all of the answer")),
        ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", "nt", Some("# not all of the answer")),
    ] {
        let got = served.get(&format!("/sparql?query={}&format={form}&partial=yes", escaped(query)), "*/*");
        assert_eq!((got.status, got.header("remit-partial").is_some()), (200, true), "{form}");
        assert!(words.is_none_or(|words| got.text().contains(words)), "{form}: {}", got.text());
        if form == "csv" {
            assert_eq!(got.text().lines().count(), 6, "no row but those of the answer");
        }
    }
    let whole =
        served.get(&format!("/sparql?query={}&partial=yes", escaped("SELECT ?s { ?s a ?c } LIMIT 5")), "*/*");
    assert!(whole.status == 200 && whole.header("remit-partial").is_none());
    assert_eq!(
        served.get("/graphs?default", "*/*").status,
        200,
        "the graph itself is no answer that is too long"
    );
}

#[test]
fn a_graph_that_is_named_twice_is_merged_once() {
    let folder = library();
    let Some(served) = serve(folder.path(), &[]) else { return };
    let count = |more: &str| {
        let query = escaped("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }");
        served.get(&format!("/sparql?format=csv&query={query}{more}"), "*/*").text()
    };
    let graph = escaped("https://remit.example/library/graph/facts");
    let (once, twice) =
        (format!("&default-graph-uri={graph}"), format!("&default-graph-uri={graph}").repeat(2));
    assert!(count(&once).len() > "n\r\n0\r\n".len(), "{}", count(&once));
    assert_eq!(count(&once), count(&twice));
    let from = "FROM <https://remit.example/library/graph/facts> ";
    let text = |from: &str| format!("SELECT (COUNT(*) AS ?n) {from} {{ ?s ?p ?o }}");
    let answers = [from.to_owned(), from.repeat(2)].map(|from| served.query(&text(&from), "text/csv").text());
    assert_eq!(answers[0], count(&once));
    assert_eq!(answers[0], answers[1]);
    let named = "FROM NAMED <https://remit.example/library/graph/facts> ".repeat(2);
    let query = format!("SELECT (COUNT(*) AS ?n) {named} {{ GRAPH ?g {{ ?s ?p ?o }} }}");
    assert_eq!(served.query(&query, "text/csv").text(), answers[0]);
}

#[test]
fn an_answer_that_grows_as_it_is_written_is_too_large_and_no_fault() {
    let folder = library();
    let Some(served) = serve(folder.path(), &["--timeout", "120"]) else { return };
    let doubled = |i| format!(" BIND(CONCAT(?a{i}, ?a{i}) AS ?a{})", i + 1);
    let doubled = (0..22).map(doubled).collect::<Vec<String>>().concat();
    let query = format!("SELECT ?a22 {{ BIND(STR(\"\u{202e}\") AS ?a0){doubled} }}");
    for form in
        ["application/sparql-results+json", "application/sparql-results+xml", "text/tab-separated-values"]
    {
        assert_eq!(served.query(&query, form).status, 422, "{form}");
    }
    assert_eq!(served.count("remit_worker_kills_total"), 0);
}

#[test]
fn texts_of_groups_have_an_end() {
    let folder = library();
    let query =
        "SELECT (STRLEN(GROUP_CONCAT(STR(?o); separator = \"SEPARATOR\")) AS ?n) { ?s ?p ?o . ?a a ?c }";
    let ran = remit(folder.path(), &["query", "-e", &query.replace("SEPARATOR", &"x".repeat(100_000))]);
    assert!(ran.code == 2 && ran.err.contains("text"), "{}{}", ran.out, ran.err);
    let ran = remit(folder.path(), &["query", "-e", &query.replace("SEPARATOR", "x")]);
    assert_eq!(ran.code, 0, "{}", ran.err);
}

#[test]
fn parameters_that_are_no_utf8_are_refused_as_bodies_are() {
    let folder = library();
    let Some(served) = serve(folder.path(), &[]) else { return };
    assert_eq!(served.get("/sparql?query=ASK%20%7BFILTER(STRLEN(%22%FF%22)=1)%7D", "*/*").status, 400);
    assert_eq!(
        served.get("/sparql?query=ASK%20%7BFILTER(STRLEN(%22%C3%A9%22)=1)%7D", "*/*").text().trim(),
        "{\"head\":{},\"boolean\":true}"
    );
    // Names of forms that no store but others knows leave the choice to `Accept`.
    let query = escaped("CONSTRUCT WHERE { ?s a ?c }");
    for format in ["n3", "format=n3&format=rdf%2Bn3", "yaml"] {
        assert_eq!(
            served.get(&format!("/sparql?query={query}&format={format}"), "text/turtle").status,
            200,
            "{format}"
        );
    }
    let json_ld = served.get(
        &format!("/sparql?query={query}&format=json-ld&format=application/ld%2Bjson,application/x-json%2Bld"),
        "*/*",
    );
    assert_eq!(json_ld.header("content-type"), Some("application/ld+json"));
    assert_eq!(served.get(&format!("/sparql?query={query}&format=yaml"), "*/*").status, 406);
    let https = sent(served.port, b"GET /sparql HTTP/1.1\r\nHost: localhost:8443\r\nX-Forwarded-Proto: https\r\nConnection: close\r\n\r\n");
    assert!(https.text().contains("https://localhost:8443/sparql"), "{}", https.text());
}

/// Waits until what the server counts is as it should be.
#[track_caller]
fn until(what: &str, is_so: impl Fn() -> bool) {
    for _ in 0..600 {
        if is_so() {
            return;
        }
        thread::sleep(std::time::Duration::from_millis(100));
    }
    panic!("never: {what}");
}

/// A query that would run for a very long time.
pub(crate) const ENDLESS: &str = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }";

#[test]
fn who_hangs_up_leaves_no_work_behind() {
    let folder = library();
    let Some(served) = serve(folder.path(), &["--timeout", "600", "--workers", "2"]) else { return };
    until("two workers and a spare one are ready", || served.count("remit_workers_ready") >= 3);
    let mut streams: Vec<TcpStream> = (0..2).map(|_| served.connect()).collect();
    for stream in &mut streams {
        stream.write_all(&post("/sparql", "application/sparql-query", ENDLESS)).unwrap();
    }
    until("both are at work", || served.count("remit_workers_busy") == 2);
    drop(streams);
    until("nobody is at work", || served.count("remit_workers_busy") == 0);
    assert_eq!(served.count("remit_worker_kills_total"), 2);
    assert_eq!(served.query("ASK {}", "*/*").status, 200);
}

#[test]
fn light_queries_are_answered_while_heavy_ones_run_and_wait() {
    let folder = library();
    let Some(served) = serve(folder.path(), &["--timeout", "600", "--workers", "1"]) else { return };
    let heavy = || {
        let mut stream = served.connect();
        stream.write_all(&post("/sparql", "application/sparql-query", ENDLESS)).unwrap();
        stream
    };
    let mut waiting: Vec<TcpStream> = (0..8).map(|_| heavy()).collect();
    until("one is at work, and seven wait", || served.count("remit_queries_waiting") == 7);
    for _ in 0..20 {
        assert_eq!(served.query("ASK {}", "*/*").status, 200);
    }
    #[cfg(target_os = "linux")]
    {
        let of_threads = |worker: &u32| std::fs::read_dir(format!("/proc/{worker}/task")).unwrap();
        let priority = |thread: std::fs::DirEntry| {
            let stat = std::fs::read_to_string(thread.path().join("stat")).unwrap();
            let (_, fields) = stat.rsplit_once(')').unwrap();
            fields.split_whitespace().nth(16).unwrap() == "10"
        };
        let is_lower = |worker: &u32| of_threads(worker).flatten().all(priority);
        let lower = workers_of(served.child.id()).iter().filter(|worker| is_lower(worker)).count();
        assert_eq!(lower, 1, "the heavy one alone has a lower priority");
    }
    waiting.extend((8..65).map(|_| heavy()));
    until("one is at work, and 64 wait", || served.count("remit_queries_waiting") == 64);
    let got = served.query(ENDLESS, "*/*");
    assert_eq!((got.status, got.header("retry-after")), (503, Some("5")));
    assert_eq!(served.query("ASK {}", "*/*").status, 200);
    assert_eq!(served.get("/thing/library", "*/*").status, 200, "pages need no worker");
    drop(waiting);
    until("all have gone", || served.count("remit_workers_busy") == 0);
    assert_eq!(served.query("ASK {}", "*/*").status, 200);
}

#[test]
fn queries_and_pages_are_of_one_generation() {
    let folder = library();
    let Some(served) = serve(folder.path(), &["--timeout", "5", "--workers", "1"]) else { return };
    let ask = |served: &Served, key: &str| {
        served.query(&format!("ASK {{ <https://remit.example/library/id/{key}> ?p ?o }}"), "text/csv").text()
    };
    let shows = |served: &Served, key: &str| served.get(&format!("/thing/{key}.ttl"), "*/*").status == 200;
    assert!(ask(&served, "library") == "true" && ask(&served, "bus") == "false" && !shows(&served, "bus"));
    put(folder.path(), "data/more.toml", "[[entity]]\nid = \"bus\"\ntype = \"Service\"\nname = \"Bus\"\n");
    served.hears("pages rebuilt");
    assert!(ask(&served, "bus") == "true" && shows(&served, "bus"));
    // Files with faults leave the old pages, and a new worker answers about them.
    put(
        folder.path(),
        "data/more.toml",
        "[[entity]]\nid = \"tram\"\ntype = \"Spaceship\"\nname = \"Tram\"\n",
    );
    served.hears("still serving the old pages");
    assert_eq!(served.query(ENDLESS, "*/*").status, 503);
    assert!(served.count("remit_worker_kills_total") > 0, "the worker is another one");
    assert!(ask(&served, "bus") == "true" && ask(&served, "tram") == "false" && shows(&served, "bus"));
}

#[test]
fn what_is_asked_is_logged_where_that_is_wanted() {
    let folder = library();
    let Some(quiet) = serve(folder.path(), &["--log"]) else { return };
    quiet.query("ASK { ?secret ?p ?o }", "*/*");
    let line = quiet.told.iter().find(|line| line.contains("/sparql")).unwrap();
    assert!(line.starts_with("POST /sparql 200 ") && !line.contains("secret"), "{line}");
    let Some(open) = serve(folder.path(), &["--log", "--log-queries"]) else { return };
    open.query("ASK {\n ?secret ?p ?o }", "*/*");
    let line = open.told.iter().find(|line| line.contains("/sparql")).unwrap();
    assert!(line.ends_with("\"ASK {\\n ?secret ?p ?o }\""), "{line}");
}

/// Whether a process is there.
#[cfg(target_os = "linux")]
fn lives(process: u32) -> bool {
    Path::new(&format!("/proc/{process}")).exists()
}

/// The workers of a server.
#[cfg(target_os = "linux")]
fn workers_of(process: u32) -> Vec<u32> {
    let threads = std::fs::read_dir(format!("/proc/{process}/task")).unwrap().flatten();
    let children = threads.filter_map(|t| std::fs::read_to_string(t.path().join("children")).ok());
    let numbers = children.collect::<Vec<_>>().join(" ");
    numbers.split_whitespace().map(|number| number.parse().unwrap()).collect()
}

#[cfg(target_os = "linux")]
#[test]
fn workers_have_limits_and_end_with_their_server() {
    let folder = library();
    let Some(mut served) = serve(folder.path(), &["--workers", "2", "--memory", "32", "--timeout", "600"])
    else {
        return;
    };
    until("three workers", || workers_of(served.child.id()).len() >= 3);
    until("a worker is ready", || served.query("ASK {}", "*/*").status == 200);
    let workers = workers_of(served.child.id());
    let is_limited = |worker: &u32| {
        let limits = std::fs::read_to_string(format!("/proc/{worker}/limits")).unwrap();
        let limit = |name: &str| {
            let line = limits.lines().find_map(|line| line.strip_prefix(name)).unwrap();
            line.split_whitespace().next().unwrap().to_owned()
        };
        let (core, file) = (limit("Max core file size"), limit("Max file size"));
        let rest = ["Max address space", "Max cpu time"].map(limit);
        core == "0" && file == "0" && rest.iter().all(|one| one != "unlimited")
    };
    until("all have limits", || workers.iter().all(is_limited));
    let heavy = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i";
    let got = served.query(heavy, "*/*");
    assert!(got.status == 503 && got.text().contains("32 MiB of memory"), "{}", got.text());
    assert_eq!(served.query("ASK {}", "*/*").status, 200);
    let mut stream = served.connect();
    stream.write_all(&post("/sparql", "application/sparql-query", ENDLESS)).unwrap();
    until("a worker is at work", || served.count("remit_workers_busy") == 1);
    let workers = workers_of(served.child.id());
    assert!(!workers.is_empty());
    served.child.kill().unwrap();
    served.child.wait().unwrap();
    for worker in workers {
        until("it has ended", || !lives(worker));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_query_of_the_command_line_keeps_to_limits() {
    let folder = library();
    let run = |more: &[&str]| remit(folder.path(), &[&["query", "-e"], more].concat());
    let good = run(&["ASK {}", "--timeout", "60", "--memory", "256"]);
    assert_eq!((good.code, good.out.as_str()), (0, "true\n"));
    assert_eq!(run(&["ASK { FILTER(false) }", "--timeout", "60", "--exit-status"]).code, 1);
    assert_eq!(run(&["ASK {", "--timeout", "60"]).code, 2);
    let late = run(&[ENDLESS, "--timeout", "1"]);
    assert!(late.code == 2 && late.err.contains("more than 1 s"), "{}", late.err);
    let large = run(&["SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i", "--memory", "64"]);
    assert!(large.code == 2 && large.err.contains("64 MiB of memory"), "{}", large.err);
}
