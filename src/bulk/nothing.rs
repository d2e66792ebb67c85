//! What finds nothing in the data: not a fault of any row, and yet nearly always a slip of the pen.

use super::fault::Fault;
use super::plan::{Formulation, Plan};
use crate::model::code::Code;

/// What was found in the rows of a source.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    /// Which references found something in some row.
    found: Vec<bool>,
    /// For each triples map of the plan, how many good rows gave it no subject.
    without_subject: Vec<u64>,
}

impl Tally {
    pub(super) fn new(plan: &Plan, source: usize) -> Self {
        let found = vec![false; plan.sources[source].references.len()];
        Self { found, without_subject: vec![0; plan.maps.len()] }
    }

    /// A reference found something.
    pub(super) fn found(&mut self, reference: usize) {
        if let Some(found) = self.found.get_mut(reference) {
            *found = true;
        }
    }

    /// A row gave a triples map no subject.
    pub(super) fn without_subject(&mut self, map: usize) {
        if let Some(count) = self.without_subject.get_mut(map) {
            *count += 1;
        }
    }

    /// Adds what another thread found.
    pub(super) fn add(&mut self, other: &Self) {
        self.found.resize(other.found.len(), false);
        self.without_subject.resize(other.without_subject.len(), 0);
        self.found.iter_mut().zip(&other.found).for_each(|(all, here)| *all |= here);
        self.without_subject.iter_mut().zip(&other.without_subject).for_each(|(all, here)| *all += here);
    }

    /// Remarks what found nothing in so many rows of a source.
    pub(super) fn remarks(&self, plan: &Plan, source: usize, rows: u64) -> Vec<Fault> {
        let source = &plan.sources[source];
        let file = &source.access.file.path;
        let of_namespace = "if the document has a default namespace, give it a prefix with `rml:namespace`, and write that before names";
        // The columns of tables are known before rows are read.
        let has_columns = match source.formulation {
            Formulation::JsonPath | Formulation::JsonLines | Formulation::XPath(_) => false,
            Formulation::Csv | Formulation::Parquet | Formulation::SqlTable | Formulation::SqlQuery => true,
        };
        let remark = |message: String, at| {
            let remark = Fault::new(message, at).code(Code::R110);
            let is_xml = matches!(source.formulation, Formulation::XPath(_));
            if is_xml { remark.help(of_namespace) } else { remark }
        };
        if rows == 0 && !has_columns {
            let iterator = source.iterator.as_deref().unwrap_or_default();
            return vec![remark(format!("`{iterator}` finds no row in `{file}`"), source.at)];
        }
        let mut found = Vec::new();
        for (reference, _) in source
            .references
            .iter()
            .zip(&self.found)
            .filter(|(_, found)| !has_columns && rows > 0 && !**found)
        {
            found.push(remark(
                format!("`{}` finds nothing in any row of `{file}`", reference.text),
                reference.at,
            ));
        }
        for (map, count) in plan.maps.iter().zip(&self.without_subject).filter(|(_, count)| **count > 0) {
            let message = format!(
                "a value of this subject is missing in {count} of {rows} rows of `{file}`, which make no triples here"
            );
            found.push(Fault::new(message, map.subject.at).code(Code::R110));
        }
        found
    }
}
