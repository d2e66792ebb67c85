//! Constraint components that shapes declare themselves (<https://www.w3.org/TR/shacl/#sparql-constraint-components>).

use super::parameter::word;
use super::path::Path;
use super::query::{self, Reply, Role};
use super::read::Reader;
use super::shape::{Check, Constraint, Message, Shape, ShapeId};
use super::sparql::{Origin, query_of, select_results};
use super::vocabulary::{SH, sh};
use crate::compile::ontology::triples::{Located, iri_of, local_name};
use crate::derive::store::Solution;
use crate::model::code::Code;
use crate::model::text::Symbol;
use crate::model::vocab;

/// A component, with what declares it.
#[derive(Clone)]
pub(super) struct Custom {
    node: String,
    parameters: Vec<Declared>,
    /// Validators for node shapes, for property shapes, and for any.
    validators: [Option<String>; 3],
}

/// A parameter of a component.
#[derive(Clone)]
struct Declared {
    /// The predicate that gives it, in N-Triples form.
    predicate: String,
    /// The variable that stands for it.
    name: String,
    optional: bool,
}

impl Custom {
    /// The predicates by which shapes use the component, in N-Triples form.
    pub(super) fn predicates(&self) -> impl Iterator<Item = String> {
        self.parameters.iter().map(|p| p.predicate.clone())
    }

    fn names(&self) -> Vec<String> {
        self.parameters.iter().map(|p| p.name.clone()).collect()
    }
}

/// Variables that no parameter may be called.
const RESERVED: [&str; 6] = ["this", "shapesGraph", "currentShape", "path", "PATH", "value"];

/// Reads the components that the shapes declare.
pub(super) fn read(reader: &mut Reader<'_>) -> Vec<Custom> {
    let source = reader.source;
    let of_type = format!("<{}>", vocab::rdf::TYPE);
    let mut found: Vec<Custom> = Vec::new();
    for triple in source.triples.iter().filter(|t| t.predicate == of_type) {
        let node = &triple.subject;
        let is_known = found.iter().any(|c| c.node == *node);
        if is_known
            || iri_of(node).is_some_and(|iri| iri.starts_with(SH))
            || !source.is_a(node, &sh("ConstraintComponent"))
        {
            continue;
        }
        let custom = Custom {
            node: node.clone(),
            parameters: parameters(reader, triple),
            validators: ["nodeValidator", "propertyValidator", "validator"]
                .map(|v| source.values(node, &sh(v)).next().map(|t| t.object.clone())),
        };
        if custom.parameters.iter().all(|p| p.optional) {
            let message = format!("the component {} has no parameter that has to be given", word(node));
            reader.fault(triple, message, "sh:parameter");
        }
        check_validators(reader, triple, &custom);
        found.push(custom);
    }
    found
}

fn parameters(reader: &mut Reader<'_>, component: &Located) -> Vec<Declared> {
    let source = reader.source;
    let mut found = Vec::new();
    for triple in source.values(&component.subject, &sh("parameter")) {
        let path = source.values(&triple.object, &sh("path")).next();
        let Some(predicate) = path.and_then(|p| iri_of(&p.object)) else {
            reader.fault(triple, "a parameter has no property of its own".to_owned(), "sh:path with an IRI");
            continue;
        };
        let name = local_name(predicate).to_owned();
        if RESERVED.contains(&name.as_str()) {
            reader.fault(triple, format!("a parameter cannot be called `{name}`"), "another name");
        }
        let flag = reader.at_most_one(&triple.object, "optional");
        let optional = flag.and_then(|f| reader.boolean(f)).unwrap_or(false);
        found.push(Declared { predicate: format!("<{predicate}>"), name, optional });
    }
    // Of several parameters the order does not matter, but the bytes of a report must not depend on it.
    found.sort_by(|a, b| a.predicate.cmp(&b.predicate));
    found
}

/// Reads the queries of a component once, so that faults in them are told even where no shape uses it.
fn check_validators(reader: &mut Reader<'_>, triple: &Located, custom: &Custom) {
    if custom.validators.iter().all(Option::is_none) {
        reader.fault(
            triple,
            format!("the component {} has no validator", word(&custom.node)),
            "sh:validator, sh:nodeValidator or sh:propertyValidator",
        );
    }
    let some_path = Path::Predicate(reader.terms.intern(&format!("<{}>", vocab::rdf::TYPE)));
    for (validator, is_node) in custom.validators.iter().zip([true, false, false]) {
        let Some(node) = validator else { continue };
        let Some((text, asks)) = query_of(reader, node) else {
            reader.fault(
                triple,
                format!("a validator of {} has no query", word(&custom.node)),
                "sh:select or sh:ask",
            );
            continue;
        };
        let path = (!is_node).then_some(&some_path);
        let role = Role { path, parameters: &custom.names(), asks };
        query::read(reader, text, node, &role);
    }
}

