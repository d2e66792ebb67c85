//! `R024`, `R036`: entities that readers cannot tell apart by what they are called.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::hash::BuildHasher;

use hashbrown::DefaultHashBuilder;

use crate::compile::evidence::look;
use crate::compile::ontology::Ontology;
use crate::model::claim::{EntityId, Thing};
use crate::model::code::Code;
use crate::model::dataset::Dataset;
use crate::model::diagnostic::{Diagnostic, Location};
use crate::model::fix::Change;

/// A name that an entity has, and the key of the field that has it.
type Named<'a> = (EntityId, &'a str, &'static str);

/// No two entities share a preferred name, and none is called what is another name of another one: within a class the first is a
/// fault, else a warning; nothing where a record says that they are two.
pub(super) fn shared(dataset: &Dataset, ontology: &Ontology, faults: &mut Vec<Diagnostic>) {
    let of = |id| {
        let entity = dataset.entity(id);
        let tagged = entity.names.iter().map(|(_, name)| (name, "name"));
        let own = std::iter::once((&entity.name, "name")).chain(tagged);
        let all = own.chain(entity.also.iter().map(|name| (name, "also")));
        all.map(move |(name, key)| (id, dataset.text(*name), key))
    };
    // Of a million names hardly one is there twice: only what may be is kept.
    let random = DefaultHashBuilder::default();
    let all = dataset.entity_ids().flat_map(of);
    let mut hashes: Vec<(u64, Named<'_>)> =
        all.map(|named| (random.hash_one(look(named.1)), named)).collect();
    hashes.sort_by_key(|(hash, _)| *hash);
    let mut known: HashMap<Cow<'_, str>, Vec<Named<'_>>> = HashMap::new();
    for named in hashes.chunk_by(|a, b| a.0 == b.0).filter(|named| named.len() > 1).flatten() {
        known.entry(look(named.1.1)).or_default().push(named.1);
    }
    drop(hashes);
    let mut pairs: BTreeSet<(EntityId, EntityId)> = BTreeSet::new();
    let mut found = Vec::new();
    for mut named in known.into_values().filter(|named| named.len() > 1) {
        named.sort_by_key(|(id, _, key)| (*key != "name", dataset.entity(*id).origin));
        let Some((&first, others)) = named.split_first() else { continue };
        // What is another name of all of them is the preferred name of none.
        for other in others.iter().filter(|other| other.0 != first.0 && first.2 == "name") {
            let told = |one: EntityId, two: EntityId| dataset.entity(one).different.contains(&two);
            if !told(first.0, other.0) && !told(other.0, first.0) {
                found.push((first, *other));
            }
        }
    }
    found.sort_by_key(|(first, (id, text, key))| (dataset.entity(*id).origin, *key, *text, first.0));
    for (first, other) in found {
        if pairs.insert((first.0.min(other.0), first.0.max(other.0))) {
            faults.push(fault(dataset, ontology, first, other));
        }
    }
}

/// The key under which an entity names another one that it is not.
const DIFFERENT: &str = "different-from";

fn fault(
    dataset: &Dataset,
    ontology: &Ontology,
    (first, first_text, first_key): Named<'_>,
    (other, text, key): Named<'_>,
) -> Diagnostic {
    let (one, two) = (dataset.entity(first), dataset.entity(other));
    let class = &ontology.class(one.class).label;
    let called = if first_text == text { "is called" } else { "has a name that looks like" };
    let is_fault = one.class == two.class && key == "name";
    let (code, message) = if is_fault {
        (Code::R024, format!("another {class} {called} `{first_text}`"))
    } else {
        (
            Code::R036,
            format!("the {class} `{}` {called} `{first_text}` too", dataset.key(Thing::Entity(first))),
        )
    };
    let other_key = dataset.key(Thing::Entity(first));
    let same = match key {
        "name" => "if they are one thing, keep one record and put the other name under `also`",
        _ => "if they are one thing, keep one record",
    };
    Diagnostic::new(code, Location::Field(two.origin, key), message)
        .expected(if is_fault { "a name of its own within its class" } else { "a name of its own" })
        .help(same)
        .help(format!("if they are two, say so: different-from = \"{other_key}\""))
        .offer(
            format!("say that it is not `{other_key}`"),
            (Location::Field(two.origin, DIFFERENT), Change::Field(DIFFERENT, other_key.to_owned())),
        )
        .related(Location::Field(one.origin, first_key), "the first one")
}
