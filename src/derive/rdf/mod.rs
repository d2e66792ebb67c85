//! The graph as RDF: which IRIs things have, and which quads a dataset comes to, in one fixed order.
//!
//! Goes in: a dataset, its ontology, and what rules derived. Comes out: quads, handed to a sink one by one, sorted by
//! graph, subject, predicate and object, without repetition and without blank nodes. The three layers of the claim
//! model are three named graphs. Deliberately knows no serialization and no store.

mod disagreements;
mod prefixes;
mod project;
mod term;
mod triple;

pub use disagreements::project_disagreements;
pub use prefixes::Prefixes;
pub(crate) use project::is_plain;
pub use project::{Scope, claim_triple, derivation_key, plain_triple, project, project_derived};
pub use term::{Layer, Node, Quad, Space, Term, passage_key, write_node};
pub use triple::thing_of;
