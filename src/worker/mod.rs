//! Queries of strangers in a process of their own: whatever such a query does, it ends nobody else.
//!
//! Goes in: a store as bytes, then requests, each a frame on standard input. Comes out: replies as frames on standard output. The worker sets
//! its own limits before it reads the first query, and stays for the next one. Who starts it and ends it is above: `serve` and `cli`.

mod description;
mod form;
mod frame;
mod limits;
mod looked;
mod reply;

use std::io::{self, BufReader, BufWriter, Write};
use std::sync::Arc;

pub use form::Form;
pub use frame::{Bounds, Fault, Head, Reply, Request, Subject, read_frame, write_frame};
pub use limits::{Limits, confine, has_limits, resident};
pub use looked::Looked;
pub use reply::reply;

pub use crate::derive::store::AnswerKind as Kind;
use crate::derive::store::Store;

/// The name of the command that runs a worker. It is for this program alone, and in no help.
pub const COMMAND: &str = "worker";
/// What a worker says once its store is open.
pub const READY: &[u8] = b"ready";
/// The largest frame that is read, in bytes: the store of a large graph.
pub const LARGEST_FRAME: usize = u32::MAX as usize;

/// Opens the store of the generation that a worker is to answer about.
///
/// The one place that knows how a store comes from the process that serves to those that answer.
fn open(generation: Vec<u8>) -> io::Result<Store> {
    Store::thaw(Arc::new(generation)).map(|(store, _)| store).map_err(io::Error::other)
}

/// What a worker is given to open the store of a generation.
///
/// # Errors
///
/// When the store is too large to be frozen.
pub fn generation(store: &Store) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    store.freeze("", &mut bytes)?;
    Ok(bytes)
}

/// Answers what comes over standard input until it ends.
///
/// # Errors
///
/// When the store cannot be opened, the limits cannot be set, or the other side went away.
pub fn run() -> io::Result<()> {
    let mut input = BufReader::new(io::stdin().lock());
    let mut output = BufWriter::new(io::stdout().lock());
    let Some(first) = read_frame(&mut input, LARGEST_FRAME)? else { return Ok(()) };
    let store = open(first)?;
    let Some(limits) = read_frame(&mut input, LARGEST_FRAME)? else { return Ok(()) };
    let limits: Limits = serde_json::from_slice(&limits)?;
    confine(limits, true)?;
    write_frame(&mut output, READY)?;
    output.flush()?;
    while let Some(frame) = read_frame(&mut input, LARGEST_FRAME)? {
        let request: Request = serde_json::from_slice(&frame)?;
        limits::allow_time(limits)?;
        let reply = reply(&request, &store);
        write_frame(&mut output, &serde_json::to_vec(&reply.head)?)?;
        write_frame(&mut output, &reply.body)?;
        output.flush()?;
    }
    Ok(())
}
