//! What the query of a timeline asks for: claims and derivations, and which of their dates are starts, ends or single dates.
//!
//! What the query does not say is taken from the claim itself: its `from`, `until`, `deadline` and `when`, and its value
//! where that is a length of time. A date that the claim does not give is refused: nothing is computed in a view.

use std::collections::BTreeSet;

use oxrdf::Literal;
use oxrdf::vocab::xsd;

use crate::compile::ontology::triples::iri_of;
use crate::derive::rdf::{GraphRef, IriFamily, thing_of};
use crate::derive::store::{Answer, QueryText, Store};
use crate::explore::Basis;
use crate::model::claim::{ClaimDetails, ClaimId, Thing, Value};
use crate::model::date::PartialDate;
use crate::model::derivation::DerivationKey;
use crate::model::diagnostic::Diagnostic;
use crate::render::figure::citation::fault;
use crate::render::figure::query::{Bound, ask, bound, literal, wrong_answer};

/// What the query of a timeline may bind.
const VARIABLES: [&str; 7] = ["thing", "claim", "start", "end", "deadline", "point", "period"];

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

/// Asks the query; a row that gives no time, or one that its claim does not give, is a fault of the view.
pub(in crate::render::figure) fn timed(
    query: &str,
    text: QueryText<'_>,
    scope: GraphRef<'_>,
    store: &Store,
) -> Result<BTreeSet<Timed>, Box<Diagnostic>> {
    let wrong = |message: &str| wrong_answer(query, text, message, "SELECT ?thing ?claim …");
    let Answer::Solutions { variables, rows } = ask(query, text, store)? else {
        return Err(wrong("the query of a timeline has to be a SELECT"));
    };
    if !["thing", "claim"].into_iter().all(|name| variables.iter().any(|v| v == name)) {
        return Err(wrong("the query of a timeline gives ?thing and ?claim"));
    }
    if let Some(other) = variables.iter().find(|v| !VARIABLES.contains(&v.as_str())) {
        let message = format!("a timeline knows no ?{other}");
        return Err(fault(text, &format!("?{other}"), message, "a variable of docs/figures.md"));
    }
    let mut out = BTreeSet::new();
    for row in &rows {
        let row = bound(&variables, row);
        // Optional parts may leave a row with nothing in it.
        if !row.is_empty() {
            out.insert(read(&row, scope).map_err(|message| wrong(&message))?);
        }
    }
    Ok(out)
}

fn read(row: &Bound<'_>, scope: GraphRef<'_>) -> Result<Timed, String> {
    let Some(thing) = row.get("thing") else { return Err("a row has to bind ?thing".to_owned()) };
    let thing = thing_of(thing, scope.dataset, scope.base)
        .ok_or_else(|| format!("{thing} is no entity and no claim, so it cannot stand on a timeline"))?;
    let Some(term) = row.get("claim") else {
        let key = scope.dataset.key(thing);
        return Err(format!("a time of `{key}` rests on no claim: bind ?claim"));
    };
    let basis = basis(term, scope)
        .ok_or_else(|| format!("?claim has to be a claim or a derivation, and {term} is neither"))?;
    let given = Given::of(basis, scope);
    let date = |name: &str, own: Option<PartialDate>| given.date(row, name, own, scope);
    let details = &given.details;
    let read = Timed {
        thing,
        basis,
        start: date("start", details.from)?,
        end: date("end", details.until)?,
        deadline: date("deadline", details.deadline)?,
        point: date("point", None)?,
        period: row.get("period").and_then(|p| literal(p)),
        own: !row.contains_key("start") && !row.contains_key("end"),
        length: given.length.clone(),
        when: details.when.map(|w| scope.dataset.text(w).to_owned()),
    };
    if !read.is_dated() && read.length.is_none() && read.when.is_none() {
        return Err(match given.date {
            Some(date) => {
                format!("`{}` gives {date}, and no ?start, ?end, ?deadline or ?point says of what", given.key)
            }
            None => format!("`{}` gives no time", given.key),
        });
    }
    Ok(read)
}

fn basis(term: &str, scope: GraphRef<'_>) -> Option<Basis> {
    if let Some(thing) = thing_of(term, scope.dataset, scope.base) {
        return match thing {
            Thing::Claim(id) => Some(Basis::Claim(id)),
            Thing::Entity(_) => None,
        };
    }
    let key = iri_of(term)?.strip_prefix(scope.base)?.strip_prefix(IriFamily::Derived.path())?;
    scope.derived.find(DerivationKey::parse(key)?).map(Basis::Derivation)
}

/// What a claim or a derivation itself gives.
struct Given {
    details: ClaimDetails,
    date: Option<PartialDate>,
    length: Option<String>,
    key: String,
}

impl Given {
    fn of(basis: Basis, scope: GraphRef<'_>) -> Self {
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

    /// The date that a row binds, if the claim gives it; else the claim's own.
    fn date(
        &self,
        row: &Bound<'_>,
        name: &str,
        own: Option<PartialDate>,
        scope: GraphRef<'_>,
    ) -> Result<Option<PartialDate>, String> {
        let Some(term) = row.get(name) else { return Ok(own) };
        let date = literal(term).and_then(|text| PartialDate::parse(&text)).ok_or_else(|| {
            let shown = thing_of(term, scope.dataset, scope.base)
                .map_or_else(|| term.clone(), |t| format!("`{}`", scope.dataset.key(t)));
            format!("?{name} has to be a date such as 2023, 2023-03 or 2023-03-31, and {shown} is none")
        })?;
        let given = [self.date, self.details.from, self.details.until, self.details.deadline];
        if given.contains(&Some(date)) {
            return Ok(Some(date));
        }
        Err(format!("`{}` does not give the date {date}, so it cannot be ?{name}", self.key))
    }
}
