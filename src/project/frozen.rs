//! The frozen store of a project: written by a build beside the outputs, asked as long as no file of the project has changed.
//!
//! It is an index of this machine and no output: it holds when the files that the graph was made from were changed, and is made
//! anew whenever one of them, or this program, is another. It is put in place by a rename and never written to, so who has it
//! mapped goes on with the old one. What cuts it in place all the same, as this program never does, ends the programs that have it
//! mapped: the system takes the ground from under them, and no answer comes.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::folder::{is_absent, parent, resolve};
use super::load::{MANIFEST, Project, read_text};
use super::publish::{PublishError, io_error};
use super::save::write_files;
use super::watch::{Look, State, Watch};
use crate::compile::read::{self, Manifest};
use crate::derive::graph::Graph;
use crate::derive::store::{Bytes, Damage, Store};
use crate::model::file::{FileId, SourceFile};
use crate::model::text::hex;

/// How long after a change a file may change again and bear the same time: then its digest decides.
const UNSURE: Duration = Duration::from_secs(2);

/// A file that a graph was made from, as it was then.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Stamp {
    path: String,
    /// Its length, and seconds and nanoseconds since 1970 of its last change; none where it was not there.
    state: Option<(u64, u64, u32)>,
    /// The digest of its bytes, where the time of its change says too little.
    sha256: Option<String>,
}

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

/// The time, for what is kept on this machine alone.
#[allow(clippy::disallowed_methods, reason = "a store is no output")]
fn now() -> SystemTime {
    SystemTime::now()
}

/// The stamps of files as they were seen; digests are those that the files have now.
fn stamps(root: &Path, look: &Look, now: SystemTime) -> Vec<Stamp> {
    let stamp = |(path, state): &(PathBuf, Option<State>)| {
        let is_sure = state.is_none_or(|s| now.duration_since(s.changed).is_ok_and(|age| age > UNSURE));
        let since = |s: State| s.changed.duration_since(UNIX_EPOCH).unwrap_or_default();
        Stamp {
            path: path.strip_prefix(root).unwrap_or(path).to_string_lossy().into_owned(),
            state: state.map(|s| (s.length, since(s).as_secs(), since(s).subsec_nanos())),
            sha256: if is_sure { None } else { fs::read(path).ok().map(|bytes| hex(&Sha256::digest(bytes))) },
        }
    };
    look.files().map(stamp).collect()
}

/// Whether files are as their stamps say.
fn is_fresh(root: &Path, stamps: &[Stamp], look: &Look) -> bool {
    let mut seen = look.files();
    let same = |stamp: &Stamp| {
        let Some((path, state)) = seen.next() else { return false };
        let since = |s: State| s.changed.duration_since(UNIX_EPOCH).unwrap_or_default();
        let state = state.map(|s| (s.length, since(s).as_secs(), since(s).subsec_nanos()));
        let digest = || fs::read(path).ok().map(|bytes| hex(&Sha256::digest(bytes)));
        Path::new(&stamp.path) == path.strip_prefix(root).unwrap_or(path)
            && stamp.state == state
            && (stamp.sha256.is_none() || stamp.sha256 == digest())
    };
    stamps.iter().all(same) && look.files().count() == stamps.len()
}

/// Writes the store of a graph beside the outputs of its project. Nothing is written where a file of the project has changed since
/// it was read, or where the manifest wants none.
///
/// # Errors
///
/// Where it cannot be written, or its name is taken by something else.
pub fn keep(project: &Project, graph: &Graph) -> Result<(), PublishError> {
    let manifest = &project.input.manifest;
    let path = place(&project.root, &manifest.folders.output)?;
    if !manifest.store_written {
        return Ok(());
    }
    if !is_absent(&path) && matches!(opened(&path), Err(Damage::Foreign)) {
        return Err(PublishError::InTheWay(path.display().to_string()));
    }
    let note = Note {
        program: program(),
        files: stamps(&project.root, &project.seen, now()),
        warnings: graph.warnings().len(),
        queries: project.input.queries.iter().map(|id| project.input.files.get(*id).path.clone()).collect(),
    };
    if Watch::inputs(&project.root, manifest).look_at_all()? != project.seen {
        return Ok(());
    }
    let note = serde_json::to_string(&note).map_err(|e| io_error("write", &path)(e.into()))?;
    let failed = |error: std::io::Error| io_error("write", &path)(error);
    let store = graph.store().map_err(|error| failed(std::io::Error::other(error)))?;
    write_files([(path.clone(), |out: &mut dyn std::io::Write| store.freeze(&note, out))])
}

/// The bytes of a file, mapped.
fn bytes_of(path: &Path) -> Result<Bytes, Damage> {
    mmap_guard::map_file(path).map(|bytes| Arc::new(bytes) as Bytes).map_err(|_| Damage::Cut)
}

fn opened(path: &Path) -> Result<(Store, Note), Damage> {
    let (store, note) = Store::thaw(bytes_of(path)?)?;
    Ok((store, serde_json::from_str(&note).map_err(|_| Damage::Changed)?))
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
    frozen_of(root, &manifest, &Watch::inputs(root, &manifest).look())
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

fn frozen_of(root: &Path, manifest: &Manifest, look: &Look) -> Result<FrozenGraph, NotFrozen> {
    let path = place(root, &manifest.folders.output).map_err(|_| NotFrozen::Stale)?;
    if is_absent(&path) || !manifest.store_written {
        return Err(NotFrozen::Stale);
    }
    let (store, note) = match opened(&path) {
        Ok(found) => found,
        Err(Damage::Version(_)) => return Err(NotFrozen::Stale),
        Err(source) => return Err(NotFrozen::Damaged { path: path.display().to_string(), source }),
    };
    if note.program != program() || !is_fresh(root, &note.files, look) {
        return Err(NotFrozen::Stale);
    }
    let path = path.display().to_string();
    Ok(FrozenGraph { path, store, warnings: note.warnings, queries: note.queries })
}
