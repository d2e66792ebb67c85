//! JSON-LD 1.1 (<https://www.w3.org/TR/json-ld11/>): a context of prefixes, one object a layer, one a subject; streamed, so
//! that memory does not grow with the graph.

use std::io::{self, Write};

use serde_json::{Map, Value as Json, json};

use super::turtle::{Statement, Value, statement};
use crate::derive::rdf::Prefixes;
use crate::derive::rdf::{Layer, Node, Scope, Space, project};

const TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

/// Writes the graph as one document.
pub(super) fn write(scope: Scope<'_>, names: &Prefixes, out: &mut dyn Write) -> io::Result<u64> {
    let context: Map<String, Json> =
        names.prefixes().iter().map(|(name, namespace)| (name.clone(), json!(namespace))).collect();
    write!(out, "{{\n  \"@context\": {},\n  \"@graph\": [", indented(&Json::Object(context), 2))?;
    let mut document = Document { base: scope.base, names, out, layers: 0, nodes: 0, block: Vec::new() };
    let mut count = 0;
    let mut result = Ok(());
    project(scope, &mut |quad| {
        if let (Ok(()), Some(statement)) = (&result, statement(quad, scope.base)) {
            result = document.take(statement);
            count += 1;
        }
    });
    result?;
    document.end()?;
    Ok(count)
}

/// A document as far as it is written.
struct Document<'a> {
    base: &'a str,
    names: &'a Prefixes,
    out: &'a mut dyn Write,
    /// How many layers were begun; all but the last are whole.
    layers: usize,
    /// How many nodes of the last layer are written.
    nodes: usize,
    /// The statements of one subject.
    block: Vec<Statement>,
}

impl Document<'_> {
    fn take(&mut self, statement: Statement) -> io::Result<()> {
        let is_other = |s: &Statement| (s.layer, &s.subject) != (statement.layer, &statement.subject);
        if self.block.first().is_some_and(is_other) {
            self.node()?;
        }
        self.block.push(statement);
        Ok(())
    }

    /// Writes the node of one subject.
    fn node(&mut self) -> io::Result<()> {
        let Some(first) = self.block.first() else { return Ok(()) };
        let layer = first.layer as usize;
        while self.layers <= layer {
            self.begin_layer()?;
        }
        let node = indented(&node(&self.block, self.names), 8);
        write!(self.out, "{}\n        {node}", if self.nodes == 0 { "" } else { "," })?;
        self.nodes += 1;
        self.block.clear();
        Ok(())
    }

    fn begin_layer(&mut self) -> io::Result<()> {
        self.end_layer()?;
        write!(self.out, "{}\n    {{\n      \"@graph\": [", if self.layers == 0 { "" } else { "," })?;
        self.layers += 1;
        self.nodes = 0;
        Ok(())
    }

    fn end_layer(&mut self) -> io::Result<()> {
        let Some(layer) = self.layers.checked_sub(1).and_then(|i| Layer::ALL.get(i)) else { return Ok(()) };
        let iri = compact(&Node::minted(Space::Graph, layer.name()).iri(self.base), self.names);
        let end = if self.nodes == 0 { "" } else { "\n      " };
        write!(self.out, "{end}],\n      \"@id\": {}\n    }}", json!(iri))
    }

    fn end(mut self) -> io::Result<()> {
        self.node()?;
        while self.layers < Layer::ALL.len() {
            self.begin_layer()?;
        }
        self.end_layer()?;
        self.out.write_all(b"\n  ]\n}\n")
    }
}

/// A part of a document that stands so many spaces from the margin. Line ends within texts are escaped.
fn indented(part: &Json, spaces: usize) -> String {
    format!("{part:#}").replace('\n', &format!("\n{}", " ".repeat(spaces)))
}

fn node(block: &[Statement], names: &Prefixes) -> Json {
    let mut node = Map::new();
    node.insert("@id".into(), json!(compact(&block[0].subject, names)));
    for group in block.chunk_by(|a, b| a.predicate == b.predicate) {
        let is_type = group[0].predicate == TYPE;
        let mut values: Vec<Json> = group.iter().map(|s| value(&s.object, is_type, names)).collect();
        let key = if is_type { "@type".to_owned() } else { compact(&group[0].predicate, names) };
        let value = if values.len() == 1 { values.remove(0) } else { Json::Array(values) };
        node.insert(key, value);
    }
    Json::Object(node)
}

fn compact(iri: &str, names: &Prefixes) -> String {
    match names.split(iri) {
        Some((prefix, local)) if !local.starts_with("//") => format!("{prefix}:{local}"),
        _ => iri.to_owned(),
    }
}

fn value(value: &Value, is_type: bool, names: &Prefixes) -> Json {
    let (text, datatype, language) = match value {
        Value::Iri(iri) if is_type => return json!(compact(iri, names)),
        Value::Iri(iri) => return json!({ "@id": compact(iri, names) }),
        Value::Literal { text, datatype, language } => (text, datatype, language),
    };
    if let Some(language) = language {
        return json!({ "@value": text, "@language": language });
    }
    match datatype.strip_prefix(XSD) {
        Some("string") => json!(text),
        // A native number is read back in canonical form, so only canonical ones are written so.
        Some("integer") => match text.parse::<i64>() {
            Ok(number) if number.to_string() == *text && number.abs() < 1 << 53 => json!(number),
            _ => json!({ "@value": text, "@type": compact(datatype, names) }),
        },
        Some("boolean") if matches!(text.as_str(), "true" | "false") => json!(text == "true"),
        _ => json!({ "@value": text, "@type": compact(datatype, names) }),
    }
}
