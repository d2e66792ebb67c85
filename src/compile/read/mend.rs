//! Fixes to edits of files: each change written as its file writes keys and values, with its layout and comments kept.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{TableLayout, each_record, has_ending};
use crate::model::diagnostic::Location;
use crate::model::file::{FileId, Files, SourceFile, Span};
use crate::model::fix::{Change, Fix};
use crate::model::record::{Field, Origin, Record};

/// Bytes of a file, and what becomes of them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// The file.
    pub file: FileId,
    /// What is replaced; empty where something is put in.
    pub span: Span,
    /// What stands there then.
    pub text: String,
}

/// The edits of fixes.
#[derive(Debug, Default)]
pub struct Edits(BTreeMap<(Location, Change), Edit>);

impl Edits {
    /// The edits of a fix; none where its file has no place for one of its changes.
    pub fn of(&self, fix: &Fix) -> Option<Vec<Edit>> {
        fix.changes.iter().map(|change| self.0.get(change).cloned()).collect()
    }
}

/// The changes of the fields of records, by where these begin.
type ByStart<'a> = BTreeMap<u32, Vec<&'a (Location, Change)>>;

/// Finds the edits of fixes. Costs one reading of each file in which a fix names a field.
pub fn edits<'a>(
    files: &Files,
    folder: &str,
    layouts: &[TableLayout],
    all: impl IntoIterator<Item = &'a Fix>,
) -> Edits {
    let mut found = BTreeMap::new();
    let mut wanted: BTreeMap<FileId, ByStart<'_>> = BTreeMap::new();
    for change in all.into_iter().flat_map(|fix| &fix.changes) {
        match &change.0 {
            Location::Span(file, span) => {
                let edit = in_span(*file, files.get(*file), *span, &change.1);
                found.extend(edit.map(|edit| (change.clone(), edit)));
            }
            Location::Field(origin, _) => {
                wanted.entry(origin.file).or_default().entry(origin.start).or_default().push(change);
            }
            Location::Path(_) => {}
        }
    }
    for (id, by_start) in wanted {
        let file = files.get(id);
        each_record(id, file, (folder, layouts), 0..file.text.len(), &mut |record| {
            for change in by_start.get(&record.origin.start).into_iter().flatten() {
                let Location::Field(_, name) = &change.0 else { continue };
                let edit = in_record(file, &record, name, &change.1);
                found.extend(edit.map(|edit| ((*change).clone(), edit)));
            }
        });
    }
    Edits(found)
}

/// The change of a place of a file.
fn in_span(id: FileId, file: &SourceFile, span: Span, change: &Change) -> Option<Edit> {
    let old = file.text.get(span.range())?;
    let text = match change {
        Change::Text(text) => text.clone(),
        Change::Value(value) => written(file, old, value)?,
        Change::Name(name) => {
            // A list in one cell, and a name on several lines, hold more than the name.
            if has_ending(&file.path, "csv") && old.contains(';') || old.is_empty() || old.contains('\n') {
                return None;
            }
            let is_literal = old.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-'))
                || matches!(old, "true" | "false");
            let is_text = |mark: char| old.len() > 1 && old.starts_with(mark) && old.ends_with(mark);
            let is_key = file.text[span.range().end..].trim_start_matches(' ').starts_with(['=', ']', '.'])
                && has_ending(&file.path, "toml");
            let is_bare = is_key && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
            if name.starts_with('"') || is_bare {
                name.clone()
            } else if has_ending(&file.path, "csv")
                || has_ending(&file.path, "toml") && (is_literal || is_text('"') || is_text('\''))
            {
                written(file, old, name)?
            } else {
                renamed(old, name)?
            }
        }
        Change::Key(_) | Change::Field(..) | Change::Remove => return None,
    };
    Some(Edit { file: id, span, text })
}

/// A name of Turtle or SPARQL that becomes another one, with its prefix or namespace.
fn renamed(old: &str, name: &str) -> Option<String> {
    if old.contains(char::is_whitespace) {
        return None;
    }
    let is_whole = name.contains(':') || name.starts_with(['?', '<']);
    let kept = match old.strip_prefix('<') {
        _ if is_whole => 0,
        Some(iri) => iri.rfind(['#', '/']).map_or(0, |at| at + 2),
        None => old.rfind(':').map_or(0, |at| at + 1),
    };
    let end = if old.ends_with('>') && !is_whole { ">" } else { "" };
    Some(format!("{}{name}{end}", &old[..kept]))
}

