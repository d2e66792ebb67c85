//! Shapes as values: what they look at, what they ask, and what comes of asking it.

use super::graph::Graph;
use super::path::Path;
use super::validate::{Found, Validator};
use super::walk::Walk;
use crate::model::diagnostic::Location;
use crate::model::text::{Interner, Symbol};

/// The number of a shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ShapeId(pub(super) usize);

/// A text for readers, with its language tag where it has one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The text.
    pub text: String,
    /// The language tag; empty where there is none.
    pub language: String,
}

/// The targets of a shape (<https://www.w3.org/TR/shacl/#targets>).
#[derive(Clone, Debug)]
pub(super) enum Target {
    /// One node.
    Node(Symbol),
    /// All instances of a class.
    Class(Symbol),
    /// All that have a value for a predicate.
    SubjectsOf(Symbol),
    /// All that are a value of a predicate.
    ObjectsOf(Symbol),
}

/// Holds the value nodes of one focus node against one constraint, and adds what it finds.
pub(super) type Check = Box<dyn Fn(&Validator<'_>, &Evaluation<'_>, &mut Found)>;

/// One constraint of a shape.
pub(super) struct Constraint {
    /// The IRI of its component.
    pub(super) component: String,
    /// The line that declares it.
    pub(super) anchor: Location,
    pub(super) check: Check,
}

/// One shape.
pub(super) struct Shape {
    /// Its node, in N-Triples form.
    pub(super) node: String,
    /// The place where it is declared.
    pub(super) anchor: Location,
    /// The path, for a property shape.
    pub(super) path: Option<Path>,
    /// The path as it is followed.
    pub(super) walk: Option<Walk>,
    pub(super) targets: Vec<Target>,
    /// The IRI of its severity.
    pub(super) severity: String,
    pub(super) messages: Vec<Message>,
    pub(super) deactivated: bool,
    pub(super) constraints: Vec<Constraint>,
}

/// The shapes of a project, ready to be held against data.
pub struct Shapes {
    pub(super) all: Vec<Shape>,
    /// The nodes by which shapes are called: their own, or that of the shape that uses them.
    pub(super) owners: Vec<String>,
    /// The terms that shapes name.
    pub(super) terms: Interner,
    /// The predicates whose triples shapes look at; all where there are none.
    pub(super) wanted: Option<std::collections::BTreeSet<String>>,
    /// The classes that shapes name, in N-Triples form; none where a path asks for the type itself.
    pub(super) classes: Option<std::collections::BTreeSet<String>>,
    /// Whether a constraint is written in SPARQL.
    pub(super) sparql: bool,
    /// The queries of the constraints.
    pub(super) queries: Vec<super::query::Written>,
    /// The triples of the shapes graph; none where no constraint asks for them.
    pub(super) triples: Vec<[String; 3]>,
}

/// One validation result (<https://www.w3.org/TR/shacl/#results-validation-result>).
#[derive(Clone, Debug)]
pub struct ValidationResult {
    /// The node that was looked at, in N-Triples form.
    pub focus: String,
    /// The path from it, as Turtle of SHACL writes it.
    pub path: Option<String>,
    /// The path of the shape, where that is the path of the result.
    pub follows: Option<Path>,
    /// The value that is wrong, in N-Triples form.
    pub value: Option<String>,
    /// The IRI of the constraint component.
    pub component: String,
    /// The shape.
    pub shape: ShapeId,
    /// The node of the shape, in N-Triples form.
    pub source_shape: String,
    /// The IRI of the severity.
    pub severity: String,
    /// The messages that shapes give; often none.
    pub messages: Vec<Message>,
    /// What is wrong, in plain English; IRIs in angle brackets.
    pub text: String,
    /// The node of a SPARQL-based constraint, in N-Triples form.
    pub constraint: Option<String>,
    /// The line that declares the constraint.
    pub anchor: Location,
}

/// Where a check looks: a shape, one of its constraints, a focus node and its value nodes.
pub(super) struct Evaluation<'a> {
    pub(super) id: ShapeId,
    pub(super) shape: &'a Shape,
    pub(super) constraint: &'a Constraint,
    pub(super) focus: Symbol,
    pub(super) values: &'a [Symbol],
}

impl Evaluation<'_> {
    /// A result for a value node, or for the focus node as a whole.
    pub(super) fn finding(&self, graph: &Graph, value: Option<Symbol>, text: String) -> ValidationResult {
        ValidationResult {
            focus: graph.text(self.focus).to_owned(),
            path: self.shape.path.as_ref().map(|p| p.to_turtle(graph)),
            follows: self.shape.path.clone(),
            value: value.map(|v| graph.text(v).to_owned()),
            component: self.constraint.component.clone(),
            shape: self.id,
            source_shape: self.shape.node.clone(),
            severity: self.shape.severity.clone(),
            messages: self.shape.messages.clone(),
            text,
            constraint: None,
            anchor: self.constraint.anchor.clone(),
        }
    }
}

/// A check that looks at each value node alone: the test says what is wrong with it.
#[expect(
    clippy::unnecessary_wraps,
    reason = "the last word of functions that read a parameter, which may fail"
)]
pub(super) fn each(test: impl Fn(&Validator<'_>, Symbol) -> Option<String> + 'static) -> Option<Check> {
    Some(Box::new(move |run, at, out| {
        for value in at.values {
            if let Some(text) = test(run, *value) {
                out.push(at.finding(run.graph, Some(*value), text));
            }
        }
    }))
}

impl Shapes {
    /// Whether a constraint is written in SPARQL, so that a store is needed.
    pub fn uses_sparql(&self) -> bool {
        self.sparql
    }

    /// A graph to be filled with the data that these shapes look at.
    pub fn builder(&self) -> super::graph::Builder {
        super::graph::Builder::new(self.terms.clone(), self.wanted.clone())
    }
}
