//! JSON, as one value or one a line: rows are the values that the iterator finds.

use std::borrow::Cow;
use std::io::Read;

use super::json_path::JsonPath;
use super::json_split::Split;
use super::json_tree::{Kind, Node, parse};
use super::lines::{Cutter, last_line_end};
use super::{Open, Opened, PIECE, Piece, Pieces, Reader, Whole, bytes, compiled, fault, line_of};
use crate::bulk::fault::Fault;
use crate::bulk::plan::LogicalSource;
use crate::bulk::row::{Natural, NotAValue, Row, RowPlace, Value, Values};

struct Item<'s, 't> {
    node: &'s Node<'t>,
    paths: &'s [JsonPath],
    nulls: &'s [String],
    text: &'s str,
    /// Its place, but for the line.
    place: RowPlace,
    /// The lines before the text.
    before: u64,
}

impl Row for Item<'_, '_> {
    fn values(&self, reference: usize) -> Result<Values<'_>, NotAValue> {
        let Some(path) = self.paths.get(reference) else { return Ok(Values::None) };
        let is_some = |value: &Value<'_>| !self.nulls.iter().any(|null| *null == value.text);
        if let Some(name) = path.name() {
            let found = self.node.member(name).map(value).transpose()?.flatten();
            return Ok(found.filter(is_some).map_or(Values::None, Values::One));
        }
        let mut found = Vec::new();
        path.select(self.node, &mut found);
        let values = found.into_iter().map(value).collect::<Result<Vec<_>, _>>()?;
        Ok(values.into_iter().flatten().filter(is_some).collect())
    }

    fn place(&self) -> RowPlace {
        RowPlace { line: self.before + line_of(self.text, self.node.at), ..self.place }
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

/// Reads the values of a piece, which is one value, or has one a line.
struct JsonReader<'p> {
    source: &'p LogicalSource,
    iterator: JsonPath,
    paths: Vec<JsonPath>,
    is_lines: bool,
}

struct LinePieces<'p>(Cutter<'p>);

impl Pieces for LinePieces<'_> {
    fn next(&mut self) -> Result<Option<Piece>, Fault> {
        self.0.next(&mut last_line_end)
    }
}

fn reader(source: &LogicalSource, is_lines: bool) -> Result<JsonReader<'_>, Vec<Fault>> {
    let iterator = source.iterator.as_deref().unwrap_or("$");
    let iterator = JsonPath::new(iterator).map_err(|wrong| Fault::new(wrong, source.at));
    let paths = compiled(source, JsonPath::new);
    match (iterator, paths) {
        (Ok(iterator), Ok(paths)) => Ok(JsonReader { source, iterator, paths, is_lines }),
        (iterator, paths) => {
            Err(iterator.err().into_iter().chain(paths.err().into_iter().flatten()).collect())
        }
    }
}

/// One value. Where the iterator takes the items of a list, as nearly all do, a large file is cut between them.
pub(super) fn opened<'p>(source: &'p LogicalSource, open: &dyn Open) -> Result<Opened<'p>, Vec<Fault>> {
    let mut reader = reader(source, false)?;
    let unreadable = |error: &dyn std::fmt::Display| {
        vec![fault(source, format!("this file cannot be read: {error}"), (0, 0))]
    };
    let mut stream = bytes::stream(source, open).map_err(|fault| vec![fault])?;
    let mut start = Vec::new();
    let length =
        (&mut stream).take(PIECE as u64).read_to_end(&mut start).map_err(|error| unreadable(&error))?;
    let pieces: Box<dyn Pieces> = if length == PIECE
        && let Some(names) = reader.iterator.items_of()
    {
        reader.iterator = JsonPath::items();
        Box::new(Split::new(source, names, start, stream))
    } else {
        stream.read_to_end(&mut start).map_err(|error| unreadable(&error))?;
        let text = bytes::decoded(source, start).map_err(|fault| vec![fault])?;
        Box::new(Whole::new(text))
    };
    Ok(Opened { pieces, reader: Box::new(reader) })
}

/// One value a line.
pub(super) fn opened_lines<'p>(source: &'p LogicalSource, open: &dyn Open) -> Result<Opened<'p>, Vec<Fault>> {
    let reader = reader(source, true)?;
    let stream = bytes::stream(source, open).map_err(|fault| vec![fault])?;
    Ok(Opened { pieces: Box::new(LinePieces(Cutter::new(source, stream))), reader: Box::new(reader) })
}

impl Reader for JsonReader<'_> {
    fn rows(&self, piece: &Piece, each: &mut dyn FnMut(Result<&dyn Row, Fault>)) -> Result<u64, Fault> {
        let mut number = 0;
        let Ok(text) = std::str::from_utf8(&piece.text) else {
            return Err(fault(self.source, "this file is not UTF-8", (0, piece.lines + 1)));
        };
        if !self.is_lines {
            self.value(piece, (text, piece.lines), &mut number, each)?;
            return Ok(number);
        }
        for (line, before) in text.trim_start_matches('\u{feff}').lines().zip(piece.lines..) {
            if line.trim().is_empty() {
                continue;
            }
            if let Err(wrong) = self.value(piece, (line, before), &mut number, each) {
                number += 1;
                each(Err(wrong));
            }
        }
        Ok(number)
    }
}

impl JsonReader<'_> {
    /// The rows of one value, which begins after some lines.
    fn value(
        &self,
        piece: &Piece,
        (text, before): (&str, u64),
        number: &mut u64,
        each: &mut dyn FnMut(Result<&dyn Row, Fault>),
    ) -> Result<(), Fault> {
        let tree = parse(text).map_err(|wrong| {
            let line = before + line_of(text, wrong.at);
            fault(self.source, format!("this is not JSON: {}", wrong.what), (0, line))
        })?;
        let mut items = Vec::new();
        self.iterator.select(&tree, &mut items);
        let nulls = &self.source.access.nulls;
        for node in items {
            *number += 1;
            let place = RowPlace { piece: piece.number, number: *number, before: piece.rows, line: 0 };
            each(Ok(&Item { node, paths: &self.paths, nulls, text, place, before }));
        }
        Ok(())
    }
}
