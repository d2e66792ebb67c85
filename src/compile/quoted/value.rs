//! Whether words carry a value: say it, say another one of its kind, or say none.

use std::ops::Range;

use oxsdatatypes::Decimal;

use crate::model::date::{PartialDate, day_number};
use crate::model::quantity::{Quantity, What, When, is_plural_noun};

/// A value that a claim states.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Stated {
    /// Money: the amount, the codes that its currency may be, and the time that it recurs in, `total`, or none if that is not known.
    Money(Decimal, Vec<String>, Option<String>),
    /// A number, and what of.
    Number(Decimal, Of),
    /// Days by number, the first and the one after the last.
    Date(i64, i64),
    /// A length of time: months and seconds.
    Length(Decimal, Decimal),
}

/// What a number is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    /// It is not known.
    Anything,
    /// Of what is measured.
    Measure,
    /// Of things that are counted.
    Count,
}

/// What words say of a value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Verdict {
    /// They say it.
    Carried,
    /// They say a part of it, and what is missing.
    Partly(&'static str),
    /// They say nothing of the kind.
    Absent,
    /// They say another one: where it stands.
    Other(Range<usize>),
}

/// Holds a value against words and the quantities in them.
pub(super) fn verdict(stated: &Stated, words: &str, found: &[Quantity]) -> Verdict {
    match stated {
        Stated::Money(amount, codes, per) => money(*amount, codes, per.as_deref(), words, found),
        Stated::Number(number, of) => counted(*number, *of, words, found),
        Stated::Date(from, to) => dated((*from, *to), found),
        Stated::Length(months, seconds) => lasting((*months, *seconds), found),
    }
}

/// The stated value of a date.
pub(super) fn of_date(date: PartialDate) -> Stated {
    let (from, to) = date.days();
    Stated::Date(from, to)
}

fn is_number(quantity: &Quantity, number: Decimal) -> bool {
    quantity.number == Some(number) || quantity.or == Some(number)
}

fn first_of(found: &[Quantity], is: impl Fn(&Quantity) -> bool) -> Option<Verdict> {
    found.iter().find(|q| q.is_sure && is(q)).map(|q| Verdict::Other(q.span.clone()))
}

fn money(amount: Decimal, codes: &[String], per: Option<&str>, words: &str, found: &[Quantity]) -> Verdict {
    let mut best = Verdict::Absent;
    // Beside money a bare number counts something else: `£5m for 30 teams`.
    let is_money = |q: &Quantity| matches!(q.what, What::Money(..) | What::Unclear);
    let is_of_time = |per: &str, quantity: &Quantity| {
        let is_other =
            |q: &Quantity| q != quantity && matches!(q.what, What::Money(_, Some(said)) if said == per);
        says_time(words, per, found) && !found.iter().any(is_other)
    };
    let is_bare = |at: usize| {
        let before = at.checked_sub(1).and_then(|before| found.get(before)).filter(|q| is_money(q));
        let between = before.and_then(|q| words.get(q.span.end..found[at].span.start));
        !found.iter().any(is_money)
            || between.is_some_and(|between| matches!(between.trim(), "and" | "or" | ","))
    };
    // `5 looms` are no money.
    let is_thing = |q: &Quantity| {
        let next = words[q.span.end..].trim_start().split(|c: char| !c.is_alphabetic()).next();
        q.number < Some(Decimal::from(1_000_000)) && next.is_some_and(is_plural_noun)
    };
    let is_amount = |q: &Quantity| match q.what {
        What::Number => q.number == Some(amount) && !is_thing(q),
        _ => is_number(q, amount),
    };
    let of_amount = found.iter().enumerate().filter(|(_, q)| is_amount(q));
    for (at, quantity) in of_amount.filter(|(at, q)| q.what != What::Number || is_bare(*at)) {
        let verdict = match &quantity.what {
            What::Money(..) if part_of(found, at, words).is_some() => {
                Verdict::Other(part_of(found, at, words).unwrap_or_default()..quantity.span.end)
            }
            What::Money(said, _) if !said.is_empty() && !codes.iter().any(|c| said.contains(&c.as_str())) => {
                Verdict::Other(quantity.span.clone())
            }
            What::Money(_, Some(said)) if per.is_some_and(|per| per != *said) => {
                Verdict::Other(quantity.span.clone())
            }
            What::Money(_, None) | What::Number
                if per.is_some_and(|per| per != "total" && !is_of_time(per, quantity)) =>
            {
                Verdict::Partly("how often it recurs")
            }
            // `5m` alone is of any currency.
            What::Number if quantity.or.is_some() && !found.iter().any(is_money) => {
                Verdict::Partly("its currency")
            }
            What::Money(..) | What::Number => return Verdict::Carried,
            _ => continue,
        };
        if !matches!(best, Verdict::Partly(_)) {
            best = verdict;
        }
    }
    let is_free = || ["nothing", "no money", "free"].iter().any(|free| words.to_lowercase().contains(free));
    if amount == Decimal::from(0) && best == Verdict::Absent && is_free() {
        return Verdict::Carried;
    }
    if best != Verdict::Absent {
        return best;
    }
    let large = Decimal::from(1_000_000);
    let is_of_money =
        words.split(|c: char| !c.is_alphabetic()).any(|word| MONEY.contains(&word.to_lowercase().as_str()));
    first_of(found, |q| matches!(q.what, What::Money(..)))
        .or_else(|| {
            first_of(found, |q| {
                q.what == What::Number && !is_thing(q) && (is_of_money || q.number >= Some(large))
            })
        })
        .unwrap_or(Verdict::Absent)
}

