//! Shapes: constraints in SHACL, held against a graph (<https://www.w3.org/TR/shacl/>, Core and SHACL-SPARQL).
//!
//! Goes in: Turtle files with shapes, and triples in N-Triples form. Comes out: validation results, and from them faults
//! that point at the claim to mend. What of SHACL is not supported is a fault, never passed over.
//! Deliberately has a graph of its own ([`Graph`]), so that any data can be validated, and fetches nothing.

mod cardinality;
mod claims;
mod closed;
mod component;
mod custom;
mod data;
mod graph;
mod lexical;
mod literal;
mod logic;
mod names;
mod pair;
mod parameter;
mod path;
mod prebind;
mod qualified;
mod query;
mod range;
mod read;
mod report;
mod shape;
mod source;
mod sparql;
mod tell;
mod text;
mod uses;
mod validate;
mod value;
mod vocabulary;
mod walk;
mod words;

pub use data::data;
pub use graph::{Builder, Graph};
pub use path::Path;
pub use read::load;
pub use report::report;
pub use shape::{Message, ShapeId, Shapes, ValidationResult};
pub use tell::tell;
pub use validate::validate;
