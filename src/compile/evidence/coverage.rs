//! How much of a source carries claims: sentence by sentence, section by section.
//!
//! Goes in: a text, where its sections lie, and where the quotes of claims stand. Comes out: its sentences with the number of
//! claims on each. Sentences are those of UAX 29 (<https://www.unicode.org/reports/tr29/>) within a paragraph, but for what only
//! looks like an end: an abbreviation, an initial, the number of a paragraph, or what goes on in small letters. A heading counts
//! as one. Deliberately judges nothing: a sentence without a claim may well deserve none.

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
/// `quotes` holds first and one-past-last code point of the words of each claim, part by part; words that reach over a border
/// count for both sentences, and a claim counts once for each sentence that any of its parts is in.
pub fn coverage(text: &str, sections: &[SectionSpan], quotes: &[&[(u32, u32)]]) -> Vec<Sentence> {
    let whole = || quotes.iter().filter_map(|q| if let [span] = q { Some(*span) } else { None });
    let in_parts: Vec<_> = quotes.iter().filter(|q| q.len() > 1).collect();
    let [mut starts, mut ends]: [Vec<u32>; 2] =
        [whole().map(|q| q.0).collect(), whole().map(|q| q.1).collect()];
    starts.sort_unstable();
    ends.sort_unstable();
    let mut sentences = Vec::new();
    for (start, paragraph) in paragraphs(text, sections) {
        let mut at = start;
        for piece in pieces(&paragraph) {
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
                claims: starts.partition_point(|s| *s < end) - ends.partition_point(|e| *e <= start)
                    + in_parts.iter().filter(|q| q.iter().any(|(s, e)| *s < end && *e > start)).count(),
                text: words.to_owned(),
            });
        }
    }
    sentences
}

/// Words that a point shortens and does not end.
const SHORT: [&str; 40] = [
    "mr", "mrs", "ms", "dr", "prof", "st", "sir", "rev", "hon", "gen", "col", "sgt", "no", "nos", "vs", "v",
    "vol", "ed", "eds", "pp", "p", "para", "art", "sec", "fig", "ch", "cf", "al", "approx", "est", "dept",
    "ltd", "inc", "co", "corp", "plc", "bros", "e.g", "i.e", "etc",
];
/// Months that a point shortens, and does not end before a number.
const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"];

/// The sentences of a paragraph.
fn pieces(paragraph: &str) -> Vec<&str> {
    let mut ends: Vec<usize> = Vec::new();
    let mut at = 0;
    for piece in paragraph.split_sentence_bounds() {
        at += piece.len();
        let start = ends.iter().rev().nth(1).copied().unwrap_or(0);
        if ends.last().is_some_and(|end| !is_end(&paragraph[start..*end], &paragraph[*end..])) {
            ends.pop();
        }
        ends.push(at);
    }
    let starts = std::iter::once(0).chain(ends.iter().copied());
    starts.zip(&ends).map(|(start, end)| &paragraph[start..*end]).collect()
}

/// Whether a sentence ends between two texts.
fn is_end(before: &str, after: &str) -> bool {
    let first = after.trim_start().chars().next().unwrap_or(' ');
    let closed = before.trim_end();
    if first.is_lowercase() {
        return false;
    }
    let Some(words) = closed.strip_suffix('.') else { return true };
    let last = words.rsplit(char::is_whitespace).next().unwrap_or_default();
    let last = last.trim_start_matches(['(', '[', '"', '\'', '\u{2018}', '\u{201c}']).to_lowercase();
    let is_alone = words.trim().chars().count() == last.chars().count();
    let is_number = !last.is_empty() && last.chars().all(|c| c.is_ascii_digit() || c == '.');
    let is_initial = last.chars().count() == 1 && last.chars().all(char::is_alphabetic);
    let is_month = MONTHS.contains(&last.as_str()) && first.is_ascii_digit();
    // `Dalek Ltd. The end`: a company may end a sentence before a capital, a title may not.
    let is_company = matches!(last.as_str(), "ltd" | "inc" | "co" | "corp" | "plc" | "bros" | "etc" | "al");
    let is_short = SHORT.contains(&last.as_str()) && !(is_company && first.is_uppercase());
    !(is_short || is_month || is_initial || (is_number && is_alone))
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
        // The last one is in parts, two of them in one sentence.
        let quotes: [&[_]; 4] = [&[(7, 10)], &[(18, 22)], &[(20, 29)], &[(0, 5), (7, 10), (14, 18)]];
        let found = coverage(text, &sections, &quotes);
        let told: Vec<_> =
            found.iter().map(|s| (s.section.as_str(), s.text.as_str(), s.start, s.end, s.claims)).collect();
        assert_eq!(
            told,
            [
                ("a", "Title", 0, 5, 1),
                ("b", "One is here.", 7, 19, 3),
                ("b", "Two is \u{e9}.", 20, 29, 2),
                ("b", "Rest", 31, 35, 0)
            ]
        );
    }

    #[test]
    fn what_only_looks_like_an_end_is_none() {
        for (paragraph, expected) in [
            (
                "Mr. Smith of No. 10 spoke. The U.S. office (est. 1990) helps. The unit targets the border. \"Is it?\" she asked. \
                 Dr. Who v. Dalek Ltd. lost. It ended in Dec. 2021.",
                6,
            ),
            ("16. The committee met. It agreed.", 2),
            ("J. R. R. Tolkien wrote it. He did.", 2),
            ("It costs 5.7 billion. That is all.", 2),
            ("See e.g. London. Then go.", 2),
            ("It ended in Dec. Then it rained.", 2),
            ("He works for Dalek Ltd. The end came.", 2),
            ("What? Never! No.", 3),
            ("It closed in 2021. In 2022 it opened.", 2),
        ] {
            let found = coverage(paragraph, &[], &[]);
            assert_eq!(found.len(), expected, "{paragraph}: {found:?}");
        }
    }
}
