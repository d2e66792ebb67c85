//! Numbers as English writes them, in digits or words: `22,000`, `5.7bn`, `twenty-one`, `a dozen`, `two and a half million`.

use oxsdatatypes::Decimal;

use super::token::Tokens;

/// A number and how it was written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cardinal {
    /// What it comes to.
    pub(super) value: Decimal,
    /// What its magnitude multiplies by: a million in `5.7m`; 1 where it has none.
    pub(super) scale: Decimal,
    /// Whether it is a part of one: `half`, `two thirds`.
    pub(super) is_fraction: bool,
    /// Whether it is the number of a place in an order: `third`, `14th`.
    pub(super) is_ordinal: bool,
    /// The token after it.
    pub(super) next: usize,
}

/// Words below a hundred, with the word for a place in an order.
const SMALL: [(&str, &str, i64); 28] = [
    ("zero", "zeroth", 0),
    ("one", "first", 1),
    ("two", "second", 2),
    ("three", "third", 3),
    ("four", "fourth", 4),
    ("five", "fifth", 5),
    ("six", "sixth", 6),
    ("seven", "seventh", 7),
    ("eight", "eighth", 8),
    ("nine", "ninth", 9),
    ("ten", "tenth", 10),
    ("eleven", "eleventh", 11),
    ("twelve", "twelfth", 12),
    ("thirteen", "thirteenth", 13),
    ("fourteen", "fourteenth", 14),
    ("fifteen", "fifteenth", 15),
    ("sixteen", "sixteenth", 16),
    ("seventeen", "seventeenth", 17),
    ("eighteen", "eighteenth", 18),
    ("nineteen", "nineteenth", 19),
    ("twenty", "twentieth", 20),
    ("thirty", "thirtieth", 30),
    ("forty", "fortieth", 40),
    ("fifty", "fiftieth", 50),
    ("sixty", "sixtieth", 60),
    ("seventy", "seventieth", 70),
    ("eighty", "eightieth", 80),
    ("ninety", "ninetieth", 90),
];
/// Words and letters that multiply, with the zeros that they add; those of one letter only right behind digits.
const MAGNITUDES: [(&str, u32); 17] = [
    ("hundred", 2),
    ("thousand", 3),
    ("lakh", 5),
    ("million", 6),
    ("crore", 7),
    ("billion", 9),
    ("trillion", 12),
    ("k", 3),
    ("m", 6),
    ("b", 9),
    ("mn", 6),
    ("mln", 6),
    ("mio", 6),
    ("bn", 9),
    ("bln", 9),
    ("tn", 12),
    ("trn", 12),
];
const FRACTIONS: [(&str, i64); 9] = [
    ("half", 2),
    ("third", 3),
    ("quarter", 4),
    ("fifth", 5),
    ("sixth", 6),
    ("seventh", 7),
    ("eighth", 8),
    ("tenth", 10),
    ("hundredth", 100),
];
const VULGAR: [(&str, i64, i64); 5] = [("½", 1, 2), ("¼", 1, 4), ("¾", 3, 4), ("⅓", 1, 3), ("⅔", 2, 3)];

/// The zeros that a magnitude adds.
fn magnitude(word: &str, is_glued: bool) -> Option<u32> {
    let word = if word.ends_with("illions") { word.trim_end_matches('s') } else { word };
    let found = MAGNITUDES.iter().find(|(name, _)| *name == word)?;
    (is_glued || word.len() > 1).then_some(found.1)
}

/// What a word below a hundred says, and whether as a place in an order.
pub(super) fn small(word: &str) -> Option<(i64, bool)> {
    SMALL.iter().find(|s| s.0 == word || s.1 == word).map(|s| (s.2, s.1 == word))
}

/// The number that letters write as the Romans did: `XIV`; none where they write it in another way than the usual one.
pub(super) fn roman(text: &str) -> Option<i64> {
    const SIGNS: [(&str, i64); 13] = [
        ("M", 1000),
        ("CM", 900),
        ("D", 500),
        ("CD", 400),
        ("C", 100),
        ("XC", 90),
        ("L", 50),
        ("XL", 40),
        ("X", 10),
        ("IX", 9),
        ("V", 5),
        ("IV", 4),
        ("I", 1),
    ];
    let (mut rest, mut value) = (text, 0);
    for (sign, number) in SIGNS {
        let most = if sign.len() == 1 && !matches!(sign, "D" | "L" | "V") { 3 } else { 1 };
        for _ in 0..most {
            let Some(after) = rest.strip_prefix(sign) else { break };
            (rest, value) = (after, value + number);
        }
    }
    (rest.is_empty() && value > 0).then_some(value)
}

