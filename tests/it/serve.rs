//! The server, asked over sockets as browsers, crawlers and worse do it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

use crate::support::{put, remit, repository, skip};

/// How long anything may take before a test fails; nothing that works takes nearly as long.
pub(crate) const LONG: Duration = Duration::from_secs(180);

/// A server of its own, which ends with the value.
pub(crate) struct Served {
    pub(crate) child: Child,
    pub(crate) port: u16,
    /// The lines of standard error.
    pub(crate) told: Receiver<String>,
}

/// Starts a server; none, and a line that says so, where this system has no sockets.
#[track_caller]
pub(crate) fn serve(project: &Path, more: &[&str]) -> Option<Served> {
    serve_with(project, &[&["--port", "0"], more].concat())
}

/// The same with the port that is given, or the usual one.
#[track_caller]
fn serve_with(project: &Path, more: &[&str]) -> Option<Served> {
    if let Err(error) = TcpListener::bind("127.0.0.1:0") {
        skip(&format!("no sockets to be had: {error}"));
        return None;
    }
    let mut child = Command::new(env!("CARGO_BIN_EXE_remit"))
        .arg("serve")
        .args(more)
        .current_dir(project)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let (sender, told) = mpsc::channel();
    let errors = BufReader::new(child.stderr.take().unwrap());
    thread::spawn(move || errors.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
    let port = line.trim_end().trim_end_matches('/').rsplit(':').next().and_then(|port| port.parse().ok());
    let port =
        port.unwrap_or_else(|| panic!("an address is printed: {line:?}, {:?}", told.recv_timeout(LONG)));
    Some(Served { child, port, told })
}

/// A small graph in a folder of its own.
pub(crate) fn library() -> TempDir {
    let folder = TempDir::new().unwrap();
    assert_eq!(remit(folder.path(), &["init", "."]).code, 0);
    folder
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Got {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Got {
    pub(crate) fn parse(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
        let end = end.unwrap_or_else(|| panic!("no answer: {:?}", String::from_utf8_lossy(bytes)));
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status");
        Self { status, head, body: bytes[end + 4..].to_vec() }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl Served {
    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).expect("the server takes a connection");
        stream.set_read_timeout(Some(LONG)).unwrap();
        stream
    }

    /// What comes for some bytes, until the server closes.
    pub(crate) fn raw(&self, request: &str) -> Got {
        let mut stream = self.connect();
        stream.write_all(request.as_bytes()).unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).expect("the server answers and closes");
        Got::parse(&bytes)
    }

    /// What comes for a path, asked with further lines of a head.
    pub(crate) fn ask(&self, method: &str, path: &str, lines: &[&str]) -> Got {
        let more: String = lines.iter().flat_map(|line| [*line, "\r\n"]).collect();
        let port = self.port;
        self.raw(&format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n{more}\r\n"
        ))
    }

    pub(crate) fn get(&self, path: &str, accept: &str) -> Got {
        self.ask("GET", path, &[&format!("Accept: {accept}")])
    }

    /// Waits for a line on standard error that has some words.
    pub(crate) fn hears(&self, words: &str) {
        while let Ok(line) = self.told.recv_timeout(LONG) {
            if line.contains(words) {
                return;
            }
        }
        panic!("nobody said `{words}`");
    }

    #[cfg(unix)]
    fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([name, &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn only_readers_of_this_machine_are_answered() {
    let folder = library();
    let Some(served) = serve(folder.path(), &["--host", "graph.example.org"]) else { return };
    let port = served.port;
    for host in
        ["localhost", "127.0.0.1", "[::1]", "graph.example.org", "LOCALHOST", "localhost:1", "127.0.0.1:7780"]
    {
        let got = served.raw(&format!("GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"));
        assert_eq!(got.status, 200, "{host}");
    }
    for host in
        ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "localhost@evil.example", ""]
    {
        let got = served.raw(&format!("GET / HTTP/1.1\r\nHost: {host}\r\n\r\n"));
        assert_eq!(got.status, 403, "{host}");
        assert!(!got.text().contains("town library"), "{host}");
    }
    let head = format!("Host: localhost:{port}\r\n");
    for (request, status) in [
        ("GET / HTTP/1.1\r\n\r\n".to_owned(), 400),
        ("GET / HTTP/1.0\r\n\r\n".to_owned(), 400),
        (format!("GET / HTTP/1.1\r\n{head}{head}\r\n"), 400),
        (format!("GET http://evil.example/ HTTP/1.1\r\n{head}\r\n"), 403),
        (format!("GET / HTTP/1.1\r\n{head}Origin: http://evil.example\r\n\r\n"), 403),
        (format!("GET / HTTP/1.1\r\n{head}Origin: null\r\n\r\n"), 403),
        (format!("GET /%ff HTTP/1.1\r\n{head}Connection: close\r\n\r\n"), 400),
        ("nonsense\r\n\r\n".to_owned(), 400),
    ] {
        assert_eq!(served.raw(&request).status, status, "{request:?}");
    }
    let origin = format!("Origin: http://localhost:{port}");
    assert_eq!(served.ask("GET", "/", &[&origin]).status, 200);
}

#[test]
fn pages_are_read_and_nothing_else() {
    let folder = library();
    let Some(served) = serve(folder.path(), &[]) else { return };
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "BREW"] {
        let got = served.ask(method, "/", &[]);
        assert_eq!((got.status, got.header("allow")), (405, Some("GET, HEAD")), "{method}");
    }
    let got = served.ask("GET", "/", &["Content-Length: 3"]);
    assert_eq!(got.status, 413);
    assert_eq!(served.ask("GET", "/", &["Transfer-Encoding: chunked"]).status, 413);
    let page = served.ask("GET", "/", &[]);
    let head = served.ask("HEAD", "/", &[]);
    assert!(head.body.is_empty() && head.status == 200);
    let length = page.body.len().to_string();
    assert_eq!(head.header("content-length"), Some(length.as_str()));
    assert_eq!(head.header("etag"), page.header("etag"));
    let policy = page.header("content-security-policy").expect("a policy");
    for part in ["default-src 'none'", "script-src 'self'", "base-uri 'none'", "frame-ancestors 'none'"] {
        assert!(policy.contains(part), "{policy}");
    }
    for part in ["unsafe", "http:", "https:", "*"] {
        assert!(!policy.contains(part), "{policy}");
    }
    for path in ["/", "/nowhere", "/thing/library.ttl"] {
        let got = served.ask("GET", path, &[]);
        assert_eq!(got.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(got.header("referrer-policy"), Some("no-referrer"), "{path}");
        assert!(got.header("content-security-policy").is_some(), "{path}");
        assert!(got.header("set-cookie").is_none() && got.header("access-control-allow-origin").is_none());
    }
    let nowhere = served.ask("GET", "/nowhere/<script>", &[]);
    assert!(nowhere.status == 400 || nowhere.status == 404 && !nowhere.text().contains("<script>"));
    let long = format!("X-Long: {}", "a".repeat(20_000));
    assert_eq!(served.ask("GET", "/", &[&long]).status, 431);
    let many: Vec<String> = (0..200).map(|i| format!("X-{i}: 1")).collect();
    assert_eq!(served.ask("GET", "/", &many.iter().map(String::as_str).collect::<Vec<_>>()).status, 431);
}

#[test]
fn what_a_reader_has_is_not_sent_again() {
    let folder = library();
    let Some(served) = serve(folder.path(), &[]) else { return };
    let page = served.ask("GET", "/thing/library.ttl", &[]);
    let tag = page.header("etag").expect("an ETag");
    for known in [tag.to_owned(), format!("W/{tag}"), format!("\"other\", {tag}"), "*".to_owned()] {
        let got = served.ask("GET", "/thing/library.ttl", &[&format!("If-None-Match: {known}")]);
        assert_eq!((got.status, got.body.len()), (304, 0), "{known}");
        assert_eq!(got.header("etag"), Some(tag));
    }
    let other = served.ask("GET", "/thing/library.nt", &[&format!("If-None-Match: {tag}")]);
    assert_eq!(other.status, 200, "another form is another file");
}

#[test]
fn things_are_given_in_the_form_that_is_wanted() {
    let folder = library();
    let Some(served) = serve(folder.path(), &[]) else { return };
    for (accept, kind, ending) in [
        ("*/*", "text/html; charset=utf-8", "html"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html; charset=utf-8", "html"),
        ("text/turtle", "text/turtle; charset=utf-8", "ttl"),
        ("application/n-triples", "application/n-triples", "nt"),
        ("application/ld+json, text/turtle;q=0.9", "application/ld+json", "jsonld"),
        ("application/trig", "application/trig", "trig"),
        ("application/json", "application/json", "json"),
        ("text/csv", "text/csv; charset=utf-8", "csv"),
    ] {
        let got = served.get("/thing/library", accept);
        assert_eq!((got.status, got.header("content-type")), (200, Some(kind)), "{accept}");
        assert_eq!(got.header("vary"), Some("Accept"));
        let same = served.get(&format!("/thing/library.{ending}"), "*/*");
        assert_eq!((same.status, &same.body), (200, &got.body), "{accept}");
        assert_eq!(got.header("content-location"), Some(format!("/thing/library.{ending}").as_str()));
        // The IRI of the graph is answered by the same, somewhere else: a library is no file.
        let iri = served.get("/library/id/library", accept);
        assert_eq!(iri.status, 303, "{accept}");
        assert_eq!(iri.header("location"), Some(format!("/thing/library.{ending}").as_str()));
        assert_eq!(iri.header("vary"), Some("Accept"));
    }
    assert_eq!(served.get("/thing/library", "application/rdf+xml").status, 406);
    for (path, accept, place) in [
        ("/library/", "text/turtle", "/data/void.ttl"),
        ("/library/ns", "text/turtle", "/data/ontology.ttl"),
        ("/library/graph/facts", "application/trig", "/data/graph.trig"),
        ("/library/claim/area-1", "text/turtle", "/claim/area-1.ttl"),
    ] {
        let got = served.get(path, accept);
        assert_eq!((got.status, got.header("location")), (303, Some(place)), "{path}");
        assert_eq!(served.get(place, "*/*").status, 200, "{place}");
    }
    assert_eq!(served.get("/library/id/nobody", "text/turtle").status, 404);
    assert_eq!(served.get("/favicon.ico", "*/*").status, 200);
    assert_eq!(served.get("/thing/nobody", "text/turtle").status, 404);
}

#[test]
fn a_port_that_is_taken_is_left_to_its_owner() {
    let folder = library();
    let Some(first) = serve(folder.path(), &[]) else { return };
    let ran = remit(folder.path(), &["serve", "--port", &first.port.to_string()]);
    assert!(ran.code == 2 && ran.err.contains("another program may have the port"), "{}", ran.err);
    assert_eq!(first.get("/", "*/*").status, 200);
    // The usual port is only where it begins to look.
    let _owner = TcpListener::bind("127.0.0.1:7780");
    let Some(second) = serve_with(folder.path(), &[]) else { return };
    assert_ne!(second.port, 7780);
    second.hears("port 7780 is taken");
    assert_eq!(second.get("/", "*/*").status, 200);
}

#[test]
fn a_head_that_never_ends_is_waited_for_only_so_long() {
    let folder = library();
    let Some(served) = serve(folder.path(), &[]) else { return };
    let mut slow = served.connect();
    let mut idle = served.connect();
    idle.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let mut writer = slow.try_clone().unwrap();
    let drip = thread::spawn(move || {
        for byte in b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ".iter().chain(std::iter::repeat(&b'a')) {
            if writer.write_all(&[*byte]).is_err() {
                return;
            }
            thread::sleep(Duration::from_millis(100));
        }
    });
    let mut rest = Vec::new();
    // A time that runs out of a read would be an error other than a reset: the server closes both by itself.
    let closed = slow.read_to_end(&mut rest);
    assert!(
        closed.is_ok() || closed.is_err_and(|e| e.kind() != std::io::ErrorKind::WouldBlock),
        "a slow head is cut off"
    );
    idle.read_to_end(&mut rest).expect("a connection without a further request is closed");
    drip.join().unwrap();
    assert_eq!(served.get("/", "*/*").status, 200);
}

#[test]
fn many_that_are_idle_keep_nobody_out() {
    let folder = library();
    let Some(served) = serve(folder.path(), &[]) else { return };
    let mut idle = Vec::new();
    for number in 0..700 {
        match TcpStream::connect(("127.0.0.1", served.port)) {
            Ok(mut stream) => {
                // Some have begun a request.
                let _ = stream.write_all(if number % 2 == 0 { b"" } else { b"GET / HT" });
                idle.push(stream);
            }
            Err(error) => {
                skip(&format!("only {number} idle connections could be opened: {error}"));
                break;
            }
        }
    }
    for _ in 0..20 {
        assert_eq!(served.get("/thing/library", "text/turtle").status, 200);
    }
}

#[cfg(unix)]
#[test]
fn asked_to_end_it_finishes_what_it_began() {
    let Some(mut served) = serve(&repository(), &[]) else { return };
    let whole = served.get("/data/graph.nq", "*/*");
    assert_eq!(whole.status, 200);
    // A reader that takes its time, one that keeps its connection, and one that has begun to ask.
    let mut reader = served.connect();
    reader.write_all(b"GET /data/graph.nq HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let mut first = [0; 1000];
    reader.read_exact(&mut first).unwrap();
    let mut kept = served.connect();
    kept.write_all(b"HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    kept.read_exact(&mut [0; 12]).unwrap();
    let mut begun = served.connect();
    begun.write_all(b"GET / HTTP/1.1\r\nHo").unwrap();
    served.signal("-TERM");
    served.hears("shutting down");
    assert!(TcpStream::connect(("127.0.0.1", served.port)).is_err(), "nobody new is taken");
    let mut bytes = first.to_vec();
    reader.read_to_end(&mut bytes).expect("the rest of the answer");
    assert!(Got::parse(&bytes).body == whole.body, "the answer is whole");
    assert_eq!(served.child.wait().unwrap().code(), Some(0));
}

#[cfg(unix)]
#[test]
fn asked_twice_it_ends_at_once() {
    let Some(mut served) = serve(&repository(), &[]) else { return };
    let mut reader = served.connect();
    reader.write_all(b"GET /data/graph.nq HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    reader.read_exact(&mut [0; 1000]).unwrap();
    served.signal("-INT");
    served.hears("shutting down");
    served.signal("-TERM");
    assert_eq!(served.child.wait().unwrap().code(), Some(0));
}

#[test]
fn files_that_change_are_new_pages_and_faults_leave_the_old_ones() {
    let folder = library();
    let Some(served) = serve(folder.path(), &[]) else { return };
    let manifest = std::fs::read_to_string(folder.path().join("remit.toml")).unwrap();
    let shows = |title: &str| served.get("/", "*/*").text().contains(title);
    assert!(shows("A town library"));
    put(folder.path(), "remit.toml", &manifest.replace("A town library", "A village library"));
    served.hears("pages rebuilt");
    assert!(shows("A village library") && !shows("A town library"));
    put(folder.path(), "data/more.toml", "[[entity]]\nid = \"bus\"\ntype = \"Spaceship\"\nname = \"Bus\"\n");
    served.hears("Spaceship");
    served.hears("still serving the old pages");
    assert!(shows("A village library"));
    put(folder.path(), "remit.toml", "title = ");
    served.hears("still serving the old pages");
    assert!(shows("A village library"));
    std::fs::remove_file(folder.path().join("data/more.toml")).unwrap();
    put(folder.path(), "remit.toml", &manifest);
    served.hears("pages rebuilt");
    assert!(shows("A town library"));
}

#[test]
fn an_answer_is_of_one_generation() {
    let folder = library();
    let Some(served) = serve(folder.path(), &[]) else { return };
    let manifest = std::fs::read_to_string(folder.path().join("remit.toml")).unwrap();
    for round in 0..2 {
        let title = format!("Generation {round} of a library");
        put(folder.path(), "remit.toml", &manifest.replace("A town library", &title));
        // Asked all the while: each answer has the one title or the other in all its places.
        let told = loop {
            let got = served.get("/data/void.ttl", "*/*");
            assert_eq!((got.status, got.text().matches("dcterms:title \"").count()), (200, 1));
            if got.text().contains(&title) {
                break got;
            }
        };
        let tag = told.header("etag").unwrap().to_owned();
        assert_eq!(served.ask("GET", "/data/void.ttl", &[&format!("If-None-Match: {tag}")]).status, 304);
    }
}
