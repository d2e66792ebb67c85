//! What a view tells, as rows: those that its query gives are read here, those that it names are made elsewhere.
//!
//! A kind of row is a list of variables with their types; nothing else knows them.

use std::collections::BTreeMap;

use oxrdf::{Literal, Term};

use crate::compile::ontology::triples::iri_of;
use crate::derive::rdf::{GraphRef, IriFamily, thing_of};
use crate::derive::store::{
    Answer, DefaultGraph as Layers, QueryText, StandingAnswer, Store, StoreError, Values, doubts,
    syntax_fault,
};
use crate::explore::Basis;
use crate::model::claim::{ClaimId, EntityId, PropertyId, Thing};
use crate::model::code::Code;
use crate::model::date::PartialDate;
use crate::model::derivation::DerivationKey;
use crate::model::diagnostic::{Diagnostic, Location};
use crate::model::file::Span;
use crate::model::nearest::nearest;
use crate::model::standing::Standing;
use crate::render::figure::names::Names;
use crate::render::figure::view::Name;

/// What one row tells: of each variable a value, if it has one.
pub(super) trait Row: Sized {
    /// The kind of figure.
    const KIND: &'static str;
    const VARIABLES: &'static [&'static str];
    /// The variables that a query has to give.
    const NEEDED: &'static [&'static str];
    /// Whether triples are rows too.
    const TRIPLES: bool;

    /// Reads what a query binds, in N-Triples form.
    fn read(bound: &BTreeMap<&str, String>, scope: GraphRef<'_>) -> Result<Self, String>;
}

macro_rules! rows {
    ($($(#[$meta:meta])* $name:ident of $kind:literal, needs $needed:expr, triples $triples:literal {
        $($(#[$doc:meta])* $field:ident: $type:ty,)+
    })+) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
        pub(super) struct $name { $($(#[$doc])* pub(super) $field: Option<$type>,)+ }

        impl Row for $name {
            const KIND: &'static str = $kind;
            const VARIABLES: &'static [&'static str] = &[$(stringify!($field)),+];
            const NEEDED: &'static [&'static str] = &$needed;
            const TRIPLES: bool = $triples;

            fn read(bound: &BTreeMap<&str, String>, scope: GraphRef<'_>) -> Result<Self, String> {
                Ok(Self { $($field: value(bound, stringify!($field), scope)?,)+ })
            }
        }
    )+};
}

rows! {
    /// What is told of a card of a grid.
    CardRow of "grid", needs ["card"], triples false {
        /// The thing that the card shows.
        card: EntityId,
        /// Of several ways to find a lead or bodies, the lowest wins.
        rank: i64,
        /// A claim that introduces it.
        lead: ClaimId,
        /// Who stands behind it; the thing itself if it is a body.
        body: EntityId,
        /// What names the body.
        by: Basis,
        /// A word that the source puts to the body.
        qualifier: String,
        /// A claim that states an amount.
        money: ClaimId,
        /// The duration of that amount.
        span: String,
        /// Another card on which the amount is to be shown instead.
        into: EntityId,
    }

    /// An edge of a network, or what is told of one thing.
    EdgeRow of "network", needs ["from", "edge", "to"], triples true {
        /// Where the edge begins.
        from: Thing,
        /// What it says.
        edge: EdgeLabel,
        /// Where it ends.
        to: Thing,
        /// What says it; whatever claims and rules do, if left out.
        claim: Basis,
        /// A thing of which the row tells more.
        thing: Thing,
        /// A claim that introduces the thing.
        lead: ClaimId,
        /// Of several leads the lowest wins.
        rank: i64,
        /// A claim that states an amount of the thing.
        money: ClaimId,
        /// The duration of that amount.
        span: String,
        /// The title of the group of the thing.
        group: String,
    }

    /// What one claim or derivation says of the time of a thing.
    TimeRow of "timeline", needs ["thing", "claim"], triples false {
        /// The thing.
        thing: Thing,
        /// What gives the time.
        claim: Basis,
        /// The date at which the thing begins.
        start: PartialDate,
        /// The date at which it ends.
        end: PartialDate,
        /// The latest date by which it is to be done.
        deadline: PartialDate,
        /// A date at which something happened to it.
        point: PartialDate,
        /// What tells the periods of one thing apart.
        period: String,
    }
}

/// What an edge says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum EdgeLabel {
    /// A property of the ontology.
    Property(PropertyId),
    /// Words of the view, resting on the claim that goes with them.
    Words(String),
}

/// What a term can be read as.
trait FromTerm: Sized {
    /// What the term has to be.
    const WHAT: &'static str;

