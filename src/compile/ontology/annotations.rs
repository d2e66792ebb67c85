//! Hints on how claims with a property are held against one another: where they disagree, where they restate.

use super::Ontology;
use super::schema::Reader;
use super::triples::{iri_of, local_name, text_of};
use crate::model::claim::PropertyId;
use crate::model::code::Code;
use crate::model::disagreement::DisagreementKind;
use crate::model::nearest::nearest;
use crate::model::vocab::{owl, remit};

/// How claims with a property are held against one another.
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    /// The kind of disagreement that a claim with the property notes between the claims at its ends.
    pub notes: Option<DisagreementKind>,
    /// The question that claims with the property, or one below it, answer; `{subject}` stands for the thing.
    /// Properties with the same question compete.
    pub one_question: Option<String>,
    /// Whether what is said of the subject is compared with what is said of the value.
    pub part_whole: bool,
    /// For amounts: the property that tells how long they are paid.
    pub lasting: Option<PropertyId>,
    /// For amounts: things that share a value of one of these may mean the same amount.
    pub compared_by: Vec<PropertyId>,
    /// What it excludes.
    pub excludes: Vec<Exclusion>,
}

/// What a claim with a property excludes (OWL 2, section 9.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exclusion {
    /// That another subject has the same value.
    SameValue,
    /// That it holds in the other direction.
    OtherDirection,
    /// That a subject has itself as a value.
    Itself,
    /// That another property joins the same two.
    Other(PropertyId),
}

/// What a property tells of a promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PromiseRole {
    /// Its value is who promises.
    Promiser,
    /// Its value is promised, its subject promises.
    Promise,
    /// Its value is the latest date by which the subject is to be done.
    DueDate,
    /// Its subject was done.
    Kept,
    /// A part of its subject was done.
    PartlyKept,
    /// Its subject was not done.
    Missed,
    /// Its subject was changed or withdrawn.
    Changed,
    /// Something else took the place of its subject.
    Superseded,
    /// Its subject is under way, and was not done yet.
    NotYet,
}

impl PromiseRole {
    /// All roles with the local names of their concepts.
    const ALL: [(Self, &str); 9] = [
        (Self::Promiser, "promiser"),
        (Self::Promise, "promised"),
        (Self::DueDate, "dueDate"),
        (Self::Kept, "kept"),
        (Self::PartlyKept, "partlyKept"),
        (Self::Missed, "missed"),
        (Self::Changed, "changed"),
        (Self::Superseded, "superseded"),
        (Self::NotYet, "notYet"),
    ];
}

impl Reader<'_> {
    /// The hints of a property that name no other property.
    pub(super) fn comparison(&mut self, subject: &str) -> Comparison {
        let iri = iri_of(subject).unwrap_or_default().to_owned();
        Comparison {
            notes: self.noted_kind(subject),
            one_question: self.text(&iri, remit::ONE_QUESTION),
            part_whole: self.flag(subject, remit::PART_WHOLE, false),
            excludes: self.exclusions(subject),
            ..Comparison::default()
        }
    }

    fn exclusions(&self, subject: &str) -> Vec<Exclusion> {
        let all = [
            (owl::INVERSE_FUNCTIONAL_PROPERTY, Exclusion::SameValue),
            (owl::ASYMMETRIC_PROPERTY, Exclusion::OtherDirection),
            (owl::ASYMMETRIC_PROPERTY, Exclusion::Itself),
            (owl::IRREFLEXIVE_PROPERTY, Exclusion::Itself),
        ];
        all.into_iter().filter(|(kind, _)| self.is_typed(subject, &[*kind])).map(|(_, found)| found).collect()
    }

    fn noted_kind(&mut self, subject: &str) -> Option<DisagreementKind> {
        let triple = self.about(subject, remit::NOTES).next()?;
        let named = iri_of(&triple.object).unwrap_or_default();
        let kind = DisagreementKind::ALL.into_iter().find(|k| {
            *k != DisagreementKind::Denial && named.strip_prefix(remit::NAMESPACE) == Some(k.local())
        });
        if kind.is_none() && !self.is_told(&triple.object) {
            let anchor = self.anchor(triple, &triple.object);
            let name = text_of(&triple.object).unwrap_or_else(|| local_name(named).to_owned());
            let near = nearest(&name, DisagreementKind::ALL.map(DisagreementKind::local)).map(str::to_owned);
            let message = format!("remit:notes names `{name}`, which is no kind of disagreement");
            let expected = "remit:conflict, remit:doubted, remit:restatement, remit:tension, remit:scope or remit:update";
            let fault = self.fault(Code::R046, anchor, message, expected);
            fault.add_near(near.map(|n| format!("remit:{n}")).as_deref());
        }
        kind
    }

    /// What a property tells of a promise.
    pub(super) fn role(&mut self, subject: &str) -> Option<PromiseRole> {
        let triple = self.about(subject, remit::TELLS).next()?;
        let local = iri_of(&triple.object).and_then(|o| o.strip_prefix(remit::NAMESPACE));
        let role = PromiseRole::ALL.into_iter().find(|(_, name)| local == Some(*name)).map(|(role, _)| role);
        if role.is_none() && !self.is_told(&triple.object) {
            let anchor = self.anchor(triple, &triple.object);
            let expected =
                format!("one of: remit:{}", PromiseRole::ALL.map(|(_, name)| name).join(", remit:"));
            let name =
                text_of(&triple.object).or_else(|| iri_of(&triple.object).map(|o| local_name(o).to_owned()));
            let name = name.unwrap_or_default();
            let near = nearest(&name, PromiseRole::ALL.map(|(_, name)| name)).map(str::to_owned);
            let message = format!("remit:tells names `{name}`, which is no role");
            let fault = self.fault(Code::R046, anchor, message, &expected);
            fault.add_near(near.map(|n| format!("remit:{n}")).as_deref());
        }
        role
    }

    /// The hints that name another property, once all properties are known.
    pub(super) fn compared_properties(&mut self, ontology: &mut Ontology) {
        let mut faults = Vec::new();
        for i in 0..ontology.properties.len() {
            let subject = format!("<{}>", ontology.properties[i].iri);
            for hint in [remit::LASTING, remit::COMPARED_BY, owl::PROPERTY_DISJOINT_WITH] {
                for triple in self.about(&subject, hint) {
                    match iri_of(&triple.object).and_then(|o| ontology.find_property_iri(o)) {
                        Some(id) if hint == remit::LASTING => {
                            ontology.properties[i].comparison.lasting = Some(id);
                        }
                        Some(id) if hint == owl::PROPERTY_DISJOINT_WITH => {
                            for (one, other) in [(i, id), (id.index(), PropertyId(i as u16))] {
                                ontology.properties[one].comparison.excludes.push(Exclusion::Other(other));
                            }
                        }
                        // No data has a property that nothing describes.
                        None if hint == owl::PROPERTY_DISJOINT_WITH => {}
                        Some(id) => ontology.properties[i].comparison.compared_by.push(id),
                        None if self.is_told(&triple.object) => {}
                        None => faults.push((self.anchor(triple, &triple.object), local_name(hint))),
                    }
                }
            }
        }
        for (anchor, name) in faults {
            let message = format!("remit:{name} names something that is no property");
            self.fault(Code::R046, anchor, message, "a property of this ontology");
        }
    }
}
