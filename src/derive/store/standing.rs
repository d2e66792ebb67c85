//! Answers with how each of their rows stands.
//!
//! A query reads claims whatever they are, and need not say which of them a row rests on: it may bind none, count them, or pass
//! over them by a path. So what a row rests on is tried, not read out of the query: the query is asked again of the graph
//! as it would be without the claims that are not facts, and then with more and more of them. A row stands as the last
//! claims that it needs.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Deref;

use oxigraph::sparql::{QueryResults, SparqlEvaluator};
use oxrdf::{Literal, Term, Triple};
use spargebra::Query;
use spargebra::algebra::{Expression, Function, GraphPattern};

use super::algebra::{Part, pattern_of, with_pattern};
use super::answer::{TRIPLE, by_terms};
use super::index::{Hidden, View};
use super::looks::{Looks, Recorder};
use super::seen;
use super::{
    Answer, Asked, DefaultGraph, Kept, Limits, Store, StoreError, Values, bind, evaluation, graph_name, large,
};
use crate::derive::rdf::{GraphRef, IriFamily, Layer, Node, to_ntriples};
use crate::model::claim::Thing;
use crate::model::standing::Standing;
use crate::model::text::Symbol;

/// The column that says how rows stand.
pub const STANDING: &str = "standing";

/// An answer, and how what each of its rows rests on stands.
#[derive(Clone, Debug, PartialEq)]
pub struct StandingAnswer {
    answer: Answer,
    standings: Vec<Standing>,
    /// Whether the query says in which order rows come, or takes some of them as they come.
    is_ordered: bool,
}

impl Deref for StandingAnswer {
    type Target = Answer;

    fn deref(&self) -> &Answer {
        &self.answer
    }
}

impl StandingAnswer {
    /// An answer that was found elsewhere, with how each of its rows stands. They keep their order.
    pub fn new(answer: Answer, standings: Vec<Standing>) -> Self {
        Self { answer, standings, is_ordered: true }
    }

    /// How each row stands, or each triple, or the yes or no: a fact where it needs no claim that is not one.
    pub fn standings(&self) -> &[Standing] {
        &self.standings
    }

    /// How those stand that are not facts, each standing once.
    pub fn not_facts(&self) -> BTreeSet<Standing> {
        self.standings.iter().copied().filter(|s| !s.is_fact()).collect()
    }

    /// The answer with its rows in one order where the query leaves that open: the same from whatever index they came.
    #[must_use]
    pub fn in_order(mut self) -> Self {
        if let Answer::Solutions { rows, .. } = &mut self.answer
            && !self.is_ordered
        {
            let mut all: Vec<_> = std::mem::take(rows).into_iter().zip(self.standings).collect();
            all.sort_by(|a, b| by_terms(&a.0, &b.0));
            (*rows, self.standings) = all.into_iter().unzip();
        }
        self
    }

    /// The answer as a table with a further column, `standing`, that says how each row stands that is not a fact; as it is where
    /// all are facts, and where it is yes or no.
    #[must_use]
    pub fn marked(self) -> Answer {
        if self.not_facts().is_empty() {
            return self.answer;
        }
        let (mut variables, mut rows) = match self.answer {
            Answer::Boolean(_) => return self.answer,
            Answer::Solutions { variables, rows } => (variables, rows),
            Answer::Triples(triples) => {
                let terms =
                    |t: Triple| vec![Some(t.subject.into()), Some(t.predicate.into()), Some(t.object)];
                (TRIPLE.map(str::to_owned).to_vec(), triples.into_iter().map(terms).collect())
            }
        };
        let mut name = STANDING.to_owned();
        while variables.contains(&name) {
            name.push('_');
        }
        variables.push(name);
        for (row, standing) in rows.iter_mut().zip(&self.standings) {
            row.push((!standing.is_fact()).then(|| Literal::new_simple_literal(standing.word()).into()));
        }
        Answer::Solutions { variables, rows }
    }

