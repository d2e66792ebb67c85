//! What is wrong with a mapping or with data, as values: where in the mapping, where in the data, and what to do.

use std::fmt;
use std::ops::Range;

use crate::model::code::Code;

/// A place in the mapping: line and column from 1, and its bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// Line, from 1; 0 where the place is not known.
    pub line: usize,
    /// Column in code points, from 1.
    pub column: usize,
}

/// A place in the data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DataPlace {
    /// The file, as the mapping names it.
    pub file: String,
    /// The row, from 1, the header not counted; 0 for the file as a whole.
    pub row: u64,
    /// What the mapping reads of the row: a column or path.
    pub reference: Option<String>,
    /// Where it is in the text of the file.
    pub spot: Spot,
}

/// A part of a line of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spot {
    /// The line, from 1; 0 where it is not known.
    pub line: u64,
    /// The column of the part, from 1, in characters; 0 where it is not known.
    pub column: usize,
    /// The line, where it is not too long to be shown, and the part of it, in bytes.
    pub shown: Option<(Box<str>, Range<usize>)>,
}

/// The longest line that is kept, in bytes.
const LONGEST_LINE: usize = 1 << 16;

impl Spot {
    /// A line of which nothing else is known.
    pub(super) fn line(line: u64) -> Self {
        Self { line, ..Self::default() }
    }

    /// The character at a line and column of a text, both from 1, that has so many lines before it.
    pub(super) fn at(text: &str, (row, column): (u32, u32), lines: u64) -> Self {
        let start: usize =
            text.split_inclusive('\n').take((row as usize).saturating_sub(1)).map(str::len).sum();
        let within = text[start..].char_indices().nth((column as usize).saturating_sub(1));
        let at = within.map_or(text.len(), |(at, _)| start + at);
        Self::of(&text[start..], at - start..at - start + 1, lines + u64::from(row) - 1)
    }

    /// A part of a text of which one byte before it is on a known line.
    pub(super) fn near(text: &str, part: Range<usize>, (known, line): (usize, u64)) -> Self {
        let Some(between) = text.as_bytes().get(known..part.start) else { return Self::line(line) };
        let start = text[..part.start].rfind('\n').map_or(0, |at| at + 1);
        let line = line + between.iter().filter(|b| **b == b'\n').count() as u64;
        Self::of(&text[start..], part.start - start..part.end.max(part.start) - start, line - 1)
    }

    /// A part of a text that has so many lines before it; of a part with several lines, the first one.
    pub(super) fn of(text: &str, part: Range<usize>, lines: u64) -> Self {
        let (Some(before), Some(rest)) = (text.get(..part.start), text.get(part.start..)) else {
            return Self::default();
        };
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = lines + before.bytes().filter(|b| *b == b'\n').count() as u64 + 1;
        let column = before[start..].chars().count() + 1;
        let end = part.start + rest.find('\n').unwrap_or(rest.len());
        let whole = text[start..end].trim_end_matches('\r');
        let shown = (whole.len() <= LONGEST_LINE).then(|| {
            let within = part.start - start..(part.end.clamp(part.start, end) - start).min(whole.len());
            (whole.into(), within)
        });
        Self { line, column, shown }
    }
}

/// One fault of a mapping, or of data under a mapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Which check it fails.
    pub code: Code,
    /// What is wrong, in one sentence, lower case.
    pub message: String,
    /// What is expected there.
    pub expected: Box<str>,
    /// What to do next, if there is advice.
    pub help: Option<Box<str>>,
    /// Where in the mapping.
    pub mapping: Option<Place>,
    /// Where in the data, boxed to keep results small.
    pub data: Option<Box<DataPlace>>,
}

impl Fault {
    /// A fault of a mapping.
    pub(super) fn new(message: impl Into<String>, at: Place) -> Self {
        Self {
            code: Code::R101,
            message: message.into(),
            expected: Box::default(),
            help: None,
            mapping: Some(at),
            data: None,
        }
    }

    pub(super) fn code(mut self, code: Code) -> Self {
        self.code = code;
        self
    }

    pub(super) fn expected(mut self, expected: impl Into<Box<str>>) -> Self {
        self.expected = expected.into();
        self
    }

    pub(super) fn help(mut self, help: impl Into<Box<str>>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// "Did you mean", where a known name is near enough.
    pub(super) fn suggest(self, name: Option<&str>) -> Self {
        match name {
            Some(name) => self.help(format!("did you mean `{name}`?")),
            None => self,
        }
    }

    pub(super) fn data(mut self, place: DataPlace) -> Self {
        self.data = Some(Box::new(place));
        self
    }
}

/// In a line: the place in the mapping, what is wrong, the place in the data.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.mapping {
            Some(at) if at.line > 0 => write!(f, "{}:{}: {}", at.line, at.column, self.message)?,
            _ => f.write_str(&self.message)?,
        }
        if let Some(data) = &self.data {
            write!(f, ", in `{}`", data.file)?;
            if data.row > 0 {
                write!(f, ", row {}", data.row)?;
            }
            if data.spot.line > 0 {
                write!(f, ", line {}", data.spot.line)?;
            }
        }
        if let Some(help) = &self.help {
            write!(f, "; {help}")?;
        }
        Ok(())
    }
}
