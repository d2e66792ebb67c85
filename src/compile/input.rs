//! What a project is made of, as values: its files told apart by what they are for.
//!
//! Goes in: files with their paths, the manifest, texts of sources. Comes out: [`Input`]. Knows no disk.

use std::collections::{BTreeMap, BTreeSet};

use crate::compile::evidence::Lock;
use crate::compile::mapping::MappingFiles;
use crate::compile::ontology::CORE;
use crate::compile::read::{Manifest, has_ending, may_hold, row_at};
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Location, Severity};
use crate::model::file::{FileId, Files};
use crate::model::record::{Kind, Origin};

/// What a build starts from: a project as values.
#[derive(Clone, Debug)]
pub struct Input {
    /// Every text file of the project: manifest, ontology, rules, views, data, queries.
    pub files: Files,
    /// The Turtle files, core first.
    pub ontology: Vec<FileId>,
    /// The data files, sorted by path.
    pub data: Vec<FileId>,
    /// The files of each mapping, in the order of the manifest.
    pub mappings: Vec<MappingFiles>,
    /// Rules, in the order of their names.
    pub rules: Vec<FileId>,
    /// Shapes, in the order of their names.
    pub shapes: Vec<FileId>,
    /// Views, in the order of their names.
    pub views: Vec<FileId>,
    /// Theme files.
    pub themes: Vec<FileId>,
    /// Saved queries, in the order of their names.
    pub queries: Vec<FileId>,
    /// Questions with expected answers, in the order of their names.
    pub questions: Vec<FileId>,
    /// The manifest.
    pub manifest: Manifest,
    /// The texts of sources that are at hand, by their paths below the folder of sources, in Unicode NFC.
    pub texts: BTreeMap<String, String>,
    /// Files beside them that have no text, each with why.
    pub others: BTreeMap<String, String>,
    /// Paths of files in the folders of the ontology and the data that have another ending.
    pub unread: Vec<String>,
    /// Where quotes stood when their texts were last at hand.
    pub lock: Lock,
}

impl Input {
    /// Tells the files apart by their folders and endings.
    pub fn new(manifest: Manifest, files: Files, texts: BTreeMap<String, String>, lock: Lock) -> Self {
        let select = |folder: &str, ending: &str| -> Vec<FileId> {
            files
                .iter()
                .filter(|(_, f)| {
                    let is_wanted = f.path.get(f.path.len().saturating_sub(ending.len())..);
                    f.path.starts_with(folder) && is_wanted.is_some_and(|e| e.eq_ignore_ascii_case(ending))
                })
                .map(|(id, _)| id)
                .collect()
        };
        // Shapes say what data has to be like, and are no part of what may be said.
        let shapes = select(&format!("{}shapes/", manifest.folders.ontology), ".ttl");
        let mut ontology = select(&manifest.folders.ontology, ".ttl");
        ontology.retain(|id| !shapes.contains(id));
        // The core that the program carries has no place of its own in the project.
        ontology.extend(
            files
                .iter()
                .filter(|(id, f)| f.text == CORE && !ontology.contains(id))
                .map(|(id, _)| id)
                .collect::<Vec<_>>(),
        );
        let mut data = select(&manifest.folders.data, ".toml");
        // The answers beside questions are expectations, not data.
        let questions = format!("{}questions/", manifest.folders.data);
        data.extend(
            select(&manifest.folders.data, ".csv")
                .into_iter()
                .filter(|id| !files.get(*id).path.starts_with(&questions)),
        );
        let mappings: Vec<MappingFiles> =
            manifest.mappings.iter().map(|layout| MappingFiles::new(layout, &manifest, &files)).collect();
        // What a mapping reads is not a table of records by itself; of one that cannot be read it is not known what it reads.
        let is_known = |id: &FileId| {
            let file = files.get(*id);
            let holds = |kind| may_hold(file, &manifest.folders.data, &manifest.tables, kind);
            let is_named =
                || !has_ending(&file.path, "csv") || Kind::ALL.into_iter().any(|kind| !holds(kind));
            mappings.iter().all(|mapping| mapping.is_read) || is_named()
        };
        // A table that the manifest names is one whatever else reads it.
        let is_table = |id: &FileId| {
            let path = files.get(*id).path.as_str();
            manifest.tables.iter().any(|table| path.strip_prefix(&manifest.folders.data) == Some(&table.file))
        };
        let is_free = |id: &FileId| !mappings.iter().any(|mapping| mapping.all().any(|own| own == *id));
        data.retain(|id| is_table(id) || is_free(id) && is_known(id));
        data.sort();
        Self {
            rules: select(&format!("{}rules/", manifest.folders.ontology), ".rq"),
            shapes,
            views: select(&format!("{}views/", manifest.folders.ontology), ".toml"),
            themes: select(&format!("{}themes/", manifest.folders.ontology), ".toml"),
            queries: select(&format!("{}queries/", manifest.folders.data), ".rq"),
            questions: select(&questions, ".rq"),
            ontology,
            data,
            mappings,
            manifest,
            texts,
            others: BTreeMap::new(),
            unread: Vec::new(),
            lock,
            files,
        }
    }

