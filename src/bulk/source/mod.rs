//! Files to rows, one format a file.
//!
//! A source is cut into pieces of whole rows, in order, with little work ([`Pieces`]); each piece is then read by itself, on any
//! thread ([`Reader`]). What cannot be cut is one piece.

mod bytes;
mod csv;
mod json;
mod json_filter;
mod json_path;
mod json_split;
mod json_tree;
mod lines;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(any(feature = "parquet", feature = "sqlite"))]
mod records;
#[cfg(feature = "sqlite")]
mod sqlite;
mod xml;
mod xml_split;
mod xpath;

use std::io::{self, Read};
use std::path::PathBuf;

use super::fault::{DataPlace, Fault, Spot};
use super::plan::{FilePlace, Formulation, LogicalSource, Reference};
use super::row::Row;
use crate::model::code::Code;
use crate::model::nearest::nearest;

/// Opens the files that a mapping names. Whoever implements it decides which files a mapping may read.
pub trait Open: Sync {
    /// Opens a file to be read from its beginning.
    ///
    /// # Errors
    /// As the system says, or that the file may not be read.
    fn open(&self, file: &FilePlace) -> io::Result<Box<dyn Read + Send>>;

    /// Where a file is, for those that are read by parts.
    ///
    /// # Errors
    /// As the system says, or that the file may not be read; where files are not on the disk, that they are not.
    fn path(&self, file: &FilePlace) -> io::Result<PathBuf> {
        let message = format!("`{}` can be read by `remit map` alone", file.path);
        Err(io::Error::new(io::ErrorKind::Unsupported, message))
    }
}

/// About how many bytes a piece of a source has.
const PIECE: usize = 1 << 20;

/// Whole rows of a source, one after the other.
#[derive(Debug, Default)]
pub(super) struct Piece {
    /// Its number, from 0.
    pub(super) number: u64,
    pub(super) text: Vec<u8>,
    /// The lines before it.
    pub(super) lines: u64,
    /// The rows before it; 0 where they are not counted.
    pub(super) rows: u64,
}

/// Cuts a source into pieces.
pub(super) trait Pieces: Send {
    /// The next piece, or nothing at the end.
    ///
    /// # Errors
    /// What stops the reading.
    fn next(&mut self) -> Result<Option<Piece>, Fault>;
}

/// Reads the rows of a piece.
pub(super) trait Reader: Sync {
    /// Calls back with each row, in order, or with what is wrong with it; says how many rows there were.
    ///
    /// # Errors
    /// What stops the reading.
    fn rows(&self, piece: &Piece, each: &mut dyn FnMut(Result<&dyn Row, Fault>)) -> Result<u64, Fault>;
}

/// A source that can be read.
pub(super) struct Opened<'p> {
    pub(super) pieces: Box<dyn Pieces + 'p>,
    pub(super) reader: Box<dyn Reader + 'p>,
}

/// Opens a source.
///
/// # Errors
/// All that is wrong with its file and its references.
pub(super) fn opened<'p>(source: &'p LogicalSource, open: &dyn Open) -> Result<Opened<'p>, Vec<Fault>> {
    match &source.formulation {
        Formulation::Csv => csv::opened(source, open),
        Formulation::JsonPath => json::opened(source, open),
        Formulation::JsonLines => json::opened_lines(source, open),
        Formulation::XPath(namespaces) => xml::opened(source, namespaces, open),
        #[cfg(feature = "parquet")]
        Formulation::Parquet => parquet::opened(source, open),
        #[cfg(feature = "sqlite")]
        Formulation::SqlTable => {
            let table = source.iterator.as_deref().unwrap_or_default();
            sqlite::opened(source, &sqlite::query_of_table(table), open)
        }
        #[cfg(feature = "sqlite")]
        Formulation::SqlQuery => sqlite::opened(source, source.iterator.as_deref().unwrap_or_default(), open),
        #[cfg(not(feature = "parquet"))]
        Formulation::Parquet => Err(vec![missing(source, "parquet")]),
        #[cfg(not(feature = "sqlite"))]
        Formulation::SqlTable | Formulation::SqlQuery => Err(vec![missing(source, "sqlite")]),
    }
}

