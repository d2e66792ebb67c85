//! Terms and quads as borrowed values, and how their IRIs are made.

use std::cmp::Ordering;

use sha2::{Digest, Sha256};

use crate::model::text::hex;
use crate::model::vocab::XSD;

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
pub enum Space {
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

impl Space {
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
            Self::Id => "id/",
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
    Minted(Space, [&'a str; 3]),
}

impl<'a> Node<'a> {
    /// An IRI of a family.
    pub fn minted(space: Space, name: &'a str) -> Self {
        Self::Minted(space, [name, "", ""])
    }

    /// The pieces of the IRI; `base` stands before minted ones.
    pub fn pieces(self, base: &'a str) -> [&'a str; 5] {
        match self {
            Self::Known(iri) => [iri, "", "", "", ""],
            Self::Minted(space, [a, b, c]) => [base, space.path(), a, b, c],
        }
    }

    /// The IRI as one text.
    pub fn iri(self, base: &str) -> String {
        self.pieces(base).concat()
    }

    fn compare(self, other: Self, base: &str) -> Ordering {
        let bytes = |node: Self| node.pieces(base).map(str::as_bytes).concat();
        match (self, other) {
            (Self::Known(a), Self::Known(b)) => a.cmp(b),
            (Self::Minted(s, a), Self::Minted(t, b)) if s == t && a[1].is_empty() && b[1].is_empty() => {
                a[0].cmp(b[0])
            }
            _ => bytes(self).cmp(&bytes(other)),
        }
    }
}

/// The object of a quad.
#[derive(Clone, Copy, Debug)]
pub enum Term<'a> {
    /// A literal: its text and the local name of its XML Schema datatype.
    Literal(&'a str, &'static str),
    /// An IRI.
    Node(Node<'a>),
    /// A term already in N-Triples form.
    Raw(&'a str),
}

impl Term<'_> {
    /// The order in which the objects of one predicate stand: literals by text, then IRIs.
    pub fn compare(self, other: Self, base: &str) -> Ordering {
        match (self, other) {
            (Self::Literal(a, s), Self::Literal(b, t)) => a.cmp(b).then(s.cmp(t)),
            (Self::Node(a), Self::Node(b)) => a.compare(b, base),
            (Self::Raw(a), Self::Raw(b)) => a.cmp(b),
            _ => self.rank().cmp(&other.rank()),
        }
    }

    fn rank(self) -> u8 {
        match self {
            Self::Literal(..) => 0,
            Self::Raw(_) => 1,
            Self::Node(_) => 2,
        }
    }

    /// The term in N-Triples form.
    pub fn to_ntriples(self, base: &str) -> String {
        let mut out = String::new();
        self.write(base, &mut out);
        out
    }

    /// Appends the term in N-Triples form (<https://www.w3.org/TR/n-triples/>, canonical form).
    pub fn write(self, base: &str, out: &mut String) {
        match self {
            Self::Literal(text, datatype) => {
                out.push('"');
                escape(text, out);
                out.push('"');
                if datatype != "string" {
                    out.push_str("^^<");
                    out.push_str(XSD);
                    out.push_str(datatype);
                    out.push('>');
                }
            }
            Self::Node(node) => write_node(node, base, out),
            Self::Raw(text) => out.push_str(text),
        }
    }
}

/// Appends an IRI in angle brackets.
pub fn write_node(node: Node<'_>, base: &str, out: &mut String) {
    out.push('<');
    match node {
        Node::Known(iri) => out.push_str(iri),
        Node::Minted(space, name) => {
            out.push_str(base);
            out.push_str(space.path());
            for piece in name {
                out.push_str(piece);
            }
        }
    }
    out.push('>');
}

fn escape(text: &str, out: &mut String) {
    let special = |b: u8| b < 0x20 || matches!(b, b'"' | b'\\' | 0x7f);
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
            c if c.is_ascii_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
}

/// One statement of the graph.
#[derive(Clone, Copy, Debug)]
pub struct Quad<'a> {
    /// Its layer.
    pub layer: Layer,
    /// What it is about; raw terms are IRIs in N-Triples form.
    pub subject: Term<'a>,
    /// The IRI of the property.
    pub predicate: &'a str,
    /// The value.
    pub object: Term<'a>,
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
        /// Another parser reads back every literal that we write.
        #[test]
        fn literals_come_back(text in any::<String>()) {
            let written = Term::Literal(&text, "string").to_ntriples("");
            let read: crate::model::term::Literal = written.parse().expect("a literal in N-Triples form");
            prop_assert_eq!(read.value(), text.as_str());
        }
    }
}
