//! Quantities as English writes them: numbers, money, percentages, lengths of time and dates, found in a text.
//!
//! Goes in: words. Comes out: each quantity with its place, and whether the words leave no doubt that it is one. Reads
//! generously, since what it finds is compared with values that are known; deliberately knows no other language, and no claim.

mod calendar;
mod cardinal;
mod money;
mod token;

use std::ops::Range;

use oxsdatatypes::Decimal;

use cardinal::{Cardinal, cardinal, roman};
pub use money::{Typed, typed};
use token::{HYPHENS, Kind, Token, Tokens};

use super::date::day_number;

/// A quantity found in a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    /// Its bytes.
    pub span: Range<usize>,
    /// What it is.
    pub what: What,
    /// Its number: a year for a date, in units as written for a length.
    pub number: Option<Decimal>,
    /// Another number that it may be: before a magnitude is shared out, or a letter is taken for one.
    pub or: Option<Decimal>,
    /// Whether it is a quantity of this kind beyond doubt, so that it can contradict.
    pub is_sure: bool,
}

/// What a quantity is.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// A number.
    Number,
    /// A number that is not written as English does, or may be one of several: it is not guessed which.
    Unclear,
    /// A place in an order.
    Ordinal,
    /// A part of one.
    Fraction,
    /// A percentage.
    Percent,
    /// Money: the codes that its sign or word may mean (none if it has neither), and the time that it recurs in.
    Money(Vec<&'static str>, Option<&'static str>),
    /// A length of time: months and seconds.
    Length(Decimal, Decimal),
    /// A date.
    Date(When),
}

/// When something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Days by number: the first, and the first one after it.
    Days {
        /// The first day.
        from: i64,
        /// The day after the last.
        to: i64,
        /// Whether it means some part of these days: a season, `early 2021`, `2022/23`.
        is_rough: bool,
    },
    /// A month, or a day of it, of a year that is not written.
    NoYear {
        /// The month, from 1.
        month: u8,
        /// The day, or 0.
        day: u8,
    },
    /// A time that depends on when it was said: `this year`.
    Relative,
}

/// Units of time: months and seconds.
const UNITS: [(&str, i64, i64); 14] = [
    ("second", 0, 1),
    ("minute", 0, 60),
    ("hour", 0, 3_600),
    ("hr", 0, 3_600),
    ("day", 0, 86_400),
    ("night", 0, 86_400),
    ("week", 0, 604_800),
    ("fortnight", 0, 1_209_600),
    ("month", 1, 0),
    ("quarter", 3, 0),
    ("year", 12, 0),
    ("yr", 12, 0),
    ("decade", 120, 0),
    ("century", 1_200, 0),
];
/// After these words a number is a name.
const LABELS: &str = "section sections article articles chapter part figure fig table page pages p pp number no nos phase step tier level class \
     annex schedule appendix paragraph paragraphs para clause volume vol series route room version grade band type group zone \
     regulation per category question";

/// The quantities of a text, in its order.
pub fn read(text: &str) -> Vec<Quantity> {
    let tokens = Tokens::new(text);
    let mut found: Vec<Quantity> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let before = found.len();
        let next = take(&tokens, at, &mut found);
        if found.len() > before && before > 0 {
            share(text, &mut found, before);
        }
        at = next.max(at + 1);
    }
    found
}

