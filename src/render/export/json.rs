//! JSON Graph Format, version 2 (<https://jsongraphformat.info/>): one graph, a line a node and a line an edge.

use std::io::{self, Write};

use crate::model::escape::in_json;
use serde_json::{Map, Value, json};

use super::network::{Column, Kind, Network};

/// Writes the one file.
pub(super) fn write(network: &Network<'_>, out: &mut dyn Write) -> io::Result<()> {
    let title = json!(network.title());
    write!(out, "{{\"graph\": {{\n  \"label\": {title},\n  \"directed\": true,\n  \"nodes\": {{")?;
    let mut lead = "\n";
    for node in network.nodes() {
        let metadata = metadata(network.node_columns(), &node.cells);
        let content = json!({ "label": node.label, "metadata": metadata });
        write!(out, "{lead}    {}: {}", json!(node.id), in_json(&content.to_string()))?;
        lead = ",\n";
    }
    out.write_all(b"\n  },\n  \"edges\": [")?;
    lead = "\n";
    for edge in network.edges() {
        let content = json!({
            "id": edge.id,
            "source": edge.from,
            "target": edge.to,
            "relation": edge.predicate,
            "directed": true,
            "label": edge.label,
            "metadata": metadata(network.edge_columns(), &edge.cells),
        });
        write!(out, "{lead}    {}", in_json(&content.to_string()))?;
        lead = ",\n";
    }
    out.write_all(b"\n  ]\n}}\n")
}

/// The attributes that are there, but for the label, which has a place of its own.
fn metadata(columns: &[Column], cells: &[String]) -> Value {
    let mut object = Map::new();
    for (column, cell) in columns.iter().zip(cells).filter(|(c, cell)| c.name != "label" && !cell.is_empty())
    {
        object.insert(column.name.clone(), value(column.kind, cell));
    }
    Value::Object(object)
}

fn value(kind: Kind, cell: &str) -> Value {
    match (kind, cell.parse::<i64>()) {
        (Kind::Whole, Ok(number)) => json!(number),
        (Kind::Flag, _) => json!(cell == "true"),
        _ => json!(cell),
    }
}
