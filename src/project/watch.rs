//! Whether files of a project changed since they were looked at: by their names, lengths and times of change.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::folder::{self, is_absent};
use super::listing::LISTING;
use super::load::{LOCK, MANIFEST, Project};
use super::publish::{PublishError, io_error};
use crate::compile::read::{Folders, Manifest};
use crate::model::text::hex;

/// How long after a change a file may change again and bear the same time: then its digest decides.
const UNSURE: Duration = Duration::from_secs(2);

/// Which files a project is made of, and what it last wrote.
#[derive(Clone, Debug)]
pub struct Watch {
    files: Vec<PathBuf>,
    folders: Vec<PathBuf>,
}

/// What is made of a folder that cannot be listed.
type Failed<'a> = dyn FnMut(&Path, io::Error) -> Result<(), PublishError> + 'a;

/// How long a file may be whose digest is looked at.
const LARGEST_DIGEST: u64 = 64 << 20;

/// A time as whole seconds since 1970 and nanoseconds: files may be older.
type Time = (i64, u32);

fn time(time: SystemTime) -> Time {
    match time.duration_since(UNIX_EPOCH) {
        Ok(since) => (since.as_secs().cast_signed(), since.subsec_nanos()),
        Err(before) => (-before.duration().as_secs().cast_signed(), before.duration().subsec_nanos()),
    }
}

/// How a file is: when it was changed, and how long it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct State {
    changed: Time,
    /// When its name, rights or content were last changed, where the system tells: programs set the other time as they like.
    touched: Option<Time>,
    length: u64,
    /// Whether it is a file with content, and no pipe or device.
    is_file: bool,
}

impl State {
    /// That of a file; none where it cannot be looked at.
    pub(super) fn of(path: &Path) -> Option<Self> {
        let metadata = fs::metadata(path).ok()?;
        let (changed, length) = (time(metadata.modified().ok()?), metadata.len());
        Some(Self { changed, touched: touched(&metadata), length, is_file: metadata.is_file() })
    }

    /// That of a file of its own of which any later change would show; none where the system does not tell, or it was changed just now.
    pub(super) fn settled(path: &Path) -> Option<Self> {
        let is_link = fs::symlink_metadata(path).ok()?.is_symlink();
        Self::of(path).filter(|state| !is_link && state.touched.is_some() && state.is_sure(now()))
    }

    /// Whether a change after a time would show.
    fn is_sure(self, now: SystemTime) -> bool {
        let settled = now.checked_sub(UNSURE).map(time);
        settled.is_some_and(|settled| self.changed < settled && self.touched.is_none_or(|t| t < settled))
    }
}

#[cfg(unix)]
#[allow(clippy::unnecessary_wraps, reason = "not every system tells")]
fn touched(metadata: &fs::Metadata) -> Option<Time> {
    use std::os::unix::fs::MetadataExt;
    Some((metadata.ctime(), u32::try_from(metadata.ctime_nsec()).unwrap_or_default()))
}

#[cfg(not(unix))]
fn touched(_: &fs::Metadata) -> Option<Time> {
    None
}

/// How files were when they were looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look(Vec<(PathBuf, Option<State>)>);

impl Look {
    /// The files that are other ones at a later look, or there at one of both only, in the order of their paths.
    pub fn changed(&self, later: &Self) -> Vec<PathBuf> {
        let of = |look: &Self| look.0.iter().cloned().collect::<BTreeMap<_, _>>();
        let (old, new) = (of(self), of(later));
        let all: BTreeSet<&PathBuf> = old.keys().chain(new.keys()).collect();
        all.into_iter().filter(|path| old.get(*path) != new.get(*path)).cloned().collect()
    }
}

/// A file as it was at one time, told from all others that it may be at another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stamp {
    /// Its path below the project.
    path: PathBuf,
    /// None where it was not there.
    state: Option<State>,
    /// The digest of its bytes, where the time of its last change says too little; empty where they are not read.
    sha256: Option<String>,
}

impl Stamp {
    fn new(path: &Path, root: &Path, state: Option<State>, now: SystemTime) -> Self {
        let is_sure = state.is_none_or(|state| state.is_sure(now));
        let path = path.strip_prefix(root).unwrap_or(path).to_owned();
        let mut stamp = Self { path, state, sha256: None };
        if !is_sure {
            stamp.sha256 = Some(stamp.digest(root));
        }
        stamp
    }

