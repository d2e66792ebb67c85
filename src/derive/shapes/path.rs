//! Property paths (<https://www.w3.org/TR/shacl/#property-paths>): read, and written again.

use std::collections::BTreeSet;

use spargebra::algebra::PropertyPathExpression;
use spargebra::term::NamedNode;

use super::graph::Graph;
use super::shapes_graph::Source;
use super::vocabulary::sh;
use crate::compile::ontology::triples::iri_of;
use crate::model::text::{Interner, Symbol};
use crate::model::vocab;

/// Paths nested deeper than this are refused.
const DEEPEST: usize = 100;
/// How many paths may be inside a path, itself included.
const MOST: usize = 1_000;

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
pub(super) fn read(source: &Source<'_>, node: &str, terms: &mut Interner) -> Result<Path, String> {
    Reader { source, terms, left: MOST }.path(node, 0)
}

struct Reader<'a> {
    source: &'a Source<'a>,
    terms: &'a mut Interner,
    /// How many more paths may be read: nodes that share others say much in little room.
    left: usize,
}

/// How a path is made from one other.
type Wrap = fn(Box<Path>) -> Path;

const WRAPPED: [(&str, Wrap); 4] = [
    ("inversePath", Path::Inverse),
    ("zeroOrMorePath", Path::ZeroOrMore),
    ("oneOrMorePath", Path::OneOrMore),
    ("zeroOrOnePath", Path::ZeroOrOne),
];

impl Reader<'_> {
    fn path(&mut self, node: &str, depth: usize) -> Result<Path, String> {
        if depth > DEEPEST {
            return Err(format!("a path that leads back into itself, or is nested more than {DEEPEST} deep"));
        }
        let Some(left) = self.left.checked_sub(1) else {
            return Err(format!("a path of more than {MOST} steps"));
        };
        self.left = left;
        if iri_of(node).is_some() {
            return Ok(Path::Predicate(self.terms.intern(node)));
        }
        if !node.starts_with("_:") {
            return Err(format!("{node} is no path"));
        }
        let source = self.source;
        // A node is a path by one of the rules and by no other; what fails a rule does not count.
        let mut read = Vec::new();
        if source.values(node, vocab::rdf::FIRST).next().is_some() {
            read.push(self.several(node, depth).map(Path::Sequence));
        }
        for (name, wrap) in WRAPPED {
            for triple in source.values(node, &sh(name)) {
                read.push(self.path(&triple.object, depth + 1).map(|p| wrap(Box::new(p))));
            }
        }
        for triple in source.values(node, &sh("alternativePath")) {
            read.push(self.several(&triple.object, depth).map(Path::Alternative));
        }
        let (mut good, bad): (Vec<_>, Vec<_>) = read.into_iter().partition(Result::is_ok);
        match (good.len(), bad.into_iter().next()) {
            (1, _) => good.remove(0),
            (0, Some(why)) => why,
            (0, None) => Err("this is no path".to_owned()),
            _ => Err("a path of more than one kind".to_owned()),
        }
    }

    fn several(&mut self, node: &str, depth: usize) -> Result<Vec<Path>, String> {
        let members = self.source.list(node)?;
        if members.len() < 2 {
            return Err("a list of fewer than two paths".to_owned());
        }
        members.iter().map(|t| self.path(&t.object, depth + 1)).collect()
    }
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
    pub(super) fn to_sparql(&self, terms: &Interner) -> Option<PropertyPathExpression> {
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
