//! `R072`: things that have themselves as a value of a property that joins two (`owl:IrreflexiveProperty`).

use crate::compile::ontology::{Exclusion, Ontology};
use crate::model::claim::{PropertyId, Value};
use crate::model::code::Code;
use crate::model::dataset::Dataset;
use crate::model::diagnostic::{Diagnostic, Location};

/// The subject of an irreflexive or asymmetric property, or of one below it, must not be its value.
pub(super) fn values(dataset: &Dataset, ontology: &Ontology, faults: &mut Vec<Diagnostic>) {
    for claim in dataset.claims().iter().filter(|c| c.affirmed && c.value == Value::Thing(c.subject)) {
        let property = ontology.property(claim.predicate);
        let is_excluded = |property: &PropertyId| {
            ontology.property(*property).comparison.excludes.contains(&Exclusion::Itself)
        };
        if property.ancestors.iter().any(is_excluded) {
            let name = dataset.key(claim.subject);
            let message = format!("`{name}` cannot have itself as a value of `{}`", property.key);
            faults.push(
                Diagnostic::new(Code::R072, Location::Field(claim.origin, "object"), message)
                    .expected("another value"),
            );
        }
    }
}
