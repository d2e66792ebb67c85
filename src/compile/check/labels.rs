//! `R024`: two entities that readers cannot tell apart.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::compile::evidence::look;
use crate::compile::ontology::Ontology;
use crate::model::claim::ClassId;
use crate::model::code::Code;
use crate::model::dataset::{Dataset, Entity};
use crate::model::diagnostic::{Diagnostic, Location};

/// Entities of one class must not share a preferred name.
pub(super) fn shared(dataset: &Dataset, ontology: &Ontology, faults: &mut Vec<Diagnostic>) {
    let mut seen: HashMap<(ClassId, Cow<'_, str>), &Entity> =
        HashMap::with_capacity(dataset.entities().len());
    for entity in dataset.entities() {
        let name = dataset.text(entity.name);
        let Some(first) = seen.insert((entity.class, look(name)), entity) else { continue };
        let (first, second) = if first.origin <= entity.origin { (first, entity) } else { (entity, first) };
        let called = if first.name == second.name { "is called" } else { "has a name that looks like" };
        faults.push(
            Diagnostic::new(
                Code::R024,
                Location::Field(second.origin, "name"),
                format!(
                    "another {} {called} `{}`",
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
