//! Everything about one thing: each fact with its words, speaker and status.

use std::collections::{BTreeMap, BTreeSet};
use std::iter;

use serde::Serialize;

use super::citation::Citation;
use super::sentence::{derived_sentence, derived_words, inner, sentence, thing_in_words, value_in_words};
use super::{Basis, Relations};
use crate::derive::rdf::GraphRef;
use crate::model::claim::{Claim, ClaimId, DerivationId, EntityId, Thing};
use crate::model::derivation::DerivationKey;
use crate::model::fields::{Block, ClaimField, Kind};
use crate::model::standing::Standing;

/// What is known of one thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Description {
    /// Its key.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The name of its class.
    pub class: String,
    /// Its other names.
    pub also: Vec<String>,
    /// A remark of the curator.
    pub note: Option<String>,
    /// For a source: what is said of its publication, each part with its name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub published: Vec<(&'static str, String)>,
    /// What is said of it and with it as value, in the order of the text, each with what is said of that claim; then what was derived.
    pub facts: Vec<Fact>,
    /// How many claims are in its words, as speaker or as the one who reports them.
    pub speaks: usize,
    /// How many claims cite it as their source.
    pub cited: usize,
}

/// One fact about a thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Fact {
    /// The fact as one plain sentence; who says it is part of it where it is no plain fact.
    pub words: String,
    /// The subject, the property and the value, for readers.
    pub triple: [String; 3],
    /// The key of the claim or derivation.
    pub id: String,
    /// How it stands.
    pub standing: Standing,
    /// What it rests on; empty for what is derived.
    #[serde(flatten)]
    pub citation: Citation,
    /// Time, numbers, remarks: each with its name.
    pub details: Vec<(String, String)>,
    /// For what is derived: the rule and what it rests on.
    pub rests_on: Vec<String>,
    /// The disagreements that it is party to: kind and key.
    pub disagreements: Vec<String>,
}

/// Describes a thing.
pub fn describe(thing: Thing, scope: GraphRef<'_>, graph: &Relations) -> Description {
    let GraphRef { dataset, ontology, .. } = scope;
    let mut facts = Vec::new();
    let mut told = BTreeSet::new();
    let with_it = graph.to(thing).into_iter().filter_map(|relation| match relation.basis {
        Basis::Claim(id) => Some(id),
        Basis::Derivation(_) => None,
    });
    let mut claims: Vec<ClaimId> = graph.about(thing).iter().copied().chain(with_it).collect();
    claims.sort_by_key(|id| in_text(*id, scope));
    for id in claims {
        // What is said of a claim, a hedge or a reason, belongs to it.
        let of_claim = graph.about(Thing::Claim(id)).iter().copied();
        for id in iter::once(id).chain(of_claim).filter(|id| told.insert(*id)) {
            facts.push(claim_fact(id, scope));
        }
    }
    let related = graph.from(thing).into_iter().chain(graph.to(thing)).filter_map(|r| match r.basis {
        Basis::Derivation(id) => Some(id),
        Basis::Claim(_) => None,
    });
    let mut seen = BTreeSet::new();
    for id in graph.values(thing).iter().map(|v| v.1).chain(related) {
        // What only says again what stands here anyway, from the other end, would double every line.
        if !scope.derived.rule(scope.derived.get(id)).restates && seen.insert(id) {
            facts.push(derived_fact(id, scope));
        }
    }
    let (class, also, note) = match thing {
        Thing::Entity(id) => {
            let entity = dataset.entity(id);
            let also = dataset.other_names(entity);
            let note = entity.note.map(|n| dataset.text(n).to_owned());
            (ontology.class(entity.class).label.clone(), also, note)
        }
        Thing::Claim(id) => {
            facts.insert(0, claim_fact(id, scope));
            ("claim".to_owned(), Vec::new(), None)
        }
    };
    join_disagreements(&mut facts, scope);
    let source = match thing {
        Thing::Entity(id) => dataset.entity(id).published.as_deref(),
        Thing::Claim(_) => None,
    };
    let published = source.into_iter().flatten();
    let published = published.map(|(part, text)| (part.key(), dataset.text(*text).to_owned())).collect();
    let is = |entity| thing == Thing::Entity(entity);
    let count = |has: &dyn Fn(&Claim) -> bool| dataset.claims().iter().filter(|c| has(c)).count();
    Description {
        id: dataset.key(thing).to_owned(),
        name: thing_in_words(thing, scope),
        class,
        also,
        note,
        published,
        facts,
        speaks: count(&|c| {
            let reporter = dataset.details(c).and_then(|d| d.reported_by);
            is(c.speaker) || reporter.is_some_and(is)
        }),
        cited: count(&|c| is(c.source)),
    }
}

