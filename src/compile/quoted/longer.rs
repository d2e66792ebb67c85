//! Longer quotes: the fewest words more, of the same sentence, with which a quote says what it lacks.

use crate::compile::evidence::Around;

/// The shortest longer quote that is good, of at most so many words; it stays within its sentence.
pub(super) fn longer(around: Around<'_>, most: usize, is_good: impl Fn(&str) -> bool) -> Option<String> {
    let room = most.checked_sub(around.quote.split_whitespace().count())?;
    let starts = before(around, room);
    let ends = after(around, room);
    let window = |left: usize, right: usize| {
        let (from, to) = (starts[left], ends[right]);
        let words = [&around.before[from..], around.quote, &around.after[..to]].concat();
        words.trim_matches(|c: char| c.is_whitespace() || ",;:".contains(c)).trim_end_matches('.').to_owned()
    };
    if !is_good(&window(starts.len() - 1, ends.len() - 1)) {
        return None;
    }
    (1..=room)
        .flat_map(|more| (0..=more).map(move |left| (left, more - left)))
        .filter(|(left, right)| *left < starts.len() && *right < ends.len())
        .map(|(left, right)| window(left, right))
        .find(|words| is_good(words))
}

/// Where each of the last words before a quote begins, nearest first, beginning with none of them.
fn before(around: Around<'_>, room: usize) -> Vec<usize> {
    let text = around.before;
    let mut starts = vec![text.len()];
    let mut at = text.len();
    while starts.len() <= room {
        let end = text[..at].trim_end().len();
        let start = text[..end].rfind(' ').map_or(0, |space| space + 1);
        if start == end
            || (ends_sentence(&text[start..end]) && end < text.len())
            || ends_sentence(&text[start..at])
        {
            break;
        }
        starts.push(start);
        at = start;
    }
    starts
}

/// Where each of the first words after a quote ends, beginning with none of them.
fn after(around: Around<'_>, room: usize) -> Vec<usize> {
    let text = around.after;
    let mut ends = vec![0];
    let mut at = 0;
    // Punctuation right behind the quote belongs to its last word.
    let mut is_over = ends_sentence(around.quote) || text.starts_with(['.', '!', '?']);
    while ends.len() <= room && !is_over {
        let start = at + text[at..].len() - text[at..].trim_start().len();
        let end = text[start..].find(' ').map_or(text.len(), |space| start + space);
        if start == end {
            break;
        }
        ends.push(end);
        is_over = ends_sentence(&text[start..end]);
        at = end;
    }
    ends
}

/// Whether a word ends a sentence.
pub(super) fn ends_sentence(word: &str) -> bool {
    let word = word.trim_end_matches(['"', '\'', ')', ']', ' ']);
    word.ends_with(['.', '!', '?']) && word.trim_end_matches('.').chars().count() > 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn around(text: &'static str, quote: &str) -> Around<'static> {
        let start = text.find(quote).unwrap();
        let (before, rest) = text.split_at(start);
        let (quote, after) = rest.split_at(quote.len());
        Around { before, quote, after, left_out: "", is_apart: false }
    }

    #[test]
    fn the_fewest_words_of_the_same_sentence_are_added() {
        let text = "It ended. The unit runs until March 2023, says the office. In 2024 it ends.";
        for (quote, most, wanted, expected) in [
            ("until March", 12, "2023", Some("until March 2023")),
            ("until March", 12, "The unit", Some("The unit runs until March")),
            ("until March", 12, "office", Some("until March 2023, says the office")),
            ("until March", 5, "office", None),
            ("until March", 12, "2024", None),
            ("until March", 12, "ended", None),
            ("says the office", 12, "2024", None),
        ] {
            let found = longer(around(text, quote), most, |words| words.contains(wanted));
            assert_eq!(found.as_deref(), expected, "{quote}: {wanted}");
        }
    }
}
