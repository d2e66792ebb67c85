//! What a project is made of, as values: its files told apart by what they are for.
//!
//! Goes in: files with their paths, the manifest, texts of sources. Comes out: [`Input`]. Knows no disk.

use std::collections::BTreeMap;

use crate::compile::evidence::Lock;
use crate::compile::ontology::CORE;
use crate::compile::read::Manifest;
use crate::model::file::{FileId, Files};

/// What a build starts from: a project as values.
#[derive(Clone, Debug)]
pub struct Input {
    /// Every text file of the project: manifest, ontology, rules, views, data, queries.
    pub files: Files,
    /// The Turtle files, core first.
    pub ontology: Vec<FileId>,
    /// The data files, sorted by path.
    pub data: Vec<FileId>,
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
    /// The texts of sources that are at hand, by file name.
    pub texts: BTreeMap<String, String>,
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
        let shapes = select(&format!("{}shapes/", manifest.ontology), ".ttl");
        let mut ontology = select(&manifest.ontology, ".ttl");
        ontology.retain(|id| !shapes.contains(id));
        // The core that the program carries has no place of its own in the project.
        ontology.extend(
            files
                .iter()
                .filter(|(id, f)| f.text == CORE && !ontology.contains(id))
                .map(|(id, _)| id)
                .collect::<Vec<_>>(),
        );
        let mut data = select(&manifest.data, ".toml");
        // The answers beside questions are expectations, not data.
        let questions = format!("{}questions/", manifest.data);
        data.extend(
            select(&manifest.data, ".csv")
                .into_iter()
                .filter(|id| !files.get(*id).path.starts_with(&questions)),
        );
        data.sort();
        Self {
            rules: select(&format!("{}rules/", manifest.ontology), ".rq"),
            shapes,
            views: select(&format!("{}views/", manifest.ontology), ".toml"),
            themes: select(&format!("{}themes/", manifest.ontology), ".toml"),
            queries: select(&format!("{}queries/", manifest.data), ".rq"),
            questions: select(&questions, ".rq"),
            ontology,
            data,
            manifest,
            texts,
            lock,
            files,
        }
    }
}
