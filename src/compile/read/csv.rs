//! CSV (RFC 4180) to records, with the place of every field.
//!
//! Own code, because readers at hand tell where a row begins but not where a field does, and a fault has to point
//! at the field. It accepts LF and CRLF, and nothing that the RFC forbids. Tests hold it against the `csv` crate.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

use super::manifest::TableLayout;
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Location};
use crate::model::file::{FileId, SourceFile, Span};
use crate::model::record::{Field, Kind, Origin, Record};

/// A field of a row: its bytes in the text, and its value with quotes undone.
struct Cell<'a> {
    span: Span,
    value: Cow<'a, str>,
}

/// Reads rows one after the other; faults of quoting are kept with their place.
struct Rows<'a> {
    text: &'a str,
    next: usize,
    /// What stands between two fields.
    separator: u8,
    faults: Vec<(Span, &'static str)>,
}

impl<'a> Rows<'a> {
    /// The rows of a text, with what is found to stand between its fields: commas, or what spreadsheets write instead.
    fn new(text: &'a str) -> Self {
        // Spreadsheets say in a line of its own what they take.
        let said = text.strip_prefix("sep=").and_then(|rest| rest.split(['\n', '\r']).next());
        let start = said.map_or(0, |said| "sep=".len() + said.len());
        let said = said.and_then(|said| said.bytes().next());
        let rows = |separator| Self { text, next: start, separator, faults: Vec::new() };
        // A table of one column is one of commas, unless another mark makes more of its header.
        let makes_columns = |separator: &u8| {
            let (mut rows, mut cells) = (rows(*separator), Vec::new());
            rows.read(&mut cells);
            cells.len() > 1 && rows.faults.is_empty()
        };
        rows(said.or_else(|| [b',', b';', b'\t', b'|'].into_iter().find(makes_columns)).unwrap_or(b','))
    }

    /// The fault of a table whose fields are not separated by commas, at what says so.
    fn wrong_separator(&self, id: FileId) -> Option<Diagnostic> {
        let name = match self.separator {
            b',' => return None,
            b'\t' => "a tab".to_owned(),
            mark => format!("`{}`", char::from(mark)),
        };
        let header = self.text.split('\n').next().unwrap_or_default();
        let at = if self.next > 0 { 0 } else { header.find(char::from(self.separator))? };
        let anchor = Location::Span(id, Span::new(at, at + if self.next > 0 { self.next } else { 1 }));
        Some(
            Diagnostic::new(Code::R003, anchor, format!("the fields of this table are separated by {name}"))
                .expected("commas between the fields")
                .help("save it from the spreadsheet as CSV with commas, in UTF-8"),
        )
    }

    /// Fills `cells` with the next row and returns its first byte; `None` at the end. Empty lines are skipped.
    fn read(&mut self, cells: &mut Vec<Cell<'a>>) -> Option<usize> {
        cells.clear();
        let bytes = self.text.as_bytes();
        while matches!(bytes.get(self.next), Some(b'\n' | b'\r')) {
            self.next += 1;
        }
        let start = self.next;
        if start >= bytes.len() {
            return None;
        }
        loop {
            let cell = if bytes.get(self.next) == Some(&b'"') { self.quoted() } else { self.bare() };
            cells.push(cell);
            match bytes.get(self.next) {
                Some(b) if *b == self.separator => self.next += 1,
                Some(b'\r') if bytes.get(self.next + 1) == Some(&b'\n') => {
                    self.next += 2;
                    return Some(start);
                }
                Some(_) => {
                    self.next += 1;
                    return Some(start);
                }
                None => return Some(start),
            }
        }
    }

