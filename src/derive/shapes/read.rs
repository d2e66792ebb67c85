//! A shapes graph to [`Shapes`]: which nodes are shapes, what they look at, and which constraints they have.
//!
//! Goes in: the triples of shapes graphs. Comes out: shapes, and every fault at its place. What is not understood is a
//! fault: nothing that a shape says is passed over in silence.

use std::collections::{BTreeMap, BTreeSet};

use super::component::{BESIDE, COMPONENTS};
use super::custom::{self, Custom};
use super::literal::Literal;
use super::parameter::Parameter;
use super::path;
use super::query;
use super::shape::{Constraint, Message, Shape, ShapeId, Shapes, Target};
use super::shapes_graph::Source;
use super::vocabulary::sh;
use super::vocabulary_check;
use super::walk::Walk;
use crate::compile::ontology::triples::{Located, iri_of};
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Location};
use crate::model::file::{FileId, Files};
use crate::model::text::Interner;
use crate::model::vocab;

/// What is known while shapes are read.
pub(super) struct Reader<'a> {
    pub(super) source: &'a Source<'a>,
    pub(super) terms: Interner,
    pub(super) faults: Vec<Diagnostic>,
    /// Whether a constraint is written in SPARQL.
    pub(super) sparql: bool,
    /// Whether a constraint asks for the shapes graph.
    pub(super) asks_shapes: bool,
    pub(super) nodes: Vec<String>,
    pub(super) ids: BTreeMap<String, ShapeId>,
    /// Shapes that a shape refers to, each with the line that does.
    pub(super) edges: BTreeMap<ShapeId, Vec<(ShapeId, Location)>>,
    pub(super) wanted: BTreeSet<String>,
    pub(super) all: bool,
    /// The classes that shapes name; none once a path or a pair of properties asks for the type itself.
    pub(super) classes: Option<BTreeSet<String>>,
    pub(super) customs: Vec<Custom>,
    pub(super) queries: Vec<query::Written>,
}

/// The predicates that make their subject a shape by giving it a target.
const TARGETS: [&str; 4] = ["targetNode", "targetClass", "targetSubjectsOf", "targetObjectsOf"];

/// Reads the shapes of the files with the given ids; relative IRIs in them are below `base`.
///
/// `beside` are the triples of the ontology, in N-Triples form: they decide which nodes are classes, and which names are
/// known; `things` are the IRIs of what the graph holds. The shapes are whole only if no fault is an error.
pub fn load(
    files: &Files,
    ids: &[FileId],
    base: &str,
    beside: &[[String; 3]],
    things: &[String],
) -> (Shapes, Vec<Diagnostic>) {
    let (source, faults) = Source::read(files, ids, base, beside);
    let mut reader = Reader {
        source: &source,
        terms: Interner::default(),
        faults,
        sparql: false,
        asks_shapes: false,
        nodes: Vec::new(),
        ids: BTreeMap::new(),
        edges: BTreeMap::new(),
        wanted: BTreeSet::new(),
        all: false,
        classes: Some(BTreeSet::new()),
        customs: Vec::new(),
        queries: Vec::new(),
    };
    // Terms that every validation looks for.
    for term in [vocab::rdf::TYPE, vocab::rdfs::SUB_CLASS_OF] {
        reader.terms.intern(&format!("<{term}>"));
    }
    reader.customs = custom::read(&mut reader);
    reader.find();
    let mut shapes = Vec::new();
    while let Some(node) = reader.nodes.get(shapes.len()).cloned() {
        let shape = reader.one(ShapeId(shapes.len()), &node);
        shapes.push(shape);
    }
    let is_shape = |node: &str| reader.ids.contains_key(node);
    vocabulary_check::check(&source, is_shape, beside, things, &mut reader.faults);
    reader.nesting();
    reader.idle(&shapes);
    let triple = |t: &Located| [t.subject.clone(), t.predicate.clone(), t.object.clone()];
    let triples = if reader.asks_shapes { source.triples.iter().map(triple).collect() } else { Vec::new() };
    let owners = reader.owners();
    let shapes = Shapes {
        all: shapes,
        owners,
        terms: reader.terms,
        wanted: (!reader.all).then_some(reader.wanted),
        classes: reader.classes,
        sparql: reader.sparql,
        queries: reader.queries,
        triples,
    };
    (shapes, reader.faults)
}

