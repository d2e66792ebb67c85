//! How much a graph says, counted over its triples as Turtle writes them: each once.

use std::collections::BTreeMap;
use std::io;

use oxrdf::TermRef;
use oxrdf::vocab::rdf;

use super::published::{Extent, Published};
use super::turtle::each_once;
use crate::compile::read::Manifest;
use crate::derive::rdf::GraphRef;

/// How many triples there are, by class and by property.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// All triples.
    pub triples: u64,
    /// How many things are stated to be of each class, by its IRI.
    pub classes: BTreeMap<String, u64>,
    /// How many triples each property has, by its IRI.
    pub properties: BTreeMap<String, u64>,
}

/// Counts the triples of a graph. Costs a pass over them.
pub fn statistics(scope: GraphRef<'_>, manifest: &Manifest) -> Statistics {
    let mut found = Statistics::default();
    let count = |counts: &mut BTreeMap<String, u64>, iri: &str| match counts.get_mut(iri) {
        Some(number) => *number += 1,
        None => drop(counts.insert(iri.to_owned(), 1)),
    };
    let all = Published { scope, manifest, extent: Extent::Whole };
    let counted: io::Result<u64> = each_once(all, &mut |triple| {
        count(&mut found.properties, triple.predicate.as_str());
        if let (true, TermRef::NamedNode(class)) = (triple.predicate == rdf::TYPE, triple.object) {
            count(&mut found.classes, class.as_str());
        }
        Ok(())
    });
    found.triples = counted.unwrap_or_default();
    found
}
