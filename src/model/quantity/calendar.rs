//! Dates as English writes them: `1 April 2022`, `April 2022`, `2022/23`, `the 1990s`, `’99`, `nineteen fifty-two`, `early 2021`, `last week`.

use super::cardinal::{cardinal, roman, small};
use super::token::{HYPHENS, Tokens};
use super::{When, is_in, is_plural_noun};
use crate::model::date::{MONTHS, PartialDate, day_number};

/// A date and the token after it.
pub(super) struct Dated {
    pub(super) when: When,
    /// Another date that it may be: day and month changed places.
    pub(super) or: Option<When>,
    /// The year as a number, where one is written.
    pub(super) year: Option<i64>,
    /// Whether it may be something else: a number of four digits that no preposition makes a year.
    pub(super) is_sure: bool,
    pub(super) next: usize,
}

const RELATIVE: &str = "this last next coming current past previous following recent same earlier later";
const UNITS: &str =
    "year years month months week weeks weekend quarter century spring summer autumn winter financial fiscal";
const NOW: &str = "today yesterday tomorrow tonight now currently recently ago date";
/// What makes the number after it a year.
const BEFORE_YEARS: &str = "in since until till during before after early mid late fy year years spring summer autumn winter circa through throughout \
     end start";
/// What stands before years and numbers alike.
const BEFORE_BOTH: &str = "by from to and between of or";
/// What makes the number after it one of a few or many.
const BEFORE_NUMBERS: &str =
    "about around approximately nearly almost than least most exactly only some over";

/// The date that begins at a token.
pub(super) fn date(tokens: &Tokens<'_>, at: usize) -> Option<Dated> {
    iso(tokens, at)
        .or_else(|| day_first(tokens, at))
        .or_else(|| month_first(tokens, at))
        .or_else(|| part_of_year(tokens, at))
        .or_else(|| decade(tokens, at))
        .or_else(|| financial_year(tokens, at))
        .or_else(|| year(tokens, at))
        .or_else(|| short_year(tokens, at))
        .or_else(|| year_in_words(tokens, at))
        .or_else(|| year_in_letters(tokens, at))
        .or_else(|| relative(tokens, at))
}

fn sure(when: When, year: Option<i64>, next: usize) -> Dated {
    Dated { when, or: None, year, is_sure: true, next }
}

/// A year written in four digits.
fn four_digits(tokens: &Tokens<'_>, at: usize) -> Option<i64> {
    let digits = tokens.digits(at).filter(|d| d.len() == 4 && !d.contains(['.', ',']))?;
    digits.parse().ok().filter(|year| (1000..=2199).contains(year))
}

/// The number of a month by its name or the beginning of one.
fn month(tokens: &Tokens<'_>, at: usize) -> Option<u8> {
    let word = tokens.word(at);
    let is_short =
        |name: &str| name[..3].eq_ignore_ascii_case(word) || (word == "sept" && name == "September");
    let found = MONTHS.iter().position(|name| name.eq_ignore_ascii_case(word) || is_short(name))?;
    // `may` and `march` are verbs as well.
    let is_verb = matches!(word, "may" | "march" | "mar" | "jan" | "dec" | "sep" | "oct");
    (!is_verb || tokens.is_capital(at)).then_some(found as u8 + 1)
}

/// The place after the name of a month and a point that may end it.
fn past_month(tokens: &Tokens<'_>, at: usize) -> usize {
    let is_short = tokens.word(at).len() <= 4 && tokens.is_sign(at + 1, ".") && tokens.is_glued(at + 1);
    let after = if is_short { at + 2 } else { at + 1 };
    tokens.past_hyphen(after)
}

fn day_of_month(tokens: &Tokens<'_>, at: usize) -> Option<(u8, usize)> {
    let number = cardinal(tokens, at).filter(|n| !n.is_fraction)?;
    let is_digits = tokens.digits(at).is_some_and(|d| d.len() <= 2);
    let day: u8 = number.value.to_string().parse().ok().filter(|d| (1..=31).contains(d))?;
    (is_digits || number.is_ordinal).then_some((day, number.next))
}

