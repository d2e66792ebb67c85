//! The files that a mapping may read and write: those below its folder, below the folder in which the program runs, and no others.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use super::folder::parent;
use crate::bulk::{DataPlace, Fault, FilePlace, Open, Root};
use crate::model::code::Code;
use crate::model::diagnostic::{Diagnostic, Location};
use crate::model::file::{Files, SourceFile, Span};

/// The folders of a mapping.
#[derive(Clone, Debug)]
pub struct MappingFolders {
    mapping: PathBuf,
    current: PathBuf,
    allowed: Vec<PathBuf>,
}

impl MappingFolders {
    /// The folders of a mapping by its path, for a program that runs in `current`.
    pub fn new(mapping: &Path, current: impl Into<PathBuf>) -> Self {
        Self { mapping: parent(mapping).to_owned(), current: current.into(), allowed: Vec::new() }
    }

    /// Files below other folders may be read and written, too.
    #[must_use]
    pub fn allow(mut self, folders: &[PathBuf]) -> Self {
        self.allowed.extend_from_slice(folders);
        self
    }

    /// Where a file is that a mapping names, for which its folder has to be there.
    ///
    /// # Errors
    /// If it is in no folder of the mapping, by its path or by a link.
    pub fn path(&self, file: &FilePlace) -> io::Result<PathBuf> {
        let root = match &file.root {
            Root::Mapping => self.mapping.clone(),
            Root::Current => self.current.clone(),
            Root::Folder(folder) => self.mapping.join(folder),
        };
        let path = root.join(&file.path);
        // Links and steps upwards may lead anywhere.
        let real = real_path(&path);
        let roots = [&self.mapping, &self.current].into_iter().chain(&self.allowed);
        let mut roots = roots.map(|root| if root.as_os_str().is_empty() { Path::new(".") } else { root });
        if roots.any(|root| fs::canonicalize(root).is_ok_and(|root| real.starts_with(root))) {
            return Ok(path);
        }
        let message = format!(
            "`{}` leads out of the folder of the mapping and the current folder; `--allow FOLDER` lets a mapping read and write \
             another one",
            file.path
        );
        Err(io::Error::new(io::ErrorKind::PermissionDenied, message))
    }
}

/// Where a path leads: through links, as far as there is something; what is not there yet has the name that it is given.
pub fn real_path(path: &Path) -> PathBuf {
    let mut at = path.to_owned();
    // A link may lead to something that is not there.
    for _ in 0..MOST_LINKS {
        if let Ok(real) = fs::canonicalize(&at) {
            return real;
        }
        let Ok(target) = fs::read_link(&at) else { break };
        at = parent(&at).join(target);
    }
    let folder = fs::canonicalize(parent(&at));
    match (folder, at.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => normal(&at),
    }
}

/// How many links may lead to one another.
const MOST_LINKS: usize = 40;

/// A path without steps upwards, as far as can be said without looking at the disk.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for part in std::path::absolute(path).unwrap_or_default().components() {
        if part == Component::ParentDir {
            normal.pop();
        } else {
            normal.push(part);
        }
    }
    normal
}

impl Open for MappingFolders {
    fn open(&self, file: &FilePlace) -> io::Result<Box<dyn Read + Send>> {
        let path = self.path(file)?;
        let kind = fs::metadata(&path)?;
        if kind.is_dir() {
            return Err(io::Error::other("it is a folder"));
        }
        if !kind.is_file() {
            // A pipe could keep the run waiting, and a device has no end.
            return Err(io::Error::other("it is a device or a pipe, and not a file"));
        }
        Ok(Box::new(File::open(path)?))
    }

    fn path(&self, file: &FilePlace) -> io::Result<PathBuf> {
        // Else a database that is not there would be made.
        let path = self.path(file)?;
        fs::metadata(&path)?;
        Ok(path)
    }
}

