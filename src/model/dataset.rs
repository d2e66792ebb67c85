//! The checked content of a graph: entities, sources, passages and claims, sorted by key.
//!
//! Goes in: a [`DatasetBuilder`] that the mapping filled. Comes out: a [`Dataset`] that never changes.
//! Deliberately knows no ontology, no syntax and no RDF.

mod subset;

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::sync::OnceLock;
use std::thread;

use super::amount::Amount;
use super::claim::{
    Claim, ClaimDetails, ClaimId, ClassId, DetailsId, EntityId, PassageId, SectionId, Thing, Value,
};
use super::date::PartialDate;
use super::disagreement::Resolution;
use super::english::{ENGLISH, is_english};
use super::mention::{NameWords, Usage};
use super::published::PublishedField;
use super::record::Origin;
use super::text::{Interner, Symbol, first_bytes};

/// What is said of the publication of a source: each part with its value, in the order of the table.
pub type Published = Vec<(PublishedField, Symbol)>;

/// A thing that claims are about.
#[derive(Clone, Debug)]
pub struct Entity {
    /// The key by which data files call it.
    pub key: Symbol,
    /// Its class.
    pub class: ClassId,
    /// Its preferred name.
    pub name: Symbol,
    /// Its preferred names in several languages, each behind its tag, sorted; none if it has one without a tag.
    pub names: Box<[(Symbol, Symbol)]>,
    /// Its other names, sorted.
    pub also: Box<[Symbol]>,
    /// Those of them that are said to be in a language, each behind its tag, sorted.
    pub also_tagged: Box<[(Symbol, Symbol)]>,
    /// Those that it is told from although they share a name.
    pub different: Box<[EntityId]>,
    /// A remark of the curator.
    pub note: Option<Symbol>,
    /// The remark in several languages, each behind its tag, sorted; none if it has one without a tag.
    pub notes: Box<[(Symbol, Symbol)]>,
    /// For a source: the name of the file that holds its text.
    pub text: Option<Symbol>,
    /// For a source: whose words its text is in, quotation marks apart.
    pub voice: Option<EntityId>,
    /// For a source: what is said of its publication.
    pub published: Option<Box<Published>>,
    /// Whether its class is one of agents: who speaks may also be a document.
    pub is_agent: bool,
    /// Whether its name is that of several, so that verbs follow it in the plural.
    pub plural: bool,
    /// What is declared of how its name stands in sentences.
    pub words: Option<Box<NameWords>>,
    /// Where the record stands.
    pub origin: Origin,
}

/// A named part of a source.
#[derive(Clone, Debug)]
pub struct Section {
    /// The key, unique within the source.
    pub key: Symbol,
    /// The source.
    pub source: EntityId,
    /// The name for readers.
    pub name: Symbol,
    /// The first words of the line at which it starts.
    pub starts: Symbol,
    /// Whose words it is in, where that is not the voice of the source.
    pub voice: Option<EntityId>,
    /// Where the record stands.
    pub origin: Origin,
}

/// The words that claims quote, and where they stand.
#[derive(Clone, Debug)]
pub struct Passage {
    /// The source.
    pub source: EntityId,
    /// The section, where the source has sections.
    pub section: Option<SectionId>,
    /// The exact words; `[…]` where some are left out.
    pub quote: Symbol,
    /// Words just before, where the quote alone is not unique.
    pub prefix: Option<Symbol>,
    /// Words just after, where the quote alone is not unique.
    pub suffix: Option<Symbol>,
    /// First and one-past-last code point in the text of the source, where known; from the first part to the last.
    pub position: Option<(u32, u32)>,
    /// Where each part stands, of a quote that leaves words out; empty of others.
    pub parts: Box<[(u32, u32)]>,
    /// How it stands to the quotation marks of the source, where known.
    pub marks: Option<Marks>,
}

impl Passage {
    /// Where its words stand: one span, or one for each part; none where that is not known.
    pub fn spans(&self) -> &[(u32, u32)] {
        if self.parts.is_empty() { self.position.as_slice() } else { &self.parts }
    }
}

/// How the words of a passage stand to the quotation marks of their source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marks {
    /// The source has them outside quotation marks: they are its own voice's.
    Outside,
    /// Some of them are inside.
    Across,
    /// All of them are inside: they are somebody else's, word for word.
    Inside,
}

