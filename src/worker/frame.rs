//! What goes over the pipes between a worker and who asks it: texts of a stated length, most of them JSON.

use std::io::{self, Read, Write};

use serde::{Deserialize, Serialize};

use super::Form;

/// What is asked of a worker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// The subject of the request.
    pub subject: Subject,
    /// The form of rows that is wanted, the form of yes and no, and that of triples; none where none of them will do.
    pub forms: [Option<Form>; 3],
    /// The bounds of the answer.
    pub bounds: Bounds,
}

/// What an answer may be at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bounds {
    /// How many rows or triples.
    pub rows: usize,
    /// How many bytes.
    pub bytes: usize,
    /// Whether the first rows will do where there are more.
    pub is_partial: bool,
}

/// What a request is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Subject {
    /// A query.
    Query {
        /// Its text.
        text: String,
        /// The graphs that are its default graph, where it is not to be that of the store.
        default_graphs: Vec<String>,
        /// The graphs that it may name.
        named_graphs: Vec<String>,
    },
    /// A query as the page of queries shows it: what comes back is [`Looked`](super::Looked).
    Page {
        /// Its text.
        text: String,
        /// The row of its answer of which is to be told what it matches, the first being 0.
        row: Option<usize>,
    },
    /// A text that is typed: what comes back is what in it cannot be read.
    Typed(String),
    /// The triples of a graph by its IRI, or of the default graph.
    Graph(Option<String>),
    /// What the endpoint at an address can do.
    Description(String),
}

/// What comes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// What is to be known of it.
    pub head: Head,
    /// The answer, or the text of the fault.
    pub body: Vec<u8>,
}

/// What stands before an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Head {
    /// An answer in a form; whether it was cut, in words.
    Answer(Form, Option<String>),
    /// Values as JSON, for the page that asked.
    Values,
    /// There is no answer.
    Fault(Fault),
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// The status of HTTP that says so.
    pub status: u16,
    /// It in a sentence.
    pub title: String,
    /// The line and the column of the query where it is, both from 1, if it is anywhere.
    pub place: Option<(usize, usize)>,
}

/// Writes a frame.
///
/// # Errors
///
/// When the other side takes no more, or the frame has 4 GiB.
pub fn write_frame(out: &mut dyn Write, bytes: &[u8]) -> io::Result<()> {
    let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
    out.write_all(&length.to_le_bytes())?;
    out.write_all(bytes)
}

/// Reads a frame of at most so many bytes; none where the other side went away between two frames.
///
/// # Errors
///
/// When the frame is longer, or breaks off.
pub fn read_frame(input: &mut dyn Read, most: usize) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; 4];
    match input.read_exact(&mut length) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        done => done?,
    }
    let length = u32::from_le_bytes(length) as usize;
    if length > most {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut bytes = vec![0; length];
    input.read_exact(&mut bytes)?;
    Ok(Some(bytes))
}
