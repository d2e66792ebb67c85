//! Edges with all that is known of them, and what they rest on in one line.

use super::network::{Column, Edge, Kind, Network};
use crate::derive::rdf::{Scope, is_plain, thing_of};
use crate::explore::sentence;
use crate::model::claim::{ClaimId, Thing, Value};
use crate::model::dataset::Dataset;
use crate::model::fields::{self, Block, ClaimField};
use crate::render::write::cell;

/// Attributes of edges: some of their own, and those of blocks of fields of claims.
enum Columns {
    Own(&'static [(&'static str, Kind)]),
    Fields(&'static [Block]),
}

use Columns::{Fields, Own};

/// The attributes of edges, in their order.
const COLUMNS: [Columns; 7] = [
    Own(&[("predicate", Kind::Text), ("label", Kind::Text), ("standing", Kind::Text)]),
    Fields(&[Block::Polarity, Block::Dispute]),
    Own(&[("sentence", Kind::Text), ("claims", Kind::Text)]),
    Fields(&[Block::Words, Block::Voice, Block::Firmness, Block::Place]),
    Own(&[("place", Kind::Text)]),
    Fields(&[Block::Span, Block::Time, Block::Quantity, Block::Order, Block::Remark]),
    Own(&[
        ("disagreements", Kind::Text),
        ("rule", Kind::Text),
        ("rule-label", Kind::Text),
        ("caution", Kind::Text),
        ("derivations", Kind::Text),
        ("rests-on-opinion", Kind::Flag),
    ]),
];

/// The attributes of edges.
pub(super) fn columns() -> Vec<Column> {
    let field = |field: ClaimField| {
        let kind = match field.kind() {
            fields::Kind::Whole(_) => Kind::Whole,
            fields::Kind::Flag(_) => Kind::Flag,
            _ => Kind::Text,
        };
        // Forms for graphs call the beginning of an edge its source.
        let cited = if field.block() == Block::Place { "cited-" } else { "" };
        Column { name: format!("{cited}{}", field.key()), kind }
    };
    let own = |(name, kind): &(&str, Kind)| Column { name: (*name).to_owned(), kind: *kind };
    COLUMNS
        .iter()
        .flat_map(|columns| match columns {
            Own(columns) => columns.iter().map(own).collect::<Vec<_>>(),
            Fields(blocks) => ClaimField::of_blocks(blocks).map(field).collect(),
        })
        .collect()
}

/// The cells of an edge, by the names of its own attributes and by fields of claims.
fn cells(own: impl Fn(&str) -> String, field: impl Fn(ClaimField) -> String) -> Vec<String> {
    COLUMNS
        .iter()
        .flat_map(|columns| match columns {
            Own(columns) => columns.iter().map(|(name, _)| own(name)).collect::<Vec<_>>(),
            Fields(blocks) => ClaimField::of_blocks(blocks).map(&field).collect(),
        })
        .collect()
}

