//! Shapes made of shapes: `sh:not`, `sh:and`, `sh:or`, `sh:xone`, `sh:node`, `sh:property`.

use super::parameter::Parameter;
use super::read::Reader;
use super::shape::{Check, ShapeId, each};

/// `sh:not`: no value conforms to a shape.
pub(super) fn not(reader: &mut Reader<'_>, parameter: &Parameter<'_>) -> Option<Check> {
    let shape = reader.shape(parameter.shape, parameter.triple)?;
    let name = reader.name(shape);
    each(move |run, value| run.conforms(shape, value).then(|| format!("conforms to {name}, and must not")))
}

/// `sh:and`: each value conforms to all of several shapes.
pub(super) fn and(reader: &mut Reader<'_>, parameter: &Parameter<'_>) -> Option<Check> {
    let shapes = shapes(reader, parameter)?;
    each(move |run, value| {
        let fails = shapes.iter().filter(|s| !run.conforms(**s, value)).count();
        (fails > 0).then(|| {
            format!(
                "conforms to {} of {} shapes, and has to conform to all",
                shapes.len() - fails,
                shapes.len()
            )
        })
    })
}

/// `sh:or`: each value conforms to at least one of several shapes.
pub(super) fn or(reader: &mut Reader<'_>, parameter: &Parameter<'_>) -> Option<Check> {
    let shapes = shapes(reader, parameter)?;
    each(move |run, value| {
        let conforms = shapes.iter().any(|s| run.conforms(*s, value));
        (!conforms).then(|| format!("conforms to none of {} shapes, and has to conform to one", shapes.len()))
    })
}

/// `sh:xone`: each value conforms to exactly one of several shapes.
pub(super) fn xone(reader: &mut Reader<'_>, parameter: &Parameter<'_>) -> Option<Check> {
    let shapes = shapes(reader, parameter)?;
    each(move |run, value| {
        let conforms = shapes.iter().filter(|s| run.conforms(**s, value)).count();
        let words = || {
            format!("conforms to {conforms} of {} shapes, and has to conform to exactly one", shapes.len())
        };
        (conforms != 1).then(words)
    })
}

/// `sh:node`: each value conforms to a shape.
pub(super) fn node(reader: &mut Reader<'_>, parameter: &Parameter<'_>) -> Option<Check> {
    let shape = reader.shape(parameter.shape, parameter.triple)?;
    let name = reader.name(shape);
    each(move |run, value| (!run.conforms(shape, value)).then(|| format!("does not conform to {name}")))
}

/// `sh:property`: each value is a focus node of a property shape, whose results are told as its own.
pub(super) fn property(reader: &mut Reader<'_>, parameter: &Parameter<'_>) -> Option<Check> {
    if !reader.has_path(&parameter.triple.object) {
        let message = "this is no property shape: it has no sh:path".to_owned();
        reader.fault(parameter.triple, message, "a shape with a sh:path");
        return None;
    }
    let shape = reader.shape(parameter.shape, parameter.triple)?;
    Some(Box::new(move |run, at, out| {
        for value in at.values {
            run.validate(at.id, shape, *value, out);
        }
    }))
}

fn shapes(reader: &mut Reader<'_>, parameter: &Parameter<'_>) -> Option<Vec<ShapeId>> {
    let members = reader.list(parameter.triple)?;
    members.into_iter().map(|t| reader.shape(parameter.shape, t)).collect()
}
