//! Which terms of an ontology changed: what is stated of each, property by property.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{Change, FieldChange};
use crate::compile::ontology::Ontology;

/// A term of an ontology.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Word {
    /// Its IRI.
    pub iri: String,
    /// Its local name.
    pub name: String,
}

/// What is stated of each term, by property.
type Stated<'a> = BTreeMap<&'a str, BTreeMap<&'a str, BTreeSet<&'a str>>>;

fn stated(ontology: &Ontology) -> Stated<'_> {
    let mut out = Stated::new();
    for [subject, predicate, object] in ontology.triples() {
        out.entry(subject).or_default().entry(predicate).or_default().insert(object);
    }
    out
}

/// The part of an IRI behind the last `#` or `/`; other terms as they are.
fn short(term: &str) -> &str {
    let Some(iri) = term.strip_prefix('<').and_then(|t| t.strip_suffix('>')) else { return term };
    iri.rsplit(['#', '/']).next().filter(|name| !name.is_empty()).unwrap_or(iri)
}

fn words(objects: Option<&BTreeSet<&str>>) -> Option<String> {
    objects.map(|objects| objects.iter().map(|o| short(o)).collect::<Vec<_>>().join(", "))
}

/// The terms that differ, by IRI.
pub(super) fn changes(old: &Ontology, new: &Ontology) -> Vec<Change<Word>> {
    let (old, new) = (stated(old), stated(new));
    let word = |iri: &str| Word { iri: iri.trim_matches(['<', '>']).to_owned(), name: short(iri).to_owned() };
    let all: BTreeSet<&str> = old.keys().chain(new.keys()).copied().collect();
    let change = |iri: &str| {
        let (before, after) = (old.get(iri), new.get(iri));
        let mut fields = Vec::new();
        if let (Some(before), Some(after)) = (before, after) {
            let predicates: BTreeSet<&str> = before.keys().chain(after.keys()).copied().collect();
            fields.extend(predicates.into_iter().filter(|p| before.get(p) != after.get(p)).map(|p| {
                FieldChange {
                    field: short(p).to_owned(),
                    before: words(before.get(p)),
                    after: words(after.get(p)),
                }
            }));
            if fields.is_empty() {
                return None;
            }
        }
        Some(Change { before: before.map(|_| word(iri)), after: after.map(|_| word(iri)), fields })
    };
    all.into_iter().filter_map(change).collect()
}
