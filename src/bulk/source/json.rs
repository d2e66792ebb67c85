//! JSON, as one value or one a line: rows are the values that the iterator finds.

use std::borrow::Cow;
use std::io::{BufRead, BufReader};

use super::json_path::JsonPath;
use super::json_tree::{Kind, Node, parse};
use super::{Open, bytes, compiled, fault, line_of};
use crate::bulk::fault::Fault;
use crate::bulk::plan::LogicalSource;
use crate::bulk::row::{Natural, NotAValue, Row, Value};

struct Item<'s, 't> {
    node: &'s Node<'t>,
    paths: &'s [JsonPath],
    nulls: &'s [String],
    text: &'s str,
    number: u64,
    /// The lines before the text.
    before: u64,
}

impl Row for Item<'_, '_> {
    fn values<'r>(&'r self, reference: usize, out: &mut Vec<Value<'r>>) -> Result<(), NotAValue> {
        let mut found = Vec::new();
        if let Some(path) = self.paths.get(reference) {
            path.select(self.node, &mut found);
        }
        for node in found {
            let value = value(node)?;
            out.extend(value.filter(|value| !self.nulls.iter().any(|null| *null == value.text)));
        }
        Ok(())
    }

    fn place(&self) -> (u64, u64) {
        (self.number, self.before + line_of(self.text, self.node.at))
    }
}

fn value<'n>(node: &'n Node<'_>) -> Result<Option<Value<'n>>, NotAValue> {
    let (text, natural): (&'n str, Natural) = match &node.kind {
        Kind::Null => return Ok(None),
        Kind::Boolean(true) => ("true", Natural::Boolean),
        Kind::Boolean(false) => ("false", Natural::Boolean),
        Kind::Number(digits) if digits.contains(['.', 'e', 'E']) => (digits, Natural::Double),
        Kind::Number(digits) => (digits, Natural::Integer),
        Kind::Text(text) => (text, Natural::Text),
        Kind::List(_) => return Err(NotAValue("a list")),
        Kind::Object(_) => return Err(NotAValue("an object")),
    };
    Ok(Some(Value { text: Cow::Borrowed(text), natural }))
}

/// The iterator and the references of a source.
fn paths(source: &LogicalSource) -> Result<(JsonPath, Vec<JsonPath>), Fault> {
    let iterator = source.iterator.as_deref().unwrap_or("$");
    let iterator = JsonPath::new(iterator).map_err(|wrong| Fault::new(wrong, source.at))?;
    Ok((iterator, compiled(source, JsonPath::new)?))
}

pub(super) fn rows(
    source: &LogicalSource,
    open: &dyn Open,
    each: &mut dyn FnMut(&dyn Row),
) -> Result<(), Fault> {
    let (iterator, paths) = paths(source)?;
    let text = bytes::text(source, open)?;
    let mut number = 0;
    value_rows(source, (&iterator, &paths), (&text, 0), &mut number, each)
}

/// As [`rows`], one line in memory at a time.
pub(super) fn line_rows(
    source: &LogicalSource,
    open: &dyn Open,
    each: &mut dyn FnMut(&dyn Row),
) -> Result<(), Fault> {
    let (iterator, paths) = paths(source)?;
    let mut number = 0;
    for (before, line) in (0u64..).zip(BufReader::new(bytes::stream(source, open)?).lines()) {
        let wrong = |error: std::io::Error| {
            fault(source, format!("this line cannot be read: {error}"), (0, before + 1))
        };
        let line = line.map_err(wrong)?;
        if !line.trim().is_empty() {
            value_rows(source, (&iterator, &paths), (&line, before), &mut number, each)?;
        }
    }
    Ok(())
}

fn value_rows(
    source: &LogicalSource,
    (iterator, paths): (&JsonPath, &[JsonPath]),
    (text, before): (&str, u64),
    number: &mut u64,
    each: &mut dyn FnMut(&dyn Row),
) -> Result<(), Fault> {
    let tree = parse(text).map_err(|wrong| {
        let line = before + line_of(text, wrong.at);
        fault(source, format!("this is not JSON: {}", wrong.what), (0, line))
    })?;
    let mut items = Vec::new();
    iterator.select(&tree, &mut items);
    for node in items {
        *number += 1;
        each(&Item { node, paths, nulls: &source.access.nulls, text, number: *number, before });
    }
    Ok(())
}
