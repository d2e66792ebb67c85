//! Names and labels where a key has to stand: they are told with the key to write, never taken.

use std::collections::HashMap;

use super::Mapper;
use crate::model::claim::EntityId;
use crate::model::diagnostic::Diagnostic;
use crate::model::fix::Change;
use crate::model::nearest::nearest;
use crate::model::record::{Field, Record};
use crate::model::text::normal;

/// Something that has a name: its key, and what it is.
pub(super) type Called = (String, String);

/// The entities with a name, by its words as they are compared.
pub(super) type ByName = HashMap<String, Vec<EntityId>>;

/// The key of the field whose value is to be written anew; none in a table, where the cell alone is.
pub(super) fn to_write<'a>(record: &Record<'_>, field: &Field<'a>) -> Option<&'a str> {
    record.columns.is_empty().then_some(field.name)
}

/// The terms of a kind that have a label, of those given with label and key.
pub(super) fn labelled<'x>(
    label: &str,
    kind: &str,
    terms: impl Iterator<Item = (&'x str, &'x str)>,
) -> Vec<Called> {
    let wanted = normal(label);
    let found = terms.filter(|(label, _)| normal(label) == wanted);
    found.map(|(_, key)| (key.to_owned(), kind.to_owned())).collect()
}

/// The fault of a value that is no key: with what is called so, and the line to write; else with the nearest key.
pub(super) fn told<'k>(
    mut fault: Diagnostic,
    called: &[Called],
    field: Option<&str>,
    (typed, keys): (&str, impl IntoIterator<Item = &'k str>),
) -> Diagnostic {
    let line = |key: &str| match field {
        Some(field) => format!("{field} = \"{key}\""),
        None => format!("`{key}`"),
    };
    match called {
        [] => fault.suggest(nearest(typed, keys)),
        [(key, kind)] => {
            fault.message.push_str(&format!("; that is what `{key}` ({kind}) is called"));
            let change = Change::Name(key.clone());
            fault.help(format!("write the key: {}", line(key))).fix(format!("write `{key}`"), change)
        }
        several => {
            fault.message.push_str(&format!("; {} are called so", several.len()));
            let keys: Vec<String> =
                several.iter().map(|(key, kind)| format!("{} ({kind})", line(key))).collect();
            let fault = fault.help(format!("write the key of the one that is meant: {}", keys.join(", ")));
            several.iter().fold(fault, |fault, (key, kind)| {
                let change = (fault.anchor.clone(), Change::Name(key.clone()));
                fault.offer(format!("write `{key}` ({kind})"), change)
            })
        }
    }
}

impl Mapper<'_> {
    /// The entities that have a name or another name, in the order of keys. All entities have to be read before.
    pub(super) fn entities_called(
        &mut self,
        name: &str,
        is_meant: impl Fn(&Self, EntityId) -> bool,
    ) -> Vec<Called> {
        let by_name = self.by_name.take().unwrap_or_else(|| self.names());
        let found = by_name.get(&normal(name).join(" ")).into_iter().flatten();
        let found = found.copied().filter(|id| is_meant(self, *id)).map(|id| {
            let entity = &self.draft.entities[id.index()];
            let class = &self.ontology.class(entity.class).label;
            (self.draft.texts.get(entity.key).to_owned(), class.clone())
        });
        let mut found: Vec<Called> = found.collect();
        found.sort_unstable();
        found.dedup();
        self.by_name = Some(by_name);
        found
    }

    fn names(&self) -> ByName {
        let mut names = ByName::new();
        for (i, entity) in self.draft.entities.iter().enumerate() {
            let all = entity.names.iter().map(|n| &n.1).chain(&*entity.also).chain([&entity.name]);
            for name in all {
                let words = normal(self.draft.texts.get(*name)).join(" ");
                names.entry(words).or_default().push(EntityId(i as u32));
            }
        }
        names
    }
}
