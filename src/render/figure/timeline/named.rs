//! What a view asks of a timeline by naming properties: the same rows that a query would give.

use std::collections::{BTreeMap, BTreeSet};

use crate::explore::Basis;
use crate::model::claim::{PropertyId, Thing, Value};
use crate::model::date::PartialDate;
use crate::render::figure::names::{Names, Needs};
use crate::render::figure::rows::TimeRow;
use crate::render::figure::said::{class_of, said};
use crate::render::figure::timeline::query::Given;
use crate::render::figure::view::{PeriodsView, TimeProperty};

/// The word that stands for every property.
const ANY: &str = "any";

/// Puts the value of a claim into its place in a row.
type Put = fn(&mut TimeRow, Option<PartialDate>);

/// The times that the view names: those in the values of claims, then those in fields of their own. A part that gives none is told.
pub(super) fn rows(view: &PeriodsView, names: &mut Names<'_>) -> Vec<TimeRow> {
    let parts: [(&[TimeProperty], Needs, Put); 5] = [
        (&view.starts, Needs::Dates, |row, date| row.start = date),
        (&view.ends, Needs::Dates, |row, date| row.end = date),
        (&view.deadlines, Needs::Dates, |row, date| row.deadline = date),
        (&view.dates, Needs::Dates, |row, date| row.point = date),
        (&view.lengths, Needs::Lengths, |_, _| {}),
    ];
    let mut rows = Vec::new();
    for (properties, needs, put) in parts {
        for property in properties {
            of_values(property, needs, put, &mut rows, names);
        }
    }
    let is_all = parts.iter().all(|(named, ..)| named.is_empty()) && view.query.is_none();
    own(view, is_all, &mut rows, names);
    let classes = names.classes(&view.classes);
    let scope = names.scope;
    rows.retain(|row| row.thing.is_some_and(|t| scope.ontology.is_one_of(class_of(t, scope), &classes)));
    rows
}

/// The times that the values of a property are.
fn of_values(view: &TimeProperty, needs: Needs, put: Put, rows: &mut Vec<TimeRow>, names: &mut Names<'_>) {
    let scope = names.scope;
    let on = view.on.as_ref().map(|on| (on, names.property(on, Needs::Things)));
    let Some(property) = names.property(&view.property, needs) else { return };
    let mut targets: BTreeMap<Thing, Vec<Thing>> = BTreeMap::new();
    for said in on.iter().filter_map(|(_, on)| *on).flat_map(|on| said(on, scope)) {
        targets.entry(said.subject).or_default().extend(said.object);
    }
    let before = rows.len();
    for said in said(property, scope) {
        let given = Given::of(said.basis, scope);
        if given.date.is_none() && given.length.is_none() {
            continue;
        }
        let things =
            if on.is_some() { targets.get(&said.subject).cloned() } else { Some(vec![said.subject]) };
        for thing in things.into_iter().flatten() {
            let mut row = TimeRow {
                thing: Some(thing),
                claim: Some(said.basis),
                period: view.label.clone(),
                ..TimeRow::default()
            };
            put(&mut row, given.date);
            rows.push(row);
        }
    }
    if rows.len() == before {
        names.nothing(&view.property, "a claim or a rule that gives something a time by it");
    }
}

/// The fields `from`, `until`, `deadline` and `when` of claims whose values are not told already.
fn own(view: &PeriodsView, is_all: bool, rows: &mut Vec<TimeRow>, names: &mut Names<'_>) {
    let scope = names.scope;
    let told: BTreeSet<(Option<Thing>, Option<Basis>)> = rows.iter().map(|r| (r.thing, r.claim)).collect();
    let mut add = |property: Option<PropertyId>| {
        let claims = scope.dataset.claim_ids().map(|id| (id, scope.dataset.claim(id)));
        let before = rows.len();
        for (id, claim) in claims {
            let is_named =
                property.is_none_or(|p| scope.ontology.property(claim.predicate).ancestors.contains(&p));
            let details = scope.dataset.details(claim).filter(|_| is_named);
            let holds_for_a_time = !matches!(claim.value, Value::Date(_));
            let is_timed = details.is_some_and(|d| {
                let own = holds_for_a_time && (d.from.is_some() || d.until.is_some());
                own || d.deadline.is_some() || d.when.is_some()
            });
            let row =
                TimeRow { thing: Some(claim.subject), claim: Some(Basis::Claim(id)), ..TimeRow::default() };
            if is_timed && !told.contains(&(row.thing, row.claim)) {
                rows.push(row);
            }
        }
        rows.len() > before
    };
    if is_all && view.claims.is_empty() {
        add(None);
    }
    for name in &view.claims {
        let is_any = &**name == ANY && scope.ontology.find_property(ANY).is_none();
        let property = if is_any { None } else { names.property_or(name, Needs::Anything, &[ANY]) };
        if (is_any || property.is_some()) && !add(property) {
            names.nothing(name, "a claim with from, until, deadline or when");
        }
    }
}