/// What the mapping fills: the parts of a dataset in the order of the files.
#[derive(Clone, Debug, Default)]
pub struct DatasetBuilder {
    /// All names and texts.
    pub texts: Interner,
    /// Entities.
    pub entities: Vec<Entity>,
    /// Sections.
    pub sections: Vec<Section>,
    /// Passages, without repetition.
    pub passages: Vec<Passage>,
    /// Claims.
    pub claims: Vec<Claim>,
    /// Further details of claims.
    pub details: Vec<ClaimDetails>,
    /// Decisions of curators on claims that disagree.
    pub resolutions: Vec<Resolution>,
    /// The sha-256 (hexadecimal) of the text of a source, where known.
    pub digests: Vec<(EntityId, Symbol)>,
    /// The keys of things of which a claim was left out because of a fault: what they lack is no further fault.
    pub incomplete: BTreeSet<String>,
    /// The tag of the language of its names; empty where the manifest states none, which is taken as English.
    pub language: String,
}

impl DatasetBuilder {
    /// Leaves out claims, and every claim about them: about nothing, nothing is said. Returns the new ids, by the old ones.
    ///
    /// Costs one pass over the claims, however many are left out.
    pub fn leave_out(&mut self, mut lost: Vec<ClaimId>) -> Vec<Option<ClaimId>> {
        let ends = |claim: &Claim| match claim.value {
            Value::Thing(object) => [Some(claim.subject), Some(object)],
            _ => [Some(claim.subject), None],
        };
        let mut about: Vec<(ClaimId, ClaimId)> = Vec::new();
        for (i, claim) in self.claims.iter().enumerate() {
            let below = ends(claim).into_iter().flatten().filter_map(|end| match end {
                Thing::Claim(id) => Some(id),
                Thing::Entity(_) => None,
            });
            about.extend(below.map(|id| (id, ClaimId(i as u32))));
        }
        about.sort_unstable();
        let mut kept = vec![true; self.claims.len()];
        while let Some(id) = lost.pop() {
            if std::mem::replace(&mut kept[id.index()], false) {
                let first = about.partition_point(|(below, _)| *below < id);
                lost.extend(
                    about[first..].iter().take_while(|(below, _)| *below == id).map(|(_, claim)| claim),
                );
            }
        }
        let mut next = 0;
        let new_ids: Vec<Option<ClaimId>> = kept
            .iter()
            .map(|kept| {
                let id = kept.then_some(ClaimId(next));
                next += u32::from(*kept);
                id
            })
            .collect();
        let mut kept = kept.into_iter();
        self.claims.retain(|_| kept.next().unwrap_or(true));
        let renew = |thing: &mut Thing| {
            if let Thing::Claim(id) = thing {
                *id = new_ids.get(id.index()).copied().flatten().unwrap_or(*id);
            }
        };
        for claim in &mut self.claims {
            renew(&mut claim.subject);
            if let Value::Thing(object) = &mut claim.value {
                renew(object);
            }
        }
        new_ids
    }

    /// Takes the claims of another draft, which refer to the entities of this one and quote nothing.
    pub fn append(&mut self, other: Self) {
        let Self { texts, details, claims, .. } = self;
        let mut known: Vec<Option<Symbol>> = vec![None; other.texts.len()];
        let mut renew = |texts: &mut Interner, symbol: &mut Symbol| {
            *symbol = *known[symbol.index()].get_or_insert_with(|| texts.intern(other.texts.get(*symbol)));
        };
        let first = details.len();
        for mut claim in other.claims {
            claim.key = texts.push(other.texts.get(claim.key));
            claim.value.renew(&mut |symbol| renew(texts, symbol));
            claim.details = claim.details.map(|id| DetailsId::at(first + id.index()));
            claims.push(claim);
        }
        for mut other in other.details {
            other.renew(&mut |symbol| renew(texts, symbol));
            details.push(other);
        }
    }

    /// Sorts entities and claims by key and renumbers every reference.
    ///
    /// Costs one sort of the keys; entities and claims keep their ids if they were sorted already.
    pub fn finish(mut self) -> Dataset {
        let entity_ids = sort_by_key(&mut self.entities, &self.texts, |e| e.key);
        let claim_ids = sort_by_key(&mut self.claims, &self.texts, |c| c.key);
        self.renumber(|id| EntityId(entity_ids[id.index()]), |id| ClaimId(claim_ids[id.index()]));
        self.digests.sort_by_key(|d| d.0);
        Dataset::of(self)
    }
}

