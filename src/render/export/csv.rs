//! Nodes and edges as CSV (RFC 4180), safe to open in a spreadsheet.

use std::io::{self, Write};

use super::network::{Column, Network};
use crate::render::write::csv_row;

fn row<'a>(lead: &[&'a str], cells: impl Iterator<Item = &'a str>) -> String {
    csv_row(&lead.iter().copied().chain(cells).collect::<Vec<_>>())
}

fn names(columns: &[Column]) -> impl Iterator<Item = &str> {
    columns.iter().map(|column| column.name.as_str())
}

/// Writes `nodes.csv`.
pub(super) fn nodes(network: &Network<'_>, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(row(&["id"], names(network.node_columns())).as_bytes())?;
    for node in network.nodes() {
        out.write_all(row(&[&node.id], node.cells.iter().map(String::as_str)).as_bytes())?;
    }
    Ok(())
}

/// Writes `edges.csv`.
pub(super) fn edges(network: &Network<'_>, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(row(&["id", "source", "target"], names(network.edge_columns())).as_bytes())?;
    for edge in network.edges() {
        let lead = [edge.id.as_str(), &edge.from, &edge.to];
        out.write_all(row(&lead, edge.cells.iter().map(String::as_str)).as_bytes())?;
    }
    Ok(())
}
