//! What can stand in a view: the keys that its tables have, and names of the ontology.
//!
//! The keys are those that the reader of views names itself, when it is given one that there is not: so that there is one list of them.

use serde_json::Value;

use super::At;
use super::complete::{CLASS, FIELD, Offer, PROPERTY, VALUE, items};
use crate::model::file::SourceFile;
use crate::render::figure;

/// A key that no view has.
const PROBE: &str = "no-such-key";
/// The kinds of views.
const KINDS: [&str; 5] = ["grid", "network", "matrix", "scorecard", "timeline"];

/// Completes what is typed in a view.
pub(super) fn complete(at: &At<'_>) -> Value {
    let line = at.text[..at.byte].rfind('\n').map_or(0, |end| end + 1);
    let before = &at.text[line..at.byte];
    if before.matches('"').count() % 2 == 1 {
        let start = line + before.rfind('"').map_or(0, |mark| mark + 1);
        let offers = if before.trim_start().starts_with("kind") {
            KINDS.iter().map(|kind| Offer::new(kind, "", VALUE)).collect()
        } else {
            names(at)
        };
        return items(at, offers, &(start..at.byte), |offer| offer.write.clone());
    }
    let start = at.byte - before.len() + before.rfind(|c: char| !is_of_key(c)).map_or(0, |mark| mark + 1);
    let rest = &at.text[at.byte..];
    let end = at.byte + rest.find(|c: char| !is_of_key(c)).unwrap_or(rest.len());
    // What stands before a key is the beginning of its line or of its table.
    if !at.text[line..start].trim_end().is_empty() && !at.text[line..start].trim_end().ends_with(['{', ',']) {
        return Value::Null;
    }
    let is_named = at.text[end..].trim_start_matches(' ').starts_with('=');
    let offers = keys(at, start..end, is_named).into_iter();
    let offers = offers.map(|key| Offer::new(&key, "", FIELD)).collect();
    items(at, offers, &(start..at.byte), |offer| {
        if is_named { offer.write.clone() } else { format!("{} = ", offer.write) }
    })
}

fn is_of_key(c: char) -> bool {
    c.is_alphanumeric() || c == '-' || c == '_'
}

/// The keys that the table at a place may have.
fn keys(at: &At<'_>, word: std::ops::Range<usize>, is_named: bool) -> Vec<String> {
    let probe = if is_named { PROBE.to_owned() } else { format!("{PROBE} = 0") };
    let text = format!("{}{probe}{}", &at.text[..word.start], &at.text[word.end..]);
    let file = SourceFile { path: at.path.to_owned(), text };
    let Err(faults) = figure::parse(at.file, &file) else { return Vec::new() };
    let of_probe = faults.into_iter().find(|fault| fault.message.contains(&format!("`{PROBE}`")));
    let expected = of_probe.map(|fault| fault.expected).unwrap_or_default();
    expected.split(", ").filter(|key| !key.is_empty()).map(str::to_owned).collect()
}

/// The classes and properties of the ontology.
fn names(at: &At<'_>) -> Vec<Offer> {
    let ontology = &at.known.built.ontology;
    let properties = ontology.properties().iter().filter(|property| property.writable);
    let properties = properties.map(|property| Offer::new(&property.key, &property.label, PROPERTY));
    let classes = ontology.classes().iter().filter(|class| !class.external);
    properties.chain(classes.map(|class| Offer::new(&class.key, &class.label, CLASS))).collect()
}
