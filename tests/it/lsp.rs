//! The language server, driven over pipes as an editor drives it.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::fmt::{MESSY, TIDY};
use crate::support::{copy_of, put, remit, repository, snapshot};

/// A server that has stopped answering is told apart from a slow machine.
const LONGEST: Duration = Duration::from_secs(120);

/// An editor with a server.
pub(crate) struct Editor {
    server: Child,
    input: ChildStdin,
    messages: Receiver<Value>,
    root: PathBuf,
    requests: u64,
    /// What was shown of each file last.
    pub(crate) shown: BTreeMap<String, Vec<Value>>,
    texts: BTreeMap<String, String>,
}

impl Editor {
    /// Starts a server, which is not initialized yet.
    fn start(root: &Path) -> Self {
        let mut server = Command::new(env!("CARGO_BIN_EXE_remit"))
            .arg("lsp")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let input = server.stdin.take().unwrap();
        let mut output = BufReader::new(server.stdout.take().unwrap());
        let (sender, messages) = mpsc::channel();
        thread::spawn(move || {
            loop {
                let mut length = 0;
                let mut line = String::new();
                while output.read_line(&mut line).is_ok_and(|read| read > 2) {
                    length = line.trim().strip_prefix("Content-Length: ").unwrap().parse().unwrap();
                    line.clear();
                }
                let mut body = vec![0; length];
                if length == 0 || output.read_exact(&mut body).is_err() {
                    break;
                }
                if sender.send(serde_json::from_slice(&body).unwrap()).is_err() {
                    break;
                }
            }
        });
        let root = fs::canonicalize(root).unwrap();
        let (shown, texts) = (BTreeMap::new(), BTreeMap::new());
        Self { server, input, messages, root, requests: 0, shown, texts }
    }

    /// Starts a server for a project.
    pub(crate) fn of(root: &Path) -> Self {
        let mut editor = Self::start(root);
        let uri = editor.uri("");
        let answer = editor.ask("initialize", &json!({ "rootUri": uri, "capabilities": {} })).unwrap();
        assert_eq!(answer["capabilities"]["positionEncoding"], "utf-16");
        editor.tell("initialized", &json!({}));
        editor
    }

    fn uri(&self, path: &str) -> String {
        format!("file://{}", self.root.join(path).display())
    }

    fn raw(&mut self, bytes: &[u8]) {
        self.input.write_all(bytes).unwrap();
        self.input.flush().unwrap();
    }

