//! What stands around each quote in its text, for checks of how it was cut.

use std::ops::Range;

use crate::model::claim::PassageId;

/// The folded texts at hand, and where each passage that was found stands in them.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    texts: Vec<String>,
    /// By passage: the text, the bytes of the quote and of the section that it stands in.
    places: Vec<Option<Place>>,
}

#[derive(Clone, Debug)]
struct Place {
    text: usize,
    quote: Range<usize>,
    section: Range<usize>,
}

/// A quote, and the text of its section before and after it; both are empty where the text is not at hand.
#[derive(Clone, Copy, Debug)]
pub struct Around<'a> {
    /// What stands before it.
    pub before: &'a str,
    /// The quote.
    pub quote: &'a str,
    /// What stands after it.
    pub after: &'a str,
}

impl Surroundings {
    pub(super) fn new(passages: usize) -> Self {
        Self { texts: Vec::new(), places: vec![None; passages] }
    }

    /// Remembers where a passage was found in the text that is added next.
    pub(super) fn put(&mut self, id: PassageId, quote: Range<usize>, section: Range<usize>) {
        self.places[id.index()] = Some(Place { text: self.texts.len(), quote, section });
    }

    /// Adds the text whose passages were put.
    pub(super) fn add(&mut self, text: String) {
        self.texts.push(text);
    }

    /// A passage with what stands around it; none where it was not found in a text.
    pub fn of(&self, id: PassageId) -> Option<Around<'_>> {
        let Place { text, quote, section } = self.places.get(id.index())?.as_ref()?;
        let text = self.texts.get(*text)?;
        Some(Around {
            before: &text[section.start..quote.start],
            quote: &text[quote.clone()],
            after: &text[quote.end..section.end],
        })
    }
}
