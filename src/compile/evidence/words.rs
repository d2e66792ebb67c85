//! The words of a folded text and where each occurs, so that a quote is looked up and not searched for.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

/// The most letters, each of one text compared with each of another, that suggestions may cost in all.
const LETTERS_COMPARED: usize = 200_000_000;
/// How many of its words a quote is looked for by, and at how many places each.
const SEEDS: usize = 4;
const PLACES: usize = 32;
/// How many windows that share words with a quote are compared with it letter by letter.
const COMPARED: usize = 4;
/// How long a word is, about, with the space behind it.
const BYTES_A_WORD: usize = 6;

/// What is left for suggestions, over all texts and quotes.
pub(super) struct Budget(usize);

impl Default for Budget {
    fn default() -> Self {
        Self(LETTERS_COMPARED)
    }
}

impl Budget {
    fn take(&mut self, letters: usize) -> bool {
        let left = self.0.checked_sub(letters);
        self.0 = left.unwrap_or(self.0);
        left.is_some()
    }
}

/// A folded text with an index of its words. A word is a run of letters and digits.
pub(super) struct WordIndex<'a> {
    text: &'a str,
    places: HashMap<&'a str, Vec<u32>>,
}

impl<'a> WordIndex<'a> {
    /// Indexes a text. Costs one pass and four bytes a word.
    pub(super) fn new(text: &'a str) -> Self {
        let mut places: HashMap<&str, Vec<u32>> = HashMap::new();
        for (at, word) in words(text) {
            places.entry(word).or_default().push(at as u32);
        }
        Self { text, places }
    }

    /// The text.
    pub(super) fn text(&self) -> &'a str {
        self.text
    }

    /// Where a quote begins within a range of bytes, in order; it neither begins nor ends inside a word.
    ///
    /// Costs a look at each place of the quote's rarest word.
    pub(super) fn find(&self, quote: &str, range: &Range<usize>) -> Vec<usize> {
        let stands = |start: usize| {
            start >= range.start
                && start + quote.len() <= range.end
                && self.text.get(start..).is_some_and(|rest| rest.starts_with(quote))
                && whole_words(&self.text[..start], quote, &self.text[start + quote.len()..])
        };
        let rarest = words(quote)
            .map(|(at, word)| (at, self.within(word, range)))
            .min_by_key(|(_, places)| places.len());
        match rarest {
            Some((at, places)) => {
                let starts = places.iter().filter_map(|place| (*place as usize).checked_sub(at));
                starts.filter(|start| stands(*start)).collect()
            }
            // Punctuation alone is searched for.
            None => self.text[range.clone()]
                .char_indices()
                .map(|(at, _)| range.start + at)
                .filter(|start| stands(*start))
                .collect(),
        }
    }

    /// The words within a range that are most like the quote: a suggestion, never an acceptance.
    ///
    /// Windows that share rare words with the quote are compared with it; only where none is like it, and the budget
    /// allows, all are. Without a budget the share of words in common decides.
    pub(super) fn nearest(&self, quote: &str, range: &Range<usize>, budget: &mut Budget) -> Option<&'a str> {
        let text = &self.text[range.clone()];
        let length = quote.split(' ').count();
        let letters = quote.chars().count();
        let cost = letters * letters;
        let like = |window: &str| strsim::normalized_levenshtein(window, quote);
        let sharing = self.windows(quote, length, range).into_iter().map(|(shared, start)| {
            let window = window(text, start, length);
            let score = if budget.take(cost) { like(window) } else { shared as f64 / length as f64 };
            (score, window)
        });
        best(sharing).or_else(|| {
            let may = budget.take(cost.saturating_mul(range.len() / BYTES_A_WORD + 1));
            let all = word_starts(text).map(|start| window(text, start, length));
            best(all.take_while(|_| may).map(|window| (like(window), window)))
        })
    }

    /// Where windows of so many words begin in a range that share most words with the quote, in the order of the text,
    /// with how many they share.
    fn windows(&self, quote: &str, length: usize, range: &Range<usize>) -> Vec<(usize, usize)> {
        let text = &self.text[range.clone()];
        let mut seeds: Vec<(usize, &[u32])> = words(quote)
            .map(|(at, word)| (at, self.within(word, range)))
            .filter(|(_, places)| !places.is_empty())
            .collect();
        seeds.sort_by_key(|(_, places)| places.len());
        let mut starts = BTreeSet::new();
        for (at, places) in seeds.into_iter().take(SEEDS) {
            let before = quote[..at].matches(' ').count();
            starts.extend(places.iter().take(PLACES).map(|p| back(text, *p as usize - range.start, before)));
        }
        let mut found: Vec<(usize, usize)> =
            starts.into_iter().map(|start| (in_common(window(text, start, length), quote), start)).collect();
        found.sort_by_key(|(shared, _)| std::cmp::Reverse(*shared));
        found.truncate(COMPARED);
        found.sort_by_key(|(_, start)| *start);
        found
    }

    /// Where a word begins within a range.
    fn within(&self, word: &str, range: &Range<usize>) -> &[u32] {
        let places = self.places.get(word).map_or(&[][..], Vec::as_slice);
        let from = places.partition_point(|p| (*p as usize) < range.start);
        let to = places.partition_point(|p| (*p as usize) < range.end);
        &places[from..to]
    }
}

