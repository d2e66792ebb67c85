//! Triples as small numbers: things of the dataset and properties of the ontology by their ids, all else by a symbol.
//!
//! Deliberately knows no IRIs: what they are is the matter of `derive/rdf`.

use super::claim::{PropertyId, Thing};
use super::text::Symbol;

/// What a triple is about, or what it gives as value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Term {
    /// An entity or a claim.
    Thing(Thing),
    /// A literal, or an IRI that names neither: its N-Triples form among the texts that belong to the triple.
    Other(Symbol),
}

impl Term {
    /// The entity or claim, if it is one.
    pub fn thing(self) -> Option<Thing> {
        match self {
            Self::Thing(thing) => Some(thing),
            Self::Other(_) => None,
        }
    }
}

/// The property of a triple.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Predicate {
    /// A property of the ontology.
    Property(PropertyId),
    /// An IRI that the ontology does not declare, among the texts that belong to the triple.
    Other(Symbol),
}

impl Predicate {
    /// The property, if the ontology has it.
    pub fn property(self) -> Option<PropertyId> {
        match self {
            Self::Property(id) => Some(id),
            Self::Other(_) => None,
        }
    }
}

/// A triple, 24 bytes. The order of triples means nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Triple {
    /// What it is about.
    pub subject: Term,
    /// What it says of it.
    pub predicate: Predicate,
    /// The value.
    pub object: Term,
}
