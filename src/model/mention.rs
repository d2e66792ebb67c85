//! What a thing is called inside a sentence: with its article, and in small letters where its name is no proper one.
//!
//! What its record or its class says of that counts first, then how the quotes of the graph write the name, then the habits of English.

use std::collections::{BTreeMap, BTreeSet};

use super::claim::EntityId;
use super::dataset::Dataset;
use super::english;
use super::text::Symbol;

/// What is declared of the name of a thing, by its record or by its class.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NameWords {
    /// The article before it; empty if it has none.
    pub article: Option<Symbol>,
    /// Whether its first letter stays as it is inside a sentence.
    pub proper: Option<bool>,
    /// A shorter name, as it reads inside a sentence, for every mention but the first.
    pub short: Option<Symbol>,
    /// What is to be done, as an infinitive without *to*.
    pub infinitive: Option<Symbol>,
}

/// How often the quotes write a name in each way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Seen {
    small: u32,
    capital: u32,
    with_article: u32,
    without_article: u32,
}

/// How the quotes of a graph write the names of its things.
#[derive(Clone, Debug, Default)]
pub(super) struct Usage {
    /// By name, with a small letter at its beginning.
    seen: BTreeMap<String, Seen>,
    /// The words that the graph has in small letters.
    small: BTreeSet<String>,
}

/// How many bytes of names, and of quotes, are read for how they are written.
const MOST: usize = 4 << 20;

impl Usage {
    /// Reads names and quotes, up to a bound. Costs one pass over both, and a look-up for each word of a quote that a name begins with.
    pub(super) fn of(dataset: &Dataset) -> Self {
        let mut usage = Self::default();
        // The most words that a name with this first word has.
        let mut first_words: BTreeMap<String, usize> = BTreeMap::new();
        let mut left = MOST;
        for entity in dataset.entities() {
            let name = dataset.text(entity.name);
            // Where nothing is quoted, names are found in no quote.
            if !dataset.passages().is_empty() {
                let most = first_words.entry(first_word(name).to_lowercase()).or_default();
                *most = ends_of_words(name).count().max(*most);
                usage.seen.entry(small(name)).or_default();
            }
            for text in entity.also.iter().map(|also| dataset.text(*also)).chain([name]) {
                left = left.saturating_sub(text.len());
                if left > 0 {
                    usage.learn(text);
                }
            }
        }
        let mut left = MOST;
        for passage in dataset.passages() {
            let quote = dataset.text(passage.quote);
            left = left.saturating_sub(quote.len());
            if left == 0 {
                break;
            }
            usage.read(quote, &first_words);
        }
        usage.seen.retain(|_, seen| *seen != Seen::default());
        usage
    }

    /// Takes the words in small letters.
    fn learn(&mut self, text: &str) {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|w| w.starts_with(char::is_lowercase));
        for word in words {
            if !self.small.contains(word) {
                self.small.insert(word.to_owned());
            }
        }
    }

    fn read(&mut self, quote: &str, first_words: &BTreeMap<String, usize>) {
        self.learn(quote);
        let mut before: Option<&str> = None;
        let mut at = 0;
        while at < quote.len() {
            let word = first_word(&quote[at..]);
            if word.is_empty() {
                let sign = quote[at..].chars().next().unwrap_or(' ');
                // A new sentence, and what stands behind a gap, has no word before it.
                if matches!(sign, '.' | '!' | '?' | ':' | ']' | '\u{201c}' | '"') {
                    before = None;
                }
                at += sign.len_utf8();
                continue;
            }
            let most = first_words.get(&word.to_lowercase()).copied().unwrap_or_default();
            let from = if most == 0 { String::new() } else { small(&quote[at..]) };
            for end in ends_of_words(&from).take(most) {
                if let Some(seen) = self.seen.get_mut(&from[..end]) {
                    seen.note(word, before);
                }
            }
            before = Some(word);
            at += word.len();
        }
    }
}

impl Seen {
    /// Notes that a name stands in a quote, with its first word there and the word before it.
    fn note(&mut self, word: &str, before: Option<&str>) {
        if word.starts_with(char::is_lowercase) {
            self.small += 1;
        } else if before.is_some() {
            self.capital += 1;
        }
        match before.map(str::to_lowercase) {
            Some(before) if english::is_determiner(&before) => self.with_article += 1,
            Some(_) => self.without_article += 1,
            None => {}
        }
    }
}

/// Where the words of a text end that spaces part.
fn ends_of_words(text: &str) -> impl Iterator<Item = usize> {
    let is_end = |(at, c): &(usize, char)| {
        !c.is_alphanumeric() && *c != '-' && text[..*at].ends_with(char::is_alphanumeric)
    };
    text.char_indices().filter(is_end).map(|(at, _)| at).chain([text.len()])
}

/// The first word of a text; empty if it does not begin with one.
fn first_word(text: &str) -> &str {
    &text[..text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len())]
}

/// A text with a small letter at its beginning.
fn small(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|c| c.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

impl Dataset {
    /// What an entity is called inside a sentence: `the Harbour Police`, `harbour dues`.
    pub fn mention(&self, id: EntityId) -> String {
        let entity = self.entity(id);
        let name = self.text(entity.name);
        let words = entity.words.as_deref();
        let declared = words.and_then(|w| w.article).map(|a| self.text(a));
        let proper = words.and_then(|w| w.proper);
        if !self.is_english() {
            let name = if proper == Some(false) { small(name) } else { name.to_owned() };
            return with_article(declared.unwrap_or_default(), name);
        }
        if let Some(rest) = name.strip_prefix("The ") {
            return with_article("the", rest.to_owned());
        }
        // An article that belongs to the name: *A bell*, and not *A Winter's Tale*.
        let first = name.split(' ').next().unwrap_or_default();
        let is_small = name.split(' ').nth(1).is_some_and(|w| w.starts_with(char::is_lowercase));
        if declared.is_none() && proper != Some(true) && is_small && matches!(first, "A" | "An") {
            return small(name);
        }
        let usage = self.usage();
        let seen = usage.seen.get(&small(name)).copied().unwrap_or_default();
        let is_common = proper.map_or_else(
            || match (seen.small, seen.capital) {
                (0, 0) => english::is_common(name, &usage.small),
                (small, capital) => small > capital && english::is_sentence_case(name),
            },
            |is_proper| !is_proper && english::is_sentence_case(name),
        );
        let has_article = || match (seen.with_article, seen.without_article) {
            (0, 0) => english::has_article(name, is_common, entity.plural, entity.is_agent),
            (with, without) => with >= without && !(is_common && entity.plural && !entity.is_agent),
        };
        let article = declared.unwrap_or_else(|| if has_article() { "the" } else { "" });
        with_article(article, if is_common { small(name) } else { name.to_owned() })
    }

    /// What an entity is called once it was mentioned, where its record says so.
    pub fn short_name(&self, id: EntityId) -> Option<&str> {
        self.entity(id).words.as_ref()?.short.map(|s| self.text(s))
    }

    /// What a thing that is to be done is called as an infinitive, where its record says so.
    pub fn infinitive(&self, id: EntityId) -> Option<&str> {
        self.entity(id).words.as_ref()?.infinitive.map(|s| self.text(s))
    }
}

/// A name behind an article; one that ends in an apostrophe has no space behind it.
fn with_article(article: &str, name: String) -> String {
    match article {
        "" => name,
        _ if article.ends_with(['\'', '\u{2019}']) => format!("{article}{name}"),
        _ => format!("{article} {name}"),
    }
}
