//! How firmly the answers to the questions of a graph stand: which rows are lost without one claim or source, and which rest on
//! secondary sources alone.
//!
//! Goes in: a graph and its questions. Comes out: a [`Fragility`] for each question. Nothing is reasoned out: the graph is
//! made again without each claim or source, rules and disagreements included, and every question is asked again that looked at
//! something which is then other. Deliberately knows no files and no terminal.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::derive::graph::Graph;
use crate::derive::store::{Looks, StoreError, on_large_stack};
use crate::explore::questions::{Question, rows, without};
use crate::model::claim::{ClaimId, EntityId, Thing};
use crate::model::diagnostic::Diagnostic;

/// How firmly the answer to one question stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fragility {
    /// The name of the question.
    pub name: String,
    /// The columns of the answer, as CSV.
    pub columns: String,
    /// The rows of the answer, as CSV.
    pub rows: Vec<String>,
    /// For each row, the keys of the claims, or of the sources, without any one of which it is lost.
    pub rests_on: Vec<Vec<String>>,
    /// Keys of those without which the answer has other rows, though none of these is lost.
    pub kept_out_by: Vec<String>,
    /// Whether each row is lost without the secondary sources.
    pub secondary: Vec<bool>,
}

impl Fragility {
    /// How many rows are lost without some one of them.
    pub fn fragile_rows(&self) -> usize {
        self.rests_on.iter().filter(|claims| !claims.is_empty()).count()
    }

    /// How many rows rest on secondary sources alone.
    pub fn secondary_rows(&self) -> usize {
        self.secondary.iter().filter(|s| **s).count()
    }
}

