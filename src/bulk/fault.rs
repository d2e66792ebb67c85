//! What is wrong with a mapping or with data, as values: where in the mapping, where in the data, and what to do.

use std::fmt;

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
    /// The line on which the row begins, from 1; 0 where it is not known.
    pub line: u64,
    /// What the mapping reads of the row: a column or path.
    pub reference: Option<String>,
    /// The value that was found there.
    pub value: Option<String>,
}

/// One fault of a mapping, or of data under a mapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong, in one sentence, lower case.
    pub message: String,
    /// What to do next, if there is advice.
    pub help: Option<String>,
    /// Where in the mapping.
    pub mapping: Option<Place>,
    /// Where in the data, boxed to keep results small.
    pub data: Option<Box<DataPlace>>,
}

impl Fault {
    pub(super) fn new(message: impl Into<String>, at: Place) -> Self {
        Self { message: message.into(), help: None, mapping: Some(at), data: None }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
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

/// The longest part of a value that a message shows, in characters.
const SHOWN: usize = 80;

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.mapping {
            Some(at) if at.line > 0 => write!(f, "{}:{}: {}", at.line, at.column, self.message)?,
            _ => f.write_str(&self.message)?,
        }
        if let Some(data) = &self.data {
            write!(f, "\n  in `{}`", data.file)?;
            if data.row > 0 {
                write!(f, ", row {}", data.row)?;
            }
            if data.line > 0 {
                write!(f, " (line {})", data.line)?;
            }
            if let Some(reference) = &data.reference {
                write!(f, ", `{reference}`")?;
            }
            if let Some(value) = &data.value {
                let shown: String = value.chars().take(SHOWN).collect();
                let more = if shown.len() < value.len() { "…" } else { "" };
                write!(f, ": {shown:?}{more}")?;
            }
        }
        if let Some(help) = &self.help {
            write!(f, "\n  help: {help}")?;
        }
        Ok(())
    }
}
