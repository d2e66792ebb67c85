//! Tables of comma-separated values, read row by row: one row is in memory.

use csv::{ErrorKind, ReaderBuilder, StringRecord, Trim};

use super::{Open, bytes, compiled, fault};
use crate::bulk::fault::Fault;
use crate::bulk::plan::LogicalSource;
use crate::bulk::row::{NotAValue, Row, Value};
use crate::model::nearest::nearest;

struct Line<'s> {
    record: &'s StringRecord,
    /// The column of each reference.
    columns: &'s [usize],
    nulls: &'s [String],
    place: (u64, u64),
}

impl Row for Line<'_> {
    fn values<'r>(&'r self, reference: usize, out: &mut Vec<Value<'r>>) -> Result<(), NotAValue> {
        let column = self.columns.get(reference).and_then(|column| self.record.get(*column));
        out.extend(column.filter(|text| !self.nulls.iter().any(|null| null == text)).map(Value::text));
        Ok(())
    }

    fn place(&self) -> (u64, u64) {
        self.place
    }
}

pub(super) fn rows(
    source: &LogicalSource,
    open: &dyn Open,
    each: &mut dyn FnMut(&dyn Row),
) -> Result<(), Fault> {
    let dialect = &source.access.dialect;
    let mut reader = ReaderBuilder::new()
        .delimiter(dialect.delimiter)
        .quote(dialect.quote)
        .comment(dialect.comment)
        .trim(if dialect.trim { Trim::All } else { Trim::None })
        .from_reader(bytes::stream(source, open)?);
    let header = reader.headers().map_err(|error| unreadable(source, &error, 0))?.clone();
    let columns = compiled(source, |name| column(&header, name))?;
    let mut record = StringRecord::new();
    let mut number = 0;
    loop {
        match reader.read_record(&mut record) {
            Ok(false) => return Ok(()),
            Ok(true) => {}
            Err(error) => return Err(unreadable(source, &error, number + 1)),
        }
        number += 1;
        let line = record.position().map_or(0, csv::Position::line);
        each(&Line {
            record: &record,
            columns: &columns,
            nulls: &source.access.nulls,
            place: (number, line),
        });
    }
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

fn unreadable(source: &LogicalSource, error: &csv::Error, row: u64) -> Fault {
    let line = error.position().map_or(0, csv::Position::line);
    let message = match error.kind() {
        ErrorKind::UnequalLengths { expected_len, len, .. } => {
            let fields = if *len == 1 { "field" } else { "fields" };
            format!("this row has {len} {fields}, but the header has {expected_len}")
        }
        ErrorKind::Utf8 { .. } => "this row is not UTF-8".to_owned(),
        _ => format!("this table cannot be read: {error}"),
    };
    fault(source, message, (row, line))
}
