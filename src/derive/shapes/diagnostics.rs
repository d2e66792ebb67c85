//! Validation results as faults: each points at the claim to mend, or at the record that lacks something.

use super::graph::Graph;
use super::labels::Names;
use super::path::Path;
use super::provenance::{Behind, field_of_entity, property_of, value_of};
use super::shape::{Message, Shapes, ValidationResult};
use super::vocabulary::SH;
use super::walk::Walk;
use crate::compile::ontology::triples::{iri_of, local_name};
use crate::derive::rdf::{GraphRef, IriFamily};
use crate::model::claim::{ClaimId, Thing};
use crate::model::code::Code;
use crate::model::dataset::Dataset;
use crate::model::diagnostic::{Diagnostic, Location, Severity};
use crate::model::fields::ClaimField;

/// How many further places a fault tells.
const MOST_RELATED: usize = 6;

/// Makes a fault of every result.
///
/// Costs one pass over the claims where there is any result.
pub fn diagnostics(
    findings: &[ValidationResult],
    shapes: &Shapes,
    graph: &Graph,
    scope: GraphRef<'_>,
) -> Vec<Diagnostic> {
    if findings.is_empty() {
        return Vec::new();
    }
    let names = Names::new(scope);
    let traces: Vec<Vec<[String; 3]>> = findings.iter().map(|o| trace(o, graph)).collect();
    let focus = findings.iter().map(|o| o.focus.clone());
    let subjects = traces.iter().flatten().map(|t| t[0].clone()).chain(focus);
    let behind = Behind::of(scope, &names, subjects);
    let teller = Teller { scope, shapes, graph, names, behind };
    findings.iter().zip(&traces).map(|(finding, trace)| teller.fault(finding, trace)).collect()
}

/// The triples that lead from the focus node to the value.
fn trace(finding: &ValidationResult, graph: &Graph) -> Vec<[String; 3]> {
    let Some(value) = &finding.value else { return Vec::new() };
    let follow = || {
        let path = finding.follows.as_ref()?;
        Walk::of(path).trace(graph, graph.find(&finding.focus)?, graph.find(value)?)
    };
    if let Some(triples) = follow() {
        return triples.into_iter().map(|t| t.map(|s| graph.text(s).to_owned())).collect();
    }
    match &finding.path {
        Some(path) if iri_of(path).is_some() => vec![[finding.focus.clone(), path.clone(), value.clone()]],
        _ => Vec::new(),
    }
}

struct Teller<'a> {
    scope: GraphRef<'a>,
    shapes: &'a Shapes,
    graph: &'a Graph,
    names: Names<'a>,
    behind: Behind,
}

