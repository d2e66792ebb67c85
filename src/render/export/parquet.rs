//! Nodes and edges as [Parquet](https://parquet.apache.org/docs/file-format/): typed columns, every one optional, nothing compressed.

use std::io::{self, Write};
use std::mem;
use std::sync::Arc;

use parquet::basic::{LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{Type, TypePtr};

use super::network::{Column, Kind, Network};

/// How many rows are in memory at a time.
const ROW_GROUP: usize = 1 << 14;

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

/// Writes a table whose first columns are texts with the names in `lead`.
fn table(
    lead: &[&str],
    columns: &[Column],
    rows: impl Iterator<Item = Vec<String>>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let lead = lead.iter().map(|name| Column { name: (*name).to_owned(), kind: Kind::Text });
    let columns: Vec<Column> = lead.chain(columns.iter().cloned()).collect();
    let created_by = concat!("remit version ", env!("CARGO_PKG_VERSION")).to_owned();
    let properties = WriterProperties::builder().set_created_by(created_by).build();
    // The writer wants an output that can go to another thread, which `out` need not: it fills a buffer, emptied after each group.
    let mut file = SerializedFileWriter::new(Vec::new(), schema(&columns)?, Arc::new(properties))?;
    let mut rows = rows.peekable();
    while rows.peek().is_some() {
        let group: Vec<Vec<String>> = rows.by_ref().take(ROW_GROUP).collect();
        let mut writer = file.next_row_group()?;
        for (index, column) in columns.iter().enumerate() {
            let cells = group.iter().map(|row| row[index].as_str());
            write_column(&mut writer, column.kind, cells)?;
        }
        writer.close()?;
        file.flush()?;
        out.write_all(&mem::take(file.inner_mut()))?;
    }
    out.write_all(&file.into_inner()?)
}

fn schema(columns: &[Column]) -> Result<TypePtr, ParquetError> {
    let fields = columns.iter().map(|column| {
        let (physical, logical) = match column.kind {
            Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            Kind::Whole => (Physical::INT64, None),
            Kind::Flag => (Physical::BOOLEAN, None),
        };
        let field = Type::primitive_type_builder(&column.name, physical)
            .with_repetition(Repetition::OPTIONAL)
            .with_logical_type(logical);
        field.build().map(Arc::new)
    });
    let fields = fields.collect::<Result<_, _>>()?;
    Ok(Arc::new(Type::group_type_builder("schema").with_fields(fields).build()?))
}

fn write_column<'a>(
    group: &mut SerializedRowGroupWriter<'_, Vec<u8>>,
    kind: Kind,
    cells: impl Iterator<Item = &'a str> + Clone,
) -> io::Result<()> {
    let Some(mut writer) = group.next_column()? else {
        return Err(io::Error::other("a row has more cells than the schema has columns"));
    };
    match kind {
        Kind::Text => write_cells::<ByteArrayType>(&mut writer, cells, |c| Ok(ByteArray::from(c)))?,
        Kind::Whole => write_cells::<Int64Type>(&mut writer, cells, |c| c.parse().map_err(io::Error::other))?,
        Kind::Flag => write_cells::<BoolType>(&mut writer, cells, |c| c.parse().map_err(io::Error::other))?,
    }
    Ok(writer.close()?)
}

/// Writes the cells of a column; an empty one is null.
fn write_cells<'a, T: DataType>(
    writer: &mut SerializedColumnWriter<'_>,
    cells: impl Iterator<Item = &'a str> + Clone,
    parse: impl Fn(&str) -> io::Result<T::T>,
) -> io::Result<()> {
    let levels: Vec<i16> = cells.clone().map(|c| i16::from(!c.is_empty())).collect();
    let values = cells.filter(|c| !c.is_empty()).map(parse).collect::<io::Result<Vec<T::T>>>()?;
    writer.typed::<T>().write_batch(&values, Some(&levels), None)?;
    Ok(())
}
