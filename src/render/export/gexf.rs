//! GEXF 1.3 (<https://gexf.net/>): the form of Gephi, which tells edges between the same nodes apart by their kind.

use std::io::{self, Write};

use super::network::{Column, Kind, Network};
use super::xml::escape;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
<gexf xmlns=\"http://gexf.net/1.3\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
xsi:schemaLocation=\"http://gexf.net/1.3 http://gexf.net/1.3/gexf.xsd\" version=\"1.3\">\n";

/// Writes the one file.
pub(super) fn write(network: &Network<'_>, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(HEAD.as_bytes())?;
    let title = escape(network.title());
    writeln!(
        out,
        "  <meta>\n    <creator>remit</creator>\n    <description>{title}</description>\n  </meta>"
    )?;
    writeln!(out, "  <graph mode=\"static\" defaultedgetype=\"directed\">")?;
    attributes("node", 'n', network.node_columns(), out)?;
    attributes("edge", 'e', network.edge_columns(), out)?;
    writeln!(out, "    <nodes>")?;
    for node in network.nodes() {
        writeln!(out, "      <node id=\"{}\" label=\"{}\">", escape(&node.id), escape(&node.label))?;
        values('n', network.node_columns(), &node.cells, out)?;
        writeln!(out, "      </node>")?;
    }
    writeln!(out, "    </nodes>\n    <edges>")?;
    for edge in network.edges() {
        let [id, from, to, kind, label] =
            [&edge.id, &edge.from, &edge.to, &edge.predicate, &edge.label].map(|s| escape(s));
        writeln!(
            out,
            "      <edge id=\"{id}\" source=\"{from}\" target=\"{to}\" kind=\"{kind}\" label=\"{label}\">"
        )?;
        values('e', network.edge_columns(), &edge.cells, out)?;
        writeln!(out, "      </edge>")?;
    }
    out.write_all(b"    </edges>\n  </graph>\n</gexf>\n")
}

/// Columns with their number; the label is an attribute of the element itself.
fn numbered(columns: &[Column]) -> impl Iterator<Item = (usize, &Column)> {
    columns.iter().enumerate().filter(|(_, c)| c.name != "label")
}

fn attributes(what: &str, letter: char, columns: &[Column], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "    <attributes class=\"{what}\" mode=\"static\">")?;
    for (i, column) in numbered(columns) {
        let kind = match column.kind {
            Kind::Text => "string",
            Kind::Whole => "long",
            Kind::Flag => "boolean",
        };
        writeln!(
            out,
            "      <attribute id=\"{letter}{i}\" title=\"{}\" type=\"{kind}\"/>",
            escape(&column.name)
        )?;
    }
    writeln!(out, "    </attributes>")
}

fn values(letter: char, columns: &[Column], cells: &[String], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "        <attvalues>")?;
    for (i, _) in numbered(columns).filter(|(i, _)| !cells[*i].is_empty()) {
        writeln!(out, "          <attvalue for=\"{letter}{i}\" value=\"{}\"/>", escape(&cells[i]))?;
    }
    writeln!(out, "        </attvalues>")
}
