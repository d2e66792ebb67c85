//! Terms as analysts read them: the names of things, the labels of classes and properties.

use super::literal::Literal;
use crate::compile::ontology::triples::{iri_of, local_name, text_of};
use crate::derive::rdf::{GraphRef, IriFamily, thing_of};
use crate::model::claim::Thing;
use crate::model::vocab;

/// What shows terms.
pub(super) struct Names<'a> {
    scope: GraphRef<'a>,
}

impl<'a> Names<'a> {
    pub(super) fn new(scope: GraphRef<'a>) -> Self {
        Self { scope }
    }

    /// The entity or claim that a term stands for.
    pub(super) fn thing(&self, term: &str) -> Option<Thing> {
        thing_of(term, self.scope.dataset, self.scope.base)
    }

    /// A term in backticks: a name or label where there is one.
    pub(super) fn name(&self, term: &str) -> String {
        if let Some(thing) = self.thing(term) {
            return format!("`{}`", self.scope.dataset.name(thing));
        }
        let Some(iri) = iri_of(term) else {
            return Literal::parse(term).map_or_else(|| term.to_owned(), |l| format!("{:?}", l.value));
        };
        let ontology = self.scope.ontology;
        let class = ontology.find_class_iri(iri).map(|c| &ontology.class(c).label);
        let property = || ontology.find_property_iri(iri).map(|p| &ontology.property(p).label);
        let label = class.or_else(property).cloned().or_else(|| {
            let wanted = [vocab::rdfs::LABEL, vocab::skos::PREF_LABEL].map(|p| format!("<{p}>"));
            let start = ontology.triples().partition_point(|t| t[0].as_str() < term);
            let about = ontology.triples().iter().skip(start).take_while(|t| t[0] == term);
            about.filter(|t| wanted.contains(&t[1])).find_map(|t| text_of(&t[2]))
        });
        label.map_or_else(|| self.short(term), |label| format!("`{label}`"))
    }

    /// A term with a prefix, as queries write it.
    pub(super) fn short(&self, term: &str) -> String {
        let Some(iri) = iri_of(term) else { return term.to_owned() };
        let base = self.scope.base;
        let below = IriFamily::ALL.into_iter().find_map(|s| {
            let local = iri.strip_prefix(base)?.strip_prefix(s.path())?;
            Some(format!("{}:{local}", s.path().trim_end_matches('/')))
        });
        below.unwrap_or_else(|| {
            let fits = self.scope.ontology.prefixes().iter().filter(|(_, n)| iri.starts_with(n.as_str()));
            match fits.max_by_key(|(_, n)| n.len()) {
                Some((prefix, namespace)) => format!("{prefix}:{}", &iri[namespace.len()..]),
                None => format!("`{}`", local_name(iri)),
            }
        })
    }

    /// A text with every IRI in angle brackets, and every literal with a datatype, as [`Self::name`] shows it.
    pub(super) fn told(&self, text: &str) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('<') {
            let Some((iri, end)) = after.split_once('>').filter(|(iri, _)| !iri.contains([' ', '<'])) else {
                out.push_str(before);
                out.push('<');
                rest = after;
                continue;
            };
            // The datatype of a literal means little to a reader.
            if let Some(literal) = before.strip_suffix("^^") {
                out.push_str(literal);
            } else {
                out.push_str(before);
                out.push_str(&self.name(&format!("<{iri}>")));
            }
            rest = end;
        }
        out.push_str(rest);
        out
    }
}
