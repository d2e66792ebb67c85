//! Evidence: every quote is found in its source, exactly and once, or recorded positions stand in for it.
//!
//! Goes in: a draft, the texts of sources that are at hand, and the lock file. Comes out: positions in the draft,
//! faults, and a count of what was verified. Deliberately knows nothing of what claims mean, and never accepts a
//! quote because it is similar.

mod changes;
mod coverage;
mod find;
mod fold;
mod lock;
mod marks;
mod surroundings;
mod words;

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap, HashSet};

pub use changes::{Change, QuoteChange};
pub use coverage::{SectionSpan, Sentence, coverage};
pub use fold::{Folded, fold, look};
pub use lock::{Lock, LockedQuote, LockedSource, parse as parse_lock, write as write_lock};
use sha2::{Digest, Sha256};
pub use surroundings::{Around, Surroundings};

use crate::model::claim::{EntityId, PassageId, SectionId};
use crate::model::code::Code;
use crate::model::dataset::{Dataset, DatasetBuilder};
use crate::model::diagnostic::{Diagnostic, Location};
use crate::model::nearest::nearest;
use crate::model::quote::parts;
use crate::model::record::Origin;
use crate::model::text::hex;
use find::FoundSection;
use words::{Budget, WordIndex};

/// What is known of one source after looking for its quotes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceState {
    /// The key of the source.
    pub key: String,
    /// Quotes found in the text, in this run.
    pub verified: usize,
    /// Quotes whose recorded position stands, because the text is not here.
    pub recorded: usize,
    /// Quotes that could not be found.
    pub failed: usize,
    /// Whether the text is at hand.
    pub has_text: bool,
    /// Where its sections lie; empty without the text.
    pub sections: Vec<SectionSpan>,
    /// The name of the file that holds its text, where the source names one.
    pub file: Option<String>,
    /// What became of each quote, where the text is another one than that in which quotes were recorded.
    pub changes: Vec<QuoteChange>,
}

/// What came of looking for all quotes.
#[derive(Clone, Debug, Default)]
pub struct Verification {
    /// Each source that is quoted, by key.
    pub sources: Vec<SourceState>,
    /// What a lock file for the present texts would hold.
    pub lock: Lock,
}

/// Where the sections of a source lie in its text, whether it is quoted or not.
pub fn sections(dataset: &Dataset, source: EntityId, text: &str) -> Vec<SectionSpan> {
    let ids = (0..).map(SectionId).zip(dataset.sections());
    let own: Vec<_> = ids.filter(|(_, section)| section.source == source).collect();
    let folded = Folded::new(text);
    let (found, _) = find::sections(&own, |words| dataset.text(words), text, &folded);
    spans(&found, &folded, |id| dataset.text(dataset.section(id).key))
}

fn spans<'a>(
    found: &[FoundSection],
    folded: &Folded,
    key: impl Fn(SectionId) -> &'a str,
) -> Vec<SectionSpan> {
    let span = |(id, range): &FoundSection| {
        let (start, end) = range.as_ref().map(|r| folded.original(r.start, r.end))?;
        Some((key(*id).to_owned(), start, end))
    };
    found.iter().filter_map(span).collect()
}

/// The sha-256 of a text, in hexadecimal.
pub fn digest(text: &[u8]) -> String {
    hex(&Sha256::digest(text))
}

