//! Inference from what the ontology declares of properties: symmetry, inverses, transitivity, chains, wider properties.
//!
//! Goes in: [`Facts`], triples as small numbers with the claims that state them, and the [`axioms`] of an ontology. Comes
//! out: the same facts with what follows, each with its direct premises. Triples are joined as they come, each pair once
//! (semi-naive evaluation), so that further facts may be added at any time. Deliberately knows no dataset, no SPARQL and
//! no words of proofs; the class of a thing is no claim, so nothing is inferred about classes.

mod axiom;
mod closure;
mod facts;

pub use axiom::{Axiom, AxiomKind, axioms};
pub use closure::Closure;
pub use facts::{Facts, Inference, LimitReached, MAX_PROOFS, Premise, Proof, Triple};