/// The days of a year, month or day; none where that is no date.
fn span(year: i64, month: u8, day: u8) -> Option<When> {
    let text = match (month, day) {
        (0, _) => format!("{year:04}"),
        (_, 0) => format!("{year:04}-{month:02}"),
        _ => format!("{year:04}-{month:02}-{day:02}"),
    };
    let (from, to) = PartialDate::parse(&text)?.days();
    Some(When::Days { from, to, is_rough: false })
}

/// A day or month, with the year behind it or without one.
fn with_year(tokens: &Tokens<'_>, month: u8, day: u8, next: usize) -> Option<Dated> {
    let mut at = next;
    if tokens.is_sign(at, ",") {
        at += 1;
    }
    if tokens.word(at) == "of" {
        at += 1;
    }
    if let Some(year) = four_digits(tokens, at) {
        return Some(sure(span(year, month, day)?, Some(year), at + 1));
    }
    // `Nov-21`, `Nov ’21`
    let is_short = |at: usize| tokens.digits(at).filter(|d| d.len() == 2);
    if day == 0
        && let Some(short) = is_short(at).filter(|_| tokens.is_sign(at - 1, HYPHENS) && tokens.is_glued(at))
    {
        let year = 2000 + short.parse::<i64>().ok()?;
        return Some(sure(span(year, month, day)?, Some(year), at + 1));
    }
    Some(sure(When::NoYear { month, day }, None, next))
}

/// `1 April 2022`, `1st of April, 2022`, `the 14th of May`.
fn day_first(tokens: &Tokens<'_>, at: usize) -> Option<Dated> {
    let (day, next) = day_of_month(tokens, at)?;
    let next = if tokens.word(next) == "of" { next + 1 } else { tokens.past_hyphen(next) };
    with_year(tokens, month(tokens, next)?, day, past_month(tokens, next))
}

/// `April 1, 2022`, `April 1st`, `April 2022`, `April`.
fn month_first(tokens: &Tokens<'_>, at: usize) -> Option<Dated> {
    let month = month(tokens, at)?;
    let next = past_month(tokens, at);
    let the = if tokens.word(next) == "the" { next + 1 } else { next };
    if let Some((day, after)) = day_of_month(tokens, the)
        && !(after == the + 1 && tokens.is_sign(after, ":"))
        && !tokens.is_sign(the - 1, HYPHENS)
    {
        return with_year(tokens, month, day, after);
    }
    let mut found = with_year(tokens, month, 0, next)?;
    // `May` at the beginning of a sentence is a verb as likely.
    found.is_sure = found.year.is_some() || tokens.word(at) != "may" || at > 0;
    Some(found)
}

/// `2023-03-31`, `31/03/2023`, `31.3.2023`; where day and month could change places, it is both.
fn iso(tokens: &Tokens<'_>, at: usize) -> Option<Dated> {
    let part = |at: usize| tokens.digits(at).and_then(|d| d.parse::<i64>().ok());
    let joined =
        |at: usize, signs: &str| tokens.is_sign(at, signs) && tokens.is_glued(at) && tokens.is_glued(at + 1);
    if let Some(year) = four_digits(tokens, at).filter(|_| joined(at + 1, "-"))
        && let Some(month) = part(at + 2).filter(|m| (1..=12).contains(m))
        && tokens.digits(at + 2).is_some_and(|d| d.len() == 2)
    {
        if joined(at + 3, "-") {
            let day = part(at + 4)?;
            return Some(sure(span(year, month as u8, u8::try_from(day).ok()?)?, Some(year), at + 5));
        }
        // `2011-12` is a year and a month, or two years.
        if year % 100 + 1 != month {
            return Some(sure(span(year, month as u8, 0)?, Some(year), at + 3));
        }
    }
    let (first, second) = (part(at)?, part(at + 2)?);
    let year = four_digits(tokens, at + 4).filter(|_| joined(at + 1, "/.") && joined(at + 3, "/."))?;
    let day = |day: i64, month: i64| span(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?);
    let (british, american) = (day(first, second), day(second, first));
    let when = british.or(american)?;
    Some(Dated { or: british.and(american).filter(|or| *or != when), ..sure(when, Some(year), at + 5) })
}

