//! Edges with all that is known of them, and what they rest on in one line.

use super::network::{Column, Edge, Kind, Network};
use crate::derive::rdf::GraphRef;
use crate::explore::{Basis, Citation, derived_sentence, sentence};
use crate::model::claim::{ClaimId, DerivationId, Thing, Value};
use crate::model::derivation::Derived;
use crate::model::fields::{self, Block, ClaimField};
use crate::model::standing::Standing;
use crate::model::triple::{Predicate, Triple};
use crate::render::write::cell;

/// Attributes of edges: some of their own, and those of blocks of fields of claims.
enum Columns {
    Own(&'static [(&'static str, Kind)]),
    Fields(&'static [Block]),
}

use Columns::{Fields, Own};

/// The attributes of edges, in their order.
const COLUMNS: [Columns; 7] = [
    Own(&[("predicate", Kind::Text), ("label", Kind::Text)]),
    Fields(&[Block::Standing, Block::Polarity, Block::Dispute]),
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

/// What a claim rests on: its standing, words, voice and place.
fn citation(id: ClaimId, scope: GraphRef<'_>) -> String {
    let citation = Citation::of(id, scope);
    let words = citation.in_line(&citation.place());
    format!("{}: {words} [{}]", citation.standing.word(), citation.claim)
}

/// A claim as a sentence with what it rests on.
pub(super) fn claim_in_a_line(id: ClaimId, scope: GraphRef<'_>) -> String {
    format!("{} {}", sentence(id, scope), citation(id, scope))
}

/// The edge of a claim whose value is a thing.
pub(super) fn claim_edge(network: &Network<'_>, id: ClaimId) -> Option<Edge> {
    let scope = network.scope;
    let GraphRef { dataset, ontology, .. } = scope;
    let claim = dataset.claim(id);
    let Value::Thing(object) = claim.value else { return None };
    let property = ontology.property(claim.predicate);
    let key = dataset.text(claim.key).to_owned();
    let own = |name: &str| match name {
        "predicate" => property.key.clone(),
        "label" => property.label.clone(),
        "sentence" => sentence(id, scope),
        "claims" => key.clone(),
        "place" => Citation::of(id, scope).place(),
        "disagreements" => network.disagreements.get(&id).map_or(String::new(), |d| d.join("; ")),
        _ => String::new(),
    };
    Some(Edge {
        cells: cells(own, |field| cell(field, id, scope)),
        from: dataset.key(claim.subject).to_owned(),
        to: dataset.key(object).to_owned(),
        predicate: property.key.clone(),
        label: property.label.clone(),
        standing: scope.standing(id),
        promise: Basis::Claim(id).promise(scope).map(str::to_owned),
        citation: citation(id, scope),
        id: key,
    })
}

/// The key and the name of the property of a derivation; its IRI where the ontology does not declare it.
fn derived_property(predicate: Predicate, scope: GraphRef<'_>) -> (String, String) {
    match predicate {
        Predicate::Property(id) => {
            let property = scope.ontology.property(id);
            (property.key.clone(), property.label.clone())
        }
        Predicate::Other(_) => (scope.iri(predicate).to_owned(), scope.iri(predicate).to_owned()),
    }
}

/// What a reader must know before relying on a derivation: the caution of its rule, or of those below it.
fn cautions(id: DerivationId, derived: &Derived) -> String {
    derived.cautions(derived.get(id)).collect::<Vec<_>>().join(" ")
}

/// The keys of the claims that a derivation rests on directly, and those of the derivations.
fn premises(id: DerivationId, scope: GraphRef<'_>) -> [Vec<String>; 2] {
    let GraphRef { dataset, derived, .. } = scope;
    let best = derived.best(id);
    let claims = best.claims().map(|c| dataset.key(Thing::Claim(c)).to_owned());
    [claims.collect(), best.derivations().map(|d| derived.get(d).key.to_string()).collect()]
}

/// What a derivation rests on: its rule, claims and caution.
fn derived_citation(id: DerivationId, scope: GraphRef<'_>) -> String {
    let derived = scope.derived;
    let derivation = derived.get(id);
    let rule = derived.rule(derivation);
    let caution = Some(cautions(id, derived)).filter(|c| !c.is_empty());
    let caution = caution.map_or(String::new(), |c| format!("; caution: {c}"));
    let premises = premises(id, scope).concat().join("; ");
    format!("{}: rule {} ({}{caution}) [{premises}]", derivation.standing.word(), rule.key, rule.label)
}

/// A derivation whose value is no thing, with what it rests on.
pub(super) fn derivation_in_a_line(id: DerivationId, scope: GraphRef<'_>) -> String {
    format!("{} {}", derived_sentence(scope.derived.get(id), scope), derived_citation(id, scope))
}

/// The edge of a derivation between two things.
pub(super) fn derived_edge(network: &Network<'_>, id: DerivationId) -> Option<Edge> {
    let scope = network.scope;
    let derivation = scope.derived.get(id);
    let Triple { subject, predicate, object } = derivation.triple;
    let (from, to) = (subject.thing()?, object.thing()?);
    let rule = scope.derived.rule(derivation);
    let (predicate, label) = derived_property(predicate, scope);
    let [claims, derivations] = premises(id, scope);
    let own = |name: &str| match name {
        "predicate" => predicate.clone(),
        "label" => label.clone(),
        "sentence" => derived_sentence(derivation, scope),
        "claims" => claims.join("; "),
        "rule" => rule.key.clone(),
        "rule-label" => rule.label.clone(),
        "caution" => cautions(id, scope.derived),
        "derivations" => derivations.join("; "),
        "rests-on-opinion" => (derivation.standing == Standing::InferredFromOpinion).to_string(),
        _ => String::new(),
    };
    let field = |field: ClaimField| match field {
        ClaimField::Standing => derivation.standing.word().to_owned(),
        _ => String::new(),
    };
    let cells = cells(own, field);
    Some(Edge {
        id: derivation.key.to_string(),
        from: scope.dataset.key(from).to_owned(),
        to: scope.dataset.key(to).to_owned(),
        predicate,
        label,
        standing: derivation.standing,
        promise: None,
        citation: derived_citation(id, scope),
        cells,
    })
}
