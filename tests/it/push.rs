//! Stores elsewhere: a toy one that fails in every way it can, and real ones where they are installed.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;
use std::time::Duration;

use md5::{Digest, Md5};
use oxrdf::{NamedOrBlankNode, Term, Triple};
use oxttl::TurtleParser;
use remit::model::text::hex;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{Ran, put, repository, skip};

const OLD: &str = "<http://e/old> <http://e/p> \"old\"";

/// Which login a toy asks for.
#[derive(Clone, Copy, PartialEq)]
enum Asks {
    Nothing,
    Basic,
    Digest,
    Other,
}

/// When a toy goes away, before or after it does what is asked.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Cut {
    Before,
    After,
    Amid,
}

/// In what a toy is not like others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    Rewrites,
    Loses,
    Spoils,
    NoUpdates,
    OnlyGet,
    Moved,
}

/// What a toy holds, and how it behaves.
struct Toy {
    graphs: BTreeMap<String, BTreeSet<String>>,
    /// Method, path and first words of each request that was answered.
    log: Vec<String>,
    asks: Asks,
    cut: Option<(usize, Cut)>,
    seen: usize,
    is_down: bool,
    refuses_part: Option<usize>,
    ways: BTreeSet<Way>,
    rows_at_once: usize,
    kind: &'static str,
}

impl Default for Toy {
    fn default() -> Self {
        Self {
            graphs: BTreeMap::from([("<http://e/g>".to_owned(), BTreeSet::from([OLD.to_owned()]))]),
            log: Vec::new(),
            asks: Asks::Nothing,
            cut: None,
            seen: 0,
            is_down: false,
            refuses_part: None,
            ways: BTreeSet::new(),
            rows_at_once: usize::MAX,
            kind: "application/sparql-results+json",
        }
    }
}

struct Request {
    method: String,
    target: String,
    headers: BTreeMap<String, String>,
    body: String,
}

impl Request {
    fn read(stream: &TcpStream) -> Option<Self> {
        let mut reader = BufReader::new(stream);
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let mut first = line.split_whitespace();
        let (method, target) = (first.next()?.to_owned(), first.next()?.to_owned());
        let mut headers = BTreeMap::new();
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).ok()?;
            let Some((name, value)) = line.trim_end().split_once(':') else { break };
            headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
        }
        let length = headers.get("content-length").and_then(|l| l.parse().ok()).unwrap_or(0);
        let mut body = vec![0; length];
        reader.read_exact(&mut body).ok()?;
        Some(Self { method, target, headers, body: String::from_utf8(body).ok()? })
    }

    /// A value of the address or of the form in the body.
    fn value(&self, name: &str) -> Option<String> {
        let query = self.target.split_once('?').map_or("", |(_, query)| query);
        let all = format!("{query}&{}", self.body);
        form_urlencoded::parse(all.as_bytes()).find(|(n, _)| n == name).map(|(_, value)| value.into_owned())
    }
}

fn md5(text: &str) -> String {
    hex(&Md5::digest(text))
}

impl Toy {
    fn with(ways: &[Way]) -> Self {
        Self { ways: ways.iter().copied().collect(), ..Self::default() }
    }

    fn is(&self, way: Way) -> bool {
        self.ways.contains(&way)
    }

