//! What several tests share: the program under test, folders that may be broken, and the project itself.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use remit::derive::graph::Graph;
use remit::project;
use remit::render::figure::Figure;
use tempfile::TempDir;

/// The folder of this repository.
pub(crate) fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Reports on standard error that the running test skips itself, or a part of itself. Written to the handle, as `eprintln!` of
/// a test that passes is never shown.
#[track_caller]
pub(crate) fn skip(missing: &str) {
    let place = std::panic::Location::caller();
    let thread = std::thread::current();
    let test = thread.name().unwrap_or_default();
    let _ = writeln!(std::io::stderr(), "skipped: {test} ({}:{}): {missing}", place.file(), place.line());
}

/// A file or folder beside the repository that may not be published, such as the texts of sources. Where it is absent, the
/// test that needs it reports so and passes.
#[track_caller]
pub(crate) fn shared(part: &str) -> Option<PathBuf> {
    let path = repository().join("../shared").join(part);
    if path.exists() {
        return Some(path);
    }
    skip(&format!("../shared/{part} is not part of the repository"));
    None
}

/// Writes a file of a project, with the folders above it.
pub(crate) fn put(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// Whether an installed Graphviz can be asked; where it is absent, the test that needs it reports so and passes.
#[track_caller]
pub(crate) fn has_graphviz() -> bool {
    let found = remit::render::draw::version().is_ok();
    if !found {
        skip("Graphviz (`dot`) is not installed");
    }
    found
}

/// The figures of all views of a project, by name.
pub(crate) fn figures_of(project: &Path) -> BTreeMap<String, Figure> {
    let project = project::open(project, None).map_err(|e| e.1).expect("the project can be read");
    let graph = Graph::build(project.input.clone(), None).expect("the graph can be built");
    let figures = project::views::figures(&graph, graph.store().ok());
    figures.expect("the figures can be built").0.into_iter().collect()
}

/// What a run of the program gave.
pub(crate) struct Ran {
    /// Standard output.
    pub(crate) out: String,
    /// Standard error.
    pub(crate) err: String,
    /// The exit code.
    pub(crate) code: i32,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
            code: output.status.code().unwrap_or(-1),
        }
    }
}

/// Runs the program in a folder.
pub(crate) fn remit(folder: &Path, args: &[&str]) -> Ran {
    Command::new(env!("CARGO_BIN_EXE_remit"))
        .args(args)
        .current_dir(folder)
        .env_remove("NO_COLOR")
        .stdin(Stdio::null())
        .output()
        .expect("the program starts")
        .into()
}

/// A copy of a project, without its output, in a folder of its own.
pub(crate) fn copy_of(project: &Path) -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    for part in ["remit.toml", "remit.lock", "ontology", "data", "sources"] {
        copy(&project.join(part), &folder.path().join(part));
    }
    folder
}

/// Every file below a folder with its bytes.
pub(crate) fn snapshot(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut out = BTreeMap::new();
    let mut todo = vec![folder.to_path_buf()];
    while let Some(next) = todo.pop() {
        for entry in fs::read_dir(&next).into_iter().flatten().flatten() {
            if entry.path().is_dir() {
                todo.push(entry.path());
            } else {
                let name = entry
                    .path()
                    .strip_prefix(folder)
                    .expect("below the folder")
                    .to_string_lossy()
                    .into_owned();
                out.insert(name, fs::read(entry.path()).expect("a file is read"));
            }
        }
    }
    out
}

/// What a working folder of this program left in a project; the store that a build keeps is no left-over.
pub(crate) fn left_over(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).expect("a folder is read").map(|e| e.expect("a name").file_name());
    names
        .map(|n| n.to_string_lossy().into_owned())
        .filter(|n| n.starts_with(".remit") && *n != ".remit-output.store")
        .collect()
}

/// Copies a file, or a folder with all that is in it.
pub(crate) fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        fs::create_dir_all(to).expect("a folder is made");
        for entry in fs::read_dir(from).expect("a folder is read").flatten() {
            copy(&entry.path(), &to.join(entry.file_name()));
        }
    } else if from.exists() {
        fs::copy(from, to).expect("a file is copied");
    }
}
