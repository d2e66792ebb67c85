//! Files written where the user says: whole or not at all, or into what is no file.
//!
//! A link is followed to where it leads, a file keeps its mode and owner, and a device or pipe is written as it is.

use std::collections::BTreeMap;
use std::fs::{self, File, Metadata};
use std::io::{self, BufWriter, Seek, Write};
use std::path::{Path, PathBuf};

use super::folder::{self, parent};
use super::publish::{PublishError, io_error};
use super::work::Workplace;

/// How many links may lead to one another.
const MOST_LINKS: usize = 40;

/// Writes a file whole. A failure leaves what was there.
///
/// # Errors
///
/// Where it cannot be written.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), PublishError> {
    write_files([(path.to_owned(), |out: &mut dyn Write| out.write_all(bytes))])
}

/// Writes several files whole, piece by piece, and puts them in their places once all of them are written. A failure
/// until then leaves what was there.
///
/// # Errors
///
/// Where one of them cannot be written.
pub fn write_files<F>(files: impl IntoIterator<Item = (PathBuf, F)>) -> Result<(), PublishError>
where
    F: FnOnce(&mut dyn Write) -> io::Result<()>,
{
    let (paths, writers): (Vec<PathBuf>, Vec<F>) = files.into_iter().unzip();
    let mut writing = Writing::begin(paths)?;
    for (number, write) in writers.into_iter().enumerate() {
        let (file, path) = match writing.places.get_mut(number) {
            Some(Place::Stream(file, path)) => (file.try_clone(), path.clone()),
            _ => (Ok(writing.file(number)?), writing.path(number)),
        };
        file.and_then(|file| written(file, write)).map_err(io_error("write", &path))?;
    }
    writing.finish()
}

/// Files that are being written: each stands in a hidden folder beside its place until all are put there.
pub struct Writing {
    places: Vec<Place>,
    /// The folders of the files, in one order and each once, so that two runs never wait for each other, nor one for itself.
    workplaces: BTreeMap<PathBuf, Option<Workplace>>,
    /// The last file that was made for each place: where it is, if it has a name, and the file.
    fresh: Vec<Option<(PathBuf, File)>>,
    made: usize,
}

impl Writing {
    /// Begins to write to some paths.
    ///
    /// # Errors
    ///
    /// Where one of them cannot be written, or is a folder.
    pub fn begin(paths: impl IntoIterator<Item = PathBuf>) -> Result<Self, PublishError> {
        let places = paths.into_iter().map(|path| place(&path)).collect::<Result<Vec<_>, _>>()?;
        let mut workplaces = BTreeMap::new();
        for beside in places.iter().filter_map(Place::beside) {
            workplaces.insert(fs::canonicalize(beside).map_err(io_error("look at", beside))?, None);
        }
        for (beside, workplace) in &mut workplaces {
            *workplace = Some(Workplace::open(beside, "write", &|| (), |_| Ok(()))?);
        }
        let fresh = places.iter().map(|_| None).collect();
        Ok(Self { places, workplaces, fresh, made: 0 })
    }

    fn path(&self, number: usize) -> PathBuf {
        match self.places.get(number) {
            Some(Place::File(path, _) | Place::Stream(_, path)) => path.clone(),
            None => PathBuf::new(),
        }
    }

    /// A new, empty file for the path of a number, open for reading and writing. Of several, the last one is put in its place.
    ///
    /// # Errors
    ///
    /// Where it cannot be made.
    pub fn file(&mut self, number: usize) -> Result<File, PublishError> {
        let path = self.path(number);
        self.made += 1;
        let made = match &self.places[number] {
            Place::Stream(..) => tempfile::tempfile().map(|file| (PathBuf::new(), file)),
            Place::File(..) => {
                let beside = fs::canonicalize(parent(&path)).map_err(io_error("look at", parent(&path)))?;
                let Some(Some(workplace)) = self.workplaces.get(&beside) else {
                    return Err(io_error("write", &path)(io::ErrorKind::NotFound.into()));
                };
                let fresh = workplace.path(&self.made.to_string());
                let file = File::options().read(true).write(true).create_new(true).open(&fresh);
                file.map(|file| (fresh, file))
            }
        };
        let copied = made.and_then(|(fresh, file)| Ok((file.try_clone()?, (fresh, file))));
        let (copy, made) = copied.map_err(io_error("write", &path))?;
        self.fresh[number] = Some(made);
        Ok(copy)
    }

