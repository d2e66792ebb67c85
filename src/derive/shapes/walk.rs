//! Property paths followed: a path as an automaton whose steps are predicates, walked over the graph breadth first.
//!
//! Goes in: a path, a graph, a node. Comes out: where the path leads, and by which triples. Costs at most the steps of the path
//! times the triples of the graph, however the path is nested.

use std::collections::{HashMap, HashSet, VecDeque};

use super::graph::Graph;
use super::path::Path;
use crate::model::text::Symbol;

/// A step from one state to another.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// From the subject to the value of a predicate.
    Along(Symbol),
    /// From the value to the subject of a predicate.
    Against(Symbol),
    /// None at all.
    Stay,
}

/// A path that can be followed: for each state its steps, each with the state that it leads to.
///
/// State 0 is where it begins, state 1 where it ends.
#[derive(Clone, Debug)]
pub(super) struct Walk(Vec<Vec<(Step, usize)>>);

/// A state and a node that was reached in it.
type Place = (usize, Symbol);

impl Walk {
    pub(super) fn of(path: &Path) -> Self {
        let mut walk = Self(vec![Vec::new(); 2]);
        walk.add(path, true, 0, 1);
        walk
    }

    fn state(&mut self) -> usize {
        self.0.push(Vec::new());
        self.0.len() - 1
    }

    fn step(&mut self, from: usize, step: Step, to: usize) {
        self.0[from].push((step, to));
    }

    /// Adds the steps of a path between two states.
    fn add(&mut self, path: &Path, forward: bool, from: usize, to: usize) {
        match path {
            Path::Predicate(predicate) if forward => self.step(from, Step::Along(*predicate), to),
            Path::Predicate(predicate) => self.step(from, Step::Against(*predicate), to),
            Path::Inverse(path) => self.add(path, !forward, from, to),
            Path::Alternative(paths) => paths.iter().for_each(|p| self.add(p, forward, from, to)),
            Path::Sequence(paths) => {
                let mut at = from;
                for i in 0..paths.len() {
                    let path = &paths[if forward { i } else { paths.len() - 1 - i }];
                    let next = if i + 1 == paths.len() { to } else { self.state() };
                    self.add(path, forward, at, next);
                    at = next;
                }
            }
            Path::ZeroOrOne(path) => {
                self.step(from, Step::Stay, to);
                self.add(path, forward, from, to);
            }
            Path::ZeroOrMore(path) => {
                self.step(from, Step::Stay, to);
                self.repeated(path, forward, from, to);
            }
            Path::OneOrMore(path) => self.repeated(path, forward, from, to),
        }
    }

    fn repeated(&mut self, path: &Path, forward: bool, from: usize, to: usize) {
        let (before, after) = (self.state(), self.state());
        self.step(from, Step::Stay, before);
        self.add(path, forward, before, after);
        self.step(after, Step::Stay, before);
        self.step(after, Step::Stay, to);
    }

    /// The nodes that the path leads to, sorted, each once.
    pub(super) fn values(&self, graph: &Graph, from: Symbol) -> Vec<Symbol> {
        // The common case, which needs no set.
        if let [(Step::Along(predicate), 1)] = self.0[0].as_slice() {
            return graph.objects(from, *predicate).collect();
        }
        let mut seen = HashSet::from([(0, from)]);
        let mut todo = vec![(0, from)];
        let mut found = Vec::new();
        while let Some(place) = todo.pop() {
            if place.0 == 1 {
                found.push(place.1);
            }
            self.next(graph, place, &mut |next, _| {
                if seen.insert(next) {
                    todo.push(next);
                }
            });
        }
        found.sort_unstable();
        found
    }

    /// Triples by which the path leads from one node to another; the last one ends there.
    pub(super) fn trace(&self, graph: &Graph, from: Symbol, to: Symbol) -> Option<Vec<[Symbol; 3]>> {
        let (start, end) = ((0, from), (1, to));
        let mut came: HashMap<Place, (Place, Option<[Symbol; 3]>)> = HashMap::new();
        let mut todo = VecDeque::from([start]);
        while let Some(place) = todo.pop_front().filter(|_| !came.contains_key(&end)) {
            self.next(graph, place, &mut |next, triple| {
                if next != start && !came.contains_key(&next) {
                    came.insert(next, (place, triple));
                    todo.push_back(next);
                }
            });
        }
        let mut triples = Vec::new();
        let mut at = end;
        while at != start {
            let (before, triple) = *came.get(&at)?;
            triples.extend(triple);
            at = before;
        }
        triples.reverse();
        Some(triples)
    }

