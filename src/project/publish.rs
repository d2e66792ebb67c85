//! Outputs published whole or not at all.
//!
//! A new generation is written into a working folder beside the old one and takes its place in one step: on Linux by an
//! atomic exchange of the two folders, elsewhere by two renames, of which an interrupted first one is undone at the next
//! start. A failure or a kill at any moment leaves the old generation, whole.

use std::fs::{self, File};
use std::io::{self, BufReader, Read, Write};
use std::path::{Path, PathBuf};

use super::folder::{self, is_absent};
use super::listing::{LISTING, OutputFile, States, check_owned, files_below, sealed};
use super::load::Project;
use super::outputs::Sink;
use super::work::Workplace;

/// In the working folder, the generation that is written.
const NEW: &str = "new";
/// In the working folder, the generation before, where folders cannot be exchanged.
const OLD: &str = "old";

/// Whether files are brought to the disk all at once before they take their place, and not one by one: hundreds of small ones each
/// wait for the disk.
const SYNCED_AT_ONCE: bool = cfg!(target_os = "linux");

/// Why something could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
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
    #[error("the output folder holds {0}, which this program did not write; nothing was changed")]
    Foreign(String),
    /// A file of the output is not as it was written.
    #[error("the output folder holds {0}, changed since this program wrote it; nothing was replaced")]
    Changed(String),
    /// The name of a working folder or of its lock is taken.
    #[error("`{0}` is in the way: this program needs the name, and did not make what is there")]
    InTheWay(String),
    /// A file that was written, read back, is not what was to be written.
    #[error("`{path}` is not what was to be written: {why}; nothing was published")]
    Unlike {
        /// Its path below the output folder.
        path: String,
        /// What is wrong with it.
        why: String,
    },
    /// A folder stands where a file is to be written.
    #[error("`{0}` is a folder, not a file; nothing was written")]
    IsFolder(String),
    /// There is a file of that name, and another content.
    #[error("`{0}` exists already; nothing was written")]
    Exists(String),
    /// The old generation could not be put back into its place.
    #[error(
        "cannot put the old output back; it is in `{kept}`, from where no run of this program removes it"
    )]
    Stranded {
        /// Where the old generation is.
        kept: String,
        /// Why not.
        source: io::Error,
    },
}

pub(super) fn io_error(what: &'static str, path: &Path) -> impl FnOnce(io::Error) -> PublishError {
    let path = path.display().to_string();
    move |source| PublishError::Io { what, path, source }
}

/// What became of a generation.
pub struct Published {
    /// The files of the output folder, sorted by path.
    pub files: Vec<OutputFile>,
    /// What failed once the new generation stood in its place; it stands there all the same.
    pub complaint: Option<PublishError>,
}

/// Refuses a path that is a folder of the project, in one of them, or around one: what builds read and write is no place for anything else.
///
/// # Errors
///
/// Where it is one, or cannot be looked at.
pub fn not_in_project(project: &Project, path: &Path) -> Result<(), PublishError> {
    let target =
        folder::resolve(Path::new("."), &path.to_string_lossy()).map_err(io_error("look at", path))?;
    let folders = &project.input.manifest.folders;
    for own in [&folders.output, &folders.ontology, &folders.data, &folders.sources] {
        let own = folder::resolve(&project.root, own.trim_end_matches('/'));
        let own = own.map_err(io_error("look at", &project.root))?;
        if own.starts_with(&target) || target.starts_with(&own) {
            return Err(PublishError::Foreign(format!("`{}`, a folder of the project", own.display())));
        }
    }
    Ok(())
}

/// Writes a folder of files beside the outputs of a project, whole or not at all, in the place of what this program wrote there the
/// last time. Waits for another run that writes it, and says so by `waiting`. With `force`, what was changed by hand is lost.
///
/// # Errors
///
/// Where the folder is one of the project's own, holds what this program did not write, or cannot be written.
pub fn publish_folder(
    project: &Project,
    folder: &Path,
    files: impl Iterator<Item = (String, Vec<u8>)>,
    force: bool,
    waiting: &dyn Fn(),
) -> Result<Published, PublishError> {
    let name = folder.to_string_lossy();
    not_in_project(project, folder)?;
    let mut generation = Generation::begin(Path::new("."), &name, waiting)?;
    for (path, bytes) in files {
        generation.file(&path, |out| out.write_all(&bytes))?;
    }
    let listed = serde_json::json!({
        "made_by": format!("remit {}", env!("CARGO_PKG_VERSION")),
        "title": project.input.manifest.title,
        "files": generation.files(),
    });
    let object = serde_json::to_string_pretty(&listed).unwrap_or_default();
    generation.file(LISTING, |out| out.write_all(sealed(&object).as_bytes()))?;
    generation.commit(force)
}

