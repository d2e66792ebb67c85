//! A project folder to an [`Input`]: every file read once, in the order of paths, and refused where it is not safe.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, FileType};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use super::folder::{is_absent, list, resolve};
use super::pages::{self, Form};
use super::publish::PublishError;
use super::watch::{Stamp, State, Watch};
use crate::compile::evidence;
use crate::compile::input::Input;
use crate::compile::mapping::paths_of_sources;
use crate::compile::ontology::{CORE, CORE_PATH};
use crate::compile::read::{self, Folders, Manifest, MappingLayout, OUTPUT_FOLDER, unfit_for_output};
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Location, Severity};
use crate::model::file::{FileId, Files, SourceFile};

/// The name of the manifest.
pub(super) const MANIFEST: &str = "remit.toml";
/// The name of the lock file.
pub(super) const LOCK: &str = "remit.lock";

/// Texts of sources by their names, and files beside them that have none, each with why.
type Texts = (BTreeMap<String, String>, BTreeMap<String, String>);

/// The largest file that is read: places are counted in 32 bits.
const LARGEST: u64 = 2 << 30;

/// A project as read from the disk.
#[derive(Debug)]
pub struct Project {
    /// Its folder.
    pub root: PathBuf,
    /// What it is made of.
    pub input: Arc<Input>,
    /// How its files were before they were read.
    pub(super) seen: Vec<Stamp>,
}

/// The folder with a manifest: the given one, or the nearest above it.
///
/// # Errors
///
/// Where the folder cannot be looked at.
pub fn find_root(start: &Path) -> io::Result<Option<PathBuf>> {
    let start = fs::canonicalize(start)?;
    Ok(start.ancestors().find(|folder| is_root(folder)).map(Path::to_owned))
}

/// The path that leads from the folder in which the program runs to another one, as far as both lie in one another.
pub fn from_here(folder: &Path) -> PathBuf {
    let Ok(here) = fs::canonicalize(".") else { return folder.to_owned() };
    match (folder.strip_prefix(&here), here.strip_prefix(folder)) {
        (Ok(below), _) => below.to_owned(),
        (_, Ok(above)) => above.components().map(|_| "..").collect(),
        _ => folder.to_owned(),
    }
}

/// The project that a file is of, and its path in there; the file need not be there yet.
pub fn locate(path: &Path) -> Option<(PathBuf, String)> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let full = fs::canonicalize(folder).ok()?.join(path.file_name()?);
    let root = full.ancestors().skip(1).find(|folder| is_root(folder))?;
    Some((root.to_owned(), slashed(full.strip_prefix(root).ok()?)))
}

/// Whether a folder has a manifest.
pub fn is_root(folder: &Path) -> bool {
    !is_absent(&folder.join(MANIFEST))
}

/// Reads a project; `texts` is a further folder with texts of sources.
///
/// Fails with every file that cannot be read, or with the one fault of a manifest that cannot be used.
///
/// # Errors
///
/// Every file that cannot be read, or the one fault of a manifest that cannot be used.
pub fn open(root: &Path, texts: Option<&Path>) -> Result<Project, (Files, Vec<Diagnostic>)> {
    open_with(root, texts, &Overlay::new())
}

/// Texts that stand in place of those of files, by their paths in the project: what an editor holds and has not saved.
pub type Overlay = BTreeMap<String, String>;

