//! Finds the places that faults point at: records are read again, once per file, only when there is a fault.

use std::collections::{BTreeMap, HashMap};

use super::{TableLayout, each_record};
use crate::model::diagnostic::{Diagnostic, Location};
use crate::model::file::{FileId, Files, Position, SourceFile, Span};
use crate::model::record::Origin;
use crate::model::text::char_boundary;

/// A place for readers.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Placed {
    /// The path of the file.
    pub path: String,
    /// The file and bytes, where the path is a text file of the project.
    pub span: Option<(FileId, Span)>,
    /// Line and column of the first byte; line 1, column 1 without a span.
    pub position: Position,
    /// Line and column of the first byte behind it.
    pub end: Position,
}

impl Placed {
    /// A file as a whole.
    pub fn whole(path: String) -> Self {
        let start = Position { line: 1, column: 1 };
        Self { path, span: None, position: start, end: start }
    }
}

/// The places of spans of files, with their lines and columns.
pub fn placed(files: &Files) -> impl FnMut(FileId, Span) -> Placed {
    let mut lines = Lines { files, known: HashMap::new() };
    move |file, span| lines.at(file, span)
}

/// Finds the place of every anchor of the faults, their related ones included.
///
/// Costs one reading of each file that a field is looked for in.
pub fn place_all<'a>(
    files: &Files,
    folder: &str,
    layouts: &[TableLayout],
    faults: impl IntoIterator<Item = &'a Diagnostic>,
) -> BTreeMap<Location, Placed> {
    let mut placed = BTreeMap::new();
    let mut lines = Lines { files, known: HashMap::new() };
    let mut wanted: BTreeMap<FileId, BTreeMap<u32, Vec<&'static str>>> = BTreeMap::new();
    for fault in faults {
        for anchor in std::iter::once(&fault.anchor).chain(fault.related.iter().map(|r| &r.0)) {
            match anchor {
                Location::Span(file, span) => {
                    placed.insert(anchor.clone(), lines.at(*file, *span));
                }
                Location::Path(path) => {
                    placed.insert(anchor.clone(), Placed::whole(path.clone()));
                }
                Location::Field(origin, name) => {
                    wanted.entry(origin.file).or_default().entry(origin.start).or_default().push(name);
                }
            }
        }
    }
    for (id, by_start) in wanted {
        let file = files.get(id);
        each_record(id, file, (folder, layouts), 0..file.text.len(), &mut |record| {
            for name in by_start.get(&record.origin.start).into_iter().flatten() {
                let field = record.fields.iter().find(|f| f.name == *name);
                let span = field.map_or(record.head, |f| f.span);
                placed.insert(Location::Field(record.origin, name), lines.at(id, span));
            }
        });
        // A record that a mapping makes is of no reader here: it begins at the value that it rests on.
        for (start, names) in by_start {
            for name in names {
                let origin = Origin { file: id, start };
                let at_value = || lines.at(id, value_at(&file.text, start));
                placed.entry(Location::Field(origin, name)).or_insert_with(at_value);
            }
        }
    }
    placed
}

/// The value that begins at a byte: up to the mark that ends it, as tables have them, else to the end of the line.
fn value_at(text: &str, start: u32) -> Span {
    let rest = text.get(start as usize..).unwrap_or_default();
    let length = match rest.strip_prefix('"') {
        Some(quoted) => quoted.find('"').map_or(rest.len(), |end| end + 2),
        None if rest.starts_with(['{', '<', '[']) => rest.find('\n').unwrap_or(rest.len()),
        None => rest.find(['\n', ',', ';', '\t', '|', '}', ']', '<']).unwrap_or(rest.len()),
    };
    Span { start, end: start + length as u32 }
}

/// What is known of the lines of each file that a place was told in.
struct Lines<'a> {
    files: &'a Files,
    known: HashMap<FileId, FileLines>,
}

struct FileLines {
    /// The first byte of each line.
    starts: Vec<u32>,
    /// How many characters begin before each block of bytes, so that a column far along a line costs no walk along it.
    characters: Vec<u32>,
}

impl FileLines {
    const BLOCK: usize = 1_024;

    fn new(text: &str) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i as u32 + 1);
        let mut characters = vec![0];
        for block in text.as_bytes().chunks(Self::BLOCK) {
            characters.push(characters.last().unwrap_or(&0) + begun(block));
        }
        Self { starts: std::iter::once(0).chain(ends).collect(), characters }
    }

    /// The line and column of a byte.
    fn position(&self, text: &str, byte: u32) -> Position {
        let line = self.starts.partition_point(|s| *s <= byte).max(1);
        let byte = char_boundary(text, byte as usize);
        let start = (self.starts[line - 1] as usize).min(byte);
        let column = (self.before(text, byte) - self.before(text, start)) as usize + 1;
        Position { line, column }
    }

    /// How many characters begin before a byte.
    fn before(&self, text: &str, byte: usize) -> u32 {
        let block = byte / Self::BLOCK;
        self.characters[block] + begun(&text.as_bytes()[block * Self::BLOCK..byte])
    }
}

/// How many characters begin in some bytes of a text.
fn begun(bytes: &[u8]) -> u32 {
    bytes.iter().filter(|b| **b & 0xc0 != 0x80).count() as u32
}

impl Lines<'_> {
    fn at(&mut self, id: FileId, span: Span) -> Placed {
        let SourceFile { path, text } = self.files.get(id);
        let lines = self.known.entry(id).or_insert_with(|| FileLines::new(text));
        let [position, end] = [span.start, span.end.max(span.start)].map(|byte| lines.position(text, byte));
        Placed { path: path.clone(), span: Some((id, span)), position, end }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_counted_in_characters_however_far_along_the_line() {
        let text = format!("a\n{}x\ny\u{e9}z", "\u{e9}\u{1f69a}b".repeat(1_000));
        let files = Files::new(vec![SourceFile { path: "a".into(), text: text.clone() }]);
        let mut lines = Lines { files: &files, known: HashMap::new() };
        for (sign, line, column) in [('a', 1, 1), ('x', 2, 3_001), ('y', 3, 1), ('z', 3, 3)] {
            let at = text.find(sign).unwrap();
            assert_eq!(lines.at(FileId(0), Span::new(at, at)).position, Position { line, column }, "{sign}");
        }
        let end = Span::new(text.len(), text.len());
        assert_eq!(lines.at(FileId(0), end).position, Position { line: 3, column: 4 });
    }
}
