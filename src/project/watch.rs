//! Whether files of a project changed since they were looked at: by their names, lengths and times of change.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::folder;
use super::listing::LISTING;
use super::load::{LOCK, MANIFEST, Project};

/// Which files a project is made of, and what it last wrote.
#[derive(Clone, Debug)]
pub struct Watch {
    files: Vec<PathBuf>,
    folders: Vec<PathBuf>,
}

/// How files were when they were looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look(Vec<(PathBuf, Option<(SystemTime, u64)>)>);

impl Watch {
    /// The files of a project; `texts` is a further folder with texts of sources.
    pub fn new(project: &Project, texts: Option<&Path>) -> Self {
        let folders = &project.input.manifest.folders;
        let at = |part: &str| project.root.join(part.trim_end_matches('/'));
        let read = [&folders.ontology, &folders.data, &folders.sources].map(|folder| at(folder));
        Self {
            files: vec![at(MANIFEST), at(LOCK), at(&folders.output).join(LISTING)],
            folders: read.into_iter().chain(texts.map(Path::to_owned)).collect(),
        }
    }

    /// How its files are now. What cannot be looked at counts as absent: whoever reads it tells why.
    pub fn look(&self) -> Look {
        let mut seen = Vec::new();
        self.files.iter().for_each(|file| look_at(file, &mut seen));
        self.folders.iter().for_each(|folder| look_into(folder, &mut seen));
        Look(seen)
    }
}

fn look_at(file: &Path, seen: &mut Vec<(PathBuf, Option<(SystemTime, u64)>)>) {
    let state = fs::metadata(file).and_then(|metadata| Ok((metadata.modified()?, metadata.len())));
    seen.push((file.to_owned(), state.ok()));
}

/// Looks at all files of a folder and the folders in it, as they are read: hidden ones are left out, and links to folders.
fn look_into(folder: &Path, seen: &mut Vec<(PathBuf, Option<(SystemTime, u64)>)>) {
    for (name, kind) in folder::list(folder).unwrap_or_default() {
        if name.to_string_lossy().starts_with('.') {
            continue;
        }
        let path = folder.join(&name);
        if kind.is_dir() { look_into(&path, seen) } else { look_at(&path, seen) }
    }
}
