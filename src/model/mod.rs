//! Plain values that every other part speaks in: names, places, records, claims, datasets, diagnostics.
//!
//! Goes in and out: nothing; these are the values themselves. Deliberately knows no file system, no syntax,
//! no ontology and no RDF store.

pub mod address;
pub mod amount;
pub mod claim;
pub mod code;
pub mod components;
pub mod dataset;
pub mod date;
pub mod derivation;
pub mod diagnostic;
pub mod disagreement;
pub mod english;
pub mod escape;
pub mod fields;
pub mod file;
pub mod fix;
pub mod header;
pub mod lexical;
pub mod licence;
pub mod mention;
pub mod nearest;
pub mod number;
pub mod published;
pub mod quantity;
pub mod quote;
pub mod record;
pub mod standard;
pub mod standing;
pub mod template;
pub mod text;
pub mod tokens;
pub mod triple;
pub mod vocab;
pub mod words;
