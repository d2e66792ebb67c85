//! Data to RDF by a mapping in RML: a mapping file becomes a plan, the plan turns rows of sources into quads.
//!
//! [`load`] reads a mapping, [`run`] applies it. The steps in their order: `load/` (Turtle to a [`Plan`]), `source/` (files to
//! rows), `term.rs` (a row to terms), `run.rs` (terms to quads, joins), `write.rs` (quads to where they go). Whoever needs to know
//! where each triple comes from calls [`visit`] instead.
//! Deliberately knows nothing of projects, claims and ontologies, and does not touch the disk: files are opened by [`Open`].

mod canonical;
mod encode;
mod fault;
mod join;
mod load;
mod pack;
mod plan;
mod provenance;
mod row;
mod run;
mod seen;
mod source;
mod term;
mod visit;
mod write;

pub use fault::{DataPlace, Fault, Place};
pub use load::load;
pub use pack::packed;
pub use plan::{FilePlace, Plan, Root};
pub use provenance::provenance;
pub use run::{Options, RunError, Summary, run};
pub use source::Open;
pub use visit::{Made, MadeQuad, MadeTerm, MadeValue, Visited, visit};
pub use write::{Memory, Sink};