/// Where the words of a claim are, by which claims are sorted that are read one after the other; those without words come
/// last in their source.
pub(super) fn in_text(id: ClaimId, scope: GraphRef<'_>) -> (EntityId, u32, ClaimId) {
    let claim = scope.dataset.claim(id);
    let spans = claim.passage.map(|passage| scope.dataset.passage(passage).spans());
    // Of words in parts the first ones often name only what the rest is about.
    let start = spans.and_then(|spans| spans.last()).map_or(u32::MAX, |span| span.0);
    (claim.source, start, id)
}

/// Tells each fact which disagreements it is party to.
pub(super) fn join_disagreements(facts: &mut [Fact], scope: GraphRef<'_>) {
    let mut by_claim: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for disagreement in scope.disagreements {
        for id in &disagreement.claims {
            let key = scope.dataset.text(scope.dataset.claim(*id).key);
            let told = format!("{} {}", disagreement.kind.word(), disagreement.key);
            by_claim.entry(key).or_default().push(told);
        }
    }
    for fact in facts {
        fact.disagreements = by_claim.get(fact.id.as_str()).cloned().unwrap_or_default();
    }
}

/// What a rule derived as a fact, with its rule and what it rests on.
pub(super) fn derived_fact(id: DerivationId, scope: GraphRef<'_>) -> Fact {
    let GraphRef { dataset, derived, .. } = scope;
    let derivation = derived.get(id);
    let rule = derived.rule(derivation);
    let best = derived.best(id);
    let mut rests_on = vec![format!("rule {}: {}", rule.key, rule.label)];
    rests_on.extend(best.claims().map(|c| format!("claim {}", dataset.key(Thing::Claim(c)))));
    rests_on.extend(best.derivations().map(|d| format!("derivation {}", derived.get(d).key)));
    rests_on.extend(derived.others_in_words(id));
    rests_on.extend((!derivation.standing.is_fact()).then(|| derivation.standing.word().to_owned()));
    rests_on.extend(derived.cautions(derivation).map(|c| format!("caution: {c}")));
    Fact {
        words: derived_sentence(derivation, scope),
        triple: derived_words(derivation.triple, scope),
        id: derivation.key.to_string(),
        standing: derivation.standing,
        citation: Citation { standing: derivation.standing, ..Citation::default() },
        details: Vec::new(),
        rests_on,
        disagreements: Vec::new(),
    }
}

/// A claim as a fact about its subject.
pub(super) fn claim_fact(id: ClaimId, scope: GraphRef<'_>) -> Fact {
    let GraphRef { dataset, ontology, .. } = scope;
    let claim = dataset.claim(id);
    Fact {
        words: sentence(id, scope),
        triple: [
            inner(claim.subject, scope),
            ontology.property(claim.predicate).label.clone(),
            value_in_words(claim.value, scope),
        ],
        id: dataset.text(claim.key).to_owned(),
        standing: scope.standing(id),
        citation: Citation::of(id, scope),
        details: details(claim, scope),
        rests_on: Vec::new(),
        disagreements: Vec::new(),
    }
}

/// The claim or derivation with a key as a fact. Costs a look-up.
pub fn fact(key: &str, scope: GraphRef<'_>) -> Option<Fact> {
    if let Some(Thing::Claim(id)) = scope.dataset.find(key) {
        return Some(claim_fact(id, scope));
    }
    let id = scope.derived.find(DerivationKey::parse(key)?)?;
    Some(derived_fact(id, scope))
}

/// What further fields of a claim have, each with its name; what its triple and its citation say is left out.
fn details(claim: &Claim, scope: GraphRef<'_>) -> Vec<(String, String)> {
    let further = ClaimField::of_blocks(&[Block::Time, Block::Quantity, Block::Order, Block::Remark]);
    let value = ClaimField::of_value(claim.value);
    let named = |f: ClaimField| Some((f.key().replace('-', " "), field_in_words(f, claim, scope)?));
    // What is not a property of its own is a part of another field, such as a currency.
    let is_told = |f: &ClaimField| f.property().is_some() && *f != value;
    further.filter(is_told).filter_map(named).collect()
}

/// What a claim has in a field, as a reader writes it.
pub(super) fn field_in_words(field: ClaimField, claim: &Claim, scope: GraphRef<'_>) -> Option<String> {
    let GraphRef { dataset, ontology, .. } = scope;
    Some(match field.kind() {
        Kind::Property(get) => ontology.property(get(claim, dataset)?).label.clone(),
        Kind::Qualifier(get) => ontology.qualifier(get(claim, dataset)?).label.clone(),
        Kind::Status(get) => ontology.status(get(claim, dataset)?).label.clone(),
        Kind::Section(get) => dataset.text(dataset.section(get(claim, dataset)?).name).to_owned(),
        Kind::Passage(get) => dataset.text(dataset.passage(get(claim, dataset)?).quote).to_owned(),
        Kind::Polarity(get) => if get(claim, dataset)? { "affirmed" } else { "denied" }.to_owned(),
        kind => value_in_words(kind.value(claim, dataset)?, scope),
    })
}
