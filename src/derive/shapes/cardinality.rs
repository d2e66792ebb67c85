//! How many values there are: `sh:minCount`, `sh:maxCount`.

use super::parameter::Parameter;
use super::read::Reader;
use super::shape::Check;

/// A number of values in words.
pub(super) fn values(number: usize) -> String {
    match number {
        0 => "no value".to_owned(),
        1 => "1 value".to_owned(),
        n => format!("{n} values"),
    }
}

/// `sh:minCount`.
pub(super) fn min_count(reader: &mut Reader<'_>, parameter: &Parameter<'_>) -> Option<Check> {
    let least = reader.integer(parameter.triple)?;
    Some(Box::new(move |run, at, out| {
        if at.values.len() < least {
            let text = format!("has {}, and needs at least {least}", values(at.values.len()));
            out.push(at.finding(run.graph, None, text));
        }
    }))
}

/// `sh:maxCount`.
pub(super) fn max_count(reader: &mut Reader<'_>, parameter: &Parameter<'_>) -> Option<Check> {
    let most = reader.integer(parameter.triple)?;
    Some(Box::new(move |run, at, out| {
        if at.values.len() > most {
            let text = format!("has {}, and may have {most} at the most", values(at.values.len()));
            out.push(at.finding(run.graph, None, text));
        }
    }))
}