    /// Reads it; nothing where it is left aside, an error where it is something else.
    fn read(term: &str, scope: GraphRef<'_>) -> Result<Option<Self>, ()>;
}

/// The value of a variable.
fn value<T: FromTerm>(
    bound: &BTreeMap<&str, String>,
    name: &str,
    scope: GraphRef<'_>,
) -> Result<Option<T>, String> {
    let Some(term) = bound.get(name) else { return Ok(None) };
    T::read(term, scope).map_err(|()| {
        let thing = thing_of(term, scope.dataset, scope.base);
        let shown = thing.map_or_else(|| term.clone(), |t| format!("`{}`", scope.dataset.key(t)));
        format!("?{name} has to be {}, and {shown} is not", T::WHAT)
    })
}

fn literal(term: &str) -> Option<String> {
    term.parse::<Literal>().ok().map(|l| l.value().to_owned())
}

impl FromTerm for Thing {
    const WHAT: &'static str = "an entity or a claim";

    fn read(term: &str, scope: GraphRef<'_>) -> Result<Option<Self>, ()> {
        thing_of(term, scope.dataset, scope.base).map(Some).ok_or(())
    }
}

impl FromTerm for EntityId {
    const WHAT: &'static str = "an entity";

    fn read(term: &str, scope: GraphRef<'_>) -> Result<Option<Self>, ()> {
        match thing_of(term, scope.dataset, scope.base) {
            Some(Thing::Entity(id)) => Ok(Some(id)),
            _ => Err(()),
        }
    }
}

impl FromTerm for Basis {
    const WHAT: &'static str = "a claim or a derivation";

    fn read(term: &str, scope: GraphRef<'_>) -> Result<Option<Self>, ()> {
        if let Some(Thing::Claim(id)) = thing_of(term, scope.dataset, scope.base) {
            return Ok(Some(Self::Claim(id)));
        }
        let key = iri_of(term).and_then(|iri| iri.strip_prefix(scope.base));
        let key = key.and_then(|iri| DerivationKey::parse(iri.strip_prefix(IriFamily::Derived.path())?));
        key.and_then(|key| scope.derived.find(key)).map(|id| Some(Self::Derivation(id))).ok_or(())
    }
}

impl FromTerm for ClaimId {
    const WHAT: &'static str = "a claim";

    fn read(term: &str, scope: GraphRef<'_>) -> Result<Option<Self>, ()> {
        Ok(match Basis::read(term, scope)? {
            Some(Basis::Claim(id)) => Some(id),
            // What is inferred has the same properties as claims, and introduces nothing.
            _ => None,
        })
    }
}

impl FromTerm for String {
    const WHAT: &'static str = "a text";

    fn read(term: &str, _: GraphRef<'_>) -> Result<Option<Self>, ()> {
        literal(term).map(Some).ok_or(())
    }
}

impl FromTerm for i64 {
    const WHAT: &'static str = "a whole number";

    fn read(term: &str, _: GraphRef<'_>) -> Result<Option<Self>, ()> {
        literal(term).and_then(|text| text.parse().ok()).map(Some).ok_or(())
    }
}

impl FromTerm for PartialDate {
    const WHAT: &'static str = "a date such as 2023, 2023-03 or 2023-03-31";

    fn read(term: &str, _: GraphRef<'_>) -> Result<Option<Self>, ()> {
        literal(term).and_then(|text| Self::parse(&text)).map(Some).ok_or(())
    }
}

impl FromTerm for EdgeLabel {
    const WHAT: &'static str = "a property of the ontology, or a text";

