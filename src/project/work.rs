//! Where one run at a time writes: a hidden folder of our own beside its target, under a lock.
//!
//! The system lets go of the lock when a run ends, however it ends; what such a run left, the next one clears. A
//! folder is ours if it bears our mark, or is empty; nothing else is ever removed.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::folder::{Made, is_absent, list};
use super::publish::{PublishError, io_error};

/// The file by which a working folder is known to be ours: made before everything else in it, and removed last.
const MARK: &str = "made-by-remit";
/// What it says to whoever finds it.
const WORDS: &str =
    "A working folder of remit. The run that made it removes it; if that was killed, the next run does.\n";

/// A working folder, locked; both go with the value.
pub(super) struct Workplace {
    folder: PathBuf,
    is_kept: bool,
    /// Held until the folder is gone.
    _lock: Lock,
    /// The folders above it, as far as it needed them.
    _above: Made,
}

impl Workplace {
    /// Makes the working folder of a name, and clears what a killed run left there after `rescue` has looked at it.
    /// Waits for a run that writes there now, and says so by `waiting`.
    ///
    /// # Errors
    ///
    /// Where the folder cannot be made, or one of its name is not ours.
    pub(super) fn open(
        beside: &Path,
        name: &str,
        waiting: &dyn Fn(),
        rescue: impl FnOnce(&Path) -> Result<(), PublishError>,
    ) -> Result<Self, PublishError> {
        let mut above = Made::default();
        above.make(beside).map_err(io_error("make", beside))?;
        let lock = Lock::take(&beside.join(format!(".remit-{name}.lock")), waiting)?;
        let folder = beside.join(format!(".remit-{name}"));
        if !is_absent(&folder) {
            if !is_ours(&folder).map_err(io_error("look at", &folder))? {
                return Err(PublishError::InTheWay(folder.display().to_string()));
            }
            rescue(&folder)?;
            clear(&folder)?;
        }
        fs::create_dir(&folder).map_err(io_error("make", &folder))?;
        let workplace = Self { folder, is_kept: false, _lock: lock, _above: above };
        let mark = workplace.path(MARK);
        File::create_new(&mark)
            .and_then(|mut file| file.write_all(WORDS.as_bytes()))
            .map_err(io_error("make", &mark))?;
        Ok(workplace)
    }

    /// A path in the folder.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Leaves the folder where it is, without our mark: what it holds would be lost. Gives its path.
    pub(super) fn keep(&mut self) -> String {
        self.is_kept = true;
        let _ = fs::remove_file(self.path(MARK));
        self.folder.display().to_string()
    }

    /// Removes the folder.
    ///
    /// # Errors
    ///
    /// Where it cannot be removed. The next run tries again.
    pub(super) fn close(self) -> Result<(), PublishError> {
        clear(&self.folder)
    }
}

impl Drop for Workplace {
    fn drop(&mut self) {
        if !self.is_kept && !is_absent(&self.folder) {
            let _ = clear(&self.folder);
        }
    }
}

fn is_ours(folder: &Path) -> io::Result<bool> {
    if !fs::symlink_metadata(folder)?.is_dir() {
        return Ok(false);
    }
    let names = list(folder)?;
    Ok(names.is_empty() || names.iter().any(|(name, kind)| name == MARK && kind.is_file()))
}

/// Removes a working folder, its mark last, so that it is ours until it is gone.
fn clear(folder: &Path) -> Result<(), PublishError> {
    for (name, kind) in list(folder).map_err(io_error("list", folder))? {
        let path = folder.join(&name);
        if name != MARK {
            let removed = if kind.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
            removed.map_err(io_error("remove", &path))?;
        }
    }
    let mark = folder.join(MARK);
    if !is_absent(&mark) {
        fs::remove_file(&mark).map_err(io_error("remove", &mark))?;
    }
    fs::remove_dir(folder).map_err(io_error("remove", folder))
}

/// A lock on a file of our own, which is gone when the lock is.
struct Lock {
    path: PathBuf,
    /// None where the file system knows no locks: there two runs at once are not kept apart.
    file: Option<File>,
}

impl Lock {
    fn take(path: &Path, waiting: &dyn Fn()) -> Result<Self, PublishError> {
        loop {
            let file = match File::create_new(path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => existing(path)?,
                made => Some(made.map_err(io_error("make", path))?),
            };
            let Some(file) = file else { continue };
            let locked = match file.try_lock() {
                Ok(()) => Ok(()),
                Err(TryLockError::WouldBlock) => {
                    waiting();
                    file.lock()
                }
                Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {
                    return Ok(Self { path: path.to_owned(), file: None });
                }
                Err(TryLockError::Error(error)) => Err(error),
            };
            if let Err(error) = locked {
                let _ = fs::remove_file(path);
                return Err(io_error("lock", path)(error));
            }
            // The one before may have removed the file that was waited for.
            if is_same(&file, path).map_err(io_error("look at", path))? {
                return Ok(Self { path: path.to_owned(), file: Some(file) });
            }
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Where the file cannot be told from another of its name, it stays for the next run.
        if cfg!(unix) {
            let _ = fs::remove_file(&self.path);
        }
        self.file = None;
    }
}

/// The lock file of another run; none if it is gone.
fn existing(path: &Path) -> Result<Option<File>, PublishError> {
    match fs::symlink_metadata(path) {
        Ok(metadata) if !metadata.is_file() || metadata.len() > 0 => {
            Err(PublishError::InTheWay(path.display().to_string()))
        }
        Ok(_) => match File::options().write(true).open(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            opened => Ok(Some(opened.map_err(io_error("open", path))?)),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(io_error("look at", path)(error)),
    }
}

#[cfg(unix)]
fn is_same(file: &File, path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    let held = file.metadata()?;
    match fs::symlink_metadata(path) {
        Ok(now) => Ok((now.dev(), now.ino()) == (held.dev(), held.ino())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(not(unix))]
fn is_same(_: &File, _: &Path) -> io::Result<bool> {
    Ok(true)
}
