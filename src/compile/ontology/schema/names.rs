//! Whose terms are whose: the namespaces that files declare as their own, and terms that are used and declared nowhere.

use std::collections::{BTreeMap, BTreeSet};

use super::{CLASS_KINDS, PROPERTY_KINDS, Reader, namespace};
use crate::compile::ontology::triples::{iri_of, local_name};
use crate::model::code::Code;
use crate::model::diagnostic::Diagnostic;
use crate::model::file::FileId;
use crate::model::nearest::nearest;
use crate::model::standard::missing;
use crate::model::vocab::{self, owl, rdf, rdfs, remit};

impl Reader<'_> {
    /// The namespaces that files declare as their own.
    ///
    /// In each file that is the namespace of the graph, or the one that its `owl:Ontology` names; where the file has
    /// terms of neither, the one with most of its terms. A standard vocabulary is nobody's own, however many of its
    /// terms are described again.
    pub(super) fn own_namespaces(&self, base: &str) -> BTreeSet<String> {
        let mut terms: BTreeMap<FileId, BTreeMap<&str, usize>> = BTreeMap::new();
        let mut ontologies: BTreeSet<(FileId, &str)> = BTreeSet::new();
        for triple in self.index.values().flatten().filter(|t| iri_of(&t.predicate) == Some(rdf::TYPE)) {
            let (Some(iri), Some(kind)) = (iri_of(&triple.subject), iri_of(&triple.object)) else { continue };
            if kind == owl::ONTOLOGY {
                ontologies.insert((triple.file, iri.trim_end_matches(['#', '/'])));
            } else if CLASS_KINDS.contains(&kind) || PROPERTY_KINDS.contains(&kind) {
                *terms.entry(triple.file).or_default().entry(namespace(iri)).or_default() += 1;
            }
        }
        let mut own = BTreeSet::new();
        for (file, mut namespaces) in terms {
            let is_standard = |n: &str| n != remit::NAMESPACE && vocab::PREFIXES.iter().any(|(_, p)| *p == n);
            namespaces.retain(|namespace, _| !is_standard(namespace));
            let is_named = |n: &&str| {
                n.starts_with(base) || ontologies.contains(&(file, n.trim_end_matches(['#', '/'])))
            };
            let most = namespaces.values().max().copied();
            let named: Vec<&str> = namespaces.keys().copied().filter(is_named).collect();
            let found = if named.is_empty() {
                namespaces.into_iter().filter(|(_, count)| Some(*count) == most).map(|(n, _)| n).collect()
            } else {
                named
            };
            own.extend(found.into_iter().map(str::to_owned));
        }
        own
    }

    /// Every term of a namespace of one's own has to be declared, and one of a closed vocabulary has to exist.
    pub(super) fn names_defined(&mut self) {
        let declared: BTreeSet<&str> = self.index.keys().filter_map(|s| iri_of(s)).collect();
        let mut faults = Vec::new();
        for triple in self.index.values().flatten() {
            let about = [rdfs::IS_DEFINED_BY, rdfs::SEE_ALSO];
            // What an ontology says of itself and its versions is no use of a term.
            let is_use = !self.is_typed(&triple.subject, &[owl::ONTOLOGY])
                && !iri_of(&triple.predicate).is_some_and(|p| about.contains(&p));
            for term in [&triple.predicate, &triple.object] {
                let Some(iri) = iri_of(term).filter(|iri| !declared.contains(iri)) else { continue };
                if is_use && self.own.contains(namespace(iri)) && !local_name(iri).is_empty() {
                    let near =
                        declared.iter().filter(|d| namespace(d) == namespace(iri)).map(|d| local_name(d));
                    faults.push(
                        Diagnostic::new(
                            Code::R041,
                            self.anchor(triple, term),
                            format!("`{}` is used but not declared", local_name(iri)),
                        )
                        .expected("a class, property or individual that the ontology declares")
                        .suggest(nearest(local_name(iri), near)),
                    );
                }
                faults.extend(missing(iri).map(|(name, near)| {
                    Diagnostic::new(Code::R041, self.anchor(triple, term), format!("there is no {name}"))
                        .expected("a term that the vocabulary has")
                        .suggest(near.as_deref())
                }));
            }
        }
        self.faults.extend(faults);
    }
}
