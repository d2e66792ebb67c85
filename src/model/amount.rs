//! Amounts exactly as they are written, as one number: a table has millions of them, and hardly one twice.

use super::text::{Interner, Symbol};

/// An amount: digits, perhaps a point and decimals. Equal amounts are written alike; their order is not that of their worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Amount {
    // In two halves, so that a claim is not filled up to a multiple of eight bytes.
    high: u32,
    low: u32,
}

/// How many bits the digits take; above them is the number of decimals.
const DIGITS: u32 = 58;
/// How long an amount may be whose digits fit.
const MOST: usize = 17;
/// In the place of the number of decimals: the digits are the symbol of a text.
const IS_TEXT: u64 = 63;

impl Amount {
    fn pack(decimals: u64, digits: u64) -> Self {
        let packed = decimals << DIGITS | digits;
        Self { high: (packed >> 32) as u32, low: packed as u32 }
    }

    /// An amount in digits, none before a point missing or superfluous; `None` for another form, and for more digits than a
    /// number holds.
    pub fn parse(text: &str) -> Option<Self> {
        let first = text.bytes().take_while(u8::is_ascii_digit).count();
        if first == 0 || first > 1 && text.starts_with('0') || text.ends_with('.') || text.len() > MOST {
            return None;
        }
        let (mut digits, mut decimals) = (0, None);
        for byte in text.bytes() {
            match byte {
                b'0'..=b'9' => {
                    digits = 10 * digits + u64::from(byte - b'0');
                    decimals = decimals.map(|count: u64| count + 1);
                }
                b'.' if decimals.is_none() => decimals = Some(0),
                _ => return None,
            }
        }
        Some(Self::pack(decimals.unwrap_or(0), digits))
    }

    /// An amount in digits, kept as a text where it has too many for a number.
    pub fn of(text: &str, texts: &mut Interner) -> Self {
        Self::parse(text).unwrap_or_else(|| Self::pack(IS_TEXT, u64::from(texts.intern(text).number())))
    }

    fn decimals_and_digits(self) -> (u64, u64) {
        let packed = u64::from(self.high) << 32 | u64::from(self.low);
        (packed >> DIGITS, packed & ((1 << DIGITS) - 1))
    }

    /// Puts another symbol in the place of its own, if it is kept as a text.
    pub(super) fn renew(&mut self, renew: &mut impl FnMut(&mut Symbol)) {
        let (decimals, digits) = self.decimals_and_digits();
        if let Some(mut symbol) = Symbol::of_number(digits as u32).filter(|_| decimals == IS_TEXT) {
            renew(&mut symbol);
            *self = Self::pack(IS_TEXT, u64::from(symbol.number()));
        }
    }

    /// Adds the amount as it is written.
    pub(super) fn push_to(self, out: &mut String, texts: &Interner) {
        let (decimals, digits) = self.decimals_and_digits();
        if decimals == IS_TEXT {
            out.extend(Symbol::of_number(digits as u32).map(|symbol| texts.get(symbol)));
            return;
        }
        let mut buffer = [b'0'; 20];
        let (mut left, mut at) = (digits, buffer.len());
        while left > 0 || buffer.len() - at <= decimals as usize {
            at -= 1;
            buffer[at] = b'0' + (left % 10) as u8;
            left /= 10;
        }
        let point = buffer.len() - decimals as usize;
        out.extend(buffer[at..point].iter().map(|digit| char::from(*digit)));
        if decimals > 0 {
            out.push('.');
            out.extend(buffer[point..].iter().map(|digit| char::from(*digit)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_come_back_as_they_were_written() {
        let mut texts = Interner::default();
        for text in [
            "0",
            "7",
            "10",
            "0.5",
            "0.05",
            "0.00",
            "10.50",
            "145000000",
            "99999999999999999",
            "1.000000000000000",
        ] {
            let amount = Amount::parse(text).expect(text);
            let mut out = String::new();
            amount.push_to(&mut out, &texts);
            assert_eq!(out, text);
        }
        for text in [
            "",
            ".",
            ".5",
            "5.",
            "05",
            "00",
            "-5",
            "+5",
            "1e6",
            "1.2.3",
            "1..2",
            "1,5",
            "５",
            "100000000000000000",
        ] {
            assert_eq!(Amount::parse(text), None, "{text}");
            let mut out = String::new();
            let amount = Amount::of(text, &mut texts);
            amount.push_to(&mut out, &texts);
            assert_eq!(out, text);
            assert_eq!(amount, Amount::of(text, &mut texts));
        }
    }
}
