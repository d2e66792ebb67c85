//! What the core vocabulary lets an ontology add: statuses, qualifiers, and what things of a class ought to have.

use super::{Reader, iri_of, kebab, text_of};
use crate::compile::ontology::{Border, Ontology, Qualifier, Status};
use crate::model::code::Code;
use crate::model::vocab::remit;

impl Reader<'_> {
    /// What things of a class ought to have.
    pub(super) fn expectations(&mut self, ontology: &mut Ontology) {
        let mut found = Vec::new();
        let mut faults = Vec::new();
        for (class, entry) in ontology.classes.iter().enumerate() {
            for triple in self.about(&format!("<{}>", entry.iri), remit::EXPECTS) {
                match iri_of(&triple.object).and_then(|o| ontology.find_property_iri(o)) {
                    Some(property) => found.push((class, property)),
                    None => faults.push(self.anchor(triple, &triple.object)),
                }
            }
        }
        for (class, property) in found {
            ontology.classes[class].expects.push(property);
        }
        for anchor in faults {
            let message = "remit:expects names something that is no property".to_owned();
            self.fault(Code::R046, anchor, message, "a property of this ontology");
        }
    }

    pub(super) fn concepts(&mut self, ontology: &mut Ontology) {
        for iri in self.typed(&[remit::STATUS_CLASS]) {
            let subject = format!("<{iri}>");
            let label = self.label(&iri);
            let border = self.border(&subject);
            ontology.statuses.push(Status {
                key: self.key(&iri, kebab),
                plain: self.flag(&subject, remit::PLAIN, true),
                promise: self.flag(&subject, remit::PROMISE, false),
                label,
                border,
                iri,
            });
        }
        for iri in self.typed(&[remit::QUALIFIER_CLASS]) {
            ontology.qualifiers.push(Qualifier { key: self.key(&iri, kebab), label: self.label(&iri), iri });
        }
    }

    fn border(&mut self, subject: &str) -> Border {
        let found = self.about(subject, remit::BORDER).next();
        let Some(triple) = found else { return Border::Solid };
        match text_of(&triple.object).as_deref() {
            Some("solid") => Border::Solid,
            Some("dashed") => Border::Dashed,
            Some("dotted") => Border::Dotted,
            _ => {
                let anchor = self.anchor(triple, &triple.object);
                self.fault(
                    Code::R046,
                    anchor,
                    "remit:border is no line".to_owned(),
                    "\"solid\", \"dashed\" or \"dotted\"",
                );
                Border::Solid
            }
        }
    }
}