/// The change of a field of a record.
fn in_record(file: &SourceFile, record: &Record<'_>, name: &str, change: &Change) -> Option<Edit> {
    let Origin { file: id, .. } = record.origin;
    let mut of_name = record.fields.iter().filter(|field| field.name == name);
    // A list is several fields of one name, and a default is of other records too.
    let own = of_name.next().filter(|field| of_name.next().is_none() && !field.is_default);
    let is_table = !record.columns.is_empty();
    let edit = |span: Span, text: String| Some(Edit { file: id, span, text });
    match (change, own) {
        (Change::Value(value) | Change::Field(_, value), Some(field)) => {
            edit(field.span, written(file, file.text.get(field.span.range())?, value)?)
        }
        (Change::Name(_) | Change::Text(_), Some(field)) => in_span(id, file, field.span, change),
        (Change::Key(key), Some(field)) if !is_table => edit(field.name_span, (*key).to_owned()),
        (Change::Remove, Some(field)) if is_table => edit(field.span, String::new()),
        (Change::Remove, Some(field)) => edit(line_of(&file.text, field)?, String::new()),
        (Change::Field(key, value), None) if !is_table => {
            let header = file.text.get(record.head.range()).filter(|head| head.starts_with("[["))?;
            let after = record.fields.iter().find(|field| field.name == "id" && !field.is_default);
            let from = after.map_or(record.head.start as usize + header.len(), |f| f.span.range().end);
            let at = file.text[from..].find('\n').map_or(file.text.len(), |end| from + end);
            edit(Span::new(at, at), format!("\n{key} = {}", written(file, "", value)?))
        }
        _ => None,
    }
}

/// The line of a field that has one of its own, or what of it is no comment.
fn line_of(text: &str, field: &Field<'_>) -> Option<Span> {
    let (key, end) = (field.name_span.start as usize, field.span.end as usize);
    let start = text[..key].rfind('\n').map_or(0, |at| at + 1);
    let rest = text[end..].split('\n').next().unwrap_or_default();
    let is_own =
        text[start..key].trim().is_empty() && (rest.trim().is_empty() || rest.trim_start().starts_with('#'));
    let whole = (start, (end + rest.len() + 1).min(text.len()));
    let (start, end) = if rest.trim().is_empty() { whole } else { (key, end) };
    is_own.then(|| Span::new(start, end))
}

/// A value as a file of its kind writes it, in place of an old one; none where such a file has no values.
fn written(file: &SourceFile, old: &str, value: &str) -> Option<String> {
    // What was typed as a number stays one.
    let is_number = |text: &str| text.bytes().all(|b| b.is_ascii_digit()) && !text.starts_with('0');
    if !old.is_empty() && !value.is_empty() && is_number(old) && is_number(value) {
        return Some(value.to_owned());
    }
    if has_ending(&file.path, "csv") {
        let is_plain = !value.contains(['"', ',', ';', '\t', '\n', '\r']);
        return Some(if is_plain { value.to_owned() } else { format!("\"{}\"", value.replace('"', "\"\"")) });
    }
    has_ending(&file.path, "toml").then(|| toml_text(value))
}

/// A text as TOML writes it.
pub fn toml_text(value: &str) -> String {
    let mut out = String::from("\"");
    for c in value.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out + "\""
}

/// Chooses among groups of edits: of two that meet, the first one. Every group is made whole or not at all.
///
/// Gives the edits of each file, in the order of their places, and the numbers of the groups that they are of.
pub fn choose(groups: &[Vec<Edit>]) -> (BTreeMap<FileId, Vec<Edit>>, Vec<usize>) {
    let mut taken: BTreeMap<FileId, Vec<Edit>> = BTreeMap::new();
    let mut made = Vec::new();
    let meets = |a: &Edit, b: &Edit| {
        a != b && (a.span.start < b.span.end && b.span.start < a.span.end || a.span.start == b.span.start)
    };
    for (number, group) in groups.iter().enumerate() {
        let is_free = |edit: &Edit| {
            let known = taken.get(&edit.file).into_iter().flatten();
            !known.chain(group).any(|other| meets(edit, other))
        };
        if group.is_empty() || !group.iter().all(is_free) {
            continue;
        }
        made.push(number);
        for edit in group {
            let of_file = taken.entry(edit.file).or_default();
            if let Err(at) = of_file.binary_search(edit) {
                of_file.insert(at, edit.clone());
            }
        }
    }
    (taken, made)
}

