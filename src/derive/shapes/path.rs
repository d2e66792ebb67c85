//! Property paths (<https://www.w3.org/TR/shacl/#property-paths>): read, followed, traced, and written again.

use std::collections::{BTreeMap, BTreeSet};

use spargebra::algebra::PropertyPathExpression;
use spargebra::term::NamedNode;

use super::graph::Graph;
use super::source::Source;
use super::vocabulary::sh;
use crate::compile::ontology::triples::iri_of;
use crate::iri;
use crate::model::text::{Symbol, Texts};

/// Paths nested deeper than this are refused.
const DEEPEST: usize = 100;

/// A property path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Path {
    /// One predicate.
    Predicate(Symbol),
    /// The same path from the other end.
    Inverse(Box<Path>),
    /// One path after the other.
    Sequence(Vec<Path>),
    /// Any of several paths.
    Alternative(Vec<Path>),
    /// Any number of times, or none.
    ZeroOrMore(Box<Path>),
    /// At least once.
    OneOrMore(Box<Path>),
    /// Once, or not at all.
    ZeroOrOne(Box<Path>),
}

/// Reads the path that a node stands for; `Err` says what is wrong with it.
pub(super) fn read(source: &Source<'_>, node: &str, terms: &mut Texts, depth: usize) -> Result<Path, String> {
    if depth > DEEPEST {
        return Err(format!("a path that leads back into itself, or is nested more than {DEEPEST} deep"));
    }
    if iri_of(node).is_some() {
        return Ok(Path::Predicate(terms.intern(node)));
    }
    if !node.starts_with("_:") {
        return Err(format!("{node} is no path"));
    }
    // A node is a path by one of the rules and by no other; what fails a rule does not count.
    let mut read = Vec::new();
    if source.values(node, &iri!(RDF, "first")).next().is_some() {
        read.push(several(source, node, terms, depth).map(Path::Sequence));
    }
    for (name, wrap) in WRAPPED {
        for triple in source.values(node, &sh(name)) {
            read.push(self::read(source, &triple.object, terms, depth + 1).map(|p| wrap(Box::new(p))));
        }
    }
    for triple in source.values(node, &sh("alternativePath")) {
        read.push(several(source, &triple.object, terms, depth).map(Path::Alternative));
    }
    let (mut good, bad): (Vec<_>, Vec<_>) = read.into_iter().partition(Result::is_ok);
    match (good.len(), bad.into_iter().next()) {
        (1, _) => good.remove(0),
        (0, Some(why)) => why,
        (0, None) => Err("this is no path".to_owned()),
        _ => Err("a path of more than one kind".to_owned()),
    }
}

/// How a path is made from one other.
type Wrap = fn(Box<Path>) -> Path;

const WRAPPED: [(&str, Wrap); 4] = [
    ("inversePath", Path::Inverse),
    ("zeroOrMorePath", Path::ZeroOrMore),
    ("oneOrMorePath", Path::OneOrMore),
    ("zeroOrOnePath", Path::ZeroOrOne),
];

fn several(source: &Source<'_>, node: &str, terms: &mut Texts, depth: usize) -> Result<Vec<Path>, String> {
    let members = source.list(node)?;
    if members.len() < 2 {
        return Err("a list of fewer than two paths".to_owned());
    }
    members.iter().map(|t| read(source, &t.object, terms, depth + 1)).collect()
}

impl Path {
    /// The predicate that the path begins with, where it begins with one.
    pub(super) fn first(&self) -> Option<Symbol> {
        match self {
            Self::Predicate(predicate) => Some(*predicate),
            Self::Sequence(paths) => paths.first().and_then(Self::first),
            _ => None,
        }
    }

    /// All predicates in the path.
    pub(super) fn predicates(&self, out: &mut BTreeSet<Symbol>) {
        match self {
            Self::Predicate(predicate) => {
                out.insert(*predicate);
            }
            Self::Inverse(path) | Self::ZeroOrMore(path) | Self::OneOrMore(path) | Self::ZeroOrOne(path) => {
                path.predicates(out);
            }
            Self::Sequence(paths) | Self::Alternative(paths) => {
                for path in paths {
                    path.predicates(out);
                }
            }
        }
    }

