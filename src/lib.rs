//! Remit builds knowledge graphs in which every fact can be checked.
//!
//! Cited claims in plain text files go in; a checked dataset comes out, and from it RDF in three layers, answers to SPARQL,
//! a typed graph, and figures in which every edge opens the words it rests on.
//!
//! Data flows one way: [`files`] → [`read`] → [`map`] → [`evidence`] → [`model::dataset`] → [`check`], in the order
//! that [`build`] names; then [`rdf`], [`store`], [`infer`], [`rules`], [`shapes`], [`questions`] and [`ask`], [`graph`], [`write`](mod@write), [`figure`] and
//! [`draw`] read what came of it. [`knowledge`] puts the parts together, [`cli`] is for people.
//! ARCHITECTURE.md tells the layers and the invariants; a test enforces them.

pub mod ask;
pub mod build;
pub mod check;
pub mod cli;
pub mod disagree;
pub mod draw;
pub mod evidence;
pub mod export;
pub mod figure;
pub mod files;
pub mod fragile;
pub mod graph;
pub mod infer;
pub mod knowledge;
pub mod map;
pub mod model;
pub mod ontology;
pub mod questions;
pub mod rdf;
pub mod read;
pub mod report;
pub mod rules;
pub mod shapes;
pub mod store;
pub mod write;
