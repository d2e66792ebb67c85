//! Values in words for readers: amounts, spans of time.

/// An amount for readers: `£145m`, `£16.2 billion`, `€1,250`, `SEK 30`.
pub fn money(amount: &str, currency: &str) -> String {
    let symbol = match currency {
        "GBP" => "£".to_owned(),
        "EUR" => "€".to_owned(),
        "USD" => "$".to_owned(),
        other => format!("{other} "),
    };
    format!("{symbol}{}", digits(amount, "m", 3))
}

/// An amount for sentences: `£145 million`.
pub fn money_in_full(amount: &str, currency: &str) -> String {
    let short = money(amount, currency);
    match short.strip_suffix('m') {
        Some(million) if million.ends_with(|c: char| c.is_ascii_digit()) => format!("{million} million"),
        _ => short,
    }
}

/// A number for readers: `20,000`, `691 million`; years and small numbers have no comma. Takes it as written.
pub fn number(written: &str) -> String {
    match written.strip_prefix('-') {
        Some(positive) => format!("-{}", digits(positive, " million", 4)),
        None => digits(written, " million", 4),
    }
}

/// From this many zeros on a number has a word; the one for millions depends on what is counted.
const SCALES: [(usize, Option<&str>); 3] = [(12, Some(" trillion")), (9, Some(" billion")), (6, None)];

/// Digits with a word for millions and more, where three decimals are enough, so that nothing is rounded; else with
/// commas, if there are more than `plain` of them.
fn digits(written: &str, million: &str, plain: usize) -> String {
    let (whole, fraction) = written.split_once('.').unwrap_or((written, ""));
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let scale = SCALES.iter().find(|(zeros, _)| whole.len() > *zeros);
    if let (Some((zeros, word)), "") = (scale, fraction.trim_end_matches('0')) {
        let (head, tail) = whole.split_at(whole.len() - zeros);
        let tail = tail.trim_end_matches('0');
        let point = if tail.is_empty() { "" } else { "." };
        if tail.len() <= 3 {
            return format!("{}{point}{tail}{}", grouped(head), word.unwrap_or(million));
        }
    }
    let point = if fraction.is_empty() { "" } else { "." };
    let whole = if whole.len() > plain { grouped(whole) } else { whole.to_owned() };
    format!("{whole}{point}{fraction}")
}

fn grouped(digits: &str) -> String {
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A text with a capital at its beginning.
pub fn sentence_case(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(characters).collect()
}

/// A span of time for readers: `P3Y` is `3 years`.
pub fn span(duration: &str) -> String {
    let mut parts = Vec::new();
    let mut number = String::new();
    let mut in_time = false;
    for c in duration.chars() {
        let unit = match (c, in_time) {
            ('P', _) => continue,
            ('T', _) => {
                in_time = true;
                continue;
            }
            ('Y', _) => "year",
            ('M', false) => "month",
            ('M', true) => "minute",
            ('D', _) => "day",
            ('H', _) => "hour",
            ('S', _) => "second",
            (digit, _) => {
                number.push(digit);
                continue;
            }
        };
        let plural = if number == "1" { "" } else { "s" };
        parts.push(format!("{number} {unit}{plural}"));
        number.clear();
    }
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_and_spans_in_words() {
        for ((amount, currency), expected) in [
            (("145000000", "GBP"), "£145m"),
            (("1250", "EUR"), "€1,250"),
            (("0.50", "USD"), "$0.50"),
            (("30", "SEK"), "SEK 30"),
            (("2000000000", "GBP"), "£2 billion"),
            (("16200000000", "GBP"), "£16.2 billion"),
            (("48500000.00", "GBP"), "£48.5m"),
            (("12345678", "EUR"), "€12,345,678"),
            (("1000000.50", "EUR"), "€1,000,000.50"),
        ] {
            assert_eq!(money(amount, currency), expected);
        }
        for (written, expected) in [
            ("2021", "2021"),
            ("-20000", "-20,000"),
            ("691000000", "691 million"),
            ("1500000000", "1.5 billion"),
            ("1234567", "1,234,567"),
            ("12345.5", "12,345.5"),
        ] {
            assert_eq!(number(written), expected);
        }
        assert_eq!(span("P3Y"), "3 years");
        assert_eq!(span("P1Y6M"), "1 year 6 months");
    }
}
