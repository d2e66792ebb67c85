//! `R024`: two entities that readers cannot tell apart.

use std::collections::HashMap;

use crate::compile::ontology::Ontology;
use crate::model::claim::ClassId;
use crate::model::code::Code;
use crate::model::dataset::{Dataset, Entity};
use crate::model::diagnostic::{Diagnostic, Location};
use crate::model::text::Symbol;

/// Entities of one class must not share a preferred name.
pub(super) fn shared(dataset: &Dataset, ontology: &Ontology, faults: &mut Vec<Diagnostic>) {
    let mut seen: HashMap<(ClassId, Symbol), &Entity> = HashMap::with_capacity(dataset.entities().len());
    for entity in dataset.entities() {
        let Some(first) = seen.insert((entity.class, entity.name), entity) else { continue };
        let (first, second) = if first.origin <= entity.origin { (first, entity) } else { (entity, first) };
        faults.push(
            Diagnostic::new(
                Code::R024,
                Location::Field(second.origin, "name"),
                format!(
                    "another {} is called `{}`",
                    ontology.class(entity.class).label,
                    dataset.text(entity.name)
                ),
            )
            .expected("a name of its own within its class")
            .help("if they are one thing, keep one record and put the other name under `also`")
            .related(Location::Field(first.origin, "name"), "the first one"),
        );
    }
}