    /// What is at the path of a number now, if it is a file.
    ///
    /// # Errors
    ///
    /// Where it cannot be read.
    pub fn old(&self, number: usize) -> io::Result<Option<File>> {
        match &self.places[number] {
            Place::File(path, Some(_)) => File::open(path).map(Some),
            _ => Ok(None),
        }
    }

    /// Puts all files in their places.
    ///
    /// # Errors
    ///
    /// Where one of them cannot be written to the disk, or not be put in its place.
    pub fn finish(self) -> Result<(), PublishError> {
        let mut ready = Vec::new();
        for (place, fresh) in self.places.into_iter().zip(self.fresh) {
            let Some((fresh, mut file)) = fresh else { continue };
            match place {
                Place::Stream(mut stream, path) => {
                    let copied = file.rewind().and_then(|()| io::copy(&mut file, &mut stream));
                    copied.map_err(io_error("write", &path))?;
                }
                Place::File(path, old) => {
                    let access = old.map_or(Ok(()), |old| keep_access(&file, &old));
                    access.and_then(|()| file.sync_all()).map_err(io_error("write", &path))?;
                    ready.push((fresh, path));
                }
            }
        }
        for (fresh, path) in ready {
            fs::rename(&fresh, &path).map_err(io_error("put in place", &path))?;
        }
        for (beside, workplace) in self.workplaces {
            folder::sync(&beside).map_err(io_error("sync", &beside))?;
            workplace.map_or(Ok(()), Workplace::close)?;
        }
        Ok(())
    }
}

fn written(file: File, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<File> {
    let mut file = BufWriter::new(file);
    write(&mut file)?;
    file.into_inner().map_err(io::IntoInnerError::into_error)
}

/// Where a path leads.
enum Place {
    /// To a file, or to nothing yet.
    File(PathBuf, Option<Metadata>),
    /// To a device, a pipe, or a file that is open already.
    Stream(File, PathBuf),
}

impl Place {
    /// The folder that is needed to write it whole.
    fn beside(&self) -> Option<&Path> {
        match self {
            Self::File(path, _) => Some(parent(path)),
            Self::Stream(..) => None,
        }
    }
}

fn place(path: &Path) -> Result<Place, PublishError> {
    let is_folder = || PublishError::IsFolder(path.display().to_string());
    if path.as_os_str().to_string_lossy().ends_with(std::path::is_separator) {
        return Err(is_folder());
    }
    let mut at = path.to_owned();
    for _ in 0..MOST_LINKS {
        if is_open_already(&at) {
            let file = File::options().append(true).open(&at).map_err(io_error("open", path))?;
            return Ok(Place::Stream(file, at));
        }
        let metadata = match fs::symlink_metadata(&at) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Place::File(at, None)),
            Err(error) => return Err(io_error("look at", path)(error)),
        };
        let kind = metadata.file_type();
        if kind.is_symlink() {
            let target = fs::read_link(&at).map_err(io_error("look at", path))?;
            at = parent(&at).join(target);
        } else if kind.is_dir() {
            return Err(is_folder());
        } else if kind.is_file() && metadata.permissions().readonly() {
            return Err(io_error("write", path)(io::ErrorKind::PermissionDenied.into()));
        } else if kind.is_file() {
            return Ok(Place::File(at, Some(metadata)));
        } else {
            let file = File::options().write(true).open(&at).map_err(io_error("open", path))?;
            return Ok(Place::Stream(file, at));
        }
    }
    Err(io_error("look at", path)(io::Error::other("too many links")))
}

/// Whether a path names what this program has open, such as `/dev/stdout`: to replace that would cut it off from whoever
/// opened it.
fn is_open_already(path: &Path) -> bool {
    let folder = fs::canonicalize(parent(path));
    folder.is_ok_and(|folder| folder.starts_with("/proc") || folder == Path::new("/dev/fd"))
}

/// Gives a new file the mode of the old one, and its owner where that is allowed.
fn keep_access(file: &File, old: &Metadata) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt, fchown};
        // Only the owner of all may give files away; for everybody else the file is his own from now on.
        let _ = fchown(file, Some(old.uid()), Some(old.gid()));
    }
    file.set_permissions(old.permissions())
}

/// Makes a folder and those above it, where they are not there yet.
///
/// # Errors
///
/// Where it cannot be made.
pub fn make_folder(path: &Path) -> Result<(), PublishError> {
    fs::create_dir_all(path).map_err(io_error("make", path))
}
