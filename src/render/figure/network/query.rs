//! What the query of a network asks for: edges between things, and what is told of single things.

use std::collections::{BTreeMap, BTreeSet};

use crate::compile::ontology::triples::iri_of;
use crate::derive::rdf::{GraphRef, thing_of};
use crate::derive::store::{Answer, QueryText, Store};
use crate::model::claim::{ClaimId, PropertyId, Thing};
use crate::model::diagnostic::Diagnostic;
use crate::render::figure::citation::fault;
use crate::render::figure::query::{Bound, ask, bound, literal, wrong_answer};

/// What an edge says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::render::figure) enum EdgeLabel {
    /// A property of the ontology.
    Property(PropertyId),
    /// Words of the view, resting on the claim that goes with them.
    Words(String),
}

/// An edge that is asked for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::render::figure) struct WantedEdge {
    pub(in crate::render::figure) from: Thing,
    pub(in crate::render::figure) said: EdgeLabel,
    pub(in crate::render::figure) to: Thing,
    /// What it rests on; whatever claims and rules say it, where the query names none.
    pub(in crate::render::figure) claim: Option<ClaimId>,
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
}

/// All that a query asks for, without repetition and in one order.
#[derive(Clone, Debug, Default)]
pub(in crate::render::figure) struct Wanted {
    pub(in crate::render::figure) edges: BTreeSet<WantedEdge>,
    pub(in crate::render::figure) things: BTreeMap<Thing, ToldThing>,
}

/// Asks the query; a value that cannot be drawn is a fault of the view.
pub(in crate::render::figure) fn wanted(
    query: &str,
    text: QueryText<'_>,
    scope: GraphRef<'_>,
    store: &Store,
) -> Result<Wanted, Box<Diagnostic>> {
    let wrong =
        |message: &str| wrong_answer(query, text, message, "SELECT ?from ?edge ?to …, or a CONSTRUCT");
    let answer = ask(query, text, store)?;
    let mut wanted = Wanted::default();
    match &answer {
        Answer::Boolean(_) => return Err(wrong("the query of a network cannot be an ASK")),
        Answer::Triples(_) => {
            for [from, edge, to] in answer.triples() {
                let row = BTreeMap::from([("from", from), ("edge", edge), ("to", to)]);
                wanted.learn(&row, scope).map_err(|m| wrong(&m))?;
            }
        }
        Answer::Solutions { variables, rows } => {
            let has = |name: &str| variables.iter().any(|v| v == name);
            if !["from", "edge", "to"].into_iter().all(has) {
                return Err(wrong("the query of a network gives ?from, ?edge and ?to"));
            }
            if let Some(other) = variables.iter().find(|v| !VARIABLES.contains(&v.as_str())) {
                let message = format!("a network knows no ?{other}");
                return Err(fault(text, &format!("?{other}"), message, "a variable of docs/figures.md"));
            }
            for row in rows {
                wanted.learn(&bound(variables, row), scope).map_err(|m| wrong(&m))?;
            }
        }
    }
    Ok(wanted)
}

/// What the query of a network may bind.
const VARIABLES: [&str; 10] =
    ["from", "edge", "to", "claim", "thing", "lead", "rank", "money", "span", "group"];

impl Wanted {
    /// Takes what one row tells.
    fn learn(&mut self, row: &Bound<'_>, scope: GraphRef<'_>) -> Result<(), String> {
        let claim = |name: &str| claim(row, name, scope);
        match (row.get("from"), row.get("edge"), row.get("to")) {
            (Some(from), Some(edge), Some(to)) => {
                let (from, to) = (thing(from, scope)?, thing(to, scope)?);
                let said = said(edge, scope)?;
                let claim = claim("claim")?;
                if let (EdgeLabel::Words(words), None) = (&said, claim) {
                    return Err(format!("the edge \u{201c}{words}\u{201d} rests on no claim: bind ?claim"));
                }
                self.edges.insert(WantedEdge { from, said, to, claim });
            }
            (None, None, None) => {}
            _ => return Err("a row has to bind ?from, ?edge and ?to together, or none of them".to_owned()),
        }
        let Some(of) = row.get("thing") else { return Ok(()) };
        let told = self.things.entry(thing(of, scope)?).or_default();
        if let Some(lead) = claim("lead")? {
            let rank = row.get("rank").and_then(|r| literal(r)?.parse().ok()).unwrap_or(0);
            told.lead = Some(told.lead.map_or((rank, lead), |known| known.min((rank, lead))));
        }
        if let Some(money) = claim("money")? {
            let span = row.get("span").and_then(|s| literal(s));
            let known = told.money.entry(money).or_default();
            *known = known.take().into_iter().chain(span).min();
        }
        if let Some(group) = row.get("group").and_then(|g| literal(g)) {
            told.group = told.group.take().into_iter().chain([group]).min();
        }
        Ok(())
    }
}

fn thing(term: &str, scope: GraphRef<'_>) -> Result<Thing, String> {
    thing_of(term, scope.dataset, scope.base)
        .ok_or_else(|| format!("{term} is no entity and no claim, so it cannot stand at an end of an edge"))
}

fn claim(row: &Bound<'_>, name: &str, scope: GraphRef<'_>) -> Result<Option<ClaimId>, String> {
    let Some(term) = row.get(name) else { return Ok(None) };
    match thing_of(term, scope.dataset, scope.base) {
        Some(Thing::Claim(id)) => Ok(Some(id)),
        _ => Err(format!("?{name} has to be a claim, and {term} is none")),
    }
}

fn said(term: &str, scope: GraphRef<'_>) -> Result<EdgeLabel, String> {
    if let Some(words) = literal(term) {
        return Ok(EdgeLabel::Words(words));
    }
    let property = iri_of(term).and_then(|iri| scope.ontology.find_property_iri(iri));
    property.map(EdgeLabel::Property).ok_or_else(|| {
        format!("{term} is no property of the ontology, so it cannot be an edge; a text can, with its ?claim")
    })
}
