//! Answers to queries, and the standard forms in which they are written.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};
use std::io::Write;

use oxigraph::io::{JsonLdProfileSet, RdfFormat, RdfSerializer};
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsSerializer};
use oxrdf::vocab::xsd;
use oxrdf::{BlankNode, Literal, NamedNodeRef, NamedOrBlankNode, Term, Triple, Variable};

use super::StoreError;
use crate::model::date::{PartialDate, parse_duration};
use crate::model::{escape, words};

/// The columns of an answer that is triples.
pub(super) const TRIPLE: [&str; 3] = ["subject", "predicate", "object"];

/// One row of an answer: values by variable, in N-Triples form; unbound variables are left out.
pub type Solution = BTreeMap<String, String>;

/// The values of a row, one for each column.
pub(super) type Row = Vec<Option<Term>>;

/// An order of rows by what their terms are and how they are written, for those whose order a query leaves open.
pub(super) fn by_terms(a: &Row, b: &Row) -> Ordering {
    fn key(term: Option<&Term>) -> (u8, &str, &str, &str) {
        match term {
            None => (0, "", "", ""),
            Some(Term::BlankNode(node)) => (1, node.as_str(), "", ""),
            Some(Term::NamedNode(node)) => (2, node.as_str(), "", ""),
            Some(Term::Literal(literal)) => {
                let language = literal.language().unwrap_or_default();
                (3, literal.value(), literal.datatype().as_str(), language)
            }
            Some(Term::Triple(_)) => (4, "", "", ""),
        }
    }
    a.iter().map(|term| key(term.as_ref())).cmp(b.iter().map(|term| key(term.as_ref())))
}

/// The answer to a query.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Answer {
    /// Rows of values, in the order of the answer.
    Solutions {
        /// The columns.
        variables: Vec<String>,
        /// The rows; a value may be unbound.
        rows: Vec<Vec<Option<Term>>>,
    },
    /// Yes or no.
    Boolean(bool),
    /// Triples, sorted and without repetition.
    Triples(Vec<Triple>),
}

/// The standard forms of answers (<https://www.w3.org/TR/sparql11-results-csv-tsv/> and its siblings).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerFormat {
    /// CSV.
    Csv,
    /// TSV.
    Tsv,
    /// JSON.
    Json,
    /// XML.
    Xml,
}

/// The standard forms of triples, but for Turtle, which has a writer of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TripleFormat {
    /// N-Triples, which N-Quads of triples alone are too.
    NTriples,
    /// RDF/XML.
    RdfXml,
    /// JSON-LD.
    JsonLd,
}

impl TripleFormat {
    /// Writes triples, with prefixes where the form has them.
    ///
    /// # Errors
    ///
    /// When a prefix stands for no IRI, a predicate has no name in XML, or `out` cannot be written.
    pub fn write(
        self,
        triples: &[Triple],
        prefixes: &[(String, String)],
        out: &mut dyn Write,
    ) -> Result<(), StoreError> {
        let format = match self {
            Self::NTriples => RdfFormat::NTriples,
            Self::RdfXml => RdfFormat::RdfXml,
            Self::JsonLd => RdfFormat::JsonLd { profile: JsonLdProfileSet::empty() },
        };
        let mut serializer = RdfSerializer::from_format(format);
        for (name, namespace) in prefixes {
            let with = serializer.with_prefix(name, namespace);
            serializer = with.map_err(|_| StoreError::Prefix(name.clone()))?;
        }
        let mut writer = serializer.for_writer(out);
        triples.iter().try_for_each(|t| writer.serialize_triple(t)).map_err(StoreError::Write)?;
        writer.finish().map_err(StoreError::Write)?;
        Ok(())
    }
}

impl Answer {
    /// Rows, with blank nodes called by their order in them.
    pub(super) fn solutions(variables: Vec<String>, mut rows: Vec<Vec<Option<Term>>>) -> Self {
        let mut blanks = BlankNames::default();
        rows.iter_mut().flatten().flatten().for_each(|term| blanks.rename(term));
        Self::Solutions { variables, rows }
    }

    /// Leaves out all rows after some; whether there were more.
    pub(super) fn cut(&mut self, most: usize) -> bool {
        let Self::Solutions { rows, .. } = self else { return false };
        let is_cut = rows.len() > most;
        rows.truncate(most);
        is_cut
    }