/// Reads what begins at a token; returns the token after it.
fn take(tokens: &Tokens<'_>, at: usize, found: &mut Vec<Quantity>) -> usize {
    if tokens.get(at).is_some_and(|token| token.kind == Kind::Unclear) {
        let span = place(tokens, at, at + 1);
        found.push(Quantity { span, what: What::Unclear, number: None, or: None, is_sure: true });
        return at + 1;
    }
    if let Some((quantity, next)) = money::signed(tokens, at) {
        found.push(quantity);
        return next;
    }
    if let Some(dated) = calendar::date(tokens, at) {
        let span = place(tokens, at, dated.next);
        let number = dated.year.map(Decimal::from);
        let is_sure = dated.is_sure;
        found.push(Quantity { span: span.clone(), what: What::Date(dated.when), number, or: None, is_sure });
        // Where day and month could change places, either is said, and neither contradicts alone.
        found.extend(dated.or.map(|when| Quantity {
            span,
            what: What::Date(when),
            number,
            or: None,
            is_sure: false,
        }));
        if dated.is_sure || dated.next != at + 1 {
            return dated.next;
        }
    }
    let minus = is_minus(tokens, at);
    // In `one of five` the one is no number of its own.
    let is_part =
        tokens.word(at) == "one" && tokens.word(at + 1) == "of" && cardinal(tokens, at + 2).is_some();
    if is_part {
        return at + 2;
    }
    if let Some(mut number) = cardinal(tokens, if minus { at + 1 } else { at }) {
        if minus {
            number.value = number.value.checked_neg().unwrap_or(number.value);
        }
        let (mut quantity, next) = measured(tokens, if minus { at + 1 } else { at }, &number);
        quantity.span.start = place(tokens, at, next).start;
        found.push(quantity);
        return next;
    }
    // `Chapter XIV`; elsewhere such letters are a part of a name.
    let roman = tokens.get(at).and_then(|t| roman(t.text)).filter(|_| is_in(tokens.word_before(at), LABELS));
    if let Some(number) = roman.map(Decimal::from) {
        let span = place(tokens, at, at + 1);
        found.push(Quantity { span, what: What::Ordinal, number: Some(number), or: None, is_sure: false });
        return at + 1;
    }
    // `a year`, `a decade`, `the next decade`
    let word = tokens.word(at);
    let is_counted = matches!(tokens.word_before(at), "a" | "an" | "whole" | "full" | "next" | "past");
    if (is_counted || matches!(word, "decade" | "fortnight"))
        && let Some((what, next)) = length(tokens, at, Decimal::from(1))
    {
        let number = Some(Decimal::from(1));
        found.push(Quantity { span: place(tokens, at, next), what, number, or: None, is_sure: false });
        return next;
    }
    at + 1
}

/// Whether a sign before digits makes them negative: nothing stands right before it.
fn is_minus(tokens: &Tokens<'_>, at: usize) -> bool {
    let is_sign = tokens.is_sign(at, HYPHENS) && !tokens.is_glued(at) && tokens.is_glued(at + 1);
    let is_number = || cardinal(tokens, at + 1).is_some_and(|n| !n.is_ordinal);
    is_sign && tokens.digits(at + 1).is_some() || tokens.word(at) == "minus" && is_number()
}

fn place(tokens: &Tokens<'_>, at: usize, next: usize) -> Range<usize> {
    let start = tokens.get(at).map_or(0, |t| t.start);
    start..tokens.get(next - 1).map_or(start, Token::end)
}

/// A number with what it counts: per cent, money, time, or anything else.
fn measured(tokens: &Tokens<'_>, at: usize, number: &Cardinal) -> (Quantity, usize) {
    let next = tokens.past_hyphen(number.next);
    let mut quantity = Quantity {
        span: place(tokens, at, number.next),
        what: match number {
            Cardinal { is_ordinal: true, .. } => What::Ordinal,
            Cardinal { is_fraction: true, .. } => What::Fraction,
            _ => What::Number,
        },
        number: Some(number.value),
        or: raw(tokens, at, number),
        is_sure: is_sure(tokens, at, number),
    };
    if let Some(end) = percent(tokens, next) {
        quantity.what = What::Percent;
        quantity.span.end = place(tokens, at, end).end;
        return (quantity, end);
    }
    if let Some((codes, pence, end)) = money::unit(tokens, next) {
        if pence {
            quantity.number = number.value.checked_div(Decimal::from(100));
        }
        quantity.is_sure = true;
        quantity.or = None;
        let (per, end) = money::per(tokens, end);
        quantity.span.end = place(tokens, at, end).end;
        quantity.what =
            if may_be_thousands(tokens, at, number) { What::Unclear } else { What::Money(codes, per) };
        return (quantity, end);
    }
    // `half a year`, `a quarter of a century`
    let of = if number.is_fraction && tokens.word(next) == "of" { next + 1 } else { next };
    let next = if number.is_fraction && matches!(tokens.word(of), "a" | "an") { of + 1 } else { next };
    if !number.is_ordinal
        && let Some((length, end)) = length(tokens, next, number.value)
    {
        // A quarter is a part as well, and `the 20-year-old` is no period.
        let is_age = matches!(tokens.word(tokens.past_hyphen(end)), "old" | "olds");
        quantity.is_sure &= !number.is_fraction && !is_age;
        quantity.what = length;
        quantity.span.end = place(tokens, at, end).end;
        return (quantity, end);
    }
    (quantity, number.next)
}

