//! A large file of JSON cut between the items of one list, which names lead to; one piece of it is in memory.
//!
//! Only the ends of values are looked for here. Each piece is a list by itself, and is checked when it is read; what is left out
//! beside the list is checked here.

use std::borrow::Cow;
use std::io::Read;

use super::json_tree::parse;
use super::{PIECE, Piece, Pieces, line_ends, unreadable};
use crate::bulk::fault::{Fault, Spot};
use crate::bulk::plan::LogicalSource;

pub(super) struct Split<'p> {
    source: &'p LogicalSource,
    /// The names that lead to the list.
    names: Vec<String>,
    stream: Box<dyn Read + Send>,
    buffer: Vec<u8>,
    /// The next byte of the buffer.
    at: usize,
    /// The lines before the buffer.
    lines: u64,
    state: State,
    /// How many objects are open around the list.
    depth: usize,
    number: u64,
    /// What is wrong behind the last piece.
    failed: Option<Fault>,
}

enum State {
    Start,
    /// In the list, which ends with this mark.
    Items(u8),
    End,
}

impl Pieces for Split<'_> {
    fn next(&mut self) -> Result<Option<Piece>, Fault> {
        if let Some(fault) = self.failed.take() {
            return Err(fault);
        }
        if matches!(self.state, State::Start) {
            if self.buffer.starts_with("\u{feff}".as_bytes()) {
                self.at = '\u{feff}'.len_utf8();
            }
            self.state = if let Some(mark) = self.descend()? {
                State::Items(mark)
            } else {
                self.ascend()?;
                State::End
            };
        }
        match self.state {
            State::Items(mark) => self.items(mark),
            _ => Ok(None),
        }
    }
}

impl<'p> Split<'p> {
    /// Cuts a stream of which some bytes were read.
    pub(super) fn new(
        source: &'p LogicalSource,
        names: Vec<String>,
        buffer: Vec<u8>,
        stream: Box<dyn Read + Send>,
    ) -> Self {
        Self {
            source,
            names,
            stream,
            buffer,
            at: 0,
            lines: 0,
            state: State::Start,
            depth: 0,
            number: 0,
            failed: None,
        }
    }

    fn wrong<T>(&self, what: &str) -> Result<T, Fault> {
        let at = self.at.min(self.buffer.len());
        let text = String::from_utf8_lossy(&self.buffer);
        let spot = Spot::of(&text, at..at + 1, self.lines);
        // What is not UTF-8 is longer as a text, so that its places are others.
        let spot = if matches!(text, Cow::Borrowed(_)) { spot } else { Spot::line(self.lines + 1) };
        Err(unreadable(self.source, format!("this is not JSON: {what}"), spot))
    }

    /// Forgets what was read.
    fn forget(&mut self) {
        self.lines += line_ends(&self.buffer[..self.at]);
        self.buffer.drain(..self.at);
        self.at = 0;
    }

    /// Reads on; false at the end of the stream.
    fn more(&mut self) -> Result<bool, Fault> {
        let read = (&mut self.stream).take(PIECE as u64).read_to_end(&mut self.buffer);
        let read = read.map_err(|error| {
            unreadable(self.source, format!("this file cannot be read: {error}"), Spot::line(self.lines + 1))
        })?;
        Ok(read > 0)
    }

    fn peek(&mut self) -> Result<Option<u8>, Fault> {
        if self.at == self.buffer.len() && !self.more()? {
            return Ok(None);
        }
        Ok(self.buffer.get(self.at).copied())
    }

    /// The next byte that is no space, without taking it.
    fn next_mark(&mut self) -> Result<Option<u8>, Fault> {
        loop {
            match self.peek()? {
                Some(b' ' | b'\t' | b'\n' | b'\r') => self.at += 1,
                other => return Ok(other),
            }
        }
    }

    /// Goes to the list; gives the mark with which it ends, or nothing if there is none.
    fn descend(&mut self) -> Result<Option<u8>, Fault> {
        while self.depth < self.names.len() {
            if self.next_mark()? != Some(b'{') {
                self.skip()?;
                return Ok(None);
            }
            self.at += 1;
            self.depth += 1;
            if !self.member(true)? {
                return Ok(None);
            }
        }
        let end = match self.next_mark()? {
            Some(b'[') => b']',
            Some(b'{') => b'}',
            _ => {
                self.skip()?;
                return Ok(None);
            }
        };
        self.at += 1;
        Ok(Some(end))
    }

    /// Goes to the value of the name on the way, within the innermost object; false if it has no such name.
    fn member(&mut self, mut is_first: bool) -> Result<bool, Fault> {
        loop {
            match self.next_mark()? {
                Some(b'}') => return Ok(false),
                Some(b',') if !is_first => self.at += 1,
                _ if is_first => {}
                _ => return self.wrong("`,` or `}` is expected here"),
            }
            is_first = false;
            if self.next_mark()? != Some(b'"') {
                return self.wrong("a name in quotation marks is expected here");
            }
            self.forget();
            self.string()?;
            let is_name = self.is_wanted_name()?;
            if self.next_mark()? != Some(b':') {
                return self.wrong("`:` is expected here");
            }
            self.at += 1;
            if is_name {
                return Ok(true);
            }
            self.skip()?;
        }
    }

