//! The graph under SPARQL: the text of a query in, typed answers out.
//!
//! Goes in: quads of a graph. Comes out: [`Answer`]s and located faults, by the engine of Oxigraph. Literals are those of the dataset: `1.10` comes back
//! as `1.10`. Nothing outside this folder names the evaluator. Deliberately has no network: SERVICE is refused.

pub mod algebra;
mod answer;
mod bind;
mod dates;
mod describe;
mod examples;
mod fault;
mod frozen;
mod guard;
mod index;
mod kinds;
mod looks;
mod matched;
mod matches;
mod meter;
mod protocol;
mod quads;
#[cfg(feature = "push")]
mod received;
mod sorted;
mod stack;
mod standing;
mod sums;
mod terms;
mod unbound;
mod uses;
mod wider;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use oxigraph::sparql::{PreparedSparqlQuery, QueryResults};
use oxrdf::{NamedNode, NamedNodeRef, QuadRef};
use spargebra::{Query, SparqlParser};

pub use answer::{Answer, AnswerFormat, Solution, TripleFormat};
pub use bind::{Bound, Values, is_needed};
pub use fault::{QueryText, fault_in, syntax_fault};
pub use frozen::{Bytes, Damage};
pub use guard::{TooLarge, check as check_size};
pub(crate) use index::ALL as STATED;
pub use looks::{Changes, Looks};
pub use matched::Matched;
pub use matches::{Match, Matches};
pub use meter::{Exceeded, Limits};
pub use protocol::{Asked, Kind as AnswerKind};
#[cfg(feature = "push")]
pub(crate) use received::{Received, received, received_rows, received_triples, wants_triples};
pub use stack::{on_large_stack, set_large_stack};
pub(crate) use standing::not_facts;
pub use standing::{STANDING, StandingAnswer};
pub use terms::{doubts, doubts_with, heads};

use answer::BlankNames;
use frozen::Frozen;
use index::{ALL, Index, View, WIDE};
use looks::Recorder;
use meter::Meter;
use quads::{Quads, Use};

use crate::derive::rdf::{IriFamily, Layer, Node, Parsed};
use crate::model::standing::Standing;
use crate::model::text::Symbol;
use crate::model::tokens::{Kind, tokens};

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
    /// A prefix stands for no absolute IRI.
    #[error("the prefix `{0}` stands for no absolute IRI")]
    Prefix(String),
    /// The answer cannot be written.
    #[error("the answer cannot be written")]
    Write(#[source] std::io::Error),
    /// No thread could be started.
    #[error("no thread could be started for the query")]
    Thread,
    /// The bytes of a frozen store are not those that were written.
    #[error("the store of this graph cannot be asked")]
    Damaged(#[source] Damage),
}

/// Which layers a query sees as its default graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DefaultGraph {
    /// All layers and the ontology, each triple once; by wider classes and properties too, where a query names them.
    Union,
    /// All layers and the ontology, each triple once, and nothing by wider classes and properties.
    Stated,
    /// What follows by wider classes and properties alone.
    Wider,
    /// One layer.
    Layer(Layer),
    /// The ontology.
    Ontology,
}

/// A graph that can be queried.
pub struct Store {
    quads: Kept,
    /// The claims and derivations that are no facts, sorted, each with its graph and how it stands; empty where the store is
    /// frozen, which has them with its quads.
    not_facts: Vec<(Symbol, Symbol, Standing)>,
    base: String,
    prefixes: Vec<(String, String)>,
    own: Vec<String>,
}

/// Where the quads of a store are.
enum Kept {
    Memory(RwLock<Quads>),
    Frozen(Box<Frozen>),
}

/// The quads of a store while they are read.
enum Reading<'a> {
    Memory(RwLockReadGuard<'a, Quads>),
    Frozen(&'a Frozen),
}

impl Reading<'_> {
    fn index(&self) -> Index<'_> {
        match self {
            Self::Memory(quads) => Index::Memory(quads),
            Self::Frozen(frozen) => Index::Frozen(frozen),
        }
    }
}

