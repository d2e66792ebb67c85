//! Which properties a rule reads and writes, and the order in which rules run that follows from it.
//!
//! Goes in: parsed rules and axioms. Comes out: groups of rules, each group to be run until nothing new comes, before those
//! that read what it makes (stratification). Deliberately runs nothing.

use std::collections::{BTreeMap, BTreeSet};

use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern, Variable};

use super::pattern::path_names;
use crate::compile::ontology::Ontology;
use crate::derive::infer::{Axiom, AxiomKind};
use crate::derive::store::algebra::children;
use crate::model::fields::ClaimField;
use crate::model::vocab;

/// Properties, by IRI; none stands for any of them.
pub(super) type Properties = BTreeSet<Option<String>>;

/// What a rule reads.
#[derive(Clone, Debug, Default)]
pub(super) struct Dependencies {
    /// What it matches.
    pub(super) matched: Properties,
    /// What it counts, takes away, asks the absence of, or makes optional: it has to be complete before.
    pub(super) counted: Properties,
    /// Whether it looks at derivations themselves.
    pub(super) derivations: bool,
    /// A property of derivations that is known only when all rules are done.
    pub(super) too_early: Option<String>,
}

impl Dependencies {
    /// What a pattern reads.
    pub(super) fn of(pattern: &GraphPattern) -> Self {
        let mut reads = Self::default();
        reads.walk(pattern, false, &BTreeSet::new());
        reads
    }

    fn add(&mut self, property: Option<&str>, counted: bool) {
        let set = if counted { &mut self.counted } else { &mut self.matched };
        set.insert(property.map(str::to_owned));
    }

    fn walk(&mut self, pattern: &GraphPattern, counted: bool, claims: &BTreeSet<Variable>) {
        let mut claims = claims.clone();
        certain_claims(pattern, &mut claims);
        match pattern {
            GraphPattern::Bgp { patterns } => {
                for triple in patterns {
                    self.triple(triple, patterns, counted, &claims);
                }
            }
            GraphPattern::Path { path, .. } => {
                let mut names = Vec::new();
                if !path_names(path, &mut names) {
                    self.add(None, counted);
                }
                for name in names {
                    self.add(Some(name), counted);
                }
            }
            GraphPattern::Join { left, right }
            | GraphPattern::Union { left, right }
            | GraphPattern::Lateral { left, right } => {
                self.walk(left, counted, &claims);
                self.walk(right, counted, &claims);
            }
            GraphPattern::LeftJoin { left, right, expression } => {
                self.walk(left, counted, &claims);
                self.walk(right, true, &claims);
                if let Some(expression) = expression {
                    self.expression(expression, &claims);
                }
            }
            GraphPattern::Minus { left, right } => {
                self.walk(left, counted, &claims);
                self.walk(right, true, &claims);
            }
            GraphPattern::Filter { expr, inner } => {
                self.walk(inner, counted, &claims);
                self.condition(expr, counted, &claims);
            }
            GraphPattern::Extend { inner, expression, .. } => {
                self.walk(inner, counted, &claims);
                self.expression(expression, &claims);
            }
            GraphPattern::Group { inner, .. } => self.walk(inner, true, &claims),
            GraphPattern::Graph { inner, .. }
            | GraphPattern::OrderBy { inner, .. }
            | GraphPattern::Project { inner, .. }
            | GraphPattern::Distinct { inner }
            | GraphPattern::Reduced { inner }
            | GraphPattern::Slice { inner, .. }
            | GraphPattern::Service { inner, .. } => self.walk(inner, counted, &claims),
            GraphPattern::Values { .. } => {}
        }
    }

    fn condition(&mut self, expr: &Expression, counted: bool, claims: &BTreeSet<Variable>) {
        match expr {
            Expression::And(left, right) => {
                self.condition(left, counted, claims);
                self.condition(right, counted, claims);
            }
            Expression::Exists(pattern) => self.walk(pattern, counted, claims),
            other => self.expression(other, claims),
        }
    }

    fn expression(&mut self, expr: &Expression, claims: &BTreeSet<Variable>) {
        match expr {
            Expression::Exists(pattern) => self.walk(pattern, true, claims),
            other => {
                for inner in children(other) {
                    self.expression(inner, claims);
                }
            }
        }
    }

    fn triple(
        &mut self,
        triple: &TriplePattern,
        beside: &[TriplePattern],
        counted: bool,
        claims: &BTreeSet<Variable>,
    ) {
        let NamedNodePattern::NamedNode(predicate) = &triple.predicate else {
            self.derivations = true;
            return self.add(None, counted);
        };
        let name = predicate.as_str();
        let late =
            [vocab::prov::WAS_DERIVED_FROM, vocab::remit::RESTS_ON_OPINION, vocab::remit::OTHER_PROOFS];
        if late.contains(&name) {
            self.too_early.get_or_insert_with(|| name.rsplit(['#', '/']).next().unwrap_or(name).to_owned());
        }
        let derivation =
            TermPattern::NamedNode(spargebra::term::NamedNode::new_unchecked(vocab::remit::DERIVATION));
        if [vocab::remit::RULE, vocab::remit::CAUTION].contains(&name) || triple.object == derivation {
            self.derivations = true;
            self.add(None, counted);
        }
        if ![vocab::rdf::SUBJECT, vocab::rdf::PREDICATE, vocab::rdf::OBJECT].contains(&name) {
            return self.add(Some(name), counted);
        }
        if matches!(&triple.subject, TermPattern::Variable(v) if claims.contains(v)) {
            return;
        }
        // Claims and derivations both have a subject: which of them are meant is told by their predicate, if at all.
        self.derivations = true;
        let said = beside.iter().find(|t| {
            t.subject == triple.subject && matches!(&t.predicate, NamedNodePattern::NamedNode(p) if p.as_str() == vocab::rdf::PREDICATE)
        });
        match said.map(|t| &t.object) {
            Some(TermPattern::NamedNode(property)) => self.add(Some(property.as_str()), counted),
            _ => self.add(None, counted),
        }
    }