/// How a claim stands: as a fact, or why it is none.
fn standing(id: ClaimId, scope: Scope<'_>) -> &'static str {
    let claim = scope.dataset.claim(id);
    match (claim.affirmed, scope.ontology.status(claim.status).plain) {
        (false, _) => "denied",
        (true, false) => "opinion",
        _ if is_plain(claim, scope.ontology) => "fact",
        _ => "disputed",
    }
}

/// Source and section, for readers.
fn place(id: ClaimId, dataset: &Dataset) -> String {
    let claim = dataset.claim(id);
    let source = dataset.name(Thing::Entity(claim.source));
    let section = claim.passage.and_then(|p| dataset.passage(p).section);
    section
        .map_or_else(|| source.to_owned(), |s| format!("{source}, {}", dataset.text(dataset.section(s).name)))
}

/// What a claim rests on: its standing, words, voice and place.
fn citation(id: ClaimId, scope: Scope<'_>) -> String {
    let Scope { dataset, ontology, .. } = scope;
    let claim = dataset.claim(id);
    let quote = claim
        .passage
        .map_or(String::new(), |p| format!("\u{201c}{}\u{201d} ", dataset.text(dataset.passage(p).quote)));
    format!(
        "{}: {quote}({}; {}; {}) [{}]",
        standing(id, scope),
        dataset.name(Thing::Entity(claim.speaker)),
        ontology.status(claim.status).label,
        place(id, dataset),
        dataset.text(claim.key)
    )
}

/// A claim as a sentence with what it rests on.
pub(super) fn claim_in_a_line(id: ClaimId, scope: Scope<'_>) -> String {
    format!("{} {}", sentence(id, scope), citation(id, scope))
}

/// The edge of a claim whose value is a thing.
pub(super) fn claim_edge(network: &Network<'_>, id: ClaimId) -> Option<Edge> {
    let scope = network.scope;
    let Scope { dataset, ontology, .. } = scope;
    let claim = dataset.claim(id);
    let Value::Thing(object) = claim.value else { return None };
    let property = ontology.property(claim.predicate);
    let key = dataset.text(claim.key).to_owned();
    let own = |name: &str| match name {
        "predicate" => property.key.clone(),
        "label" => property.label.clone(),
        "standing" => standing(id, scope).to_owned(),
        "sentence" => sentence(id, scope),
        "claims" => key.clone(),
        "place" => place(id, dataset),
        "disagreements" => network.disagreements.get(&id).map_or(String::new(), |d| d.join("; ")),
        _ => String::new(),
    };
    Some(Edge {
        cells: cells(own, |field| cell(field, claim, scope)),
        from: dataset.key(claim.subject).to_owned(),
        to: dataset.key(object).to_owned(),
        predicate: property.key.clone(),
        label: property.label.clone(),
        standing: standing(id, scope),
        citation: citation(id, scope),
        id: key,
    })
}

/// The key and the name of the property of a derivation; its IRI where the ontology does not declare it.
fn derived_property(index: usize, scope: Scope<'_>) -> (String, String) {
    let iri = scope.derived.derivations[index].triple[1].trim_matches(['<', '>']);
    scope.ontology.find_property_iri(iri).map_or_else(
        || (iri.to_owned(), iri.to_owned()),
        |id| {
            let property = scope.ontology.property(id);
            (property.key.clone(), property.label.clone())
        },
    )
}

/// What a reader must know before relying on a derivation: the caution of its rule, or of those below it.
fn cautions(index: usize, scope: Scope<'_>) -> String {
    scope.derived.cautions(&scope.derived.derivations[index]).collect::<Vec<_>>().join(" ")
}

/// What a derivation rests on: its rule, claims and caution.
fn derived_citation(index: usize, scope: Scope<'_>) -> String {
    let derivation = &scope.derived.derivations[index];
    let rule = &scope.derived.rules[derivation.rule];
    let caution = Some(cautions(index, scope)).filter(|c| !c.is_empty());
    let caution = caution.map_or(String::new(), |c| format!("; caution: {c}"));
    let opinion = if derivation.rests_on_opinion { "; rests on an opinion" } else { "" };
    let premises: Vec<&str> =
        derivation.claims.iter().chain(&derivation.derivations).map(String::as_str).collect();
    format!("derived: rule {} ({}{caution}{opinion}) [{}]", rule.key, rule.label, premises.join("; "))
}

/// A derivation whose value is no thing, with what it rests on.
pub(super) fn derivation_in_a_line(index: usize, scope: Scope<'_>) -> String {
    let Scope { dataset, base, .. } = scope;
    let [subject, _, object] = &scope.derived.derivations[index].triple;
    let subject = thing_of(subject, dataset, base).map_or(subject.as_str(), |thing| dataset.name(thing));
    format!("{subject} {} {object}. {}", derived_property(index, scope).1, derived_citation(index, scope))
}

/// The edge of a derivation between two things.
pub(super) fn derived_edge(network: &Network<'_>, index: usize) -> Option<Edge> {
    let scope = network.scope;
    let (from, to) = (network.end(index, 0)?, network.end(index, 2)?);
    let derivation = &scope.derived.derivations[index];
    let rule = &scope.derived.rules[derivation.rule];
    let (predicate, label) = derived_property(index, scope);
    let own = |name: &str| match name {
        "predicate" => predicate.clone(),
        "label" => label.clone(),
        "standing" => "derived".to_owned(),
        "sentence" => format!("{} {label} {}.", scope.dataset.name(from), scope.dataset.name(to)),
        "claims" => derivation.claims.join("; "),
        "rule" => rule.key.clone(),
        "rule-label" => rule.label.clone(),
        "caution" => cautions(index, scope),
        "derivations" => derivation.derivations.join("; "),
        "rests-on-opinion" => derivation.rests_on_opinion.to_string(),
        _ => String::new(),
    };
    let cells = cells(own, |_| String::new());
    Some(Edge {
        id: derivation.key.clone(),
        from: scope.dataset.key(from).to_owned(),
        to: scope.dataset.key(to).to_owned(),
        predicate,
        label,
        standing: "derived",
        citation: derived_citation(index, scope),
        cells,
    })
}
