//! Triples of ids as RDF writes them, and back.

use std::cmp::Ordering;

use oxrdf::Literal;

use super::project::{GraphRef, node};
use super::term::{IriFamily, Term as RdfTerm};
use crate::compile::ontology::triples::iri_of;
use crate::model::claim::Thing;
use crate::model::dataset::Dataset;
use crate::model::triple::{Predicate, Term, Triple};

/// The family of the IRI of an entity or claim.
pub(super) fn space_of(thing: Thing) -> IriFamily {
    match thing {
        Thing::Entity(_) => IriFamily::Id,
        Thing::Claim(_) => IriFamily::Claim,
    }
}

/// The entity or claim that an IRI in N-Triples form stands for.
pub fn thing_of(term: &str, dataset: &Dataset, base: &str) -> Option<Thing> {
    let name = iri_of(term)?.strip_prefix(base)?;
    [IriFamily::Id, IriFamily::Claim].into_iter().find_map(|space| {
        let thing = dataset.find(name.strip_prefix(space.path())?)?;
        (space_of(thing) == space).then_some(thing)
    })
}

impl<'a> GraphRef<'a> {
    /// A term of a derived triple as RDF writes it.
    pub(super) fn term(self, term: Term) -> RdfTerm<'a> {
        match term {
            Term::Thing(thing) => RdfTerm::Node(node(thing, self.dataset)),
            Term::Other(text) => RdfTerm::Text(self.derived.text(text)),
        }
    }

    /// A term of a derived triple in N-Triples form.
    pub fn ntriples(self, term: Term) -> String {
        self.term(term).to_ntriples(self.base)
    }

    /// The IRI of the property of a derived triple.
    pub fn iri(self, predicate: Predicate) -> &'a str {
        match predicate {
            Predicate::Property(id) => &self.ontology.property(id).iri,
            Predicate::Other(iri) => self.derived.text(iri),
        }
    }

    /// The name of a term for readers: that of a thing, the text of a literal, an IRI in angle brackets.
    pub fn name(self, term: Term) -> String {
        match term {
            Term::Thing(thing) => self.dataset.name(thing).to_owned(),
            Term::Other(text) => {
                let text = self.derived.text(text);
                text.parse::<Literal>().map_or_else(|_| text.to_owned(), |l| l.value().to_owned())
            }
        }
    }

    /// The label of a property; its IRI in N-Triples form if the ontology does not declare it.
    pub fn label(self, predicate: Predicate) -> String {
        match predicate {
            Predicate::Property(id) => self.ontology.property(id).label.clone(),
            Predicate::Other(iri) => format!("<{}>", self.derived.text(iri)),
        }
    }

    /// The triple with these terms in N-Triples form, if it can be one that was derived.
    pub fn triple(self, [subject, predicate, object]: &[String; 3]) -> Option<Triple> {
        let other = |text: &str| self.derived.find_text(text);
        let term = |text: &str| {
            let thing = thing_of(text, self.dataset, self.base).map(Term::Thing);
            thing.or_else(|| other(text).map(Term::Other))
        };
        let iri = iri_of(predicate)?;
        let property = self.ontology.find_property_iri(iri).map(Predicate::Property);
        let predicate = property.or_else(|| other(iri).map(Predicate::Other))?;
        Some(Triple { subject: term(subject)?, predicate, object: term(object)? })
    }

    /// The order in which derived triples are written: by the IRIs of subject and property, then by the text of the value.
    pub(super) fn compare(self, one: &Triple, other: &Triple) -> Ordering {
        let by_subject = self.compare_terms(one.subject, other.subject, str::cmp);
        let by_predicate = || self.iri(one.predicate).cmp(self.iri(other.predicate));
        // The bracket behind an IRI puts `a-b` before `a`.
        let bracketed = |one: &str, other: &str| one.bytes().chain(*b">").cmp(other.bytes().chain(*b">"));
        by_subject
            .then_with(by_predicate)
            .then_with(|| self.compare_terms(one.object, other.object, bracketed))
    }

    /// Compares terms by their text, IRIs of one family by a comparison of their names.
    fn compare_terms(self, one: Term, other: Term, names: impl Fn(&str, &str) -> Ordering) -> Ordering {
        match (one, other) {
            _ if one == other => Ordering::Equal,
            (Term::Thing(a), Term::Thing(b)) => {
                let key = |thing| self.dataset.key(thing);
                space_of(a).path().cmp(space_of(b).path()).then_with(|| names(key(a), key(b)))
            }
            _ => {
                let [one, other] = [self.ntriples(one), self.ntriples(other)];
                match (iri_of(&one), iri_of(&other)) {
                    (Some(a), Some(b)) => names(a, b),
                    _ => one.cmp(&other),
                }
            }
        }
    }

    /// Whether the subject of a triple stands before all IRIs of a family.
    pub(super) fn is_before(self, triple: &Triple, space: IriFamily) -> bool {
        match triple.subject {
            Term::Thing(thing) => space_of(thing).path() < space.path(),
            Term::Other(_) => self.ntriples(triple.subject) < format!("<{}{}", self.base, space.path()),
        }
    }
}
