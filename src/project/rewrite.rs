//! Files of a project with some lines changed: all of them or none, and only as long as they are as they were read.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use super::load::decode;
use super::publish::PublishError;
use super::save::write_files;
use crate::compile::read::{Hunk, edited};
use crate::model::file::SourceFile;

/// Why files were left as they are.
#[derive(Debug, thiserror::Error)]
pub enum NotRewritten {
    /// A file is another one than was read.
    #[error("`{0}` was changed since it was read")]
    Changed(String),
    /// A file that cannot be read or written.
    #[error("`{0}` cannot be read: {1}")]
    Io(String, io::Error),
    /// Files that could not be written.
    #[error(transparent)]
    NotWritten(#[from] PublishError),
}

/// Changes lines of files, each given as it was read. Their line ends and marks stay as they are.
///
/// # Errors
///
/// Where one of them was changed meanwhile, or cannot be written: then none is written.
pub fn rewrite<'a>(
    root: &Path,
    changes: impl IntoIterator<Item = (&'a SourceFile, Vec<Hunk>)>,
) -> Result<(), NotRewritten> {
    let mut files = Vec::new();
    for (file, hunks) in changes {
        let path = root.join(&file.path);
        let bytes = fs::read(&path).map_err(|error| NotRewritten::Io(file.path.clone(), error))?;
        if decode(&file.path, bytes.clone()).ok().as_deref() != Some(&file.text) {
            return Err(NotRewritten::Changed(file.path.clone()));
        }
        let written = String::from_utf8(bytes).map_err(|_| NotRewritten::Changed(file.path.clone()))?;
        let (mark, written) = match written.strip_prefix('\u{feff}') {
            Some(rest) => ("\u{feff}", rest),
            None => ("", written.as_str()),
        };
        let text = format!("{mark}{}", edited(written, &hunks));
        files.push((path, move |out: &mut dyn Write| out.write_all(text.as_bytes())));
    }
    Ok(write_files(files)?)
}
