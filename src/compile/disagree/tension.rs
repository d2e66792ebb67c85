//! Different answers to one question: claims with properties to which the ontology gives the same `remit:oneQuestion`.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{disagreement, end_of, entity_below};
use crate::compile::ontology::{Ontology, Property};
use crate::model::claim::{ClaimId, Thing, Value};
use crate::model::dataset::Dataset;
use crate::model::disagreement::{Disagreement, DisagreementKind};

/// Finds the questions that claims answer in more than one way, opinions included.
///
/// What is said of a claim is said of the thing that it is about, and what is said of a part of the whole.
pub(super) fn tensions(dataset: &Dataset, ontology: &Ontology) -> Vec<Disagreement> {
    let questions: Vec<Option<&str>> = ontology.properties().iter().map(|p| question(p, ontology)).collect();
    if questions.iter().all(Option::is_none) {
        return Vec::new();
    }
    let wholes = wholes(dataset, ontology);
    let (mut entities, mut ends) = (HashMap::new(), HashMap::new());
    let mut answers: BTreeMap<(Thing, &str), Vec<ClaimId>> = BTreeMap::new();
    for id in dataset.claim_ids().filter(|id| dataset.claim(*id).affirmed) {
        let claim = dataset.claim(id);
        if let Some(question) = questions[claim.predicate.index()] {
            let entity = entity_below(dataset, claim.subject, &mut entities);
            let about = end_of(entity, &mut ends, |part| wholes.get(&part).copied());
            answers.entry((about, question)).or_default().push(id);
        }
    }
    let mut found = Vec::new();
    for ((about, question), claims) in answers {
        let values: BTreeSet<String> =
            claims.iter().map(|c| format!("{:?}", dataset.claim(*c).value)).collect();
        if values.len() > 1 {
            let name = match about {
                Thing::Entity(id) => dataset.mention(id),
                Thing::Claim(_) => dataset.name(about).to_owned(),
            };
            let why = question.replace("{subject}", &name);
            found.push(disagreement(dataset, DisagreementKind::Tension, about, claims, why));
        }
    }
    found
}

/// The question that a property answers, its own or that of one above it.
fn question<'a>(property: &'a Property, ontology: &'a Ontology) -> Option<&'a str> {
    let above = property.ancestors.iter().map(|a| ontology.property(*a));
    std::iter::once(property).chain(above).find_map(|p| p.comparison.one_question.as_deref())
}

/// The whole of each part, where one claim says so.
fn wholes(dataset: &Dataset, ontology: &Ontology) -> HashMap<Thing, Thing> {
    let mut wholes = HashMap::new();
    for claim in dataset.claims() {
        let is_part = ontology.property(claim.predicate).comparison.part_whole && claim.affirmed;
        if let (true, Value::Thing(whole)) = (is_part, claim.value) {
            wholes.entry(claim.subject).or_insert(whole);
        }
    }
    wholes
}