    /// Whether the answer is empty or no.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Solutions { rows, .. } => rows.is_empty(),
            Self::Boolean(value) => !value,
            Self::Triples(triples) => triples.is_empty(),
        }
    }

    /// Columns and rows for programs: IRIs shortened by prefixes, literals as their text.
    pub fn cells(&self, prefixes: &[(String, String)]) -> (Vec<String>, Vec<Vec<String>>) {
        self.table(|term| shorten(term, prefixes))
    }

    /// Columns and rows for people: as [`Answer::cells`] has them, but for numbers, dates, spans of time, and true and false, which are
    /// in words.
    pub fn words(&self, prefixes: &[(String, String)]) -> (Vec<String>, Vec<Vec<String>>) {
        self.table(|term| match term {
            Term::Literal(literal) => in_words(literal),
            other => shorten(other, prefixes),
        })
    }

    fn table(&self, shown: impl Fn(&Term) -> String) -> (Vec<String>, Vec<Vec<String>>) {
        match self {
            Self::Boolean(value) => {
                (vec!["answer".into()], vec![vec![if *value { "yes" } else { "no" }.into()]])
            }
            Self::Solutions { variables, rows } => {
                let cell = |term: &Option<Term>| term.as_ref().map(&shown).unwrap_or_default();
                (variables.clone(), rows.iter().map(|r| r.iter().map(cell).collect()).collect())
            }
            Self::Triples(triples) => {
                let columns = TRIPLE.map(str::to_owned).to_vec();
                let row = |t: &Triple| {
                    let terms = [Term::from(t.subject.clone()), t.predicate.clone().into(), t.object.clone()];
                    terms.iter().map(&shown).collect()
                };
                (columns, triples.iter().map(row).collect())
            }
        }
    }

    /// The rows of the answer, each value in N-Triples form; none for an answer of another kind.
    pub fn rows(self) -> Vec<Solution> {
        match self {
            Self::Solutions { variables, rows } => solutions(&variables, rows),
            Self::Boolean(_) | Self::Triples(_) => Vec::new(),
        }
    }

    /// The IRIs of each row, in the order of columns; none for other values and where nothing is bound.
    pub fn iris(&self) -> Vec<Vec<Option<&str>>> {
        let Self::Solutions { rows, .. } = self else { return Vec::new() };
        rows.iter().map(|row| row.iter().map(|term| iri(term.as_ref())).collect()).collect()
    }

    /// The triples of the answer, each term in N-Triples form.
    pub fn triples(&self) -> Vec<[String; 3]> {
        let Self::Triples(triples) = self else { return Vec::new() };
        triples
            .iter()
            .map(|t| [t.subject.to_string(), t.predicate.to_string(), t.object.to_string()])
            .collect()
    }

    /// The answer with every text as [`escape::csv_cell`] has it, since CSV is opened by spreadsheets and read by people.
    #[must_use]
    pub fn for_spreadsheets(mut self) -> Self {
        if let Self::Solutions { rows, .. } = &mut self {
            for term in rows.iter_mut().flatten().flatten() {
                if let Term::Literal(literal) = term
                    && let Cow::Owned(safe) = escape::csv_cell(literal.value())
                {
                    *literal = Literal::new_simple_literal(safe);
                }
            }
        }
        self
    }

    /// Writes the answer in a standard form. Triples are written as the three columns they have.
    ///
    /// # Errors
    ///
    /// When the format has no place for the answer, or `out` cannot be written.
    pub fn write(&self, format: AnswerFormat, out: &mut dyn Write) -> Result<(), StoreError> {
        if format != AnswerFormat::Xml {
            return self.serialize(format, out);
        }
        let mut bytes = Vec::new();
        self.serialize(format, &mut bytes)?;
        // What stands between the marks is values alone: a reader would take a carriage return for a line feed.
        let text = String::from_utf8_lossy(&bytes).replace('\r', "&#xD;");
        let text: String = text.chars().map(escape::in_xml).collect();
        out.write_all(text.as_bytes()).map_err(StoreError::Write)
    }

    fn serialize(&self, format: AnswerFormat, out: &mut dyn Write) -> Result<(), StoreError> {
        let serializer = QueryResultsSerializer::from_format(match format {
            AnswerFormat::Csv => QueryResultsFormat::Csv,
            AnswerFormat::Tsv => QueryResultsFormat::Tsv,
            AnswerFormat::Json => QueryResultsFormat::Json,
            AnswerFormat::Xml => QueryResultsFormat::Xml,
        });
        let (variables, rows) = match self {
            Self::Boolean(value) => {
                serializer.serialize_boolean_to_writer(out, *value).map_err(StoreError::Write)?;
                return Ok(());
            }
            Self::Solutions { variables, rows } => (variables.clone(), rows.clone()),
            Self::Triples(triples) => {
                let row = |t: &Triple| {
                    vec![
                        Some(t.subject.clone().into()),
                        Some(t.predicate.clone().into()),
                        Some(t.object.clone()),
                    ]
                };
                (TRIPLE.map(str::to_owned).to_vec(), triples.iter().map(row).collect())
            }
        };
        let variables: Vec<Variable> = variables.iter().map(|v| Variable::new_unchecked(v.clone())).collect();
        let mut writer =
            serializer.serialize_solutions_to_writer(out, variables.clone()).map_err(StoreError::Write)?;
        for row in &rows {
            let bound = variables.iter().zip(row).filter_map(|(v, t)| Some((v, t.as_ref()?)));
            writer.serialize(bound).map_err(StoreError::Write)?;
        }
        writer.finish().map_err(StoreError::Write)?;
        Ok(())
    }
}

