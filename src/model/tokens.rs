//! The tokens of SPARQL and Turtle texts, as far as both share them: names, variables, brackets, texts.
//!
//! Comments, numbers and signs are passed over, so that nothing inside them counts as a bracket or a name.
//! Deliberately knows no grammar: any text has tokens.

/// How deep brackets may be nested in what is parsed: beyond, parsers and all who walk what they made run out of stack.
pub const DEEPEST: usize = 100;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A keyword, or a name with its prefix.
    Word,
    /// A variable, its sign included.
    Variable,
    /// A bracket that opens: `(`, `[`, `{` or `<<`.
    Open,
    /// A bracket that closes.
    Close,
    /// An IRI, its angle brackets included.
    Iri,
    /// A text in quotation marks, these included.
    Text,
    /// A negation, which holds for what follows it.
    Not,
}

/// A token and the byte at which it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token<'a> {
    /// Its first byte.
    pub at: usize,
    /// What it is.
    pub kind: Kind,
    /// The token as it is written.
    pub text: &'a str,
}

/// The tokens of a text, in one pass.
pub fn tokens(text: &str) -> Tokens<'_> {
    Tokens { text, at: 0 }
}

/// The tokens of a text.
#[derive(Clone, Debug)]
pub struct Tokens<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let rest = &self.text[self.at..];
            let (length, kind) = next(rest)?;
            let at = self.at;
            self.at += length;
            if let Some(kind) = kind {
                return Some(Token { at, kind, text: &rest[..length] });
            }
        }
    }
}

/// The length of what a text begins with, and what it is, if it is a token.
fn next(rest: &str) -> Option<(usize, Option<Kind>)> {
    let first = rest.chars().next()?;
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let until = |end: fn(char) -> bool| rest[1..].find(end).map_or(rest.len(), |e| e + 1);
    Some(match first {
        '#' => (until(|c| matches!(c, '\n' | '\r')), None),
        '"' | '\'' => (quoted(rest), Some(Kind::Text)),
        '<' if rest.starts_with("<<") => (2, Some(Kind::Open)),
        '>' if rest.starts_with(">>") => (2, Some(Kind::Close)),
        '<' => {
            let end = rest[1..].find(|c: char| c == '>' || c.is_whitespace()).map_or(rest.len(), |e| e + 1);
            if rest[end..].starts_with('>') { (end + 1, Some(Kind::Iri)) } else { (1, None) }
        }
        '?' | '$' => (rest[1..].find(|c| !is_name(c)).map_or(rest.len(), |e| e + 1), Some(Kind::Variable)),
        '(' | '[' | '{' => (1, Some(Kind::Open)),
        ')' | ']' | '}' => (1, Some(Kind::Close)),
        '!' if !rest.starts_with("!=") => (1, Some(Kind::Not)),
        // What is escaped in a name is no bracket.
        '\\' => (1 + rest[1..].chars().next().map_or(0, char::len_utf8), None),
        '0'..='9' => (until(|c| !c.is_alphanumeric()), None),
        c if c.is_ascii_alphabetic() || matches!(c, '_' | ':') => {
            let end = rest.find(|c: char| !is_name(c) && !matches!(c, '-' | ':' | '.')).unwrap_or(rest.len());
            (rest[..end].trim_end_matches('.').len().max(1), Some(Kind::Word))
        }
        c => (c.len_utf8(), None),
    })
}

/// The length of the text in quotation marks that a text begins with; a short one ends with its line at the latest.
fn quoted(rest: &str) -> usize {
    let long = ["\"\"\"", "'''"].into_iter().find(|mark| rest.starts_with(mark));
    let mark = long.unwrap_or(&rest[..1]);
    let bytes = rest.as_bytes();
    let mut at = mark.len();
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 1,
            b'\n' if long.is_none() => return at,
            _ if bytes[at..].starts_with(mark.as_bytes()) => return at + mark.len(),
            _ => {}
        }
        at += 1;
    }
    rest.len()
}

/// The byte of the first bracket or negation that is nested deeper than [`DEEPEST`].
pub fn too_deep(text: &str) -> Option<usize> {
    let (mut depth, mut negations, mut end) = (0usize, 0usize, 0);
    tokens(text).find_map(|token| {
        // A negation holds for the bracket or negation right after it.
        if !text[end..token.at].trim().is_empty() {
            negations = 0;
        }
        end = token.at + token.text.len();
        match token.kind {
            Kind::Open => depth += 1,
            Kind::Close => depth = depth.saturating_sub(1),
            Kind::Not => negations += 1,
            Kind::Word | Kind::Variable | Kind::Iri | Kind::Text => {}
        }
        if !matches!(token.kind, Kind::Not | Kind::Open) {
            negations = 0;
        }
        (depth + negations > DEEPEST).then_some(token.at)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(text: &str, kind: Kind) -> Vec<&str> {
        tokens(text).filter(|t| t.kind == kind).map(|t| t.text).collect()
    }

    #[test]
    fn nothing_in_comments_texts_and_iris_counts() {
        let text = "SELECT ?x { ?x a:b \"c:(d\" ; <http://e:{f> g:h. # i:{j\n \"\"\"k \"( \n\\\"\"\"[\"\"\" l:\\( 1e6 }";
        assert_eq!(of(text, Kind::Word), ["SELECT", "a:b", "g:h", "l:"]);
        assert_eq!(of(text, Kind::Open), ["{"]);
        assert_eq!(of(text, Kind::Close), ["}"]);
        assert_eq!(of(text, Kind::Iri), ["<http://e:{f>"]);
        assert_eq!(of(text, Kind::Variable), ["?x", "?x"]);
        assert_eq!(of(text, Kind::Text), ["\"c:(d\"", "\"\"\"k \"( \n\\\"\"\"[\"\"\""]);
    }

    #[test]
    fn only_what_nests_is_deep() {
        let nested = |open: &str, close: &str, count: usize| open.repeat(count) + "1" + &close.repeat(count);
        for (open, close) in [("(", ")"), ("[ a:b ", "]"), ("<< ?s ?p ", ">>"), ("!", " "), ("{| a:b ", "|}")]
        {
            assert_eq!(too_deep(&nested(open, close, DEEPEST)), None, "{open}");
            let at = open.len() * DEEPEST;
            assert_eq!(too_deep(&nested(open, close, DEEPEST + 1)), Some(at), "{open}");
            assert_eq!(too_deep(&format!("'''{}'''", nested(open, close, 1_000))), None, "{open}");
            assert_eq!(too_deep(&nested(open, close, 1).repeat(1_000)), None, "{open}");
        }
        assert_eq!(too_deep(&"?a != 1 && ".repeat(1_000)), None);
    }

    proptest! {
        /// Every text has tokens: they follow each other, and their texts stand where they say.
        #[test]
        fn any_text_has_tokens(text in "[a:?$\"'\\\\#<>({!.\n 1é]{0,40}") {
            let mut end = 0;
            for token in tokens(&text) {
                prop_assert!(token.at >= end && !token.text.is_empty());
                end = token.at + token.text.len();
                prop_assert_eq!(&text[token.at..end], token.text);
            }
            too_deep(&text);
        }
    }
}
