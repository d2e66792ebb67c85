//! How much of a source carries claims: sentence by sentence, section by section.
//!
//! Goes in: a text, where its sections lie, and where the quotes of claims stand. Comes out: its sentences with the number of
//! claims on each. Sentences are those of UAX 29 (<https://www.unicode.org/reports/tr29/>) within a paragraph; a heading
//! counts as one. Deliberately judges nothing: a sentence without a claim may well deserve none.

use unicode_segmentation::UnicodeSegmentation;

/// A section of a text: its key, first and one-past-last code point.
pub type SectionSpan = (String, u32, u32);

/// One sentence.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Sentence {
    /// The key of its section; empty before the first one.
    pub section: String,
    /// First code point.
    pub start: u32,
    /// One past the last code point.
    pub end: u32,
    /// How many claims quote words of it.
    pub claims: usize,
    /// Its words.
    pub text: String,
}

/// Splits a text into sentences and counts the claims on each.
///
/// `quotes` holds first and one-past-last code point of the words of each claim; words that reach over a border count for
/// both sentences.
pub fn coverage(text: &str, sections: &[SectionSpan], quotes: &[(u32, u32)]) -> Vec<Sentence> {
    let [mut starts, mut ends]: [Vec<u32>; 2] =
        [quotes.iter().map(|q| q.0).collect(), quotes.iter().map(|q| q.1).collect()];
    starts.sort_unstable();
    ends.sort_unstable();
    let mut sentences = Vec::new();
    for (start, paragraph) in paragraphs(text, sections) {
        let mut at = start;
        for piece in paragraph.split_sentence_bounds() {
            let words = piece.trim();
            let start = at + piece.chars().take_while(|c| c.is_whitespace()).count() as u32;
            let end = start + words.chars().count() as u32;
            at += piece.chars().count() as u32;
            if !words.chars().any(char::is_alphanumeric) {
                continue;
            }
            let before = sections.partition_point(|s| s.1 <= start);
            let section = before.checked_sub(1).map(|i| &sections[i]).filter(|s| start < s.2);
            sentences.push(Sentence {
                section: section.map(|s| s.0.clone()).unwrap_or_default(),
                start,
                end,
                // Every quote that begins before the end, but for those that end before the start.
                claims: starts.partition_point(|s| *s < end) - ends.partition_point(|e| *e <= start),
                text: words.to_owned(),
            });
        }
    }
    sentences
}

/// Paragraphs with their first code point: lines without an empty one between them, and none over the start of a section.
/// Line ends within are made spaces, so that a sentence may run over lines.
fn paragraphs(text: &str, sections: &[SectionSpan]) -> Vec<(u32, String)> {
    let mut paragraphs: Vec<(u32, String)> = Vec::new();
    let mut at = 0;
    let mut open = false;
    for line in text.split_inclusive('\n') {
        let starts_section = sections.binary_search_by_key(&at, |s| s.1).is_ok();
        let words = line.replace(['\r', '\n'], " ");
        match paragraphs.last_mut() {
            Some((_, paragraph)) if open && !starts_section => paragraph.push_str(&words),
            _ => paragraphs.push((at, words)),
        }
        open = !line.trim().is_empty();
        at += line.chars().count() as u32;
    }
    paragraphs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_know_their_section_and_claims() {
        let text = "Title\n\nOne is here. Two\nis \u{e9}.\n\nRest\n";
        let sections = [("a".to_owned(), 0, 7), ("b".to_owned(), 7, 40)];
        let found = coverage(text, &sections, &[(7, 10), (18, 22), (20, 29)]);
        let told: Vec<_> =
            found.iter().map(|s| (s.section.as_str(), s.text.as_str(), s.start, s.end, s.claims)).collect();
        assert_eq!(
            told,
            [
                ("a", "Title", 0, 5, 0),
                ("b", "One is here.", 7, 19, 2),
                ("b", "Two is \u{e9}.", 20, 29, 2),
                ("b", "Rest", 31, 35, 0)
            ]
        );
    }
}