/// Adds the constraints that a shape has by custom components.
pub(super) fn apply(reader: &mut Reader<'_>, id: ShapeId, node: &str, shape: &mut Shape) {
    let _ = id;
    for custom in reader.customs().to_vec() {
        let source = reader.source;
        let values: Vec<Vec<&Located>> = custom
            .parameters
            .iter()
            .map(|p| iri_of(&p.predicate).map_or_else(Vec::new, |iri| source.values(node, iri).collect()))
            .collect();
        let missing = custom.parameters.iter().zip(&values).find(|(p, v)| !p.optional && v.is_empty());
        if let Some((parameter, _)) = missing {
            if let Some(given) = values.iter().flatten().next() {
                let message = format!(
                    "{} declares no constraint by {}: the shape has no {}",
                    word(&given.predicate),
                    word(&custom.node),
                    word(&parameter.predicate)
                );
                reader.warn(
                    Code::R061,
                    given,
                    message,
                    "all parameters of the component that are not optional",
                );
            }
            continue;
        }
        if custom.parameters.is_empty() {
            continue;
        }
        // One parameter may be given several times; each time it is a constraint of its own.
        if let [only] = values.as_slice() {
            for triple in only {
                declare(reader, &custom, &[Some(triple)], shape);
            }
            continue;
        }
        if let Some(second) = values.iter().find_map(|v| v.get(1)) {
            let message = format!("{} is given twice", word(&second.predicate));
            reader.fault(second, message, "one value for each parameter of a component that has several");
            continue;
        }
        let row: Vec<Option<&&Located>> = values.iter().map(|v| v.first()).collect();
        declare(reader, &custom, &row, shape);
    }
}

/// Adds one constraint, given the value of each parameter.
fn declare(reader: &mut Reader<'_>, custom: &Custom, row: &[Option<&&Located>], shape: &mut Shape) {
    let [of_nodes, of_properties, any] = &custom.validators;
    let own = if shape.path.is_some() { of_properties } else { of_nodes };
    let Some(first) = row.iter().flatten().next() else { return };
    let Some(node) = own.as_ref().or(any.as_ref()) else {
        let kind = if shape.path.is_some() { "property shapes" } else { "node shapes" };
        reader.warn(
            Code::R061,
            first,
            format!("{} has no validator for {kind}, so this asks nothing", word(&custom.node)),
            "sh:validator",
        );
        return;
    };
    let Some((text, asks)) = query_of(reader, node) else { return };
    let role = Role { path: shape.path.as_ref(), parameters: &custom.names(), asks };
    // Faults in the query were told when the component was read.
    let told = reader.faults.len();
    let asked = query::read(reader, text, node, &role);
    if shape.path.is_some() || asked.is_some() {
        reader.faults.truncate(told);
    }
    let Some(asked) = asked else { return };
    let mut messages = reader.messages(node);
    if messages.is_empty() {
        messages = reader.messages(&custom.node);
    }
    let given: Vec<(String, String)> = custom
        .parameters
        .iter()
        .zip(row)
        .filter_map(|(p, t)| Some((p.name.clone(), t.as_ref()?.object.clone())))
        .collect();
    let check = check(asked, asks, messages, given);
    let component = iri_of(&custom.node).unwrap_or(&custom.node).to_owned();
    shape.constraints.push(Constraint { component, anchor: reader.source.place(first), check });
}

fn check(
    asked: query::SparqlConstraint,
    asks: bool,
    messages: Vec<Message>,
    given: Vec<(String, String)>,
) -> Check {
    Box::new(move |run, at, out| {
        let given: Vec<(&str, &str)> = given.iter().map(|(n, t)| (n.as_str(), t.as_str())).collect();
        let origin = Origin { asked: &asked, messages: &messages, given: &given, constraint: None };
        if !asks {
            select_results(run, at, &origin, out);
            return;
        }
        let is_bad = |value: &Symbol| {
            let mut all = given.clone();
            all.push(("value", run.show(*value)));
            matches!(asked.ask(run, at, &all), Some(Reply::Boolean(false)))
        };
        for value in at.values.iter().filter(|v| is_bad(v)) {
            let mut finding =
                at.finding(run.graph, Some(*value), "is refused by the query of the component".to_owned());
            let mut all = given.clone();
            all.extend([("value", run.show(*value)), ("this", run.show(at.focus))]);
            let own = if messages.is_empty() { &finding.messages } else { &messages };
            finding.messages = query::filled(own, &Solution::new(), &all);
            out.push(finding);
        }
    })
}
