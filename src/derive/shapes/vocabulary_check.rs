//! Words of shapes graphs that do not exist, or that are not supported: each is a fault, with the nearest known one.

use std::collections::BTreeSet;

use super::parameter::word;
use super::shapes_graph::Source;
use super::vocabulary::{DASH, PROPERTIES, SH, TERMS, UNSUPPORTED, has, sh};
use crate::compile::ontology::triples::{Located, iri_of, local_name};
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Severity};
use crate::model::nearest::nearest;
use crate::model::standard;
use crate::model::vocab;

/// Looks at every triple of the shapes; `is_shape` tells which nodes are shapes, `ontology` holds the triples of the
/// ontology, `things` the IRIs of what the graph holds.
pub(super) fn check(
    source: &Source<'_>,
    is_shape: impl Fn(&str) -> bool,
    ontology: &[[String; 3]],
    things: &[String],
    faults: &mut Vec<Diagnostic>,
) {
    // What these lead to is no shape, and is described in words of SHACL all the same.
    let parts = "sparql validator nodeValidator propertyValidator parameter declare prefixes path";
    let named = |predicate: &str| {
        iri_of(predicate).and_then(|p| p.strip_prefix(SH)).is_some_and(|local| has(parts, local))
    };
    let used: BTreeSet<&str> =
        source.triples.iter().filter(|t| named(&t.predicate)).map(|t| t.object.as_str()).collect();
    let is_type = format!("<{}>", vocab::rdf::TYPE);
    let parameters = parameters(source);
    let own = Own::of(source, ontology, things);
    for triple in &source.triples {
        if let Some(local) = iri_of(&triple.predicate).and_then(|i| i.strip_prefix(SH)) {
            let fault = of_shacl(source, triple, &triple.predicate, local, PROPERTIES);
            let node = triple.subject.as_str();
            // A word that SHACL once had may stand on a node that no shape knows.
            let matters = is_shape(node) || used.contains(node) || has(UNSUPPORTED, local);
            faults.extend(fault.map(|f| if matters { f } else { lesser(f) }));
        } else if let Some(local) = iri_of(&triple.predicate).and_then(|i| i.strip_prefix(DASH))
            && !parameters.contains(triple.predicate.as_str())
        {
            let message = format!("`dash:{local}` is not supported");
            faults.push(
                Diagnostic::new(Code::R062, triple.anchor(source.files, &triple.predicate), message)
                    .expected("SHACL, or a component that the shapes themselves declare"),
            );
        }
        if let Some(local) = iri_of(&triple.object).and_then(|i| i.strip_prefix(SH)) {
            // As a value, a property of SHACL is a name like any other.
            if !has(PROPERTIES, local) && (triple.predicate == is_type || !has(UNSUPPORTED, local)) {
                faults.extend(of_shacl(source, triple, &triple.object, local, TERMS));
            }
        }
        faults.extend(imported(source, triple, ontology));
        for term in [&triple.predicate, &triple.object] {
            faults.extend(own.fault(source, triple, term));
        }
    }
}

fn lesser(mut fault: Diagnostic) -> Diagnostic {
    fault.severity = Severity::Warning;
    fault
}

/// The parameters that constraint components of the shapes declare.
fn parameters<'a>(source: &'a Source<'_>) -> BTreeSet<&'a str> {
    let declared = source.triples.iter().filter(|t| t.predicate == format!("<{}>", sh("parameter")));
    declared.flat_map(|t| source.values(&t.object, &sh("path"))).map(|t| t.object.as_str()).collect()
}

