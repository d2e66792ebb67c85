//! JSON-LD 1.1 (<https://www.w3.org/TR/json-ld11/>): a context of prefixes, one object a layer, one a subject.

use std::io::{self, Write};

use serde_json::{Map, Value as Json, json};

use super::turtle::{Statement, Value, statements};
use crate::derive::rdf::Prefixes;
use crate::derive::rdf::{Layer, Node, Scope, Space};

const TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

/// Writes the graph as one document.
pub(super) fn write(scope: Scope<'_>, names: &Prefixes, out: &mut dyn Write) -> io::Result<u64> {
    let all = statements(scope);
    let context: Map<String, Json> =
        names.prefixes().iter().map(|(name, namespace)| (name.clone(), json!(namespace))).collect();
    let graphs: Vec<Json> = Layer::ALL
        .iter()
        .map(|layer| {
            let of_layer: Vec<&Statement> = all.iter().filter(|s| s.layer == *layer).collect();
            let nodes: Vec<Json> =
                of_layer.chunk_by(|a, b| a.subject == b.subject).map(|b| node(b, names)).collect();
            json!({ "@id": compact(&Node::minted(Space::Graph, layer.name()).iri(scope.base), names), "@graph": nodes })
        })
        .collect();
    let document = json!({ "@context": context, "@graph": graphs });
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)?;
    Ok(all.len() as u64)
}

fn node(block: &[&Statement], names: &Prefixes) -> Json {
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
