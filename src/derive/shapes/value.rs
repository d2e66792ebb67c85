//! What kind of thing a value is: `sh:class`, `sh:datatype`, `sh:nodeKind`, `sh:hasValue`, `sh:in`.

use std::collections::BTreeSet;

use super::literal::Literal;
use super::parameter::Parameter;
use super::read::Reader;
use super::shape::{Check, each};
use super::vocabulary::SH;
use crate::compile::ontology::triples::iri_of;

/// `sh:class`: each value is an instance of a class, or of one below it.
pub(super) fn class(reader: &mut Reader<'_>, parameter: &Parameter<'_>) -> Option<Check> {
    let class = reader.iri(parameter.triple)?;
    reader.wants_class(&parameter.triple.object);
    each(move |run, value| (!run.is_a(value, class)).then(|| format!("is no {}", run.show(class))))
}

/// `sh:datatype`: each value is a literal of a datatype, in a form that it has.
pub(super) fn datatype(reader: &mut Reader<'_>, parameter: &Parameter<'_>) -> Option<Check> {
    reader.iri(parameter.triple)?;
    let datatype = iri_of(&parameter.triple.object)?.to_owned();
    each(move |run, value| match Literal::parse(run.show(value)) {
        Some(literal) if literal.datatype != datatype => {
            Some(format!("has the datatype <{}>, not <{datatype}>", literal.datatype))
        }
        Some(literal) if !literal.is_well_formed() => Some(format!("has no form of <{datatype}>")),
        Some(_) => None,
        None => Some(format!("is no literal of <{datatype}>")),
    })
}

const KINDS: [(&str, &str, &str); 6] = [
    ("BlankNode", "_", "a blank node"),
    ("IRI", "<", "an IRI"),
    ("Literal", "\"", "a literal"),
    ("BlankNodeOrIRI", "_<", "a blank node or an IRI"),
    ("BlankNodeOrLiteral", "_\"", "a blank node or a literal"),
    ("IRIOrLiteral", "<\"", "an IRI or a literal"),
];

/// `sh:nodeKind`: each value is an IRI, a literal or a blank node.
pub(super) fn node_kind(reader: &mut Reader<'_>, parameter: &Parameter<'_>) -> Option<Check> {
    let name = iri_of(&parameter.triple.object).and_then(|i| i.strip_prefix(SH));
    let Some((_, marks, words)) = KINDS.iter().find(|k| Some(k.0) == name) else {
        let expected = "sh:IRI, sh:Literal, sh:BlankNode, or one of their pairs such as sh:BlankNodeOrIRI";
        reader.fault(parameter.triple, "this is no kind of node".to_owned(), expected);
        return None;
    };
    each(move |run, value| {
        (!run.show(value).starts_with(|c| marks.contains(c))).then(|| format!("is not {words}"))
    })
}

/// `sh:hasValue`: one of the values is a given term.
#[expect(clippy::unnecessary_wraps, reason = "has the form of every function that reads a parameter")]
pub(super) fn has_value(reader: &mut Reader<'_>, parameter: &Parameter<'_>) -> Option<Check> {
    let wanted = reader.term(parameter.triple);
    Some(Box::new(move |run, at, out| {
        if !at.values.contains(&wanted) {
            out.push(at.finding(run.graph, None, format!("lacks the value {}", run.show(wanted))));
        }
    }))
}

/// `sh:in`: each value is a member of a list.
pub(super) fn one_of(reader: &mut Reader<'_>, parameter: &Parameter<'_>) -> Option<Check> {
    let members = reader.list(parameter.triple)?;
    let members: Vec<_> = members.into_iter().map(|t| reader.term(t)).collect();
    let known: BTreeSet<_> = members.iter().copied().collect();
    each(move |run, value| {
        (!known.contains(&value)).then(|| {
            let shown: Vec<&str> = members.iter().take(8).map(|m| run.show(*m)).collect();
            let more = if members.len() > 8 { ", …" } else { "" };
            format!("is none of {}{more}", shown.join(", "))
        })
    })
}
