//! Data in the forms that readers take: what a form reads as its own signs is written so that it is read as text.
//!
//! One function a form, used by every writer of that form. Deliberately knows nothing of what the texts mean.

use std::borrow::Cow;

/// Whether a character could act on a terminal, or turn or hide the text beside it: control characters, marks of
/// direction, separators of lines, tags and what Unicode never assigns to a character.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
        || u32::from(c) & 0xfffe == 0xfffe
        || ('\u{fdd0}'..='\u{fdef}').contains(&c)
}

/// A text for people in one line: what could act on a terminal or mislead the eye is shown as an escape, `\u{1b}`.
pub fn visible(text: &str) -> Cow<'_, str> {
    shown(text, is_unseen)
}

/// Whole lines for people, as [`visible`], but for line ends and tabs.
pub fn visible_lines(text: &str) -> Cow<'_, str> {
    shown(text, |c| is_unseen(c) && !matches!(c, '\n' | '\t'))
}

fn shown(text: &str, is_unseen: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.contains(&is_unseen) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' if is_unseen(c) => out.extend(c.escape_default()),
            c if is_unseen(c) => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Text inside XML or HTML, for element content and attribute values alike; `other` writes every character that is no
/// markup, since formats differ in white space and in what they cannot hold.
pub fn markup(text: &str, other: impl Fn(char, &mut String)) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => other(c, &mut out),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_shown() {
        for (text, expected) in [
            ("a\u{1b}[31m b", "a\\u{1b}[31m b"),
            ("a\u{202e}b\u{200f}", "a\\u{202e}b\\u{200f}"),
            ("a\nb\tc", "a\\nb\\tc"),
            ("x\u{fffe}\u{9b}", "x\\u{fffe}\\u{9b}"),
            (
                "\u{17e}lu\u{165} \u{1f469}\u{200d}\u{1f680} \u{5d0}",
                "\u{17e}lu\u{165} \u{1f469}\u{200d}\u{1f680} \u{5d0}",
            ),
        ] {
            assert_eq!(visible(text), expected);
        }
        assert_eq!(visible_lines("a\n\tb\r\n"), "a\n\tb\\r\n");
    }
}
