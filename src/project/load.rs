//! A project folder to an [`Input`]: every file read once, in the order of paths, and refused where it is not safe.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::compile::evidence;
use crate::compile::input::Input;
use crate::compile::ontology::{CORE, CORE_PATH};
use crate::compile::read;
use crate::model::code::Code;
use crate::model::diagnostic::{Anchor, Diagnostic};
use crate::model::file::{FileId, Files, SourceFile};

/// The name of the manifest.
const MANIFEST: &str = "remit.toml";
/// The name of the lock file.
const LOCK: &str = "remit.lock";
/// The largest file that is read: places are counted in 32 bits.
const LARGEST: u64 = 2 << 30;

/// A project as read from the disk.
pub struct Project {
    /// Its folder.
    pub root: PathBuf,
    /// What it is made of.
    pub input: Arc<Input>,
}

/// The folder with a manifest: the given one, or the nearest above it.
pub fn find_root(start: &Path) -> Option<PathBuf> {
    let start = fs::canonicalize(start).ok()?;
    start.ancestors().find(|folder| folder.join(MANIFEST).exists()).map(Path::to_owned)
}

/// Reads a project; `texts` is a further folder with texts of sources.
///
/// Fails with every file that cannot be read, or with the one fault of a manifest that cannot be used.
pub fn open(root: &Path, texts: Option<&Path>) -> Result<Project, (Files, Vec<Diagnostic>)> {
    let mut loader = Loader { root: root.to_owned(), files: Vec::new(), faults: Vec::new() };
    loader.file(Path::new(MANIFEST));
    let manifest = match loader.files.first() {
        Some(file) => read::parse_manifest(FileId(0), file),
        None => Err(vec![loader.faults.pop().unwrap_or_else(|| unreadable(MANIFEST, "does not exist"))]),
    };
    let manifest = match manifest {
        Ok(manifest) => manifest,
        Err(faults) => return Err((Files::new(loader.files), faults)),
    };
    if root.join(LOCK).exists() {
        loader.file(Path::new(LOCK));
    }
    loader.folder(Path::new(&manifest.ontology), &["ttl", "rq", "toml"], true);
    loader.folder(Path::new(&manifest.data), &["toml", "csv", "rq"], true);
    let has_core = loader.files.iter().any(|f| f.text == CORE);
    if !has_core {
        let path = if loader.files.iter().any(|f| f.path == CORE_PATH) { "(core)" } else { CORE_PATH };
        loader.files.push(SourceFile { path: path.to_owned(), text: CORE.to_owned() });
    }
    let mut found = loader.texts(&root.join(&manifest.sources), false);
    if let Some(folder) = texts {
        found.extend(loader.texts(folder, true));
    }
    let files = Files::new(loader.files);
    let mut faults = loader.faults;
    let lock = match files.find(LOCK).map(|id| evidence::parse_lock(id, files.get(id))) {
        Some(Ok(lock)) => lock,
        Some(Err(fault)) => {
            faults.push(*fault);
            evidence::Lock::default()
        }
        None => evidence::Lock::default(),
    };
    if !faults.is_empty() {
        return Err((files, faults));
    }
    Ok(Project { root: root.to_owned(), input: Arc::new(Input::new(manifest, files, found, lock)) })
}

fn unreadable(path: &str, why: &str) -> Diagnostic {
    Diagnostic::new(Code::R001, Anchor::Path(path.to_owned()), format!("`{path}` {why}"))
        .expected("a file that can be read")
}

/// A text file from anywhere, such as a query named on the command line.
pub fn read_text(path: &Path) -> Result<String, Box<Diagnostic>> {
    let name = path.to_string_lossy();
    let bytes = fs::read(path).map_err(|e| Box::new(unreadable(&name, &format!("cannot be read: {e}"))))?;
    decode(&name, bytes)
}

fn decode(path: &str, bytes: Vec<u8>) -> Result<String, Box<Diagnostic>> {
    let wrong = |message: String| {
        Box::new(
            Diagnostic::new(Code::R002, Anchor::Path(path.to_owned()), message)
                .expected("text in UTF-8")
                .help("save the file as UTF-8"),
        )
    };
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Err(wrong(format!("`{path}` is UTF-16")));
    }
    match String::from_utf8(bytes) {
        Ok(mut text) => {
            if text.starts_with('\u{feff}') {
                text.drain(..'\u{feff}'.len_utf8());
            }
            Ok(text)
        }
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let line = error.as_bytes()[..at].iter().filter(|b| **b == b'\n').count() + 1;
            Err(wrong(format!("`{path}` is not UTF-8: byte {} on line {line}", at + 1)))
        }
    }
}

