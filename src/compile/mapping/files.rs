//! Which files of a project a mapping is made of: its own, the data that it reads, and its table of links.

use std::path::{Component, Path};

use super::base;
use crate::bulk::{self, FilePlace, Root};
use crate::compile::read::{Manifest, MappingLayout};
use crate::model::file::{FileId, Files};

/// The files of a mapping.
#[derive(Clone, Debug, Default)]
pub struct MappingFiles {
    /// The mapping itself; none where it is not there.
    pub mapping: Option<FileId>,
    /// The table of links.
    pub links: Option<FileId>,
    /// The data that it reads.
    pub sources: Vec<MappingSource>,
    /// Whether the mapping can be read: else which data are its own is not known.
    pub is_read: bool,
}

/// Data that a mapping reads.
#[derive(Clone, Debug)]
pub struct MappingSource {
    /// The file, as the mapping names it.
    pub place: FilePlace,
    /// Its path in the project; none outside the data folder.
    pub path: Option<String>,
    /// Whether it is a file of text as it is.
    pub is_text: bool,
    /// The file; none where it is not there or may not be read.
    pub file: Option<FileId>,
}

impl MappingSource {
    /// Why it cannot be read.
    pub fn missing(&self) -> String {
        match &self.path {
            None if self.place.root == Root::Current => {
                "it is not in the data folder: without `rml:root rml:MappingDirectory`, this path begins in the folder of the project"
                    .to_owned()
            }
            None => {
                "it is not in the data folder, and a mapping of a project reads no other files".to_owned()
            }
            Some(path) if !self.is_text => {
                format!("`{path}` is not a file of text, and a project holds no others")
            }
            Some(path) => format!("there is no file `{path}`"),
        }
    }
}

impl MappingFiles {
    /// The files of a mapping, of those of a project.
    pub fn new(layout: &MappingLayout, manifest: &Manifest, files: &Files) -> Self {
        let data = &manifest.folders.data;
        let path = format!("{data}{}", layout.file.0);
        let mapping = files.find(&path);
        let links = layout.links.as_ref().and_then(|(links, _)| files.find(&format!("{data}{links}")));
        let Some(text) = mapping.map(|id| &files.get(id).text) else {
            return Self { mapping, links, ..Self::default() };
        };
        let Ok(plan) = bulk::load(text, &base(manifest)) else {
            return Self { mapping, links, ..Self::default() };
        };
        let source = |(file, is_text): (&FilePlace, bool)| {
            let path = place(&path, file, data);
            let found = path.as_ref().filter(|_| is_text).and_then(|path| files.find(path));
            MappingSource { place: file.clone(), path, is_text, file: found }
        };
        let sources = plan.source_files().into_iter().map(source).collect();
        Self { mapping, links, sources, is_read: true }
    }

    /// All files that are there.
    pub fn all(&self) -> impl Iterator<Item = FileId> {
        self.mapping.into_iter().chain(self.links).chain(self.sources.iter().filter_map(|source| source.file))
    }
}

/// The paths of the data that a mapping with a text reads, as far as they are files of text in the data folder.
pub fn paths_of_sources(path: &str, text: &str, manifest: &Manifest) -> Vec<String> {
    let Ok(plan) = bulk::load(text, &base(manifest)) else { return Vec::new() };
    let files = plan.source_files().into_iter().filter(|(_, is_text)| *is_text);
    files.filter_map(|(file, _)| place(path, file, &manifest.folders.data)).collect()
}

/// The path in the project of a file that a mapping names; none outside the data folder.
fn place(mapping: &str, file: &FilePlace, data: &str) -> Option<String> {
    let folder = mapping.rsplit_once('/').map_or("", |(folder, _)| folder);
    let root = match &file.root {
        Root::Mapping => folder.to_owned(),
        Root::Current => String::new(),
        Root::Folder(below) => format!("{folder}/{below}"),
    };
    let joined = format!("{root}/{}", file.path);
    if file.path.starts_with(['/', '\\']) {
        return None;
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in Path::new(joined.trim_start_matches('/')).components() {
        match part {
            Component::Normal(part) => parts.push(part.to_str()?),
            Component::CurDir => {}
            Component::ParentDir => drop(parts.pop()?),
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(parts.join("/")).filter(|path| path.starts_with(data))
}
