//! The words that a text has inside quotation marks: they are somebody else's than its writer's.
//!
//! Goes in: a text. Comes out: where its quotations lie. Curly, low and angle marks open and close by their shape, straight ones by
//! the white space around them; the single mark that is also an apostrophe closes only where no letter follows.

use crate::model::dataset::Marks;

/// What opens a quotation: the mark, what closes it, and whether it may stay open to the end of its paragraph.
const OPENING: &[(char, &str, bool)] = &[
    ('\u{201c}', "\u{201d}", true),
    ('\u{201e}', "\u{201c}\u{201d}", true),
    ('\u{ab}', "\u{bb}", true),
    ('\u{2018}', "\u{2019}", false),
    ('"', "\"", false),
];

/// Where the quotations of a text lie, without their marks: first and one-past-last code point of each, in order.
///
/// A quotation ends with its paragraph, whether it was closed or not. Of quotations within quotations the outer one counts.
pub(super) fn quotations(text: &str) -> Vec<(u32, u32)> {
    let mut found = Vec::new();
    let mut open: Option<(u32, &str, bool)> = None;
    let (mut before, mut blank_line) = ('\n', true);
    // One past the last character that is not white space.
    let mut last = 0;
    let mut characters = text.chars().zip(0_u32..).peekable();
    while let Some((c, at)) = characters.next() {
        if c == '\n' {
            if let (true, Some((start, _, may_stay_open))) = (blank_line, open) {
                found.extend(may_stay_open.then_some((start, last)));
                open = None;
            }
            blank_line = true;
        } else if !c.is_whitespace() {
            blank_line = false;
        }
        match open {
            Some((start, closing, _)) if closing.contains(c) => {
                let in_word = characters.peek().is_some_and(|(next, _)| next.is_alphanumeric());
                if !(c == '\u{2019}' && in_word) {
                    found.push((start, at));
                    open = None;
                }
            }
            None if !before.is_alphanumeric() => {
                let mark = OPENING.iter().find(|(mark, ..)| *mark == c);
                open = mark.map(|(_, closing, may_stay_open)| (at + 1, *closing, *may_stay_open));
            }
            _ => {}
        }
        if !c.is_whitespace() {
            last = at + 1;
        }
        before = c;
    }
    if let Some((start, _, true)) = open {
        found.push((start, last));
    }
    found
}

/// How a passage stands to the quotations of its text.
pub(super) fn marks((start, end): (u32, u32), quotations: &[(u32, u32)]) -> Marks {
    let next = quotations.partition_point(|q| q.1 <= start);
    match quotations.get(next) {
        Some(q) if q.0 <= start && end <= q.1 => Marks::Inside,
        Some(q) if q.0 < end => Marks::Across,
        _ => Marks::Outside,
    }
}

/// How the parts of a passage stand to the quotations of their text, taken together.
pub(super) fn of_all(spans: &[(u32, u32)], quotations: &[(u32, u32)]) -> Marks {
    let each = spans.iter().map(|span| marks(*span, quotations));
    each.reduce(|one, other| if one == other { one } else { Marks::Across }).unwrap_or(Marks::Outside)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The quotations of a text, as words.
    fn quoted(text: &str) -> Vec<String> {
        let slice = |(start, end): (u32, u32)| -> String {
            text.chars().skip(start as usize).take((end - start) as usize).collect()
        };
        quotations(text).into_iter().map(slice).collect()
    }

    #[test]
    fn quotations_are_found_by_their_marks() {
        for (text, expected) in [
            ("He \u{201c}will go\u{201d} and \u{201c}stay\u{201d}.", &["will go", "stay"][..]),
            ("It\u{2019}s \u{2018}the dogs\u{2019} day\u{2019} now", &["the dogs"]),
            ("\u{2018}it\u{2019}s so\u{2019}, they say", &["it\u{2019}s so"]),
            ("\u{201e}so\u{201c} und \u{ab}ainsi\u{bb}", &["so", "ainsi"]),
            ("a 3\" pipe, and \"so on\"", &["so on"]),
            // What is never closed ends with its paragraph; a straight mark may be something else.
            ("\u{201c}a title.\n\n\nNext \u{201c}one\u{201d}", &["a title.", "one"]),
            ("\u{201c}over two\nlines\u{201d}", &["over two\nlines"]),
            ("\"never closed\n\nNext", &[]),
            ("the end: \u{201c}open \n", &["open"]),
        ] {
            assert_eq!(quoted(text), expected, "{text}");
        }
    }

    #[test]
    fn a_passage_is_inside_or_across_or_outside() {
        let spans = [(5, 10), (20, 30)];
        for (passage, expected) in [
            ((5, 10), Marks::Inside),
            ((22, 25), Marks::Inside),
            ((4, 10), Marks::Across),
            ((9, 12), Marks::Across),
            ((8, 22), Marks::Across),
            ((10, 20), Marks::Outside),
            ((30, 31), Marks::Outside),
        ] {
            assert_eq!(marks(passage, &spans), expected, "{passage:?}");
        }
    }
}
