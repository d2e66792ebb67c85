//! Money as English writes it, in texts and as curators type it: `£5.7bn`, `EUR 3.5 million`, `£48m per year for 3 years`.

use oxsdatatypes::Decimal;

use super::cardinal::cardinal;
use super::token::{Kind, Tokens};
use super::{Quantity, What, place, read};

/// Signs and words of currencies, with the codes that they may mean.
const NAMES: [(&str, &[&str]); 26] = [
    ("£", &["GBP", "GIP", "FKP", "SHP", "EGP", "SYP", "LBP", "SDG", "SSP"]),
    ("€", &["EUR"]),
    ("$", DOLLARS),
    ("¥", &["JPY", "CNY"]),
    ("₹", &["INR"]),
    ("₽", &["RUB"]),
    ("₩", &["KRW"]),
    ("₪", &["ILS"]),
    ("₺", &["TRY"]),
    ("₦", &["NGN"]),
    ("₴", &["UAH"]),
    ("pound", &["GBP", "GIP", "FKP", "SHP", "EGP", "SYP", "LBP", "SDG", "SSP"]),
    ("quid", &["GBP"]),
    ("sterling", &["GBP"]),
    ("euro", &["EUR"]),
    ("dollar", DOLLARS),
    ("yen", &["JPY"]),
    ("yuan", &["CNY"]),
    ("renminbi", &["CNY"]),
    ("franc", &["CHF", "XOF", "XAF"]),
    ("rupee", &["INR", "PKR", "LKR", "NPR", "MUR"]),
    ("rouble", &["RUB", "BYN"]),
    ("kroner", &["NOK", "DKK"]),
    ("kronor", &["SEK"]),
    ("rand", &["ZAR"]),
    ("zloty", &["PLN"]),
];
const DOLLARS: &[&str] = &["USD", "AUD", "CAD", "NZD", "HKD", "SGD", "TWD", "MXN", "CLP", "COP", "ARS"];
const CODES: [&str; 46] = [
    "AED", "ARS", "AUD", "BGN", "BRL", "CAD", "CHF", "CLP", "CNY", "COP", "CZK", "DKK", "EGP", "EUR", "GBP",
    "HKD", "HUF", "IDR", "ILS", "INR", "ISK", "JPY", "KES", "KRW", "MAD", "MXN", "MYR", "NGN", "NOK", "NZD",
    "PHP", "PKR", "PLN", "RON", "RUB", "SAR", "SEK", "SGD", "THB", "TRY", "TWD", "UAH", "USD", "VND", "XOF",
    "ZAR",
];
/// What stands before a dollar sign.
const COUNTRIES: [(&str, &str); 9] = [
    ("us", "USD"),
    ("a", "AUD"),
    ("au", "AUD"),
    ("c", "CAD"),
    ("ca", "CAD"),
    ("can", "CAD"),
    ("nz", "NZD"),
    ("hk", "HKD"),
    ("s", "SGD"),
];
/// The times that an amount recurs in.
const TIMES: [(&str, &str); 13] = [
    ("year", "year"),
    ("annum", "year"),
    ("yr", "year"),
    ("quarter", "quarter"),
    ("month", "month"),
    ("week", "week"),
    ("day", "day"),
    ("annually", "year"),
    ("yearly", "year"),
    ("monthly", "month"),
    ("weekly", "week"),
    ("daily", "day"),
    ("hour", "hour"),
];
/// What an amount is for one of, where `a` stands before it, and words that say so alone.
const EACH: &str = "head ton tonne piece person pupil child night visit acre hectare mile share unit copy ticket litre gallon barrel pound kilo";

/// The codes that a sign, a word or a code may mean; none if it is no currency.
fn currencies(text: &str) -> Option<Vec<&'static str>> {
    if let Some(code) = CODES.iter().find(|c| **c == text) {
        return Some(vec![code]);
    }
    let word = text.to_lowercase();
    let word = word.strip_suffix('s').unwrap_or(&word);
    NAMES.iter().find(|(name, _)| *name == word).map(|(_, codes)| codes.to_vec())
}

