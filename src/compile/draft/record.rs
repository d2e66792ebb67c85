//! Records as data files write them, and the shortest words of a sentence that a record can quote.

use std::fmt::Write as _;
use std::ops::Range;

use serde::{Serialize, Serializer};

use crate::compile::evidence::fold;
use crate::compile::read::toml_text;

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
            let value = if is_number { value.clone() } else { toml_text(value) };
            let _ = writeln!(out, "{field} = {value}");
            for (key, label) in others.iter().filter(|_| *field == "predicate") {
                let _ = writeln!(out, "# predicate = {}  # {}", toml_text(key), on_one_line(label));
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
    /// The shortest words of the sentence that have all parts: in one piece, or else with words left out between them. A piece has to be in the
    /// section once. What shows the status is quoted too where there is room.
    pub(super) fn quote(&self, parts: &[Range<usize>], cue: Option<Range<usize>>) -> Option<String> {
        let first = parts.iter().map(|part| part.start).min()?;
        let last = parts.iter().map(|part| part.end).max()?;
        if let Some(span) = self.once(first..last, true) {
            return Some(trimmed(&self.text[span]).to_owned());
        }
        let all: Vec<Range<usize>> = parts.iter().cloned().chain(cue).collect();
        self.in_parts(&all).or_else(|| self.in_parts(parts))
    }

    /// The words around some bytes, with as many behind or before them as make them unique in the section.
    fn once(&self, span: Range<usize>, is_first: bool) -> Option<Range<usize>> {
        let mut span = self.start_of_word(span.start)..self.end_of_word(span.end);
        loop {
            let words = fold(trimmed(&self.text[span.clone()]));
            if words.is_empty() || count(&words) > self.most {
                return None;
            }
            if self.around.matches(words.as_str()).take(2).count() == 1 {
                return Some(span);
            }
            let (behind, before) = (self.text[span.end..].trim_start(), self.text[..span.start].trim_end());
            if !behind.is_empty() && (is_first || before.is_empty()) {
                span.end = self.end_of_word(self.text.len() - behind.len());
            } else if before.is_empty() {
                return None;
            } else {
                span.start = self.start_of_word(before.len() - 1);
            }
        }
    }

    /// Each part by itself; parts with a word or two between them are one.
    fn in_parts(&self, parts: &[Range<usize>]) -> Option<String> {
        let mut parts = parts.to_vec();
        parts.sort_by_key(|span| span.start);
        let last = parts.iter().map(|span| span.start).max()?;
        let mut spans: Vec<Range<usize>> = Vec::new();
        for part in parts {
            let span = self.once(part.clone(), part.start < last)?;
            match spans.last_mut() {
                Some(before) if span.start <= before.end || count(&self.text[before.end..span.start]) < 3 => {
                    before.end = before.end.max(span.end);
                }
                _ => spans.push(span),
            }
        }
        let pieces: Vec<&str> = spans.iter().map(|span| trimmed(&self.text[span.clone()])).collect();
        let used: usize = pieces.iter().map(|piece| count(piece)).sum();
        (used <= self.most).then(|| pieces.join(" […] "))
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