/// Where the part of an amount begins that words say: `half of £5m`, `twice £5m`, `10 per cent of £6m`.
fn part_of(found: &[Quantity], at: usize, words: &str) -> Option<usize> {
    let before = words[..found[at].span.start].trim_end();
    let many = before.strip_suffix(" the").unwrap_or(before);
    let last = many.rsplit(' ').next().unwrap_or_default();
    if matches!(
        last.to_lowercase().as_str(),
        "twice" | "double" | "thrice" | "triple" | "treble" | "half" | "times"
    ) {
        return Some(many.len() - last.len());
    }
    let part = found[..at].last().filter(|q| matches!(q.what, What::Fraction | What::Percent))?;
    let between = words.get(part.span.end..before.len())?.trim();
    matches!(between, "of" | "").then_some(part.span.start)
}

/// Words that tell that a bare number is money.
const MONEY: [&str; 17] = [
    "cost", "costs", "costing", "budget", "fund", "funds", "grant", "grants", "spend", "spends", "spent",
    "spending", "price", "pay", "pays", "paid", "invest",
];

/// Whether words tell a time that something recurs in.
fn says_time(words: &str, per: &str, found: &[Quantity]) -> bool {
    let is_time = |word: &str| match per {
        "year" => word.starts_with("year") || word.starts_with("annual") || word == "annum",
        "day" => word.starts_with("day") || word == "daily",
        per => word.starts_with(per),
    };
    let is_of_one_year = || {
        per == "year"
            && found
                .iter()
                .any(|q| matches!(q.what, What::Date(When::Days { from, to, .. }) if to - from > 31))
    };
    words.split(|c: char| !c.is_alphabetic()).any(|word| is_time(&word.to_lowercase())) || is_of_one_year()
}

/// Words that say a small number without being one.
const SMALL: [(i64, &[&str]); 4] = [
    (0, &["no", "none", "not", "zero", "nil", "never", "neither", "without", "nobody", "nothing", "nor"]),
    (
        1,
        &[
            "a", "an", "one", "single", "sole", "only", "another", "once", "lone", "alone", "the", "each",
            "this", "its",
        ],
    ),
    (2, &["both", "pair", "couple", "twin", "twice", "double", "dual", "either", "second"]),
    (3, &["triple", "trio", "thrice", "treble", "threefold"]),
];

/// What no number of things is: `20 kg`, `7 basis points`.
const MEASURES: &str = "kg g km cm mm lb lbs oz ft mph kw mw gw c f basis degrees";

/// The word, or the sign of one letter, right behind a quantity.
fn next_word<'a>(quantity: &Quantity, words: &'a str) -> &'a str {
    let rest = words[quantity.span.end..].trim_start_matches([' ', '\u{b0}']);
    rest.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default()
}

