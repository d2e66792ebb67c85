//! The graph as RDF: which IRIs things have, and which quads a dataset comes to, in one fixed order.
//!
//! Goes in: a dataset, its ontology, and what rules derived. Comes out: quads of `oxrdf`, handed to a sink one by one,
//! sorted by graph, subject, predicate and object, without repetition and without blank nodes. The three layers of the
//! claim model are three named graphs. Deliberately knows no file format but N-Triples, and no store.

mod disagreements;
mod evidence;
mod part;
mod prefixes;
mod project;
mod term;
mod triple;

pub use disagreements::project_disagreements;
pub use part::Part;
pub use prefixes::{Prefixes, Usage};
pub use project::{
    GraphRef, Whole, claim_triple, derivation_key, money_name, project, project_derived, project_layer,
};
pub use term::{IriFamily, Layer, Node, Parsed, passage_key, to_ntriples, write_ntriples};
pub use triple::thing_of;