impl Teller<'_> {
    fn fault(&self, finding: &ValidationResult, trace: &[[String; 3]]) -> Diagnostic {
        let default = self.words(finding);
        let (anchor, related) = self.places(finding, trace);
        let told = chosen(&finding.messages).map(|m| self.names.told(&m.text));
        let message = told.clone().unwrap_or_else(|| default.clone());
        let mut fault = Diagnostic::new(Code::R060, anchor, message).expected(self.expected(finding));
        fault.severity = match finding.severity.strip_prefix(SH) {
            Some("Warning" | "Info") => Severity::Warning,
            _ => Severity::Error,
        };
        if told.is_some() {
            fault = fault.help(default);
        }
        fault = fault.help(self.whereabouts(finding));
        for (anchor, why) in related.into_iter().take(MOST_RELATED) {
            fault = fault.related(anchor, why);
        }
        fault.related(finding.anchor.clone(), "asked for here")
    }

    /// What is wrong, in plain words.
    fn words(&self, finding: &ValidationResult) -> String {
        let text = self.names.told(&finding.text);
        let focus = self.names.name(&finding.focus);
        let value = finding.value.as_ref().filter(|v| finding.path.is_some() || **v != finding.focus);
        match (self.path(finding, |t| self.names.name(t)), value) {
            (Some(path), Some(value)) => {
                format!("{focus}: the value {} of {path} {text}", self.names.name(value))
            }
            (Some(path), None) => format!("{focus}: {path} {text}"),
            (None, Some(value)) => format!("{focus}: {} {text}", self.names.name(value)),
            (None, None) => format!("{focus} {text}"),
        }
    }

    fn path(&self, finding: &ValidationResult, show: impl Fn(&str) -> String) -> Option<String> {
        match (&finding.follows, &finding.path) {
            (Some(path), _) => Some(path.to_words(&|p| show(self.graph.text(p)))),
            (None, path) => path.as_ref().map(|p| show(p)),
        }
    }

    /// The constraint, and the shape it belongs to.
    fn expected(&self, finding: &ValidationResult) -> String {
        let name = local_name(&finding.component).trim_end_matches("ConstraintComponent");
        let parameter = match finding.component.strip_prefix(SH) {
            Some("SPARQLConstraintComponent") => "sh:sparql".to_owned(),
            Some(_) => {
                let mut letters = name.chars();
                let first = letters.next().map(|c| c.to_ascii_lowercase());
                format!("sh:{}", first.into_iter().chain(letters).collect::<String>())
            }
            None => name.to_owned(),
        };
        let shape = self.shapes.owners.get(finding.shape.0).and_then(|n| iri_of(n)).map(local_name);
        match shape {
            Some(shape) => format!("what {parameter} of the shape {shape} asks for"),
            None => format!("what {parameter} of a shape asks for"),
        }
    }

    /// Focus node, path and value as queries write them.
    fn whereabouts(&self, finding: &ValidationResult) -> String {
        let mut out = format!("focus node {}", self.names.short(&finding.focus));
        if let Some(path) = self.path(finding, |t| self.names.short(t)) {
            out.push_str(&format!(", path {path}"));
        }
        if let Some(value) = finding.value.as_ref().filter(|v| **v != finding.focus) {
            out.push_str(&format!(", value {}", self.names.told(&self.names.short(value))));
        }
        out
    }

    /// The place to mend, and further ones.
    fn places(
        &self,
        finding: &ValidationResult,
        trace: &[[String; 3]],
    ) -> (Location, Vec<(Location, String)>) {
        let mut related = Vec::new();
        let mut anchor = None;
        for triple in trace.iter().rev() {
            let (found, more) = self.behind(triple);
            related.extend(more);
            if let Some(found) = found {
                if anchor.is_none() {
                    anchor = Some(found);
                } else {
                    related.push((found, "by way of this one".to_owned()));
                }
            }
        }
        if trace.is_empty() {
            let first = finding.follows.as_ref().and_then(Path::first).map(|p| self.graph.text(p));
            if let Some(path) = first.or(finding.path.as_deref().filter(|p| iri_of(p).is_some())) {
                let mut values = self.behind.values(&finding.focus, path);
                let is_most = finding.component.contains("Max") || finding.component.contains("UniqueLang");
                if is_most && finding.component.starts_with(SH) && finding.path.as_deref() == Some(path) {
                    values.sort_by_key(|c| self.dataset().claim(*c).origin);
                    anchor = values.pop().map(|c| value_of(self.dataset().claim(c)));
                }
                let word = |c: ClaimId| (value_of(self.dataset().claim(c)), "one of the values".to_owned());
                related.extend(values.into_iter().map(word));
            }
        }
        let anchor = anchor.or_else(|| self.record(finding)).unwrap_or_else(|| finding.anchor.clone());
        related.retain(|(other, _)| *other != anchor);
        (anchor, related)
    }

    fn dataset(&self) -> &Dataset {
        self.scope.dataset
    }

    /// The claim that gives a triple, or the field that does; further claims, and those below a derivation.
    fn behind(&self, triple: &[String; 3]) -> (Option<Location>, Vec<(Location, String)>) {
        if let [first, others @ ..] = self.behind.triple(triple) {
            let place = |c: &ClaimId| value_of(self.dataset().claim(*c));
            let others = others.iter().map(|c| (place(c), "this claim says the same".to_owned()));
            return (Some(place(first)), others.collect());
        }
        let premises = self.premises(triple);
        if !premises.is_empty() {
            return (None, premises);
        }
        let of_record = match self.names.thing(&triple[0]) {
            Some(Thing::Entity(id)) => field_of_entity(&triple[1])
                .map(|field| Location::Field(self.dataset().entity(id).origin, field)),
            Some(Thing::Claim(id)) => Some(property_of(self.dataset().claim(id), &triple[1])),
            None => None,
        };
        (of_record, Vec::new())
    }

    /// The claims below a derived triple.
    fn premises(&self, triple: &[String; 3]) -> Vec<(Location, String)> {
        let derived = self.scope.derived;
        let derivations = self.scope.triple(triple).map_or(&[][..], |t| derived.of_triple(t));
        let [first, ..] = derivations else { return Vec::new() };
        let why = format!("the rule {} derives it from this", derived.rule(derived.get(*first)).key);
        let claims = derived.premises(derivations.iter().copied());
        claims.into_iter().map(|id| (value_of(self.dataset().claim(id)), why.clone())).collect()
    }

    /// The record of the focus node, or of the value where that is what the shape looks at.
    fn record(&self, finding: &ValidationResult) -> Option<Location> {
        let of_path = finding.path.as_deref().filter(|p| iri_of(p).is_some());
        let name = iri_of(&finding.focus)?;
        match self.names.thing(&finding.focus) {
            Some(Thing::Entity(id)) => Some(Location::Field(self.dataset().entity(id).origin, "id")),
            Some(Thing::Claim(id)) => {
                let claim = self.dataset().claim(id);
                let head = || Location::Field(claim.origin, ClaimField::Id.key());
                Some(of_path.map_or_else(head, |path| property_of(claim, path)))
            }
            None => {
                let key = name.strip_prefix(self.scope.base)?.strip_prefix(IriFamily::Section.path())?;
                let (source, key) = key.split_once('/')?;
                let dataset = self.dataset();
                let is_it = |s: &&crate::model::dataset::Section| {
                    dataset.text(s.key) == key && dataset.text(dataset.entity(s.source).key) == source
                };
                dataset.sections().iter().find(is_it).map(|s| Location::Field(s.origin, "id"))
            }
        }
    }
}

/// The message that is told: in English, or without a language, or the first one.
fn chosen(messages: &[Message]) -> Option<&Message> {
    let is_english = |m: &&Message| m.language == "en" || m.language.starts_with("en-");
    let plain = || messages.iter().find(|m| m.language.is_empty());
    messages.iter().find(is_english).or_else(plain).or_else(|| messages.first())
}
