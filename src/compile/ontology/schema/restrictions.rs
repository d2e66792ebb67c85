//! How many values things of a class have, and of what kind: OWL restrictions (OWL 2, sections 8.2 and 8.3).

use super::expressions::Named;
use super::{Located, Reader, iri_of, local_name, namespace, text_of};
use crate::compile::ontology::{Cardinality, Filler, Ontology};
use crate::model::claim::PropertyId;
use crate::model::code::Code;
use crate::model::vocab::{owl, rdf, rdfs};

/// A restriction that is read, that cannot hold, or that is told elsewhere: as not read, or at a term that nothing describes.
type Read = Result<Option<Cardinality>, String>;

impl Reader<'_> {
    /// The restrictions of every class.
    pub(super) fn restrictions(&mut self, ontology: &mut Ontology) {
        let mut found: Vec<(usize, Cardinality)> = Vec::new();
        let mut faults = Vec::new();
        for (class, entry) in ontology.classes.iter().enumerate() {
            let above = [rdfs::SUB_CLASS_OF, owl::EQUIVALENT_CLASS].map(|p| self.above(&entry.iri, p));
            for triple in above.into_iter().flatten() {
                let node = triple.object.as_str();
                if !node.starts_with("_:") || !self.is_typed(node, &[owl::RESTRICTION]) {
                    continue;
                }
                match self.restriction(node, ontology) {
                    Ok(limit) => found.extend(limit.map(|limit| (class, limit))),
                    Err(why) => {
                        self.mark(node);
                        faults.push((self.anchor(triple, ""), why));
                    }
                }
            }
        }
        for (class, limit) in found {
            ontology.classes[class].limits.push(limit);
        }
        for (anchor, message) in faults {
            let expected = "owl:onProperty with owl:maxCardinality, owl:minCardinality or owl:cardinality";
            self.fault(Code::R048, anchor, message, expected);
        }
    }

    fn restriction(&self, node: &str, ontology: &Ontology) -> Read {
        let Some(on) = self.about(node, owl::ON_PROPERTY).next() else {
            return Err("a restriction names no property".to_owned());
        };
        let Some(property) = iri_of(&on.object).and_then(|on| ontology.find_property_iri(on)) else {
            let name = iri_of(&on.object).unwrap_or_default();
            if self.is_told(&on.object) {
                self.mark(node);
            } else if self.own.contains(namespace(name)) {
                let name = local_name(name);
                return Err(format!("a restriction names `{name}`, which is no property of the ontology"));
            }
            // No data has a property of another vocabulary that nothing describes as one.
            return Ok(None);
        };
        let Some(limit) = self.limit(node, property, ontology).transpose()? else { return Ok(None) };
        self.mark(node);
        Ok(Some(limit))
    }

    /// What a restriction asks for; none where it asks for something that is not read.
    fn limit(
        &self,
        node: &str,
        property: PropertyId,
        ontology: &Ontology,
    ) -> Option<Result<Cardinality, String>> {
        let filler = |predicate: &str| self.about(node, predicate).next();
        let limit = |least, most, of| Some(Ok(Cardinality { property, least, most, of }));
        if let Some(some) = filler(owl::SOME_VALUES_FROM) {
            return limit(1, None, self.filler(some, property, ontology)?);
        }
        if let Some(all) = filler(owl::ALL_VALUES_FROM) {
            // That every value is one means that there is none outside.
            return match self.filler(all, property, ontology)? {
                Filler::Class(classes) => limit(0, Some(0), Filler::Outside(classes)),
                of => limit(0, None, of),
            };
        }
        if let Some(value) = filler(owl::HAS_VALUE) {
            let entity = iri_of(&value.object).and_then(|iri| iri.strip_prefix(self.ids.as_str()));
            return limit(1, None, Filler::Value(text_of(&value.object).or(entity.map(str::to_owned))?));
        }
        let number = |predicates: [&str; 2]| {
            let triple = predicates.into_iter().find_map(filler)?;
            let number = text_of(&triple.object).and_then(|t| t.parse::<u32>().ok());
            let name = iri_of(&triple.predicate).map(local_name).unwrap_or_default();
            Some(number.ok_or_else(|| format!("owl:{name} is not a whole number")))
        };
        let exact = number([owl::CARDINALITY, owl::QUALIFIED_CARDINALITY]);
        let least = number([owl::MIN_CARDINALITY, owl::MIN_QUALIFIED_CARDINALITY]).or(exact.clone());
        let most = number([owl::MAX_CARDINALITY, owl::MAX_QUALIFIED_CARDINALITY]).or(exact);
        let (least, most) = match (least.transpose(), most.transpose()) {
            (Ok(least), Ok(most)) => (least, most),
            (Err(why), _) | (_, Err(why)) => return Some(Err(why)),
        };
        if least.is_none() && most.is_none() {
            // What else a restriction can say is told by its name.
            let says = [owl::ON_PROPERTY, rdf::TYPE].map(|p| format!("<{p}>"));
            let is_empty = self.index.get(node).into_iter().flatten().all(|t| says.contains(&t.predicate));
            return is_empty.then(|| Err("a restriction gives no number of values".to_owned()));
        }
        if most.is_some_and(|m| least.is_some_and(|l| m < l)) {
            return Some(Err("a restriction asks for more values than it allows".to_owned()));
        }
        let of = match [owl::ON_CLASS, owl::ON_DATA_RANGE].into_iter().find_map(filler) {
            Some(of) => self.filler(of, property, ontology)?,
            None => Filler::Any,
        };
        limit(least.unwrap_or(0), most, of)
    }

    /// Which values of a property a restriction is about.
    fn filler(&self, triple: &Located, property: PropertyId, ontology: &Ontology) -> Option<Filler> {
        let mut classes = Vec::new();
        for named in self.named(triple, ontology) {
            match named {
                Named::Class(class) => classes.push(class),
                Named::Anything => return Some(Filler::Any),
                Named::Data(values) => {
                    let is_all =
                        ontology.property(property).range == values.range && values.facets.is_empty();
                    return is_all.then_some(Filler::Any);
                }
                Named::Other(_) => return None,
            }
        }
        Some(Filler::Class(classes))
    }
}
