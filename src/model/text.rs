//! Names and texts kept once: a string in, a small [`Symbol`] out, and back.
//!
//! Deliberately knows nothing of what the texts mean.

use std::hash::{BuildHasher, Hash, Hasher};
use std::num::NonZeroU32;

use hashbrown::{DefaultHashBuilder, HashTable};
use unicode_normalization::UnicodeNormalization;

/// Letters that Unicode does not take apart, as they are typed where a keyboard lacks them.
const LETTERS: [(char, &str); 8] =
    [('æ', "ae"), ('đ', "d"), ('ð', "d"), ('ł', "l"), ('ø', "o"), ('œ', "oe"), ('ß', "ss"), ('þ', "th")];

/// A text that a [`Interner`] keeps. Equal texts that were interned have equal symbols; the order of symbols means nothing.
///
/// It takes four bytes also where there may be none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Symbol(NonZeroU32);

/// By its index, as terms of the store are: the order of groups of a query without `ORDER BY` follows from it.
impl Hash for Symbol {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u32(self.index() as u32);
    }
}

impl Symbol {
    /// The number of the symbol, counted from 0 in the order of first appearance.
    pub fn index(self) -> usize {
        (self.0.get() - 1) as usize
    }

    /// The symbol of a number that is counted from 0.
    pub(crate) fn at(index: usize) -> Self {
        Self(NonZeroU32::MIN.saturating_add(index as u32))
    }

    /// The symbol as a number above 0.
    pub(crate) fn number(self) -> u32 {
        self.0.get()
    }

    /// The symbol that has a number.
    pub(crate) fn of_number(number: u32) -> Option<Self> {
        NonZeroU32::new(number).map(Self)
    }
}

/// The word with `a` or `an`, by its first letter.
pub fn with_article(word: &str) -> String {
    format!("{} {word}", if word.starts_with(['a', 'e', 'i', 'o', 'A', 'E', 'I', 'O']) { "an" } else { "a" })
}

/// The words of a text as they are compared: lower case, without diacritics, apostrophes, marks and articles. A text that is
/// nothing else is one word as it stands.
pub fn normal(text: &str) -> Vec<String> {
    let is_left_out = |c: &char| matches!(c, '\'' | '\u{2019}' | '\u{300}'..='\u{36f}');
    let lower = text.nfkd().filter(|c| !is_left_out(c)).flat_map(char::to_lowercase);
    let mut plain = String::new();
    for letter in lower {
        match LETTERS.iter().find(|(l, _)| *l == letter) {
            Some((_, typed)) => plain.push_str(typed),
            None => plain.push(letter),
        }
    }
    let words: Vec<String> = plain
        .split(|c: char| c.is_whitespace() || matches!(c, '-' | '_'))
        .map(|w| w.trim_matches(|c: char| !c.is_alphanumeric()).to_owned())
        .filter(|w| !w.is_empty() && !matches!(w.as_str(), "a" | "an" | "the"))
        .collect();
    let text = text.trim();
    if words.is_empty() && !text.is_empty() { vec![text.to_lowercase()] } else { words }
}

