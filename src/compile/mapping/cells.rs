//! Where a value stands in the data: the cell of a table, or the line of anything else.

use std::borrow::Cow;

use crate::compile::read::cells;
use crate::model::file::Span;

/// The cells of a table, or the lines of another file; the last row is kept.
pub(super) struct Cells<'f> {
    text: &'f str,
    delimiter: Option<u8>,
    /// The first byte of each line.
    lines: Vec<usize>,
    header: Vec<Cow<'f, str>>,
    row: (u64, Vec<(Span, Cow<'f, str>)>),
}

impl<'f> Cells<'f> {
    pub(super) fn new(text: &'f str, delimiter: Option<u8>) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(at, _)| at + 1);
        let header = delimiter.map(|delimiter| cells(text, delimiter, 0));
        let header = header.into_iter().flatten().map(|(_, name)| name).collect();
        Self {
            text,
            delimiter,
            lines: std::iter::once(0).chain(ends).collect(),
            header,
            row: (0, Vec::new()),
        }
    }

    /// The cell of a row under the first column that is there; else the line on which the row begins.
    pub(super) fn span(&mut self, line: u64, columns: &[&str]) -> Span {
        let number = usize::try_from(line).unwrap_or_default();
        let Some(start) = number.checked_sub(1).and_then(|before| self.lines.get(before)).copied() else {
            return Span::new(0, 0);
        };
        if let Some(delimiter) = self.delimiter {
            if self.row.0 != line {
                self.row = (line, cells(self.text, delimiter, start));
            }
            let named = columns.iter().find_map(|column| self.header.iter().position(|name| name == column));
            if let Some((span, _)) = named.and_then(|column| self.row.1.get(column)) {
                return *span;
            }
        }
        let rest = &self.text[start..];
        let row = rest.split('\n').next().unwrap_or_default();
        let begin = row.len() - row.trim_start().len();
        Span::new(start + begin, start + row.trim_end().len().max(begin))
    }
}
