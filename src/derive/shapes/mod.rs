//! Shapes: constraints in SHACL, held against a graph (<https://www.w3.org/TR/shacl/>, Core and SHACL-SPARQL).
//!
//! Goes in: Turtle files with shapes, and triples in N-Triples form. Comes out: validation results, and from them faults
//! that point at the claim to mend. What of SHACL is not supported is a fault, never passed over.
//! Deliberately has a graph of its own ([`Graph`]), so that any data can be validated, and fetches nothing.

mod cardinality;
mod closed;
mod component;
mod custom;
mod data;
mod diagnostics;
mod graph;
mod labels;
mod literal;
mod logic;
mod pair;
mod parameter;
mod path;
mod prebind;
mod provenance;
mod qualified;
mod query;
mod range;
mod read;
mod references;
mod report;
mod shape;
mod shapes_graph;
mod sparql;
mod text;
mod validate;
mod value;
mod vocabulary;
mod vocabulary_check;
mod walk;

pub use data::data;
pub use diagnostics::diagnostics;
pub use graph::{Builder, Graph};
pub use path::Path;
pub use query::doubts;
pub use read::load;
pub use report::report;
pub use shape::{Message, ShapeId, Shapes, ValidationResult};
pub use validate::validate;
