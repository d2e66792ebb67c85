//! Turtle and `TriG` (<https://www.w3.org/TR/turtle/>, <https://www.w3.org/TR/trig/>), grouped for readers.
//!
//! One block a subject, its classes first; the order is that of the quads.

use std::collections::BTreeSet;
use std::io::{self, Write};

use crate::derive::rdf::Prefixes;
use crate::derive::rdf::{Layer, Node, Quad, Scope, Space, Term, project};

const TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

/// A term of its own: an IRI, or a literal with its datatype.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Value {
    Literal { text: String, datatype: String, language: Option<String> },
    Iri(String),
}

/// A triple of its own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Statement {
    pub(super) layer: Layer,
    pub(super) subject: String,
    pub(super) predicate: String,
    pub(super) object: Value,
}

/// All quads of a graph, in their order.
fn statements(scope: Scope<'_>) -> Vec<Statement> {
    let mut out = Vec::new();
    project(scope, &mut |quad| out.extend(statement(quad, scope.base)));
    out
}

/// A quad as a statement of its own; none where the subject is a literal.
pub(super) fn statement(quad: Quad<'_>, base: &str) -> Option<Statement> {
    let Value::Iri(subject) = value(quad.subject, base) else { return None };
    let object = value(quad.object, base);
    Some(Statement { layer: quad.layer, subject, predicate: quad.predicate.to_owned(), object })
}

fn value(term: Term<'_>, base: &str) -> Value {
    match term {
        Term::Node(node) => Value::Iri(node.iri(base)),
        Term::Literal(text, datatype) => {
            Value::Literal { text: text.to_owned(), datatype: format!("{XSD}{datatype}"), language: None }
        }
        Term::Raw(text) => raw(text),
    }
}

fn raw(text: &str) -> Value {
    match text.strip_prefix('<').and_then(|t| t.strip_suffix('>')) {
        Some(iri) => Value::Iri(iri.to_owned()),
        None => literal(text),
    }
}

fn literal(text: &str) -> Value {
    match text.parse::<crate::model::term::Literal>() {
        Ok(literal) => Value::Literal {
            text: literal.value().to_owned(),
            datatype: literal.datatype().as_str().to_owned(),
            language: literal.language().map(str::to_owned),
        },
        Err(_) => Value::Literal { text: text.to_owned(), datatype: format!("{XSD}string"), language: None },
    }
}

/// Writes the layers as named graphs.
pub(super) fn trig(scope: Scope<'_>, names: &Prefixes, out: &mut dyn Write) -> io::Result<u64> {
    let all = statements(scope);
    let graphs = Layer::ALL.map(|layer| Node::minted(Space::Graph, layer.name()).iri(scope.base));
    head(&all, &graphs, names, out)?;
    for (layer, graph) in Layer::ALL.into_iter().zip(&graphs) {
        let of_layer: Vec<&Statement> = all.iter().filter(|s| s.layer == layer).collect();
        writeln!(out, "\n{} {{", term(graph, names))?;
        blocks(&of_layer, names, "  ", out)?;
        writeln!(out, "}}")?;
    }
    Ok(all.len() as u64)
}

/// Writes the layers as one graph, each triple once.
pub(super) fn turtle(scope: Scope<'_>, names: &Prefixes, out: &mut dyn Write) -> io::Result<u64> {
    let all = statements(scope);
    head(&all, &[], names, out)?;
    let mut seen = BTreeSet::new();
    let mut count = 0;
    for layer in Layer::ALL {
        let mut of_layer: Vec<&Statement> = all.iter().filter(|s| s.layer == layer).collect();
        of_layer.retain(|s| seen.insert((&s.subject, &s.predicate, &s.object)));
        count += of_layer.len() as u64;
        if !of_layer.is_empty() {
            writeln!(out, "\n# ---- {}", layer.name())?;
            blocks(&of_layer, names, "", out)?;
        }
    }
    Ok(count)
}

