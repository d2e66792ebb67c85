//! What follows from a checked dataset: RDF in three layers, the store, inference and rules, shapes.
//!
//! Goes in: what [`compile`](crate::compile) makes. Comes out: quads, derivations with their proofs, and the results of shapes;
//! [`graph`] holds them together. Knows no form of output.

pub mod graph;
pub mod infer;
pub mod rdf;
pub mod rules;
pub mod selection;
pub mod shapes;
pub mod store;
