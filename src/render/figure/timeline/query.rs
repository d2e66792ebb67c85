//! The dates that claims and derivations give things: which of them are starts, ends or single dates is what rows say.
//!
//! What a row does not say is taken from the claim itself: its `from`, `until`, `deadline` and `when`, and its value
//! where that is a length of time. A date that the claim does not give is refused: nothing is computed in a view.

use oxrdf::Literal;
use oxrdf::vocab::xsd;

use crate::derive::rdf::GraphRef;
use crate::explore::Basis;
use crate::model::claim::{ClaimDetails, ClaimId, Thing, Value};
use crate::model::date::PartialDate;
use crate::render::figure::rows::TimeRow;

/// The dates that one claim or derivation gives a thing, and what is not a date.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::render::figure) struct Timed {
    pub(in crate::render::figure) thing: Thing,
    pub(in crate::render::figure) basis: Basis,
    pub(in crate::render::figure) start: Option<PartialDate>,
    pub(in crate::render::figure) end: Option<PartialDate>,
    pub(in crate::render::figure) deadline: Option<PartialDate>,
    pub(in crate::render::figure) point: Option<PartialDate>,
    /// The words by which the query tells the periods or dates of a thing apart.
    pub(in crate::render::figure) period: Option<String>,
    /// Whether start and end are the claim's own `from` and `until`: then they are a period by themselves.
    pub(in crate::render::figure) own: bool,
    /// A length, as XML Schema writes it.
    pub(in crate::render::figure) length: Option<String>,
    /// A relative expression of time.
    pub(in crate::render::figure) when: Option<String>,
}

impl Timed {
    /// Whether it has a date.
    pub(in crate::render::figure) fn is_dated(&self) -> bool {
        [self.start, self.end, self.deadline, self.point].iter().any(Option::is_some)
    }
}

impl TryFrom<(TimeRow, GraphRef<'_>)> for Timed {
    type Error = String;

    /// What a row says of a thing; a row that gives no time, or one that its claim does not give, is an error.
    fn try_from((row, scope): (TimeRow, GraphRef<'_>)) -> Result<Self, String> {
        let Some(thing) = row.thing else { return Err("a row has to bind ?thing".to_owned()) };
        let Some(basis) = row.claim else {
            let key = scope.dataset.key(thing);
            return Err(format!("a time of `{key}` rests on no claim: bind ?claim"));
        };
        let given = Given::of(basis, scope);
        let details = &given.details;
        // Of a claim whose value is the date, `from` and `until` say for when it is stated, and begin or end nothing.
        let [from, until] = if given.date.is_some() { [None; 2] } else { [details.from, details.until] };
        let read = Self {
            thing,
            basis,
            start: given.date("start", row.start, from)?,
            end: given.date("end", row.end, until)?,
            deadline: given.date("deadline", row.deadline, details.deadline)?,
            point: given.date("point", row.point, None)?,
            period: row.period,
            own: row.start.is_none() && row.end.is_none(),
            length: given.length.clone(),
            when: details.when.map(|w| scope.dataset.text(w).to_owned()),
        };
        if !read.is_dated() && read.length.is_none() && read.when.is_none() {
            return Err(match given.date {
                Some(date) => {
                    format!(
                        "`{}` gives {date}, and no ?start, ?end, ?deadline or ?point says of what",
                        given.key
                    )
                }
                None => format!("`{}` gives no time", given.key),
            });
        }
        Ok(read)
    }
}

/// What a claim or a derivation itself gives.
pub(super) struct Given {
    pub(super) details: ClaimDetails,
    pub(super) date: Option<PartialDate>,
    pub(super) length: Option<String>,
    key: String,
}

impl Given {
    pub(super) fn of(basis: Basis, scope: GraphRef<'_>) -> Self {
        match basis {
            Basis::Claim(id) => Self::of_claim(id, scope),
            Basis::Derivation(id) => {
                let derivation = scope.derived.get(id);
                let value = scope.ntriples(derivation.triple.object).parse::<Literal>().ok();
                let length = value.as_ref().filter(|l| l.datatype() == xsd::DURATION);
                let length = length.map(|l| l.value().to_owned());
                let date = value
                    .and_then(|l| PartialDate::parse(l.value()).filter(|d| d.datatype() == l.datatype()));
                Self { details: ClaimDetails::default(), date, length, key: derivation.key.to_string() }
            }
        }
    }

    fn of_claim(id: ClaimId, scope: GraphRef<'_>) -> Self {
        let dataset = scope.dataset;
        let claim = dataset.claim(id);
        Self {
            details: dataset.details(claim).cloned().unwrap_or_default(),
            date: if let Value::Date(date) = claim.value { Some(date) } else { None },
            length: if let Value::Duration(length) = claim.value {
                Some(dataset.text(length).to_owned())
            } else {
                None
            },
            key: dataset.text(claim.key).to_owned(),
        }
    }

    /// The date that a row says, if the claim gives it; else the claim's own.
    fn date(
        &self,
        name: &str,
        said: Option<PartialDate>,
        own: Option<PartialDate>,
    ) -> Result<Option<PartialDate>, String> {
        let Some(date) = said else { return Ok(own) };
        let given = [self.date, self.details.from, self.details.until, self.details.deadline];
        if given.contains(&said) {
            return Ok(said);
        }
        Err(format!("`{}` does not give the date {date}, so it cannot be ?{name}", self.key))
    }
}
