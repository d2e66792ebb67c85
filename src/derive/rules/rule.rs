//! One rule file: its header, its template and its pattern, or what is wrong with it.

use spargebra::Query;
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern, Variable};

use super::pattern::MatchPattern;
use super::stratify::Dependencies;
use crate::compile::ontology::Ontology;
use crate::derive::store::{QueryText, Store, syntax_fault};
use crate::model::code::Code;
use crate::model::derivation::Rule;
use crate::model::diagnostic::{Diagnostic, Location};
use crate::model::file::{Span, stem};
use crate::model::header::Header;

/// A rule that can run.
pub(super) struct Parsed<'a> {
    /// Its file.
    pub(super) text: QueryText<'a>,
    /// The rule as readers see it.
    pub(super) rule: Rule,
    /// The triples that it makes.
    pub(super) template: Vec<TriplePattern>,
    /// What it matches.
    pub(super) level: MatchPattern,
    /// What it reads.
    pub(super) reads: Dependencies,
}

/// The rule that a file declares: its name, and the label and caution of its header.
fn rule_of(path: &str, text: &str) -> Rule {
    let (key, header) = (stem(path), Header::parse(text));
    let label = header.get("label").unwrap_or(key).to_owned();
    Rule { label, caution: header.get("caution").map(str::to_owned), key: key.to_owned(), restates: false }
}

/// A fault at the head of a rule.
pub(super) fn rule_fault(
    code: Code,
    text: QueryText<'_>,
    message: String,
    expected: &str,
) -> Box<Diagnostic> {
    let at = text.text.find("CONSTRUCT").unwrap_or(0);
    let length = text.text[at..].lines().next().unwrap_or_default().len();
    let anchor = Location::Span(text.file, Span::new(at, at + length));
    Box::new(Diagnostic::new(code, anchor, message).expected(expected))
}

/// Reads a rule.
pub(super) fn parse<'a>(
    path: &str,
    text: QueryText<'a>,
    ontology: &Ontology,
    store: &Store,
) -> Result<Parsed<'a>, Box<Diagnostic>> {
    let fault = |message: String, expected: &str| rule_fault(Code::R050, text, message, expected);
    let query = store.parse(text.text).map_err(|e| Box::new(syntax_fault(Code::R050, text, &e, store)))?;
    let Query::Construct { template, pattern, .. } = query else {
        return Err(fault("a rule has to construct triples".into(), "CONSTRUCT { … } WHERE { … }"));
    };
    let is_own = |iri: &str| ontology.find_property_iri(iri).is_some_and(|p| ontology.property(p).writable);
    let reads = Dependencies::of(&pattern);
    let level = MatchPattern::of(&pattern, &is_own)
        .map_err(|why| fault(why, "a pattern whose matches are triples of the graph"))?;
    if let Some(early) = &reads.too_early {
        let message = format!("a rule cannot read `{early}`: it is known only when all rules are done");
        return Err(fault(message, "a pattern over claims, facts and derived triples"));
    }
    let known = level.variables();
    for part in template.iter().flat_map(parts) {
        match part {
            Part::Blank => {
                let message = "a rule cannot make blank nodes or quoted triples".to_owned();
                return Err(fault(message, "triples between IRIs, with a literal or an IRI at the end"));
            }
            Part::Named(variable) if !known.contains(variable) => {
                let message =
                    format!("`{variable}` is constructed, and nothing in the pattern gives it a value");
                return Err(fault(message, "variables of the pattern"));
            }
            Part::Named(_) => {}
        }
    }
    Ok(Parsed { text, rule: rule_of(path, text.text), template, level, reads })
}

/// A part of a template that has to be looked at.
enum Part<'a> {
    Named(&'a Variable),
    Blank,
}

fn part(term: &TermPattern) -> Option<Part<'_>> {
    match term {
        TermPattern::Variable(v) => Some(Part::Named(v)),
        TermPattern::NamedNode(_) | TermPattern::Literal(_) => None,
        _ => Some(Part::Blank),
    }
}

fn parts(triple: &TriplePattern) -> Vec<Part<'_>> {
    let predicate = match &triple.predicate {
        NamedNodePattern::Variable(v) => Some(Part::Named(v)),
        NamedNodePattern::NamedNode(_) => None,
    };
    [part(&triple.subject), predicate, part(&triple.object)].into_iter().flatten().collect()
}