/// Whether three digits behind a point may be thousands: `1.234`.
fn may_be_thousands(tokens: &Tokens<'_>, at: usize, number: &Cardinal) -> bool {
    let parts = tokens.digits(at).and_then(|digits| digits.split_once('.'));
    parts.is_some_and(|(whole, rest)| whole.len() <= 3 && whole != "0" && rest.len() == 3)
        && number.scale == Decimal::from(1)
}

/// The number without the magnitude, where that is a letter that may mean something else.
fn raw(tokens: &Tokens<'_>, at: usize, number: &Cardinal) -> Option<Decimal> {
    let letter = tokens.word(number.next - 1);
    let is_letter = number.next > at + 1 && tokens.digits(at).is_some() && letter.len() == 1 && letter != "k";
    is_letter.then(|| number.value.checked_div(number.scale)).flatten()
}

/// The token after `%`, `per cent`, `percent`, `percentage points`.
fn percent(tokens: &Tokens<'_>, at: usize) -> Option<usize> {
    let end = match tokens.word(at) {
        "per" if tokens.word(tokens.past_hyphen(at + 1)) == "cent" => tokens.past_hyphen(at + 1) + 1,
        "percent" | "pct" | "pc" | "percentage" | "pp" => at + 1,
        _ if tokens.is_sign(at, "%") => at + 1,
        _ => return None,
    };
    Some(if matches!(tokens.word(end), "point" | "points") { end + 1 } else { end })
}

fn unit(word: &str) -> Option<(i64, i64)> {
    let word = if word == "centuries" { "century" } else { word.strip_suffix('s').unwrap_or(word) };
    UNITS.iter().find(|(name, ..)| *name == word).map(|(_, months, seconds)| (*months, *seconds))
}

/// A length of time: its units, and smaller ones that are added.
fn length(tokens: &Tokens<'_>, at: usize, count: Decimal) -> Option<(What, usize)> {
    // `three more years`, `two further years`, `two full financial years`
    let mut here = at;
    while matches!(
        tokens.word(here),
        "more"
            | "further"
            | "additional"
            | "full"
            | "whole"
            | "calendar"
            | "financial"
            | "working"
            | "consecutive"
            | "extra"
    ) {
        here += 1;
    }
    let (months, seconds) = unit(tokens.word(here))?;
    let mut sum = (count.checked_mul(Decimal::from(months))?, count.checked_mul(Decimal::from(seconds))?);
    let mut end = here + 1;
    // `a year and a half`
    let part = tokens.word(end + 2);
    if tokens.word(end) == "and" && tokens.word(end + 1) == "a" && matches!(part, "half" | "quarter") {
        let part = if part == "half" { 2 } else { 4 };
        let add =
            |sum: Decimal, unit: i64| sum.checked_add(Decimal::from(unit).checked_div(Decimal::from(part))?);
        sum = (add(sum.0, months)?, add(sum.1, seconds)?);
        end += 3;
    }
    let smaller = if tokens.word(end) == "and" || tokens.is_sign(end, ",") { end + 1 } else { end };
    if let Some(number) = cardinal(tokens, smaller).filter(|n| !n.is_ordinal && !n.is_fraction)
        && let Some((more_months, more_seconds)) = unit(tokens.word(tokens.past_hyphen(number.next)))
        && (more_months, more_seconds) < (months, seconds)
        && (months > 0 || more_seconds < seconds)
    {
        let add = |sum: Decimal, unit: i64| sum.checked_add(number.value.checked_mul(Decimal::from(unit))?);
        sum = (add(sum.0, more_months)?, add(sum.1, more_seconds)?);
        end = tokens.past_hyphen(number.next) + 1;
    }
    Some((What::Length(sum.0, sum.1), end))
}