    /// Whether the text that was just read, from the beginning of the buffer, is the name on the way.
    fn is_wanted_name(&self) -> Result<bool, Fault> {
        let text = std::str::from_utf8(&self.buffer[..self.at]).unwrap_or_default();
        match parse(text) {
            Ok(node) => Ok(node.text() == self.names.get(self.depth - 1).map(String::as_str)),
            Err(wrong) => self.wrong(wrong.what),
        }
    }

    /// Leaves the objects around the list, and checks that nothing follows.
    fn ascend(&mut self) -> Result<(), Fault> {
        while self.depth > 0 {
            if self.member(false)? {
                return self.wrong("the name that leads to the rows comes twice");
            }
            if self.next_mark()? != Some(b'}') {
                return self.wrong("`}` is expected here");
            }
            self.at += 1;
            self.depth -= 1;
        }
        match self.next_mark()? {
            None => Ok(()),
            Some(_) => self.wrong("something stands after the end of the value"),
        }
    }

    /// Goes behind the next item, after one that ends at `last`; nothing at the end of the list or of a piece.
    fn item(&mut self, end: u8, last: Option<usize>) -> Result<Option<usize>, Fault> {
        let mark = self.next_mark()?;
        if mark == Some(end) || last.is_some_and(|after| after >= PIECE) {
            return Ok(None);
        }
        if last.is_some() || self.number > 0 {
            if mark != Some(b',') {
                return self.wrong("`,` or the end of the list is expected here");
            }
            self.at += 1;
        }
        if end == b'}' {
            self.next_mark()?;
            self.string()?;
            if self.next_mark()? != Some(b':') {
                return self.wrong("`:` is expected here");
            }
            self.at += 1;
        }
        self.end_of_value()?;
        Ok(Some(self.at))
    }

    /// The next items of the list, as a list.
    fn items(&mut self, end: u8) -> Result<Option<Piece>, Fault> {
        self.forget();
        let lines = self.lines;
        let mut last = None;
        loop {
            match self.item(end, last) {
                Ok(None) => break,
                Ok(after) => last = after,
                // What is wrong may be an item before it, whose reader tells it better.
                Err(fault) if last.is_some() => {
                    self.failed = Some(fault);
                    break;
                }
                Err(fault) => return Err(fault),
            }
        }
        let Some(after) = last else {
            self.at += 1;
            self.state = State::End;
            self.ascend()?;
            return Ok(None);
        };
        let open = if end == b'}' { b'{' } else { b'[' };
        let mut text = vec![open];
        // What parts these items from those before them is no part of the list.
        let items = &self.buffer[..after];
        let comma = items.iter().position(|b| *b == b',').filter(|_| self.number > 0);
        let before = comma.map_or(0, |comma| comma + 1);
        text.extend(std::iter::repeat_n(b'\n', usize::try_from(line_ends(&items[..before])).unwrap_or(0)));
        text.extend_from_slice(&items[before..]);
        text.push(end);
        let piece = Piece { number: self.number, text, lines, rows: 0 };
        self.number += 1;
        self.at = after;
        Ok(Some(piece))
    }

    /// Goes behind a value that no row is made of, and checks it.
    fn skip(&mut self) -> Result<(), Fault> {
        self.next_mark()?;
        self.forget();
        self.end_of_value()?;
        let Ok(text) = std::str::from_utf8(&self.buffer[..self.at]) else {
            return self.wrong("this is not UTF-8");
        };
        if let Err(wrong) = parse(text) {
            self.at = wrong.at;
            return self.wrong(wrong.what);
        }
        Ok(())
    }

    /// Goes behind a value.
    fn end_of_value(&mut self) -> Result<(), Fault> {
        match self.next_mark()? {
            None => return self.wrong("a value is expected here"),
            Some(b'"') => return self.string(),
            Some(b'{' | b'[') => {}
            Some(_) => {
                while let Some(b) = self.peek()? {
                    if matches!(b, b',' | b']' | b'}' | b' ' | b'\t' | b'\n' | b'\r') {
                        break;
                    }
                    self.at += 1;
                }
                return Ok(());
            }
        }
        let mut depth = 0u32;
        loop {
            let Some(b) = self.peek()? else { return self.wrong("this value does not end") };
            if b == b'"' {
                self.string()?;
                continue;
            }
            self.at += 1;
            match b {
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return Ok(());
            }
        }
    }

    /// Goes behind a text in quotation marks.
    fn string(&mut self) -> Result<(), Fault> {
        if self.peek()? != Some(b'"') {
            return self.wrong("a name in quotation marks is expected here");
        }
        self.at += 1;
        loop {
            let rest = &self.buffer[self.at..];
            let Some(length) = rest.iter().position(|b| matches!(b, b'"' | b'\\')) else {
                self.at = self.buffer.len();
                if !self.more()? {
                    return self.wrong("this text does not end");
                }
                continue;
            };
            self.at += length + 1;
            if rest[length] == b'"' {
                return Ok(());
            }
            // Whatever is escaped, it does not end the text.
            if self.peek()?.is_none() {
                return self.wrong("this text does not end");
            }
            self.at += 1;
        }
    }
}
