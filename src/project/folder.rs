//! Folders, listed whole or not at all: a name that was not seen would be missing from all that follows.

use std::ffi::OsString;
use std::fs::{self, FileType};
use std::io;
use std::path::Path;

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

/// Whether there is nothing of that name. What cannot be looked at is taken to be there, so that whoever needs it
/// meets the error.
pub(super) fn is_absent(path: &Path) -> bool {
    let absent =
        |error: &io::Error| matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory);
    fs::symlink_metadata(path).err().is_some_and(|error| absent(&error))
}