/// The beginning of the character that a byte is part of; the end of the text where there is none.
pub fn char_boundary(text: &str, byte: usize) -> usize {
    (0..=byte.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// All texts of a dataset, one after the other in one buffer.
///
/// Costs the bytes of each distinct text and about 18 bytes more; a look-up is one hash and one comparison.
#[derive(Clone, Debug, Default)]
pub struct Interner {
    buffer: String,
    ends: Vec<u32>,
    table: HashTable<Entry>,
    hasher: DefaultHashBuilder,
}

/// A text in the table: half of its hash is kept, so that a growing table need not read the texts again.
#[derive(Clone, Copy, Debug)]
struct Entry {
    hash: u32,
    index: u32,
}

impl Entry {
    /// The hash by which the table places an entry: the kept half, spread over 64 bits.
    fn spread(hash: u32) -> u64 {
        u64::from(hash).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }
}

impl Interner {
    /// Keeps a text, or finds the symbol under which it is kept already.
    pub fn intern(&mut self, text: &str) -> Symbol {
        let hash = self.hasher.hash_one(text) as u32;
        if let Some(known) = self.look_up(hash, text) {
            return known;
        }
        let index = self.ends.len() as u32;
        self.table.insert_unique(Entry::spread(hash), Entry { hash, index }, |e| Entry::spread(e.hash));
        self.push(text)
    }

    /// Keeps a text without a look-up: for what is hardly ever there twice, and never looked for. Its symbol equals no other one,
    /// whatever the text.
    pub fn push(&mut self, text: &str) -> Symbol {
        self.buffer.push_str(text);
        self.ends.push(self.buffer.len() as u32);
        Symbol::at(self.ends.len() - 1)
    }

    /// The symbol of a text, if it is kept.
    pub fn find(&self, text: &str) -> Option<Symbol> {
        self.look_up(self.hasher.hash_one(text) as u32, text)
    }

    fn look_up(&self, hash: u32, text: &str) -> Option<Symbol> {
        let is_it = |e: &Entry| e.hash == hash && slice(&self.buffer, &self.ends, e.index) == text;
        self.table.find(Entry::spread(hash), is_it).map(|e| Symbol::at(e.index as usize))
    }

    /// The text of a symbol.
    pub fn get(&self, symbol: Symbol) -> &str {
        slice(&self.buffer, &self.ends, symbol.index() as u32)
    }

    /// Where the text of a symbol stands.
    pub(super) fn place(&self, symbol: Symbol) -> (u32, u32) {
        let index = symbol.index();
        (if index == 0 { 0 } else { self.ends[index - 1] }, self.ends[index])
    }

    /// The text at a place.
    pub(super) fn at(&self, (start, end): (u32, u32)) -> &str {
        &self.buffer[start as usize..end as usize]
    }

    /// All texts, in the order of their symbols.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).map(|index| self.get(Symbol::at(index)))
    }

    /// How many texts are kept.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether nothing is kept yet.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

/// The first eight bytes of a text as a number: it decides nearly every comparison of short texts without a further
/// look at them.
pub(crate) fn first_bytes(text: &str) -> u64 {
    let mut bytes = [0u8; 8];
    let length = text.len().min(8);
    bytes[..length].copy_from_slice(&text.as_bytes()[..length]);
    u64::from_be_bytes(bytes)
}

#[inline]
fn slice<'a>(buffer: &'a str, ends: &[u32], index: u32) -> &'a str {
    let index = index as usize;
    let start = if index == 0 { 0 } else { ends[index - 1] as usize };
    &buffer[start..ends[index] as usize]
}

/// Bytes in hexadecimal, lower case.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |value: u8| char::from(DIGITS[usize::from(value & 15)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(*byte)]).collect()
}

/// Bytes in base 64 (RFC 4648).
pub fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for three in bytes.chunks(3) {
        let number = (0..3).fold(0, |number, i| number << 8 | u32::from(three.get(i).copied().unwrap_or(0)));
        for digit in 0..4 {
            let index = (number >> (18 - 6 * digit)) & 63;
            out.push(if digit <= three.len() { char::from(DIGITS[index as usize]) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_without_what_people_leave_out() {
        for (text, expected) in [
            ("The Near-Europe Taskforce", "near europe taskforce"),
            ("Cr\u{e8}me br\u{fb}l\u{e9}e", "creme brulee"),
            ("\u{c5}lesund", "alesund"),
            ("Sunnm\u{f8}re", "sunnmore"),
            ("  King\u{2019}s   Cross?", "kings cross"),
            ("\u{6771}\u{99c5}", "\u{6771}\u{99c5}"),
            ("The", "the"),
            ("?!", "?!"),
            ("", ""),
        ] {
            assert_eq!(normal(text).join(" "), expected, "{text}");
        }
    }

    #[test]
    fn equal_texts_share_a_symbol() {
        let mut texts = Interner::default();
        let symbols: Vec<Symbol> = ["a", "", "ab", "a", "", "b"].iter().map(|t| texts.intern(t)).collect();
        assert_eq!(symbols[0], symbols[3]);
        assert_eq!(symbols[1], symbols[4]);
        assert_eq!(texts.len(), 4);
        assert_eq!(texts.get(symbols[2]), "ab");
        assert_eq!(texts.find("zz"), None);
    }
}