/// Whether a quantity may be a measure: no money, no day, nothing that another unit changes.
fn is_measured(quantity: &Quantity, words: &str) -> bool {
    let is_date = matches!(quantity.what, What::Date(_)) && quantity.is_sure;
    !is_date && !matches!(quantity.what, What::Money(..)) && next_word(quantity, words) != "basis"
}

/// Whether a quantity may be how many there are: no share, length or measure, and no part of a name.
fn is_counted(quantity: &Quantity, words: &str) -> bool {
    let is_label =
        !quantity.is_sure && words[quantity.span.start..].starts_with(|c: char| c.is_ascii_digit());
    let is_measure = MEASURES.split(' ').any(|unit| unit == next_word(quantity, words).to_lowercase());
    match quantity.what {
        What::Number => !is_label && !is_measure,
        What::Ordinal => true,
        What::Date(_) => !quantity.is_sure,
        _ => false,
    }
}

fn counted(number: Decimal, of: Of, words: &str, all: &[Quantity]) -> Verdict {
    let may_be = |q: &&Quantity| match of {
        Of::Anything => true,
        Of::Measure => is_measured(q, words),
        Of::Count => is_counted(q, words),
    };
    // `half of 10 looms` are not 10, and `1 in 8` is neither 1 nor 8.
    let is_part = |at: usize| match of {
        Of::Anything => false,
        Of::Count => part_of(all, at, words).is_some(),
        Of::Measure => (at.saturating_sub(1)..=at).any(|at| {
            all.get(at..at + 2)
                .is_some_and(|pair| ratios(words, pair).next().is_some_and(|r| r < Decimal::from(1)))
        }),
    };
    let found = all.iter().enumerate().filter(|(at, _)| !is_part(*at)).map(|(_, q)| q);
    let found: Vec<Quantity> = found.filter(may_be).cloned().collect();
    let found = found.as_slice();
    let hundred = Decimal::from(100);
    let near = |a: Decimal, b: Decimal| {
        a.checked_sub(b)
            .and_then(Decimal::checked_abs)
            .is_some_and(|d| d <= Decimal::from(1).checked_div(Decimal::from(200)).unwrap_or_default())
    };
    let as_share = |q: &Quantity| {
        let share = match q.what {
            What::Percent => q.number.and_then(|n| n.checked_div(hundred)),
            What::Fraction => q.number,
            _ => None,
        };
        share.is_some_and(|s| {
            near(s, number)
                || s.checked_mul(hundred)
                    .is_some_and(|p| near(p, number) || (q.what == What::Fraction && near_percent(p, number)))
        })
    };
    // In `loom 7B` the letter is no magnitude, and 7 no count.
    let says = |q: &Quantity, number| match of {
        Of::Count => q.number == Some(number),
        _ => is_number(q, number),
    };
    // `fell by 3` says -3 as well.
    let size = number.checked_abs().unwrap_or(number);
    if found.iter().any(|q| says(q, number) || says(q, size) || as_share(q))
        || ratios(words, all).any(|r| near(r, number) || r.checked_mul(hundred) == Some(number))
    {
        return Verdict::Carried;
    }
    let is_said = |small: &[&str]| {
        // In `one tenth` the one is none.
        let mut rest = words.to_owned();
        for part in
            all.iter().rev().filter(|q| matches!(q.what, What::Fraction | What::Percent | What::Money(..)))
        {
            rest.replace_range(part.span.clone(), "");
        }
        rest.split(|c: char| !c.is_alphabetic()).any(|word| small.contains(&word.to_lowercase().as_str()))
    };
    let small = SMALL.iter().find(|(n, _)| Decimal::from(*n) == number);
    let numbers = first_of(found, |q| q.what == What::Number);
    if small.is_some_and(|(_, small)| is_said(small)) && (numbers.is_none() || number == Decimal::from(0)) {
        return Verdict::Carried;
    }
    let is_small = number <= hundred && number >= Decimal::from(-100);
    let other = numbers
        .or_else(|| first_of(found, |q| q.what == What::Percent && is_small))
        .or_else(|| first_of(found, |q| q.what == What::Ordinal))
        .or_else(|| {
            first_of(found, |q| {
                q.what == What::Fraction && number < Decimal::from(1) && number > Decimal::from(0)
            })
        })
        .or_else(|| {
            first_of(found, |q| {
                is_year(number) && q.number.is_some_and(is_year) && matches!(q.what, What::Date(_))
            })
        });
    let is_ratio = |pair: &&[Quantity]| of == Of::Measure && ratios(words, pair).next().is_some();
    let ratio = all.windows(2).find(is_ratio).map(|pair| pair[0].span.start..pair[1].span.end);
    match other.or(ratio.map(Verdict::Other)) {
        Some(other) => other,
        None if listed(words) == Some(number) => Verdict::Carried,
        None => Verdict::Absent,
    }
}