    /// The challenge, unless the request answers it.
    fn challenge(&self, request: &Request) -> Option<&'static str> {
        const NONCE: &str = "abc";
        let given = request.headers.get("authorization").map(String::as_str).unwrap_or_default();
        match self.asks {
            Asks::Nothing => None,
            Asks::Other => Some("Negotiate"),
            // me:secret
            Asks::Basic => (given != "Basic bWU6c2VjcmV0").then_some("Basic realm=\"toy\""),
            Asks::Digest => {
                let part = |name: &str| {
                    let start = given.find(&format!(" {name}="))? + name.len() + 2;
                    Some(given[start..].split(',').next()?.trim_matches('"'))
                };
                let own = md5("me:toy, of sorts:secret");
                let what = md5(&format!("{}:{}", request.method, request.target));
                let [count, number] = ["nc", "cnonce"].map(|name| part(name).unwrap_or_default());
                let expected = md5(&format!("{own}:{NONCE}:{count}:{number}:auth:{what}"));
                (part("response") != Some(&expected)).then_some(
                    "Digest realm=\"toy, of sorts\", nonce=\"abc\", qop=\"auth\", algorithm=\"MD5\"",
                )
            }
        }
    }

    fn answer(&mut self, request: &Request) -> (u16, String, String) {
        let path = request.target.split('?').next().unwrap_or_default();
        let text = |status: u16, text: &str| (status, "text/plain".to_owned(), text.to_owned());
        match path {
            "/store" => self.graph(request),
            "/query" if self.is(Way::OnlyGet) && request.method != "GET" => text(405, ""),
            "/query" => self.query(&request.value("query").unwrap_or_default()),
            "/update" if !self.is(Way::NoUpdates) => {
                self.update(&request.value("update").unwrap_or_default());
                text(204, "")
            }
            _ => text(404, "nothing here"),
        }
    }

    fn graph(&mut self, request: &Request) -> (u16, String, String) {
        let name = request.value("graph").map_or("DEFAULT".to_owned(), |graph| format!("<{graph}>"));
        let text = |status: u16, text: &str| (status, "text/plain".to_owned(), text.to_owned());
        let posts = self.log.iter().filter(|line| line.starts_with("POST /store")).count();
        if request.method == "POST" && self.refuses_part == Some(posts) {
            return text(500, "the disk is full\u{1b}[31m");
        }
        match request.method.as_str() {
            "POST" | "PUT" => {
                let triples = TurtleParser::new().for_slice(&request.body).map(|t| t.expect("it is Turtle"));
                let mut lines: Vec<String> = triples.map(|triple| self.kept(&triple)).collect();
                if self.is(Way::Loses) {
                    lines.pop();
                }
                if request.method == "PUT" {
                    self.graphs.remove(&name);
                }
                self.graphs.entry(name).or_default().extend(lines);
                text(201, "")
            }
            "DELETE" => text(if self.graphs.remove(&name).is_some() { 204 } else { 404 }, ""),
            _ => text(405, ""),
        }
    }

    /// A triple as this store keeps it.
    fn kept(&self, triple: &Triple) -> String {
        let mut line = triple.to_string();
        if self.is(Way::Rewrites) {
            line =
                line.replace("\"07\"", "\"7\"").replace("#int>", "#integer>").replace("\"1.10\"", "\"1.1\"");
            line = line.replace("@en-GB", "@en-gb").replace("\"true\"^^", "\"1\"^^");
        }
        if self.is(Way::Spoils) { line.replace("\"PT60S\"", "\"60.6\"") } else { line }
    }

    fn query(&self, query: &str) -> (u16, String, String) {
        let named = |before: &str| {
            let rest = &query[query.find(before)? + before.len()..];
            Some(format!("<{}>", rest.split('>').next()?))
        };
        let graph = named("GRAPH <").unwrap_or("DEFAULT".to_owned());
        let triples: Vec<Triple> = self.graphs.get(&graph).into_iter().flatten().map(|l| parsed(l)).collect();
        let (columns, rows): (&[&str], Vec<Value>) = if query.contains("COUNT") {
            let mut counts = BTreeMap::<String, usize>::new();
            for triple in &triples {
                *counts.entry(triple.predicate.as_str().to_owned()).or_default() += 1;
            }
            let row = |(p, n): (&String, &usize)| json!({ "p": { "type": "uri", "value": p }, "n": { "type": "typed-literal", "datatype": "http://www.w3.org/2001/XMLSchema#integer", "value": n.to_string() } });
            (&["p", "n"], counts.iter().map(row).collect())
        } else {
            let predicate = named("?s <").unwrap_or_default();
            let offset = query.rsplit_once("OFFSET ").and_then(|(_, n)| n.parse().ok()).unwrap_or(0);
            let wanted =
                triples.iter().filter(|t| predicate.is_empty() || t.predicate.to_string() == predicate);
            let row = |t: &Triple| json!({ "s": subject(&t.subject), "o": term(&t.object) });
            (&["s", "o"], wanted.skip(offset).take(self.rows_at_once).map(row).collect())
        };
        let body = json!({ "head": { "vars": columns }, "results": { "bindings": rows } });
        (200, self.kind.to_owned(), body.to_string())
    }

    fn update(&mut self, update: &str) {
        for copy in update.split(';') {
            let names: Vec<String> =
                copy.split('<').skip(1).filter_map(|n| Some(format!("<{}>", n.split('>').next()?))).collect();
            let to = names.get(1).cloned().unwrap_or("DEFAULT".to_owned());
            let from = self.graphs.get(&names[0]).cloned().unwrap_or_default();
            self.graphs.insert(to, from);
        }
    }
}