/// The first of the windows that score best, if any scores more than a half.
fn best<'a>(scored: impl Iterator<Item = (f64, &'a str)>) -> Option<&'a str> {
    let better = |best: (f64, Option<&'a str>), (score, window)| {
        if score > best.0 { (score, Some(window)) } else { best }
    };
    scored.fold((0.5, None), better).1
}

/// The runs of letters and digits of a text, each with its first byte.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_other = |c: char| !c.is_alphanumeric();
    text.split_inclusive(is_other)
        .scan(0, |at, piece| Some((std::mem::replace(at, *at + piece.len()), piece)))
        .map(move |(at, piece)| (at, piece.trim_end_matches(is_other)))
        .filter(|(_, word)| !word.is_empty())
}

/// Where the words between spaces begin. A folded text has one space between them.
fn word_starts(text: &str) -> impl Iterator<Item = usize> {
    std::iter::once(0).chain(text.match_indices(' ').map(|(at, _)| at + 1))
}

/// Where the word begins that stands so many words before the one around a byte.
fn back(text: &str, at: usize, words: usize) -> usize {
    text[..at].rmatch_indices(' ').nth(words).map_or(0, |(space, _)| space + 1)
}

/// So many words from a start on, fewer at the end of the text.
fn window(text: &str, start: usize, length: usize) -> &str {
    let rest = text[start..].trim_end();
    rest.match_indices(' ').nth(length - 1).map_or(rest, |(end, _)| &rest[..end])
}

/// How many words two texts have in common, each as often as it is in both.
fn in_common(a: &str, b: &str) -> usize {
    let [mut a, mut b] = [a, b].map(|text| text.split(' ').collect::<Vec<_>>());
    a.sort_unstable();
    b.sort_unstable();
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => (i, j, shared) = (i + 1, j + 1, shared + 1),
        }
    }
    shared
}

/// Whether the quote neither begins nor ends inside a word.
fn whole_words(before: &str, quote: &str, after: &str) -> bool {
    let alphanumeric = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let cut_before = alphanumeric(before.chars().next_back()) && alphanumeric(quote.chars().next());
    let cut_after = alphanumeric(quote.chars().next_back()) && alphanumeric(after.chars().next());
    !quote.is_empty() && !cut_before && !cut_after
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TEXT: &str =
        "The office opened in May. The office closed in June, and the reading room stayed open.";

    fn nearest(quote: &str, mut budget: Budget) -> Option<&'static str> {
        WordIndex::new(TEXT).nearest(quote, &(0..TEXT.len()), &mut budget)
    }

    #[test]
    fn what_is_like_a_quote_is_found_by_the_words_they_share_or_by_letters() {
        for (quote, expected) in [
            ("The office shut in June", Some("The office closed in June,")),
            ("and a reading room stayed", Some("and the reading room stayed")),
            ("readng roam", Some("reading room")),
            ("reading room stayed open all year round", Some("reading room stayed open.")),
            ("no such thing was ever said", None),
        ] {
            assert_eq!(nearest(quote, Budget::default()), expected, "{quote}");
        }
    }

    #[test]
    fn without_a_budget_the_words_in_common_decide() {
        assert_eq!(nearest("The office shut in June", Budget(0)), Some("The office opened in May."));
        assert_eq!(nearest("the old reading room stayed", Budget(0)), Some("and the reading room stayed"));
        assert_eq!(nearest("readng roam", Budget(0)), None);
    }

    proptest! {
        /// A look-up finds what a search from every byte finds, and nothing else.
        #[test]
        fn a_look_up_is_a_search(text in "[ab .é\u{301}]{0,60}", quote in "[ab .é\u{301}]{1,4}", cut in 0usize..20) {
            let from = (0..=cut.min(text.len())).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0);
            let range = from..text.len();
            let expected: Vec<usize> = (range.clone())
                .filter(|at| text.is_char_boundary(*at) && text[*at..].starts_with(&quote))
                .filter(|at| whole_words(&text[..*at], &quote, &text[at + quote.len()..]))
                .collect();
            prop_assert_eq!(WordIndex::new(&text).find(&quote, &range), expected);
        }
    }
}
