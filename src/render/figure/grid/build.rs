//! A view and the graph to a [`Grid`]: which things are rows and cards, where each stands, and what it rests on.

use std::collections::{BTreeMap, BTreeSet};

use crate::compile::ontology::Border;
use crate::derive::rdf::GraphRef;
use crate::derive::store::Store;
use crate::explore::{Basis, Citation};
use crate::model::claim::{ClaimId, ClassId, EntityId, PropertyId, Thing};
use crate::model::standing::Standing;
use crate::render::figure::citation::{amount, cited, lead, marked, place_of, premises, same_amounts};
use crate::render::figure::grid::named::Cards;
use crate::render::figure::grid::query::{self, Told};
use crate::render::figure::grid::things;
use crate::render::figure::grid::unplaced::{Unplaced, unplaced};
use crate::render::figure::grid::{Body, Card, CardFact, Grid, Money, Provenance, Row};
use crate::render::figure::groups::Groups;
use crate::render::figure::heading::Heading;
use crate::render::figure::left_out::{Absent, LeftOut};
use crate::render::figure::names::{Names, Needs};
use crate::render::figure::rows::{CardRow, asked};
use crate::render::figure::said::said;
use crate::render::figure::view::GridView;

/// A card before it is put in order.
struct Draft {
    card: Card,
    entity: EntityId,
    lead: Option<ClaimId>,
    no_lead: LeftOut,
    no_money: LeftOut,
}

/// What a view looks for: of nothing else is it said that it is not stated.
#[derive(Clone, Copy)]
struct Looked {
    status: bool,
    amount: bool,
}

/// Why each thing stands in a row, and the words for it.
type Placed = BTreeMap<(usize, EntityId), (Provenance, Vec<Citation>)>;

/// Further facts of things.
type Facts = BTreeMap<EntityId, Vec<CardFact>>;

/// What would be rows, and what says so without being a fact.
type NoRows = Vec<(EntityId, Basis)>;

/// Builds the grid that a view file declares; none where the view has faults, which are told among its names.
pub(in crate::render::figure) fn build(
    view: &GridView,
    names: &mut Names<'_>,
    store: Option<&Store>,
) -> Option<Grid> {
    let order = names.property(&view.rows.of, Needs::OrderedThings);
    let by = names.property(&view.cards.places, Needs::Things);
    let classes = names.classes(&view.cards.classes);
    let mut columns = Groups::of(&view.columns, names);
    if columns.rest().is_none() {
        let message = "no column takes the cards for which nobody is named".to_owned();
        let span = names.place("[[column]]", 0);
        names.fault(span, message, "a last [[column]] without classes");
    }
    let builder = Builder { view, scope: names.scope };
    let mut no_rows = Vec::new();
    let mut rows = order.map(|order| builder.rows(order, &mut no_rows)).unwrap_or_default();
    if let (Some(_), true) = (order, rows.is_empty()) {
        let expected = "claims that give the property a value";
        names.fault(view.rows.of.span, "this figure has no rows".to_owned(), expected);
    }
    let placed = by.map(|by| builder.placed(by, &mut rows, &classes)).unwrap_or_default();
    if placed.is_empty() {
        names.nothing(&view.cards.places, "a fact that places something in one of the rows");
    }
    let domain = by.filter(|_| classes.is_empty()).map(|p| names.scope.ontology.property(p).domain.clone());
    let all: BTreeSet<EntityId> = placed.keys().map(|(_, card)| *card).collect();
    let of_rows: Vec<EntityId> = rows.iter().map(|r| r.0).collect();
    let is_placed = |card| all.contains(&card);
    let unplaced = |by| unplaced(by, (&of_rows, &no_rows), &classes, is_placed, names.scope);
    let unplaced = by.map(unplaced).unwrap_or_default();
    let cards = Cards {
        view: &view.cards,
        all: all.iter().chain(unplaced.keys()).copied().collect(),
        classes: domain.unwrap_or(classes),
        places: by,
    };
    let rows_of_names = cards.rows(&columns, names).into_iter();
    let mut told: Vec<(CardRow, Standing)> = rows_of_names.map(|row| (row, Standing::Fact)).collect();
    let asked = view.cards.query.as_ref().map(|query| asked::<CardRow>(query, names, store));
    let asks = |variable| asked.as_ref().is_some_and(|a| a.asks(variable));
    let leads = view.cards.leads.as_ref().map_or(asked.is_none(), |leads| !leads.is_empty());
    let looked =
        Looked { status: leads || asks("lead"), amount: !view.cards.amounts.is_empty() || asks("money") };
    told.extend(asked.into_iter().flat_map(|a| a.rows));
    let told = query::told(told, names.scope);
    let facts = cards.facts(names);
    if !names.is_clean() {
        return None;
    }
    let bodies = all.iter().filter_map(|card| told.get(card)?.bodies.as_ref()).flat_map(|b| b.1.keys());
    columns.add_others(bodies.map(|b| names.scope.dataset.entity(*b).class).collect(), names.scope);
    Some(builder.grid((rows, no_rows), columns, (placed, unplaced), (&told, facts), (by, looked)))
}