fn parsed(line: &str) -> Triple {
    let text = format!("{line} .");
    TurtleParser::new().for_slice(&text).next().expect("a triple").expect("it is Turtle")
}

fn subject(node: &NamedOrBlankNode) -> Value {
    match node {
        NamedOrBlankNode::NamedNode(node) => json!({ "type": "uri", "value": node.as_str() }),
        NamedOrBlankNode::BlankNode(node) => json!({ "type": "bnode", "value": node.as_str() }),
    }
}

fn term(term: &Term) -> Value {
    match term {
        Term::Literal(literal) => match literal.language() {
            Some(tag) => json!({ "type": "literal", "value": literal.value(), "xml:lang": tag }),
            None => {
                json!({ "type": "literal", "value": literal.value(), "datatype": literal.datatype().as_str() })
            }
        },
        Term::NamedNode(node) => json!({ "type": "uri", "value": node.as_str() }),
        other => json!({ "type": "bnode", "value": other.to_string() }),
    }
}

/// A toy that runs.
struct Served {
    toy: Arc<Mutex<Toy>>,
    url: String,
}

impl Served {
    fn toy(&self) -> MutexGuard<'_, Toy> {
        self.toy.lock().expect("no request failed in it")
    }

    /// The toy works again.
    fn mend(&self) {
        let mut toy = self.toy();
        toy.is_down = false;
        toy.cut = None;
        toy.refuses_part = None;
        toy.seen = 0;
        toy.log.clear();
    }

    fn graph(&self, name: &str) -> Vec<String> {
        self.toy().graphs.get(name).into_iter().flatten().cloned().collect()
    }

    fn names(&self) -> Vec<String> {
        self.toy().graphs.keys().cloned().collect()
    }
}

/// Starts a toy; none, and a line that says so, where this system has no sockets.
#[track_caller]
fn serve(toy: Toy) -> Option<Served> {
    let listener = match TcpListener::bind("127.0.0.1:0") {
        Ok(listener) => listener,
        Err(error) => {
            skip(&format!("no sockets to be had: {error}"));
            return None;
        }
    };
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let toy = Arc::new(Mutex::new(toy));
    let kept = Arc::clone(&toy);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            one(&stream, &kept);
        }
    });
    Some(Served { toy, url })
}

fn one(mut stream: &TcpStream, toy: &Mutex<Toy>) {
    let mut toy = toy.lock().expect("no request failed before");
    toy.seen += 1;
    let seen = toy.seen;
    let cut = toy.cut.filter(|(at, _)| *at == seen).map(|(_, cut)| cut);
    toy.is_down |= cut.is_some();
    if cut == Some(Cut::Before) || toy.is_down && cut.is_none() {
        return;
    }
    let Some(request) = Request::read(stream) else { return };
    let mut more = "Connection: close\r\n".to_owned();
    let (status, kind, body) = if toy.is(Way::Moved) {
        more.push_str("Location: http://e/elsewhere\r\n");
        (301, String::new(), String::new())
    } else if let Some(challenge) = toy.challenge(&request) {
        more.push_str(&format!("WWW-Authenticate: {challenge}\r\n"));
        (401, String::new(), String::new())
    } else {
        let answer = toy.answer(&request);
        toy.log.push(format!("{} {}", request.method, request.target));
        answer
    };
    if cut == Some(Cut::After) {
        return;
    }
    let head = format!(
        "HTTP/1.1 {status} Status\r\nContent-Type: {kind}\r\n{more}Content-Length: {}\r\n\r\n",
        body.len()
    );
    let mut whole = head + &body;
    if cut == Some(Cut::Amid) {
        whole.truncate(whole.len() - body.len() / 2 - 1);
    }
    let _ = stream.write_all(whole.as_bytes());
}

