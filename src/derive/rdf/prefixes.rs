//! Prefixes, and IRIs shortened by them.

use std::collections::{BTreeMap, BTreeSet};

use oxrdf::{NamedOrBlankNodeRef, TermRef, TripleRef};

use super::IriFamily;

/// The prefixes of a graph.
#[derive(Clone, Debug)]
pub struct Prefixes {
    /// Name and namespace, sorted by name.
    prefixes: Vec<(String, String)>,
}

impl Prefixes {
    /// Prefixes for the families of IRIs below a base, and the given ones.
    pub fn new(base: &str, given: &BTreeMap<String, String>) -> Self {
        let mut all: BTreeMap<String, String> = BTreeMap::new();
        for space in IriFamily::ALL {
            all.insert(space.path().trim_end_matches('/').to_owned(), format!("{base}{}", space.path()));
        }
        // A prefix that the graph declares itself wins over a family of the same name.
        all.extend(given.iter().filter(|(name, _)| !name.is_empty()).map(|(n, i)| (n.clone(), i.clone())));
        Self { prefixes: all.into_iter().collect() }
    }

    /// Prefixes as they are.
    pub fn from_pairs(pairs: &[(String, String)]) -> Self {
        Self { prefixes: pairs.to_vec() }
    }

    /// All prefixes, sorted by name.
    pub fn prefixes(&self) -> &[(String, String)] {
        &self.prefixes
    }

    /// The prefix and local name of an IRI: the longest namespace that fits.
    pub fn split<'a, 'b>(&'a self, iri: &'b str) -> Option<(&'a str, &'b str)> {
        let fits = self.prefixes.iter().filter(|(_, n)| iri.starts_with(n.as_str()));
        let (name, namespace) = fits.max_by_key(|(_, n)| n.len())?;
        Some((name, &iri[namespace.len()..]))
    }
}

/// Which prefixes are of use for the terms of a graph.
#[derive(Clone, Debug, Default)]
pub struct Usage {
    used: BTreeSet<String>,
    /// Prefixes with which some reader would not find an IRI of this graph again.
    barred: BTreeSet<String>,
}

impl Usage {
    /// Notes the IRIs of a triple.
    pub fn see(&mut self, triple: TripleRef<'_>, prefixes: &Prefixes) {
        if let NamedOrBlankNodeRef::NamedNode(subject) = triple.subject {
            self.see_iri(subject.as_str(), prefixes);
        }
        self.see_iri(triple.predicate.as_str(), prefixes);
        match triple.object {
            TermRef::NamedNode(object) => self.see_iri(object.as_str(), prefixes),
            TermRef::Literal(literal) => self.see_iri(literal.datatype().as_str(), prefixes),
            _ => {}
        }
    }

    /// Notes an IRI.
    pub fn see_iri(&mut self, iri: &str, prefixes: &Prefixes) {
        // The escaped dot of `id:inc\.` ends the sentence for rdflib.
        if iri.ends_with('.') {
            let fits =
                prefixes.prefixes.iter().filter(|(_, n)| iri.len() > n.len() && iri.starts_with(n.as_str()));
            self.barred.extend(fits.map(|(name, _)| name.clone()));
        }
        let (set, name) = match (prefixes.split(iri), iri.split_once(':')) {
            (Some((name, _)), _) => (&mut self.used, name),
            // To a reader of JSON-LD the address `geo:1,2` is a name with the prefix `geo`, where there is one.
            (None, Some((scheme, rest))) if !rest.starts_with("//") => (&mut self.barred, scheme),
            _ => return,
        };
        if !set.contains(name) {
            set.insert(name.to_owned());
        }
    }

    /// Those prefixes that are used, and with which every reader finds all IRIs again.
    pub fn of(&self, prefixes: &Prefixes) -> Prefixes {
        let is_kept = |name: &String| self.used.contains(name) && !self.barred.contains(name);
        Prefixes { prefixes: prefixes.prefixes.iter().filter(|(name, _)| is_kept(name)).cloned().collect() }
    }
}
