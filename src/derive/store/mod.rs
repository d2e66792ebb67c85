//! The graph in an Oxigraph store: SPARQL text in, typed answers out.
//!
//! Goes in: quads of a graph. Comes out: [`Answer`]s and located faults. The store is an index and never the truth: it
//! rewrites literals (`1.10` comes back as `1.1`), so outputs are written from the dataset. Nothing outside this
//! folder names the store of Oxigraph. Deliberately has no network: SERVICE and LOAD are refused.

pub mod algebra;
mod answer;
mod bind;
mod fault;
mod guard;
mod matches;
mod meter;
mod stack;

use oxigraph::model::{
    BlankNode, GraphName, Literal, NamedNode, NamedOrBlankNode, Quad as StoredQuad, Term as StoredTerm,
};
use oxigraph::sparql::{PreparedSparqlQuery, QueryEvaluationError, QueryResults, SparqlEvaluator};

use spargebra::Query;

pub use answer::{Answer, AnswerFormat, Solution};
pub use bind::{Bound, Values};
pub use fault::{QueryText, fault_in, syntax_fault, unknown_terms};
pub use guard::{TooLarge, check as check_size};
pub use matches::{Match, Matches};
pub use meter::{Exceeded, Limits};
pub use stack::on_large_stack;

use meter::Meter;

use crate::derive::rdf::{Layer, Node, Quad, Space, Term};
use crate::model::vocab::XSD;

