//! Prefixes, and IRIs shortened by them.

use std::collections::{BTreeMap, BTreeSet};

use super::Space;

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
        for space in Space::ALL {
            all.insert(space.path().trim_end_matches('/').to_owned(), format!("{base}{}", space.path()));
        }
        // A prefix that the graph declares itself wins over a family of the same name.
        all.extend(given.iter().filter(|(name, _)| !name.is_empty()).map(|(n, i)| (n.clone(), i.clone())));
        Self { prefixes: all.into_iter().collect() }
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

    /// The prefixes that a set of IRIs uses.
    pub fn used<'a>(&self, iris: impl Iterator<Item = &'a str>) -> BTreeSet<usize> {
        let mut used = BTreeSet::new();
        for iri in iris {
            if let Some((name, _)) = self.split(iri) {
                used.extend(self.prefixes.iter().position(|(n, _)| n == name));
            }
        }
        used
    }
}