struct Builder<'a> {
    view: &'a GridView,
    scope: GraphRef<'a>,
}

impl Builder<'_> {
    fn grid(
        &self,
        (rows, no_rows): (Vec<(EntityId, Row)>, NoRows),
        columns: Groups,
        (placed, unplaced): (Placed, Unplaced),
        (told, (facts, no_facts)): (&BTreeMap<EntityId, Told>, (Facts, LeftOut)),
        (by, looked): (Option<PropertyId>, Looked),
    ) -> Grid {
        let draft = |(place, ground)| self.draft(place, ground, &columns, (told, looked));
        let mut drafts: Vec<Draft> = placed.into_iter().map(draft).collect();
        for draft in &mut drafts {
            draft.card.facts = facts.get(&draft.entity).cloned().unwrap_or_default();
        }
        self.fold(&mut drafts, told);
        let mut drafts = self.merged(drafts);
        drafts.sort_by_key(|d| {
            (d.card.row, d.card.columns.clone(), place_of(d.lead, self.scope), d.card.keys.clone())
        });
        let mut left_out = no_facts;
        for (_, basis) in &no_rows {
            left_out.add(*basis, self.scope);
        }
        for (_, row) in &rows {
            left_out.extend(&row.left_out);
        }
        let mut cards = Vec::new();
        for (i, Draft { mut card, no_lead, no_money, .. }) in drafts.into_iter().enumerate() {
            card.number = i + 1;
            let mut no_body = LeftOut::default();
            card.left_out.iter().for_each(|l| no_body.extend(&l.1));
            for left in [&no_lead, &no_money, &no_body] {
                left_out.extend(left);
            }
            let amount = Absent::amount(looked.amount, !card.money.is_empty(), no_money);
            let body = (!no_body.is_empty()).then_some(Absent { what: "body", left_out: no_body });
            card.absent = amount.into_iter().chain(body).collect();
            cards.push(card);
        }
        Money::refer(cards.iter_mut().flat_map(|c| c.money.iter_mut().map(|m| (Some(c.number), m))));
        let mut statuses: Vec<(String, Border)> = Vec::new();
        let mut rules: Vec<String> = Vec::new();
        for card in &cards {
            if !card.status.is_empty() && !statuses.iter().any(|s| s.0 == card.status) {
                statuses.push((card.status.clone(), card.border));
            }
            if let Provenance::Rule { rule, .. } = &card.ground
                && !rules.contains(rule)
            {
                rules.push(rule.clone());
            }
        }
        statuses.sort_by_key(|s| s.1 as u8);
        let label = by.map(|p| self.scope.ontology.property(p).label.clone());
        let unplaced = self.behind(unplaced, &columns, told);
        Grid {
            heading: Heading::new(&self.view.title, self.subtitle(&cards, looked) + &left_out.note()),
            rows_title: self.view.rows.title.clone(),
            word: self.view.cards.word.clone(),
            verb: self.view.cards.verb.clone().or(label).unwrap_or_default(),
            nobody: columns.rest().unwrap_or(0),
            columns: columns.columns,
            rows: rows.into_iter().map(|r| r.1).collect(),
            cards,
            statuses,
            rules,
            unplaced,
            left_out,
        }
    }

    /// The values of the ordered property, in their order, as far as facts give them.
    fn rows(&self, property: PropertyId, no_rows: &mut NoRows) -> Vec<(EntityId, Row)> {
        let dataset = self.scope.dataset;
        let mut rows = Vec::new();
        for said in said(property, self.scope).filter(|s| !s.turned) {
            let (Basis::Claim(id), Some(Thing::Entity(member))) = (said.basis, said.object) else { continue };
            if !said.is_fact(self.scope) {
                no_rows.push((member, said.basis));
                continue;
            }
            let claim = dataset.claim(id);
            if let Some(number) = dataset.details(claim).and_then(|d| d.position) {
                let entity = dataset.entity(member);
                let cite = Some(Citation::of(id, self.scope));
                let row = Row {
                    key: dataset.text(entity.key).to_owned(),
                    label: dataset.text(entity.name).to_owned(),
                    number,
                    cite,
                    left_out: LeftOut::default(),
                };
                rows.push((claim.subject, number, member, row));
            }
        }
        rows.sort_by_key(|r| (r.0, r.1, r.2));
        rows.into_iter().map(|r| (r.2, r.3)).collect()
    }

    /// Every thing that the placing property links to a row: by claims that are facts, else by what is inferred. Other claims are
    /// counted in their row, where nothing else places the thing there.
    fn placed(&self, property: PropertyId, rows: &mut [(EntityId, Row)], classes: &[ClassId]) -> Placed {
        let GraphRef { dataset, ontology, derived, .. } = self.scope;
        let mut placed = Placed::new();
        let mut others = Vec::new();
        for said in said(property, self.scope) {
            let (Thing::Entity(card), Some(Thing::Entity(row))) = (said.subject, said.object) else {
                continue;
            };
            let Some(row) = rows.iter().position(|r| r.0 == row) else { continue };
            if !ontology.is_one_of(dataset.entity(card).class, classes) {
                continue;
            }
            match said.basis {
                Basis::Claim(_) if !said.is_fact(self.scope) => others.push((row, card, said.basis)),
                Basis::Claim(id) => {
                    let ground = || (Provenance::Claim(self.scope.standing(id)), Vec::new());
                    placed.entry((row, card)).or_insert_with(ground).1.push(Citation::of(id, self.scope));
                }
                Basis::Derivation(id) => {
                    placed.entry((row, card)).or_insert_with(|| {
                        let derivation = derived.get(id);
                        let ground = Provenance::Rule {
                            rule: derived.rule(derivation).label.clone(),
                            caution: derived.cautions(derivation).next().map(str::to_owned),
                            standing: derivation.standing,
                        };
                        (ground, premises(id, self.scope))
                    });
                }
            }
        }
        for (row, _, basis) in
            others.into_iter().filter(|(row, card, _)| !placed.contains_key(&(*row, *card)))
        {
            if let Some((_, row)) = rows.get_mut(row) {
                row.left_out.add(basis, self.scope);
            }
        }
        placed
    }

    fn draft(
        &self,
        (row, entity): (usize, EntityId),
        (ground, grounds): (Provenance, Vec<Citation>),
        columns: &Groups,
        (told, looked): (&BTreeMap<EntityId, Told>, Looked),
    ) -> Draft {
        let GraphRef { dataset, ontology, .. } = self.scope;
        let nothing = Told::default();
        let told = told.get(&entity).unwrap_or(&nothing);
        let lead = told.lead.map(|l| l.1);
        let mut bodies: Vec<(EntityId, &query::Body)> =
            told.bodies.iter().flat_map(|b| b.1.iter().map(|(id, body)| (*id, body))).collect();
        bodies.sort_by_key(|(id, body)| (place_of(body.by.and_then(Basis::claim), self.scope), *id));
        let name = |id: &EntityId| dataset.name(Thing::Entity(*id)).to_owned();
        let itself = bodies.iter().any(|b| b.0 == entity);
        let shown = |id: EntityId, body: &query::Body| self.shown(id, body, columns);
        let nobody = query::Body::default();
        let behind = bodies.iter().filter(|b| !itself || b.0 == entity).map(|(id, body)| shown(*id, body));
        let behind: Vec<Body> = behind.collect();
        let mut stands: Vec<usize> = behind.iter().map(|b| b.column).collect();
        stands.sort_unstable();
        stands.dedup();
        if stands.is_empty() {
            stands.extend(columns.rest());
        }
        let (status, border) = match lead {
            Some(lead) => {
                let status = ontology.status(dataset.claim(lead).status);
                (marked(&status.label, self.scope.standing(lead)), status.border)
            }
            None if looked.status || !told.no_lead.is_empty() => {
                (Absent { what: "status", left_out: told.no_lead.clone() }.words(), Border::Dotted)
            }
            None => (String::new(), Border::Solid),
        };
        let mut card = Card {
            row,
            columns: stands,
            number: 0,
            keys: vec![dataset.key(Thing::Entity(entity)).to_owned()],
            titles: vec![name(&entity)],
            bodies: behind.iter().filter(|_| !itself).map(Body::shown).collect(),
            behind: vec![behind],
            status,
            border,
            money: Vec::new(),
            facts: Vec::new(),
            absent: Vec::new(),
            left_out: told.no_bodies.iter().map(|(id, left)| (shown(*id, &nobody), left.clone())).collect(),
            ground,
            cites: lead
                .into_iter()
                .map(Basis::Claim)
                .chain(bodies.iter().filter_map(|b| b.1.by))
                .flat_map(|basis| cited(basis, self.scope))
                .collect(),
            grounds,
        };
        self.add_money(&mut card, told);
        let no_lead = if lead.is_some() { LeftOut::default() } else { told.no_lead.clone() };
        Draft { card, entity, lead, no_lead, no_money: told.no_money.clone() }
    }

    fn add_money(&self, card: &mut Card, told: &Told) {
        for (id, span) in &told.money {
            let Some(text) = amount(*id, span.as_deref(), self.scope) else { continue };
            let word = &self.scope.ontology.status(self.scope.dataset.claim(*id).status).label;
            let word = &marked(word, self.scope.standing(*id));
            let status = (*word != card.status).then(|| word.clone());
            let cites = vec![Citation::of(*id, self.scope)];
            let (standing, same) = (self.scope.standing(*id), same_amounts(*id, self.scope));
            card.money.push(Money { text, standing, status, cites, same });
        }
        card.money = Money::merged(std::mem::take(&mut card.money));
        let mut seen = BTreeSet::new();
        card.cites.retain(|c| seen.insert(c.claim.clone()));
    }

    /// The first column that takes a body.
    fn shown(&self, id: EntityId, body: &query::Body, columns: &Groups) -> Body {
        Body {
            key: self.scope.dataset.key(Thing::Entity(id)).to_owned(),
            name: self.scope.dataset.name(Thing::Entity(id)).to_owned(),
            qualifier: body.qualifier.clone(),
            standing: body.standing,
            column: self.column_of(id, columns),
        }
    }

    /// Who is behind things that stand in no row, and why they do not.
    fn behind(
        &self,
        unplaced: Unplaced,
        columns: &Groups,
        told: &BTreeMap<EntityId, Told>,
    ) -> Vec<(Option<usize>, Body, LeftOut)> {
        let mut behind = Vec::new();
        for (card, rows) in unplaced {
            let Some(told) = told.get(&card) else { continue };
            let bodies = told.bodies.iter().flat_map(|b| b.1.keys()).chain(told.no_bodies.keys());
            for (body, (row, left)) in bodies.flat_map(|b| rows.iter().map(move |r| (*b, r))) {
                behind.push((*row, self.shown(body, &query::Body::default(), columns), left.clone()));
            }
        }
        behind
    }

    fn column_of(&self, body: EntityId, columns: &Groups) -> usize {
        columns.place(Some(self.scope.dataset.entity(body).class), self.scope).unwrap_or(0)
    }

    /// Money that goes into another card of its row is shown there.
    fn fold(&self, drafts: &mut Vec<Draft>, told: &BTreeMap<EntityId, Told>) {
        let mut folded = Vec::new();
        for (i, draft) in drafts.iter().enumerate() {
            let into = told.get(&draft.entity).and_then(|t| t.into);
            let target =
                into.and_then(|e| drafts.iter().position(|d| d.entity == e && d.card.row == draft.card.row));
            folded.extend(target.filter(|t| *t != i).map(|t| (i, t)));
        }
        for (from, target) in &folded {
            if let Some(told) = told.get(&drafts[*from].entity) {
                self.add_money(&mut drafts[*target].card, told);
                drafts[*target].no_money.extend(&told.no_money);
            }
        }
        let mut at = 0;
        drafts.retain(|_| {
            at += 1;
            !folded.iter().any(|(from, _)| *from == at - 1)
        });
    }

    /// Cards of one cell that one passage introduces become one.
    fn merged(&self, drafts: Vec<Draft>) -> Vec<Draft> {
        let dataset = self.scope.dataset;
        let passage = |lead: Option<ClaimId>| lead.and_then(|l| dataset.claim(l).passage);
        let mut merged: Vec<Draft> = Vec::new();
        for draft in drafts {
            let same = merged.iter_mut().find(|m| {
                m.card.row == draft.card.row
                    && m.card.columns == draft.card.columns
                    && m.card.status == draft.card.status
                    && m.card.bodies == draft.card.bodies
                    && m.card.ground == draft.card.ground
                    && passage(m.lead).is_some()
                    && passage(m.lead) == passage(draft.lead)
            });
            let Some(first) = same else {
                merged.push(draft);
                continue;
            };
            first.card.keys.extend(draft.card.keys);
            first.card.titles.extend(draft.card.titles);
            first.card.behind.extend(draft.card.behind);
            first.card.money.extend(draft.card.money);
            first.card.facts.extend(draft.card.facts);
            first.card.left_out.extend(draft.card.left_out);
            first.no_lead.extend(&draft.no_lead);
            first.no_money.extend(&draft.no_money);
            first.card.cites.extend(draft.card.cites);
            first.card.grounds.extend(draft.card.grounds);
            first.card.grounds.sort();
            first.card.grounds.dedup();
        }
        merged
    }

    fn subtitle(&self, cards: &[Card], looked: Looked) -> String {
        // A thing may stand in several rows: it is one thing in several places.
        let shown = things(cards, &self.view.cards.word);
        let shown = if shown.contains(',') { format!("{shown},") } else { shown };
        let places: usize = cards.iter().map(|c| c.keys.len()).sum();
        let with_money = cards.iter().filter(|c| !c.money.is_empty()).count();
        let stated = cards
            .iter()
            .filter(|c| c.ground.standing() == Standing::Fact)
            .map(|c| c.keys.len())
            .sum::<usize>();
        let lead = lead(self.view.subtitle.as_deref());
        // Where no amounts are looked for, none found says nothing.
        let money = if looked.amount { format!(", {with_money} with an amount") } else { String::new() };
        format!(
            "{lead}{shown} on {} cards{money}; {stated} placed by the source itself, {} by a rule",
            cards.len(),
            places - stated,
        )
    }
}
