//! Classes and properties with all that stands above them, and the classes from elsewhere that they name.
//!
//! A class that other terms name and no file describes has a place in the hierarchy, so that domains and ranges are
//! held against it; data cannot use it.

use std::collections::{BTreeMap, BTreeSet};

use super::{MOST_LEVELS, MOST_TERMS, Reader, datatype, is_anything, namespace};
use crate::compile::ontology::triples::{Located, iri_of, local_name};
use crate::compile::ontology::{CORE, Ontology, Range};
use crate::model::code::Code;
use crate::model::components::{components, is_circle};
use crate::model::diagnostic::Severity;
use crate::model::vocab::{owl, rdf, rdfs, schema, xsd};

impl Reader<'_> {
    /// For each term, all terms above it and itself; a term that is above itself is a fault, and so is one with too many
    /// levels above it.
    pub(super) fn hierarchy(&mut self, iris: &[String], predicate: &str, same: &str) -> Vec<Vec<u16>> {
        let (above, strict) = self.edges(iris, predicate, same);
        let mut cyclic: Vec<usize> =
            components(&strict).into_iter().filter(|c| is_circle(c, &strict)).flatten().collect();
        cyclic.sort_unstable();
        let (mut all, mut levels) = (vec![Vec::new(); iris.len()], vec![0; iris.len()]);
        let mut deep = None;
        for component in components(&above) {
            let is_other = |i: &&usize| component.binary_search(i).is_err();
            let others: Vec<usize> =
                component.iter().flat_map(|i| &above[*i]).filter(is_other).copied().collect();
            let level = others.iter().map(|i| levels[*i]).max().unwrap_or(0) + component.len();
            let is_deep = level > MOST_LEVELS;
            let mut known: Vec<u16> = component.iter().map(|i| *i as u16).collect();
            known.extend(others.iter().flat_map(|i| &all[*i]));
            known.sort_unstable();
            known.dedup();
            for i in &component {
                levels[*i] = level;
                // What is above those that are refused is of no use.
                all[*i] = if is_deep { vec![*i as u16] } else { known.clone() };
            }
            if is_deep && component.iter().all(|i| cyclic.binary_search(i).is_err()) {
                deep = deep.or(component.first().copied());
            }
        }
        for i in cyclic {
            let message = format!("`{}` stands above itself", local_name(&iris[i]));
            self.told_at(&iris[i], predicate, Code::R042, message, "a hierarchy without circles");
        }
        if let Some(i) = deep {
            let message = format!("`{}` has more than {MOST_LEVELS} levels above it", local_name(&iris[i]));
            self.told_at(&iris[i], predicate, Code::R068, message, "a flatter hierarchy");
        }
        if let Some(iri) = iris.get(MOST_TERMS) {
            let message = format!("`{}` is one too many: the ontology has {}", local_name(iri), iris.len());
            let expected = format!("at most {MOST_TERMS} classes, and as many properties");
            self.told_at(iri, rdf::TYPE, Code::R068, message, &expected);
        }
        all
    }

    /// For each term the terms directly above it: by either predicate, and by the first one alone, where no circle may be.
    fn edges(&self, iris: &[String], predicate: &str, same: &str) -> (Vec<Vec<usize>>, Vec<Vec<usize>>) {
        let number: BTreeMap<&str, usize> = iris.iter().enumerate().map(|(i, s)| (s.as_str(), i)).collect();
        let known = |term: &str| iri_of(term).and_then(|o| number.get(o)).copied();
        let mut strict: Vec<Vec<usize>> = Vec::with_capacity(iris.len());
        for iri in iris {
            strict.push(self.above(iri, predicate).into_iter().filter_map(|t| known(&t.object)).collect());
        }
        let mut above = strict.clone();
        for (i, iri) in iris.iter().enumerate() {
            let subject = format!("<{iri}>");
            for (triple, j) in self.above(iri, same).into_iter().filter_map(|t| Some((t, known(&t.object)?)))
            {
                above[i].push(j);
                // What an intersection names is above it, and not the same.
                if triple.subject == subject {
                    above[j].push(i);
                }
            }
        }
        (above, strict)
    }

    /// What a predicate says is directly above a term, each with its triple; an intersection is below all that it names.
    pub(super) fn above(&self, iri: &str, predicate: &str) -> Vec<&Located> {
        let mut todo: Vec<&Located> = self.about(&format!("<{iri}>"), predicate).collect();
        let (mut found, mut seen) = (Vec::new(), BTreeSet::new());
        while let Some(triple) = todo.pop() {
            match self.members(&triple.object, owl::INTERSECTION_OF) {
                Some(members) if seen.insert(&triple.object) => todo.extend(members),
                Some(_) => {}
                None => found.push(triple),
            }
        }
        found.reverse();
        found
    }

    /// The classes that are named and described nowhere, sorted: those of other vocabularies.
    pub(super) fn classes_elsewhere(&self, described: &[String]) -> Vec<String> {
        const OF_CLASSES: [&str; 5] = [
            rdfs::SUB_CLASS_OF,
            owl::EQUIVALENT_CLASS,
            owl::DISJOINT_WITH,
            owl::SOME_VALUES_FROM,
            owl::ON_CLASS,
        ];
        const OF_ENDS: [&str; 5] = [
            rdfs::DOMAIN,
            schema::DOMAIN_INCLUDES,
            rdfs::RANGE,
            schema::RANGE_INCLUDES,
            owl::ALL_VALUES_FROM,
        ];
        let mut found = BTreeSet::new();
        for triple in self.index.values().flatten() {
            let Some(predicate) = iri_of(&triple.predicate) else { continue };
            if predicate == rdfs::SUB_CLASS_OF {
                found.extend(iri_of(&triple.subject));
            }
            let is_text = self.is_typed(&triple.subject, &[owl::DATATYPE_PROPERTY]);
            if OF_CLASSES.contains(&predicate) || OF_ENDS.contains(&predicate) && !is_text {
                found.extend(iri_of(&triple.object));
            }
            let is_of_data = self.is_typed(&triple.subject, &[rdfs::DATATYPE]);
            if [owl::UNION_OF, owl::INTERSECTION_OF].contains(&predicate) && !is_of_data {
                let members = self.list(&triple.object).unwrap_or_default();
                found.extend(members.into_iter().filter_map(|t| iri_of(&t.object)));
            }
        }
        found.retain(|iri| {
            let is_other = self.about(&format!("<{iri}>"), rdf::TYPE).next().is_some();
            let is_own = self.own.contains(namespace(iri));
            !is_anything(iri)
                && datatype(iri).is_none()
                && !iri.starts_with(xsd::NAMESPACE)
                && !is_other
                && !is_own
        });
        let described: BTreeSet<&str> = described.iter().map(String::as_str).collect();
        found.difference(&described).map(|iri| (*iri).to_owned()).collect()
    }

    /// A warning for each class of another vocabulary that closes a property to all data, since no class is below it, and
    /// for each datatype that does, since its values are not read.
    pub(super) fn out_of_reach(&mut self, ontology: &Ontology) {
        let mut closed: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        let mut unread: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for (property, datatype) in &self.unread_ranges {
            unread.entry(datatype).or_default().push(format!("`{}`", local_name(property)));
        }
        for property in ontology.properties.iter().filter(|p| p.writable) {
            let range = if let Range::Things(classes) = &property.range { classes.as_slice() } else { &[] };
            for (end, classes) in [("domain", property.domain.as_slice()), ("range", range)] {
                let is_open = ontology.classes.iter().any(|c| {
                    !c.external && (classes.is_empty() || classes.iter().any(|w| c.ancestors.contains(w)))
                });
                for class in classes.iter().filter(|_| !is_open) {
                    let what = format!("the {end} of `{}`", property.key);
                    closed.entry(&ontology.class(*class).iri).or_default().push(what);
                }
            }
        }
        let words = |ends: &[String]| {
            let more = if ends.len() > 1 { format!(" and {} more", ends.len() - 1) } else { String::new() };
            format!("{}{more}", ends.first().map_or("", String::as_str))
        };
        let closed = closed.iter().map(|(iri, ends)| {
            let message = format!("no class is below `{iri}`, so nothing can be in {}", words(ends));
            let help = "put a class of the graph below it (rdfs:subClassOf), or describe it: a owl:Class ; rdfs:label \"…\"";
            (iri.to_string(), message, "a class that things of this graph can have", help)
        });
        let unread = unread.iter().map(|(iri, properties)| {
            let message = format!("values of `{iri}` are not read, so data cannot use {}", words(properties));
            let help = "`remit explain R044` lists the datatypes that are read";
            (iri.to_string(), message, "a class, or a datatype that is read", help)
        });
        for (iri, message, expected, help) in closed.chain(unread).collect::<Vec<_>>() {
            let term = format!("<{iri}>");
            let is_own = |t: &&Located| self.files.get(t.file).text != CORE;
            let triples = self.index.values().flatten().filter(|t| t.object == term).filter(is_own);
            let Some(first) = triples.min_by_key(|t| (t.file, t.line.start)) else { continue };
            let anchor = self.anchor(first, &term);
            let fault = self.fault(Code::R044, anchor, message, expected);
            fault.severity = Severity::Warning;
            fault.help.push(help.to_owned());
        }
    }

    /// A fault of a term, at the first triple with a predicate.
    fn told_at(&mut self, iri: &str, predicate: &str, code: Code, message: String, expected: &str) {
        let triple = self.about(&format!("<{iri}>"), predicate).next();
        let anchor = triple.map_or_else(|| self.declared(iri), |t| self.anchor(t, &t.object));
        self.fault(code, anchor, message, expected);
    }
}
