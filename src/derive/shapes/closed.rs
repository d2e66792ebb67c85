//! No property but those that are named: `sh:closed` with `sh:ignoredProperties`.

use std::collections::BTreeSet;

use super::parameter::Parameter;
use super::path::Path;
use super::read::Reader;
use super::shape::Check;
use super::vocabulary::sh;
use crate::compile::ontology::triples::iri_of;

/// `sh:closed`: every property of a value is that of a property shape of this shape, or one that is ignored.
pub(super) fn closed(reader: &mut Reader<'_>, parameter: &Parameter<'_>) -> Option<Check> {
    let source = reader.source;
    let mut allowed = BTreeSet::new();
    for property in source.values(parameter.node, &sh("property")) {
        for path in source.values(&property.object, &sh("path")) {
            if iri_of(&path.object).is_some() {
                allowed.insert(reader.term(path));
            }
        }
    }
    let ignored: Vec<_> = source.values(parameter.node, &sh("ignoredProperties")).collect();
    if let [_, second, ..] = ignored.as_slice() {
        let message = "a shape has one sh:ignoredProperties at the most".to_owned();
        reader.fault(second, message, "one list of properties");
        return None;
    }
    for triple in ignored {
        for member in reader.list(triple)? {
            allowed.insert(reader.iri(member)?);
        }
    }
    if !reader.boolean(parameter.triple)? {
        return None;
    }
    reader.wants_all();
    Some(Box::new(move |run, at, out| {
        for node in at.values {
            for (predicate, value) in run.graph.about(*node).filter(|(p, _)| !allowed.contains(p)) {
                let text = "is given by a property that the shape does not allow".to_owned();
                let mut finding = at.finding(run.graph, Some(value), text);
                finding.path = Some(run.show(predicate).to_owned());
                finding.follows = Some(Path::Predicate(predicate));
                out.push(finding);
            }
        }
    }))
}
