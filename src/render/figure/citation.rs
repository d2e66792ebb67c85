//! What figures cite: the words of claims, the claims below a derivation, amounts as they are stated.

use crate::derive::rdf::GraphRef;
use crate::derive::store::QueryText;
use crate::explore::Citation;
use crate::model::claim::{ClaimId, ClassId, DerivationId, Value};
use crate::model::code::Code;
use crate::model::derivation::Rule;
use crate::model::diagnostic::{Diagnostic, Location};
use crate::model::file::Span;
use crate::model::nearest::nearest;
use crate::model::words;

/// The claims below a derivation, through other derivations, in the order of keys.
pub(super) fn premises(id: DerivationId, scope: GraphRef<'_>) -> Vec<Citation> {
    scope.derived.premises([id]).into_iter().map(|claim| Citation::of(claim, scope)).collect()
}

/// By which rule something is derived, and what a reader must know of it.
pub(super) fn derived_by(rule: &Rule, caution: Option<&str>) -> String {
    let caution = caution.map(|c| format!(" Caution: {c}")).unwrap_or_default();
    format!("Inferred by the rule \u{201c}{}\u{201d}.{caution}", rule.label)
}

/// Where the words of a claim stand, for putting things in the order of the source.
pub(super) fn place_of(claim: Option<ClaimId>, scope: GraphRef<'_>) -> (u32, String) {
    let dataset = scope.dataset;
    let Some(claim) = claim.map(|c| dataset.claim(c)) else { return (u32::MAX, String::new()) };
    let position = claim.passage.and_then(|p| dataset.passage(p).position);
    (position.map_or(u32::MAX, |p| p.0), dataset.text(claim.key).to_owned())
}

/// The amount that a claim states, with its basis: `£145m over 3 years`; none where it states none.
pub(super) fn amount(id: ClaimId, span: Option<&str>, scope: GraphRef<'_>) -> Option<String> {
    let dataset = scope.dataset;
    let claim = dataset.claim(id);
    let money = match claim.value {
        Value::Money(money) => money,
        _ => dataset.details(claim)?.money?,
    };
    let amount = words::money(dataset.text(money.amount), dataset.text(money.currency));
    let basis = match (dataset.text(money.per), span.map(words::span)) {
        ("total", Some(span)) => format!(" over {span}"),
        ("total", None) => String::new(),
        (per, Some(span)) => format!(" per {per} for {span}"),
        (per, None) => format!(" per {per}"),
    };
    Some(format!("{amount}{basis}"))
}

/// A fault at a word of a view file.
pub(super) fn fault(text: QueryText<'_>, word: &str, message: String, expected: &str) -> Box<Diagnostic> {
    // The words of titles come first in most views: what is meant stands in quotation marks.
    let quoted = text.text.find(&format!("\"{word}\"")).map(|at| at + 1);
    let at = quoted.or_else(|| text.text.find(word)).unwrap_or(0);
    let span = Span::new(at, (at + word.len()).min(text.text.len()));
    Box::new(Diagnostic::new(Code::R052, Location::Span(text.file, span), message).expected(expected))
}

/// The classes with these keys; a key that is none is a fault of the view.
pub(super) fn classes(
    keys: &[String],
    text: QueryText<'_>,
    scope: GraphRef<'_>,
) -> Result<Vec<ClassId>, Box<Diagnostic>> {
    let ontology = scope.ontology;
    let class = |key: &String| {
        ontology.find_class(key).ok_or_else(|| {
            let known = ontology.class_keys();
            let message = format!("there is no class `{key}`");
            let fault = fault(text, key, message, "the key of a class of the ontology");
            Box::new(fault.suggest(nearest(key, known)))
        })
    };
    keys.iter().map(class).collect()
}
