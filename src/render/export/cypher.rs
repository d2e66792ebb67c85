//! Cypher (<https://opencypher.org/>): one statement a line, which can be run again without making anything twice.

use std::io::{self, Write};

use super::network::{Column, Kind, Network};
use crate::model::escape::{in_picture, is_misleading, push_code};

const HEAD: &str = "// Nodes have the label Thing and that of their class; a relationship has the key of its claim or derivation as id.\n\
// Before a large graph is loaded into Neo4j: CREATE CONSTRAINT FOR (n:Thing) REQUIRE n.id IS UNIQUE\n";

/// A string. No line is broken, and no reader that turns `\u` escapes into characters before it looks for the end of the
/// string (Neo4j before version 5) finds one that the data wrote: a backslash and a `u` stand in two strings.
fn string(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('\'');
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '\'' => out.push_str("\\'"),
            '\\' if characters.peek().is_some_and(|next| matches!(next, 'u' | 'U')) => {
                out.push_str("\\\\' + '");
            }
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if is_misleading(c) => push_code(c, &mut out),
            c => out.push(c),
        }
    }
    out.push('\'');
    out
}

/// A name of a label, type or property, in backticks.
fn name(text: &str) -> String {
    let clean: String = text.chars().map(in_picture).collect();
    format!("`{}`", clean.replace('`', "``"))
}

fn value(kind: Kind, cell: &str) -> String {
    match kind {
        Kind::Whole if cell.parse::<i64>().is_ok() => cell.to_owned(),
        Kind::Flag => (cell == "true").to_string(),
        _ => string(cell),
    }
}

/// The attributes that are there, as a map.
fn map(columns: &[Column], cells: &[String]) -> String {
    let pairs: Vec<String> = columns
        .iter()
        .zip(cells)
        .filter(|(_, cell)| !cell.is_empty())
        .map(|(column, cell)| format!("{}: {}", name(&column.name), value(column.kind, cell)))
        .collect();
    format!("{{{}}}", pairs.join(", "))
}

/// Writes the one file.
pub(super) fn write(network: &Network<'_>, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(HEAD.as_bytes())?;
    for node in network.nodes() {
        let content = map(network.node_columns(), &node.cells);
        let (id, label) = (string(&node.id), name(&node.class));
        writeln!(out, "MERGE (n:Thing {{id: {id}}}) SET n += {content}, n:{label};")?;
    }
    for edge in network.edges() {
        let [id, from, to] = [&edge.id, &edge.from, &edge.to].map(|s| string(s));
        let (kind, content) = (name(&edge.predicate), map(network.edge_columns(), &edge.cells));
        writeln!(
            out,
            "MATCH (a:Thing {{id: {from}}}), (b:Thing {{id: {to}}}) MERGE (a)-[r:{kind} {{id: {id}}}]->(b) SET r += {content};"
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_ends_its_string_or_its_line() {
        assert_eq!(string("it's"), r"'it\'s'");
        assert_eq!(string("a\\' b\nc\u{7}"), r"'a\\\' b\nc\u0007'");
        assert_eq!(string(r"\u0027 DETACH DELETE"), r"'\\' + 'u0027 DETACH DELETE'");
        assert_eq!(name("a`b"), "`a``b`");
    }
}
