//! `remit lsp`: the checks of a project, its names and its sources in an editor, by the Language Server Protocol
//! (<https://microsoft.github.io/language-server-protocol/>, 3.17).
//!
//! Goes in: messages. Comes out: messages. One thread reads, one answers; nothing is written to the disk. An editor that sends rubbish is
//! answered with an error of the protocol.

mod complete;
mod context;
mod look;
mod text;
mod views;
mod wire;
mod workspace;

use std::collections::BTreeMap;
use std::io::{self, BufReader, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::model::file::FileId;
use crate::project;
use wire::{Incoming, Refused};
use workspace::{Known, Stale, Workspace};

/// How long nothing is typed before the data are checked again.
const PAUSE: Duration = Duration::from_millis(20);
/// And before what is made of them is looked at.
const LONG_PAUSE: Duration = Duration::from_millis(250);

/// Answers an editor until it says that it is done, or goes away. Gives whether it took leave as the protocol asks.
///
/// # Errors
///
/// Where an answer cannot be written.
pub fn run(input: impl Read + Send + 'static, output: impl Write) -> io::Result<bool> {
    let (sender, receiver) = mpsc::channel::<Incoming>();
    thread::spawn(move || {
        let mut input = BufReader::new(input);
        while let Ok(Some(message)) = wire::read(&mut input) {
            if sender.send(message).is_err() {
                break;
            }
        }
    });
    let mut server =
        Server { output, state: State::New, documents: BTreeMap::new(), projects: BTreeMap::new() };
    loop {
        let stale = server.projects.values().map(|p| p.stale).max().unwrap_or(Stale::Nothing);
        let pause = match stale {
            Stale::Nothing => None,
            Stale::Graph => Some(LONG_PAUSE),
            Stale::Everything => Some(PAUSE),
        };
        let message = match pause {
            None => receiver.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(pause) => receiver.recv_timeout(pause),
        };
        match message {
            Ok(message) => server.take(message)?,
            Err(RecvTimeoutError::Timeout) => server.check(stale),
            Err(RecvTimeoutError::Disconnected) => return Ok(server.state == State::Over),
        }
        server.show()?;
        if let State::Left { politely } = server.state {
            return Ok(politely);
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    New,
    Running,
    /// After `shutdown`.
    Over,
    /// After `exit`.
    Left {
        politely: bool,
    },
}

/// Where an open text belongs: its project, and its path in there.
struct Document {
    root: PathBuf,
    path: String,
}

struct Server<W> {
    output: W,
    state: State,
    /// By the address that the editor has for each.
    documents: BTreeMap<String, Document>,
    projects: BTreeMap<PathBuf, Workspace>,
}

/// A place in a file of a project.
struct At<'a> {
    workspace: &'a Workspace,
    known: &'a Known,
    file: FileId,
    text: &'a str,
    path: &'a str,
    byte: usize,
}

impl<W: Write> Server<W> {
    fn send(&mut self, message: &Value) -> io::Result<()> {
        wire::write(&mut self.output, message)
    }

    fn notify(&mut self, method: &str, params: &Value) -> io::Result<()> {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }))
    }

    /// Takes a message: answers a request, does what a notification says.
    fn take(&mut self, message: Incoming) -> io::Result<()> {
        let message = match message {
            Ok(message) => message,
            Err(refused) => return self.send(&wire::response(&Value::Null, Err(refused))),
        };
        let id = message.get("id").filter(|id| id.is_string() || id.is_number());
        let Some(method) = message["method"].as_str() else {
            // The answer to a question of ours needs none.
            if id.is_some() && (message.get("result").is_some() || message.get("error").is_some()) {
                return Ok(());
            }
            let refused = Refused::new(Refused::REQUEST, "this is not a request: it has no method");
            return self.send(&wire::response(id.unwrap_or(&Value::Null), Err(refused)));
        };
        let params = &message["params"];
        // A fault of ours must not take unsaved work of the editor's user with it.
        let done = catch_unwind(AssertUnwindSafe(|| match id {
            Some(id) => {
                let answer = self.answer(method, params);
                self.send(&wire::response(id, answer))
            }
            None => self.note(method, params),
        }));
        done.unwrap_or_else(|_| {
            let refused = Refused::new(Refused::INTERNAL, format!("`{method}` failed"));
            id.map_or(Ok(()), |id| self.send(&wire::response(id, Err(refused))))
        })
    }

    fn answer(&mut self, method: &str, params: &Value) -> Result<Value, Refused> {
        match (self.state, method) {
            (State::New, "initialize") => {
                self.state = State::Running;
                return Ok(capabilities());
            }
            (State::New, _) => {
                return Err(Refused::new(Refused::NOT_INITIALIZED, "`initialize` comes first"));
            }
            (State::Running, "shutdown") => {
                self.state = State::Over;
                return Ok(Value::Null);
            }
            (State::Over | State::Left { .. }, _) => {
                return Err(Refused::new(Refused::REQUEST, "nothing is answered after `shutdown`"));
            }
            (State::Running, "initialize") => {
                return Err(Refused::new(Refused::REQUEST, "`initialize` comes once"));
            }
            (State::Running, _) => {}
        }
        let answer: fn(&At<'_>, &Value) -> Result<Value, Refused> = match method {
            "textDocument/completion" => |at, _| Ok(complete::complete(at)),
            "textDocument/hover" => |at, _| Ok(look::hover(at)),
            "textDocument/definition" => |at, _| Ok(look::definition(at)),
            "textDocument/references" => |at, params| Ok(look::references(at, params)),
            "textDocument/documentSymbol" => |at, _| Ok(look::symbols(at)),
            "textDocument/codeAction" => look::actions,
            "textDocument/formatting" => |at, _| Ok(look::formatting(at)),
            "textDocument/prepareRename" => |at, _| Ok(look::can_rename(at)),
            "textDocument/rename" => look::rename,
            _ => return Err(Refused::new(Refused::METHOD, format!("there is no method `{method}`"))),
        };
        let uri = params["textDocument"]["uri"].as_str();
        let uri = uri.ok_or_else(|| Refused::params("`textDocument.uri` is missing"))?;
        // A file outside of every project is none of ours.
        let Some(Document { root, path }) = self.document(uri) else { return Ok(Value::Null) };
        let Some(workspace) = self.projects.get_mut(&root) else { return Ok(Value::Null) };
        workspace.refresh();
        let workspace = &*workspace;
        let Some(known) = &workspace.known else { return Ok(Value::Null) };
        let Some(file) = known.input.files.find(&path) else { return Ok(Value::Null) };
        // In a state that cannot be read, places are those of another text.
        let text = known.input.files.get(file).text.as_str();
        let place =
            if method.ends_with("codeAction") { &params["range"]["start"] } else { &params["position"] };
        let is_whole = method.ends_with("documentSymbol") || method.ends_with("formatting");
        let byte = if is_whole { 0 } else { text::byte(text, place)? };
        answer(&At { workspace, known, file, text, path: &path, byte }, params)
    }

    /// Where a file belongs; none where that is to no project.
    fn document(&mut self, uri: &str) -> Option<Document> {
        if let Some(Document { root, path }) = self.documents.get(uri) {
            return Some(Document { root: root.clone(), path: path.clone() });
        }
        let (root, path) = project::locate(&text::path_of(uri)?)?;
        self.projects.entry(root.clone()).or_insert_with(|| Workspace::new(root.clone()));
        Some(Document { root, path })
    }

    fn note(&mut self, method: &str, params: &Value) -> io::Result<()> {
        let document = &params["textDocument"];
        let uri = document["uri"].as_str().unwrap_or_default();
        let text = match method {
            "exit" => {
                self.state = State::Left { politely: self.state == State::Over };
                return Ok(());
            }
            _ if self.state != State::Running => return Ok(()),
            "initialized" => return self.watch(),
            "textDocument/didOpen" => document["text"].as_str(),
            // Whole texts were asked for; the last one counts.
            "textDocument/didChange" => {
                let changes = params["contentChanges"].as_array().map_or(&[][..], Vec::as_slice);
                if changes.iter().any(|change| change.get("range").is_some()) {
                    let message = "a change of a part of a text was sent, where whole texts were agreed on";
                    return self.notify("window/logMessage", &json!({ "type": 1, "message": message }));
                }
                changes.last().and_then(|change| change["text"].as_str())
            }
            "textDocument/didClose" => {
                if let Some(Document { root, path }) = self.documents.remove(uri)
                    && let Some(workspace) = self.projects.get_mut(&root)
                {
                    workspace.open.remove(&path);
                    workspace.uris.remove(&path);
                    workspace.stale = Stale::Everything;
                }
                return Ok(());
            }
            "textDocument/didSave" | "workspace/didChangeWatchedFiles" => {
                self.projects.values_mut().for_each(|workspace| workspace.stale = Stale::Everything);
                return Ok(());
            }
            _ => return Ok(()),
        };
        let (Some(text), Some(Document { root, path })) = (text, self.document(uri)) else { return Ok(()) };
        if let Some(workspace) = self.projects.get_mut(&root) {
            workspace.open.insert(path.clone(), text.to_owned());
            workspace.uris.insert(path.clone(), uri.to_owned());
            workspace.stale = Stale::Everything;
            self.documents.insert(uri.to_owned(), Document { root, path });
        }
        Ok(())
    }

    /// Asks to be told of files that others change.
    fn watch(&mut self) -> io::Result<()> {
        let watchers = json!([{ "globPattern": "**/*.{toml,csv,ttl,rq,txt,md,html}" }]);
        let registration = json!({
            "id": "files",
            "method": "workspace/didChangeWatchedFiles",
            "registerOptions": { "watchers": watchers },
        });
        self.send(&json!({
            "jsonrpc": "2.0",
            "id": "files",
            "method": "client/registerCapability",
            "params": { "registrations": [registration] },
        }))
    }

    /// Looks at the projects that were changed.
    fn check(&mut self, stale: Stale) {
        for workspace in self.projects.values_mut().filter(|workspace| workspace.stale == stale) {
            let looked = catch_unwind(AssertUnwindSafe(|| match stale {
                Stale::Everything => workspace.refresh(),
                Stale::Graph | Stale::Nothing => workspace.inspect(),
            }));
            if looked.is_err() {
                // It is looked at again when something else was typed.
                workspace.stale = Stale::Nothing;
            }
        }
    }

    /// Shows what was found to be wrong since the last time.
    fn show(&mut self) -> io::Result<()> {
        let unshown = self.projects.values_mut().filter(|workspace| workspace.is_unshown);
        let told: Vec<Value> = unshown.flat_map(Workspace::diagnostics).collect();
        told.iter().try_for_each(|params| self.notify("textDocument/publishDiagnostics", params))
    }
}

/// What the server can do.
fn capabilities() -> Value {
    json!({
        "capabilities": {
            "positionEncoding": "utf-16",
            "textDocumentSync": { "openClose": true, "change": 1, "save": true },
            "completionProvider": { "triggerCharacters": ["\"", "'", " ", "=", ":", "?"] },
            "hoverProvider": true,
            "definitionProvider": true,
            "referencesProvider": true,
            "documentSymbolProvider": true,
            "documentFormattingProvider": true,
            "codeActionProvider": { "codeActionKinds": ["quickfix", "source.fixAll"] },
            "renameProvider": { "prepareProvider": true },
        },
        "serverInfo": { "name": "remit", "version": env!("CARGO_PKG_VERSION") },
    })
}
