//! Classes and datatypes that have no name of their own: unions as domain or range, listed values, bounded numbers.
//!
//! A node that is understood is marked as read; every other one is told, see `unread`.

use super::{Reader, datatype, is_anything, namespace};
use crate::compile::ontology::triples::{Located, iri_of, text_of};
use crate::compile::ontology::{Facets, Ontology, Range};
use crate::model::claim::ClassId;
use crate::model::standard::missing;
use crate::model::vocab::{owl, rdf, xsd};

/// What a domain, a range or the filler of a restriction names.
pub(super) enum Named<'b> {
    /// A class.
    Class(ClassId),
    /// Anything at all.
    Anything,
    /// A datatype.
    Data(Values),
    /// Something else: the triple that names it.
    Other(&'b Located),
}

/// What the values of a property are.
#[derive(PartialEq)]
pub(super) struct Values {
    pub(super) range: Range,
    /// The datatype of XML Schema that they are declared to have.
    pub(super) datatype: Option<String>,
    pub(super) facets: Facets,
}

impl Values {
    pub(super) fn of(range: Range) -> Self {
        Self { range, datatype: None, facets: Facets::default() }
    }

    /// The values of a datatype that has a name.
    fn named(iri: &str) -> Option<Self> {
        let is_kept = iri.starts_with(xsd::NAMESPACE) || iri == rdf::LANG_STRING;
        let declared = is_kept.then(|| iri.to_owned());
        Some(Self { datatype: declared, ..Self::of(datatype(iri)?) })
    }

    /// Whether these values with others are still of one kind: dates of several precisions are partial dates.
    pub(super) fn takes_in(&mut self, other: &Self) -> bool {
        let are_alike = self.range == other.range && self.facets == other.facets;
        let is_open = are_alike && matches!(self.range, Range::Date | Range::Text);
        if is_open && self.datatype != other.datatype {
            self.datatype = None;
        }
        is_open || self == other
    }
}

impl Reader<'_> {
    /// The members of a list, each as the triple that gives it; none where the node is no list.
    pub(super) fn list<'b>(&'b self, node: &str) -> Option<Vec<&'b Located>> {
        let nil = format!("<{}>", rdf::NIL);
        let mut members: Vec<&Located> = Vec::new();
        let mut at = node;
        while at != nil {
            let (first, rest) = (self.about(at, rdf::FIRST).next()?, self.about(at, rdf::REST).next()?);
            // A list that runs into itself comes by the same node again.
            if members.iter().any(|m| m.subject == at) {
                return None;
            }
            members.push(first);
            at = &rest.object;
        }
        Some(members)
    }

    /// The members of the list that a node without a name has under a predicate; the node is then read.
    pub(super) fn members<'b>(&'b self, node: &str, predicate: &str) -> Option<Vec<&'b Located>> {
        let triple = self.about(node, predicate).next().filter(|_| node.starts_with("_:"))?;
        let members = self.list(&triple.object)?;
        self.mark(node);
        Some(members)
    }

    /// What the object of a triple names: a class, a datatype, or each class of a union.
    pub(super) fn named<'b>(&'b self, triple: &'b Located, ontology: &Ontology) -> Vec<Named<'b>> {
        let of_union = self.about(&triple.object, owl::UNION_OF).next().and_then(|t| self.list(&t.object));
        let Some(members) = of_union.filter(|m| m.iter().all(|t| iri_of(&t.object).is_some())) else {
            return vec![self.one(triple, ontology)];
        };
        self.mark(&triple.object);
        members.into_iter().map(|member| self.one(member, ontology)).collect()
    }

    fn one<'b>(&'b self, triple: &'b Located, ontology: &Ontology) -> Named<'b> {
        let iri = iri_of(&triple.object);
        if iri.is_some_and(is_anything) {
            return Named::Anything;
        }
        if let Some(class) = iri.and_then(|iri| ontology.find_class_iri(iri)) {
            return Named::Class(class);
        }
        let values = iri.and_then(Values::named).or_else(|| self.data_range(&triple.object));
        values.map_or(Named::Other(triple), Named::Data)
    }

    /// A datatype that the ontology describes: by a list of its values, or as a bounded one.
    fn data_range(&self, node: &str) -> Option<Values> {
        let same = self.about(node, owl::EQUIVALENT_CLASS).next().map(|t| t.object.as_str());
        let node = same.unwrap_or(node);
        if let Some(list) = self.about(node, owl::ONE_OF).next() {
            let mut types = Vec::new();
            let mut one_of = Vec::new();
            for member in self.list(&list.object)? {
                let literal: oxrdf::Literal = member.object.parse().ok()?;
                types.push(literal.datatype().as_str().to_owned());
                one_of.push(literal.value().to_owned());
            }
            let first = types.first().filter(|first| types.iter().all(|t| t == *first))?;
            self.mark(node);
            return Some(Values { facets: Facets { one_of, bounds: Vec::new() }, ..Values::named(first)? });
        }
        let values = self.about(node, owl::ON_DATATYPE).find_map(|t| Values::named(iri_of(&t.object)?))?;
        let mut bounds = Vec::new();
        let list = self.about(node, owl::WITH_RESTRICTIONS).next()?;
        for member in self.list(&list.object)? {
            for facet in self.index.get(&member.object).into_iter().flatten() {
                let local = iri_of(&facet.predicate)?.strip_prefix(xsd::NAMESPACE)?;
                let is_number = matches!(values.range, Range::Decimal | Range::Count);
                let bound = Facets::BOUNDS.iter().find(|(name, ..)| *name == local && is_number)?;
                bounds.push((*bound, text_of(&facet.object)?.parse().ok()?));
            }
        }
        self.mark(node);
        Some(Values { facets: Facets { one_of: Vec::new(), bounds }, ..values })
    }

    /// Whether a term is one of the graph's own that nothing describes, or one that does not exist: that is told once, as
    /// such.
    pub(in super::super) fn is_told(&self, term: &str) -> bool {
        let is_own = |iri: &str| self.own.contains(namespace(iri));
        !self.is_declared(term) && iri_of(term).is_some_and(|iri| is_own(iri) || missing(iri).is_some())
    }
}
