//! How many values conform to a shape: `sh:qualifiedValueShape` with `sh:qualifiedMinCount` and `sh:qualifiedMaxCount`.

use super::cardinality::values;
use super::parameter::Parameter;
use super::read::Reader;
use super::shape::{Check, Evaluation, ShapeId};
use super::validate::Validator;
use super::vocabulary::sh;

/// The shape that values are counted by, and those that a counted value must not conform to.
struct Counted {
    shape: ShapeId,
    siblings: Vec<ShapeId>,
}

impl Counted {
    fn count(&self, run: &Validator<'_>, at: &Evaluation<'_>) -> usize {
        let counts = |value: &&_| {
            run.conforms(self.shape, **value) && !self.siblings.iter().any(|s| run.conforms(*s, **value))
        };
        at.values.iter().filter(counts).count()
    }
}

/// `sh:qualifiedMinCount`.
pub(super) fn min_count(reader: &mut Reader<'_>, parameter: &Parameter<'_>) -> Option<Check> {
    let counted = counted(reader, parameter)?;
    let least = reader.integer(parameter.triple)?;
    let name = reader.name(counted.shape);
    Some(Box::new(move |run, at, out| {
        let count = counted.count(run, at);
        if count < least {
            let text = format!("has {} that conforms to {name}, and needs at least {least}", values(count));
            out.push(at.finding(run.graph, None, text));
        }
    }))
}

/// `sh:qualifiedMaxCount`.
pub(super) fn max_count(reader: &mut Reader<'_>, parameter: &Parameter<'_>) -> Option<Check> {
    let counted = counted(reader, parameter)?;
    let most = reader.integer(parameter.triple)?;
    let name = reader.name(counted.shape);
    Some(Box::new(move |run, at, out| {
        let count = counted.count(run, at);
        if count > most {
            let text =
                format!("has {} that conform to {name}, and may have {most} at the most", values(count));
            out.push(at.finding(run.graph, None, text));
        }
    }))
}

fn counted(reader: &mut Reader<'_>, parameter: &Parameter<'_>) -> Option<Counted> {
    let source = reader.source;
    let given: Vec<_> = source.values(parameter.node, &sh("qualifiedValueShape")).collect();
    let [triple] = given.as_slice() else {
        if let [_, second, ..] = given.as_slice() {
            let message = "a shape has one sh:qualifiedValueShape at the most".to_owned();
            reader.fault(second, message, "a property shape of its own for each");
        }
        return None;
    };
    if !reader.has_path(parameter.node) {
        let message = "sh:qualifiedValueShape is for property shapes, and this shape has no path".to_owned();
        reader.fault(triple, message, "a shape with a sh:path");
        return None;
    }
    let shape = reader.shape(parameter.shape, triple)?;
    let flag = source.values(parameter.node, &sh("qualifiedValueShapesDisjoint")).next();
    let disjoint = match flag {
        Some(flag) => reader.boolean(flag)?,
        None => false,
    };
    let siblings = if disjoint { siblings(reader, parameter, &triple.object) } else { Vec::new() };
    Some(Counted { shape, siblings })
}

/// The qualified value shapes of the other property shapes beside this one.
fn siblings(reader: &mut Reader<'_>, parameter: &Parameter<'_>, own: &str) -> Vec<ShapeId> {
    let source = reader.source;
    let property = format!("<{}>", sh("property"));
    let parents = source.triples.iter().filter(|t| t.predicate == property && t.object == parameter.node);
    let mut found = Vec::new();
    for parent in parents {
        for sibling in source.values(&parent.subject, &sh("property")) {
            for triple in source.values(&sibling.object, &sh("qualifiedValueShape")) {
                if triple.object != own {
                    found.extend(reader.shape(parameter.shape, triple));
                }
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}
