//! Rows that come from a library, and not from text: each is written as a line of JSON, which the reader of JSON lines takes.
//!
//! What is shown of a row in a fault is that line. The library runs on a thread of its own, a few pieces ahead.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use serde_json::{Map, Number, Value};

use super::{Opened, PIECE, Piece, Pieces, Reader, unreadable};
use crate::bulk::fault::{Fault, Spot};
use crate::bulk::plan::LogicalSource;

/// How many pieces may wait.
const AHEAD: usize = 2;

/// Takes rows as JSON objects, and makes pieces of them.
pub(super) struct Rows {
    out: SyncSender<Result<Piece, String>>,
    piece: Piece,
}

impl Rows {
    /// Takes a row; false if no more are wanted.
    pub(super) fn add(&mut self, row: &Map<String, Value>) -> bool {
        // Nothing fails that is written to memory.
        let _ = serde_json::to_writer(&mut self.piece.text, row);
        self.piece.text.push(b'\n');
        self.piece.text.len() < PIECE || self.send()
    }

    fn send(&mut self) -> bool {
        let lines = self.piece.lines + super::line_ends(&self.piece.text);
        let next = Piece { number: self.piece.number + 1, lines, ..Piece::default() };
        self.out.send(Ok(std::mem::replace(&mut self.piece, next))).is_ok()
    }
}

/// What a thread gives.
struct Received<'p> {
    source: &'p LogicalSource,
    pieces: Receiver<Result<Piece, String>>,
    thread: Option<JoinHandle<()>>,
}

impl Pieces for Received<'_> {
    fn next(&mut self) -> Result<Option<Piece>, Fault> {
        match self.pieces.recv() {
            Ok(Ok(piece)) => Ok(Some(piece)),
            Ok(Err(wrong)) => Err(unreadable(self.source, wrong, Spot::default())),
            Err(_) => match self.thread.take().map(JoinHandle::join) {
                Some(Err(_)) => {
                    let message = "this file cannot be read: it is damaged";
                    Err(unreadable(self.source, message, Spot::default()))
                }
                _ => Ok(None),
            },
        }
    }
}

/// Reads a source by `read`, which gives its rows to the one that takes them.
pub(super) fn opened<'p>(
    source: &'p LogicalSource,
    reader: Box<dyn Reader + 'p>,
    read: impl FnOnce(&mut Rows) -> Result<(), String> + Send + 'static,
) -> Opened<'p> {
    let (out, pieces) = sync_channel(AHEAD);
    let thread = thread::spawn(move || {
        let mut rows = Rows { out, piece: Piece::default() };
        let ended = read(&mut rows);
        if !rows.piece.text.is_empty() {
            rows.send();
        }
        if let Err(wrong) = ended {
            let _ = rows.out.send(Err(wrong));
        }
    });
    Opened { pieces: Box::new(Received { source, pieces, thread: Some(thread) }), reader }
}

/// Bytes as `xsd:hexBinary` writes them.
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(value.into(), 16).unwrap_or_default().to_ascii_uppercase();
    bytes.iter().flat_map(|b| [digit(b >> 4), digit(b & 15)]).collect()
}

/// A number, or the text that XML Schema has for what is none.
pub(super) fn number(value: f64) -> Value {
    Number::from_f64(value).map_or_else(
        || {
            (if value.is_nan() {
                "NaN"
            } else if value > 0.0 {
                "INF"
            } else {
                "-INF"
            })
            .into()
        },
        Value::Number,
    )
}
