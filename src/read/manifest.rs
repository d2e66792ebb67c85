//! `remit.toml`: what a graph is called and where its parts are.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::model::code::Code;
use crate::model::diagnostic::{Anchor, Diagnostic};
use crate::model::file::{FileId, SourceFile, Span};
use crate::model::record::Kind;

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

/// The content of `remit.toml`.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// The title of the graph.
    pub title: String,
    /// What every IRI of the graph begins with.
    pub base: String,
    /// The licence of the data, an SPDX expression.
    pub licence: String,
    /// The folder of the ontology, with a closing `/`.
    pub ontology: String,
    /// The folder of the data, with a closing `/`.
    pub data: String,
    /// The folder of the texts that are quoted, with a closing `/`.
    pub sources: String,
    /// The folder that is written.
    pub output: String,
    /// The longest quote, in words.
    pub quote_words: usize,
    /// The forms in which the graph is written.
    pub formats: Vec<Format>,
    /// Whether tables are written beside them.
    pub tables_written: bool,
    /// Further prefixes.
    pub prefixes: BTreeMap<String, String>,
    /// CSV files with foreign columns.
    pub tables: Vec<TableLayout>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Written {
    title: String,
    base: String,
    #[serde(default)]
    licence: String,
    ontology: Option<String>,
    data: Option<String>,
    sources: Option<String>,
    output: Option<String>,
    quote_words: Option<usize>,
    #[serde(default)]
    output_files: OutputFiles,
    #[serde(default)]
    prefixes: BTreeMap<String, String>,
    #[serde(default, rename = "table")]
    tables: Vec<WrittenTable>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct OutputFiles {
    formats: Option<Vec<Format>>,
    tables: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenTable {
    file: String,
    kind: String,
    #[serde(default)]
    columns: BTreeMap<String, String>,
    #[serde(default)]
    set: BTreeMap<String, String>,
}

/// Reads `remit.toml`, which is the file with the given id.
pub fn parse(id: FileId, file: &SourceFile) -> Result<Manifest, Box<Diagnostic>> {
    let written: Written = toml::from_str(&file.text).map_err(|error| {
        let span = error.span().map_or(Span::new(0, 0), Span::from);
        let message = format!("remit.toml cannot be used: {}", error.message().replace('\n', "; "));
        Box::new(
            Diagnostic::new(Code::R054, Anchor::Span(id, span), message)
                .expected("what docs/format.md describes"),
        )
    })?;
    let fault = |word: &str, message: String, expected: &str| {
        let at = file.text.find(word).unwrap_or(0);
        let anchor = Anchor::Span(id, Span::new(at, at + word.len().min(file.text.len() - at)));
        Box::new(Diagnostic::new(Code::R054, anchor, message).expected(expected))
    };
    let good_base = (written.base.starts_with("http://")
        || written.base.starts_with("https://")
        || written.base.starts_with("urn:"))
        && written.base.ends_with(['/', '#', ':'])
        && !written.base.contains(|c: char| c.is_whitespace() || "<>\"{}|\\^`".contains(c));
    if !good_base {
        let message = format!("`{}` cannot begin the IRIs of a graph", written.base);
        return Err(fault("base", message, "an absolute IRI that ends with `/`, `#` or `:`"));
    }
    let folder = |name: &str, value: &Option<String>| {
        let path = value.as_deref().unwrap_or(name).trim_end_matches('/');
        let inside = !path.is_empty()
            && !path.starts_with(['/', '\\'])
            && !path.contains(':')
            && path.split(['/', '\\']).all(|p| p != ".." && p != ".");
        if inside {
            return Ok(format!("{path}/"));
        }
        let message = format!("the {name} folder `{path}` does not lie inside the project");
        Err(fault(name, message, "a folder below remit.toml, without `..`"))
    };
    let ontology = folder("ontology", &written.ontology)?;
    let data = folder("data", &written.data)?;
    let sources = folder("sources", &written.sources)?;
    let output = folder("output", &written.output)?;
    if [&ontology, &data, &sources].contains(&&output)
        || output.starts_with(&data)
        || output.starts_with(&ontology)
    {
        let message =
            format!("the output folder `{}` is also a folder that is read", output.trim_end_matches('/'));
        return Err(fault("output", message, "a folder of its own"));
    }
    if written.quote_words == Some(0) {
        return Err(fault("quote-words", "no quote can have 0 words".into(), "a number from 1"));
    }
    for (name, iri) in &written.prefixes {
        if !iri.contains(':') || iri.contains(|c: char| c.is_whitespace() || "<>\"{}|\\^`".contains(c)) {
            let message = format!("the prefix `{name}` stands for `{iri}`, which is no address");
            return Err(fault(name, message, "an absolute IRI such as https://example.org/ns#"));
        }
    }
    let mut tables = Vec::new();
    for table in written.tables {
        let Some(kind) = Kind::from_word(&table.kind) else {
            let message = format!("there is no kind of record `{}`", table.kind);
            return Err(fault("kind", message, "entity, source, section or claim"));
        };
        tables.push(TableLayout { file: table.file, kind, columns: table.columns, set: table.set });
    }
    Ok(Manifest {
        title: written.title,
        base: written.base,
        licence: written.licence,
        ontology,
        data,
        sources,
        output: output.trim_end_matches('/').to_owned(),
        quote_words: written.quote_words.unwrap_or(12),
        formats: written.output_files.formats.unwrap_or_else(|| Format::ALL.to_vec()),
        tables_written: written.output_files.tables.unwrap_or(true),
        prefixes: written.prefixes,
        tables,
    })
}