    fn reads(&self, made: &Properties) -> bool {
        overlap(&self.matched, made) || overlap(&self.counted, made)
    }
}

/// Variables that can only be claims wherever a pattern matches.
fn certain_claims(pattern: &GraphPattern, found: &mut BTreeSet<Variable>) {
    match pattern {
        GraphPattern::Bgp { patterns } => {
            for triple in patterns {
                let (TermPattern::Variable(subject), NamedNodePattern::NamedNode(predicate)) =
                    (&triple.subject, &triple.predicate)
                else {
                    continue;
                };
                let field = ClaimField::from_property(predicate.as_str());
                let is_typed =
                    matches!(&triple.object, TermPattern::NamedNode(o) if o.as_str() == vocab::remit::CLAIM);
                if is_typed || field.is_some_and(ClaimField::is_of_claims_alone) {
                    found.insert(subject.clone());
                }
            }
        }
        GraphPattern::Join { left, right } => {
            certain_claims(left, found);
            certain_claims(right, found);
        }
        GraphPattern::LeftJoin { left: inner, .. }
        | GraphPattern::Minus { left: inner, .. }
        | GraphPattern::Filter { inner, .. }
        | GraphPattern::Extend { inner, .. }
        | GraphPattern::Graph { inner, .. } => certain_claims(inner, found),
        _ => {}
    }
}

fn overlap(read: &Properties, made: &Properties) -> bool {
    if made.is_empty() || read.is_empty() {
        return false;
    }
    read.contains(&None) || made.contains(&None) || read.intersection(made).next().is_some()
}

/// What a template makes, and what follows from that by axioms.
pub(super) fn writes(template: &[TriplePattern], axioms: &[Axiom], ontology: &Ontology) -> Properties {
    let mut made: Properties = template
        .iter()
        .map(|t| match &t.predicate {
            NamedNodePattern::NamedNode(node) => Some(node.as_str().to_owned()),
            NamedNodePattern::Variable(_) => None,
        })
        .collect();
    let name = |p| Some(ontology.property(p).iri.clone());
    loop {
        let before = made.len();
        for axiom in axioms {
            let from = match &axiom.form {
                AxiomKind::Symmetric | AxiomKind::Transitive => vec![axiom.head],
                AxiomKind::Inverse(other) | AxiomKind::Narrower(other) => vec![*other],
                AxiomKind::Chain(steps) => steps.clone(),
            };
            if from.into_iter().any(|p| made.contains(&name(p))) {
                made.insert(name(axiom.head));
            }
        }
        if made.len() == before {
            return made;
        }
    }
}

/// Rules that feed each other, in the order of their files.
pub(super) struct Stratum {
    /// The rules, by number.
    pub(super) rules: Vec<usize>,
    /// Whether they have to run until nothing new comes: one reads what it or another one makes.
    pub(super) recursive: bool,
}

/// A rule that counts or takes away what hangs on its own results: it and the rule that makes that.
pub(super) struct UnstratifiedNegation {
    /// The rule that counts.
    pub(super) rule: usize,
    /// The rule that makes what is counted.
    pub(super) maker: usize,
}

/// Puts rules into groups, each after all that it reads; of those that can run the first file goes first.
pub(super) fn strata(rules: &[(&Dependencies, &Properties)]) -> Result<Vec<Stratum>, UnstratifiedNegation> {
    let count = rules.len();
    let feeds: Vec<Vec<usize>> =
        rules.iter().map(|(_, made)| (0..count).filter(|r| rules[*r].0.reads(made)).collect()).collect();
    let reach: Vec<BTreeSet<usize>> = (0..count)
        .map(|start| {
            let mut seen = BTreeSet::new();
            let mut todo = feeds[start].clone();
            while let Some(next) = todo.pop() {
                if seen.insert(next) {
                    todo.extend(&feeds[next]);
                }
            }
            seen
        })
        .collect();
    for (maker, (_, made)) in rules.iter().enumerate() {
        for rule in feeds[maker].iter().copied() {
            let together = rule == maker || reach[rule].contains(&maker);
            if together && overlap(&rules[rule].0.counted, made) {
                return Err(UnstratifiedNegation { rule, maker });
            }
        }
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for rule in 0..count {
        let with = (0..rule).find(|r| reach[*r].contains(&rule) && reach[rule].contains(r)).unwrap_or(rule);
        groups.entry(with).or_default().push(rule);
    }
    let mut done: BTreeSet<usize> = BTreeSet::new();
    let mut strata = Vec::new();
    while !groups.is_empty() {
        let is_ready = |members: &[usize]| {
            (0..count).all(|r| {
                done.contains(&r) || members.contains(&r) || !members.iter().any(|m| feeds[r].contains(m))
            })
        };
        // Groups hold all that feed each other, so that one is always ready.
        let Some(first) = groups.iter().find(|(_, m)| is_ready(m)).map(|(f, _)| *f) else { break };
        let members = groups.remove(&first).unwrap_or_default();
        done.extend(&members);
        let recursive = reach[first].contains(&first);
        strata.push(Stratum { rules: members, recursive });
    }
    Ok(strata)
}
