//! A large XML document cut between elements of one depth, so that one piece of it is in memory.
//!
//! A piece is a document by itself: the tags of the elements around it are written before and behind it, so that prefixes mean what
//! they meant and paths can go up to attributes. What has names in it is told when the piece is read.

use std::io::{BufReader, Read};

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, Writer};

use super::xml::DOCUMENT_TYPE;
use super::{PIECE, Piece, Pieces, line_ends, unreadable};
use crate::bulk::fault::{Fault, Spot};
use crate::bulk::plan::LogicalSource;

pub(super) struct Split<'p> {
    source: &'p LogicalSource,
    reader: Reader<BufReader<Box<dyn Read + Send + 'p>>>,
    /// How deep the elements are that rows are made of; the root is at 1.
    depth: usize,
    /// The elements that are open.
    open: Vec<BytesStart<'static>>,
    number: u64,
    lines: u64,
    at_end: bool,
}

impl<'p> Split<'p> {
    /// Cuts a stream between elements of a depth.
    pub(super) fn new(source: &'p LogicalSource, depth: usize, stream: Box<dyn Read + Send + 'p>) -> Self {
        let reader = Reader::from_reader(BufReader::with_capacity(PIECE, stream));
        Self { source, reader, depth, open: Vec::new(), number: 0, lines: 0, at_end: false }
    }

    fn wrong(&self, what: &dyn std::fmt::Display, text: &[u8]) -> Fault {
        let spot = Spot::line(self.lines + line_ends(text) + 1);
        unreadable(self.source, format!("this is not XML: {what}"), spot)
    }

    /// The tags of the elements that are open, in one line.
    fn opening(&self) -> Vec<u8> {
        let mut text = Vec::new();
        for start in &self.open {
            text.push(b'<');
            text.extend(start.iter().map(|b| if matches!(b, b'\n' | b'\r') { b' ' } else { *b }));
            text.push(b'>');
        }
        text
    }

    /// Takes an event into a piece; whether the piece can end behind it.
    fn take(&mut self, event: Event<'_>, writer: &mut Writer<Vec<u8>>) -> Result<bool, Fault> {
        match &event {
            Event::Start(start) => {
                if self.open.len() >= DEEPEST {
                    return Err(self.wrong(&"it is nested too deeply", writer.get_ref()));
                }
                // Only those around the rows are written again.
                let kept = if self.open.len() < self.depth { start.to_owned() } else { BytesStart::new("") };
                self.open.push(kept.into_owned());
            }
            Event::End(_) => drop(self.open.pop()),
            Event::DocType(_) => {
                return Err(self.wrong(&DOCUMENT_TYPE, writer.get_ref()));
            }
            Event::Eof => {
                self.at_end = true;
                if !self.open.is_empty() {
                    return Err(self.wrong(&"an element does not end", writer.get_ref()));
                }
                return Ok(true);
            }
            _ => {}
        }
        let is_row_end =
            matches!(event, Event::End(_) | Event::Empty(_)) && self.open.len() + 1 == self.depth;
        writer.write_event(event).map_err(|error| self.wrong(&error, &[]))?;
        Ok(is_row_end && writer.get_ref().len() >= PIECE)
    }
}

/// How deep elements may be nested.
const DEEPEST: usize = 500;

/// Where a document is nested too deeply, by its byte; what is wrong otherwise is for others to say.
pub(super) fn too_deep(text: &str) -> Option<usize> {
    let mut reader = Reader::from_str(text);
    let mut depth = 0usize;
    loop {
        match reader.read_event() {
            Ok(Event::Start(_)) => depth += 1,
            Ok(Event::End(_)) => depth = depth.saturating_sub(1),
            Ok(Event::Eof) | Err(_) => return None,
            Ok(_) => {}
        }
        if depth > DEEPEST {
            return usize::try_from(reader.buffer_position()).ok();
        }
    }
}

impl Pieces for Split<'_> {
    fn next(&mut self) -> Result<Option<Piece>, Fault> {
        if self.at_end {
            return Ok(None);
        }
        let mut writer = Writer::new(self.opening());
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            let event = self.reader.read_event_into(&mut buffer);
            let event = event.map_err(|error| self.wrong(&error, writer.get_ref()))?;
            if self.take(event, &mut writer)? {
                break;
            }
        }
        let mut text = writer.into_inner();
        let lines = line_ends(&text);
        for start in self.open.iter().rev() {
            text.extend_from_slice(b"</");
            text.extend_from_slice(start.name().as_ref());
            text.push(b'>');
        }
        let piece = Piece { number: self.number, lines: self.lines, text, rows: 0 };
        self.number += 1;
        self.lines += lines;
        Ok(Some(piece))
    }
}