    /// Hands over the places that are one step away, each with the triple by which it is reached.
    fn next(&self, graph: &Graph, (state, node): Place, each: &mut dyn FnMut(Place, Option<[Symbol; 3]>)) {
        for (step, to) in &self.0[state] {
            match step {
                Step::Stay => each((*to, node), None),
                Step::Along(predicate) => {
                    for value in graph.objects(node, *predicate) {
                        each((*to, value), Some([node, *predicate, value]));
                    }
                }
                Step::Against(predicate) => {
                    for subject in graph.subjects(*predicate, node) {
                        each((*to, subject), Some([subject, *predicate, node]));
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::super::graph::Builder;
    use super::*;
    use crate::model::text::Interner;

    /// Where a path leads by the words of the specification, set by set.
    fn led(path: &Path, graph: &Graph, from: Symbol, nodes: &[Symbol]) -> BTreeSet<Symbol> {
        match path {
            Path::Predicate(predicate) => graph.objects(from, *predicate).collect(),
            Path::Inverse(path) => {
                nodes.iter().copied().filter(|n| led(path, graph, *n, nodes).contains(&from)).collect()
            }
            Path::Sequence(paths) => paths.iter().fold(BTreeSet::from([from]), |at, path| {
                at.iter().flat_map(|n| led(path, graph, *n, nodes)).collect()
            }),
            Path::Alternative(paths) => paths.iter().flat_map(|p| led(p, graph, from, nodes)).collect(),
            Path::ZeroOrOne(path) => &led(path, graph, from, nodes) | &BTreeSet::from([from]),
            Path::ZeroOrMore(path) => {
                &led(&Path::OneOrMore(path.clone()), graph, from, nodes) | &BTreeSet::from([from])
            }
            Path::OneOrMore(path) => {
                let mut found = led(path, graph, from, nodes);
                loop {
                    let more: BTreeSet<Symbol> =
                        found.iter().flat_map(|n| led(path, graph, *n, nodes)).collect();
                    if more.is_subset(&found) {
                        return found;
                    }
                    found.extend(more);
                }
            }
        }
    }

    fn paths(predicates: Vec<Symbol>) -> impl Strategy<Value = Path> {
        let one = proptest::sample::select(predicates).prop_map(Path::Predicate);
        one.prop_recursive(3, 8, 2, |inner| {
            let boxed = inner.clone().prop_map(Box::new);
            let several = proptest::collection::vec(inner, 2..3);
            prop_oneof![
                boxed.clone().prop_map(Path::Inverse),
                boxed.clone().prop_map(Path::ZeroOrMore),
                boxed.clone().prop_map(Path::OneOrMore),
                boxed.prop_map(Path::ZeroOrOne),
                several.clone().prop_map(Path::Sequence),
                several.prop_map(Path::Alternative),
            ]
        })
    }

    fn graph(triples: &[(usize, usize, usize)]) -> (Graph, Vec<Symbol>, Vec<Symbol>) {
        let mut terms = Interner::default();
        let nodes = (0..4).map(|i| terms.intern(&format!("<n:{i}>"))).collect();
        let predicates = (0..2).map(|i| terms.intern(&format!("<p:{i}>"))).collect();
        let mut builder = Builder::new(terms, None);
        for (s, p, o) in triples {
            builder.add(&format!("<n:{s}>"), &format!("<p:{p}>"), &format!("<n:{o}>"));
        }
        (builder.finish(), nodes, predicates)
    }

    proptest! {
        /// A path leads where the specification says, and each trace is made of triples that are there.
        #[test]
        fn leads_where_the_specification_says(
            (triples, path) in proptest::collection::vec((0..4usize, 0..2usize, 0..4usize), 0..8).prop_flat_map(|triples| {
                let predicates = graph(&triples).2;
                (Just(triples), paths(predicates))
            }),
        ) {
            let (graph, nodes, _) = graph(&triples);
            let walk = Walk::of(&path);
            for from in &nodes {
                let values = walk.values(&graph, *from);
                prop_assert_eq!(&values, &led(&path, &graph, *from, &nodes).into_iter().collect::<Vec<_>>());
                for to in &nodes {
                    let trace = walk.trace(&graph, *from, *to);
                    prop_assert_eq!(trace.is_some(), values.contains(to));
                    prop_assert!(trace.into_iter().flatten().all(|t| graph.has(t)));
                }
            }
        }
    }
}
