//! The forms of answers: their media types, by which names they are asked for, and how they are written.

use std::io::{self, Write};

use oxrdf::{Term, Triple};
use serde::{Deserialize, Serialize};

use crate::derive::rdf::{Prefixes, Usage};
use crate::derive::store::{Answer, AnswerFormat, AnswerKind, StoreError, TripleFormat};
use crate::model::escape::{coded, in_json, in_xml, push_code, push_reference};
use crate::render::write;

/// Why XML cannot hold an answer: a character that it has no way to write (XML 1.0, section 2.2), or, in RDF/XML, a predicate whose end is no
/// name (RDF 1.1 XML Syntax, section 2.4).
fn not_in_xml(answer: &Answer, has_predicates: bool) -> Option<String> {
    let forbidden = |text: &str| text.chars().find(|c| in_xml(*c) != *c);
    let told = |c: char| {
        format!("XML has no way to write the character U+{:04X}; the other forms have", u32::from(c))
    };
    match answer {
        Answer::Boolean(_) => None,
        Answer::Solutions { rows, .. } => {
            let mut literals = rows.iter().flatten().flatten().filter_map(|term| match term {
                Term::Literal(literal) => Some(literal.value()),
                _ => None,
            });
            literals.find_map(forbidden).map(told)
        }
        Answer::Triples(triples) => triples.iter().find_map(|triple| {
            let literal = match &triple.object {
                Term::Literal(literal) => forbidden(literal.value()).map(told),
                _ => None,
            };
            let predicate = triple.predicate.as_str();
            let is_bad = has_predicates && !ends_in_name(predicate);
            literal.or_else(|| {
                is_bad.then(|| {
                    format!("RDF/XML has no way to write the predicate <{predicate}>; the other forms have")
                })
            })
        }),
    }
}

/// Whether the last letters of an IRI are a name of XML, so that the rest can be a namespace.
fn ends_in_name(iri: &str) -> bool {
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.') || !c.is_ascii();
    let start =
        iri.char_indices().rev().take_while(|(_, c)| is_name(*c)).last().map_or(iri.len(), |(at, _)| at);
    iri[start..].contains(|c: char| c.is_alphabetic() || c == '_')
}

/// A form of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Form {
    /// SPARQL 1.1 results in JSON.
    Json,
    /// SPARQL results in XML.
    Xml,
    /// SPARQL 1.1 results in CSV.
    Csv,
    /// SPARQL 1.1 results in TSV.
    Tsv,
    /// Turtle.
    Turtle,
    /// N-Triples.
    NTriples,
    /// RDF/XML.
    RdfXml,
    /// JSON-LD.
    JsonLd,
    /// N-Quads.
    NQuads,
    /// `TriG`.
    TriG,
}

impl Form {
    /// The forms of rows, and of yes and no, the most usual first.
    const TABLES: [Self; 4] = [Self::Json, Self::Xml, Self::Csv, Self::Tsv];
    /// The forms of triples, the most usual first.
    const GRAPHS: [Self; 6] =
        [Self::Turtle, Self::NTriples, Self::RdfXml, Self::JsonLd, Self::NQuads, Self::TriG];

