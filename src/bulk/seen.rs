//! The lines that were written, so that each is written once. Exact: texts are compared, not only their hashes.
//!
//! All lines stand in one text, and the table holds places in it. A plan whose rows cannot give the same quad twice does not need
//! this; seeing that from its templates is left for later.

use std::hash::BuildHasher;
use std::ops::Range;

use hashbrown::{DefaultHashBuilder, HashTable};

#[derive(Debug, Default)]
pub(super) struct Seen {
    text: String,
    places: HashTable<Range<usize>>,
    hasher: DefaultHashBuilder,
}

impl Seen {
    /// Whether a line is new; from then on it is not.
    pub(super) fn is_new(&mut self, line: &str) -> bool {
        let Self { text, places, hasher } = self;
        let hash = hasher.hash_one(line);
        if places.find(hash, |place| &text[place.clone()] == line).is_some() {
            return false;
        }
        let start = text.len();
        text.push_str(line);
        places.insert_unique(hash, start..text.len(), |place| hasher.hash_one(&text[place.clone()]));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_is_new_once() {
        let mut seen = Seen::default();
        let lines: Vec<String> = (0..1_000).map(|number| (number % 400).to_string()).collect();
        assert_eq!(lines.iter().filter(|line| seen.is_new(line)).count(), 400);
    }
}
