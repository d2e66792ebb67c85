//! The names of entities as words: which of them stand in a quote, and which one word alone tells apart.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::model::claim::EntityId;
use crate::model::dataset::Dataset;

/// Words of many names that tell nothing.
const COMMON: [&str; 24] = [
    "the", "and", "for", "from", "into", "with", "that", "this", "their", "its", "our", "his", "her",
    "which", "who", "are", "was", "has", "have", "not", "all", "any", "new", "more",
];
/// The longest name that is looked for in the middle of a text, in words.
const LONGEST: usize = 12;

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    /// Its first byte, and the one after its last.
    pub(crate) span: (usize, usize),
    /// In small letters, without the ending of the plural.
    pub(crate) stem: String,
}

/// The words of a text; what is possessive is left out.
pub(crate) fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut start = 0;
    let is_letter = |c: char| c.is_alphanumeric();
    while let Some(first) = text[start..].find(is_letter).map(|at| start + at) {
        let end = text[first..].find(|c| !is_letter(c)).map_or(text.len(), |at| first + at);
        let is_possessive = &text[first..end] == "s" && text[..first].ends_with(['\'', '\u{2019}']);
        if !is_possessive {
            words.push(Word { span: (first, end), stem: stem(&text[first..end]) });
        }
        start = end;
    }
    words
}

/// A word in small letters, without the ending of the plural.
fn stem(word: &str) -> String {
    let word = word.to_lowercase();
    if let Some(stem) = word.strip_suffix("ies").filter(|s| s.len() > 2) {
        return format!("{stem}y");
    }
    let is_plural = word.len() > 3 && word.ends_with('s') && !word.ends_with("ss");
    if is_plural { word[..word.len() - 1].to_owned() } else { word }
}

/// The names of all entities.
pub(crate) struct Names<'a> {
    dataset: &'a Dataset,
    /// Names without an article before them, and the first entity that has each.
    phrases: OnceCell<HashMap<String, EntityId>>,
    /// The one entity in whose names a word is; none where several have it.
    owners: OnceCell<HashMap<String, Option<EntityId>>>,
}

impl<'a> Names<'a> {
    pub(crate) fn new(dataset: &'a Dataset) -> Self {
        Self { dataset, phrases: OnceCell::new(), owners: OnceCell::new() }
    }

    /// The names of an entity, in all languages.
    pub(crate) fn of(&self, id: EntityId) -> impl Iterator<Item = &'a str> {
        let entity = self.dataset.entity(id);
        let tagged = entity.names.iter().map(|(_, name)| name);
        std::iter::once(&entity.name).chain(tagged).chain(&entity.also).map(|s| self.dataset.text(*s))
    }

    /// Whether words name an entity: by a name of it, its initials, or a word that only its names have.
    pub(crate) fn are_of(&self, quote: &[Word], id: EntityId) -> bool {
        let has = |name: &[String]| {
            !name.is_empty()
                && quote.windows(name.len()).any(|w| w.iter().zip(name).all(|(w, n)| w.stem == *n))
        };
        self.of(id).any(|name| {
            has(&parts(name)) || initials(name).is_some_and(|short| quote.iter().any(|w| w.stem == short))
        }) || quote.iter().any(|w| self.owner(&w.stem) == Some(id))
    }

    /// A name of several words that begins on one side of a place between words and ends on the other. It is not cut where the
    /// words of it that are kept, before or after the place, are a name of the same entity.
    pub(super) fn across(&self, words: &[Word], place: usize, keeps_start: bool) -> Option<Range<usize>> {
        let starts = place.saturating_sub(LONGEST - 1)..place;
        let phrases = self.phrases();
        let stems = |span: Range<usize>| words[span].iter().map(|w| w.stem.as_str());
        let is_cut = |span: &Range<usize>, id: EntityId| {
            let kept = if keeps_start { span.start..place } else { place..span.end };
            !self.of(id).any(|name| stems(kept.clone()).eq(parts(name).iter().map(String::as_str)))
        };
        starts
            .flat_map(|start| (place + 1..=words.len().min(start + LONGEST)).rev().map(move |end| start..end))
            .find(|span| phrases.get(&joined(stems(span.clone()))).is_some_and(|id| is_cut(span, *id)))
    }

    /// The names of entities in words, the longest at each place, other than those of some entities.
    pub(crate) fn within(&self, words: &[Word], but: &[EntityId]) -> Vec<(Range<usize>, EntityId)> {
        let own: HashSet<String> =
            but.iter().flat_map(|id| self.of(*id)).map(|name| parts(name).join(" ")).collect();
        let phrases = self.phrases();
        let mut found = Vec::new();
        let mut start = 0;
        while start < words.len() {
            let mut ends = (start + 1..=words.len().min(start + LONGEST)).rev();
            let name = ends.find_map(|end| {
                phrases
                    .get_key_value(&joined(words[start..end].iter().map(|w| w.stem.as_str())))
                    .map(|(name, id)| (end, name, *id))
            });
            let end = name.map_or(start + 1, |(end, ..)| end);
            found.extend(
                name.filter(|(_, name, _)| !own.contains(*name)).map(|(end, _, id)| (start..end, id)),
            );
            start = end;
        }
        found
    }

    /// The one entity in whose names a word is.
    pub(crate) fn owner(&self, stem: &str) -> Option<EntityId> {
        self.owners().get(stem).copied().flatten()
    }

    fn phrases(&self) -> &HashMap<String, EntityId> {
        self.phrases.get_or_init(|| {
            let mut phrases = HashMap::new();
            for id in self.dataset.entity_ids() {
                for name in self.of(id).map(parts).filter(|p| p.len() > 1 || p.iter().any(|w| is_telling(w)))
                {
                    phrases.entry(name.join(" ")).or_insert(id);
                }
            }
            phrases
        })
    }

    fn owners(&self) -> &HashMap<String, Option<EntityId>> {
        self.owners.get_or_init(|| {
            let mut owners: HashMap<String, Option<EntityId>> = HashMap::new();
            for id in self.dataset.entity_ids() {
                for word in self.of(id).flat_map(words).filter(|w| is_telling(&w.stem)) {
                    owners.entry(word.stem).and_modify(|o| *o = o.filter(|o| *o == id)).or_insert(Some(id));
                }
            }
            owners
        })
    }
}

/// Whether a word can tell one thing from another.
pub(crate) fn is_telling(stem: &str) -> bool {
    stem.chars().count() > 2 && !COMMON.contains(&stem) && !stem.starts_with(|c: char| c.is_ascii_digit())
}

/// The words of a name without an article before them.
fn parts(name: &str) -> Vec<String> {
    let mut parts: Vec<String> = words(name).into_iter().map(|w| w.stem).collect();
    if parts.len() > 1 && matches!(parts[0].as_str(), "the" | "a" | "an") {
        parts.remove(0);
    }
    parts
}

fn joined<'w>(words: impl Iterator<Item = &'w str>) -> String {
    words.collect::<Vec<_>>().join(" ")
}

/// The initials of a name of several words, in small letters.
fn initials(name: &str) -> Option<String> {
    let small = ["of", "the", "and", "for", "in", "on"];
    let short: String = name
        .split_whitespace()
        .filter(|w| !small.contains(&w.to_lowercase().as_str()))
        .filter_map(|w| w.chars().next())
        .collect();
    (short.chars().count() > 1 && short.chars().all(char::is_uppercase)).then(|| short.to_lowercase())
}
