//! The claims behind triples that results point at, found in one pass over all claims.

use std::collections::{BTreeMap, BTreeSet};

use super::names::Names;
use crate::derive::rdf::{Scope, plain_triple};
use crate::model::claim::{Claim, ClaimId, Thing, Value};
use crate::model::diagnostic::Anchor;

/// Claims by the plain triple that they give.
#[derive(Default)]
pub(super) struct Behind {
    claims: BTreeMap<[String; 3], Vec<ClaimId>>,
}

impl Behind {
    /// Finds the claims about the subjects of some triples. Costs a look at every claim, and a triple for each found.
    pub(super) fn of(scope: Scope<'_>, names: &Names<'_>, subjects: impl Iterator<Item = String>) -> Self {
        let subjects: BTreeSet<Thing> = subjects.filter_map(|s| names.thing(&s)).collect();
        let mut found = Self::default();
        if subjects.is_empty() {
            return found;
        }
        let Scope { dataset, ontology, base, .. } = scope;
        for id in dataset.claim_ids() {
            let claim = dataset.claim(id);
            if !subjects.contains(&claim.subject) {
                continue;
            }
            if let Some(triple) = plain_triple(claim, dataset, ontology, base) {
                found.claims.entry(triple).or_default().push(id);
            }
        }
        found
    }

    /// The claims that give a triple, in the order of keys.
    pub(super) fn triple(&self, triple: &[String; 3]) -> &[ClaimId] {
        self.claims.get(triple).map_or(&[], Vec::as_slice)
    }

    /// The claims that give a value of a predicate, in the order of values and keys.
    pub(super) fn values(&self, subject: &str, predicate: &str) -> Vec<ClaimId> {
        let first = [subject.to_owned(), predicate.to_owned(), String::new()];
        let all = self.claims.range(first..).take_while(|(t, _)| t[0] == subject && t[1] == predicate);
        all.flat_map(|(_, ids)| ids.iter().copied()).collect()
    }
}

/// The place of the value of a claim.
pub(super) fn value_of(claim: &Claim) -> Anchor {
    let field = match claim.value {
        Value::Money(_) => "amount",
        Value::Count(_) => "count",
        _ => "object",
    };
    Anchor::Field(claim.origin, field)
}

/// The field of a record that gives a property of an entity or of a claim node.
pub(super) fn field(predicate: &str, of_claim: bool) -> &'static str {
    let local = predicate.trim_end_matches('>').rsplit(['#', '/']).next().unwrap_or_default();
    match (local, of_claim) {
        ("type", false) => "type",
        ("prefLabel", false) => "name",
        ("altLabel", false) => "also",
        ("note", _) => "note",
        ("subject", true) => "subject",
        ("predicate", true) => "predicate",
        ("object", true) => "object",
        ("wasAttributedTo", true) => "speaker",
        ("wasQuotedFrom", true) => "source",
        ("reportedBy", true) => "reported-by",
        ("section", true) => "section",
        ("quote" | "evidence", true) => "quote",
        ("status", true) => "status",
        ("polarity", true) => "polarity",
        ("from", true) => "from",
        ("until", true) => "until",
        ("deadline", true) => "deadline",
        ("when", true) => "when",
        ("money", true) => "amount",
        ("count", true) => "count",
        ("qualifier", true) => "qualifier",
        ("position", true) => "position",
        _ => "id",
    }
}