    fn bare(&mut self) -> Cell<'a> {
        let bytes = self.text.as_bytes();
        let start = self.next;
        let before = self.faults.len();
        while let Some(&b) = bytes.get(self.next) {
            match b {
                b'\n' => break,
                b if b == self.separator => break,
                b'\r' if bytes.get(self.next + 1) == Some(&b'\n') => break,
                b'\r' if self.faults.len() == before => self.faults.push((
                    Span::new(self.next, self.next + 1),
                    "a carriage return without a line feed ends no row",
                )),
                b'"' if self.faults.len() == before => self.faults.push((
                    Span::new(self.next, self.next + 1),
                    "a quotation mark inside a field without quotes",
                )),
                _ => {}
            }
            self.next += 1;
        }
        Cell { span: Span::new(start, self.next), value: Cow::Borrowed(&self.text[start..self.next]) }
    }

    fn quoted(&mut self) -> Cell<'a> {
        let bytes = self.text.as_bytes();
        let start = self.next;
        self.next += 1;
        let mut value = Cow::Borrowed("");
        let mut piece = self.next;
        loop {
            let rest = &self.text[self.next..];
            let Some(at) = rest.find('"') else {
                self.faults.push((Span::new(start, start + 1), "this quotation mark is never closed"));
                self.next = bytes.len();
                append(&mut value, &self.text[piece..]);
                break;
            };
            self.next += at + 1;
            if bytes.get(self.next) == Some(&b'"') {
                append(&mut value, &self.text[piece..self.next]);
                self.next += 1;
                piece = self.next;
            } else {
                append(&mut value, &self.text[piece..self.next - 1]);
                break;
            }
        }
        let end = self.next;
        let separator = self.separator;
        let is_end = |b: Option<&u8>| b.is_none_or(|b| *b == separator || matches!(b, b'\n' | b'\r'));
        while !is_end(bytes.get(self.next)) {
            self.next += 1;
        }
        if self.next > end {
            self.faults.push((Span::new(end, self.next), "text after a closing quotation mark"));
        }
        Cell { span: Span::new(start, end), value }
    }
}

fn append<'a>(value: &mut Cow<'a, str>, piece: &'a str) {
    if value.is_empty() {
        *value = Cow::Borrowed(piece);
    } else if !piece.is_empty() {
        value.to_mut().push_str(piece);
    }
}

/// A column: where its name stands, and the name under which its values are handed out.
struct Column<'a> {
    span: Span,
    name: &'a str,
}

/// The rows of a table, each with the values of its fields.
pub fn table(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut cells, mut out) = (Rows::new(text), Vec::new(), Vec::new());
    while rows.read(&mut cells).is_some() {
        out.push(cells.iter().map(|c| c.value.clone().into_owned()).collect());
    }
    out
}

/// The cells of the row that begins at a byte, each with its bytes.
pub fn cells(text: &str, separator: u8, start: usize) -> Vec<(Span, Cow<'_, str>)> {
    let (mut rows, mut cells) = (Rows { text, next: start, separator, faults: Vec::new() }, Vec::new());
    rows.read(&mut cells);
    cells.into_iter().map(|cell| (cell.span, cell.value)).collect()
}

/// The row of a file in which a byte is: its line from 1, and what stands there, each value of a table behind the name of its column;
/// of a file that is not a table the line. Costs one pass up to there.
pub fn row_at(file: &SourceFile, byte: usize) -> (usize, Vec<(String, String)>) {
    let text = file.text.as_str();
    let is_table = ["csv", "tsv"].iter().any(|ending| super::has_ending(&file.path, ending));
    // Where the row begins, and its line: a line that is not inside quotation marks.
    let (mut start, mut line, mut row_line, mut is_quoted) = (0, 1, 1, false);
    for (at, sign) in text.bytes().enumerate().take(byte) {
        match sign {
            b'"' if is_table => is_quoted = !is_quoted,
            b'\n' => {
                line += 1;
                if !is_quoted {
                    (start, row_line) = (at + 1, line);
                }
            }
            _ => {}
        }
    }
    if is_table {
        let mut rows = Rows::new(text);
        let (separator, mut header) = (rows.separator, Vec::new());
        rows.read(&mut header);
        let names = header.into_iter().map(|cell| cell.value.into_owned());
        let values = cells(text, separator, start).into_iter().map(|(_, value)| value.into_owned());
        return (row_line, names.zip(values).collect());
    }
    let words = text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
    (row_line, vec![(String::new(), words.trim().to_owned())])
}

/// The rows of a table in parts of about so many bytes, as far as its quotation marks are in good order.
pub fn parts(table: &SourceFile, size: usize) -> Vec<Range<usize>> {
    let mut rows = Rows::new(&table.text);
    rows.read(&mut Vec::new());
    let bytes = table.text.as_bytes();
    let (mut parts, mut start) = (Vec::new(), rows.next);
    while start < bytes.len() {
        let least = bytes.len().min(start + size);
        let mut is_quoted = bytes[start..least].iter().filter(|byte| **byte == b'"').count() % 2 == 1;
        let is_end = |byte: &u8| {
            is_quoted ^= *byte == b'"';
            *byte == b'\n' && !is_quoted
        };
        let end = bytes[least..].iter().position(is_end).map_or(bytes.len(), |at| least + at + 1);
        parts.push(start..end);
        start = end;
    }
    parts
}

