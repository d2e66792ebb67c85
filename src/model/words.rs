//! Values in words for readers: amounts, spans of time.

/// An amount for readers: `£145m`, `€1,250`, `SEK 30`.
pub fn money(amount: &str, currency: &str) -> String {
    let symbol = match currency {
        "GBP" => "£".to_owned(),
        "EUR" => "€".to_owned(),
        "USD" => "$".to_owned(),
        other => format!("{other} "),
    };
    let (whole, fraction) = amount.split_once('.').unwrap_or((amount, ""));
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    for (zeros, letter) in [("000000000", "bn"), ("000000", "m")] {
        if let (Some(head), true) = (whole.strip_suffix(zeros), fraction.is_empty())
            && !head.is_empty()
        {
            return format!("{symbol}{}{letter}", grouped(head));
        }
    }
    let fraction = if fraction.is_empty() { String::new() } else { format!(".{fraction}") };
    format!("{symbol}{}{fraction}", grouped(whole))
}

/// A number for readers: `20,000`; years and small numbers have no comma.
pub fn number(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let grouped = if digits.len() > 4 { grouped(&digits) } else { digits };
    if number < 0 { format!("-{grouped}") } else { grouped }
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
            (("2000000000", "GBP"), "£2bn"),
            (("48500000", "GBP"), "£48,500,000"),
        ] {
            assert_eq!(money(amount, currency), expected);
        }
        assert_eq!(span("P3Y"), "3 years");
        assert_eq!(span("P1Y6M"), "1 year 6 months");
    }
}
