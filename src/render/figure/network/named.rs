//! What a view asks of a network by naming properties and classes: the same rows that a query would give.

use std::collections::BTreeSet;

use crate::explore::Basis;
use crate::model::claim::{ClassId, Thing};
use crate::render::figure::names::{Names, Needs};
use crate::render::figure::rows::{EdgeLabel, EdgeRow};
use crate::render::figure::said::{Stated, amounts, class_of, said};
use crate::render::figure::view::{EdgeProperty, End, Name, NetworkView};

/// The edges of named properties, those of narrower properties by their own labels, and all things of named classes. A part
/// that gives none is told.
pub(super) fn edges(properties: &[EdgeProperty], things: &[Name], names: &mut Names<'_>) -> Vec<EdgeRow> {
    let scope = names.scope;
    let mut rows = Vec::new();
    for view in properties {
        let ends = [names.classes(&view.from), names.classes(&view.to)];
        let Some(property) = names.property(&view.property, Needs::Things) else { continue };
        let is_of =
            |thing: Thing, classes: &[ClassId]| scope.ontology.is_one_of(class_of(thing, scope), classes);
        let before = rows.len();
        rows.extend(said(property, scope).filter_map(|said| {
            let (from, to) = (said.subject, said.object?);
            let label = EdgeLabel::Property(if said.turned { property } else { said.own });
            let edge = view.label.clone().map_or(label, EdgeLabel::Words);
            let is_wanted = is_of(from, &ends[0]) && is_of(to, &ends[1]);
            let (from, to) = (Some(from), Some(to));
            is_wanted.then(|| EdgeRow {
                from,
                edge: Some(edge),
                to,
                claim: Some(said.basis),
                ..EdgeRow::default()
            })
        }));
        if rows.len() == before {
            names.nothing(&view.property, "a claim with it between two things of this figure");
        }
    }
    let classes = names.classes(things);
    if !classes.is_empty() {
        let all = scope.dataset.entity_ids().map(Thing::Entity);
        let all = all.filter(|t| scope.ontology.is_one_of(class_of(*t, scope), &classes));
        rows.extend(all.map(|thing| EdgeRow { thing: Some(thing), ..EdgeRow::default() }));
    }
    rows
}

/// What the view names of the things that are drawn: what introduces them, and their amounts; then the things whose amounts stand
/// on others.
pub(super) fn told(
    view: &NetworkView,
    drawn: &BTreeSet<Thing>,
    names: &mut Names<'_>,
) -> (Vec<EdgeRow>, BTreeSet<Thing>) {
    let scope = names.scope;
    let (mut rows, mut elsewhere) = (Vec::new(), BTreeSet::new());
    for (rank, lead) in (0..).zip(&view.leads) {
        let Some(property) = names.property(&lead.property, Needs::Anything) else { continue };
        let before = rows.len();
        for said in said(property, scope) {
            let thing = said.seen_from(lead.end.unwrap_or(End::Subject)).0.filter(|t| drawn.contains(t));
            if let (Some(_), Basis::Claim(lead)) = (thing, said.basis) {
                rows.push(EdgeRow { thing, lead: Some(lead), rank: Some(rank), ..EdgeRow::default() });
            }
        }
        if rows.len() == before {
            names.nothing(&lead.property, "a claim that introduces something in this figure");
        }
    }
    for amount in &view.amounts {
        let end = |names: &mut Names<'_>| {
            let property = names.property(&amount.property, Needs::Amounts)?;
            Some((property, amount.end.unwrap_or(End::Subject)))
        };
        let stated = amounts(amount, end, |thing| drawn.contains(&thing), names);
        let place = |stated: &Stated| stated.on.filter(|on| drawn.contains(on)).unwrap_or(stated.thing);
        elsewhere.extend(stated.iter().filter(|s| place(s) != s.thing).map(|s| s.thing));
        rows.extend(stated.into_iter().map(|stated| EdgeRow {
            thing: Some(place(&stated)),
            money: Some(stated.claim),
            span: stated.span,
            ..EdgeRow::default()
        }));
    }
    (rows, elsewhere)
}
