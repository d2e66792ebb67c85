//! A shapes graph to [`Shapes`]: which nodes are shapes, what they look at, and which constraints they have.
//!
//! Goes in: the triples of shapes graphs. Comes out: shapes, and every fault at its place. What is not understood is a
//! fault: nothing that a shape says is passed over in silence.

use std::collections::{BTreeMap, BTreeSet};

use super::component::{BESIDE, COMPONENTS};
use super::custom::{self, Custom};
use super::literal::Literal;
use super::path;
use super::shape::{Constraint, Message, Shape, ShapeId, Shapes, Target};
use super::source::Source;
use super::vocabulary::sh;
use super::words;
use crate::iri;
use crate::model::code::Code;
use crate::model::diagnostic::{Anchor, Diagnostic, Severity};
use crate::model::file::{FileId, Files};
use crate::model::text::{Symbol, Texts};
use crate::model::vocab::XSD;
use crate::ontology::triples::{Located, iri_of, local_name};

/// One value of a parameter: where it stands, and whose it is.
pub(super) struct Parameter<'a> {
    /// The triple that gives the value.
    pub(super) triple: &'a Located,
    /// The shape.
    pub(super) shape: ShapeId,
    /// The node of the shape.
    pub(super) node: &'a str,
}

/// What is known while shapes are read.
pub(super) struct Reader<'a> {
    pub(super) source: &'a Source<'a>,
    pub(super) terms: Texts,
    pub(super) faults: Vec<Diagnostic>,
    /// Whether a constraint is written in SPARQL.
    pub(super) sparql: bool,
    /// Whether a constraint asks for the shapes graph.
    pub(super) asks_shapes: bool,
    nodes: Vec<String>,
    ids: BTreeMap<String, ShapeId>,
    /// Shapes that a shape refers to, each with the line that does.
    edges: BTreeMap<ShapeId, Vec<(ShapeId, Anchor)>>,
    wanted: BTreeSet<String>,
    all: bool,
    customs: Vec<Custom>,
}

/// The predicates that make their subject a shape by giving it a target.
const TARGETS: [&str; 4] = ["targetNode", "targetClass", "targetSubjectsOf", "targetObjectsOf"];

/// Reads the shapes of the files with the given ids.
///
/// `beside` are the triples of the ontology, in N-Triples form: they decide which nodes are classes, and which names are
/// known. The shapes are whole only if no fault is an error.
pub fn load(files: &Files, ids: &[FileId], beside: &[[String; 3]]) -> (Shapes, Vec<Diagnostic>) {
    let (source, faults) = Source::read(files, ids, beside);
    let mut reader = Reader {
        source: &source,
        terms: Texts::default(),
        faults,
        sparql: false,
        asks_shapes: false,
        nodes: Vec::new(),
        ids: BTreeMap::new(),
        edges: BTreeMap::new(),
        wanted: BTreeSet::new(),
        all: false,
        customs: Vec::new(),
    };
    // Terms that every validation looks for.
    for term in [iri!(RDF, "type"), iri!(RDFS, "subClassOf")] {
        reader.terms.intern(&format!("<{term}>"));
    }
    reader.customs = custom::read(&mut reader);
    reader.find();
    let mut shapes = Vec::new();
    while let Some(node) = reader.nodes.get(shapes.len()).cloned() {
        let shape = reader.one(ShapeId(shapes.len()), &node);
        shapes.push(shape);
    }
    words::check(&source, |node| reader.ids.contains_key(node), beside, &mut reader.faults);
    reader.recursion();
    reader.idle(&shapes);
    let triple = |t: &Located| [t.subject.clone(), t.predicate.clone(), t.object.clone()];
    let triples =
        if reader.asks_shapes { source.triples.iter().map(triple).collect() } else { Vec::new() };
    let shapes = Shapes {
        shapes,
        terms: reader.terms,
        wanted: (!reader.all).then_some(reader.wanted),
        sparql: reader.sparql,
        triples,
    };
    (shapes, reader.faults)
}