    fn read(term: &str, scope: GraphRef<'_>) -> Result<Option<Self>, ()> {
        if let Some(words) = literal(term) {
            return Ok(Some(Self::Words(words)));
        }
        let property = iri_of(term).and_then(|iri| scope.ontology.find_property_iri(iri));
        property.map(|p| Some(Self::Property(p))).ok_or(())
    }
}

/// What the query of a view tells.
pub(super) struct Asked<R> {
    /// Its rows, and how what each rests on stands.
    pub(super) rows: Vec<(R, Standing)>,
    variables: Vec<String>,
}

impl<R> Asked<R> {
    /// Whether it looks for what a variable stands for.
    pub(super) fn asks(&self, variable: &str) -> bool {
        self.variables.iter().any(|v| v == variable)
    }
}

/// Asks the query of a view over all layers. What is wrong with it, or with its answer, is a fault of the view; then there are no
/// rows, as where it has no answer.
pub(super) fn asked<R: Row>(query: &Name, names: &mut Names<'_>, store: Option<&Store>) -> Asked<R> {
    let none = || Asked { rows: Vec::new(), variables: Vec::new() };
    if let Some(answer) = names.given {
        return read(answer, query, names).unwrap_or_else(|fault| {
            names.faults.push(*fault);
            none()
        });
    }
    let Some(store) = store else {
        let message = "the query of this view cannot be asked: there is no store".to_owned();
        names.fault(query.span, message, "a graph with its store");
        return none();
    };
    let text = QueryText { file: names.text.file, text: query };
    let start = names.place(query, query.span.start).start as usize;
    let doubts = doubts(text, Layers::Union, store).into_iter().map(|fault| fault.moved(text.file, start));
    names.faults.extend(doubts);
    let found = store.query_standing(query, &Values::new(), Layers::Union);
    let rows = found.map_err(|e| unanswered(query, names, &e, store)).and_then(|a| read(&a, query, names));
    match rows {
        Ok(asked) => {
            if asked.rows.is_empty() {
                names.nothing(query, "an answer");
            }
            asked
        }
        Err(fault) => {
            names.faults.push(*fault);
            none()
        }
    }
}

fn read<R: Row>(
    answer: &StandingAnswer,
    query: &Name,
    names: &Names<'_>,
) -> Result<Asked<R>, Box<Diagnostic>> {
    let needed: Vec<String> = R::NEEDED.iter().map(|v| format!("?{v}")).collect();
    let expected =
        format!("SELECT {} …{}", needed.join(" "), if R::TRIPLES { ", or a CONSTRUCT" } else { "" });
    let wrong = |message: String| wrong_answer(query, names, message, &expected);
    let of_row = |bound: &BTreeMap<&str, String>| R::read(bound, names.scope).map_err(wrong);
    let standings = answer.standings().iter().copied();
    match &**answer {
        Answer::Triples(_) if R::TRIPLES => {
            let of_triple =
                |[from, edge, to]: [String; 3]| of_row(&[("from", from), ("edge", edge), ("to", to)].into());
            let rows = answer.triples().into_iter().zip(standings);
            let rows = rows.map(|(triple, standing)| of_triple(triple).map(|row| (row, standing)));
            Ok(Asked { rows: rows.collect::<Result<_, _>>()?, variables: Vec::new() })
        }
        Answer::Solutions { variables, rows } => {
            if let Some(unknown) = variables.iter().find(|v| !R::VARIABLES.contains(&v.as_str())) {
                let message = format!("a {} knows no ?{unknown}", R::KIND);
                let span = names.place(&format!("?{unknown}"), query.span.start);
                let near = nearest(unknown, R::VARIABLES.iter().copied());
                let near = near.map(|near| format!("?{near}"));
                let fault = Diagnostic::new(Code::R052, Location::Span(names.text.file, span), message);
                let fault = fault.expected("a variable of docs/figures.md");
                return Err(Box::new(fault.suggest(near.as_deref())));
            }
            if !R::NEEDED.iter().all(|name| variables.iter().any(|v| v == name)) {
                return Err(wrong(format!("the query of a {} has to give {}", R::KIND, needed.join(", "))));
            }
            let bound = |row: &[Option<Term>]| {
                let terms = variables.iter().zip(row);
                terms.filter_map(|(v, t)| Some((v.as_str(), t.as_ref()?.to_string()))).collect()
            };
            // Optional parts may leave a row with nothing in it.
            let rows = rows.iter().map(|row| bound(row)).zip(standings);
            let rows = rows.filter(|(row, _): &(BTreeMap<_, _>, _)| !row.is_empty());
            let rows = rows.map(|(row, standing)| of_row(&row).map(|row| (row, standing)));
            Ok(Asked { rows: rows.collect::<Result<_, _>>()?, variables: variables.clone() })
        }
        _ => Err(wrong(format!("the query of a {} has to be a SELECT", R::KIND))),
    }
}

/// The query can be asked, and gives something else than the view needs.
pub(super) fn wrong_answer(
    query: &Name,
    names: &Names<'_>,
    message: String,
    expected: &str,
) -> Box<Diagnostic> {
    let start = names.place(query, query.span.start).start;
    let anchor = Location::Span(names.text.file, Span { start, end: start + 1 });
    Box::new(Diagnostic::new(Code::R052, anchor, message).expected(expected))
}

/// The query cannot be asked: its fault, moved to where the query is in its view file.
fn unanswered(query: &Name, names: &Names<'_>, error: &StoreError, store: &Store) -> Box<Diagnostic> {
    let start = names.place(query, query.span.start).start;
    let fault = syntax_fault(Code::R052, QueryText { file: names.text.file, text: query }, error, store);
    Box::new(fault.moved(names.text.file, start as usize))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_variable_is_in_the_docs() {
        let docs = include_str!("../../../docs/figures.md");
        for variable in [CardRow::VARIABLES, EdgeRow::VARIABLES, TimeRow::VARIABLES].into_iter().flatten() {
            assert!(
                docs.contains(&format!("`?{variable}`")),
                "docs/figures.md does not say what ?{variable} is"
            );
        }
    }
}
