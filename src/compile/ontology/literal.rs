//! Literals held against the ranges of properties.

use oxrdf::{LiteralRef, NamedNode, NamedNodeRef};

use super::triples::local_name;
use super::{Property, Range};
use crate::model::date::{PartialDate, parse_duration};
use crate::model::lexical;
use crate::model::vocab::{rdf, xsd};

/// Whether the text of a literal is a form of its datatype. Datatypes that are not of XML Schema have any form.
pub fn is_well_formed(literal: LiteralRef<'_>) -> bool {
    let local = literal.datatype().as_str().strip_prefix(xsd::NAMESPACE);
    local.is_none_or(|local| lexical::is_well_formed(local, literal.value()))
}

impl Property {
    /// What its values are, for messages.
    pub fn expected(&self) -> String {
        if let Some(words) = self.facets.words() {
            return words;
        }
        match (&self.range, self.datatype.as_deref()) {
            (_, Some(rdf::LANG_STRING)) => "a text with a language, as the ontology declares".to_owned(),
            (Range::Text, Some(_)) => "a text".to_owned(),
            (_, Some(datatype)) => {
                format!("a value of xsd:{}, as the ontology declares", local_name(datatype))
            }
            (Range::Things(_) | Range::Money | Range::Iri, None) => {
                "an IRI, as the ontology declares".to_owned()
            }
            (Range::Date, None) => "an xsd:gYear, xsd:gYearMonth or xsd:date without a time zone".to_owned(),
            (_, None) => "a literal whose text is a form of its datatype".to_owned(),
        }
    }

    /// The datatype with which a literal is written as a value of this property; none where it is not one of its values.
    ///
    /// It is the datatype that the ontology declares: numbers of other datatypes, and texts where addresses are declared,
    /// are taken over if their text is a form of it.
    pub fn datatype_for<'a>(&'a self, literal: LiteralRef<'a>) -> Option<NamedNodeRef<'a>> {
        let (text, given) = (literal.value(), literal.datatype());
        let is_text = matches!(given.as_str(), xsd::STRING | rdf::LANG_STRING);
        if self.facets.expected(text).is_some() {
            return None;
        }
        let Some(declared) = self.datatype.as_deref() else {
            let fits = match self.range {
                Range::Things(_) | Range::Money | Range::Iri => false,
                Range::Date => PartialDate::parse(text).is_some_and(|date| date.datatype() == given),
                _ => is_well_formed(literal),
            };
            return fits.then_some(given);
        };
        if self.range == Range::Text {
            // A text may have a language, and must where that is declared.
            return (is_text && (declared != rdf::LANG_STRING || given == declared)).then_some(given);
        }
        let [to, from] = [declared, given.as_str()].map(|iri| iri.strip_prefix(xsd::NAMESPACE).unwrap_or(""));
        let is_taken_over = match self.range {
            Range::Iri => is_text,
            _ => lexical::is_number_type(to) && lexical::is_number_type(from),
        };
        let is_form = match self.range {
            Range::Iri => NamedNode::new(text).is_ok(),
            Range::Date => PartialDate::parse(text).is_some(),
            Range::Duration => parse_duration(text).is_some(),
            _ => true,
        };
        let fits = (declared == given.as_str() || is_taken_over) && is_form;
        (fits && lexical::is_well_formed(to, text)).then(|| NamedNodeRef::new_unchecked(declared))
    }
}
