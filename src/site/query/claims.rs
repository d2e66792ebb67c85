//! What a row of an answer rests on: the claims and inferred links that say what its query matches there.

use std::collections::BTreeSet;

use super::{Pages, QueryAnswer};
use crate::compile::ontology::triples::iri_of;
use crate::derive::rdf::{IriFamily, claim_triple, thing_of};
use crate::derive::store::{Answer, Matched};
use crate::explore::{Basis, turn};
use crate::model::claim::{PropertyId, Thing};
use crate::model::derivation::DerivationKey;
use crate::site::html::Line;
use crate::site::saying::Saying;

/// The claims behind a row.
#[derive(Debug)]
pub(super) struct RowClaims {
    /// The row, counted from 1.
    pub(super) number: usize,
    /// Its values.
    pub(super) values: Line,
    pub(super) sayings: Vec<Saying>,
    /// What these claims are not.
    pub(super) notes: Vec<&'static str>,
}

impl Pages<'_> {
    /// The claims behind the row that was asked about.
    pub(super) fn row_claims(&self, found: &QueryAnswer, row: Option<usize>) -> Option<RowClaims> {
        let (row, matched) = (row?, found.matched.as_ref()?);
        let mut bases: BTreeSet<Basis> = BTreeSet::new();
        let mut others = 0;
        for triple in &matched.triples {
            let before = bases.len();
            self.bases_of(triple, &mut bases);
            others += usize::from(bases.len() == before);
        }
        if let Answer::Solutions { rows, .. } = &*found.answer {
            let named = rows.get(row).into_iter().flatten().flatten();
            bases.extend(named.filter_map(|term| self.basis_of(&term.to_string())));
        }
        let key = |basis: &Basis| match basis {
            Basis::Claim(id) => self.scope.dataset.key(Thing::Claim(*id)).to_owned(),
            Basis::Derivation(id) => self.scope.derived.get(*id).key.to_string(),
        };
        let sayings: Vec<Saying> = bases.iter().filter_map(|basis| self.saying_of(&key(basis))).collect();
        let mut notes = Vec::new();
        if sayings.is_empty() {
            notes.push("No claim says what this row matches.");
        }
        if others > 0 {
            notes.push(
                "Classes, names and terms that the row matches are records of the graph, and no claims.",
            );
        }
        let Matched { is_all, .. } = matched;
        if !is_all {
            notes.push(
                "This list may be incomplete: claims that are matched through paths, subqueries, many alternatives or NOT EXISTS are not shown.",
            );
        }
        let values = self.values(&found.answer, row);
        Some(RowClaims { number: row + 1, values, sayings, notes })
    }

    /// The claim or derivation of an IRI in N-Triples form.
    fn basis_of(&self, term: &str) -> Option<Basis> {
        if let Some(Thing::Claim(id)) = thing_of(term, self.scope.dataset, self.scope.base) {
            return Some(Basis::Claim(id));
        }
        let name = iri_of(term)?.strip_prefix(self.scope.base)?.strip_prefix(IriFamily::Derived.path())?;
        self.scope.derived.find(DerivationKey::parse(name)?).map(Basis::Derivation)
    }

    /// The claims and derivations that say a triple.
    fn bases_of(&self, [subject, predicate, object]: &[String; 3], out: &mut BTreeSet<Basis>) {
        let scope = self.scope;
        out.extend(self.basis_of(subject));
        out.extend(self.basis_of(object));
        let Some(from) = thing_of(subject, scope.dataset, scope.base) else { return };
        let Some(wanted) = iri_of(predicate).and_then(|iri| scope.ontology.find_property_iri(iri)) else {
            return;
        };
        let says = |property: PropertyId| turn(property, wanted, scope.ontology);
        let relations = &self.site.relations;
        if let Some(to) = thing_of(object, scope.dataset, scope.base) {
            let mut links = relations.from(from);
            links.retain(|link| link.to == to && says(link.property) == Some(false));
            let mut turned = relations.to(from);
            turned.retain(|link| link.from == to && says(link.property) == Some(true));
            out.extend(links.into_iter().chain(turned).map(|link| link.basis));
            return;
        }
        for id in relations.about(from) {
            let claim = scope.dataset.claim(*id);
            if says(claim.predicate) == Some(false)
                && claim_triple(claim, scope.dataset, scope.ontology, scope.base)[2] == *object
            {
                out.insert(Basis::Claim(*id));
            }
        }
        for (property, id) in relations.values(from) {
            if says(*property) == Some(false)
                && scope.ntriples(scope.derived.get(*id).triple.object) == *object
            {
                out.insert(Basis::Derivation(*id));
            }
        }
    }
}