/// Reads a project, with other texts in place of some of its files.
///
/// # Errors
///
/// As [`open`].
pub fn open_with(
    root: &Path,
    texts: Option<&Path>,
    overlay: &Overlay,
) -> Result<Project, (Files, Vec<Diagnostic>)> {
    let mut loader =
        Loader { root: root.to_owned(), overlay, files: Vec::new(), unread: Vec::new(), faults: Vec::new() };
    let before = State::of(&root.join(MANIFEST));
    loader.file(Path::new(MANIFEST));
    let manifest = match loader.files.first() {
        Some(file) => read::parse_manifest(FileId(0), file),
        None => Err(vec![loader.faults.pop().unwrap_or_else(|| unreadable(MANIFEST, "does not exist"))]),
    };
    let manifest = manifest.and_then(|manifest| match output_fault(root, &manifest) {
        Some(fault) => Err(vec![fault]),
        None => Ok(manifest),
    });
    let manifest = match manifest {
        Ok(manifest) => manifest,
        Err(faults) => return Err((Files::new(loader.files), faults)),
    };
    // A manifest that was changed since it was read is another one than the graph is made from.
    let looked = Watch::inputs(root, &manifest).stamps(root);
    if !is_absent(&root.join(LOCK)) {
        loader.file(Path::new(LOCK));
    }
    loader.tree(&manifest.folders.ontology, &["ttl", "rq", "toml"]);
    loader.tree(&manifest.folders.data, &["toml", "csv", "rq"]);
    manifest.mappings.iter().for_each(|mapping| loader.mapping(mapping, &manifest));
    let has_core = loader.files.iter().any(|f| f.text == CORE);
    if !has_core {
        let path = if loader.files.iter().any(|f| f.path == CORE_PATH) { "(core)" } else { CORE_PATH };
        loader.files.push(SourceFile { path: path.to_owned(), text: CORE.to_owned() });
    }
    // Without the closing slash, so that a link that leads nowhere is seen.
    let sources = root.join(manifest.folders.sources.trim_end_matches('/'));
    let mut found = Texts::default();
    if !is_absent(&sources) {
        loader.texts(&sources, "", true, &mut found);
    }
    if let Some(folder) = texts {
        loader.texts(folder, "", false, &mut found);
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
    let seen = match looked {
        Ok(seen) if State::of(&root.join(MANIFEST)) == before && overlay.is_empty() => seen,
        Ok(_) => Vec::new(),
        Err(error) => {
            // What goes on is told by whoever reads the folder.
            if let (PublishError::Io { path, source, .. }, true) = (&error, faults.is_empty()) {
                let folder = Path::new(path).strip_prefix(root).unwrap_or(Path::new(path));
                let why = format!("cannot be read as a folder: {source}");
                faults.push(unreadable(&slashed(folder), &why));
            }
            Vec::new()
        }
    };
    if !faults.is_empty() {
        return Err((files, faults));
    }
    let (texts, others) = found;
    let input = Input { others, unread: loader.unread, ..Input::new(manifest, files, texts, lock) };
    // Without an ontology every record would be at fault.
    let faults: Vec<_> =
        input.unread_files().into_iter().filter(|fault| fault.severity == Severity::Error).collect();
    if !faults.is_empty() {
        return Err((input.files, faults));
    }
    Ok(Project { root: root.to_owned(), input: Arc::new(input), seen })
}

/// What is wrong with the output folder as it is on the disk, where a link may lead anywhere. The manifest is the only
/// file so far.
fn output_fault(root: &Path, manifest: &Manifest) -> Option<Diagnostic> {
    let Folders { output, ontology, data, sources, .. } = &manifest.folders;
    // A folder that cannot be followed is told where it is read.
    let place = |folder: &str| resolve(root, folder.trim_end_matches('/'));
    let below = |full: &Path, root: &Path| full.strip_prefix(root).ok().map(slashed);
    let message = match (fs::canonicalize(root), place(output)) {
        (Err(error), _) | (_, Err(error)) => {
            Some(format!("the output folder `{output}` cannot be looked at: {error}"))
        }
        (Ok(root), Ok(target)) => match below(&target, &root) {
            None => Some(format!("the output folder `{output}` leads out of the project by a link")),
            Some(_) if target.exists() && !target.is_dir() => {
                Some(format!("the output folder `{output}` is a file"))
            }
            Some(own) => {
                let read = [ontology, data, sources].map(|folder| {
                    let real = place(folder).ok().and_then(|full| below(&full, &root));
                    real.unwrap_or_else(|| folder.clone())
                });
                let message = unfit_for_output(&own, [&read[0], &read[1], &read[2]]);
                message.map(|message| format!("`{output}` leads elsewhere by a link: {message}"))
            }
        },
    };
    let anchor = Location::Span(FileId(0), manifest.folders.output_span);
    message.map(|message| Diagnostic::new(Code::R054, anchor, message).expected(OUTPUT_FOLDER))
}

fn unreadable(path: &str, why: &str) -> Diagnostic {
    Diagnostic::new(Code::R001, Location::Path(path.to_owned()), format!("`{path}` {why}"))
        .expected("a file that can be read")
}

/// A text file from anywhere, such as a query named on the command line.
///
/// # Errors
///
/// When the file cannot be read, or is no text in UTF-8.
pub fn read_text(path: &Path) -> Result<String, Box<Diagnostic>> {
    let name = path.to_string_lossy();
    let bytes = fs::read(path).map_err(|e| Box::new(unreadable(&name, &format!("cannot be read: {e}"))))?;
    decode(&name, bytes)
}

/// A file from anywhere that is read piece by piece.
///
/// # Errors
///
/// When it cannot be opened.
pub fn reader(path: &Path) -> io::Result<Box<dyn io::BufRead>> {
    Ok(Box::new(io::BufReader::with_capacity(1 << 16, fs::File::open(path)?)))
}

pub(super) fn decode(path: &str, bytes: Vec<u8>) -> Result<String, Box<Diagnostic>> {
    let wrong = |message: String| {
        Box::new(
            Diagnostic::new(Code::R002, Location::Path(path.to_owned()), message)
                .expected("text in UTF-8")
                .help("save the file as UTF-8"),
        )
    };
    // Without a mark, texts in UTF-16 have a zero in every other byte, as far as they are Latin.
    let zeros = bytes.iter().take(64).filter(|b| **b == 0).count();
    let is_wide = zeros > 0 && zeros >= bytes.len().min(64) / 4;
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) || is_wide {
        let mut fault = wrong(format!("`{path}` is UTF-16"));
        fault.help.push(format!(
            "a spreadsheet calls it \u{201c}CSV UTF-8\u{201d}; or `iconv -f UTF-16 -t UTF-8 {path} > new`"
        ));
        return Err(fault);
    }
    match String::from_utf8(bytes) {
        Ok(mut text) => {
            if text.starts_with('\u{feff}') {
                text.drain(..'\u{feff}'.len_utf8());
            }
            // A file is the same on every system: line ends count in no digest, place or value.
            Ok(if text.contains("\r\n") { text.replace("\r\n", "\n") } else { text })
        }
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let line = error.as_bytes()[..at].iter().filter(|b| **b == b'\n').count() + 1;
            let mut fault = wrong(format!("`{path}` is not UTF-8: byte {} on line {line}", at + 1));
            // Which encoding it is cannot be seen from its bytes, and is never guessed.
            fault.help.push(format!(
                "where it is Latin-1 or Windows-1252: `iconv -f WINDOWS-1252 -t UTF-8 {path} > new`, and look whether the letters are right"
            ));
            Err(fault)
        }
    }
}

