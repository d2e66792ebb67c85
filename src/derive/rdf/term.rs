//! How the IRIs of a graph are made, and terms as N-Triples.

use std::cmp::Ordering;

use oxrdf::vocab::xsd;
use oxrdf::{LiteralRef, NamedNodeRef, NamedOrBlankNodeRef, TermRef};
use sha2::{Digest, Sha256};

use crate::model::escape::push_code;
use crate::model::text::hex;
use crate::model::vocab;

/// A layer of the graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Layer {
    /// Claim nodes, passages and sections.
    Claims,
    /// What rules derived.
    Derived,
    /// Entities and plain triples.
    Facts,
}

impl Layer {
    /// All layers, in the order in which they are written.
    pub const ALL: [Self; 3] = [Self::Claims, Self::Derived, Self::Facts];

    /// The IRI of its graph.
    pub fn iri(self, base: &str) -> String {
        Node::minted(IriFamily::Graph, self.name()).iri(base)
    }

    /// The last part of the IRI of its graph.
    pub fn name(self) -> &'static str {
        match self {
            Self::Claims => "claims",
            Self::Derived => "derived",
            Self::Facts => "facts",
        }
    }
}

/// A family of IRIs below the base.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum IriFamily {
    /// Cells of ordered collections.
    Cell,
    /// Claims.
    Claim,
    /// Ordered collections.
    Collection,
    /// Derivations.
    Derived,
    /// Disagreements.
    Disagreement,
    /// Named graphs.
    Graph,
    /// Entities.
    Id,
    /// Amounts of money.
    Money,
    /// Passages and their selectors.
    Passage,
    /// Decisions on disagreements.
    Resolution,
    /// Rules.
    Rule,
    /// Sections of sources.
    Section,
}

impl IriFamily {
    /// All families.
    pub const ALL: [Self; 12] = [
        Self::Cell,
        Self::Claim,
        Self::Collection,
        Self::Derived,
        Self::Disagreement,
        Self::Graph,
        Self::Id,
        Self::Money,
        Self::Passage,
        Self::Resolution,
        Self::Rule,
        Self::Section,
    ];

    /// The part between the base and the name.
    pub fn path(self) -> &'static str {
        match self {
            Self::Cell => "cell/",
            Self::Claim => "claim/",
            Self::Collection => "collection/",
            Self::Derived => "derived/",
            Self::Disagreement => "disagreement/",
            Self::Graph => "graph/",
            Self::Id => vocab::ENTITIES,
            Self::Money => "money/",
            Self::Passage => "passage/",
            Self::Resolution => "resolution/",
            Self::Rule => "rule/",
            Self::Section => "section/",
        }
    }
}