/// Hands every row to the sink as a record of one kind; those of a part alone, if this does not begin with the file.
pub(super) fn each_record(
    id: FileId,
    file: &SourceFile,
    (kind, layout): (Kind, Option<&TableLayout>),
    part: Range<usize>,
    sink: &mut dyn FnMut(Record<'_>),
) -> Vec<Diagnostic> {
    let mut rows = Rows::new(&file.text);
    let mut faults: Vec<Diagnostic> = rows.wrong_separator(id).into_iter().collect();
    let mut cells = Vec::new();
    if rows.read(&mut cells).is_none() {
        return faults;
    }
    if part.start > 0 {
        (rows.text, rows.next) = (&file.text[..part.end], part.start);
    }
    let (columns, told) = header(id, &file.text, &cells, layout);
    faults.extend(told);
    let names: Vec<&str> = columns.iter().map(|c| c.name).collect();
    let set = layout.iter().flat_map(|l| &l.set).map(|(name, value)| (name.as_str(), value.as_str()));
    let set: Vec<(&str, &str)> = set.filter(|(name, _)| !names.contains(name)).collect();
    // A column that the file itself leaves without a name may only be empty: its values would be lost.
    let mut unnamed: Vec<usize> =
        (0..columns.len()).filter(|i| file.text[columns[*i].span.range()].trim().is_empty()).collect();
    loop {
        let before = rows.faults.len();
        let Some(start) = rows.read(&mut cells) else { break };
        if rows.faults.len() > before {
            continue;
        }
        if cells.len() != columns.len() {
            faults.push(wrong_length(id, &file.text, start, cells.len(), columns.len()));
            continue;
        }
        unnamed.retain(|i| {
            let has_value = !cells[*i].value.is_empty();
            if has_value {
                let anchor = Location::Span(id, cells[*i].span);
                let message = format!("column {} has values and no name", i + 1);
                faults.push(
                    Diagnostic::new(Code::R003, anchor, message)
                        .expected("a name in the header, or no values"),
                );
            }
            !has_value
        });
        sink(record(id, kind, start, (&columns, &names), &mut cells, &set));
    }
    faults.extend(rows.faults.into_iter().map(|(span, message)| {
        Diagnostic::new(Code::R003, Location::Span(id, span), format!("this is not CSV: {message}"))
            .expected("rows and fields as in RFC 4180")
            .help("a field with quotation marks is quoted as a whole, each mark in it doubled")
    }));
    faults
}

/// The columns that the header names; of two with one name the second is told and not read.
fn header<'a>(
    id: FileId,
    text: &'a str,
    cells: &[Cell<'a>],
    layout: Option<&'a TableLayout>,
) -> (Vec<Column<'a>>, Vec<Diagnostic>) {
    let mut columns: Vec<Column<'a>> = Vec::new();
    let mut names = BTreeSet::new();
    let mut faults = Vec::new();
    for cell in cells {
        let mut column = column(text, cell, layout);
        if !column.name.is_empty() && !names.insert(column.name) {
            let message = format!("two columns are called `{}`", column.name);
            faults.push(
                Diagnostic::new(Code::R003, Location::Span(id, column.span), message)
                    .expected("a name of its own for each column"),
            );
            // Its values would be told once more in every row.
            column.name = "";
        }
        columns.push(column);
    }
    (columns, faults)
}

fn wrong_length(id: FileId, text: &str, start: usize, fields: usize, columns: usize) -> Diagnostic {
    let line = text[start..].split('\n').next().unwrap_or_default().trim_end();
    let anchor = Location::Span(id, Span::new(start, start + line.len()));
    Diagnostic::new(Code::R003, anchor, format!("this row has {fields} fields, the header has {columns}"))
        .expected("one field for each column")
        .help("a field that holds a comma is written in quotation marks")
}

fn column<'a>(text: &'a str, cell: &Cell<'a>, layout: Option<&'a TableLayout>) -> Column<'a> {
    let written = match &cell.value {
        Cow::Borrowed(name) => name.trim(),
        Cow::Owned(_) => &text[cell.span.range()],
    };
    let name = layout.and_then(|l| l.columns.get(written)).map_or(written, String::as_str);
    Column { span: cell.span, name }
}