    /// The triples that are facts, and those that are not with how they stand; none for an answer of another kind.
    pub fn triples_by_standing(&self) -> (Vec<Triple>, Vec<(&Triple, Standing)>) {
        let Answer::Triples(triples) = &self.answer else { return Default::default() };
        let all = || triples.iter().zip(self.standings.iter().copied());
        let facts = all().filter(|t| t.1.is_fact()).map(|t| t.0.clone()).collect();
        (facts, all().filter(|t| !t.1.is_fact()).collect())
    }
}

/// A claim or derivation that is no fact, with its graph and how it stands.
type NotFact = (Symbol, Symbol, Standing);

/// A row of an answer, whatever its kind.
#[derive(PartialEq, Eq, Hash)]
enum Row {
    Values(Vec<Option<Term>>),
    Triple(Triple),
    Answer(bool),
}

impl Store {
    /// Answers a query and says how each row stands.
    ///
    /// Costs the query once more for each standing of claims that rows may rest on, twice where all of them are facts, once
    /// where all claims are.
    ///
    /// # Errors
    ///
    /// As [`Store::query`].
    pub fn query_standing(
        &self,
        text: &str,
        values: &Values,
        view: DefaultGraph,
    ) -> Result<StandingAnswer, StoreError> {
        large(|| {
            let query = bind::bind(self.parse(text)?, values);
            self.answer_standing(query, view, None)
        })
    }

    /// The first rows of an answer, as many as are asked for at most, in one order and each with how it stands; and whether it has more.
    ///
    /// # Errors
    ///
    /// As [`Store::query`].
    pub fn first_rows_standing(
        &self,
        asked: &Asked,
        most: usize,
    ) -> Result<(StandingAnswer, bool), StoreError> {
        let limits = Limits { matches: most.min(Limits::QUERY.matches), ..Limits::QUERY };
        large(|| {
            let is_ordered = is_ordered(pattern_of(&asked.query));
            let (answer, is_cut) = self.run_within(asked.query.clone(), asked.view, limits, None)?;
            let standings = self.standings(asked.query.clone(), asked.view, &answer, None)?;
            let answer = self.sound(StandingAnswer { answer, standings, is_ordered })?;
            Ok((answer.in_order(), is_cut))
        })
    }

    /// Answers a query of all layers and says how each row stands, with all that it looked up for that.
    ///
    /// # Errors
    ///
    /// As [`Store::query`].
    pub fn query_recorded(&self, query: &Query) -> Result<(StandingAnswer, Looks), StoreError> {
        // What is described or constructed is looked up by other ways too.
        let is_recorded = matches!(query, Query::Select { .. } | Query::Ask { .. }) && !is_unstable(query);
        let recorder = Recorder::new(if is_recorded { Looks::default() } else { Looks::at_everything() });
        let answer = self.answer_standing(query.clone(), DefaultGraph::Union, Some(&recorder))?;
        Ok((answer, recorder.into_inner()))
    }

    fn answer_standing(
        &self,
        query: Query,
        view: DefaultGraph,
        looks: Option<&Recorder>,
    ) -> Result<StandingAnswer, StoreError> {
        let is_ordered = is_ordered(pattern_of(&query));
        let answer = self.run(query.clone(), view, looks)?;
        let standings = self.standings(query, view, &answer, looks)?;
        self.sound(StandingAnswer { answer, standings, is_ordered })
    }

    /// Tells the store how the claims and derivations of its graph stand, once all its quads are there.
    pub fn stand(&mut self, scope: GraphRef<'_>) {
        let held = self.as_added();
        let quads = held.index();
        let graphs = Layer::ALL.map(|layer| quads.find(&to_ntriples(&graph_name(&self.base, layer.name()))));
        let found = |(iri, layer, standing): (String, Layer, Standing)| {
            let place = Layer::ALL.iter().position(|l| *l == layer)?;
            Some((quads.find(&format!("<{iri}>"))?, graphs[place]?, standing))
        };
        let mut not_facts: Vec<_> = not_facts(scope).filter_map(found).collect();
        not_facts.sort_unstable();
        drop(held);
        self.not_facts = not_facts;
    }

