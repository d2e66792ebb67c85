//! Amounts that probably say the same in two ways: a total, and so much per year over a stated time.

use std::collections::{BTreeMap, BTreeSet};

use super::{disagreement, is_asserted, resolve};
use crate::compile::ontology::Ontology;
use crate::model::claim::{ClaimId, Money, PropertyId, Thing, Value};
use crate::model::dataset::Dataset;
use crate::model::date::Span;
use crate::model::disagreement::{Disagreement, DisagreementKind};
use crate::model::text::Symbol;
use crate::model::words;

/// A link between two things, stated or derived.
pub type Link = (Thing, PropertyId, Thing);

/// The widest difference that counts as rounding, as a part of the total.
const MOST_ROUNDING: f64 = 0.05;

/// Finds amounts that restate one another, and adds them to the disagreements with their decisions.
///
/// Two things are compared if they are one, or share a value of a property that the amount is compared by
/// (`remit:comparedBy`); `links` are further such links, which rules derived. A total restates a rate if it differs
/// from rate × time by no more than half the last digit that is not zero of each figure, and by five per cent at most.
pub fn restatements(
    dataset: &Dataset,
    ontology: &Ontology,
    links: impl Iterator<Item = Link>,
    found: &mut Vec<Disagreement>,
) {
    let amounts = amounts(dataset, ontology);
    if amounts.is_empty() {
        return;
    }
    let shared = shared(dataset, ontology, links);
    // Only what shares a group is compared, and equal figures of a group once, for all who give them.
    let mut groups: BTreeMap<Thing, Figures> = BTreeMap::new();
    for amount in &amounts {
        for group in groups_of(amount, &shared) {
            let figures = groups.entry(group).or_default();
            figures.entry((amount.money, amount.time)).or_default().insert(amount.claim);
        }
    }
    let mut seen = BTreeSet::new();
    for (about, figures) in &groups {
        for (total, rate, why) in restated(dataset, figures) {
            let claims = &figures[&total] | &figures[&rate];
            if seen.insert(claims.clone()) {
                found.push(disagreement(dataset, DisagreementKind::Restatement, *about, claims, why));
            }
        }
    }
    resolve::join(dataset, found);
    found.sort_by(|a, b| (a.kind, &a.claims).cmp(&(b.kind, &b.claims)));
}

/// An amount with the time over which it is paid, for one that recurs.
struct Amount {
    claim: ClaimId,
    subject: Thing,
    property: PropertyId,
    money: Money,
    time: Option<Span>,
}

/// An amount with the time over which it is paid, for one that recurs.
type Figure = (Money, Option<Span>);

/// The figures of a group, each with the claims that give it.
type Figures = BTreeMap<Figure, BTreeSet<ClaimId>>;

/// All amounts of properties that say how long they are paid; a rate without its time cannot be compared.
fn amounts(dataset: &Dataset, ontology: &Ontology) -> Vec<Amount> {
    let mut found = Vec::new();
    let mut times: BTreeMap<(Thing, PropertyId), Span> = BTreeMap::new();
    let comparable: Vec<Option<PropertyId>> =
        ontology.properties().iter().map(|p| p.comparison.lasting).collect();
    if comparable.iter().all(Option::is_none) {
        return found;
    }
    for claim in dataset.claims().iter().filter(|c| is_asserted(c, ontology)) {
        if let Value::Duration(text) = claim.value
            && let Some(span) = Span::parse(dataset.text(text))
        {
            times.entry((claim.subject, claim.predicate)).or_insert(span);
        }
    }
    for id in dataset.claim_ids() {
        let claim = dataset.claim(id);
        let (Value::Money(money), Some(lasting), true) =
            (claim.value, comparable[claim.predicate.index()], is_asserted(claim, ontology))
        else {
            continue;
        };
        let time = match dataset.text(money.per) {
            "total" => None,
            _ => match times.get(&(claim.subject, lasting)) {
                Some(span) => Some(*span),
                None => continue,
            },
        };
        found.push(Amount { claim: id, subject: claim.subject, property: claim.predicate, money, time });
    }
    found
}

/// The things that each thing shares with others, by the property that makes them comparable.
type Shared = BTreeMap<(Thing, PropertyId), BTreeSet<Thing>>;

