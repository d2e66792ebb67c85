//! The fields of a claim, in one table.
//!
//! What records may say, what claim nodes have in RDF, the columns of tables and exports, what rules and shapes know of claims
//! and what readers are shown follow from it. Deliberately knows no ontology and no syntax: values are ids and symbols.

use super::claim::{Claim, Money, PassageId, PropertyId, QualifierId, SectionId, StatusId, Thing, Value};
use super::dataset::Dataset;
use super::date::PartialDate;
use super::standing::{ClaimStanding, Standing};
use super::text::Symbol;
use super::vocab::{prov, rdf, remit, schema, skos};

/// Gets what a claim has in a field.
pub type Get<T> = fn(&Claim, &Dataset) -> Option<T>;

/// What a field holds, and how a claim gives it.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// A text, or a number exactly as it was written.
    Text(Get<Symbol>),
    /// An entity or claim.
    Thing(Get<Thing>),
    /// A property of the ontology.
    Property(Get<PropertyId>),
    /// The value of the claim, of any form.
    Value(Get<Value>),
    /// An amount of money.
    Money(Get<Money>),
    /// A whole number.
    Whole(Get<i64>),
    /// A qualifier of the ontology.
    Qualifier(Get<QualifierId>),
    /// A section of the source.
    Section(Get<SectionId>),
    /// The passage with the words.
    Passage(Get<PassageId>),
    /// A status of the ontology.
    Status(Get<StatusId>),
    /// Whether the source affirms it.
    Polarity(Get<bool>),
    /// A date at the precision known.
    Date(Get<PartialDate>),
    /// How it stands.
    Standing(fn(ClaimStanding) -> Standing),
    /// Whether something is so of it, or of how it stands.
    Flag(fn(&Claim, &Dataset, ClaimStanding) -> bool),
}

/// Fields that are listed side by side; who lists fields has an order of blocks, and within each the order of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Block {
    /// What is said of what.
    Statement,
    /// Numbers, and how they are qualified.
    Quantity,
    /// Where the words are; each of these fields lies within the one before.
    Place,
    /// The words.
    Words,
    /// What makes the words unique.
    Context,
    /// Where the text has the words.
    Span,
    /// Whose voice it is.
    Voice,
    /// How firm it is.
    Firmness,
    /// Whether it is affirmed.
    Polarity,
    /// How it stands.
    Standing,
    /// Whether it is disputed.
    Dispute,
    /// When it holds.
    Time,
    /// Its place among others.
    Order,
    /// What the curator adds.
    Remark,
}

/// Whether a record has a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Every record of a claim has it.
    Required,
    /// Whether it is needed depends on the property or the source.
    Conditional,
    /// A record may leave it out.
    Optional,
    /// No record has it: it is found; faults of it point at another field.
    Computed(ClaimField),
}

/// What the table says of a field.
struct Row {
    key: &'static str,
    block: Block,
    presence: Presence,
    /// The property of claim nodes that gives it.
    property: Option<&'static str>,
    kind: Kind,
}

impl Kind {
    /// What a claim has in a field of this kind, where that is of a form that values of claims have.
    pub fn value(self, claim: &Claim, dataset: &Dataset) -> Option<Value> {
        match self {
            Self::Text(get) => get(claim, dataset).map(Value::Text),
            Self::Thing(get) => get(claim, dataset).map(Value::Thing),
            Self::Value(get) => get(claim, dataset),
            Self::Money(get) => get(claim, dataset).map(Value::Money),
            Self::Whole(get) => get(claim, dataset).map(Value::Count),
            Self::Date(get) => get(claim, dataset).map(Value::Date),
            _ => None,
        }
    }
}

macro_rules! fields {
    ($($field:ident $key:literal $block:ident $presence:expr, $property:expr, $kind:ident $get:expr;)+) => {
        /// A field of a claim.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum ClaimField { $(
            #[doc = concat!("`", $key, "`.")]
            $field,
        )+ }

        impl ClaimField {
            /// All fields, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$field,)+];
        }

        const ROWS: &[Row] = &[$(Row {
            key: $key,
            block: Block::$block,
            presence: $presence,
            property: $property,
            kind: Kind::$kind($get),
        },)+];
    };
}

use ClaimField as F;
use Presence::{Computed, Conditional, Optional, Required};

