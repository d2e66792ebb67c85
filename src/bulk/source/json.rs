//! JSON, as one value or one a line: rows are the values that the iterator finds.

use std::borrow::Cow;
use std::io::Read;

use super::json_path::JsonPath;
use super::json_split::Split;
use super::json_tree::{Kind, Node, end_of_value, parse};
use super::lines::{Cutter, last_line_end};
#[cfg(any(feature = "parquet", feature = "sqlite"))]
use super::unknown_column;
use super::{
    LineCount, Open, Opened, PIECE, Piece, Pieces, Reader, Whole, bad_row, bytes, compiled, unreadable,
};
use crate::bulk::fault::{Fault, Spot};
use crate::bulk::plan::LogicalSource;
use crate::bulk::row::{Natural, NotAValue, Row, RowPlace, Value, Values};
use crate::model::code::Code;

struct Item<'s, 't> {
    node: &'s Node<'t>,
    paths: &'s [JsonPath],
    nulls: &'s [String],
    text: &'s str,
    place: RowPlace,
    has_text: bool,
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
        self.place
    }

    fn spot(&self, reference: Option<usize>) -> Spot {
        if !self.has_text {
            return Spot::default();
        }
        let mut found = Vec::new();
        if let Some(path) = reference.and_then(|reference| self.paths.get(reference)) {
            path.select(self.node, &mut found);
        }
        let at = found.first().map_or(self.node.at, |node| node.at);
        Spot::near(self.text, at..end_of_value(self.text, at), (self.node.at, self.place.line))
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
pub(super) struct JsonReader<'p> {
    source: &'p LogicalSource,
    iterator: JsonPath,
    paths: Vec<JsonPath>,
    is_lines: bool,
    /// Whether people can look at the text: rows of a library are written as text only here.
    has_text: bool,
}

struct LinePieces<'p>(Cutter<'p>);

impl Pieces for LinePieces<'_> {
    fn next(&mut self) -> Result<Option<Piece>, Fault> {
        self.0.next(&mut last_line_end)
    }
}

fn reader(source: &LogicalSource, is_lines: bool) -> Result<JsonReader<'_>, Vec<Fault>> {
    let iterator = source.iterator.as_deref().unwrap_or("$");
    let iterator = JsonPath::new(iterator).map_err(|wrong| Fault::new(wrong, source.at).code(Code::R103));
    let paths = compiled(source, |reference| {
        JsonPath::new(&reference.text).map_err(|wrong| Fault::new(wrong, reference.at))
    });
    match (iterator, paths) {
        (Ok(iterator), Ok(paths)) => Ok(JsonReader { source, iterator, paths, is_lines, has_text: true }),
        (iterator, paths) => {
            Err(iterator.err().into_iter().chain(paths.err().into_iter().flatten()).collect())
        }
    }
}

/// Reads objects, one a line, whose members are columns: a reference is the name of one of them, or a JSONPath that begins with `$`.
#[cfg(any(feature = "parquet", feature = "sqlite"))]
pub(super) fn reader_of_columns<'p>(
    source: &'p LogicalSource,
    columns: &[String],
) -> Result<JsonReader<'p>, Vec<Fault>> {
    let paths = compiled(source, |reference| {
        if reference.text.starts_with('$') {
            return JsonPath::new(&reference.text).map_err(|wrong| Fault::new(wrong, reference.at));
        }
        let names = columns.iter().map(String::as_str);
        if names.clone().filter(|name| *name == reference.text).count() > 1 {
            let file = &source.access.file.path;
            let message = format!("`{file}` gives more than one column `{}`", reference.text);
            return Err(Fault::new(message, reference.at));
        }
        unknown_column(source, reference, names).map_or(Ok(JsonPath::of_name(&reference.text)), Err)
    })?;
    Ok(JsonReader { source, iterator: JsonPath::whole(), paths, is_lines: true, has_text: false })
}

/// One value. Where the iterator takes the items of a list, as nearly all do, a large file is cut between them.
pub(super) fn opened<'p>(source: &'p LogicalSource, open: &dyn Open) -> Result<Opened<'p>, Vec<Fault>> {
    let mut reader = reader(source, false)?;
    let failed = |error: &dyn std::fmt::Display| {
        vec![unreadable(source, format!("this file cannot be read: {error}"), Spot::default())]
    };
    let mut stream = bytes::stream(source, open).map_err(|fault| vec![fault])?;
    let mut start = Vec::new();
    let length = (&mut stream).take(PIECE as u64).read_to_end(&mut start).map_err(|error| failed(&error))?;
    let pieces: Box<dyn Pieces> = if length == PIECE
        && let Some(names) = reader.iterator.items_of()
    {
        reader.iterator = JsonPath::items();
        Box::new(Split::new(source, names, start, stream))
    } else {
        stream.read_to_end(&mut start).map_err(|error| failed(&error))?;
        let text = bytes::utf8(source, start).map_err(|fault| vec![fault])?;
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
            return Err(unreadable(self.source, "this file is not UTF-8", Spot::line(piece.lines + 1)));
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
                let spot = wrong.data.map(|data| data.spot).unwrap_or_default();
                each(Err(bad_row(self.source, wrong.message, (piece.rows + number, spot))));
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
            let spot = Spot::of(text, wrong.at..wrong.at + 1, before);
            unreadable(self.source, format!("this is not JSON: {}", wrong.what), spot)
        })?;
        let mut items = Vec::new();
        self.iterator.select(&tree, &mut items);
        let nulls = &self.source.access.nulls;
        let mut lines = LineCount::new(text, before);
        for node in items {
            *number += 1;
            let line = lines.line(node.at);
            let place = RowPlace { piece: piece.number, number: *number, before: piece.rows, line };
            each(Ok(&Item { node, paths: &self.paths, nulls, text, place, has_text: self.has_text }));
        }
        Ok(())
    }
}