/// Money with its currency before it.
pub(super) fn signed(tokens: &Tokens<'_>, at: usize) -> Option<(Quantity, usize)> {
    let word = tokens.word(at);
    let country = COUNTRIES.iter().find(|(name, _)| *name == word && tokens.is_sign(at + 1, "$"));
    let (codes, next) = if let Some((_, code)) = country {
        (vec![*code], at + 2)
    } else {
        let sign = tokens.get(at)?;
        let is_name = sign.kind == Kind::Word && !sign.text.chars().all(char::is_uppercase);
        (currencies(sign.text).filter(|_| !is_name)?, at + 1)
    };
    let number = cardinal(tokens, next)?;
    // `£5.7 m`, with a space as in some tables
    let (mut value, mut end) = (number.value, number.next);
    if number.scale == Decimal::from(1)
        && matches!(tokens.word(end), "m" | "k" | "b")
        && !tokens.is_glued(end)
    {
        let zeros = match tokens.word(end) {
            "k" => 1_000,
            "m" => 1_000_000,
            _ => 1_000_000_000,
        };
        value = value.checked_mul(Decimal::from(zeros))?;
        end += 1;
    }
    // `£2 10s`
    if let Some(shillings) =
        tokens.digits(end).filter(|_| tokens.word(end + 1) == "s" && tokens.is_glued(end + 1))
    {
        let part = shillings.parse::<Decimal>().ok()?.checked_div(Decimal::from(20))?;
        value = value.checked_add(part)?;
        end += 2;
    }
    let is_unclear = end == next + 1 && super::may_be_thousands(tokens, next, &number);
    let (per, end) = per(tokens, end);
    let span = place(tokens, at, end);
    let what = if is_unclear { What::Unclear } else { What::Money(codes, per) };
    Some((Quantity { span, what, number: Some(value), or: None, is_sure: true }, end))
}

/// A currency after the number: its codes, whether it is hundredths, and the token after it.
pub(super) fn unit(tokens: &Tokens<'_>, at: usize) -> Option<(Vec<&'static str>, bool, usize)> {
    let word = tokens.word(at);
    if matches!(word, "pence" | "penny") || (word == "p" && tokens.is_glued(at)) {
        return Some((vec!["GBP"], true, at + 1));
    }
    if matches!(word, "cent" | "cents") && tokens.word_before(at) != "per" {
        return Some((vec!["USD", "EUR", "AUD", "CAD"], true, at + 1));
    }
    let country = COUNTRIES.iter().find(|(c, _)| *c == word).map(|(_, code)| *code);
    let country = country.or(match word {
        "american" => Some("USD"),
        "australian" => Some("AUD"),
        "canadian" => Some("CAD"),
        "swiss" => Some("CHF"),
        _ => None,
    });
    if let Some(code) = country.filter(|_| word.len() > 1)
        && let Some(codes) = tokens.get(at + 1).and_then(|t| currencies(t.text))
        && codes.contains(&code)
    {
        return Some((vec![code], false, at + 2));
    }
    let codes = currencies(tokens.get(at)?.text)?;
    let end = if tokens.word(at + 1) == "sterling" { at + 2 } else { at + 1 };
    Some((codes, false, end))
}

/// The time that an amount recurs in, and the token after it: `per year`, `a month`, `annually`; `each` where it is for one of several.
pub(super) fn per(tokens: &Tokens<'_>, at: usize) -> (Option<&'static str>, usize) {
    let start = tokens.past_hyphen(at);
    let is_each =
        matches!(tokens.word(start), "per" | "a" | "an" | "each" | "every") || tokens.is_sign(start, "/");
    let adverb = TIMES.iter().any(|(name, _)| name.ends_with("ly") && *name == tokens.word(start));
    let unit = if is_each { tokens.past_hyphen(start + 1) } else { start };
    let word = tokens.word(unit);
    let word = if matches!(word, "pa") { "year" } else { word };
    let is_short = tokens.word(start) == "pa"
        || (tokens.word(start) == "p" && tokens.is_sign(start + 1, ".") && tokens.word(start + 2) == "a");
    if is_short {
        let is_dotted = tokens.is_sign(start + 1, ".");
        return (Some("year"), if is_dotted { start + 3 } else { start + 1 });
    }
    let time = TIMES.iter().find(|(name, _)| *name == word).filter(|_| is_each || adverb);
    if let Some((_, time)) = time {
        return (Some(*time), unit + 1);
    }
    let by = tokens.word(start);
    match by {
        "per" if !matches!(word, "" | "cent") => (Some("each"), unit + 1),
        "each" | "apiece" => (Some("each"), start + 1),
        "a" | "an" if EACH.split(' ').any(|one| one == word) => (Some("each"), unit + 1),
        _ => (None, at),
    }
}

/// An amount as a curator typed it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Typed {
    /// The amount in digits.
    pub amount: String,
    /// The codes that its currency may mean, likeliest first; none if none is typed.
    pub currencies: Vec<&'static str>,
    /// The time that it recurs in, where that is typed.
    pub per: Option<&'static str>,
    /// How long it is paid, where that is typed: `for 3 years`.
    pub lasting: Option<String>,
}

const UNCLEAR: &str = "in English a comma groups thousands and a point stands before decimals; three digits behind one point may be either";