/// Why the answers cannot be examined.
#[derive(Debug)]
pub enum Failure {
    /// A question cannot be asked.
    Question(Box<Diagnostic>),
    /// The store failed.
    Store(StoreError),
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// What is left out at a time: a key, and the claims that go with it.
pub type Part = (String, BTreeSet<ClaimId>);

/// Each claim by itself.
pub fn claims(graph: &Graph) -> Vec<Part> {
    let dataset = graph.dataset();
    dataset.claim_ids().map(|id| (dataset.key(Thing::Claim(id)).to_owned(), BTreeSet::from([id]))).collect()
}

/// Each source with all its claims.
pub fn sources(graph: &Graph) -> Vec<Part> {
    let dataset = graph.dataset();
    let mut parts: BTreeMap<EntityId, BTreeSet<ClaimId>> = BTreeMap::new();
    for id in dataset.claim_ids() {
        parts.entry(dataset.claim(id).source).or_default().insert(id);
    }
    parts.into_iter().map(|(id, claims)| (dataset.key(Thing::Entity(id)).to_owned(), claims)).collect()
}

/// Examines the answers to all questions without each of some parts of the graph.
///
/// Costs one build and one asking of some questions for each part, spread over the processors of the machine; `done` is
/// called after each.
///
/// # Errors
///
/// When the graph cannot be built without one of the parts, or a question cannot be asked.
pub fn examine(
    graph: &Graph,
    questions: &[Question<'_>],
    parts: &[Part],
    done: &(dyn Fn() + Sync),
) -> Result<Vec<Fragility>, Failure> {
    let whole = Whole { graph, questions, answers: answers(questions, graph)? };
    let mut found: Vec<Fragility> =
        questions.iter().zip(&whole.answers).map(|(q, (lines, _))| begin(q.name, lines)).collect();
    let examined = in_parallel(parts, |(_, claims)| {
        let changes = whole.changes_without(|id| claims.contains(&id));
        done();
        changes
    });
    for ((key, _), changes) in parts.iter().zip(examined) {
        for (fragility, (lost, more)) in found.iter_mut().zip(changes?) {
            let mut lost = lost;
            for (i, row) in fragility.rows.iter().enumerate() {
                if let Some(at) = lost.iter().position(|l| l == row) {
                    lost.swap_remove(at);
                    fragility.rests_on[i].push(key.clone());
                }
            }
            if more && !fragility.rests_on.iter().any(|claims| claims.last().is_some_and(|c| c == key)) {
                fragility.kept_out_by.push(key.clone());
            }
        }
    }
    let is_secondary = |id: ClaimId| {
        let source = graph.dataset().claim(id).source;
        graph.ontology().is_secondary(graph.dataset().entity(source).class)
    };
    if !graph.dataset().claim_ids().any(is_secondary) {
        return Ok(found);
    }
    for (fragility, (mut lost, _)) in found.iter_mut().zip(whole.changes_without(is_secondary)?) {
        for (i, row) in fragility.rows.iter().enumerate() {
            if let Some(at) = lost.iter().position(|l| l == row) {
                lost.swap_remove(at);
                fragility.secondary[i] = true;
            }
        }
    }
    Ok(found)
}

fn begin(name: &str, lines: &[String]) -> Fragility {
    let rows = lines.get(1..).unwrap_or_default().to_vec();
    Fragility {
        name: name.to_owned(),
        columns: lines.first().cloned().unwrap_or_default(),
        rests_on: vec![Vec::new(); rows.len()],
        kept_out_by: Vec::new(),
        secondary: vec![false; rows.len()],
        rows,
    }
}

/// The rows of an answer, and all that was looked up for them.
type Answer = (Vec<String>, Looks);

fn answers(questions: &[Question<'_>], graph: &Graph) -> Result<Vec<Answer>, Failure> {
    let store = graph.store()?;
    questions.iter().map(|q| rows(*q, store).map_err(Failure::Question)).collect()
}

/// For each question: the rows that a graph lacks, and whether it has others.
type Changes = Vec<(Vec<String>, bool)>;

/// A graph with the answers to its questions.
struct Whole<'a> {
    graph: &'a Graph,
    questions: &'a [Question<'a>],
    answers: Vec<Answer>,
}

impl Whole<'_> {
    /// What is other in the answers without some claims.
    fn changes_without(&self, left_out: impl Fn(ClaimId) -> bool) -> Result<Changes, Failure> {
        let rest = self.graph.without(left_out)?;
        let changes = self.graph.store()?.changes(rest.store()?);
        let change = |(question, (before, looks)): (&Question<'_>, &Answer)| {
            let shows = |node| before.iter().any(|row| row.contains(node));
            if !looks.differ(&changes) && !changes.nodes().any(shows) {
                return Ok((Vec::new(), false));
            }
            let (now, _) = rows(*question, rest.store()?).map_err(Failure::Question)?;
            Ok((without(before, &now), !without(&now, before).is_empty()))
        };
        self.questions.iter().zip(&self.answers).map(change).collect()
    }
}

/// Does the work for each item, on as many threads as the machine has processors; results in the order of the items. Each thread takes
/// the next item that is left, as some are much more work than others.
fn in_parallel<T: Send>(items: &[Part], work: impl Fn(&Part) -> T + Sync) -> Vec<T> {
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get).min(items.len());
    let (work, next) = (&work, &AtomicUsize::new(0));
    let take = move || {
        let mut done: Vec<(usize, T)> = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(at) else { return done };
            done.push((at, work(item)));
        }
    };
    let mut all: Vec<(usize, T)> = std::thread::scope(|scope| {
        // Else each query would start a thread of its own.
        let taking = || on_large_stack(take).unwrap_or_else(take);
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(taking)).collect();
        let join = |thread: std::thread::ScopedJoinHandle<'_, Vec<(usize, T)>>| match thread.join() {
            Ok(results) => results,
            Err(panic) => std::panic::resume_unwind(panic),
        };
        running.into_iter().flat_map(join).collect()
    });
    all.sort_unstable_by_key(|(at, _)| *at);
    all.into_iter().map(|(_, result)| result).collect()
}
