//! Tables of comma-separated values, cut at the ends of rows.

use std::ops::Range;

use csv::{ErrorKind, Position, ReaderBuilder, StringRecord, Trim};

use super::lines::{Cutter, last_line_end};
use super::{
    Open, Opened, Piece, Pieces, Reader, bad_row, bytes, compiled, line_ends, unknown_column, unreadable,
};
use crate::bulk::fault::{Fault, Spot};
use crate::bulk::plan::{Dialect, LogicalSource, Reference};
use crate::bulk::row::{Natural, NotAValue, Row, RowPlace, Value, Values};

struct Line<'s> {
    record: &'s StringRecord,
    /// The column of each reference.
    columns: &'s [usize],
    nulls: &'s [String],
    place: RowPlace,
    table: &'s Table<'s>,
    piece: &'s Piece,
}

impl Row for Line<'_> {
    fn values(&self, reference: usize) -> Result<Values<'_>, NotAValue> {
        let column = self.columns.get(reference).and_then(|column| self.record.get(*column));
        let value = column.filter(|text| !self.nulls.iter().any(|null| null == text));
        Ok(value.map_or(Values::None, |text| {
            let natural = if text.is_empty() { Natural::Blank } else { Natural::Text };
            Values::One(Value { text: text.into(), natural })
        }))
    }

    fn place(&self) -> RowPlace {
        self.place
    }

    fn spot(&self, reference: Option<usize>) -> Spot {
        let column = reference.and_then(|reference| self.columns.get(reference));
        self.table.spot(self.piece, self.record.position(), column.copied())
    }
}

struct Table<'p> {
    source: &'p LogicalSource,
    columns: Vec<usize>,
    width: usize,
}

struct TablePieces<'p> {
    source: &'p LogicalSource,
    cutter: Cutter<'p>,
    dialect: &'p Dialect,
}

impl Pieces for TablePieces<'_> {
    fn next(&mut self) -> Result<Option<Piece>, Fault> {
        let dialect = self.dialect;
        let piece = self.cutter.next(&mut |bytes| ends(bytes, dialect).last)?;
        if let Some(piece) = piece.as_ref().filter(|_| self.cutter.is_at_end())
            && let Some(open) = ends(&piece.text, dialect).open
        {
            let start = piece.text[..open].iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
            let (before, rest) = (&piece.text[start..open], &piece.text[open..]);
            let before = String::from_utf8_lossy(before).into_owned();
            let text = before.clone() + &String::from_utf8_lossy(&rest[..rest.len().min(1_000)]);
            let lines = piece.lines + line_ends(&piece.text[..start]);
            let message = "the quotation mark that opens here is never closed";
            return Err(unreadable(
                self.source,
                message,
                Spot::of(&text, before.len()..before.len() + 1, lines),
            ));
        }
        Ok(piece)
    }
}

pub(super) fn opened<'p>(source: &'p LogicalSource, open: &dyn Open) -> Result<Opened<'p>, Vec<Fault>> {
    let one = |fault| vec![fault];
    let dialect = &source.access.dialect;
    let mut cutter = Cutter::new(source, bytes::stream(source, open).map_err(one)?);
    let (header, length) = header(source, &mut cutter).map_err(one)?;
    cutter.skip(length);
    let columns = compiled(source, |reference| column(source, &header, reference))?;
    let table = Table { source, columns, width: header.len() };
    Ok(Opened { pieces: Box::new(TablePieces { source, cutter, dialect }), reader: Box::new(table) })
}

fn builder(dialect: &Dialect) -> ReaderBuilder {
    let mut builder = ReaderBuilder::new();
    builder
        .delimiter(dialect.delimiter)
        .quote(dialect.quote)
        .comment(dialect.comment)
        .trim(if dialect.trim { Trim::All } else { Trim::None })
        .has_headers(false)
        .flexible(true);
    builder
}

/// How much is read to find the header, in bytes: at first, and at most.
const HEADER: usize = 1 << 20;
const LONGEST_HEADER: usize = 1 << 26;

/// The header of a table, and how many bytes it has.
fn header(source: &LogicalSource, cutter: &mut Cutter<'_>) -> Result<(StringRecord, usize), Fault> {
    let mut wanted = HEADER;
    let (header, end, found) = loop {
        let start = cutter.peek(wanted)?;
        let is_whole = start.len() < wanted;
        let mark = if start.starts_with("\u{feff}".as_bytes()) { '\u{feff}'.len_utf8() } else { 0 };
        let mut reader = builder(&source.access.dialect).from_reader(&start[mark..]);
        let mut header = StringRecord::new();
        let read = reader.read_record(&mut header);
        let end = mark + usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
        // What ends with the bytes that were read may be cut.
        if !is_whole && end >= start.len() && wanted < LONGEST_HEADER {
            wanted *= 4;
            continue;
        }
        let found = read.map_err(|error| {
            let line = error.position().map_or(1, Position::line);
            unreadable(source, reason(&error), Spot::line(line))
        })?;
        break (header, (mark, end), found);
    };
    if !found {
        let message = "this table is empty: it needs a header with the names of its columns";
        return Err(unreadable(source, message, Spot::default()));
    }
    if !source.access.dialect.has_header {
        let names = (1..=header.len()).map(|number| format!("_col.{number}"));
        return Ok((names.collect(), end.0));
    }
    Ok((header, end.1))
}

