//! Nodes and edges as Parquet (<https://parquet.apache.org/docs/file-format/>), the least of it that every reader reads:
//! plain encoding, no compression, one page a column and row group, every column optional.

use std::io::{self, Write};

use super::network::{Column, Kind, Network};
use super::thrift::{Thrift, Wire, number, text, varint};

const MAGIC: &[u8; 4] = b"PAR1";
/// How many rows are in memory at a time.
const GROUP: usize = 1 << 14;
/// `PLAIN` and `RLE` in `enum Encoding`.
const PLAIN: i32 = 0;
const RLE: i32 = 3;
/// `OPTIONAL` in `enum FieldRepetitionType`.
const OPTIONAL: i32 = 1;

/// Writes `nodes.parquet`.
pub(super) fn nodes(network: &Network<'_>, out: &mut dyn Write) -> io::Result<()> {
    let rows = network.nodes().map(|n| [vec![n.id], n.cells].concat());
    table(&["id"], network.node_columns(), rows, out)
}

/// Writes `edges.parquet`.
pub(super) fn edges(network: &Network<'_>, out: &mut dyn Write) -> io::Result<()> {
    let rows = network.edges().map(|e| [vec![e.id, e.from, e.to], e.cells].concat());
    table(&["id", "source", "target"], network.edge_columns(), rows, out)
}

/// A table whose first columns are texts with these names.
fn table(
    lead: &[&str],
    columns: &[Column],
    rows: impl Iterator<Item = Vec<String>>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let lead = lead.iter().map(|name| Column { name: (*name).to_owned(), kind: Kind::Text });
    let columns: Vec<Column> = lead.chain(columns.iter().cloned()).collect();
    out.write_all(MAGIC)?;
    let mut written = Written { position: MAGIC.len() as u64, rows: 0, groups: Vec::new() };
    let mut rows = rows.peekable();
    while rows.peek().is_some() {
        let group: Vec<Vec<String>> = rows.by_ref().take(GROUP).collect();
        written.group(&columns, &group, out)?;
    }
    let footer = written.footer(&columns, length(columns.len())?);
    out.write_all(&footer)?;
    out.write_all(&(footer.len() as u32).to_le_bytes())?;
    out.write_all(MAGIC)
}

/// A length as the format counts it; a page of more than two GiB is refused.
fn length(length: usize) -> io::Result<i32> {
    i32::try_from(length).map_err(io::Error::other)
}

/// What the footer tells of the row groups.
struct Written {
    position: u64,
    rows: u64,
    groups: Vec<Vec<u8>>,
}

impl Written {
    fn group(&mut self, columns: &[Column], rows: &[Vec<String>], out: &mut dyn Write) -> io::Result<()> {
        let mut chunks = Vec::new();
        let begin = self.position;
        for (i, column) in columns.iter().enumerate() {
            let page = page(column.kind, i, rows);
            let bytes = length(page.len())?;
            let count = length(rows.len())?;
            let data = Thrift::structure(|t| {
                t.i32(1, count);
                t.i32(2, PLAIN);
                t.i32(3, RLE);
                t.i32(4, RLE);
            });
            let header = Thrift::structure(|t| {
                t.i32(1, 0);
                t.i32(2, bytes);
                t.i32(3, bytes);
                t.field(5, Wire::Structure, &data);
            });
            out.write_all(&header)?;
            out.write_all(&page)?;
            let (at, size) = (self.position, (header.len() + page.len()) as u64);
            self.position += size;
            let metadata = Thrift::structure(|t| {
                t.i32(1, column.kind as i32);
                t.list(2, Wire::I32, &[PLAIN, RLE].map(|e| number(e.into())));
                t.list(3, Wire::Text, &[text(&column.name)]);
                t.i32(4, 0);
                t.i64(5, rows.len() as u64);
                t.i64(6, size);
                t.i64(7, size);
                t.i64(9, at);
            });
            chunks.push(Thrift::structure(|t| {
                t.i64(2, at);
                t.field(3, Wire::Structure, &metadata);
            }));
        }
        let size = self.position - begin;
        self.groups.push(Thrift::structure(|t| {
            t.list(1, Wire::Structure, &chunks);
            t.i64(2, size);
            t.i64(3, rows.len() as u64);
        }));
        self.rows += rows.len() as u64;
        Ok(())
    }

    fn footer(&self, columns: &[Column], count: i32) -> Vec<u8> {
        let root = Thrift::structure(|t| {
            t.field(4, Wire::Text, &text("schema"));
            t.i32(5, count);
        });
        let element = |column: &Column| {
            Thrift::structure(|t| {
                t.i32(1, column.kind as i32);
                t.i32(3, OPTIONAL);
                t.field(4, Wire::Text, &text(&column.name));
                if column.kind == Kind::Text {
                    // A text in UTF-8, said in the old way and in the new.
                    t.i32(6, 0);
                    t.field(10, Wire::Structure, &[0x1c, 0, 0]);
                }
            })
        };
        let schema: Vec<Vec<u8>> = std::iter::once(root).chain(columns.iter().map(element)).collect();
        Thrift::structure(|t| {
            t.i32(1, 1);
            t.list(2, Wire::Structure, &schema);
            t.i64(3, self.rows);
            t.list(4, Wire::Structure, &self.groups);
            t.field(6, Wire::Text, &text(concat!("remit version ", env!("CARGO_PKG_VERSION"))));
        })
    }
}

/// The values of a column: which rows have one, in runs, then the values of those.
fn page(kind: Kind, column: usize, rows: &[Vec<String>]) -> Vec<u8> {
    let cells = || rows.iter().map(|row| row[column].as_str());
    let mut runs = Vec::new();
    for run in cells().map(|c| !c.is_empty()).collect::<Vec<bool>>().chunk_by(|a, b| a == b) {
        runs.extend(varint((run.len() as u64) << 1));
        runs.push(u8::from(run[0]));
    }
    let mut out = (runs.len() as u32).to_le_bytes().to_vec();
    out.extend(runs);
    let there: Vec<&str> = cells().filter(|c| !c.is_empty()).collect();
    match kind {
        Kind::Text => {
            for cell in there {
                out.extend((cell.len() as u32).to_le_bytes());
                out.extend(cell.bytes());
            }
        }
        Kind::Whole => {
            out.extend(there.iter().flat_map(|c| c.parse::<i64>().unwrap_or_default().to_le_bytes()));
        }
        Kind::Flag => {
            let byte = |eight: &[&str]| {
                eight.iter().enumerate().fold(0u8, |b, (i, c)| b | u8::from(*c == "true") << i)
            };
            out.extend(there.chunks(8).map(byte));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_tells_which_rows_have_a_value_and_then_the_values() {
        let rows: Vec<Vec<String>> = ["7", "", "", "-1"].iter().map(|c| vec![(*c).to_owned()]).collect();
        let mut expected = vec![6, 0, 0, 0, 2, 1, 4, 0, 2, 1];
        expected.extend(7i64.to_le_bytes());
        expected.extend((-1i64).to_le_bytes());
        assert_eq!(page(Kind::Whole, 0, &rows), expected);
        let rows: Vec<Vec<String>> =
            ["true", "false", "true"].iter().map(|c| vec![(*c).to_owned()]).collect();
        assert_eq!(page(Kind::Flag, 0, &rows), [2, 0, 0, 0, 6, 1, 0b101]);
    }
}
