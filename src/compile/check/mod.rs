//! Checks of the dataset as a whole: what follows from any ontology once all records are known.
//!
//! Goes in: a [`Dataset`] and its ontology. Comes out: faults. A check is one file and one line of `CHECKS`.
//! Deliberately knows no syntax; places are found again from the origin of each record.

mod cardinality;
mod inferred;
mod itself;
mod labels;
mod order;
mod voice;

pub use inferred::Inferred;

use crate::compile::ontology::Ontology;
use crate::model::dataset::Dataset;
use crate::model::diagnostic::{Diagnostic, Severity};

/// A check of a dataset.
type Check = fn(&Dataset, &Ontology, &mut Vec<Diagnostic>);

/// All checks that look at nothing but the dataset.
const CHECKS: &[Check] = &[labels::shared, order::gaps, itself::values];

/// What may be a slip of whoever wrote it: told once nothing is wrong, as a fault of a record would show here too.
const REMARKS: &[Check] = &[voice::against_words];

/// Runs every check; those that may find no more than a slip where nothing is wrong so far.
pub fn check(dataset: &Dataset, ontology: &Ontology, has_rules: bool, faults: &mut Vec<Diagnostic>) {
    for check in CHECKS {
        check(dataset, ontology, faults);
    }
    cardinality::limits(dataset, ontology, has_rules, faults);
    if faults.iter().all(|f| f.severity == Severity::Warning) {
        for check in REMARKS {
            check(dataset, ontology, faults);
        }
    }
}

/// Holds what is inferred against the ontology. Costs a pass over claims and derivations.
pub fn check_inferred(graph: Inferred<'_>) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    cardinality::inferred(graph, &mut faults);
    graph.faults(&mut faults);
    faults
}