/// Sorts rows by the text of their key; returns, for each old index, the new one.
fn sort_by_key<T: Sync>(rows: &mut [T], texts: &Interner, key: impl Fn(&T) -> Symbol + Sync) -> Vec<u32> {
    // The first eight bytes of a key in two halves, and its row: this is when a large graph takes most memory.
    let placed = |(i, row): (usize, &T)| {
        let first = first_bytes(texts.get(key(row)));
        ([(first >> 32) as u32, first as u32], i as u32)
    };
    let mut order: Vec<([u32; 2], u32)> = rows.iter().enumerate().map(placed).collect();
    let keys = |i: u32| texts.get(key(&rows[i as usize]));
    let compare = |a: &([u32; 2], u32), b: &([u32; 2], u32)| {
        a.0.cmp(&b.0).then_with(|| keys(a.1).cmp(keys(b.1)).then(a.1.cmp(&b.1)))
    };
    sort_on_two_threads(&mut order, compare);
    let mut new_index = vec![0; rows.len()];
    for (new, (_, old)) in order.iter().enumerate() {
        new_index[*old as usize] = new as u32;
    }
    drop(order);
    // Row by row to its place, along the cycles of the permutation: a second copy of all rows would be the most
    // memory that a build takes.
    let mut left = new_index.clone();
    for at in 0..left.len() {
        while left[at] as usize != at {
            let to = left[at] as usize;
            rows.swap(at, to);
            left.swap(at, to);
        }
    }
    new_index
}

/// Sorts rows of which no two are equal, each half on a thread of its own.
fn sort_on_two_threads<T: Send>(rows: &mut [T], compare: impl Fn(&T, &T) -> Ordering + Sync) {
    if rows.len() < 100_000 || thread::available_parallelism().map_or(1, usize::from) == 1 {
        return rows.sort_unstable_by(compare);
    }
    rows.select_nth_unstable_by(rows.len() / 2, &compare);
    let (first, second) = rows.split_at_mut(rows.len() / 2);
    thread::scope(|threads| {
        threads.spawn(|| first.sort_unstable_by(&compare));
        second.sort_unstable_by(&compare);
    });
}

/// The content of a graph. Invariant: entities and claims are sorted by key, and nothing changes any more.
#[derive(Clone, Debug)]
pub struct Dataset {
    draft: DatasetBuilder,
    /// Where the keys of entities stand: nearly everything that is written names one.
    key_places: Box<[(u32, u32)]>,
    /// How its quotes write its names: read when a sentence is first made.
    usage: OnceLock<Usage>,
}

impl Dataset {
    /// Of a draft whose entities and claims are sorted.
    fn of(draft: DatasetBuilder) -> Self {
        let key_places = draft.entities.iter().map(|e| draft.texts.place(e.key)).collect();
        Self { draft, key_places, usage: OnceLock::new() }
    }

    /// Whether a claim about a thing was left out because of a fault.
    pub fn is_incomplete(&self, thing: Thing) -> bool {
        self.draft.incomplete.contains(self.key(thing))
    }

    /// The dataset without some claims, and without every claim about them. What was decided between several stays so between those
    /// that are left, where these are two or more and one that was found to hold is among them.
    ///
    /// Costs a copy of the dataset.
    #[must_use]
    pub fn without(&self, left_out: impl Fn(ClaimId) -> bool) -> Self {
        let mut draft = self.draft.clone();
        let new_ids = draft.leave_out(self.claim_ids().filter(|id| left_out(*id)).collect());
        draft.resolutions.retain_mut(|resolution| resolution.leave_out(&new_ids));
        Self { draft, key_places: self.key_places.clone(), usage: OnceLock::new() }
    }

    /// How its quotes write its names.
    pub(super) fn usage(&self) -> &Usage {
        self.usage.get_or_init(|| Usage::of(self))
    }

    /// Whether sentences follow the grammar of English.
    pub fn is_english(&self) -> bool {
        is_english(&self.draft.language)
    }

    /// The tag of the language that its names and sentences are in, for pages and figures.
    pub fn language(&self) -> &str {
        if self.draft.language.is_empty() { ENGLISH } else { &self.draft.language }
    }

    /// Whether a claim can hold on some day of a date: it has not ended before it and does not begin after it.
    pub fn may_hold(&self, id: ClaimId, date: PartialDate) -> bool {
        self.details(self.claim(id)).is_none_or(|d| {
            !d.from.is_some_and(|from| from.is_after(date))
                && !d.until.is_some_and(|until| date.is_after(until))
        })
    }

    /// Decisions of curators, in the order of the files.
    pub fn resolutions(&self) -> &[Resolution] {
        &self.draft.resolutions
    }

    /// Whose words a passage is in, quotation marks apart: those of the voice of its section or source, where one is declared.
    pub fn voice_of(&self, passage: &Passage) -> Option<EntityId> {
        let of_section = passage.section.and_then(|s| self.section(s).voice);
        of_section.or(self.entity(passage.source).voice)
    }

    /// Whether a claim has its speaker's own words: its source has them inside quotation marks, and the speaker is another.
    pub fn is_verbatim(&self, claim: &Claim) -> bool {
        claim.passage.map(|p| self.passage(p)).is_some_and(|passage| {
            let voice = self.voice_of(passage);
            passage.marks == Some(Marks::Inside) && voice.is_some_and(|voice| voice != claim.speaker)
        })
    }

