//! Tables of comma-separated values, cut at the ends of rows.

use csv::{ErrorKind, Position, ReaderBuilder, StringRecord, Trim};

use super::lines::{Cutter, last_line_end};
use super::{Open, Opened, Piece, Pieces, Reader, bytes, compiled, fault, line_ends};
use crate::bulk::fault::Fault;
use crate::bulk::plan::{Dialect, LogicalSource};
use crate::bulk::row::{NotAValue, Row, RowPlace, Value, Values};
use crate::model::nearest::nearest;

struct Line<'s> {
    record: &'s StringRecord,
    /// The column of each reference.
    columns: &'s [usize],
    nulls: &'s [String],
    place: RowPlace,
}

impl Row for Line<'_> {
    fn values(&self, reference: usize) -> Result<Values<'_>, NotAValue> {
        let column = self.columns.get(reference).and_then(|column| self.record.get(*column));
        let value = column.filter(|text| !self.nulls.iter().any(|null| null == text));
        Ok(value.map_or(Values::None, |text| Values::One(Value::text(text))))
    }

    fn place(&self) -> RowPlace {
        self.place
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
            let line = piece.lines + line_ends(&piece.text[..open]) + 1;
            let message = "the quotation mark that opens on this line is never closed";
            return Err(fault(self.source, message, (0, line)));
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
    let columns = compiled(source, |name| column(&header, name))?;
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

/// The longest header, in bytes.
const LONGEST_HEADER: usize = 1 << 20;

/// The header of a table, and how many bytes it has.
fn header(source: &LogicalSource, cutter: &mut Cutter<'_>) -> Result<(StringRecord, usize), Fault> {
    let start = cutter.peek(LONGEST_HEADER)?;
    let mark = if start.starts_with("\u{feff}".as_bytes()) { '\u{feff}'.len_utf8() } else { 0 };
    let mut reader = builder(&source.access.dialect).from_reader(&start[mark..]);
    let mut header = StringRecord::new();
    let found = reader.read_record(&mut header).map_err(|error| {
        let line = error.position().map_or(1, Position::line);
        fault(source, unreadable(&error), (0, line))
    })?;
    if !found {
        return Err(fault(
            source,
            "this table is empty: it needs a header with the names of its columns",
            (0, 0),
        ));
    }
    Ok((header, mark + usize::try_from(reader.position().byte()).unwrap_or(usize::MAX)))
}

/// The column with a name, which has to be there once.
fn column(header: &StringRecord, name: &str) -> Result<usize, String> {
    let mut found = header.iter().enumerate().filter(|(_, column)| *column == name).map(|(number, _)| number);
    match (found.next(), found.next()) {
        (Some(number), None) => Ok(number),
        (Some(_), Some(_)) => Err(format!("the table has more than one column `{name}`")),
        (None, _) => {
            let help = nearest(name, header).map_or_else(
                || {
                    let known: Vec<String> =
                        header.iter().take(20).map(|column| format!("`{column}`")).collect();
                    format!("it has {}", known.join(", "))
                },
                |near| format!("did you mean `{near}`?"),
            );
            Err(format!("the table has no column `{name}`; {help}"))
        }
    }
}

fn unreadable(error: &csv::Error) -> String {
    match error.kind() {
        ErrorKind::Utf8 { .. } => "this row is not UTF-8".to_owned(),
        _ => format!("this table cannot be read: {error}"),
    }
}

impl Reader for Table<'_> {
    fn rows(&self, piece: &Piece, each: &mut dyn FnMut(Result<&dyn Row, Fault>)) -> Result<u64, Fault> {
        let mut reader = builder(&self.source.access.dialect).from_reader(piece.text.as_slice());
        let mut record = StringRecord::new();
        let mut number = 0;
        loop {
            let read = reader.read_record(&mut record);
            let line = |at: Option<&Position>| piece.lines + at.map_or(1, Position::line);
            number += 1;
            match read {
                Ok(false) => return Ok(number - 1),
                Ok(true) if record.len() != self.width => {
                    let fields = if record.len() == 1 { "field" } else { "fields" };
                    let message =
                        format!("this row has {} {fields}, but the header has {}", record.len(), self.width);
                    each(Err(fault(self.source, message, (piece.rows + number, line(record.position())))));
                }
                Ok(true) => each(Ok(&Line {
                    record: &record,
                    columns: &self.columns,
                    nulls: &self.source.access.nulls,
                    place: RowPlace {
                        piece: piece.number,
                        number,
                        before: piece.rows,
                        line: line(record.position()),
                    },
                })),
                Err(error) => {
                    let place = (piece.rows + number, line(error.position()));
                    let fault = fault(self.source, unreadable(&error), place);
                    if !matches!(error.kind(), ErrorKind::Utf8 { .. }) {
                        return Err(fault);
                    }
                    each(Err(fault));
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
        is_row_start = b == b'\n' || (is_row_start && b == b'\r');
        is_field_start = is_row_start || b == dialect.delimiter || b == b'\r';
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