/// The fault of a format that this program was built without.
#[cfg(not(all(feature = "parquet", feature = "sqlite")))]
fn missing(source: &LogicalSource, feature: &str) -> Fault {
    let message = format!("this program was built without the feature `{feature}`, which reads this source");
    unreadable(source, message, Spot::default()).help(format!("cargo install remit-kg --features {feature}"))
}

/// Calls back with each row of a source, in order, or with what is wrong with it.
///
/// # Errors
/// What stops the reading: a file that cannot be read, a text that is not of its format, a reference that is wrong.
pub(super) fn rows(
    source: &LogicalSource,
    open: &dyn Open,
    each: &mut dyn FnMut(Result<&dyn Row, Fault>),
) -> Result<(), Vec<Fault>> {
    let mut opened = opened(source, open)?;
    let mut rows = 0;
    while let Some(mut piece) = opened.pieces.next().map_err(|fault| vec![fault])? {
        piece.rows = rows;
        rows += opened.reader.rows(&piece, each).map_err(|fault| vec![fault])?;
    }
    Ok(())
}

/// A source that is one piece.
struct Whole(Option<Piece>);

impl Whole {
    fn new(text: String) -> Self {
        Self(Some(Piece { text: text.into_bytes(), ..Piece::default() }))
    }
}

impl Pieces for Whole {
    fn next(&mut self) -> Result<Option<Piece>, Fault> {
        Ok(self.0.take())
    }
}

/// A fault of the file of a source, as a whole or at a spot of it.
fn unreadable(source: &LogicalSource, message: impl Into<String>, spot: Spot) -> Fault {
    bad_row(source, message, (0, spot)).code(Code::R102)
}

/// A fault of a row.
fn bad_row(source: &LogicalSource, message: impl Into<String>, (row, spot): (u64, Spot)) -> Fault {
    let place = DataPlace { file: source.access.file.path.clone(), row, reference: None, spot };
    Fault::new(message, source.at).code(Code::R105).data(place)
}

/// The fault of a reference to a column that a table does not have.
fn unknown_column<'a>(
    source: &LogicalSource,
    reference: &Reference,
    columns: impl IntoIterator<Item = &'a str> + Clone,
) -> Option<Fault> {
    let name = reference.text.as_str();
    if columns.clone().into_iter().any(|column| column == name) {
        return None;
    }
    let known: Vec<String> = columns.clone().into_iter().take(20).map(|name| format!("`{name}`")).collect();
    let message = format!("the table `{}` has no column `{name}`", source.access.file.path);
    let fault = Fault::new(message, reference.at);
    let fault = fault.expected("the name of one of its columns").help(format!("it has {}", known.join(", ")));
    Some(fault.suggest(nearest(name, columns)))
}

/// The references of a source, each compiled for its format.
fn compiled<T>(
    source: &LogicalSource,
    compile: impl Fn(&Reference) -> Result<T, Fault>,
) -> Result<Vec<T>, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut found = Vec::new();
    for reference in &source.references {
        match compile(reference) {
            Ok(compiled) => found.push(compiled),
            Err(wrong) => faults.push(wrong.code(Code::R103)),
        }
    }
    if faults.is_empty() { Ok(found) } else { Err(faults) }
}

/// The lines of bytes of a text, asked for in order: each part of the text is counted once.
struct LineCount<'t> {
    text: &'t str,
    at: usize,
    line: u64,
}

impl<'t> LineCount<'t> {
    /// Of a text that has so many lines before it.
    fn new(text: &'t str, before: u64) -> Self {
        Self { text, at: 0, line: before + 1 }
    }

    /// The line of a byte, from 1.
    fn line(&mut self, at: usize) -> u64 {
        let bytes = self.text.as_bytes();
        if at < self.at {
            return self.line - line_ends(&bytes[at..self.at]);
        }
        self.line += line_ends(&bytes[self.at..at]);
        self.at = at;
        self.line
    }
}

fn line_ends(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|b| **b == b'\n').count() as u64
}