/// Whether a number is one beyond doubt: not a name, not `one of them`, not a part of a sign such as `5G`.
fn is_sure(tokens: &Tokens<'_>, at: usize, number: &Cardinal) -> bool {
    let before = tokens.word_before(at);
    let after = tokens.word(number.next);
    if is_in(before, LABELS) {
        return false;
    }
    if tokens.digits(at).is_none() {
        let word = tokens.word(at);
        let is_pronoun = word == "one"
            && number.value == Decimal::from(1)
            && (matches!(after, "" | "of" | "another" | "or" | "day" | "who" | "that" | "is" | "in")
                || matches!(
                    before,
                    "no" | "the" | "this" | "that" | "any" | "every" | "each" | "only" | "some" | "which"
                )
                || tokens.is_sign(number.next, HYPHENS));
        // `one-to-one`
        let is_compound = at > 1
            && tokens.is_sign(at - 1, HYPHENS)
            && tokens.is_glued(at)
            && !tokens.word(at - 2).is_empty();
        // `the Seven Sisters`; the first word of a sentence has a capital anyway.
        let is_name = at > 0 && tokens.is_capital(at) && !tokens.is_sign(at - 1, ".?!:\u{201C}\"'\u{2018}");
        let is_vague = number.is_ordinal && matches!(word, "first" | "second");
        return !is_pronoun && !is_compound && !is_name && !is_vague && word != "zero";
    }
    if may_be_thousands(tokens, at, number) {
        return false;
    }
    let joined = |at: usize| tokens.is_glued(at) && !tokens.is_sign(at, ",.;:)]}\"'\u{2019}%");
    let is_label_before = at > 0
        && tokens.is_glued(at)
        && !is_minus(tokens, at - 1)
        && (!before.is_empty()
            || tokens.is_sign(at - 1, "/:#_")
            || (tokens.is_sign(at - 1, HYPHENS)
                && tokens.is_glued(at - 1)
                && !tokens.word_before(at - 1).is_empty())
            || (tokens.is_sign(at - 1, ".") && is_in(tokens.word_before(at - 1), LABELS)));
    let is_abbreviated = at > 1 && tokens.is_sign(at - 1, ".") && is_in(tokens.word_before(at - 1), LABELS);
    let is_note =
        at > 0 && tokens.is_sign(at - 1, "([") && tokens.is_sign(number.next, ")]") && tokens.is_glued(at);
    let is_label_after = joined(number.next) && (!after.is_empty() || tokens.is_sign(number.next, "/_"))
        || (tokens.is_sign(number.next, ":")
            && tokens.is_glued(number.next)
            && tokens.is_glued(number.next + 1));
    !(is_label_before || is_abbreviated || is_note || is_label_after)
}

