//! `R026`: things with more or fewer values of a property than their class allows.

use std::collections::{BTreeMap, HashMap};

use crate::compile::ontology::{Cardinality, Ontology};
use crate::model::claim::{Claim, EntityId, PropertyId, Thing};
use crate::model::code::Code;
use crate::model::dataset::Dataset;
use crate::model::diagnostic::{Diagnostic, Location};

/// Holds the numbers of values against the restrictions of the ontology.
pub(super) fn limits(dataset: &Dataset, ontology: &Ontology, faults: &mut Vec<Diagnostic>) {
    if ontology.classes().iter().all(|c| c.limits.is_empty()) {
        return;
    }
    let mut values: HashMap<(EntityId, PropertyId), Vec<&Claim>> = HashMap::new();
    for claim in dataset.claims() {
        if let (Thing::Entity(subject), true) = (claim.subject, claim.affirmed) {
            for property in &ontology.property(claim.predicate).ancestors {
                values.entry((subject, *property)).or_default().push(claim);
            }
        }
    }
    for id in dataset.entity_ids() {
        let class = ontology.class(dataset.entity(id).class);
        for limit in class.ancestors.iter().flat_map(|a| &ontology.class(*a).limits) {
            let mut claims = values.get(&(id, limit.property)).cloned().unwrap_or_default();
            // One value stated by several claims is one value.
            let mut distinct: BTreeMap<String, &Claim> = BTreeMap::new();
            claims.sort_by_key(|c| c.origin);
            for claim in claims {
                distinct.entry(format!("{:?}", claim.value)).or_insert(claim);
            }
            faults.extend(fault(dataset, ontology, id, limit, distinct.into_values().collect()));
        }
    }
}

fn fault(
    dataset: &Dataset,
    ontology: &Ontology,
    id: EntityId,
    limit: &Cardinality,
    mut claims: Vec<&Claim>,
) -> Option<Diagnostic> {
    let count = claims.len() as u32;
    let key = &ontology.property(limit.property).key;
    let entity = dataset.entity(id);
    let name = dataset.text(entity.key);
    if count < limit.least {
        if dataset.is_incomplete(Thing::Entity(id)) {
            return None;
        }
        let message = format!("`{name}` has {count} values of `{key}`, its class asks for {}", limit.least);
        let expected = format!("a claim with subject `{name}` and predicate `{key}`");
        return Some(
            Diagnostic::new(Code::R026, Location::Field(entity.origin, "id"), message).expected(expected),
        );
    }
    let most = limit.most.filter(|m| count > *m)?;
    claims.sort_by_key(|c| c.origin);
    let last = claims.last()?;
    let mut fault = Diagnostic::new(
        Code::R026,
        Location::Field(last.origin, "object"),
        format!("`{name}` has {count} values of `{key}`, its class allows {most}"),
    )
    .expected(format!("at most {most}"));
    for claim in &claims[..claims.len() - 1] {
        fault = fault.related(Location::Field(claim.origin, "object"), "another value");
    }
    Some(fault)
}
