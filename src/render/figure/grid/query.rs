//! What the rows of a view tell of each card: its lead, its bodies, its money.

use std::collections::BTreeMap;

use crate::derive::rdf::GraphRef;
use crate::explore::Basis;
use crate::model::claim::{ClaimId, EntityId};
use crate::model::standing::Standing;
use crate::render::figure::citation::is_shown;
use crate::render::figure::left_out::LeftOut;
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
    /// What would introduce it, and is not shown.
    pub(in crate::render::figure) no_lead: LeftOut,
    /// Who would stand behind it, and is not shown.
    pub(in crate::render::figure) no_bodies: BTreeMap<EntityId, LeftOut>,
    /// What would state an amount, and is not shown.
    pub(in crate::render::figure) no_money: LeftOut,
}

/// Who stands behind a card: what says so, and the qualifier that the source gives the body.
#[derive(Clone, Default)]
pub(in crate::render::figure) struct Body {
    pub(in crate::render::figure) by: Option<Basis>,
    pub(in crate::render::figure) qualifier: Option<String>,
    pub(in crate::render::figure) standing: Standing,
}

/// How it stands that a body is behind a card. Where the row does not say what names the body, what introduces the card does,
/// and where it says neither, all that the row rests on.
fn behind((row, standing): &(CardRow, Standing), scope: GraphRef<'_>) -> Standing {
    row.by.or(row.lead.map(Basis::Claim)).map_or(*standing, |b| b.standing(scope))
}

/// What rows tell, card by card; each comes with how what it rests on stands.
pub(in crate::render::figure) fn told(
    mut rows: Vec<(CardRow, Standing)>,
    scope: GraphRef<'_>,
) -> BTreeMap<EntityId, Told> {
    let mut told: BTreeMap<EntityId, Told> = BTreeMap::new();
    // What is not a fact stands beside facts, and never instead of them.
    rows.sort_by_key(|row| !behind(row, scope).is_fact());
    for row in rows {
        if let Some(card) = row.0.card {
            told.entry(card).or_default().learn(row, scope);
        }
    }
    for card in told.values_mut() {
        let shown = card.bodies.as_ref().map(|b| &b.1);
        card.no_bodies.retain(|id, _| shown.is_none_or(|s| !s.contains_key(id)));
    }
    told
}

impl Told {
    /// Takes what one row tells. Of several leads and bodies those of the lowest rank stay.
    fn learn(&mut self, row: (CardRow, Standing), scope: GraphRef<'_>) {
        let standing = behind(&row, scope);
        let (row, _) = row;
        let rank = row.rank.unwrap_or(0);
        match row.lead {
            Some(lead) if is_shown(scope.standing(lead)) => {
                // A fact comes before what is none, whatever its rank.
                let key = |(rank, lead): (i64, ClaimId)| (!scope.is_fact(lead), rank, lead);
                self.lead = self.lead.into_iter().chain([(rank, lead)]).min_by_key(|l| key(*l));
            }
            Some(lead) => self.no_lead.add(Basis::Claim(lead), scope),
            None => {}
        }
        let is_behind = standing.is_inferred() || is_shown(standing);
        if let Some(body) = row.body.filter(|_| is_behind) {
            let word = (!standing.is_fact()).then(|| standing.word().to_owned());
            let qualifier = match (row.qualifier, word) {
                (Some(own), Some(word)) if own != word => Some(format!("{own}, {word}")),
                (own, word) => own.or(word),
            };
            self.learn_body(rank, body, Body { by: row.by, qualifier, standing });
        } else if let Some(body) = row.body {
            let left = self.no_bodies.entry(body).or_default();
            match row.by.or(row.lead.map(Basis::Claim)) {
                Some(basis) => left.add(basis, scope),
                None => left.add_unnamed(standing),
            }
        }
        match row.money {
            Some(money) if is_shown(scope.standing(money)) => {
                let span = self.money.entry(money).or_default();
                *span = span.take().or(row.span);
            }
            Some(money) => self.no_money.add(Basis::Claim(money), scope),
            None => {}
        }
        self.into = self.into.or(row.into);
    }

    fn learn_body(&mut self, rank: i64, id: EntityId, body: Body) {
        match &mut self.bodies {
            // What is not a fact stands beside facts, whatever its rank.
            Some((known, bodies)) if *known == rank || !body.standing.is_fact() => {
                // Of several claims that name one body, the first is cited.
                let first = bodies.entry(id).or_insert_with(|| body.clone());
                let is_firm = body.standing.is_fact() || !first.standing.is_fact();
                if is_firm && first.by.is_none_or(|k| body.by.is_some_and(|n| n < k)) {
                    *first = body;
                }
            }
            Some((known, _)) if *known < rank => {}
            other => *other = Some((rank, BTreeMap::from([(id, body)]))),
        }
    }
}