impl Reader<'_> {
    /// Finds the nodes that are shapes (section 2.1 of the specification), in the order of the files.
    fn find(&mut self) {
        let source = self.source;
        let parameters: BTreeSet<String> = COMPONENTS
            .iter()
            .map(|c| c.parameter)
            .chain(TARGETS)
            .map(|p| format!("<{}>", sh(p)))
            .chain(self.customs.iter().flat_map(Custom::predicates))
            .collect();
        let declared: BTreeSet<&str> = source
            .triples
            .iter()
            .filter(|t| t.predicate == format!("<{}>", sh("parameter")))
            .map(|t| t.object.as_str())
            .collect();
        for triple in &source.triples {
            let node = &triple.subject;
            if self.ids.contains_key(node) || declared.contains(node.as_str()) {
                continue;
            }
            let is_typed = triple.predicate == format!("<{}>", vocab::rdf::TYPE)
                && (source.is_a(node, &sh("NodeShape")) || source.is_a(node, &sh("PropertyShape")));
            if is_typed || parameters.contains(&triple.predicate) {
                self.id(node);
            }
        }
    }

    /// The number of the shape at a node.
    pub(super) fn id(&mut self, node: &str) -> ShapeId {
        if let Some(known) = self.ids.get(node) {
            return *known;
        }
        let id = ShapeId(self.nodes.len());
        self.nodes.push(node.to_owned());
        self.ids.insert(node.to_owned(), id);
        id
    }

    /// Reads one shape.
    fn one(&mut self, id: ShapeId, node: &str) -> Shape {
        let source = self.source;
        let first = source.about(node).next();
        let path = self.path(node);
        if path.is_some()
            && source.is_a(node, &sh("NodeShape"))
            && let Some(triple) = source.values(node, &sh("path")).next()
        {
            self.fault(
                triple,
                "a node shape has no path".to_owned(),
                "sh:PropertyShape as its type, or no sh:path",
            );
        }
        let mut shape = Shape {
            node: node.to_owned(),
            anchor: first.map_or_else(|| Location::Path(node.to_owned()), |t| t.anchor(source.files, node)),
            targets: self.targets(node),
            severity: self.severity(node),
            messages: self.messages(node),
            deactivated: self
                .at_most_one(node, "deactivated")
                .is_some_and(|t| self.boolean(t).unwrap_or(false)),
            constraints: Vec::new(),
            walk: path.as_ref().map(Walk::of),
            path,
        };
        self.constraints(id, node, &mut shape);
        custom::apply(self, id, node, &mut shape);
        shape
    }

    fn path(&mut self, node: &str) -> Option<path::Path> {
        let source = self.source;
        let given: Vec<_> = source.values(node, &sh("path")).collect();
        if given.is_empty()
            && source.is_a(node, &sh("PropertyShape"))
            && let Some(first) = source.about(node).next()
        {
            self.fault(first, "a property shape has no path".to_owned(), "one sh:path");
        }
        if let [_, second, ..] = given.as_slice() {
            self.fault(second, "a property shape has more than one path".to_owned(), "one sh:path");
        }
        let triple = given.first()?;
        match path::read(source, &triple.object, &mut self.terms) {
            Ok(path) => {
                let mut predicates = BTreeSet::new();
                path.predicates(&mut predicates);
                for predicate in predicates {
                    let text = self.terms.get(predicate).to_owned();
                    self.wants(iri_of(&text).unwrap_or(&text));
                }
                Some(path)
            }
            Err(why) => {
                self.fault(triple, why, "a property path of SHACL: a property, a list, or a node with sh:inversePath and the like");
                None
            }
        }
    }

    fn targets(&mut self, node: &str) -> Vec<Target> {
        let source = self.source;
        let mut targets = Vec::new();
        for triple in source.values(node, &sh("targetNode")) {
            if triple.object.starts_with("_:") {
                self.fault(triple, "a blank node is no target".to_owned(), "an IRI or a literal");
            } else {
                targets.push(Target::Node(self.term(triple)));
            }
        }
        for triple in source.values(node, &sh("targetClass")) {
            targets.extend(self.iri(triple).map(Target::Class));
        }
        for triple in source.values(node, &sh("targetSubjectsOf")) {
            targets.extend(self.predicate(triple).map(Target::SubjectsOf));
        }
        for triple in source.values(node, &sh("targetObjectsOf")) {
            targets.extend(self.predicate(triple).map(Target::ObjectsOf));
        }
        // OWL 2 has its classes below those of RDFS; an ontology need not say so again.
        let is_class = source.is_a(node, vocab::rdfs::CLASS) || source.is_a(node, vocab::owl::CLASS);
        let is_shape = source.is_a(node, &sh("NodeShape")) || source.is_a(node, &sh("PropertyShape"));
        if is_class && is_shape && iri_of(node).is_some() {
            targets.push(Target::Class(self.terms.intern(node)));
        }
        for target in &targets {
            if let Target::Class(class) = target {
                let class = self.terms.get(*class).to_owned();
                self.wants_class(&class);
            }
        }
        targets
    }

    fn severity(&mut self, node: &str) -> String {
        let given = self.at_most_one(node, "severity");
        match given.and_then(|t| self.iri(t).and_then(|_| iri_of(&t.object))) {
            Some(iri) => iri.to_owned(),
            None => sh("Violation"),
        }
    }

    /// The messages of a node.
    pub(super) fn messages(&mut self, node: &str) -> Vec<Message> {
        let source = self.source;
        let mut messages = Vec::new();
        for triple in source.values(node, &sh("message")) {
            match Literal::parse(&triple.object)
                .filter(|l| !l.language.is_empty() || l.datatype == vocab::xsd::STRING)
            {
                Some(l) => {
                    messages.push(Message { text: l.value.into_owned(), language: l.language.to_owned() });
                }
                None => self.fault(
                    triple,
                    "a message is a text".to_owned(),
                    "a text, with a language tag or without",
                ),
            }
        }
        messages
    }

    fn constraints(&mut self, id: ShapeId, node: &str, shape: &mut Shape) {
        let source = self.source;
        for component in COMPONENTS {
            let given: Vec<_> = source.values(node, &sh(component.parameter)).collect();
            if let (true, [_, second, ..]) = (component.once, given.as_slice()) {
                let message = format!("a shape has one sh:{} at the most", component.parameter);
                self.fault(second, message, "one value; further ones stand in shapes of their own");
            }
            for triple in given {
                if component.property_only && !self.has_path(node) {
                    let message = format!(
                        "sh:{} is for property shapes, and this shape has no path",
                        component.parameter
                    );
                    self.fault(triple, message, "a shape with a sh:path");
                    continue;
                }
                let parameter = Parameter { triple, shape: id, node };
                if let Some(check) = (component.read)(self, &parameter) {
                    let component = sh(component.name);
                    shape.constraints.push(Constraint { component, anchor: source.place(triple), check });
                }
            }
        }
        for (parameter, beside) in BESIDE {
            let lonely = source.values(node, &sh(parameter)).next();
            if let Some(triple) = lonely.filter(|_| source.values(node, &sh(beside)).next().is_none()) {
                let message = format!("sh:{parameter} has no effect: the shape has no sh:{beside}");
                self.warn(Code::R061, triple, message, &format!("sh:{beside} beside it"));
            }
        }
    }
}