/// A generation of outputs that is being written; without a commit nothing of it stays.
pub(super) struct Generation {
    target: PathBuf,
    workplace: Workplace,
    written: Vec<OutputFile>,
}

impl Generation {
    /// Begins a new generation beside the folder `output` of a project, and clears what an interrupted one left. Waits for
    /// another build of that folder, and says so by `waiting`.
    pub(super) fn begin(root: &Path, output: &str, waiting: &dyn Fn()) -> Result<Self, PublishError> {
        let target = folder::resolve(root, output).map_err(io_error("look at", &root.join(output)))?;
        let beside = folder::parent(&target);
        // A run that was killed between two renames left the old generation aside.
        let rescue = |left: &Path| {
            let old = left.join(OLD);
            let is_needed = is_absent(&target) && !is_absent(&old);
            if is_needed { fs::rename(&old, &target).map_err(io_error("bring back", &old)) } else { Ok(()) }
        };
        let workplace = Workplace::open(beside, "build", waiting, rescue)?;
        if fs::symlink_metadata(&target).is_ok_and(|m| !m.is_dir()) {
            return Err(PublishError::Foreign(format!("`{output}`")));
        }
        let fresh = workplace.path(NEW);
        fs::create_dir(&fresh).map_err(io_error("make", &fresh))?;
        Ok(Self { target, workplace, written: Vec::new() })
    }

    /// Reads a file of the generation back; what is wrong with it keeps the generation from its place.
    pub(super) fn read_back(
        &self,
        path: &str,
        read: impl FnOnce(File) -> Result<(), String>,
    ) -> Result<(), PublishError> {
        let full = self.workplace.path(NEW).join(path);
        let file = File::open(&full).map_err(io_error("read", &full))?;
        read(file).map_err(|why| PublishError::Unlike { path: path.to_owned(), why })
    }

    /// Puts the generation in the place of the old one. With `force`, what was changed in files that it writes is lost.
    pub(super) fn commit(mut self, force: bool) -> Result<Published, PublishError> {
        let fresh = self.workplace.path(NEW);
        if SYNCED_AT_ONCE {
            sync_file_system(&fresh).map_err(io_error("sync", &fresh))?;
        }
        folder::sync_all(&fresh).map_err(io_error("sync", &fresh))?;
        let files = self.files();
        if is_absent(&self.target) {
            fs::rename(&fresh, &self.target).map_err(io_error("put in place", &fresh))?;
        } else {
            let seen = check_owned(&self.target, &files, force, &States::new())?;
            let old = self.switch()?;
            // Somebody may have written there since.
            if let Err(error) = check_owned(&old, &files, force, &seen) {
                self.put_back(&old)?;
                return Err(error);
            }
        }
        let beside = folder::parent(&self.target);
        let synced = folder::sync(beside).map_err(io_error("sync", beside));
        let cleared = self.workplace.close();
        Ok(Published { files, complaint: synced.and(cleared).err() })
    }

    /// Exchanges the generations; gives where the old one went.
    fn switch(&mut self) -> Result<PathBuf, PublishError> {
        let (fresh, old) = (self.workplace.path(NEW), self.workplace.path(OLD));
        match exchange(&fresh, &self.target) {
            Ok(()) => return Ok(fresh),
            Err(error) if is_unsupported(&error) => {}
            Err(error) => return Err(io_error("put in place", &fresh)(error)),
        }
        fs::rename(&self.target, &old).map_err(io_error("put aside", &self.target))?;
        if let Err(error) = fs::rename(&fresh, &self.target) {
            fs::rename(&old, &self.target).map_err(|source| self.strand(source))?;
            return Err(io_error("put in place", &fresh)(error));
        }
        Ok(old)
    }

    /// Exchanges them again.
    fn put_back(&mut self, old: &Path) -> Result<(), PublishError> {
        let refused = self.workplace.path("refused");
        let done = match exchange(old, &self.target) {
            Err(error) if is_unsupported(&error) => {
                fs::rename(&self.target, &refused).and_then(|()| fs::rename(old, &self.target))
            }
            done => done,
        };
        done.map_err(|source| self.strand(source))
    }

    /// The old generation stays where it is, out of the reach of the next run.
    fn strand(&mut self, source: io::Error) -> PublishError {
        PublishError::Stranded { kept: self.workplace.keep(), source }
    }
}

