//! What follows from a property by itself: symmetry, transitivity and chains (OWL 2, section 9.2), and `remit:infer`.
//!
//! Goes in: the triples and the properties read from them. Comes out: a [`Characteristics`] on each property, or located
//! faults where one cannot hold. Deliberately infers nothing.

use super::{Reader, iri_of, local_name};
use crate::compile::ontology::{Characteristics, Ontology, Range};
use crate::model::claim::{ClassId, PropertyId};
use crate::model::code::Code;
use crate::model::diagnostic::Location;
use crate::model::vocab::{owl, rdf, remit};

/// A fault: where, what, and what was expected.
type Fault = (Location, String, &'static str);

impl Reader<'_> {
    /// Reads the characteristics of every property.
    pub(super) fn characteristics(&mut self, ontology: &mut Ontology) {
        let mut faults: Vec<Fault> = Vec::new();
        for i in 0..ontology.properties.len() {
            let iri = ontology.properties[i].iri.clone();
            let found = Characteristics {
                symmetric: self.meets_itself(
                    &iri,
                    owl::SYMMETRIC_PROPERTY,
                    "symmetric",
                    ontology,
                    &mut faults,
                ),
                transitive: self.meets_itself(
                    &iri,
                    owl::TRANSITIVE_PROPERTY,
                    "transitive",
                    ontology,
                    &mut faults,
                ),
                chains: self.chains(&iri, ontology, &mut faults),
                infer: self.infer(&iri),
                place: ontology.properties[i].writable.then(|| self.declared(&iri)),
            };
            ontology.properties[i].characteristics = found;
        }
        let flagged = self.index.values().flatten().filter(|t| iri_of(&t.predicate) == Some(remit::INFER));
        for triple in flagged {
            if iri_of(&triple.subject).and_then(|s| ontology.find_property_iri(s)).is_none() {
                let message = "remit:infer is said of something that is no property".to_owned();
                faults.push((self.anchor(triple, &triple.predicate), message, "a property of this ontology"));
            }
        }
        for (anchor, message, expected) in faults {
            self.fault(Code::R065, anchor, message, expected);
        }
    }

    fn infer(&mut self, iri: &str) -> Option<bool> {
        let subject = format!("<{iri}>");
        let is_said = self.about(&subject, remit::INFER).next().is_some();
        is_said.then(|| self.flag(&subject, remit::INFER, true))
    }

    /// Whether a property has a characteristic that leads from its values back to its subjects.
    fn meets_itself(
        &self,
        iri: &str,
        class: &str,
        word: &str,
        ontology: &Ontology,
        faults: &mut Vec<Fault>,
    ) -> bool {
        let wanted = format!("<{class}>");
        let Some(said) = self.about(&format!("<{iri}>"), rdf::TYPE).find(|t| t.object == wanted) else {
            return false;
        };
        let Some(property) = ontology.find_property_iri(iri).map(|p| ontology.property(p)) else {
            return false;
        };
        let name = local_name(iri);
        let expected = "a property whose values can be its subjects";
        match &property.range {
            Range::Things(range) if meet(ontology, &property.domain, range) => return true,
            Range::Things(_) => {
                let message = format!("`{name}` cannot be {word}: nothing is in its domain and in its range");
                faults.push((self.anchor(said, &said.object), message, expected));
            }
            _ => {
                let message = format!("`{name}` cannot be {word}: its values are no things");
                faults.push((self.anchor(said, &said.object), message, expected));
            }
        }
        false
    }

    /// The chains by which a property follows from others.
    fn chains(&self, iri: &str, ontology: &Ontology, faults: &mut Vec<Fault>) -> Vec<Vec<PropertyId>> {
        let mut chains = Vec::new();
        for triple in self.about(&format!("<{iri}>"), owl::PROPERTY_CHAIN_AXIOM) {
            match self.chain(iri, &triple.object, ontology) {
                Ok(Some(steps)) => chains.push(steps),
                Ok(None) => {}
                Err((anchor, message)) => {
                    let anchor = anchor.unwrap_or_else(|| self.anchor(triple, &triple.predicate));
                    faults.push((
                        anchor,
                        message,
                        "a list of two or more properties that lead from one to the next",
                    ));
                }
            }
        }
        chains
    }

    /// The steps of a chain; none where a step is declared nowhere, which is told as such already.
    fn chain(
        &self,
        iri: &str,
        list: &str,
        ontology: &Ontology,
    ) -> Result<Option<Vec<PropertyId>>, (Option<Location>, String)> {
        let name = local_name(iri);
        let Some(members) = self.list(list) else {
            return Err((None, format!("the chain of `{name}` is no list")));
        };
        let (mut steps, mut places) = (Vec::new(), Vec::new());
        for first in members {
            let step = iri_of(&first.object).unwrap_or_default();
            let anchor = self.anchor(first, &first.object);
            let Some(id) = ontology.find_property_iri(step).filter(|p| ontology.property(*p).writable) else {
                let message =
                    format!("the chain of `{name}` names `{}`, which is no property", local_name(step));
                return if self.is_told(&first.object) { Ok(None) } else { Err((Some(anchor), message)) };
            };
            steps.push(id);
            places.push(anchor);
        }
        if steps.len() < 2 {
            let message = match steps.len() {
                0 => format!("the chain of `{name}` is empty"),
                _ => format!("the chain of `{name}` has one step only: that is rdfs:subPropertyOf"),
            };
            return Err((None, message));
        }
        joints(iri, &steps, ontology).map_err(|(at, why)| (places.get(at).cloned(), why))?;
        Ok(Some(steps))
    }
}

/// Whether the steps of a chain lead from one to the next, and the whole from domain to range of its property.
fn joints(iri: &str, steps: &[PropertyId], ontology: &Ontology) -> Result<(), (usize, String)> {
    let name = local_name(iri);
    let key = |p: PropertyId| local_name(&ontology.property(p).iri).to_owned();
    for (at, pair) in steps.windows(2).enumerate() {
        let Range::Things(range) = &ontology.property(pair[0]).range else {
            return Err((
                at,
                format!("the chain of `{name}` goes on from `{}`, whose values are no things", key(pair[0])),
            ));
        };
        if !meet(ontology, range, &ontology.property(pair[1]).domain) {
            let message = format!(
                "in the chain of `{name}` nothing leads from `{}` to `{}`",
                key(pair[0]),
                key(pair[1])
            );
            return Err((at + 1, message));
        }
    }
    let (Some(first), Some(last), Some(head)) =
        (steps.first(), steps.last(), ontology.find_property_iri(iri))
    else {
        return Ok(());
    };
    let head = ontology.property(head);
    if !meet(ontology, &head.domain, &ontology.property(*first).domain) {
        return Err((0, format!("the chain of `{name}` begins where `{name}` cannot begin")));
    }
    let ends = match (&head.range, &ontology.property(*last).range) {
        (Range::Things(wanted), Range::Things(found)) => meet(ontology, wanted, found),
        (wanted, found) => wanted == found,
    };
    if ends {
        Ok(())
    } else {
        Err((steps.len() - 1, format!("the chain of `{name}` ends where `{name}` cannot end")))
    }
}

/// Whether something can be in one of the first classes and in one of the second; where there are none, anything can.
fn meet(ontology: &Ontology, one: &[ClassId], other: &[ClassId]) -> bool {
    let classes = 0..ontology.classes.len() as u16;
    let mut found =
        classes.map(ClassId).filter(|c| ontology.is_one_of(*c, one) && ontology.is_one_of(*c, other));
    one.is_empty() || other.is_empty() || found.next().is_some()
}
