//! A view and the graph to a [`Grid`]: which things are rows and cards, where each stands, and what it rests on.

use std::collections::{BTreeMap, BTreeSet};

use crate::compile::ontology::Border;
use crate::derive::rdf::GraphRef;
use crate::derive::store::{QueryText, Store};
use crate::explore::Citation;
use crate::model::claim::{ClaimId, EntityId, PropertyId, Thing, Value};
use crate::model::diagnostic::Diagnostic;
use crate::model::standing::Standing;
use crate::model::triple::{Predicate, Term, Triple};
use crate::render::figure::citation::{amount, fault, place_of, premises};
use crate::render::figure::grid::query::{self, Told, told};
use crate::render::figure::grid::{Body, Card, Grid, Ground, Money, Row};
use crate::render::figure::groups::Groups;
use crate::render::figure::view::GridView;

/// A card before it is put in order.
struct Draft {
    card: Card,
    entity: EntityId,
    lead: Option<ClaimId>,
}

/// Why each thing stands in a row, and the words for it.
type Placed = BTreeMap<(usize, EntityId), (Ground, Vec<Citation>)>;

/// Builds the grid that a view file declares.
pub(in crate::render::figure) fn build(
    view: &GridView,
    text: QueryText<'_>,
    scope: GraphRef<'_>,
    store: &Store,
) -> Result<Grid, Box<Diagnostic>> {
    Builder { view, text, scope, store }.build()
}

struct Builder<'a> {
    view: &'a GridView,
    text: QueryText<'a>,
    scope: GraphRef<'a>,
    store: &'a Store,
}