    fn send(&mut self, message: &Value) {
        let body = message.to_string();
        self.raw(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    }

    fn tell(&mut self, method: &str, params: &Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// The next message that is no notification; those are taken in.
    fn next(&mut self) -> Value {
        loop {
            let message = self.messages.recv_timeout(LONGEST).expect("the server answers");
            if !self.noted(&message) {
                return message;
            }
        }
    }

    fn noted(&mut self, message: &Value) -> bool {
        if message["method"] == "textDocument/publishDiagnostics" {
            let params = &message["params"];
            let faults = params["diagnostics"].as_array().unwrap().clone();
            self.shown.insert(params["uri"].as_str().unwrap().to_owned(), faults);
        }
        message["method"].is_string()
    }

    fn ask(&mut self, method: &str, params: &Value) -> Result<Value, i64> {
        self.requests += 1;
        let id = self.requests;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        let mut answer = self.next();
        assert_eq!(answer["id"], id, "{answer}");
        answer["error"]["code"].as_i64().map_or_else(|| Ok(answer["result"].take()), Err)
    }

    pub(crate) fn open(&mut self, path: &str) {
        let text = fs::read_to_string(self.root.join(path)).unwrap();
        let document = json!({ "uri": self.uri(path), "languageId": "toml", "version": 1, "text": text });
        self.texts.insert(path.to_owned(), text);
        self.tell("textDocument/didOpen", &json!({ "textDocument": document }));
    }

    pub(crate) fn change(&mut self, path: &str, text: &str) {
        self.texts.insert(path.to_owned(), text.to_owned());
        let document = json!({ "uri": self.uri(path), "version": 2 });
        let changes = json!([{ "text": text }]);
        self.tell("textDocument/didChange", &json!({ "textDocument": document, "contentChanges": changes }));
    }

    /// Replaces a part of an open text that is there once.
    fn replace(&mut self, path: &str, old: &str, new: &str) {
        let text = self.texts[path].clone();
        assert_eq!(text.matches(old).count(), 1, "{old}");
        self.change(path, &text.replace(old, new));
    }

    /// The faults of a file, once it is shown anew and they are as wanted.
    pub(crate) fn faults(&mut self, path: &str, is_wanted: impl Fn(&[Value]) -> bool) -> Vec<Value> {
        let uri = self.uri(path);
        loop {
            let message = self.messages.recv_timeout(LONGEST).expect("faults are shown");
            let is_of_file = message["params"]["uri"] == uri;
            if self.noted(&message) && is_of_file && self.shown.get(&uri).is_some_and(|f| is_wanted(f)) {
                return self.shown[&uri].clone();
            }
        }
    }

    /// Asks about a place: the end of a part of an open text, or of the file on the disk.
    fn at(&mut self, method: &str, path: &str, part: &str, more: Value) -> Result<Value, i64> {
        let text = self.texts.get(path).cloned();
        let text = text.unwrap_or_else(|| fs::read_to_string(self.root.join(path)).unwrap());
        let at = text.find(part).unwrap_or_else(|| panic!("{part}")) + part.len();
        let before = &text[..at];
        let start = before.rfind('\n').map_or(0, |end| end + 1);
        let character = before[start..].encode_utf16().count();
        let mut params = more;
        params["textDocument"] = json!({ "uri": self.uri(path) });
        params["position"] = json!({ "line": before.matches('\n').count(), "character": character });
        params["range"] = json!({ "start": params["position"], "end": params["position"] });
        self.ask(method, &params)
    }

    /// What can be done about a fault.
    pub(crate) fn actions(&mut self, path: &str, fault: &Value) -> Vec<Value> {
        let params = json!({
            "textDocument": { "uri": self.uri(path) },
            "range": fault["range"],
            "context": { "diagnostics": [fault], "only": ["quickfix"] },
        });
        self.ask("textDocument/codeAction", &params).unwrap().as_array().unwrap().clone()
    }

    /// The texts of files after an edit of a workspace, by path.
    pub(crate) fn edited(&self, edit: &Value) -> BTreeMap<String, String> {
        let start = self.uri("");
        let files = edit["changes"].as_object().unwrap().iter().map(|(uri, edits)| {
            let path = uri.strip_prefix(&start).unwrap();
            let text = self.texts.get(path).cloned();
            let mut text = text.unwrap_or_else(|| fs::read_to_string(self.root.join(path)).unwrap());
            let mut edits: Vec<(usize, usize, &str)> = edits
                .as_array()
                .unwrap()
                .iter()
                .map(|edit| {
                    let byte = |end: &str| byte(&text, &edit["range"][end]);
                    (byte("start"), byte("end"), edit["newText"].as_str().unwrap())
                })
                .collect();
            edits.sort_unstable();
            for (start, end, new) in edits.into_iter().rev() {
                text.replace_range(start..end, new);
            }
            (path.to_owned(), text)
        });
        files.collect()
    }

    /// Takes leave as the protocol asks.
    pub(crate) fn leave(mut self) {
        assert_eq!(self.ask("shutdown", &Value::Null), Ok(Value::Null));
        assert_eq!(self.ask("textDocument/hover", &json!({})), Err(-32_600));
        self.tell("exit", &Value::Null);
        assert!(self.server.wait().unwrap().success());
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn byte(text: &str, place: &Value) -> usize {
    let number = |key: &str| place[key].as_u64().unwrap() as usize;
    let lines = text.split_inclusive('\n').take(number("line"));
    let start: usize = lines.map(str::len).sum();
    let mut units = 0;
    let signs = text[start..].char_indices();
    let found = signs.into_iter().find(|(_, c)| {
        let is_there = units >= number("character");
        units += c.len_utf16();
        is_there
    });
    start + found.map_or(text.len() - start, |(at, _)| at)
}

fn labels(items: &Value) -> Vec<&str> {
    items["items"].as_array().unwrap().iter().map(|item| item["label"].as_str().unwrap()).collect()
}

const CLAIMS: &str = "data/claims.toml";

fn library() -> tempfile::TempDir {
    copy_of(&repository().join("src/cli/template"))
}

#[test]
fn faults_are_shown_while_typing_and_go_when_they_are_mended() {
    let folder = library();
    let before = snapshot(folder.path());
    let mut editor = Editor::of(folder.path());
    editor.open(CLAIMS);
    // What is not saved is nowhere but in the editor; columns are those of UTF-16.
    editor.replace(CLAIMS, "subject = \"town-council\"", "subject = \"town-councl\"");
    let faults = editor.faults(CLAIMS, |f| f.len() == 1);
    assert_eq!((&faults[0]["code"], &faults[0]["severity"]), (&json!("R011"), &json!(1)));
    assert_eq!(faults[0]["range"]["start"]["character"], 10);
    assert_eq!(faults[0]["range"]["end"]["character"], 23);
    let actions = editor.actions(CLAIMS, &faults[0]);
    assert_eq!(
        (&actions[0]["title"], &actions[0]["isPreferred"]),
        (&json!("write `town-council`"), &json!(true))
    );
    let mended = editor.edited(&actions[0]["edit"])[CLAIMS].clone();
    assert_eq!(mended, fs::read_to_string(folder.path().join(CLAIMS)).unwrap());
    editor.change(CLAIMS, &mended);
    editor.faults(CLAIMS, <[Value]>::is_empty);

    // Faults of another file that follow from it, and of queries and views, which need the graph.
    editor.open("data/entities.toml");
    editor.replace("data/entities.toml", "id = \"friends\"", "id = \"friend\"");
    editor.faults(CLAIMS, |f| f.iter().all(|fault| fault["code"] == "R011") && !f.is_empty());
    editor.replace("data/entities.toml", "id = \"friend\"", "id = \"friends\"");
    editor.faults(CLAIMS, <[Value]>::is_empty);
    editor.open("data/queries/who-pays.rq");
    editor.replace("data/queries/who-pays.rq", "lib:paysFor", "\u{a3}\u{1f69a} lib:paysFr");
    editor.faults("data/queries/who-pays.rq", |f| !f.is_empty());
    editor.replace("data/queries/who-pays.rq", "\u{a3}\u{1f69a} ", "");
    let faults = editor.faults("data/queries/who-pays.rq", |f| f.iter().any(|fault| fault["code"] == "R056"));
    let actions = editor.actions("data/queries/who-pays.rq", &faults[0]);
    assert_eq!(actions[0]["title"], "write `lib:paysFor`");
    editor.open("ontology/views/when.toml");
    editor.replace("ontology/views/when.toml", "subtitle =", "subtitel =");
    editor.faults("ontology/views/when.toml", |f| f.iter().any(|fault| fault["code"] == "R052"));
    assert_eq!(snapshot(folder.path()), before, "nothing is written");
    editor.leave();
}

#[test]
fn all_that_needs_no_choice_is_one_action() {
    let folder = library();
    let mut editor = Editor::of(folder.path());
    editor.open(CLAIMS);
    let right = editor.texts[CLAIMS].clone();
    editor.replace(CLAIMS, "count = 6", "count = 7");
    editor.replace(CLAIMS, "currency = \"GBP\"", "currency = \"gbp\"");
    let more = json!({ "context": { "diagnostics": [], "only": ["source.fixAll"] } });
    let actions = editor.at("textDocument/codeAction", CLAIMS, "[default]", more).unwrap();
    assert_eq!(editor.edited(&actions[0]["edit"])[CLAIMS], right);
}

#[test]
fn a_file_is_laid_out_as_on_the_command_line() {
    let folder = library();
    put(folder.path(), "data/more.toml", MESSY);
    let mut editor = Editor::of(folder.path());
    editor.open("data/more.toml");
    let uri = editor.uri("data/more.toml");
    let mut ask = |uri: &str| {
        editor.ask("textDocument/formatting", &json!({ "textDocument": { "uri": uri }, "options": {} }))
    };
    let edits = ask(&uri).unwrap();
    let of_queries = ask(&uri.replace("more.toml", "queries/who-pays.rq")).unwrap();
    assert_eq!(editor.edited(&json!({ "changes": { &uri: edits } }))["data/more.toml"], TIDY);
    assert_eq!(of_queries, Value::Null, "queries have no layout of ours");
}

#[test]
fn what_can_stand_at_a_place_is_offered() {
    let folder = library();
    let mut editor = Editor::of(folder.path());
    editor.open(CLAIMS);
    let new = "\n[[claim]]\nsubject = \"town-council\"\npredicate = \"\"\nobject = \"\"\nstatus = \nsection = \"\"\nquote = \"it op\"\nspeaker = \"Frie\"\n\n";
    let text = editor.texts[CLAIMS].clone() + new;
    editor.change(CLAIMS, &text);
    let whole = |editor: &mut Editor, part: &str| {
        let part = format!("{}{part}", new.split("predicate").next().unwrap());
        editor.at("textDocument/completion", CLAIMS, &part, json!({})).unwrap()
    };
    let after = |key: &str| new[new.find("predicate").unwrap()..].split_once(key).unwrap().0.to_owned() + key;

    let items = whole(&mut editor, &after("predicate = \""));
    let found = labels(&items);
    assert!(found.contains(&"pays-for"), "{found:?}");
    assert!(!found.contains(&"villages"), "only what a public body may have: {found:?}");
    let items = whole(&mut editor, &after("status = "));
    assert!(labels(&items).contains(&"planned"), "{items}");
    assert!(items["items"][0]["textEdit"]["newText"].as_str().unwrap().starts_with('"'), "{items}");
    let items = whole(&mut editor, &after("section = \""));
    assert_eq!(labels(&items), ["plan", "run"]);
    // Found by name, written as the key.
    let items = whole(&mut editor, &after("speaker = \"Frie"));
    assert_eq!(labels(&items), ["friends"]);
    let range = &items["items"][0]["textEdit"]["range"];
    assert_eq!(range["start"]["character"], "speaker = \"".len());
    // Words of the source go on as they stand there.
    let text = text.replace("\"it op\"", "\"It op\"");
    editor.change(CLAIMS, &text);
    let items = editor.at("textDocument/completion", CLAIMS, "quote = \"It op", json!({})).unwrap();
    assert!(!labels(&items).is_empty());
    // So do those of the last part of a quotation in parts.
    editor.change(CLAIMS, &text.replace("\"It op\"", "\"The library […] It op\""));
    let items =
        editor.at("textDocument/completion", CLAIMS, "quote = \"The library […] It op", json!({})).unwrap();
    assert_eq!(labels(&items), ["The library […] It opened in 1987"]);
    let at = text.rfind("quote = \"It op").unwrap();
    editor.change(CLAIMS, &format!("{}quote = \"It op", &text[..at]));
    let place = json!({ "line": text[..at].matches('\n').count(), "character": 14 });
    let params = json!({ "textDocument": { "uri": editor.uri(CLAIMS) }, "position": place });
    let items = editor.ask("textDocument/completion", &params).unwrap();
    assert_eq!(labels(&items), ["It opened in 1987"], "half a record at the end of a file");

    editor.change(CLAIMS, &text.replace("status = \n", "stat\n"));
    let items = editor.at("textDocument/completion", CLAIMS, "object = \"\"\nstat", json!({})).unwrap();
    assert_eq!(
        (labels(&items), &items["items"][0]["textEdit"]["newText"]),
        (vec!["status"], &json!("status = "))
    );

    editor.open("data/queries/who-pays.rq");
    editor.replace("data/queries/who-pays.rq", "lib:paysFor", "lib:pa");
    let items =
        editor.at("textDocument/completion", "data/queries/who-pays.rq", "lib:pa", json!({})).unwrap();
    assert_eq!(labels(&items), ["lib:paysFor"]);
    editor.replace("data/queries/who-pays.rq", "lib:pa", "id:mobile");
    let items =
        editor.at("textDocument/completion", "data/queries/who-pays.rq", "id:mobile", json!({})).unwrap();
    assert_eq!(labels(&items), ["id:mobile-library"]);
}

#[test]
fn keys_and_names_are_offered_in_a_view() {
    const VIEW: &str = "ontology/views/who-does-what.toml";
    let folder = library();
    let mut editor = Editor::of(folder.path());
    editor.open(VIEW);
    let text = editor.texts[VIEW].clone();
    let mut ask = |new: &str, after: &str| {
        editor.change(VIEW, &text.replacen("\n[cards]\n", &format!("\n[cards]\n{new}\n"), 1));
        let items = editor.at("textDocument/completion", VIEW, after, json!({})).unwrap();
        labels(&items).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let keys = ask("wo", "\n[cards]\nwo");
    assert!(keys.contains(&"word".to_owned()) && !keys.contains(&"title".to_owned()), "{keys:?}");
    let names = ask("places = \"belo", "\n[cards]\nplaces = \"belo");
    assert_eq!(names, ["belongs-to"]);
    editor.change(VIEW, &format!("ki\n{text}"));
    let kinds = editor.at("textDocument/completion", VIEW, "kind = \"g", json!({})).unwrap();
    assert_eq!(labels(&kinds), ["grid"]);
}

#[test]
fn names_lead_to_where_they_are_declared_and_named() {
    let folder = library();
    let mut editor = Editor::of(folder.path());
    let at = |editor: &mut Editor, method: &str, path: &str, part: &str| {
        editor.at(&format!("textDocument/{method}"), path, part, json!({})).unwrap()
    };
    let found = at(&mut editor, "definition", CLAIMS, "subject = \"town-c");
    assert_eq!(found[0]["uri"], editor.uri("data/entities.toml"));
    assert_eq!(found.as_array().unwrap().len(), 1);
    let found = at(&mut editor, "definition", CLAIMS, "predicate = \"pays-f");
    assert_eq!(found[0]["uri"], editor.uri("ontology/library.ttl"));
    let found = at(&mut editor, "definition", "data/queries/who-pays.rq", "lib:pays");
    assert_eq!(found[0]["uri"], editor.uri("ontology/library.ttl"));
    let found = at(&mut editor, "definition", CLAIMS, "quote = \"The library k");
    assert_eq!(found["uri"], editor.uri("sources/annual-report.txt"));
    let found = at(&mut editor, "definition", CLAIMS, "section = \"ru");
    assert_eq!(found[0]["uri"], editor.uri("data/entities.toml"));

    let found = at(&mut editor, "references", CLAIMS, "object = \"works");
    let files: Vec<String> =
        found.as_array().unwrap().iter().map(|place| place["uri"].as_str().unwrap().to_owned()).collect();
    assert!(files.contains(&editor.uri("data/questions/who-pays-for-the-workshop.rq")), "{files:?}");
    let hover = at(&mut editor, "hover", CLAIMS, "subject = \"town-c");
    assert!(hover["contents"]["value"].as_str().unwrap().starts_with("**Town council** ("), "{hover}");
    let hover = at(&mut editor, "hover", CLAIMS, "quote = \"The library k");
    assert!(
        hover["contents"]["value"].as_str().unwrap().contains("**The library keeps a reading room**"),
        "{hover}"
    );
    let hover = at(&mut editor, "hover", CLAIMS, "predicate = \"pays-f");
    assert!(hover["contents"]["value"].as_str().unwrap().contains(" → "), "{hover}");
    assert_eq!(at(&mut editor, "hover", CLAIMS, "# Each"), Value::Null);

    let symbols =
        editor.ask("textDocument/documentSymbol", &json!({ "textDocument": { "uri": editor.uri(CLAIMS) } }));
    let symbols = symbols.unwrap();
    let claims = fs::read_to_string(folder.path().join(CLAIMS)).unwrap().matches("[[claim]]").count();
    assert_eq!(symbols.as_array().unwrap().len(), claims);
    assert_eq!(symbols[2]["name"], "library-runs-reading-room");
}

#[test]
fn a_key_is_renamed_wherever_it_is_named() {
    let folder = library();
    let mut editor = Editor::of(folder.path());
    editor.open(CLAIMS);
    let can = editor.at("textDocument/prepareRename", CLAIMS, "object = \"works", json!({})).unwrap();
    assert_eq!(can["placeholder"], "workshop");
    let rename = |editor: &mut Editor, new: &str| {
        editor.at("textDocument/rename", CLAIMS, "object = \"works", json!({ "newName": new }))
    };
    for (wrong, code) in [("friends", -32_803), ("work shop", -32_602), ("", -32_602), ("workshop", -32_803)]
    {
        assert_eq!(rename(&mut editor, wrong), Err(code), "{wrong}");
    }
    let edit = rename(&mut editor, "repair-shop").unwrap();
    let edited = editor.edited(&edit);
    let question = "data/questions/who-pays-for-the-workshop.rq";
    assert!(edited[question].contains("id:repair-shop ;"), "{}", edited[question]);
    for (path, text) in &edited {
        fs::write(folder.path().join(path), text).unwrap();
    }
    let ran = remit(folder.path(), &["test"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(editor.at("textDocument/rename", CLAIMS, "status = \"esta", json!({ "newName": "x" })).is_err());
}

#[test]
fn rubbish_is_answered_by_errors_and_ends_nothing() {
    let folder = library();
    let mut editor = Editor::start(folder.path());
    assert_eq!(editor.ask("textDocument/hover", &json!({})), Err(-32_002));
    editor.raw(b"rubbish\r\n\r\n\xff\xfe\nContent-Length: 5\r\n\r\n{\"a\":Content-Length: minus\r\n\r\n");
    for _ in 0..2 {
        let answer = editor.next();
        assert_eq!((&answer["error"]["code"], &answer["id"]), (&json!(-32_700), &Value::Null));
    }
    for message in [json!(null), json!([1]), json!({ "id": 7 }), json!({ "id": "x", "method": 5 })] {
        editor.send(&message);
        assert_eq!(editor.next()["error"]["code"], -32_600, "{message}");
    }
    editor.ask("initialize", &json!({})).unwrap();
    assert_eq!(editor.ask("initialize", &json!({})), Err(-32_600));
    assert_eq!(editor.ask("textDocument/willFly", &json!({})), Err(-32_601));
    for method in [
        "hover",
        "definition",
        "references",
        "completion",
        "codeAction",
        "rename",
        "prepareRename",
        "documentSymbol",
    ] {
        let method = format!("textDocument/{method}");
        let uri = editor.uri(CLAIMS);
        assert_eq!(editor.ask(&method, &json!({})), Err(-32_602), "{method}");
        assert_eq!(editor.ask(&method, &json!({ "textDocument": 5 })), Err(-32_602), "{method}");
        for other in
            ["untitled:1", "file:///", "file:///nowhere/at/all.toml", "https://example.org/a.toml", "%"]
        {
            let params =
                json!({ "textDocument": { "uri": other }, "position": { "line": 0, "character": 0 } });
            assert_eq!(editor.ask(&method, &params), Ok(Value::Null), "{method} {other}");
        }
        for place in [
            json!(null),
            json!({ "line": -1, "character": 0 }),
            json!({ "line": 1e9, "character": 0 }),
            json!({ "line": "0" }),
        ] {
            let params =
                json!({ "textDocument": { "uri": uri }, "position": place, "range": { "start": place } });
            let answer = editor.ask(&method, &params);
            assert!(answer == Err(-32_602) || method.ends_with("Symbol"), "{method} {place}: {answer:?}");
        }
    }
    // Texts cut anywhere, and texts that are none.
    editor.open(CLAIMS);
    let text = editor.texts[CLAIMS].clone();
    for cut in (0..text.len()).step_by(97) {
        editor.change(CLAIMS, &text[..cut]);
        let line = text[..cut].matches('\n').count();
        let params = json!({ "textDocument": { "uri": editor.uri(CLAIMS) }, "position": { "line": line, "character": 4_000 } });
        for method in ["completion", "hover", "definition", "rename"] {
            let params = if method == "rename" {
                json!({ "newName": "x", "textDocument": params["textDocument"], "position": params["position"] })
            } else {
                params.clone()
            };
            let _ = editor.ask(&format!("textDocument/{method}"), &params);
        }
    }
    for rubbish in [
        "\0",
        "\u{feff}",
        "[[claim",
        "[[claim]]\n\"\"\"",
        "= = =",
        "[[claim]]\nsubject = 1979-05-27\n[[claim]",
    ] {
        editor.change(CLAIMS, rubbish);
        let params = json!({ "textDocument": { "uri": editor.uri(CLAIMS) }, "position": { "line": 0, "character": 1 } });
        assert!(editor.ask("textDocument/completion", &params).is_ok(), "{rubbish}");
    }
    editor.open("remit.toml");
    editor.change("remit.toml", "title = ");
    editor.faults("remit.toml", |f| !f.is_empty());
    editor.tell("textDocument/didChange", &json!({ "contentChanges": 5 }));
    editor.tell("textDocument/didClose", &json!({ "textDocument": { "uri": "file:///never/opened" } }));
    editor.leave();
}

#[test]
fn a_server_ends_with_its_editor() {
    let folder = library();
    for says_so in [false, true] {
        let mut server = Command::new(env!("CARGO_BIN_EXE_remit"))
            .arg("lsp")
            .current_dir(folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let mut input = server.stdin.take().unwrap();
        if says_so {
            let exit = r#"{"jsonrpc":"2.0","method":"exit"}"#;
            write!(input, "Content-Length: {}\r\n\r\n{exit}", exit.len()).unwrap();
        }
        drop(input);
        assert_eq!(server.wait().unwrap().code(), Some(1), "it did not take leave");
    }
}
