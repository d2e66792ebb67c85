//! JSON as a tree that borrows from its text: numbers keep their digits, every value knows its place.

use std::borrow::Cow;

/// How deep values may be nested.
const DEEPEST: usize = 128;

/// A value and the byte at which it begins.
#[derive(Debug)]
pub(super) struct Node<'t> {
    pub(super) at: usize,
    pub(super) kind: Kind<'t>,
}

#[derive(Debug)]
pub(super) enum Kind<'t> {
    Null,
    Boolean(bool),
    /// The digits as they are written.
    Number(&'t str),
    Text(Cow<'t, str>),
    List(Vec<Node<'t>>),
    /// In the order of the text; of a name that comes twice, the last one counts.
    Object(Vec<(Cow<'t, str>, Node<'t>)>),
}

impl Node<'_> {
    /// The text that it is.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The value of a name in an object.
    pub(super) fn member(&self, name: &str) -> Option<&Self> {
        let Kind::Object(members) = &self.kind else { return None };
        members.iter().rev().find(|(member, _)| member == name).map(|(_, value)| value)
    }
}

/// What is wrong, and the byte at which it is.
#[derive(Debug)]
pub(super) struct Wrong {
    pub(super) at: usize,
    pub(super) what: &'static str,
}

/// Reads one value, which is the whole text.
pub(super) fn parse(text: &str) -> Result<Node<'_>, Wrong> {
    let mut parser = Parser { text, at: 0 };
    let node = parser.value(0)?;
    parser.space();
    if parser.at < text.len() {
        parser.wrong("something stands after the end of the value")
    } else {
        Ok(node)
    }
}

