//! The claim: one statement that one source makes in its own words, with all that an analyst asks of it.
//!
//! Ids are small numbers; what they stand for is in the [`Dataset`](super::dataset::Dataset) and the ontology.

use std::num::NonZeroU32;

use super::amount::Amount;
use super::date::PartialDate;
use super::record::Origin;
use super::text::Symbol;

macro_rules! id {
    ($(#[$doc:meta] $name:ident($inner:ty);)+) => {$(
        #[$doc]
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub $inner);

        impl $name {
            /// The id as an index.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    )+};
}

id! {
    /// A class of the ontology.
    ClassId(u16);
    /// A property of the ontology.
    PropertyId(u16);
    /// A status of the ontology.
    StatusId(u16);
    /// A qualifier of the ontology.
    QualifierId(u16);
    /// An entity of a dataset; in a finished dataset the order of ids is the order of keys.
    EntityId(u32);
    /// A claim of a dataset; in a finished dataset the order of ids is the order of keys.
    ClaimId(u32);
    /// A section of a source.
    SectionId(u32);
    /// A passage of a source: the words that claims quote.
    PassageId(u32);
    /// A derivation; the order of ids is the order of triples, as N-Triples writes them.
    DerivationId(u32);
    /// A rule by which something is derived.
    RuleId(u16);
}

/// The further details of a claim; it takes four bytes also where there may be none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DetailsId(NonZeroU32);

impl DetailsId {
    /// The id of the details that have an index.
    pub fn at(index: usize) -> Self {
        Self(NonZeroU32::MIN.saturating_add(index as u32))
    }

    /// The id as an index.
    pub fn index(self) -> usize {
        (self.0.get() - 1) as usize
    }
}

/// What a claim can be about: an entity, or another claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Thing {
    /// An entity.
    Entity(EntityId),
    /// A claim.
    Claim(ClaimId),
}

/// An amount of money, with its basis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Money {
    /// The amount as it is written.
    pub amount: Amount,
    /// The ISO 4217 code.
    pub currency: Symbol,
    /// `total`, or the span of time that the amount recurs in, such as `year`.
    pub per: Symbol,
}

impl Money {
    /// Puts other symbols in the place of its own.
    fn renew(&mut self, renew: &mut impl FnMut(&mut Symbol)) {
        self.amount.renew(renew);
        renew(&mut self.currency);
        renew(&mut self.per);
    }
}

/// What a claim says of its subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// Another thing.
    Thing(Thing),
    /// A text.
    Text(Symbol),
    /// A decimal number, as written.
    Decimal(Symbol),
    /// A whole number.
    Count(i64),
    /// True or false.
    Boolean(bool),
    /// A date at the precision known.
    Date(PartialDate),
    /// A span of time, such as `P3Y`.
    Duration(Symbol),
    /// The address of something outside the graph.
    Iri(Symbol),
    /// An amount of money.
    Money(Money),
}

impl Value {
    /// The thing that it is.
    pub fn thing(self) -> Option<Thing> {
        match self {
            Self::Thing(thing) => Some(thing),
            _ => None,
        }
    }

    /// Puts other symbols in the place of its own.
    pub(super) fn renew(&mut self, renew: &mut impl FnMut(&mut Symbol)) {
        match self {
            Self::Text(text) | Self::Decimal(text) | Self::Duration(text) | Self::Iri(text) => renew(text),
            Self::Money(money) => money.renew(renew),
            Self::Thing(_) | Self::Count(_) | Self::Boolean(_) | Self::Date(_) => {}
        }
    }
}

/// One claim.
#[derive(Clone, Debug)]
pub struct Claim {
    /// The key, given by hand or derived from the content.
    pub key: Symbol,
    /// What it is about.
    pub subject: Thing,
    /// The property.
    pub predicate: PropertyId,
    /// The value.
    pub value: Value,
    /// The source that is cited.
    pub source: EntityId,
    /// The words it rests on; none where the source is a register.
    pub passage: Option<PassageId>,
    /// Whose voice it is.
    pub speaker: EntityId,
    /// How firm it is.
    pub status: StatusId,
    /// False where the source denies it.
    pub affirmed: bool,
    /// Time, numbers and remarks, where there are any.
    pub details: Option<DetailsId>,
    /// Where the record stands.
    pub origin: Origin,
}

/// The rarer fields of a claim.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ClaimDetails {
    /// The page or place in the source, as a reader would look it up.
    pub page: Option<Symbol>,
    /// Who reports the speaker's view in plain words.
    pub reported_by: Option<EntityId>,
    /// When it begins to hold.
    pub from: Option<PartialDate>,
    /// When it ceases to hold.
    pub until: Option<PartialDate>,
    /// By when it is to be done.
    pub deadline: Option<PartialDate>,
    /// Whether each of these three dates is a default of the file rather than of the record.
    pub default_dates: [bool; 3],
    /// A relative expression of time.
    pub when: Option<Symbol>,
    /// Money that goes with the claim without being its value.
    pub money: Option<Money>,
    /// A number that goes with the claim without being its value.
    pub count: Option<i64>,
    /// How the number or the thing is qualified.
    pub qualifier: Option<QualifierId>,
    /// The position in an ordered property, from 1.
    pub position: Option<u32>,
    /// The tag of the language that its value, a text, is said to be in.
    pub language: Option<Symbol>,
    /// That of the remark.
    pub note_language: Option<Symbol>,
    /// A remark of the curator.
    pub note: Option<Symbol>,
    /// Why the curator doubts it.
    pub doubt: Option<Symbol>,
}

impl ClaimDetails {
    /// Puts other symbols in the place of its own.
    pub(super) fn renew(&mut self, renew: &mut impl FnMut(&mut Symbol)) {
        let Self { page, when, language, note_language, note, doubt, .. } = self;
        [page, when, language, note_language, note, doubt].into_iter().flatten().for_each(&mut *renew);
        if let Some(money) = &mut self.money {
            money.renew(renew);
        }
    }
}
