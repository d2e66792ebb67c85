//! Remit builds knowledge graphs in which every fact can be checked.
//!
//! Cited claims in plain text files go in; a checked dataset comes out, and from it RDF in three layers, answers to SPARQL,
//! a typed graph, and figures in which every edge opens the words it rests on.
//!
//! Data flows one way, floor by floor: [`model`] holds plain values, [`compile`] makes a checked dataset of texts, [`derive`](mod@derive)
//! adds what follows, [`explore`] answers, [`render`] writes the answers down, [`project`] is the folder and its outputs, [`cli`] is
//! for people. ARCHITECTURE.md states the floors and the invariants; a test enforces them.
//!
//! # Cargo features
//!
//! - `default`: none of those below.
//! - `parquet`: [Parquet](https://parquet.apache.org) among the forms of [`render::export`].

pub mod cli;
pub mod compile;
pub mod derive;
pub mod explore;
pub mod model;
pub mod project;
pub mod render;
