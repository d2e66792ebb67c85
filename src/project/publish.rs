//! Outputs published whole or not at all.
//!
//! A new generation is written into a folder beside the old one and takes its place in one step: on Linux by an atomic
//! exchange of the two folders, elsewhere by two renames, of which an interrupted first one is undone at the next
//! start. A failure or a kill at any moment leaves the old generation, whole.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use sha2::{Digest, Sha256};

use super::folder::{is_absent, list};
use crate::model::text::hex;

/// The file that lists what a generation holds.
const MANIFEST: &str = "manifest.json";
/// Held open while a generation is written, so that two builds do not meet.
const BUSY: &str = ".busy";
/// How much is written at a time.
const PIECE: usize = 1 << 18;
/// How many pieces may wait to be written.
const WAITING: usize = 8;

/// Why outputs could not be published.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// Something could not be done with a path.
    #[error("cannot {what} `{path}`")]
    Io {
        /// What was tried.
        what: &'static str,
        /// With which path.
        path: String,
        /// Why not.
        source: io::Error,
    },
    /// The output folder holds something that is not ours.
    #[error(
        "the output folder holds `{0}`, which this program did not write; move it away, nothing was changed"
    )]
    Foreign(String),
    /// Another build is writing.
    #[error("another build is writing `{0}`")]
    Busy(String),
}

/// What was written into a file.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Written {
    /// Its path inside the output folder.
    pub path: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// Its sha-256, in hexadecimal.
    pub sha256: String,
}

/// A generation of outputs that is being written.
pub struct Generation {
    target: PathBuf,
    fresh: PathBuf,
    old: PathBuf,
    busy: Option<File>,
    written: Vec<Written>,
}

fn io_error(what: &'static str, path: &Path) -> impl FnOnce(io::Error) -> PublishError {
    let path = path.display().to_string();
    move |source| PublishError::Io { what, path, source }
}

impl Generation {
    /// Begins a new generation beside the folder `output` of a project, and clears what an interrupted one left.
    pub fn begin(root: &Path, output: &str) -> Result<Self, PublishError> {
        let target = root.join(output);
        let beside = |ending: &str| root.join(format!("{output}.{ending}"));
        let (fresh, old) = (beside("new"), beside("old"));
        if fs::symlink_metadata(&target).is_ok_and(|m| !m.is_dir()) {
            return Err(PublishError::Foreign(output.to_owned()));
        }
        if let Some(foreign) = foreign_file(&target)? {
            return Err(PublishError::Foreign(foreign));
        }
        if fresh.exists() {
            let left = File::open(fresh.join(BUSY));
            if left.is_ok_and(|f| f.try_lock().is_err()) {
                return Err(PublishError::Busy(output.to_owned()));
            }
            fs::remove_dir_all(&fresh).map_err(io_error("clear", &fresh))?;
        }
        if old.exists() {
            if target.exists() {
                fs::remove_dir_all(&old).map_err(io_error("clear", &old))?;
            } else {
                fs::rename(&old, &target).map_err(io_error("bring back", &old))?;
            }
        }
        fs::create_dir_all(&fresh).map_err(io_error("make", &fresh))?;
        let path = fresh.join(BUSY);
        let busy = File::create(&path).map_err(io_error("make", &path))?;
        busy.try_lock().map_err(|_| PublishError::Busy(output.to_owned()))?;
        Ok(Self { target, fresh, old, busy: Some(busy), written: Vec::new() })
    }

    /// Writes one file; the function may write it piece by piece.
    ///
    /// Digest and disk are the work of a second thread, so that the function need not wait for them.
    pub fn file(
        &mut self,
        path: &str,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), PublishError> {
        let full = self.fresh.join(path);
        if let Some(folder) = full.parent() {
            fs::create_dir_all(folder).map_err(io_error("make", folder))?;
        }
        let file = File::create(&full).map_err(io_error("make", &full))?;
        let (bytes, sha256) = thread::scope(|scope| {
            let (sender, receiver) = sync_channel(WAITING);
            let writer = thread::Builder::new().spawn_scoped(scope, move || write_pieces(file, &receiver))?;
            let mut pieces = Pieces { piece: Vec::with_capacity(PIECE), sender };
            let made = write(&mut pieces).and_then(|()| pieces.flush());
            drop(pieces);
            let written = writer.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            // What stopped the writer is the cause of what the function met.
            written.and_then(|w| made.map(|()| w))
        })
        .map_err(io_error("write", &full))?;
        self.written.push(Written { path: path.to_owned(), bytes, sha256 });
        Ok(())
    }

    /// What was written so far, sorted by path.
    pub fn written(&self) -> Vec<Written> {
        let mut written = self.written.clone();
        written.sort_by(|a, b| a.path.cmp(&b.path));
        written
    }

    /// Puts the generation in the place of the old one.
    pub fn commit(mut self) -> Result<(), PublishError> {
        let path = self.fresh.join(BUSY);
        fs::remove_file(&path).map_err(io_error("clear", &path))?;
        sync_folder(&self.fresh);
        if self.target.exists() {
            if exchange(&self.fresh, &self.target).is_err() {
                self.rename_twice()?;
            }
        } else {
            fs::rename(&self.fresh, &self.target).map_err(io_error("put in place", &self.fresh))?;
        }
        if let Some(folder) = self.target.parent() {
            sync_folder(folder);
        }
        self.busy = None;
        // The new generation stands; what cannot be cleared now is cleared at the next start.
        let _ = fs::remove_dir_all(&self.fresh);
        let _ = fs::remove_dir_all(&self.old);
        Ok(())
    }
}