impl Sink for Generation {
    type Target = File;

    fn open(&mut self, path: &str) -> Result<File, PublishError> {
        let full = self.workplace.path(NEW).join(path);
        let folder = folder::parent(&full);
        fs::create_dir_all(folder).map_err(io_error("make", folder))?;
        File::create_new(&full).map_err(io_error("make", &full))
    }

    fn close(
        &mut self,
        path: &str,
        file: File,
        written: io::Result<(u64, String)>,
    ) -> Result<(), PublishError> {
        let full = self.workplace.path(NEW).join(path);
        let sync = |file: &File| if SYNCED_AT_ONCE { Ok(()) } else { file.sync_all() };
        let written = written.and_then(|w| sync(&file).map(|()| w));
        let (bytes, sha256) = written.map_err(io_error("write", &full))?;
        self.written.push(OutputFile { path: path.to_owned(), bytes, sha256 });
        Ok(())
    }

    fn files(&self) -> Vec<OutputFile> {
        by_path(&self.written)
    }
}

fn by_path(files: &[OutputFile]) -> Vec<OutputFile> {
    let mut files = files.to_vec();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// Brings all of the file system that a folder is on to the disk.
#[cfg(target_os = "linux")]
fn sync_file_system(folder: &Path) -> io::Result<()> {
    Ok(rustix::fs::syncfs(File::open(folder)?)?)
}

#[cfg(not(target_os = "linux"))]
fn sync_file_system(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(target_os = "linux")]
pub(super) fn exchange(a: &Path, b: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE)?)
}

#[cfg(not(target_os = "linux"))]
pub(super) fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Whether the system or the file system cannot exchange two folders; Linux calls a flag that it does not know invalid.
fn is_unsupported(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput)
}

/// The output folder as it is, held against what would be written.
pub(super) struct Comparison {
    target: PathBuf,
    /// The files that are there and were not compared yet.
    present: Vec<String>,
    written: Vec<OutputFile>,
    found: Vec<String>,
}

impl Comparison {
    /// Lists the folder `output` of a project.
    pub(super) fn begin(root: &Path, output: &str) -> Result<Self, PublishError> {
        let target = folder::resolve(root, output).map_err(io_error("look at", &root.join(output)))?;
        let present = files_below(&target)?;
        Ok(Self { target, present, written: Vec::new(), found: Vec::new() })
    }

    /// The files that differ, sorted, each with what is different.
    pub(super) fn differences(mut self) -> Vec<String> {
        self.found.extend(self.present.iter().map(|path| format!("{path} is no longer made")));
        self.found.sort();
        self.found
    }
}

impl Sink for Comparison {
    type Target = Beside;

    fn open(&mut self, path: &str) -> Result<Beside, PublishError> {
        let full = self.target.join(path);
        let at = self.present.iter().position(|present| present == path);
        if let Some(at) = at {
            self.present.remove(at);
        }
        let is_file = fs::symlink_metadata(&full).is_ok_and(|m| m.is_file());
        let old = is_file.then(|| File::open(&full)).transpose().map_err(io_error("read", &full))?;
        Ok(Beside { old: old.map(BufReader::new), is_present: at.is_some() })
    }

    fn close(
        &mut self,
        path: &str,
        mut beside: Beside,
        written: io::Result<(u64, String)>,
    ) -> Result<(), PublishError> {
        let full = self.target.join(path);
        let (bytes, sha256) = written.map_err(io_error("read", &full))?;
        if !beside.is_same().map_err(io_error("read", &full))? {
            let what = if beside.is_present { "is out of date" } else { "is missing" };
            self.found.push(format!("{path} {what}"));
        }
        self.written.push(OutputFile { path: path.to_owned(), bytes, sha256 });
        Ok(())
    }

    fn files(&self) -> Vec<OutputFile> {
        by_path(&self.written)
    }
}

/// Takes the bytes of a file and keeps none; reads as many of the old file, until the two differ.
pub(super) struct Beside {
    old: Option<BufReader<File>>,
    /// Whether there is something of that name.
    is_present: bool,
}

impl Beside {
    /// Whether the old file has the bytes that were written, and no more.
    fn is_same(&mut self) -> io::Result<bool> {
        match &mut self.old {
            Some(old) => Ok(old.read(&mut [0])? == 0),
            None => Ok(false),
        }
    }
}

impl Write for Beside {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if let Some(old) = &mut self.old {
            let mut beside = Vec::with_capacity(bytes.len());
            old.take(bytes.len() as u64).read_to_end(&mut beside)?;
            if beside != bytes {
                self.old = None;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