    /// The nodes that the path leads to, sorted, each once.
    pub(super) fn values(&self, graph: &Graph, from: Symbol) -> Vec<Symbol> {
        if let Self::Predicate(predicate) = self {
            return graph.objects(from, *predicate).collect();
        }
        let mut out = BTreeSet::new();
        self.follow(graph, from, true, &mut out);
        out.into_iter().collect()
    }

    /// Adds the nodes that the path leads to, or comes from.
    fn follow(&self, graph: &Graph, from: Symbol, forward: bool, out: &mut BTreeSet<Symbol>) {
        match self {
            Self::Predicate(predicate) if forward => out.extend(graph.objects(from, *predicate)),
            Self::Predicate(predicate) => out.extend(graph.subjects(*predicate, from)),
            Self::Inverse(path) => path.follow(graph, from, !forward, out),
            Self::Alternative(paths) => paths.iter().for_each(|p| p.follow(graph, from, forward, out)),
            Self::Sequence(paths) => {
                let mut at = BTreeSet::from([from]);
                let mut step = |path: &Self| {
                    let mut next = BTreeSet::new();
                    for node in &at {
                        path.follow(graph, *node, forward, &mut next);
                    }
                    at = next;
                };
                if forward {
                    paths.iter().for_each(&mut step);
                } else {
                    paths.iter().rev().for_each(&mut step);
                }
                out.extend(at);
            }
            Self::ZeroOrMore(path) => {
                out.insert(from);
                path.repeat(graph, from, forward, out);
            }
            Self::OneOrMore(path) => path.repeat(graph, from, forward, out),
            Self::ZeroOrOne(path) => {
                out.insert(from);
                path.follow(graph, from, forward, out);
            }
        }
    }

    /// Adds what is reached in one step or more.
    fn repeat(&self, graph: &Graph, from: Symbol, forward: bool, out: &mut BTreeSet<Symbol>) {
        let mut seen = BTreeSet::new();
        let mut todo = vec![from];
        while let Some(node) = todo.pop() {
            // The common case, which needs no set of its own.
            if let (Self::Predicate(predicate), true) = (self, forward) {
                todo.extend(graph.objects(node, *predicate).filter(|n| seen.insert(*n)));
                continue;
            }
            let mut next = BTreeSet::new();
            self.follow(graph, node, forward, &mut next);
            todo.extend(next.into_iter().filter(|n| seen.insert(*n)));
        }
        out.append(&mut seen);
    }

    /// Triples by which the path leads from one node to another; the last one ends there.
    pub(super) fn trace(&self, graph: &Graph, from: Symbol, to: Symbol) -> Option<Vec<[Symbol; 3]>> {
        match self {
            Self::Predicate(predicate) => {
                let triple = [from, *predicate, to];
                graph.has(triple).then(|| vec![triple])
            }
            Self::Inverse(path) => {
                let mut triples = path.trace(graph, to, from)?;
                triples.reverse();
                Some(triples)
            }
            Self::Alternative(paths) => paths.iter().find_map(|p| p.trace(graph, from, to)),
            Self::Sequence(paths) => {
                let (first, rest) = paths.split_first()?;
                if rest.is_empty() {
                    return first.trace(graph, from, to);
                }
                let rest = Self::Sequence(rest.to_vec());
                first.values(graph, from).into_iter().find_map(|middle| {
                    let mut end = rest.trace(graph, middle, to)?;
                    let mut triples = first.trace(graph, from, middle)?;
                    triples.append(&mut end);
                    Some(triples)
                })
            }
            Self::ZeroOrMore(_) | Self::ZeroOrOne(_) if from == to => Some(Vec::new()),
            Self::ZeroOrOne(path) => path.trace(graph, from, to),
            Self::ZeroOrMore(path) | Self::OneOrMore(path) => path.trace_repeat(graph, from, to),
        }
    }

