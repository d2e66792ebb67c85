//! Amounts that probably say the same in two ways: a total, and so much per year over a stated time.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use oxsdatatypes::{Decimal, Duration};

use super::{disagreement, is_asserted, resolve};
use crate::compile::ontology::Ontology;
use crate::model::claim::{ClaimId, Money, PropertyId, Thing, Value};
use crate::model::dataset::Dataset;
use crate::model::date::parse_duration;
use crate::model::disagreement::{Disagreement, DisagreementKind};
use crate::model::text::Symbol;
use crate::model::words;

/// A link between two things, stated or derived.
pub type Link = (Thing, PropertyId, Thing);

/// The widest difference that counts as rounding: this part of the total, which is five per cent.
const MOST_ROUNDING: u8 = 20;
const SECONDS_A_DAY: i64 = 86_400;

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
                // What is reckoned says more than what a curator noted of the same claims.
                let is_same = |d: &Disagreement| claims.iter().eq(&d.claims);
                found.retain(|d| d.kind != DisagreementKind::Restatement || !is_same(d));
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
    time: Option<(i64, i64)>,
}

/// An amount with the months and days over which it is paid, for one that recurs.
type Figure = (Money, Option<(i64, i64)>);

/// The figures of a group, each with the claims that give it.
type Figures = BTreeMap<Figure, BTreeSet<ClaimId>>;