fn rough(when: When) -> When {
    match when {
        When::Days { from, to, .. } => When::Days { from, to, is_rough: true },
        other => other,
    }
}

/// The first or last month of what has an end or start.
fn edge(when: When, word: &str) -> When {
    match (when, word) {
        (When::Days { from, to, is_rough }, "end") => When::Days { from: from.max(to - 31), to, is_rough },
        (When::Days { from, to, is_rough }, "start" | "beginning") => {
            When::Days { from, to: to.min(from + 31), is_rough }
        }
        (when, _) => when,
    }
}

/// `spring 2023`, `Q1 2023`, `the first quarter of 2023`, `the second half of 2022`, `early 2021`, `the end of March 2024`.
fn part_of_year(tokens: &Tokens<'_>, at: usize) -> Option<Dated> {
    let word = tokens.word(at);
    let past_of = |at: usize| if tokens.word(at) == "of" { at + 1 } else { at };
    let quarter = |n: i64, of: i64| {
        let (first, last) = ((n - 1) * 12 / of + 1, n * 12 / of);
        (1..=of).contains(&n).then_some((first as u8, last as u8))
    };
    let (months, next) = match word {
        "spring" => ((2, 6), at + 1),
        "summer" => ((5, 9), at + 1),
        "autumn" | "fall" => ((8, 12), at + 1),
        "winter" | "christmas" | "easter" => ((1, 12), at + 1),
        "q" | "h" if tokens.is_glued(at + 1) => {
            let number = tokens.digits(at + 1)?.parse().ok()?;
            (quarter(number, if word == "q" { 4 } else { 2 })?, at + 2)
        }
        "early" | "mid" | "late" | "end" | "start" | "beginning" | "middle" => {
            let next = past_of(tokens.past_hyphen(at + 1));
            let next = if tokens.word(next) == "the" { next + 1 } else { next };
            let found = day_first(tokens, next)
                .or_else(|| month_first(tokens, next))
                .or_else(|| decade(tokens, next))
                .or_else(|| financial_year(tokens, next))
                .or_else(|| year(tokens, next))?;
            return Some(Dated { when: edge(rough(found.when), word), ..found });
        }
        _ => {
            let number = cardinal(tokens, at).filter(|n| n.is_ordinal)?;
            let of = match tokens.word(number.next) {
                "quarter" => 4,
                "half" => 2,
                "century" => {
                    let century: i64 =
                        number.value.to_string().parse().ok().filter(|c| (1..=21).contains(c))?;
                    let (from, to) =
                        (day_number((century - 1) * 100, 1, 1), day_number(century * 100 + 1, 1, 1));
                    return Some(sure(When::Days { from, to, is_rough: true }, None, number.next + 1));
                }
                _ => return None,
            };
            (quarter(number.value.to_string().parse().ok()?, of)?, number.next + 1)
        }
    };
    let next = past_of(next);
    let next = if tokens.is_sign(next, ",") { next + 1 } else { next };
    if let Some(found) = financial_year(tokens, next) {
        return Some(found);
    }
    let year = four_digits(tokens, next)?;
    let to = if months.1 == 12 { day_number(year + 1, 1, 1) } else { day_number(year, months.1 + 1, 1) };
    Some(sure(When::Days { from: day_number(year, months.0, 1), to, is_rough: true }, Some(year), next + 1))
}

