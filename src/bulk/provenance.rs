//! The table of provenance: for each triple that a mapping makes, the file, row and columns it rests on, and the line of the mapping.

use csv::Writer;

use super::fault::Fault;
use super::plan::Plan;
use super::run::Options;
use super::source::Open;
use super::visit::{MadeTerm, visit};
use crate::model::escape::csv_cell;

/// The columns of the table.
const HEADER: [&str; 9] =
    ["subject", "predicate", "object", "graph", "file", "row", "line", "columns", "mapping-line"];

/// The table of provenance as CSV, in the order of sources and rows. A triple that several rows make has a row for each.
///
/// # Errors
/// If a source cannot be read or is not of its format.
pub fn provenance(plan: &Plan, open: &dyn Open, options: Options<'_>) -> Result<Vec<u8>, Vec<Fault>> {
    let mut table = Writer::from_writer(Vec::new());
    // Nothing fails that is written to memory.
    table.write_record(HEADER).ok();
    visit(plan, open, options, &mut |(triple, graph), made| {
        let [subject, predicate, object] = triple.map(|term| term.written());
        let graph = graph.as_ref().map(MadeTerm::written).unwrap_or_default();
        let columns = made.rests_on().join("; ");
        let number = |number: u64| if number == 0 { String::new() } else { number.to_string() };
        let (row, line, mapping) = (number(made.row), number(made.line), number(made.mapping.line as u64));
        let (file, columns) = (csv_cell(&made.file.path), csv_cell(&columns));
        table
            .write_record([&subject, &predicate, &object, &graph, &*file, &row, &line, &*columns, &mapping])
            .ok();
    })?;
    Ok(table.into_inner().unwrap_or_default())
}
