//! What the rows of a view tell of each card: its lead, its bodies, its money.

use std::collections::BTreeMap;

use crate::derive::rdf::GraphRef;
use crate::explore::Basis;
use crate::model::claim::{ClaimId, EntityId};
use crate::model::standing::Standing;
use crate::render::figure::citation::is_shown;
use crate::render::figure::rows::CardRow;

/// What is told of one card.
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

/// Who stands behind a card: what says so, and the qualifier that the source gives the body.
#[derive(Clone, Default)]
pub(in crate::render::figure) struct Body {
    pub(in crate::render::figure) by: Option<Basis>,
    pub(in crate::render::figure) qualifier: Option<String>,
    pub(in crate::render::figure) standing: Standing,
}

/// What rows tell, card by card.
pub(in crate::render::figure) fn told(rows: Vec<CardRow>, scope: GraphRef<'_>) -> BTreeMap<EntityId, Told> {
    let mut told: BTreeMap<EntityId, Told> = BTreeMap::new();
    for row in rows {
        if let Some(card) = row.card {
            told.entry(card).or_default().learn(row, scope);
        }
    }
    told
}

impl Told {
    /// Takes what one row tells. Of several leads and bodies those of the lowest rank stay.
    fn learn(&mut self, row: CardRow, scope: GraphRef<'_>) {
        let rank = row.rank.unwrap_or(0);
        if let Some(lead) = row.lead.filter(|c| is_shown(scope.standing(*c))) {
            // A fact comes before what is none, whatever its rank.
            let key = |(rank, lead): (i64, ClaimId)| (!scope.is_fact(lead), rank, lead);
            self.lead = self.lead.into_iter().chain([(rank, lead)]).min_by_key(|l| key(*l));
        }
        // Where the row does not say what names the body, what introduces the card does.
        let standing = row.by.or(row.lead.map(Basis::Claim)).map(|b| b.standing(scope)).unwrap_or_default();
        if let Some(body) = row.body.filter(|_| standing.is_inferred() || is_shown(standing)) {
            let word = (!standing.is_fact()).then(|| standing.word().to_owned());
            let qualifier = match (row.qualifier, word) {
                (Some(own), Some(word)) if own != word => Some(format!("{own}, {word}")),
                (own, word) => own.or(word),
            };
            self.learn_body(rank, body, Body { by: row.by, qualifier, standing });
        }
        if let Some(money) = row.money.filter(|c| is_shown(scope.standing(*c))) {
            let span = self.money.entry(money).or_default();
            *span = span.take().or(row.span);
        }
        self.into = self.into.or(row.into);
    }

    fn learn_body(&mut self, rank: i64, id: EntityId, body: Body) {
        match &mut self.bodies {
            // What is not a fact stands beside facts, whatever its rank, and never instead of them.
            Some((known, bodies)) if *known == rank || !body.standing.is_fact() => {
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