const DATA: &str = "<http://e/a> <http://e/p> \"07\"^^<http://www.w3.org/2001/XMLSchema#int> <http://e/g> .
<http://e/a> <http://e/q> \"1.10\"^^<http://www.w3.org/2001/XMLSchema#decimal> <http://e/g> .
<http://e/b> <http://e/p> \"x\"@en-GB <http://e/g> .
<http://e/b> <http://e/q> \"true\"^^<http://www.w3.org/2001/XMLSchema#boolean> <http://e/g> .
_:n <http://e/p> _:m <http://e/g> .
<http://e/c> <http://e/r> \"PT60S\"^^<http://www.w3.org/2001/XMLSchema#duration> <http://e/g> .
<http://e/c> <http://e/r> <http://e/d> <http://e/h> .
<http://e/c> <http://e/r> <http://e/d> <http://e/h> .
<http://e/c> <http://e/r> \"of no graph\" .
";

fn folder() -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    put(folder.path(), "data.nq", DATA);
    folder
}

fn run(folder: &Path, password: Option<&str>, args: &[&str]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_remit"));
    for name in ["REMIT_PASSWORD", "NO_COLOR", "http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"] {
        command.env_remove(name);
    }
    command.envs(password.map(|password| ("REMIT_PASSWORD", password)));
    command.args(args).current_dir(folder).stdin(Stdio::null()).output().expect("the program starts").into()
}

fn push(folder: &TempDir, served: &Served, more: &[&str]) -> Ran {
    let args = ["push", &served.url, "--file", "data.nq", "--lines", "2"];
    run(folder.path(), None, &[&args, more].concat())
}

/// What is in place is what was pushed, and nothing is left of the way there.
#[track_caller]
fn is_pushed(served: &Served) {
    assert_eq!(served.names(), ["<http://e/g>", "<http://e/h>", "DEFAULT"]);
    assert_eq!(served.graph("<http://e/g>").len(), 6);
    assert_eq!(served.graph("<http://e/h>"), ["<http://e/c> <http://e/r> <http://e/d>"]);
    assert_eq!(served.graph("DEFAULT"), ["<http://e/c> <http://e/r> \"of no graph\""]);
}