    /// The forms of a kind of answer, the one first that is given where none is asked for.
    pub fn all(kind: AnswerKind) -> &'static [Self] {
        match kind {
            AnswerKind::Table | AnswerKind::Boolean => &Self::TABLES,
            AnswerKind::Graph => &Self::GRAPHS,
        }
    }

    /// The media types by which it is asked for, its own first; and the names by which `format=` asks for it.
    pub fn names(self) -> (&'static [&'static str], &'static [&'static str]) {
        match self {
            Self::Json => (
                &["application/sparql-results+json", "application/json", "text/javascript"],
                &["json", "srj", "sparql-results+json"],
            ),
            Self::Xml => (&["application/sparql-results+xml"], &["xml", "srx", "sparql-results+xml"]),
            Self::Csv => (&["text/csv"], &["csv"]),
            Self::Tsv => (&["text/tab-separated-values"], &["tsv"]),
            // Whatever is Turtle is N3.
            Self::Turtle => (
                &["text/turtle", "application/turtle", "application/x-turtle", "text/n3", "text/rdf+n3"],
                &["turtle", "ttl", "n3"],
            ),
            Self::NTriples => (&["application/n-triples", "text/plain"], &["ntriples", "n-triples", "nt"]),
            Self::RdfXml => (&["application/rdf+xml"], &["rdf", "rdfxml", "rdf+xml", "xml"]),
            Self::JsonLd => (&["application/ld+json", "application/json"], &["jsonld", "json-ld", "json"]),
            Self::NQuads => (&["application/n-quads"], &["nquads", "n-quads", "nq"]),
            Self::TriG => (&["application/trig"], &["trig"]),
        }
    }

    /// Its media type without parameters.
    pub fn essence(self) -> &'static str {
        self.names().0[0]
    }

    /// Its media type as an answer states it.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Tsv => "text/tab-separated-values; charset=utf-8",
            Self::Turtle => "text/turtle; charset=utf-8",
            other => other.essence(),
        }
    }

    /// An answer of a kind of this form as bytes, at most so many. Where it was cut, that is said in the terms of the form, if it has a
    /// place for it: in the head of JSON and XML, in a comment of RDF; never as a row.
    ///
    /// # Errors
    ///
    /// When the form has no place for the answer, or the answer takes more bytes.
    pub fn write(
        self,
        answer: &Answer,
        prefixes: &Prefixes,
        cut: Option<&str>,
        most: usize,
    ) -> Result<Vec<u8>, StoreError> {
        if matches!(self, Self::Xml | Self::RdfXml)
            && let Some(why) = not_in_xml(answer, self == Self::RdfXml)
        {
            return Err(StoreError::Write(io::Error::new(io::ErrorKind::InvalidData, why)));
        }
        let mut out = Bounded { bytes: Vec::new(), most };
        match answer {
            Answer::Triples(triples) => {
                if let (Some(cut), true) = (cut, self.has_comments()) {
                    writeln!(out, "# {cut}").map_err(StoreError::Write)?;
                }
                self.write_triples(triples, prefixes, &mut out)?;
            }
            rows => rows.write(self.of_rows(), &mut out)?,
        }
        let text = String::from_utf8_lossy(&out.bytes);
        let text = match self {
            Self::Json | Self::JsonLd => in_json(&text),
            Self::Xml | Self::RdfXml => coded(&text, push_reference),
            Self::Tsv | Self::NTriples | Self::NQuads => coded(&text, push_code),
            Self::Csv | Self::Turtle | Self::TriG => text,
        };
        // Written as escapes, signs take more bytes than as themselves.
        if text.len() > most {
            return Err(StoreError::Write(io::ErrorKind::FileTooLarge.into()));
        }
        let text = match (self, cut) {
            (Self::Json, Some(_)) => {
                text.replacen("{\"head\":{", &format!("{{\"head\":{{\"link\":[\"{PARTIAL}\"],"), 1)
            }
            (Self::Xml, Some(_)) => {
                text.replacen("</head>", &format!("<link href=\"{PARTIAL}\"/></head>"), 1)
            }
            (Self::RdfXml, Some(cut)) => format!("{text}\n<!-- {cut} -->\n"),
            _ => text.into_owned(),
        };
        Ok(text.into_bytes())
    }

    /// Whether lines that begin with `#` are comments in it.
    fn has_comments(self) -> bool {
        matches!(self, Self::Turtle | Self::TriG | Self::NTriples | Self::NQuads)
    }

    fn of_rows(self) -> AnswerFormat {
        match self {
            Self::Csv => AnswerFormat::Csv,
            Self::Tsv => AnswerFormat::Tsv,
            Self::Xml => AnswerFormat::Xml,
            _ => AnswerFormat::Json,
        }
    }

    fn write_triples(
        self,
        triples: &[Triple],
        prefixes: &Prefixes,
        out: &mut dyn Write,
    ) -> Result<(), StoreError> {
        let format = match self {
            Self::NTriples | Self::NQuads => TripleFormat::NTriples,
            Self::RdfXml => TripleFormat::RdfXml,
            Self::JsonLd => TripleFormat::JsonLd,
            // Triples without graphs are the same in both.
            _ => return write::triples(triples.to_vec(), prefixes, out).map_err(StoreError::Write),
        };
        let mut used = Usage::default();
        for triple in triples {
            used.see(triple.as_ref(), prefixes);
        }
        format.write(triples, used.of(prefixes).prefixes(), out)
    }
}

/// By what an answer that was cut says so, where its form has a place for a link.
const PARTIAL: &str = "urn:remit:answer:partial";

/// Bytes up to a number of them.
struct Bounded {
    bytes: Vec<u8>,
    most: usize,
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + bytes.len() > self.most {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