impl Store {
    /// An empty store with the prefixes that queries need not declare.
    ///
    /// # Errors
    ///
    /// When a prefix stands for no IRI.
    pub fn new(base: &str, prefixes: Vec<(String, String)>) -> Result<Self, StoreError> {
        let _ = parser(&prefixes)?;
        let (quads, base, own) = (Kept::Memory(RwLock::default()), base.to_owned(), vec![base.to_owned()]);
        Ok(Self { quads, not_facts: Vec::new(), base, prefixes, own })
    }

    /// A store that was written by [`Store::freeze`], with what was kept with it. It is only asked: what is added to it is not seen.
    ///
    /// Costs a look at its beginning and its end; each of its blocks is checked when it is first looked at.
    ///
    /// # Errors
    ///
    /// When the bytes are no whole store of this version.
    pub fn thaw(bytes: Bytes) -> Result<(Self, String), Damage> {
        let frozen = Box::new(Frozen::open(bytes)?);
        let about = frozen.about();
        let (base, prefixes, own) = (about.base.clone(), about.prefixes.clone(), about.own.clone());
        let note = about.note.clone();
        Ok((Self { quads: Kept::Frozen(frozen), not_facts: Vec::new(), base, prefixes, own }, note))
    }

    /// Writes the store with a note as bytes that can be asked as they are. The same graph and note give the same bytes. Costs about
    /// 50 bytes of memory a quad, and the length of all terms.
    ///
    /// # Errors
    ///
    /// When `out` cannot be written, or the store is a frozen one or too large for one.
    pub fn freeze(&self, note: &str, out: &mut dyn Write) -> std::io::Result<()> {
        // They are put in another order anyway, so nothing is gained by one before that.
        let Reading::Memory(quads) = self.as_added() else {
            return Err(std::io::Error::other("a frozen store is copied, not frozen again"));
        };
        let (base, prefixes, own) = (&*self.base, &*self.prefixes, &*self.own);
        let content =
            frozen::Content { quads: &quads, not_facts: &self.not_facts, base, prefixes, own, note };
        frozen::write(&content, out)
    }

    /// What is wrong with the bytes of a frozen store. Costs a look at all of them.
    ///
    /// # Errors
    ///
    /// When some are not those that were written.
    pub fn check(&self) -> Result<(), Damage> {
        match &self.quads {
            Kept::Memory(_) => Ok(()),
            Kept::Frozen(frozen) => frozen.check().map_or(Ok(()), Err),
        }
    }

    /// An answer, unless it may rest on bytes that are not those that were written.
    ///
    /// # Errors
    ///
    /// When it may.
    pub fn sound<T>(&self, answer: T) -> Result<T, StoreError> {
        match &self.quads {
            Kept::Frozen(frozen) => {
                frozen.damage().map_or(Ok(answer), |damage| Err(StoreError::Damaged(damage)))
            }
            Kept::Memory(_) => Ok(answer),
        }
    }

    /// The store, told further namespaces whose names the graph alone decides.
    #[must_use]
    pub fn deciding(mut self, namespaces: Vec<String>) -> Self {
        self.own.extend(namespaces);
        self
    }

