//! `remit.toml`: what a graph is called and where its parts are.

use std::collections::BTreeMap;
use std::ops::Range;

use oxrdf::NamedNode;
use oxttl::TurtleParser;
use serde::Deserialize;
use toml::Spanned;

use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Location};
use crate::model::fields::ClaimField;
use crate::model::file::{FileId, SourceFile, Span};
use crate::model::lexical::is_language_tag;
use crate::model::nearest::{nearest, nearest_in};
use crate::model::record::Kind;

/// What can be written as a whole.
pub const OUTPUT_FOLDER: &str = "a folder of its own";
/// How many triples may be derived, if the manifest does not say.
const MOST_DERIVED: usize = 2_000_000;
/// How many matches a rule may have, if the manifest does not say.
const MOST_MATCHES: usize = 2_000_000;

/// A form in which the graph is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// N-Quads.
    Nq,
    /// `TriG`.
    Trig,
    /// Turtle: the layers in one graph.
    Ttl,
    /// JSON-LD.
    Jsonld,
}

impl Format {
    /// All forms.
    pub const ALL: [Self; 4] = [Self::Nq, Self::Trig, Self::Ttl, Self::Jsonld];
}

/// How a CSV file with foreign column names is read.
#[derive(Clone, Debug)]
pub struct TableLayout {
    /// Its path inside the data folder.
    pub file: String,
    /// What its rows are.
    pub kind: Kind,
    /// For columns of the file, the key that they stand for; an empty one leaves the column out.
    pub columns: BTreeMap<String, String>,
    /// Values that every row has.
    pub set: BTreeMap<String, String>,
}

/// A mapping in RML whose triples are records of the project. Each text has its place in the manifest.
#[derive(Clone, Debug)]
pub struct MappingLayout {
    /// Its path inside the data folder.
    pub file: (String, Span),
    /// The table of links inside the data folder, in SSSOM form.
    pub links: Option<(String, Span)>,
    /// Values that every claim has, `source` among them.
    pub set: BTreeMap<String, (String, Span)>,
}

/// The folders of a project, relative to its root.
#[derive(Clone, Debug)]
pub struct Folders {
    /// The folder of the ontology, with a closing `/`.
    pub ontology: String,
    /// The folder of the data, with a closing `/`.
    pub data: String,
    /// The folder of the texts that are quoted, with a closing `/`.
    pub sources: String,
    /// The folder that is written.
    pub output: String,
    /// Where the manifest says so.
    pub output_span: Span,
}

/// What may not be exceeded.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The longest quote, in words.
    pub quote_words: usize,
    /// How many triples may be derived.
    pub derived: usize,
    /// How many matches a rule may have.
    pub matches: usize,
}

