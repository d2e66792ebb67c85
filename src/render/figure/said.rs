//! What claims and rules say by a property that a view names: by itself, one below it, or its inverse.

use std::collections::BTreeMap;

use crate::compile::ontology::Ontology;
use crate::derive::rdf::GraphRef;
use crate::explore::{Basis, turn};
use crate::model::claim::{ClaimId, ClassId, PropertyId, Thing, Value};
use crate::model::triple::Term;
use crate::render::figure::names::{Names, Needs};
use crate::render::figure::view::{AmountProperty, End};

/// One claim or derivation, read in the direction of the property that was named.
#[derive(Clone, Copy, Debug)]
pub(super) struct Said {
    /// Where the property begins.
    pub(super) subject: Thing,
    /// Where it ends; none for a value that is no thing.
    pub(super) object: Option<Thing>,
    /// What says it.
    pub(super) basis: Basis,
    /// The property of the claim or derivation itself.
    pub(super) own: PropertyId,
    /// Whether that property reads the other way.
    pub(super) turned: bool,
}

impl Said {
    fn new(
        subject: Thing,
        object: Option<Thing>,
        basis: Basis,
        own: PropertyId,
        turned: bool,
    ) -> Option<Self> {
        match (turned, object) {
            (false, _) => Some(Self { subject, object, basis, own, turned }),
            (true, Some(object)) => Some(Self { subject: object, object: Some(subject), basis, own, turned }),
            (true, None) => None,
        }
    }

    /// The thing at an end, and the one at the other.
    pub(super) fn seen_from(self, end: End) -> (Option<Thing>, Option<Thing>) {
        match end {
            End::Subject => (Some(self.subject), self.object),
            End::Object => (self.object, Some(self.subject)),
        }
    }

    /// Whether it is a fact, stated or inferred.
    pub(super) fn is_fact(self, scope: GraphRef<'_>) -> bool {
        self.basis.standing(scope).is_fact()
    }
}

/// All that says a property, claims first. What only restates a claim from the other end, or in wider words, is left out.
pub(super) fn said(property: PropertyId, scope: GraphRef<'_>) -> impl Iterator<Item = Said> + use<'_> {
    let GraphRef { dataset, ontology, derived, .. } = scope;
    let turns = turns(property, ontology);
    let of_rules = turns.clone();
    let claims = dataset.claim_ids().filter_map(move |id| {
        let claim = dataset.claim(id);
        let turned = turns[claim.predicate.index()]?;
        let object = if let Value::Thing(object) = claim.value { Some(object) } else { None };
        Said::new(claim.subject, object, Basis::Claim(id), claim.predicate, turned)
    });
    let rules = derived.iter().filter(move |(_, d)| !derived.rule(d).restates);
    let rules = rules.filter_map(move |(id, derivation)| {
        let own = derivation.triple.predicate.property()?;
        let turned = of_rules[own.index()]?;
        let object = if let Term::Thing(object) = derivation.triple.object { Some(object) } else { None };
        Said::new(derivation.triple.subject.thing()?, object, Basis::Derivation(id), own, turned)
    });
    claims.chain(rules)
}

/// The class of a thing.
pub(super) fn class_of(thing: Thing, scope: GraphRef<'_>) -> ClassId {
    match thing {
        Thing::Entity(id) => scope.dataset.entity(id).class,
        Thing::Claim(_) => scope.ontology.claim_class(),
    }
}

/// How each property says the one that is wanted.
fn turns(wanted: PropertyId, ontology: &Ontology) -> Vec<Option<bool>> {
    (0..ontology.properties().len() as u16).map(|p| turn(PropertyId(p), wanted, ontology)).collect()
}

/// A claim that states an amount of a thing.
pub(super) struct Stated {
    pub(super) thing: Thing,
    pub(super) claim: ClaimId,
    /// How long it is paid, by the property that the ontology names for that (`remit:lasting`).
    pub(super) span: Option<String>,
    /// The thing on which it is to be shown instead.
    pub(super) on: Option<Thing>,
}

/// The amounts that a named property gives things of a figure; `end` finds the property and the end at which they are. A part
/// of the view that gives none is told.
pub(super) fn amounts<'a>(
    view: &AmountProperty,
    end: impl FnOnce(&mut Names<'a>) -> Option<(PropertyId, End)>,
    is_shown: impl Fn(Thing) -> bool,
    names: &mut Names<'a>,
) -> Vec<Stated> {
    let on = view.on.as_ref().and_then(|on| names.property(on, Needs::Things));
    let Some((property, end)) = end(names) else { return Vec::new() };
    let GraphRef { dataset, ontology, .. } = names.scope;
    let of = |property: Option<PropertyId>| {
        let facts = property.into_iter().flat_map(|p| said(p, names.scope));
        facts.filter(|s| s.is_fact(names.scope))
    };
    let mut spans: BTreeMap<Thing, String> = BTreeMap::new();
    for said in of(ontology.property(property).comparison.lasting) {
        if let Basis::Claim(id) = said.basis
            && let Value::Duration(span) = dataset.claim(id).value
        {
            spans.entry(said.subject).or_insert_with(|| dataset.text(span).to_owned());
        }
    }
    let mut targets: BTreeMap<Thing, Thing> = BTreeMap::new();
    for said in of(on) {
        said.object.map(|object| *targets.entry(said.subject).or_insert(object));
    }
    let mut out = Vec::new();
    for said in said(property, names.scope) {
        let Basis::Claim(claim) = said.basis else { continue };
        let Some(thing) = said.seen_from(end).0.filter(|t| is_shown(*t)) else { continue };
        let record = dataset.claim(claim);
        let is_amount = matches!(record.value, Value::Money(_));
        if is_amount || dataset.details(record).is_some_and(|d| d.money.is_some()) {
            let (span, on) = (spans.get(&thing).cloned(), targets.get(&thing).copied());
            out.push(Stated { thing, claim, span, on });
        }
    }
    if out.is_empty() {
        names.nothing(&view.property, "an amount of something in this figure");
    }
    if let (Some(name), true) = (&view.on, targets.is_empty()) {
        names.nothing(name, "what an amount of this figure is for");
    }
    out
}
