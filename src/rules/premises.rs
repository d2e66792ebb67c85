//! The pattern of a rule, prepared so that each match shows what it rests on.

use std::collections::BTreeSet;

use spargebra::Query;
use spargebra::algebra::GraphPattern;
use spargebra::term::{TermPattern, TriplePattern, Variable};

/// The pattern of a rule with its blank nodes turned into variables.
pub(super) struct Patterns {
    pattern: GraphPattern,
    triples: Vec<TriplePattern>,
}

impl Patterns {
    /// Prepares a pattern; `Err` says why a rule cannot have it.
    pub(super) fn of(pattern: GraphPattern) -> Result<Self, String> {
        let mut triples = Vec::new();
        let pattern = prepare(pattern, &mut triples)?;
        Ok(Self { pattern, triples })
    }

    /// The query whose answers are all matches of the pattern.
    pub(super) fn query(&self) -> Query {
        let mut names: BTreeSet<&Variable> = BTreeSet::new();
        self.pattern.on_in_scope_variable(|v| {
            names.insert(v);
        });
        let variables = names.into_iter().cloned().collect();
        let inner = Box::new(GraphPattern::Project { inner: Box::new(self.pattern.clone()), variables });
        Query::Select { dataset: None, pattern: GraphPattern::Distinct { inner }, base_iri: None }
    }

    /// Every triple pattern that has to match, or may.
    pub(super) fn triples(&self) -> &[TriplePattern] {
        &self.triples
    }
}

fn prepare(pattern: GraphPattern, triples: &mut Vec<TriplePattern>) -> Result<GraphPattern, String> {
    let mut inner = |p: Box<GraphPattern>| prepare(*p, triples).map(Box::new);
    Ok(match pattern {
        GraphPattern::Bgp { patterns } => {
            let patterns: Vec<TriplePattern> = patterns.into_iter().map(without_blanks).collect();
            triples.extend(patterns.iter().cloned());
            GraphPattern::Bgp { patterns }
        }
        GraphPattern::Path { subject, path, object } => {
            GraphPattern::Path { subject: without_blank(subject), path, object: without_blank(object) }
        }
        GraphPattern::Join { left, right } => GraphPattern::Join { left: inner(left)?, right: inner(right)? },
        GraphPattern::LeftJoin { left, right, expression } => {
            GraphPattern::LeftJoin { left: inner(left)?, right: inner(right)?, expression }
        }
        GraphPattern::Filter { expr, inner: of } => GraphPattern::Filter { expr, inner: inner(of)? },
        GraphPattern::Union { left, right } => {
            GraphPattern::Union { left: inner(left)?, right: inner(right)? }
        }
        GraphPattern::Graph { name, inner: of } => GraphPattern::Graph { name, inner: inner(of)? },
        GraphPattern::Extend { inner: of, variable, expression } => {
            GraphPattern::Extend { inner: inner(of)?, variable, expression }
        }
        // What is taken away is no premise.
        GraphPattern::Minus { left, right } => GraphPattern::Minus { left: inner(left)?, right },
        GraphPattern::Distinct { inner: of } => GraphPattern::Distinct { inner: inner(of)? },
        GraphPattern::Reduced { inner: of } => GraphPattern::Reduced { inner: inner(of)? },
        GraphPattern::Project { inner: of, variables } => {
            GraphPattern::Project { inner: inner(of)?, variables }
        }
        GraphPattern::OrderBy { inner: of, expression } => {
            GraphPattern::OrderBy { inner: inner(of)?, expression }
        }
        values @ GraphPattern::Values { .. } => values,
        GraphPattern::Slice { .. } => return Err("a rule cannot take only some of its results".into()),
        GraphPattern::Group { .. } => {
            return Err("a rule cannot group: its results would not show what they rest on".into());
        }
        GraphPattern::Service { .. } => return Err("a rule cannot ask another service".into()),
        other => other,
    })
}

fn without_blanks(pattern: TriplePattern) -> TriplePattern {
    TriplePattern {
        subject: without_blank(pattern.subject),
        object: without_blank(pattern.object),
        ..pattern
    }
}

fn without_blank(term: TermPattern) -> TermPattern {
    match term {
        TermPattern::BlankNode(node) => {
            TermPattern::Variable(Variable::new_unchecked(format!("blank_{}", node.as_str())))
        }
        other => other,
    }
}