struct Loader<'a> {
    root: PathBuf,
    overlay: &'a Overlay,
    files: Vec<SourceFile>,
    /// Paths of files in the folders of the ontology and the data that have another ending.
    unread: Vec<String>,
    faults: Vec<Diagnostic>,
}

impl Loader<'_> {
    fn fault(&mut self, path: &Path, why: &str) {
        self.faults.push(unreadable(&slashed(path), why));
    }

    /// Reads one file below the root.
    fn file(&mut self, path: &Path) {
        if let Some(text) = self.text(&self.root.join(path), path, true) {
            self.files.push(SourceFile { path: slashed(path), text });
        }
    }

    /// Reads the files of a mapping, as far as they are there: what is missing is told with the line of the mapping.
    fn mapping(&mut self, layout: &MappingLayout, manifest: &Manifest) {
        let data = &manifest.folders.data;
        let path = format!("{data}{}", layout.file.0);
        self.further(&path);
        if let Some((links, _)) = &layout.links {
            self.further(&format!("{data}{links}"));
        }
        let text = self.files.iter().find(|file| file.path == path).map(|file| file.text.clone());
        for source in text.iter().flat_map(|text| paths_of_sources(&path, text, manifest)) {
            self.further(&source);
        }
    }

    /// Reads a file of the project that is not read by its ending.
    fn further(&mut self, path: &str) {
        let is_there = self.overlay.contains_key(path) || self.root.join(path).is_file();
        if is_there && !self.files.iter().any(|file| file.path == path) {
            self.file(Path::new(path));
            self.unread.retain(|unread| unread != path);
        }
    }

    /// The text of a file.
    fn text(&mut self, full: &Path, shown: &Path, in_project: bool) -> Option<String> {
        let bytes = self.bytes(full, shown, in_project)?;
        self.decoded(shown, bytes)
    }

    /// Bytes as text.
    fn decoded(&mut self, shown: &Path, bytes: Vec<u8>) -> Option<String> {
        decode(&slashed(shown), bytes).map_err(|fault| self.faults.push(*fault)).ok()
    }

    /// The bytes of a file; one that has to lie in the project must not be a link that leads out of it.
    fn bytes(&mut self, full: &Path, shown: &Path, in_project: bool) -> Option<Vec<u8>> {
        if let Some(text) = self.overlay.get(&slashed(shown)).filter(|_| in_project) {
            return Some(text.clone().into_bytes());
        }
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
            Ok(bytes) => Some(bytes),
            Err(error) => {
                self.fault(shown, &format!("cannot be read: {error}"));
                None
            }
        }
    }

    /// The names in a folder, each with its kind, hidden ones left out; none where the folder cannot be listed.
    fn names(&mut self, folder: &Path, shown: &Path) -> Vec<(String, FileType)> {
        let listed = list(folder).unwrap_or_else(|error| {
            self.fault(shown, &format!("cannot be read as a folder: {error}"));
            Vec::new()
        });
        let mut names = Vec::new();
        for (name, kind) in listed {
            match name.to_str() {
                Some(text) if text.starts_with('.') => {}
                Some(text) => names.push((text.to_owned(), kind)),
                None => self.fault(&shown.join(&name), "has a name that is not UTF-8"),
            }
        }
        names
    }

    /// Reads every file with one of the endings in a folder of the project, and those that only the overlay has.
    fn tree(&mut self, folder: &str, endings: &[&str]) {
        self.folder(Path::new(folder), endings);
        let known: BTreeSet<String> = self.files.iter().map(|f| f.path.clone()).collect();
        for (path, text) in self.overlay {
            if path.starts_with(folder) && ends_with(path, endings) && !known.contains(path) {
                let text = self.decoded(Path::new(path), text.clone().into_bytes());
                self.files.extend(text.map(|text| SourceFile { path: path.clone(), text }));
            }
        }
    }

    /// Reads every file with one of the endings in a folder and the folders in it.
    fn folder(&mut self, folder: &Path, endings: &[&str]) {
        let full = self.root.join(folder);
        for (name, kind) in self.names(&full, folder) {
            let path = folder.join(&name);
            let is_wanted = ends_with(&name, endings);
            let is_folder = if kind.is_symlink() {
                match fs::metadata(self.root.join(&path)) {
                    Ok(metadata) => metadata.is_dir(),
                    Err(error) => {
                        // A link that leads nowhere matters where its name is that of a file to read.
                        if is_wanted || error.kind() != ErrorKind::NotFound {
                            self.fault(&path, &format!("cannot be read: {error}"));
                        }
                        continue;
                    }
                }
            } else {
                kind.is_dir()
            };
            match (is_folder, is_wanted) {
                (true, _) if kind.is_symlink() => {
                    self.fault(&path, "is a link to a folder; links to folders are not followed");
                }
                (true, true) => self.fault(&path, "is a folder, not a file"),
                (true, false) => self.folder(&path, endings),
                (false, true) => self.file(&path),
                (false, false) => self.unread.push(slashed(&path)),
            }
        }
    }

    /// The texts of sources in a folder, by their paths below it, and the names of other files. A folder of the project is
    /// read with the folders in it; one from elsewhere can hold anything.
    fn texts(&mut self, folder: &Path, below: &str, in_project: bool, found: &mut Texts) {
        let shown = |path: &Path, root: &Path| path.strip_prefix(root).unwrap_or(path).to_owned();
        let names = self.names(folder, &shown(folder, &self.root));
        for (name, kind) in names {
            let path = folder.join(&name);
            // One form of each name: systems write accents in two ways.
            let key = format!("{below}{}", name.nfc());
            let form = pages::form(&name);
            // Of a folder from elsewhere only those are read that a record may mean.
            let is_meant = || self.files.iter().any(|f| f.text.contains(&format!("{key}/")));
            if kind.is_dir() && (in_project || is_meant()) {
                if form != Form::Other {
                    found.1.insert(key.clone(), "is a folder, not a file".to_owned());
                }
                self.texts(&path, &format!("{key}/"), in_project, found);
                continue;
            }
            // Nothing is started for a PDF that no record can mean: a folder from elsewhere may be full of them.
            if form == Form::Pdf && name.is_ascii() && !self.files.iter().any(|f| f.text.contains(&name)) {
                continue;
            }
            let text = match form {
                Form::Other => {
                    Err("is there; save its text as .txt or .md: of other files only .html and .pdf are read"
                        .to_owned())
                }
                _ => match self.bytes(&path, &shown(&path, &self.root), in_project) {
                    None => continue,
                    Some(_) if form == Form::Pdf => pages::of_pdf(&path),
                    Some(bytes) => match self.decoded(&shown(&path, &self.root), bytes) {
                        None => continue,
                        Some(page) if form == Form::Html => pages::of_html(&page),
                        Some(text) => Ok(text),
                    },
                },
            };
            match text {
                Ok(text) => drop(found.0.insert(key, text)),
                Err(why) => drop(found.1.insert(key, why)),
            }
        }
    }
}

/// Whether a name has one of the endings, in any case.
fn ends_with(name: &str, endings: &[&str]) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| endings.contains(&&*ending.to_ascii_lowercase()))
}

fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}
