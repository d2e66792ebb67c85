//! Records as data files write them, and the shortest words of a sentence that a record can quote.

use std::fmt::Write as _;
use std::ops::Range;

use serde::{Serialize, Serializer};

use crate::compile::evidence::fold;

/// A record: its kind and its fields, in the order in which they are written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Record {
    /// `claim` or `entity`.
    pub kind: &'static str,
    /// Field and value.
    #[serde(serialize_with = "as_map")]
    pub fields: Vec<(&'static str, String)>,
}

fn as_map<S: Serializer>(fields: &[(&'static str, String)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(fields.iter().map(|(field, value)| (field, value)))
}

impl Record {
    /// As a data file has it.
    pub fn written(&self) -> String {
        self.written_with(&[])
    }

    /// As a data file has it, and other properties that could stand in it as comments below its own.
    pub(super) fn written_with(&self, others: &[(String, String)]) -> String {
        let mut out = format!("[[{}]]\n", self.kind);
        for (field, value) in &self.fields {
            let is_number = matches!(*field, "count") && value.chars().all(|c| c.is_ascii_digit());
            let value = if is_number { value.clone() } else { quoted(value) };
            let _ = writeln!(out, "{field} = {value}");
            for (key, label) in others.iter().filter(|_| *field == "predicate") {
                let _ = writeln!(out, "# predicate = {}  # {}", quoted(key), on_one_line(label));
            }
        }
        out
    }

    /// The value of a field.
    pub fn get(&self, field: &str) -> Option<&str> {
        self.fields.iter().find(|(name, _)| *name == field).map(|(_, value)| value.as_str())
    }

    pub(super) fn set(&mut self, field: &str, value: &str) {
        if let Some((_, old)) = self.fields.iter_mut().find(|(name, _)| *name == field) {
            value.clone_into(old);
        }
    }
}

/// A text as TOML has it (TOML 1.0, basic strings).
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out + "\""
}

/// A sentence to quote from.
pub(super) struct Words<'a> {
    /// Its words, folded.
    pub(super) text: &'a str,
    /// The key of its section; empty where there is none.
    pub(super) section: &'a str,
    /// All sentences of the section.
    pub(super) around: &'a str,
    /// How many words a quote may have.
    pub(super) most: usize,
}

impl Words<'_> {
    /// The shortest words of the sentence that have all these parts, and are in the section once: in one piece, or else in parts with words left
    /// out between them.
    pub(super) fn quote(&self, parts: &[Range<usize>]) -> Option<String> {
        let first = parts.iter().map(|part| part.start).min()?;
        let last = parts.iter().map(|part| part.end).max()?;
        let (mut start, mut end) = (self.start_of_word(first), self.end_of_word(last));
        while count(&self.text[start..end]) <= self.most {
            let words = trimmed(&self.text[start..end]);
            if self.around.matches(fold(words).as_str()).count() == 1 {
                return Some(words.to_owned());
            }
            // A longer one, with the next word; at the end of the sentence with the one before.
            let next = self.text[end..].trim_start();
            if !next.is_empty() {
                end = self.end_of_word(self.text.len() - next.len() + 1);
            } else if self.text[..start].trim_end().is_empty() {
                return None;
            } else {
                start = self.start_of_word(self.text[..start].trim_end().len() - 1);
            }
        }
        self.in_parts(parts)
    }

    /// Each part by itself, and before the last one as many of the words before it as there is room for.
    fn in_parts(&self, parts: &[Range<usize>]) -> Option<String> {
        let mut spans: Vec<Range<usize>> =
            parts.iter().map(|part| self.start_of_word(part.start)..self.end_of_word(part.end)).collect();
        spans.sort_by_key(|span| span.start);
        spans.dedup_by(|b, a| {
            let touches = b.start <= a.end || self.text[a.end..b.start].trim().is_empty();
            if touches {
                a.end = a.end.max(b.end);
            }
            touches
        });
        let used: usize = spans.iter().map(|span| count(&self.text[span.clone()])).sum();
        let mut room = self.most.checked_sub(used)?;
        let before = if spans.len() > 1 { spans[spans.len() - 2].end } else { 0 };
        let last = spans.last_mut()?;
        while room > 0 {
            let earlier = self.text[..last.start].trim_end();
            let start = if earlier.is_empty() { 0 } else { self.start_of_word(earlier.len() - 1) };
            if start <= before + 1 {
                break;
            }
            last.start = start;
            room -= 1;
        }
        let pieces: Vec<&str> = spans.iter().map(|span| trimmed(&self.text[span.clone()])).collect();
        Some(pieces.join(" […] "))
    }

    fn start_of_word(&self, at: usize) -> usize {
        let at = crate::model::text::char_boundary(self.text, at);
        self.text[..at]
            .rfind(char::is_whitespace)
            .map_or(0, |space| space + self.text[space..].chars().next().map_or(1, char::len_utf8))
    }

    fn end_of_word(&self, at: usize) -> usize {
        let mut at = at.min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at += 1;
        }
        self.text[at..].find(char::is_whitespace).map_or(self.text.len(), |space| at + space)
    }
}

fn count(text: &str) -> usize {
    text.split_whitespace().count()
}

/// Words without the marks around them.
fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || ",;:.(\u{201c}\u{201d}\"".contains(c))
}

/// Words that cannot end a comment.
pub(super) fn on_one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