    fn trace_repeat(&self, graph: &Graph, from: Symbol, to: Symbol) -> Option<Vec<[Symbol; 3]>> {
        let mut came_from: BTreeMap<Symbol, Symbol> = BTreeMap::new();
        let mut todo = std::collections::VecDeque::from([from]);
        while let Some(node) = todo.pop_front() {
            for next in self.values(graph, node) {
                came_from.entry(next).or_insert_with(|| {
                    todo.push_back(next);
                    node
                });
            }
        }
        let mut steps = Vec::new();
        let mut at = to;
        loop {
            let before = *came_from.get(&at)?;
            steps.push((before, at));
            if before == from || steps.len() > came_from.len() {
                break;
            }
            at = before;
        }
        let traced = steps.into_iter().rev().map(|(a, b)| self.trace(graph, a, b));
        traced.collect::<Option<Vec<_>>>().map(|t| t.concat())
    }

    /// The path as Turtle of SHACL writes it.
    pub(super) fn to_turtle(&self, graph: &Graph) -> String {
        let list = |paths: &[Self]| {
            let parts: Vec<String> = paths.iter().map(|p| p.to_turtle(graph)).collect();
            format!("( {} )", parts.join(" "))
        };
        let inner = |name: &str, path: &Self| format!("[ sh:{name} {} ]", path.to_turtle(graph));
        match self {
            Self::Predicate(predicate) => graph.text(*predicate).to_owned(),
            Self::Inverse(path) => inner("inversePath", path),
            Self::ZeroOrMore(path) => inner("zeroOrMorePath", path),
            Self::OneOrMore(path) => inner("oneOrMorePath", path),
            Self::ZeroOrOne(path) => inner("zeroOrOnePath", path),
            Self::Sequence(paths) => list(paths),
            Self::Alternative(paths) => format!("[ sh:alternativePath {} ]", list(paths)),
        }
    }

    /// The path in the words of SPARQL, its predicates shown by a function.
    pub(super) fn to_words(&self, show: &dyn Fn(Symbol) -> String) -> String {
        let one = |path: &Self| {
            let text = path.to_words(show);
            if matches!(path, Self::Sequence(_) | Self::Alternative(_)) { format!("({text})") } else { text }
        };
        let join = |paths: &[Self], by: &str| paths.iter().map(&one).collect::<Vec<_>>().join(by);
        match self {
            Self::Predicate(predicate) => show(*predicate),
            Self::Inverse(path) => format!("^{}", one(path)),
            Self::ZeroOrMore(path) => format!("{}*", one(path)),
            Self::OneOrMore(path) => format!("{}+", one(path)),
            Self::ZeroOrOne(path) => format!("{}?", one(path)),
            Self::Sequence(paths) => join(paths, "/"),
            Self::Alternative(paths) => join(paths, "|"),
        }
    }

    /// The path in the algebra of SPARQL.
    pub(super) fn to_sparql(&self, terms: &Texts) -> Option<PropertyPathExpression> {
        use PropertyPathExpression as Expression;
        let boxed = |path: &Self| path.to_sparql(terms).map(Box::new);
        let fold = |paths: &[Self], join: fn(Box<Expression>, Box<Expression>) -> Expression| {
            let mut all = paths.iter().map(|p| p.to_sparql(terms)).collect::<Option<Vec<_>>>()?.into_iter();
            let first = all.next()?;
            Some(all.fold(first, |a, b| join(Box::new(a), Box::new(b))))
        };
        Some(match self {
            Self::Predicate(predicate) => {
                Expression::NamedNode(NamedNode::new_unchecked(iri_of(terms.get(*predicate))?))
            }
            Self::Inverse(path) => Expression::Reverse(boxed(path)?),
            Self::ZeroOrMore(path) => Expression::ZeroOrMore(boxed(path)?),
            Self::OneOrMore(path) => Expression::OneOrMore(boxed(path)?),
            Self::ZeroOrOne(path) => Expression::ZeroOrOne(boxed(path)?),
            Self::Sequence(paths) => fold(paths, Expression::Sequence)?,
            Self::Alternative(paths) => fold(paths, Expression::Alternative)?,
        })
    }
}