/// All amounts of properties that say how long they are paid; a rate without its time cannot be compared.
fn amounts(dataset: &Dataset, ontology: &Ontology) -> Vec<Amount> {
    let mut found = Vec::new();
    let mut times: BTreeMap<(Thing, PropertyId), (i64, i64)> = BTreeMap::new();
    let comparable: Vec<Option<PropertyId>> =
        ontology.properties().iter().map(|p| p.comparison.lasting).collect();
    if comparable.iter().all(Option::is_none) {
        return found;
    }
    for claim in dataset.claims().iter().filter(|c| is_asserted(c, ontology)) {
        if let Value::Duration(text) = claim.value
            && let Some(span) = months_and_days(dataset.text(text))
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
    let number = |money: Money| dataset.amount(money.amount).parse::<Decimal>().ok();
    let product =
        |(money, time): &Figure| times(number(*money)?, count_of((*time)?, dataset.text(money.per))?);
    let rates = figures.keys().filter_map(|rate| Some((rate.0.currency, product(rate)?, rate)));
    let mut rates: Vec<(Symbol, Decimal, &Figure)> = rates.collect();
    rates.sort_by_key(|r| (r.0, r.1));
    let mut found = Vec::new();
    for total in figures.keys().filter(|(_, time)| time.is_none()) {
        let near = || {
            let sum = number(total.0)?;
            let rounding = sum.checked_div(MOST_ROUNDING)?;
            let (least, most) = (sum.checked_sub(rounding)?, sum.checked_add(rounding)?);
            let first = rates.partition_point(|r| (r.0, r.1) < (total.0.currency, least));
            let near = rates[first..].iter().take_while(move |r| (r.0, r.1) <= (total.0.currency, most));
            Some(near.filter_map(move |r| Some((*total, *r.2, restates(dataset, total, r.2)?))))
        };
        found.extend(near().into_iter().flatten());
    }
    found
}

/// In words, how a total and a rate say the same; `None` if they do not.
fn restates(dataset: &Dataset, (total, _): &Figure, (rate, time): &Figure) -> Option<String> {
    let text = |s| dataset.text(s);
    let (months, days) = (*time)?;
    let count = count_of((months, days), text(rate.per))?;
    let [stated, a_time] = [total, rate].map(|money| dataset.amount(money.amount));
    let (sum, each): (Decimal, Decimal) = (stated.parse().ok()?, a_time.parse().ok()?);
    let product = times(each, count).filter(|product| is_rounded(sum, *product, each, count))?;
    let difference = sum.checked_sub(product)?.checked_abs()?;
    let money = |amount: &str| words::money(amount, text(total.currency));
    let beside = match sum.cmp(&product) {
        Ordering::Equal => "exactly the total".to_owned(),
        more_or_less => {
            let word = if more_or_less == Ordering::Greater { "less" } else { "more" };
            let difference = money(&difference.to_string());
            format!("{difference} {word} than the total of {}, which is within rounding", money(&stated))
        }
    };
    let time = Duration::new(months, days.checked_mul(SECONDS_A_DAY)?).ok()?;
    Some(format!(
        "{} per {} for {} comes to {}, {beside}. Probably the same money reported twice: do not add",
        money(&a_time),
        text(rate.per),
        words::span(&time.to_string()),
        money(&product.to_string()),
    ))
}

/// An amount so many times, as a fraction says it.
fn times(amount: Decimal, (count, of): (i64, i64)) -> Option<Decimal> {
    amount.checked_mul(count)?.checked_div(of)
}

/// Whether a total is what a rate comes to but for the rounding of both.
fn is_rounded(sum: Decimal, product: Decimal, each: Decimal, count: (i64, i64)) -> bool {
    let is_rounded = || {
        let difference = sum.checked_sub(product)?.checked_abs()?;
        let rounding = half_last_digit(sum)?.checked_add(times(half_last_digit(each)?, count)?)?;
        Some(difference <= rounding && difference <= sum.checked_div(MOST_ROUNDING)?)
    };
    is_rounded().unwrap_or(false)
}

/// The months and days of a span of time; none where hours are part of it.
fn months_and_days(text: &str) -> Option<(i64, i64)> {
    let time = parse_duration(text)?;
    let (months, days) = (time.years() * 12 + time.months(), time.days());
    let whole = Duration::new(months, days.checked_mul(SECONDS_A_DAY)?).ok()?;
    (time == whole).then_some((months, days))
}

/// How many of a unit a span of months and days holds, as a fraction; `None` where that is not certain.
fn count_of(time: (i64, i64), unit: &str) -> Option<(i64, i64)> {
    match (unit, time) {
        ("year", (months, 0)) => Some((months, 12)),
        ("quarter", (months, 0)) => Some((months, 3)),
        ("month", (months, 0)) => Some((months, 1)),
        ("week", (0, days)) => Some((days, 7)),
        ("day", (0, days)) => Some((days, 1)),
        _ => None,
    }
}

/// Whether one of two figures is the other, rounded to fewer digits: 900 million of 903 million. Only a figure that ends with hundreds is
/// taken as rounded: 140 and 142 may both be exact.
pub(super) fn is_rounded_from(a: &str, b: &str) -> bool {
    let is_rounded = || {
        let texts = [a, b];
        let (a, b): (Decimal, Decimal) = (a.parse().ok()?, b.parse().ok()?);
        let (of_a, of_b) = (half_last_digit(a)?, half_last_digit(b)?);
        // Digits behind a point are written to be exact.
        let rounder = texts[usize::from(of_b > of_a)];
        let is_round = of_a.max(of_b) >= Decimal::from(50) && !rounder.contains('.');
        let difference = a.checked_sub(b)?.checked_abs()?;
        let larger = a.checked_abs()?.max(b.checked_abs()?);
        Some(
            is_round
                && of_a != of_b
                && difference <= of_a.max(of_b)
                && difference <= larger.checked_div(MOST_ROUNDING)?,
        )
    };
    is_rounded().unwrap_or(false)
}

/// Half of what the last digit of a figure that is not zero stands for: how far it may have been rounded.
fn half_last_digit(amount: Decimal) -> Option<Decimal> {
    let figure = amount.to_string();
    let half = if let Some((_, part)) = figure.split_once('.') {
        format!("0.{}5", "0".repeat(part.len()))
    } else {
        let zeros = figure.len() - figure.trim_end_matches('0').len();
        zeros.checked_sub(1).map_or_else(|| "0.5".to_owned(), |zeros| format!("5{}", "0".repeat(zeros)))
    };
    half.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_rounded_at_their_last_digit() {
        for (figure, half) in
            [("145000000", "500000"), ("48000000", "500000"), ("7", "0.5"), ("1.250", "0.005"), ("20", "5")]
        {
            let half_of = |text: &str| half_last_digit(text.parse().ok()?).map(|h| h.to_string());
            assert_eq!(half_of(figure).as_deref(), Some(half), "{figure}");
        }
    }

    #[test]
    fn a_figure_is_another_one_rounded() {
        for (a, b, expected) in [
            ("900000000", "903000000", true),
            ("140", "142", false),
            ("2400", "2415", true),
            ("100.00", "104.99", false),
            ("10.0", "10.4", false),
            ("2400", "2300", false),
            ("9", "10", false),
            ("900", "960", false),
            ("5.7", "5.68", false),
        ] {
            assert_eq!((is_rounded_from(a, b), is_rounded_from(b, a)), (expected, expected), "{a} and {b}");
        }
    }

    #[test]
    fn a_rate_over_its_time_is_reckoned_exactly() {
        for (sum, each, count, expected) in [
            ("0.3", "0.1", (3, 1), Some("0.3")),
            ("145000000", "48000000", (36, 12), Some("144000000")),
            ("7", "12", (7, 12), Some("7")),
            ("10", "48000000", (3, 1), None),
            ("9".repeat(20).as_str(), "9".repeat(20).as_str(), (3, 1), None),
        ] {
            let (sum, each) = (sum.parse().unwrap(), each.parse().unwrap());
            let product = times(each, count).filter(|product| is_rounded(sum, *product, each, count));
            assert_eq!(product.map(|p| p.to_string()).as_deref(), expected, "{each} for {sum}");
        }
    }

    #[test]
    fn units_are_counted_where_that_is_certain() {
        for (time, unit, expected) in [
            ("P3Y", "year", Some((36, 12))),
            ("P18M", "quarter", Some((18, 3))),
            ("P14D", "week", Some((14, 7))),
            ("P1M", "day", None),
            ("P1M1D", "month", None),
            ("P1DT12H", "day", None),
        ] {
            assert_eq!(months_and_days(time).and_then(|t| count_of(t, unit)), expected, "{time} {unit}");
        }
    }
}
