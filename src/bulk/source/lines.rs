//! A stream cut where lines end, into pieces of about the same size.

use std::io::{self, Read};

use super::{PIECE, Piece, line_ends, unreadable};
use crate::bulk::fault::{Fault, Spot};
use crate::bulk::plan::LogicalSource;

/// Cuts a stream. What of its bytes are whole rows is said by whoever uses it.
pub(super) struct Cutter<'p> {
    source: &'p LogicalSource,
    stream: Box<dyn Read + Send>,
    /// What was read and not given yet.
    rest: Vec<u8>,
    at_end: bool,
    number: u64,
    lines: u64,
}

/// The largest piece: one row that is longer is no row of a table.
const LARGEST: usize = 1 << 26;

impl<'p> Cutter<'p> {
    pub(super) fn new(source: &'p LogicalSource, stream: Box<dyn Read + Send>) -> Self {
        Self { source, stream, rest: Vec::new(), at_end: false, number: 0, lines: 0 }
    }

    /// What is wrong where the stream cannot be read, at the line that was reached.
    fn unreadable(&self, what: &dyn std::fmt::Display) -> Fault {
        unreadable(self.source, format!("this file cannot be read: {what}"), Spot::line(self.lines + 1))
    }

    /// Whether all was given.
    pub(super) fn is_at_end(&self) -> bool {
        self.at_end && self.rest.is_empty()
    }

    /// Reads on until there are so many bytes, or the stream ends.
    fn fill(&mut self, wanted: usize) -> io::Result<()> {
        if self.rest.len() < wanted && !self.at_end {
            let missing = wanted - self.rest.len();
            self.rest.reserve(missing);
            let read = (&mut self.stream).take(missing as u64).read_to_end(&mut self.rest)?;
            self.at_end = read < missing;
        }
        Ok(())
    }

    /// The bytes at the beginning of what is left, without taking them: at least so many, if there are.
    pub(super) fn peek(&mut self, wanted: usize) -> Result<&[u8], Fault> {
        self.fill(wanted).map_err(|error| self.unreadable(&error))?;
        Ok(&self.rest)
    }

    /// Leaves out bytes at the beginning.
    pub(super) fn skip(&mut self, length: usize) {
        self.lines += line_ends(&self.rest[..length]);
        self.rest.drain(..length);
    }

    /// The next piece: `end` says where the last whole row of some bytes ends, which begin with a row.
    pub(super) fn next(
        &mut self,
        end: &mut dyn FnMut(&[u8]) -> Option<usize>,
    ) -> Result<Option<Piece>, Fault> {
        let mut wanted = PIECE;
        let length = loop {
            self.fill(wanted).map_err(|error| self.unreadable(&error))?;
            if self.at_end {
                break self.rest.len();
            }
            if let Some(end) = end(&self.rest) {
                break end;
            }
            if wanted >= LARGEST {
                return Err(self.unreadable(
                    &"a row does not end within 64 MiB; in a table, a quotation mark may not be closed",
                ));
            }
            wanted *= 2;
        };
        if length == 0 {
            return Ok(None);
        }
        let rest = self.rest.split_off(length);
        let text = std::mem::replace(&mut self.rest, rest);
        let piece = Piece { number: self.number, lines: self.lines, text, rows: 0 };
        self.number += 1;
        self.lines += line_ends(&piece.text);
        Ok(Some(piece))
    }
}

/// Where the last line of some bytes ends.
pub(super) fn last_line_end(bytes: &[u8]) -> Option<usize> {
    bytes.iter().rposition(|b| *b == b'\n').map(|at| at + 1)
}