/// Writes triples, each term in N-Triples form and sorted by subject, as Turtle with prefixes.
///
/// # Errors
/// What the writer says.
pub fn triples(triples: &[[String; 3]], names: &Prefixes, out: &mut dyn Write) -> io::Result<()> {
    let statement = |[subject, predicate, object]: &[String; 3]| {
        let (Value::Iri(subject), Value::Iri(predicate)) = (raw(subject), raw(predicate)) else {
            return None;
        };
        Some(Statement { layer: Layer::Facts, subject, predicate, object: raw(object) })
    };
    let all: Vec<Statement> = triples.iter().filter_map(statement).collect();
    head(&all, &[], names, out)?;
    blocks(&all.iter().collect::<Vec<_>>(), names, "", out)
}

/// The prefixes that the statements, and the graphs they stand in, use.
fn head(all: &[Statement], graphs: &[String], names: &Prefixes, out: &mut dyn Write) -> io::Result<()> {
    let object = |s: &Statement| match &s.object {
        Value::Iri(iri) => iri.clone(),
        Value::Literal { datatype, .. } => datatype.clone(),
    };
    let objects: Vec<String> = all.iter().map(object).collect();
    let iris = all
        .iter()
        .flat_map(|s| [s.subject.as_str(), s.predicate.as_str()])
        .chain(objects.iter().chain(graphs).map(String::as_str));
    let used = names.used(iris);
    for (i, (name, namespace)) in names.prefixes().iter().enumerate() {
        if used.contains(&i) {
            writeln!(out, "@prefix {name}: <{namespace}> .")?;
        }
    }
    Ok(())
}

fn blocks(statements: &[&Statement], names: &Prefixes, indent: &str, out: &mut dyn Write) -> io::Result<()> {
    for block in statements.chunk_by(|a, b| a.subject == b.subject) {
        let (types, others): (Vec<&Statement>, Vec<&Statement>) =
            block.iter().copied().partition(|s| s.predicate == TYPE);
        write!(out, "\n{indent}{}", term(&block[0].subject, names))?;
        let mut first = true;
        for group in types.chunk_by(|_, _| true).chain(others.chunk_by(|a, b| a.predicate == b.predicate)) {
            let predicate =
                if group[0].predicate == TYPE { "a".to_owned() } else { term(&group[0].predicate, names) };
            let objects: Vec<String> = group.iter().map(|s| object(&s.object, names)).collect();
            if first {
                write!(out, " {predicate} {}", objects.join(", "))?;
            } else {
                write!(out, " ;\n{indent}    {predicate} {}", objects.join(", "))?;
            }
            first = false;
        }
        writeln!(out, " .")?;
    }
    Ok(())
}

/// An IRI with its prefix where that can be written, or in angle brackets.
fn term(iri: &str, names: &Prefixes) -> String {
    match names.split(iri) {
        Some((prefix, local)) if is_local(local) => format!("{prefix}:{}", local.replace('/', "\\/")),
        _ => format!("<{iri}>"),
    }
}

/// Whether a local name can be written after a prefix, slashes escaped.
fn is_local(local: &str) -> bool {
    local.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'/'))
        && !local.starts_with(['-', '.'])
        && !local.ends_with('.')
}

fn object(value: &Value, names: &Prefixes) -> String {
    let (text, datatype, language) = match value {
        Value::Iri(iri) => return term(iri, names),
        Value::Literal { text, datatype, language } => (text, datatype, language),
    };
    let local = datatype.strip_prefix(XSD).unwrap_or_default();
    let is_number = text.strip_prefix('-').unwrap_or(text).bytes().all(|b| b.is_ascii_digit());
    if (local == "integer" && is_number) || (local == "boolean" && matches!(text.as_str(), "true" | "false"))
    {
        return text.clone();
    }
    let mut quoted = Term::Literal(text, "string").to_ntriples("");
    match language {
        Some(language) => quoted.push_str(&format!("@{language}")),
        None if local != "string" => quoted.push_str(&format!("^^{}", term(datatype, names))),
        None => {}
    }
    quoted
}
