//! What stands around each quote in its text, for checks of how it was cut.

use std::ops::Range;

use crate::model::claim::PassageId;

/// The folded texts at hand, and where each passage that was found stands in them.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// Each with the bytes where a paragraph of it ends.
    texts: Vec<(String, Vec<usize>)>,
    /// By passage: the text, the bytes of the parts of the quote and of the section that it stands in.
    places: Vec<Option<Place>>,
}

#[derive(Clone, Debug)]
struct Place {
    text: usize,
    parts: Vec<Range<usize>>,
    section: Range<usize>,
}

/// A quote or a part of one, and the text of its section before and after it; both are empty where the text is not at hand.
#[derive(Clone, Copy, Debug)]
pub struct Around<'a> {
    /// What stands before it.
    pub before: &'a str,
    /// The quote.
    pub quote: &'a str,
    /// What stands after it.
    pub after: &'a str,
    /// What the quote leaves out between the part before and this one.
    pub left_out: &'a str,
    /// Whether the part before stands in another paragraph or section.
    pub is_apart: bool,
}

impl Surroundings {
    pub(super) fn new(passages: usize) -> Self {
        Self { texts: Vec::new(), places: vec![None; passages] }
    }

    /// Remembers where a passage was found in the text that is added next.
    pub(super) fn put(&mut self, id: PassageId, parts: Vec<Range<usize>>, section: Range<usize>) {
        self.places[id.index()] = Some(Place { text: self.texts.len(), parts, section });
    }

    /// Adds the text whose passages were put.
    pub(super) fn add(&mut self, text: (String, Vec<usize>)) {
        self.texts.push(text);
    }

    /// The parts of a passage with what stands around each, one for a quote that leaves nothing out; none where it was not found
    /// in a text.
    pub fn of(&self, id: PassageId) -> Vec<Around<'_>> {
        let place = self.places.get(id.index()).and_then(Option::as_ref);
        let Some(Place { text, parts, section }) = place else { return Vec::new() };
        let Some((text, breaks)) = self.texts.get(*text) else { return Vec::new() };
        let mut before: Option<&Range<usize>> = None;
        parts
            .iter()
            .map(|part| {
                let is_earlier = part.start < section.start;
                let (from, to) = if is_earlier { (0, section.start) } else { (section.start, section.end) };
                let last = before.replace(part);
                let is_apart = last.is_some_and(|last| {
                    let next = breaks.partition_point(|at| *at < last.end);
                    breaks.get(next).is_some_and(|at| *at <= part.start)
                        || (last.start < section.start) != is_earlier
                });
                Around {
                    before: &text[from..part.start],
                    quote: &text[part.clone()],
                    after: &text[part.end..to],
                    left_out: last.map_or("", |last| &text[last.end..part.start]),
                    is_apart,
                }
            })
            .collect()
    }
}