    /// For what a mapping makes of data: the file and line of its row, and what stands there, each value behind the name of its
    /// column. Costs one pass over the file.
    pub fn mapped_row(&self, origin: Origin) -> Option<MappedRow<'_>> {
        let of_file = |mapping: &&MappingFiles| mapping.all().any(|file| file == origin.file);
        let mapping = self.mappings.iter().find(of_file)?;
        let file = self.files.get(origin.file);
        let (line, values) = row_at(file, origin.start as usize);
        Some(MappedRow { mapping, place: format!("{}:{line}", file.path), values })
    }

    /// A warning for each file that looks as if it were for the graph and that nothing reads; an error where it may be the
    /// ontology itself.
    pub fn unread_files(&self) -> Vec<Diagnostic> {
        let lists = [&self.ontology, &self.data, &self.rules, &self.shapes, &self.views, &self.themes];
        let mut read: BTreeSet<&str> = BTreeSet::new();
        for id in lists.into_iter().chain([&self.queries, &self.questions]).flatten() {
            read.insert(&self.files.get(*id).path);
        }
        for mapping in &self.mappings {
            read.extend(mapping.all().map(|id| self.files.get(id).path.as_str()));
        }
        let answers: Vec<String> = self.questions.iter().map(|id| self.files.get(*id).path.clone()).collect();
        let is_answer = |path: &str| {
            answers.iter().any(|question| path.strip_suffix("csv") == question.strip_suffix("rq"))
        };
        let folders =
            [(&self.manifest.folders.ontology, IN_ONTOLOGY), (&self.manifest.folders.data, IN_DATA)];
        let has_ontology = self.ontology.iter().any(|id| self.files.get(*id).text != CORE);
        let paths =
            self.files.iter().map(|(_, f)| f.path.as_str()).chain(self.unread.iter().map(String::as_str));
        // Which files a mapping reads that is not one yet is not known.
        let is_open = self.mappings.iter().any(|mapping| !mapping.is_read);
        let may_be_read = |path: &str| is_open && path.starts_with(&self.manifest.folders.data);
        let mut faults = Vec::new();
        for path in paths.filter(|path| !read.contains(path) && !is_answer(path) && !may_be_read(path)) {
            let ending = path.rsplit_once('.').map_or(String::new(), |(_, e)| e.to_ascii_lowercase());
            let folder = folders.iter().find(|(folder, _)| path.starts_with(folder.as_str()));
            let Some((folder, expected)) = folder.filter(|_| KINDS.split(' ').any(|k| k == ending)) else {
                continue;
            };
            let anchor = Location::Path(path.to_owned());
            let mut fault =
                Diagnostic::new(Code::R074, anchor, format!("`{path}` is not read")).expected(*expected);
            if !has_ontology && *folder == &self.manifest.folders.ontology {
                fault.severity = Severity::Error;
            }
            faults.push(fault);
        }
        faults
    }
}

/// A row of data that a mapping reads.
#[derive(Clone, Debug)]
pub struct MappedRow<'i> {
    /// The files of the mapping.
    pub mapping: &'i MappingFiles,
    /// The path of the file and the line.
    pub place: String,
    /// What stands there, each value behind the name of its column; one line without a name where it is not a table.
    pub values: Vec<(String, String)>,
}

/// How many values of a row are shown.
const MOST_VALUES: usize = 12;
/// How many characters of a value are shown.
const LONGEST_VALUE: usize = 120;

impl MappedRow<'_> {
    /// The row for readers.
    pub fn words(&self) -> String {
        let mut words: Vec<String> = Vec::new();
        for (column, value) in self.values.iter().filter(|(_, value)| !value.is_empty()) {
            let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
            let shown: String = value.chars().take(LONGEST_VALUE).collect();
            let more = if shown.len() < value.len() { "…" } else { "" };
            let quoted = format!("\u{201c}{shown}{more}\u{201d}");
            words.push(if column.is_empty() { quoted } else { format!("{column} {quoted}") });
        }
        let more = words.len().saturating_sub(MOST_VALUES);
        words.truncate(MOST_VALUES);
        if more > 0 {
            words.push(format!("and {more} more"));
        }
        words.join(", ")
    }
}

/// Endings of files that hold data, terms or queries.
const KINDS: &str = "csv db json jsonl jsonld n3 nq nt obo ods ofn omn owl owx parquet rdf rq rqx shacl shaclc shex skos sparql sqlite \
                     tab toml trig tsv ttl turtle xls xlsx xml yaml yml";
/// What the folder of the ontology is read for.
const IN_ONTOLOGY: &str = "an ontology in Turtle (.ttl), and the folders shapes (.ttl), rules (.rq), views (.toml) and themes (.toml)";
/// What the folder of the data is read for.
const IN_DATA: &str =
    "records in TOML or CSV, and the folders queries (.rq) and questions (.rq, with a .csv for the answer)";
