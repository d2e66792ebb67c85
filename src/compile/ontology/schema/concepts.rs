//! What the core vocabulary lets an ontology add: statuses, qualifiers, and what things of a class ought to have.

use super::{Reader, iri_of, kebab, text_of};
use crate::compile::ontology::{Border, Ontology, Qualifier, Status};
use crate::model::code::Code;
use crate::model::nearest::nearest;
use crate::model::template::Slot;
use crate::model::vocab::remit;

/// The lines that figures can show.
const BORDERS: [(&str, Border); 3] =
    [("solid", Border::Solid), ("dashed", Border::Dashed), ("dotted", Border::Dotted)];

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
                mood: self.text(&iri, remit::MOOD),
                label,
                border,
                iri,
            });
        }
        for iri in self.typed(&[remit::QUALIFIER_CLASS]) {
            ontology.qualifiers.push(Qualifier {
                key: self.key(&iri, kebab),
                label: self.label(&iri),
                sentence: self.template(&format!("<{iri}>"), &Slot::Value),
                iri,
            });
        }
    }

    fn border(&mut self, subject: &str) -> Border {
        let found = self.about(subject, remit::BORDER).next();
        let Some(triple) = found else { return Border::Solid };
        let word = text_of(&triple.object).unwrap_or_default();
        let found = BORDERS.into_iter().find(|(known, _)| *known == word).map(|(_, border)| border);
        if found.is_none() {
            let anchor = self.anchor(triple, &triple.object);
            let near = nearest(&word, BORDERS.map(|(known, _)| known));
            let message = format!("remit:border `{word}` is no line");
            let fault = self.fault(Code::R046, anchor, message, "\"solid\", \"dashed\" or \"dotted\"");
            fault.add_near(near);
        }
        found.unwrap_or(Border::Solid)
    }
}