impl Builder<'_> {
    fn fault(&self, word: &str, message: String, expected: &str) -> Box<Diagnostic> {
        fault(self.text, word, message, expected)
    }

    fn property(&self, key: &str) -> Result<PropertyId, Box<Diagnostic>> {
        let ontology = self.scope.ontology;
        let keys = ontology.properties().iter().map(|p| p.key.as_str());
        ontology.find_property(key).ok_or_else(|| {
            let fault = self.fault(
                key,
                format!("there is no property `{key}`"),
                "the key of a property of the ontology",
            );
            Box::new(fault.suggest(crate::model::nearest::nearest(key, keys)))
        })
    }

    fn build(&self) -> Result<Grid, Box<Diagnostic>> {
        let rows = self.rows()?;
        let told = told(self.view, self.text, self.scope, self.store)?;
        let placed = self.placed(&rows)?;
        let columns = self.columns(placed.keys().filter_map(|(_, card)| told.get(card)))?;
        let draft = |(place, ground)| self.draft(place, ground, &columns, &told);
        let mut drafts: Vec<Draft> = placed.into_iter().map(draft).collect();
        self.fold(&mut drafts, &told);
        let mut drafts = self.merged(drafts);
        drafts.sort_by_key(|d| {
            (d.card.row, d.card.columns.clone(), place_of(d.lead, self.scope), d.card.keys.clone())
        });
        let mut cards: Vec<Card> = drafts.into_iter().map(|d| d.card).collect();
        for (i, card) in cards.iter_mut().enumerate() {
            card.number = i + 1;
        }
        let mut statuses: Vec<(String, Border)> = Vec::new();
        let mut rules: Vec<String> = Vec::new();
        for card in &cards {
            if !statuses.iter().any(|s| s.0 == card.status) {
                statuses.push((card.status.clone(), card.border));
            }
            if let Ground::Rule { rule, .. } = &card.ground
                && !rules.contains(rule)
            {
                rules.push(rule.clone());
            }
        }
        statuses.sort_by_key(|s| s.1 as u8);
        Ok(Grid {
            title: self.view.title.clone(),
            subtitle: self.subtitle(&cards),
            rows_title: self.view.rows.title.clone(),
            word: self.view.cards.word.clone(),
            verb: self.view.cards.verb.clone(),
            nobody: columns.rest().unwrap_or(0),
            columns: columns.columns,
            rows: rows.into_iter().map(|r| r.1).collect(),
            cards,
            statuses,
            rules,
        })
    }

    /// The values of the ordered property, in their order.
    fn rows(&self) -> Result<Vec<(EntityId, Row)>, Box<Diagnostic>> {
        let dataset = self.scope.dataset;
        let property = self.property(&self.view.rows.of)?;
        if !self.scope.ontology.property(property).ordered {
            return Err(self.fault(
                &self.view.rows.of,
                format!("`{}` has no order", self.view.rows.of),
                "a property with remit:ordered true",
            ));
        }
        let mut rows = Vec::new();
        for id in dataset.claim_ids().filter(|id| self.scope.is_fact(*id)) {
            let claim = dataset.claim(id);
            if claim.predicate != property {
                continue;
            }
            let position = dataset.details(claim).and_then(|d| d.position);
            if let (Some(number), Value::Thing(Thing::Entity(member))) = (position, claim.value) {
                let entity = dataset.entity(member);
                let cite = Some(Citation::of(id, self.scope));
                let row = Row {
                    key: dataset.text(entity.key).to_owned(),
                    label: dataset.text(entity.name).to_owned(),
                    number,
                    cite,
                };
                rows.push((claim.subject, number, member, row));
            }
        }
        rows.sort_by_key(|r| (r.0, r.1, r.2));
        if rows.is_empty() {
            return Err(self.fault(
                &self.view.rows.of,
                "this figure has no rows".into(),
                "claims that give the property a value",
            ));
        }
        Ok(rows.into_iter().map(|r| (r.2, r.3)).collect())
    }

    /// The columns. One of them takes the cards for which nobody is named; bodies that no column takes have one of their own,
    /// which is called by their classes.
    fn columns<'t>(&self, cards: impl Iterator<Item = &'t Told>) -> Result<Groups, Box<Diagnostic>> {
        let mut columns = Groups::of(&self.view.columns, self.text, self.scope)?;
        if columns.rest().is_none() {
            return Err(self.fault(
                "[[column]]",
                "no column takes the cards for which nobody is named".into(),
                "a last [[column]] without classes",
            ));
        }
        let bodies = cards.filter_map(|t| t.bodies.as_ref()).flat_map(|b| b.1.keys());
        let classes = bodies.map(|b| self.scope.dataset.entity(*b).class);
        columns.add_others(classes.collect(), self.scope);
        Ok(columns)
    }

    /// Every thing that the placing property links to a row: by claims that are facts, else by what is inferred.
    fn placed(&self, rows: &[(EntityId, Row)]) -> Result<Placed, Box<Diagnostic>> {
        let GraphRef { dataset, derived, .. } = self.scope;
        let property = self.property(&self.view.cards.places)?;
        let row_of = |id: EntityId| rows.iter().position(|r| r.0 == id);
        let mut placed = Placed::new();
        for id in dataset.claim_ids() {
            let claim = dataset.claim(id);
            if claim.predicate != property || !self.scope.is_fact(id) {
                continue;
            }
            if let (Thing::Entity(card), Value::Thing(Thing::Entity(row))) = (claim.subject, claim.value)
                && let Some(row) = row_of(row)
            {
                let ground = || (Ground::Claim(self.scope.standing(id)), Vec::new());
                placed.entry((row, card)).or_insert_with(ground).1.push(Citation::of(id, self.scope));
            }
        }
        for (id, derivation) in derived.iter() {
            let Triple { subject, predicate, object } = derivation.triple;
            if predicate != Predicate::Property(property) {
                continue;
            }
            if let (Term::Thing(Thing::Entity(card)), Term::Thing(Thing::Entity(row))) = (subject, object)
                && let Some(row) = row_of(row)
            {
                placed.entry((row, card)).or_insert_with(|| {
                    let ground = Ground::Rule {
                        rule: derived.rule(derivation).label.clone(),
                        caution: derived.cautions(derivation).next().map(str::to_owned),
                        on_opinion: !derivation.standing.is_fact(),
                    };
                    (ground, premises(id, self.scope))
                });
            }
        }
        Ok(placed)
    }

    fn draft(
        &self,
        (row, entity): (usize, EntityId),
        (ground, grounds): (Ground, Vec<Citation>),
        columns: &Groups,
        told: &BTreeMap<EntityId, Told>,
    ) -> Draft {
        let GraphRef { dataset, ontology, .. } = self.scope;
        let nothing = Told::default();
        let told = told.get(&entity).unwrap_or(&nothing);
        let lead = told.lead.map(|l| l.1);
        let mut bodies: Vec<(EntityId, &query::Body)> =
            told.bodies.iter().flat_map(|b| b.1.iter().map(|(id, body)| (*id, body))).collect();
        bodies.sort_by_key(|(id, body)| (place_of(body.by, self.scope), *id));
        let name = |id: &EntityId| dataset.name(Thing::Entity(*id)).to_owned();
        let itself = bodies.iter().any(|b| b.0 == entity);
        let behind = bodies.iter().filter(|b| !itself || b.0 == entity).map(|(id, body)| Body {
            key: dataset.key(Thing::Entity(*id)).to_owned(),
            name: qualified(name(id), body),
            column: self.column_of(*id, columns),
        });
        let behind: Vec<Body> = behind.collect();
        let mut stands: Vec<usize> = behind.iter().map(|b| b.column).collect();
        stands.sort_unstable();
        stands.dedup();
        if stands.is_empty() {
            stands.extend(columns.rest());
        }
        let status = lead.map(|l| ontology.status(dataset.claim(l).status));
        let mut card = Card {
            row,
            columns: stands,
            number: 0,
            keys: vec![dataset.key(Thing::Entity(entity)).to_owned()],
            titles: vec![name(&entity)],
            bodies: if itself {
                Vec::new()
            } else {
                bodies.iter().map(|(id, body)| qualified(name(id), body)).collect()
            },
            behind: vec![behind],
            status: status.map_or_else(|| "status not stated".to_owned(), |s| s.label.clone()),
            border: status.map_or(Border::Dotted, |s| s.border),
            money: Vec::new(),
            ground,
            cites: lead
                .into_iter()
                .chain(bodies.iter().filter_map(|b| b.1.by))
                .map(|c| Citation::of(c, self.scope))
                .collect(),
            grounds,
        };
        self.add_money(&mut card, told);
        Draft { card, entity, lead }
    }

    fn add_money(&self, card: &mut Card, told: &Told) {
        for (id, span) in &told.money {
            let Some(text) = amount(*id, span.as_deref(), self.scope) else { continue };
            let word = &self.scope.ontology.status(self.scope.dataset.claim(*id).status).label;
            let status = (*word != card.status).then(|| word.clone());
            let cites = vec![Citation::of(*id, self.scope)];
            card.money.push(Money { text, standing: self.scope.standing(*id), status, cites });
        }
        card.money = Money::merged(std::mem::take(&mut card.money));
        let mut seen = BTreeSet::new();
        card.cites.retain(|c| seen.insert(c.claim.clone()));
    }

    /// The first column that takes a body.
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
                let mut card = drafts[*target].card.clone();
                self.add_money(&mut card, told);
                drafts[*target].card = card;
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
            first.card.cites.extend(draft.card.cites);
            first.card.grounds.extend(draft.card.grounds);
            first.card.grounds.sort();
            first.card.grounds.dedup();
        }
        merged
    }

    fn subtitle(&self, cards: &[Card]) -> String {
        // A thing may stand in several rows: it is one thing in several places.
        let things = cards.iter().flat_map(|c| &c.keys).collect::<BTreeSet<_>>().len();
        let places: usize = cards.iter().map(|c| c.keys.len()).sum();
        let with_money = cards.iter().filter(|c| !c.money.is_empty()).count();
        let stated = cards
            .iter()
            .filter(|c| c.ground.standing() == Standing::Fact)
            .map(|c| c.keys.len())
            .sum::<usize>();
        let [one, many] = &self.view.cards.word;
        let word = if things == 1 { one } else { many };
        let lead =
            if self.view.subtitle.is_empty() { String::new() } else { format!("{}: ", self.view.subtitle) };
        format!(
            "{lead}{things} {word} on {} cards, {with_money} with an amount; {stated} placed by the source itself, {} by a rule",
            cards.len(),
            places - stated,
        )
    }
}

/// The name of a body, with the qualifier that the source gives it: `Lines (some)`.
fn qualified(name: String, body: &query::Body) -> String {
    match &body.qualifier {
        Some(qualifier) => format!("{name} ({qualifier})"),
        None => name,
    }
}
