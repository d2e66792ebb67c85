//! A mapping as values: what is read, which terms are made of it, and where the triples go.
//!
//! Triples maps whose logical sources say the same share one [`LogicalSource`], so that its rows are read once, and whether two
//! sources are effectively equal is a comparison of numbers. References are numbers too: positions in the list of their source.

use super::fault::{Fault, Place};

/// A mapping that can be run.
#[derive(Debug)]
pub struct Plan {
    pub(super) sources: Vec<LogicalSource>,
    pub(super) maps: Vec<TriplesMap>,
    pub(super) joins: Vec<Join>,
    pub(super) targets: Vec<Target>,
    /// Whether numbers and booleans of data keep their datatype; they do not in the vocabulary of 2014.
    pub(super) natural_types: bool,
    /// What is odd but does not stop a run.
    pub(super) remarks: Vec<Fault>,
}

impl Plan {
    /// What is odd in the mapping but does not stop a run.
    pub fn remarks(&self) -> &[Fault] {
        &self.remarks
    }

    /// Whether the lines of a target are added to what is in its file.
    pub fn appends(&self, target: usize) -> bool {
        self.targets.get(target).is_some_and(|target| target.appends)
    }

    /// A fault of a target.
    pub fn fault_of_target(&self, target: usize, message: impl Into<String>) -> Fault {
        Fault::new(message, self.targets.get(target).map_or_else(Place::default, |target| target.at))
    }

    /// Where the triples go that name a target, in the order of their numbers.
    pub fn targets(&self) -> impl Iterator<Item = &FilePlace> {
        self.targets.iter().map(|target| &target.file)
    }
}

/// What a relative path starts from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Root {
    /// The folder of the mapping.
    Mapping,
    /// The folder in which the program runs.
    Current,
    /// A folder named in the mapping.
    Folder(String),
}

/// A file that a mapping names.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FilePlace {
    /// What its path starts from.
    pub root: Root,
    /// The path as written.
    pub path: String,
}

#[derive(Debug)]
pub(super) struct LogicalSource {
    pub(super) access: Access,
    pub(super) formulation: Formulation,
    pub(super) iterator: Option<String>,
    /// Every column or path that any term map reads of it.
    pub(super) references: Vec<Reference>,
    pub(super) at: Place,
}

impl LogicalSource {
    /// Whether two sources give the same rows, whatever their nodes are called.
    pub(super) fn effectively_equals(&self, other: &Self) -> bool {
        self.access == other.access
            && self.formulation == other.formulation
            && self.iterator == other.iterator
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reference {
    pub(super) text: String,
    pub(super) at: Place,
}

/// How the bytes of a source are come by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Access {
    pub(super) file: FilePlace,
    pub(super) encoding: Encoding,
    pub(super) compression: Compression,
    /// Texts that stand for no value.
    pub(super) nulls: Vec<String>,
    pub(super) dialect: Dialect,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Encoding {
    #[default]
    Utf8,
    Utf16,
    /// With the lower byte first, where no mark says otherwise.
    Utf16Little,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Compression {
    #[default]
    None,
    Gzip,
    Zip,
    TarGzip,
    TarXz,
}

/// How a table is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Dialect {
    pub(super) delimiter: u8,
    pub(super) quote: u8,
    pub(super) comment: Option<u8>,
    pub(super) trim: bool,
    /// Whether the first row has the names of the columns; else they are `_col.1` and so on, as CSVW has them.
    pub(super) has_header: bool,
}

impl Default for Dialect {
    fn default() -> Self {
        Self { delimiter: b',', quote: b'"', comment: None, trim: false, has_header: true }
    }
}

/// How rows and their parts are named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Formulation {
    Csv,
    JsonPath,
    /// One JSON value a line.
    JsonLines,
    /// Prefixes of names, each with its namespace, sorted.
    XPath(Vec<(String, String)>),
    Parquet,
    /// The table of a database file that the iterator names.
    SqlTable,
    /// The query that the iterator is.
    SqlQuery,
}

#[derive(Debug)]
pub(super) struct TriplesMap {
    pub(super) source: usize,
    pub(super) base: Option<String>,
    pub(super) subject: TermMap,
    /// IRIs of classes, as they are written in N-Quads.
    pub(super) classes: Vec<String>,
    pub(super) graphs: Vec<TermMap>,
    pub(super) pairs: Vec<PredicateObjectMap>,
}

#[derive(Debug)]
pub(super) struct PredicateObjectMap {
    pub(super) predicates: Vec<TermMap>,
    pub(super) objects: Vec<ObjectMap>,
    pub(super) graphs: Vec<TermMap>,
}

#[derive(Debug)]
pub(super) enum ObjectMap {
    Term(TermMap),
    /// The subject of another triples map over the same rows, by its number.
    SameRow(usize),
    /// The subjects that a join gives, by its number.
    Join(usize),
}

/// Subjects of a parent map for the rows of a child map.
#[derive(Debug)]
pub(super) struct Join {
    /// The number of the parent map.
    pub(super) parent: usize,
    /// All have to hold. The references of `child` are those of the child's source, the references of `parent` of the parent's.
    pub(super) conditions: Vec<Condition>,
}

#[derive(Debug)]
pub(super) struct Condition {
    pub(super) child: TermMap,
    pub(super) parent: TermMap,
}

#[derive(Debug)]
pub(super) struct TermMap {
    pub(super) value: Expression,
    pub(super) kind: TermType,
    pub(super) language: Option<Box<TermMap>>,
    pub(super) datatype: Option<Box<TermMap>>,
    /// Numbers of the targets that get every triple with a term of this map.
    pub(super) targets: Vec<usize>,
    pub(super) at: Place,
}

#[derive(Debug)]
pub(super) enum Expression {
    /// One term, as N-Quads writes it; nothing at all for the default graph.
    Constant(Constant),
    Reference(usize),
    Template {
        parts: Vec<Part>,
        /// Whether it gives an IRI that is whole and well formed, whatever its references give.
        is_whole_iri: bool,
    },
    /// A blank node of its own for every row, with a number that no other map has.
    Fresh(usize),
}

#[derive(Debug)]
pub(super) struct Constant {
    /// The term in N-Quads.
    pub(super) term: String,
    /// The IRI or the text of the literal.
    pub(super) plain: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Text(String),
    Reference(usize),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TermType {
    Iri(Alphabet),
    BlankNode,
    Literal,
}

/// Which characters of a value stay as they are in the template of an IRI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Alphabet {
    /// Those unreserved in IRIs; the IRI is checked.
    Iri,
    /// Those unreserved in URIs; the URI is checked.
    Uri,
    /// All, and nothing is checked.
    Unsafe,
}

/// A file for some of the triples.
#[derive(Debug)]
pub(super) struct Target {
    pub(super) file: FilePlace,
    /// Whether lines are added to what is in the file.
    pub(super) appends: bool,
    pub(super) form: Form,
    pub(super) encoding: Encoding,
    pub(super) compression: Compression,
    pub(super) at: Place,
}

/// How triples are written to a target.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Form {
    #[default]
    NQuads,
    /// N-Triples, which are Turtle and N3 as well.
    NTriples,
    JsonLd,
    RdfXml,
    RdfJson,
}
