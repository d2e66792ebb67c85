//! Checks of the dataset as a whole: what follows from any ontology once all records are known.
//!
//! Goes in: a [`Dataset`] and its ontology. Comes out: faults. A check is one file and one line of `CHECKS`.
//! Deliberately knows no syntax; places are found again from the origin of each record.

mod cardinality;
mod itself;
mod labels;
mod order;

use crate::compile::ontology::Ontology;
use crate::model::dataset::Dataset;
use crate::model::diagnostic::Diagnostic;

/// A check of a dataset.
type Check = fn(&Dataset, &Ontology, &mut Vec<Diagnostic>);

/// All checks.
const CHECKS: &[Check] = &[labels::shared, order::gaps, cardinality::limits, itself::values];

/// Runs every check.
pub fn check(dataset: &Dataset, ontology: &Ontology) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for check in CHECKS {
        check(dataset, ontology, &mut faults);
    }
    faults
}
