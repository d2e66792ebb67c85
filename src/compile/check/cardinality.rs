//! `R026`: things with more or fewer values of a property than their class allows.

use std::collections::{BTreeMap, HashMap};

use crate::compile::ontology::{Cardinality, Filler, Ontology};
use crate::model::claim::{Claim, ClassId, EntityId, PropertyId, Thing, Value};
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
            claims.retain(|claim| is_counted(dataset, ontology, claim.value, &limit.of));
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

/// Whether a value is one of those that a restriction counts.
fn is_counted(dataset: &Dataset, ontology: &Ontology, value: Value, of: &Filler) -> bool {
    let class = || match value {
        Value::Thing(Thing::Entity(id)) => Some(dataset.entity(id).class),
        Value::Thing(Thing::Claim(_)) => Some(ontology.claim_class()),
        _ => None,
    };
    match of {
        Filler::Any => true,
        Filler::Class(classes) => class().is_some_and(|c| ontology.is_one_of(c, classes)),
        Filler::Outside(classes) => class().is_some_and(|c| !ontology.is_one_of(c, classes)),
        Filler::Value(wanted) => match value {
            Value::Thing(thing) => dataset.key(thing) == wanted,
            Value::Text(text) | Value::Decimal(text) | Value::Duration(text) | Value::Iri(text) => {
                dataset.text(text) == wanted
            }
            Value::Count(count) => count.to_string() == *wanted,
            Value::Boolean(flag) => flag.to_string() == *wanted,
            Value::Date(date) => date.to_string() == *wanted,
            Value::Money(_) => false,
        },
    }
}

/// The values that a restriction counts, in words, after the key of the property.
fn of_what(ontology: &Ontology, of: &Filler) -> String {
    let keys = |classes: &[ClassId]| {
        let keys: Vec<&str> = classes.iter().map(|c| ontology.class(*c).key.as_str()).collect();
        keys.join(" or ")
    };
    match of {
        Filler::Any => String::new(),
        Filler::Class(classes) => format!(" of class {}", keys(classes)),
        Filler::Outside(classes) => format!(" that are not of class {}", keys(classes)),
        Filler::Value(value) => format!(" that are `{value}`"),
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
    let what = of_what(ontology, &limit.of);
    let entity = dataset.entity(id);
    let name = dataset.text(entity.key);
    if count < limit.least {
        if dataset.is_incomplete(Thing::Entity(id)) {
            return None;
        }
        let message =
            format!("`{name}` has {count} values of `{key}`{what}, its class asks for {}", limit.least);
        let expected = format!("a claim with subject `{name}` and predicate `{key}`");
        return Some(
            Diagnostic::new(Code::R026, Location::Field(entity.origin, "id"), message).expected(expected),
        );
    }
    let most = limit.most.filter(|m| count > *m)?;
    claims.sort_by_key(|c| c.origin);
    let last = claims.last()?;
    let allows = if most == 0 { "none".to_owned() } else { most.to_string() };
    let mut fault = Diagnostic::new(
        Code::R026,
        Location::Field(last.origin, "object"),
        format!("`{name}` has {count} values of `{key}`{what}, its class allows {allows}"),
    )
    .expected(if most == 0 { "no such value".to_owned() } else { format!("at most {most}") });
    for claim in &claims[..claims.len() - 1] {
        fault = fault.related(Location::Field(claim.origin, "object"), "another value");
    }
    Some(fault)
}
