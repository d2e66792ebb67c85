//! Where a value stands in the data: the cell of a table, or the line of anything else.

use std::borrow::Cow;
use std::ops::Range;

use crate::compile::read::cells;
use crate::model::file::Span;
use crate::model::text::char_boundary;

/// The cells of a table, or the lines of another file; the last row is kept.
pub(super) struct Cells<'f> {
    text: &'f str,
    delimiter: Option<u8>,
    /// The first byte of each line.
    lines: Vec<usize>,
    header: Vec<Cow<'f, str>>,
    row: (u64, Vec<(Span, Cow<'f, str>)>),
}

impl<'f> Cells<'f> {
    pub(super) fn new(text: &'f str, delimiter: Option<u8>) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(at, _)| at + 1);
        let header = delimiter.map(|delimiter| cells(text, delimiter, 0));
        let header = header.into_iter().flatten().map(|(_, name)| name).collect();
        Self {
            text,
            delimiter,
            lines: std::iter::once(0).chain(ends).collect(),
            header,
            row: (0, Vec::new()),
        }
    }

    /// The cell of a row under the first column that is there; else the line on which the row begins.
    pub(super) fn span(&mut self, line: u64, columns: &[&str]) -> Span {
        let number = usize::try_from(line).unwrap_or_default();
        let Some(start) = number.checked_sub(1).and_then(|before| self.lines.get(before)).copied() else {
            return Span::new(0, 0);
        };
        if let Some(delimiter) = self.delimiter {
            if self.row.0 != line {
                self.row = (line, cells(self.text, delimiter, start));
            }
            let named = columns.iter().find_map(|column| self.header.iter().position(|name| name == column));
            if let Some((span, _)) = named.and_then(|column| self.row.1.get(column)) {
                return *span;
            }
        }
        let rest = &self.text[start..];
        if self.delimiter.is_none()
            && let Some(found) = columns.iter().find_map(|reference| value_of(rest, reference))
        {
            return Span::new(start + found.start, start + found.end);
        }
        let row = rest.split('\n').next().unwrap_or_default();
        let begin = row.len() - row.trim_start().len();
        Span::new(start + begin, start + row.trim_end().len().max(begin))
    }
}

/// How far behind the beginning of a row of JSON or XML a value is looked for, in bytes.
const WINDOW: usize = 16 << 10;

/// Where the value of a path stands in a text that begins with its row: of what the last step names, the first one.
fn value_of(text: &str, path: &str) -> Option<Range<usize>> {
    let text = text.get(..char_boundary(text, WINDOW.min(text.len())))?;
    let name = path.trim_end_matches([']', '\'', '"', '*', '[']);
    let name = name.rsplit(['.', '/', '\'', '"', '@']).next().filter(|name| !name.is_empty())?;
    if text.trim_start().starts_with('<') {
        let is_attribute = path.rsplit('/').next().is_some_and(|step| step.starts_with('@'));
        let (begin, end) =
            if is_attribute { (format!(" {name}=\""), '"') } else { (format!("<{name}"), '<') };
        let at = text.find(&begin)? + begin.len();
        let start = if is_attribute { at } else { at + text[at..].find('>')? + 1 };
        return Some(start..start + text[start..].find(end)?);
    }
    let key = format!("\"{name}\"");
    text.match_indices(&key).find_map(|(at, found)| {
        let after = &text[at + found.len()..];
        let value = after.trim_start().strip_prefix(':')?.trim_start();
        let start = text.len() - value.len();
        let length = match value.strip_prefix('"') {
            Some(rest) => end_of_string(rest) + 1,
            None => value.find([',', '}', ']', '\n']).unwrap_or(value.len()),
        };
        Some(start..start + value.get(..length).map_or(length, str::len))
    })
}

/// The length of a string of JSON behind its first quotation mark, with the last one.
fn end_of_string(text: &str) -> usize {
    let mut is_escaped = false;
    let end = text.bytes().position(|byte| {
        let is_end = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        is_end
    });
    end.map_or(text.len(), |end| end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_by_their_paths() {
        for (text, path, expected) in [
            (r#"{"a": 1, "b" : "x \"y\"", "c": [true]}"#, "$.b", r#""x \"y\"""#),
            (r#"{"a": 1, "b": 2}"#, "a", "1"),
            (r#"{"a": {"b": 2.5}}"#, "$['a']['b']", "2.5"),
            ("<town id=\"e\"><name lang=\"en\">Eeham</name></town>", "@id", "e"),
            ("<town id=\"e\"><name lang=\"en\">Eeham</name></town>", "name", "Eeham"),
            ("<town id=\"e\"><name lang=\"en\">Eeham</name></town>", "name/@lang", "en"),
        ] {
            assert_eq!(value_of(text, path).map(|found| &text[found]), Some(expected), "{path}");
        }
        for text in ["", "{", "{\"a\"", "{\"a\":", "<", "<a", "\u{e9}\"a\":\"\u{e9}"] {
            for path in ["a", "", "@a", "$", "\u{e9}"] {
                let found = value_of(text, path);
                assert!(found.is_none_or(|found| text.get(found).is_some()), "{text} {path}");
            }
        }
    }
}
