//! Places as editors count them, in lines and units of UTF-16, and addresses of files.

use std::ops::Range;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::wire::Refused;
use crate::model::address::of_path;
use crate::model::text::char_boundary;

/// A text with the first byte of each of its lines.
pub(super) struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let ends = text.match_indices('\n').map(|(at, _)| at + 1);
        Self { text, starts: std::iter::once(0).chain(ends).collect() }
    }

    /// The place of a byte.
    fn position(&self, byte: usize) -> Value {
        let byte = char_boundary(self.text, byte);
        let line = self.starts.partition_point(|start| *start <= byte) - 1;
        let character = self.text[self.starts[line]..byte].encode_utf16().count();
        json!({ "line": line, "character": character })
    }

    /// The range of some bytes.
    pub(super) fn range(&self, bytes: Range<usize>) -> Value {
        json!({ "start": self.position(bytes.start), "end": self.position(bytes.end) })
    }
}

/// The range of some bytes of a text in which no other one is looked for.
pub(super) fn range(text: &str, bytes: Range<usize>) -> Value {
    Lines::new(text).range(bytes)
}

/// The byte of a place. A place behind the end of a line means its end, as the protocol has it; a line that is not there is refused.
pub(super) fn byte(text: &str, position: &Value) -> Result<usize, Refused> {
    let number = |key: &str| {
        let found = position[key].as_u64().and_then(|n| usize::try_from(n).ok());
        found.ok_or_else(|| Refused::params(format!("a position needs a `{key}` from 0")))
    };
    let (line, character) = (number("line")?, number("character")?);
    let start = match line.checked_sub(1) {
        None => 0,
        Some(before) => {
            let end = text.match_indices('\n').nth(before);
            end.ok_or_else(|| Refused::params(format!("the text has no line {line}")))?.0 + 1
        }
    };
    let rest = text[start..].split('\n').next().unwrap_or_default();
    let mut units = 0;
    let found = rest.char_indices().find(|(_, c)| {
        let is_there = units >= character;
        units += c.len_utf16();
        is_there
    });
    Ok(start + found.map_or(rest.len(), |(at, _)| at))
}

/// The path that an address of a file means.
pub(super) fn path_of(uri: &str) -> Option<PathBuf> {
    let rest = uri.strip_prefix("file://")?;
    let rest = &rest[rest.find('/')?..];
    let mut bytes = Vec::with_capacity(rest.len());
    let mut left = rest.bytes();
    while let Some(byte) = left.next() {
        bytes.push(if byte == b'%' {
            let code = [left.next()?, left.next()?];
            u8::from_str_radix(std::str::from_utf8(&code).ok()?, 16).ok()?
        } else {
            byte
        });
    }
    let path = String::from_utf8(bytes).ok()?;
    // On Windows a drive stands behind the first slash.
    let is_drive = path.as_bytes().get(2) == Some(&b':');
    Some(PathBuf::from(if is_drive { path[1..].to_owned() } else { path }))
}

/// The address of a file.
pub(super) fn uri_of(path: &Path) -> String {
    let path = path.to_string_lossy().replace('\\', "/");
    let start = if path.starts_with('/') { "file://" } else { "file:///" };
    format!("{start}{}", of_path(&path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_in_units_of_utf_16() {
        let text = "a\n£\u{1f69a}b\n";
        let position = |text, byte| Lines::new(text).position(byte);
        for (at, line, character) in [(0, 0, 0), (1, 0, 1), (2, 1, 0), (4, 1, 1), (8, 1, 3), (10, 2, 0)] {
            let place = json!({ "line": line, "character": character });
            assert_eq!(position(text, at), place);
            assert_eq!(byte(text, &place), Ok(at));
        }
        assert_eq!(position(text, 5), json!({ "line": 1, "character": 1 }), "inside of a character");
        assert_eq!(byte(text, &json!({ "line": 1, "character": 99 })), Ok(9));
        assert_eq!(byte(text, &json!({ "line": 1, "character": 2 })), Ok(8), "between two halves");
        for wrong in
            [json!({ "line": 3, "character": 0 }), json!({ "line": -1, "character": 0 }), json!(null)]
        {
            assert!(byte(text, &wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn addresses_and_paths_lead_to_each_other() {
        let path = Path::new("/a b/ä#?.toml");
        assert_eq!(uri_of(path), "file:///a%20b/%C3%A4%23%3F.toml");
        assert_eq!(path_of(&uri_of(path)).as_deref(), Some(path));
        assert_eq!(path_of("file:///c%3A/x").as_deref(), Some(Path::new("c:/x")));
        for wrong in ["untitled:1", "file://", "file:///%", "file:///%zz", "file:///%ff"] {
            assert_eq!(path_of(wrong), None, "{wrong}");
        }
    }
}