/// The content of `remit.toml`.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// The title of the graph.
    pub title: String,
    /// What every IRI of the graph begins with.
    pub base: String,
    /// The licence of the data, an SPDX expression.
    pub licence: String,
    /// Where the manifest says so.
    pub licence_span: Span,
    /// The language of names for people where an entity has names in several; empty if the first one is taken.
    pub language: String,
    /// Where its parts are.
    pub folders: Folders,
    /// What it may cost, and how long a quote may be.
    pub limits: Limits,
    /// The forms in which the graph is written.
    pub formats: Vec<Format>,
    /// Whether tables are written beside them.
    pub tables_written: bool,
    /// Whether a store is kept beside the outputs, by which queries are answered at once.
    pub store_written: bool,
    /// The key of the property that the dossier is grouped by, with its place; without it none is written.
    pub dossier: Option<(String, Span)>,
    /// The sources of which the dossier speaks, by key with its place; all where none is named.
    pub dossier_sources: Vec<(String, Span)>,
    /// Further prefixes.
    pub prefixes: BTreeMap<String, String>,
    /// CSV files with foreign columns.
    pub tables: Vec<TableLayout>,
    /// Mappings of data.
    pub mappings: Vec<MappingLayout>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Written {
    title: String,
    base: Spanned<String>,
    licence: Option<Spanned<String>>,
    language: Option<Spanned<String>>,
    ontology: Option<Spanned<String>>,
    data: Option<Spanned<String>>,
    sources: Option<Spanned<String>>,
    output: Option<Spanned<String>>,
    quote_words: Option<Spanned<usize>>,
    derived_limit: Option<usize>,
    match_limit: Option<usize>,
    #[serde(default)]
    output_files: OutputFiles,
    #[serde(default)]
    prefixes: BTreeMap<String, Spanned<String>>,
    #[serde(default, rename = "table")]
    tables: Vec<WrittenTable>,
    #[serde(default, rename = "mapping")]
    mappings: Vec<WrittenMapping>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct OutputFiles {
    formats: Option<Vec<Format>>,
    tables: Option<bool>,
    store: Option<bool>,
    dossier: Option<Spanned<String>>,
    dossier_sources: Option<Spanned<Vec<Spanned<String>>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenTable {
    file: String,
    kind: Spanned<String>,
    #[serde(default)]
    columns: BTreeMap<String, String>,
    #[serde(default)]
    set: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenMapping {
    file: Spanned<String>,
    source: Spanned<String>,
    links: Option<Spanned<String>>,
    #[serde(default)]
    set: BTreeMap<Spanned<String>, Spanned<String>>,
}

/// A text and its place.
fn placed(text: Spanned<String>) -> (String, Span) {
    let span = text.span();
    (text.into_inner(), span.into())
}

/// Reads `remit.toml`, which is the file with the given id; fails with everything that is wrong with it.
///
/// # Errors
///
/// All that is wrong with it, each with its place.
pub fn parse(id: FileId, file: &SourceFile) -> Result<Manifest, Vec<Diagnostic>> {
    let mut faults = Faults { id, found: Vec::new() };
    let written: Written = match toml::from_str(&file.text) {
        Ok(written) => written,
        Err(error) => {
            let message = format!("remit.toml cannot be used: {}", error.message().replace('\n', "; "));
            let near = nearest_in(error.message());
            faults.add(error.span().unwrap_or(0..0), message, "what docs/format.md describes", near);
            return Err(faults.found);
        }
    };
    base(&written.base, &mut faults);
    let ontology = folder("ontology", written.ontology.as_ref(), &mut faults);
    let data = folder("data", written.data.as_ref(), &mut faults);
    let sources = folder("sources", written.sources.as_ref(), &mut faults);
    let output = folder("output", written.output.as_ref(), &mut faults);
    let output = output.trim_end_matches('/').to_owned();
    let output_span = written.output.as_ref().map_or(0..0, Spanned::span);
    if let Some(message) = unfit_for_output(&output, [&ontology, &data, &sources]) {
        faults.add(output_span.clone(), message, OUTPUT_FOLDER, None);
    }
    if let Some(words) = written.quote_words.as_ref().filter(|w| *w.get_ref() == 0) {
        faults.add(words.span(), "no quote can have 0 words".into(), "a number from 1", None);
    }
    if let Some(tag) = written.language.as_ref().filter(|tag| !is_language_tag(tag.get_ref())) {
        let message = format!("`{}` is not the tag of a language", tag.get_ref());
        faults.add(tag.span(), message, "a tag such as en, cy or en-GB", None);
    }
    for (name, iri) in &written.prefixes {
        if let Err(error) = NamedNode::new(iri.get_ref()) {
            let iri_shown = iri.get_ref();
            let message = format!("the prefix `{name}` stands for `{iri_shown}`, which is no IRI: {error}");
            faults.add(iri.span(), message, "an absolute IRI such as https://example.org/ns#", None);
        } else if !is_prefix(name, iri.get_ref()) {
            let message = format!("`{name}` is not a name for a prefix");
            faults.add(iri.span(), message, "a name of letters and digits that begins with a letter", None);
        }
    }
    let dossier_sources = named_sources(written.output_files.dossier_sources, &mut faults);
    let tables = written.tables.into_iter().filter_map(|t| table(t, &mut faults)).collect();
    let mappings = written.mappings.into_iter().map(|m| mapping(m, &mut faults)).collect();
    if !faults.found.is_empty() {
        return Err(faults.found);
    }
    Ok(Manifest {
        title: written.title,
        base: written.base.into_inner(),
        licence_span: written.licence.as_ref().map_or(0..0, Spanned::span).into(),
        licence: written.licence.map(Spanned::into_inner).unwrap_or_default(),
        language: written.language.map(Spanned::into_inner).unwrap_or_default(),
        folders: Folders { ontology, data, sources, output, output_span: output_span.into() },
        limits: Limits {
            quote_words: written.quote_words.map_or(12, Spanned::into_inner),
            derived: written.derived_limit.unwrap_or(MOST_DERIVED),
            matches: written.match_limit.unwrap_or(MOST_MATCHES),
        },
        formats: written.output_files.formats.unwrap_or_else(|| Format::ALL.to_vec()),
        tables_written: written.output_files.tables.unwrap_or(true),
        store_written: written.output_files.store.unwrap_or(true),
        dossier: written.output_files.dossier.map(placed),
        dossier_sources: dossier_sources.into_iter().map(placed).collect(),
        prefixes: written.prefixes.into_iter().map(|(name, iri)| (name, iri.into_inner())).collect(),
        tables,
        mappings,
    })
}

/// What is wrong with the manifest.
struct Faults {
    id: FileId,
    found: Vec<Diagnostic>,
}

impl Faults {
    fn add(&mut self, span: Range<usize>, message: String, expected: &str, near: Option<&str>) {
        let anchor = Location::Span(self.id, span.into());
        self.found.push(Diagnostic::new(Code::R054, anchor, message).expected(expected).suggest(near));
    }
}

/// The sources of the dossier: an empty list could mean all or none.
fn named_sources(
    written: Option<Spanned<Vec<Spanned<String>>>>,
    faults: &mut Faults,
) -> Vec<Spanned<String>> {
    let Some(written) = written else { return Vec::new() };
    if written.get_ref().is_empty() {
        let expected = "keys of sources; leave `dossier-sources` out for all";
        faults.add(written.span(), "`dossier-sources` names no source".into(), expected, None);
    }
    written.into_inner()
}

/// Whether Turtle, which is written with it, reads a prefix back as it is.
fn is_prefix(name: &str, iri: &str) -> bool {
    let declaration = format!("@prefix {name}: <{iri}> .");
    let mut parser = TurtleParser::new().for_slice(declaration.as_bytes());
    parser.by_ref().all(|triple| triple.is_ok()) && parser.prefixes().eq([(name, iri)])
}

fn base(written: &Spanned<String>, faults: &mut Faults) {
    let base = written.get_ref();
    let starts = ["http://", "https://", "urn:"].iter().any(|s| base.starts_with(s));
    let cause = NamedNode::new(base).err().map(|e| format!(": {e}"));
    if !starts || !base.ends_with(['/', '#', ':']) || cause.is_some() {
        let message = format!("`{base}` cannot begin the IRIs of a graph{}", cause.unwrap_or_default());
        faults.add(written.span(), message, "an absolute IRI that ends with `/`, `#` or `:`", None);
    }
}

/// A folder below the project, with a closing `/`.
fn folder(name: &str, written: Option<&Spanned<String>>, faults: &mut Faults) -> String {
    let path = written.map_or(name, |w| w.get_ref().as_str()).trim_end_matches('/');
    let is_inside = !path.is_empty()
        && !path.starts_with(['/', '\\'])
        && !path.contains(':')
        && path.split(['/', '\\']).all(|p| p != ".." && p != ".");
    if !is_inside {
        let message = format!("the {name} folder `{path}` does not lie inside the project");
        faults.add(
            written.map_or(0..0, Spanned::span),
            message,
            "a folder below remit.toml, without `..`",
            None,
        );
    }
    format!("{path}/")
}

/// Why a folder cannot be written as a whole: what is in it is not ours, or is read. Letters are compared
/// without case, as some disks do.
pub fn unfit_for_output(output: &str, read: [&str; 3]) -> Option<String> {
    let parts = |path: &str| -> Vec<String> {
        path.split(['/', '\\']).filter(|part| !part.is_empty()).map(str::to_lowercase).collect()
    };
    let own = parts(output);
    if own.iter().any(|part| part.starts_with('.')) {
        return Some(format!("the output folder `{output}` is hidden, as those of other programs are"));
    }
    if own.is_empty() {
        return Some("the output folder is the project folder itself".to_owned());
    }
    read.into_iter().find_map(|folder| {
        let read = parts(folder);
        let folder = folder.trim_end_matches('/');
        // A folder without a name is a fault of its own.
        if read.is_empty() {
            return None;
        }
        if own.starts_with(&read) {
            Some(format!("the output folder `{output}` is also read"))
        } else if read.starts_with(&own) {
            Some(format!("the output folder `{output}` holds the folder `{folder}`, which is read"))
        } else {
            None
        }
    })
}

fn table(written: WrittenTable, faults: &mut Faults) -> Option<TableLayout> {
    let kind = Kind::from_word(written.kind.get_ref());
    if kind.is_none() {
        let message = format!("there is no kind of record `{}`", written.kind.get_ref());
        let near = nearest(written.kind.get_ref(), Kind::ALL.map(Kind::word));
        faults.add(written.kind.span(), message, "entity, source, section or claim", near);
    }
    Some(TableLayout { file: written.file, kind: kind?, columns: written.columns, set: written.set })
}

/// What the claims of a mapping may have by the manifest: what the data does not say, and what is not the place of words.
const SET: [ClaimField; 13] = [
    ClaimField::Currency,
    ClaimField::Per,
    ClaimField::Qualifier,
    ClaimField::Speaker,
    ClaimField::ReportedBy,
    ClaimField::Status,
    ClaimField::Polarity,
    ClaimField::From,
    ClaimField::Until,
    ClaimField::Deadline,
    ClaimField::When,
    ClaimField::Note,
    ClaimField::Doubt,
];

fn mapping(written: WrittenMapping, faults: &mut Faults) -> MappingLayout {
    for path in std::iter::once(&written.file).chain(&written.links) {
        let text = path.get_ref();
        let is_inside = !text.is_empty()
            && !text.contains([':', '\\'])
            && text.split('/').all(|part| !matches!(part, "" | "." | ".."));
        if !is_inside {
            let message = format!("`{text}` is not a file in the data folder");
            faults.add(path.span(), message, "a path inside the data folder, without `..`", None);
        }
    }
    let keys = || SET.into_iter().map(ClaimField::key);
    for key in written.set.keys().filter(|key| !keys().any(|known| known == key.get_ref())) {
        let message = format!("a mapping cannot set `{}`", key.get_ref());
        let expected = format!("one of: {}", keys().collect::<Vec<_>>().join(", "));
        faults.add(key.span(), message, &expected, nearest(key.get_ref(), keys()));
    }
    for needed in [ClaimField::Speaker, ClaimField::Status].map(ClaimField::key) {
        if !written.set.keys().any(|key| key.get_ref() == needed) {
            let message = format!("the claims of this mapping have no {needed}");
            let expected = format!("set = {{ {needed} = \"…\" }}");
            faults.add(written.file.span(), message, &expected, None);
        }
    }
    let set = written.set.into_iter().map(|(key, value)| (key.into_inner(), placed(value)));
    let source = (ClaimField::Source.key().to_owned(), placed(written.source));
    MappingLayout {
        file: placed(written.file),
        links: written.links.map(placed),
        set: set.chain([source]).collect(),
    }
}
