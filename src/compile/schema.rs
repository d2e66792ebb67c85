//! What TOML data files may say, as a JSON Schema (draft 7, <https://json-schema.org/draft-07>): for editors without a language server.
//!
//! Goes in: an ontology. Comes out: one schema of a file. It accepts every file that a build accepts, and tells the mistakes that can be
//! told of one record without the others: keys that there are not, words that the ontology does not have, a value of the wrong kind.

use serde_json::{Map, Value, json};

use crate::compile::map::{columns_of_entities, keys_of, meaning};
use crate::compile::ontology::{Ontology, Range};
use crate::model::disagreement::DisagreementKind;
use crate::model::record::Kind;

/// The schema of a data file.
pub fn schema(ontology: &Ontology, title: &str) -> Value {
    let mut files = Map::new();
    files.insert("default".to_owned(), object(&fields(ontology, Kind::Claim), &[], &[]));
    for kind in Kind::ALL {
        files.insert(kind.word().to_owned(), json!({ "type": "array", "items": record(ontology, kind) }));
    }
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": format!("{title}: data files"),
        "type": "object",
        "properties": files,
        "additionalProperties": false,
    })
}

fn record(ontology: &Ontology, kind: Kind) -> Value {
    let fields = &fields(ontology, kind);
    match kind {
        // Source, speaker and status may stand under `[default]`.
        Kind::Claim => object(fields, &["subject", "predicate"], &by_range(ontology)),
        Kind::Entity | Kind::Source => object(fields, &["id", "type", "name"], &[]),
        Kind::Section => object(fields, &["id", "source"], &[]),
        Kind::Resolution => object(fields, &["claims", "by", "reason"], &[]),
    }
}

fn object(fields: &Map<String, Value>, required: &[&str], all_of: &[Value]) -> Value {
    let mut object = json!({ "type": "object", "properties": fields, "additionalProperties": false });
    if !required.is_empty() {
        object["required"] = json!(required);
    }
    if !all_of.is_empty() {
        object["allOf"] = json!(all_of);
    }
    object
}

/// The keys of a record, each with what it may hold; those of an entity may be properties.
fn fields(ontology: &Ontology, kind: Kind) -> Map<String, Value> {
    let field = |key: &str| (key.to_owned(), described(of_key(ontology, kind, key), meaning(kind, key)));
    let mut fields: Map<String, Value> = keys_of(kind).into_iter().map(field).collect();
    if kind == Kind::Entity {
        // The columns of a register make claims, and say on what these rest.
        fields.extend(
            columns_of_entities()
                .map(|key| (key.to_owned(), described(of_key(ontology, kind, key), meaning(kind, key)))),
        );
        for property in ontology.properties().iter().filter(|property| property.writable) {
            let value = described(one_or_more(&text()), Some(&property.label));
            fields.entry(property.key.clone()).or_insert(value);
        }
    }
    fields
}

fn described(mut value: Value, words: Option<&str>) -> Value {
    if let Some(words) = words {
        value["description"] = words.into();
    }
    value
}

/// Any single value, as a data file writes it.
fn text() -> Value {
    json!({ "type": ["string", "number", "boolean"] })
}

fn one_or_more(value: &Value) -> Value {
    json!({ "anyOf": [value, { "type": "array", "items": value }] })
}

/// A text, or one for each language.
fn in_languages() -> Value {
    json!({ "type": ["string", "object"], "additionalProperties": { "type": ["string", "array"] } })
}

/// Words of the ontology, with their names for readers as editors show them.
fn words<'a>(words: impl Iterator<Item = (&'a String, &'a String)>) -> Value {
    let (keys, labels): (Vec<_>, Vec<_>) = words.unzip();
    json!({ "type": "string", "enum": keys, "x-taplo": { "docs": { "enumValues": labels } } })
}

fn of_key(ontology: &Ontology, kind: Kind, key: &str) -> Value {
    match (kind, key) {
        (Kind::Entity | Kind::Source, "type") => {
            let classes = ontology.classes().iter().filter(|class| !class.external);
            words(classes.map(|class| (&class.key, &class.label)))
        }
        (Kind::Claim, "predicate") => {
            let properties = ontology.properties().iter().filter(|property| property.writable);
            words(properties.map(|property| (&property.key, &property.label)))
        }
        (_, "status") => words(ontology.statuses().iter().map(|status| (&status.key, &status.label))),
        (_, "qualifier") => words(ontology.qualifiers().iter().map(|one| (&one.key, &one.label))),
        (_, "polarity") => json!({ "enum": ["affirmed", "denied"] }),
        (Kind::Resolution, "kind") => json!({ "enum": DisagreementKind::ALL.map(DisagreementKind::word) }),
        (_, "plural" | "proper" | "cut") => json!({ "type": ["boolean", "string"] }),
        (_, "position" | "count") => json!({ "type": ["integer", "string"] }),
        (_, "also") => one_or_more(&in_languages()),
        (_, "different-from" | "author" | "claims" | "holds") => one_or_more(&json!({ "type": "string" })),
        (_, "name" | "note" | "object") => {
            let mut value = in_languages();
            value["type"] = json!(["string", "number", "boolean", "object"]);
            value
        }
        _ => text(),
    }
}

/// Which key holds the value, by the range of the property.
fn by_range(ontology: &Ontology) -> Vec<Value> {
    let rule = |key: &str, is_in: fn(&Range) -> bool| {
        let of = ontology.properties().iter().filter(|p| p.writable && is_in(&p.range));
        let keys: Vec<&String> = of.map(|property| &property.key).collect();
        (!keys.is_empty()).then(|| {
            json!({
                "if": { "properties": { "predicate": { "enum": keys } }, "required": ["predicate"] },
                "then": { "required": [key] },
            })
        })
    };
    let rules = [
        rule("amount", |range| matches!(range, Range::Money)),
        rule("count", |range| matches!(range, Range::Count)),
        rule("object", |range| !matches!(range, Range::Money | Range::Count)),
    ];
    rules.into_iter().flatten().collect()
}
