//! Data to RDF by a mapping in RML: a mapping file becomes a plan, the plan turns rows of sources into quads.
//!
//! [`load()`] reads a mapping, [`run()`] applies it. The steps in their order: `load/` (Turtle to a [`Plan`]), `source/` (files to
//! rows), `term.rs` (a row to terms), `run.rs` (terms to quads, joins), `write.rs` (quads to where they go). Whoever needs to know
//! where each triple comes from calls [`visit()`] instead.
//! Deliberately knows nothing of projects, claims and ontologies, and opens no file: those of the sources are opened by [`Open`], those
//! of the output are made by [`Spool`]. Databases and Parquet are opened by their libraries.

mod canonical;
mod distinct;
mod encode;
mod fault;
mod join;
mod load;
mod nothing;
mod pack;
mod plan;
mod provenance;
mod row;
mod run;
mod source;
mod term;
mod visit;
mod write;

pub use fault::{DataPlace, Fault, Place, Spot};
pub use load::load;
pub use pack::{is_lines, packed};
pub use plan::{FilePlace, Plan, Root};
pub use provenance::provenance;
pub use run::{Options, RunError, Shard, Summary, run};
pub use source::Open;
pub use visit::{Made, MadeQuad, MadeTerm, MadeValue, Visited, visit};
pub use write::{Scratch, Spool, Unnamed};
