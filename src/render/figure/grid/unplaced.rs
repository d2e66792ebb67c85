//! Cards that would stand in a row by claims that are not facts, and do not: who is behind them is left out with them.

use std::collections::BTreeMap;

use crate::derive::rdf::GraphRef;
use crate::explore::Basis;
use crate::model::claim::{ClassId, EntityId, PropertyId, Thing};
use crate::render::figure::left_out::LeftOut;
use crate::render::figure::said::said;

/// For each such thing the rows, as far as they are shown, and what is not a fact about it.
pub(super) type Unplaced = BTreeMap<EntityId, Vec<(Option<usize>, LeftOut)>>;

/// Things of some classes that no row has, and that one would have if what places them, or what makes it a row, were a fact.
pub(super) fn unplaced(
    property: PropertyId,
    (rows, no_rows): (&[EntityId], &[(EntityId, Basis)]),
    classes: &[ClassId],
    is_placed: impl Fn(EntityId) -> bool,
    scope: GraphRef<'_>,
) -> Unplaced {
    let mut found = Unplaced::new();
    for said in said(property, scope) {
        let (Thing::Entity(card), Some(Thing::Entity(row))) = (said.subject, said.object) else { continue };
        if is_placed(card) || !scope.ontology.is_one_of(scope.dataset.entity(card).class, classes) {
            continue;
        }
        let mut left = LeftOut::default();
        let place = rows.iter().position(|r| *r == row);
        if !said.is_fact(scope) {
            left.add(said.basis, scope);
        }
        if place.is_none() {
            no_rows.iter().filter(|r| r.0 == row).for_each(|r| left.add(r.1, scope));
        }
        if !left.is_empty() && (place.is_some() || no_rows.iter().any(|r| r.0 == row)) {
            found.entry(card).or_default().push((place, left));
        }
    }
    found
}