/// `the 1990s`, `the ’90s`, `the nineties`.
fn decade(tokens: &Tokens<'_>, at: usize) -> Option<Dated> {
    const NAMES: [&str; 7] =
        ["thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties"];
    let whole = |year: i64, next: usize| {
        let (from, to) = (day_number(year, 1, 1), day_number(year + 10, 1, 1));
        sure(When::Days { from, to, is_rough: true }, Some(year), next)
    };
    let word = tokens.word(at);
    let named = NAMES.iter().zip((1930..).step_by(10)).find(|(name, _)| **name == word);
    if let Some((_, year)) =
        named.filter(|_| matches!(tokens.word_before(at), "the" | "early" | "late" | "mid"))
    {
        return Some(whole(year, at + 1));
    }
    let digits = tokens.digits(at)?;
    let end = if tokens.is_sign(at + 1, "'\u{2019}") && tokens.is_glued(at + 1) { at + 2 } else { at + 1 };
    if tokens.word(end) != "s" || !tokens.is_glued(end) || !digits.ends_with('0') {
        return None;
    }
    let year: i64 = match digits.len() {
        4 => digits.parse().ok()?,
        2 if tokens.word_before(at) == "the" || tokens.is_glued(at) => 1900 + digits.parse::<i64>().ok()?,
        _ => return None,
    };
    Some(whole(year, end + 1))
}

/// `2022/23`, `2022-23`, `2022-2023`, `FY25/26`: a year that does not begin in January; it may be any part of both.
fn financial_year(tokens: &Tokens<'_>, at: usize) -> Option<Dated> {
    let is_joined = tokens.is_sign(at + 1, "/") || tokens.is_sign(at + 1, HYPHENS);
    let is_glued = tokens.is_glued(at + 1) && tokens.is_glued(at + 2);
    let (first, second) = (tokens.digits(at)?, tokens.digits(at + 2).filter(|_| is_joined)?);
    if !is_glued || tokens.is_sign(at + 3, "/") || first.contains(['.', ',']) || second.contains(['.', ',']) {
        return None;
    }
    let is_fiscal = matches!(tokens.word_before(at), "fy" | "year");
    let first_year: i64 = match first.len() {
        4 => four_digits(tokens, at)?,
        2 if is_fiscal || tokens.is_sign(at + 1, "/") => 2000 + first.parse::<i64>().ok()?,
        _ => return None,
    };
    let second_number: i64 = second.parse().ok()?;
    let follows = match second.len() {
        2 => (first_year + 1) % 100 == second_number,
        4 => first_year + 1 == second_number,
        _ => false,
    };
    if !follows {
        return None;
    }
    let (from, to) = (day_number(first_year, 1, 1), day_number(first_year + 2, 1, 1));
    Some(sure(When::Days { from, to, is_rough: true }, Some(first_year), at + 3))
}

/// A year alone; the words around tell how surely it is one.
fn year(tokens: &Tokens<'_>, at: usize) -> Option<Dated> {
    let year = if let Some(year) = four_digits(tokens, at) {
        year
    } else {
        // The second year of `2019-22`.
        let short = tokens.digits(at).filter(|d| d.len() == 2 && at >= 2 && tokens.is_glued(at))?;
        let joined = tokens.is_sign(at - 1, HYPHENS) || tokens.is_sign(at - 1, "/");
        let first = four_digits(tokens, at - 2).filter(|_| joined)?;
        first / 100 * 100 + short.parse::<i64>().ok()?
    };
    let before = tokens.word_before(at);
    let is = |list: &str| is_in(before, list);
    let next = tokens.word(at + 1);
    let counts = is_plural_noun(next) || is_plural_noun(tokens.word(at + 2)) && !next.is_empty();
    let is_number =
        tokens.is_glued(at + 1) && !matches!(next, "" | "ad" | "ce") || tokens.is_sign(at + 1, "%");
    // `1899 looms` are counted; `the 2021 looms` are not.
    let is_count = is_plural_noun(next)
        && matches!(before, "with" | "has" | "have" | "had" | "employs" | "all" | "these" | "those");
    if is_number
        || is_count
        || matches!(next, "bc" | "bce")
        || matches!(before, "number" | "no")
        || (is(BEFORE_NUMBERS) && !is(BEFORE_YEARS))
    {
        return None;
    }
    let is_whole = four_digits(tokens, at).is_some();
    let is_sure = is_whole && (is(BEFORE_YEARS) || !counts || (is(BEFORE_BOTH) && !is_plural_noun(next)));
    Some(Dated { is_sure, ..sure(span(year, 0, 0)?, Some(year), at + 1) })
}

