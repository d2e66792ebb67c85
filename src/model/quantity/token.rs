//! A text as words, runs of digits and signs, each with its place.

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A run of letters.
    Word,
    /// Digits, grouped as English groups them, perhaps with decimals.
    Digits,
    /// Digits with marks that English does not use so, or that may mean several numbers.
    Unclear,
    /// Any other sign.
    Sign,
}

/// A token and its bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token<'a> {
    pub(super) text: &'a str,
    pub(super) start: usize,
    pub(super) kind: Kind,
}

impl Token<'_> {
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

/// The tokens of a text, each with its word in small letters; that is empty for what is no word.
pub(super) struct Tokens<'a>(Vec<Token<'a>>, Vec<String>);

impl<'a> Tokens<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let mut tokens = Vec::new();
        let mut start = 0;
        while let Some(first) = text[start..].chars().next() {
            let rest = &text[start..];
            let run = |is: fn(char) -> bool| rest.find(|c| !is(c)).unwrap_or(rest.len());
            let (length, kind) = match first {
                c if c.is_whitespace() => {
                    start += c.len_utf8();
                    continue;
                }
                c if c.is_ascii_digit() => {
                    let is_part = text[..start].ends_with('.');
                    match unclear(rest) {
                        Some(length) => (length, Kind::Unclear),
                        None if is_part => (run(|c| c.is_ascii_digit()), Kind::Digits),
                        None => (number(rest), Kind::Digits),
                    }
                }
                c if c.is_alphabetic() => (run(char::is_alphabetic), Kind::Word),
                c => (c.len_utf8(), Kind::Sign),
            };
            tokens.push(Token { text: &rest[..length], start, kind });
            start += length;
        }
        let small = |t: &Token<'_>| if t.kind == Kind::Word { t.text.to_lowercase() } else { String::new() };
        let words = tokens.iter().map(small).collect();
        Self(tokens, words)
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn get(&self, at: usize) -> Option<&Token<'a>> {
        self.0.get(at)
    }

    /// The word at a place in small letters; empty where there is none.
    pub(super) fn word(&self, at: usize) -> &str {
        self.1.get(at).map_or("", |word| word)
    }

    /// The word before a place in small letters.
    pub(super) fn word_before(&self, at: usize) -> &str {
        at.checked_sub(1).map_or("", |i| self.word(i))
    }

    /// Whether the word at a place begins with a capital.
    pub(super) fn is_capital(&self, at: usize) -> bool {
        self.get(at).is_some_and(|t| t.text.starts_with(char::is_uppercase))
    }

    /// The digits at a place.
    pub(super) fn digits(&self, at: usize) -> Option<&'a str> {
        self.get(at).filter(|t| t.kind == Kind::Digits).map(|t| t.text)
    }

    /// Whether a sign stands at a place.
    pub(super) fn is_sign(&self, at: usize, signs: &str) -> bool {
        self.get(at).is_some_and(|t| t.kind == Kind::Sign && signs.contains(t.text))
    }

    /// Whether nothing stands between a token and the one before it.
    pub(super) fn is_glued(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|i| self.get(i));
        before.zip(self.get(at)).is_some_and(|(before, token)| before.end() == token.start)
    }

    /// The place after a hyphen between two tokens, or the same place.
    pub(super) fn past_hyphen(&self, at: usize) -> usize {
        let is_hyphen = self.is_sign(at, HYPHENS) && self.is_glued(at) && self.is_glued(at + 1);
        if is_hyphen { at + 1 } else { at }
    }
}

/// Hyphens and dashes.
pub(super) const HYPHENS: &str = "-\u{2010}\u{2011}\u{2012}\u{2013}\u{2014}\u{2212}";

/// How long the number is that a text begins with: `22,000`, `1.5`, `7`.
fn number(text: &str) -> usize {
    let bytes = text.as_bytes();
    let is = |at: usize, sign: u8| bytes.get(at) == Some(&sign);
    let digits = |from: usize| bytes.iter().skip(from).take_while(|b| b.is_ascii_digit()).count();
    let mut end = digits(0);
    if end <= 3 {
        while is(end, b',') && digits(end + 1) == 3 {
            end += 4;
        }
    }
    let decimals = if is(end, b'.') { digits(end + 1) } else { 0 };
    // `31.03.2023` and `1.2.3` have no decimals.
    let behind = end + 1 + decimals;
    let goes_on = is(behind, b'.') && digits(behind + 1) > 0;
    if decimals > 0 && !goes_on { behind } else { end }
}

/// What groups digits elsewhere: spaces, apostrophes.
const GAPS: &str = " \u{a0}\u{2009}\u{202f}'\u{2019}";

/// How long a number is that a text begins with and that is not written as English does: `1.234,50`, `1 234`, `1'234`, `12,5`.
fn unclear(text: &str) -> Option<usize> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let mut groups = vec![digits(text)];
    let mut marks: Vec<char> = Vec::new();
    let mut end = groups[0];
    while let Some(mark) = text[end..].chars().next().filter(|c| ",.".contains(*c) || GAPS.contains(*c)) {
        let from = end + mark.len_utf8();
        let length = digits(&text[from..]);
        // Beyond a space another number begins, unless three digits stand there alone.
        let is_group = length == 3 && !text[from + 3..].starts_with(char::is_alphabetic);
        if length == 0 || (GAPS.contains(mark) && (!is_group || groups.len() == 1 && groups[0] > 3)) {
            break;
        }
        groups.push(length);
        marks.push(mark);
        end = from + length;
    }
    let is_threes = |groups: &[usize]| groups.iter().all(|length| *length == 3);
    let (first, rest) = (groups[0], &groups[1..]);
    let is_unclear = match marks.as_slice() {
        [] | ['.'] => false,
        [','] if rest[0] == 3 => first > 3,
        [','] => rest[0] < 3,
        [',', .., ','] if marks.iter().all(|m| *m == ',') => {
            // As India groups them.
            rest.last() == Some(&3) && !is_threes(rest) && rest[..rest.len() - 1].iter().all(|l| *l == 2)
        }
        ['.', .., '.'] => is_threes(rest),
        ['.', .., ','] => is_threes(&rest[..rest.len() - 1]),
        marks => marks.iter().any(|mark| GAPS.contains(*mark)),
    };
    is_unclear.then_some(end)
}