// Keys of claims that are derived from their content hash the fields in this order: a new one may come anywhere, the others
// keep their order.
fields! {
    Id         "id"          Statement Optional,            None,                           Text      |c, _| Some(c.key);
    Subject    "subject"     Statement Required,            Some(rdf::SUBJECT),             Thing     |c, _| Some(c.subject);
    Predicate  "predicate"   Statement Required,            Some(rdf::PREDICATE),           Property  |c, _| Some(c.predicate);
    Object     "object"      Statement Conditional,         Some(rdf::OBJECT),              Value     |c, _| Some(c.value);
    Amount     "amount"      Quantity  Conditional,         Some(remit::MONEY),             Money     money;
    Currency   "currency"    Quantity  Conditional,         None,                           Text      |c, d| Some(money(c, d)?.currency);
    Per        "per"         Quantity  Conditional,         None,                           Text      |c, d| Some(money(c, d)?.per);
    Count      "count"       Quantity  Conditional,         Some(remit::COUNT),             Whole     count;
    Qualifier  "qualifier"   Quantity  Optional,            Some(remit::QUALIFIER),         Qualifier |c, d| d.details(c)?.qualifier;
    Source     "source"      Place     Required,            Some(prov::WAS_QUOTED_FROM),    Thing     |c, _| Some(Thing::Entity(c.source));
    Section    "section"     Place     Conditional,         Some(remit::SECTION),           Section   |c, d| d.passage(c.passage?).section;
    Page       "page"        Place     Optional,            Some(remit::PAGE),              Text      |c, d| d.details(c)?.page;
    Quote      "quote"       Words     Conditional,         Some(remit::QUOTE),             Text      |c, d| Some(d.passage(c.passage?).quote);
    Prefix     "prefix"      Context   Optional,            None,                           Text      |c, d| d.passage(c.passage?).prefix;
    Suffix     "suffix"      Context   Optional,            None,                           Text      |c, d| d.passage(c.passage?).suffix;
    Evidence   "evidence"    Context   Computed(F::Quote),  Some(remit::EVIDENCE),          Passage   |c, _| c.passage;
    Start      "start"       Span      Computed(F::Quote),  None,                           Whole     |c, d| Some(d.passage(c.passage?).position?.0.into());
    End        "end"         Span      Computed(F::Quote),  None,                           Whole     |c, d| Some(d.passage(c.passage?).position?.1.into());
    Speaker    "speaker"     Voice     Required,            Some(remit::SPEAKER),           Thing     |c, _| Some(Thing::Entity(c.speaker));
    Attributed "attributed-to" Context Computed(F::Speaker), Some(prov::WAS_ATTRIBUTED_TO), Thing   |c, d| Some(Thing::Entity(c.speaker)).filter(|_| d.entity(c.speaker).is_agent);
    Verbatim   "verbatim"    Voice     Computed(F::Quote),  Some(remit::VERBATIM),          Flag      |c, d, _| d.is_verbatim(c);
    ReportedBy "reported-by" Voice     Optional,            Some(remit::REPORTED_BY),       Thing     |c, d| d.details(c)?.reported_by.map(Thing::Entity);
    Status     "status"      Firmness  Required,            Some(remit::STATUS),            Status    |c, _| Some(c.status);
    Polarity   "polarity"    Polarity  Optional,            Some(remit::POLARITY),          Polarity  |c, _| Some(c.affirmed);
    Standing   "standing"    Standing  Computed(F::Id),     Some(remit::STANDING),          Standing  ClaimStanding::standing;
    Disputed   "disputed"    Dispute   Computed(F::Id),     Some(remit::DISPUTED),          Flag      |_, _, s| s.disputed;
    From       "from"        Time      Optional,            Some(remit::FROM),              Date      |c, d| d.details(c)?.from;
    Until      "until"       Time      Optional,            Some(remit::UNTIL),             Date      |c, d| d.details(c)?.until;
    Deadline   "deadline"    Time      Optional,            Some(remit::DEADLINE),          Date      |c, d| d.details(c)?.deadline;
    When       "when"        Time      Optional,            Some(remit::WHEN),              Text      |c, d| d.details(c)?.when;
    Position   "position"    Order     Conditional,         Some(schema::POSITION),         Whole     |c, d| Some(d.details(c)?.position?.into());
    Note       "note"        Remark    Optional,            Some(skos::NOTE),               Text      |c, d| d.details(c)?.note;
    Doubt      "doubt"       Remark    Optional,            Some(remit::DOUBT),             Text      |c, d| d.details(c)?.doubt;
}

/// The amount of a claim: its value, or what goes with it.
fn money(claim: &Claim, dataset: &Dataset) -> Option<Money> {
    match claim.value {
        Value::Money(money) => Some(money),
        _ => dataset.details(claim)?.money,
    }
}

/// The number of a claim: its value, or what goes with it.
fn count(claim: &Claim, dataset: &Dataset) -> Option<i64> {
    match claim.value {
        Value::Count(number) => Some(number),
        _ => dataset.details(claim)?.count,
    }
}

impl ClaimField {
    /// The fields of some blocks, block by block.
    pub fn of_blocks(blocks: &[Block]) -> impl Iterator<Item = Self> + '_ {
        blocks.iter().flat_map(|block| Self::ALL.iter().copied().filter(|f| f.block() == *block))
    }

    /// The fields that a record may have.
    pub fn of_records() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|f| !matches!(f.presence(), Computed(_)))
    }

    /// The field that records call by a key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::of_records().find(|f| f.key() == key)
    }

    /// The field that a property of claim nodes gives.
    pub fn from_property(iri: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|f| f.property() == Some(iri))
    }

    /// The field in which a record gives a value.
    pub fn of_value(value: Value) -> Self {
        match value {
            Value::Money(_) => Self::Amount,
            Value::Count(_) => Self::Count,
            _ => Self::Object,
        }
    }

    fn row(self) -> &'static Row {
        &ROWS[self as usize]
    }

    /// Its key in records, and its name in tables.
    pub fn key(self) -> &'static str {
        self.row().key
    }

    /// The fields that it is listed with.
    pub fn block(self) -> Block {
        self.row().block
    }

    /// Whether a record has it.
    pub fn presence(self) -> Presence {
        self.row().presence
    }

    /// What it holds.
    pub fn kind(self) -> Kind {
        self.row().kind
    }

    /// The field of a record that gives it.
    #[must_use]
    pub fn given_by(self) -> Self {
        match self.presence() {
            Computed(other) => other,
            _ => self,
        }
    }

    /// The IRI of the property of claim nodes that gives it; none where no node has it, or another field's node has it.
    pub fn property(self) -> Option<&'static str> {
        self.row().property
    }

    /// Whether nothing but claims has its property: entities have notes and positions, derivations a subject.
    pub fn is_of_claims_alone(self) -> bool {
        let own = [remit::NAMESPACE, prov::NAMESPACE];
        self.property().is_some_and(|p| own.iter().any(|n| p.starts_with(n)))
    }
}
