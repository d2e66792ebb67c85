//! Tables and queries of a database file of `SQLite`, opened for reading alone.

use std::path::Path;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};
use serde_json::{Map, Value};

use super::records::{self, Rows, hexadecimal};
use super::{Open, Opened, json, unreadable};
use crate::bulk::fault::{Fault, Spot};
use crate::bulk::plan::LogicalSource;

/// Reads the rows of a query.
pub(super) fn opened<'p>(
    source: &'p LogicalSource,
    query: &str,
    open: &dyn Open,
) -> Result<Opened<'p>, Vec<Fault>> {
    let failed = |error: &dyn std::fmt::Display| {
        vec![unreadable(source, format!("this database cannot be read: {error}"), Spot::default())]
    };
    let path = open.path(&source.access.file).map_err(|error| failed(&error))?;
    let columns = {
        let connection = connection(&path).map_err(|error| failed(&error))?;
        let statement = connection.prepare(query).map_err(|error| failed(&error))?;
        if !statement.readonly() {
            return Err(failed(&"a query of a mapping may not change it"));
        }
        statement.column_names().map(str::to_owned).collect::<Vec<_>>()
    };
    let reader = json::reader_of_columns(source, &columns)?;
    let query = query.to_owned();
    Ok(records::opened(source, Box::new(reader), move |rows| {
        read(&path, &query, rows).map_err(|error| format!("this database cannot be read: {error}"))
    }))
}

/// The query for all rows of a table.
pub(super) fn query_of_table(table: &str) -> String {
    format!("SELECT * FROM \"{}\"", table.trim_matches('"').replace('"', "\"\""))
}

fn connection(path: &Path) -> rusqlite::Result<Connection> {
    Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)
}

fn read(path: &Path, query: &str, out: &mut Rows) -> rusqlite::Result<()> {
    let connection = connection(path)?;
    let mut statement = connection.prepare(query)?;
    let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let mut object = Map::new();
        for (number, name) in names.iter().enumerate() {
            object.insert(name.clone(), value(row.get_ref(number)?)?);
        }
        if !out.add(&object) {
            return Ok(());
        }
    }
    Ok(())
}

/// The natural mapping of R2RML (section 10.2): numbers keep their type, bytes are hexadecimal digits.
fn value(value: ValueRef<'_>) -> rusqlite::Result<Value> {
    Ok(match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => number.into(),
        ValueRef::Real(number) => records::number(number),
        ValueRef::Text(text) => std::str::from_utf8(text)?.into(),
        ValueRef::Blob(bytes) => hexadecimal(bytes).into(),
    })
}
