//! A project as it was in a revision of Git, and graphs as they were published.
//!
//! A revision is taken out of the repository into a folder of its own, with an index of its own: neither the working files nor what
//! is staged is touched.

use std::collections::BTreeSet;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use super::folder::is_absent;
use super::load::MANIFEST;
use crate::compile::read::Format;
use crate::render::write;

/// The files of a revision; they go with the value.
#[derive(Debug)]
pub struct Revision {
    /// Where the project is in them.
    pub root: PathBuf,
    _folder: TempDir,
}

/// Why there is nothing to compare.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RevisionError {
    /// It is no revision of the repository.
    #[error("`{0}` is neither a folder with a project, nor a graph file, nor a revision of Git")]
    Unknown(String),
    /// The revision has no project where there is one now.
    #[error("revision `{0}` has no remit.toml here")]
    NoProject(String),
    /// Git says no.
    #[error("git {command}: {said}")]
    Git {
        /// What was asked of it.
        command: &'static str,
        /// What it says.
        said: String,
    },
    /// Git cannot be started, or a file not be read or written.
    #[error("{what}")]
    Io {
        /// What was tried.
        what: String,
        /// Why it failed.
        source: io::Error,
    },
    /// A graph file has a fault.
    #[error("`{path}`: {said}")]
    Graph {
        /// The file.
        path: String,
        /// What is wrong with it.
        said: String,
    },
}

fn io_error(what: impl Into<String>) -> impl FnOnce(io::Error) -> RevisionError {
    let what = what.into();
    move |source| RevisionError::Io { what, source }
}

/// The first line that Git writes, where it does what it is asked.
fn git(
    root: &Path,
    command: &'static str,
    args: &[&str],
    index: Option<&Path>,
) -> Result<String, RevisionError> {
    let mut run = Command::new("git");
    run.arg("-C").arg(root).arg(command).args(args).stdin(Stdio::null());
    if let Some(index) = index {
        run.env("GIT_INDEX_FILE", index);
    }
    let ran = run.output().map_err(io_error("git cannot be started"))?;
    if ran.status.success() {
        return Ok(String::from_utf8_lossy(&ran.stdout).trim_end().to_owned());
    }
    let said = String::from_utf8_lossy(&ran.stderr);
    let said = said.lines().next().unwrap_or("it failed").trim_start_matches("fatal: ").to_owned();
    Err(RevisionError::Git { command, said })
}

/// The project of a folder as it was in a revision, by any name that Git knows it by.
///
/// # Errors
///
/// Where Git is not there, knows no such revision, or the revision has no project in this folder.
pub fn revision(root: &Path, name: &str) -> Result<Revision, RevisionError> {
    let unknown = || RevisionError::Unknown(name.to_owned());
    let commit = format!("{name}^{{commit}}");
    let commit = git(root, "rev-parse", &["--verify", "--quiet", "--end-of-options", &commit], None);
    let commit =
        commit.map_err(|error| if matches!(error, RevisionError::Git { .. }) { unknown() } else { error })?;
    let inside = git(root, "rev-parse", &["--show-prefix"], None)?;
    let folder = tempfile::tempdir().map_err(io_error("no folder can be made for the revision"))?;
    let index = folder.path().join("index");
    let files = folder.path().join("files");
    let tree = format!("{commit}:{inside}");
    let none = |error| match error {
        RevisionError::Git { .. } => RevisionError::NoProject(name.to_owned()),
        error => error,
    };
    git(root, "read-tree", &[&tree], Some(&index)).map_err(none)?;
    let top = git(root, "rev-parse", &["--show-toplevel"], None)?;
    let prefix = format!("--prefix={}/", files.display());
    git(Path::new(&top), "checkout-index", &["--all", &prefix], Some(&index))?;
    if is_absent(&files.join(MANIFEST)) {
        return Err(RevisionError::NoProject(name.to_owned()));
    }
    Ok(Revision { root: files, _folder: folder })
}

/// The statements of a graph file as lines of N-Quads, each once; none where a path has no graph file. Of a folder the N-Quads that a
/// build leaves there are read.
///
/// # Errors
///
/// Where a file cannot be read, or is at fault.
pub fn statements(path: &Path) -> Result<Option<BTreeSet<String>>, RevisionError> {
    let path = if path.is_dir() { path.join("graph.nq") } else { path.to_owned() };
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    let format = match ending.as_deref() {
        Some("nq" | "nt") => Format::Nq,
        Some("trig") => Format::Trig,
        Some("ttl") => Format::Ttl,
        Some("jsonld") => Format::Jsonld,
        _ => return Ok(None),
    };
    if is_absent(&path) {
        return Ok(None);
    }
    let shown = path.display().to_string();
    let file = File::open(&path).map_err(io_error(format!("`{shown}` cannot be read")))?;
    write::statements(format, file).map(Some).map_err(|said| RevisionError::Graph { path: shown, said })
}
