//! Values beside those of another property: `sh:equals`, `sh:disjoint`, `sh:lessThan`, `sh:lessThanOrEquals`.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::literal::Literal;
use super::parameter::Parameter;
use super::read::Reader;
use super::shape::Check;

/// `sh:equals`: the values are the same as those of another property.
pub(super) fn equals(reader: &mut Reader<'_>, parameter: &Parameter<'_>) -> Option<Check> {
    let other = reader.predicate(parameter.triple)?;
    Some(Box::new(move |run, at, out| {
        let values: BTreeSet<_> = at.values.iter().copied().collect();
        let others: BTreeSet<_> = run.graph.objects(at.focus, other).collect();
        for value in values.difference(&others) {
            let text = format!("is no value of {}, which has to have the same values", run.show(other));
            out.push(at.finding(run.graph, Some(*value), text));
        }
        for value in others.difference(&values) {
            let text =
                format!("is a value of {} alone, and the two have to have the same values", run.show(other));
            out.push(at.finding(run.graph, Some(*value), text));
        }
    }))
}

/// `sh:disjoint`: no value is also one of another property.
pub(super) fn disjoint(reader: &mut Reader<'_>, parameter: &Parameter<'_>) -> Option<Check> {
    let other = reader.predicate(parameter.triple)?;
    Some(Box::new(move |run, at, out| {
        for value in at.values.iter().filter(|v| run.graph.has([at.focus, other, **v])) {
            let text = format!("is also a value of {}, and must not be", run.show(other));
            out.push(at.finding(run.graph, Some(*value), text));
        }
    }))
}

/// `sh:lessThan`: every value is less than every one of another property.
pub(super) fn less_than(reader: &mut Reader<'_>, parameter: &Parameter<'_>) -> Option<Check> {
    ordered(reader, parameter, |o| o == Ordering::Less, "is not less than")
}

/// `sh:lessThanOrEquals`: no value is greater than one of another property.
pub(super) fn less_than_or_equals(reader: &mut Reader<'_>, parameter: &Parameter<'_>) -> Option<Check> {
    ordered(reader, parameter, |o| o != Ordering::Greater, "is neither less than nor equal to")
}

fn ordered(
    reader: &mut Reader<'_>,
    parameter: &Parameter<'_>,
    fits: fn(Ordering) -> bool,
    words: &'static str,
) -> Option<Check> {
    let other = reader.predicate(parameter.triple)?;
    Some(Box::new(move |run, at, out| {
        for value in at.values {
            for limit in run.graph.objects(at.focus, other) {
                let order = Literal::parse(run.show(*value))
                    .and_then(|v| Literal::parse(run.show(limit)).and_then(|l| v.compare(&l)));
                if !order.is_some_and(fits) {
                    let text = format!("{words} {}, the value of {}", run.show(limit), run.show(other));
                    out.push(at.finding(run.graph, Some(*value), text));
                }
            }
        }
    }))
}