/// Lines of a file that edits change: which ones, from 0, and what they become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hunk {
    /// The lines as they were.
    pub lines: Range<usize>,
    /// What stands there then, line ends included.
    pub text: String,
}

/// The lines that edits change, which are in the order of their places and do not overlap.
pub fn hunks(text: &str, edits: &[Edit]) -> Vec<Hunk> {
    let ends = text.match_indices('\n').map(|(at, _)| at + 1);
    let mut starts: Vec<usize> = std::iter::once(0).chain(ends).collect();
    if starts.last() != Some(&text.len()) {
        starts.push(text.len());
    }
    let line_of = |byte: usize| starts.partition_point(|start| *start <= byte) - 1;
    let mut found: Vec<(Range<usize>, Vec<&Edit>)> = Vec::new();
    for edit in edits {
        let first = line_of(edit.span.start as usize);
        // Of a line that goes, the next one begins where it ends.
        let last = line_of((edit.span.end as usize).saturating_sub(1).max(edit.span.start as usize));
        let lines = first..(last + 1).min(starts.len() - 1).max(first);
        match found.last_mut().filter(|(before, _)| before.end > lines.start) {
            Some((before, of_lines)) => {
                before.end = before.end.max(lines.end);
                of_lines.push(edit);
            }
            None => found.push((lines, vec![edit])),
        }
    }
    let hunk = |(lines, edits): (Range<usize>, Vec<&Edit>)| {
        let start = starts[lines.start];
        let mut new = text[start..starts[lines.end]].to_owned();
        for edit in edits.into_iter().rev() {
            let range = edit.span.range();
            new.replace_range(range.start - start..range.end - start, &edit.text);
        }
        Hunk { lines, text: new }
    };
    found.into_iter().map(hunk).collect()
}

/// A text with some of its lines changed. Line ends that a file has otherwise than its text are kept: `written` is the text as
/// it stands in the file.
pub fn edited(written: &str, hunks: &[Hunk]) -> String {
    let lines: Vec<&str> = written.split_inclusive('\n').collect();
    let mut out = String::with_capacity(written.len());
    let mut at = 0;
    for hunk in hunks {
        out.extend(lines[at..hunk.lines.start].iter().copied());
        let near = lines.get(hunk.lines.start).or_else(|| lines.first());
        if near.is_some_and(|line| line.ends_with("\r\n")) {
            out.push_str(&hunk.text.replace('\n', "\r\n"));
        } else {
            out.push_str(&hunk.text);
        }
        at = hunk.lines.end;
    }
    out.extend(lines[at..].iter().copied());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(start: usize, end: usize, text: &str) -> Edit {
        Edit { file: FileId(0), span: Span::new(start, end), text: text.to_owned() }
    }

    #[test]
    fn edits_become_lines_and_keep_line_ends() {
        let text = "a = 1\nb = 2\nc = 3";
        for (edits, expected) in [
            (vec![edit(0, 1, "x")], "x = 1\nb = 2\nc = 3"),
            (vec![edit(0, 6, "")], "b = 2\nc = 3"),
            (vec![edit(5, 5, "\nn = 0"), edit(6, 7, "y")], "a = 1\nn = 0\ny = 2\nc = 3"),
            (vec![edit(4, 10, "")], "a = 2\nc = 3"),
            (vec![edit(17, 17, "}")], "a = 1\nb = 2\nc = 3}"),
            (vec![edit(12, 17, "")], "a = 1\nb = 2\n"),
        ] {
            let lines = hunks(text, &edits);
            assert_eq!(edited(text, &lines), expected, "{edits:?}");
            let wide = |text: &str| text.replace('\n', "\r\n");
            assert_eq!(edited(&wide(text), &lines), wide(expected), "{edits:?}");
        }
        assert_eq!(edited("a\n", &hunks("a\n", &[edit(2, 2, "}\n")])), "a\n}\n");
        assert_eq!(edited("", &hunks("", &[edit(0, 0, "}\n")])), "}\n");
    }

    #[test]
    fn of_edits_that_meet_the_first_is_made() {
        let (one, other, far) = (edit(0, 3, "x"), edit(2, 4, "y"), edit(8, 9, "z"));
        let groups = [vec![one.clone()], vec![other.clone(), far.clone()], vec![one.clone(), far.clone()]];
        let (taken, made) = choose(&groups);
        assert_eq!((made, &taken[&FileId(0)]), (vec![0, 2], &vec![one.clone(), far]));
        assert!(choose(&[vec![one, other]]).1.is_empty());
    }
}
