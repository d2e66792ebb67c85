//! The declared folding, and nothing beyond it: Unicode NFC, runs of white space, curly and straight quotation marks, hyphens, and what
//! the making of PDFs and web pages leaves behind: ligatures, soft hyphens and signs without width.
//!
//! Normalization Form C: <https://www.unicode.org/reports/tr15/>. Case, other punctuation and dashes are not folded.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// A text after folding, with the way back to code points of the text as it was.
#[derive(Clone, Debug)]
pub struct Folded {
    text: String,
    /// For each character of the folded text: its byte there, and the code points of the original it stands for.
    characters: Vec<(u32, u32, u32)>,
    /// The bytes of the folded text where one paragraph ends and the next begins, in order.
    breaks: Vec<usize>,
    length: u32,
}

impl Folded {
    /// Folds a text. Costs one pass and twelve bytes a character.
    pub fn new(original: &str) -> Self {
        let mut folded = Self { text: String::new(), characters: Vec::new(), breaks: Vec::new(), length: 0 };
        let mut lines = 0;
        let mut piece = String::new();
        let mut piece_start = 0;
        let mut at = 0;
        for c in original.chars() {
            // A character that may combine with the one before belongs to its piece; pieces are normalized alone.
            let joins = has_no_width(c) || is_nfc_quick(std::iter::once(c)) != IsNormalized::Yes;
            if !joins && !piece.is_empty() {
                folded.take(&piece, piece_start, at);
                piece.clear();
                piece_start = at;
            }
            piece.extend(Some(c).filter(|c| !has_no_width(*c)));
            at += 1;
            lines = if c == '\n' { lines + 1 } else { lines * usize::from(c.is_whitespace()) };
            if lines == 2 {
                folded.breaks.push(folded.text.len());
            }
        }
        folded.take(&piece, piece_start, at);
        folded.length = at;
        folded
    }

    fn take(&mut self, piece: &str, start: u32, end: u32) {
        for c in piece.chars().flat_map(spelt).nfc() {
            let c = fold_mark(c);
            if c.is_whitespace() {
                if let (Some(last), true) = (self.characters.last_mut(), self.text.ends_with(' ')) {
                    last.2 = end;
                    continue;
                }
                self.characters.push((self.text.len() as u32, start, end));
                self.text.push(' ');
            } else {
                self.characters.push((self.text.len() as u32, start, end));
                self.text.push(c);
            }
        }
    }

    /// The folded text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The folded text, and the bytes where a paragraph of it ends.
    pub(super) fn into_text(self) -> (String, Vec<usize>) {
        (self.text, self.breaks)
    }

    /// The code points of the original for a range of bytes of the folded text.
    pub fn original(&self, start: usize, end: usize) -> (u32, u32) {
        if self.characters.is_empty() {
            return (0, self.length);
        }
        let first = self.characters.partition_point(|c| (c.0 as usize) < start);
        let last = self.characters.partition_point(|c| (c.0 as usize) < end);
        let from = self.characters.get(first).map_or(self.length, |c| c.1);
        let to = if last == 0 { from } else { self.characters[last - 1].2 };
        (from, to.max(from))
    }

    /// The byte of the folded text at which a code point of the original begins.
    pub fn byte_of(&self, code_point: u32) -> usize {
        let at = self.characters.partition_point(|c| c.1 < code_point);
        self.characters.get(at).map_or(self.text.len(), |c| c.0 as usize)
    }
}

/// A short text after folding, without white space at its ends.
pub fn fold(text: &str) -> String {
    Folded::new(text).text.trim().to_owned()
}

/// Letters of other scripts, each before the Latin one that looks the same; hyphens likewise.
const SAME: &str = "АAВBЕEЅSІIЈJКKМMНHОOРPСCТTУYХXаaеeоoрpсcуyхxѕsіiјjһhԁdԛqԝw\
                    ΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXοoν\u{76}\u{2010}-\u{2011}-";

/// A text as it looks: folded, what cannot be seen left out, and letters of other scripts as the Latin ones that look the
/// same.
pub fn look(text: &str) -> Cow<'_, str> {
    let is_plain = |c: char| matches!(c, '!'..='~' | ' ');
    if text.chars().all(is_plain) && !text.contains("  ") && text.trim() == text {
        return Cow::Borrowed(text);
    }
    let pairs: Vec<char> = SAME.chars().collect();
    let latin = |c: char| pairs.chunks_exact(2).find(|pair| pair[0] == c).map_or(c, |pair| pair[1]);
    let is_unseen = |c: &char| matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}');
    let seen: String = text.chars().filter(|c| !is_unseen(c)).collect();
    Cow::Owned(fold(&seen).chars().map(latin).collect())
}

/// The letters of a ligature, or the character itself.
fn spelt(c: char) -> impl Iterator<Item = char> {
    let letters = match c {
        '\u{fb00}' => "ff",
        '\u{fb01}' => "fi",
        '\u{fb02}' => "fl",
        '\u{fb03}' => "ffi",
        '\u{fb04}' => "ffl",
        '\u{fb05}' | '\u{fb06}' => "st",
        _ => "",
    };
    letters.chars().chain(Some(c).filter(|_| letters.is_empty()))
}

/// Signs that only tell where a line may break: soft hyphen, zero width space, word joiner, byte order mark.
fn has_no_width(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}')
}

fn fold_mark(c: char) -> char {
    match c {
        '\u{2010}' | '\u{2011}' => '-',
        '\u{2018}' | '\u{2019}' | '\u{201A}' | '\u{201B}' => '\'',
        '\u{201C}' | '\u{201D}' | '\u{201E}' | '\u{201F}' => '"',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn folds_what_is_declared_and_no_more() {
        for (text, expected) in [
            ("it\u{2019}s \u{201C}so\u{201D}", "it's \"so\""),
            ("a  \r\n b\u{a0}c", "a b c"),
            ("e\u{301}", "\u{e9}"),
            ("a \u{2013} B", "a \u{2013} B"),
            ("\u{feff}tar\u{ad}gets\u{200b} it", "targets it"),
            ("o\u{fb03}cers\u{2011}to", "officers-to"),
        ] {
            assert_eq!(fold(text), expected, "{text}");
        }
    }

    #[test]
    fn positions_are_those_of_the_original() {
        let text = "e\u{301}  x\u{2019}s";
        let folded = Folded::new(text);
        let at = folded.text().find('x').expect("x is there");
        assert_eq!(folded.original(at, folded.text().len()), (4, 7));
        assert_eq!(folded.byte_of(4), at);
    }

    proptest! {
        /// The way back covers the original without gaps, and folding twice changes nothing.
        #[test]
        fn the_way_back_is_whole(text in "[ab \n\u{2019}\u{301}e\u{e9}가ᄀ\u{1161}\u{ad}\u{fb03}]{0,40}") {
            let folded = Folded::new(&text);
            let again = Folded::new(folded.text());
            prop_assert_eq!(folded.text(), again.text());
            let count = text.chars().count() as u32;
            prop_assert_eq!(folded.original(0, folded.text().len()), (0, count));
        }
    }
}
