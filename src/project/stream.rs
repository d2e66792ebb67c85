//! Bytes written piece by piece, with their length and digest; disk and digest are the work of a second thread.

use std::io::{self, Write};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::{self, Scope, ScopedJoinHandle};

use sha2::{Digest, Sha256};

use crate::model::text::hex;

/// How much is written at a time.
const PIECE: usize = 1 << 18;
/// How many pieces may wait to be written.
const WAITING: usize = 8;

/// Lets a function write piece by piece; gives the length and the sha-256 of what it wrote. What is no longer than a piece needs no
/// second thread.
pub(super) fn stream(
    to: &mut (impl Write + Send),
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<(u64, String)> {
    thread::scope(|scope| {
        let mut pieces = Pieces { scope, piece: Vec::new(), to: To::Here(to) };
        let made = write(&mut pieces);
        let Pieces { piece, to, .. } = pieces;
        match to {
            To::Here(to) => made.and_then(|()| write_pieces(to, [piece])),
            To::There(sender, writer) => {
                let made = made.and_then(|()| sent(&sender, piece));
                drop(sender);
                let written = writer.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
                // What stopped the writer is the cause of what the function met.
                written.and_then(|written| made.map(|()| written))
            }
            To::Nowhere => made.and_then(|()| Err(io::ErrorKind::BrokenPipe.into())),
        }
    })
}

fn write_pieces(to: &mut impl Write, pieces: impl IntoIterator<Item = Vec<u8>>) -> io::Result<(u64, String)> {
    let mut digest = Sha256::new();
    let mut bytes = 0;
    for piece in pieces {
        to.write_all(&piece)?;
        digest.update(&piece);
        bytes += piece.len() as u64;
    }
    Ok((bytes, hex(&digest.finalize())))
}

fn sent(sender: &SyncSender<Vec<u8>>, piece: Vec<u8>) -> io::Result<()> {
    sender.send(piece).map_err(|_| io::ErrorKind::BrokenPipe.into())
}

/// Who writes the pieces.
enum To<'s, W> {
    /// This thread, once all is there.
    Here(&'s mut W),
    /// Another one, while more is made.
    There(SyncSender<Vec<u8>>, ScopedJoinHandle<'s, io::Result<(u64, String)>>),
    /// None could be started.
    Nowhere,
}

/// Collects what is written into pieces, and hands full ones to the thread that writes them.
struct Pieces<'s, 'e, W> {
    scope: &'s Scope<'s, 'e>,
    piece: Vec<u8>,
    to: To<'s, W>,
}

impl<W: Write + Send> Pieces<'_, '_, W> {
    /// Hands a full piece over.
    fn hand_over(&mut self) -> io::Result<()> {
        self.to = match std::mem::replace(&mut self.to, To::Nowhere) {
            To::Here(to) => {
                let (sender, receiver) = sync_channel(WAITING);
                let writer =
                    thread::Builder::new().spawn_scoped(self.scope, move || write_pieces(to, receiver))?;
                To::There(sender, writer)
            }
            other => other,
        };
        let piece = std::mem::replace(&mut self.piece, Vec::with_capacity(PIECE));
        match &self.to {
            To::There(sender, _) => sent(sender, piece),
            _ => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }
}

impl<W: Write + Send> Write for Pieces<'_, '_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.piece.len() + bytes.len() > PIECE && !self.piece.is_empty() {
            self.hand_over()?;
        }
        self.piece.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    /// Nothing: what is written is whole when the function ends.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
