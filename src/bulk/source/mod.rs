//! Files to rows, one format a file. A source is read row by row and calls back with each.

mod bytes;
mod csv;
mod json;
mod json_filter;
mod json_path;
mod json_tree;
mod xml;
mod xpath;

use std::io::{self, Read};

use super::fault::{DataPlace, Fault};
use super::plan::{FilePlace, Formulation, LogicalSource};
use super::row::Row;

/// Opens the files that a mapping names. Whoever implements it decides which files a mapping may read.
pub trait Open {
    /// Opens a file to be read from its beginning.
    ///
    /// # Errors
    /// As the system says, or that the file may not be read.
    fn open(&self, file: &FilePlace) -> io::Result<Box<dyn Read>>;
}

/// Calls back with each row of a source, in order.
///
/// # Errors
/// What stops the reading: a file that cannot be read, a text that is not of its format, a reference that is wrong.
pub(super) fn rows(
    source: &LogicalSource,
    open: &dyn Open,
    each: &mut dyn FnMut(&dyn Row),
) -> Result<(), Fault> {
    match &source.formulation {
        Formulation::Csv => csv::rows(source, open, each),
        Formulation::JsonPath => json::rows(source, open, each),
        Formulation::JsonLines => json::line_rows(source, open, each),
        Formulation::XPath(namespaces) => xml::rows(source, namespaces, open, each),
    }
}

/// A fault of a source as a whole, or on a line of it.
fn fault(source: &LogicalSource, message: impl Into<String>, (row, line): (u64, u64)) -> Fault {
    let place = DataPlace { file: source.access.file.path.clone(), row, line, reference: None, value: None };
    Fault::new(message, source.at).data(place)
}

/// The references of a source, each compiled for its format.
fn compiled<T>(source: &LogicalSource, compile: impl Fn(&str) -> Result<T, String>) -> Result<Vec<T>, Fault> {
    let references = source.references.iter();
    references
        .map(|reference| compile(&reference.text).map_err(|wrong| Fault::new(wrong, reference.at)))
        .collect()
}

/// The line of a byte of a text, from 1.
fn line_of(text: &str, at: usize) -> u64 {
    let before = text.as_bytes().get(..at).unwrap_or(text.as_bytes());
    before.iter().filter(|b| **b == b'\n').count() as u64 + 1
}
