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
    /// By entity.
    seen: Vec<Seen>,
    /// The words that the graph has in small letters.
    small: BTreeSet<String>,
}

/// How many bytes of quotes are read for how they write names.
const MOST: usize = 4 << 20;

impl Usage {
    /// Reads the quotes, up to a bound. Costs one pass over names and quotes.
    pub(super) fn of(dataset: &Dataset) -> Self {
        let mut names: BTreeMap<String, Vec<(EntityId, &str)>> = BTreeMap::new();
        let mut usage = Self { seen: vec![Seen::default(); dataset.entities().len()], ..Self::default() };
        let mut left = MOST;
        for id in dataset.entity_ids() {
            let entity = dataset.entity(id);
            let name = dataset.text(entity.name);
            // Where nothing is quoted, names are found in no quote.
            if !dataset.passages().is_empty() {
                names.entry(first_word(name).to_lowercase()).or_default().push((id, name));
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
            usage.read(quote, &names);
        }
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

    fn read(&mut self, quote: &str, names: &BTreeMap<String, Vec<(EntityId, &str)>>) {
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
            for (id, name) in names.get(&word.to_lowercase()).into_iter().flatten() {
                if is_at(&quote[at..], name) {
                    self.note(*id, word, before);
                }
            }
            before = Some(word);
            at += word.len();
        }
    }

    fn note(&mut self, id: EntityId, word: &str, before: Option<&str>) {
        let seen = &mut self.seen[id.index()];
        if word.starts_with(char::is_lowercase) {
            seen.small += 1;
        } else if before.is_some() {
            seen.capital += 1;
        }
        match before.map(str::to_lowercase) {
            Some(before) if english::is_determiner(&before) => seen.with_article += 1,
            Some(_) => seen.without_article += 1,
            None => {}
        }
    }
}

/// The first word of a text; empty if it does not begin with one.
fn first_word(text: &str) -> &str {
    &text[..text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len())]
}

/// Whether a text begins with a name, the case of its first letter apart, and a word ends there.
fn is_at(text: &str, name: &str) -> bool {
    let (mut of_text, mut of_name) = (text.chars(), name.chars());
    let is_first = match (of_text.next(), of_name.next()) {
        (Some(a), Some(b)) => a.to_lowercase().eq(b.to_lowercase()),
        _ => false,
    };
    is_first
        && of_text
            .as_str()
            .strip_prefix(of_name.as_str())
            .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '-'))
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
        let seen = usage.seen[id.index()];
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
