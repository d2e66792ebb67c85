//! The graph in an Oxigraph store: SPARQL text in, typed answers out.
//!
//! Goes in: quads of a graph. Comes out: [`Answer`]s and located faults. The store is an index and never the truth: it
//! rewrites literals (`1.10` comes back as `1.1`), so outputs are written from the dataset. Nothing outside this
//! folder names the store of Oxigraph. Deliberately has no network: SERVICE and LOAD are refused.

mod answer;
mod bind;
mod fault;

use oxigraph::model::{
    BlankNode, GraphName, Literal, NamedNode, NamedOrBlankNode, Quad as StoredQuad, Term as StoredTerm,
};
use oxigraph::sparql::{PreparedSparqlQuery, QueryEvaluationError, QueryResults, SparqlEvaluator};

pub use answer::{Answer, AnswerFormat, Solution};
pub use bind::{bind, variables};
pub use fault::{QueryText, fault_in, syntax_fault, unknown_terms};

use crate::derive::rdf::{Layer, Node, Quad, Space, Term};
use crate::model::vocab::XSD;

/// How long a query text may be, in bytes.
const LONGEST_QUERY: usize = 256 * 1024;
/// How deep brackets of a query may be nested: beyond, the parser of the store would exhaust its stack.
const DEEPEST_QUERY: usize = 2_000;
/// The stack on which queries are parsed and run; only what is used of it is taken from the machine.
const STACK: usize = 512 * 1024 * 1024;

/// Why the store cannot answer.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The query is too long or nested too deeply to be read safely.
    #[error("the query is too large: {0}")]
    TooLarge(&'static str),
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
        guard(text)?;
        on_large_stack(|| {
            let mut evaluator = SparqlEvaluator::new();
            for (name, iri) in &self.prefixes {
                evaluator = evaluator.with_prefix(name, iri).map_err(|_| StoreError::Prefix(name.clone()))?;
            }
            let prepared = evaluator.parse_query(text).map_err(StoreError::Syntax)?;
            self.run(prepared, view)
        })
    }

    /// Parses a query with the prefixes of the store, without running it.
    pub fn parse(&self, text: &str) -> Result<spargebra::Query, StoreError> {
        parse_query(text, &self.prefixes)
    }

    /// Answers a query that is parsed already.
    pub fn answer(&self, query: spargebra::Query, view: View) -> Result<Answer, StoreError> {
        on_large_stack(|| self.run(SparqlEvaluator::new().for_query(query), view))
    }

    /// Answers a query that is parsed already, over all layers.
    pub fn solutions(&self, query: spargebra::Query) -> Result<Vec<Solution>, StoreError> {
        Ok(self.answer(query, View::Union)?.rows())
    }

    fn run(&self, mut prepared: PreparedSparqlQuery, view: View) -> Result<Answer, StoreError> {
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
pub fn parse_query(text: &str, prefixes: &[(String, String)]) -> Result<spargebra::Query, StoreError> {
    guard(text)?;
    on_large_stack(|| {
        let mut parser = spargebra::SparqlParser::new();
        for (name, iri) in prefixes {
            parser = parser.with_prefix(name, iri).map_err(|_| StoreError::Prefix(name.clone()))?;
        }
        parser.parse_query(text).map_err(StoreError::Syntax)
    })
}

/// Runs work on a thread whose stack holds any query that the guard lets pass.
fn on_large_stack<R: Send>(work: impl FnOnce() -> Result<R, StoreError> + Send) -> Result<R, StoreError> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
        match thread.map(std::thread::ScopedJoinHandle::join) {
            Ok(Ok(result)) => result,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(_) => Err(StoreError::Thread),
        }
    })
}

/// Refuses query texts that would exhaust the parser.
fn guard(text: &str) -> Result<(), StoreError> {
    if text.len() > LONGEST_QUERY {
        return Err(StoreError::TooLarge("more than 256 KiB"));
    }
    let (mut depth, mut deepest, mut signs) = (0usize, 0usize, 0usize);
    for byte in text.bytes() {
        match byte {
            b'(' | b'{' | b'[' => depth += 1,
            b')' | b'}' | b']' => depth = depth.saturating_sub(1),
            b'!' => signs += 1,
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    if deepest > DEEPEST_QUERY || signs > DEEPEST_QUERY {
        return Err(StoreError::TooLarge("nested more than 2,000 deep"));
    }
    Ok(())
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
