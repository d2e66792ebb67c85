//! Folders, listed whole or not at all: a name that was not seen would be missing from all that follows.

use std::ffi::OsString;
use std::fs::{self, FileType};
use std::io;
use std::path::{Path, PathBuf};

/// The names in a folder with their kinds, sorted.
///
/// # Errors
///
/// Where the folder cannot be listed to its end.
pub(super) fn list(folder: &Path) -> io::Result<Vec<(OsString, FileType)>> {
    let entry = |entry: io::Result<fs::DirEntry>| {
        let entry = entry?;
        Ok((entry.file_name(), entry.file_type()?))
    };
    let mut names = fs::read_dir(folder)?.map(entry).collect::<io::Result<Vec<_>>>()?;
    names.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(names)
}

/// The names in a folder, sorted; none where it cannot be listed, or of files whose names are no text.
pub fn names_in(folder: &Path) -> Vec<String> {
    let names = list(folder).unwrap_or_default();
    names.into_iter().filter_map(|(name, _)| name.into_string().ok()).collect()
}

/// Whether there is nothing of that name. What cannot be looked at is taken to be there, so that whoever needs it
/// meets the error.
pub(super) fn is_absent(path: &Path) -> bool {
    let absent = [io::ErrorKind::NotFound, io::ErrorKind::NotADirectory];
    fs::symlink_metadata(path).is_err_and(|error| absent.contains(&error.kind()))
}

/// The folder that a path lies in.
pub(super) fn parent(path: &Path) -> &Path {
    path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Folders that were made, the deepest first; those in which nothing was put go with the value.
#[derive(Default)]
pub(super) struct Made(Vec<PathBuf>);

impl Made {
    /// Makes a folder and those above it, where they are not there yet.
    pub(super) fn make(&mut self, path: &Path) -> io::Result<()> {
        let missing: Vec<&Path> =
            path.ancestors().take_while(|p| !p.as_os_str().is_empty() && is_absent(p)).collect();
        for folder in missing.into_iter().rev() {
            match fs::create_dir(folder) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                made => {
                    made?;
                    self.0.insert(0, folder.to_owned());
                }
            }
        }
        Ok(())
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        self.0.iter().for_each(|folder| drop(fs::remove_dir(folder)));
    }
}

/// Makes the names in a folder last, where the system can.
pub(super) fn sync(folder: &Path) -> io::Result<()> {
    if !cfg!(unix) {
        return Ok(());
    }
    match fs::File::open(folder)?.sync_all() {
        Err(error) if !matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => {
            Err(error)
        }
        _ => Ok(()),
    }
}

/// Makes the names in a folder and in all folders below it last.
pub(super) fn sync_all(folder: &Path) -> io::Result<()> {
    for (name, kind) in list(folder)? {
        if kind.is_dir() {
            sync_all(&folder.join(name))?;
        }
    }
    sync(folder)
}

/// The folder that a path below `root` leads to, links followed as far as there is something.
///
/// # Errors
///
/// Where a part of it cannot be looked at, or is a link that leads nowhere.
pub(super) fn resolve(root: &Path, below: &str) -> io::Result<PathBuf> {
    let mut full = fs::canonicalize(root)?;
    for part in Path::new(below) {
        full.push(part);
        if !is_absent(&full) {
            full = fs::canonicalize(&full)?;
        }
    }
    Ok(full)
}
