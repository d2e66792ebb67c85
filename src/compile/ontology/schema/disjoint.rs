//! Classes that are said to have nothing in common, and a class that is below two of them all the same.

use super::{Reader, iri_of, local_name};
use crate::compile::ontology::Ontology;
use crate::model::claim::ClassId;
use crate::model::code::Code;
use crate::model::vocab::{owl, rdf};

impl Reader<'_> {
    /// A fault for each class below two that are disjoint (`owl:disjointWith`, `owl:AllDisjointClasses`).
    pub(super) fn disjoint_classes(&mut self, ontology: &Ontology) {
        let class = |term: &str| iri_of(term).and_then(|iri| ontology.find_class_iri(iri));
        let mut pairs: Vec<(ClassId, ClassId)> = Vec::new();
        for triple in self.index.values().flatten() {
            match iri_of(&triple.predicate) {
                Some(owl::DISJOINT_WITH) => pairs.extend(class(&triple.subject).zip(class(&triple.object))),
                Some(rdf::TYPE) if iri_of(&triple.object) == Some(owl::ALL_DISJOINT_CLASSES) => {
                    let list = self.about(&triple.subject, owl::MEMBERS).next();
                    let members = list.and_then(|t| self.list(&t.object)).unwrap_or_default();
                    let members: Vec<ClassId> = members.iter().filter_map(|t| class(&t.object)).collect();
                    let others = members.iter().enumerate();
                    pairs.extend(others.flat_map(|(i, a)| members[i + 1..].iter().map(|b| (*a, *b))));
                }
                _ => {}
            }
        }
        let mut faults = Vec::new();
        for entry in &ontology.classes {
            let is_below = |class: &ClassId| entry.ancestors.binary_search(class).is_ok();
            let found = pairs.iter().find(|(a, b)| a != b && is_below(a) && is_below(b));
            let [a, b] = match found {
                Some((a, b)) => [a, b].map(|c| ontology.class(*c).key.as_str()),
                None => continue,
            };
            let message = format!(
                "`{}` is below `{a}` and `{b}`, which have nothing in common",
                local_name(&entry.iri)
            );
            faults.push((self.declared(&entry.iri), message));
        }
        for (anchor, message) in faults {
            self.fault(Code::R071, anchor, message, "a class below one of the two");
        }
    }
}
