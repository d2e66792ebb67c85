//! Terms of RDF as a well-kept library reads them: named here once, so that nothing else depends on where they come from.

pub use oxigraph::model::Literal;