/// Whether something that is counted or measured follows: then what is before it is no year.
fn counts(tokens: &Tokens<'_>, at: usize) -> bool {
    let word = tokens.word(at);
    is_plural_noun(word)
        || is_in(word, "per percent pound euro dollar hundred thousand million billion and or")
}

/// `’99`: of this century or the one before it, as readers take it.
fn short_year(tokens: &Tokens<'_>, at: usize) -> Option<Dated> {
    const MARKS: &str = "'\u{2018}\u{2019}";
    let digits = tokens.digits(at).filter(|d| d.len() == 2 && at > 0 && tokens.is_glued(at))?;
    let is_marked = tokens.is_sign(at - 1, MARKS) && !tokens.is_glued(at - 1);
    // In marks it is a number that is quoted, and before a letter a part of a sign.
    if !is_marked || tokens.is_glued(at + 1) && !tokens.is_sign(at + 1, ".,;:)!?") || counts(tokens, at + 1) {
        return None;
    }
    let short: i64 = digits.parse().ok()?;
    let century = if short <= 30 { 2000 } else { 1900 };
    let [year, or] = [century + short, century - 100 + short];
    Some(Dated { or: span(or, 0, 0), ..sure(span(year, 0, 0)?, Some(year), at + 1) })
}

/// `nineteen fifty-two`, `twenty ten`, `eighteen oh five`.
fn year_in_words(tokens: &Tokens<'_>, at: usize) -> Option<Dated> {
    let below_hundred =
        |at: usize| small(tokens.word(at)).filter(|(_, is_ordinal)| !is_ordinal).map(|(n, _)| n);
    let century = below_hundred(at).filter(|n| (15..=20).contains(n))?;
    let next = tokens.past_hyphen(at + 1);
    let (rest, end) = match below_hundred(next) {
        Some(ten @ (20 | 30 | 40 | 50 | 60 | 70 | 80 | 90)) => {
            let one = tokens.past_hyphen(next + 1);
            below_hundred(one).filter(|n| (1..10).contains(n)).map_or((ten, next + 1), |n| (ten + n, one + 1))
        }
        Some(teen @ 10..20) => (teen, next + 1),
        None if matches!(tokens.word(next), "oh" | "o") => {
            (below_hundred(next + 1).filter(|n| (1..10).contains(n))?, next + 2)
        }
        _ => return None,
    };
    let year = century * 100 + rest;
    if counts(tokens, end) {
        return None;
    }
    Some(sure(span(year, 0, 0)?, Some(year), end))
}

/// `MCMLII`: a year only if it can be nothing else, and never one that contradicts.
fn year_in_letters(tokens: &Tokens<'_>, at: usize) -> Option<Dated> {
    let year = roman(tokens.get(at)?.text).filter(|year| (1000..2200).contains(year))?;
    Some(Dated { is_sure: false, ..sure(span(year, 0, 0)?, Some(year), at + 1) })
}

/// `this year`, `next April`, `last week`, `today`, `two years ago`.
fn relative(tokens: &Tokens<'_>, at: usize) -> Option<Dated> {
    let word = tokens.word(at);
    if is_in(word, NOW) {
        return Some(sure(When::Relative, None, at + 1));
    }
    if !is_in(word, RELATIVE) {
        return None;
    }
    if is_in(tokens.word(at + 1), UNITS) {
        return Some(sure(When::Relative, None, at + 2));
    }
    // A month itself is read next.
    month(tokens, at + 1)?;
    Some(sure(When::Relative, None, at + 1))
}