/// Shares out what stands once for both ends of a range: `7 to 10 per cent`, `£3-4 billion`, `1 to 5 May 2022`.
fn share(text: &str, found: &mut [Quantity], second: usize) {
    let (before, from) = found.split_at_mut(second);
    let (Some(first), Some(second)) = (before.last_mut(), from.first_mut()) else { return };
    let Some(between) = text.get(first.span.end..second.span.start) else { return };
    let between = between.trim().to_lowercase();
    let is_between = || text[..first.span.start].trim_end().to_lowercase().ends_with("between");
    let is_range = match between.as_str() {
        "and" => matches!(first.what, What::Date(_)) || is_between(),
        "" => false,
        between => matches!(between, "to" | "or" | "until" | "/") || HYPHENS.contains(between),
    };
    if !is_range {
        return;
    }
    let scale = |text: &str| {
        let tokens = Tokens::new(text);
        let at = (0..tokens.len()).find(|at| tokens.digits(*at).is_some()).unwrap_or(0);
        cardinal(&tokens, at).map_or(Decimal::from(1), |n| n.scale)
    };
    let written = |q: &Quantity| scale(&text[q.span.clone()]);
    let one = Decimal::from(1);
    match (&first.what, &second.what) {
        (What::Date(When::NoYear { month, day }), What::Date(When::Days { from, .. })) => {
            let (month, day) = (*month, *day);
            first.what = What::Date(in_year_of(month, day, *from));
        }
        (What::Number | What::Ordinal, What::Date(when)) => {
            first.is_sure = false;
            if let Some(earlier) = same_month(first.number, &text[second.span.clone()], *when) {
                first.what = What::Date(earlier);
            }
        }
        (What::Number, What::Money(codes, per)) => {
            let (codes, per) = (codes.clone(), *per);
            enlarge(first, written(second), second.number);
            first.what = What::Money(codes, per);
        }
        (What::Money(codes, per), What::Number) => {
            second.what = What::Money(codes.clone(), *per);
            if written(first) == one {
                let scale = written(second);
                enlarge(first, scale, second.number);
            }
        }
        (What::Money(codes, None), What::Money(_, per)) => {
            let (codes, per) = (codes.clone(), *per);
            if written(first) == one {
                enlarge(first, written(second), second.number);
            }
            first.what = What::Money(codes, per);
        }
        (What::Number, What::Number) if written(first) == one => {
            enlarge(first, written(second), second.number);
        }
        (What::Number, What::Percent) => first.what = What::Percent,
        (What::Number, What::Length(months, seconds)) => {
            let by = |part: Decimal| part.checked_mul(first.number?)?.checked_div(second.number?);
            if let (Some(months), Some(seconds)) = (by(*months), by(*seconds)) {
                first.what = What::Length(months, seconds);
            }
        }
        _ => {}
    }
}

/// Multiplies by the magnitude of the other end: `£5-6 million`. `£500 to £1 million` may be either.
fn enlarge(quantity: &mut Quantity, scale: Decimal, end: Option<Decimal>) {
    if scale == Decimal::from(1) {
        return;
    }
    let larger = quantity.number.and_then(|n| n.checked_mul(scale));
    if larger > end {
        quantity.or = larger;
    } else {
        quantity.number = larger;
    }
}

/// The first day of `4-6 May 1899`, by its number and the last day as it is written.
fn same_month(day: Option<Decimal>, text: &str, last: When) -> Option<When> {
    let When::Days { from, to, .. } = last else { return None };
    let written: String = text.chars().take_while(char::is_ascii_digit).collect();
    let days: i64 = written.parse::<i64>().ok()? - day?.to_string().parse::<i64>().ok()?;
    let is_day = to == from + 1 && (1..31).contains(&days);
    is_day.then_some(When::Days { from: from - days, to: from - days + 1, is_rough: false })
}

/// A day or month in the year of a later date, or the year before where it would come after it.
fn in_year_of(month: u8, day: u8, later: i64) -> When {
    let in_year = |year: i64| {
        let from = day_number(year, month, day.max(1));
        let to = match (day, month) {
            (0, 12) => day_number(year + 1, 1, 1),
            (0, _) => day_number(year, month + 1, 1),
            _ => from + 1,
        };
        (from, to)
    };
    // 400 years have 146 097 days; one either way is put right below.
    let mut year = later * 400 / 146_097 + 1;
    while in_year(year).0 > later && year > 1 {
        year -= 1;
    }
    let (from, to) = in_year(year);
    When::Days { from, to, is_rough: false }
}

/// Whether a word is one of a list with spaces between.
fn is_in(word: &str, list: &str) -> bool {
    list.split(' ').any(|other| other == word)
}

/// Whether a word in small letters looks like a noun in the plural.
pub(crate) fn is_plural_noun(word: &str) -> bool {
    let others = [
        "this", "does", "says", "goes", "less", "plus", "thus", "across", "always", "makes", "takes", "gives",
    ];
    let irregular = ["people", "children", "men", "women", "police", "staff", "pupils"];
    irregular.contains(&word)
        || (word.len() > 3 && word.ends_with('s') && !word.ends_with("ss") && !others.contains(&word))
}