/// Reads an amount as English writes it: commas group thousands, a point stands before decimals. What another language would
/// write is never guessed.
///
/// # Errors
/// What is wrong with it.
pub fn typed(text: &str) -> Result<Typed, String> {
    let text = &text.trim().trim_start_matches('+').replace('_', "");
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let starts_with_zero = text.trim_start_matches(|c: char| !c.is_ascii_digit()).strip_prefix('0');
    if starts_with_zero.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) {
        return Err("no zero stands before the digits of an amount".to_owned());
    }
    if [whole, fraction].iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit())) {
        return Ok(Typed { amount: text.clone(), currencies: Vec::new(), per: None, lasting: None });
    }
    let found = read(text);
    if found.iter().any(|q| q.what == What::Unclear) {
        return Err(UNCLEAR.to_owned());
    }
    let first = found.first().filter(|q| q.span.start == 0 && text.contains(|c: char| c.is_ascii_digit()));
    let (currencies, per) = match first.map(|q| &q.what) {
        Some(What::Money(codes, per)) => (codes.clone(), *per),
        Some(What::Number | What::Date(_)) => (Vec::new(), None),
        _ => return Err("it does not begin with an amount".to_owned()),
    };
    let Some(amount) = first.and_then(|q| q.number).filter(|n| !n.is_negative()) else {
        return Err("an amount is not negative".to_owned());
    };
    // A number without a currency may have its time behind it as well.
    let tokens = Tokens::new(text);
    let after = first.map_or(0, |q| q.span.end);
    let next = (0..tokens.len())
        .find(|at| tokens.get(*at).is_some_and(|t| t.start >= after))
        .unwrap_or(tokens.len());
    let (said, next) = self::per(&tokens, next);
    let rest = tokens.get(next).map_or("", |t| &text[t.start..]);
    let is_total = matches!(rest, "in total" | "in all" | "total");
    let is_length = ["for ", "over "].iter().any(|word| rest.starts_with(word))
        && matches!(read(rest).as_slice(), [only] if matches!(only.what, What::Length(..)) && only.span.end == rest.len());
    if !rest.is_empty() && !is_total && !is_length {
        return Err(format!("`{rest}` is not a part of an amount"));
    }
    let per = per.or(said).or(is_total.then_some("total"));
    if matches!(per, Some("each" | "hour")) {
        return Err(
            "it is for one of several, or for an hour: no amount says how much that comes to".to_owned()
        );
    }
    let digits = text.trim_start_matches(|c: char| !c.is_ascii_digit());
    let written: String = digits
        .chars()
        .take_while(|c| c.is_ascii_digit() || ",.".contains(*c))
        .filter(|c| *c != ',')
        .collect();
    // Cents stay as they are typed.
    let amount = if written.parse().ok() == Some(amount) { written } else { amount.to_string() };
    Ok(Typed { amount, currencies, per, lasting: is_length.then(|| rest.to_owned()) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_english_writes_them_and_never_guessed() {
        for (text, amount, currency, per, lasting) in [
            ("145000000", "145000000", "", "", ""),
            ("145_000_000", "145000000", "", "", ""),
            ("+99.50", "99.50", "", "", ""),
            ("£5.7bn", "5700000000", "GBP", "", ""),
            ("£5.7 billion", "5700000000", "GBP", "", ""),
            ("22bn", "22000000000", "", "", ""),
            ("5.7 billion", "5700000000", "", "", ""),
            ("EUR 3.5 million", "3500000", "EUR", "", ""),
            ("3.5 million euros", "3500000", "EUR", "", ""),
            ("€1,250.50", "1250.50", "EUR", "", ""),
            ("US$12k", "12000", "USD", "", ""),
            ("22,000,000,000", "22000000000", "", "", ""),
            ("50p", "0.5", "GBP", "", ""),
            ("£48m per year for 3 years", "48000000", "GBP", "year", "for 3 years"),
            ("48 million a year", "48000000", "", "year", ""),
            ("£145m over three years", "145000000", "GBP", "", "over three years"),
            ("£145m in total", "145000000", "GBP", "total", ""),
            ("£5/month", "5", "GBP", "month", ""),
            ("£1.234 billion", "1234000000", "GBP", "", ""),
            ("2021", "2021", "", "", ""),
        ] {
            let read = typed(text);
            let read = read.as_ref().map(|t| {
                let currency = t.currencies.first().copied().unwrap_or_default();
                (
                    t.amount.as_str(),
                    currency,
                    t.per.unwrap_or_default(),
                    t.lasting.as_deref().unwrap_or_default(),
                )
            });
            assert_eq!(read, Ok((amount, currency, per, lasting)), "{text}");
        }
        for text in [
            "1.234,50 €",
            "1 234,50",
            "1\u{a0}234",
            "1'234",
            "1.234.567",
            "1,5 million",
            "12,34",
            "1234,567",
            "1.234 €",
            "€1.234",
            "four",
            "-5",
            "",
            "£",
            "5.7 gazillion",
            "7 per cent",
            "two weeks",
            "£5 to £6",
            "1e6",
            "£5 for nothing",
            "５",
            "£00",
            "00",
            "£05m",
            "1\u{2019}234.50",
        ] {
            assert!(typed(text).is_err(), "{text}: {:?}", typed(text));
        }
    }
}
