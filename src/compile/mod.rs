//! Texts to a checked dataset: the straight line, pure.
//!
//! Goes in: files as values. Comes out: an ontology, a dataset, its disagreements and every fault with its place.
//! [`mod@build`] names the steps in their order. Touches no disk, clock or environment.

pub mod build;
pub mod check;
pub mod disagree;
pub mod draft;
pub mod evidence;
pub mod format;
pub mod input;
pub mod map;
pub mod mapping;
pub mod ontology;
pub mod quoted;
pub mod read;
pub mod schema;