impl Generation {
    /// The way without an exchange; the old generation comes back if the new one cannot take its place.
    fn rename_twice(&self) -> Result<(), PublishError> {
        fs::rename(&self.target, &self.old).map_err(io_error("put aside", &self.target))?;
        fs::rename(&self.fresh, &self.target).map_err(|error| {
            // Should this fail as well, the next start brings it back.
            let _ = fs::rename(&self.old, &self.target);
            io_error("put in place", &self.fresh)(error)
        })
    }
}

impl Drop for Generation {
    /// An abandoned generation leaves nothing behind.
    fn drop(&mut self) {
        if self.busy.take().is_some() {
            let _ = fs::remove_dir_all(&self.fresh);
        }
    }
}

/// Makes the names in a folder last; not every system can, and then there is nothing to do.
fn sync_folder(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}

#[cfg(target_os = "linux")]
fn exchange(a: &Path, b: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE)?)
}

#[cfg(not(target_os = "linux"))]
fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Writes pieces as they come, and makes them last; returns their length and sha-256.
fn write_pieces(mut file: File, pieces: &Receiver<Vec<u8>>) -> io::Result<(u64, String)> {
    let mut digest = Sha256::new();
    let mut bytes = 0;
    for piece in pieces {
        file.write_all(&piece)?;
        digest.update(&piece);
        bytes += piece.len() as u64;
    }
    file.sync_all()?;
    Ok((bytes, hex(&digest.finalize())))
}

/// Collects what is written into pieces, and hands full ones to the thread that writes them.
struct Pieces {
    piece: Vec<u8>,
    sender: SyncSender<Vec<u8>>,
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.piece.len() + bytes.len() > PIECE && !self.piece.is_empty() {
            self.flush()?;
        }
        self.piece.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.piece.is_empty() {
            return Ok(());
        }
        let piece = std::mem::replace(&mut self.piece, Vec::with_capacity(PIECE));
        self.sender.send(piece).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}

/// The files below a folder, with `/` between the parts, sorted; none where there is no folder.
fn files_below(folder: &Path) -> Result<Vec<String>, PublishError> {
    fn walk(folder: &Path, prefix: &str, out: &mut Vec<String>) -> Result<(), PublishError> {
        for (name, kind) in list(folder).map_err(io_error("list", folder))? {
            let shown = format!("{prefix}{}", name.to_string_lossy());
            if kind.is_dir() {
                walk(&folder.join(name), &format!("{shown}/"), out)?;
            } else {
                out.push(shown);
            }
        }
        Ok(())
    }
    let mut out = Vec::new();
    if !is_absent(folder) {
        walk(folder, "", &mut out)?;
    }
    Ok(out)
}

/// A file in an output folder that its manifest does not list.
fn foreign_file(target: &Path) -> Result<Option<String>, PublishError> {
    #[derive(serde::Deserialize)]
    struct Listed {
        files: Vec<ListedFile>,
    }
    #[derive(serde::Deserialize)]
    struct ListedFile {
        path: String,
    }
    let manifest = target.join(MANIFEST);
    let text = if is_absent(&manifest) {
        String::new()
    } else {
        fs::read_to_string(&manifest).map_err(io_error("read", &manifest))?
    };
    let listed = serde_json::from_str::<Listed>(&text).map(|l| l.files).unwrap_or_default();
    let is_ours = |p: &String| p == MANIFEST || p == ".gitkeep" || listed.iter().any(|l| l.path == *p);
    Ok(files_below(target)?.into_iter().find(|p| !is_ours(p)))
}

/// The files in which two output folders differ, each with what is different.
///
/// # Errors
///
/// Where one of them cannot be read.
pub fn differences(root: &Path, output: &str, fresh: &Generation) -> Result<Vec<String>, PublishError> {
    let target = root.join(output);
    let (old, mut new) = (files_below(&target)?, files_below(&fresh.fresh)?);
    new.retain(|n| n != BUSY);
    let read = |path: PathBuf| fs::read(&path).map_err(io_error("read", &path));
    let mut found = Vec::new();
    for name in &new {
        if !old.contains(name) {
            found.push(format!("{name} is missing"));
        } else if read(target.join(name))? != read(fresh.fresh.join(name))? {
            found.push(format!("{name} is out of date"));
        }
    }
    found.extend(old.iter().filter(|n| !new.contains(n)).map(|n| format!("{n} is no longer made")));
    Ok(found)
}

/// Writes a file that must not exist yet, with the folders above it.
pub fn write_new(path: &Path, text: &str) -> Result<(), PublishError> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(io_error("make", folder))?;
    }
    let mut file = File::create_new(path).map_err(io_error("make", path))?;
    file.write_all(text.as_bytes()).map_err(io_error("write", path))
}

/// Writes a file whole: beside the old one, then in its place.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), PublishError> {
    write_streamed(path, |out| out.write_all(bytes))
}

/// Writes a file whole, piece by piece: beside the old one, then in its place. A failure leaves the old one.
pub fn write_streamed(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), PublishError> {
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let fresh = path.with_file_name(format!(".{name}.new"));
    let mut file = io::BufWriter::new(File::create(&fresh).map_err(io_error("make", &fresh))?);
    let written = write(&mut file).and_then(|()| file.flush()).and_then(|()| file.get_ref().sync_all());
    if let Err(error) = written {
        let _ = fs::remove_file(&fresh);
        return Err(io_error("write", &fresh)(error));
    }
    fs::rename(&fresh, path).map_err(io_error("put in place", path))
}

/// Makes a folder and those above it, where they are not there yet.
pub fn make_folder(path: &Path) -> Result<(), PublishError> {
    fs::create_dir_all(path).map_err(io_error("make", path))
}
