//! Finds the places that faults point at: records are read again, once per file, only when there is a fault.

use std::collections::{BTreeMap, HashMap};

use super::{TableLayout, each_record};
use crate::model::diagnostic::{Anchor, Diagnostic};
use crate::model::file::{FileId, Files, Position, Span};

/// A place for readers.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Placed {
    /// The path of the file.
    pub path: String,
    /// The file and bytes, where the path is a text file of the project.
    pub span: Option<(FileId, Span)>,
    /// Line and column of the first byte; line 1, column 1 without a span.
    pub position: Position,
}

/// Finds the place of every anchor of the faults, their related ones included.
///
/// Costs one reading of each file that a field is looked for in.
pub fn place_all<'a>(
    files: &Files,
    folder: &str,
    layouts: &[TableLayout],
    faults: impl IntoIterator<Item = &'a Diagnostic>,
) -> BTreeMap<Anchor, Placed> {
    let mut placed = BTreeMap::new();
    let mut lines = Lines { files, starts: HashMap::new() };
    let mut wanted: BTreeMap<FileId, HashMap<u32, Vec<&'static str>>> = BTreeMap::new();
    for fault in faults {
        for anchor in std::iter::once(&fault.anchor).chain(fault.related.iter().map(|r| &r.0)) {
            match anchor {
                Anchor::Span(file, span) => {
                    placed.insert(anchor.clone(), lines.at(*file, *span));
                }
                Anchor::Path(path) => {
                    let position = Position { line: 1, column: 1 };
                    placed.insert(anchor.clone(), Placed { path: path.clone(), span: None, position });
                }
                Anchor::Field(origin, name) => {
                    wanted.entry(origin.file).or_default().entry(origin.start).or_default().push(name);
                }
            }
        }
    }
    for (id, by_start) in wanted {
        each_record(id, files.get(id), folder, layouts, &mut |record| {
            for name in by_start.get(&record.origin.start).into_iter().flatten() {
                let field = record.fields.iter().find(|f| f.name == *name);
                let span = field.map_or(record.head, |f| f.span);
                placed.insert(Anchor::Field(record.origin, name), lines.at(id, span));
            }
        });
    }
    placed
}

/// The starts of lines of each file that a place was told in.
struct Lines<'a> {
    files: &'a Files,
    starts: HashMap<FileId, Vec<u32>>,
}

impl Lines<'_> {
    fn at(&mut self, id: FileId, span: Span) -> Placed {
        let file = self.files.get(id);
        let starts = self.starts.entry(id).or_insert_with(|| {
            let ends = file.text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i as u32 + 1);
            std::iter::once(0).chain(ends).collect()
        });
        let line = starts.partition_point(|s| *s <= span.start).max(1);
        let start = starts[line - 1] as usize;
        let mut byte = (span.start as usize).min(file.text.len());
        while !file.text.is_char_boundary(byte) {
            byte -= 1;
        }
        let column = file.text[start.min(byte)..byte].chars().count() + 1;
        Placed { path: file.path.clone(), span: Some((id, span)), position: Position { line, column } }
    }
}