/// The column with a name, which has to be there once.
fn column(source: &LogicalSource, header: &StringRecord, reference: &Reference) -> Result<usize, Fault> {
    if let Some(fault) = unknown_column(source, reference, header) {
        return Err(fault);
    }
    let mut found = header.iter().enumerate().filter(|(_, column)| *column == reference.text);
    if let (Some((number, _)), None) = (found.next(), found.next()) {
        return Ok(number);
    }
    let file = &source.access.file.path;
    let message = format!("the table `{file}` has more than one column `{}`", reference.text);
    Err(Fault::new(message, reference.at))
}

fn reason(error: &csv::Error) -> String {
    match error.kind() {
        ErrorKind::Utf8 { .. } => "this row is not UTF-8".to_owned(),
        _ => format!("this table cannot be read: {error}"),
    }
}

impl Table<'_> {
    /// Where a column of the row that begins at a position stands, or else the first line of the row.
    fn spot(&self, piece: &Piece, position: Option<&Position>, column: Option<usize>) -> Spot {
        let start = position.map_or(0, |at| usize::try_from(at.byte()).unwrap_or(usize::MAX));
        let bytes = piece.text.get(start..).unwrap_or_default();
        // The reader gives the place behind the row before, of which line ends may be left.
        let skipped = bytes.iter().take_while(|b| matches!(b, b'\n' | b'\r')).count();
        let (start, bytes) = (start + skipped, &bytes[skipped..]);
        let field = column.and_then(|column| field(bytes, &self.source.access.dialect, column));
        let line = bytes.iter().position(|b| matches!(b, b'\n' | b'\r')).unwrap_or(bytes.len());
        let part = field.unwrap_or(0..line);
        // From the line on which the part begins to that on which it ends.
        let first = bytes[..part.start].iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
        let rest = &bytes[part.end..];
        let last = part.end + rest.iter().position(|b| matches!(b, b'\n' | b'\r')).unwrap_or(rest.len());
        let skipped_lines = line_ends(&piece.text[start - skipped..start]);
        let known = piece.lines + position.map_or(1, Position::line) - 1 + skipped_lines;
        let lines = known + line_ends(&bytes[..first]);
        match std::str::from_utf8(&bytes[first..last]) {
            Ok(text) => Spot::of(text, part.start - first..part.end - first, lines),
            Err(error) => {
                let text = String::from_utf8_lossy(&bytes[first..last]);
                Spot::of(&text, error.valid_up_to()..error.valid_up_to() + 1, lines)
            }
        }
    }
}

/// The bytes of a field of the row with which some bytes begin, with its quotation marks.
fn field(bytes: &[u8], dialect: &Dialect, wanted: usize) -> Option<Range<usize>> {
    let (mut start, mut number, mut at) = (0, 0, 0);
    let mut is_quoted = bytes.first() == Some(&dialect.quote);
    while at < bytes.len() {
        let b = bytes[at];
        if is_quoted {
            // Behind the opening mark: up to one that is not followed by another.
            is_quoted = !(at > start && b == dialect.quote);
        } else if b == dialect.quote && at > start && bytes[at - 1] == dialect.quote && bytes[start] == b {
            is_quoted = true;
        } else if b == dialect.delimiter || b == b'\n' || b == b'\r' {
            if number == wanted || b != dialect.delimiter {
                break;
            }
            number += 1;
            start = at + 1;
            is_quoted = bytes.get(start) == Some(&dialect.quote);
        }
        at += 1;
    }
    (number == wanted).then_some(start..at)
}

