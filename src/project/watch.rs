//! Whether files of a project changed since they were looked at: by their names, lengths and times of change.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::folder::{self, is_absent};
use super::listing::LISTING;
use super::load::{LOCK, MANIFEST, Project};
use super::publish::{PublishError, io_error};
use crate::compile::read::{Folders, Manifest};

/// Which files a project is made of, and what it last wrote.
#[derive(Clone, Debug)]
pub struct Watch {
    files: Vec<PathBuf>,
    folders: Vec<PathBuf>,
}

/// What is made of a folder that cannot be listed.
type Failed<'a> = dyn FnMut(&Path, io::Error) -> Result<(), PublishError> + 'a;

/// How a file is: when it was changed, and how long it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct State {
    pub(super) changed: SystemTime,
    pub(super) length: u64,
}

impl State {
    /// That of a file; none where it cannot be looked at.
    pub(super) fn of(path: &Path) -> Option<Self> {
        let metadata = fs::metadata(path).ok()?;
        Some(Self { changed: metadata.modified().ok()?, length: metadata.len() })
    }
}

/// How files were when they were looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look(Vec<(PathBuf, Option<State>)>);

impl Look {
    /// The files, each with how it was.
    pub(super) fn files(&self) -> impl Iterator<Item = &(PathBuf, Option<State>)> {
        self.0.iter()
    }
}

impl Watch {
    /// The files of a project; `texts` is a further folder with texts of sources.
    pub fn new(project: &Project, texts: Option<&Path>) -> Self {
        let manifest = &project.input.manifest;
        let mut all = Self::inputs(&project.root, manifest);
        all.files.push(project.root.join(&manifest.folders.output).join(LISTING));
        all.folders.extend(texts.map(Path::to_owned));
        all
    }

    /// The files that a project is made of.
    pub(super) fn inputs(root: &Path, manifest: &Manifest) -> Self {
        let at = |part: &str| root.join(part.trim_end_matches('/'));
        let Folders { ontology, data, sources, .. } = &manifest.folders;
        Self {
            files: vec![at(MANIFEST), at(LOCK)],
            folders: [ontology, data, sources].map(|folder| at(folder)).to_vec(),
        }
    }

    /// How its files are now. What cannot be looked at counts as absent: whoever reads it tells why.
    pub fn look(&self) -> Look {
        self.look_with(&mut |_, _| Ok(())).unwrap_or_default()
    }

    /// How its files are now, if every folder can be listed to its end.
    pub(super) fn look_at_all(&self) -> Result<Look, PublishError> {
        self.look_with(&mut |folder, error| {
            if is_absent(folder) { Ok(()) } else { Err(io_error("look at", folder)(error)) }
        })
    }

    fn look_with(&self, failed: &mut Failed<'_>) -> Result<Look, PublishError> {
        let mut seen = Vec::new();
        self.files.iter().for_each(|file| look_at(file, &mut seen));
        self.folders.iter().try_for_each(|folder| look_into(folder, &mut seen, failed))?;
        Ok(Look(seen))
    }
}

fn look_at(file: &Path, seen: &mut Vec<(PathBuf, Option<State>)>) {
    seen.push((file.to_owned(), State::of(file)));
}

/// Looks at all files of a folder and the folders in it, as they are read: hidden ones are left out, and links to folders.
fn look_into(
    folder: &Path,
    seen: &mut Vec<(PathBuf, Option<State>)>,
    failed: &mut Failed<'_>,
) -> Result<(), PublishError> {
    let names = match folder::list(folder) {
        Ok(names) => names,
        Err(error) => {
            failed(folder, error)?;
            Vec::new()
        }
    };
    for (name, kind) in names {
        if name.to_string_lossy().starts_with('.') {
            continue;
        }
        let path = folder.join(&name);
        if kind.is_dir() {
            look_into(&path, seen, failed)?;
        } else {
            look_at(&path, seen);
        }
    }
    Ok(())
}