/// An IRI, in pieces.
#[derive(Clone, Copy, Debug)]
pub enum Node<'a> {
    /// An IRI as a whole.
    Known(&'a str),
    /// An IRI below the base: its family and up to three pieces of its name, written one after the other.
    Local(IriFamily, [&'a str; 3]),
}

impl<'a> Node<'a> {
    /// An IRI of a family.
    pub fn minted(space: IriFamily, name: &'a str) -> Self {
        Self::Local(space, [name, "", ""])
    }

    /// The pieces of the IRI; `base` stands before minted ones.
    pub fn pieces(self, base: &'a str) -> [&'a str; 5] {
        match self {
            Self::Known(iri) => [iri, "", "", "", ""],
            Self::Local(space, [a, b, c]) => [base, space.path(), a, b, c],
        }
    }

    /// The IRI as one text.
    pub fn iri(self, base: &str) -> String {
        self.pieces(base).concat()
    }

    /// Puts the IRI into a buffer, in place of what is there.
    pub(super) fn write(self, base: &str, out: &mut String) {
        out.clear();
        for piece in self.pieces(base) {
            out.push_str(piece);
        }
    }

    fn compare(self, other: Self, base: &str) -> Ordering {
        let bytes = |node: Self| node.pieces(base).map(str::as_bytes).concat();
        match (self, other) {
            (Self::Known(a), Self::Known(b)) => a.cmp(b),
            (Self::Local(s, a), Self::Local(t, b)) if s == t && a[1].is_empty() && b[1].is_empty() => {
                a[0].cmp(b[0])
            }
            _ => bytes(self).cmp(&bytes(other)),
        }
    }
}

/// The object of a quad, before its IRI is put together.
#[derive(Clone, Copy, Debug)]
pub(super) enum Term<'a> {
    /// A literal.
    Literal(LiteralRef<'a>),
    /// An IRI.
    Node(Node<'a>),
    /// A term in N-Triples form.
    Text(&'a str),
}

impl<'a> Term<'a> {
    /// A literal without a datatype of its own.
    pub(super) fn text(text: &'a str) -> Self {
        Self::Literal(LiteralRef::new_simple_literal(text))
    }

    /// A literal in a language, by a tag in small letters.
    pub(super) fn tagged(text: &'a str, tag: &'a str) -> Self {
        Self::Literal(LiteralRef::new_language_tagged_literal_unchecked(text, tag))
    }

    /// A literal of a datatype.
    pub(super) fn typed(text: &'a str, datatype: NamedNodeRef<'a>) -> Self {
        Self::Literal(LiteralRef::new_typed_literal(text, datatype))
    }

    /// `true` or `false`.
    pub(super) fn boolean(value: bool) -> Self {
        Self::typed(if value { "true" } else { "false" }, xsd::BOOLEAN)
    }

    /// The term of `oxrdf`, if it is one; the buffer holds the IRI if it has to be put together.
    pub(super) fn resolve(self, base: &str, buffer: &'a mut String) -> Option<Parsed<'a>> {
        Some(Parsed::Borrowed(match self {
            Self::Literal(literal) => literal.into(),
            Self::Node(node) => {
                node.write(base, buffer);
                NamedNodeRef::new_unchecked(buffer).into()
            }
            Self::Text(text) => return Parsed::read(text),
        }))
    }

    /// The term in N-Triples form.
    pub(super) fn to_ntriples(self, base: &str) -> String {
        match self {
            Self::Literal(literal) => to_ntriples(literal),
            Self::Node(node) => format!("<{}>", node.iri(base)),
            Self::Text(text) => text.to_owned(),
        }
    }

    /// The order of the objects of one predicate: literals by text, then IRIs.
    pub(super) fn compare(self, other: Self, base: &str) -> Ordering {
        let parts = |l: LiteralRef<'a>| (l.value(), l.datatype().as_str(), l.language());
        match (self, other) {
            (Self::Literal(a), Self::Literal(b)) => parts(a).cmp(&parts(b)),
            (Self::Node(a), Self::Node(b)) => a.compare(b, base),
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
            _ => self.rank().cmp(&other.rank()),
        }
    }

    fn rank(self) -> u8 {
        match self {
            Self::Literal(_) => 0,
            Self::Text(_) => 1,
            Self::Node(_) => 2,
        }
    }
}

/// A term read from N-Triples; what needs no unescaping is borrowed from the text.
#[derive(Clone, Debug)]
pub enum Parsed<'a> {
    /// A term that lies elsewhere.
    Borrowed(TermRef<'a>),
    /// A term of its own.
    Owned(oxrdf::Term),
}

impl<'a> Parsed<'a> {
    /// Reads a term; none if the text is no term of N-Triples.
    pub fn read(text: &'a str) -> Option<Self> {
        match text.strip_prefix('<').and_then(|t| t.strip_suffix('>')).filter(|t| !t.starts_with('<')) {
            Some(iri) => Some(Self::Borrowed(NamedNodeRef::new_unchecked(iri).into())),
            None => plain_literal(text)
                .map(|literal| Self::Borrowed(literal.into()))
                .or_else(|| text.parse().ok().map(Self::Owned)),
        }
    }

    /// The term, owned.
    pub fn into_term(self) -> oxrdf::Term {
        match self {
            Self::Borrowed(term) => term.into_owned(),
            Self::Owned(term) => term,
        }
    }

    /// The term.
    pub fn as_ref(&self) -> TermRef<'_> {
        match self {
            Self::Borrowed(term) => *term,
            Self::Owned(term) => term.as_ref(),
        }
    }

    /// The term as a subject; none if it is a literal.
    pub fn as_subject(&self) -> Option<NamedOrBlankNodeRef<'_>> {
        match self.as_ref() {
            TermRef::NamedNode(node) => Some(node.into()),
            TermRef::BlankNode(node) => Some(node.into()),
            _ => None,
        }
    }
}

/// A literal with nothing to unescape, of no datatype or one of XML Schema: most are, and nearly every row of every answer has one.
fn plain_literal(text: &str) -> Option<LiteralRef<'_>> {
    let (value, datatype) = text.strip_prefix('"')?.split_once('"')?;
    let is_plain = |b: u8| b != b'\\' && b != b'\n' && b != b'\r';
    if !value.bytes().all(is_plain) {
        return None;
    }
    if datatype.is_empty() {
        return Some(LiteralRef::new_simple_literal(value));
    }
    let datatype = datatype.strip_prefix("^^<")?.strip_suffix('>')?;
    let is_letter = |b: u8| b.is_ascii_alphabetic();
    let is_known = datatype.strip_prefix(vocab::xsd::NAMESPACE)?.bytes().all(is_letter);
    is_known.then(|| LiteralRef::new_typed_literal(value, NamedNodeRef::new_unchecked(datatype)))
}

/// A term as N-Triples.
pub fn to_ntriples<'a>(term: impl Into<TermRef<'a>>) -> String {
    let mut out = String::new();
    write_ntriples(term, &mut out);
    out
}

/// Appends a term as N-Triples, in [canonical form](https://www.w3.org/TR/n-triples/#canonical-ntriples).
///
/// Writes the same as `Display` of the term, several times as fast.
pub fn write_ntriples<'a>(term: impl Into<TermRef<'a>>, out: &mut String) {
    match term.into() {
        TermRef::NamedNode(iri) => write_iri(iri.as_str(), out),
        TermRef::Literal(literal) => {
            out.push('"');
            escape(literal.value(), out);
            out.push('"');
            if let Some(language) = literal.language() {
                out.push('@');
                out.push_str(language);
                if let Some(direction) = literal.direction() {
                    out.push_str(&format!("--{direction}"));
                }
            } else if literal.datatype() != xsd::STRING {
                out.push_str("^^");
                write_iri(literal.datatype().as_str(), out);
            }
        }
        other => out.push_str(&other.to_string()),
    }
}