/// Whether a percentage is another one rounded: `a third` is 33.3 and 33.
fn near_percent(exact: Decimal, number: Decimal) -> bool {
    exact.checked_sub(number).and_then(Decimal::checked_abs).is_some_and(|d| d < Decimal::from(1))
}

/// Whether a whole number is a year rather than a round count.
fn is_year(number: Decimal) -> bool {
    let whole: Option<i64> = number.to_string().parse().ok();
    whole.is_some_and(|n| (1500..2100).contains(&n) && n % 100 != 0)
}

/// The parts that `one in five` and `three out of ten` say.
fn ratios<'a>(words: &'a str, found: &'a [Quantity]) -> impl Iterator<Item = Decimal> + 'a {
    found.windows(2).filter_map(|pair| {
        let between = words.get(pair[0].span.end..pair[1].span.start)?.trim().to_lowercase();
        let is_ratio =
            matches!(between.as_str(), "in" | "in every" | "out of" | "out of every" | "of" | "of the");
        is_ratio.then(|| pair[0].number?.checked_div(pair[1].number?)).flatten()
    })
}

/// How many things a list names: `Kent, Essex and Norfolk`.
fn listed(words: &str) -> Option<Decimal> {
    let list = words.replace(" & ", " and ").replace(", and ", " and ");
    let count = list.matches(", ").count() + list.matches(" and ").count() + 1;
    (count > 1).then(|| Decimal::from(i64::try_from(count).unwrap_or(i64::MAX)))
}

/// The most days of which a date that means a part of them still says the year: `2022/23`.
const TWO_YEARS: i64 = 732;

fn dated((first, after): (i64, i64), found: &[Quantity]) -> Verdict {
    let mut best = Verdict::Absent;
    let mut is_relative = false;
    for quantity in found {
        let What::Date(when) = quantity.what else { continue };
        let verdict = match when {
            When::Days { from, to, is_rough } => {
                // A season or the first half of a year is no month of it, and a decade or a century no year.
                let is_vague = is_rough
                    && !(after - first <= 31 && (63..=366).contains(&(to - from)))
                    && (to - from <= TWO_YEARS || after - first >= to - from);
                if (from >= first && to <= after) || (is_vague && from < after && first < to) {
                    return Verdict::Carried;
                }
                let overlaps = from < after && first < to;
                if overlaps {
                    Verdict::Partly("as precise a date")
                } else {
                    Verdict::Other(quantity.span.clone())
                }
            }
            When::NoYear { month, day } => {
                if after - first > 31 {
                    continue;
                }
                let is_it = |at: i64| same_day(at, month, day);
                if (first..after).any(is_it) {
                    Verdict::Partly("its year")
                } else {
                    Verdict::Other(quantity.span.clone())
                }
            }
            When::Relative => {
                is_relative = true;
                continue;
            }
        };
        match (&best, &verdict) {
            (_, Verdict::Partly(_)) => best = verdict,
            (Verdict::Absent, _) if quantity.is_sure => best = verdict,
            _ => {}
        }
    }
    match best {
        Verdict::Other(_) if ends(found).any(|day| (first - 1..=after).contains(&day)) => Verdict::Carried,
        Verdict::Other(_) if is_relative => Verdict::Absent,
        best => best,
    }
}

