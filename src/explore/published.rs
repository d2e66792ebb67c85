//! What is recorded of the publication of a source, for readers.

use crate::compile::ontology::ValueKind;
use crate::derive::rdf::GraphRef;
use crate::model::claim::{EntityId, PropertyId, Thing, Value};
use crate::model::published::PublishedField;
use crate::model::standing::Standing;
use crate::model::words::sentence_case;

/// What a reader asks of the publication of a source.
const WANTED: [PublishedField; 4] =
    [PublishedField::Author, PublishedField::Publisher, PublishedField::Date, PublishedField::Url];

/// What is recorded, part by part, then what a reader asks for and is not.
pub(super) fn publication(source: EntityId, scope: GraphRef<'_>) -> Vec<String> {
    let dataset = scope.dataset;
    let published = dataset.entity(source).published.as_deref().map_or(&[][..], Vec::as_slice);
    let in_words = |part: PublishedField| match part {
        PublishedField::Url => "address",
        other => other.key(),
    };
    let known =
        published.iter().map(|(part, value)| format!("{}: {}", in_words(*part), dataset.text(*value)));
    let unknown = WANTED.iter().filter(|w| !published.iter().any(|(part, _)| part == *w));
    let unknown: Vec<&str> = unknown.map(|part| in_words(*part)).collect();
    let unknown = match unknown.as_slice() {
        [] => None,
        [only] => Some(format!("{only} not recorded")),
        [first @ .., last] => Some(format!("{} and {last} not recorded", first.join(", "))),
    };
    known.chain(unknown).collect()
}

/// A source as it is told of below a figure: its name, its title where a claim states one, its class, and its publication.
pub fn published(source: EntityId, scope: GraphRef<'_>) -> String {
    let entity = scope.dataset.entity(source);
    let name = scope.dataset.text(entity.name);
    let title = title(source, scope).filter(|t| *t != name);
    let title = title.map(|t| format!(", \u{201c}{t}\u{201d}")).unwrap_or_default();
    let class = &scope.ontology.class(entity.class).label;
    let publication = sentence_case(&publication(source, scope).join("; "));
    format!("{name}{title} ({class}). {publication}.")
}

/// The title that a claim states of a source, by a property below that of Dublin Core.
fn title(source: EntityId, scope: GraphRef<'_>) -> Option<&str> {
    let GraphRef { dataset, ontology, .. } = scope;
    let is_title = |p: PropertyId| {
        ontology.property(p).ancestors.iter().any(|a| ontology.property(*a).values == ValueKind::Title)
    };
    let own = dataset.claim_ids().filter(|id| {
        let claim = dataset.claim(*id);
        claim.subject == Thing::Entity(source) && is_title(claim.predicate)
    });
    let mut facts = own.filter(|id| scope.standing(*id) == Standing::Fact);
    match dataset.claim(facts.next()?).value {
        Value::Text(text) => Some(dataset.text(text)),
        _ => None,
    }
}