fn power(zeros: u32) -> Decimal {
    Decimal::from(10_i64.pow(zeros))
}

/// A fraction of two whole numbers.
fn ratio(part: i64, whole: i64) -> Option<Decimal> {
    Decimal::from(part).checked_div(Decimal::from(whole))
}

/// What a word for a part of one divides by: `half`, `thirds`, `quarter`.
fn denominator(word: &str) -> Option<i64> {
    let word = if word == "halves" { "half" } else { word.strip_suffix('s').unwrap_or(word) };
    FRACTIONS.iter().find(|(name, _)| *name == word).map(|(_, whole)| *whole)
}

/// The number that begins at a token.
pub(super) fn cardinal(tokens: &Tokens<'_>, at: usize) -> Option<Cardinal> {
    if let Some(digits) = tokens.digits(at) {
        return in_digits(tokens, at, digits);
    }
    if let Some((_, part, whole)) = tokens.get(at).and_then(|t| VULGAR.iter().find(|v| v.0 == t.text)) {
        let part = scaled(tokens, plain(ratio(*part, *whole)?, at + 1, false))?;
        return Some(Cardinal { is_fraction: part.next == at + 1, ..part });
    }
    let word = tokens.word(at);
    if matches!(word, "a" | "an") {
        return after_article(tokens, at + 1);
    }
    part_of_one(tokens, at).or_else(|| in_words(tokens, at))
}

fn plain(value: Decimal, next: usize, is_fraction: bool) -> Cardinal {
    Cardinal { value, scale: Decimal::from(1), is_fraction, is_ordinal: false, next }
}

fn in_digits(tokens: &Tokens<'_>, at: usize, digits: &str) -> Option<Cardinal> {
    let is_point = at > 0 && tokens.is_sign(at - 1, ".") && tokens.is_glued(at) && !tokens.is_glued(at - 1);
    let whole = if is_point { "0." } else { "" };
    let mut number = plain(format!("{whole}{}", digits.replace(',', "")).parse().ok()?, at + 1, false);
    let next = tokens.get(number.next);
    if let Some((_, part, whole)) = next.and_then(|t| VULGAR.iter().find(|v| v.0 == t.text)) {
        number.value = number.value.checked_add(ratio(*part, *whole)?)?;
        number.next += 1;
    }
    if tokens.is_glued(number.next) && matches!(tokens.word(number.next), "st" | "nd" | "rd" | "th") {
        return Some(Cardinal { is_ordinal: true, next: number.next + 1, ..number });
    }
    scaled(tokens, number)
}

/// A number with the magnitudes and halves that follow it.
fn scaled(tokens: &Tokens<'_>, mut number: Cardinal) -> Option<Cardinal> {
    if let Some(next) = and_a_half(tokens, number.next) {
        number.value = number.value.checked_add(ratio(1, 2)?)?;
        number.next = next;
    }
    loop {
        let at = tokens.past_hyphen(number.next);
        let word = tokens.word(at);
        let factor = if matches!(word, "dozen" | "score") {
            Decimal::from(if word == "dozen" { 12 } else { 20 })
        } else if let Some(zeros) = magnitude(word, tokens.is_glued(at)) {
            power(zeros)
        } else {
            break;
        };
        number.value = number.value.checked_mul(factor)?;
        number.scale = number.scale.checked_mul(factor)?;
        number.next = at + 1;
    }
    if let Some(next) = and_a_half(tokens, number.next).filter(|_| number.scale != Decimal::from(1)) {
        number.value = number.value.checked_add(number.scale.checked_mul(ratio(1, 2)?)?)?;
        number.next = next;
    }
    Some(number)
}

/// The token after `and a half`, with spaces or hyphens between its words.
fn and_a_half(tokens: &Tokens<'_>, at: usize) -> Option<usize> {
    ["and", "a", "half"].into_iter().try_fold(at, |at, word| {
        let at = tokens.past_hyphen(at);
        (tokens.word(at) == word).then_some(at + 1)
    })
}

/// `a hundred`, `a dozen`, `a million and a half`, `a third`, `a quarter of a million`.
fn after_article(tokens: &Tokens<'_>, at: usize) -> Option<Cardinal> {
    if let Some(part) = part_of_one(tokens, at) {
        return Some(part);
    }
    let word = tokens.word(at);
    let is_number = matches!(word, "dozen" | "score") || magnitude(word, false).is_some();
    if !is_number || word.ends_with('s') {
        return None;
    }
    if word == "hundred" || word == "thousand" {
        return words_from(tokens, at, Decimal::from(1));
    }
    scaled(tokens, plain(Decimal::from(1), at, false))
}

