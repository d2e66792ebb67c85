//! Quotes in parts: `[…]` stands where the quote leaves words of its source out.

/// What a curator types for words left out.
const LEFT_OUT: [&str; 2] = ["[\u{2026}]", "[...]"];

/// The parts of a quote, in order; the whole where it leaves nothing out.
pub fn parts(quote: &str) -> Vec<&str> {
    let [ellipsis, dots] = LEFT_OUT;
    quote.split(ellipsis).flat_map(|part| part.split(dots)).map(str::trim).collect()
}

/// Where the last part of a quote begins that is being typed, as a byte behind the mark before it; 0 where it has one part.
pub fn last_part(quote: &str) -> usize {
    LEFT_OUT.iter().filter_map(|mark| Some(quote.rfind(mark)? + mark.len())).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_is_cut_where_words_are_left_out() {
        for (quote, expected) in [
            ("the whole", &["the whole"][..]),
            ("a list [of three]", &["a list [of three]"]),
            ("one [\u{2026}] two [...] three", &["one", "two", "three"]),
            ("[\u{2026}] two", &["", "two"]),
        ] {
            assert_eq!(parts(quote), expected, "{quote}");
            assert_eq!(quote[last_part(quote)..].trim(), *expected.last().unwrap(), "{quote}");
        }
    }
}
