//! What a claim says and when it holds, in a form that can be compared.

use std::hash::{Hash, Hasher};

use super::restatement::is_rounded_from;
use crate::compile::evidence::fold;
use crate::model::claim::{ClaimId, Value};
use crate::model::dataset::Dataset;
use crate::model::date::{PartialDate, parse_duration};
use crate::model::number::canonical;
use crate::model::text::Symbol;

/// The value of a claim and the time for which it says so. Equal ones stand against the same others.
#[derive(Clone, Debug)]
pub(super) struct Stated {
    value: Value,
    written: String,
    language: Option<Symbol>,
    from: Option<PartialDate>,
    until: Option<PartialDate>,
}

impl PartialEq for Stated {
    fn eq(&self, other: &Self) -> bool {
        (&self.written, self.language, self.from, self.until)
            == (&other.written, other.language, other.from, other.until)
    }
}

impl Eq for Stated {}

impl Hash for Stated {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (&self.written, self.language, self.from, self.until).hash(state);
    }
}

impl Stated {
    pub(super) fn new(dataset: &Dataset, id: ClaimId) -> Self {
        let claim = dataset.claim(id);
        let details = dataset.details(claim);
        Self {
            value: claim.value,
            written: written(dataset, claim.value),
            language: details.and_then(|d| d.language),
            from: details.and_then(|d| d.from),
            until: details.and_then(|d| d.until),
        }
    }

    /// Whether both say when they hold, and never do on one day.
    pub(super) fn is_apart(&self, other: &Self) -> bool {
        let ends_before = |until: Option<PartialDate>, from: Option<PartialDate>| {
            until.zip(from).is_some_and(|(until, from)| from.is_after(until))
        };
        ends_before(self.until, other.from) || ends_before(other.until, self.from)
    }

    /// Whether both give a figure, and one is the other rounded.
    pub(super) fn is_rounded(&self, other: &Self, dataset: &Dataset) -> bool {
        let figure = |value| match value {
            Value::Money(money) => Some(dataset.amount(money.amount)),
            Value::Decimal(text) => Some(dataset.text(text).to_owned()),
            Value::Count(number) => Some(number.to_string()),
            _ => None,
        };
        let figures = figure(self.value).zip(figure(other.value));
        figures.is_some_and(|(a, b)| is_rounded_from(&a, &b))
    }

    /// Whether the values cannot both be right. A year and a month of that year can, and so can amounts on another basis, and texts in
    /// two languages.
    pub(super) fn is_different(&self, other: &Self) -> bool {
        match (self.value, other.value) {
            (Value::Date(a), Value::Date(b)) => a.is_after(b) || b.is_after(a),
            (Value::Money(x), Value::Money(y)) if (x.currency, x.per) != (y.currency, y.per) => false,
            (Value::Text(_), Value::Text(_))
                if self.language.is_some() && other.language.is_some() && self.language != other.language =>
            {
                false
            }
            _ => self.written != other.written,
        }
    }
}

/// What equal values have in common; nothing where values can be right together without being equal.
pub(super) fn sign(dataset: &Dataset, value: Value) -> String {
    match value {
        Value::Date(_) | Value::Money(_) => String::new(),
        value => written(dataset, value),
    }
}

/// A value in one form for each: `1.10` and `1.1` are one number, `P12M` and `P1Y` one span.
pub(super) fn written(dataset: &Dataset, value: Value) -> String {
    let text = |s| dataset.text(s);
    match value {
        Value::Decimal(s) => canonical(text(s)),
        Value::Money(m) => {
            format!("{} {} {}", canonical(&dataset.amount(m.amount)), text(m.currency), text(m.per))
        }
        Value::Duration(s) => {
            parse_duration(text(s)).map_or_else(|| text(s).to_owned(), |span| span.to_string())
        }
        Value::Text(s) => fold(text(s)),
        Value::Iri(s) => text(s).trim().to_owned(),
        other => format!("{other:?}"),
    }
}
