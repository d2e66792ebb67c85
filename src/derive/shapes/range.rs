//! Values between bounds: `sh:minInclusive` and its three siblings. What cannot be compared is out of bounds.

use std::cmp::Ordering;

use super::literal::Literal;
use super::parameter::Parameter;
use super::read::Reader;
use super::shape::{Check, each};

/// `sh:minExclusive`.
pub(super) fn min_exclusive(reader: &mut Reader<'_>, parameter: &Parameter<'_>) -> Option<Check> {
    bound(reader, parameter, |o| o == Ordering::Greater, "greater than")
}

/// `sh:minInclusive`.
pub(super) fn min_inclusive(reader: &mut Reader<'_>, parameter: &Parameter<'_>) -> Option<Check> {
    bound(reader, parameter, |o| o != Ordering::Less, "at least")
}

/// `sh:maxExclusive`.
pub(super) fn max_exclusive(reader: &mut Reader<'_>, parameter: &Parameter<'_>) -> Option<Check> {
    bound(reader, parameter, |o| o == Ordering::Less, "less than")
}

/// `sh:maxInclusive`.
pub(super) fn max_inclusive(reader: &mut Reader<'_>, parameter: &Parameter<'_>) -> Option<Check> {
    bound(reader, parameter, |o| o != Ordering::Greater, "at the most")
}

fn bound(
    reader: &mut Reader<'_>,
    parameter: &Parameter<'_>,
    fits: fn(Ordering) -> bool,
    words: &'static str,
) -> Option<Check> {
    if Literal::parse(&parameter.triple.object).is_none() {
        reader.fault(
            parameter.triple,
            "a bound has to be a literal".to_owned(),
            "a number, a date or a text",
        );
        return None;
    }
    let limit = parameter.triple.object.clone();
    each(move |run, value| {
        let order = Literal::parse(&limit)
            .and_then(|limit| Literal::parse(run.show(value)).and_then(|value| value.compare(&limit)));
        match order {
            Some(order) if fits(order) => None,
            Some(_) => Some(format!("is not {words} {limit}")),
            None => Some(format!("cannot be compared with {limit}")),
        }
    })
}