/// The byte behind the value that begins at one; of a list or an object, behind its first mark.
pub(super) fn end_of_value(text: &str, at: usize) -> usize {
    let mut parser = Parser { text, at };
    if !matches!(parser.peek(), Some(b'{' | b'[')) {
        let _ = parser.value(0);
    }
    parser.at.max(at + 1)
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Parser<'t> {
    fn wrong<T>(&self, what: &'static str) -> Result<T, Wrong> {
        Err(Wrong { at: self.at, what })
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// Takes a mark if it is next, after any space.
    fn takes(&mut self, mark: u8) -> bool {
        self.space();
        let is = self.peek() == Some(mark);
        self.at += usize::from(is);
        is
    }

    fn value(&mut self, depth: usize) -> Result<Node<'t>, Wrong> {
        self.space();
        if depth > DEEPEST {
            return self.wrong("this is nested too deeply");
        }
        let at = self.at;
        let kind = match self.peek() {
            Some(b'{') => self.object(depth)?,
            Some(b'[') => self.list(depth)?,
            Some(b'"') => Kind::Text(self.string()?),
            Some(b'-' | b'0'..=b'9') => Kind::Number(self.number()?),
            _ => self.word()?,
        };
        Ok(Node { at, kind })
    }

    fn word(&mut self) -> Result<Kind<'t>, Wrong> {
        for (word, kind) in
            [("null", Kind::Null), ("true", Kind::Boolean(true)), ("false", Kind::Boolean(false))]
        {
            if self.text[self.at..].starts_with(word) {
                self.at += word.len();
                return Ok(kind);
            }
        }
        self.wrong("a value is expected here")
    }

    fn list(&mut self, depth: usize) -> Result<Kind<'t>, Wrong> {
        self.at += 1;
        let mut items = Vec::new();
        if self.takes(b']') {
            return Ok(Kind::List(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            if self.takes(b']') {
                return Ok(Kind::List(items));
            }
            if !self.takes(b',') {
                return self.wrong("`,` or `]` is expected here");
            }
        }
    }

    fn object(&mut self, depth: usize) -> Result<Kind<'t>, Wrong> {
        self.at += 1;
        let mut members: Vec<(Cow<'t, str>, Node<'t>)> = Vec::new();
        if self.takes(b'}') {
            return Ok(Kind::Object(members));
        }
        loop {
            self.space();
            if self.peek() != Some(b'"') {
                return self.wrong("a name in quotation marks is expected here");
            }
            let name = self.string()?;
            if !self.takes(b':') {
                return self.wrong("`:` is expected here");
            }
            let value = self.value(depth + 1)?;
            members.push((name, value));
            if self.takes(b'}') {
                return Ok(Kind::Object(members));
            }
            if !self.takes(b',') {
                return self.wrong("`,` or `}` is expected here");
            }
        }
    }

    fn digits(&mut self) -> Result<(), Wrong> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at == start { self.wrong("a digit is expected here") } else { Ok(()) }
    }

    fn number(&mut self) -> Result<&'t str, Wrong> {
        let start = self.at;
        self.at += usize::from(self.peek() == Some(b'-'));
        if self.peek() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            self.at += usize::from(matches!(self.peek(), Some(b'+' | b'-')));
            self.digits()?;
        }
        Ok(&self.text[start..self.at])
    }

    fn string(&mut self) -> Result<Cow<'t, str>, Wrong> {
        self.at += 1;
        let start = self.at;
        let mut owned: Option<String> = None;
        let mut copied = start;
        loop {
            match self.peek() {
                None => return self.wrong("this text does not end"),
                Some(b'"') => {
                    let rest = &self.text[copied..self.at];
                    self.at += 1;
                    return Ok(match owned {
                        Some(text) => Cow::Owned(text + rest),
                        None => Cow::Borrowed(rest),
                    });
                }
                Some(b'\\') => {
                    let text = owned.get_or_insert_default();
                    text.push_str(&self.text[copied..self.at]);
                    self.at += 1;
                    let c = self.escape()?;
                    owned.get_or_insert_default().push(c);
                    copied = self.at;
                }
                Some(0..=0x1f) => return self.wrong("this character has to be escaped in a text"),
                Some(_) => self.at += 1,
            }
        }
    }

    fn escape(&mut self) -> Result<char, Wrong> {
        let Some(kind) = self.peek() else { return self.wrong("this text does not end") };
        let c = match kind {
            b'"' | b'\\' | b'/' => char::from(kind),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                self.at += 1;
                return self.code_point();
            }
            _ => return self.wrong("this is not an escape of JSON"),
        };
        self.at += 1;
        Ok(c)
    }

    /// Four digits, or twice four where the first ones are the first half of a pair.
    fn code_point(&mut self) -> Result<char, Wrong> {
        let first = self.unit()?;
        let mut units = vec![first];
        if (0xD800..0xDC00).contains(&first) && self.text[self.at..].starts_with("\\u") {
            self.at += 2;
            units.push(self.unit()?);
        }
        match char::decode_utf16(units).next() {
            Some(Ok(c)) => Ok(c),
            _ => self.wrong("this is half of a character"),
        }
    }

    fn unit(&mut self) -> Result<u16, Wrong> {
        let digits = self.text.get(self.at..self.at + 4).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
        match digits.and_then(|digits| u16::from_str_radix(digits, 16).ok()) {
            Some(unit) => {
                self.at += 4;
                Ok(unit)
            }
            None => self.wrong("four hexadecimal digits are expected here"),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn known(node: &Node<'_>) -> serde_json::Value {
        match &node.kind {
            Kind::Null => serde_json::Value::Null,
            Kind::Boolean(value) => (*value).into(),
            Kind::Number(digits) => serde_json::from_str(digits).unwrap(),
            Kind::Text(text) => text.as_ref().into(),
            Kind::List(items) => items.iter().map(known).collect(),
            Kind::Object(members) => members.iter().map(|(n, v)| (n.to_string(), known(v))).collect(),
        }
    }

    #[test]
    fn it_reads_what_another_reader_reads() {
        let text = r#" {"a": [1, -2.5e3, "x\"\u00e9\ud83d\ude00y", null], "b": {"c": true}, "": [] } "#;
        assert_eq!(known(&parse(text).unwrap()), serde_json::from_str::<serde_json::Value>(text).unwrap());
    }

    proptest! {
        #[test]
        fn it_refuses_what_another_reader_refuses(text in "[\\[\\]{}:,\"0-9.eE+\\\\untrlfas -]{0,24}") {
            let other = serde_json::from_str::<serde_json::Value>(&text);
            // Numbers too large for a double are good here: their digits are kept.
            let is_range = other.as_ref().is_err_and(|e| e.to_string().contains("out of range"));
            prop_assert!(is_range || parse(&text).is_ok() == other.is_ok(), "{text}");
        }
    }
}