fn shared(dataset: &Dataset, ontology: &Ontology, links: impl Iterator<Item = Link>) -> Shared {
    let wanted: BTreeMap<PropertyId, Vec<PropertyId>> = {
        let mut map: BTreeMap<PropertyId, Vec<PropertyId>> = BTreeMap::new();
        for (i, property) in ontology.properties().iter().enumerate() {
            for by in &property.comparison.compared_by {
                map.entry(*by).or_default().push(PropertyId(i as u16));
            }
        }
        map
    };
    let mut shared = Shared::new();
    let mut see = |subject: Thing, predicate: PropertyId, object: Thing| {
        for above in &ontology.property(predicate).ancestors {
            for amount in wanted.get(above).into_iter().flatten() {
                shared.entry((subject, *amount)).or_default().insert(object);
            }
        }
    };
    for claim in dataset.claims().iter().filter(|c| is_asserted(c, ontology)) {
        if let Value::Thing(object) = claim.value {
            see(claim.subject, claim.predicate, object);
        }
    }
    for (subject, predicate, object) in links {
        see(subject, predicate, object);
    }
    shared
}

fn groups_of(amount: &Amount, shared: &Shared) -> BTreeSet<Thing> {
    let mut groups = shared.get(&(amount.subject, amount.property)).cloned().unwrap_or_default();
    groups.insert(amount.subject);
    groups
}

/// The totals and rates of a group that say the same, each pair with how.
fn restated(dataset: &Dataset, figures: &Figures) -> Vec<(Figure, Figure, String)> {
    let number = |amount| dataset.text(amount).parse::<f64>().ok();
    let product = |(money, time): &Figure| {
        let times = time.as_ref()?.count_of(dataset.text(money.per))?;
        Some((money.currency, number(money.amount)? * times))
    };
    let mut rates: Vec<(Symbol, f64, &Figure)> = figures
        .keys()
        .filter_map(|rate| product(rate).map(|(currency, sum)| (currency, sum, rate)))
        .collect();
    rates.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let mut found = Vec::new();
    for total in figures.keys().filter(|(_, time)| time.is_none()) {
        let Some(sum) = number(total.0.amount) else { continue };
        let least = (total.0.currency, sum - sum.abs() * MOST_ROUNDING);
        let first = rates.partition_point(|r| r.0 < least.0 || (r.0 == least.0 && r.1 < least.1));
        let near = rates[first..]
            .iter()
            .take_while(|r| r.0 == total.0.currency && r.1 - sum <= sum.abs() * MOST_ROUNDING);
        found.extend(near.filter_map(|r| Some((*total, *r.2, restates(dataset, total, r.2)?))));
    }
    found
}

/// In words, how a total and a rate say the same; `None` if they do not.
fn restates(dataset: &Dataset, (total, _): &Figure, (rate, time): &Figure) -> Option<String> {
    let text = |s| dataset.text(s);
    let times = time.as_ref()?.count_of(text(rate.per))?;
    let (sum, each) = (text(total.amount).parse::<f64>().ok()?, text(rate.amount).parse::<f64>().ok()?);
    let product = each * times;
    let rounding = half_last_digit(text(total.amount)) + half_last_digit(text(rate.amount)) * times;
    let difference = (sum - product).abs();
    if difference > rounding || difference > sum.abs() * MOST_ROUNDING {
        return None;
    }
    let money = |amount: &str| words::money(amount, text(total.currency));
    let beside = match sum.partial_cmp(&product)? {
        std::cmp::Ordering::Equal => "just as much".to_owned(),
        more_or_less => {
            let word = if more_or_less == std::cmp::Ordering::Greater { "less" } else { "more" };
            format!("{} {word}, which is within rounding", money(&format!("{difference}")))
        }
    };
    Some(format!(
        "{} per {} for {} comes to {}; the total is {}: {beside}. Probably one amount told twice, so never to be added",
        money(text(rate.amount)),
        text(rate.per),
        time.map(|t| words::span(&t.to_string())).unwrap_or_default(),
        money(&format!("{product}")),
        money(text(total.amount)),
    ))
}

/// Half of what the last digit of a figure that is not zero stands for: how far it may have been rounded.
fn half_last_digit(amount: &str) -> f64 {
    let digits = amount.trim_start_matches(['+', '-']);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let part = part.trim_end_matches('0');
    if part.is_empty() {
        let zeros = whole.len() - whole.trim_end_matches('0').len();
        (0..zeros).fold(0.5, |half, _| half * 10.0)
    } else {
        part.bytes().fold(0.5, |half, _| half / 10.0)
    }
}

#[cfg(test)]
mod tests {
    use super::half_last_digit;

    #[test]
    fn figures_are_rounded_at_their_last_digit() {
        for (figure, half) in
            [("145000000", 500_000.0), ("48000000", 500_000.0), ("7", 0.5), ("1.250", 0.005), ("-20", 5.0)]
        {
            assert!((half_last_digit(figure) - half).abs() < 1e-9, "{figure}");
        }
    }
}