fn write_iri(iri: &str, out: &mut String) {
    out.push('<');
    out.push_str(iri);
    out.push('>');
}

fn escape(text: &str, out: &mut String) {
    // 0xef begins the characters from U+F000, of which two are none.
    let special = |b: u8| b < 0x20 || matches!(b, b'"' | b'\\' | 0x7f | 0xef);
    if !text.bytes().any(special) {
        out.push_str(text);
        return;
    }
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            c if c.is_ascii_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => push_code(c, out),
            c => out.push(c),
        }
    }
}

/// The name of a passage: a digest of what makes it the passage it is.
pub fn passage_key(source: &str, section: &str, quote: &str, prefix: &str, suffix: &str) -> String {
    hex(&digest([source, section, quote, prefix, suffix]))
}

/// The first bytes of a digest of some texts.
pub(super) fn digest(parts: [&str; 5]) -> [u8; 8] {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update(part.as_bytes());
        digest.update([0]);
    }
    let digest = digest.finalize();
    std::array::from_fn(|i| digest[i])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Another parser reads back every literal that we write, whatever its datatype or language.
        #[test]
        fn literals_come_back(text in "(?s).{0,8}[\\x00-\\x7F\u{FFF0}-\u{FFFF}]{0,8}", kind in 0..4) {
            let datatype = NamedNodeRef::new_unchecked("https://example.org/units#metre");
            let literal = match kind {
                0 => LiteralRef::new_simple_literal(&text),
                1 => LiteralRef::new_typed_literal(&text, xsd::INTEGER),
                2 => LiteralRef::new_typed_literal(&text, datatype),
                _ => LiteralRef::new_language_tagged_literal_unchecked(&text, "cy-gb"),
            };
            let written = to_ntriples(literal);
            let read: oxrdf::Literal = written.parse().expect("a literal in N-Triples form");
            prop_assert_eq!(read.as_ref(), literal);
            prop_assert_eq!(written, literal.to_string());
        }
    }
}