/// Looks for every passage of the draft; fills in positions and digests, and tells what stands around each.
///
/// `texts` holds the texts at hand by file name, `others` the files that have none, each with why. Costs one folding of each text and one search per passage.
pub fn verify(
    draft: &mut DatasetBuilder,
    texts: &BTreeMap<String, String>,
    others: &BTreeMap<String, String>,
    lock: &Lock,
) -> (Verification, Surroundings, Vec<Diagnostic>) {
    let mut origins: HashMap<PassageId, Vec<Origin>> = HashMap::new();
    for claim in &draft.claims {
        if let Some(passage) = claim.passage {
            origins.entry(passage).or_default().push(claim.origin);
        }
    }
    let mut by_source: BTreeMap<EntityId, Vec<PassageId>> = BTreeMap::new();
    for (i, passage) in draft.passages.iter().enumerate() {
        by_source.entry(passage.source).or_default().push(PassageId(i as u32));
    }
    let mut sections: HashMap<EntityId, Vec<SectionId>> = HashMap::new();
    for (i, section) in draft.sections.iter().enumerate() {
        sections.entry(section.source).or_default().push(SectionId(i as u32));
    }
    let locked: HashMap<&str, &LockedSource> =
        lock.sources.iter().rev().map(|s| (s.key.as_str(), s)).collect();
    let mut budget = Budget::default();
    let names = OnceCell::new();
    let mut surroundings = Surroundings::new(draft.passages.len());
    let mut verification = Verification::default();
    let mut faults = Vec::new();
    for (source, passages) in by_source {
        let entity = &draft.entities[source.index()];
        let key = draft.texts.get(entity.key).to_owned();
        let file = entity.text.map(|t| draft.texts.get(t).to_owned());
        let locked = locked.get(key.as_str()).copied();
        let mut recorded: HashMap<[&str; 4], Vec<(u32, u32)>> = HashMap::new();
        for quote in locked.into_iter().flat_map(|l| &l.quotes) {
            recorded.entry(quote.words()).or_default().push((quote.start, quote.end));
        }
        let mut search = Search {
            draft,
            origins: &origins,
            source,
            key,
            sections: sections.get(&source).map_or(&[], Vec::as_slice),
            passages: &passages,
            locked,
            recorded,
            names: &names,
            budget: &mut budget,
            surroundings: &mut surroundings,
            faults: &mut faults,
        };
        let (mut state, entry) = match file.as_ref().and_then(|f| texts.get(f)) {
            Some(text) => search.in_text(text),
            None => search.in_lock(&missing_text(file.as_deref(), texts, others), file.is_some()),
        };
        state.file = file;
        verification.sources.push(state);
        verification.lock.sources.extend(entry);
    }
    verification.sources.sort_by(|a, b| a.key.cmp(&b.key));
    verification.lock.sources.sort_by(|a, b| a.key.cmp(&b.key));
    (verification, surroundings, faults)
}

/// A name in small letters without an article before it.
fn without_article(name: &str) -> String {
    let name = fold(name).to_lowercase();
    let rest = ["the ", "a ", "an "].iter().find_map(|article| name.strip_prefix(article));
    rest.map_or_else(|| name.clone(), str::to_owned)
}

/// What to do where the text of a source is not at hand.
fn missing_text(
    file: Option<&str>,
    texts: &BTreeMap<String, String>,
    others: &BTreeMap<String, String>,
) -> String {
    let Some(file) = file else {
        return "say which file holds the text: text = \"…\" in the [[source]]".to_owned();
    };
    if let Some(why) = others.get(file) {
        return format!("`{file}` {why}");
    }
    let known = texts.keys().map(String::as_str);
    let near = nearest(file, known).map(|n| format!("; or did you mean `{n}`?")).unwrap_or_default();
    format!(
        "put `{file}` into the sources folder, or give its folder with --sources, and run `remit verify --record`{near}"
    )
}

/// The search for the passages of one source.
struct Search<'a> {
    draft: &'a mut DatasetBuilder,
    origins: &'a HashMap<PassageId, Vec<Origin>>,
    source: EntityId,
    key: String,
    sections: &'a [SectionId],
    passages: &'a [PassageId],
    locked: Option<&'a LockedSource>,
    /// The records of each quote: one, or one for each of its parts.
    recorded: HashMap<[&'a str; 4], Vec<(u32, u32)>>,
    /// All names of entities, where any quote is in parts.
    names: &'a OnceCell<HashSet<String>>,
    budget: &'a mut Budget,
    surroundings: &'a mut Surroundings,
    faults: &'a mut Vec<Diagnostic>,
}