    /// The namespaces whose names the graph alone decides.
    fn own(&self) -> &[String] {
        &self.own
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
    pub fn add(&self, produce: impl FnOnce(&mut dyn FnMut(QuadRef<'_>))) {
        let Some(mut quads) = self.write() else { return };
        let mut graphs: BTreeMap<Symbol, Vec<[Symbol; 3]>> = BTreeMap::new();
        produce(&mut |quad| {
            if let Some((graph, triple)) = quads.terms(quad) {
                graphs.entry(graph).or_default().push(triple);
            }
        });
        for (graph, triples) in graphs {
            quads.add(graph, Use::Data, triples);
        }
    }

    /// Adds triples of the ontology, terms in N-Triples form.
    pub fn add_ontology(&self, triples: &[[String; 3]]) {
        self.add_triples("ontology", Use::Data, triples.iter().map(<[String; 3]>::each_ref));
    }

    /// Adds triples to a layer, terms in N-Triples form.
    pub fn add_to_layer<T: AsRef<str>>(&self, layer: Layer, triples: impl IntoIterator<Item = [T; 3]>) {
        self.add_triples(layer.name(), Use::Data, triples);
    }

    /// Adds triples to a graph that is no part of the data: only queries that name it see it. Terms in N-Triples form.
    pub fn add_graph<T: AsRef<str>>(&self, name: &str, triples: impl IntoIterator<Item = [T; 3]>) {
        self.add_triples(name, Use::Aside, triples);
    }

    fn add_triples<T: AsRef<str>>(&self, name: &str, used: Use, triples: impl IntoIterator<Item = [T; 3]>) {
        let Some(mut quads) = self.write() else { return };
        let graph = quads.term(graph_name(&self.base, name).as_ref());
        let mut term = |text: &T| Some(quads.term(Parsed::read(text.as_ref())?.as_ref()));
        let triples = triples.into_iter().filter_map(|[s, p, o]| Some([term(&s)?, term(&p)?, term(&o)?]));
        let triples = triples.collect();
        quads.add(graph, used, triples);
    }

    /// Takes a graph out of the store.
    pub fn remove_graph(&self, name: &str) {
        let Some(mut quads) = self.write() else { return };
        let graph = quads.term(graph_name(&self.base, name).as_ref());
        quads.remove(graph);
    }

    /// The IRI of a graph of the store.
    pub fn graph_iri(&self, name: &str) -> String {
        graph_name(&self.base, name).into_string()
    }

    /// Gives a blank node a name: an IRI that is subject and predicate of one triple, in a graph of its own, whose object
    /// is the blank node. Returns the IRIs of that graph and of the name.
    pub fn skolemize(&self, blank: &str) -> (String, String) {
        let graph = self.graph_iri("blanks");
        let name = format!("{graph}/{}", blank.trim_start_matches("_:"));
        let node = format!("<{name}>");
        self.add_graph("blanks", [[node.as_str(), &node, blank]]);
        (graph, name)
    }

    /// The quads to ask. Costs putting in order what was added since they were asked the last time.
    fn read(&self) -> Reading<'_> {
        loop {
            match self.as_added() {
                Reading::Memory(quads) if !quads.is_settled() => drop(quads),
                reading => return reading,
            }
            self.write().iter_mut().for_each(|quads| quads.settle());
        }
    }

    /// The quads as they were added, of which terms alone may be asked.
    fn as_added(&self) -> Reading<'_> {
        match &self.quads {
            Kept::Memory(quads) => Reading::Memory(quads.read().unwrap_or_else(PoisonError::into_inner)),
            Kept::Frozen(frozen) => Reading::Frozen(frozen),
        }
    }

    /// The quads to add to; none where they are frozen.
    fn write(&self) -> Option<RwLockWriteGuard<'_, Quads>> {
        match &self.quads {
            Kept::Memory(quads) => Some(quads.write().unwrap_or_else(PoisonError::into_inner)),
            Kept::Frozen(_) => None,
        }
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
    ///
    /// # Errors
    ///
    /// When the query cannot be parsed, or needs more work than a query may do.
    pub fn query_with(&self, text: &str, values: &Values, view: DefaultGraph) -> Result<Answer, StoreError> {
        large(|| self.run(bind::bind(self.parse(text)?, values), view, None))
    }

    /// Parses a query with the prefixes of the store, without running it.
    ///
    /// # Errors
    ///
    /// When the query cannot be parsed, or is too large.
    pub fn parse(&self, text: &str) -> Result<Query, StoreError> {
        parse_query(text, &self.prefixes)
    }

    /// A query some variables of which have values, written anew.
    ///
    /// # Errors
    ///
    /// When the query cannot be parsed, or is too large.
    pub fn bound(&self, text: &str, values: &Values) -> Result<String, StoreError> {
        large(|| Ok(bind::bind(self.parse(text)?, values).to_string()))
    }

    /// Answers a query that is parsed already, and some variables of which have values beforehand.
    ///
    /// # Errors
    ///
    /// When the query needs more work than a query may do, or cannot be evaluated.
    pub fn answer(&self, query: &Query, values: &Values, view: DefaultGraph) -> Result<Answer, StoreError> {
        large(|| self.run(bind::bind(query.clone(), values), view, None))
    }

    /// The matches of a pattern over all layers, as far as they keep to limits.
    ///
    /// # Errors
    ///
    /// When the pattern has more matches, or needs more work, than the limits allow.
    pub fn matches(&self, query: &Query, limits: Limits) -> Result<Matches, StoreError> {
        large(|| {
            self.metered(query.clone(), DefaultGraph::Stated, limits, None, |results, meter| {
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
        looks: Option<&Recorder>,
        make: impl FnOnce(QueryResults<'_>, &Meter) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let meter = Meter::new(limits);
        let query = algebra::with_pattern(seen(each_graph_once(query), view), |p| meter.counted(p));
        let mut prepared = meter.engine().for_query(query);
        self.see(&mut prepared, view);
        let quads = self.read();
        let view = View::new(quads.index(), None, Some(&meter), looks);
        let results = prepared.on_queryable_dataset(view).execute().map_err(evaluation);
        let outcome = results.and_then(|results| make(results, &meter));
        // What a query found by then means nothing, and neither does how it ended.
        self.sound(meter.exceeded().map_or(outcome, |what| Err(StoreError::Exceeded(what))))?
    }

    /// Sets what a query sees as its default graph, unless it names its own.
    fn see(&self, prepared: &mut PreparedSparqlQuery, view: DefaultGraph) {
        if prepared.dataset().is_default_dataset() {
            let graph = match view {
                DefaultGraph::Union => NamedNodeRef::new_unchecked(WIDE).into_owned(),
                DefaultGraph::Stated => NamedNodeRef::new_unchecked(ALL).into_owned(),
                DefaultGraph::Wider => graph_name(&self.base, wider::NAME),
                DefaultGraph::Layer(layer) => graph_name(&self.base, layer.name()),
                DefaultGraph::Ontology => graph_name(&self.base, "ontology"),
            };
            prepared.dataset_mut().set_default_graph(vec![graph.into()]);
        }
    }

    fn run(&self, query: Query, view: DefaultGraph, looks: Option<&Recorder>) -> Result<Answer, StoreError> {
        match self.run_within(query, view, Limits::QUERY, looks)? {
            (answer, false) => Ok(answer),
            (_, true) => Err(StoreError::Exceeded(Exceeded::Matches)),
        }
    }

    /// The first rows of an answer, as many as the limits allow, and whether it has more.
    fn run_within(
        &self,
        query: Query,
        view: DefaultGraph,
        limits: Limits,
        looks: Option<&Recorder>,
    ) -> Result<(Answer, bool), StoreError> {
        if let Some(answer) = self.described(&query, view, limits)? {
            return Ok(answer);
        }
        if let Some((plain, order)) = sorted::taken(&query) {
            // Which rows come first is known once all are there.
            let all = Limits { matches: Limits::QUERY.matches, ..limits };
            if let Some(mut answer) =
                self.metered(plain, view, all, looks, |results, _| order.sorted(results))?
            {
                let is_cut = answer.cut(limits.matches);
                return Ok((answer, is_cut));
            }
        }
        let mut blanks = BlankNames::default();
        self.metered(query, view, limits, looks, |results, meter| match results {
            QueryResults::Boolean(value) => Ok((Answer::Boolean(value), false)),
            QueryResults::Solutions(solutions) => {
                let variables: Vec<String> =
                    solutions.variables().iter().map(|v| v.as_str().to_owned()).collect();
                let (rows, is_cut) = meter.limited(solutions.map(|s| s.map(|s| s.values().to_vec())))?;
                Ok((Answer::solutions(variables, rows), is_cut))
            }
            QueryResults::Graph(triples) => {
                let (mut triples, is_cut) = meter.limited(triples)?;
                for triple in &mut triples {
                    blanks.rename_subject(&mut triple.subject);
                    blanks.rename(&mut triple.object);
                }
                triples.sort_by_cached_key(ToString::to_string);
                triples.dedup();
                Ok((Answer::Triples(triples), is_cut))
            }
        })
    }

    /// A query as all layers are asked it, written out, where that is not as it is typed: patterns that name no class or property see the
    /// graph [`STATED`] then, which holds what all layers state.
    pub(crate) fn written_as_asked(&self, text: &str) -> Option<String> {
        let query = self.parse(text).ok()?;
        let asked = seen(query.clone(), DefaultGraph::Union);
        let has_variables_only = matches!(query, Query::Select { .. } | Query::Ask { .. });
        (has_variables_only && asked != query).then(|| without_blank_nodes(&asked.to_string()))
    }

    /// Whether an IRI stands anywhere in the graph.
    pub fn contains(&self, iri: &str) -> bool {
        self.as_added().index().find(&format!("<{iri}>")).is_some()
    }

    /// All IRIs of the graph that begin with a text, sorted. Costs one pass over the terms of the store.
    pub fn iris_with_prefix(&self, start: &str) -> Vec<String> {
        let quads = self.read();
        let iris = quads.index().texts();
        let own = |term: &str| {
            let iri = term.strip_prefix('<')?.strip_suffix('>')?;
            iri.starts_with(start).then(|| iri.to_owned())
        };
        let mut found: Vec<String> = iris.filter_map(|term| own(&term)).collect();
        found.sort_unstable();
        found
    }
}

/// A query as it is asked of what it sees.
fn seen(query: Query, view: DefaultGraph) -> Query {
    let is_wide = view == DefaultGraph::Union && query.dataset().is_none();
    if is_wide { wider::narrowed(query) } else { query }
}

/// A query that is written out, with a variable for each node without a name: patterns in two graphs may share one, and SPARQL has no way to
/// write that (SPARQL 1.1, section 4.1.4).
fn without_blank_nodes(query: &str) -> String {
    let (mut out, mut done) = (String::new(), 0);
    for token in tokens(query).filter(|token| matches!(token.kind, Kind::Iri | Kind::Text)) {
        out.push_str(&query[done..token.at].replace("_:", "?_"));
        out.push_str(token.text);
        done = token.at + token.text.len();
    }
    out + &query[done..].replace("_:", "?_")
}

/// A query whose graphs are each named once: the default graph is a merge (SPARQL 1.1, section 13.2), and the engine would find what
/// is in a graph as often as that is named.
fn each_graph_once(mut query: Query) -> Query {
    let (Query::Select { dataset, .. }
    | Query::Construct { dataset, .. }
    | Query::Describe { dataset, .. }
    | Query::Ask { dataset, .. }) = &mut query;
    if let Some(dataset) = dataset {
        let once = |graphs: &mut Vec<NamedNode>| {
            let mut seen = BTreeSet::new();
            graphs.retain(|graph| seen.insert(graph.clone()));
        };
        once(&mut dataset.default);
        dataset.named.as_mut().map(once);
    }
    query
}

/// Parses a query with given prefixes, without a store.
///
/// # Errors
///
/// When the query cannot be parsed, or is too large.
pub fn parse_query(text: &str, prefixes: &[(String, String)]) -> Result<Query, StoreError> {
    guard::check_text(text)?;
    large(|| {
        let query = parser(prefixes)?.parse_query(text).map_err(StoreError::Syntax)?;
        guard::check(&query)?;
        Ok(query)
    })
}

/// The IRIs that a query names, in full, however it writes them; none where it cannot be parsed.
pub fn named_in(text: &str, prefixes: &[(String, String)]) -> BTreeSet<String> {
    let Ok(query) = parse_query(text, prefixes) else { return BTreeSet::new() };
    // As it is written out again, no name has a prefix, and no comment is left.
    let written = query.to_string();
    let iris = tokens(&written).filter(|token| token.kind == Kind::Iri);
    iris.map(|token| token.text.trim_start_matches('<').trim_end_matches('>').to_owned()).collect()
}

fn parser(prefixes: &[(String, String)]) -> Result<SparqlParser, StoreError> {
    prefixes.iter().try_fold(SparqlParser::new(), |parser, (name, iri)| {
        parser.with_prefix(name, iri).map_err(|_| StoreError::Prefix(name.clone()))
    })
}

fn large<R: Send>(work: impl FnOnce() -> Result<R, StoreError> + Send) -> Result<R, StoreError> {
    on_large_stack(work).ok_or(StoreError::Thread)?
}

fn evaluation(error: oxigraph::sparql::QueryEvaluationError) -> StoreError {
    StoreError::Evaluation(error.into())
}

fn graph_name(base: &str, name: &str) -> NamedNode {
    NamedNode::new_unchecked(Node::minted(IriFamily::Graph, name).iri(base))
}