/// Names of blank nodes that are the same each time: `b0`, `b1` and so on, in the order of the answer.
#[derive(Debug, Default)]
pub(super) struct BlankNames(HashMap<BlankNode, BlankNode>);

impl BlankNames {
    pub(super) fn rename(&mut self, term: &mut Term) {
        if let Term::BlankNode(node) = term {
            self.rename_node(node);
        }
    }

    pub(super) fn rename_subject(&mut self, subject: &mut NamedOrBlankNode) {
        if let NamedOrBlankNode::BlankNode(node) = subject {
            self.rename_node(node);
        }
    }

    fn rename_node(&mut self, node: &mut BlankNode) {
        let next = BlankNode::new_unchecked(format!("b{}", self.0.len()));
        *node = self.0.entry(node.clone()).or_insert(next).clone();
    }
}

fn iri(term: Option<&Term>) -> Option<&str> {
    match term {
        Some(Term::NamedNode(node)) => Some(node.as_str()),
        _ => None,
    }
}

/// Rows as maps.
fn solutions(variables: &[String], rows: Vec<Vec<Option<Term>>>) -> Vec<Solution> {
    let row = |row: Vec<Option<Term>>| {
        variables.iter().zip(row).filter_map(|(v, t)| Some((v.clone(), t?.to_string()))).collect()
    };
    rows.into_iter().map(row).collect()
}

fn shorten(term: &Term, prefixes: &[(String, String)]) -> String {
    match term {
        Term::NamedNode(node) => shorten_iri(node.as_str(), prefixes),
        Term::Literal(literal) => literal.value().to_owned(),
        other => other.to_string(),
    }
}

/// A literal as people write it, where its type says what it is.
fn in_words(literal: &Literal) -> String {
    let (value, datatype) = (literal.value(), literal.datatype());
    let is = |types: &[NamedNodeRef<'_>]| types.contains(&datatype);
    if is(&[xsd::DATE, xsd::G_YEAR_MONTH, xsd::G_YEAR]) {
        return PartialDate::parse(value).map_or_else(|| value.to_owned(), PartialDate::words);
    }
    let is_number = value.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-'));
    match value {
        "true" | "1" if is(&[xsd::BOOLEAN]) => "yes".to_owned(),
        "false" | "0" if is(&[xsd::BOOLEAN]) => "no".to_owned(),
        _ if is(&[xsd::DECIMAL, xsd::INTEGER]) && is_number => words::number(value),
        _ if is(&[xsd::DURATION, xsd::YEAR_MONTH_DURATION, xsd::DAY_TIME_DURATION])
            && parse_duration(value).is_some() =>
        {
            words::span(value)
        }
        _ => value.to_owned(),
    }
}

/// An IRI by the longest prefix that fits, or in angle brackets.
fn shorten_iri(iri: &str, prefixes: &[(String, String)]) -> String {
    let fits = prefixes.iter().filter(|(_, namespace)| iri.starts_with(namespace.as_str()));
    match fits.max_by_key(|(_, namespace)| namespace.len()) {
        Some((name, namespace)) => format!("{name}:{}", &iri[namespace.len()..]),
        None => format!("<{iri}>"),
    }
}