/// Why the store cannot answer.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The query is too long or nested too deeply to be read safely.
    #[error("the query is too large: {0}")]
    TooLarge(TooLarge),
    /// The query makes more work than it may.
    #[error("the query makes more work than it may")]
    Exceeded(Exceeded),
    /// The query cannot be read.
    #[error("the query cannot be read")]
    Syntax(#[source] oxigraph::sparql::SparqlSyntaxError),
    /// The query cannot be answered.
    #[error("the query cannot be answered")]
    Evaluation(#[source] QueryEvaluationError),
    /// The store itself failed.
    #[error("the store failed")]
    Storage(#[source] oxigraph::store::StorageError),
    /// A prefix stands for no absolute IRI.
    #[error("the prefix `{0}` stands for no absolute IRI")]
    Prefix(String),
    /// The answer cannot be written.
    #[error("the answer cannot be written")]
    Write(#[source] std::io::Error),
    /// No thread could be started.
    #[error("no thread could be started for the query")]
    Thread,
}

/// Which layers a query sees as its default graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// All layers and the ontology.
    Union,
    /// One layer.
    Layer(Layer),
    /// The ontology.
    Ontology,
    /// All layers and the ontology, and no other graph that the store may hold for a time.
    Data,
}

/// A graph that can be queried.
pub struct Store {
    inner: oxigraph::store::Store,
    base: String,
    prefixes: Vec<(String, String)>,
}

impl Store {
    /// An empty store with the prefixes that queries need not declare.
    pub fn new(base: &str, prefixes: Vec<(String, String)>) -> Result<Self, StoreError> {
        let mut evaluator = SparqlEvaluator::new();
        for (name, iri) in &prefixes {
            evaluator = evaluator.with_prefix(name, iri).map_err(|_| StoreError::Prefix(name.clone()))?;
        }
        let inner = oxigraph::store::Store::new().map_err(StoreError::Storage)?;
        Ok(Self { inner, base: base.to_owned(), prefixes })
    }

    /// The prefixes that queries need not declare.
    pub fn prefixes(&self) -> &[(String, String)] {
        &self.prefixes
    }

    /// What every IRI of the graph begins with.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Adds quads that a producer hands over one by one.
    pub fn add(&self, produce: impl FnOnce(&mut dyn FnMut(Quad<'_>))) -> Result<(), StoreError> {
        let mut quads = Vec::new();
        produce(&mut |quad| quads.push(stored(quad, &self.base)));
        self.load(quads.into_iter().flatten())
    }

    /// Adds triples of the ontology, terms in N-Triples form.
    pub fn add_ontology(&self, triples: &[[String; 3]]) -> Result<(), StoreError> {
        self.add_graph("ontology", triples)
    }

    /// Adds triples to a graph of the store, terms in N-Triples form.
    pub fn add_graph(&self, name: &str, triples: &[[String; 3]]) -> Result<(), StoreError> {
        let graph = graph_name(&self.base, name);
        self.load(triples.iter().filter_map(|t| {
            let [subject, predicate, object] = t;
            Some(StoredQuad::new(resource(subject)?, named(predicate)?, raw(object)?, graph.clone()))
        }))
    }

    /// Takes a graph out of the store.
    pub fn remove_graph(&self, name: &str) -> Result<(), StoreError> {
        let graph = graph_name(&self.base, name);
        self.inner.clear_graph(graph.as_ref()).map_err(StoreError::Storage)
    }

    /// The IRI of a graph of the store.
    pub fn graph_iri(&self, name: &str) -> String {
        graph_name(&self.base, name).into_string()
    }

    /// Gives a blank node a name: an IRI that is subject and predicate of one triple, in a graph of its own, whose object
    /// is the blank node. Returns the IRIs of that graph and of the name.
    pub fn name_blank(&self, blank: &str) -> Result<(String, String), StoreError> {
        let graph = graph_name(&self.base, "blanks");
        let name = NamedNode::new_unchecked(format!("{}/{}", graph.as_str(), blank.trim_start_matches("_:")));
        if let Some(node) = resource(blank) {
            let quad = StoredQuad::new(name.clone(), name.clone(), node, graph.clone());
            self.inner.insert(&quad).map_err(StoreError::Storage)?;
        }
        Ok((graph.into_string(), name.into_string()))
    }

    fn load(&self, quads: impl Iterator<Item = StoredQuad>) -> Result<(), StoreError> {
        let mut loader = self.inner.bulk_loader();
        loader.load_quads(quads).map_err(StoreError::Storage)?;
        loader.commit().map_err(StoreError::Storage)
    }

    /// Answers a query.
    ///
    /// The default graph is that of the view, unless the query names its own. Costs what the query costs: there is no
    /// limit on time or memory, queries are the user's own.
    pub fn query(&self, text: &str, view: View) -> Result<Answer, StoreError> {
        self.query_with(text, &Values::new(), view)
    }

    /// Answers a query some variables of which have values beforehand.
    pub fn query_with(&self, text: &str, values: &Values, view: View) -> Result<Answer, StoreError> {
        large(|| {
            let query = bind::bind(self.parse(text)?, values);
            self.run(SparqlEvaluator::new().for_query(query), view)
        })
    }

    /// Parses a query with the prefixes of the store, without running it.
    pub fn parse(&self, text: &str) -> Result<Query, StoreError> {
        parse_query(text, &self.prefixes)
    }

    /// Answers a query that is parsed already, and some variables of which have values beforehand.
    pub fn answer(&self, query: &Query, values: &Values, view: View) -> Result<Answer, StoreError> {
        large(|| self.run(SparqlEvaluator::new().for_query(bind::bind(query.clone(), values)), view))
    }

    /// The matches of a pattern over all layers, as far as they keep to limits.
    pub fn matches(&self, query: &Query, limits: Limits) -> Result<Matches, StoreError> {
        let meter = Meter::new(limits);
        let found = large(|| {
            let query = algebra::with_pattern(query.clone(), |p| meter.counted(p));
            let mut prepared = meter.engine().for_query(query);
            self.see(&mut prepared, View::Union);
            let found = prepared.on_store(&self.inner).execute().map_err(StoreError::Evaluation)?;
            let QueryResults::Solutions(solutions) = found else { return Ok(Matches::new(Vec::new())) };
            let names = solutions.variables().iter().map(|v| v.as_str().to_owned()).collect();
            let mut matches = Matches::new(names);
            for solution in solutions {
                let solution = solution.map_err(StoreError::Evaluation)?;
                if matches.len() == limits.matches {
                    meter.exceed(Exceeded::Matches);
                    break;
                }
                matches.add(|variable| solution.get(variable));
            }
            matches.sort();
            Ok(matches)
        });
        // What a query found by then means nothing, and neither does how it ended.
        meter.exceeded().map_or(found, |what| Err(StoreError::Exceeded(what)))
    }

    /// Sets what a query sees as its default graph, unless it names its own.
    fn see(&self, prepared: &mut PreparedSparqlQuery, view: View) {
        if prepared.dataset().is_default_dataset() {
            match view {
                View::Union => prepared.dataset_mut().set_default_graph_as_union(),
                View::Data => {
                    let layers = Layer::ALL.map(Layer::name);
                    let names = layers.iter().chain(&["ontology"]);
                    prepared
                        .dataset_mut()
                        .set_default_graph(names.map(|n| graph_name(&self.base, n).into()).collect());
                }
                View::Layer(layer) => {
                    prepared
                        .dataset_mut()
                        .set_default_graph(vec![graph_name(&self.base, layer.name()).into()]);
                }
                View::Ontology => {
                    prepared.dataset_mut().set_default_graph(vec![graph_name(&self.base, "ontology").into()]);
                }
            }
        }
    }

    fn run(&self, mut prepared: PreparedSparqlQuery, view: View) -> Result<Answer, StoreError> {
        self.see(&mut prepared, view);
        match prepared.on_store(&self.inner).execute().map_err(StoreError::Evaluation)? {
            QueryResults::Boolean(value) => Ok(Answer::Boolean(value)),
            QueryResults::Solutions(solutions) => {
                let variables: Vec<String> =
                    solutions.variables().iter().map(|v| v.as_str().to_owned()).collect();
                let rows: Result<Vec<_>, _> = solutions.map(|s| s.map(|s| s.values().to_vec())).collect();
                Ok(Answer::Solutions { variables, rows: rows.map_err(StoreError::Evaluation)? })
            }
            QueryResults::Graph(triples) => {
                let triples: Result<Vec<_>, _> = triples.collect();
                let mut triples = triples.map_err(StoreError::Evaluation)?;
                triples.sort_by_cached_key(ToString::to_string);
                triples.dedup();
                Ok(Answer::Triples(triples))
            }
        }
    }

    /// Whether an IRI stands anywhere in the graph.
    pub fn knows(&self, iri: &str) -> bool {
        let Ok(node) = NamedNode::new(iri) else { return false };
        let node = node.as_ref();
        let any = |mut quads: oxigraph::store::QuadIter<'_>| quads.next().is_some();
        any(self.inner.quads_for_pattern(Some(node.into()), None, None, None))
            || any(self.inner.quads_for_pattern(None, Some(node), None, None))
            || any(self.inner.quads_for_pattern(None, None, Some(node.into()), None))
            || any(self.inner.quads_for_pattern(None, None, None, Some(node.into())))
    }

    /// All IRIs of the graph that begin with a text, sorted. Costs one pass over the store.
    pub fn iris_below(&self, start: &str) -> Vec<String> {
        let mut found = std::collections::BTreeSet::new();
        for quad in self.inner.iter().flatten() {
            let mut see = |node: &NamedNode| {
                if node.as_str().starts_with(start) {
                    found.insert(node.as_str().to_owned());
                }
            };
            see(&quad.predicate);
            if let NamedOrBlankNode::NamedNode(node) = &quad.subject {
                see(node);
            }
            if let StoredTerm::NamedNode(node) = &quad.object {
                see(node);
            }
        }
        found.into_iter().collect()
    }
}

/// Parses a query with given prefixes, without a store.
pub fn parse_query(text: &str, prefixes: &[(String, String)]) -> Result<Query, StoreError> {
    guard::check_text(text)?;
    large(|| {
        let mut parser = spargebra::SparqlParser::new();
        for (name, iri) in prefixes {
            parser = parser.with_prefix(name, iri).map_err(|_| StoreError::Prefix(name.clone()))?;
        }
        let query = parser.parse_query(text).map_err(StoreError::Syntax)?;
        guard::check(&query)?;
        Ok(query)
    })
}

fn large<R: Send>(work: impl FnOnce() -> Result<R, StoreError> + Send) -> Result<R, StoreError> {
    on_large_stack(work).ok_or(StoreError::Thread)?
}

fn graph_name(base: &str, name: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("{base}{}{name}", Space::Graph.path()))
}

fn named(term: &str) -> Option<NamedNode> {
    Some(NamedNode::new_unchecked(term.strip_prefix('<')?.strip_suffix('>')?))
}

fn resource(term: &str) -> Option<NamedOrBlankNode> {
    match term.strip_prefix("_:") {
        Some(name) => Some(BlankNode::new_unchecked(name).into()),
        None => named(term).map(NamedOrBlankNode::from),
    }
}

fn raw(term: &str) -> Option<StoredTerm> {
    named(term).map(StoredTerm::from).or_else(|| term.parse().ok())
}

fn stored(quad: Quad<'_>, base: &str) -> Option<StoredQuad> {
    let node = |node: Node<'_>| NamedNode::new_unchecked(node.iri(base));
    let subject = match quad.subject {
        Term::Node(n) => node(n),
        Term::Raw(text) => named(text)?,
        Term::Literal(..) => return None,
    };
    let object = match quad.object {
        Term::Node(n) => node(n).into(),
        Term::Raw(text) => raw(text)?,
        Term::Literal(text, "string") => Literal::new_simple_literal(text).into(),
        Term::Literal(text, datatype) => {
            Literal::new_typed_literal(text, NamedNode::new_unchecked(format!("{XSD}{datatype}"))).into()
        }
    };
    let graph: GraphName = graph_name(base, quad.layer.name()).into();
    Some(StoredQuad::new(subject, NamedNode::new_unchecked(quad.predicate), object, graph))
}
