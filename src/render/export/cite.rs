//! Edges with all that is known of them, and what they rest on in one line.

use super::network::{Column, Edge, Kind, Network};
use crate::derive::rdf::{Scope, is_plain, thing_of};
use crate::explore::sentence;
use crate::model::claim::{ClaimId, Details, Thing, Value};
use crate::model::dataset::Dataset;
use crate::model::text::Symbol;

/// The attributes of edges; [`claim_edge`] and [`derived_edge`] fill them in this order.
const COLUMNS: [(&str, Kind); 34] = [
    ("predicate", Kind::Text),
    ("label", Kind::Text),
    ("standing", Kind::Text),
    ("polarity", Kind::Text),
    ("disputed", Kind::Flag),
    ("sentence", Kind::Text),
    ("claims", Kind::Text),
    ("quote", Kind::Text),
    ("speaker", Kind::Text),
    ("reported-by", Kind::Text),
    ("status", Kind::Text),
    ("cited-source", Kind::Text),
    ("cited-section", Kind::Text),
    ("place", Kind::Text),
    ("start", Kind::Whole),
    ("end", Kind::Whole),
    ("from", Kind::Text),
    ("until", Kind::Text),
    ("deadline", Kind::Text),
    ("when", Kind::Text),
    ("amount", Kind::Text),
    ("currency", Kind::Text),
    ("per", Kind::Text),
    ("count", Kind::Whole),
    ("qualifier", Kind::Text),
    ("position", Kind::Whole),
    ("note", Kind::Text),
    ("doubt", Kind::Text),
    ("disagreements", Kind::Text),
    ("rule", Kind::Text),
    ("rule-label", Kind::Text),
    ("caution", Kind::Text),
    ("derivations", Kind::Text),
    ("rests-on-opinion", Kind::Flag),
];

/// The attributes of edges.
pub(super) fn columns() -> Vec<Column> {
    COLUMNS.iter().map(|(name, kind)| Column { name: (*name).to_owned(), kind: *kind }).collect()
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

fn optional(value: Option<impl ToString>) -> String {
    value.map(|v| v.to_string()).unwrap_or_default()
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
    let details = dataset.details(claim).cloned().unwrap_or_default();
    let text = |s: Option<Symbol>| s.map(|s| dataset.text(s).to_owned()).unwrap_or_default();
    let entity = |id| dataset.key(Thing::Entity(id)).to_owned();
    let passage = claim.passage.map(|p| dataset.passage(p));
    let position = passage.and_then(|p| p.position);
    let section = passage.and_then(|p| p.section).map(|s| dataset.section(s).key);
    let key = dataset.text(claim.key).to_owned();
    let mut cells = vec![
        property.key.clone(),
        property.label.clone(),
        standing(id, scope).to_owned(),
        if claim.affirmed { "affirmed" } else { "denied" }.to_owned(),
        claim.disputed.to_string(),
        sentence(id, scope),
        key.clone(),
        text(passage.map(|p| p.quote)),
        entity(claim.speaker),
        details.reported_by.map(entity).unwrap_or_default(),
        ontology.status(claim.status).key.clone(),
        entity(claim.source),
        text(section),
        place(id, dataset),
        optional(position.map(|p| p.0)),
        optional(position.map(|p| p.1)),
    ];
    cells.extend(detail_cells(&details, scope));
    cells.push(network.disagreements.get(&id).map_or(String::new(), |d| d.join("; ")));
    cells.resize(COLUMNS.len(), String::new());
    Some(Edge {
        id: key,
        from: dataset.key(claim.subject).to_owned(),
        to: dataset.key(object).to_owned(),
        predicate: property.key.clone(),
        label: property.label.clone(),
        standing: standing(id, scope),
        citation: citation(id, scope),
        cells,
    })
}

/// The cells from `from` to `doubt`.
fn detail_cells(details: &Details, scope: Scope<'_>) -> [String; 12] {
    let Scope { dataset, ontology, .. } = scope;
    let text = |s: Option<Symbol>| s.map(|s| dataset.text(s).to_owned()).unwrap_or_default();
    [
        optional(details.from),
        optional(details.until),
        optional(details.deadline),
        text(details.when),
        text(details.money.map(|m| m.amount)),
        text(details.money.map(|m| m.currency)),
        text(details.money.map(|m| m.per)),
        optional(details.count),
        details.qualifier.map(|q| ontology.qualifier(q).key.clone()).unwrap_or_default(),
        optional(details.position),
        text(details.note),
        text(details.doubt),
    ]
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
    let mut cells = vec![predicate.clone(), label.clone(), "derived".to_owned()];
    cells.resize(COLUMNS.len(), String::new());
    let mut fill = |name: &str, text: String| {
        if let Some(at) = COLUMNS.iter().position(|(n, _)| *n == name) {
            cells[at] = text;
        }
    };
    fill("sentence", format!("{} {label} {}.", scope.dataset.name(from), scope.dataset.name(to)));
    fill("claims", derivation.claims.join("; "));
    fill("rule", rule.key.clone());
    fill("rule-label", rule.label.clone());
    fill("caution", cautions(index, scope));
    fill("derivations", derivation.derivations.join("; "));
    fill("rests-on-opinion", derivation.rests_on_opinion.to_string());
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