impl<'a> Reader<'a> {
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
            let is_typed = triple.predicate == format!("<{}>", iri!(RDF, "type"))
                && (source.is_a(node, &sh("NodeShape")) || source.is_a(node, &sh("PropertyShape")));
            if is_typed || parameters.contains(&triple.predicate) {
                self.id(node);
            }
        }
    }

    /// The number of the shape at a node.
    fn id(&mut self, node: &str) -> ShapeId {
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
        if path.is_some() && source.is_a(node, &sh("NodeShape")) {
            if let Some(triple) = source.values(node, &sh("path")).next() {
                self.fault(triple, "a node shape has no path".to_owned(), "sh:PropertyShape as its type, or no sh:path");
            }
        }
        let mut shape = Shape {
            node: node.to_owned(),
            anchor: first.map_or_else(|| Anchor::Path(node.to_owned()), |t| t.anchor(source.files, node)),
            targets: self.targets(node),
            severity: self.severity(node),
            messages: self.messages(node),
            deactivated: self.at_most_one(node, "deactivated").is_some_and(|t| self.boolean(t).unwrap_or(false)),
            constraints: Vec::new(),
            path,
        };
        self.constraints(id, node, &mut shape);
        custom::apply(self, id, node, &mut shape);
        shape
    }

    fn path(&mut self, node: &str) -> Option<path::Path> {
        let source = self.source;
        let given: Vec<_> = source.values(node, &sh("path")).collect();
        if given.is_empty() && source.is_a(node, &sh("PropertyShape")) {
            if let Some(first) = source.about(node).next() {
                self.fault(first, "a property shape has no path".to_owned(), "one sh:path");
            }
        }
        if let [_, second, ..] = given.as_slice() {
            self.fault(second, "a property shape has more than one path".to_owned(), "one sh:path");
        }
        let triple = given.first()?;
        match path::read(source, &triple.object, &mut self.terms, 0) {
            Ok(path) => {
                let mut predicates = BTreeSet::new();
                path.predicates(&mut predicates);
                for predicate in predicates {
                    let text = self.terms.get(predicate).to_owned();
                    self.wants(text.trim_matches(['<', '>']));
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
        let is_class = source.is_a(node, &iri!(RDFS, "Class")) || source.is_a(node, &iri!(OWL, "Class"));
        let is_shape = source.is_a(node, &sh("NodeShape")) || source.is_a(node, &sh("PropertyShape"));
        if is_class && is_shape && iri_of(node).is_some() {
            targets.push(Target::Class(self.terms.intern(node)));
        }
        if targets.iter().any(|t| matches!(t, Target::Class(_))) {
            self.wants(&iri!(RDF, "type"));
            self.wants(&iri!(RDFS, "subClassOf"));
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
            match Literal::parse(&triple.object).filter(|l| !l.language.is_empty() || l.datatype == xsd("string")) {
                Some(l) => messages.push(Message { text: l.value.into_owned(), language: l.language.to_owned() }),
                None => self.fault(triple, "a message is a text".to_owned(), "a text, with a language tag or without"),
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
                if component.property_only && shape.path.is_none() {
                    let message = format!("sh:{} is for property shapes, and this shape has no path", component.parameter);
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

    /// Shapes that refer to themselves are not supported, as the specification leaves open what they mean.
    fn recursion(&mut self) {
        let mut faults = Vec::new();
        for (start, edges) in &self.edges {
            for (next, anchor) in edges {
                let mut seen = BTreeSet::new();
                let mut todo = vec![*next];
                while let Some(at) = todo.pop() {
                    if seen.insert(at) {
                        todo.extend(self.edges.get(&at).into_iter().flatten().map(|e| e.0));
                    }
                }
                if seen.contains(start) {
                    faults.push(
                        Diagnostic::new(
                            Code::R062,
                            anchor.clone(),
                            format!("{} refers to itself, over {}", self.name(*start), self.name(*next)),
                        )
                        .expected("shapes that do not come back to themselves")
                        .help("SHACL leaves open what such shapes mean; a path such as [ sh:zeroOrMorePath … ] often says it"),
                    );
                }
            }
        }
        self.faults.extend(faults);
    }

    /// Shapes that have no target and that no other shape uses.
    fn idle(&mut self, shapes: &[Shape]) {
        let used: BTreeSet<ShapeId> = self.edges.values().flatten().map(|e| e.0).collect();
        for (i, shape) in shapes.iter().enumerate() {
            if shape.targets.is_empty() && !used.contains(&ShapeId(i)) && !shape.deactivated {
                let message = format!("{} is never asked: it has no target, and no shape uses it", self.name(ShapeId(i)));
                let fault = Diagnostic::new(Code::R064, shape.anchor.clone(), message)
                    .expected("sh:targetClass, sh:targetNode, sh:targetSubjectsOf or sh:targetObjectsOf");
                self.faults.push(fault);
            }
        }
    }

    // ---------------------------------------------------------------- for the families of constraints

    /// Adds a fault at the object of a triple.
    pub(super) fn fault(&mut self, triple: &Located, message: String, expected: &str) {
        let fault = Diagnostic::new(Code::R061, self.source.place(triple), message).expected(expected);
        self.faults.push(fault);
    }

    /// Adds a warning at the object of a triple.
    pub(super) fn warn(&mut self, code: Code, triple: &Located, message: String, expected: &str) {
        let mut fault = Diagnostic::new(code, self.source.place(triple), message).expected(expected);
        fault.severity = Severity::Warning;
        self.faults.push(fault);
    }

    /// The one value of a property of SHACL; a second one is a fault.
    pub(super) fn at_most_one(&mut self, node: &str, local: &str) -> Option<&'a Located> {
        let mut given = self.source.values(node, &sh(local));
        let first = given.next();
        if let Some(second) = given.next() {
            self.fault(second, format!("more than one sh:{local}"), "one value at the most");
        }
        first
    }

    /// Keeps the triples of a predicate (an IRI) in the data.
    pub(super) fn wants(&mut self, predicate: &str) {
        self.wanted.insert(predicate.to_owned());
    }

    /// Keeps all triples of the data.
    pub(super) fn wants_all(&mut self) {
        self.all = true;
    }

    /// Any term.
    pub(super) fn term(&mut self, triple: &Located) -> Symbol {
        self.terms.intern(&triple.object)
    }

    /// An IRI.
    pub(super) fn iri(&mut self, triple: &Located) -> Option<Symbol> {
        if iri_of(&triple.object).is_none() {
            self.fault(triple, format!("the value of {} is no IRI", word(&triple.predicate)), "an IRI");
            return None;
        }
        Some(self.term(triple))
    }

    /// A property, the triples of which are looked at.
    pub(super) fn predicate(&mut self, triple: &Located) -> Option<Symbol> {
        let symbol = self.iri(triple)?;
        self.wants(iri_of(&triple.object).unwrap_or_default());
        Some(symbol)
    }

    /// A whole number that is not negative.
    pub(super) fn integer(&mut self, triple: &Located) -> Option<usize> {
        let literal = Literal::parse(&triple.object);
        let number = literal.filter(|l| l.datatype == xsd("integer")).and_then(|l| l.value.parse::<i64>().ok());
        if number.is_none() {
            let message = format!("the value of {} is no whole number", word(&triple.predicate));
            self.fault(triple, message, "a whole number such as 1");
        }
        // A negative number is well-formed; no count and no length is below it.
        number.map(|n| usize::try_from(n).unwrap_or(0))
    }

    /// True or false.
    pub(super) fn boolean(&mut self, triple: &Located) -> Option<bool> {
        let literal = Literal::parse(&triple.object).filter(|l| l.datatype == xsd("boolean"));
        let value = match literal.as_ref().map(|l| l.value.as_ref()) {
            Some("true" | "1") => Some(true),
            Some("false" | "0") => Some(false),
            _ => None,
        };
        if value.is_none() {
            let message = format!("the value of {} is neither true nor false", word(&triple.predicate));
            self.fault(triple, message, "true or false");
        }
        value
    }

    /// A text without a language.
    pub(super) fn text(&mut self, triple: &Located) -> Option<String> {
        let literal = Literal::parse(&triple.object).filter(|l| l.datatype == xsd("string"));
        if literal.is_none() {
            let message = format!("the value of {} is no text", word(&triple.predicate));
            self.fault(triple, message, "a text without a language tag");
        }
        literal.map(|l| l.value.into_owned())
    }

    /// The members of a list.
    pub(super) fn list(&mut self, triple: &Located) -> Option<Vec<&'a Located>> {
        match self.source.list(&triple.object) {
            Ok(members) => Some(members),
            Err(why) => {
                self.fault(triple, format!("{}: {why}", word(&triple.predicate)), "a list: ( … )");
                None
            }
        }
    }

    /// A shape that another one refers to.
    pub(super) fn shape(&mut self, from: ShapeId, triple: &Located) -> Option<ShapeId> {
        if triple.object.starts_with('"') {
            self.fault(triple, "a literal is no shape".to_owned(), "a shape");
            return None;
        }
        let is_empty = self.source.about(&triple.object).next().is_none();
        if is_empty && iri_of(&triple.object).is_some() && !self.ids.contains_key(&triple.object) {
            let message = format!("nothing is said of the shape {}", word(&triple.object));
            self.warn(Code::R064, triple, message, "a shape that is described in ontology/shapes");
        }
        let id = self.id(&triple.object);
        let anchor = self.source.place(triple);
        self.edges.entry(from).or_default().push((id, anchor));
        Some(id)
    }

    /// The path of a node; its faults are told where its shape is read.
    pub(super) fn path_of(&mut self, node: &str) -> Option<path::Path> {
        let triple = self.source.values(node, &sh("path")).next()?;
        path::read(self.source, &triple.object, &mut self.terms, 0).ok()
    }

    /// Whether a node has a path.
    pub(super) fn has_path(&self, node: &str) -> bool {
        self.source.values(node, &sh("path")).next().is_some()
    }

    /// A shape as messages call it.
    pub(super) fn name(&self, id: ShapeId) -> String {
        match self.nodes.get(id.0).and_then(|n| iri_of(n)) {
            Some(iri) => format!("the shape {}", local_name(iri)),
            None => "a shape without a name".to_owned(),
        }
    }

    /// Custom components.
    pub(super) fn customs(&self) -> &[Custom] {
        &self.customs
    }
}

fn xsd(local: &str) -> String {
    format!("{XSD}{local}")
}

/// A term as faults call it: `sh:minCount`, or the local name.
pub(super) fn word(term: &str) -> String {
    match iri_of(term) {
        Some(iri) => match iri.strip_prefix(super::vocabulary::SH) {
            Some(local) => format!("sh:{local}"),
            None => format!("`{}`", local_name(iri)),
        },
        None => format!("`{term}`"),
    }
}