fn record<'a>(
    id: FileId,
    kind: Kind,
    start: usize,
    (columns, names): (&[Column<'a>], &'a [&'a str]),
    cells: &mut Vec<Cell<'a>>,
    set: &[(&'a str, &'a str)],
) -> Record<'a> {
    let mut fields = Vec::with_capacity(columns.len() + set.len());
    let head = cells.first().map_or(Span::new(start, start), |c| c.span);
    for (column, cell) in columns.iter().zip(cells.drain(..)) {
        if !cell.value.is_empty() && !column.name.is_empty() {
            fields.push(Field {
                name: column.name,
                value: cell.value,
                name_span: column.span,
                span: cell.span,
                language: None,
                is_default: false,
            });
        }
    }
    for (name, value) in set {
        let value = Cow::Borrowed(*value);
        fields.push(Field { name, value, name_span: head, span: head, language: None, is_default: true });
    }
    Record { kind, origin: Origin { file: id, start: start as u32 }, head, fields, columns: names }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ours(text: &str) -> (Vec<Vec<String>>, usize) {
        let mut rows = Rows { text, next: 0, separator: b',', faults: Vec::new() };
        let (mut out, mut cells) = (Vec::new(), Vec::new());
        while rows.read(&mut cells).is_some() {
            out.push(cells.iter().map(|c| c.value.clone().into_owned()).collect());
        }
        (out, rows.faults.len())
    }

    proptest! {
        /// What the `csv` crate writes, we read as it was; and so does it.
        #[test]
        fn reads_what_another_writer_writes(
            rows in prop::collection::vec(prop::collection::vec("[a-z\",\n é]{0,6}", 3), 1..6),
            crlf in any::<bool>(),
        ) {
            let end = if crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
            let mut writer = csv::WriterBuilder::new().terminator(end).from_writer(Vec::new());
            for row in &rows {
                writer.write_record(row).expect("writes to memory");
            }
            let bytes = writer.into_inner().expect("writes to memory");
            let text = String::from_utf8(bytes).expect("text was written");
            prop_assert_eq!(ours(&text), (rows, 0));
        }

        /// No text makes it panic, and what the `csv` crate and we both find faultless, we read alike.
        #[test]
        fn survives_any_text(text in "[a,\"\n\r é]{0,40}") {
            let (rows, faults) = ours(&text);
            if faults == 0 && !text.contains('\r') {
                let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
                let theirs: Vec<Vec<String>> = reader
                    .records()
                    .map(|r| r.expect("text is UTF-8").iter().map(str::to_owned).collect())
                    .collect();
                prop_assert_eq!(rows, theirs);
            }
        }
    }

    /// Each name is looked up among those before it.
    #[test]
    fn a_header_of_many_columns_is_read_at_once() {
        let names: Vec<String> = (0..100_000).map(|i| format!("column-{i}")).collect();
        let text = names.join(",") + ",column-7\n";
        let (mut rows, mut cells) = (Rows::new(&text), Vec::new());
        rows.read(&mut cells);
        let (columns, faults) = header(FileId(0), &text, &cells, None);
        assert_eq!((columns.len(), faults.len()), (100_001, 1));
    }

    #[test]
    fn what_separates_fields_is_found() {
        for (text, separator) in [
            ("id;type\nx;Y", b';'),
            ("\"id\";\"a, b\"\n", b';'),
            ("id\ttype\n", b'\t'),
            ("sep=;\nid;type\n", b';'),
            ("sep=,\r\nid,type\n", b','),
            ("id,also\nx,a;b;c", b','),
            ("id\n", b','),
            ("", b','),
        ] {
            assert_eq!(Rows::new(text).separator, separator, "{text}");
        }
        assert_eq!(table("sep=;\r\na;\"b\"\"c\"\r\n\r\n1;2"), [["a", "b\"c"], ["1", "2"]]);
    }

    #[test]
    fn faults_of_quoting_are_told() {
        for (text, faults) in [("a,\"b\n", 1), ("a\"b,c\n", 1), ("\"a\"b,c\n", 1), ("\"a\"\"b\",c\n", 0)] {
            assert_eq!(ours(text).1, faults, "{text}");
        }
    }
}