fn of_shacl(
    source: &Source<'_>,
    triple: &Located,
    term: &str,
    local: &str,
    known: &str,
) -> Option<Diagnostic> {
    if has(known, local) {
        return None;
    }
    let anchor = triple.anchor(source.files, term);
    if has(UNSUPPORTED, local) {
        return Some(
            Diagnostic::new(Code::R062, anchor, format!("sh:{local} is not supported"))
                .expected("SHACL Core and SHACL-SPARQL, as https://www.w3.org/TR/shacl/ describes them"),
        );
    }
    let near = nearest(local, known.split_whitespace()).map(|n| format!("sh:{n}"));
    Some(
        Diagnostic::new(Code::R061, anchor, format!("there is no sh:{local}"))
            .expected("a term of SHACL")
            .suggest(near.as_deref()),
    )
}

/// An import that is not at hand: it is not fetched, so what it says is not known.
fn imported(source: &Source<'_>, triple: &Located, ontology: &[[String; 3]]) -> Option<Diagnostic> {
    if triple.predicate != format!("<{}>", vocab::owl::IMPORTS) {
        return None;
    }
    let is_here =
        source.about(&triple.object).next().is_some() || ontology.iter().any(|t| t[0] == triple.object);
    if is_here {
        return None;
    }
    let message = format!("{} is imported, and nothing here describes it", triple.object);
    Some(lesser(
        Diagnostic::new(Code::R062, source.place(triple), message)
            .expected("shapes that lie in the project")
            .help("this program has no network: put a copy of the file into ontology/shapes"),
    ))
}

/// The namespaces in which the ontology declares terms and the graph has things, and those that are there.
struct Own<'a> {
    namespaces: BTreeSet<&'a str>,
    of_things: BTreeSet<&'a str>,
    declared: BTreeSet<&'a str>,
}

fn namespace(iri: &str) -> &str {
    iri.strip_suffix(local_name(iri)).unwrap_or(iri)
}

impl<'a> Own<'a> {
    fn of(source: &'a Source<'_>, ontology: &'a [[String; 3]], things: &'a [String]) -> Self {
        let kinds = [vocab::owl::CLASS, vocab::owl::OBJECT_PROPERTY, vocab::owl::DATATYPE_PROPERTY]
            .map(|i| format!("<{i}>"));
        let typed = ontology.iter().filter(|t| kinds.contains(&t[2]));
        let namespaces = typed.filter_map(|t| iri_of(&t[0])).map(namespace).collect();
        let subjects = ontology.iter().map(|t| t[0].as_str());
        let shapes = source.triples.iter().map(|t| t.subject.as_str());
        let known = subjects.chain(shapes).filter_map(iri_of).chain(things.iter().map(String::as_str));
        let of_things = things.iter().map(|iri| namespace(iri)).collect();
        Self { namespaces, of_things, declared: known.collect() }
    }

    /// A name that stands in a namespace of the ontology without being declared.
    fn fault(&self, source: &Source<'_>, triple: &Located, term: &str) -> Option<Diagnostic> {
        let iri = iri_of(term)?;
        let space = namespace(iri);
        if let Some((name, near)) = standard::missing(iri).filter(|_| !self.declared.contains(iri)) {
            let fault =
                Diagnostic::new(Code::R063, triple.anchor(source.files, term), format!("there is no {name}"));
            return Some(fault.expected("a term that the vocabulary has").suggest(near.as_deref()));
        }
        let is_thing = self.of_things.contains(space);
        if !(is_thing || self.namespaces.contains(space))
            || self.declared.contains(iri)
            || local_name(iri).is_empty()
        {
            return None;
        }
        let near = nearest(
            local_name(iri),
            self.declared.iter().filter(|d| namespace(d) == space).map(|d| local_name(d)),
        );
        let anchor = triple.anchor(source.files, term);
        if is_thing {
            // What is missing may be on its way into the data.
            let fault =
                Diagnostic::new(Code::R063, anchor, format!("{} stands nowhere in this graph", word(term)));
            return Some(lesser(fault.expected("something that the graph has").suggest(near)));
        }
        Some(
            Diagnostic::new(Code::R063, anchor, format!("{} is declared nowhere", word(term)))
                .expected("a class or property of the ontology, or a shape")
                .suggest(near),
        )
    }
}
