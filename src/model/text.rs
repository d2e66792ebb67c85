//! Names and texts kept once: a string in, a small [`Symbol`] out, and back.
//!
//! Deliberately knows nothing of what the texts mean.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

/// A text that a [`Texts`] keeps. Equal texts have equal symbols; the order of symbols means nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Symbol(u32);

impl Symbol {
    /// The number of the symbol, counted from 0 in the order of first appearance.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// The word with `a` or `an`, by its first letter.
pub fn with_article(word: &str) -> String {
    format!("{} {word}", if word.starts_with(['a', 'e', 'i', 'o', 'A', 'E', 'I', 'O']) { "an" } else { "a" })
}

/// All texts of a dataset, one after the other in one buffer.
///
/// Costs the bytes of each distinct text and about ten bytes more; a look-up is one hash and one comparison.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    buffer: String,
    ends: Vec<u32>,
    table: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

impl Texts {
    /// Keeps a text, or finds the symbol under which it is kept already.
    pub fn intern(&mut self, text: &str) -> Symbol {
        let hash = self.hasher.hash_one(text);
        if let Some(&known) = self.table.find(hash, |&i| slice(&self.buffer, &self.ends, i) == text) {
            return Symbol(known);
        }
        let index = self.ends.len() as u32;
        self.buffer.push_str(text);
        self.ends.push(self.buffer.len() as u32);
        let (buffer, ends, hasher) = (&self.buffer, &self.ends, &self.hasher);
        self.table.insert_unique(hash, index, |&i| hasher.hash_one(slice(buffer, ends, i)));
        Symbol(index)
    }

    /// The symbol of a text, if it is kept.
    pub fn find(&self, text: &str) -> Option<Symbol> {
        let hash = self.hasher.hash_one(text);
        self.table.find(hash, |&i| slice(&self.buffer, &self.ends, i) == text).map(|&i| Symbol(i))
    }

    /// The text of a symbol.
    pub fn get(&self, symbol: Symbol) -> &str {
        slice(&self.buffer, &self.ends, symbol.0)
    }

    /// How many distinct texts are kept.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether nothing is kept yet.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_share_a_symbol() {
        let mut texts = Texts::default();
        let symbols: Vec<Symbol> = ["a", "", "ab", "a", "", "b"].iter().map(|t| texts.intern(t)).collect();
        assert_eq!(symbols[0], symbols[3]);
        assert_eq!(symbols[1], symbols[4]);
        assert_eq!(texts.len(), 4);
        assert_eq!(texts.get(symbols[2]), "ab");
        assert_eq!(texts.find("zz"), None);
    }
}