/// The faults of a mapping and of its data as a report has them, with the files that they are in: of the data, the lines that are
/// shown.
pub fn mapping_report(mapping: &Path, text: String, faults: &[Fault]) -> (Files, Vec<Diagnostic>) {
    let mapping = mapping.display().to_string();
    let mut data: BTreeMap<&str, BTreeMap<u64, &str>> = BTreeMap::new();
    for place in faults.iter().filter_map(|fault| fault.data.as_deref()) {
        if let Some((line, _)) = place.spot.shown.as_ref().filter(|_| place.spot.line <= MOST_LINES) {
            data.entry(&place.file).or_default().insert(place.spot.line, line);
        }
    }
    let mut files = vec![SourceFile { path: mapping.clone(), text }];
    for (path, lines) in data {
        // The lines between those that are shown are left empty, so that each has its number.
        let mut text = String::new();
        let mut at = 1;
        for (line, shown) in lines {
            text.extend(std::iter::repeat_n('\n', usize::try_from(line - at).unwrap_or_default()));
            text.push_str(shown);
            at = line;
        }
        files.push(SourceFile { path: path.to_owned(), text });
    }
    let files = Files::new(files);
    let starts: BTreeMap<&str, Vec<usize>> = files
        .iter()
        .map(|(_, file)| {
            let ends = file.text.match_indices('\n').map(|(at, _)| at + 1);
            (file.path.as_str(), std::iter::once(0).chain(ends).collect())
        })
        .collect();
    let diagnostics = faults.iter().map(|fault| diagnostic(&files, &starts, &mapping, fault)).collect();
    (files, diagnostics)
}

/// Lines behind this one are told by their number alone.
const MOST_LINES: u64 = 20_000_000;

fn diagnostic(
    files: &Files,
    starts: &BTreeMap<&str, Vec<usize>>,
    mapping: &str,
    fault: &Fault,
) -> Diagnostic {
    let in_mapping = match (fault.mapping.filter(|at| at.line > 0), files.find(mapping)) {
        (Some(at), Some(file)) => Location::Span(file, Span::new(at.start, at.end)),
        _ => Location::Path(mapping.to_owned()),
    };
    let in_data = fault.data.as_deref().map(|place| in_data(files, starts, place));
    // What is wrong with a name in the mapping is shown there, what is wrong with data where the data is.
    let is_in_data = matches!(fault.code, Code::R102 | Code::R104 | Code::R105);
    let (anchor, related) = match in_data {
        Some(data) if is_in_data => {
            let row = fault.data.as_ref().filter(|data| data.row > 0);
            let reference = fault.data.as_ref().and_then(|data| data.reference.as_ref());
            let why = match (row, reference) {
                (Some(data), Some(reference)) => format!("row {}: `{reference}` is read here", data.row),
                (Some(data), None) => format!("row {} is read here", data.row),
                (None, _) => "the source is named here".to_owned(),
            };
            (data, Some((in_mapping, why)))
        }
        _ => (in_mapping, None),
    };
    let mut diagnostic = Diagnostic::new(fault.code, anchor, fault.message.clone());
    diagnostic.expected = fault.expected.to_string();
    diagnostic.help.extend(fault.help.as_deref().map(str::to_owned));
    diagnostic.related.extend(related);
    diagnostic
}

fn in_data(files: &Files, starts: &BTreeMap<&str, Vec<usize>>, place: &DataPlace) -> Location {
    let spot = &place.spot;
    let line = usize::try_from(spot.line).unwrap_or_default();
    let start = starts.get(place.file.as_str()).and_then(|starts| starts.get(line.wrapping_sub(1)));
    match (files.find(&place.file), start, &spot.shown) {
        (Some(file), Some(start), Some((_, part))) if spot.line <= MOST_LINES => {
            Location::Span(file, Span::new(start + part.start, start + part.end))
        }
        _ if spot.line > 0 => Location::Path(format!("{}:{}:{}", place.file, spot.line, spot.column.max(1))),
        _ => Location::Path(place.file.clone()),
    }
}
