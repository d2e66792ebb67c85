//! The words of a folded text and where each occurs, so that a quote is looked up and not searched for.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

/// Hyphens and dashes that may stand before a negative number.
const HYPHENS: &str = "-\u{2010}\u{2011}\u{2012}\u{2013}";
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

    /// Where a quote begins within a range of bytes, in order; it neither begins nor ends inside a word or number.
    pub(super) fn find(&self, quote: &str, range: &Range<usize>) -> Vec<usize> {
        let mut starts = self.places(quote, range);
        starts.retain(|start| whole_words(self.text, *start, start + quote.len()));
        starts
    }

    /// Where the signs of a quote begin within a range of bytes, in order.
    ///
    /// Costs a look at each place of the quote's rarest word.
    fn places(&self, quote: &str, range: &Range<usize>) -> Vec<usize> {
        let stands = |start: usize| {
            start >= range.start
                && start + quote.len() <= range.end
                && self.text.get(start..).is_some_and(|rest| rest.starts_with(quote))
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

    /// The word or number that a quote cuts where it first stands within a range, and whether at its end.
    pub(super) fn cut(&self, quote: &str, range: &Range<usize>) -> Option<(&'a str, bool)> {
        let start = *self.places(quote, range).first()?;
        let end = start + quote.len();
        let at = [end, start].into_iter().find(|at| is_inside(self.text, *at))?;
        let is_whole = |at: usize| self.text.is_char_boundary(at) && !is_inside(self.text, at);
        let from = (range.start..at).rev().find(|at| is_whole(*at))?;
        let to = (at..=range.end).find(|at| is_whole(*at))?;
        Some((&self.text[from..to], at == end))
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

/// Whether a quote is taken from a text without cutting a word or number.
fn whole_words(text: &str, start: usize, end: usize) -> bool {
    start < end && !is_inside(text, start) && !is_inside(text, end)
}

/// Whether a place in a text lies inside a word, a number or a character.
///
/// The hyphen of `non-profit`, the apostrophe of `can't`, the point of `48.5` and the signs of `-5`, `£48` and `14%` belong to them; a
/// possessive `'s` may be left out.
fn is_inside(text: &str, at: usize) -> bool {
    let (left, right) = text.split_at(at);
    if is_in_number(left, right) {
        return true;
    }
    let mut left = left.chars().rev();
    let mut right = right.chars();
    let (Some(a), Some(b)) = (left.next(), right.next()) else { return false };
    let before = left.next().unwrap_or(' ');
    let (after, then) = (right.next().unwrap_or(' '), right.next().unwrap_or(' '));
    if is_combining_mark(b) || [a, b].contains(&'\u{200d}') {
        return true;
    }
    let digit = |c: char| c.is_ascii_digit();
    // What joins, as the last character of the left or the first of the right side.
    let joins = |sign: char, left: char, right: char| match sign {
        '-' | '\u{2010}' | '\u{2011}' => left.is_alphanumeric() && right.is_alphanumeric(),
        '\'' => left.is_alphabetic() && right.is_alphabetic(),
        '.' | ',' | '/' | ':' | '\u{2013}' => digit(left) && digit(right),
        _ => false,
    };
    let is_possessive = b == '\'' && after == 's' && !then.is_alphanumeric();
    let is_signed = digit(b)
        && ("£€$¥₹+±<>≤≥~\u{2212}".contains(a) || (HYPHENS.contains(a) && !before.is_alphanumeric()));
    (a.is_alphanumeric() && b.is_alphanumeric())
        || joins(a, before, b)
        || (joins(b, a, after) && !is_possessive)
        || is_signed
        || (digit(a) && "%‰€£½¼¾".contains(b))
        || (a.is_alphabetic() && "£€$¥₹".contains(b))
}

/// Whether a place lies between two groups of digits, `3 500` and `3'500`, or two factors, `3×4`.
fn is_in_number(left: &str, right: &str) -> bool {
    const FACTORS: [char; 6] = ['×', '÷', '·', '*', '^', 'x'];
    let digit = |c: char| c.is_ascii_digit();
    let (near, far) = (left.trim_end_matches(' '), right.trim_start_matches(' '));
    let is_product = |near: &str, far: &str| near.ends_with(digit) && far.starts_with(digit);
    let factor = near.strip_suffix(FACTORS).is_some_and(|near| is_product(near.trim_end_matches(' '), far))
        || far.strip_prefix(FACTORS).is_some_and(|far| is_product(near, far.trim_start_matches(' ')));
    let gap = [' ', '\''];
    let (near, far) = match (left.strip_suffix(gap), right.strip_prefix(gap)) {
        (Some(near), None) => (near, right),
        (None, Some(far)) => (left, far),
        _ => return factor,
    };
    let whole = near.trim_end_matches(digit);
    let is_group = far.len() >= 3 && far.bytes().take(3).all(|b| b.is_ascii_digit());
    let goes_on = far.chars().nth(3).is_some_and(char::is_alphanumeric);
    let is_first = (1..=3).contains(&(near.len() - whole.len()))
        && !whole.ends_with(|c: char| c.is_alphanumeric() || ",.-/".contains(c));
    factor || (is_first && is_group && !goes_on)
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
    fn words_and_numbers_are_not_cut() {
        for (text, quote, expected) in [
            ("The unit can't do it", "The unit can", Some(("can't", true))),
            ("the unit's border", "the unit", None),
            ("it costs £1,000 a day", "costs £1", Some(("£1,000", true))),
            ("it costs £48.5m a day", "costs £48", Some(("£48.5m", true))),
            ("it costs £48 a day", "48 a day", Some(("£48", false))),
            ("by -5 per cent", "5 per cent", Some(("-5", false))),
            ("by 14% a year", "by 14", Some(("14%", true))),
            ("a non-profit body", "profit body", Some(("non-profit", false))),
            ("in 2022/23 it", "in 2022", Some(("2022/23", true))),
            ("is x\u{302} here", "is x", Some(("x\u{302}", true))),
            ("‘fresh impetus’ it", "fresh impetus", None),
            ("the money—all of it", "the money", None),
            ("at the end.The next", "at the end", None),
        ] {
            let text = super::super::fold::fold(text);
            let (index, all) = (WordIndex::new(&text), 0..text.len());
            let found = index.find(quote, &all).len();
            assert_eq!(found, usize::from(expected.is_none()), "{quote}");
            assert_eq!(index.cut(quote, &all), expected, "{quote}");
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
                .filter(|at| whole_words(&text, *at, at + quote.len()))
                .collect();
            prop_assert_eq!(WordIndex::new(&text).find(&quote, &range), expected);
        }
    }
}
