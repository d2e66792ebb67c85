//! Data in the forms that readers take: what a form reads as its own signs is written so that it is read as text.
//!
//! One function a form, used by every writer of that form. Deliberately knows nothing of what the texts mean.

use std::borrow::Cow;

/// Whether a character could act on a terminal, or turn or hide the text beside it: control characters, marks of
/// direction, separators of lines, tags and what Unicode never assigns to a character.
pub fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
        || u32::from(c) & 0xfffe == 0xfffe
        || ('\u{fdd0}'..='\u{fdef}').contains(&c)
}

/// Whether a character misleads the eye wherever it stands: all that cannot be seen, but for the marks of direction that scripts
/// written from the right need.
pub fn is_misleading(c: char) -> bool {
    is_unseen(c) && !matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}')
}

/// What a picture shows for a character: a space for a control character, U+FFFD for what misleads.
pub fn in_picture(c: char) -> char {
    match c {
        c if c.is_control() => ' ',
        c if is_misleading(c) => '\u{fffd}',
        c => c,
    }
}

/// Adds a character as its code, as Turtle and Cypher write it: `\u202E`.
pub fn push_code(c: char, out: &mut String) {
    let code = u32::from(c);
    out.push_str(&if code > 0xffff { format!("\\U{code:08X}") } else { format!("\\u{code:04X}") });
}

/// Adds a character as a reference of XML.
pub fn push_reference(c: char, out: &mut String) {
    out.push_str(&format!("&#{};", u32::from(c)));
}

/// A text with what misleads the eye written as codes, but for control characters of ASCII, which its syntax may need.
pub fn coded(text: &str, code: fn(char, &mut String)) -> Cow<'_, str> {
    let is_coded = |c: char| is_misleading(c) && !c.is_ascii_control();
    // Nearly everything is ASCII, where nothing is coded.
    let mut rest = text;
    let is_found = loop {
        let Some(start) = rest.bytes().position(|byte| !byte.is_ascii()) else { break false };
        rest = &rest[start..];
        let end = rest.bytes().position(|byte| byte.is_ascii()).unwrap_or(rest.len());
        if rest[..end].contains(is_coded) {
            break true;
        }
        rest = &rest[end..];
    };
    if !is_found {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_coded(c) { code(c, &mut out) } else { out.push(c) }
    }
    Cow::Owned(out)
}

/// JSON with what misleads the eye as codes.
pub fn in_json(json: &str) -> Cow<'_, str> {
    coded(json, |c, out| out.extend(c.encode_utf16(&mut [0; 2]).iter().map(|half| format!("\\u{half:04x}"))))
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

/// What XML 1.0 can hold (<https://www.w3.org/TR/xml/#charsets>): a character that it forbids becomes U+FFFD, since there is
/// no way to write it.
pub fn in_xml(c: char) -> char {
    match c {
        '\t' | '\n' | '\r' => c,
        '\0'..='\x1f' | '\u{fffe}' | '\u{ffff}' => '\u{fffd}',
        c => c,
    }
}

/// A text inside a line of Markdown, read as it is written: no markup, no HTML, no link of its own.
///
/// What every reader of Markdown takes with a backslash has one; all else is a reference, which all of them know. A number
/// in brackets is no link unless an address follows.
pub fn markdown(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = visible(&line);
    let mut out = String::with_capacity(line.len());
    let mut in_brackets = false;
    for (at, c) in line.char_indices() {
        let rest = &line[at..];
        match c {
            '[' if is_bracketed_number(rest) => in_brackets = true,
            ']' if in_brackets => in_brackets = false,
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' => out.push('\\'),
            _ => {}
        }
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' if is_reference(rest) => out.push_str("&amp;"),
            '{' | '}' | '|' | '~' | '$' => out.push_str(&format!("&#{};", u32::from(c))),
            c if begins_list_or_link(&line, at) => out.push_str(&format!("&#{};", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}

/// Whether the character at a byte makes a list, a heading or a link of a text at the beginning of a line of Markdown.
pub fn begins_list_or_link(text: &str, at: usize) -> bool {
    let (before, rest) = text.split_at(at);
    let after_www = || at >= 3 && before.as_bytes()[at - 3..].eq_ignore_ascii_case(b"www");
    match rest.bytes().next() {
        Some(b'-' | b'+' | b'=') => before.is_empty(),
        Some(b'.') if after_www() => true,
        Some(b'.' | b')') => (1..=9).contains(&at) && before.bytes().all(|b| b.is_ascii_digit()),
        Some(b':') => rest.starts_with("://"),
        _ => false,
    }
}

/// Whether a text begins with a number in brackets that no address of a link follows.
fn is_bracketed_number(text: &str) -> bool {
    let rest = text[1..].trim_start_matches(|c: char| c.is_ascii_digit());
    rest.len() + 1 < text.len() && rest.starts_with(']') && !rest[1..].starts_with(['(', '[', ':'])
}

/// Whether a text that begins with `&` could be read as a reference to a character.
fn is_reference(text: &str) -> bool {
    let name = |c: char| c.is_ascii_alphanumeric() || c == '#';
    text[1..].trim_start_matches(name).starts_with(';')
}

/// A cell of CSV as a spreadsheet takes it for a text: with an apostrophe before it where it would be run as a formula, or
/// would if an apostrophe before it were taken away. So the apostrophe that is added can be taken away without loss.
///
/// A negative number is a number and stays as it is. What misleads the eye is shown as an escape, `\u{202e}`.
pub fn csv_cell(text: &str) -> Cow<'_, str> {
    let is_formula = text.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r']);
    let is_number = text.strip_prefix('-').is_some_and(|digits| {
        digits.bytes().all(|b| b.is_ascii_digit() || b == b'.') && digits.parse::<f64>().is_ok()
    });
    let text = shown(text, |c| is_misleading(c) && !matches!(c, '\n' | '\r' | '\t'));
    if is_formula && !is_number { format!("'{text}").into() } else { text }
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

    #[test]
    fn no_text_is_markup_in_markdown() {
        for (text, expected) in [
            ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
            ("![x](https://example.org/x.png)", r"!\[x\](https&#58;//example.org/x.png)"),
            ("5* hotels, 4* hotels, a_b_c", r"5\* hotels, 4\* hotels, a\_b\_c"),
            ("one\n# two\r\n\n    three", r"one \# two three"),
            ("- a - b", "&#45; a - b"),
            ("12. a 1. b", "12&#46; a 1. b"),
            ("www.example.org, WWW.x", "www&#46;example.org, WWW&#46;x"),
            (
                "a | b ~~c~~ {{d}} $e$ AT&T",
                "a &#124; b &#126;&#126;c&#126;&#126; &#123;&#123;d&#125;&#125; &#36;e&#36; AT&T",
            ),
            ("\u{1b}[31m", r"\\u&#123;1b&#125;\[31m"),
            (
                "Mr. X's plan (2021): \u{a3}48m \u{2013} no. 1!",
                "Mr. X's plan (2021): \u{a3}48m \u{2013} no. 1!",
            ),
        ] {
            assert_eq!(markdown(text), expected);
        }
    }

    #[test]
    fn what_a_spreadsheet_would_run_is_defused_and_can_be_read_back() {
        for text in ["=cmd|' /C calc'!A0", "+1", "-1+2", "-I", "-.-", "@SUM(1)", "\tx", "\rx", "'=x", "''+x"]
        {
            assert_eq!(csv_cell(text).strip_prefix('\''), Some(text));
        }
        for text in ["", "a=b", "'s-Hertogenbosch", " =x", "5", "-1", "-1.50"] {
            assert_eq!(csv_cell(text), text);
        }
    }
}