    fn digest(&self, root: &Path) -> String {
        // Whoever opens a pipe waits for its other end.
        if !self.state.is_some_and(|state| state.is_file && state.length <= LARGEST_DIGEST) {
            return String::new();
        }
        fs::read(root.join(&self.path)).map(|bytes| hex(&Sha256::digest(bytes))).unwrap_or_default()
    }

    /// Whether a file is the same at another time. Where only one of them has a digest, the file as it is now is read.
    fn is_same(&self, other: &Self, root: &Path) -> bool {
        let digest = |stamp: &Self| stamp.sha256.clone().unwrap_or_else(|| stamp.digest(root));
        let is_sure = self.sha256.is_none() && other.sha256.is_none();
        let is_equal = || {
            let digest_of_self = digest(self);
            !digest_of_self.is_empty() && digest_of_self == digest(other)
        };
        self.path == other.path && self.state == other.state && (is_sure || is_equal())
    }
}

/// Whether all files are the same at two times.
pub(super) fn all_same(some: &[Stamp], others: &[Stamp], root: &Path) -> bool {
    some.len() == others.len() && some.iter().zip(others).all(|(a, b)| a.is_same(b, root))
}

/// The time, for what is kept on this machine alone.
#[allow(clippy::disallowed_methods, reason = "it is part of no output")]
fn now() -> SystemTime {
    SystemTime::now()
}

impl Watch {
    /// The files of a project, and whether it was built; `texts` is a further folder with texts of sources.
    pub fn new(project: &Project, texts: Option<&Path>) -> Self {
        let mut all = Self::of_inputs(project, texts);
        all.files.push(project.root.join(&project.input.manifest.folders.output).join(LISTING));
        all
    }

    /// The files of a project, but not what it wrote.
    pub fn of_inputs(project: &Project, texts: Option<&Path>) -> Self {
        let mut all = Self::inputs(&project.root, &project.input.manifest);
        all.folders.extend(texts.map(Path::to_owned));
        all
    }

    /// The files that a project is made of.
    pub(super) fn inputs(root: &Path, manifest: &Manifest) -> Self {
        let at = |part: &str| root.join(part.trim_end_matches('/'));
        let Folders { ontology, data, sources, .. } = &manifest.folders;
        Self {
            files: vec![at(MANIFEST), at(LOCK)],
            folders: [ontology, data, sources].map(|folder| at(folder)).to_vec(),
        }
    }

    /// How its files are now. What cannot be looked at counts as absent: whoever reads it tells why.
    pub fn look(&self) -> Look {
        self.look_with(&mut |_, _| Ok(())).unwrap_or_default()
    }

    /// Stamps of its files as they are now, if every folder can be listed to its end. They have to be taken before the files are
    /// read: then a file that changes meanwhile is another one than its stamp says.
    pub(super) fn stamps(&self, root: &Path) -> Result<Vec<Stamp>, PublishError> {
        let now = now();
        let look = self.look_with(&mut |folder, error| {
            if is_absent(folder) { Ok(()) } else { Err(io_error("look at", folder)(error)) }
        })?;
        Ok(look.0.iter().map(|(path, state)| Stamp::new(path, root, *state, now)).collect())
    }

    fn look_with(&self, failed: &mut Failed<'_>) -> Result<Look, PublishError> {
        let mut seen = Vec::new();
        self.files.iter().for_each(|file| look_at(file, &mut seen));
        self.folders.iter().try_for_each(|folder| look_into(folder, &mut seen, failed))?;
        Ok(Look(seen))
    }
}

fn look_at(file: &Path, seen: &mut Vec<(PathBuf, Option<State>)>) {
    seen.push((file.to_owned(), State::of(file)));
}

/// Looks at all files of a folder and the folders in it, as they are read: hidden ones are left out, and links to folders.
fn look_into(
    folder: &Path,
    seen: &mut Vec<(PathBuf, Option<State>)>,
    failed: &mut Failed<'_>,
) -> Result<(), PublishError> {
    let names = match folder::list(folder) {
        Ok(names) => names,
        Err(error) => {
            failed(folder, error)?;
            Vec::new()
        }
    };
    for (name, kind) in names {
        if name.to_string_lossy().starts_with('.') {
            continue;
        }
        let path = folder.join(&name);
        if kind.is_dir() {
            look_into(&path, seen, failed)?;
        } else {
            look_at(&path, seen);
        }
    }
    Ok(())
}