/// Whether a day by number falls in a month, and on a day of it unless that is 0.
fn same_day(number: i64, month: u8, day: u8) -> bool {
    // Any date of that number lies in the year that its days give, or the one after it.
    let year = number * 400 / 146_097;
    (year - 1..=year + 1).any(|year| {
        let of = |day: u8| day_number(year, month, day);
        if day > 0 {
            of(day) == number
        } else {
            (of(1)..of(1) + 31).contains(&number) && in_month(number, year, month)
        }
    })
}

fn in_month(number: i64, year: i64, month: u8) -> bool {
    let next = if month == 12 { day_number(year + 1, 1, 1) } else { day_number(year, month + 1, 1) };
    number < next
}

const SECONDS_A_DAY: i64 = 86_400;

fn days((months, seconds): (Decimal, Decimal)) -> Option<f64> {
    let number = |d: Decimal| d.to_string().parse::<f64>().ok();
    Some(number(months)? * 30.436_875 + number(seconds)? / SECONDS_A_DAY as f64)
}

/// The days on which something ends, or begins, by its date and how long it lasts in the same words.
fn ends(found: &[Quantity]) -> impl Iterator<Item = i64> + '_ {
    let lengths = found.iter().filter_map(|q| match q.what {
        What::Length(months, seconds) => days((months, seconds)),
        _ => None,
    });
    lengths
        .flat_map(|length| {
            found.iter().flat_map(move |q| match q.what {
                What::Date(When::Days { from, to, .. }) => {
                    let length = length.round() as i64;
                    [from + length, to + length, to - 1 + length, from - length, to - length].map(Some)
                }
                _ => [None; 5],
            })
        })
        .flatten()
}

fn lasting(length: (Decimal, Decimal), found: &[Quantity]) -> Verdict {
    let Some(wanted) = days(length) else { return Verdict::Absent };
    let near = |other: f64| (other - wanted).abs() <= wanted * 0.03;
    let is_it = |q: &Quantity| match q.what {
        What::Length(months, seconds) if (months, seconds) == length => true,
        // A year is some 365 days, and 52 weeks.
        What::Length(months, seconds) => {
            let in_months = |(months, _): (Decimal, Decimal)| months > Decimal::from(0);
            in_months((months, seconds)) != in_months(length) && days((months, seconds)).is_some_and(near)
        }
        _ => false,
    };
    if found.iter().any(is_it) || spans(found).any(|days| near(days as f64)) {
        return Verdict::Carried;
    }
    first_of(found, |q| matches!(q.what, What::Length(..))).unwrap_or(Verdict::Absent)
}

/// How many days lie between the first and the last date.
fn spans(found: &[Quantity]) -> impl Iterator<Item = i64> {
    let mut dates = found.iter().filter_map(|q| match q.what {
        What::Date(When::Days { from, to, .. }) => Some((from, to)),
        _ => None,
    });
    let first = dates.next();
    let last = dates.next_back().or(first);
    let spans = first.zip(last).map(|((from, to), (last, after))| {
        [after - from, last - from, last - from + (to - from) / 2, after - from - (to - from) / 2]
    });
    spans.into_iter().flatten()
}

/// The values that a text says beyond doubt, each with the bytes that say it.
pub(super) fn of_text(text: &str) -> Vec<(Range<usize>, Stated)> {
    let found = crate::model::quantity::read(text).into_iter().filter(|q| q.is_sure);
    found
        .filter_map(|q| {
            let stated = match q.what {
                What::Money(codes, _) => {
                    Stated::Money(q.number?, codes.into_iter().map(str::to_owned).collect(), None)
                }
                What::Date(When::Days { from, to, .. }) => Stated::Date(from, to),
                What::Date(_) | What::Unclear => return None,
                What::Length(months, seconds) => Stated::Length(months, seconds),
                What::Number | What::Ordinal | What::Fraction | What::Percent => {
                    Stated::Number(q.number?, Of::Anything)
                }
            };
            Some((q.span, stated))
        })
        .collect()
}

/// The stated value of a length of time.
pub(super) fn of_duration(duration: oxsdatatypes::Duration) -> Stated {
    let months = duration.years() * 12 + duration.months();
    let minutes = (duration.days() * 24 + duration.hours()) * 60 + duration.minutes();
    let seconds = Decimal::from(minutes * 60).checked_add(duration.seconds());
    Stated::Length(Decimal::from(months), seconds.unwrap_or_default())
}
