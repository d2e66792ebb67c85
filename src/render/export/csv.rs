//! Nodes and edges as CSV (RFC 4180), safe to open in a spreadsheet.

use std::io::{self, Write};

use super::network::{Column, Kind, Network};
use crate::render::write::csv_row;

/// Whether a spreadsheet would run a cell as a formula, or would if an apostrophe before it were taken away.
///
/// The second half makes the apostrophe that is added one that can be taken away without loss.
fn is_formula(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// A cell with an apostrophe before it where it would be run as a formula; a whole number never is one.
fn defused(kind: Kind, cell: &str) -> String {
    if kind == Kind::Text && is_formula(cell) { format!("'{cell}") } else { cell.to_owned() }
}

fn row(lead: &[&str], columns: &[Column], cells: &[String]) -> String {
    let lead = lead.iter().map(|cell| defused(Kind::Text, cell));
    let cells = columns.iter().zip(cells).map(|(column, cell)| defused(column.kind, cell));
    let all: Vec<String> = lead.chain(cells).collect();
    csv_row(&all.iter().map(String::as_str).collect::<Vec<_>>())
}

fn header(lead: &[&str], columns: &[Column]) -> String {
    let names: Vec<&str> = lead.iter().copied().chain(columns.iter().map(|c| c.name.as_str())).collect();
    let names: Vec<String> = names.iter().map(|name| defused(Kind::Text, name)).collect();
    csv_row(&names.iter().map(String::as_str).collect::<Vec<_>>())
}

/// Writes `nodes.csv`.
pub(super) fn nodes(network: &Network<'_>, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(header(&["id"], network.node_columns()).as_bytes())?;
    for node in network.nodes() {
        out.write_all(row(&[&node.id], network.node_columns(), &node.cells).as_bytes())?;
    }
    Ok(())
}

/// Writes `edges.csv`.
pub(super) fn edges(network: &Network<'_>, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(header(&["id", "source", "target"], network.edge_columns()).as_bytes())?;
    for edge in network.edges() {
        let lead = [edge.id.as_str(), &edge.from, &edge.to];
        out.write_all(row(&lead, network.edge_columns(), &edge.cells).as_bytes())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_run_is_defused_and_can_be_read_back() {
        for text in ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(1)", "\tx", "\rx", "'=x", "''+x"] {
            let cell = defused(Kind::Text, text);
            assert_eq!(cell.strip_prefix('\''), Some(text));
        }
        for text in ["", "a=b", "'s-Hertogenbosch", " =x", "5"] {
            assert_eq!(defused(Kind::Text, text), text);
        }
        assert_eq!(defused(Kind::Whole, "-1"), "-1");
    }
}