impl Search<'_> {
    fn in_text(&mut self, text: &str) -> (SourceState, Option<LockedSource>) {
        let folded = Folded::new(text);
        let words = WordIndex::new(folded.text());
        let digest = digest(text.as_bytes());
        let mut state = SourceState { key: self.key.clone(), has_text: true, ..SourceState::default() };
        if let Some(locked) = self.locked.filter(|l| l.sha256 != digest) {
            let origin = self.draft.entities[self.source.index()].origin;
            self.faults.push(
                Diagnostic::new(
                    Code::R030,
                    Location::Field(origin, "text"),
                    format!("the text of `{}` is not the one in which quotes were recorded", self.key),
                )
                .expected(format!("a text with sha-256 {}", locked.sha256))
                .help("look at what changed; then run `remit verify --record` to record the present text"),
            );
        }
        let draft = &*self.draft;
        let own: Vec<_> = self.sections.iter().map(|id| (*id, &draft.sections[id.index()])).collect();
        let (sections, section_faults) = find::sections(&own, |words| draft.texts.get(words), text, &folded);
        self.faults.extend(section_faults);
        let key = |id: SectionId| draft.texts.get(draft.sections[id.index()].key);
        state.sections = spans(&sections, &folded, key);
        let quotations = marks::quotations(text);
        let mut quotes = Vec::new();
        let changed = self.locked.is_some_and(|l| l.sha256 != digest);
        for &id in self.passages {
            let range = find::range_of(self.draft, id, &sections, &folded);
            let found = range.map(|range| {
                let parts = find::passage(self.draft, id, &words, &range, &sections, self.budget)?;
                let spans: Vec<_> = parts.iter().map(|p| folded.original(p.start, p.end)).collect();
                self.surroundings.put(id, parts, range);
                Ok(spans)
            });
            if changed {
                state.changes.push(self.change(id, found.as_ref()));
            }
            match found {
                None => state.failed += 1,
                Some(Ok(spans)) => {
                    quotes.extend(spans.iter().map(|span| self.locked_quote(id, *span)));
                    self.place(id, spans, Some(&quotations));
                    state.verified += 1;
                }
                Some(Err(miss)) => {
                    state.failed += 1;
                    let told = self.origins.get(&id).into_iter().flatten();
                    self.faults.extend(told.map(|origin| miss.diagnostic(self.draft, id, *origin)));
                }
            }
        }
        quotes.sort();
        let symbol = self.draft.texts.intern(&digest);
        self.draft.digests.push((self.source, symbol));
        let characters = text.chars().count() as u32;
        self.surroundings.add(folded.into_text());
        let quotations = Some(quotations);
        (state, Some(LockedSource { key: self.key.clone(), sha256: digest, characters, quotations, quotes }))
    }

    fn in_lock(&mut self, help: &str, names_file: bool) -> (SourceState, Option<LockedSource>) {
        let mut state = SourceState { key: self.key.clone(), ..SourceState::default() };
        if self.locked.is_none() {
            // One fault for one text that is missing, not one for each of its quotes.
            state.failed = self.passages.len();
            let origin = self.draft.entities[self.source.index()].origin;
            let message = format!(
                "the text of `{}` is not here, and no quote of it was ever recorded ({} in claims)",
                self.key, state.failed
            );
            let anchor = Location::Field(origin, if names_file { "text" } else { "id" });
            self.faults.push(
                Diagnostic::new(Code::R031, anchor, message)
                    .expected("a text at hand, or quotes that were verified once")
                    .help(help),
            );
            return (state, None);
        }
        for &id in self.passages {
            let wanted = self.locked_quote(id, (0, 0));
            if let Some(spans) = self.recorded(&wanted) {
                let quotations = self.locked.and_then(|l| l.quotations.as_deref());
                self.place(id, spans, quotations);
                state.recorded += 1;
                continue;
            }
            state.failed += 1;
            for origin in self.origins.get(&id).into_iter().flatten() {
                let fault = Diagnostic::new(
                    Code::R031,
                    Location::Field(*origin, "quote"),
                    format!(
                        "this quote was never found in the text of `{}`, and the text is not here",
                        self.key
                    ),
                )
                .expected("a quote that was verified once, or the text of its source")
                .help(help);
                self.faults.push(fault);
            }
        }
        if let Some(locked) = self.locked {
            let symbol = self.draft.texts.intern(&locked.sha256);
            self.draft.digests.push((self.source, symbol));
        }
        (state, self.locked.cloned())
    }

    /// Where a quote was recorded to stand, part by part.
    fn recorded(&self, wanted: &LockedQuote) -> Option<Vec<(u32, u32)>> {
        let mut spans = self.recorded.get(&wanted.words())?.clone();
        spans.sort_unstable();
        spans.dedup();
        spans.truncate(parts(&wanted.quote).len());
        (spans.len() == parts(&wanted.quote).len()).then_some(spans)
    }

    /// Fills in where the words of a passage stand.
    fn place(&mut self, id: PassageId, spans: Vec<(u32, u32)>, quotations: Option<&[(u32, u32)]>) {
        let carrying = quotations.map(|_| self.carrying(id, &spans));
        let passage = &mut self.draft.passages[id.index()];
        passage.position = changes::reach(&spans);
        passage.marks = quotations.zip(carrying).map(|(q, spans)| marks::of_all(&spans, q));
        if spans.len() > 1 {
            passage.parts = spans.into();
        }
    }

    /// The parts of a quote but for those that only name something: a name puts nobody's position into words.
    fn carrying(&self, id: PassageId, spans: &[(u32, u32)]) -> Vec<(u32, u32)> {
        if spans.len() < 2 {
            return spans.to_vec();
        }
        let names = self.names.get_or_init(|| {
            let entities = self.draft.entities.iter();
            let names = entities.flat_map(|e| std::iter::once(&e.name).chain(&e.also));
            names.map(|name| without_article(self.draft.texts.get(*name))).collect()
        });
        let quote = self.draft.texts.get(self.draft.passages[id.index()].quote);
        let is_name = |part: &str| names.contains(&without_article(part));
        let parts = spans.iter().zip(parts(quote)).filter(|(_, part)| !is_name(part));
        let carrying: Vec<_> = parts.map(|(span, _)| *span).collect();
        if carrying.is_empty() { spans.to_vec() } else { carrying }
    }

    /// What became of a quote since it was recorded; without its section it has vanished.
    fn change(
        &self,
        id: PassageId,
        found: Option<&Result<Vec<(u32, u32)>, find::QuoteError>>,
    ) -> QuoteChange {
        let wanted = self.locked_quote(id, (0, 0));
        let before = self.recorded(&wanted);
        let name = |s: SectionId| self.draft.texts.get(self.draft.sections[s.index()].key).to_owned();
        let change = match found {
            Some(Ok(now)) => Change::found(before.as_deref(), now),
            Some(Err(miss)) => Change::missed(miss, name),
            None => Change::Vanished,
        };
        QuoteChange { quote: wanted.quote, section: wanted.section, change }
    }

    fn locked_quote(&self, id: PassageId, (start, end): (u32, u32)) -> LockedQuote {
        let passage = &self.draft.passages[id.index()];
        let text = |s| self.draft.texts.get(s).to_owned();
        LockedQuote {
            start,
            end,
            section: passage.section.map(|s| text(self.draft.sections[s.index()].key)).unwrap_or_default(),
            quote: text(passage.quote),
            prefix: passage.prefix.map(text).unwrap_or_default(),
            suffix: passage.suffix.map(text).unwrap_or_default(),
        }
    }
}