impl Reader for Table<'_> {
    fn rows(&self, piece: &Piece, each: &mut dyn FnMut(Result<&dyn Row, Fault>)) -> Result<u64, Fault> {
        let mut reader = builder(&self.source.access.dialect).from_reader(piece.text.as_slice());
        let mut record = StringRecord::new();
        let mut number = 0;
        loop {
            let read = reader.read_record(&mut record);
            number += 1;
            match read {
                Ok(false) => return Ok(number - 1),
                Ok(true) if record.len() != self.width => {
                    let fields = if record.len() == 1 { "field" } else { "fields" };
                    let message =
                        format!("this row has {} {fields}, but the header has {}", record.len(), self.width);
                    let place = (piece.rows + number, self.spot(piece, record.position(), None));
                    let fault = bad_row(self.source, message, place);
                    each(Err(fault.expected("as many fields as the header has")));
                }
                Ok(true) => each(Ok(&Line {
                    record: &record,
                    columns: &self.columns,
                    nulls: &self.source.access.nulls,
                    place: RowPlace {
                        piece: piece.number,
                        number,
                        before: piece.rows,
                        line: piece.lines + record.position().map_or(1, Position::line),
                    },
                    table: self,
                    piece,
                })),
                Err(error) => {
                    let spot = self.spot(piece, error.position(), None);
                    if !matches!(error.kind(), ErrorKind::Utf8 { .. }) {
                        return Err(unreadable(self.source, reason(&error), spot));
                    }
                    let fault = bad_row(self.source, reason(&error), (piece.rows + number, spot));
                    each(Err(fault.expected("text in UTF-8")));
                }
            }
        }
    }
}

/// The ends of rows in some bytes that begin with a row.
#[derive(Debug, Default, PartialEq, Eq)]
struct Ends {
    /// Where the last whole row ends.
    last: Option<usize>,
    /// The quotation mark that is not closed.
    open: Option<usize>,
}

/// Finds the ends of rows as the reader sees them: a quotation mark counts at the beginning of a field, and twice within one
/// stands for itself.
fn ends(bytes: &[u8], dialect: &Dialect) -> Ends {
    if !bytes.contains(&dialect.quote) {
        return Ends { last: last_line_end(bytes), open: None };
    }
    let mut ends = Ends::default();
    let (mut at, mut is_field_start, mut is_row_start, mut was_quoted) = (0, true, true, false);
    while let Some(&b) = bytes.get(at) {
        if is_row_start && Some(b) == dialect.comment {
            let Some(length) = bytes[at..].iter().position(|b| *b == b'\n') else { break };
            at += length + 1;
            ends.last = Some(at);
            continue;
        }
        if b == dialect.quote && (is_field_start || was_quoted) {
            let Some(length) = bytes[at + 1..].iter().position(|b| *b == dialect.quote) else {
                ends.open = Some(at);
                break;
            };
            at += length + 2;
            // The next mark, if it follows at once, opens the field again.
            (is_field_start, is_row_start, was_quoted) = (false, false, true);
            continue;
        }
        was_quoted = false;
        is_row_start = matches!(b, b'\n' | b'\r');
        is_field_start = is_row_start || b == dialect.delimiter;
        at += 1;
        if b == b'\n' {
            ends.last = Some(at);
        }
    }
    ends
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn rows_end_outside_of_quotation_marks() {
        let ends = |text: &str| ends(text.as_bytes(), &Dialect::default());
        assert_eq!(ends("a,b\nc"), Ends { last: Some(4), open: None });
        assert_eq!(ends("a,\"b\nc\"\nd"), Ends { last: Some(8), open: None });
        assert_eq!(ends("a,\"b\"\"\n\"\n"), Ends { last: Some(9), open: None });
        assert_eq!(ends("a\nb,\"c\n"), Ends { last: Some(2), open: Some(4) });
        assert_eq!(ends("a\"b\n"), Ends { last: Some(4), open: None });
    }

    #[test]
    fn fields_are_found_as_they_are_written() {
        let of = |text: &str, column| {
            field(text.as_bytes(), &Dialect::default(), column).map(|range| text[range].to_owned())
        };
        let row = "a,\"b,\"\"c\"\"\nd\",,e\"f\nnext,row";
        let fields = ["a", "\"b,\"\"c\"\"\nd\"", "", "e\"f"];
        for (column, field) in fields.into_iter().enumerate() {
            assert_eq!(of(row, column).as_deref(), Some(field));
        }
        assert_eq!(of(row, 4), None);
    }

    proptest! {
        /// Cut at the ends, a table has the rows that it has whole.
        #[test]
        fn cutting_changes_no_row(text in "[a\",\r\n#]{0,40}", has_comments: bool) {
            let dialect = Dialect { comment: has_comments.then_some(b'#'), ..Dialect::default() };
            let read = |bytes: &[u8]| -> Vec<StringRecord> {
                builder(&dialect).from_reader(bytes).into_records().map(Result::unwrap).collect()
            };
            let cut = ends(text.as_bytes(), &dialect).last.unwrap_or(0);
            let (first, second) = text.as_bytes().split_at(cut);
            prop_assert_eq!([read(first), read(second)].concat(), read(text.as_bytes()));
        }
    }
}
