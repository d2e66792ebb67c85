//! Where in a data file something is typed: the kind of record, its key, and the other fields, as far as they can be told.
//!
//! Reads lines and no TOML, so that half-typed records are understood.

use std::ops::Range;

use crate::compile::read::{has_ending, may_hold, table};
use crate::model::file::SourceFile;
use crate::model::record::Kind;

use super::workspace::Known;

/// A place in a record.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Context {
    /// What is declared; a table of defaults is read as a claim.
    pub(super) kind: Kind,
    /// The key whose value is typed; none where the key is.
    pub(super) key: Option<String>,
    /// What is typed: the value without quotation marks, or the key.
    pub(super) typed: Range<usize>,
    /// Whether the value has no quotation mark yet.
    pub(super) is_bare: bool,
    /// The other fields of the record; those by default come last.
    pub(super) fields: Vec<(String, String)>,
}

impl Context {
    /// The context of a place in a file of the data.
    pub(super) fn of(known: &Known, file: &SourceFile, at: usize) -> Option<Self> {
        if !file.path.starts_with(&known.input.manifest.folders.data) {
            return None;
        }
        if has_ending(&file.path, "csv") { in_table(known, file, at) } else { in_records(&file.text, at) }
    }

    /// The value of a field.
    pub(super) fn value(&self, key: &str) -> Option<&str> {
        self.fields.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
    }
}

/// The place in a file of TOML.
fn in_records(text: &str, at: usize) -> Option<Context> {
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let line = text[start..].split('\n').next().unwrap_or_default();
    let before = &text[start..at];
    if before.trim_start().starts_with(['[', '#']) {
        return None;
    }
    let kind_of = |header: &str| match header.trim().trim_matches(['[', ']']) {
        "default" => Some(Kind::Claim),
        word => Kind::from_word(word),
    };
    let is_header = |line: &&str| line.trim_start().starts_with('[') && !line.contains('=');
    let kind = text[..start].lines().rev().find(is_header).and_then(kind_of)?;
    let above = text[..start].lines().rev().take_while(|line| !is_header(line));
    let below = text[start + line.len()..].lines().skip(1).take_while(|line| !is_header(line));
    let defaults = text.split("[default]").nth(1).unwrap_or_default();
    let defaults = defaults.lines().skip(1).take_while(|line| !is_header(line));
    let fields = above.chain(below).chain(defaults).filter_map(|line| {
        let (key, value) = line.split_once('=')?;
        let value = value.trim();
        let inner =
            value.strip_prefix(['"', '\'']).map_or(value, |v| v.split(['"', '\'']).next().unwrap_or(v));
        Some((key.trim().to_owned(), inner.to_owned()))
    });
    let fields = fields.collect();
    let Some((key, value)) = before.split_once('=') else {
        let typed = at - before.trim_start().len()..at;
        return Some(Context { kind, key: None, typed, is_bare: true, fields });
    };
    let key = Some(key.trim().to_owned());
    // The last quotation mark before the place, if it opens: in a list several are closed before.
    let mark = if value.trim_start().starts_with('\'') { '\'' } else { '"' };
    let is_bare = value.matches(mark).count() % 2 == 0;
    let from = if is_bare {
        at - value.trim_start_matches([' ', '[', ',']).len()
    } else {
        start + before.rfind(mark).map_or(0, |open| open + 1)
    };
    let rest = &line[at - start..];
    let end = if is_bare { at } else { at + rest.find(mark).unwrap_or(0) };
    Some(Context { kind, key, typed: from.min(at)..end, is_bare, fields })
}

/// The place in a table, whose first row has the keys.
fn in_table(known: &Known, file: &SourceFile, at: usize) -> Option<Context> {
    let manifest = &known.input.manifest;
    let (folder, tables) = (manifest.folders.data.as_str(), manifest.tables.as_slice());
    let kind = Kind::ALL.into_iter().find(|kind| may_hold(file, folder, tables, *kind))?;
    let text = &file.text;
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let line = text[start..].split('\n').next().unwrap_or_default();
    let names = table(text.lines().next()?).into_iter().next()?;
    if start == 0 {
        return None;
    }
    let mut is_quoted = false;
    let (mut cells, mut from) = (0, start);
    for (place, sign) in text[start..at].char_indices() {
        is_quoted ^= sign == '"';
        if sign == ',' && !is_quoted {
            (cells, from) = (cells + 1, start + place + 1);
        }
    }
    let from = if text[from..at].starts_with('"') { from + 1 } else { from };
    let row = table(line).into_iter().next().unwrap_or_default();
    let fields = names.iter().cloned().zip(row).filter(|(_, value)| !value.is_empty()).collect();
    let end = at + text[at..].find([',', '"', '\n', '\r']).unwrap_or(0);
    Some(Context { kind, key: Some(names.get(cells)?.clone()), typed: from..end, is_bare: false, fields })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_record_is_understood() {
        let text = "[default]\nsource = \"s\"\n\n[[claim]]\nsubject = \"a\"\npredicate = \"x-y\"\nob\nobject = \"b\nstatus = \nholds = [\"a\", \"bc\"]\n";
        let at = |part: &str| in_records(text, text.find(part).unwrap() + part.len()).unwrap();
        let told =
            |c: &Context| (c.key.clone().unwrap_or_default(), text[c.typed.clone()].to_owned(), c.is_bare);
        let is = |key: &str, typed: &str, bare: bool| (key.to_owned(), typed.to_owned(), bare);
        assert_eq!(told(&at("predicate = \"x")), is("predicate", "x-y", false));
        assert_eq!(told(&at("\nob")), is("", "ob", true));
        assert_eq!(told(&at("object = \"b")), is("object", "b", false));
        assert_eq!(told(&at("status = ")), is("status", "", true));
        assert_eq!(told(&at("[\"a\", \"b")), is("holds", "bc", false));
        let claim = at("\nob");
        assert_eq!(
            (claim.kind, claim.value("subject"), claim.value("source")),
            (Kind::Claim, Some("a"), Some("s"))
        );
        assert_eq!(in_records(text, 3), None);
    }
}
