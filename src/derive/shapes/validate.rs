//! Shapes held against data (<https://www.w3.org/TR/shacl/#validation>).
//!
//! Goes in: shapes, a graph, and a store where constraints are written in SPARQL. Comes out: results in the order of the
//! shapes and of their focus nodes.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use super::graph::Graph;
use super::query::{SHAPES_GRAPH, Several};
use super::shape::{Evaluation, Shape, ShapeId, Shapes, Target, ValidationResult};
use crate::derive::store::Store;
use crate::model::diagnostic::Diagnostic;
use crate::model::text::Symbol;
use crate::model::vocab;

/// One validation.
pub(super) struct Validator<'a> {
    pub(super) shapes: &'a Shapes,
    pub(super) graph: &'a Graph,
    pub(super) store: Option<&'a Store>,
    /// Queries that failed: the validation is then a failure, and its results mean nothing.
    pub(super) failures: RefCell<Vec<Diagnostic>>,
    /// What queries are asked for several focus nodes at once.
    pub(super) several: RefCell<Several>,
    /// Classes below a class, itself included.
    below: RefCell<BTreeMap<Symbol, Rc<BTreeSet<Symbol>>>>,
    /// Whether a node conforms to a shape, where that was asked.
    conforming: RefCell<HashMap<(ShapeId, Symbol), bool>>,
    class: Option<(Symbol, Option<Symbol>)>,
}

/// What is found while a node is held against a shape.
#[derive(Default)]
pub(super) struct Found {
    findings: Vec<ValidationResult>,
    /// The nodes held against a shape on the way, for each shape that uses it: each use is told once, however many ways
    /// lead to it.
    told: BTreeSet<(ShapeId, ShapeId, Symbol)>,
}

impl Found {
    pub(super) fn push(&mut self, finding: ValidationResult) {
        self.findings.push(finding);
    }
}

/// Holds a graph against shapes; `Err` holds the constraints that could not be asked.
///
/// Costs time in proportion to the focus nodes and their values; constraints in SPARQL cost a query for many focus nodes, and for each
/// where it may limit its rows or look at what is not bound.
///
/// # Errors
///
/// The constraints in SPARQL that could not be asked.
pub fn validate(
    shapes: &Shapes,
    graph: &Graph,
    store: Option<&Store>,
) -> Result<Vec<ValidationResult>, Vec<Diagnostic>> {
    let term = |iri: &str| graph.find(&format!("<{iri}>"));
    let run = Validator {
        shapes,
        graph,
        store,
        failures: RefCell::default(),
        several: RefCell::default(),
        below: RefCell::default(),
        conforming: RefCell::default(),
        class: term(vocab::rdf::TYPE).map(|t| (t, term(vocab::rdfs::SUB_CLASS_OF))),
    };
    run.load_shapes_graph();
    let mut findings = Vec::new();
    for (i, shape) in shapes.all.iter().enumerate() {
        let nodes: Vec<Symbol> = run.focus_nodes(shape).into_iter().collect();
        run.several.replace(Several::new(nodes.clone()));
        for focus in nodes {
            let mut out = Found::default();
            run.validate(ShapeId(i), ShapeId(i), focus, &mut out);
            findings.append(&mut out.findings);
        }
    }
    run.take_shapes_back();
    let mut failures = run.failures.into_inner();
    failures.dedup();
    if failures.is_empty() { Ok(findings) } else { Err(failures) }
}

impl Validator<'_> {
    /// Puts the shapes graph into the store while queries may ask for it.
    fn load_shapes_graph(&self) {
        if let Some(store) = self.store {
            store.add_graph(SHAPES_GRAPH, self.shapes.triples.iter().map(<[String; 3]>::each_ref));
        }
    }

    fn take_shapes_back(&self) {
        if let Some(store) = self.store {
            store.remove_graph(SHAPES_GRAPH);
        }
    }

    /// The nodes that a shape looks at, each once.
    fn focus_nodes(&self, shape: &Shape) -> BTreeSet<Symbol> {
        let mut found = BTreeSet::new();
        for target in &shape.targets {
            match target {
                Target::Node(node) => {
                    found.insert(*node);
                }
                Target::Class(class) => {
                    if let Some((rdf_type, _)) = self.class {
                        for below in self.below(*class).iter() {
                            found.extend(self.graph.subjects(rdf_type, *below));
                        }
                    }
                }
                Target::SubjectsOf(predicate) => found.extend(self.graph.with(*predicate).map(|t| t.1)),
                Target::ObjectsOf(predicate) => found.extend(self.graph.with(*predicate).map(|t| t.0)),
            }
        }
        found
    }

    /// Adds the results of a node for a shape that another one, or it itself, asks for.
    pub(super) fn validate(&self, user: ShapeId, id: ShapeId, focus: Symbol, out: &mut Found) {
        let Some(shape) = self.shapes.all.get(id.0).filter(|s| !s.deactivated) else { return };
        if !out.told.insert((user, id, focus)) {
            return;
        }
        let values = match &shape.walk {
            Some(walk) => walk.values(self.graph, focus),
            None => vec![focus],
        };
        for constraint in &shape.constraints {
            let at = Evaluation { id, shape, constraint, focus, values: &values };
            (constraint.check)(self, &at, out);
        }
    }

    /// Whether a node has no result for a shape.
    pub(super) fn conforms(&self, id: ShapeId, node: Symbol) -> bool {
        if let Some(known) = self.conforming.borrow().get(&(id, node)) {
            return *known;
        }
        let mut out = Found::default();
        self.validate(id, id, node, &mut out);
        self.conforming.borrow_mut().insert((id, node), out.findings.is_empty());
        out.findings.is_empty()
    }

    /// A class and all below it.
    pub(super) fn below(&self, class: Symbol) -> Rc<BTreeSet<Symbol>> {
        if let Some(known) = self.below.borrow().get(&class) {
            return Rc::clone(known);
        }
        let mut found = BTreeSet::from([class]);
        let mut todo = vec![class];
        if let Some((_, Some(sub_class))) = self.class {
            while let Some(next) = todo.pop() {
                todo.extend(self.graph.subjects(sub_class, next).filter(|c| found.insert(*c)));
            }
        }
        let found = Rc::new(found);
        self.below.borrow_mut().insert(class, Rc::clone(&found));
        found
    }

    /// Whether a node is an instance of a class or of one below it.
    pub(super) fn is_a(&self, node: Symbol, class: Symbol) -> bool {
        let Some((rdf_type, _)) = self.class else { return false };
        let below = self.below(class);
        self.graph.objects(node, rdf_type).any(|c| below.contains(&c))
    }

    /// A term as messages show it.
    pub(super) fn show(&self, term: Symbol) -> &str {
        self.graph.text(term)
    }
}