#[test]
fn a_graph_is_pushed_verified_and_put_in_place() {
    let Some(served) = serve(Toy::default()) else { return };
    let folder = folder();
    let ran = push(&folder, &served, &[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("8 triples in 3 graphs verified and in place"), "{}", ran.err);
    is_pushed(&served);
    let skolem =
        served.graph("<http://e/g>").into_iter().filter(|l| l.starts_with("<urn:remit:genid:")).count();
    assert_eq!(skolem, 1, "blank nodes have names");
    // A second push does the same once more, and a named graph takes what has none.
    let ran = push(&folder, &served, &["--graph", "http://e/other"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(served.graph("<http://e/other>").len(), 1);
    assert!(ran.err.contains("the default graph was pushed before and is not in this data"), "{}", ran.err);
}

#[test]
fn a_store_that_rewrites_literals_and_gives_few_rows_is_verified() {
    let Some(served) = serve(Toy { rows_at_once: 1, ..Toy::with(&[Way::Rewrites]) }) else { return };
    let ran = push(&folder(), &served, &[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    is_pushed(&served);
}

#[test]
fn a_store_that_loses_a_triple_is_found_out_and_the_old_graph_stays() {
    let Some(served) = serve(Toy::with(&[Way::Loses])) else { return };
    let folder = folder();
    let ran = push(&folder, &served, &[]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    for part in [
        "graph <http://e/g>, predicate <http://e/q>: expected 2, found 0",
        "missing: <http://e/a> <http://e/q> \"1.10\"",
        "the old graphs are as they were",
    ] {
        assert!(ran.err.contains(part), "{part}: {}", ran.err);
    }
    assert_eq!(served.graph("<http://e/g>"), [OLD]);
    assert_eq!(served.names(), ["<http://e/g>"], "what cannot be trusted is removed");
    served.toy().ways.clear();
    assert_eq!(push(&folder, &served, &[]).code, 0);
    is_pushed(&served);
}

#[test]
fn a_value_that_a_store_spoils_is_told_and_taken_only_on_request() {
    let Some(served) = serve(Toy::with(&[Way::Spoils])) else { return };
    let folder = folder();
    let ran = push(&folder, &served, &[]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    let told = "predicate <http://e/r>: the store keeps another value of 1";
    assert!(
        ran.err.contains(told) && ran.err.contains("instead: <http://e/c> <http://e/r> \"60.6\""),
        "{}",
        ran.err
    );
    assert_eq!(served.graph("<http://e/g>"), [OLD]);
    let ran = push(&folder, &served, &["--lenient"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains(told), "{}", ran.err);
    is_pushed(&served);
    served.toy().ways.insert(Way::Loses);
    let ran = push(&folder, &served, &["--lenient"]);
    assert_eq!(ran.code, 1, "a triple that is lost is never accepted: {}", ran.err);
    is_pushed(&served);
}

#[test]
fn a_push_goes_on_where_a_part_was_refused() {
    let Some(served) = serve(Toy { refuses_part: Some(2), ..Toy::default() }) else { return };
    let folder = folder();
    let ran = push(&folder, &served, &[]);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(
        ran.err.contains("answers 500") && ran.err.contains("the disk is full\\u{1b}[31m"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("the old graphs are as they were"), "{}", ran.err);
    assert!(ran.err.contains("  <http://e/g#remit-"), "what is left is told: {}", ran.err);
    assert_eq!(served.graph("<http://e/g>"), [OLD]);
    served.mend();
    let ran = push(&folder, &served, &[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("the store has 2 parts") && ran.err.contains("(3 parts sent)"), "{}", ran.err);
    is_pushed(&served);
}

#[test]
fn what_a_push_left_is_removed_by_the_next_one_of_other_data() {
    let Some(served) = serve(Toy { refuses_part: Some(2), ..Toy::default() }) else { return };
    let folder = folder();
    assert_eq!(push(&folder, &served, &[]).code, 2);
    assert!(served.names().len() > 1);
    served.mend();
    put(folder.path(), "data.nq", "<http://e/new> <http://e/p> \"new\" <http://e/g> .\n");
    let ran = push(&folder, &served, &[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("removed <http://e/g#remit-"), "{}", ran.err);
    assert_eq!(served.names(), ["<http://e/g>"]);
    assert_eq!(served.graph("<http://e/g>"), ["<http://e/new> <http://e/p> \"new\""]);
}

#[test]
fn a_store_that_forgot_is_sent_all_of_it_again() {
    let Some(served) = serve(Toy { refuses_part: Some(2), ..Toy::default() }) else { return };
    let folder = folder();
    assert_eq!(push(&folder, &served, &[]).code, 2);
    served.mend();
    served.toy().graphs.retain(|name, _| !name.contains("remit"));
    let ran = push(&folder, &served, &[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("all of it is sent again"), "{}", ran.err);
    is_pushed(&served);
}

/// Whatever moment the store goes away at, each graph is the old one or the new one, and the next push ends well.
fn cut_at_every_moment(cut: Cut) {
    for at in 1.. {
        let Some(served) = serve(Toy { cut: Some((at, cut)), ..Toy::default() }) else { return };
        let folder = folder();
        let ran = push(&folder, &served, &[]);
        if !served.toy().is_down {
            assert_eq!(ran.code, 0, "{}", ran.err);
            assert!(at > 15, "there are moments to fail at: {at}");
            return;
        }
        let graph = served.graph("<http://e/g>");
        assert!(graph == [OLD] || graph.len() == 6, "{cut:?} {at}: {graph:?}");
        // An answer that breaks off within its head or with nothing in it may be one all the same.
        if ran.code != 0 {
            assert_eq!(ran.code, 2, "{cut:?} {at}: {}", ran.err);
            let is_old = ran.err.contains("the old graphs are as they were");
            assert!(!is_old || graph == [OLD], "{cut:?} {at}: {}", ran.err);
            assert!(ran.err.contains("error: the connection to http://"), "{cut:?} {at}: {}", ran.err);
        }
        served.mend();
        let ran = push(&folder, &served, &[]);
        assert_eq!(ran.code, 0, "{cut:?} {at}: {}", ran.err);
        is_pushed(&served);
    }
}

#[test]
fn a_connection_cut_before_any_request_leaves_the_old_graph() {
    cut_at_every_moment(Cut::Before);
}

#[test]
fn a_connection_cut_after_any_request_leaves_the_old_graph_or_the_new_one() {
    cut_at_every_moment(Cut::After);
}

#[test]
fn a_connection_cut_amid_any_answer_leaves_the_old_graph_or_the_new_one() {
    cut_at_every_moment(Cut::Amid);
}

#[test]
fn a_store_without_updates_takes_the_graph_whole() {
    let Some(served) = serve(Toy::with(&[Way::NoUpdates])) else { return };
    let ran = push(&folder(), &served, &[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("graphs are put in place by PUT"), "{}", ran.err);
    is_pushed(&served);
}

#[test]
fn logins_are_answered_or_told_and_the_password_is_nowhere() {
    for (asks, words) in
        [(Asks::Basic, "Basic, realm \"toy\""), (Asks::Digest, "Digest, realm \"toy, of sorts\"")]
    {
        let Some(served) = serve(Toy { asks, ..Toy::default() }) else { return };
        let folder = folder();
        let args = ["push", &served.url, "--file", "data.nq", "--user", "me"];
        let ran = push(&folder, &served, &[]);
        assert!(ran.code == 2 && ran.err.contains(&format!("asks for a login ({words})")), "{}", ran.err);
        assert!(ran.err.contains("--user NAME") && ran.err.contains("REMIT_PASSWORD"), "{}", ran.err);
        let ran = run(folder.path(), None, &args);
        assert!(ran.code == 2 && ran.err.contains("there is no password for `me`"), "{}", ran.err);
        let ran = run(folder.path(), Some("wrong"), &args);
        assert!(
            ran.code == 2 && ran.err.contains(&format!("refused the user or the password ({words})")),
            "{}",
            ran.err
        );
        assert_eq!(served.names(), ["<http://e/g>"]);
        let ran = run(folder.path(), Some("secret"), &args);
        assert_eq!(ran.code, 0, "{}", ran.err);
        is_pushed(&served);
        let kept = std::fs::read_dir(folder.path()).expect("it is read").flatten().map(|e| e.path());
        let kept = kept.filter(|path| path.is_file()).map(|p| std::fs::read_to_string(p).expect("text"));
        assert!(kept.chain([ran.err, ran.out]).all(|text| !text.contains("secret")));
    }
    let Some(served) = serve(Toy { asks: Asks::Other, ..Toy::default() }) else { return };
    let ran = push(&folder(), &served, &[]);
    assert!(ran.err.contains("asks for a login by Negotiate, expected Basic or Digest"), "{}", ran.err);
}

#[test]
fn wrong_addresses_are_told_with_what_is_near() {
    let Some(served) = serve(Toy::default()) else { return };
    let folder = folder();
    let url = &served.url;
    let ran = |args: &[&str]| run(folder.path(), None, &[&["push", "--file", "data.nq"], args].concat()).err;
    let told = ran(&[&format!("{url}/stor"), "--query", &format!("{url}/query")]);
    assert!(told.contains("404") && told.contains(&format!("did you mean {url}/store?")), "{told}");
    let told = ran(&[&format!("{url}/x")]);
    assert!(told.contains("takes queries") && told.contains("--query URL"), "{told}");
    let told = ran(&[url, "--query", &format!("{url}/qery")]);
    assert!(told.contains(&format!("did you mean {url}/query?")), "{told}");
    let told = ran(&["http://me:secret@127.0.0.1/store"]);
    assert!(told.contains("is not an address of a store") && !told.contains("secret"), "{told}");
    let told = ran(&["http://127.0.0.1:1/store"]);
    assert!(told.contains("cannot reach http://127.0.0.1:1/store"), "{told}");
    let told = ran(&[url, "--graph", "no iri"]);
    assert!(told.contains("is not an IRI"), "{told}");
    served.toy().ways.insert(Way::Moved);
    let told = ran(&[url]);
    assert!(told.contains("has moved to http://e/elsewhere"), "{told}");
    served.toy().ways.clear();
    assert_eq!(served.graph("<http://e/g>"), [OLD]);
    let told = ran(&[&url.replace("http:", "https:"), "--timeout", "2"]);
    assert!(told.contains("https:") && told.contains("if the store has no TLS, give http://"), "{told}");
}

#[test]
fn data_that_cannot_be_sent_is_told_before_anything_is() {
    let Some(served) = serve(Toy::default()) else { return };
    let folder = folder();
    for (data, told) in [
        ("<http://e/s> <http://e/p> .\n", "line 1 is not N-Quads"),
        ("\n", "there is no quad to push"),
        ("<http://e/s> <http://e/p> <<( <http://e/s> <http://e/p> <http://e/o> )>> .\n", "RDF 1.2"),
    ] {
        put(folder.path(), "data.nq", data);
        let ran = push(&folder, &served, &[]);
        assert!(ran.code == 2 && ran.err.contains(told), "{told}: {}", ran.err);
    }
    assert!(served.toy().log.is_empty());
    put(folder.path(), "data.nq", DATA);
    let ran = push(&folder, &served, &[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let state = std::fs::read_dir(folder.path()).expect("it is read").flatten().map(|e| e.path());
    let state = state.into_iter().find(|p| p.to_string_lossy().contains(".remit-push-data.nq-"));
    std::fs::write(state.expect("there is a state"), "{}").expect("it is written");
    let ran = push(&folder, &served, &[]);
    assert!(ran.code == 2 && ran.err.contains("does not say how far a push has come"), "{}", ran.err);
}

#[test]
fn a_store_elsewhere_answers_queries() {
    for ways in [&[][..], &[Way::OnlyGet]] {
        let Some(served) = serve(Toy::with(ways)) else { return };
        let folder = folder();
        let query = "SELECT ?s ?o WHERE { GRAPH <http://e/g> { ?s ?p ?o } }";
        let args = ["query", "--endpoint", &served.url, "-e", query];
        let ran = run(folder.path(), None, &[&args[..], &["-f", "csv"]].concat());
        assert_eq!((ran.code, ran.out.as_str()), (0, "s,o\r\nhttp://e/old,old\r\n"), "{}", ran.err);
        assert!(ran.err.contains(&format!("answer from {}/query", served.url)), "{}", ran.err);
        assert!(ran.err.contains("quotations are not resolved there"), "{}", ran.err);
        let ran = run(folder.path(), None, &[&args[..], &["-f", "md"]].concat());
        assert!(ran.out.contains("| old |"), "{}", ran.out);
    }
    let Some(served) = serve(Toy { kind: "text/html", ..Toy::default() }) else { return };
    let folder = folder();
    let ran = run(folder.path(), None, &["query", "--endpoint", &served.url, "-e", "SELECT * { ?s ?p ?o }"]);
    assert!(
        ran.code == 2 && ran.err.contains("cannot be read as SPARQL JSON: it is text/html"),
        "{}",
        ran.err
    );
    let ran =
        run(folder.path(), None, &["query", "--endpoint", &served.url, "--as-of", "2024", "-e", "ASK {}"]);
    assert!(ran.code == 2 && ran.err.contains("--as-of"), "{}", ran.err);
}

/// A program that ends with the value.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The program that a variable names; none, and a line that says so, without it.
#[track_caller]
fn program(name: &str, what: &str) -> Option<PathBuf> {
    let found = std::env::var_os(name).map(PathBuf::from);
    if found.is_none() {
        skip(&format!("{name} does not say where {what} is"));
    }
    found
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a port").port()
}

fn wait_for(port: u16) {
    for _ in 0..300 {
        if TcpStream::connect(("127.0.0.1", port)).is_ok() {
            return;
        }
        thread::sleep(Duration::from_millis(100));
    }
    panic!("nobody listens on {port}");
}

#[test]
fn oxigraph_takes_the_graph_of_the_repository_and_answers_as_we_do() {
    let Some(program) = program("REMIT_OXIGRAPH", "the server of Oxigraph") else { return };
    let place = folder();
    let port = free_port();
    let bind = format!("127.0.0.1:{port}");
    let child = Command::new(program)
        .args(["serve", "--location", "db", "--bind", &bind])
        .current_dir(place.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let _running = Running(child.expect("it starts"));
    wait_for(port);
    let url = format!("http://{bind}");
    let copy = crate::support::copy_of(&repository());
    let ran = run(copy.path(), None, &["push", &url, "--lines", "5000"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let query = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g";
    let there = run(copy.path(), None, &["query", "--endpoint", &url, "-e", query, "-f", "csv"]);
    assert_eq!(there.out.lines().count(), 6, "five graphs, and none is left of the way: {}", there.out);
    assert!(!there.out.contains("remit-"), "{}", there.out);
    let ran = run(place.path(), None, &["push", &url, "--file", "data.nq"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let ask = run(place.path(), None, &["query", "--endpoint", &url, "-e", "ASK { ?s ?p 'of no graph' }"]);
    assert_eq!(ask.out, "true\n", "{}", ask.err);
    let triples = "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH <http://e/h> { ?s ?p ?o } }";
    let there = run(place.path(), None, &["query", "--endpoint", &url, "-e", triples, "-f", "nt"]);
    assert_eq!(there.out, "<http://e/c> <http://e/r> <http://e/d> .\n", "{}", there.err);
}

#[test]
fn virtuoso_takes_a_graph_by_digest_and_what_it_spoils_is_told() {
    let Some(program) = program("REMIT_VIRTUOSO", "`virtuoso-t`") else { return };
    let place = folder();
    let [sql, port] = [free_port(), free_port()];
    let settings = format!(
        "[Database]\nDatabaseFile = v.db\nErrorLogFile = v.log\nLockFile = v.lck\nTransactionFile = v.trx\nxa_persistent_file = v.pxa\n[TempDatabase]\nDatabaseFile = t.db\nTransactionFile = t.trx\n[Parameters]\nServerPort = 127.0.0.1:{sql}\nNumberOfBuffers = 10000\nCheckpointInterval = 0\n[HTTPServer]\nServerPort = 127.0.0.1:{port}\nServerThreads = 4\n[SPARQL]\nResultSetMaxRows = 1000\n"
    );
    put(place.path(), "v.ini", &settings);
    let child = Command::new(program)
        .args(["+foreground", "+configfile", "v.ini"])
        .current_dir(place.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let _running = Running(child.expect("it starts"));
    wait_for(port);
    let url = format!("http://127.0.0.1:{port}/sparql-graph-crud-auth");
    let args = ["push", &url, "--file", "data.nq", "--user", "dba", "--graph", "http://e/none"];
    let ran = run(place.path(), None, &args[..4]);
    assert!(ran.err.contains("asks for a login (Digest, realm \"SPARQL\")"), "{}", ran.err);
    let ran = run(place.path(), Some("dba"), &args);
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(ran.err.contains("predicate <http://e/r>: the store keeps another value of 1"), "{}", ran.err);
    let ran = run(place.path(), Some("dba"), &[&args[..], &["--lenient"]].concat());
    assert_eq!(ran.code, 0, "{}", ran.err);
    // More rows than it gives at once.
    let line = |n: usize| {
        format!(
            "<http://e/{n}> <http://e/p> \"0{n}\"^^<http://www.w3.org/2001/XMLSchema#int> <http://e/many> .\n"
        )
    };
    put(place.path(), "data.nq", &(0..5000).map(line).collect::<String>());
    let ran = run(place.path(), Some("dba"), &[&args[..], &["--lines", "1500"]].concat());
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(
        ran.err.contains("5000 triples in 1 graph verified and in place")
            && ran.err.contains("(4 parts sent)"),
        "{}",
        ran.err
    );
}
