//! A new project, made whole or not at all.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use super::folder::{self, Made, is_absent, parent};
use super::publish::{PublishError, io_error};
use super::work::Workplace;

/// Makes a folder with files in it, or adds them to a folder that has none of these. The first of them says that all
/// are there: what a killed run left without it is completed.
///
/// # Errors
///
/// Where a file exists already with another content, or something cannot be made; then nothing is.
pub fn create(target: &Path, files: &[(&str, &str)]) -> Result<(), PublishError> {
    for (number, (path, text)) in files.iter().enumerate() {
        let full = target.join(path);
        let is_left = number > 0 && fs::read(&full).is_ok_and(|bytes| bytes == text.as_bytes());
        if !is_left && !is_absent(&full) {
            return Err(PublishError::Exists(full.display().to_string()));
        }
    }
    let is_new = is_absent(target);
    let beside = if is_new { parent(target) } else { target };
    let workplace = Workplace::open(beside, "init", &|| (), |_| Ok(()))?;
    let fresh = workplace.path("new");
    for (path, text) in files {
        write(&fresh.join(path), text)?;
    }
    folder::sync_all(&fresh).map_err(io_error("sync", &fresh))?;
    if is_new {
        fs::rename(&fresh, target).map_err(io_error("make", target))?;
    } else {
        let mut moved = Moved::default();
        for (path, _) in files.iter().rev() {
            moved.file(&fresh.join(path), &target.join(path))?;
        }
        moved.files.clear();
    }
    folder::sync(beside).map_err(io_error("sync", beside))?;
    workplace.close()
}

fn write(path: &Path, text: &str) -> Result<(), PublishError> {
    let folder = parent(path);
    fs::create_dir_all(folder).map_err(io_error("make", folder))?;
    let mut file = File::create_new(path).map_err(io_error("make", path))?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(io_error("write", path))
}

/// Files that were moved so far; they go with the value.
#[derive(Default)]
struct Moved {
    files: Vec<PathBuf>,
    folders: Made,
}

impl Moved {
    fn file(&mut self, fresh: &Path, path: &Path) -> Result<(), PublishError> {
        let folder = parent(path);
        self.folders.make(folder).map_err(io_error("make", folder))?;
        if is_absent(path) {
            fs::rename(fresh, path).map_err(io_error("make", path))?;
            self.files.push(path.to_owned());
            folder::sync(folder).map_err(io_error("sync", folder))?;
        }
        Ok(())
    }
}

impl Drop for Moved {
    fn drop(&mut self) {
        self.files.iter().for_each(|file| drop(fs::remove_file(file)));
    }
}
