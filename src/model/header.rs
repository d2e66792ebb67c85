//! The header of a query file: the lines `# key: value` above its first line of code.
//!
//! A key is one word with the colon right behind it; other lines are comments for readers. Rules, saved queries and questions have
//! the same syntax and different keys.

use super::code::Code;
use super::diagnostic::{Diagnostic, Location};
use super::file::{FileId, Span};
use super::nearest::nearest;

/// What a query file is for, which decides the keys that its header may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueryKind {
    /// A rule.
    Rule,
    /// A saved query.
    Query,
    /// A question with an expected answer.
    Question,
}

impl QueryKind {
    /// The keys of its header.
    pub fn keys(self) -> &'static [&'static str] {
        match self {
            Self::Rule => &["label", "caution"],
            Self::Query => &["label", "ask", "sources", "kinds", "known-by"],
            Self::Question => &["question", "guards", "ask", "sources", "kinds", "known-by"],
        }
    }

    fn noun(self) -> &'static str {
        match self {
            Self::Rule => "rule",
            Self::Query => "saved query",
            Self::Question => "question",
        }
    }
}

/// One line of a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    /// The key.
    pub key: &'a str,
    /// The value, without white space around it.
    pub value: &'a str,
    /// The bytes of the key in its file.
    pub key_span: Span,
    /// The first byte of the value in its file.
    pub value_start: usize,
}

impl Entry<'_> {
    /// The words of the value between marks, each with its place; none is empty.
    pub fn words(&self, between: char) -> Vec<(String, Span)> {
        let mut start = self.value_start;
        let mut found = Vec::new();
        for part in self.value.split(between) {
            let (word, before) = (part.trim(), part.len() - part.trim_start().len());
            if !word.is_empty() {
                found.push((word.to_owned(), Span::new(start + before, start + before + word.len())));
            }
            start += part.len() + between.len_utf8();
        }
        found
    }
}

/// The header of a query file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header<'a> {
    entries: Vec<Entry<'a>>,
}

impl<'a> Header<'a> {
    /// Reads the header of a text. It ends at the first line that is neither empty nor a comment.
    pub fn parse(text: &'a str) -> Self {
        let mut start = 0;
        let mut entries = Vec::new();
        for line in text.split_inclusive('\n') {
            let is_header = line.trim().is_empty() || line.trim_start().starts_with('#');
            if !is_header {
                break;
            }
            entries.extend(entry(line, start));
            start += line.len();
        }
        Self { entries }
    }

    /// The first value of a key, unless it is empty.
    pub fn get(&self, key: &str) -> Option<&'a str> {
        self.all(key).map(|e| e.value).find(|v| !v.is_empty())
    }

    /// Every line with a key, in their order.
    pub fn all(&self, key: &str) -> impl Iterator<Item = &Entry<'a>> {
        self.entries.iter().filter(move |e| e.key == key)
    }

    /// A warning for each line whose key a file of this kind does not have, or has already.
    pub fn diagnostics(&self, kind: QueryKind, file: FileId) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for (i, entry) in self.entries.iter().enumerate() {
            let key = entry.key;
            let warning =
                |message: String| Diagnostic::new(Code::R066, Location::Span(file, entry.key_span), message);
            if !kind.keys().contains(&key) {
                let near = nearest(key, kind.keys().iter().copied());
                // `Note: …` begins a comment; `Label: …` was meant as a key.
                if near.is_some() || key.bytes().all(|b| b.is_ascii_lowercase()) {
                    let message = format!("`{key}` is not a key in the header of a {}", kind.noun());
                    let expected = format!("one of: {}", kind.keys().join(", "));
                    found.push(warning(message).expected(expected).suggest(near));
                }
            } else if key != "ask" && self.entries[..i].iter().any(|e| e.key == key) {
                let message = format!("`{key}` appears twice in this header");
                found.push(warning(message).help("only the first one is read: join the two lines"));
            }
        }
        found
    }
}

/// The entry on a line that begins at a byte, if it is one.
fn entry(line: &str, start: usize) -> Option<Entry<'_>> {
    let comment = line.trim_start().trim_start_matches('#').trim_start();
    let (key, rest) = comment.split_once(':')?;
    let is_key = !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphabetic() || b == b'-');
    // `https://…` is an address.
    if !is_key || rest.starts_with("//") {
        return None;
    }
    let at = |tail: &str| start + line.len() - tail.len();
    let key_span = Span::new(at(comment), at(comment) + key.len());
    Some(Entry { key, value: rest.trim(), key_span, value_start: at(rest.trim_start()) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_syntax_and_every_odd_key_told() {
        let text = "# ask: a {b}\n\n  #label:  Who?\r\n# Two words: no key\n# https://example.org\n# Note: none\n\
                    # lable: x\n# Label: y\n# label: z\nSELECT ?s {}\n# ask: below";
        let header = Header::parse(text);
        assert_eq!(header.get("label"), Some("Who?"));
        let asked: Vec<_> = header.all("ask").map(|e| &text[e.value_start..][..e.value.len()]).collect();
        assert_eq!(asked, ["a {b}"]);
        let told = header.diagnostics(QueryKind::Query, FileId(0));
        let keys: Vec<_> = told
            .iter()
            .map(|d| match d.anchor {
                Location::Span(_, span) => (&text[span.range()], d.help.len()),
                _ => ("", 0),
            })
            .collect();
        assert_eq!(keys, [("lable", 1), ("Label", 1), ("label", 1)]);
    }
}
