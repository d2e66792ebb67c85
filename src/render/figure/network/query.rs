//! What the rows of a network ask for: edges between things, and what is told of single things.

use std::collections::{BTreeMap, BTreeSet};

use crate::derive::rdf::GraphRef;
use crate::explore::Basis;
use crate::model::claim::{ClaimId, Thing};
use crate::model::standing::Standing;
use crate::render::figure::citation::is_shown;
use crate::render::figure::left_out::LeftOut;
use crate::render::figure::rows::{EdgeLabel, EdgeRow};
use crate::render::figure::view::Extra;

/// What a view has to ask for, that what stands like this is shown beside facts; none where it is a fact, or is never shown.
pub(super) fn extra_of(standing: Standing) -> Option<Extra> {
    match standing.of_claims() {
        Standing::Disputed | Standing::Doubted | Standing::DecidedAgainst => Some(Extra::Disputed),
        Standing::Opinion => Some(Extra::Opinion),
        Standing::Denied => Some(Extra::Denied),
        _ => None,
    }
}

/// An edge that is asked for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::render::figure) struct WantedEdge {
    pub(in crate::render::figure) from: Thing,
    pub(in crate::render::figure) said: EdgeLabel,
    pub(in crate::render::figure) to: Thing,
    /// What it rests on; whatever claims and rules say it, where the row names none.
    pub(in crate::render::figure) basis: Option<Basis>,
}

/// What is told of one thing.
#[derive(Clone, Debug, Default)]
pub(in crate::render::figure) struct ToldThing {
    /// The claim that introduces it, with the rank of the way it was found.
    pub(in crate::render::figure) lead: Option<(i64, ClaimId)>,
    /// Claims that state an amount, with the span of time of each.
    pub(in crate::render::figure) money: BTreeMap<ClaimId, Option<String>>,
    /// The title of its group.
    pub(in crate::render::figure) group: Option<String>,
    /// What would introduce it, and is not shown.
    pub(in crate::render::figure) no_lead: LeftOut,
    /// What would state an amount of it, and is not shown.
    pub(in crate::render::figure) no_money: LeftOut,
}

/// All that rows ask for, without repetition and in one order.
#[derive(Clone, Debug, Default)]
pub(in crate::render::figure) struct Wanted {
    pub(in crate::render::figure) edges: BTreeSet<WantedEdge>,
    pub(in crate::render::figure) things: BTreeMap<Thing, ToldThing>,
}

impl Wanted {
    /// Takes what one row tells; what is no edge and is not a fact is told as `show` says.
    pub(in crate::render::figure) fn learn(
        &mut self,
        row: EdgeRow,
        show: &[Extra],
        scope: GraphRef<'_>,
    ) -> Result<(), String> {
        let is_told = |c: ClaimId| {
            is_shown(scope.standing(c)) || extra_of(scope.standing(c)).is_some_and(|e| show.contains(&e))
        };
        match (row.from, row.edge, row.to) {
            (Some(from), Some(said), Some(to)) => {
                if let (EdgeLabel::Words(words), None) = (&said, row.claim) {
                    return Err(format!("the edge \u{201c}{words}\u{201d} rests on no claim: bind ?claim"));
                }
                self.edges.insert(WantedEdge { from, said, to, basis: row.claim });
            }
            (None, None, None) => {}
            _ => return Err("a row has to bind ?from, ?edge and ?to together, or none of them".to_owned()),
        }
        let Some(thing) = row.thing else { return Ok(()) };
        let told = self.things.entry(thing).or_default();
        match row.lead {
            Some(lead) if is_told(lead) => {
                let key = |(rank, lead): (i64, ClaimId)| (!scope.is_fact(lead), rank, lead);
                let lead = (row.rank.unwrap_or(0), lead);
                told.lead = told.lead.into_iter().chain([lead]).min_by_key(|l| key(*l));
            }
            Some(lead) => told.no_lead.add(Basis::Claim(lead), scope),
            None => {}
        }
        match row.money {
            Some(money) if is_told(money) => {
                let known = told.money.entry(money).or_default();
                *known = known.take().into_iter().chain(row.span).min();
            }
            Some(money) => told.no_money.add(Basis::Claim(money), scope),
            None => {}
        }
        told.group = told.group.take().into_iter().chain(row.group).min();
        Ok(())
    }

    /// The things that it draws.
    pub(in crate::render::figure) fn drawn(&self) -> BTreeSet<Thing> {
        self.edges.iter().flat_map(|e| [e.from, e.to]).chain(self.things.keys().copied()).collect()
    }
}
