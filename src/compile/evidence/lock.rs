//! The lock file: where each quote stood when its text was last at hand.

use serde::Deserialize;

use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Location};
use crate::model::file::{FileId, SourceFile, Span};

/// The content of `remit.lock`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lock {
    /// The sources, sorted by key.
    pub sources: Vec<LockedSource>,
}

/// What was recorded of one source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LockedSource {
    /// The key of the source.
    pub key: String,
    /// The sha-256 of its text.
    pub sha256: String,
    /// The length of its text in code points.
    pub characters: u32,
    /// Where it has words inside quotation marks, in order; none where that was not recorded.
    pub quotations: Option<Vec<(u32, u32)>>,
    /// Its quotes, in the order of the text.
    pub quotes: Vec<LockedQuote>,
}

/// Where a quote stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LockedQuote {
    /// First code point.
    pub start: u32,
    /// One past the last code point.
    pub end: u32,
    /// The key of the section; empty where the source has none.
    pub section: String,
    /// The words.
    pub quote: String,
    /// Words just before; may be empty.
    pub prefix: String,
    /// Words just after; may be empty.
    pub suffix: String,
}

impl LockedQuote {
    /// What makes it the same quote wherever it stands: section, words, words before and after.
    pub fn words(&self) -> [&str; 4] {
        [&self.section, &self.quote, &self.prefix, &self.suffix]
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default, rename = "source")]
    sources: Vec<WrittenSource>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenSource {
    key: String,
    sha256: String,
    characters: u32,
    quotations: Option<Vec<(u32, u32)>>,
    quotes: Vec<(u32, u32, String, String, String, String)>,
}

/// Reads a lock file.
///
/// # Errors
///
/// When it is no lock file: with the place.
pub fn parse(id: FileId, file: &SourceFile) -> Result<Lock, Box<Diagnostic>> {
    let written: Written = toml::from_str(&file.text).map_err(|error| {
        let span = error.span().map_or(Span::new(0, 0), Span::from);
        let message = format!("the lock file cannot be used: {}", error.message().replace('\n', "; "));
        Box::new(
            Diagnostic::new(Code::R055, Location::Span(id, span), message)
                .expected("a file that `remit verify --record` wrote")
                .help("bring back the last good one, or write it anew with `remit verify --record`"),
        )
    })?;
    let source = |s: WrittenSource| LockedSource {
        key: s.key,
        sha256: s.sha256,
        characters: s.characters,
        quotations: s.quotations,
        quotes: s
            .quotes
            .into_iter()
            .map(|(start, end, section, quote, prefix, suffix)| LockedQuote {
                start,
                end,
                section,
                quote,
                prefix,
                suffix,
            })
            .collect(),
    };
    Ok(Lock { sources: written.sources.into_iter().map(source).collect() })
}

/// Writes a lock file.
pub fn write(lock: &Lock) -> String {
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let mut out = String::from(
        "# Written by `remit verify --record`: where each quote stands in the text of its source, in code points.\n\
         # A quote: first code point, one past the last, section, words, words before, words after.\n\
         # A quote that leaves words out, […]: one line for each of its parts.\n\
         # quotations: where the text has words inside quotation marks.\n",
    );
    for source in &lock.sources {
        out.push_str("\n[[source]]\n");
        out.push_str(&format!("key = {}\n", quoted(&source.key)));
        out.push_str(&format!("sha256 = {}\n", quoted(&source.sha256)));
        out.push_str(&format!("characters = {}\n", source.characters));
        if let Some(quotations) = &source.quotations {
            let spans: Vec<String> =
                quotations.iter().map(|(start, end)| format!("[{start}, {end}]")).collect();
            out.push_str(&format!("quotations = [{}]\n", spans.join(", ")));
        }
        out.push_str("quotes = [\n");
        for q in &source.quotes {
            let words = [&q.section, &q.quote, &q.prefix, &q.suffix].map(|t| quoted(t)).join(", ");
            out.push_str(&format!("  [{}, {}, {words}],\n", q.start, q.end));
        }
        out.push_str("]\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let quote = LockedQuote {
            start: 3,
            end: 9,
            section: "A".into(),
            quote: "it\u{2019}s \"so\"\\".into(),
            prefix: String::new(),
            suffix: "x\n".into(),
        };
        let source = LockedSource {
            key: "s".into(),
            sha256: "00".into(),
            characters: 12,
            quotations: Some(vec![(1, 3), (4, 9)]),
            quotes: vec![quote],
        };
        let lock = Lock { sources: vec![source] };
        let file = SourceFile { path: "remit.lock".into(), text: write(&lock) };
        assert_eq!(parse(FileId(0), &file), Ok(lock));
    }
}
