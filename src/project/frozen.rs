//! The frozen store of a project: written by a build beside the outputs, asked as long as no file of the project has changed.
//!
//! It is an index of this machine and no output: it holds when the files that the graph was made from were changed, and is made
//! anew whenever one of them, or this program, is another. It is put in place by a rename and never written to, so who has it
//! mapped goes on with the old one. What cuts it in place all the same, as this program never does, ends the programs that have it
//! mapped: the system takes the ground from under them, and no answer comes.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::folder::{is_absent, parent, resolve};
use super::load::{MANIFEST, Project, read_text};
use super::publish::{PublishError, io_error};
use super::save::write_files;
use super::watch::{Stamp, State, Watch, all_same};
use crate::compile::read::{self, Manifest};
use crate::derive::graph::Graph;
use crate::derive::store::{Bytes, Damage, Store};
use crate::model::file::{FileId, SourceFile};

/// What a store keeps beside its graph.
#[derive(Debug, Serialize, Deserialize)]
struct Note {
    program: String,
    files: Vec<Stamp>,
    warnings: usize,
    queries: Vec<String>,
}

/// The graph of a project as its store has it.
pub struct FrozenGraph {
    /// Where the store is.
    pub path: String,
    /// The store.
    pub store: Store,
    /// How many warnings there are about the graph.
    pub warnings: usize,
    /// The saved queries, as paths below the project.
    pub queries: Vec<String>,
}

/// Why a project has no store that can be asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NotFrozen {
    /// There is none, or one of another state of the project.
    #[error("there is no store of this state of the project")]
    Stale,
    /// There is one, and it cannot be used.
    #[error("`{path}` cannot be used")]
    Damaged {
        /// Its path.
        path: String,
        /// What is wrong with it.
        source: Damage,
    },
}

/// Where the store of a project is: beside its output folder, hidden.
///
/// # Errors
///
/// Where the folder cannot be looked at.
fn place(root: &Path, output: &str) -> Result<PathBuf, PublishError> {
    let target = resolve(root, output).map_err(io_error("look at", &root.join(output)))?;
    let name = target.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(parent(&target).join(format!(".remit-{name}.store")))
}

/// The program that makes and reads stores: its version, and its file, which is another one while it is developed.
fn program() -> String {
    let file = std::env::current_exe().ok().and_then(|path| State::of(&path));
    format!("remit {} {file:?}", env!("CARGO_PKG_VERSION"))
}

/// Writes the store of a graph beside the outputs of its project. Nothing is written where a file of the project has changed since
/// it was read; where the manifest wants none, one that is there goes.
///
/// # Errors
///
/// Where it cannot be written, or its name is taken by something else.
pub fn keep(project: &Project, graph: &Graph) -> Result<(), PublishError> {
    let manifest = &project.input.manifest;
    let path = place(&project.root, &manifest.folders.output)?;
    let is_foreign = !is_absent(&path) && matches!(opened(&path), Err(Damage::Foreign));
    if !manifest.store_written {
        if !is_foreign && !is_absent(&path) {
            fs::remove_file(&path).map_err(io_error("remove", &path))?;
        }
        return Ok(());
    }
    if is_foreign {
        return Err(PublishError::InTheWay(path.display().to_string()));
    }
    let note = Note {
        program: program(),
        files: project.seen.clone(),
        warnings: graph.warnings().len(),
        queries: project.input.queries.iter().map(|id| project.input.files.get(*id).path.clone()).collect(),
    };
    let now = Watch::inputs(&project.root, manifest).stamps(&project.root)?;
    if !all_same(&now, &project.seen, &project.root) {
        return Ok(());
    }
    let note = serde_json::to_string(&note).map_err(|e| io_error("write", &path)(e.into()))?;
    let failed = |error: std::io::Error| io_error("write", &path)(error);
    let store = graph.store().map_err(|error| failed(std::io::Error::other(error)))?;
    write_files([(path.clone(), |out: &mut dyn std::io::Write| store.freeze(&note, out))])
}

/// The bytes of a file, mapped.
fn bytes_of(path: &Path) -> Result<Bytes, Damage> {
    let unreadable = |error: std::io::Error| Damage::Unreadable(error.kind());
    if !fs::metadata(path).map_err(unreadable)?.is_file() {
        return Err(Damage::Foreign);
    }
    fs::File::open(path).map_err(unreadable)?;
    mmap_guard::map_file(path).map(|bytes| Arc::new(bytes) as Bytes).map_err(|_| Damage::Cut)
}

/// The store of a file and what it keeps beside its graph; no note where that is one of another program.
fn opened(path: &Path) -> Result<(Store, Option<Note>), Damage> {
    let (store, note) = Store::thaw(bytes_of(path)?)?;
    Ok((store, serde_json::from_str(&note).ok()))
}

/// The graph of a project as its last build kept it, if nothing has changed since. Costs a look at the name, length and time of each
/// file of the project, and at the beginning and end of the store.
///
/// # Errors
///
/// Where there is none of this state of the project, or it is damaged.
pub fn frozen(root: &Path) -> Result<FrozenGraph, NotFrozen> {
    let text = read_text(&root.join(MANIFEST)).map_err(|_| NotFrozen::Stale)?;
    let file = SourceFile { path: MANIFEST.to_owned(), text };
    let manifest = read::parse_manifest(FileId(0), &file).map_err(|_| NotFrozen::Stale)?;
    let seen = Watch::inputs(root, &manifest).stamps(root).map_err(|_| NotFrozen::Stale)?;
    frozen_of(root, &manifest, &seen)
}

/// Lends a graph of a whole project the store that its last build kept, if that is of this state of the project and sound. Costs a
/// look at all of its bytes.
pub fn lend(project: &Project, graph: &Graph) {
    graph.lend(|| {
        let store = kept(project).ok()?.store;
        store.check().is_ok().then_some(store)
    });
}

/// The same of a project that was read: held against how its files were then.
///
/// # Errors
///
/// As [`frozen`].
pub fn kept(project: &Project) -> Result<FrozenGraph, NotFrozen> {
    frozen_of(&project.root, &project.input.manifest, &project.seen)
}

fn frozen_of(root: &Path, manifest: &Manifest, seen: &[Stamp]) -> Result<FrozenGraph, NotFrozen> {
    let path = place(root, &manifest.folders.output).map_err(|_| NotFrozen::Stale)?;
    if is_absent(&path) || !manifest.store_written {
        return Err(NotFrozen::Stale);
    }
    let (store, note) = match opened(&path) {
        Ok((store, Some(note))) => (store, note),
        Ok((_, None)) | Err(Damage::Version(_)) => return Err(NotFrozen::Stale),
        Err(source) => return Err(NotFrozen::Damaged { path: path.display().to_string(), source }),
    };
    if note.program != program() || !all_same(&note.files, seen, root) {
        return Err(NotFrozen::Stale);
    }
    let path = path.display().to_string();
    Ok(FrozenGraph { path, store, warnings: note.warnings, queries: note.queries })
}