/// `half`, `three quarters`, `two-thirds`, `half a million`, `a quarter of a million`.
fn part_of_one(tokens: &Tokens<'_>, at: usize) -> Option<Cardinal> {
    let count = small(tokens.word(at)).filter(|(_, is_ordinal)| !is_ordinal).map(|(n, _)| n);
    let (count, name) = match count.filter(|n| (1..=10).contains(n)) {
        Some(count) => (count, tokens.past_hyphen(at + 1)),
        None => (1, at),
    };
    let word = tokens.word(name);
    let whole = denominator(word)?;
    // `the third unit` is an order; `two thirds`, `half` and `a quarter` are parts.
    let is_counted = name != at || matches!(word, "half" | "quarter");
    if count > 1 && !word.ends_with('s') {
        return None;
    }
    if !is_counted && !matches!(tokens.word_before(at), "a" | "one") {
        return None;
    }
    let mut number = plain(ratio(count, whole)?, name + 1, true);
    let of = |at: usize| tokens.word(at) == "of";
    let article = |at: usize| matches!(tokens.word(at), "a" | "an");
    let mut next = if of(number.next) { number.next + 1 } else { tokens.past_hyphen(number.next) };
    next = tokens.past_hyphen(if article(next) { next + 1 } else { next });
    let larger = tokens.word(next);
    if matches!(larger, "dozen") || magnitude(larger, false).is_some_and(|zeros| zeros >= 2) {
        number.is_fraction = false;
        number.next = next;
        return scaled(tokens, number);
    }
    Some(number)
}

fn in_words(tokens: &Tokens<'_>, at: usize) -> Option<Cardinal> {
    let word = tokens.word(at);
    if word == "dozen" {
        return Some(plain(Decimal::from(12), at + 1, false));
    }
    small(word)?;
    let number = words_from(tokens, at, Decimal::from(0))?;
    // `one point three million`
    let digit = |at: usize| small(tokens.word(at)).filter(|(n, is_ordinal)| *n < 10 && !is_ordinal);
    if tokens.word(number.next) != "point" || digit(number.next + 1).is_none() {
        return Some(number);
    }
    let mut with_decimals = plain(number.value, number.next + 1, false);
    let mut part = Decimal::from(1);
    while let Some((n, _)) = digit(with_decimals.next) {
        part = part.checked_div(Decimal::from(10))?;
        with_decimals.value = with_decimals.value.checked_add(part.checked_mul(Decimal::from(n))?)?;
        with_decimals.next += 1;
    }
    scaled(tokens, with_decimals)
}

/// Number words from a token on; `start` is what an article before them counts.
fn words_from(tokens: &Tokens<'_>, at: usize, start: Decimal) -> Option<Cardinal> {
    let (mut total, mut group) = (Decimal::from(0), start);
    let mut number = plain(Decimal::from(0), at, false);
    // What may still be added: 100 after a hundred, 10 after a ten, nothing after a one.
    let mut room = 100;
    let mut here = at;
    loop {
        let word = tokens.word(here);
        let fits = |n: i64| n < room && (room == 100 || n > 0);
        if let Some((n, is_ordinal)) = small(word).filter(|(n, _)| fits(*n)) {
            group = group.checked_add(Decimal::from(n))?;
            room = if n >= 20 { 10 } else { 0 };
            number.next = here + 1;
            if is_ordinal {
                number.is_ordinal = true;
                break;
            }
        } else if let Some(zeros) =
            magnitude(word, false).filter(|_| number.next > at || start > Decimal::from(0))
        {
            if group == Decimal::from(0) {
                total = total.checked_mul(power(zeros))?;
            } else if zeros == 2 {
                group = group.checked_mul(power(2))?;
            } else {
                total = total.checked_add(group.checked_mul(power(zeros))?)?;
                group = Decimal::from(0);
            }
            number.scale = power(zeros);
            room = 100;
            number.next = here + 1;
        } else {
            break;
        }
        here = tokens.past_hyphen(number.next);
        // `a hundred and five`, but `two and three`.
        if tokens.word(here) == "and" && room == 100 {
            here += 1;
        }
    }
    number.value = total.checked_add(group)?;
    if number.is_ordinal {
        return Some(number);
    }
    if number.scale == Decimal::from(1) {
        return scaled(tokens, number);
    }
    Some(number)
}
