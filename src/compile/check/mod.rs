//! Checks of the dataset as a whole: what follows from any ontology once all records are known.
//!
//! Goes in: a [`Dataset`] and its ontology. Comes out: faults. A check is one file and one line of `CHECKS`.
//! Deliberately knows no syntax; places are found again from the origin of each record.

mod cardinality;
mod itself;
mod labels;
mod order;
mod voice;

use crate::compile::ontology::Ontology;
use crate::model::dataset::Dataset;
use crate::model::diagnostic::{Diagnostic, Severity};

/// A check of a dataset.
type Check = fn(&Dataset, &Ontology, &mut Vec<Diagnostic>);

/// All checks.
const CHECKS: &[Check] = &[labels::shared, order::gaps, cardinality::limits, itself::values];

/// What may be a slip of whoever wrote it: told once nothing is wrong, as a fault of a record would show here too.
const REMARKS: &[Check] = &[voice::against_words];

/// Runs every check; those that may find no more than a slip where nothing is wrong so far.
pub fn check(dataset: &Dataset, ontology: &Ontology, faults: &mut Vec<Diagnostic>) {
    for check in CHECKS {
        check(dataset, ontology, faults);
    }
    if faults.iter().all(|f| f.severity == Severity::Warning) {
        for check in REMARKS {
            check(dataset, ontology, faults);
        }
    }
}
