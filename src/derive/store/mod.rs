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
mod standing;

use oxigraph::sparql::{PreparedSparqlQuery, QueryResults, SparqlEvaluator};
use oxrdf::{NamedNode, NamedOrBlankNode, Quad, QuadRef, Term};
use spargebra::Query;

pub use answer::{Answer, AnswerFormat, Solution};
pub use bind::{Bound, Values};
pub use fault::{QueryText, fault_in, syntax_fault, unknown_terms};
pub use guard::{TooLarge, check as check_size};
pub use matches::{Match, Matches};
pub use meter::{Exceeded, Limits};
pub use stack::on_large_stack;
pub use standing::StandingAnswer;

use meter::Meter;

use crate::derive::rdf::{IriFamily, Layer, Node, Parsed};

/// An error of the store's own, whose type is nobody else's business.
type Cause = Box<dyn std::error::Error + Send + Sync>;

/// Why the store cannot answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The query is too long or nested too deeply to be read safely.
    #[error("the query is too large: {0}")]
    TooLarge(TooLarge),
    /// The query makes more work than it may.
    #[error("the query makes more work than it may")]
    Exceeded(Exceeded),
    /// The query cannot be read.
    #[error("the query cannot be read")]
    Syntax(#[source] spargebra::SparqlSyntaxError),
    /// The query cannot be answered.
    #[error("the query cannot be answered")]
    Evaluation(#[source] Cause),
    /// The store itself failed.
    #[error("the store failed")]
    Storage(#[source] Cause),
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
pub enum DefaultGraph {
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
        let inner = oxigraph::store::Store::new().map_err(storage)?;
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
    pub fn add(&self, produce: impl FnOnce(&mut dyn FnMut(QuadRef<'_>))) -> Result<(), StoreError> {
        let mut quads = Vec::new();
        produce(&mut |quad| quads.push(quad.into_owned()));
        self.load(quads.into_iter())
    }

    /// Adds triples of the ontology, terms in N-Triples form.
    pub fn add_ontology(&self, triples: &[[String; 3]]) -> Result<(), StoreError> {
        self.add_graph("ontology", triples.iter().map(<[String; 3]>::each_ref))
    }

    /// Adds triples to a graph of the store, terms in N-Triples form.
    pub fn add_graph<T: AsRef<str>>(
        &self,
        name: &str,
        triples: impl IntoIterator<Item = [T; 3]>,
    ) -> Result<(), StoreError> {
        let graph = graph_name(&self.base, name);
        self.load(triples.into_iter().filter_map(|t| {
            let [subject, predicate, object] = t.each_ref().map(|t| Parsed::read(t.as_ref()));
            let Term::NamedNode(predicate) = predicate?.into_term() else { return None };
            Some(Quad::new(resource(&subject?)?, predicate, object?.into_term(), graph.clone()))
        }))
    }

    /// Takes a graph out of the store.
    pub fn remove_graph(&self, name: &str) -> Result<(), StoreError> {
        let graph = graph_name(&self.base, name);
        self.inner.clear_graph(graph.as_ref()).map_err(storage)
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
        if let Some(node) = Parsed::read(blank).as_ref().and_then(resource) {
            let quad = Quad::new(name.clone(), name.clone(), node, graph.clone());
            self.inner.insert(&quad).map_err(storage)?;
        }
        Ok((graph.into_string(), name.into_string()))
    }

    fn load(&self, quads: impl Iterator<Item = Quad>) -> Result<(), StoreError> {
        let mut loader = self.inner.bulk_loader();
        loader.load_quads(quads).map_err(storage)?;
        loader.commit().map_err(storage)
    }

    /// Answers a query.
    ///
    /// The default graph is that of the view, unless the query names its own. Costs what the query costs, up to
    /// [`Limits::QUERY`].
    ///
    /// # Errors
    ///
    /// When the query cannot be read, fails, or makes more work than it may.
    pub fn query(&self, text: &str, view: DefaultGraph) -> Result<Answer, StoreError> {
        self.query_with(text, &Values::new(), view)
    }

    /// Answers a query some variables of which have values beforehand.
    pub fn query_with(&self, text: &str, values: &Values, view: DefaultGraph) -> Result<Answer, StoreError> {
        large(|| self.run(bind::bind(self.parse(text)?, values), view))
    }

    /// Parses a query with the prefixes of the store, without running it.
    pub fn parse(&self, text: &str) -> Result<Query, StoreError> {
        parse_query(text, &self.prefixes)
    }

    /// Answers a query that is parsed already, and some variables of which have values beforehand.
    pub fn answer(&self, query: &Query, values: &Values, view: DefaultGraph) -> Result<Answer, StoreError> {
        large(|| self.run(bind::bind(query.clone(), values), view))
    }

    /// The matches of a pattern over all layers, as far as they keep to limits.
    pub fn matches(&self, query: &Query, limits: Limits) -> Result<Matches, StoreError> {
        large(|| {
            self.metered(query.clone(), DefaultGraph::Union, limits, |results, meter| {
                let QueryResults::Solutions(solutions) = results else { return Ok(Matches::new(Vec::new())) };
                let names = solutions.variables().iter().map(|v| v.as_str().to_owned()).collect();
                let mut matches = Matches::new(names);
                for solution in solutions {
                    let solution = solution.map_err(evaluation)?;
                    if matches.len() == limits.matches {
                        meter.exceed(Exceeded::Matches);
                        break;
                    }
                    matches.add(|variable| solution.get(variable));
                }
                matches.sort();
                Ok(matches)
            })
        })
    }

    /// What is made of the results of a query that keeps to limits.
    fn metered<T>(
        &self,
        query: Query,
        view: DefaultGraph,
        limits: Limits,
        make: impl FnOnce(QueryResults<'_>, &Meter) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let meter = Meter::new(limits);
        let query = algebra::with_pattern(query, |p| meter.counted(p));
        let mut prepared = meter.engine().for_query(query);
        self.see(&mut prepared, view);
        let outcome =
            prepared.on_store(&self.inner).execute().map_err(evaluation).and_then(|r| make(r, &meter));
        // What a query found by then means nothing, and neither does how it ended.
        meter.exceeded().map_or(outcome, |what| Err(StoreError::Exceeded(what)))
    }

    /// Sets what a query sees as its default graph, unless it names its own.
    fn see(&self, prepared: &mut PreparedSparqlQuery, view: DefaultGraph) {
        if prepared.dataset().is_default_dataset() {
            match view {
                DefaultGraph::Union => prepared.dataset_mut().set_default_graph_as_union(),
                DefaultGraph::Data => {
                    let layers = Layer::ALL.map(Layer::name);
                    let names = layers.iter().chain(&["ontology"]);
                    prepared
                        .dataset_mut()
                        .set_default_graph(names.map(|n| graph_name(&self.base, n).into()).collect());
                }
                DefaultGraph::Layer(layer) => {
                    prepared
                        .dataset_mut()
                        .set_default_graph(vec![graph_name(&self.base, layer.name()).into()]);
                }
                DefaultGraph::Ontology => {
                    prepared.dataset_mut().set_default_graph(vec![graph_name(&self.base, "ontology").into()]);
                }
            }
        }
    }

    fn run(&self, query: Query, view: DefaultGraph) -> Result<Answer, StoreError> {
        self.metered(query, view, Limits::QUERY, |results, meter| match results {
            QueryResults::Boolean(value) => Ok(Answer::Boolean(value)),
            QueryResults::Solutions(solutions) => {
                let variables: Vec<String> =
                    solutions.variables().iter().map(|v| v.as_str().to_owned()).collect();
                let rows = meter.limited(solutions.map(|s| s.map(|s| s.values().to_vec())))?;
                Ok(Answer::Solutions { variables, rows })
            }
            QueryResults::Graph(triples) => {
                let mut triples = meter.limited(triples)?;
                triples.sort_by_cached_key(ToString::to_string);
                triples.dedup();
                Ok(Answer::Triples(triples))
            }
        })
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
            if let Term::NamedNode(node) = &quad.object {
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

fn storage(error: oxigraph::store::StorageError) -> StoreError {
    StoreError::Storage(error.into())
}

fn evaluation(error: oxigraph::sparql::QueryEvaluationError) -> StoreError {
    StoreError::Evaluation(error.into())
}

fn graph_name(base: &str, name: &str) -> NamedNode {
    NamedNode::new_unchecked(Node::minted(IriFamily::Graph, name).iri(base))
}

fn resource(term: &Parsed<'_>) -> Option<NamedOrBlankNode> {
    term.as_subject().map(oxrdf::NamedOrBlankNodeRef::into_owned)
}