struct Loader {
    root: PathBuf,
    files: Vec<SourceFile>,
    faults: Vec<Diagnostic>,
}

impl Loader {
    fn fault(&mut self, path: &Path, why: &str) {
        self.faults.push(unreadable(&slashed(path), why));
    }

    /// Reads one file below the root.
    fn file(&mut self, path: &Path) {
        if let Some(text) = self.text(&self.root.join(path), path, true) {
            self.files.push(SourceFile { path: slashed(path), text });
        }
    }

    /// The text of a file; one that has to lie in the project must not be a link that leads out of it.
    fn text(&mut self, full: &Path, shown: &Path, in_project: bool) -> Option<String> {
        let metadata = match fs::metadata(full) {
            Ok(metadata) => metadata,
            Err(error) => {
                self.fault(shown, &format!("cannot be read: {error}"));
                return None;
            }
        };
        if !metadata.is_file() {
            self.fault(
                shown,
                if metadata.is_dir() { "is a folder, not a file" } else { "is no ordinary file" },
            );
            return None;
        }
        if metadata.len() > LARGEST {
            self.fault(shown, &format!("has {} bytes; files over 2 GiB are not read", metadata.len()));
            return None;
        }
        let inside =
            fs::canonicalize(&self.root).and_then(|root| Ok(fs::canonicalize(full)?.starts_with(root)));
        if in_project && !inside.unwrap_or(false) {
            self.fault(shown, "is a link that leads out of the project");
            return None;
        }
        match fs::read(full) {
            Ok(bytes) => match decode(&slashed(shown), bytes) {
                Ok(text) => Some(text),
                Err(fault) => {
                    self.faults.push(*fault);
                    None
                }
            },
            Err(error) => {
                self.fault(shown, &format!("cannot be read: {error}"));
                None
            }
        }
    }

    /// Reads every file with one of the endings in a folder and the folders in it; hidden ones are left out.
    fn folder(&mut self, folder: &Path, endings: &[&str], required: bool) {
        let full = self.root.join(folder);
        let entries = match fs::read_dir(&full) {
            Ok(entries) => entries,
            Err(error) => {
                if required {
                    self.fault(folder, &format!("cannot be read as a folder: {error}"));
                }
                return;
            }
        };
        let mut names: Vec<_> =
            entries.filter_map(Result::ok).map(|e| (e.file_name(), e.file_type().ok())).collect();
        names.sort_by(|a, b| a.0.cmp(&b.0));
        for (name, kind) in names {
            let Some(text) = name.to_str().map(str::to_owned) else {
                self.fault(&folder.join(&name), "has a name that is not UTF-8");
                continue;
            };
            let path = folder.join(&text);
            let ending = text.rsplit_once('.').map_or("", |(_, e)| e).to_ascii_lowercase();
            let is_wanted = endings.contains(&ending.as_str());
            match kind {
                _ if text.starts_with('.') => {}
                Some(kind)
                    if kind.is_symlink() && fs::metadata(self.root.join(&path)).is_ok_and(|m| m.is_dir()) =>
                {
                    self.fault(&path, "is a link to a folder; links to folders are not followed");
                }
                Some(kind) if kind.is_dir() && is_wanted => self.fault(&path, "is a folder, not a file"),
                Some(kind) if kind.is_dir() => self.folder(&path, endings, true),
                _ if is_wanted => self.file(&path),
                _ => {}
            }
        }
    }

    /// The texts of sources in a folder, by file name.
    fn texts(&mut self, folder: &Path, required: bool) -> BTreeMap<String, String> {
        let mut texts = BTreeMap::new();
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => {
                if required {
                    self.fault(folder, &format!("cannot be read as a folder: {error}"));
                }
                return texts;
            }
        };
        let mut names: Vec<_> = entries.filter_map(Result::ok).map(|e| e.file_name()).collect();
        names.sort();
        for name in names.iter().filter_map(|n| n.to_str()) {
            if !name.starts_with('.') && [".txt", ".md"].iter().any(|e| name.ends_with(e)) {
                let path = folder.join(name);
                let shown = path.strip_prefix(&self.root).map_or_else(|_| path.clone(), Path::to_owned);
                if let Some(text) = self.text(&path, &shown, !required) {
                    texts.insert(name.to_owned(), text);
                }
            }
        }
        texts
    }
}

fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}
