//! The files that a mapping may read and write: those below its folder, below the folder in which the program runs, and no others.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use super::folder::parent;
use crate::bulk::{FilePlace, Open, Root};

/// The folders of a mapping.
#[derive(Clone, Debug)]
pub struct MappingFolders {
    mapping: PathBuf,
    current: PathBuf,
}

impl MappingFolders {
    /// The folders of a mapping by its path, for a program that runs in `current`.
    pub fn new(mapping: &Path, current: impl Into<PathBuf>) -> Self {
        Self { mapping: parent(mapping).to_owned(), current: current.into() }
    }

    /// Where a file is that a mapping names.
    ///
    /// # Errors
    /// If its path leads out of the folder that it starts from.
    pub fn path(&self, file: &FilePlace) -> io::Result<PathBuf> {
        let path = Path::new(&file.path);
        let outside = || {
            let message =
                format!("`{}` leads out of the folder of the mapping, which no mapping may do", file.path);
            io::Error::new(io::ErrorKind::PermissionDenied, message)
        };
        let root = match &file.root {
            Root::Mapping => self.mapping.clone(),
            Root::Current => self.current.clone(),
            Root::Folder(folder) => self.mapping.join(inside(Path::new(folder)).ok_or_else(outside)?),
        };
        Ok(root.join(inside(path).ok_or_else(outside)?))
    }
}

/// A relative path that goes downwards only.
fn inside(path: &Path) -> Option<&Path> {
    path.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir)).then_some(path)
}

impl Open for MappingFolders {
    fn open(&self, file: &FilePlace) -> io::Result<Box<dyn Read + Send>> {
        let path = self.path(file)?;
        // A link may lead anywhere.
        let real = fs::canonicalize(&path)?;
        let roots = [&self.mapping, &self.current]
            .map(|root| if root.as_os_str().is_empty() { Path::new(".") } else { root });
        let is_inside =
            roots.iter().any(|root| fs::canonicalize(root).is_ok_and(|root| real.starts_with(root)));
        if !is_inside {
            let message = format!("`{}` is a link out of the folder of the mapping", file.path);
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, message));
        }
        Ok(Box::new(File::open(real)?))
    }
}
