//! `GraphML` (<http://graphml.graphdrawing.org/specification.html>): every attribute declared, nodes, then edges.

use std::io::{self, Write};

use super::network::{Column, Kind, Network};
use super::xml::escape;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
xsi:schemaLocation=\"http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd\">\n";

/// Writes the one file.
pub(super) fn write(network: &Network<'_>, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(HEAD.as_bytes())?;
    writeln!(out, "  <key id=\"g0\" for=\"graph\" attr.name=\"title\" attr.type=\"string\"/>")?;
    keys("node", 'n', network.node_columns(), out)?;
    keys("edge", 'e', network.edge_columns(), out)?;
    writeln!(out, "  <graph id=\"graph\" edgedefault=\"directed\">")?;
    writeln!(out, "    <data key=\"g0\">{}</data>", escape(network.title()))?;
    for node in network.nodes() {
        writeln!(out, "    <node id=\"{}\">", escape(&node.id))?;
        data('n', &node.cells, out)?;
        writeln!(out, "    </node>")?;
    }
    for edge in network.edges() {
        let [id, from, to] = [&edge.id, &edge.from, &edge.to].map(|s| escape(s));
        writeln!(out, "    <edge id=\"{id}\" source=\"{from}\" target=\"{to}\">")?;
        data('e', &edge.cells, out)?;
        writeln!(out, "    </edge>")?;
    }
    out.write_all(b"  </graph>\n</graphml>\n")
}

fn keys(what: &str, letter: char, columns: &[Column], out: &mut dyn Write) -> io::Result<()> {
    for (i, column) in columns.iter().enumerate() {
        let kind = match column.kind {
            Kind::Text => "string",
            Kind::Whole => "long",
            Kind::Flag => "boolean",
        };
        let name = escape(&column.name);
        writeln!(
            out,
            "  <key id=\"{letter}{i}\" for=\"{what}\" attr.name=\"{name}\" attr.type=\"{kind}\"/>"
        )?;
    }
    Ok(())
}

fn data(letter: char, cells: &[String], out: &mut dyn Write) -> io::Result<()> {
    for (i, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
        writeln!(out, "      <data key=\"{letter}{i}\">{}</data>", escape(cell))?;
    }
    Ok(())
}
