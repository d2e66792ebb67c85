//! JSON-LD 1.1 (<https://www.w3.org/TR/json-ld11/>), streamed: a context of prefixes, one object a layer, a line a subject.

use std::io::{self, Write};

use crate::model::escape::in_json;
use oxrdf::vocab::{rdf, xsd};
use oxrdf::{GraphName, LiteralRef, Quad, TermRef};
use serde_json::{Map, Value as Json, json};

use super::published::Published;
use super::subjects;
use crate::derive::rdf::Prefixes;

/// Writes the graph as one document.
pub(super) fn write(all: Published<'_>, prefixes: &Prefixes, out: &mut dyn Write) -> io::Result<u64> {
    let context: Map<String, Json> =
        prefixes.prefixes().iter().map(|(name, namespace)| (name.clone(), prefix(namespace))).collect();
    write!(out, "{{\"@context\": {:#},\n\"@graph\": [", Json::Object(context))?;
    let mut graph: Option<GraphName> = None;
    let count = subjects(all, &mut |block| {
        let [first, ..] = block else { return Ok(()) };
        if graph.as_ref() == Some(&first.graph_name) {
            out.write_all(b",\n")?;
        } else {
            let end = if graph.is_some() { "\n]}," } else { "" };
            let id = match &first.graph_name {
                GraphName::NamedNode(name) => compact(name.as_str(), prefixes),
                other => other.to_string(),
            };
            write!(out, "{end}\n{{\"@id\": {}, \"@graph\": [\n", json!(id))?;
            graph = Some(first.graph_name.clone());
        }
        out.write_all(in_json(&subject(block, prefixes).to_string()).as_bytes())
    })?;
    writeln!(out, "{}\n]}}", if graph.is_some() { "\n]}" } else { "" })?;
    Ok(count)
}

/// The definition of a prefix; one whose namespace does not end as a prefix usually does has to say that it is one.
fn prefix(namespace: &str) -> Json {
    if namespace.ends_with([':', '/', '?', '#', '[', ']', '@']) {
        json!(namespace)
    } else {
        json!({ "@id": namespace, "@prefix": true })
    }
}

/// A subject with all that one layer says of it.
fn subject(block: &[Quad], prefixes: &Prefixes) -> Json {
    let mut node = Map::new();
    node.extend(block.first().map(|q| ("@id".to_owned(), json!(id(q.subject.as_ref().into(), prefixes)))));
    for group in block.chunk_by(|a, b| a.predicate == b.predicate) {
        let predicate = group[0].predicate.as_ref();
        let is_type = predicate == rdf::TYPE && group.iter().all(|q| !q.object.is_literal());
        let value = |q: &Quad| match q.object.as_ref() {
            TermRef::Literal(text) => literal(text, prefixes),
            node if is_type => json!(id(node, prefixes)),
            node => json!({ "@id": id(node, prefixes) }),
        };
        let mut values: Vec<Json> = group.iter().map(value).collect();
        let key = if is_type { "@type".to_owned() } else { compact(predicate.as_str(), prefixes) };
        let value = if values.len() == 1 { values.remove(0) } else { Json::Array(values) };
        node.insert(key, value);
    }
    Json::Object(node)
}

fn id(term: TermRef<'_>, prefixes: &Prefixes) -> String {
    match term {
        TermRef::NamedNode(node) => compact(node.as_str(), prefixes),
        other => other.to_string(),
    }
}

fn compact(iri: &str, prefixes: &Prefixes) -> String {
    match prefixes.split(iri) {
        // `a://b` is an address to every reader, whatever `a` stands for.
        Some((prefix, local)) if !local.starts_with("//") => format!("{prefix}:{local}"),
        _ => iri.to_owned(),
    }
}

fn literal(literal: LiteralRef<'_>, prefixes: &Prefixes) -> Json {
    let (text, datatype) = (literal.value(), literal.datatype());
    if let Some(language) = literal.language() {
        return json!({ "@value": text, "@language": language });
    }
    // A native number is read back in canonical form, so only canonical ones are written so.
    let number = text.parse::<i64>().ok().filter(|n| n.to_string() == text && n.abs() < 1 << 53);
    match (datatype, number) {
        (xsd::STRING, _) => json!(text),
        (xsd::INTEGER, Some(number)) => json!(number),
        (xsd::BOOLEAN, _) if matches!(text, "true" | "false") => json!(text == "true"),
        _ => json!({ "@value": text, "@type": compact(datatype.as_str(), prefixes) }),
    }
}
