//! What a view tells of cards by naming properties: the same rows that a query would give.

use std::collections::BTreeSet;

use crate::compile::ontology::{Ontology, Range};
use crate::derive::rdf::GraphRef;
use crate::explore::Basis;
use crate::model::claim::{ClassId, EntityId, PropertyId, Thing};
use crate::render::figure::groups::Groups;
use crate::render::figure::names::{Names, Needs};
use crate::render::figure::rows::CardRow;
use crate::render::figure::said::{Said, amounts, said};
use crate::render::figure::view::{CardsView, End, Name};

/// The word that stands for a card that is itself a body.
const ITSELF: &str = "itself";

/// The cards of a grid, and what is known of their classes.
pub(super) struct Cards<'a> {
    pub(super) view: &'a CardsView,
    /// All that are placed.
    pub(super) all: BTreeSet<EntityId>,
    /// Their classes; none where the view and the ontology say nothing.
    pub(super) classes: Vec<ClassId>,
    /// The property that places them.
    pub(super) places: Option<PropertyId>,
}

impl Cards<'_> {
    /// The rows that the named properties give. A part that gives none is told.
    pub(super) fn rows(&self, columns: &Groups, names: &mut Names<'_>) -> Vec<CardRow> {
        let mut rows = self.bodies(columns, names);
        rows.extend(self.leads(names));
        for view in &self.view.amounts {
            let ends = |names: &mut Names<'_>| self.end_of(&view.property, view.end, Needs::Amounts, names);
            let is_card = |thing| self.card(thing).is_some();
            for stated in amounts(view, ends, is_card, names) {
                let (card, into) = (self.card(stated.thing), stated.on.and_then(entity));
                rows.push(CardRow {
                    card,
                    money: Some(stated.claim),
                    span: stated.span,
                    into,
                    ..CardRow::default()
                });
            }
        }
        rows
    }

    fn bodies(&self, columns: &Groups, names: &mut Names<'_>) -> Vec<CardRow> {
        let scope = names.scope;
        let mut rows = Vec::new();
        let is_order = self.view.bodies.iter().any(|b| b.is_list);
        for (number, alternative) in (0..).zip(&self.view.bodies) {
            for view in &alternative.properties {
                let row = CardRow { rank: Some(if is_order { number } else { 0 }), ..CardRow::default() };
                let before = rows.len();
                if &*view.property == ITSELF && scope.ontology.find_property(ITSELF).is_none() {
                    // A card that has a column of its own can act.
                    let acts = |card: &&EntityId| {
                        columns.place(Some(scope.dataset.entity(**card).class), scope) != columns.rest()
                    };
                    let own =
                        |card: &EntityId| CardRow { card: Some(*card), body: Some(*card), ..row.clone() };
                    rows.extend(self.all.iter().filter(acts).map(own));
                } else if let Some((property, end)) =
                    self.end_of(&view.property, view.end, Needs::Things, names)
                {
                    rows.extend(self.said(property, end, scope).filter_map(|(card, other, said)| {
                        let body = Some(other.and_then(entity)?);
                        let qualifier = qualifier(said.basis, view.qualified, scope);
                        let (card, by) = (Some(card), Some(said.basis));
                        Some(CardRow { card, body, by, qualifier, ..row.clone() })
                    }));
                }
                if rows.len() == before {
                    names
                        .nothing(&view.property, "a claim that says who stands behind a card of this figure");
                }
            }
        }
        rows
    }

    /// The claims that introduce cards. Where nothing else is said, those that name bodies do, else those that place the card.
    fn leads(&self, names: &mut Names<'_>) -> Vec<CardRow> {
        let mut ways = Vec::new();
        for lead in self.view.leads.iter().flatten() {
            let found = self.end_of(&lead.property, lead.end, Needs::Anything, names);
            ways.extend(found.map(|(property, end)| (Some(&lead.property), property, end)));
        }
        if self.view.leads.is_none() && self.view.query.is_none() {
            for body in self.view.bodies.iter().flat_map(|b| &b.properties) {
                // What is wrong with it was told with the bodies.
                let before = names.faults.len();
                let found = self.end_of(&body.property, body.end, Needs::Things, names);
                names.faults.truncate(before);
                ways.extend(found.map(|(property, end)| (None, property, end)));
            }
            ways.extend(self.places.map(|places| (None, places, End::Subject)));
        }
        let scope = names.scope;
        let mut rows = Vec::new();
        for (rank, (name, property, end)) in (0..).zip(ways) {
            let before = rows.len();
            rows.extend(self.said(property, end, scope).filter_map(|(card, _, said)| {
                let Basis::Claim(lead) = said.basis else { return None };
                Some(CardRow { card: Some(card), rank: Some(rank), lead: Some(lead), ..CardRow::default() })
            }));
            if let (Some(name), true) = (name, rows.len() == before) {
                names.nothing(name, "a claim that introduces a card of this figure");
            }
        }
        rows
    }

    /// What says a property of cards at one of its ends, each with the card and what is at the other end; whether it is a fact, and
    /// what that means, is seen where all rows are put together.
    pub(super) fn said<'s>(
        &'s self,
        property: PropertyId,
        end: End,
        scope: GraphRef<'s>,
    ) -> impl Iterator<Item = (EntityId, Option<Thing>, Said)> + 's {
        said(property, scope).filter_map(move |said| {
            let (card, other) = said.seen_from(end);
            Some((self.card(card?)?, other, said))
        })
    }

    fn card(&self, thing: Thing) -> Option<EntityId> {
        entity(thing).filter(|id| self.all.contains(id))
    }

    /// A property, and the end of it at which cards are: as the view says, else as the ontology does.
    pub(super) fn end_of(
        &self,
        name: &Name,
        given: Option<End>,
        needs: Needs,
        names: &mut Names<'_>,
    ) -> Option<(PropertyId, End)> {
        let property = names.property(name, needs)?;
        let ontology = names.scope.ontology;
        let own = ontology.property(property);
        let Range::Things(range) = &own.range else { return Some((property, End::Subject)) };
        let ends = [(End::Subject, &own.domain), (End::Object, range)];
        let only = |takes: &dyn Fn(&[ClassId]) -> bool| {
            let mut found = ends.iter().filter(|(_, classes)| takes(classes)).map(|(end, _)| *end);
            found.next().filter(|_| found.next().is_none())
        };
        let always = |classes: &[ClassId]| {
            !classes.is_empty() && classes.iter().all(|c| ontology.is_one_of(*c, &self.classes))
        };
        let perhaps = |classes: &[ClassId]| classes.is_empty() || meet(classes, &self.classes, ontology);
        let by_class = || only(&always).or_else(|| only(&perhaps)).filter(|_| !self.classes.is_empty());
        let end = given.or_else(by_class);
        // Where it is not known what is a card, that is what is wrong.
        if end.is_none() && self.places.is_some() {
            let message = format!("a card may be at either end of `{}`", name.text);
            let expected =
                format!("{{ property = \"{}\", as = \"object\" }}, or as = \"subject\"", name.text);
            names.fault(name.span, message, &expected);
        }
        end.map(|end| (property, end))
    }
}

fn entity(thing: Thing) -> Option<EntityId> {
    if let Thing::Entity(id) = thing { Some(id) } else { None }
}

/// Whether something can be of one of some classes and of one of others.
fn meet(some: &[ClassId], others: &[ClassId], ontology: &Ontology) -> bool {
    let mut classes = (0..ontology.classes().len() as u16).map(ClassId);
    classes.any(|c| ontology.is_one_of(c, some) && ontology.is_one_of(c, others))
}

/// The word beside a body: that it is inferred, or, where the view asks for it, the qualifier of the claim.
fn qualifier(by: Basis, is_asked: bool, scope: GraphRef<'_>) -> Option<String> {
    match by {
        Basis::Derivation(_) => Some(by.standing(scope).word().to_owned()),
        Basis::Claim(id) => {
            let details = scope.dataset.details(scope.dataset.claim(id)).filter(|_| is_asked)?;
            Some(scope.ontology.qualifier(details.qualifier?).label.clone())
        }
    }
}
