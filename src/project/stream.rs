//! Bytes written piece by piece, with their length and digest; disk and digest are the work of a second thread.

use std::io::{self, Write};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use sha2::{Digest, Sha256};

use crate::model::text::hex;

/// How much is written at a time.
const PIECE: usize = 1 << 18;
/// How many pieces may wait to be written.
const WAITING: usize = 8;

/// Lets a function write piece by piece; gives the length and the sha-256 of what it wrote.
pub(super) fn stream(
    to: &mut (impl Write + Send),
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<(u64, String)> {
    thread::scope(|scope| {
        let (sender, receiver) = sync_channel(WAITING);
        let writer = thread::Builder::new().spawn_scoped(scope, move || write_pieces(to, &receiver))?;
        let mut pieces = Pieces { piece: Vec::with_capacity(PIECE), sender };
        let made = write(&mut pieces).and_then(|()| pieces.flush());
        drop(pieces);
        let written = writer.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        // What stopped the writer is the cause of what the function met.
        written.and_then(|w| made.map(|()| w))
    })
}

fn write_pieces(to: &mut impl Write, pieces: &Receiver<Vec<u8>>) -> io::Result<(u64, String)> {
    let mut digest = Sha256::new();
    let mut bytes = 0;
    for piece in pieces {
        to.write_all(&piece)?;
        digest.update(&piece);
        bytes += piece.len() as u64;
    }
    Ok((bytes, hex(&digest.finalize())))
}
/// Collects what is written into pieces, and hands full ones to the thread that writes them.
struct Pieces {
    piece: Vec<u8>,
    sender: SyncSender<Vec<u8>>,
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.piece.len() + bytes.len() > PIECE && !self.piece.is_empty() {
            self.flush()?;
        }
        self.piece.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.piece.is_empty() {
            return Ok(());
        }
        let piece = std::mem::replace(&mut self.piece, Vec::with_capacity(PIECE));
        self.sender.send(piece).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}
