//! Tables of [Parquet](https://parquet.apache.org/docs/file-format/), row by row.

use std::fs::File;

use parquet::basic::LogicalType;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use parquet::schema::types::TypePtr;
use serde_json::{Map, Value};

use super::records::{self, hexadecimal, number};
use super::{Open, Opened, json, unreadable};
use crate::bulk::fault::{Fault, Spot};
use crate::bulk::plan::LogicalSource;

pub(super) fn opened<'p>(source: &'p LogicalSource, open: &dyn Open) -> Result<Opened<'p>, Vec<Fault>> {
    let failed = |error: &dyn std::fmt::Display| {
        vec![unreadable(source, format!("this table cannot be read: {error}"), Spot::default())]
    };
    let path = open.path(&source.access.file).map_err(|error| failed(&error))?;
    let file = File::open(path).map_err(|error| failed(&error))?;
    let table = SerializedFileReader::new(file).map_err(|error| failed(&error))?;
    let fields = table.metadata().file_metadata().schema().get_fields();
    let columns: Vec<String> = fields.iter().map(|field| field.name().to_owned()).collect();
    // Of times without a zone, the library writes one, too.
    let is_zoned = |field: &TypePtr| match field.get_basic_info().logical_type_ref() {
        Some(LogicalType::Timestamp(time)) => time.is_adjusted_to_u_t_c,
        _ => true,
    };
    let zoned: Vec<bool> = fields.iter().map(is_zoned).collect();
    let reader = json::reader_of_columns(source, &columns)?;
    Ok(records::opened(source, Box::new(reader), move |rows| {
        let wrong = |error| format!("this table cannot be read: {error}");
        for row in table.get_row_iter(None).map_err(wrong)? {
            let row = row.map_err(wrong)?;
            let object =
                row.get_column_iter().zip(&zoned).map(|((name, field), is_zoned)| match value(field) {
                    Value::String(text) if !is_zoned => (name.clone(), text.trim_end_matches('Z').into()),
                    value => (name.clone(), value),
                });
            if !rows.add(&object.collect::<Map<_, _>>()) {
                break;
            }
        }
        Ok(())
    }))
}

/// A value as JSON: dates and times as XML Schema writes them, bytes as hexadecimal digits.
fn value(field: &Field) -> Value {
    match field {
        Field::Null => Value::Null,
        Field::Bool(value) => (*value).into(),
        Field::Byte(value) => (*value).into(),
        Field::Short(value) => (*value).into(),
        Field::Int(value) => (*value).into(),
        Field::Long(value) => (*value).into(),
        Field::UByte(value) => (*value).into(),
        Field::UShort(value) => (*value).into(),
        Field::UInt(value) => (*value).into(),
        Field::ULong(value) => (*value).into(),
        Field::Float16(value) => number(f64::from(*value)),
        Field::Float(value) => number(f64::from(*value)),
        Field::Double(value) => number(*value),
        Field::Str(text) => text.as_str().into(),
        Field::Bytes(bytes) => hexadecimal(bytes.data()).into(),
        Field::TimestampMillis(_) | Field::TimestampMicros(_) => moment(&field.to_string()).into(),
        Field::Date(_) | Field::Decimal(_) | Field::TimeMillis(_) | Field::TimeMicros(_) => {
            field.to_string().trim_matches('"').into()
        }
        Field::Group(row) => {
            row.get_column_iter().map(|(name, field)| (name.clone(), value(field))).collect()
        }
        Field::ListInternal(list) => list.elements().iter().map(value).collect(),
        Field::MapInternal(map) => {
            map.entries().iter().map(|(key, field)| (key.to_string(), value(field))).collect()
        }
    }
}

/// A moment as `xsd:dateTime` has it: what Parquet writes has a space before the time, and before the zone.
fn moment(text: &str) -> String {
    let text = text.trim_matches('"').replacen(' ', "T", 1);
    text.replace(" +00:00", "Z")
}
