//! What the families of constraints ask of a parameter: its value as a term, a number, a text, a list, a shape.

use super::custom::Custom;
use super::literal::Literal;
use super::path;
use super::read::Reader;
use super::shape::ShapeId;
use super::vocabulary::sh;
use crate::compile::ontology::triples::{Located, iri_of, local_name};
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Severity};
use crate::model::text::Symbol;
use crate::model::vocab;

/// One value of a parameter: where it stands, and whose it is.
pub(super) struct Parameter<'a> {
    /// The triple that gives the value.
    pub(super) triple: &'a Located,
    /// The shape.
    pub(super) shape: ShapeId,
    /// The node of the shape.
    pub(super) node: &'a str,
}

impl<'a> Reader<'a> {
    /// Adds a fault at the object of a triple.
    pub(super) fn fault(&mut self, triple: &Located, message: String, expected: &str) {
        let fault = Diagnostic::new(Code::R061, self.source.place(triple), message).expected(expected);
        self.faults.push(fault);
    }

    /// Adds a warning at the object of a triple.
    pub(super) fn warn(&mut self, code: Code, triple: &Located, message: String, expected: &str) {
        let mut fault = Diagnostic::new(code, self.source.place(triple), message).expected(expected);
        fault.severity = Severity::Warning;
        self.faults.push(fault);
    }

    /// The one value of a property of SHACL; a second one is a fault.
    pub(super) fn at_most_one(&mut self, node: &str, local: &str) -> Option<&'a Located> {
        let mut given = self.source.values(node, &sh(local));
        let first = given.next();
        if let Some(second) = given.next() {
            self.fault(second, format!("more than one sh:{local}"), "one value at the most");
        }
        first
    }

    /// Keeps the triples of a predicate (an IRI) in the data.
    pub(super) fn wants(&mut self, predicate: &str) {
        if predicate == vocab::rdf::TYPE {
            self.classes = None;
        }
        self.wanted.insert(predicate.to_owned());
    }

    /// Keeps what tells which nodes are instances of a class (a term).
    pub(super) fn wants_class(&mut self, class: &str) {
        if let Some(classes) = &mut self.classes {
            classes.insert(class.to_owned());
        }
        self.wants(vocab::rdf::TYPE);
        self.wants(vocab::rdfs::SUB_CLASS_OF);
    }

    /// Keeps all triples of the data.
    pub(super) fn wants_all(&mut self) {
        self.all = true;
    }

    /// Any term.
    pub(super) fn term(&mut self, triple: &Located) -> Symbol {
        self.terms.intern(&triple.object)
    }

    /// An IRI.
    pub(super) fn iri(&mut self, triple: &Located) -> Option<Symbol> {
        if iri_of(&triple.object).is_none() {
            self.fault(triple, format!("the value of {} is no IRI", word(&triple.predicate)), "an IRI");
            return None;
        }
        Some(self.term(triple))
    }

    /// A property, the triples of which are looked at.
    pub(super) fn predicate(&mut self, triple: &Located) -> Option<Symbol> {
        let symbol = self.iri(triple)?;
        self.wants(iri_of(&triple.object).unwrap_or_default());
        Some(symbol)
    }

    /// A whole number that is not negative.
    pub(super) fn integer(&mut self, triple: &Located) -> Option<usize> {
        let literal = Literal::parse(&triple.object);
        let number =
            literal.filter(|l| l.datatype == vocab::xsd::INTEGER).and_then(|l| l.value.parse::<i64>().ok());
        if number.is_none() {
            let message = format!("the value of {} is no whole number", word(&triple.predicate));
            self.fault(triple, message, "a whole number such as 1");
        }
        // A negative number is well-formed; no count and no length is below it.
        number.map(|n| usize::try_from(n).unwrap_or(0))
    }

    /// True or false.
    pub(super) fn boolean(&mut self, triple: &Located) -> Option<bool> {
        let literal = Literal::parse(&triple.object).filter(|l| l.datatype == vocab::xsd::BOOLEAN);
        let value = match literal.as_ref().map(|l| l.value.as_ref()) {
            Some("true") => Some(true),
            Some("false") => Some(false),
            // SHACL names the term `true`, and another form of the same value is not that term.
            Some("1" | "0") => {
                let message = format!("{} has no effect in this form", word(&triple.predicate));
                self.warn(Code::R061, triple, message, "true or false, written so");
                Some(false)
            }
            _ => None,
        };
        if value.is_none() {
            let message = format!("the value of {} is neither true nor false", word(&triple.predicate));
            self.fault(triple, message, "true or false");
        }
        value
    }

    /// A text without a language.
    pub(super) fn text(&mut self, triple: &Located) -> Option<String> {
        let literal = Literal::parse(&triple.object).filter(|l| l.datatype == vocab::xsd::STRING);
        if literal.is_none() {
            let message = format!("the value of {} is no text", word(&triple.predicate));
            self.fault(triple, message, "a text without a language tag");
        }
        literal.map(|l| l.value.into_owned())
    }

    /// The members of a list.
    pub(super) fn list(&mut self, triple: &Located) -> Option<Vec<&'a Located>> {
        match self.source.list(&triple.object) {
            Ok(members) => Some(members),
            Err(why) => {
                self.fault(triple, format!("{}: {why}", word(&triple.predicate)), "a list: ( … )");
                None
            }
        }
    }

    /// A shape that another one refers to.
    pub(super) fn shape(&mut self, from: ShapeId, triple: &Located) -> Option<ShapeId> {
        if triple.object.starts_with('"') {
            self.fault(triple, "a literal is no shape".to_owned(), "a shape");
            return None;
        }
        let is_empty = self.source.about(&triple.object).next().is_none();
        if is_empty && iri_of(&triple.object).is_some() && !self.ids.contains_key(&triple.object) {
            let message = format!("nothing is said of the shape {}", word(&triple.object));
            self.warn(Code::R064, triple, message, "a shape that is described in ontology/shapes");
        }
        let id = self.id(&triple.object);
        let anchor = self.source.place(triple);
        self.edges.entry(from).or_default().push((id, anchor));
        Some(id)
    }

    /// The path of a node; its faults are told where its shape is read.
    pub(super) fn path_of(&mut self, node: &str) -> Option<path::Path> {
        let triple = self.source.values(node, &sh("path")).next()?;
        path::read(self.source, &triple.object, &mut self.terms).ok()
    }

    /// Whether a node has a path.
    pub(super) fn has_path(&self, node: &str) -> bool {
        self.source.values(node, &sh("path")).next().is_some()
    }

    /// A shape as messages call it.
    pub(super) fn name(&self, id: ShapeId) -> String {
        match self.nodes.get(id.0).and_then(|n| iri_of(n)) {
            Some(iri) => format!("the shape {}", local_name(iri)),
            None => "a shape without a name".to_owned(),
        }
    }

    /// Custom components.
    pub(super) fn customs(&self) -> &[Custom] {
        &self.customs
    }
}

/// A term as faults call it: `sh:minCount`, or the local name.
pub(super) fn word(term: &str) -> String {
    match iri_of(term) {
        Some(iri) => match iri.strip_prefix(super::vocabulary::SH) {
            Some(local) => format!("sh:{local}"),
            None => format!("`{}`", local_name(iri)),
        },
        None => format!("`{term}`"),
    }
}
