//! What the query of a view tells of each card: its lead, its bodies, its money.

use std::collections::BTreeMap;

use crate::derive::rdf::{GraphRef, thing_of};
use crate::derive::store::{Answer, QueryText, Store};
use crate::model::claim::{ClaimId, EntityId, Thing};
use crate::model::diagnostic::Diagnostic;
use crate::render::figure::query::{Bound, ask, bound, literal, wrong_answer};
use crate::render::figure::view::GridView;

/// What the query tells of one card.
#[derive(Default)]
pub(in crate::render::figure) struct Told {
    /// The claim that introduces it, with the rank of the way it was found.
    pub(in crate::render::figure) lead: Option<(i64, ClaimId)>,
    /// Who stands behind it, with the rank of the way they were found.
    pub(in crate::render::figure) bodies: Option<(i64, BTreeMap<EntityId, Body>)>,
    /// Claims that state an amount, with the span of time of each.
    pub(in crate::render::figure) money: BTreeMap<ClaimId, Option<String>>,
    /// The card on which its amounts are to be shown.
    pub(in crate::render::figure) into: Option<EntityId>,
}

/// Who stands behind a card: the claim that says so, and the qualifier that the source gives the body.
#[derive(Clone, Default)]
pub(in crate::render::figure) struct Body {
    pub(in crate::render::figure) by: Option<ClaimId>,
    pub(in crate::render::figure) qualifier: Option<String>,
}

/// One row of the answer.
struct Row<'a> {
    values: Bound<'a>,
    scope: GraphRef<'a>,
}

impl Row<'_> {
    fn entity(&self, name: &str) -> Option<EntityId> {
        entity(self.values.get(name)?, self.scope)
    }

    fn claim(&self, name: &str) -> Option<ClaimId> {
        match thing_of(self.values.get(name)?, self.scope.dataset, self.scope.base)? {
            Thing::Claim(id) => Some(id),
            Thing::Entity(_) => None,
        }
    }

    /// The text of a literal.
    fn text(&self, name: &str) -> Option<String> {
        literal(self.values.get(name)?)
    }

    fn rank(&self) -> i64 {
        self.text("rank").and_then(|t| t.parse().ok()).unwrap_or(0)
    }
}

/// The entity that an IRI in N-Triples form stands for.
pub(in crate::render::figure) fn entity(term: &str, scope: GraphRef<'_>) -> Option<EntityId> {
    match thing_of(term, scope.dataset, scope.base)? {
        Thing::Entity(id) => Some(id),
        Thing::Claim(_) => None,
    }
}

/// Asks the query of a view; `text` is the view file, in which its faults are told.
pub(in crate::render::figure) fn told(
    view: &GridView,
    text: QueryText<'_>,
    scope: GraphRef<'_>,
    store: &Store,
) -> Result<BTreeMap<EntityId, Told>, Box<Diagnostic>> {
    let query = &view.cards.query;
    let answer = ask(query, text, store)?;
    let wrong = |message: &str| Err(wrong_answer(query, text, message, "SELECT ?card …"));
    let Answer::Solutions { variables, rows } = answer else {
        return wrong("the query of a view has to be a SELECT");
    };
    if !variables.iter().any(|v| v == "card") {
        return wrong("the query of this view gives no ?card");
    }
    let mut told: BTreeMap<EntityId, Told> = BTreeMap::new();
    for row in &rows {
        let row = Row { values: bound(&variables, row), scope };
        if let Some(card) = row.entity("card") {
            told.entry(card).or_default().learn(&row);
        }
    }
    Ok(told)
}

impl Told {
    /// Takes what one row tells. Of several leads and bodies those of the lowest rank stay.
    fn learn(&mut self, row: &Row<'_>) {
        if let Some(lead) = row.claim("lead") {
            let lead = (row.rank(), lead);
            self.lead = Some(self.lead.map_or(lead, |known| known.min(lead)));
        }
        if let Some(body) = row.entity("body") {
            self.learn_body(row.rank(), body, Body { by: row.claim("by"), qualifier: row.text("qualifier") });
        }
        if let Some(money) = row.claim("money") {
            let span = self.money.entry(money).or_default();
            *span = span.take().or(row.text("span"));
        }
        self.into = self.into.or(row.entity("into"));
    }

    fn learn_body(&mut self, rank: i64, id: EntityId, body: Body) {
        match &mut self.bodies {
            Some((known, bodies)) if *known == rank => {
                // Of several claims that name one body, the first is cited.
                let first = bodies.entry(id).or_insert_with(|| body.clone());
                if first.by.is_none_or(|k| body.by.is_some_and(|n| n < k)) {
                    *first = body;
                }
            }
            Some((known, _)) if *known < rank => {}
            other => *other = Some((rank, BTreeMap::from([(id, body)]))),
        }
    }
}
