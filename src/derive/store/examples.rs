//! Values that the graph has, as a query would write them: what a query that finds nothing is told.
//!
//! Goes in: properties, and a constant that none of their values is. Comes out: the value that was probably meant.

use std::borrow::Cow;
use std::collections::BTreeSet;

use oxrdf::{Literal, NamedNode, Term};

use super::Store;
use super::kinds::Kind;
use crate::derive::rdf::to_ntriples;
use crate::model::nearest::nearest;
use crate::model::vocab::{skos, xsd};

impl Store {
    /// The values that properties have in the graph.
    pub(super) fn values(&self, properties: &[&NamedNode]) -> Vec<Term> {
        let held = self.read();
        let quads = held.index();
        let found = properties.iter().filter_map(|p| quads.find(&p.to_string()));
        let texts: BTreeSet<Cow<'_, str>> = found.flat_map(|p| quads.objects(p)).collect();
        texts.into_iter().filter_map(|text| text.parse().ok()).collect()
    }

    /// An IRI as a query would write it.
    pub(super) fn short(&self, iri: &str) -> String {
        let is_simple =
            |local: &str| local.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
        let prefixes = self.prefixes().iter();
        let short = prefixes
            .filter_map(|(p, n)| Some((p, iri.strip_prefix(n.as_str())?)))
            .filter(|(_, local)| !local.is_empty() && is_simple(local));
        let short = short.min_by_key(|(_, local)| local.len());
        short.map_or_else(|| format!("<{iri}>"), |(prefix, local)| format!("{prefix}:{local}"))
    }

    /// A term as a query would write it.
    pub(super) fn written(&self, term: &Term) -> String {
        let literal = match term {
            Term::NamedNode(name) => return self.short(name.as_str()),
            Term::Literal(literal) => literal,
            other => return other.to_string(),
        };
        let local = literal.datatype().as_str().strip_prefix(xsd::NAMESPACE);
        if matches!(local, Some("integer" | "boolean"))
            || local == Some("decimal") && literal.value().contains('.')
        {
            return literal.value().to_owned();
        }
        let full = to_ntriples(literal);
        match full.rsplit_once("^^<") {
            Some((text, _)) => format!("{text}^^{}", self.short(literal.datatype().as_str())),
            None => full,
        }
    }

    /// The value that a constant may mean: one that is called or written like it, else the first.
    pub(super) fn nearest_value(&self, constant: &Term, values: &[Term]) -> Option<Term> {
        let wanted = match constant {
            Term::Literal(literal) => literal.value(),
            Term::NamedNode(name) => name.as_str().rsplit(['#', '/']).next().unwrap_or(name.as_str()),
            _ => return None,
        };
        let last = |value: &Term| match value {
            Term::NamedNode(name) => name.as_str().rsplit(['#', '/']).next().unwrap_or_default().to_owned(),
            Term::Literal(literal) => literal.value().to_owned(),
            other => other.to_string(),
        };
        let called = || {
            let held = self.read();
            let quads = held.index();
            let label = quads.find(&format!("<{}>", skos::PREF_LABEL))?;
            let text = to_ntriples(&Literal::new_simple_literal(wanted));
            let is_called = |value: &&Term| {
                let about = quads.find(&value.to_string());
                about.is_some_and(|v| {
                    quads.about(v).any(|[_, p, o]| {
                        p == label
                            && quads.text(o).strip_prefix(text.as_str()).is_some_and(|r| !r.starts_with('"'))
                    })
                })
            };
            values.iter().find(is_called)
        };
        let names: Vec<String> = values.iter().map(last).collect();
        let same = values.iter().zip(&names).filter(|(_, name)| *name == wanted).map(|(value, _)| value);
        let is_own =
            |value: &&Term| self.own().iter().any(|own| value.to_string()[1..].starts_with(own.as_str()));
        let same = same.clone().find(is_own).or_else(|| same.clone().next());
        let near = || {
            let near = nearest(wanted, names.iter().map(String::as_str))?;
            values.iter().zip(&names).find(|(_, name)| *name == near).map(|(value, _)| value)
        };
        same.or_else(called).or_else(near).or_else(|| values.first()).cloned()
    }

    /// The property by which one of these things has a constant as its value, with the value; of a number, else one by which they
    /// have numbers.
    pub(super) fn path_to(&self, constant: &Term, values: &[Term]) -> Option<(String, String)> {
        let Term::Literal(literal) = constant else { return None };
        let is_number = Kind::of_literal(literal) == Kind::Number;
        let held = self.read();
        let quads = held.index();
        let number = |text: &str| text.parse::<f64>().ok();
        let mut numeric = None;
        for value in values {
            let Some(thing) = quads.find(&value.to_string()) else { continue };
            for [_, property, object] in quads.about(thing) {
                let Ok(found) = quads.text(object).parse::<Literal>() else { continue };
                let is_same = found.value() == literal.value()
                    || is_number && number(found.value()).is_some_and(|n| number(literal.value()) == Some(n));
                let told = || {
                    let iri = quads.text(property);
                    (self.short(iri.trim_matches(['<', '>'])), self.written(&found.clone().into()))
                };
                if is_same {
                    return Some(told());
                }
                if is_number && numeric.is_none() && Kind::of_literal(&found) == Kind::Number {
                    numeric = Some(told());
                }
            }
        }
        numeric
    }
}