    /// The text of a symbol.
    pub fn text(&self, symbol: Symbol) -> &str {
        self.draft.texts.get(symbol)
    }

    /// An amount as it is written.
    pub fn amount(&self, amount: Amount) -> String {
        let mut out = String::new();
        amount.push_to(&mut out, &self.draft.texts);
        out
    }

    /// All entities, sorted by key.
    pub fn entities(&self) -> &[Entity] {
        &self.draft.entities
    }

    /// All claims, sorted by key.
    pub fn claims(&self) -> &[Claim] {
        &self.draft.claims
    }

    /// All sections, in the order of the files.
    pub fn sections(&self) -> &[Section] {
        &self.draft.sections
    }

    /// All passages.
    pub fn passages(&self) -> &[Passage] {
        &self.draft.passages
    }

    /// The digests of the texts of sources, sorted by source.
    pub fn digests(&self) -> &[(EntityId, Symbol)] {
        &self.draft.digests
    }

    /// An entity.
    pub fn entity(&self, id: EntityId) -> &Entity {
        &self.draft.entities[id.index()]
    }

    /// What the record of a source says of a part of its publication.
    pub fn published(&self, id: EntityId, part: PublishedField) -> Option<&str> {
        let mut published = self.entity(id).published.iter().flat_map(|p| p.iter());
        published.find(|(field, _)| *field == part).map(|(_, text)| self.text(*text))
    }

    /// When a source was published, where its record says so.
    pub fn dated(&self, id: EntityId) -> Option<PartialDate> {
        self.published(id, PublishedField::Date).and_then(PartialDate::parse)
    }

    /// When a source was published; else when its text was taken, as it was there by then.
    pub fn time_of_source(&self, id: EntityId) -> Option<PartialDate> {
        let retrieved = || self.published(id, PublishedField::Retrieved).and_then(PartialDate::parse);
        self.dated(id).or_else(retrieved)
    }

    /// A claim.
    pub fn claim(&self, id: ClaimId) -> &Claim {
        &self.draft.claims[id.index()]
    }

    /// A section.
    pub fn section(&self, id: SectionId) -> &Section {
        &self.draft.sections[id.index()]
    }

    /// A passage.
    pub fn passage(&self, id: PassageId) -> &Passage {
        &self.draft.passages[id.index()]
    }

    /// The further details of a claim, where it has any.
    pub fn details(&self, claim: &Claim) -> Option<&ClaimDetails> {
        claim.details.map(|d| &self.draft.details[d.index()])
    }

    /// The key of an entity or claim.
    pub fn key(&self, thing: Thing) -> &str {
        match thing {
            Thing::Entity(id) => self.draft.texts.at(self.key_places[id.index()]),
            Thing::Claim(id) => self.text(self.claim(id).key),
        }
    }

    /// The name of an entity for readers; a claim is called by its key.
    pub fn name(&self, thing: Thing) -> &str {
        match thing {
            Thing::Entity(id) => self.text(self.entity(id).name),
            Thing::Claim(_) => self.key(thing),
        }
    }

    /// The other names of an entity for readers: those that it also has, then its names in other languages: `Gweithdy (cy)`.
    pub fn other_names(&self, entity: &Entity) -> Vec<String> {
        let is_tagged = |name: &&Symbol| entity.also_tagged.iter().any(|(_, tagged)| tagged == *name);
        let also = entity.also.iter().filter(|name| !is_tagged(name)).map(|name| self.text(*name).to_owned());
        let others = entity.names.iter().filter(|(_, name)| *name != entity.name);
        let others = others.chain(&entity.also_tagged);
        also.chain(others.map(|(tag, name)| format!("{} ({})", self.text(*name), self.text(*tag)))).collect()
    }

    /// The entity or claim with a key. Costs two binary searches.
    pub fn find(&self, key: &str) -> Option<Thing> {
        let entity = self.entities().binary_search_by(|e| self.text(e.key).cmp(key)).ok();
        let claim = || self.claims().binary_search_by(|c| self.text(c.key).cmp(key)).ok();
        entity
            .map(|i| Thing::Entity(EntityId(i as u32)))
            .or_else(|| claim().map(|i| Thing::Claim(ClaimId(i as u32))))
    }

    /// Ids of all claims, in the order of keys.
    pub fn claim_ids(&self) -> impl Iterator<Item = ClaimId> + use<> {
        (0..self.draft.claims.len() as u32).map(ClaimId)
    }

    /// Ids of all entities, in the order of keys.
    pub fn entity_ids(&self) -> impl Iterator<Item = EntityId> + use<> {
        (0..self.draft.entities.len() as u32).map(EntityId)
    }
}