    /// The claims and derivations that are no facts, each with its graph and how it stands.
    fn not_facts(&self) -> Box<dyn Iterator<Item = NotFact> + '_> {
        match &self.quads {
            Kept::Memory(_) => Box::new(self.not_facts.iter().copied()),
            Kept::Frozen(frozen) => Box::new(frozen.not_facts()),
        }
    }

    /// How the claims and derivations stand that a row shows.
    fn shown_in(&self, row: &Row) -> Standing {
        let Row::Values(values) = row else { return Standing::Fact };
        let held = self.read();
        let standing = |term: &Option<Term>| {
            let Some(Term::NamedNode(node)) = term else { return None };
            let is_own = node.as_str().strip_prefix(&self.base).is_some_and(|name| {
                [IriFamily::Claim, IriFamily::Derived].iter().any(|family| name.starts_with(family.path()))
            });
            let symbol = is_own.then(|| held.index().find(&node.to_string()))??;
            match &self.quads {
                Kept::Memory(_) => {
                    let at = self.not_facts.binary_search_by_key(&symbol, |found| found.0).ok()?;
                    Some(self.not_facts[at].2)
                }
                Kept::Frozen(frozen) => frozen.standing(symbol),
            }
        };
        values.iter().filter_map(standing).max().unwrap_or_default()
    }

    fn standings(
        &self,
        query: Query,
        view: DefaultGraph,
        answer: &Answer,
        looks: Option<&Recorder>,
    ) -> Result<Vec<Standing>, StoreError> {
        let rows = rows_of(answer);
        let mut standings: Vec<Standing> = rows.iter().map(|row| self.shown_in(row)).collect();
        let mut not_facts: BTreeMap<Standing, Vec<(Symbol, Symbol)>> = BTreeMap::new();
        // What is not of the date asked about is not in the graph of that date.
        for (node, graph, standing) in self.not_facts().filter(|found| found.2 != Standing::OutOfDate) {
            not_facts.entry(standing).or_default().push((node, graph));
        }
        let Some(worst) = not_facts.keys().next_back() else { return Ok(standings) };
        if is_unstable(&query) {
            return Ok(standings);
        }
        let mut open: HashMap<&Row, Vec<usize>> = HashMap::new();
        for (i, row) in rows.iter().enumerate().filter(|(_, r)| !matches!(r, Row::Triple(t) if self.holds(t)))
        {
            open.entry(row).or_default().push(i);
        }
        let query = without_slice(query);
        // What is there without any claim that is not a fact, then with those that are doubted, and so on; all is the answer.
        for level in std::iter::once(Standing::Fact).chain(not_facts.keys().copied()) {
            if open.is_empty() {
                break;
            }
            let mut reach = |places: Vec<usize>| {
                for place in places {
                    standings[place] = standings[place].max(level);
                }
            };
            if level == *worst {
                reach(open.drain().flat_map(|(_, places)| places).collect());
                break;
            }
            let hidden = not_facts.range((std::ops::Bound::Excluded(level), std::ops::Bound::Unbounded));
            let hidden = hidden.flat_map(|(_, nodes)| nodes).copied().collect();
            self.ask_without(&hidden, &query, (view, looks), &mut |row| {
                if let Some(places) = open.remove(&row) {
                    reach(places);
                }
                open.is_empty()
            })?;
        }
        Ok(standings)
    }

    /// Whether some layer holds a triple: then it is not the query's own.
    fn holds(&self, triple: &Triple) -> bool {
        let Triple { subject, predicate, object } = triple;
        let held = self.read();
        let quads = held.index();
        let terms = [to_ntriples(subject), to_ntriples(predicate), to_ntriples(object)];
        let [subject, predicate, object] = terms.map(|term| quads.find(&term));
        let triple = subject.zip(predicate).zip(object);
        triple.is_some_and(|((subject, predicate), object)| quads.holds([subject, predicate, object]))
    }

    /// Asks a query of the graph as it would be without some nodes, until `each` has seen enough rows.
    fn ask_without(
        &self,
        hidden: &Hidden,
        query: &Query,
        (view, looks): (DefaultGraph, Option<&Recorder>),
        each: &mut dyn FnMut(Row) -> bool,
    ) -> Result<(), StoreError> {
        let held = self.read();
        let mut prepared = SparqlEvaluator::new().for_query(seen(query.clone(), view));
        self.see(&mut prepared, view);
        match prepared
            .on_queryable_dataset(View::new(held.index(), Some(hidden), None, looks))
            .execute()
            .map_err(evaluation)?
        {
            QueryResults::Boolean(yes) => {
                each(Row::Answer(yes));
            }
            QueryResults::Solutions(solutions) => {
                for solution in solutions {
                    if each(Row::Values(solution.map_err(evaluation)?.values().to_vec())) {
                        break;
                    }
                }
            }
            QueryResults::Graph(triples) => {
                for triple in triples {
                    if each(Row::Triple(triple.map_err(evaluation)?)) {
                        break;
                    }
                }
            }
        }
        Ok(())
    }
}

