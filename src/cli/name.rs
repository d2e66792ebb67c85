//! Which thing or class a reader means.

use super::Failure;
use crate::compile::ontology::Ontology;
use crate::model::claim::{ClassId, Thing};
use crate::model::dataset::Dataset;
use crate::model::nearest::nearest;

/// The thing that a reader means by a key, a name, another name, or the beginning of one.
pub(super) fn resolve(wanted: &str, dataset: &Dataset) -> Result<Thing, Failure> {
    if let Some(thing) = dataset.find(wanted) {
        return Ok(thing);
    }
    let lower = wanted.to_lowercase();
    let names: Vec<(String, Thing)> = dataset
        .entity_ids()
        .flat_map(|id| {
            let entity = dataset.entity(id);
            let all = [entity.key, entity.name].into_iter().chain(entity.also.iter().copied());
            all.map(move |s| (dataset.text(s).to_lowercase(), Thing::Entity(id))).collect::<Vec<_>>()
        })
        .collect();
    let mut found: Vec<Thing> = names.iter().filter(|(n, _)| *n == lower).map(|(_, t)| *t).collect();
    if found.is_empty() && !lower.is_empty() {
        found = names.iter().filter(|(n, _)| n.starts_with(&lower)).map(|(_, t)| *t).collect();
    }
    found.sort_unstable();
    found.dedup();
    match found.as_slice() {
        [one] => Ok(*one),
        [] => {
            let near = nearest(&lower, names.iter().map(|(n, _)| n.as_str()));
            let help = near.map_or_else(
                || {
                    "`remit query -e 'SELECT ?id ?name { ?id skos:prefLabel ?name }'` lists all names"
                        .to_owned()
                },
                |n| format!("did you mean `{n}`?"),
            );
            Err(Failure::with_help(format!("nothing is called `{wanted}`"), help))
        }
        several => {
            let list: Vec<String> =
                several.iter().map(|t| format!("{} ({})", dataset.key(*t), dataset.name(*t))).collect();
            Err(Failure::with_help(
                format!("`{wanted}` could be several things"),
                format!("one of: {}", list.join(", ")),
            ))
        }
    }
}

/// The class that a reader means by a key or label.
pub(super) fn class(wanted: &str, ontology: &Ontology) -> Result<ClassId, Failure> {
    let by_label = || {
        let found = ontology.classes().iter().position(|c| c.label.eq_ignore_ascii_case(wanted));
        found.map(|i| ClassId(i as u16))
    };
    ontology.find_class(wanted).or_else(by_label).ok_or_else(|| {
        let keys = ontology.classes().iter().map(|c| c.key.as_str());
        let help = nearest(wanted, keys).map(|n| format!("did you mean `{n}`?"));
        Failure::Error { message: format!("there is no class `{wanted}`"), help }
    })
}
