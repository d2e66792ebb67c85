//! What figures cite: the words of claims, the claims below a derivation, amounts as they are stated.

use crate::derive::rdf::GraphRef;
use crate::explore::{Basis, Citation};
use crate::model::claim::{ClaimId, DerivationId, Value};
use crate::model::derivation::Rule;
use crate::model::disagreement::DisagreementKind;
use crate::model::standing::Standing;
use crate::model::words;
use crate::render::figure::grid::SameAmount;

/// The words of a claim, or of the claims below a derivation.
pub(super) fn cited(basis: Basis, scope: GraphRef<'_>) -> Vec<Citation> {
    match basis {
        Basis::Claim(id) => vec![Citation::of(id, scope)],
        Basis::Derivation(id) => premises(id, scope),
    }
}

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
    // An earlier part of a quote may only name what the last one is about.
    let position = claim.passage.and_then(|p| dataset.passage(p).spans().last());
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
    let amount = words::money(&dataset.amount(money.amount), dataset.text(money.currency));
    let basis = match (dataset.text(money.per), span.map(words::span)) {
        ("total", Some(span)) => format!(" over {span}"),
        ("total", None) => String::new(),
        (per, Some(span)) => format!(" per {per} for {span}"),
        (per, None) => format!(" per {per}"),
    };
    Some(format!("{amount}{basis}"))
}

/// The amounts that probably say the same as that of a claim.
pub(super) fn same_amounts(id: ClaimId, scope: GraphRef<'_>) -> Vec<SameAmount> {
    let found = scope.disagreements.iter().filter(|d| d.kind == DisagreementKind::Restatement);
    let others = found.filter(|d| d.claims.contains(&id)).flat_map(|d| d.claims.iter().copied());
    let mut others: Vec<ClaimId> = others.filter(|other| *other != id).collect();
    others.sort_unstable();
    others.dedup();
    let same = |other: ClaimId| {
        let claim = scope.dataset.text(scope.dataset.claim(other).key).to_owned();
        Some(SameAmount { claim, text: amount(other, None, scope)?, number: None })
    };
    others.into_iter().filter_map(same).collect()
}

/// Whether a figure shows what is no edge of its own: facts, and what is disputed or doubted, marked so. Denials and opinions
/// introduce nothing and name nobody.
pub(super) fn is_shown(standing: Standing) -> bool {
    standing.is_fact() || standing.is_contested()
}

/// A status or amount in words, marked where it is not a fact and they do not say so.
pub(super) fn marked(words: &str, standing: Standing) -> String {
    if standing.is_fact() || words == standing.word() {
        words.to_owned()
    } else {
        format!("{words}, {}", standing.word())
    }
}

/// How many things count as facts, what they are called, and how many more are none.
pub(super) fn counted(
    facts: usize,
    others: impl IntoIterator<Item = Standing>,
    [one, many]: &[String; 2],
) -> String {
    let all = Standing::total(facts, others, "none");
    let (number, rest) = all.split_once(',').unwrap_or((&all, ""));
    let word = if facts == 1 { one } else { many };
    let rest = if rest.is_empty() { String::new() } else { format!(",{rest}") };
    match facts {
        0 => format!("{many}: {all}"),
        _ => format!("{number} {word}{rest}"),
    }
}

/// What a view says before the counts of a subtitle.
pub(super) fn lead(subtitle: Option<&str>) -> String {
    subtitle.filter(|s| !s.is_empty()).map(|s| format!("{s}: ")).unwrap_or_default()
}