fn rows_of(answer: &Answer) -> Vec<Row> {
    match answer {
        Answer::Solutions { rows, .. } => rows.iter().cloned().map(Row::Values).collect(),
        Answer::Triples(triples) => triples.iter().cloned().map(Row::Triple).collect(),
        Answer::Boolean(yes) => vec![Row::Answer(*yes)],
    }
}

/// The IRIs of the claims and derivations that are no facts, with their layers and how they stand.
pub(crate) fn not_facts(scope: GraphRef<'_>) -> impl Iterator<Item = (String, Layer, Standing)> {
    let claims = scope.dataset.claim_ids().map(move |id| (id, scope.standing(id)));
    let claims = claims.filter(|(_, standing)| !standing.is_fact()).map(move |(id, standing)| {
        let key = scope.dataset.key(Thing::Claim(id));
        (Node::minted(IriFamily::Claim, key).iri(scope.base), Layer::Claims, standing)
    });
    let derived = scope.derived.iter().filter(|(_, d)| !d.standing.is_fact()).map(move |(_, derivation)| {
        let key = derivation.key.to_string();
        (Node::minted(IriFamily::Derived, &key).iri(scope.base), Layer::Derived, derivation.standing)
    });
    claims.chain(derived)
}

/// Whether a pattern has an order at its end, or a part of its rows.
fn is_ordered(pattern: &GraphPattern) -> bool {
    match pattern {
        GraphPattern::OrderBy { .. } | GraphPattern::Slice { .. } => true,
        GraphPattern::Project { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner } => is_ordered(inner),
        _ => false,
    }
}

/// Whether a query gives something else each time it is asked: then nothing follows from a row that is gone.
fn is_unstable(query: &Query) -> bool {
    Part::Pattern(pattern_of(query)).all().any(|part| {
        matches!(
            part,
            Part::Expression(Expression::FunctionCall(
                Function::Rand | Function::Uuid | Function::StrUuid | Function::BNode | Function::Now,
                _
            ))
        )
    })
}

/// The query without its outermost LIMIT and OFFSET, which would let other rows take the place of those that are gone, and without
/// the order of its rows, at which nobody looks.
fn without_slice(query: Query) -> Query {
    with_pattern(query, |pattern| {
        let pattern = if let GraphPattern::Slice { inner, .. } = pattern { *inner } else { pattern };
        match pattern {
            GraphPattern::Project { inner, variables } => match *inner {
                GraphPattern::OrderBy { inner, .. } => GraphPattern::Project { inner, variables },
                other => GraphPattern::Project { inner: Box::new(other), variables },
            },
            other => other,
        }
    })
}
